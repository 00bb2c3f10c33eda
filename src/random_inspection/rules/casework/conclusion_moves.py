"""What an inspection found: conclusion, review by a second person, correction, publication (clauses 三(四), 三(五))."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from random_inspection.domain.acts import Act, Mark
from random_inspection.domain.fieldwork import Conclusion, Finding, Review
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.errors import Message
from random_inspection.rules.casework.fieldwork_moves import NO_RECORD
from random_inspection.rules.casework.inspection_moves import Move, visits

_PUBLIC = (InspectionState.PUBLISHED, InspectionState.DISPOSED)

NOT_TOLD = Message(
    "inspection-not-told",
    "{move}: the target was not told the result on the spot; tell it, and record what it said",
    "{move_zh}：尚未当场告知对象检查结果；请告知并记录签收情况或对象意见",
)
ITEM_MISSING = Message(
    "conclusion-item-missing",
    "{move}: nothing is said on the item {item!r}; give its result",
    "{move_zh}：缺少事项“{item}”的检查结果；请补充",
)
ITEM_UNASKED = Message(
    "conclusion-item-unasked",
    "{move}: {item!r} is not among the items of this inspection ({items}); take it out",
    "{move_zh}：“{item}”不属于本次检查的事项（{items}）；请删除",
)
NOTHING_TO_REVIEW = Message(
    "review-none",
    "{move}: no conclusion waits for a review; conclude or correct first",
    "{move_zh}：没有待审核的检查结果；请先作出或更正检查结论",
)
OWN_CASE = Message(
    "review-own-case",
    "{move}: {who!r} {part}; somebody else has to review it",
    "{move_zh}：“{who}”{part_zh}，不得审核；请由他人审核",
)
RETURN_UNEXPLAINED = Message(
    "review-return-unexplained",
    "{move}: it is returned, and nothing says what has to be corrected; say it",
    "{move_zh}：退回须写明需要更正的内容；请填写退回意见",
)
UNREPORTED = Message(
    "emergency-unreported",
    "{move}: the visit began as an emergency without approval or notice, and was not reported afterwards; report it first",
    "{move_zh}：紧急检查尚未补报；请先补报",
)
CORRECTION_OPEN = Message(
    "correction-open",
    "{move}: version {version} corrects the result already, and is not public yet; have it reviewed and published first",
    "{move_zh}：第{version}版更正尚未公示；请先审核、公示该版",
)
CORRECTION_UNEXPLAINED = Message(
    "correction-unexplained",
    "{move}: a correction says why; give the reason",
    "{move_zh}：更正已公示的结果须说明理由；请填写",
)
NOT_REVIEWED = Message(
    "publication-not-reviewed",
    "{move}: version {version} has not passed a review; have it reviewed first",
    "{move_zh}：第{version}版检查结果未经审核通过；请先审核",
)
NO_VERSION = Message(
    "publication-not-last",
    "{move}: version {version} is not the one to publish, but {last}; publish that one",
    "{move_zh}：应公示的不是第{version}版，而是第{last}版；请公示该版",
)
PUBLIC_ALREADY = Message(
    "publication-twice",
    "{move}: version {version} was published by {who!r} on {at} already; correct it where it is wrong",
    "{move_zh}：第{version}版已由“{who}”于{at}公示；有误的，请更正",
)


def conclude(
    inspection: Inspection, *, findings: Sequence[Finding], opinion: str, suggestions: str | None, mark: Mark
) -> Inspection:
    """Conclude, item by item, with the proposed handling; or conclude again what was returned.

    Clause: 三(四) 结论

    Raises:
        MoveRefused: it is not under way or returned, has no record, the target of a visit was not told, somebody
            concludes who is not in the team, or the findings are not those of its items.
        InvalidInput: an item stands there twice.
    """
    move = Move(Act.INSPECTION_CONCLUDE, inspection, InspectionState.CONCLUDED)
    move.in_state(InspectionState.IN_PROGRESS, InspectionState.RETURNED)
    move.by_team(mark)
    move.need(inspection.record, NO_RECORD, "record")
    if visits(inspection):
        move.need(inspection.told, NOT_TOLD, "told")
    return _with_version(move, findings, opinion, suggestions, mark)


def review(inspection: Inspection, *, passed: bool, mark: Mark) -> Inspection:
    """Review a conclusion or a correction, by a second person: it passes, or is returned with what has to be corrected.

    Raises:
        MoveRefused: nothing waits for a review, the reviewer is of the team or concluded, an emergency is not reported,
            or nothing says why it is returned.
    """
    asked = InspectionState.REVIEWED if passed else InspectionState.RETURNED
    last = inspection.conclusions[-1] if inspection.conclusions else None
    move = Move(Act.INSPECTION_REVIEW, inspection, inspection.state if inspection.published else asked)
    move.in_state(InspectionState.CONCLUDED, *_PUBLIC)
    if last is None or last.review is not None:
        move.against(NOTHING_TO_REVIEW, "conclusions")
    elif mark.by == last.concluded.by:
        part = {"part": "concluded this version", "part_zh": "作出了该版结论"}
        move.against(OWN_CASE, "conclusions", who=mark.by, **part)
    if mark.by in inspection.inspectors:
        move.against(OWN_CASE, "team", who=mark.by, part="is in the team", part_zh="是检查组成员")
    if inspection.emergency:
        move.need(inspection.emergency.reported, UNREPORTED, "emergency.reported")
    move.need(passed or mark.note, RETURN_UNEXPLAINED, "review.made.note")
    move.require()
    return _with_last(inspection, review=Review(made=mark, passed=passed))


def correct(
    inspection: Inspection, *, findings: Sequence[Finding], opinion: str, suggestions: str | None, mark: Mark
) -> Inspection:
    """Correct a published result by a new version that names the old one, which stands until the new one is public.

    Args:
        inspection: as it stands, published, perhaps with a correction that was returned.
        findings: what was found, item by item.
        opinion: the proposed handling.
        suggestions: suggestions to the target.
        mark: who corrects it; its note says why.

    Raises:
        MoveRefused: nothing is public, a correction is under way, the reason is missing, or the findings are not those
            of its items.
        InvalidInput: an item stands there twice.
    """
    move = Move(Act.INSPECTION_CORRECT, inspection)
    move.in_state(*_PUBLIC)
    move.need(mark.note, CORRECTION_UNEXPLAINED, "concluded.note")
    if inspection.published and _under_way(inspection):
        move.against(CORRECTION_OPEN, "conclusions", version=len(inspection.conclusions))
    note = f"更正第{published_version(inspection)}版：{mark.note}"
    return _with_version(move, findings, opinion, suggestions, attrs.evolve(mark, note=note))


def published(inspection: Inspection, version: int, mark: Mark) -> Inspection:
    """Record that a version of the result was seen to stand where the public reads it.

    A correction is disposed of anew: what followed from the earlier version was about that one.

    Args:
        inspection: as it stands.
        version: number of the version among its conclusions, from 1.
        mark: who published it, and when it was seen there.

    Raises:
        MoveRefused: it is not the last version, is public already, or has not passed a review.
    """
    move = Move(Act.NOTICE_CHECK, inspection, InspectionState.PUBLISHED)
    move.in_state(InspectionState.REVIEWED, *_PUBLIC)
    last = len(inspection.conclusions)
    if version != last or not last:
        move.against(NO_VERSION, "conclusions", version=version, last=last)
    else:
        one, path = inspection.conclusions[-1], f"conclusions[{last - 1}]"
        reviewed = one.review is not None and one.review.passed
        move.need(reviewed, NOT_REVIEWED, f"{path}.review", version=version)
        if one.published:
            by, at = one.published.by, one.published.at
            move.against(PUBLIC_ALREADY, f"{path}.published", version=version, who=by, at=at)
    move.require()
    return attrs.evolve(_with_last(inspection, published=mark), disposed=None)


def published_version(inspection: Inspection) -> int:
    """Return the number of the version that the public reads, from 1; 0 where nothing is public."""
    return max((at for at, one in enumerate(inspection.conclusions, 1) if one.published), default=0)


def _under_way(inspection: Inspection) -> bool:
    """Return whether the last version is neither public nor returned."""
    last = inspection.conclusions[-1]
    return last.published is None and (last.review is None or last.review.passed)


def correction_open(inspection: Inspection) -> bool:
    """Return whether a correction of the published result was begun, and is not public yet."""
    return published_version(inspection) < len(inspection.conclusions)


def _with_version(
    move: Move, findings: Sequence[Finding], opinion: str, suggestions: str | None, mark: Mark
) -> Inspection:
    items = move.inspection.items
    found = [finding.item for finding in findings]
    for at, item in enumerate(found):
        move.need(item in items, ITEM_UNASKED, f"findings[{at}].item", item=item, items="、".join(items))
    for item in items:
        move.need(item in found, ITEM_MISSING, "findings", item=item)
    move.require()
    version = Conclusion(findings=tuple(findings), opinion=opinion, suggestions=suggestions, concluded=mark)
    return attrs.evolve(move.inspection, conclusions=(*move.inspection.conclusions, version))


def _with_last(inspection: Inspection, **changes: Any) -> Inspection:
    *earlier, last = inspection.conclusions
    return attrs.evolve(inspection, conclusions=(*earlier, attrs.evolve(last, **changes)))
