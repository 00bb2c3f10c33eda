"""Recusals after a draw (回避): asked for by the target or the inspector, decided by somebody else (clause 二(五))."""

from __future__ import annotations

from typing import Any, Unpack

import attrs

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import Task
from random_inspection.domain.recusals import AskedBy, RecusalRequest
from random_inspection.errors import Message, MoveRefused, Where
from random_inspection.ports import Bundles, Clock, Stored
from random_inspection.rules.casework import substitution_moves as moves
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.casework.substitution import Case, Leaving, replaced
from random_inspection.workflows.casework.tasks import involved_in

GRANTED_ALREADY = Message(
    "recusal-granted-already",
    "the changes of the draw have this recusal already, from a decision that was broken off; grant it",
    "抽取结果的变更中已记录该回避（决定办理时中断）；请按同意回避办理",
)
PUBLIC_REASON = "回避"
"""What the changes of a draw say of a granted recusal; its reasons stay sealed."""


def ask_recusal(
    order: Order,
    request_id: str,
    inspection_id: str,
    inspector_id: str,
    *,
    asked_by: AskedBy,
    reasons: str,
    **ports: Unpack[ActPorts],
) -> Stored[RecusalRequest]:
    """Record that the target, or an inspector, asks that the inspector stays away.

    Clause: 二(五) 回避

    Args:
        order: who asks, or records it for the target.
        request_id: number of the request.
        inspection_id: the inspection.
        inspector_id: who is to stay away; one of its team.
        asked_by: whether the target or the inspector asks.
        reasons: why; sealed.
        ports: the ports of every act.

    Raises:
        MoveRefused: there is no such inspection with the inspector in its team, or it is too late; all findings.
        NotAuthorised: the actor may not.
    """

    def change(work: Work[Any]) -> Stored[RecusalRequest]:
        stored = work.unit.records.get(Inspection, inspection_id)
        if stored is None:
            raise moves.not_in_team(inspection_id, inspector_id)
        inspection = stored.value
        task = work.get(Task, inspection.task_id).value
        work.allow({**involved_in(task), "team": inspection.inspectors, "recused": frozenset({inspector_id})})
        moves.check_recusal(task, inspection, inspector_id)
        request = RecusalRequest(
            request_id=request_id,
            inspection_id=inspection_id,
            inspector_id=inspector_id,
            asked_by=asked_by,
            reasons=reasons,
            asked=work.mark(),
        )
        return work.create(request)

    return perform(Act.RECUSAL_ASK, order, Subject(kind="recusal", key=request_id), change, **ports)


def decide_recusal(
    order: Order,
    request_id: str,
    *,
    granted: bool,
    reason: str | None = None,
    substitute: str | None = None,
    bundles: Bundles,
    **ports: Unpack[ActPorts],
) -> Stored[RecusalRequest]:
    """Decide on a recusal; where it is granted the inspector is excluded and replaced by the protocol's rule.

    Clause: 二(五) 回避

    Args:
        order: who decides; neither the inspector, nor anybody of the team, nor who asked.
        request_id: the request.
        granted: whether the inspector stays away.
        reason: why; needed where it is refused.
        substitute: whom the platform gave, where it drew the team; None for a draw that was made here.
        bundles: the files of the draws.
        ports: the ports of every act.

    Returns:
        The request with its decision; the team of the inspection is changed in the same unit of work.

    Raises:
        NotStored: there is no such request.
        MoveRefused: it is decided already, it is too late, or a refusal gives no reason.
        InvalidInput: the files of the draw do not verify; see also `replace_inspector`.
        NotAuthorised: the actor may not.
        StorageFailed: a store failed; the same command again completes what was begun.
    """

    def change(work: Work[Any]) -> Stored[RecusalRequest]:
        before = work.get(RecusalRequest, request_id)
        request = before.value
        case = Case.of(work, request.inspection_id, bundles)
        work.allow(
            {
                **case.involved,
                "recused": frozenset({request.inspector_id}),
                "asked": frozenset({request.asked.by}),
            }
        )
        decided = moves.decide(request, work.mark(reason), granted=granted)
        if granted:
            moves.check_replace(case.task, case.before.value)
            _grant(work, case, request, substitute, ports["clock"])
        else:
            _check_open(case, request)
        return work.update(before, decided)

    return perform(Act.RECUSAL_DECIDE, order, Subject(kind="recusal", key=request_id), change, **ports)


def _grant(work: Work[Any], case: Case, request: RecusalRequest, substitute: str | None, clock: Clock) -> None:
    inspection, who = case.before.value, request.inspector_id
    seats = [one.seat for one in inspection.team if one.inspector_id == who]
    leaving = Leaving(inspector_id=who, seats=seats, reason=PUBLIC_REASON, substitute=substitute, recused=True)
    if seats or case.bundle is not None:
        team = replaced(work, case, leaving, clock=clock)
        if team != inspection.team:
            work.update(case.before, attrs.evolve(inspection, team=team))


def _check_open(case: Case, request: RecusalRequest) -> None:
    """Refuse a refusal where a broken-off decision granted the recusal before."""
    if case.bundle is None:
        return
    _, entries = case.drawn(case.bundle)
    if moves.is_recused(case.before.value.target_id, request.inspector_id, entries.changes):
        raise MoveRefused(GRANTED_ALREADY.at(Where(path="granted")))
