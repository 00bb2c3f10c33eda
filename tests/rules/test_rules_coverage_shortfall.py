from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import attrs
import pytest

from random_inspection.domain.inspectors import Certificate, InspectorStatus
from random_inspection.errors import InvalidInput
from random_inspection.rules.coverage_of_year.batches import windows
from random_inspection.rules.coverage_of_year.coverage import Coverage
from random_inspection.rules.coverage_of_year.ledger import Ledger
from random_inspection.rules.coverage_of_year.terms import ClassTerms
from random_inspection.rules.coverage_of_year.year_plan import YearPlan, plan_batches
from random_inspection.rules.grounds import Window
from random_inspection.rules.inspectors.shortfall import Effort, Staffing
from random_inspection.rules.samples import INSPECTOR
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.rules.working_days.layers import layered
from random_inspection.rules.working_days.notices import Notice

YEAR = Notice(number="2026", year=2026, off={dt.date(2026, 1, 1): "元旦"}, worked={})
INDEX = WorkIndex.of(layered(base=[YEAR], statutory={2026: {}}))
STAFF = Staffing(index=INDEX, inspectors=(INSPECTOR,), effort=Effort(team=2, days=Fraction(1, 2)))
RULE = Coverage(classes=(ClassTerms(name="A", weight=1),), batches=1)


def _plan(firms: int) -> YearPlan:
    """Plan visits of so many firms in the 65 working days from April to June."""
    days = windows(INDEX, dt.date(2026, 4, 1), dt.date(2026, 6, 30), 1)
    register = {f"t{at}": "A" for at in range(firms)}
    return plan_batches(register, RULE, days, Ledger.of([]), item="RS-01")


def test_visits_are_spread_over_the_working_days() -> None:
    """One visit a working day takes an inspector-day a day in a team of two that needs half a day."""
    months = STAFF.months(_plan(65))
    assert [(one.first.month, one.visits) for one in months] == [
        (4, Fraction(22)),
        (5, Fraction(21)),
        (6, Fraction(22)),
    ]
    assert [one.needed for one in months] == [one.available for one in months]
    assert STAFF.shortfall(_plan(65)) == ()


def test_a_firm_too_many_is_told_for_every_month() -> None:
    """One firm more than can be visited makes every month short, by its part of the firm."""
    short = STAFF.shortfall(_plan(66))
    assert [(one.code, one.where.path) for one in short] == [
        ("inspector-days-short", f"2026-0{month}") for month in (4, 5, 6)
    ]
    assert sum(one.short for one in STAFF.months(_plan(66))) == 1


def test_a_certificate_that_expires_is_missing_from_the_day_after() -> None:
    """Whose certificate ends on 15 May is there in April, for half of May, and not in June."""
    ends = attrs.evolve(INSPECTOR, certificate=Certificate(number="1", issuer="省", expires_on=dt.date(2026, 5, 15)))
    staff = attrs.evolve(STAFF, inspectors=(ends,))
    assert [one.available for one in staff.months(_plan(65))] == [22, 11, 0]
    assert [one.where.path for one in staff.shortfall(_plan(65))] == ["2026-05", "2026-06"]


@pytest.mark.parametrize("change", [{"status": InspectorStatus.LEFT}, {"certificate": None}])
def test_who_may_not_inspect_is_no_help(change: dict[str, Any]) -> None:
    """Neither who has left nor who holds no certificate adds an inspector-day."""
    staff = attrs.evolve(STAFF, inspectors=(INSPECTOR, attrs.evolve(INSPECTOR, **change)))
    assert staff.months(_plan(65)) == STAFF.months(_plan(65))


def test_a_shortfall_is_told_in_both_languages() -> None:
    """The month, what it needs, what it has, and what to do."""
    half = attrs.evolve(STAFF, effort=attrs.evolve(STAFF.effort, part=Fraction(1, 2)))
    (first, *_) = half.shortfall(_plan(65))
    assert first.text().startswith("2026-04: 22.0 visits need 22.0 inspector-days, and the roster has 11.0: 11.0")
    assert "缺11.0人日" in first.text("zh")


@pytest.mark.parametrize("days", [Fraction(0), 1, 0.5])
def test_an_effort_is_an_exact_number_over_nought(days: Fraction) -> None:
    """A visit that takes no time, or an inexact one, is refused with its member."""
    with pytest.raises(InvalidInput) as caught:
        Effort(days=days)
    assert [(problem.code, problem.where.path) for problem in caught.value.problems] == [
        ("effort-not-positive", "days")
    ]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [("2026-05-02", "2026-05-03", "window-without-working-day"), ("2035-01-01", "2035-01-31", "outside-calendar")],
)
def test_a_window_without_a_working_day_is_refused(first: str, last: str, code: str) -> None:
    """Visits cannot be spread over a weekend, nor over days that the calendar does not have."""
    window = Window(first=dt.date.fromisoformat(first), last=dt.date.fromisoformat(last))
    with pytest.raises(InvalidInput) as caught:
        STAFF.available(window)
    assert caught.value.code == code
