"""What a calendar of working days is: which days are worked, which are not, and which nobody can know yet."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Protocol

import attrs

from random_inspection.errors import InvalidInput, Lang, Message, Where

CHINA_TIME = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
"""The time of China; without daylight saving since 1992."""

NOT_A_DAY = Message(
    "not-a-day",
    "found {found!r}, expected a date, such as 2026-12-15",
    "应为日期，如 2026-12-15，实为 {found!r}",
)
NAIVE_TIME = Message(
    "naive-time",
    "the time {found} does not say its offset, so its day in China is not known; give a date, or a time with its offset",
    "时间 {found} 没有时区，无法确定在中国是哪一天；请给出日期，或带时区的时间",
)
OUTSIDE_CALENDAR = Message(
    "outside-calendar",
    "{day} is outside of the calendar, which runs from {first} to {last}",
    "{day} 超出日历范围（{first} 至 {last}）",
)


class DayKind(enum.Enum):
    """What a day is: worked, not worked, or not known before its notice is out."""

    WORK = "work"
    REST = "rest"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class DayStatus:
    """What a day is, and why.

    Attributes:
        kind: worked, not worked, or not known yet.
        reason: why, with the field ``name`` for the festival.
        name: the festival (节日), as its source writes it; empty where there is none.
        source: the notice or regulation that says so; empty for the plain week.
    """

    kind: DayKind
    reason: Message
    name: str = ""
    source: str = ""

    def text(self, lang: Lang = "en") -> str:
        """Return the reason in words, with its source."""
        words = (self.reason.zh if lang == "zh" else self.reason.en).format(name=self.name)
        if not self.source:
            return words
        return f"{words}——{self.source}" if lang == "zh" else f"{words} — {self.source}"


class WorkCalendar(Protocol):
    """Says of every day in its span whether it is worked."""

    @property
    def version(self) -> str:
        """A name for what the calendar says; two calendars with one version say the same of every day."""
        ...

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """The first and the last day of which it says anything."""
        ...

    def status(self, day: dt.date) -> DayStatus:
        """Return what `day` is; raise `InvalidInput` for a day outside of the span."""
        ...


def day_of(value: object, path: str = "start") -> dt.date:
    """Return the day in China of a date or of a time that says its offset.

    Args:
        value: a `datetime.date`, or an aware `datetime.datetime`, which is brought to Asia/Shanghai.
        path: its name for messages.

    Raises:
        InvalidInput: it is a time without offset, or no date at all.

    >>> day_of(dt.datetime(2026, 12, 15, 17, tzinfo=dt.timezone.utc))
    datetime.date(2026, 12, 16)
    """
    if type(value) is dt.date:
        return value
    if not isinstance(value, dt.date):
        raise InvalidInput(NOT_A_DAY.at(Where(path=path), found=value))
    if not isinstance(value, dt.datetime):
        return dt.date(value.year, value.month, value.day)
    if value.utcoffset() is None:
        raise InvalidInput(NAIVE_TIME.at(Where(path=path), found=value.isoformat()))
    return value.astimezone(CHINA_TIME).date()


def check_day(_: object, attribute: attrs.Attribute[dt.date], value: object) -> None:
    """Validate an attrs field that holds a plain date; raise `InvalidInput`."""
    if type(value) is not dt.date:
        raise InvalidInput(NOT_A_DAY.at(Where(path=attribute.name), found=value))
