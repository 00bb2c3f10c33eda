"""Who may be drawn for a task, straight from the office's directories: targets, inspectors, and who stays away from whom."""

from __future__ import annotations

import attrs

from random_inspection.domain.plans import Task
from random_inspection.domain.registers import InspectorEntry, TargetEntry
from random_inspection.domain.targets import Target
from random_inspection.ports import Store, Unit
from random_inspection.rules.admission.eligibility import Entry, Occasion, admit
from random_inspection.rules.grounds import Window
from random_inspection.rules.inspectors.qualification import Qualification, qualify
from random_inspection.rules.recusals.recusal import AnyOf, Recusal, Scene, recuse
from random_inspection.rules.recusals.recusal_rules import declared_interests
from random_inspection.workflows.acts import found_in
from random_inspection.workflows.casework.task_directories import (
    inspector_for,
    inspector_rules,
    items_of,
    least_items,
    lists_for,
    target_for,
    target_rules,
)
from random_inspection.workflows.directories.registers import adopted_lists


@attrs.frozen(kw_only=True)
class TaskFrame:
    """Who may be drawn for a task on its first day.

    Attributes:
        task: the task.
        targets: the targets that are in the scope of each of its items, by identifier.
        inspectors: the inspectors that may inspect its items, with what they hold, by identifier.
        recusals: who stays away from which target, and why.
        targets_out: the targets that are in the directory and may not be drawn, with every reason.
        inspectors_out: the inspectors likewise.
    """

    task: Task
    targets: tuple[Target, ...]
    inspectors: tuple[Qualification, ...]
    recusals: tuple[Recusal, ...]
    targets_out: tuple[Entry, ...]
    inspectors_out: tuple[Qualification, ...]


def task_frame(task_id: str, *, trained_months: int = 12, store: Store) -> TaskFrame:
    """Return who may be drawn for a task, by the same rules by which its announcement is checked.

    Clause: 二(六) 抽取, 二(五) 培训, 二(五) 回避

    In a joint task (部门联合抽查) an inspector may inspect one of the items at least, in any other all of them.

    Args:
        task_id: the task.
        trained_months: how old a training may be.
        store: the records.

    Raises:
        NotStored: there is no such task.
        InvalidInput: no item of the task is in force on its first day.
    """
    with store.view() as view:
        return frame_of(view, found_in(view, Task, task_id).value, trained_months=trained_months)


def frame_of(unit: Unit, task: Task, *, trained_months: int) -> TaskFrame:
    """Return who may be drawn for a task; see `task_frame`."""
    lists = lists_for(task, adopted_lists(unit))
    targets_then = (target_for(unit, one, task) for one in unit.records.find(TargetEntry))
    known = {one.target_id: one for one in targets_then if one is not None}
    inspectors_then = (inspector_for(unit, one, task) for one in unit.records.find(InspectorEntry))
    people = {one.inspector_id: one for one in inspectors_then if one is not None}
    window = Window(first=task.first_day, last=task.last_day)
    occasion = Occasion(agency=task.agencies[0], window=window)
    admitted = admit(known.values(), task.items, target_rules(lists), occasion)
    able = qualify(people.values(), items_of(task, lists), inspector_rules(trained_months), window)
    least = least_items(task)
    targets = tuple(known[one.target_id] for one in admitted if len(one.items) == len(task.items))
    inspectors = tuple(one for one in able if len(one.items) >= least)
    scene = Scene.of(targets, [people[one.inspector_id] for one in inspectors], window)
    return TaskFrame(
        task=task,
        targets=targets,
        inspectors=inspectors,
        recusals=recuse(AnyOf(rules=declared_interests()), scene).pairs,
        targets_out=tuple(one for one in admitted if len(one.items) < len(task.items)),
        inspectors_out=tuple(one for one in able if len(one.items) < least),
    )
