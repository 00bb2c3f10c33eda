"""Why something was decided, as data with words, and the days that a decision is about."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping

import attrs
from dateutil.relativedelta import relativedelta

from random_inspection.domain.validators import check_date, disordered
from random_inspection.errors import Lang, Message, read_only, refuse


@attrs.frozen(kw_only=True)
class Ground:
    """A reason for a decision, printable for whom it concerns.

    Attributes:
        message: what was found, as a kind with its code.
        clause: the clause, law or document that the rule rests on.
        params: the facts that mattered, by the names in the message.

    >>> message = Message("target-sleeps", "it sleeps since {since}", "自{since}休眠")
    >>> ground = Ground(message=message, clause="二(六)", params={"since": dt.date(2026, 5, 1)})
    >>> ground.code, ground.text("en"), ground.text("zh")
    ('target-sleeps', 'it sleeps since 2026-05-01 [二(六)]', '自2026-05-01休眠［二(六)］')
    """

    message: Message
    clause: str
    params: Mapping[str, object] = attrs.field(converter=read_only)

    @property
    def code(self) -> str:
        """The stable code of its kind."""
        return self.message.code

    def text(self, lang: Lang = "en") -> str:
        """Return words and clause in the language `lang`."""
        words = (self.message.zh if lang == "zh" else self.message.en).format_map(self.params)
        return f"{words}［{self.clause}］" if lang == "zh" else f"{words} [{self.clause}]"

    @property
    def order(self) -> tuple[str, str, str]:
        """What grounds are ordered by, so that the order in which rules were asked leaves no trace."""
        return self.code, self.clause, json.dumps(dict(self.params), default=str, ensure_ascii=False, sort_keys=True)


def arranged(grounds: Iterable[Ground]) -> tuple[Ground, ...]:
    """Return the different ones of `grounds`, by code, clause and facts."""
    match tuple(grounds):
        case () | (_,) as few:
            return few
        case found:
            return tuple(value for _, value in sorted({ground.order: ground for ground in found}.items()))


@attrs.frozen(kw_only=True)
class Window:
    """The days in which inspections may be held (检查起止日期).

    Attributes:
        first: the first day.
        last: the last day, not before the first.

    Raises:
        InvalidInput: it ends before it begins.

    >>> march = Window(first=dt.date(2026, 3, 1), last=dt.date(2026, 3, 31))
    >>> march.meets(dt.date(2020, 1, 1), dt.date(2026, 3, 1)), march.within(dt.date(2026, 3, 2), None)
    (True, False)
    """

    first: dt.date = attrs.field(validator=check_date)
    last: dt.date = attrs.field(validator=check_date)

    def __attrs_post_init__(self) -> None:
        refuse(disordered("last", self.first, self.last))

    @classmethod
    def on(cls, day: dt.date) -> Window:
        """Return the window of one day."""
        return cls(first=day, last=day)

    def meets(self, first: dt.date, last: dt.date | None) -> bool:
        """Return whether it has a day in common with the time from `first` to `last`; None is no end."""
        return first <= self.last and (last is None or self.first <= last)

    def within(self, first: dt.date, last: dt.date | None) -> bool:
        """Return whether all its days are in the time from `first` to `last`; None is no end."""
        return first <= self.first and (last is None or self.last <= last)

    def text(self) -> str:
        """Return it as ``2026-03-01..2026-03-31``, or as its one day."""
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"


def shifted(day: dt.date, months: int) -> dt.date:
    """Return the day `months` months after `day`, or before it where negative; the end of the calendar at most.

    >>> shifted(dt.date(2026, 1, 31), 1), shifted(dt.date(9999, 9, 9), 36)
    (datetime.date(2026, 2, 28), datetime.date(9999, 12, 31))
    """
    try:
        return day + relativedelta(months=months)
    except (OverflowError, ValueError):
        return dt.date.max if months > 0 else dt.date.min
