"""Reads the ledger of an office (台账): who was drawn, struck out and inspected, by which agency and why (二(七))."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import attrs

from random_inspection.domain.identifiers import target_id_problem
from random_inspection.domain.items import Level
from random_inspection.domain.validators import repeated
from random_inspection.errors import InvalidInput, Message, Problem
from random_inspection.rules.admission.caps import UNCOUNTED
from random_inspection.rules.admission.visits import RANDOM, Visit, Visits
from random_inspection.rules.coverage_of_year.ledger import TOLD_TWICE, Drawn, Event, Inspected, Ledger, StruckOut
from random_inspection.workflows.inputs.fact_kinds import CELL_EMPTY, NOT_DAY, TARGET, Cells, parse_day
from random_inspection.workflows.inputs.risk_facts import AHEAD, Place
from random_inspection.workflows.inputs.tables import listed

LEDGER, ORDER = "ledger", "order"
"""The tables of the ledger and of the order of batches."""
LEDGER_HEADINGS = {
    "day": "日期",
    "event": "事件",
    "items": "事项",
    "draw": "抽取编号",
    "inspection": "检查编号",
    "agencies": "检查机关",
    "levels": "检查主体层级",
    "cause": "事由",
}
"""The heading of every field of the ledger, in the order of the columns, beside that of the ids."""
ORDER_HEADINGS = {"batches": "批次"}
"""The heading of the order of batches, beside that of the ids."""


class What(StrEnum):
    """What a row of the ledger tells (事件)."""

    DRAWN = "中签"
    STRUCK_OUT = "剔除"
    INSPECTED = "检查"


UNKNOWN_EVENT = Message(
    "ledger-event-unknown", "found {found!r}, expected one of {expected}", "应为{expected}之一，实为“{found}”"
)
UNKNOWN_LEVEL = Message(
    "ledger-level-unknown", "found {found!r}, expected one of {expected}", "应为{expected}之一，实为“{found}”"
)
NOT_BATCHES = Message(
    "order-not-batches",
    "found {found!r}, expected numbers of batches from 1 to {last}, each once, separated by ；",
    "应为1至{last}的批次编号，各填一次，以“；”分隔，实为“{found}”",
)
IN_ORDER_TWICE = Message("order-twice", "the target has a row already; keep one", "该对象已有一行；请只保留一行")

_NEEDED = {
    What.DRAWN: ("day", "items", "draw"),
    What.STRUCK_OUT: ("day", "draw", "cause"),
    What.INSPECTED: ("day", "items", "inspection"),
}
_RENAMED = {"target_id": TARGET, "reason": "cause", "visit_id": "inspection", "on": "day"}
_UNCOUNTED = frozenset(one.cause for one in UNCOUNTED)


@attrs.frozen(kw_only=True)
class History:
    """What the ledger tells.

    Attributes:
        ledger: the draws and inspections of the agency itself.
        visits: the visits of all agencies, and those of the agency that are fixed to be held.
    """

    ledger: Ledger
    visits: Visits


@attrs.frozen(kw_only=True)
class LedgerReader:
    """Reads rows of the ledger.

    Attributes:
        agency: the agency that draws; a row without agencies is its own.
        level: its level; None where that is not said.
        as_of: no row may be dated later.
        place: tells where a field stands.
        problems: takes what is wrong.
    """

    agency: str
    level: Level | None
    as_of: dt.date
    place: Place
    problems: list[Problem] = attrs.field(factory=list)

    def history(self, rows: Sequence[Cells]) -> History | None:
        """Return what the rows tell; None where something is wrong, which is among the problems then."""
        before = len(self.problems)
        events: dict[Event, int] = {}
        visits: dict[Visit, int] = {}
        for index, cells in enumerate(rows):
            for made in self._row(index, cells):
                if isinstance(made, Visit):
                    visits.setdefault(made, index)
                else:
                    events.setdefault(made, index)
        first: dict[tuple[str, str], Visit] = {}
        for visit, index in visits.items():
            other = first.setdefault((visit.target_id, visit.visit_id), visit)
            if other is not visit and not self._own(visit):
                params = {"target": visit.target_id, "key": visit.visit_id, "day": other.on}
                self.problems.append(TOLD_TWICE.at(self.place(LEDGER, index, "inspection"), **params))
        ledger = self._ledger(events)
        if ledger is None or len(self.problems) > before:
            return None
        by_target: defaultdict[str, list[Visit]] = defaultdict(list)
        for visit in (*visits, *self._pending(events)):
            by_target[visit.target_id].append(visit)
        ordered = {
            target: tuple(sorted(its, key=lambda one: (one.on, one.visit_id))) for target, its in by_target.items()
        }
        return History(ledger=ledger, visits=Visits(by_target=ordered))

    def _ledger(self, events: Mapping[Event, int]) -> Ledger | None:
        try:
            return Ledger.of(events)
        except InvalidInput as error:
            rows = list(events.values())
            for problem in error.problems:
                at = int((problem.where.path or "").removeprefix("events[").removesuffix("]"))
                self.problems.append(attrs.evolve(problem, where=self.place(LEDGER, rows[at], "")))
        return None

    def _pending(self, events: Mapping[Event, int]) -> list[Visit]:
        ended = {(one.draw, one.target_id) for one in events if not isinstance(one, Drawn)}
        levels = () if self.level is None else (self.level,)
        return [
            Visit(
                visit_id=one.draw,
                target_id=one.target_id,
                on=one.day,
                agencies=(self.agency,),
                levels=levels,
                items=one.items,
            )
            for one in events
            if isinstance(one, Drawn) and (one.draw, one.target_id) not in ended
        ]

    def _row(self, index: int, cells: Cells) -> list[Event | Visit]:
        """Return what a row tells: an event, a visit, or both."""
        if problem := target_id_problem(cells[TARGET]):
            self.problems.append(attrs.evolve(problem, where=self.place(LEDGER, index, TARGET)))
            return []
        what = cells.get("event", "").strip()
        if what not in list(What):
            self._found(UNKNOWN_EVENT, index, "event", found=what, expected="、".join(What))
            return []
        asked = ["cause"] if what == What.INSPECTED and not cells.get("draw") else []
        empty = [field for field in (*_NEEDED[What(what)], *asked) if not cells.get(field, "").strip()]
        for field in empty:
            self._found(CELL_EMPTY, index, field)
        day = self._day(index, cells)
        if empty or day is None:
            return []
        made = {
            What.DRAWN: self._drawn,
            What.STRUCK_OUT: self._struck_out,
            What.INSPECTED: self._inspected,
        }[What(what)]
        return made(index, cells, day)

    def _day(self, index: int, cells: Cells) -> dt.date | None:
        text = cells.get("day", "")
        day = parse_day(text)
        if day is None and text.strip():
            self._found(NOT_DAY, index, "day", found=text)
        if day is not None and day > self.as_of:
            self._found(AHEAD, index, "day", found=day, as_of=self.as_of)
            return None
        return day

    def _drawn(self, index: int, cells: Cells, day: dt.date) -> list[Event | Visit]:
        items = listed(cells["items"])
        return self._made(
            index, lambda: Drawn(day=day, target_id=cells[TARGET], items=items, draw=cells["draw"].strip())
        )

    def _struck_out(self, index: int, cells: Cells, day: dt.date) -> list[Event | Visit]:
        draw, reason = cells["draw"].strip(), cells["cause"].strip()
        return self._made(index, lambda: StruckOut(day=day, target_id=cells[TARGET], draw=draw, reason=reason))

    def _inspected(self, index: int, cells: Cells, day: dt.date) -> list[Event | Visit]:
        agencies = listed(cells.get("agencies", "")) or (self.agency,)
        own, named = self.agency in agencies, listed(cells.get("levels", ""))
        for level in named:
            if level not in list(Level):
                self._found(UNKNOWN_LEVEL, index, "levels", found=level, expected="、".join(Level))
        levels = tuple(Level(level) for level in named if level in list(Level))
        if own and not levels and self.level is not None:
            levels = (self.level,)
        cause, items = cells.get("cause", "").strip() or RANDOM, listed(cells["items"])
        target, inspection, draw = cells[TARGET], cells["inspection"].strip(), cells.get("draw", "").strip() or None
        visit = self._made(
            index,
            lambda: Visit(
                visit_id=inspection,
                target_id=target,
                on=day,
                agencies=agencies,
                levels=levels,
                items=items,
                cause=cause,
            ),
        )
        if not own or not visit:
            return visit
        counts = cause not in _UNCOUNTED
        held = self._made(
            index,
            lambda: Inspected(day=day, target_id=target, items=items, inspection=inspection, draw=draw, counts=counts),
        )
        return [*visit, *held]

    def _own(self, visit: Visit) -> bool:
        return self.agency in visit.agencies

    def _made(self, index: int, make: Callable[[], Event | Visit]) -> list[Event | Visit]:
        try:
            return [make()]
        except InvalidInput as error:
            for problem in error.problems:
                field = (problem.where.path or "").split("[")[0]
                where = self.place(LEDGER, index, _RENAMED.get(field, field))
                self.problems.append(attrs.evolve(problem, where=where))
        return []

    def _found(self, message: Message, index: int, field: str, **params: object) -> None:
        self.problems.append(message.at(self.place(LEDGER, index, field), **params))


def read_order(
    rows: Sequence[Cells], *, last: int, place: Place, problems: list[Problem]
) -> dict[str, tuple[int, ...]]:
    """Return in which batches the inspections of a target fall, as `batch_frame` takes it.

    Args:
        rows: ``target_id`` and ``batches``, the numbers separated by ``；``.
        last: number of the last batch.
        place: tells where a field stands.
        problems: takes what is wrong.
    """
    order: dict[str, tuple[int, ...]] = {}
    for index, cells in enumerate(rows):
        text = cells.get("batches", "")
        numbers = [int(one) for one in listed(text) if one.isascii() and one.isdigit()]
        whole = len(numbers) == len(listed(text)) > 0
        if not whole or repeated("batches", numbers) or not all(1 <= one <= last for one in numbers):
            problems.append(NOT_BATCHES.at(place(ORDER, index, "batches"), found=text, last=last))
        if cells[TARGET] in order:
            problems.append(IN_ORDER_TWICE.at(place(ORDER, index, TARGET)))
        order.setdefault(cells[TARGET], tuple(numbers))
    return order
