"""Reads the settings of a batch of the year's plan: ``[coverage]`` and ``[eligibility]`` (clauses 二(三), 二(七))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from random_inspection.domain.identifiers import identifier_problem
from random_inspection.domain.items import Level
from random_inspection.errors import InvalidInput, Message, Problem, Where
from random_inspection.rules.coverage_of_year.batches import NO_SUCH_BATCH
from random_inspection.rules.coverage_of_year.coverage import SPARE_TOO_MANY
from random_inspection.rules.grounds import Window
from random_inspection.workflows.inputs.fact_kinds import parse_day
from random_inspection.workflows.inputs.spec_sections import (
    SETTING_MISSING,
    Check,
    Section,
    line_problem,
    whole_problem,
)
from random_inspection.workflows.inputs.tables import listed

COVERAGE, ELIGIBILITY = "coverage", "eligibility"
FILES = frozenset({"ledger", "order", "list"})
"""Settings that name files."""

NOT_DATE = Message(
    "window-not-day",
    "found {found!r}, expected a day such as 2026-12-01",
    "应为日期，如 2026-12-01，实为 {found!r}",
)
NOT_LEVEL = Message(
    "level-unknown", "found {found!r}, expected one of {expected}", "应为{expected}之一，实为 {found!r}"
)
NOT_ONE_AGENCY = Message(
    "agency-not-one",
    "found {found!r}, expected the name of one agency as the ledger spells it, without commas, semicolons or blanks around",
    "应为一个机关的名称，与台账写法一致，不含逗号、顿号、分号，首尾无空格，实为 {found!r}",
)
NOT_LINES = Message(
    "setting-not-lines",
    'found {found!r}, expected a list of text such as ["东城"], each once and not empty',
    "应为文字的列表，如 [“东城”]，各填一次，不得为空，实为 {found!r}",
)


@attrs.frozen(kw_only=True)
class CapSetting:
    """A published cap on the inspections of one firm in a year (年度频次上限).

    Attributes:
        at_most: how many.
        source: the document that publishes it.
        item: the item that it is about; None for all together.
        levels: where not empty, it is a total over the agencies of these levels; else the agency's own.
    """

    at_most: int
    source: str
    item: str | None
    levels: tuple[Level, ...]

    @property
    def general(self) -> bool:
        """Whether it is the agency's own, over all items."""
        return self.item is None and not self.levels


@attrs.frozen(kw_only=True)
class BatchTerms:
    """Which batch of which year is drawn, by whom, and who may be in it.

    Attributes:
        number: number of the batch, from 1.
        batches: how many the year has.
        spare: how many at its end are kept for visits that failed.
        agency: the agency that inspects.
        window: the days in which it inspects; the plan is that of the year in which they begin.
        level: its level; None where that does not matter.
        districts: where its targets are; empty for everywhere.
        months: within how many months an inspection by another agency keeps a target out; None where none does.
        caps: the published caps.
    """

    number: int
    batches: int
    spare: int
    agency: str
    window: Window
    level: Level | None
    districts: tuple[str, ...]
    months: int | None
    caps: tuple[CapSetting, ...]

    @property
    def year(self) -> int:
        """The year of the plan."""
        return self.window.first.year


