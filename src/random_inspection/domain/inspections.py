"""Inspections (检查), from the seat that was drawn to the file that is kept (clauses 三(二) to 三(六))."""

from __future__ import annotations

from enum import StrEnum

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.fields import check_line
from random_inspection.domain.fieldwork import Approach, Conclusion, Emergency, Entry, OnSiteRecord, Told, VisitNotice
from random_inspection.domain.follow_up import Disposal
from random_inspection.domain.identifiers import check_identifier
from random_inspection.domain.validators import Kind, Kinds, check_codes
from random_inspection.errors import InvalidInput, Message, Where

_MARK = attrs.validators.optional(Kind(Mark))

WRONG_KEY = Message(
    "inspection-id-wrong",
    "found {found!r}, expected {expected!r}: the task, a colon and the target",
    "检查编号应为“{expected}”（任务编号、冒号、对象编号），实为“{found}”",
)


class InspectionState(StrEnum):
    """Where an inspection stands."""

    ASSIGNED = "已派发"
    NOTIFIED = "已通知"
    IN_PROGRESS = "检查中"
    CONCLUDED = "已作结论"
    RETURNED = "已退回"
    REVIEWED = "已审核"
    PUBLISHED = "已公示"
    DISPOSED = "已处置"
    ARCHIVED = "已归档"
    STRUCK_OUT = "已剔除"


@attrs.frozen(kw_only=True)
class TeamSeat:
    """A seat of the team (检查组).

    Attributes:
        seat: its name, such as 组长.
        inspector_id: who holds it.
    """

    seat: str = attrs.field(validator=check_identifier)
    inspector_id: str = attrs.field(validator=check_identifier)


@attrs.frozen(kw_only=True)
class Struck:
    """That a drawn target was struck out: it is gone, or has moved away (clause 二(六)).

    Attributes:
        made: who struck it out, with the reason in its note.
        evidence: digests of what proves it; at least one.
        moved_up: the reserve that moved up; None where there was none left.
    """

    made: Mark = attrs.field(validator=Kind(Mark))
    evidence: tuple[str, ...] = attrs.field(validator=Kinds(str, least=1))
    moved_up: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_identifier))


def inspection_id(task_id: str, target_id: str) -> str:
    """Return the identifier of the inspection of a target in a task."""
    return f"{task_id}:{target_id}"


@attrs.frozen(kw_only=True)
class Inspection:
    """The inspection of one target in one task.

    Attributes:
        inspection_id: task, colon and target (`inspection_id`).
        task_id: the task.
        target_id: the target.
        target_name: its name when it was drawn.
        items: codes of the items that are inspected.
        unit: the unit that handles it.
        team: who inspects; changed by the protocol's rule only.
        assigned: who confirmed the draw that it comes from, or recorded that it moved up.
        approach: how it is inspected, and why the target is visited where it is (methods that spare the visit first).
        approved: who approved the visit (行政检查审批).
        notice: the notice that the target was given (行政检查通知书).
        emergency: why the visit began without approval or notice.
        entry: that the inspection began: on site with certificates shown and the code scanned (扫码入企).
        record: the on-site record (现场检查记录).
        told: that the target was told the result on the spot.
        conclusions: its conclusions, each a version; the last one stands once it is reviewed and published.
        disposals: what follows from it.
        disposed: who recorded that nothing is left to do.
        archived: who filed it.
        struck: that the target was struck out.
    """

    inspection_id: str = attrs.field(validator=check_line)
    task_id: str = attrs.field(validator=check_identifier)
    target_id: str = attrs.field(validator=check_identifier)
    target_name: str = attrs.field(validator=check_line)
    items: tuple[str, ...] = attrs.field(validator=check_codes)
    unit: str = attrs.field(validator=check_line)
    team: tuple[TeamSeat, ...] = attrs.field(validator=Kinds(TeamSeat))
    assigned: Mark = attrs.field(validator=Kind(Mark))
    approach: Approach | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Approach)))
    approved: Mark | None = attrs.field(default=None, validator=_MARK)
    notice: VisitNotice | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(VisitNotice)))
    emergency: Emergency | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Emergency)))
    entry: Entry | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Entry)))
    record: OnSiteRecord | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(OnSiteRecord)))
    told: Told | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Told)))
    conclusions: tuple[Conclusion, ...] = attrs.field(default=(), validator=Kinds(Conclusion))
    disposals: tuple[Disposal, ...] = attrs.field(default=(), validator=Kinds(Disposal))
    disposed: Mark | None = attrs.field(default=None, validator=_MARK)
    archived: Mark | None = attrs.field(default=None, validator=_MARK)
    struck: Struck | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Struck)))

    def __attrs_post_init__(self) -> None:
        expected = inspection_id(self.task_id, self.target_id)
        if self.inspection_id != expected:
            where = Where(path="inspection_id")
            raise InvalidInput(WRONG_KEY.at(where, found=self.inspection_id, expected=expected))

    @property
    def state(self) -> InspectionState:
        """Where it stands; it follows from what was done."""
        marks = (
            (InspectionState.ARCHIVED, self.archived),
            (InspectionState.STRUCK_OUT, self.struck),
            (InspectionState.DISPOSED, self.disposed),
            (InspectionState.PUBLISHED, self.published),
            (self._concluded, self.conclusions or None),
            (InspectionState.IN_PROGRESS, self.entry),
            (InspectionState.NOTIFIED, self.notice),
        )
        return next((state for state, mark in marks if mark is not None), InspectionState.ASSIGNED)

    @property
    def _concluded(self) -> InspectionState:
        review = self.conclusions[-1].review if self.conclusions else None
        if review is None:
            return InspectionState.CONCLUDED
        return InspectionState.REVIEWED if review.passed else InspectionState.RETURNED

    @property
    def published(self) -> Conclusion | None:
        """The conclusion that the public reads: the last one that was published."""
        return next((one for one in reversed(self.conclusions) if one.published), None)

    @property
    def inspectors(self) -> frozenset[str]:
        """Who is in its team."""
        return frozenset(seat.inspector_id for seat in self.team)
