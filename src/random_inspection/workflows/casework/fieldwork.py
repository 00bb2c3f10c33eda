"""At a visit: the record, and the result told on the spot (clauses 三(三), 三(四))."""

from __future__ import annotations

import datetime as dt
from typing import Unpack

from random_inspection.domain.acts import Act, Order
from random_inspection.domain.fieldwork import Evidence, OnSiteRecord, Told
from random_inspection.domain.inspections import Inspection
from random_inspection.ports import Stored
from random_inspection.rules.casework import fieldwork_moves
from random_inspection.workflows.acts import ActPorts, Work
from random_inspection.workflows.casework.inspections import move_inspection


def write_record(
    order: Order,
    inspection_id: str,
    *,
    began_at: dt.datetime,
    ended_at: dt.datetime,
    place: str,
    content: str,
    situation: str,
    evidence: tuple[str, ...] = (),
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Write the record of an inspection (现场检查记录) that has begun, or write it anew before it is concluded.

    Clause: 三(三) 现场

    Args:
        order: somebody of the team.
        inspection_id: the inspection.
        began_at: when it began.
        ended_at: when it ended; deadlines run from this day.
        place: where.
        content: what was inspected (检查内容).
        situation: what was found on site (现场情况).
        evidence: digests of evidence that was added to this inspection; a photograph at least, after a visit.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        InvalidInput: it ended before it began, or a text is empty.
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: it has not begun or is concluded, somebody writes who is not in the team, a time is in the future or before
            the visit was allowed, evidence is not filed with this inspection, or a visit has no photograph.
        VersionConflict: it has another version.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        record = OnSiteRecord(
            began_at=began_at,
            ended_at=ended_at,
            place=place,
            content=content,
            situation=situation,
            evidence=evidence,
            written=work.mark(),
        )
        filed = work.unit.records.find(Evidence, until=None, inspection=inspection_id)
        by_digest = {one.value.digest: one.value for one in filed}
        return fieldwork_moves.write_record(inspection, record, by_digest)

    return move_inspection(Act.RECORD_WRITE, order, inspection_id, move, version=version, **ports)


def tell_result(
    order: Order,
    inspection_id: str,
    *,
    acknowledged: bool,
    refusal: str | None = None,
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Record that the target was told the result on the spot (当场告知), after the record was written and before the conclusion.

    Clause: 三(四) 告知

    Args:
        order: somebody of the team.
        inspection_id: the inspection.
        acknowledged: whether the target signed for it (签收).
        refusal: what it said instead, or that it refused and who saw it (拒签情况); needed where it did not sign.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        InvalidInput: it did not sign, and `refusal` is missing.
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: it has not begun or is concluded, has no record, or somebody tells who is not in the team.
        VersionConflict: it has another version.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        told = Told(told=work.mark(), acknowledged=acknowledged, refusal=refusal)
        return fieldwork_moves.tell_result(inspection, told)

    return move_inspection(Act.RESULT_TELL, order, inspection_id, move, version=version, **ports)
