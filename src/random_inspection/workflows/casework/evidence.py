"""Photographs and documents as evidence (clauses 二(八), 三(三))."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, Unpack

from random_inspection.domain.acts import Act, Order
from random_inspection.domain.fieldwork import Evidence
from random_inspection.domain.inspections import Inspection
from random_inspection.ports import EvidenceStore, Stored
from random_inspection.rules.casework.fieldwork_moves import check_evidence
from random_inspection.rules.casework.inspection_moves import involved
from random_inspection.rules.casework.media import media_type
from random_inspection.serialization.records import kind_of
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.casework.inspections import about_inspection


def add_evidence(
    order: Order,
    inspection_id: str,
    data: bytes,
    *,
    taken_at: dt.datetime,
    caption: str,
    place: str | None = None,
    evidence: EvidenceStore,
    **ports: Unpack[ActPorts],
) -> Stored[Evidence]:
    """Add a photograph or document to an inspection; the same bytes again are the evidence that is there already.

    Clause: 二(八) 证据

    The bytes are stored before the record of them: killed in between, they wait for the same command again.

    Args:
        order: who took it, as somebody who may.
        inspection_id: the inspection.
        data: its bytes, which say by themselves what it is.
        taken_at: when it was taken or written.
        caption: what it shows.
        place: where; None where it does not matter.
        evidence: where the bytes are kept.
        **ports: what every act needs.

    Returns:
        The evidence; as it was added first, where its bytes were there.

    Raises:
        InvalidInput: it is empty, cut off, or neither photograph, document nor recording (`rules.media.media_type`).
        MoveRefused: the inspection is filed, or the evidence is from the future.
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        StorageFailed: bytes or record could not be stored; the same command again completes it.
    """
    found = Evidence(
        digest=hashlib.sha256(data).hexdigest(),
        media_type=media_type(data),
        size=len(data),
        taken_at=taken_at,
        taken_by=order.actor.actor_id,
        place=place,
        inspection_id=inspection_id,
        caption=caption,
    )

    def change(work: Work[Any]) -> Stored[Evidence]:
        inspection: Inspection = work.get(Inspection, inspection_id).value
        work.allow(involved(inspection))
        check_evidence(inspection, found, work.at)
        evidence.put(data)
        there = work.unit.records.get(Evidence, kind_of(Evidence).key(found))
        return there or work.create(found)

    return perform(Act.EVIDENCE_ADD, order, about_inspection(inspection_id), change, **ports)
