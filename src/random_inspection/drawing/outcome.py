"""From what was announced and what was opened to the outcome: targets, reserves, teams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

import attrs

from random_inspection.domain.draws import (
    Announcement,
    Assignment,
    DrawnTarget,
    OpenedContribution,
    Result,
    Roster,
    StratumDrawn,
)
from random_inspection.domain.fields import Digest
from random_inspection.drawing.assignment import assign
from random_inspection.drawing.ceremony import seed_of
from random_inspection.drawing.seats import seats_of
from random_inspection.drawing.selection import Selection, select

Progress = Callable[[float], None]
"""Is told, now and then, how much of a long work is done, from 0 to 1."""


@attrs.frozen(kw_only=True)
class Outcome:
    """A result with what is known of it beyond the published file.

    Attributes:
        result: what ``result.json`` holds.
        chances: the exact chance of a target by stratum, before the seed was known.
    """

    result: Result
    chances: Mapping[str, Fraction]


def assigned(
    drawn: Iterable[DrawnTarget], roster: Roster, *, seed: str, digest: Digest, progress: Progress | None = None
) -> tuple[Assignment, ...]:
    """Return who holds each seat of every drawn target, by seat number.

    Raises:
        AssignmentInfeasible: no complete assignment exists; the error carries the proof.
    """
    seats = seats_of([one.target_id for one in drawn], roster)
    holders = assign(seats, roster.inspectors, seed=seed, digest=digest, progress=progress)
    return tuple(
        Assignment(target_id=seat.inspection, seat=seat.seat, inspector_id=holder)
        for seat, holder in zip(seats, holders, strict=True)
    )


def selected(announcement: Announcement, frame: Iterable[tuple[str, str]], *, seed: str) -> Selection:
    """Return the targets and reserves drawn from `frame` as announced; errors as of `select`."""
    return select(frame, announcement.strata, announcement.shares, seed=seed, digest=announcement.digest)


def draw(
    announcement: Announcement,
    opened: tuple[OpenedContribution, ...],
    frame: Iterable[tuple[str, str]],
    roster: Roster | None,
    *,
    announcement_digest: str,
    progress: Progress | None = None,
) -> Outcome:
    """Return the one outcome of an announcement and its opened contributions.

    Args:
        announcement: what was announced.
        opened: the contributions in the announced order, as `open_contributions` checked them.
        frame: (target id, stratum) pairs in ascending order of id.
        roster: the inspectors; None where none are drawn.
        announcement_digest: digest of the bytes of ``announcement.json``.
        progress: is told how much of the assignment is done.

    Raises:
        InvalidInput: the frame is not the announced one.
        AssignmentInfeasible: no complete assignment of inspectors exists.
    """
    digest = announcement.digest
    seed = seed_of(announcement_digest, opened, digest)
    selection = selected(announcement, frame, seed=seed)
    teams = assigned(selection.drawn, roster, seed=seed, digest=digest, progress=progress) if roster else ()
    result = Result(
        announcement=announcement_digest,
        contributions=opened,
        seed=seed,
        quotas=tuple(StratumDrawn(stratum=name, drawn=drawn) for name, drawn in selection.quotas.items()),
        drawn=selection.drawn,
        reserves=selection.reserves,
        assignments=teams,
    )
    return Outcome(result=result, chances=selection.chances)
