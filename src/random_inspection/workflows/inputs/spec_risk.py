"""Reads the settings of a draw by risk classes: ``risk`` and its companions in ``[targets]``, and ``[facts]``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from random_inspection.domain.identifiers import identifier_problem
from random_inspection.errors import Message, Problem, Where
from random_inspection.workflows.inputs.fact_kinds import KINDS, parse_day
from random_inspection.workflows.inputs.spec_coverage import (
    COVERAGE,
    ELIGIBILITY,
    BatchTerms,
    read_batch_files,
    read_batch_terms,
)
from random_inspection.workflows.inputs.spec_sections import SETTING_MISSING, Section, line_problem, whole_problem

RULES = "rules"
"""Member of ``about`` that says by which sealed files the classes were made."""
KEYS = ("risk", "item", "total", "reserve", "tags", "since", "kind", "district", "items")
"""Settings of ``[targets]`` that belong to a draw by risk classes."""
_COLUMNS = ("kind", "district", "items")
"""Those of them that only a batch of the year's plan looks at."""

NOT_DATE = Message(
    "as-of-not-day",
    "found {found!r}, expected the day for which the facts hold, such as 2026-11-25",
    "应为事实的截止日期，如 2026-11-25，实为 {found!r}",
)
PUBLISHED = Message(
    "risk-published",
    "risk classes are for internal use, and a published frame would tell them; remove publish = true: frame, struck, "
    "policy and facts stay sealed, and are committed to by their digests",
    "风险分类仅供内部使用，公布抽样框会泄露分类；请删除 publish = true：抽样框、剔除名单、政策和事实均封存，仅公布摘要",
)
POLICY_DECIDES = Message(
    "risk-decides",
    "the policy makes strata and quotas; remove this setting, or [targets] risk",
    "层和名额由风险政策确定；请删除此项设置，或删除 [targets] 中的 risk",
)
WITHOUT_RISK = Message(
    "setting-needs-risk",
    "this setting belongs to a draw by risk classes; add [targets] risk, or remove it",
    "此项设置只用于按风险分类抽取；请补上 [targets] 中的 risk，或删除此项",
)


AS_OF_AHEAD = Message(
    "as-of-ahead",
    "classes are to be given for {found}, which is after the announcement ({today}): nobody knows the facts of that day "
    "yet, and those of today would have grown old; give today or an earlier day",
    "分类日期{found}晚于公告日（{today}）：届时的事实尚不可知，现有事实也会因此过期；请填今日或更早的日期",
)


WITHOUT_BATCH = Message(
    "setting-needs-coverage",
    "this setting belongs to a batch of the year's plan; add [coverage] and [eligibility], or remove it",
    "此项设置只用于年度计划的批次；请补上 [coverage] 和 [eligibility]，或删除此项",
)
BATCH_DECIDES = Message(
    "coverage-decides",
    "the year's plan says how many are drawn in this batch; remove this setting, or [coverage]",
    "本批次抽取数量由年度计划确定；请删除此项设置，或删除 [coverage]",
)
WINDOW_PAST = Message(
    "window-past",
    "the visits are to be over on {found}, and today is {today}; correct the window",
    "检查截止日{found}早于今日（{today}）；请更正检查起止日期",
)


@attrs.frozen(kw_only=True)
class RiskSettings:
    """The settings of a draw by risk classes.

    Attributes:
        as_of: the day for which classes are given; None where it could not be read.
        item: code of the inspection item whose own terms count; None for the policy's.
        total: how many are drawn in all; None where the policy's proportions say it.
        reserve: how many reserves are listed in every stratum.
        tags: heading of the tags in the register; None where it has none.
        since: heading of the day of entry into the directory; None where the register does not tell it.
        columns: headings of further columns of the register, by field: ``kind``, ``district``, ``items``.
        files: the kinds of facts for which a file is named.
        batch: the batch of the year's plan; None where strata are by class alone, or it could not be read.
    """

    as_of: dt.date | None
    item: str | None
    total: int | None
    reserve: int
    tags: str | None
    since: str | None
    columns: Mapping[str, str]
    files: frozenset[str]
    batch: BatchTerms | None


