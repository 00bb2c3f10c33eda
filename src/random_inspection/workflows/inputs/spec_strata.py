"""Reads strata, their quotas and the totals that they share from the settings."""

from __future__ import annotations

import attrs

from random_inspection.domain.draws import AllQuota, CountQuota, Quota, RatioQuota, Share, ShareQuota
from random_inspection.domain.identifiers import identifier_problem
from random_inspection.errors import Message
from random_inspection.workflows.inputs.spec_sections import (
    SETTING_MISSING,
    STAND_IN,
    Section,
    flag_problem,
    ratio_problem,
    repeated,
    true_problem,
    whole_problem,
)

UNREAD = AllQuota()
"""Stands in for a quota that was refused; it is told by its identity."""

QUOTA_KIND = Message(
    "quota-kind",
    'found {found}, expected one of {{ all = true }}, {{ count = 12 }}, {{ ratio = "3%" }} and '
    '{{ share = "…", weight = 3 }}',
    '应为 {{ all = true }}、{{ count = 12 }}、{{ ratio = "3%" }}、{{ share = "…", weight = 3 }} 之一，实有 {found}',
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


def read_strata(top: Section) -> tuple[StratumSetting, ...]:
    """Return the strata that are named, in order."""
    return tuple(_stratum(section) for section in top.inners("strata"))


def _stratum(section: Section) -> StratumSetting:
    section.only("name", "quota", "reserve", "may_be_empty")
    return StratumSetting(
        path=section.path,
        name=section.need("name", identifier_problem, STAND_IN),
        quota=_quota(section),
        reserve=section.may("reserve", whole_problem(0), 0),
        may_be_empty=section.may("may_be_empty", flag_problem, default="may_be_empty" in section.values),
    )


def read_default(top: Section) -> StratumSetting | None:
    """Return what holds for the strata that are not named; None where nothing does."""
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
        return UNREAD
    match sorted(section.values):
        case ["all"]:
            section.need("all", true_problem, stand_in=True)
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
    return UNREAD


def read_shares(top: Section) -> tuple[Share, ...]:
    """Return the shared totals, in order."""
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
