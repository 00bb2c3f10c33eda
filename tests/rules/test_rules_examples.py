from __future__ import annotations

import doctest
import importlib
import inspect
import re

import pytest

from random_inspection.rules import (
    caps,
    eligibility,
    listed_items,
    qualification,
    recusal,
    recusal_rules,
    rotation,
)

MODULES = (
    "caps",
    "eligibility",
    "grounds",
    "listed_items",
    "merging",
    "qualification",
    "recusal",
    "recusal_rules",
    "recusal_sealing",
    "rotation",
    "visits",
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_print_what_they_say(name: str) -> None:
    """Every example of the rules runs, and there is at least one in every module."""
    result = doctest.testmod(importlib.import_module(f"random_inspection.rules.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


RULES = (
    caps.YearlyCap,
    eligibility.InDistrict,
    eligibility.NotInspectedElsewhere,
    eligibility.Open,
    eligibility.Subject,
    listed_items.ForKind,
    listed_items.InForce,
    listed_items.WithBasis,
    qualification.Certified,
    qualification.InScope,
    qualification.OnDuty,
    qualification.Qualified,
    qualification.Trained,
    recusal.AllOf,
    recusal.AnyOf,
    recusal_rules.InterestInGroup,
    recusal_rules.InterestInTarget,
    recusal_rules.OnRequest,
    recusal_rules.SameAddress,
    rotation.PairRotation,
    rotation.Rotation,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_says_its_clause_and_shows_an_example(rule: type) -> None:
    """The docstring of a rule names the clause or the law it rests on, and has an example."""
    text = inspect.getdoc(rule) or ""
    assert ">>>" in text
    assert re.search(r"clauses? [二三四]\(|法第.+条|国办发", text)
