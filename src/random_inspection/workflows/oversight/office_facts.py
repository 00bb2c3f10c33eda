"""What an office's records say to the rules: the ledger's events and the visits of the past, never counted by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import Task
from random_inspection.ports import Store
from random_inspection.rules.admission.visits import Visit, Visits
from random_inspection.rules.coverage_of_year.ledger import Drawn, Event, Inspected, StruckOut
from random_inspection.rules.working_days.calendar import day_of


def ledger_events(year: int, *, store: Store) -> tuple[Event, ...]:
    """Return the events of every draw that has one in a year: drawn, moved up, inspected, struck out.

    Clause: 二(七) 频次

    Whom nobody went to before the task was cancelled is struck out of its draw on that day, and can be drawn again.
    What came of a draw in December is returned with it, whenever it happened; so `Ledger.of` takes the events of a
    year as they are. Days are those in Beijing.

    Args:
        year: the year.
        store: the office's records.
    """
    told: list[Event] = []
    for task, inspections in _drawn(store):
        moved_up = {one.struck.moved_up for one in inspections if one.struck}
        for one in inspections:
            events = list(_events(task, one, moved_up=one.target_id in moved_up))
            if any(event.day.year == year for event in events):
                told += events
    return tuple(told)


def visits(*, store: Store) -> Visits:
    """Return the inspections that were held, for caps and rotation.

    Args:
        store: the office's records.
    """
    return Visits.of(
        Visit(
            visit_id=one.inspection_id,
            target_id=one.target_id,
            on=day_of(one.record.ended_at),
            agencies=task.agencies,
            items=one.items,
            inspectors=tuple(sorted(one.inspectors)),
        )
        for task, inspections in _drawn(store)
        for one in inspections
        if one.record is not None
    )


def _drawn(store: Store) -> Iterator[tuple[Task, list[Inspection]]]:
    """Yield every task that has inspections, with them."""
    with store.view() as view:
        tasks = {one.value.task_id: one.value for one in view.records.find(Task)}
        by_task: defaultdict[str, list[Inspection]] = defaultdict(list)
        for found in view.records.find(Inspection):
            by_task[found.value.task_id].append(found.value)
    for task_id, inspections in by_task.items():
        yield tasks[task_id], inspections


def _events(task: Task, one: Inspection, *, moved_up: bool) -> Iterator[Event]:
    made = one.assigned if moved_up or task.draw is None else task.draw.made
    yield Drawn(day=day_of(made.at), target_id=one.target_id, items=one.items, draw=task.task_id)
    if one.struck is not None:
        day = day_of(one.struck.made.at)
        reason = one.struck.made.note or "—"
        yield StruckOut(day=day, target_id=one.target_id, draw=task.task_id, reason=reason)
    elif task.cancelled is not None and one.entry is None:
        day, reason = day_of(task.cancelled.at), f"任务取消：{task.cancelled.note}"
        yield StruckOut(day=day, target_id=one.target_id, draw=task.task_id, reason=reason)
    elif one.record is not None:
        day = day_of(one.record.ended_at)
        key = one.inspection_id
        yield Inspected(day=day, target_id=one.target_id, items=one.items, inspection=key, draw=task.task_id)
