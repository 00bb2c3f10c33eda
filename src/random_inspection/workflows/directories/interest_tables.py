"""Interests of inspectors in targets (利害关系), from an office's table into the directory (二(五))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Unpack

import attrs

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.identifiers import canonical_target_id
from random_inspection.domain.inspectors import Interest, InterestKind
from random_inspection.domain.registers import InspectorEntry, Movement
from random_inspection.errors import InvalidInput, Message, Problem, refuse
from random_inspection.ports import Stored
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.workflows.acts import ActPorts, Work, not_there, perform
from random_inspection.workflows.directories.extracts import CODE_UNKNOWN
from random_inspection.workflows.directories.registers import entry_on, write_entry
from random_inspection.workflows.inputs.fact_kinds import CELL_EMPTY, NOT_DAY, parse_day
from random_inspection.workflows.inputs.tables import Row, Table

INTEREST_TABLE: Mapping[str, str] = {
    "inspector_id": "人员编号",
    "kind": "利害关系",
    "target_id": "统一社会信用代码",
    "group": "对象组",
    "since": "开始日期",
    "until": "结束日期",
    "declared_by": "申报人",
    "declared_on": "申报日期",
}
"""The heading of every field of a table of interests; each is in one target or in one group of targets (标签)."""
INTEREST_MAY_LACK = frozenset({"target_id", "group", "until", "declared_by", "declared_on"})
"""The columns that a table may go without: who declared an interest is the inspector then, on the day of the table."""
_DAYS = frozenset({"since", "until", "declared_on"})

DECLARED_ALREADY = Message(
    "interests-declared-already",
    "the directory has all of these interests of {found!r} already",
    "名录库中已有“{found}”的全部利害关系",
)


def read_interests(table: Table, *, declared_on: dt.date) -> Mapping[str, tuple[Interest, ...]]:
    """Return the interests that a table lists, by inspector.

    Args:
        table: its rows under the headings `INTEREST_TABLE`.
        declared_on: when they were declared, where a row does not say it.

    Raises:
        InvalidInput: everything that is wrong, each in its cell.
    """
    found: dict[str, tuple[Interest, ...]] = {}
    problems: list[Problem] = []
    for row in table.rows:
        members, wrong = _members(table, row)
        problems += wrong
        if wrong:
            continue
        inspector_id = members.pop("inspector_id")
        try:
            one = Interest(**{"declared_by": inspector_id, "declared_on": declared_on, **members})
            found[inspector_id] = tuple(dict.fromkeys((*found.get(inspector_id, ()), one)))
        except InvalidInput as error:
            for problem in error.problems:
                heading = INTEREST_TABLE.get(problem.where.path or "")
                problems.append(attrs.evolve(problem, where=table.where(row.number, heading)))
    refuse(problems)
    return found


def _members(table: Table, row: Row) -> tuple[dict[str, Any], list[Problem]]:
    members: dict[str, Any] = {}
    problems: list[Problem] = []
    kinds = {kind.value: kind for kind in InterestKind}
    for name, heading in INTEREST_TABLE.items():
        text, where = row.cells.get(heading, "").strip(), table.where(row.number, heading)
        if not text:
            problems += [] if name in INTEREST_MAY_LACK else [CELL_EMPTY.at(where)]
        elif name in _DAYS:
            members[name] = parse_day(text)
            problems += [] if members[name] else [NOT_DAY.at(where, found=text)]
        elif name == "kind":
            members[name] = kinds.get(text)
            problems += [] if members[name] else [CODE_UNKNOWN.at(where, found=text, expected="、".join(kinds))]
        else:
            members[name] = canonical_target_id(text) if name == "target_id" else text
    return members, problems


def declare_interests(
    order: Order, inspector_id: str, interests: tuple[Interest, ...], *, source: str, **ports: Unpack[ActPorts]
) -> Stored[InspectorEntry]:
    """Record interests of an inspector in the directory, from today on, beside those that are there.

    Clause: 二(五) 回避

    Args:
        order: who orders it.
        inspector_id: the inspector.
        interests: the interests.
        source: from where they are known.
        **ports: what every act needs.

    Raises:
        NotStored: the inspector is not in the directory.
        InvalidInput: all of them are there already.
    """

    def change(work: Work[Any]) -> Stored[InspectorEntry]:
        today = day_in_beijing(work.at)
        stored = work.get(InspectorEntry, inspector_id)
        entry = entry_on(work.unit, stored, today)
        if entry is None or not entry.present:
            raise not_there(InspectorEntry, inspector_id)
        both = tuple(dict.fromkeys((*entry.value.interests, *interests)))
        refuse([DECLARED_ALREADY.at(found=inspector_id)] if both == entry.value.interests else [])
        after = attrs.evolve(
            entry,
            value=attrs.evolve(entry.value, interests=both),
            movement=Movement.CHANGED,
            on=today,
            source=source,
            reason="申报利害关系",
        )
        return write_entry(work, stored, after)

    return perform(Act.REGISTER_CHANGE, order, Subject(kind="inspector", key=inspector_id), change, **ports)
