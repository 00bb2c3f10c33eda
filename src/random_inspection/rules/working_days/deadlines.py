"""By when something has to be done: a period from a day, counted on a calendar, and counted again when that changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Literal

import attrs
from dateutil.relativedelta import relativedelta

from random_inspection.domain.fields import check_line
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.rules.working_days.calendar import (
    OUTSIDE_CALENDAR,
    DayKind,
    DayStatus,
    WorkCalendar,
    check_day,
    day_of,
)
from random_inspection.rules.working_days.counting import Count, DayRange, WorkIndex, add, roll, whole

Unit = Literal["working-days", "calendar-days", "months", "years"]
UNITS: tuple[Unit, ...] = ("working-days", "calendar-days", "months", "years")

NOT_A_UNIT = Message(
    "not-a-unit",
    "found {found!r}, expected one of working-days, calendar-days, months, years",
    "应为 working-days、calendar-days、months、years 之一，实为 {found!r}",
)
OTHER_CALENDAR = Message(
    "other-calendar",
    "the deadline was computed with the calendar {expected}, and this is {found}; compute it again with this one first",
    "该期限按日历 {expected} 计算，而当前日历为 {found}；请先用当前日历重新计算",
)


def _check_amount(_: object, attribute: attrs.Attribute[int], value: object) -> None:
    whole(value, attribute.name)


def _check_unit(_: object, attribute: attrs.Attribute[Unit], value: object) -> None:
    if value not in UNITS:
        raise InvalidInput(NOT_A_UNIT.at(Where(path=attribute.name), found=value))


@attrs.frozen(kw_only=True)
class Period:
    """How long something may take, and what says so.

    The day of the event is not counted (民法典第二百零一条). The N-th working day is the deadline, also where it is a
    make-up Saturday; calendar days, months and years that end on a rest day end on the next working day
    (民法典第二百零三条).

    Attributes:
        amount: how many, 1 or more.
        unit: ``"working-days"``, ``"calendar-days"``, ``"months"`` or ``"years"``.
        basis: the law, rule or clause that sets the period.

    >>> Period(amount=20, unit="working-days", basis="三(五)").amount
    20
    """

    amount: int = attrs.field(validator=_check_amount)
    unit: Unit = attrs.field(validator=_check_unit)
    basis: str = attrs.field(validator=check_line)


@attrs.frozen(kw_only=True)
class Step:
    """A day on the way to a deadline.

    Attributes:
        day: the day.
        status: what it is, and why.
        counted: how many working days have gone by with it; None in periods that are not in working days.
    """

    day: dt.date
    status: DayStatus
    counted: Count | None


@attrs.frozen(kw_only=True)
class Deadline(DayRange):
    """A day by which something has to be done, or the range it is in while the calendar is not known.

    Attributes:
        earliest: the deadline if every day not known yet is worked; the day to act by.
        latest: the deadline if none of them is.
        start: the day of the event.
        rule: the period, with its legal basis.
        calendar_version: the calendar it was computed with.
        as_of: the day on which it was computed.
    """

    start: dt.date = attrs.field(validator=check_day)
    rule: Period
    calendar_version: str
    as_of: dt.date = attrs.field(validator=check_day)

    def trace(self, calendar: WorkCalendar) -> Iterator[Step]:
        """Return every day counted or skipped on the way to the deadline, made as they are read.

        Periods in working days begin on the day after the start; others on the day they end on before it is rolled.

        Args:
            calendar: the calendar of `calendar_version`.

        Raises:
            InvalidInput: it is another calendar.
        """
        if calendar.version != self.calendar_version:
            where = Where(path="calendar_version")
            raise InvalidInput(OTHER_CALENDAR.at(where, expected=self.calendar_version, found=calendar.version))
        return self._steps(calendar)

    def _steps(self, calendar: WorkCalendar) -> Iterator[Step]:
        counts = self.rule.unit == "working-days"
        day = self.start if counts else _end(self.start, self.rule) - dt.timedelta(days=1)
        least = most = 0
        while day < self.latest:
            day += dt.timedelta(days=1)
            status = calendar.status(day)
            least += status.kind is DayKind.WORK
            most += status.kind is not DayKind.REST
            yield Step(day=day, status=status, counted=Count(least=least, most=most) if counts else None)


@attrs.frozen(kw_only=True)
class Change:
    """A deadline that another calendar moves.

    Attributes:
        before: as it stood.
        after: as it is now.
    """

    before: Deadline
    after: Deadline


@attrs.frozen(kw_only=True)
class DayChange:
    """A day of which two calendars do not say the same.

    Attributes:
        day: the day.
        before: what the one says.
        after: what the other says.
    """

    day: dt.date
    before: DayStatus
    after: DayStatus


@attrs.frozen(kw_only=True)
class Recomputation:
    """Deadlines computed again.

    Attributes:
        deadlines: all of them, in the order given.
        changes: those whose day or range is another now, in the same order.
    """

    deadlines: tuple[Deadline, ...]
    changes: tuple[Change, ...]


def deadline(index: WorkIndex, start: dt.date, rule: Period, *, as_of: dt.date) -> Deadline:
    """Return the deadline of `rule` for an event on `start`.

    Clause: 三(五) 期限

    Args:
        index: the working days of the calendar to count on.
        start: the day of the event, or a time that says its offset.
        rule: the period.
        as_of: the day of the computation, for the record.

    Raises:
        InvalidInput: `start` is a time without offset or no day, or the calendar ends before the deadline.

    A make-up Saturday that is the last of the working days is the deadline:

    >>> from random_inspection.rules.working_days.layers import layered
    >>> from random_inspection.rules.working_days.notices import Notice
    >>> notice = Notice(number="2026", year=2026, off={}, worked={dt.date(2026, 5, 9): "劳动节"})
    >>> index = WorkIndex.of(layered(base=[notice], statutory={2026: {}}))
    >>> rule = Period(amount=1, unit="working-days", basis="三(五)")
    >>> deadline(index, dt.date(2026, 5, 8), rule, as_of=dt.date(2026, 5, 8)).day
    datetime.date(2026, 5, 9)
    """
    day = day_of(start)
    if rule.unit == "working-days":
        due = add(index, day, rule.amount)
    else:
        first, last = index.calendar.span
        end = _end(day, rule) if first <= day else day
        if not first <= end <= last:
            raise InvalidInput(OUTSIDE_CALENDAR.at(Where(path="start"), day=end, first=first, last=last))
        due = roll(index, end)
    return Deadline(
        earliest=due.earliest,
        latest=due.latest,
        start=day,
        rule=rule,
        calendar_version=index.calendar.version,
        as_of=day_of(as_of, "as_of"),
    )


def recompute(deadlines: Iterable[Deadline], index: WorkIndex, *, as_of: dt.date) -> Recomputation:
    """Compute deadlines again, after a notice, and list those that changed.

    Clause: 三(五) 期限

    Args:
        deadlines: as they stand.
        index: the working days of the calendar that holds now.
        as_of: the day of the computation.

    Raises:
        InvalidInput: as for `deadline`.
    """
    before = tuple(deadlines)
    after = tuple(deadline(index, old.start, old.rule, as_of=as_of) for old in before)
    moved = (
        Change(before=old, after=new)
        for old, new in zip(before, after, strict=True)
        if (old.earliest, old.latest) != (new.earliest, new.latest)
    )
    return Recomputation(deadlines=after, changes=tuple(moved))


def differences(before: WorkCalendar, after: WorkCalendar) -> tuple[DayChange, ...]:
    """Return the days that both calendars cover and that they call worked, not worked or unknown differently."""
    first = max(before.span[0], after.span[0]).toordinal()
    last = min(before.span[1], after.span[1]).toordinal()
    days = (dt.date.fromordinal(ordinal) for ordinal in range(first, last + 1))
    changes = (DayChange(day=day, before=before.status(day), after=after.status(day)) for day in days)
    return tuple(change for change in changes if change.before.kind is not change.after.kind)


def _end(start: dt.date, rule: Period) -> dt.date:
    try:
        if rule.unit == "calendar-days":
            return start + dt.timedelta(days=rule.amount)
        months = rule.amount if rule.unit == "months" else 12 * rule.amount
        return start + relativedelta(months=months)
    except (OverflowError, ValueError):
        return dt.date.max
