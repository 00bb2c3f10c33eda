"""How a plan and a task move from state to state, each move with all that it needs (clause 三(一))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.items import InspectionItem, ItemList
from random_inspection.domain.plans import AnnualPlan, PlanState, Task, TaskAnnouncement, TaskDraw, TaskState
from random_inspection.errors import Message, MoveRefused, Problem, Where
from random_inspection.rules.admission.listed_items import NOT_IN_FORCE, NOT_LISTED, Listed
from random_inspection.rules.grounds import Window

NO_MOVE = Message(
    "task-move",
    "the task {key!r} is {found}, and {wanted} follows on {expected} only; {todo}",
    "任务“{key}”现为“{found}”，只有“{expected}”的任务才能成为“{wanted}”；{todo_zh}",
)
MOVED_ALREADY = Message(
    "task-moved-already",
    "the task {key!r} is {found} already; next: {todo}",
    "任务“{key}”已是“{found}”，无需重复办理；{todo_zh}",
)
NO_PLAN_MOVE = Message(
    "plan-move",
    "the plan {key!r} is {found} already; a new decision takes a new plan",
    "计划“{key}”已是“{found}”；另行决定须另编计划",
)
PLAN_NOT_APPROVED = Message(
    "plan-not-approved",
    "the plan {plan!r} is {found}; have it approved before tasks are made of it",
    "计划“{plan}”尚为“{found}”；须先批准计划，再据此拟定任务",
)
ITEM_OUTSIDE_PLAN = Message(
    "task-item-outside-plan",
    "the item {item!r} is not in the plan {plan!r}, which has {expected}; leave it out, or hold a task beside the plans "
    "and name its ground",
    "事项“{item}”不在计划“{plan}”内（计划事项：{expected}）；请去掉，或作为计划外任务并写明缘由",
)
NO_COMMON_METHOD = Message(
    "task-items-methods",
    "the list of items has no method that all items of the task may be inspected by ({methods}); draw up a task for each "
    "method",
    "清单中各事项没有共同的抽查方式（{methods}）；请按抽查方式分别拟定任务",
)
OUTSIDE_YEAR = Message(
    "task-outside-plan-year",
    "the inspections begin on {found}, and the plan {plan!r} is for {year}; correct the day, or name the plan of that year",
    "检查自{found}开始，而计划“{plan}”是{year}年的；请更正日期，或改用当年的计划",
)
REASON_MISSING = Message("task-cancel-reason", "a task is cancelled with a reason only; give it", "取消任务须写明原因")
TARGET_WITHOUT_OUTCOME = Message(
    "task-target-without-outcome",
    "the inspection {key!r} is {found}; publish its result, or strike the target out, before the task is closed",
    "检查“{key}”现为“{found}”；须公示其结果或剔除该对象，任务才能办结",
)
TARGETS_UNVISITED = Message(
    "task-targets-unvisited",
    "{count} drawn targets were not inspected yet; whoever must know the draw looks at it",
    "还有{count}个抽中对象尚未开始检查；须知悉者可查看抽取结果",
)
ANNOUNCED_HERE = Message(
    "task-announced-here",
    "the task {key!r} was announced here, and its draw is made here; nothing drawn elsewhere takes its place",
    "任务“{key}”已在本系统公告，应在本系统抽取；不能以其他平台的抽取结果代替",
)
NOT_DRAWN_YET = Message(
    "task-not-drawn",
    "the task {key!r} is {found}; there is no draw to look at yet",
    "任务“{key}”现为“{found}”，尚无抽取结果",
)

_T = TaskState
MOVES: Mapping[TaskState, tuple[TaskState, ...]] = {
    _T.APPROVED: (_T.DRAFT,),
    _T.ANNOUNCED: (_T.APPROVED,),
    _T.DRAWN: (_T.ANNOUNCED,),
    _T.CONFIRMED: (_T.DRAWN,),
    _T.CLOSED: (_T.CONFIRMED,),
    _T.ARCHIVED: (_T.CLOSED,),
    _T.CANCELLED: (_T.DRAFT, _T.APPROVED, _T.ANNOUNCED, _T.DRAWN, _T.CONFIRMED),
}
"""From which states a task moves to one."""
_TODO: Mapping[TaskState, tuple[str, str]] = {
    _T.DRAFT: ("have it approved", "请先批准任务"),
    _T.APPROVED: ("announce its draw", "请先公告抽取"),
    _T.ANNOUNCED: ("draw", "请先抽取"),
    _T.DRAWN: ("have the draw confirmed", "请先确认抽取结果"),
    _T.CONFIRMED: ("close it when every drawn target has its outcome", "请在全部对象有结果后办结"),
    _T.CLOSED: ("what is closed stays as it is", "已办结的任务不再变更"),
    _T.ARCHIVED: ("what is filed stays as it is", "已归档的任务不再变更"),
    _T.CANCELLED: ("what is cancelled stays so; draw up a new task", "已取消的任务不再恢复，请另行拟定任务"),
}
UNVISITED = (InspectionState.ASSIGNED, InspectionState.NOTIFIED)
"""In one of these states nobody has begun to inspect a target."""
OUTCOMES = frozenset(
    {InspectionState.PUBLISHED, InspectionState.DISPOSED, InspectionState.ARCHIVED, InspectionState.STRUCK_OUT}
)
"""The states in which a drawn target has its outcome."""


def approve_plan(plan: AnnualPlan, mark: Mark) -> AnnualPlan:
    """Return the plan as approved.

    Raises:
        MoveRefused: it is approved already.
    """
    if plan.state is not PlanState.DRAFT:
        raise MoveRefused(NO_PLAN_MOVE.at(Where(path="state"), key=plan.plan_id, found=plan.state))
    return attrs.evolve(plan, approved=mark)


def unlisted(items: Iterable[str], lists: Sequence[ItemList], window: Window) -> list[Problem]:
    """Return a finding for every item that is not listed and in force on every day of the window.

    Clause: 二(三) 清单

    Args:
        items: codes of the items.
        lists: the versions of the list, oldest first, each ending before the next one begins.
        window: the days.
    """
    return _unlisted(items, lists, window, lambda span: window.within(*span))


def unlisted_in_year(items: Iterable[str], lists: Sequence[ItemList], year: int) -> list[Problem]:
    """Return a finding for every item that is not listed and in force on any day of the year; see `unlisted`.

    Clause: 二(三) 清单
    """
    window = Window(first=dt.date(year, 1, 1), last=dt.date(year, 12, 31))
    return _unlisted(items, lists, window, lambda span: window.meets(*span))


def methods_apart(items: Collection[InspectionItem]) -> list[Problem]:
    """Return that no method of inspection is allowed for all of a task's items, since an inspection has one method."""
    if not items or frozenset.intersection(*(frozenset(item.methods) for item in items)):
        return []
    methods = "；".join(f"{item.code}：{'、'.join(item.methods)}" for item in items)
    return [NO_COMMON_METHOD.at(Where(path="items"), methods=methods)]


