"""What an inspection found: conclusion, review by a second person, correction (clauses 三(四), 三(五))."""

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
    """Conclude an inspection, item by item (检查结论), or conclude again what the review returned.

    Clause: 三(四) 结论

    Args:
        order: somebody of the team.
        inspection_id: the inspection.
        findings: what was found, every item of the inspection once.
        opinion: the proposed handling (处理意见).
        suggestions: suggestions to the target (建议); None for none.
        note: what else there is to say, such as what was corrected after a return.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        InvalidInput: an item stands there twice, or a text is empty.
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: it is not under way or returned, has no record, the target of a visit was not told the result, somebody
            concludes who is not in the team, or the findings are not those of its items.
        VersionConflict: it has another version.
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
    """Review a conclusion or a correction (审核) as a second person: it passes, or goes back to be concluded again.

    Clause: 三(四) 结论

    Args:
        order: a reviewer or head who is not in the team and did not conclude.
        inspection_id: the inspection.
        passed: whether it passes; else it is returned (退回).
        note: what has to be corrected; needed where it does not pass.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: nothing waits for a review, the reviewer is of the team or concluded, an emergency is not reported, or
            nothing says why it is returned.
        VersionConflict: it has another version.
    """

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
    """Correct a published result (更正检查结果) by a new version, which is reviewed and published again; the old one stands until then.

    Clause: 二(九) 处理

    Args:
        order: somebody of the team, or the head of the unit.
        inspection_id: the inspection.
        findings: what was found, every item of the inspection once.
        opinion: the proposed handling (处理意见).
        suggestions: suggestions to the target (建议); None for none.
        reason: why the published version is wrong; the public reads it.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        InvalidInput: an item stands there twice, or a text is empty.
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: nothing is public, a correction is under way, the reason is missing, or the findings are not those of its
            items.
        VersionConflict: it has another version.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        return conclusion_moves.correct(
            inspection, findings=findings, opinion=opinion, suggestions=suggestions, mark=work.mark(reason)
        )

    return move_inspection(Act.INSPECTION_CORRECT, order, inspection_id, move, version=version, **ports)
