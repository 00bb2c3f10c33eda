from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import attrs
import pytest

from random_inspection.domain.items import (
    Category,
    FrequencyBound,
    InspectionItem,
    ItemList,
    Level,
    Method,
    RatioBound,
)
from random_inspection.domain.legal import LegalBasis
from random_inspection.domain.targets import TargetKind
from random_inspection.errors import InvalidInput

BASIS = LegalBasis(title="中华人民共和国劳动法", article="第八十五条", grants_inspection=True)
DUTY = LegalBasis(title="工资支付暂行规定", grants_inspection=False)
ITEM = InspectionItem(
    code="劳动-01",
    name="用人单位遵守工资支付规定的情况",
    sub_item="农民工工资",
    legal_bases=(DUTY, BASIS),
    agency="县级以上人力资源社会保障行政部门",
    levels=(Level.CITY, Level.COUNTY),
    target_kinds=(TargetKind.ENTERPRISE, TargetKind.PROJECT),
    category=Category.KEY,
    methods=(Method.ON_SITE, Method.WRITTEN),
    ratio=RatioBound(verbatim="不低于3%", at_least=Fraction(3, 100)),
    frequency=FrequencyBound(verbatim="每年不少于1次", at_least=1),
    requires=("劳动保障监察",),
    in_force_from=dt.date(2026, 1, 1),
)
LIST = ItemList(version="2026-1", in_force_from=dt.date(2026, 1, 1), items=(ITEM,))


def _findings(value: Any, **changes: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(value, **changes)
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


@pytest.mark.clause("二(三) 依据")
def test_an_item_without_the_power_to_inspect_is_refused() -> None:
    """A basis that sets duties alone does not let anybody inspect (clause 二(三))."""
    assert _findings(ITEM, legal_bases=(DUTY,)) == [("item-without-power", "legal_bases")]
    assert _findings(ITEM, legal_bases=()) == [("list-empty", "legal_bases")]


@pytest.mark.parametrize("member", ["levels", "target_kinds", "methods"])
def test_an_item_says_who_what_and_how(member: str) -> None:
    """Levels, kinds of targets and methods are each named, and each once."""
    assert _findings(ITEM, **{member: ()}) == [("list-empty", member)]
    twice = getattr(ITEM, member)[:1] * 2
    assert _findings(ITEM, **{member: twice}) == [("list-repeats", f"{member}[1]")]
    assert _findings(ITEM, **{member: ("现场",)}) == [("not-of-kind", f"{member}[0]")]
    assert _findings(ITEM, **{member: "现场检查"}) == [("not-tuple", member)]


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("code", "a,b", "identifier-character"),
        ("name", "", "not-line"),
        ("sub_item", "两\n行", "not-line"),
        ("agency", 5, "not-line"),
        ("category", "重点", "not-of-kind"),
        ("ratio", "3%", "not-of-kind"),
        ("in_force_from", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "not-date"),
        ("in_force_to", "2026-12-31", "not-date"),
    ],
)
def test_every_field_of_an_item_is_checked(member: str, value: object, code: str) -> None:
    """A value that is not what the field holds is found at the field."""
    assert _findings(ITEM, **{member: value}) == [(code, member)]


def test_required_qualifications_are_different_identifiers() -> None:
    """What inspectors must hold is compared with what they hold, so it is written as identifiers, each once."""
    assert _findings(ITEM, requires=("a", "a")) == [("list-repeats", "requires[1]")]
    assert _findings(ITEM, requires=(" a",)) == [("identifier-edge-space", "requires[0]")]


def test_all_that_does_not_fit_together_is_told_at_once() -> None:
    """The missing power and the reversed dates are two findings of one item."""
    assert _findings(ITEM, legal_bases=(DUTY,), in_force_to=dt.date(2025, 12, 31)) == [
        ("item-without-power", "legal_bases"),
        ("dates-reversed", "in_force_to"),
    ]


def test_a_single_day_is_a_period() -> None:
    """First and last day may be the same."""
    assert attrs.evolve(ITEM, in_force_to=ITEM.in_force_from).in_force_to == ITEM.in_force_from


@pytest.mark.parametrize("part", [Fraction(-1, 100), Fraction(101, 100), 0.03, "3%", 1])
def test_a_ratio_is_an_exact_part(part: object) -> None:
    """Bounds of a ratio are fractions from 0 to 1; floats and text would not be exact."""
    assert _findings(ITEM.ratio, at_least=part) == [("not-part", "at_least")]


def test_bounds_do_not_cross() -> None:
    """At most is not under at least; equal bounds are a fixed number; no bound is no limit."""
    fixed = RatioBound(verbatim="10%", at_least=Fraction(1, 10), at_most=Fraction(1, 10))
    assert fixed.at_least == fixed.at_most
    assert RatioBound(verbatim="根据实际情况确定").at_most is None
    assert _findings(ITEM.ratio, at_most=Fraction(2, 100)) == [("bounds-reversed", "at_most")]
    assert _findings(ITEM.frequency, at_most=0) == [("bounds-reversed", "at_most")]


def test_a_frequency_has_its_period() -> None:
    """每2年不超过1次 is one time in 24 months; a year is meant where nothing else is said; no period is empty."""
    assert FrequencyBound(verbatim="每2年抽查不超过1次", at_most=1, months=24).months == 24
    assert ITEM.frequency.months == 12
    assert _findings(ITEM.frequency, months=0) == [("not-integer", "months")]


def test_a_list_has_every_code_once() -> None:
    """Plans refer to an item by its code, so the code must not be ambiguous; an empty list is none (二(二))."""
    other = attrs.evolve(ITEM, name="另一事项")
    assert _findings(LIST, items=(ITEM, other)) == [("list-repeats", "items[1]")]
    assert _findings(LIST, items=()) == [("list-empty", "items")]
    assert _findings(LIST, in_force_to=dt.date(2025, 1, 1)) == [("dates-reversed", "in_force_to")]


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("title", "", "not-line"),
        ("article", "", "not-line"),
        ("text", "  \n", "text-empty"),
        ("text", "\udc00", "text-surrogate"),
        ("text", 1, "not-text"),
        ("address", "a\nb", "not-line"),
        ("grants_inspection", "是", "not-yes-or-no"),
    ],
)
def test_a_legal_basis_is_checked(member: str, value: object, code: str) -> None:
    """Title, article, words and address are text, and the power is said by yes or no."""
    assert _findings(BASIS, **{member: value}) == [(code, member)]


def test_the_words_of_a_law_have_several_lines() -> None:
    """The text of an article keeps its paragraphs."""
    assert attrs.evolve(BASIS, text="第一款\n第二款").text == "第一款\n第二款"
