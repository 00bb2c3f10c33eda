from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import attrs
import pytest

from random_inspection.domain import draws
from random_inspection.domain.changes import Recusal, Replacement, Strike
from random_inspection.domain.fields import (
    LARGEST_INTEGER,
    check_digest,
    check_protocol,
    is_hex64,
    is_line,
    is_time,
    parse_fraction,
)
from random_inspection.errors import InvalidInput

HEX = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5%", Fraction(1, 20)),
        ("0.5%", Fraction(1, 200)),
        ("0.05", Fraction(1, 20)),
        ("1/3", Fraction(1, 3)),
        ("007/0021", Fraction(1, 3)),
        ("0", Fraction(0)),
        ("100%", Fraction(1)),
        ("3", Fraction(3)),
    ],
)
def test_a_fraction_is_read_exactly(text: str, value: Fraction) -> None:
    """Percent, decimal and quotient are three ways to write the same number."""
    assert parse_fraction(text) == value


@pytest.mark.parametrize("text", ["", "%", "5 %", ".5", "5.", "1/0", "1/2%", "-1", "+1", "1e2", "５%", "1/2/3", 5, 0.5])
def test_what_is_no_fraction_is_not_guessed(text: object) -> None:
    """Other notations, signs, full-width digits and numbers that are not text have no value."""
    assert parse_fraction(text) is None


@pytest.mark.parametrize("text", ["2026-12-01T09:00:00+08:00", "2026-12-01T09:00:00.5Z", "2024-02-29T00:00:00-00:30"])
def test_a_time_has_its_offset(text: str) -> None:
    """RFC 3339 with offset, seconds and perhaps a part of a second."""
    assert is_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01T09:00:00",
        "2026-12-01 09:00:00+08:00",
        "2026-12-01T09:00+08:00",
        "2026-02-29T09:00:00Z",
        "2026-12-01T25:00:00Z",
        "２026-12-01T09:00:00Z",
        5,
    ],
)
def test_a_time_without_offset_is_none(text: object) -> None:
    """What leaves the offset open, or names a day that never was, is refused."""
    assert not is_time(text)


def test_lines_and_digests() -> None:
    """A line is not empty and has no line break of any kind; a digest has 64 characters in lower case."""
    assert is_line("一行，带“标点”")
    assert not any(is_line(text) for text in ["", "a\n", "a\r", "a\u2028b", "a\x85b", "\ud800", 5])
    assert is_hex64(HEX)
    assert not any(is_hex64(text) for text in [HEX[1:], HEX.upper(), HEX + "0", HEX[:-1] + "g", None])


@pytest.mark.parametrize("number", [-1, LARGEST_INTEGER + 1, 1.0, True, "1"])
def test_a_count_is_whole_and_in_range(number: Any) -> None:
    """A count is from 0 to what JSON can carry exactly; booleans are no numbers."""
    assert [draws.CountQuota(count).count for count in (0, LARGEST_INTEGER)] == [0, LARGEST_INTEGER]
    with pytest.raises(InvalidInput, match="from 0 to"):
        draws.CountQuota(number)


def test_a_weight_is_over_nothing() -> None:
    """A weight of 0 would take the stratum out of the draw unseen."""
    assert draws.ShareQuota("全市", 1).weight == 1
    with pytest.raises(InvalidInput, match="from 1 to"):
        draws.ShareQuota("全市", 0)


@pytest.mark.parametrize(("check", "found"), [(check_digest, "md5"), (check_protocol, "rid-2")])
def test_protocol_and_digest_are_the_known_ones(check: Callable[..., None], found: str) -> None:
    """A draw under another protocol or hash is not half understood, but refused."""
    with pytest.raises(InvalidInput, match=f"'{found}'"):
        check(None, attrs.fields(draws.Announcement).digest, found)


def test_a_ratio_is_at_most_everybody() -> None:
    """100% is everybody; more is refused, and so is what is no fraction."""
    assert draws.RatioQuota("100%").fraction == 1
    for ratio in ("101%", "1.01", "5", "five"):
        with pytest.raises(InvalidInput):
            draws.RatioQuota(ratio)


@pytest.mark.parametrize(
    ("build", "path"),
    [
        (lambda: draws.Share(name="a,b", total=1), "name"),
        (lambda: draws.Stratum(name="a", size=-1, quota=draws.AllQuota()), "size"),
        (lambda: draws.PublicEvent(source="", pattern="x"), "source"),
        (lambda: draws.SecretContribution(name="a", commitment="x"), "commitment"),
        (lambda: draws.FileDigest(digest="x", size=1), "digest"),
        (lambda: draws.RosterEntry(inspector_id="a", holds=("b", "")), "holds[1]"),
        (lambda: draws.TeamSeat(seat="a", requires=("b,",)), "requires[0]"),
        (lambda: draws.ExcludedPair(target_id="a", inspector_id=" b"), "inspector_id"),
        (lambda: draws.OpenedContribution(name="a", value="1\n2"), "value"),
        (lambda: Strike(previous="x", recorded_at="", target_id="a", reason="b"), "previous"),
        (
            lambda: Strike(previous=HEX, recorded_at="2026-12-01T09:00:00Z", target_id="a", reason="b", moved_up=""),
            "moved_up",
        ),
        (
            lambda: Recusal(previous=HEX, recorded_at="now", target_id="a", inspector_id="b", reason="c"),
            "recorded_at",
        ),
        (
            lambda: Replacement(
                previous=HEX,
                recorded_at="2026-12-01T09:00:00Z",
                target_id="a",
                seat="b",
                inspector_id="c",
                reason="",
            ),
            "reason",
        ),
    ],
)
def test_values_of_a_draw_name_the_field_that_is_wrong(build: Callable[[], object], path: str) -> None:
    """A value that breaks the page's rules is not made, and the finding carries the member's name."""
    with pytest.raises(InvalidInput) as caught:
        build()
    assert [problem.where.path for problem in caught.value.problems] == [path]
