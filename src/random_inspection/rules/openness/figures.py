"""The figures of a year for the public and for reports: counted from tasks and inspections, never kept by hand (四(三))."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import attrs

from random_inspection.domain.fieldwork import PROBLEMS, ResultCode
from random_inspection.domain.follow_up import DisposalKind
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import Task, TaskState, TaskType
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.rules.openness.public_tables import PublicTable

NO_DISTRICT = "未填写"
"""The district of targets whose district is not known."""
_DRAWN = frozenset({TaskState.DRAWN, TaskState.CONFIRMED, TaskState.CLOSED, TaskState.ARCHIVED})


def _fixed(counts: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(dict(counts))


@attrs.frozen(kw_only=True)
class ItemFigures:
    """What was found on one item.

    Attributes:
        inspected: how many inspections have a published finding on it.
        problems: in how many of them something was found that needs a disposal.
        results: how many times each result code was given; several may stand in one finding.
    """

    inspected: int
    problems: int
    results: Mapping[ResultCode, int] = attrs.field(converter=_fixed)


@attrs.frozen(kw_only=True)
class YearlyFigures:
    """The figures of one year (年度统计数据).

    Tasks count in the year in which their window begins, and what was drawn for them with them; cancelled ones are only
    counted as such. Inspections, results, districts and months count in the year in which the inspection ended, by Beijing
    time, whatever became of the task; results as far as they are published, in the version that the public reads.

    Attributes:
        year: the year.
        tasks: how many tasks by type, cancelled ones left out.
        cancelled: how many tasks were cancelled.
        drawn_tasks: for how many tasks was drawn.
        drawn: how many targets were drawn for them, moved-up reserves among them.
        struck_out: how many of these were struck out.
        inspected: how many inspections ended in the year.
        published: how many of those have a published result.
        with_problems: in how many of those something was found that needs a disposal.
        items: by code of the item.
        results: how many times each result code was given.
        districts: inspections by district of the target.
        months: inspections by month, 1 to 12.
        disposals: disposals ordered in these inspections, by kind.
        targets: how many different targets were inspected.
        directory: how many targets the directory has; None where that is not told.
        covered: how many targets of the directory were inspected; None likewise.
    """

    year: int
    tasks: Mapping[TaskType, int] = attrs.field(converter=_fixed)
    cancelled: int
    drawn_tasks: int
    drawn: int
    struck_out: int
    inspected: int
    published: int
    with_problems: int
    items: Mapping[str, ItemFigures] = attrs.field(converter=_fixed)
    results: Mapping[ResultCode, int] = attrs.field(converter=_fixed)
    districts: Mapping[str, int] = attrs.field(converter=_fixed)
    months: Mapping[int, int] = attrs.field(converter=_fixed)
    disposals: Mapping[DisposalKind, int] = attrs.field(converter=_fixed)
    targets: int
    directory: int | None
    covered: int | None

    @property
    def coverage(self) -> Fraction | None:
        """Which part of the directory was inspected (覆盖率); None where it is not told, or has nobody."""
        return Fraction(self.covered, self.directory) if self.directory and self.covered is not None else None


@attrs.define
class _Tally:
    """What is counted while the inspections go by once."""

    inspected: int = 0
    published: int = 0
    with_problems: int = 0
    targets: set[str] = attrs.field(factory=set)
    months: Counter[int] = attrs.field(factory=Counter)
    districts: Counter[str] = attrs.field(factory=Counter)
    disposals: Counter[DisposalKind] = attrs.field(factory=Counter)
    found: Counter[str] = attrs.field(factory=Counter)
    problems: Counter[str] = attrs.field(factory=Counter)
    results: defaultdict[str, Counter[ResultCode]] = attrs.field(factory=lambda: defaultdict(Counter))

    def add(self, inspection: Inspection, ended: dt.date, district: str) -> None:
        self.inspected += 1
        self.targets.add(inspection.target_id)
        self.months[ended.month] += 1
        self.districts[district] += 1
        self.disposals.update(disposal.kind for disposal in inspection.disposals)
        conclusion = inspection.published
        if conclusion is None:
            return
        self.published += 1
        self.with_problems += conclusion.has_problems
        for finding in conclusion.findings:
            self.found[finding.item] += 1
            self.problems[finding.item] += any(code in PROBLEMS for code in finding.results)
            self.results[finding.item].update(finding.results)

    def items(self) -> dict[str, ItemFigures]:
        return {
            item: ItemFigures(inspected=self.found[item], problems=self.problems[item], results=self.results[item])
            for item in sorted(self.found)
        }


def yearly_figures(
    year: int,
    tasks: Iterable[Task],
    inspections: Iterable[Inspection],
    *,
    districts: Mapping[str, str] | None = None,
    directory: Collection[str] | None = None,
) -> YearlyFigures:
    """Return the figures of a year.

    Clause: 四(三) 定期公布

    Args:
        year: the year.
        tasks: all tasks; those of other years are left out.
        inspections: all inspections, read once; those of other years are left out.
        districts: district by target; a target that is not in it counts under `NO_DISTRICT`.
        directory: the ids of the targets of the directory, for the coverage.
    """
    of_year = {task.task_id: task for task in tasks if task.first_day.year == year}
    held = [task for task in of_year.values() if task.state is not TaskState.CANCELLED]
    drawn_for = {task.task_id for task in held}
    tally, drawn, struck_out = _Tally(), 0, 0
    for inspection in inspections:
        if inspection.task_id in drawn_for:
            drawn += 1
            struck_out += inspection.struck is not None
        ended = day_in_beijing(inspection.record.ended_at) if inspection.record else None
        if ended is not None and ended.year == year and inspection.struck is None:
            tally.add(inspection, ended, (districts or {}).get(inspection.target_id) or NO_DISTRICT)
    return YearlyFigures(
        year=year,
        tasks=Counter(task.type for task in held),
        cancelled=len(of_year) - len(held),
        drawn_tasks=sum(task.state in _DRAWN for task in held),
        drawn=drawn,
        struck_out=struck_out,
        inspected=tally.inspected,
        published=tally.published,
        with_problems=tally.with_problems,
        items=tally.items(),
        results=sum(tally.results.values(), Counter[ResultCode]()),
        districts=dict(sorted(tally.districts.items())),
        months={month: tally.months[month] for month in range(1, 13)},
        disposals=tally.disposals,
        targets=len(tally.targets),
        directory=None if directory is None else len(directory),
        covered=None if directory is None else len(tally.targets.intersection(directory)),
    )


def figures_tables(figures: YearlyFigures, names: Mapping[str, str]) -> tuple[PublicTable, ...]:
    """Return the tables of a year for the public: overview, items with results, districts, months.

    Args:
        figures: the figures.
        names: names of items by code; an item without one is shown by its code.
    """
    codes = [code for code in ResultCode if figures.results.get(code)]
    return (
        PublicTable(name="overview", title="总体情况", headings=("指标", "数值"), rows=tuple(_overview(figures))),
        PublicTable(
            name="items",
            title="按抽查事项",
            headings=("抽查事项", "检查数", "发现问题数", *codes),
            rows=tuple(
                (
                    names.get(item, item),
                    str(one.inspected),
                    str(one.problems),
                    *(str(one.results.get(code, 0)) for code in codes),
                )
                for item, one in figures.items.items()
            ),
        ),
        _counted("districts", "按地区", "地区", figures.districts),
        _counted("months", "按月份", "月份", {f"{month}月": count for month, count in figures.months.items()}),
        _counted("disposals", "后续处置", "处置方式", figures.disposals),
    )


def _counted(name: str, title: str, heading: str, counts: Mapping[Any, int]) -> PublicTable:
    rows = tuple((str(key), str(count)) for key, count in counts.items())
    return PublicTable(name=name, title=title, headings=(heading, "数量"), rows=rows)


def _overview(figures: YearlyFigures) -> list[tuple[str, str]]:
    rows: list[tuple[str, int]] = [
        *((f"{kind}抽查任务数", figures.tasks.get(kind, 0)) for kind in TaskType),
        ("已抽取任务数", figures.drawn_tasks),
        ("取消任务数", figures.cancelled),
        ("抽取检查对象数", figures.drawn),
        ("剔除检查对象数", figures.struck_out),
        ("完成检查数", figures.inspected),
        ("公示结果数", figures.published),
        ("发现问题数", figures.with_problems),
        ("检查对象家数", figures.targets),
    ]
    if figures.directory is not None and figures.covered is not None:
        rows += [("名录库对象数", figures.directory), ("名录库覆盖家数", figures.covered)]
    coverage = figures.coverage
    shown = [] if coverage is None else [("覆盖率", f"{float(coverage):.2%}")]
    return [(name, str(count)) for name, count in rows] + shown
