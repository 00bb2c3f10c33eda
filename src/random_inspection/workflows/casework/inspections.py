"""How every act on an inspection is done: load it, ask who may in this case, move it by the rule, store it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import Task
from random_inspection.ports import Stored
from random_inspection.rules.casework.inspection_moves import check_task, involved
from random_inspection.workflows.acts import ActPorts, Work, perform


def about_inspection(inspection_id: str) -> Subject:
    """Return the subject of an act on an inspection."""
    return Subject(kind="inspection", key=inspection_id)


def move_inspection(
    act: Act,
    order: Order,
    inspection_id: str,
    move: Callable[[Work[Inspection], Inspection], Inspection],
    *,
    version: int | None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Carry out an act on an inspection.

    Who has no part in an inspection is refused in the same words where there is none: nobody finds the drawn targets out.

    Clause: 二(一) 保密

    Args:
        act: what is done.
        order: who orders it, under which command.
        inspection_id: the inspection.
        move: returns the inspection after the move; one of the rules in ``rules/*_moves.py``.
        version: the version that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Raises:
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: the state does not allow it, or something is missing, or its task was cancelled before it began.
        VersionConflict: it has another version.
    """

    def change(work: Work[Inspection]) -> Stored[Inspection]:
        if work.unit.records.get(Inspection, inspection_id) is None:
            work.allow({"team": frozenset()})
        before = work.get(Inspection, inspection_id, version=version)
        work.allow(involved(before.value))
        task = work.unit.records.get(Task, before.value.task_id)
        check_task(before.value, task.value if task else None)
        return work.update(before, move(work, before.value))

    return perform(act, order, about_inspection(inspection_id), change, **ports)
