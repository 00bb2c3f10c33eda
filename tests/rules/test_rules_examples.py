from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re

import pytest

import random_inspection
from random_inspection.rules.admission import caps, eligibility, listed_items
from random_inspection.rules.inspectors import qualification
from random_inspection.rules.recusals import recusal, recusal_rules, rotation

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(random_inspection.__path__, "random_inspection.")
    if not re.match(r"random_inspection\.(adapters|cli|testing)\b", module.name)
)
SHOWN = re.compile(r"random_inspection\.rules\.(admission|inspectors|recusals|risk_classes|working_days)\.")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_print_what_they_say(name: str) -> None:
    """Every example of the core runs."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_rules_have_examples() -> None:
    """At least three in four of the modules with rules show one."""
    modules = [importlib.import_module(name) for name in MODULES if SHOWN.match(name)]
    shown = [module for module in modules if doctest.testmod(module).attempted]
    assert len(shown) >= 0.75 * len(modules)


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
