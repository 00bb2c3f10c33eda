from __future__ import annotations

import doctest
import importlib
import inspect

import pytest

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


@pytest.mark.parametrize("name", MODULES)
def test_every_rule_says_its_clause_and_shows_an_example(name: str) -> None:
    """A class that decides has a docstring with the clause or law it rests on, and an example."""
    module = importlib.import_module(f"random_inspection.rules.{name}")
    rules = [
        one
        for _, one in inspect.getmembers(module, inspect.isclass)
        if one.__module__ == module.__name__
        and not getattr(one, "_is_protocol", False)
        and (hasattr(one, "grounds") or hasattr(one, "pairs"))
        and "__slots__" in vars(one)
        and callable(getattr(one, "grounds", getattr(one, "pairs", None)))
        and inspect.isfunction(vars(one).get("grounds") or vars(one).get("pairs"))
    ]
    for rule in rules:
        text = rule.__doc__ or ""
        assert ">>>" in text, rule
        assert "clause" in text or "法第" in text or "国办发" in text, rule
