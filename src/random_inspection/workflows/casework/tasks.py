"""Tasks (抽查任务): drawn up, approved, cancelled in the open, closed when every drawn target has its outcome."""

from __future__ import annotations

import datetime as dt
from typing import Any, Unpack

import attrs

from random_inspection.domain.acts import Act, Actor, Mark, Order, Subject
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import AnnualPlan, Task, TaskType
from random_inspection.domain.reports import Report
from random_inspection.errors import refuse
from random_inspection.ports import Bundles, Stored
from random_inspection.rules.casework import task_moves
from random_inspection.rules.grounds import Window
from random_inspection.rules.reporting.report_moves import WITHOUT_SUMMARY
from random_inspection.rules.reporting.summaries import summaries_missing
from random_inspection.workflows.acts import ActPorts, Involved, Work, perform
from random_inspection.workflows.casework.drawn_tasks import caught_up, drawn_inspectors
from random_inspection.workflows.casework.task_directories import listed_items
from random_inspection.workflows.directories.registers import adopted_lists


def involved_in(task: Task, actor: Actor | None = None) -> Involved:
    """Return who had which part in a task: ``drafted``, ``approved``, ``announced``, ``drew``, ``confirmed``, ``unit``.

    Args:
        task: the task.
        actor: who acts; of the task's unit, where the account says that unit, or none.
    """
    made = (
        ("drafted", task.drafted),
        ("approved", task.approved),
        ("announced", task.announcement and task.announcement.made),
        ("drew", task.draw and task.draw.made),
        ("confirmed", task.confirmed),
    )
    parts = {part: frozenset({mark.by}) for part, mark in made if isinstance(mark, Mark)}
    if actor is not None and actor.unit in (None, task.unit):
        parts["unit"] = frozenset({actor.actor_id})
    return parts


def team_in(inspections: tuple[Stored[Inspection], ...]) -> frozenset[str]:
    """Return everybody who is in the team of one of `inspections`."""
    return frozenset().union(*(one.value.inspectors for one in inspections))


@attrs.frozen(kw_only=True)
class TaskDraft:
    """What is written down when a task is drawn up; see `random_inspection.domain.plans.Task` for what it means.

    Attributes:
        title: its name.
        plan_id: its plan; None where it is beside the plans.
        ground: why there is one beside the plans; None where it belongs to one.
        type: whether it is for certain targets.
        agencies: who inspects, the leading one first; several for a joint task (部门联合抽查).
        unit: the unit that handles it.
        items: codes of the items.
        scope: which targets, in words.
        ratio: which part of them, in words.
        first_day: first day of the inspections.
        last_day: last day.
        publish_targets: whether the list of targets is public from the announcement on.
    """

    title: str
    plan_id: str | None = None
    ground: str | None = None
    type: TaskType = TaskType.UNTARGETED
    agencies: tuple[str, ...]
    unit: str
    items: tuple[str, ...]
    scope: str
    ratio: str
    first_day: dt.date
    last_day: dt.date
    publish_targets: bool = False


def draft_task(order: Order, task_id: str, draft: TaskDraft, **ports: Unpack[ActPorts]) -> Stored[Task]:
    """Draw up a task, of an approved plan or on a ground of its own.

    Clause: 三(一) 计划, 二(三) 清单

    Args:
        order: who orders it.
        task_id: its number.
        draft: what is written down.
        ports: the ports of every act.

    Raises:
        InvalidInput: plan and ground are both missing or both there, an item is not in the list or not in force in the
            whole window, the items have no method in common, or a task has this number.
        NotStored: there is no such plan.
        MoveRefused: the plan is not approved, is for another year, or does not have all the items.
        NotAuthorised: the actor may not.
    """

    def change(work: Work[Any]) -> Stored[Task]:
        task = Task(task_id=task_id, drafted=work.mark(), **attrs.asdict(draft, recurse=False))
        window = Window(first=task.first_day, last=task.last_day)
        listed = listed_items(work.unit, task.first_day)
        apart = task_moves.methods_apart([listed[code] for code in task.items if code in listed])
        refuse([*task_moves.unlisted(task.items, adopted_lists(work.unit), window), *apart])
        plan = None if task.plan_id is None else work.get(AnnualPlan, task.plan_id).value
        return work.create(task_moves.draft(task, plan))

    return perform(Act.TASK_DRAFT, order, Subject(kind="task", key=task_id), change, **ports)


def approve_task(order: Order, task_id: str, **ports: Unpack[ActPorts]) -> Stored[Task]:
    """Approve a task that somebody else drew up.

    Clause: 三(一) 计划

    Raises:
        NotStored: there is no such task.
        MoveRefused: it is no draft.
        NotAuthorised: the actor may not, or drew it up.
    """

    def change(work: Work[Task]) -> Stored[Task]:
        before = work.get(Task, task_id)
        work.allow(involved_in(before.value))
        return work.update(before, task_moves.approve(before.value, work.mark()))

    return perform(Act.TASK_APPROVE, order, Subject(kind="task", key=task_id), change, **ports)


def cancel_task(
    order: Order, task_id: str, *, reason: str, bundles: Bundles, **ports: Unpack[ActPorts]
) -> Stored[Task]:
    """Cancel a task in the open; its announcement and its outcome stand, and nothing is drawn under it any more.

    What stands in the bundle of the draw and was not recorded yet, because a program ended in between, is recorded
    with the cancellation: nobody gets rid of an outcome by cancelling.

    Clause: 三(一) 抽取

    Args:
        order: who orders it.
        task_id: the task.
        reason: why; one line, for the public.
        bundles: the files of the draws.
        ports: the ports of every act.

    Raises:
        NotStored: there is no such task.
        MoveRefused: it is closed, filed or cancelled, or no reason is given.
        NotAuthorised: the actor may not, drew, or is in a team that was drawn.
    """

    def change(work: Work[Task]) -> Stored[Task]:
        before = work.get(Task, task_id)
        inspections = tuple(work.unit.records.find(Inspection, task=task_id))
        team = team_in(inspections) or drawn_inspectors(before.value, bundles)
        work.allow({**involved_in(before.value), "team": team})
        task = caught_up(before.value, bundles, work.mark())
        return work.update(before, task_moves.cancel(task, work.mark(reason or None)))

    return perform(Act.TASK_CANCEL, order, Subject(kind="task", key=task_id), change, **ports)


def close_task(order: Order, task_id: str, **ports: Unpack[ActPorts]) -> Stored[Task]:
    """Close a task whose drawn targets all have their outcome: a published result with its summary, or struck out.

    Clause: 三(二) 检查, 二(八) 小结

    Raises:
        NotStored: there is no such task.
        MoveRefused: the draw is not confirmed, or targets have no outcome or no summary; every one is named.
        NotAuthorised: the actor may not.
    """

    def change(work: Work[Task]) -> Stored[Task]:
        before = work.get(Task, task_id)
        work.allow(involved_in(before.value))
        inspections = [one.value for one in work.unit.records.find(Inspection, task=task_id)]
        reports = [one.value for one in work.unit.records.find(Report, task=task_id)]
        ended = [one for one in inspections if one.state in task_moves.OUTCOMES]
        without = [WITHOUT_SUMMARY.at(inspection=key) for key in summaries_missing(ended, reports)]
        return work.update(before, task_moves.close(before.value, inspections, work.mark(), without))

    return perform(Act.TASK_CLOSE, order, Subject(kind="task", key=task_id), change, **ports)
