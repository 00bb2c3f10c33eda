"""Who was drawn, inspected or struck out, and how often: a ledger made of events, never counted by hand (二(七))."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import attrs

from random_inspection.domain.fields import check_line
from random_inspection.domain.identifiers import canonical_target_id, check_identifier
from random_inspection.domain.validators import check_bool, check_codes, check_date
from random_inspection.errors import Message, Problem, Where, refuse

NO_LEDGER_ITEMS = Message(
    "ledger-without-items",
    "the event names no inspection item; name the codes of the items that it was about",
    "事件没有填写抽查事项；请填写所涉事项的代码",
)
NEVER_DRAWN = Message(
    "ledger-never-drawn",
    "{target!r} was not drawn in {draw!r} by {day}; correct the draw, the target or the day",
    "截至{day}，“{target}”未在“{draw}”中抽中；请更正抽取、对象或日期",
)
NOT_DRAWN_FOR = Message(
    "ledger-item-not-drawn",
    "{target!r} was inspected for {items}, and {draw!r} drew it for {expected} only; correct the items, or record what was "
    "inspected besides as an inspection of its own, without the draw",
    "“{target}”的检查涉及{items}，而“{draw}”抽取的事项只有{expected}；请更正事项，或将额外检查的事项另作一次检查登记（不填抽取编号）",
)
STRANGER = Message(
    "ledger-target-unknown",
    "the ledger tells of {found!r}, which the register does not have; correct the id, or leave it where the target is gone",
    "台账中的“{found}”不在名录中；请更正编号，对象确已不存在的可以保留",
)
TOLD_TWICE = Message(
    "ledger-contradiction",
    "{target!r} has another event for {key!r} already, of {day}; each stands in the ledger once: keep the true one",
    "“{target}”关于“{key}”已有另一条记录（{day}）；每项只能有一条：请保留真实的一条",
)


def _check_items(instance: object, attribute: attrs.Attribute[tuple[str, ...]], value: tuple[str, ...]) -> None:
    check_codes(instance, attribute, value)
    refuse([] if value else [NO_LEDGER_ITEMS.at(Where(path=attribute.name))])


def _read_only(mapping: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(dict(mapping))


@attrs.frozen(kw_only=True)
class Drawn:
    """A target was drawn (中签), or moved up from the reserves (候补递补).

    Attributes:
        day: when.
        target_id: the target.
        items: codes of the inspection items it was drawn for; at least one.
        draw: identifier of the draw.
    """

    day: dt.date = attrs.field(validator=check_date)
    target_id: str = attrs.field(converter=canonical_target_id, validator=check_identifier)
    items: tuple[str, ...] = attrs.field(validator=_check_items)
    draw: str = attrs.field(validator=check_identifier)


@attrs.frozen(kw_only=True)
class StruckOut:
    """A drawn target was not inspected after all: it is gone, or the visit could not take place.

    Attributes:
        day: when that was recorded.
        target_id: the target.
        draw: the draw that it was drawn in.
        reason: why.
    """

    day: dt.date = attrs.field(validator=check_date)
    target_id: str = attrs.field(converter=canonical_target_id, validator=check_identifier)
    draw: str = attrs.field(validator=check_identifier)
    reason: str = attrs.field(validator=check_line)


@attrs.frozen(kw_only=True)
class Inspected:
    """A visit took place; one visit may be for several items.

    Attributes:
        day: the day of the inspection. Towards a cap it counts in the year of that day. Towards coverage it counts in the
            year of the draw it came from, and in the year of that day where it came from none.
        target_id: the target.
        items: codes of the items that were inspected, of those that the draw was for; at least one.
        inspection: identifier of the inspection.
        draw: the draw that it came from; None for one with another ground, such as a complaint (投诉举报).
        counts: whether it counts towards the yearly cap.
    """

    day: dt.date = attrs.field(validator=check_date)
    target_id: str = attrs.field(converter=canonical_target_id, validator=check_identifier)
    items: tuple[str, ...] = attrs.field(validator=_check_items)
    inspection: str = attrs.field(validator=check_identifier)
    draw: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_identifier))
    counts: bool = attrs.field(default=True, validator=check_bool)


Event = Drawn | StruckOut | Inspected


@attrs.frozen(kw_only=True)
class Entry:
    """What the events say of a target, an item and a year.

    Everything that comes of a draw belongs to the year of the draw: who is drawn in December and visited in January is
    inspected in the old year, and due in the new one like everybody else.

    Attributes:
        drawn: how many times it was drawn.
        struck_out: how many times it was struck out after that.
        inspected: how many times it was inspected.
        pending: how many times it is drawn, and neither inspected nor struck out yet.
    """

    drawn: int = 0
    struck_out: int = 0
    inspected: int = 0
    pending: int = 0

    @property
    def fixed(self) -> int:
        """How many inspections were held, or are fixed to be held."""
        return self.inspected + self.pending


_NOTHING = Entry()


@attrs.frozen(kw_only=True)
class Ledger:
    """The same events always make the same ledger, in whatever order they are told (clauses 二(七), 二(八)).

    Clause: 二(七) 频次

    What is told twice in the same words counts once. What is *due* and who is *at the cap* follows from the ledger and
    the terms that hold: see `random_inspection.rules.coverage_of_year.coverage.Coverage.standing`.

    Attributes:
        entries: what happened, by target, item and year; nothing happened where there is none.
        visits: the visits that count towards the cap, by target and year, held or fixed to be held; a visit for several
            items counts once. One that was held counts in the year of its day.

    >>> day, items = dt.date(2026, 3, 2), ("RS-01",)
    >>> ledger = Ledger.of([
    ...     Inspected(day=day, target_id="甲", items=items, inspection="2026-17", draw="2026-1"),
    ...     Drawn(day=day, target_id="甲", items=items, draw="2026-1"),
    ... ])
    >>> ledger.entry("甲", "RS-01", 2026)
    Entry(drawn=1, struck_out=0, inspected=1, pending=0)
    """

    entries: Mapping[tuple[str, str, int], Entry] = attrs.field(converter=_read_only)
    visits: Mapping[tuple[str, int], int] = attrs.field(converter=_read_only)

    @classmethod
    def of(cls, events: Iterable[Event]) -> Ledger:
        """Return the ledger of `events`.

        Raises:
            InvalidInput: what was never drawn is inspected or struck out, or before it was drawn, or is inspected for
                items that the draw was not for; one draw or one inspection is told of a target in two ways. All
                findings, with the place of the event among the different ones.
        """
        told = list(dict.fromkeys(events))
        drawn = {(one.draw, one.target_id): one for one in told if isinstance(one, Drawn)}
        refuse(_problems(told, drawn))
        held = [one for one in told if isinstance(one, Inspected)]
        struck = [drawn[one.draw, one.target_id] for one in told if isinstance(one, StruckOut)]
        closed = {(one.draw, one.target_id) for one in told if not isinstance(one, Drawn)}
        pending = [one for key, one in drawn.items() if key not in closed]
        counts = {
            "drawn": _count((one, one.day.year) for one in drawn.values()),
            "struck_out": _count((one, one.day.year) for one in struck),
            "inspected": _count((one, _year(one, drawn)) for one in held),
            "pending": _count((one, one.day.year) for one in pending),
        }
        keys = {key for number in counts.values() for key in number}
        visits: list[Drawn | Inspected] = [*pending, *(one for one in held if one.counts)]
        return cls(
            entries={key: Entry(**{name: number[key] for name, number in counts.items()}) for key in keys},
            visits=Counter((one.target_id, one.day.year) for one in visits),
        )

    def entry(self, target_id: str, item: str, year: int) -> Entry:
        """Return what happened to a target in an item and a year."""
        return self.entries.get((canonical_target_id(target_id), item, year), _NOTHING)

    def counted(self, target_id: str, year: int) -> int:
        """Return how many visits of the year, held or fixed to be held, count towards the target's cap."""
        return self.visits.get((canonical_target_id(target_id), year), 0)

    def strangers(self, known: Collection[str]) -> tuple[Problem, ...]:
        """Return a note for every target of the ledger that is not among the `known` ids, which are in canonical form."""
        told = {target_id for target_id, *_ in self.entries}
        return tuple(
            STRANGER.at(Where(path=f"ledger[{target_id!r}]"), found=target_id)
            for target_id in sorted(told.difference(known))
        )


