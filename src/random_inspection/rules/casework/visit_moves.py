"""Before a visit: how a target is inspected, approval, notice, and the way in (国办发〔2024〕54号, clause 三(二)).

No visit without approval (必审批), notice (必通知) and a code scanned on entry (扫码入企), unless it cannot wait; and none
without two holders of certificates who show them (行政处罚法第四十二条).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import attrs

from random_inspection.domain.acts import Act, Mark
from random_inspection.domain.fieldwork import Approach, Emergency, Entry, ShownCertificate, VisitNotice
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.inspectors import Inspector, InspectorStatus
from random_inspection.domain.items import Method
from random_inspection.errors import Message
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.rules.casework.inspection_moves import Move, visits
from random_inspection.rules.grounds import Window
from random_inspection.rules.inspectors.qualification import certificate_grounds

LEAST_CERTIFICATES = 2
"""How many inspectors show their certificates on entry, at least."""

UNEXPLAINED = Message(
    "visit-unexplained",
    "{move}: methods that spare the visit come first; say why none of them does",
    "{move_zh}：能以非现场方式完成的，不入企检查；请说明为何不能采用非现场方式",
)
EXPLAINED = Message(
    "visit-spared-explained",
    "{move}: {method} spares the visit, and there is no visit to explain; leave the reason out, or choose 现场检查",
    "{move_zh}：“{method}”无需入企，不必说明入企理由；请删除理由，或改选“现场检查”",
)
NOT_THE_METHOD = Message(
    "visit-method-not-listed",
    "{move}: the list of items lets {item!r} be inspected by {expected}, not by {method}; choose one of these",
    "{move_zh}：抽查事项清单中“{item}”的抽查方式为{expected}，不含“{method}”；请改选清单内的方式",
)
APPROVED_ALREADY = Message(
    "visit-approved-already",
    "{move}: {who!r} approved the visit already; serve the notice, and begin",
    "{move_zh}：“{who}”已批准该次入企检查；请送达通知书后开始检查",
)
NO_APPROACH = Message(
    "visit-without-approach",
    "{move}: nobody has chosen how it is inspected; choose the method first",
    "{move_zh}：尚未确定检查方式；请先确定检查方式",
)
NO_VISIT = Message(
    "visit-none",
    "{move}: it is inspected by {method}, and nobody goes there; leave this out",
    "{move_zh}：检查方式为“{method}”，不入企；无需此项",
)
NOT_APPROVED = Message(
    "visit-not-approved",
    "{move}: the visit is not approved (行政检查审批); have it approved, or state what cannot wait",
    "{move_zh}：入企检查未经审批；请先办理行政检查审批，情况紧急的，请写明紧急情形",
)
NOT_NOTIFIED = Message(
    "visit-not-notified",
    "{move}: no notice (行政检查通知书) was served; serve it, or state what cannot wait",
    "{move_zh}：未送达行政检查通知书；请先送达，情况紧急的，请写明紧急情形",
)
NO_CODE = Message(
    "visit-code-missing",
    "{move}: no code was scanned on entry (扫码入企); scan it, or state what cannot wait",
    "{move_zh}：没有扫码入企记录；请扫码，情况紧急的，请写明紧急情形",
)
TOO_FEW_SHOWN = Message(
    "visit-certificates-few",
    "{move}: {found} showed a certificate (执法证), expected {least} inspectors of the team at least; nobody inspects alone",
    "{move_zh}：出示执法证的检查组成员为{found}人，应不少于{least}人；请由检查组成员出示后开始",
)
SHOWN_BY_OTHER = Message(
    "visit-certificate-stranger",
    "{move}: {who!r} showed a certificate and is not in the team ({team}); only the drawn team inspects",
    "{move_zh}：出示执法证的“{who}”不是检查组成员（{team}）；只能由抽取确定的检查组实施检查",
)
NOT_IN_DIRECTORY = Message(
    "visit-certificate-unknown",
    "{move}: {who!r} is not in the directory of inspectors; correct the directory, or the entry",
    "{move_zh}：“{who}”不在检查人员名录库中；请核对名录库或填报内容",
)
OTHER_NUMBER = Message(
    "visit-certificate-number",
    "{move}: {who!r} showed the certificate {found!r}, and the directory has {expected!r}; correct the wrong one",
    "{move_zh}：“{who}”出示的执法证号为“{found}”，名录库中为“{expected}”；请更正有误的一方",
)
NOT_VALID = Message(
    "visit-certificate-invalid",
    "{move}: {who!r} may not inspect on {day}: {why}; have the inspector replaced",
    "{move_zh}：“{who}”在{day}不具备执法资格：{why_zh}；请更换检查人员",
)
OFF_DUTY = Message(
    "visit-inspector-off-duty",
    "{move}: {who!r} is {status}, not 在岗; have the inspector replaced",
    "{move_zh}：“{who}”状态为{status}，不在岗；请更换检查人员",
)
NO_EMERGENCY = Message(
    "emergency-none",
    "{move}: the inspection did not begin as an emergency, and there is nothing to report",
    "{move_zh}：该检查不是紧急检查，无需补报",
)
REPORTED_ALREADY = Message(
    "emergency-reported", "{move}: {who!r} reported it already", "{move_zh}：“{who}”已补报，无需重复办理"
)


def choose_approach(
    inspection: Inspection, approach: Approach, allowed: Mapping[str, Collection[Method]]
) -> Inspection:
    """Decide how a target is inspected; a visit says why nothing spares it (国办发〔2024〕54号).

    Clause: 二(三) 清单

    Chosen again, it needs its approval again.

    Args:
        inspection: as it stands.
        approach: how it is inspected.
        allowed: the methods that the list of items has for an item, by its code.

    Raises:
        MoveRefused: notified or begun already, the list does not have the method for an item, or the visit is not
            explained.
    """
    move = Move(Act.APPROACH_CHOOSE, inspection)
    move.in_state(InspectionState.ASSIGNED)
    if approach.method is Method.ON_SITE:
        move.need(approach.spared, UNEXPLAINED, "approach.spared")
    elif approach.spared:
        move.against(EXPLAINED, "approach.spared", method=approach.method)
    for item in inspection.items:
        methods = allowed.get(item, ())
        expected = "、".join(methods) or "—"
        words = {"item": item, "expected": expected, "method": approach.method}
        move.need(approach.method in methods, NOT_THE_METHOD, "approach.method", **words)
    move.require()
    return attrs.evolve(inspection, approach=approach, approved=None)


def approve_visit(inspection: Inspection, mark: Mark) -> Inspection:
    """Approve a visit (行政检查审批), before its notice is served.

    Raises:
        MoveRefused: notified or begun already, approved already, or there is no visit to approve.
    """
    move = Move(Act.VISIT_APPROVE, inspection)
    move.in_state(InspectionState.ASSIGNED)
    _need_visit(move)
    if inspection.approved:
        move.against(APPROVED_ALREADY, "approved", who=inspection.approved.by)
    move.require()
    return attrs.evolve(inspection, approved=mark)


def notify(inspection: Inspection, notice: VisitNotice) -> Inspection:
    """Record that the notice (行政检查通知书) was served; that of a visit after its approval.

    Raises:
        MoveRefused: served or begun already, nobody chose how it is inspected, or the visit is not approved.
    """
    move = Move(Act.VISIT_NOTIFY, inspection, InspectionState.NOTIFIED)
    move.in_state(InspectionState.ASSIGNED)
    move.need(inspection.approach, NO_APPROACH, "approach")
    if visits(inspection):
        move.need(inspection.approved, NOT_APPROVED, "approved")
    move.require()
    return attrs.evolve(inspection, notice=notice)


def begin(
    inspection: Inspection, entry: Entry, directory: Mapping[str, Inspector], emergency: str | None = None
) -> Inspection:
    """Begin an inspection: a visit with approval, notice, code and certificates.

    Clause: 三(二) 检查

    What cannot wait needs no approval, no notice and no code, but a report afterwards, and certificates all the same.

    Args:
        inspection: as it stands.
        entry: who began it, with the code and the certificates that were shown.
        directory: the inspectors as the directory has them on this day, by identifier.
        emergency: what cannot wait; None where nothing is urgent.

    Raises:
        MoveRefused: it began already, somebody acts who is not in the team, or something of the above is missing.
    """
    move = Move(Act.VISIT_BEGIN, inspection, InspectionState.IN_PROGRESS)
    move.in_state(InspectionState.ASSIGNED, InspectionState.NOTIFIED)
    move.by_team(entry.began)
    move.need(inspection.approach, NO_APPROACH, "approach")
    if visits(inspection):
        if emergency is None:
            move.need(inspection.approved, NOT_APPROVED, "approved")
            move.need(inspection.notice, NOT_NOTIFIED, "notice")
            move.need(entry.code, NO_CODE, "entry.code")
        _check_certificates(move, entry, directory)
    elif emergency is not None and inspection.approach:
        move.against(NO_VISIT, "emergency", method=inspection.approach.method)
    move.require()
    declared = Emergency(ground=emergency, declared=entry.began) if emergency is not None else None
    return attrs.evolve(inspection, entry=entry, emergency=declared)


def report_emergency(inspection: Inspection, mark: Mark) -> Inspection:
    """Report afterwards what could not wait; without it nothing passes the review.

    Raises:
        MoveRefused: it did not begin as an emergency, was reported already, or is not under way any more.
    """
    move = Move(Act.EMERGENCY_REPORT, inspection)
    move.in_state(InspectionState.IN_PROGRESS, InspectionState.CONCLUDED, InspectionState.RETURNED)
    move.need(inspection.emergency, NO_EMERGENCY, "emergency")
    if inspection.emergency and inspection.emergency.reported:
        move.against(REPORTED_ALREADY, "emergency.reported", who=inspection.emergency.reported.by)
    move.require()
    return attrs.evolve(
        inspection, emergency=inspection.emergency and attrs.evolve(inspection.emergency, reported=mark)
    )


def _need_visit(move: Move) -> None:
    approach = move.inspection.approach
    move.need(approach, NO_APPROACH, "approach")
    if approach and not visits(move.inspection):
        move.against(NO_VISIT, "approach.method", method=approach.method)


def _check_certificates(move: Move, entry: Entry, directory: Mapping[str, Inspector]) -> None:
    holders = {shown.inspector_id for shown in entry.certificates}
    for at, shown in enumerate(entry.certificates):
        _check_shown(move, f"entry.certificates[{at}]", shown, directory, Window.on(day_in_beijing(entry.began.at)))
    enough = len(holders & move.inspection.inspectors) >= LEAST_CERTIFICATES
    found = len(holders & move.inspection.inspectors)
    move.need(enough, TOO_FEW_SHOWN, "entry.certificates", found=found, least=LEAST_CERTIFICATES)


def _check_shown(
    move: Move, path: str, shown: ShownCertificate, directory: Mapping[str, Inspector], day: Window
) -> None:
    who, team = shown.inspector_id, move.inspection.inspectors
    if who not in team:
        move.against(SHOWN_BY_OTHER, f"{path}.inspector_id", who=who, team="、".join(sorted(team)))
        return
    inspector = directory.get(who)
    if inspector is None:
        move.against(NOT_IN_DIRECTORY, f"{path}.inspector_id", who=who)
        return
    if inspector.status is not InspectorStatus.ON_DUTY:
        move.against(OFF_DUTY, f"{path}.inspector_id", who=who, status=inspector.status)
    for ground in certificate_grounds(inspector, day):
        words = {"why": ground.text("en"), "why_zh": ground.text("zh")}
        move.against(NOT_VALID, f"{path}.number", who=who, day=day.first, **words)
    held = inspector.certificate
    if held and held.number != shown.number:
        move.against(OTHER_NUMBER, f"{path}.number", who=who, found=shown.number, expected=held.number)
