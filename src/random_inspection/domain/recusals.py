"""Recusals asked for after a draw (申请回避), and inspectors replaced by whoever drew them (clause 二(五))."""

from __future__ import annotations

from enum import StrEnum

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.fields import check_line
from random_inspection.domain.identifiers import check_identifier, check_number
from random_inspection.domain.validators import Kind, check_bool, check_text


class AskedBy(StrEnum):
    """Who asks for a recusal."""

    TARGET = "检查对象"
    INSPECTOR = "检查人员"


class RecusalState(StrEnum):
    """Where a request stands."""

    ASKED = "待决定"
    GRANTED = "同意回避"
    REFUSED = "驳回申请"


@attrs.frozen(kw_only=True)
class RecusalDecision:
    """The decision on a request.

    Attributes:
        made: who decided, with the reason in its note where it was refused.
        granted: whether the inspector stays away.
    """

    made: Mark = attrs.field(validator=Kind(Mark))
    granted: bool = attrs.field(validator=check_bool)


@attrs.frozen(kw_only=True)
class RecusalRequest:
    """That somebody asked an inspector of a team to stay away; its reasons are sealed and never public.

    Attributes:
        request_id: its number.
        inspection_id: the inspection.
        inspector_id: who is to stay away.
        asked_by: whether the target asks, or the inspector.
        reasons: why; sealed.
        asked: who asked, or recorded that the target did.
        decision: what was decided; None while nobody has.
    """

    request_id: str = attrs.field(validator=check_number)
    inspection_id: str = attrs.field(validator=check_line)
    inspector_id: str = attrs.field(validator=check_identifier)
    asked_by: AskedBy = attrs.field(validator=Kind(AskedBy))
    reasons: str = attrs.field(validator=check_text)
    asked: Mark = attrs.field(validator=Kind(Mark))
    decision: RecusalDecision | None = attrs.field(
        default=None, validator=attrs.validators.optional(Kind(RecusalDecision))
    )

    @property
    def state(self) -> RecusalState:
        """Where it stands."""
        if self.decision is None:
            return RecusalState.ASKED
        return RecusalState.GRANTED if self.decision.granted else RecusalState.REFUSED


@attrs.frozen(kw_only=True)
class PlatformSubstitution:
    """That the platform which drew a team replaced an inspector of it (平台更换, not verified here).

    Attributes:
        inspection_id: the inspection.
        seat: the seat.
        left: who left it.
        entered: who took it, as the platform says.
        made: who recorded it, with the reason in its note.
    """

    inspection_id: str = attrs.field(validator=check_line)
    seat: str = attrs.field(validator=check_identifier)
    left: str = attrs.field(validator=check_identifier)
    entered: str = attrs.field(validator=check_identifier)
    made: Mark = attrs.field(validator=Kind(Mark))
