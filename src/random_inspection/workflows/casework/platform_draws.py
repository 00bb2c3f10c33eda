"""A draw that the national platform (协同监管平台) made, where the law prescribes it: read in, labelled, not verified."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Unpack

import attrs

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.identifiers import canonical_target_id, target_id_problem
from random_inspection.domain.inspections import TeamSeat
from random_inspection.domain.plans import Task, TaskDraw
from random_inspection.errors import Message, Problem, refuse
from random_inspection.ports import Stored
from random_inspection.proofs.canonical import plain_bytes
from random_inspection.rules.casework import task_moves
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.casework.task_draws import inspection_of
from random_inspection.workflows.casework.tasks import involved_in
from random_inspection.workflows.inputs.tables import Row, Table, listed

CODE, NAME, LEADER, MEMBERS = "统一社会信用代码", "名称", "组长", "检查人员"
HEADINGS = (CODE, NAME, LEADER, MEMBERS)
"""The columns of the platform's list that are read: who was drawn, who leads, who inspects (all, or all but the leader)."""
PLATFORM = "协同监管平台"
NOT_VERIFIED = "平台抽取，本系统未验证"
"""What is shown of a draw that was made elsewhere."""
LEAST = 2
"""How many inspectors a team has at least (执法人员不得少于两人)."""

NO_ROWS = Message(
    "platform-draw-empty", "the list has no target; read in the list of the draw", "名单没有检查对象；请导入抽取名单"
)
NO_CODE = Message("platform-draw-code", "the target has no code; fill it in", "检查对象没有代码；请填写")
NO_NAME = Message("platform-draw-name", "the target has no name; fill it in", "检查对象没有名称；请填写")
TWICE = Message(
    "platform-draw-twice",
    "{found!r} stands in row {row} already; a target is drawn once in a task",
    "“{found}”已在第{row}行出现；同一任务中一个对象只抽一次",
)
NO_LEADER = Message(
    "platform-draw-leader", "the team has {found} leaders, expected one", "检查组组长应为1人，实为{found}人"
)
TOO_FEW = Message(
    "platform-draw-team",
    "the team has {found} inspectors, expected {expected} at least; complete it from the platform's list",
    "检查组应不少于{expected}人，实为{found}人；请按平台名单补全",
)
UNKNOWN = Message(
    "platform-draw-inspector",
    "nobody whom the platform calls {found!r} is in the directory of inspectors; correct the name, or enter them there",
    "检查人员名录库中没有平台所称的“{found}”；请更正姓名，或先登记该人员",
)
NAMESAKES = Message(
    "platform-draw-namesakes",
    "{found} are one inspector in the directory, {who!r}; write everybody once",
    "{found}在名录库中是同一人（{who}）；每人只写一次",
)


@attrs.frozen(kw_only=True)
class _Drawn:
    """A row in which nothing is wrong."""

    target_id: str
    name: str
    team: tuple[TeamSeat, ...]


def import_platform_draw(
    order: Order,
    task_id: str,
    table: Table,
    *,
    inspectors: Mapping[str, str],
    platform: str = PLATFORM,
    **ports: Unpack[ActPorts],
) -> Stored[Task]:
    """Record a draw that a platform made, and make the inspections of everybody it drew, all of them or none.

    It is labelled `NOT_VERIFIED`; a second person confirms it as any draw.

    Clause: 三(一) 抽取

    Args:
        order: who orders it.
        task_id: the task; approved, and not announced here: the platform that draws announces.
        table: the platform's list with the columns `HEADINGS`, as `read_table` of the spreadsheets reads it.
        inspectors: identifiers in the directory of inspectors, by what the platform calls them.
        platform: who drew.
        ports: the ports of every act.

    Raises:
        InvalidInput: anything that is wrong with the table, all findings at once; nothing is recorded.
        MoveRefused: the task is not approved, or was announced here.
        NotStored: there is no such task.
        NotAuthorised: the actor may not.
    """

    def change(work: Work[Any]) -> Stored[Task]:
        before = work.get(Task, task_id)
        task = before.value
        work.allow(involved_in(task))
        task_moves.check_import(task)
        drawn = _read(table, inspectors)
        for one in drawn:
            work.create(inspection_of(task, one.target_id, one.name, one.team, work.mark(NOT_VERIFIED)))
        outcome = TaskDraw(digest=_digest(table), made=work.mark(NOT_VERIFIED), elsewhere=platform)
        return work.update(before, task_moves.import_draw(task, outcome))

    return perform(Act.TASK_IMPORT_DRAW, order, Subject(kind="task", key=task_id), change, **ports)


def _digest(table: Table) -> str:
    """Return the digest of what was read: the rows under `HEADINGS`, in their order."""
    rows = [[row.cells[heading] for heading in HEADINGS] for row in table.rows]
    return hashlib.sha256(plain_bytes({"columns": list(HEADINGS), "rows": rows})).hexdigest()


def _read(table: Table, inspectors: Mapping[str, str]) -> list[_Drawn]:
    codes = [canonical_target_id(row.cells[CODE].strip()) for row in table.rows]
    problems = [] if table.rows else [NO_ROWS.at(table.where())]
    first: dict[str, int] = {}
    for row, code in zip(table.rows, codes, strict=True):
        problems += _target_problems(table, row, code)
        if code and first.setdefault(code, row.number) != row.number:
            problems.append(TWICE.at(table.where(row.number, CODE), found=code, row=first[code]))
        problems += _team_problems(table, row, inspectors)
    refuse(problems)
    return [
        _Drawn(target_id=code, name=row.cells[NAME].strip(), team=_team(row, inspectors))
        for row, code in zip(table.rows, codes, strict=True)
    ]


def _target_problems(table: Table, row: Row, code: str) -> Iterator[Problem]:
    where = table.where(row.number, CODE)
    if not code:
        yield NO_CODE.at(where)
    elif problem := target_id_problem(code, where):
        yield problem
    if not row.cells[NAME].strip():
        yield NO_NAME.at(table.where(row.number, NAME))


def _people(row: Row) -> tuple[Sequence[str], Sequence[str]]:
    """Return who leads and who else inspects, as the platform calls them."""
    leaders = listed(row.cells[LEADER])
    return leaders, tuple(one for one in dict.fromkeys(listed(row.cells[MEMBERS])) if one not in leaders)


def _team_problems(table: Table, row: Row, inspectors: Mapping[str, str]) -> Iterator[Problem]:
    leaders, members = _people(row)
    if len(leaders) != 1:
        yield NO_LEADER.at(table.where(row.number, LEADER), found=len(leaders))
    if len(leaders) + len(members) < LEAST:
        yield TOO_FEW.at(table.where(row.number, MEMBERS), found=len(leaders) + len(members), expected=LEAST)
    called: dict[str, str] = {}
    for column, people in ((LEADER, leaders), (MEMBERS, members)):
        where = table.where(row.number, column)
        for one in people:
            who = inspectors.get(one)
            if who is None:
                yield UNKNOWN.at(where, found=one)
            elif called.setdefault(who, one) != one:
                yield NAMESAKES.at(where, found=f"{called[who]}、{one}", who=who)


def _team(row: Row, inspectors: Mapping[str, str]) -> tuple[TeamSeat, ...]:
    (leader,), members = _people(row)
    seats = [(LEADER, leader), *((f"组员{number}", one) for number, one in enumerate(members, start=1))]
    return tuple(TeamSeat(seat=seat, inspector_id=inspectors[one]) for seat, one in seats)