_Span = tuple[dt.date, dt.date | None]


def _unlisted(
    items: Iterable[str], lists: Sequence[ItemList], window: Window, does: Callable[[_Span], bool]
) -> list[Problem]:
    version = "、".join(one.version for one in lists if window.meets(one.in_force_from, one.in_force_to)) or "—"
    problems = []
    for index, code in enumerate(items):
        where, spans = Where(path=f"items[{index}]"), _spans(code, lists)
        if any(map(does, spans)):
            continue
        if not spans:
            problems.append(NOT_LISTED.at(where, item=code, version=version))
            continue
        first, last = spans[-1]
        days = {"first": first, "last": last or "—", "window": window.text()}
        problems.append(NOT_IN_FORCE.at(where, item=code, version=version, **days))
    return problems


def _spans(code: str, lists: Sequence[ItemList]) -> list[_Span]:
    """Return from when to when an item is in force, in as few spans as there are."""
    spans: list[_Span] = []
    for one in lists:
        item = Listed(items=one).get(code)
        if item is None:
            continue
        first = max(item.in_force_from, one.in_force_from)
        last = min((end for end in (item.in_force_to, one.in_force_to) if end is not None), default=None)
        before = spans[-1][1] if spans else None
        if before is not None and before + dt.timedelta(days=1) == first:
            first = spans.pop()[0]
        spans.append((first, last))
    return spans


def draft(task: Task, plan: AnnualPlan | None) -> Task:
    """Return the task, where its plan allows it.

    Clause: 三(一) 计划

    Args:
        task: the task as it is drawn up.
        plan: the plan that it names; None where it is beside the plans and names its ground.

    Raises:
        MoveRefused: the plan is not approved, does not have all its items, or is for another year; all findings.
    """
    if plan is not None:
        _raise(_plan_problems(task, plan))
    return task


def _plan_problems(task: Task, plan: AnnualPlan) -> list[Problem]:
    problems = []
    if plan.state is not PlanState.APPROVED:
        problems.append(PLAN_NOT_APPROVED.at(Where(path="plan_id"), plan=plan.plan_id, found=plan.state))
    problems += [
        ITEM_OUTSIDE_PLAN.at(
            Where(path=f"items[{index}]"), item=item, plan=plan.plan_id, expected="、".join(plan.items)
        )
        for index, item in enumerate(task.items)
        if item not in plan.items
    ]
    if task.first_day.year != plan.year:
        where = Where(path="first_day")
        problems.append(OUTSIDE_YEAR.at(where, found=task.first_day, plan=plan.plan_id, year=plan.year))
    return problems


