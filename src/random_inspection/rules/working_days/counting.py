"""Counts working days on an index built once: adding, counting back, counting between, rolling.

Where days are not known yet every answer is a range: the one end if they are all worked, the other if none is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import accumulate

import attrs

from random_inspection.errors import InvalidInput, Message, Problem, Where
from random_inspection.rules.working_days.calendar import OUTSIDE_CALENDAR, DayKind, WorkCalendar, day_of

NOT_A_NUMBER_OF_DAYS = Message(
    "not-a-period",
    "found {found!r}, expected a whole number of at least 1",
    "应为不小于1的整数，实为 {found!r}",
)
CALENDAR_ENDS = Message(
    "calendar-ends",
    "{days} working days from {day} run out of the calendar, which goes from {first} to {last}",
    "自 {day} 起 {days} 个工作日超出日历范围（{first} 至 {last}）",
)
NOT_FIRM = Message(
    "day-not-firm",
    "the day is not known yet: it is between {earliest} and {latest}; act by {earliest}, and compute it again when the "
    "notices that are missing are out",
    "日期尚不确定：在 {earliest} 与 {latest} 之间；请在 {earliest} 前办结，并在所缺的放假通知发布后重新计算",
)


@attrs.frozen(kw_only=True)
class DayRange:
    """A day, or the range it is in while the calendar is not known.

    Attributes:
        earliest: the day if every day not known yet is worked; the day to act by.
        latest: the day if none of them is.
    """

    earliest: dt.date
    latest: dt.date

    @property
    def firm(self) -> bool:
        """Whether it is one day, whatever the notices to come will say."""
        return self.earliest == self.latest

    @property
    def day(self) -> dt.date:
        """The day; raises `InvalidInput` where it is not firm."""
        if not self.firm:
            raise InvalidInput(NOT_FIRM.at(Where(path="day"), earliest=self.earliest, latest=self.latest))
        return self.earliest


@attrs.frozen(kw_only=True)
class Count:
    """A number of working days, or the range it is in while the calendar is not known.

    Attributes:
        least: how many are surely worked.
        most: how many, if every day not known yet is worked.
    """

    least: int
    most: int


@attrs.frozen(kw_only=True)
class Days:
    """Some of a calendar's days, in order, and how many of them there are before any day.

    Attributes:
        listed: the days.
        before: how many of them are among the calendar's first 0, 1, 2, … days.
    """

    listed: Sequence[dt.date]
    before: Sequence[int]


@attrs.frozen(kw_only=True)
class WorkIndex:
    """The working days of a calendar, arranged for counting: any number of them is added in one look-up.

    Attributes:
        calendar: the calendar it was built from.
        first: ordinal of the calendar's first day.
        length: how many days the calendar has.
        sure: the days surely worked.
        possible: those days and the days not known yet.
    """

    calendar: WorkCalendar
    first: int
    length: int
    sure: Days = attrs.field(repr=False)
    possible: Days = attrs.field(repr=False)

    @classmethod
    def of(cls, calendar: WorkCalendar) -> WorkIndex:
        """Return the index of `calendar`: every day of its span is asked for once."""
        first, last = (day.toordinal() for day in calendar.span)
        days = [dt.date.fromordinal(ordinal) for ordinal in range(first, last + 1)]
        kinds = [calendar.status(day).kind for day in days]
        return cls(
            calendar=calendar,
            first=first,
            length=len(days),
            sure=_days(days, [kind is DayKind.WORK for kind in kinds]),
            possible=_days(days, [kind is not DayKind.REST for kind in kinds]),
        )


def add(index: WorkIndex, start: dt.date, days: int) -> DayRange:
    """Return the `days`-th working day after `start`; `start` itself is not counted (民法典第二百零一条).

    Args:
        index: the working days.
        start: the day of the event.
        days: how many, 1 or more.

    Raises:
        InvalidInput: `start` is no day, `days` no whole number of at least 1, or the calendar ends before.
    """
    after = _inside(index, start) + 1
    steps = whole(days) - 1
    sure, possible = index.sure, index.possible
    until = sure.before[after] + steps
    if until >= len(sure.listed):
        raise InvalidInput(_ends(index, start, days))
    return DayRange(earliest=possible.listed[possible.before[after] + steps], latest=sure.listed[until])


def back(index: WorkIndex, end: dt.date, days: int) -> DayRange:
    """Return the `days`-th working day before `end`; `end` itself is not counted.

    Args:
        index: the working days.
        end: the day to count back from.
        days: how many, 1 or more.

    Raises:
        InvalidInput: as for `add`.
    """
    until = _inside(index, end, "end")
    steps = whole(days)
    sure, possible = index.sure, index.possible
    at = sure.before[until] - steps
    if at < 0:
        raise InvalidInput(_ends(index, end, days))
    return DayRange(earliest=sure.listed[at], latest=possible.listed[possible.before[until] - steps])


def count_between(index: WorkIndex, start: dt.date, end: dt.date) -> Count:
    """Return how many working days there are after `start` and up to `end`, `end` included; 0 where it is not later.

    Args:
        index: the working days.
        start: the day of the event, not counted.
        end: the last day, counted if it is worked.

    Raises:
        InvalidInput: one of them is no day, or outside of the calendar.
    """
    after, until = _inside(index, start) + 1, _inside(index, end, "end") + 1
    least, most = (max(0, days.before[until] - days.before[after]) for days in (index.sure, index.possible))
    return Count(least=least, most=most)


def roll(index: WorkIndex, day: dt.date) -> DayRange:
    """Return `day` if it is worked, or the next working day (民法典第二百零三条).

    Args:
        index: the working days.
        day: the day a period ends on.

    Raises:
        InvalidInput: it is no day, or there is no working day after it in the calendar.
    """
    wanted = _inside(index, day, "day")
    sure, possible = index.sure, index.possible
    until = sure.before[wanted]
    if until >= len(sure.listed):
        raise InvalidInput(_ends(index, day, 1))
    return DayRange(earliest=possible.listed[possible.before[wanted]], latest=sure.listed[until])


def whole(value: object, path: str = "days") -> int:
    """Return `value` if it is a whole number of at least 1, and no bool; raise `InvalidInput` otherwise."""
    if type(value) is not int or value < 1:
        raise InvalidInput(NOT_A_NUMBER_OF_DAYS.at(Where(path=path), found=value))
    return value


def _days(days: Sequence[dt.date], chosen: Sequence[bool]) -> Days:
    listed = [day for day, is_in in zip(days, chosen, strict=True) if is_in]
    return Days(listed=listed, before=list(accumulate(chosen, initial=0)))


def _inside(index: WorkIndex, value: dt.date, path: str = "start") -> int:
    """Return how many days of the calendar are before the day `value`."""
    day = day_of(value, path)
    passed = day.toordinal() - index.first
    if not 0 <= passed < index.length:
        first, last = index.calendar.span
        raise InvalidInput(OUTSIDE_CALENDAR.at(Where(path=path), day=day, first=first, last=last))
    return passed


def _ends(index: WorkIndex, day: dt.date, days: int) -> Problem:
    first, last = index.calendar.span
    return CALENDAR_ENDS.at(Where(path="days"), days=days, day=day_of(day), first=first, last=last)
