"""Reads the settings of a specification: which draw, from which columns, by which rules, by whose contributions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import attrs

from random_inspection.domain.draws import Share, TeamSeat
from random_inspection.domain.fields import Digest
from random_inspection.domain.identifiers import EDGE_SPACE, identifier_problem, typed_problem
from random_inspection.errors import Message, Problem, Where
from random_inspection.proofs.canonical import plain_problems
from random_inspection.rules.working_days.calendar import CHINA_TIME
from random_inspection.workflows.inputs.spec_contributions import Planned, read_contributions
from random_inspection.workflows.inputs.spec_risk import KEYS as RISK_KEYS
from random_inspection.workflows.inputs.spec_risk import RiskSettings, read_risk_settings
from random_inspection.workflows.inputs.spec_sections import (
    SETTING_MISSING,
    STAND_IN,
    Findings,
    Section,
    digest_problem,
    flag_problem,
    hex_problem,
    line_problem,
    repeated,
    time_problem,
)
from random_inspection.workflows.inputs.spec_strata import StratumSetting, read_default, read_shares, read_strata
from random_inspection.workflows.inputs.tables import SpecDocument

DAYS_TO_OPEN = 7
"""So long after the announcement secrets may be opened, where nothing else is set."""

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
    "设了检查组席位却没有检查人员；请补上检查人员（[inspectors]），或删去检查组席位（[[team]]）",
)
INSPECTORS_ALONE = Message(
    "inspectors-without-team",
    "there are inspectors, but no seats for them; add [[team]], or remove [inspectors]",
    "有检查人员却没有检查组席位；请补上检查组席位（[[team]]），或删去检查人员（[inspectors]）",
)


_KEYS = (
    *("draw_id", "title", "digest", "open_by", "previous", "alone", "about"),
    *("targets", "facts", "coverage", "eligibility"),
    *("strata", "default", "shares", "inspectors", "team", "contributions"),
)


@attrs.frozen(kw_only=True)
class TargetColumns:
    """How the register is read.

    Attributes:
        id: heading of the ids.
        name: heading of the names; None where they are not read.
        stratum: heading of the strata; None where risk classes take their place.
        status: heading of the status (存续状态); None where the register does not tell it.
        publish: whether frame and struck are published.
    """

    id: str
    name: str | None
    stratum: str | None
    status: str | None
    publish: bool


@attrs.frozen(kw_only=True)
class Settings:
    """The settings of a draw; `random_inspection.domain.draws.Announcement` says what they mean.

    Attributes:
        risk: how the draw is by risk classes; None where it is not.
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
    risk: RiskSettings | None
    strata: tuple[StratumSetting, ...]
    default: StratumSetting | None
    shares: tuple[Share, ...]
    publish_inspectors: bool | None
    team: tuple[TeamSeat, ...]
    contributions: tuple[Planned, ...]


def read_settings(document: SpecDocument, findings: Findings, *, now: dt.datetime) -> Settings:
    """Return the settings, with something valid in the place of everything that is a problem; times are China's."""
    now = now.astimezone(CHINA_TIME)
    top = Section(document=document, findings=findings, values=document.settings)
    top.only(*_KEYS)
    digest: Digest = "sha256"
    targets = top.inner("targets")
    return Settings(
        draw_id=top.need("draw_id", typed_problem, STAND_IN),
        title=top.need("title", _title_problem, STAND_IN),
        digest=top.may("digest", digest_problem, digest),
        announced_at=now.isoformat(timespec="seconds"),
        open_by=_open_by(top, now),
        previous=top.may("previous", hex_problem, None),
        alone=top.may("alone", flag_problem, default=False),
        about=_about(top),
        targets=_targets(top, targets),
        risk=read_risk_settings(top, targets, today=now.date()),
        strata=read_strata(top),
        default=read_default(top),
        shares=read_shares(top),
        publish_inspectors=_inspectors(top),
        team=_team(top),
        contributions=read_contributions(top),
    )


def _open_by(top: Section, now: dt.datetime) -> str:
    assumed = (now + dt.timedelta(days=DAYS_TO_OPEN)).isoformat(timespec="seconds")
    if "open_by" not in top.values:
        top.findings.notes.append(OPEN_BY_ASSUMED.at(top.where("open_by"), became=assumed))
    open_by = _in_china(top.may("open_by", time_problem, assumed))
    if dt.datetime.fromisoformat(open_by) <= now:
        shown = now.isoformat(timespec="seconds")
        top.findings.problems.append(OPEN_BY_PAST.at(top.where("open_by"), found=open_by, now=shown))
    return open_by


def _in_china(time: str) -> str:
    try:
        return dt.datetime.fromisoformat(time).astimezone(CHINA_TIME).isoformat()
    except OverflowError:  # the last hours that a calendar has
        return time


def _title_problem(value: object, where: Where) -> Problem | None:
    if problem := line_problem(value, where):
        return problem
    return None if value == str(value).strip() else EDGE_SPACE.at(where, found=value)


def _about(top: Section) -> Mapping[str, Any]:
    section = top.inner("about")
    if section is None:
        return {}
    problems = plain_problems(section.values)
    top.findings.problems += [
        attrs.evolve(problem, where=section.where(problem.where.path or "")) for problem in problems
    ]
    return section.values


def _targets(top: Section, section: Section | None) -> TargetColumns | None:
    if section is None:
        if "targets" not in top.values:
            top.findings.problems.append(SETTING_MISSING.at(top.where("targets")))
        return None
    section.only("file", "sheet", "id", "name", "stratum", "status", "publish", *RISK_KEYS)
    section.need("file", line_problem, "")
    section.may("sheet", line_problem, "")
    by_risk = "risk" in section.values
    return TargetColumns(
        id=section.need("id", line_problem, ""),
        name=section.may("name", line_problem, None),
        stratum=None if by_risk else section.need("stratum", line_problem, ""),
        status=section.may("status", line_problem, None),
        publish=section.may("publish", flag_problem, default=not by_risk) and not by_risk,
    )


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
            requires=_requires(section),
        )
        for section in sections
    )
    top.findings.problems += repeated([one.seat for one in team], lambda index: sections[index].where("seat"))
    return team


def _requires(section: Section) -> tuple[str, ...]:
    listed: list[str] = section.may("requires", _list_problem, [])
    problems = [identifier_problem(one, section.where(f"requires[{index}]")) for index, one in enumerate(listed)]
    section.findings.problems += [problem for problem in problems if problem]
    return tuple(dict.fromkeys(one for one, problem in zip(listed, problems, strict=True) if not problem))


def _list_problem(value: object, where: Where) -> Problem | None:
    return None if isinstance(value, list | tuple) else NOT_LIST.at(where, found=value)
