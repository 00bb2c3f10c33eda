from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from full_announcement import FULL

from random_inspection.errors import InvalidInput
from random_inspection.serialization import MAX_DEPTH, read_announcement, to_json


@pytest.fixture
def announcement() -> bytes:
    """The bytes of an announcement with every optional member."""
    return to_json(FULL)


def _findings(action: Callable[[], object]) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as caught:
        action()
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


def _read(data: bytes) -> list[tuple[str, str | None]]:
    return _findings(lambda: read_announcement(data, file="announcement.json"))


def test_members_are_ordered_and_nothing_is_spaced() -> None:
    """The canonical form orders members, writes no blanks, keeps Chinese as it is and ends with one line feed."""
    assert to_json({"b": [1, True], "a": "甲\n"}) == '{"a":"甲\\n","b":[1,true]}\n'.encode()


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": [{"b": None}]}, "a[0].b"),
        ({"a": 1.0}, "a"),
        ([2**53], "[0]"),
        ([-(2**53)], "[0]"),
        ([{1, 2}], "[0]"),
        (None, None),
    ],
)
def test_what_the_protocol_cannot_hold_is_not_written(value: Any, path: str | None) -> None:
    """Null, floats, integers beyond 2^53 - 1 and other types are refused at their place."""
    assert _findings(lambda: to_json(value)) == [("json-kind", path)]


def test_the_largest_integers_are_written() -> None:
    """Both ends of what every language can hold pass."""
    assert to_json([2**53 - 1, -(2**53) + 1]) == b"[9007199254740991,-9007199254740991]\n"


def test_names_are_ascii_text() -> None:
    """A member name in Chinese, or one that is no text, is refused at the object that has it."""
    assert _findings(lambda: to_json({"a": {"名": 1, 2: 3}})) == [("json-name-not-ascii", "a")] * 2


def test_half_a_surrogate_pair_is_refused_both_ways() -> None:
    """What UTF-8 cannot hold is found, not raised as an encoding error."""
    assert _findings(lambda: to_json(["\ud800"])) == [("json-surrogate", "[0]")]
    assert ("json-surrogate", "title") in _read(rb'{"title":"\ud800"}' + b"\n")


def test_depth_ends_at_the_same_level_for_everybody() -> None:
    """As many levels as are allowed are written; one more is refused, and so is any number of them."""
    deepest: object = 1
    for _ in range(MAX_DEPTH):
        deepest = [deepest]
    assert to_json(deepest) == b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH + b"\n"
    assert _findings(lambda: to_json([deepest])) == [("json-too-deep", None)]
    for _ in range(5_000):
        deepest = [deepest]
    assert _findings(lambda: to_json(deepest)) == [("json-too-deep", None)]


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000])
def test_a_file_made_to_exhaust_the_stack_is_refused(data: bytes) -> None:
    """Deep nesting is a finding, never a RecursionError."""
    assert _read(data) == [("json-too-deep", None)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "json-syntax"),
        (b"{", "json-syntax"),
        (b'{"a":1}}\n', "json-syntax"),
        (b"{'a':1}\n", "json-syntax"),
        (b'{"title":"a\nb"}\n', "json-syntax"),
        (b'\xef\xbb\xbf{"a":1}\n', "json-bom"),
        (b'{"a":"\xff"}\n', "json-not-utf8"),
        (b'{"a":"\xed\xa0\x80"}\n', "json-not-utf8"),
    ],
)
def test_what_is_no_json_is_refused_with_its_first_byte(data: bytes, code: str) -> None:
    """Broken syntax, a byte order mark and broken UTF-8 each have their own words."""
    assert _read(data) == [(code, None)]


def test_the_byte_of_an_error_counts_bytes_not_characters() -> None:
    """After Chinese text the place is still the one that a hex viewer shows."""
    with pytest.raises(InvalidInput) as caught:
        read_announcement('{"title":"甲"!'.encode(), file="announcement.json")
    assert caught.value.problems[0].params["byte"] == len('{"title":"甲"'.encode())


def test_numbers_of_other_kinds_are_shown_as_they_were_written() -> None:
    """Floats, exponents, NaN and long integers are found each at its place, the long ones shortened."""
    found = ["1.5", "1e400", "NaN", "-Infinity", "9007199254740992"]
    with pytest.raises(InvalidInput) as caught:
        read_announcement(f'{{"about":[{",".join(found)},{"7" * 5000}]}}\n'.encode(), file="announcement.json")
    odd = [problem for problem in caught.value.problems if problem.code == "json-kind"]
    assert [problem.params["found"] for problem in odd] == [*found, "7777777777777777…"]
    assert [problem.where.path for problem in odd] == [f"about[{index}]" for index in range(6)]


def test_a_member_that_occurs_twice_is_named_where_it_occurs() -> None:
    """Two programs may read such an object differently, so none of its readings counts."""
    assert ("json-name-twice", "frame") in _read(b'{"frame":{"size":1,"size":1,"digest":"x"}}\n')


@pytest.mark.parametrize(
    ("change", "byte"),
    [
        (lambda data: data[:-1], -1),
        (lambda data: data + b"\n", 0),
        (lambda data: data[:-1] + b"\r\n", -1),
        (lambda data: b" " + data, None),
        (lambda data: json.dumps(json.loads(data), indent=1).encode(), None),
        (lambda data: data.replace(b'"alone":true', b'"alone":true,"aloud":-0'), None),
        (lambda data: data.replace(b"2026-0001", rb"2026\u002d0001"), None),
    ],
)
def test_the_same_data_in_other_bytes_is_refused(
    announcement: bytes, change: Callable[[bytes], bytes], byte: int | None
) -> None:
    """A blank, another escape, a missing or doubled line feed: the digest is of bytes, so bytes must be canonical."""
    changed = change(announcement)
    with pytest.raises(InvalidInput) as caught:
        read_announcement(changed, file="announcement.json")
    assert [problem.code for problem in caught.value.problems] == ["json-not-canonical"]
    if byte is not None:
        assert caught.value.problems[0].params["byte"] == len(announcement) + byte
