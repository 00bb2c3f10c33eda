"""Laws of counting working days, on calendars made up day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from random_inspection.rules.working_days.calendar import DayKind, DayStatus
from random_inspection.rules.working_days.counting import DayRange, WorkIndex, add, back, count_between, roll
from random_inspection.rules.working_days.deadlines import UNITS, Period, deadline, recompute
from random_inspection.rules.working_days.layers import WEEKDAY

FIRST = dt.date(2026, 1, 1)
AS_OF = dt.date(2026, 1, 1)


@attrs.frozen
class MadeUp:
    """A calendar that repeats some days for 430 days; all days before and after are worked, so that counting ends."""

    kinds: Sequence[DayKind]
    version: str = "made-up"

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """Two months before the made-up days, and long after them."""
        return FIRST - dt.timedelta(days=60), FIRST + dt.timedelta(days=900)

    def status(self, day: dt.date) -> DayStatus:
        """Return what the day was made up to be."""
        at = (day - FIRST).days
        kind = self.kinds[at % len(self.kinds)] if 0 <= at < 430 else DayKind.WORK
        return DayStatus(kind=kind, reason=WEEKDAY.reason)


kinds = st.lists(st.sampled_from(DayKind), min_size=1, max_size=60)
known_kinds = st.lists(st.sampled_from([DayKind.WORK, DayKind.REST]), min_size=1, max_size=60)
starts = st.integers(0, 59).map(lambda after: FIRST + dt.timedelta(days=after))
amounts = st.integers(1, 30)
periods = st.builds(
    lambda unit, amount: Period(unit=unit, amount=1 if unit == "years" else min(amount, 12), basis="law"),
    st.sampled_from(UNITS),
    amounts,
)


def _index(made: Sequence[DayKind]) -> WorkIndex:
    return WorkIndex.of(MadeUp(made))


def _due(index: WorkIndex, start: dt.date, period: Period) -> DayRange:
    return deadline(index, start, period, as_of=AS_OF)


@pytest.mark.clause("三(五) 期限")
@given(kinds, starts, starts, periods)
def test_a_later_start_never_gives_an_earlier_deadline(
    made: list[DayKind], one: dt.date, other: dt.date, period: Period
) -> None:
    """In every unit both ends of the range keep the order of the starts."""
    earlier, later = sorted((one, other))
    before, after = (_due(_index(made), start, period) for start in (earlier, later))
    assert before.earliest <= after.earliest
    assert before.latest <= after.latest


@given(known_kinds, starts, amounts)
def test_back_undoes_add(made: list[DayKind], start: dt.date, amount: int) -> None:
    """From a working day of a known calendar, counting on and back by the same number leads home."""
    index = _index(made)
    assume(index.calendar.status(start).kind is DayKind.WORK)
    assert back(index, add(index, start, amount).day, amount).day == start


@given(kinds, starts, amounts)
def test_back_undoes_add_at_either_end_of_a_range(made: list[DayKind], start: dt.date, amount: int) -> None:
    """Where days are not known, the way back from the earliest day ends, and from the latest begins, at the start."""
    index = _index(made)
    assume(index.calendar.status(start).kind is DayKind.WORK)
    due = add(index, start, amount)
    assert back(index, due.earliest, amount).latest == start
    assert back(index, due.latest, amount).earliest == start


@given(kinds, starts, periods, st.integers(0, 59))
def test_a_rest_day_added_never_makes_a_deadline_earlier(
    made: list[DayKind], start: dt.date, period: Period, rest: int
) -> None:
    """Whatever the day was before, giving it off leaves both ends where they are or moves them on."""
    more = [DayKind.REST if at == rest else kind for at, kind in enumerate(made)]
    before, after = _due(_index(made), start, period), _due(_index(more), start, period)
    assert before.earliest <= after.earliest
    assert before.latest <= after.latest


@given(kinds, starts, periods, st.data())
def test_settling_the_unknown_days_stays_within_the_range(
    made: list[DayKind], start: dt.date, period: Period, data: st.DataObject
) -> None:
    """However the days not known turn out, the deadline is one day within the range given before."""
    before = deadline(_index(made), start, period, as_of=AS_OF)
    settled = [
        data.draw(st.sampled_from([DayKind.WORK, DayKind.REST])) if kind is DayKind.UNKNOWN else kind for kind in made
    ]
    (after,) = recompute([before], _index(settled), as_of=AS_OF).deadlines
    assert after.firm
    assert before.earliest <= after.day <= before.latest


@given(kinds, starts, amounts)
def test_what_is_added_is_what_is_counted(made: list[DayKind], start: dt.date, amount: int) -> None:
    """Up to the earliest day the period may be over, and up to the latest it surely is."""
    index = _index(made)
    due = add(index, start, amount)
    assert count_between(index, start, due.earliest).most == amount
    assert count_between(index, start, due.latest).least == amount


@given(kinds, starts)
def test_rolling_twice_is_rolling_once(made: list[DayKind], day: dt.date) -> None:
    """A day that was rolled on is worked as far as is known, so it stays."""
    index = _index(made)
    rolled = roll(index, day)
    assert day <= rolled.earliest <= rolled.latest
    assert roll(index, rolled.earliest).earliest == rolled.earliest
    assert roll(index, rolled.latest) == DayRange(earliest=rolled.latest, latest=rolled.latest)


@given(kinds, starts, amounts)
def test_the_trace_leads_to_the_deadline(made: list[DayKind], start: dt.date, amount: int) -> None:
    """Read day by day, the trace reaches the amount at most on the earliest day and at least on the latest."""
    index = _index(made)
    due = deadline(index, start, Period(amount=amount, unit="working-days", basis="law"), as_of=AS_OF)
    steps = [(step.day, step.counted) for step in due.trace(index.calendar) if step.counted is not None]
    assert next(day for day, counted in steps if counted.most == amount) == due.earliest
    assert next(day for day, counted in steps if counted.least == amount) == due.latest == steps[-1][0]
