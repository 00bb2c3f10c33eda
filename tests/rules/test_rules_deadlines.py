from __future__ import annotations

import datetime as dt

import pytest

from random_inspection.errors import InvalidInput
from random_inspection.rules.working_days.calendar import DayKind
from random_inspection.rules.working_days.counting import Count, WorkIndex
from random_inspection.rules.working_days.deadlines import Deadline, Period, Unit, deadline, differences, recompute
from random_inspection.rules.working_days.layers import layered
from random_inspection.rules.working_days.notices import Notice

AS_OF = dt.date(2026, 4, 1)
LABOUR_DAY = {dt.date(2026, 5, day): "劳动节" for day in range(1, 6)}
BASE = Notice(number="base", year=2026, off=LABOUR_DAY, worked={dt.date(2026, 5, 9): "劳动节"})
STATUTORY = {2026: {}, 2027: {dt.date(2027, 1, 1): ("元旦",)}, 2028: {}}
CALENDAR = layered(base=[BASE], statutory=STATUTORY)
INDEX = WorkIndex.of(CALENDAR)
NEW_YEAR = Notice(number="2027", issued=dt.date(2026, 11, 5), year=2027, off={dt.date(2027, 1, 1): "元旦"}, worked={})


def _due(start: str, amount: int, unit: Unit) -> Deadline:
    period = Period(amount=amount, unit=unit, basis="三(五)")
    return deadline(INDEX, dt.date.fromisoformat(start), period, as_of=AS_OF)


@pytest.mark.clause("三(五) 期限")
@pytest.mark.parametrize(
    ("start", "amount", "unit", "day"),
    [
        ("2026-04-08", 20, "working-days", "2026-05-09"),
        ("2026-04-22", 10, "calendar-days", "2026-05-06"),
        ("2026-04-30", 9, "calendar-days", "2026-05-09"),
        ("2026-01-31", 1, "months", "2026-03-02"),
        ("2026-03-31", 1, "months", "2026-04-30"),
        ("2026-04-01", 1, "months", "2026-05-06"),
        ("2026-05-29", 6, "months", "2026-11-30"),
        ("2026-05-31", 1, "years", "2027-05-31"),
        ("2026-05-30", 1, "years", "2027-05-31"),
    ],
)
def test_a_period_ends_on_its_day(start: str, amount: int, unit: Unit, day: str) -> None:
    """Working days end where they end; other periods that end on a rest day end on the next working day."""
    assert _due(start, amount, unit).day == dt.date.fromisoformat(day)


def test_months_are_added_once_from_the_start() -> None:
    """Two months from 31 January end on 31 March, and not on the 28th by way of February."""
    assert _due("2026-01-31", 2, "months").day == dt.date(2026, 3, 31)


def test_a_time_counts_on_its_day_in_china() -> None:
    """What ends at 17:00 in London ends on the next day in China."""
    period = Period(amount=1, unit="working-days", basis="三(五)")
    ended = dt.datetime(2026, 3, 2, 17, tzinfo=dt.UTC)
    assert deadline(INDEX, ended, period, as_of=AS_OF).start == dt.date(2026, 3, 3)


def test_a_deadline_names_its_calendar_and_its_day() -> None:
    """What is needed to compute it again is on record: start, rule, calendar and day of computation."""
    due = _due("2026-03-02", 7, "working-days")
    assert (due.start, due.rule.basis, due.as_of) == (dt.date(2026, 3, 2), "三(五)", AS_OF)
    assert due.calendar_version == CALENDAR.version


def test_a_period_into_days_not_known_is_a_range() -> None:
    """The earliest day is the one to act by, and no single day is given."""
    due = _due("2026-12-24", 1, "working-days")
    assert (due.firm, due.earliest, due.latest) == (False, dt.date(2026, 12, 25), dt.date(2027, 1, 8))
    with pytest.raises(InvalidInput) as caught:
        _ = due.day
    assert caught.value.code == "day-not-firm"


def test_calendar_days_that_end_in_days_not_known_are_a_range() -> None:
    """A period that ends on a day not known yet ends there, or on the next day surely worked."""
    due = _due("2026-12-23", 5, "calendar-days")
    assert (due.earliest, due.latest) == (dt.date(2026, 12, 28), dt.date(2027, 1, 8))


def test_the_trace_tells_every_day_with_its_count() -> None:
    """From before a holiday to after it, every day says whether it counts and why."""
    steps = list(_due("2026-04-29", 2, "working-days").trace(CALENDAR))
    assert [step.day.day for step in steps] == [30, 1, 2, 3, 4, 5, 6]
    assert [step.counted for step in steps][-2:] == [Count(least=1, most=1), Count(least=2, most=2)]
    assert steps[1].status.text() == "day off (劳动节) — base"


