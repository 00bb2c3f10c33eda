"""Names and numbers are what they look like: no character that is not seen, no number that is a folder."""

import datetime as dt
import unicodedata
from typing import Any

import attrs
import pytest

from random_inspection.domain.acts import Mark
from random_inspection.domain.draws import PublicEvent
from random_inspection.domain.fields import check_line
from random_inspection.domain.plans import AnnualPlan
from random_inspection.errors import InvalidInput
from random_inspection.rules.samples import INSPECTOR, SHOP

DIRECTIONS = [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]
MARK = Mark(by="赵", at=dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))


@attrs.frozen
class Line:
    """A value with a line of text."""

    text: str = attrs.field(validator=check_line)


@pytest.mark.parametrize("char", [*DIRECTIONS, "\x1b", "\x00", "\t", "\x7f", "\x9b"])
def test_a_line_holds_no_character_that_turns_the_text_around_or_controls_it(char: str) -> None:
    """The character and its position are told."""
    with pytest.raises(InvalidInput) as caught:
        Line(f"东山{char}机械厂")
    (problem,) = caught.value.problems
    assert (problem.code, problem.params["position"], problem.params["character"]) == (
        "line-unseen-character",
        3,
        f"U+{ord(char):04X}",
    )


def test_every_other_character_of_a_name_passes() -> None:
    """All of the first planes that is no control, line end, surrogate or direction, such as ·, （, 〇 and rare characters."""
    kept = [chr(code) for code in range(0x30000) if unicodedata.category(chr(code)) not in ("Cc", "Cs", "Zl", "Zp")]
    for char in kept:
        if char not in DIRECTIONS:
            Line(f"东{char}山")


def test_names_of_directories_hold_no_character_that_turns_them_around() -> None:
    """A target and an inspector with one are refused."""
    for one in (SHOP, INSPECTOR):
        with pytest.raises(InvalidInput):
            attrs.evolve(one, name="东山\u202e厂械机")


@pytest.mark.parametrize("number", [".", ".."])
def test_no_number_is_the_name_of_a_folder(number: str) -> None:
    """Plans, targets and inspectors are called otherwise."""
    plan = AnnualPlan(plan_id="P", title="计划", year=2026, agency="人社局", items=("劳动-01",), drafted=MARK)
    named: list[tuple[Any, str]] = [(plan, "plan_id"), (SHOP, "target_id"), (INSPECTOR, "inspector_id")]
    for one, name in named:
        with pytest.raises(InvalidInput, match=r"folder"):
            attrs.evolve(one, **{name: number})


def test_a_line_of_the_protocol_is_what_its_page_says() -> None:
    """RID-1 lets a tab stand in a line; files that other programs wrote are read."""
    assert PublicEvent(source="开奖\t公告", pattern=r"\d").source == "开奖\t公告"
