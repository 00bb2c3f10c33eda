"""How complaints against inspectors move: settled, referred, and what became of the referral (clause 四(三))."""

from __future__ import annotations

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.people import ComplaintAboutInspector, ComplaintState, Referral, Settlement
from random_inspection.errors import Message, MoveRefused

NO_SUCH_MOVE = Message(
    "complaint-move",
    "the complaint {key!r} is {state}, and cannot become {wanted}; it would have to be {expected}",
    "投诉“{key}”现为“{state}”，不能变为“{wanted}”；须先为“{expected}”",
)
OWN_CASE = Message(
    "complaint-own-case",
    "the complaint {key!r} is about {by!r}, who may not handle it; let somebody else do so",
    "投诉“{key}”涉及“{by}”本人，本人不得办理；请由他人办理",
)

_FILED, _SETTLED = ComplaintState.FILED, ComplaintState.SETTLED
_REFERRED, _CLOSED = ComplaintState.REFERRED, ComplaintState.CLOSED


def settle(complaint: ComplaintAboutInspector, settlement: Settlement) -> ComplaintAboutInspector:
    """Return the complaint with what the office found and did; raise `MoveRefused` where that is not its turn.

    Clause: 四(三) 廉洁
    """
    _check(complaint, settlement.settled, _SETTLED, (_FILED,))
    return attrs.evolve(complaint, settlement=settlement)


def refer(complaint: ComplaintAboutInspector, referral: Referral) -> ComplaintAboutInspector:
    """Return the complaint as handed to somebody else; raise `MoveRefused` where it was already.

    Clause: 四(三) 廉洁
    """
    _check(complaint, referral.referred, _REFERRED, (_FILED, _SETTLED))
    return attrs.evolve(complaint, referral=referral)


def note_result(complaint: ComplaintAboutInspector, result: str, noted: Mark) -> ComplaintAboutInspector:
    """Return the complaint with what became of its referral; raise `MoveRefused` where it is not under way.

    Clause: 四(三) 廉洁
    """
    _check(complaint, noted, _CLOSED, (_REFERRED,))
    referral = complaint.referral and attrs.evolve(complaint.referral, result=result, noted=noted)
    return attrs.evolve(complaint, referral=referral)


def _check(
    complaint: ComplaintAboutInspector, mark: Mark, wanted: ComplaintState, expected: tuple[ComplaintState, ...]
) -> None:
    key = complaint.complaint_id
    problems = []
    if complaint.state not in expected:
        params = {"state": complaint.state, "wanted": wanted, "expected": "、".join(expected)}
        problems.append(NO_SUCH_MOVE.at(key=key, **params))
    if mark.by == complaint.inspector_id:
        problems.append(OWN_CASE.at(key=key, by=mark.by))
    if problems:
        raise MoveRefused(*problems)
