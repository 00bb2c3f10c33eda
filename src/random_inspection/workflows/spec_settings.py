"""Reads the settings of a specification: which draw, from which columns, by which rules, by whose contributions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import attrs

from random_inspection.domain.draws import (
    AllQuota,
    CountQuota,
    Quota,
    RatioQuota,
    Share,
    ShareQuota,
    TeamSeat,
)
from random_inspection.domain.fields import Digest
from random_inspection.domain.identifiers import identifier_problem
from random_inspection.errors import Message, Problem, Where
from random_inspection.serialization.canonical import plain_problems
from random_inspection.serialization.places import joined
from random_inspection.workflows.spec_contributions import Planned, read_contributions
from random_inspection.workflows.spec_sections import (
    SETTING_MISSING,
    STAND_IN,
    Findings,
    Section,
    digest_problem,
    flag_problem,
    hex_problem,
    line_problem,
    ratio_problem,
    repeated,
    time_problem,
    true_problem,
    whole_problem,
)
from random_inspection.workflows.tables import SpecDocument

DAYS_TO_OPEN = 7
"""So long after the announcement secrets may be opened, where nothing else is set."""

QUOTA_KIND = Message(
    "quota-kind",
    'found {found}, expected one of {{ all = true }}, {{ count = 12 }}, {{ ratio = "3%" }} and '
    '{{ share = "…", weight = 3 }}',
    '应为 {{ all = true }}、{{ count = 12 }}、{{ ratio = "3%" }}、{{ share = "…", weight = 3 }} 之一，实有 {found}',
)
NOT_LIST = Message(
    "setting-not-list", 'found {found!r}, expected a list such as ["领队"]', "应为列表，如 [“领队”]，实为 {found!r}"
)
OPEN_BY_PAST = Message(
    "open-by-past",
    "secrets cannot be opened by {found}, as it is {now} already; set a later time",
    "开启期限 {found} 已过（现在是 {now}）；请设定以后的时间",
)
OPEN_BY_ASSUMED = Message(
    "open-by-assumed",
    "no time is set: secrets are to be opened by {became}, seven days from now",
    "未设开启期限：定为七日后，即 {became}",
)
TEAM_ALONE = Message(
    "team-without-inspectors",
    "there are seats, but no inspectors to fill them; add [inspectors], or remove [[team]]",
    "设了席位却没有检查人员；请补上 [inspectors]，或删除 [[team]]",
)
INSPECTORS_ALONE = Message(
    "inspectors-without-team",
    "there are inspectors, but no seats for them; add [[team]], or remove [inspectors]",
    "有检查人员却没有席位；请补上 [[team]]，或删除 [inspectors]",
)


@attrs.frozen(kw_only=True)
class StratumSetting:
    """What the settings say of a stratum, or of all that are not named.

    Attributes:
        path: where it stands.
        name: its name; empty for ``[default]``.
        quota: how many are drawn.
        reserve: how many reserves are listed.
        may_be_empty: whether it may be without targets.
    """

    path: str
    name: str
    quota: Quota
    reserve: int
    may_be_empty: bool


@attrs.frozen(kw_only=True)
class TargetColumns:
    """How the register is read.

    Attributes:
        id: heading of the ids.
        name: heading of the names; None where they are not read.
        stratum: heading of the strata.
        publish: whether frame and struck are published.
    """

    id: str
    name: str | None
    stratum: str
    publish: bool


@attrs.frozen(kw_only=True)
class Settings:
    """The settings of a draw; `random_inspection.domain.draws.Announcement` says what they mean.

    Attributes:
        publish_inspectors: whether the roster is published; None where no inspectors are drawn.
        default: for the strata that are not named; None where there is none.
    """

    draw_id: str
    title: str
    digest: Digest
    announced_at: str
    open_by: str
    previous: str | None
    alone: bool
    about: Mapping[str, Any]
    targets: TargetColumns | None
    strata: tuple[StratumSetting, ...]
    default: StratumSetting | None
    shares: tuple[Share, ...]
    publish_inspectors: bool | None
    team: tuple[TeamSeat, ...]
    contributions: tuple[Planned, ...]


def read_settings(document: SpecDocument, findings: Findings, *, now: dt.datetime) -> Settings:
    """Return the settings, with something valid in the place of everything that is a problem."""
    top = Section(document=document, findings=findings, values=document.settings)
    top.only(*"draw_id title digest open_by previous alone about targets strata default shares inspectors".split(),
             "team", "contributions")  # fmt: skip
    digest: Digest = "sha256"
    return Settings(
        draw_id=top.need("draw_id", identifier_problem, STAND_IN),
        title=top.need("title", line_problem, STAND_IN),
        digest=top.may("digest", digest_problem, digest),
        announced_at=now.isoformat(timespec="seconds"),
        open_by=_open_by(top, now),
        previous=top.may("previous", hex_problem, None),
        alone=top.may("alone", flag_problem, default=False),
        about=_about(top),
        targets=_targets(top),
        strata=tuple(_stratum(section) for section in top.inners("strata")),
        default=_default(top),
        shares=_shares(top),
        publish_inspectors=_inspectors(top),
        team=_team(top),
        contributions=read_contributions(top),
    )


def _open_by(top: Section, now: dt.datetime) -> str:
    assumed = (now + dt.timedelta(days=DAYS_TO_OPEN)).isoformat(timespec="seconds")
    if "open_by" not in top.values:
        top.findings.notes.append(OPEN_BY_ASSUMED.at(top.where("open_by"), became=assumed))
    open_by = top.may("open_by", time_problem, assumed)
    if dt.datetime.fromisoformat(open_by) <= now:
        shown = now.isoformat(timespec="seconds")
        top.findings.problems.append(OPEN_BY_PAST.at(top.where("open_by"), found=open_by, now=shown))
    return open_by


def _about(top: Section) -> Mapping[str, Any]:
    section = top.inner("about")
    if section is None:
        return {}
    problems = plain_problems(section.values)
    top.findings.problems += [
        attrs.evolve(problem, where=section.where(problem.where.path or "")) for problem in problems
    ]
    return section.values


def _targets(top: Section) -> TargetColumns | None:
    section = top.inner("targets")
    if section is None:
        if "targets" not in top.values:
            top.findings.problems.append(SETTING_MISSING.at(top.where("targets")))
        return None
    section.only("file", "sheet", "id", "name", "stratum", "publish")
    section.need("file", line_problem, "")
    section.may("sheet", line_problem, "")
    return TargetColumns(
        id=section.need("id", line_problem, ""),
        name=section.may("name", line_problem, None),
        stratum=section.need("stratum", line_problem, ""),
        publish=section.may("publish", flag_problem, default=True),
    )


def _stratum(section: Section) -> StratumSetting:
    section.only("name", "quota", "reserve", "may_be_empty")
    return StratumSetting(
        path=section.path,
        name=section.need("name", identifier_problem, STAND_IN),
        quota=_quota(section),
        reserve=section.may("reserve", whole_problem(0), 0),
        may_be_empty=section.may("may_be_empty", flag_problem, default=False),
    )


def _default(top: Section) -> StratumSetting | None:
    section = top.inner("default")
    if section is None:
        return None
    section.only("quota", "reserve")
    return StratumSetting(
        path=section.path,
        name="",
        quota=_quota(section),
        reserve=section.may("reserve", whole_problem(0), 0),
        may_be_empty=True,
    )


def _quota(stratum: Section) -> Quota:
    if "quota" not in stratum.values:
        stratum.findings.problems.append(SETTING_MISSING.at(stratum.where("quota")))
    section = stratum.inner("quota")
    if section is None or not section.only("all", "count", "ratio", "share", "weight"):
        return AllQuota()
    match sorted(section.values):
        case ["all"]:
            section.need("all", true_problem, default := True)
            return AllQuota()
        case ["count"]:
            return CountQuota(section.need("count", whole_problem(0), 0))
        case ["ratio"]:
            return RatioQuota(section.need("ratio", ratio_problem, "0"))
        case ["share"] | ["share", "weight"]:
            share = section.need("share", identifier_problem, STAND_IN)
            return ShareQuota(share, section.need("weight", whole_problem(1), 1))
    found = "{ " + ", ".join(section.values) + " }"
    stratum.findings.problems.append(QUOTA_KIND.at(section.where(), found=found))
    return AllQuota()


def _shares(top: Section) -> tuple[Share, ...]:
    sections = top.inners("shares")
    for section in sections:
        section.only("name", "total")
    shares = tuple(
        Share(
            name=section.need("name", identifier_problem, STAND_IN),
            total=section.need("total", whole_problem(0), 0),
        )
        for section in sections
    )
    top.findings.problems += repeated([one.name for one in shares], lambda index: sections[index].where("name"))
    return shares


def _inspectors(top: Section) -> bool | None:
    section = top.inner("inspectors")
    wanted, seats = "inspectors" in top.values, bool(top.values.get("team"))
    if wanted and not seats:
        top.findings.problems.append(INSPECTORS_ALONE.at(top.where("team")))
    if seats and not wanted:
        top.findings.problems.append(TEAM_ALONE.at(top.where("inspectors")))
    if section is None:
        return None
    section.only("file", "sheet", "recusals", "publish")
    section.need("file", line_problem, "")
    section.may("sheet", line_problem, "")
    section.may("recusals", line_problem, "")
    return section.may("publish", flag_problem, default=False)


def _team(top: Section) -> tuple[TeamSeat, ...]:
    sections = top.inners("team")
    for section in sections:
        section.only("seat", "requires")
    team = tuple(
        TeamSeat(
            seat=section.need("seat", identifier_problem, STAND_IN),
            requires=tuple(dict.fromkeys(section.may("requires", _identifiers_problem, []))),
        )
        for section in sections
    )
    top.findings.problems += repeated([one.seat for one in team], lambda index: sections[index].where("seat"))
    return team


def _identifiers_problem(value: object, where: Where) -> Problem | None:
    if not isinstance(value, list | tuple):
        return NOT_LIST.at(where, found=value)
    problems = (
        identifier_problem(one, attrs.evolve(where, path=where.path and joined(where.path, index)))
        for index, one in enumerate(value)
    )
    return next((problem for problem in problems if problem), None)