def _year(held: Inspected, drawn: Mapping[tuple[str, str], Drawn]) -> int:
    """Return the year of the draw it came from, or of its day."""
    return held.day.year if held.draw is None else drawn[held.draw, held.target_id].day.year


def _count(those: Iterable[tuple[Drawn | Inspected, int]]) -> Counter[tuple[str, str, int]]:
    return Counter((one.target_id, item, year) for one, year in those for item in one.items)


def _problems(told: Sequence[Event], drawn: Mapping[tuple[str, str], Drawn]) -> list[Problem]:
    """Return what does not fit together; the day of an event decides, not its place among those of the day."""
    problems = []
    first: dict[tuple[str, str, str], Event] = {}
    for at, event in enumerate(told):
        where = Where(path=f"events[{at}]")
        for key in _names(event):
            before = first.setdefault((*key, event.target_id), event)
            if before is not event:
                problems.append(TOLD_TWICE.at(where, target=event.target_id, key=key[1], day=before.day))
        if not isinstance(event, Drawn) and event.draw is not None:
            cause = drawn.get((event.draw, event.target_id))
            if cause is None or cause.day > event.day:
                problems.append(NEVER_DRAWN.at(where, target=event.target_id, draw=event.draw, day=event.day))
            elif isinstance(event, Inspected) and (others := [one for one in event.items if one not in cause.items]):
                params = {"items": "、".join(others), "expected": "、".join(cause.items)}
                problems.append(NOT_DRAWN_FOR.at(where, target=event.target_id, draw=event.draw, **params))
    return problems


def _names(event: Event) -> list[tuple[str, str]]:
    """Return what an event settles, once for its target: a draw, how that ended, an inspection."""
    if isinstance(event, Drawn):
        return [("drawn", event.draw)]
    ended = [("ended", event.draw)] if event.draw is not None else []
    return ended + ([("inspection", event.inspection)] if isinstance(event, Inspected) else [])
