"""At a visit: evidence, the record, and the result told on the spot (clauses 三(三), 三(四))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import attrs

from random_inspection.domain.acts import Act, Mark
from random_inspection.domain.fieldwork import Evidence, OnSiteRecord, Told
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.errors import Message
from random_inspection.rules.casework.inspection_moves import Move, visits
from random_inspection.rules.casework.media import PHOTOGRAPHS

_OPEN = (InspectionState.IN_PROGRESS, InspectionState.RETURNED)

FILED = Message(
    "evidence-after-filing",
    "{move}: the inspection is filed, and its file is closed; nothing is added any more",
    "{move_zh}：检查已归档，案卷已封存，不能再补充证据",
)
IN_FUTURE = Message(
    "fieldwork-future",
    "{move}: {found} is after now, {now}; correct it",
    "{move_zh}：时间{found}晚于现在（{now}）；请更正",
)
BEFORE_ALLOWED = Message(
    "record-too-early",
    "{move}: it began at {found}, before {what} ({earliest}); correct the time",
    "{move_zh}：开始时间{found}早于{what_zh}（{earliest}）；请更正",
)
NOT_FILED = Message(
    "record-evidence-absent",
    "{move}: no evidence of this inspection has the digest {digest}; add the file to this inspection first",
    "{move_zh}：本次检查没有摘要为 {digest} 的证据；请先上传到本次检查",
)
NO_PHOTOGRAPH = Message(
    "record-without-photograph",
    "{move}: none of the evidence of the visit is a photograph ({found}); add at least one",
    "{move_zh}：实地检查的证据中没有照片（现有：{found}）；请至少上传一张",
)
NO_RECORD = Message(
    "inspection-without-record",
    "{move}: there is no record of the inspection (现场检查记录); write it first",
    "{move_zh}：没有现场检查记录；请先填写",
)


def check_evidence(inspection: Inspection, evidence: Evidence, now: dt.datetime) -> None:
    """Check that a photograph or document may be added: until the inspection is filed, and none from the future.

    Clause: 二(八) 证据

    Raises:
        MoveRefused: with everything that is against it.
    """
    move = Move(Act.EVIDENCE_ADD, inspection)
    move.need(inspection.archived is None, FILED, "archived")
    move.need(evidence.taken_at <= now, IN_FUTURE, "evidence.taken_at", found=evidence.taken_at, now=now)
    move.require()


def write_record(inspection: Inspection, record: OnSiteRecord, evidence: Mapping[str, Evidence]) -> Inspection:
    """Write the record (现场检查记录), or write it anew; that of a visit has a photograph at least.

    Clause: 三(三) 现场

    Args:
        inspection: as it stands.
        record: the record, with the digests of its evidence.
        evidence: the evidence that was added to this inspection, by digest.

    Raises:
        MoveRefused: it has not begun, is concluded, somebody writes who is not in the team, a time cannot be, or
            evidence is missing.
    """
    move = Move(Act.RECORD_WRITE, inspection)
    now = record.written.at
    move.in_state(*_OPEN)
    move.by_team(record.written)
    move.need(record.ended_at <= now, IN_FUTURE, "record.ended_at", found=record.ended_at, now=now)
    for what, what_zh, mark in _allowed_since(inspection):
        late = record.began_at >= mark.at
        words = {"what": what, "what_zh": what_zh}
        move.need(late, BEFORE_ALLOWED, "record.began_at", found=record.began_at, earliest=mark.at, **words)
    own = {digest: one for digest, one in evidence.items() if one.inspection_id == inspection.inspection_id}
    for at, digest in enumerate(record.evidence):
        move.need(digest in own, NOT_FILED, f"record.evidence[{at}]", digest=digest)
    if visits(inspection):
        kinds = {own[digest].media_type for digest in record.evidence if digest in own}
        found = "、".join(sorted(kinds)) or "—"
        move.need(kinds & PHOTOGRAPHS, NO_PHOTOGRAPH, "record.evidence", found=found)
    move.require()
    return attrs.evolve(inspection, record=record)


def tell_result(inspection: Inspection, told: Told) -> Inspection:
    """Record that the target was told the result, and that it signed, or what it said instead.

    Clause: 三(四) 告知

    Raises:
        MoveRefused: it has not begun, is concluded, has no record yet, or somebody tells who is not in the team.
    """
    move = Move(Act.RESULT_TELL, inspection)
    move.in_state(*_OPEN)
    move.by_team(told.told)
    move.need(inspection.record, NO_RECORD, "record")
    move.require()
    return attrs.evolve(inspection, told=told)


def _allowed_since(inspection: Inspection) -> Iterator[tuple[str, str, Mark]]:
    """Yield what came before an inspection could begin; in an emergency, that is the draw alone."""
    yield "it was assigned", "派发时间", inspection.assigned
    if inspection.emergency is None and inspection.notice is not None:
        yield "the notice was served", "通知书送达时间", inspection.notice.served
