"""What an office may publish and has not yet: plans, tasks, draws and results (三(一) 公示, 三(五) 公示)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import attrs

from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.notices import Notice, NoticeKind
from random_inspection.domain.plans import AnnualPlan, PlanState, Task, TaskState
from random_inspection.errors import MoveRefused
from random_inspection.ports import Store, Unit
from random_inspection.rules.openness.publication_moves import (
    draw_may_be_opened,
    draw_may_be_published,
    task_may_be_published,
    to_publish,
)
from random_inspection.workflows.openness.draw_disclosure import OUTCOME

_WITH_RESULT = (InspectionState.REVIEWED, InspectionState.PUBLISHED, InspectionState.DISPOSED)


@attrs.frozen(kw_only=True)
class DueNotice:
    """Something that may be published and is not.

    Attributes:
        kind: what it is: a plan, a task, a draw or a result.
        key: identifier of the plan, the task or the inspection.
    """

    kind: NoticeKind
    key: str


def due_notices(*, store: Store) -> tuple[DueNotice, ...]:
    """Return what may be published and is not: plans, tasks, those cancelled since as well, draws, results and corrections.

    Clause: 三(五) 公示, 三(一) 公示

    Registers and figures are not among them: they are published when the office decides to.

    Args:
        store: the records.
    """
    with store.view() as view:
        return tuple(_due(view))


def _due(view: Unit) -> Iterator[DueNotice]:
    for plan in view.records.find(AnnualPlan, state=PlanState.APPROVED):
        if _last(view, "plan", plan.value.plan_id, NoticeKind.PLAN) is None:
            yield DueNotice(kind=NoticeKind.PLAN, key=plan.value.plan_id)
    for stored in view.records.find(Task):
        task = stored.value
        if task.state is not TaskState.ARCHIVED:
            yield from _of_task(view, task)
    for state in _WITH_RESULT:
        for one in view.records.find(Inspection, state=state):
            if _unpublished(view, one.value):
                yield DueNotice(kind=NoticeKind.RESULT, key=one.value.inspection_id)


def _of_task(view: Unit, task: Task) -> Iterator[DueNotice]:
    with suppress(MoveRefused):
        task_may_be_published(task)
        last = _last(view, "task", task.task_id, NoticeKind.TASK)
        if last is None or (task.cancelled is not None and last.issued.at < task.cancelled.at):
            yield DueNotice(kind=NoticeKind.TASK, key=task.task_id)
    with suppress(MoveRefused):
        draw_may_be_published(task)
        last = _last(view, "task", task.task_id, NoticeKind.DRAW)
        if last is None or _may_open(view, task, last):
            yield DueNotice(kind=NoticeKind.DRAW, key=task.task_id)


def _may_open(view: Unit, task: Task, last: Notice) -> bool:
    """Return whether every result of a sealed draw is out since its last notice, and its outcome is not."""
    if any(file.name in {OUTCOME, "drawn.csv"} for file in last.files):
        return False
    inspections = [one.value for one in view.records.find(Inspection, task=task.task_id)]
    with suppress(MoveRefused):
        draw_may_be_opened(task, inspections)
        return True
    return False


def _unpublished(view: Unit, inspection: Inspection) -> bool:
    with suppress(MoveRefused):
        found = to_publish(inspection)
        if found.conclusion.published is None:
            last = _last(view, "inspection", inspection.inspection_id, NoticeKind.RESULT)
            return last is None or last.shows != found.version
    return False


def _last(view: Unit, kind: str, key: str, of: NoticeKind) -> Notice | None:
    """Return the last version of a notice about a record."""
    found = (one.value for one in view.records.find(Notice, subject=f"{kind} {key}"))
    return max((one for one in found if one.kind is of), key=lambda one: one.version, default=None)
