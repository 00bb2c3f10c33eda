"""How many targets the quotas of a draw come to, and what a person should know of that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs

from random_inspection.domain.draws import CountQuota, Share, ShareQuota, Stratum
from random_inspection.drawing.quotas import chances
from random_inspection.errors import Message, Problem, Where
from random_inspection.rules.coverage_of_year.draw_sizes import SizeFindings, size_findings
from random_inspection.workflows.inputs.spec_sections import Findings
from random_inspection.workflows.inputs.spec_settings import read_settings
from random_inspection.workflows.inputs.tables import SpecDocument

QUOTA_ABOVE_STRATUM = Message(
    "quota-above-stratum",
    "{wanted} are to be drawn from {name!r}, which has {size}: all of them are drawn",
    "“{name}”的名额为{wanted}个，而其对象只有{size}个：将全部抽取",
)


def drawn_number(strata: Sequence[Stratum], shares: Sequence[Share]) -> int:
    """Return how many targets are drawn; what several strata share comes to a whole number together.

    Raises:
        InvalidInput: strata and shares do not fit, see `random_inspection.drawing.quotas.strata_problems`.
    """
    found = chances(strata, shares)
    return int(sum(found[one.name] * one.size for one in strata))


def quota_notes(strata: Sequence[Stratum], shares: Sequence[Share], where: Where) -> list[Problem]:
    """Return a note for every quota and every shared total that is larger than what it is drawn from."""
    counts = [(one.name, one.quota.count, one.size) for one in strata if isinstance(one.quota, CountQuota)]
    for share in shares:
        sizes = (one.size for one in strata if isinstance(one.quota, ShareQuota) and one.quota.share == share.name)
        counts.append((share.name, share.total, sum(sizes)))
    return [
        QUOTA_ABOVE_STRATUM.at(where, name=name, wanted=wanted, size=size)
        for name, wanted, size in counts
        if wanted > size
    ]


def ratio_findings(ratio: str, strata: Sequence[Stratum], shares: Sequence[Share], where: Where) -> SizeFindings:
    """Return whether the quotas come to what a task's ratio asks for.

    Clause: 三(一) 计划
    """
    return size_findings(ratio, drawn_number(strata, shares), sum(one.size for one in strata), where)


def quotas_path(document: SpecDocument) -> str:
    """Return the setting in which the quotas of a specification stand."""
    return "default.quota" if isinstance(document.settings.get("default"), dict) else "strata"


def settings_findings(
    document: SpecDocument, sizes: Mapping[str, int], ratio: str, *, now: dt.datetime
) -> SizeFindings:
    """Return what the announcement of a task would find in the settings of its draw, before there are tables.

    Args:
        document: the specification; its strata all have the quota of ``[default]``.
        sizes: how many targets every stratum has.
        ratio: the ratio of the task.
        now: when it is announced.
    """
    findings = Findings()
    default = read_settings(document, findings, now=now).default
    if findings.problems or default is None:
        return SizeFindings(problems=tuple(findings.problems))
    strata = [
        Stratum(name=name, size=size, quota=default.quota, reserve=default.reserve) for name, size in sizes.items()
    ]
    where = document.where(quotas_path(document))
    found = ratio_findings(ratio, strata, (), where)
    return attrs.evolve(found, notes=(*quota_notes(strata, (), where), *found.notes))
