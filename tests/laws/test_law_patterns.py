"""Laws of patterns: they mean what every regular expression engine takes them to mean, and never take long."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_inspection.drawing.patterns import matches, pattern_problem

ATOMS = st.sampled_from(["a", "b", "1", r"\+", r"\d", ".", "[ab]", "[^a]", r"[\d+]", "[a-c1]", "双"])
QUANTIFIERS = st.sampled_from(["", "*", "+", "?", "{2}", "{1,}", "{0,2}", "{1,3}"])
PATTERNS = st.recursive(
    st.builds("{}{}".format, ATOMS, QUANTIFIERS),
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("({}|{}){}".format, inner, inner, QUANTIFIERS),
        st.builds("({}){}".format, inner, QUANTIFIERS),
    ),
    max_leaves=6,
)


@given(pattern=PATTERNS, value=st.text("ab1+双c", max_size=8))
def test_law_a_pattern_means_what_regular_expressions_mean(pattern: str, value: str) -> None:
    """On every pattern of the grammar and every value, matching agrees with Python's engine."""
    assert pattern_problem(pattern) is None
    assert matches(pattern, value) == (re.fullmatch(pattern, value, re.ASCII) is not None)


@given(pattern=st.text(r"ab1\d[]^-(){}|*+?.$,&~ ", max_size=12))
def test_law_what_is_accepted_other_engines_accept(pattern: str) -> None:
    """No pattern passes that Python's engine refuses or warns of."""
    if pattern_problem(pattern) is None:
        assert re.compile(pattern, re.ASCII).pattern == pattern


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|a)*b", "(a?){30}a{30}b", "a*" * 30 + "b", "((a{1,9}){1,9}){1,9}b"])
def test_no_pattern_takes_long(pattern: str) -> None:
    """Patterns that other engines never finish are decided in a blink, on values of 2,000 characters, too."""
    start = time.process_time()
    assert not matches(pattern, "a" * 2000 + "c")
    assert time.process_time() - start < 2
