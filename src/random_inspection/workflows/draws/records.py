"""What a draw has to show to people: on the screen, in the workbook, on the page that is signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

import attrs

from random_inspection.domain.draws import Announcement, Result, Roster
from random_inspection.errors import Problem


@attrs.frozen(kw_only=True)
class DrawRecord:
    """A draw with everything its papers show.

    Attributes:
        announcement: what was fixed before the draw.
        announcement_digest: digest of the bytes of ``announcement.json``.
        result: the outcome.
        result_digest: digest of the bytes of ``result.json``.
        chances: each stratum's exact chance for one target, in the order of the strata.
        names: names of targets by id, as far as they are at hand.
        roster: the inspectors, seats and recusals; None where no inspectors are drawn.
        trust: whom one still has to trust, in words.
        drawn_at: when the result was written, RFC 3339 with offset.
    """

    announcement: Announcement
    announcement_digest: str
    result: Result
    result_digest: str
    chances: tuple[Fraction, ...]
    names: Mapping[str, str]
    roster: Roster | None
    trust: tuple[Problem, ...]
    drawn_at: str

    @property
    def teams(self) -> dict[str, dict[str, str]]:
        """Who holds which seat, by target: ``{target_id: {seat: inspector_id}}``."""
        teams: dict[str, dict[str, str]] = {}
        for seat in self.result.assignments:
            teams.setdefault(seat.target_id, {})[seat.seat] = seat.inspector_id
        return teams

    @property
    def loads(self) -> dict[str, int]:
        """How many seats every inspector of the roster holds, in the order of the roster."""
        held = Counter(seat.inspector_id for seat in self.result.assignments)
        return {
            entry.inspector_id: held[entry.inspector_id] for entry in (self.roster.inspectors if self.roster else ())
        }
