"""The values of a draw: strata and quotas, the announcement, the roster of inspectors, and the result.

They mirror the files of the protocol RID-1 (docs/spec/rid-1.md) member by member.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from random_inspection.domain.fields import (
    PROTOCOL,
    Digest,
    Integer,
    check_digest,
    check_hex64,
    check_protocol,
    check_protocol_line,
    check_ratio,
    check_time,
    parse_fraction,
)
from random_inspection.domain.identifiers import check_identifier, check_identifiers
from random_inspection.errors import read_only


@attrs.frozen
class AllQuota:
    """Everybody in the stratum is drawn."""


@attrs.frozen
class CountQuota:
    """A fixed number is drawn, or everybody where there are fewer.

    Attributes:
        count: how many, 0 or more.
    """

    count: int = attrs.field(validator=Integer(0))


@attrs.frozen
class RatioQuota:
    """A share of the stratum is drawn, rounded up: a ratio is a floor.

    Attributes:
        ratio: a fraction from 0 to 1 as text: ``"5%"``, ``"0.05"`` or ``"1/20"``; read exactly.
    """

    ratio: str = attrs.field(validator=check_ratio)

    @property
    def fraction(self) -> Fraction:
        """The exact value of the ratio."""
        return parse_fraction(self.ratio) or Fraction(0)


@attrs.frozen
class ShareQuota:
    """The stratum's part of a total that several strata share, in proportion to weight × size.

    Attributes:
        share: name of the `Share`.
        weight: how much heavier one target of this stratum counts, a whole number over 0.
    """

    share: str = attrs.field(validator=check_identifier)
    weight: int = attrs.field(validator=Integer(1))


Quota = AllQuota | CountQuota | RatioQuota | ShareQuota


@attrs.frozen(kw_only=True)
class Share:
    """A total that several strata share.

    Attributes:
        name: identifier that `ShareQuota` refers to.
        total: how many targets are drawn from its strata together.
    """

    name: str = attrs.field(validator=check_identifier)
    total: int = attrs.field(validator=Integer(0))


@attrs.frozen(kw_only=True)
class Stratum:
    """A part of the frame (层) with its own quota.

    Attributes:
        name: identifier of the stratum, as the frame has it.
        size: N, how many targets of the frame are in it.
        quota: how many of them are drawn.
        reserve: how many reserves (候补) are listed, in drawn order.
    """

    name: str = attrs.field(validator=check_identifier)
    size: int = attrs.field(validator=Integer(0))
    quota: Quota = attrs.field(validator=attrs.validators.instance_of((AllQuota, CountQuota, RatioQuota, ShareQuota)))
    reserve: int = attrs.field(default=0, validator=Integer(0))


@attrs.frozen(kw_only=True)
class PublicEvent:
    """An event that nobody can foresee or choose, named before it happens.

    Attributes:
        source: which event of which day, how it is written down, and what is used when it does not happen.
        pattern: regular expression that the whole value must match.
    """

    source: str = attrs.field(validator=check_protocol_line)
    pattern: str = attrs.field(validator=check_protocol_line)


@attrs.frozen(kw_only=True)
class PublicContribution(PublicEvent):
    """A contribution to the seed by a public event.

    Attributes:
        name: identifier of the contribution.
    """

    name: str = attrs.field(validator=check_identifier)


@attrs.frozen(kw_only=True)
class SecretContribution:
    """A contribution to the seed by a secret that was committed to beforehand.

    Attributes:
        name: identifier of the contribution.
        commitment: 64 hexadecimal characters, see `random_inspection.drawing.commitment`.
        fallback: the public event that takes its place when it is not opened in time.
        generated: whether the office itself generated the secret when it announced.
    """

    name: str = attrs.field(validator=check_identifier)
    commitment: str = attrs.field(validator=check_hex64)
    fallback: PublicEvent | None = None
    generated: bool = False


Contribution = PublicContribution | SecretContribution


@attrs.frozen(kw_only=True)
class FileDigest:
    """What a published or sealed file is committed to by.

    Attributes:
        digest: digest of the file's bytes, 64 hexadecimal characters.
        size: how many entries the file has.
    """

    digest: str = attrs.field(validator=check_hex64)
    size: int = attrs.field(validator=Integer(0))


@attrs.frozen(kw_only=True)
class Announcement:
    """What is fixed in the open before the draw (``announcement.json``).

    Attributes:
        draw_id: identifier of the draw.
        title: what the draw is for.
        digest: the hash of the whole draw.
        announced_at: RFC 3339 time with offset.
        open_by: until when secrets are opened; RFC 3339 time with offset.
        frame: the targets that may be drawn.
        struck: the targets that a rule took out.
        strata: the strata, in order.
        shares: the shared totals.
        inspectors: the roster; None where no inspectors are drawn.
        contributions: who contributes to the seed, in order; at least one.
        previous: digest of the office's last announcement.
        alone: whether one secret without a public event was asked for in so many words.
        about: what else describes the task (items, agencies, window, digests of rule texts): strings,
            integers, booleans, lists and objects, member names in ASCII.
        protocol: always ``"rid-1"``.
    """

    draw_id: str = attrs.field(validator=check_identifier)
    title: str = attrs.field(validator=check_protocol_line)
    digest: Digest = attrs.field(validator=check_digest)
    announced_at: str = attrs.field(validator=check_time)
    open_by: str = attrs.field(validator=check_time)
    frame: FileDigest
    struck: FileDigest
    strata: tuple[Stratum, ...]
    shares: tuple[Share, ...]
    contributions: tuple[Contribution, ...]
    inspectors: FileDigest | None = None
    previous: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_hex64))
    alone: bool = False
    about: Mapping[str, object] = attrs.field(factory=dict, converter=read_only)
    protocol: str = attrs.field(default=PROTOCOL, validator=check_protocol)


@attrs.frozen(kw_only=True)
class RosterEntry:
    """An inspector as far as the draw is concerned.

    Attributes:
        inspector_id: identifier.
        holds: qualifications and memberships that count in this draw, ascending.
        capacity: most seats in this draw; None for no limit.
    """

    inspector_id: str = attrs.field(validator=check_identifier)
    holds: tuple[str, ...] = attrs.field(default=(), validator=check_identifiers)
    capacity: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(0)))


@attrs.frozen(kw_only=True)
class TeamSeat:
    """A seat that every inspection has.

    Attributes:
        seat: its name, such as 组长.
        requires: all that its holder must hold.
    """

    seat: str = attrs.field(validator=check_identifier)
    requires: tuple[str, ...] = attrs.field(default=(), validator=check_identifiers)


@attrs.frozen(kw_only=True, order=True)
class ExcludedPair:
    """A pair that recusal (回避) forbids.

    Attributes:
        target_id: the target.
        inspector_id: the inspector who stays away from it.
    """

    target_id: str = attrs.field(validator=check_identifier)
    inspector_id: str = attrs.field(validator=check_identifier)


@attrs.frozen(kw_only=True)
class Roster:
    """Who may be drawn, into which seats, and who stays away from whom (``inspectors.json``).

    Attributes:
        inspectors: ordered by id.
        team: the seats of every inspection, in order.
        excluded: ordered by target, then inspector.
        salt: 64 hexadecimal characters, so that a sealed roster cannot be guessed from its digest.
    """

    inspectors: tuple[RosterEntry, ...]
    team: tuple[TeamSeat, ...]
    excluded: tuple[ExcludedPair, ...]
    salt: str = attrs.field(validator=check_hex64)


@attrs.frozen(kw_only=True)
class OpenedContribution:
    """The value of a contribution, opened.

    Attributes:
        name: which contribution.
        value: its value, one line.
        fallback: whether the fallback event took the secret's place.
    """

    name: str = attrs.field(validator=check_identifier)
    value: str = attrs.field(validator=check_protocol_line)
    fallback: bool = False


@attrs.frozen(kw_only=True)
class StratumDrawn:
    """How many were drawn from a stratum.

    Attributes:
        stratum: its name.
        drawn: the number.
    """

    stratum: str = attrs.field(validator=check_identifier)
    drawn: int = attrs.field(validator=Integer(0))


@attrs.frozen(kw_only=True)
class DrawnTarget:
    """A target that was drawn (中签).

    Attributes:
        target_id: the target.
        stratum: its stratum.
        ticket: 64 hexadecimal characters; the smallest of a stratum win.
    """

    target_id: str = attrs.field(validator=check_identifier)
    stratum: str = attrs.field(validator=check_identifier)
    ticket: str = attrs.field(validator=check_hex64)


@attrs.frozen(kw_only=True)
class Reserve:
    """A target that moves up when a drawn one is struck out (候补).

    Attributes:
        stratum: its stratum.
        rank: 1 for the first to move up.
        ticket: 64 hexadecimal characters.
        target_id: the target.
    """

    stratum: str = attrs.field(validator=check_identifier)
    rank: int = attrs.field(validator=Integer(1))
    ticket: str = attrs.field(validator=check_hex64)
    target_id: str = attrs.field(validator=check_identifier)


@attrs.frozen(kw_only=True)
class Assignment:
    """Who holds a seat.

    Attributes:
        target_id: the inspection's target.
        seat: name of the seat.
        inspector_id: who holds it.
    """

    target_id: str = attrs.field(validator=check_identifier)
    seat: str = attrs.field(validator=check_identifier)
    inspector_id: str = attrs.field(validator=check_identifier)


@attrs.frozen(kw_only=True)
class Result:
    """The outcome of a draw (``result.json``).

    Attributes:
        announcement: digest of the bytes of ``announcement.json``.
        contributions: the opened contributions, in order.
        seed: 64 hexadecimal characters.
        quotas: per stratum, in the order of the strata.
        drawn: in draw order.
        reserves: by stratum, by rank.
        assignments: by seat number; empty where no inspectors are drawn.
        protocol: always ``"rid-1"``.
    """

    announcement: str = attrs.field(validator=check_hex64)
    contributions: tuple[OpenedContribution, ...]
    seed: str = attrs.field(validator=check_hex64)
    quotas: tuple[StratumDrawn, ...]
    drawn: tuple[DrawnTarget, ...]
    reserves: tuple[Reserve, ...]
    assignments: tuple[Assignment, ...]
    protocol: str = attrs.field(default=PROTOCOL, validator=check_protocol)
