"""At a visit: the record, and the result told on the spot (clauses 三(三), 三(四)).

Every act takes ``version``, the version of the inspection that the decision was made on (None for whatever version there
is), and raises `MoveRefused`, `NotAuthorised`, `NotStored` and `VersionConflict`.
"""

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
    """Write the record of an inspection (现场检查记录), or write it anew before it is concluded.

    Args:
        order: somebody of the team.
        inspection_id: the inspection.
        began_at: when it began.
        ended_at: when it ended; deadlines run from this day.
        place: where.
        content: what was inspected (检查内容).
        situation: what was found on site (现场情况).
        evidence: digests of evidence that was added to this inspection; a photograph at least, after a visit.
        version: the version that the decision was made on.
        **ports: what every act needs.

    Raises:
        InvalidInput: it ended before it began, or a text is empty.
        MoveRefused: see `random_inspection.rules.casework.fieldwork_moves.write_record`.
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
    """Record that the target was told the result: that it signed, or in `refusal` what it said, and who saw it."""

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        told = Told(told=work.mark(), acknowledged=acknowledged, refusal=refusal)
        return fieldwork_moves.tell_result(inspection, told)

    return move_inspection(Act.RESULT_TELL, order, inspection_id, move, version=version, **ports)