def test_the_trace_of_a_range_counts_at_least_and_at_most() -> None:
    """Days not known yet count at most, and not at least; the last day reaches the period for certain."""
    *_, last = _due("2026-12-24", 3, "working-days").trace(CALENDAR)
    assert last.counted is not None
    assert last.counted.least == 3 < last.counted.most


def test_the_trace_of_calendar_days_shows_the_rolling() -> None:
    """It begins where the period ends before it is rolled on."""
    steps = list(_due("2026-04-22", 10, "calendar-days").trace(CALENDAR))
    assert [step.day.day for step in steps] == [2, 3, 4, 5, 6]
    assert {step.counted for step in steps} == {None}
    assert steps[-1].status.kind is DayKind.WORK


def test_a_trace_is_made_with_the_calendar_of_the_deadline() -> None:
    """Another calendar would tell another story, so it is refused."""
    other = layered(base=[BASE], statutory=STATUTORY, notices=[NEW_YEAR])
    with pytest.raises(InvalidInput, match="compute it again") as caught:
        _due("2026-12-24", 1, "working-days").trace(other)
    assert caught.value.code == "other-calendar"


@pytest.mark.clause("三(五) 期限")
def test_a_new_notice_moves_the_deadlines_it_concerns_and_lists_them() -> None:
    """What was a range becomes a day; what does not touch the new days stays, under the new version."""
    old = [_due("2026-03-02", 7, "working-days"), _due("2026-12-24", 1, "working-days")]
    calendar = layered(base=[BASE], statutory=STATUTORY, notices=[NEW_YEAR])
    later = dt.date(2026, 11, 6)
    again = recompute(old, WorkIndex.of(calendar), as_of=later)
    (change,) = again.changes
    assert (change.before, change.after.day) == (old[1], dt.date(2026, 12, 25))
    assert again.deadlines[0].day == old[0].day
    assert {(due.calendar_version, due.as_of) for due in again.deadlines} == {(calendar.version, later)}


def test_the_days_that_a_notice_changes_are_listed() -> None:
    """Between two calendars every day is named that is worked, not worked or unknown differently."""
    extra = Notice(number="x", issued=AS_OF, off={dt.date(2026, 9, 3): "纪念日"}, worked={})
    calendar = layered(base=[BASE], statutory=STATUTORY, notices=[extra])
    (change,) = differences(CALENDAR, calendar)
    assert (change.day, change.before.kind, change.after.kind) == (dt.date(2026, 9, 3), DayKind.WORK, DayKind.REST)
    assert differences(CALENDAR, CALENDAR) == ()


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": True}, "amount"),
        ({"unit": "weeks"}, "unit"),
        ({"basis": ""}, "basis"),
    ],
)
def test_a_period_is_checked_when_it_is_made(members: dict[str, object], path: str) -> None:
    """A period has a whole amount, a known unit and a basis."""
    with pytest.raises(InvalidInput) as caught:
        Period(**{"amount": 20, "unit": "working-days", "basis": "三(五)", **members})  # type: ignore[arg-type]
    assert caught.value.problems[0].where.path == path


@pytest.mark.parametrize("unit", ["calendar-days", "months", "years"])
@pytest.mark.parametrize("amount", [9999, 10**12])
def test_no_deadline_lies_outside_of_the_calendar(unit: Unit, amount: int) -> None:
    """A period that is longer than the calendar, or than time itself, is refused."""
    with pytest.raises(InvalidInput) as caught:
        _due("2026-03-02", amount, unit)
    assert caught.value.code == "outside-calendar"


def test_a_start_before_the_calendar_is_refused_for_every_unit() -> None:
    """An event before the calendar begins is not counted from its first day."""
    for unit in ("working-days", "months"):
        with pytest.raises(InvalidInput) as caught:
            _due("2025-12-31", 3, unit)
        assert caught.value.code == "outside-calendar"


def test_a_deadline_is_made_from_plain_dates() -> None:
    """A naive time in a stored deadline is refused, as everywhere."""
    with pytest.raises(InvalidInput, match="offset"):
        deadline(INDEX, dt.datetime(2026, 3, 2), Period(amount=1, unit="years", basis="法"), as_of=AS_OF)  # noqa: DTZ001


def test_a_stored_deadline_has_plain_dates() -> None:
    """A deadline that is made from stored parts takes no time for its start."""
    members = {"earliest": AS_OF, "latest": AS_OF, "rule": Period(amount=1, unit="years", basis="法")}
    with pytest.raises(InvalidInput) as caught:
        Deadline(start=dt.datetime(2026, 3, 2, tzinfo=dt.UTC), calendar_version="v", as_of=AS_OF, **members)  # type: ignore[arg-type]
    assert caught.value.code == "not-a-day"
