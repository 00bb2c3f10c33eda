"""What is due, overdue and soon due in an office, from its records as they stand (clause 三(五))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import groupby

import attrs

from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.plans import Task
from random_inspection.errors import read_only
from random_inspection.ports import Store, Unit
from random_inspection.rules.casework.dues import Due, DueChange, DuePolicy, DueState, due_changes, dues_of
from random_inspection.rules.working_days.counting import WorkIndex

NOTHING_LEFT = frozenset({InspectionState.STRUCK_OUT, InspectionState.ARCHIVED})
"""The states in which nothing of an inspection can be due."""


@attrs.frozen(kw_only=True)
class DueList:
    """What has to be done, as it stands on a day.

    Attributes:
        on: the day.
        by_state: the dues of every state, those to act on first in front; a state without any is not there.
    """

    on: dt.date
    by_state: Mapping[DueState, tuple[Due, ...]] = attrs.field(converter=read_only)

    @property
    def all(self) -> tuple[Due, ...]:
        """All dues, those to act on first in front."""
        return tuple(sorted((due for dues in self.by_state.values() for due in dues), key=lambda due: due.order))


def list_dues(
    on: dt.date,
    *,
    store: Store,
    index: WorkIndex,
    policy: DuePolicy | None = None,
    unit: str | None = None,
    person: str | None = None,
) -> DueList:
    """Return what has to be done, of the whole office or of a unit or a person.

    Clause: 三(五) 期限

    It is derived from inspections and tasks every time, with the calendar that is given: what the calendar learns counts at
    once, and nothing can be forgotten where a task is cancelled or an inspector leaves.

    Args:
        on: the day as of which it is listed.
        store: where the records are.
        index: the working days to count on.
        policy: how long things may take; None for the 20 working days to publish alone.
        unit: only what this unit handles.
        person: only what this inspector has a seat in.

    Raises:
        InvalidInput: the calendar ends before a deadline.
        StorageFailed: the store failed.
    """
    with store.view() as view:
        return dues_in(view, on, index=index, policy=policy or DuePolicy(), unit=unit, person=person)


def dues_in(
    view: Unit,
    on: dt.date,
    *,
    index: WorkIndex,
    policy: DuePolicy,
    unit: str | None = None,
    person: str | None = None,
) -> DueList:
    """Return what `list_dues` does, of what a view shows."""
    found = [
        due
        for inspection, task in _open_inspections(view, unit)
        for due in dues_of(inspection, task, policy=policy, index=index, as_of=on)
        if person is None or person in due.people
    ]
    ordered = sorted(found, key=lambda due: (list(DueState).index(due.state(on, policy.soon)), due.order))
    states = groupby(ordered, key=lambda due: due.state(on, policy.soon))
    return DueList(on=on, by_state={state: tuple(dues) for state, dues in states})


def recompute_dues(
    on: dt.date, *, store: Store, before: WorkIndex, after: WorkIndex, policy: DuePolicy | None = None
) -> tuple[DueChange, ...]:
    """Return which due dates are another day or range by another calendar, such as after the notice of a new year.

    Arguments and errors are those of `list_dues`; `before` and `after` are the working days of both calendars.
    """
    old = list_dues(on, store=store, index=before, policy=policy).all
    return due_changes(old, list_dues(on, store=store, index=after, policy=policy).all)


def _open_inspections(view: Unit, unit: str | None) -> list[tuple[Inspection, Task | None]]:
    equal: dict[str, str | None] = {} if unit is None else {"unit": unit}
    tasks: dict[str, Task | None] = {}
    found = []
    for state in InspectionState:
        if state in NOTHING_LEFT:
            continue
        for stored in view.records.find(Inspection, until=None, state=state, **equal):
            key = stored.value.task_id
            if key not in tasks:
                task = view.records.get(Task, key)
                tasks[key] = task.value if task else None
            found.append((stored.value, tasks[key]))
    return found
