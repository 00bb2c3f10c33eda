"""What follows from an inspection: disposals, penalties, transfers, re-inspection (后续处置, clause 二(九))."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs

from random_inspection.domain.acts import Act, Mark
from random_inspection.domain.fieldwork import PROBLEMS, Conclusion, ResultCode
from random_inspection.domain.follow_up import TRANSFERS, Disposal, DisposalKind
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.errors import Message
from random_inspection.rules.casework.conclusion_moves import correction_open
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.rules.casework.inspection_moves import Move

DOCUMENTED = frozenset({DisposalKind.PENALTY, DisposalKind.ADMINISTRATIVE_DECISION})
"""The disposals that end with a document with a number (文号)."""

_OPEN = (InspectionState.REVIEWED, InspectionState.PUBLISHED)

NUMBER_TAKEN = Message(
    "disposal-there",
    "{move}: there is a disposal {disposal!r} already; give the new one another number",
    "{move_zh}：编号为“{disposal}”的处置已存在；请另行编号",
)
DUE_BEFORE = Message(
    "disposal-due-early",
    "{move}: it is due on {due}, before it was ordered on {ordered}; correct the day",
    "{move_zh}：期限{due}早于作出处置之日{ordered}；请更正",
)
BORN_FINISHED = Message(
    "disposal-born-finished",
    "{move}: a new disposal is open; leave out what ends it, and finish it later",
    "{move_zh}：新作出的处置应为未办结；请删除办结内容，办结时另行登记",
)
NOT_NONE = Message(
    "disposal-contradicts",
    "{move}: {kind} contradicts the result 发现问题待后续处理 of {items}; order what is done, or have the result corrected",
    "{move_zh}：“{kind}”与{items}的检查结果“发现问题待后续处理”矛盾；请填写具体处置，或先更正检查结果",
)
NO_DISPOSAL = Message(
    "disposal-absent",
    "{move}: there is no disposal {disposal!r} (there are: {known}); correct its number",
    "{move_zh}：没有编号为“{disposal}”的处置（现有：{known}）；请核对编号",
)
FINISHED_ALREADY = Message(
    "disposal-finished",
    "{move}: {who!r} finished {disposal!r} on {at} already; order another one where more is to be done",
    "{move_zh}：“{disposal}”已由“{who}”于{at}办结；还需处置的，请另行作出",
)
NO_RESULT = Message(
    "disposal-without-result",
    "{move}: nothing says what came of {disposal!r}; say it",
    "{move_zh}：未写明“{disposal}”的办理结果；请填写",
)
NO_DOCUMENT = Message(
    "disposal-without-document",
    "{move}: {kind} ends with a document; give its number (文号)",
    "{move_zh}：“{kind}”须以文书办结；请填写文号",
)
NOT_REINSPECTED = Message(
    "disposal-not-reinspected",
    "{move}: {kind} ends when somebody saw that it was put right; give the day of the re-inspection (复查)",
    "{move_zh}：“{kind}”须经复查确认整改；请填写复查日期",
)
REINSPECTED_WHEN = Message(
    "disposal-reinspected-when",
    "{move}: re-inspected on {found}, expected a day from {first} to {last}; correct it",
    "{move_zh}：复查日期{found}应在{first}至{last}之间；请更正",
)
RECEIPT_FIRST = Message(
    "transfer-without-receipt",
    "{move}: {disposal!r} is a transfer, and ends with the receipt of {receiver}; record the receipt",
    "{move_zh}：“{disposal}”为移送，以{receiver}的回执办结；请登记回执",
)
NO_TRANSFER = Message(
    "disposal-no-transfer",
    "{move}: {disposal!r} is {kind}, and no transfer; finish it without a receipt",
    "{move_zh}：“{disposal}”为“{kind}”，不是移送；请直接办结",
)
STILL_OPEN = Message(
    "disposals-open",
    "{move}: {disposal!r} ({kind}) is not finished; finish it first",
    "{move_zh}：“{disposal}”（{kind}）尚未办结；请先办结",
)
NOTHING_ORDERED = Message(
    "disposals-missing",
    "{move}: problems were found with {items}, and nothing follows from it; order a disposal, or say that none is needed "
    "and why (无需后续处置)",
    "{move_zh}：{items}发现问题，但没有后续处置；请作出处置，确无需处置的，登记“无需后续处置”并说明理由",
)
NOT_PUBLIC_YET = Message(
    "disposal-correction-open",
    "{move}: a correction of the result is under way; have it reviewed and published first",
    "{move_zh}：检查结果的更正尚未公示；请先审核、公示",
)


def order_disposal(inspection: Inspection, disposal: Disposal) -> Inspection:
    """Order a disposal or a transfer, once the result has passed its review.

    Clause: 二(九) 处理

    Raises:
        MoveRefused: it is not reviewed yet or disposed of, the number is taken, the day is before the order, or it
            contradicts the result.
    """
    act = Act.TRANSFER_MAKE if disposal.kind in TRANSFERS else Act.DISPOSAL_ORDER
    move = Move(act, inspection)
    move.in_state(*_OPEN)
    taken = any(one.disposal_id == disposal.disposal_id for one in inspection.disposals)
    move.need(not taken, NUMBER_TAKEN, "disposal.disposal_id", disposal=disposal.disposal_id)
    ordered = day_in_beijing(disposal.ordered.at)
    if disposal.due is not None:
        move.need(disposal.due >= ordered, DUE_BEFORE, "disposal.due", due=disposal.due, ordered=ordered)
    received = disposal.transfer and disposal.transfer.received
    ended = disposal.finished or disposal.document or disposal.reinspected or received
    move.need(not ended, BORN_FINISHED, "disposal.finished")
    waiting = _items_with(standing(inspection), ResultCode.TO_BE_HANDLED)
    if disposal.kind is DisposalKind.NONE_NEEDED and waiting:
        move.against(NOT_NONE, "disposal.kind", kind=disposal.kind, items=waiting)
    move.require()
    return attrs.evolve(inspection, disposals=(*inspection.disposals, disposal))


def finish_disposal(
    inspection: Inspection,
    disposal_id: str,
    *,
    mark: Mark,
    document: str | None = None,
    reinspected: dt.date | None = None,
) -> Inspection:
    """Record how a disposal ended.

    Clause: 二(九) 处理

    Args:
        inspection: as it stands.
        disposal_id: number of the disposal.
        mark: who records it; its note says what came of it.
        document: number of the penalty or decision (文号).
        reinspected: the day of the re-inspection (复查), with an order to correct.

    Raises:
        MoveRefused: there is no such open disposal, it is a transfer, or result, document or re-inspection are missing.
    """
    move = Move(Act.DISPOSAL_FINISH, inspection)
    disposal, path = _found(move, disposal_id)
    move.need(mark.note, NO_RESULT, f"{path}.finished.note", disposal=disposal_id)
    if disposal is not None:
        if disposal.transfer:
            receiver = disposal.transfer.receiver
            move.against(RECEIPT_FIRST, f"{path}.transfer.receipt", disposal=disposal_id, receiver=receiver)
        if disposal.kind in DOCUMENTED:
            move.need(document, NO_DOCUMENT, f"{path}.document", kind=disposal.kind)
        if disposal.kind is DisposalKind.ORDER_TO_CORRECT:
            move.need(reinspected, NOT_REINSPECTED, f"{path}.reinspected", kind=disposal.kind)
        first, last = day_in_beijing(disposal.ordered.at), day_in_beijing(mark.at)
        if reinspected is not None and not first <= reinspected <= last:
            move.against(REINSPECTED_WHEN, f"{path}.reinspected", found=reinspected, first=first, last=last)
    move.require()
    return _with(inspection, disposal_id, finished=mark, document=document, reinspected=reinspected)


def record_receipt(inspection: Inspection, disposal_id: str, *, receipt: str, mark: Mark) -> Inspection:
    """Record the receiver's receipt, with which a transfer ends.

    Clause: 二(九) 处理

    Raises:
        MoveRefused: there is no such open disposal, or it is no transfer.
    """
    move = Move(Act.TRANSFER_RECEIPT, inspection)
    disposal, path = _found(move, disposal_id)
    transfer = disposal and disposal.transfer
    if disposal is not None and transfer is None:
        move.against(NO_TRANSFER, f"{path}.kind", disposal=disposal_id, kind=disposal.kind)
    move.require()
    received = transfer and attrs.evolve(transfer, receipt=receipt, received=mark)
    end = attrs.evolve(mark, note=mark.note or f"回执{receipt}")
    return _with(inspection, disposal_id, transfer=received, finished=end)


def dispose(inspection: Inspection, mark: Mark) -> Inspection:
    """Record that nothing is left to do: every disposal is finished, and problems have one.

    Clause: 二(九) 处理

    Raises:
        MoveRefused: the result is not public, a correction is under way, a disposal is open, or one is missing.
    """
    move = Move(Act.INSPECTION_DISPOSE, inspection, InspectionState.DISPOSED)
    move.in_state(InspectionState.PUBLISHED)
    if inspection.published:
        move.need(not correction_open(inspection), NOT_PUBLIC_YET, "conclusions")
    for at, one in enumerate(inspection.disposals):
        path = f"disposals[{at}].finished"
        move.need(one.finished, STILL_OPEN, path, disposal=one.disposal_id, kind=one.kind)
    result = inspection.published
    if result and result.has_problems and not inspection.disposals:
        move.against(NOTHING_ORDERED, "disposals", items=_items_with(result, *PROBLEMS))
    move.require()
    return attrs.evolve(inspection, disposed=mark)


def standing(inspection: Inspection) -> Conclusion | None:
    """Return the version that stands: the one that is public, else the last one that passed its review."""
    reviewed = (one for one in reversed(inspection.conclusions) if one.review and one.review.passed)
    return inspection.published or next(reviewed, None)


def _items_with(result: Conclusion | None, *codes: ResultCode) -> str:
    findings = result.findings if result else ()
    return "、".join(finding.item for finding in findings if set(codes) & set(finding.results))


def _found(move: Move, disposal_id: str) -> tuple[Disposal | None, str]:
    """Return a disposal and its path; note where it is not there or not open."""
    move.in_state(*_OPEN)
    for at, one in enumerate(move.inspection.disposals):
        if one.disposal_id == disposal_id:
            path = f"disposals[{at}]"
            if one.finished:
                by, when = one.finished.by, one.finished.at
                move.against(FINISHED_ALREADY, f"{path}.finished", disposal=disposal_id, who=by, at=when)
            return one, path
    known = "、".join(one.disposal_id for one in move.inspection.disposals) or "—"
    move.against(NO_DISPOSAL, "disposals", disposal=disposal_id, known=known)
    return None, "disposals"


def _with(inspection: Inspection, disposal_id: str, **changes: Any) -> Inspection:
    after = (attrs.evolve(one, **changes) if one.disposal_id == disposal_id else one for one in inspection.disposals)
    return attrs.evolve(inspection, disposals=tuple(after))
