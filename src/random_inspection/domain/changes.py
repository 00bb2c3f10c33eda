"""What happens to a draw after it: strikes, recusals and replacements, each naming the entry before it.

They mirror the files ``change-0001.json``, ``change-0002.json``, … of a bundle (docs/spec/rid-1.md).
"""

from __future__ import annotations

import attrs

from random_inspection.domain.draws import Assignment
from random_inspection.domain.fields import check_hex64, check_protocol_line, check_time
from random_inspection.domain.identifiers import check_identifier


@attrs.frozen(kw_only=True)
class Strike:
    """A drawn target that turned out to be gone, and the reserve that moved up for it (``"kind": "strike"``).

    Attributes:
        previous: digest of the bytes of the entry before, of ``result.json`` for the first.
        recorded_at: RFC 3339 time with offset.
        target_id: the target struck out.
        reason: why, one line.
        moved_up: the next reserve of its stratum; None where there is none left.
        team: who holds its seats, in the order of the team; seats that nobody eligible is left for are missing.
    """

    previous: str = attrs.field(validator=check_hex64)
    recorded_at: str = attrs.field(validator=check_time)
    target_id: str = attrs.field(validator=check_identifier)
    reason: str = attrs.field(validator=check_protocol_line)
    moved_up: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_identifier))
    team: tuple[Assignment, ...] = ()


@attrs.frozen(kw_only=True)
class Recusal:
    """A recusal granted after the draw (``"kind": "recusal"``): from here on the pair is excluded.

    Attributes:
        previous: digest of the bytes of the entry before, of ``result.json`` for the first.
        recorded_at: RFC 3339 time with offset.
        target_id: the target.
        inspector_id: the inspector who stays away from it.
        reason: why, one line; what must stay sealed is not written here.
    """

    previous: str = attrs.field(validator=check_hex64)
    recorded_at: str = attrs.field(validator=check_time)
    target_id: str = attrs.field(validator=check_identifier)
    inspector_id: str = attrs.field(validator=check_identifier)
    reason: str = attrs.field(validator=check_protocol_line)


@attrs.frozen(kw_only=True)
class Replacement:
    """An inspector replaced after the draw (``"kind": "replacement"``).

    Attributes:
        previous: digest of the bytes of the entry before, of ``result.json`` for the first.
        recorded_at: RFC 3339 time with offset.
        target_id: the inspection's target.
        seat: the seat.
        inspector_id: who left it.
        reason: why, one line.
        substitute: who took it; None where nobody eligible is left and a person decides, in the open.
    """

    previous: str = attrs.field(validator=check_hex64)
    recorded_at: str = attrs.field(validator=check_time)
    target_id: str = attrs.field(validator=check_identifier)
    seat: str = attrs.field(validator=check_identifier)
    inspector_id: str = attrs.field(validator=check_identifier)
    reason: str = attrs.field(validator=check_protocol_line)
    substitute: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_identifier))


Change = Strike | Recusal | Replacement