def check_move(task: Task, wanted: TaskState) -> None:
    """Raise `MoveRefused` where the table has no move from the task's state to `wanted`."""
    _raise(_move_problems(task, wanted))


def _move_problems(task: Task, wanted: TaskState, allowed: Collection[TaskState] | None = None) -> list[Problem]:
    expected = MOVES[wanted] if allowed is None else allowed
    if task.state in expected:
        return []
    todo, todo_zh = _TODO[task.state]
    if task.state is wanted:
        return [MOVED_ALREADY.at(Where(path="state"), key=task.task_id, found=task.state, todo=todo, todo_zh=todo_zh)]
    words = {"found": task.state, "wanted": wanted, "expected": "、".join(expected), "todo": todo, "todo_zh": todo_zh}
    return [NO_MOVE.at(Where(path="state"), key=task.task_id, **words)]


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise MoveRefused(*problems)


def approve(task: Task, mark: Mark) -> Task:
    """Return the task as approved; raise `MoveRefused` where it is no draft."""
    check_move(task, TaskState.APPROVED)
    return attrs.evolve(task, approved=mark)


def announce(task: Task, announcement: TaskAnnouncement) -> Task:
    """Return the task with its announcement; raise `MoveRefused` where it is not approved, or announced already."""
    check_move(task, TaskState.ANNOUNCED)
    return attrs.evolve(task, announcement=announcement)


def draw(task: Task, drawn: TaskDraw) -> Task:
    """Return the task with its outcome; raise `MoveRefused` where it is not announced, or drawn already."""
    check_move(task, TaskState.DRAWN)
    return attrs.evolve(task, draw=drawn)


def check_import(task: Task) -> None:
    """Raise `MoveRefused` where no draw made elsewhere can be imported into the task.

    The platform that draws also announces; so this move begins where a task is approved.
    """
    problems = _move_problems(task, TaskState.DRAWN, (TaskState.APPROVED,))
    if task.announcement is not None:
        problems.append(ANNOUNCED_HERE.at(Where(path="announcement"), key=task.task_id))
    _raise(problems)


def import_draw(task: Task, drawn: TaskDraw) -> Task:
    """Return the task with an outcome that was drawn elsewhere; see `check_import`."""
    check_import(task)
    return attrs.evolve(task, draw=drawn)


def confirm(task: Task, mark: Mark) -> Task:
    """Return the task with its outcome confirmed; raise `MoveRefused` where nothing is drawn, or it is confirmed."""
    check_move(task, TaskState.CONFIRMED)
    return attrs.evolve(task, confirmed=mark)


def cancel(task: Task, mark: Mark) -> Task:
    """Return the task as cancelled; announcement and outcome stand, and nothing is drawn under it any more.

    Raises:
        MoveRefused: it is closed, filed or cancelled; or no reason is in the note of `mark`.
    """
    problems = _move_problems(task, TaskState.CANCELLED)
    if not (mark.note or "").strip():
        problems.append(REASON_MISSING.at(Where(path="reason")))
    _raise(problems)
    return attrs.evolve(task, cancelled=mark)


def unvisited(inspections: Iterable[Inspection]) -> list[Problem]:
    """Return a finding that counts the targets which nobody has visited yet: to name one would open the draw.

    Clause: 二(一) 保密
    """
    count = sum(one.state in UNVISITED for one in inspections)
    return [TARGETS_UNVISITED.at(Where(path="inspections"), count=count)] if count else []


def close(task: Task, inspections: Collection[Inspection], mark: Mark, unreported: Iterable[Problem] = ()) -> Task:
    """Return the task as closed.

    Clause: 三(二) 检查

    Args:
        task: the task.
        inspections: all its inspections.
        mark: who closes it.
        unreported: what speaks of summaries that are missing.

    Raises:
        MoveRefused: the draw is not confirmed, a drawn target has no outcome, or a summary is missing; every one of them
            is named, but for those that nobody has visited yet, which are counted.
    """
    problems = _move_problems(task, TaskState.CLOSED)
    problems += [
        TARGET_WITHOUT_OUTCOME.at(
            Where(path=f"inspections[{one.inspection_id!r}]"), key=one.inspection_id, found=one.state
        )
        for one in inspections
        if one.state not in (*OUTCOMES, *UNVISITED)
    ]
    problems += unvisited(inspections)
    _raise([*problems, *unreported])
    return attrs.evolve(task, closed=mark)


def archive(task: Task, mark: Mark) -> Task:
    """Return the task as filed; raise `MoveRefused` where it is not closed."""
    check_move(task, TaskState.ARCHIVED)
    return attrs.evolve(task, archived=mark)


def check_drawn(task: Task) -> None:
    """Raise `MoveRefused` where the task has no draw yet."""
    if task.draw is None:
        raise MoveRefused(NOT_DRAWN_YET.at(Where(path="draw"), key=task.task_id, found=task.state))
