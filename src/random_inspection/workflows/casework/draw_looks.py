"""Looking at a draw before the visits: by role, only what one must know, and every look on the trail (clause 二(一))."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import attrs

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.inspections import Inspection, TeamSeat
from random_inspection.domain.plans import Task
from random_inspection.ports import Bundles, Stored, Unit
from random_inspection.rules.casework import task_moves
from random_inspection.rules.coverage_of_year.batches import BLANK
from random_inspection.workflows.acts import ActPorts, Involved, Work, perform, require
from random_inspection.workflows.casework.drawn_tasks import Names, bundle_of, record_in
from random_inspection.workflows.casework.tasks import involved_in


@attrs.frozen(kw_only=True)
class Seen:
    """A target that stands drawn, as who must know sees it.

    Attributes:
        target_id: the target.
        name: its name.
        team: who inspects it.
    """

    target_id: str
    name: str
    team: tuple[TeamSeat, ...]


def look_at_draw(order: Order, task_id: str, *, bundles: Bundles, **ports: Unpack[ActPorts]) -> tuple[Seen, ...]:
    """Return the targets of a task that stand drawn, with their teams, and leave the look on the trail.

    Who may see the draw only as a member of a team sees the targets of their own teams.

    Clause: 二(一) 保密

    Args:
        order: who looks; the same command again is the same look.
        task_id: the task.
        bundles: the files of the draws.
        ports: the ports of every act.

    Raises:
        NotAuthorised: the actor need not know.
        MoveRefused: nothing is drawn yet.
        NotStored: there is no such task.
        InvalidInput: the files of the draw are not the recorded ones.
    """

    def change(work: Work[Task]) -> Stored[Task]:
        stored = work.get(Task, task_id)
        task_moves.check_drawn(stored.value)
        work.allow(_involved(stored.value, _drawn(work.unit, stored.value, bundles), order))
        return stored

    looked = perform(Act.DRAW_LOOK, order, Subject(kind="task", key=task_id), change, **ports)
    with ports["store"].view() as view:
        task = (view.records.get(Task, task_id) or looked).value
        return _shown(order, task, _drawn(view, task, bundles), ports)


def _shown(order: Order, task: Task, drawn: Sequence[Seen], ports: ActPorts) -> tuple[Seen, ...]:
    """Return what the actor must know; asked anew, since a command that comes again finds another team."""
    involved = _involved(task, drawn, order)
    require(ports["authority"], order, Act.DRAW_LOOK, involved)
    if not ports["authority"].grounds(order.actor, Act.DRAW_LOOK, {**involved, "team": frozenset()}):
        return tuple(drawn)
    mine = order.actor.actor_id
    return tuple(one for one in drawn if any(seat.inspector_id == mine for seat in one.team))


def _involved(task: Task, drawn: Sequence[Seen], order: Order) -> Involved:
    team = frozenset(seat.inspector_id for one in drawn for seat in one.team)
    return {**involved_in(task, order.actor), "team": team}


def _drawn(unit: Unit, task: Task, bundles: Bundles) -> tuple[Seen, ...]:
    inspections = [one.value for one in unit.records.find(Inspection, task=task.task_id)]
    if inspections:
        return tuple(
            Seen(target_id=one.target_id, name=one.target_name, team=one.team)
            for one in inspections
            if one.struck is None
        )
    record = record_in(task, bundle_of(task, bundles))
    names = Names(register=record.names, unit=unit)
    return tuple(
        Seen(
            target_id=one.target_id,
            name=names.get(one.target_id),
            team=tuple(
                TeamSeat(seat=seat, inspector_id=who) for seat, who in record.teams.get(one.target_id, {}).items()
            ),
        )
        for one in record.result.drawn
        if one.stratum != BLANK
    )