def read_risk_settings(top: Section, targets: Section | None, *, today: dt.date) -> RiskSettings | None:
    """Return the settings; None where the draw is not by risk classes. `today` is the day of the announcement."""
    if targets is None or "risk" not in targets.values:
        found = [targets.where(key) for key in KEYS if key in targets.values] if targets else []
        found += [top.where(key) for key in ("facts", COVERAGE, ELIGIBILITY) if targets and key in top.values]
        top.findings.problems += [WITHOUT_RISK.at(where) for where in found]
        return None
    targets.need("risk", line_problem, "")
    _refuse_strangers(top, targets)
    facts = top.inner("facts")
    if facts is None and "facts" not in top.values:
        top.findings.problems.append(SETTING_MISSING.at(top.where("facts")))
    keys = [kind.key for kind in KINDS]
    if facts is not None:
        facts.only("as_of", *keys)
        for key in keys:
            facts.may(key, line_problem, "")
    as_of = parse_day(facts.need("as_of", _day_problem, "")) if facts is not None else None
    if facts is not None and as_of is not None and as_of > today:
        top.findings.problems.append(AS_OF_AHEAD.at(facts.where("as_of"), found=as_of, today=today))
    return RiskSettings(
        as_of=as_of,
        item=targets.may("item", identifier_problem, None),
        total=targets.may("total", whole_problem(0), None),
        reserve=targets.may("reserve", whole_problem(0), 0),
        tags=targets.may("tags", line_problem, None),
        since=targets.may("since", line_problem, None),
        columns={key: targets.may(key, line_problem, "") for key in _COLUMNS if key in targets.values},
        batch=_batch(top, targets, today),
        files=frozenset(key for key in keys if facts is not None and key in facts.values),
    )


def _batch(top: Section, targets: Section, today: dt.date) -> BatchTerms | None:
    """Return the settings of a batch, and find what it needs besides and what contradicts it."""
    problems = top.findings.problems
    if COVERAGE not in top.values and ELIGIBILITY not in top.values:
        problems += [WITHOUT_BATCH.at(targets.where(key)) for key in _COLUMNS if key in targets.values]
        return None
    terms = read_batch_terms(top)
    read_batch_files(
        attrs.evolve(top, values={key: one for key, one in top.values.items() if isinstance(one, Mapping)})
    )
    eligibility = top.values.get(ELIGIBILITY)
    rules = eligibility if isinstance(eligibility, Mapping) else {}
    needed = ["item", *(column for column, key in (("district", "districts"), ("kind", "list")) if key in rules)]
    problems += [SETTING_MISSING.at(targets.where(key)) for key in needed if key not in targets.values]
    if "total" in targets.values:
        problems.append(BATCH_DECIDES.at(targets.where("total")))
    if terms is not None and terms.window.last < today:
        where = top.where(f"{ELIGIBILITY}.window.to")
        problems.append(WINDOW_PAST.at(where, found=terms.window.last, today=today))
    return terms


def _refuse_strangers(top: Section, targets: Section) -> None:
    """Find what contradicts a draw by risk classes."""
    problems = top.findings.problems
    problems += [POLICY_DECIDES.at(top.where(key)) for key in ("strata", "default", "shares") if key in top.values]
    if "stratum" in targets.values:
        problems.append(POLICY_DECIDES.at(targets.where("stratum")))
    if targets.values.get("publish") is True:
        problems.append(PUBLISHED.at(targets.where("publish")))
    about = top.values.get("about")
    if isinstance(about, dict) and RULES in about:
        problems.append(POLICY_DECIDES.at(top.where(f"about.{RULES}")))


def _day_problem(value: object, where: Where) -> Problem | None:
    is_day = isinstance(value, str) and parse_day(value) is not None
    return None if is_day else NOT_DATE.at(where, found=value)
