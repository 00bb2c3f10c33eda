from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from random_inspection.domain.fields import LARGEST_INTEGER
from random_inspection.errors import InvalidInput
from random_inspection.proofs.canonical import encoded, plain_bytes, plain_problems

TEXTS = st.text(max_size=20)
CONTROLS = st.text([chr(code) for code in range(0xA1)] + list('\\"/\u2028\u2029\ue000\uffff\U0001f600'), max_size=8)
NAMES = st.text(st.characters(max_codepoint=0x7F), max_size=6)
LEAVES = TEXTS | CONTROLS | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.booleans()
PLAIN = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=30)
ANYTHING = st.recursive(
    LEAVES | st.none() | st.floats() | st.integers() | st.text(st.characters(categories=["Cs", "L"])),
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=10,
)


@given(value=PLAIN)
def test_the_canonical_form_is_that_of_rfc_8785(value: Any) -> None:
    """What the protocol's JSON can hold has the bytes that an implementation of RFC 8785 gives, and one line feed."""
    assert plain_problems(value) == []
    assert plain_bytes(value) == rfc8785.dumps(value) + b"\n"


@given(value=ANYTHING)
def test_what_has_another_form_is_refused(value: Any) -> None:
    """A value is refused, or written as by an implementation of RFC 8785, whatever is in it."""
    try:
        written = plain_bytes(value)
    except InvalidInput:
        assert plain_problems(value)
    else:
        assert written == rfc8785.dumps(value) + b"\n"


@pytest.mark.parametrize("value", ["\ud800", {"a": [{1, 2}]}])
def test_what_cannot_be_written_at_all_is_told_as_ours(value: Any) -> None:
    """Half of a surrogate pair, and what is no JSON, are found even where nobody looked for problems first."""
    with pytest.raises(InvalidInput):
        encoded(value)