def plain_settings(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return both sections without the names of files, as they are sealed and read again."""
    return {
        section: {key: value for key, value in values[section].items() if key not in FILES}
        for section in (COVERAGE, ELIGIBILITY)
    }


def read_batch_terms(top: Section) -> BatchTerms | None:
    """Return the settings of a batch; None where they cannot be read, which is a problem."""
    sections = top.inner(COVERAGE), top.inner(ELIGIBILITY)
    missing = [key for key in (COVERAGE, ELIGIBILITY) if key not in top.values]
    top.findings.problems += [SETTING_MISSING.at(top.where(key)) for key in missing]
    coverage, eligibility = sections
    if coverage is None or eligibility is None:
        return None
    coverage.only("ledger", "order", "batch", "of", "spare")
    eligibility.only("agency", "window", "level", "districts", "elsewhere_months", "list", "caps")
    window = _window(eligibility)
    number, batches, spare = _numbers(coverage)
    agency: str = eligibility.need("agency", _agency_problem, "")
    level: str | None = eligibility.may("level", _level_problem, None)
    districts: list[str] = eligibility.may("districts", _lines_problem, [])
    months: int | None = eligibility.may("elsewhere_months", whole_problem(1), None)
    caps = tuple(_cap(section) for section in eligibility.inners("caps"))
    if window is None:
        return None
    return BatchTerms(
        number=number,
        batches=batches,
        spare=spare,
        agency=agency,
        window=window,
        level=None if level is None else Level(level),
        districts=tuple(districts),
        months=months,
        caps=caps,
    )


def read_batch_files(top: Section) -> None:
    """Find what is wrong with the settings that name files; nothing of them is sealed."""
    coverage, eligibility = top.inner(COVERAGE), top.inner(ELIGIBILITY)
    if coverage is not None:
        coverage.need("ledger", line_problem, "")
        coverage.may("order", line_problem, "")
    if eligibility is not None:
        eligibility.may("list", line_problem, "")


def _numbers(section: Section) -> tuple[int, int, int]:
    batches: int = section.need("of", whole_problem(1), 1)
    number: int = section.need("batch", whole_problem(1), 1)
    spare: int = section.may("spare", whole_problem(0), 0)
    if "of" in section.values and number > batches:
        section.findings.problems.append(NO_SUCH_BATCH.at(section.where("batch"), found=number, last=batches))
    if "of" in section.values and spare >= batches:
        section.findings.problems.append(SPARE_TOO_MANY.at(section.where("spare"), spare=spare, batches=batches))
    return number, batches, spare


def _window(section: Section) -> Window | None:
    if "window" not in section.values:
        section.findings.problems.append(SETTING_MISSING.at(section.where("window")))
    days = section.inner("window")
    if days is None:
        return None
    days.only("from", "to")
    first, last = (parse_day(days.need(key, _day_problem, "")) for key in ("from", "to"))
    if first is None or last is None:
        return None
    try:
        return Window(first=first, last=last)
    except InvalidInput as error:
        section.findings.problems += [attrs.evolve(one, where=days.where("to")) for one in error.problems]
        return None


def _cap(section: Section) -> CapSetting:
    section.only("at_most", "source", "item", "levels")
    levels: list[str] = section.may("levels", _levels_problem, [])
    return CapSetting(
        at_most=section.need("at_most", whole_problem(0), 0),
        source=section.need("source", line_problem, ""),
        item=section.may("item", identifier_problem, None),
        levels=tuple(Level(level) for level in levels),
    )


def _day_problem(value: object, where: Where) -> Problem | None:
    is_day = isinstance(value, str) and parse_day(value) is not None
    return None if is_day else NOT_DATE.at(where, found=value)


def _agency_problem(value: object, where: Where) -> Problem | None:
    if problem := line_problem(value, where):
        return problem
    return None if listed(str(value)) == (value,) else NOT_ONE_AGENCY.at(where, found=value)


def _level_problem(value: object, where: Where) -> Problem | None:
    return None if value in list(Level) else NOT_LEVEL.at(where, found=value, expected="、".join(Level))


def _lines_problem(value: object, where: Where) -> Problem | None:
    return _each(value, where, line_problem)


def _levels_problem(value: object, where: Where) -> Problem | None:
    return _each(value, where, _level_problem)


def _each(value: object, where: Where, check: Check) -> Problem | None:
    if not isinstance(value, list | tuple) or not value:
        return NOT_LINES.at(where, found=value)
    wrong = next((problem for one in value if (problem := check(one, where))), None)
    return wrong or (NOT_LINES.at(where, found=value) if len(set(value)) < len(value) else None)
