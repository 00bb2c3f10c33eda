"""What an inspection found: conclusion, review by a second person, correction (clauses 三(四), 三(五)).

Every act takes ``version``, the version of the inspection that the decision was made on (None for whatever version there
is), and raises `MoveRefused`, `NotAuthorised`, `NotStored` and `VersionConflict`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from random_inspection.domain.acts import Act, Order
from random_inspection.domain.fieldwork import Finding
from random_inspection.domain.inspections import Inspection
from random_inspection.ports import Stored
from random_inspection.rules.casework import conclusion_moves
from random_inspection.workflows.acts import ActPorts, Work
from random_inspection.workflows.casework.inspections import move_inspection


def conclude(
    order: Order,
    inspection_id: str,
    *,
    findings: Sequence[Finding],
    opinion: str,
    suggestions: str | None = None,
    note: str | None = None,
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Conclude an inspection, or conclude again what was returned.

    Args:
        order: somebody of the team.
        inspection_id: the inspection.
        findings: what was found, every item of the inspection once.
        opinion: the proposed handling (处理意见).
        suggestions: suggestions to the target (建议).
        note: what else there is to say, such as what was corrected after a return.
        version: the version that the decision was made on.
        **ports: what every act needs.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        return conclusion_moves.conclude(
            inspection, findings=findings, opinion=opinion, suggestions=suggestions, mark=work.mark(note)
        )

    return move_inspection(Act.INSPECTION_CONCLUDE, order, inspection_id, move, version=version, **ports)


def review(
    order: Order,
    inspection_id: str,
    *,
    passed: bool,
    note: str | None = None,
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Review a conclusion as a second person; where it does not pass, `note` says what has to be corrected."""

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        return conclusion_moves.review(inspection, passed=passed, mark=work.mark(note))

    return move_inspection(Act.INSPECTION_REVIEW, order, inspection_id, move, version=version, **ports)


def correct(
    order: Order,
    inspection_id: str,
    *,
    findings: Sequence[Finding],
    opinion: str,
    suggestions: str | None = None,
    reason: str,
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Correct a published result by a new version, which is reviewed and published again; the old one stands until then.

    Args:
        order: who corrects it.
        inspection_id: the inspection.
        findings: what was found, every item of the inspection once.
        opinion: the proposed handling.
        suggestions: suggestions to the target.
        reason: why the published version is wrong.
        version: the version that the decision was made on.
        **ports: what every act needs.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        return conclusion_moves.correct(
            inspection, findings=findings, opinion=opinion, suggestions=suggestions, mark=work.mark(reason)
        )

    return move_inspection(Act.INSPECTION_CORRECT, order, inspection_id, move, version=version, **ports)
