"""What a strike, a replacement and a recusal after the draw need, and what an inspection is after them (二(五), 二(六))."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.changes import Change, Recusal, Replacement, Strike
from random_inspection.domain.draws import Assignment
from random_inspection.domain.inspections import Inspection, InspectionState, Struck, TeamSeat
from random_inspection.domain.plans import Task, TaskState
from random_inspection.domain.recusals import RecusalDecision, RecusalRequest, RecusalState
from random_inspection.errors import Message, MoveRefused, Problem, Where

TASK_NOT_CONFIRMED = Message(
    "change-task-state",
    "the task {key!r} is {found}; a draw is changed after it is confirmed and before the task is closed",
    "任务“{key}”现为“{found}”；抽取结果只能在确认之后、任务办结之前变更",
)
TOO_LATE = Message(
    "change-inspection-state",
    "the inspection {key!r} is {found}; it can be {wanted} only while it is {expected}",
    "检查“{key}”现为“{found}”；只有在“{expected}”时才能{wanted_zh}",
)
NO_EVIDENCE = Message(
    "strike-without-evidence",
    "nothing proves that the target is gone; upload what proves it, and name its digest",
    "没有证明对象已不存在或已迁出的材料；请先上传证据并填写其摘要",
)
EVIDENCE_UNKNOWN = Message(
    "strike-evidence-unknown",
    "{found} is no evidence of the inspection {key!r}; upload it there first",
    "检查“{key}”没有摘要为 {found} 的证据；请先上传",
)
NOT_IN_TEAM = Message(
    "recusal-not-in-team",
    "there is no inspection {key!r} with {found!r} in its team; correct the number or the inspector",
    "没有由“{found}”参加的检查“{key}”；请更正检查编号或检查人员",
)
DECIDED = Message(
    "recusal-decided",
    "the request {key!r} was decided already: {found}",
    "回避申请“{key}”已有决定：{found}",
)
REFUSAL_WITHOUT_REASON = Message(
    "recusal-refusal-reason", "a recusal is refused with a reason only; give it", "驳回回避申请须说明理由"
)

_S = InspectionState
STRIKABLE = (_S.ASSIGNED, _S.NOTIFIED)
"""While it is in one of these states, a target can be struck out: nobody has begun to inspect it."""
REPLACEABLE = (_S.ASSIGNED, _S.NOTIFIED, _S.IN_PROGRESS)
"""While it is in one of these states, an inspector of its team can be replaced."""
_STRUCK = ("struck out", "剔除")
_REPLACED = ("given another inspector", "更换检查人员")


def _state_problems(
    task: Task, inspection: Inspection, expected: Collection[InspectionState], wanted: tuple[str, str]
) -> list[Problem]:
    problems = []
    if task.state is not TaskState.CONFIRMED:
        problems.append(TASK_NOT_CONFIRMED.at(Where(path="task.state"), key=task.task_id, found=task.state))
    if inspection.state not in expected:
        words = {
            "found": inspection.state,
            "wanted": wanted[0],
            "wanted_zh": wanted[1],
            "expected": "、".join(expected),
        }
        problems.append(TOO_LATE.at(Where(path="state"), key=inspection.inspection_id, **words))
    return problems


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise MoveRefused(*problems)


def check_strike(task: Task, inspection: Inspection, evidence: Collection[str], known: Collection[str]) -> None:
    """Raise `MoveRefused`, with every finding, where a target cannot be struck out.

    Clause: 二(六) 更新

    Args:
        task: the task.
        inspection: the inspection of the target.
        evidence: digests of what proves that it is gone.
        known: digests of the evidence that the inspection has.
    """
    problems = _state_problems(task, inspection, STRIKABLE, _STRUCK)
    if not evidence:
        problems.append(NO_EVIDENCE.at(Where(path="evidence")))
    problems += [
        EVIDENCE_UNKNOWN.at(Where(path=f"evidence[{index}]"), found=digest, key=inspection.inspection_id)
        for index, digest in enumerate(evidence)
        if digest not in known
    ]
    _raise(problems)


def strike(inspection: Inspection, mark: Mark, evidence: Iterable[str], moved_up: str | None) -> Inspection:
    """Return the inspection as struck out, with the reserve that moved up."""
    return attrs.evolve(inspection, struck=Struck(made=mark, evidence=tuple(evidence), moved_up=moved_up))


def check_replace(task: Task, inspection: Inspection) -> None:
    """Raise `MoveRefused` where no inspector of the team can be replaced any more."""
    _raise(_state_problems(task, inspection, REPLACEABLE, _REPLACED))


def check_recusal(task: Task, inspection: Inspection, inspector_id: str) -> None:
    """Raise `MoveRefused` where nobody can ask that this inspector stays away.

    Clause: 二(五) 回避
    """
    if inspector_id not in inspection.inspectors:
        raise not_in_team(inspection.inspection_id, inspector_id)
    _raise(_state_problems(task, inspection, REPLACEABLE, _REPLACED))


def not_in_team(key: str, inspector_id: str) -> MoveRefused:
    """Return the same refusal for an inspection that is not there and for a team without the inspector.

    Clause: 二(一) 保密
    """
    return MoveRefused(NOT_IN_TEAM.at(Where(path="inspector_id"), found=inspector_id, key=key))


def decide(request: RecusalRequest, mark: Mark, *, granted: bool) -> RecusalRequest:
    """Return the request as decided.

    Raises:
        MoveRefused: it was decided already; or it is refused and the note of `mark` says no reason.
    """
    problems = []
    if request.state is not RecusalState.ASKED:
        problems.append(DECIDED.at(Where(path="state"), key=request.request_id, found=request.state))
    if not granted and not (mark.note or "").strip():
        problems.append(REFUSAL_WITHOUT_REASON.at(Where(path="reason")))
    _raise(problems)
    return attrs.evolve(request, decision=RecusalDecision(made=mark, granted=granted))


def team_after(target_id: str, assignments: Iterable[Assignment], changes: Iterable[Change]) -> tuple[TeamSeat, ...]:
    """Return who holds the seats of a target's team after `changes`, in the order of the seats."""
    seats = {one.seat: one.inspector_id for one in assignments if one.target_id == target_id}
    for change in changes:
        if isinstance(change, Strike) and change.moved_up == target_id:
            seats = {one.seat: one.inspector_id for one in change.team}
        elif isinstance(change, Replacement) and change.target_id == target_id and change.seat in seats:
            if change.substitute is None:
                del seats[change.seat]
            else:
                seats[change.seat] = change.substitute
    return tuple(TeamSeat(seat=seat, inspector_id=holder) for seat, holder in seats.items())


def is_recused(target_id: str, inspector_id: str, changes: Iterable[Change]) -> bool:
    """Return whether a recusal of this pair was recorded after the draw."""
    return any(
        isinstance(one, Recusal) and (one.target_id, one.inspector_id) == (target_id, inspector_id) for one in changes
    )


def with_substitute(team: Iterable[TeamSeat], seat: str, entered: str) -> tuple[TeamSeat, ...]:
    """Return the team with somebody else in a seat."""
    return tuple(attrs.evolve(one, inspector_id=entered) if one.seat == seat else one for one in team)
