"""Makes records of draws for the tests of the papers; tickets and digests are made up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from fractions import Fraction

import attrs

from random_inspection.domain.draws import (
    Announcement,
    Assignment,
    CountQuota,
    DrawnTarget,
    FileDigest,
    OpenedContribution,
    PublicContribution,
    RatioQuota,
    Reserve,
    Result,
    Roster,
    RosterEntry,
    SecretContribution,
    Share,
    ShareQuota,
    Stratum,
    StratumDrawn,
    TeamSeat,
)
from random_inspection.errors import Message
from random_inspection.rules.coverage_of_year.batches import BLANK
from random_inspection.workflows.draws.drawing import BLANK_WORDS
from random_inspection.workflows.draws.records import DrawRecord
from random_inspection.workflows.draws.risk_draws import POLICY, SALT_STRATUM
from random_inspection.workflows.inputs.spec_risk import RULES

TRUST = Message("test-trust", "whoever made the register", "公告之前编制名录和回避名单的人：抽取本身无法发现其中的遗漏")


def made_up(text: str) -> str:
    """Return 64 hexadecimal characters that depend on `text`."""
    return hashlib.sha256(text.encode()).hexdigest()


def number_name(number: int) -> str:
    """Return an ordinary name for a target."""
    return f"青禾县第{number}服饰有限公司"


def make_record(
    *,
    drawn: int = 12,
    reserves: int = 3,
    seats: Sequence[str] = ("组长", "组员"),
    strata: Sequence[str] = ("城关镇", "河口镇"),
    name: Callable[[int], str] | None = number_name,
    target_id: Callable[[int], str] = "91990725MA{:08}".format,
    title: str = "2026年劳动用工双随机抽查",
    about: dict[str, object] | None = None,
    drawn_at: str = "2026-11-27T01:30:00+00:00",
) -> DrawRecord:
    """Return a record with so many drawn, reserves, seats a team and strata; no seats: no inspectors."""
    ids = [target_id(number) for number in range(1, drawn + reserves + 1)]
    names = {one: name(number) for number, one in enumerate(ids, start=1)} if name else {}
    roster = _roster(seats) if seats else None
    announcement = Announcement(
        draw_id="2026-0001/1",
        title=title,
        digest="sha256",
        announced_at="2026-11-20T09:00:00+08:00",
        open_by="2026-11-27T17:00:00+08:00",
        frame=FileDigest(digest=made_up("frame"), size=400),
        struck=FileDigest(digest=made_up("struck"), size=2),
        strata=tuple(_stratum(one, number) for number, one in enumerate(strata)),
        shares=(Share(name="全县", total=36),),
        contributions=(
            SecretContribution(name="经办人", commitment=made_up("c"), generated=True),
            PublicContribution(name="双色球2026136期", source="2026-11-26 开奖公告", pattern=".*"),
        ),
        inspectors=FileDigest(digest=made_up("roster"), size=len(roster.inspectors)) if roster else None,
        about=about or {},
    )
    return DrawRecord(
        announcement=announcement,
        announcement_digest=made_up("announcement"),
        result=_result(announcement, ids, drawn, roster),
        result_digest=made_up("result"),
        chances=tuple(Fraction(3, 100) for _ in strata),
        names=names,
        roster=roster,
        trust=(TRUST.at(),),
        drawn_at=drawn_at,
    )


def by_risk(record: DrawRecord) -> DrawRecord:
    """Return the record as a draw by risk classes: with its sealed policy, and the entries that hide frame and struck."""
    announced, result = record.announcement, record.result
    about = {**announced.about, RULES: [{"file": POLICY, "digest": made_up("policy")}]}
    strata = (*announced.strata, Stratum(name=SALT_STRATUM, size=1, quota=CountQuota(0)))
    frame = attrs.evolve(announced.frame, size=announced.frame.size + 1)
    struck = attrs.evolve(announced.struck, size=announced.struck.size + 1)
    quotas = (*result.quotas, StratumDrawn(stratum=SALT_STRATUM, drawn=0))
    return attrs.evolve(
        record,
        announcement=attrs.evolve(announced, about=about, strata=strata, frame=frame, struck=struck),
        result=attrs.evolve(result, quotas=quotas),
        chances=(*record.chances, Fraction(0)),
    )


def with_blank(record: DrawRecord) -> DrawRecord:
    """Return the record of a draw by risk classes in which the blank lot of a batch was drawn, as the last one."""
    announced, result = record.announcement, record.result
    lot = Stratum(name=BLANK, size=1, quota=ShareQuota("全县", weight=1))
    blank = DrawnTarget(target_id=BLANK, stratum=BLANK, ticket="f" * 64)
    return attrs.evolve(
        record,
        announcement=attrs.evolve(announced, strata=(*announced.strata, lot)),
        result=attrs.evolve(
            result, drawn=(*result.drawn, blank), quotas=(*result.quotas, StratumDrawn(stratum=BLANK, drawn=1))
        ),
        chances=(*record.chances, Fraction(1, 3)),
        names={**record.names, BLANK: BLANK_WORDS},
    )


def _stratum(name: str, number: int) -> Stratum:
    quota = ShareQuota("全县", weight=2) if number == 0 else RatioQuota("3%")
    return Stratum(name=name, size=200, quota=quota, reserve=3)


def _roster(seats: Sequence[str]) -> Roster:
    return Roster(
        inspectors=tuple(
            RosterEntry(inspector_id=f"RS{number:02}周望川", holds=("人社", "领队"), capacity=None if number else 9)
            for number in range(6)
        ),
        team=tuple(TeamSeat(seat=seat) for seat in seats),
        excluded=(),
        salt=made_up("salt"),
    )


def _result(announcement: Announcement, ids: Sequence[str], drawn: int, roster: Roster | None) -> Result:
    names = [stratum.name for stratum in announcement.strata]
    team = roster.team if roster else ()
    inspectors = roster.inspectors if roster else ()
    return Result(
        announcement=made_up("announcement"),
        contributions=(
            OpenedContribution(name="经办人", value=made_up("secret")),
            OpenedContribution(name="双色球2026136期", value="01 07 12 18 25 33 + 09"),
        ),
        seed=made_up("seed"),
        quotas=tuple(
            StratumDrawn(stratum=name, drawn=len(range(place, drawn, len(names)))) for place, name in enumerate(names)
        ),
        drawn=tuple(
            DrawnTarget(target_id=one, stratum=names[place % len(names)], ticket=made_up(one))
            for place, one in enumerate(ids[:drawn])
        ),
        reserves=tuple(
            Reserve(stratum=names[0], rank=rank, ticket=made_up(one), target_id=one)
            for rank, one in enumerate(ids[drawn:], start=1)
        ),
        assignments=tuple(
            Assignment(target_id=one, seat=seat.seat, inspector_id=inspectors[(place + 3 * k) % 6].inspector_id)
            for place, one in enumerate(ids[:drawn])
            for k, seat in enumerate(team)
        ),
    )
