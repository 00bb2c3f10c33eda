"""The figures of a year, counted from tasks and inspections."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import attrs
import pytest

from random_inspection.domain.acts import Mark
from random_inspection.domain.fieldwork import Conclusion, Finding, OnSiteRecord, ResultCode
from random_inspection.domain.follow_up import Disposal, DisposalKind
from random_inspection.domain.inspections import Inspection, Struck
from random_inspection.domain.plans import Task, TaskDraw, TaskType
from random_inspection.rules.openness.figures import NO_DISTRICT, YearlyFigures, figures_tables, yearly_figures

BEIJING = dt.timezone(dt.timedelta(hours=8))
MARK = Mark(by="赵", at=dt.datetime(2026, 11, 1, 9, tzinfo=BEIJING))
TASK = Task(
    task_id="T",
    title="抽查",
    ground="上级交办",
    type=TaskType.UNTARGETED,
    agencies=("局",),
    unit="科",
    items=("A", "B"),
    scope="企业",
    ratio="5%",
    first_day=dt.date(2026, 11, 1),
    last_day=dt.date(2027, 1, 15),
    drafted=MARK,
    draw=TaskDraw(digest="ab" * 32, made=MARK),
)


def inspection(
    target: str, ended: dt.datetime | None, *findings: tuple[str, ResultCode], public: bool = True, task: str = "T"
) -> Inspection:
    """Return an inspection that ended at a moment with findings, one code for an item."""
    record = (
        None
        if ended is None
        else OnSiteRecord(began_at=ended, ended_at=ended, place="厂", content="查", situation="好", written=MARK)
    )
    conclusion = (
        Conclusion(
            findings=tuple(Finding(item=item, results=(code,), note="说明") for item, code in findings),
            opinion="无",
            concluded=MARK,
            published=MARK if public else None,
        )
        if findings
        else None
    )
    return Inspection(
        inspection_id=f"{task}:{target}",
        task_id=task,
        target_id=target,
        target_name=target,
        items=("A", "B"),
        unit="科",
        team=(),
        assigned=MARK,
        record=record,
        conclusions=(conclusion,) if conclusion else (),
    )


def moment(month: int, day: int, hour: int = 9, year: int = 2026) -> dt.datetime:
    """Return a moment in Beijing."""
    return dt.datetime(year, month, day, hour, tzinfo=BEIJING)


FOUND = inspection("1", moment(11, 5), ("A", ResultCode.NO_PROBLEM), ("B", ResultCode.ORDERED_TO_CORRECT))
CLEAN = inspection("2", moment(12, 5), ("A", ResultCode.NO_PROBLEM))
HIDDEN = inspection("3", moment(12, 6), ("A", ResultCode.TO_BE_HANDLED), public=False)
OPEN = inspection("4", None)


def figures(*inspections: Inspection, tasks: tuple[Task, ...] = (TASK,)) -> YearlyFigures:
    """Return the figures of 2026."""
    return yearly_figures(
        2026, tasks, inspections, districts={"1": "东城", "2": "东城"}, directory={"1", "2", "5", "6"}
    )


@pytest.mark.clause("四(三) 定期公布")
def test_everything_is_counted_once_under_its_heading() -> None:
    """Drawn, ended, published, with problems; by item, code, district and month; targets and coverage."""
    found = figures(FOUND, CLEAN, HIDDEN, OPEN)
    assert (found.drawn, found.inspected, found.published, found.with_problems) == (4, 3, 2, 1)
    assert {item: (one.inspected, one.problems) for item, one in found.items.items()} == {"A": (2, 0), "B": (1, 1)}
    assert found.results == {ResultCode.NO_PROBLEM: 2, ResultCode.ORDERED_TO_CORRECT: 1}
    assert found.districts == {"东城": 2, NO_DISTRICT: 1}
    assert (found.months[11], found.months[12], sum(found.months.values())) == (1, 2, 3)
    assert (found.targets, found.covered, found.coverage) == (3, 2, Fraction(1, 2))


def test_a_result_that_is_not_public_is_in_no_count_of_results() -> None:
    """Its inspection counts, what it found does not."""
    found = figures(HIDDEN)
    assert (found.inspected, found.published, dict(found.results), dict(found.items)) == (1, 0, {}, {})


def test_the_version_that_the_public_reads_is_counted() -> None:
    """A correction that waits for its publication changes nothing yet."""
    waiting = attrs.evolve(FOUND.conclusions[0], published=None, opinion="更正")
    corrected = attrs.evolve(FOUND, conclusions=(CLEAN.conclusions[0], waiting))
    assert figures(corrected).results == {ResultCode.NO_PROBLEM: 1}


def test_an_inspection_counts_in_the_year_in_which_it_ended_in_beijing() -> None:
    """The last evening of the year is in it, also where UTC is behind; the next morning is not."""
    late = inspection("1", dt.datetime(2026, 12, 31, 15, 59, tzinfo=dt.UTC), ("A", ResultCode.NO_PROBLEM))
    next_year = inspection("2", dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC), ("A", ResultCode.NO_PROBLEM))
    found = figures(late, next_year)
    assert (found.drawn, found.inspected, found.months[12]) == (2, 1, 1)


def test_tasks_of_other_years_and_cancelled_ones_are_told_apart() -> None:
    """A task counts in the year in which its window begins; a cancelled one only as cancelled."""
    other = attrs.evolve(TASK, task_id="U", first_day=dt.date(2025, 12, 30))
    cancelled = attrs.evolve(TASK, task_id="V", cancelled=MARK)
    targeted = attrs.evolve(TASK, task_id="W", type=TaskType.TARGETED, draw=None)
    of_cancelled = attrs.evolve(FOUND, inspection_id="V:9", task_id="V", target_id="9", record=None)
    found = figures(of_cancelled, tasks=(TASK, other, cancelled, targeted))
    assert found.tasks == {TaskType.UNTARGETED: 1, TaskType.TARGETED: 1}
    assert (found.cancelled, found.drawn_tasks, found.drawn) == (1, 1, 0)


def test_a_target_that_was_struck_out_is_drawn_and_not_inspected() -> None:
    """It counts under 剔除, also where somebody had begun a record."""
    struck = attrs.evolve(FOUND, struck=Struck(made=MARK, evidence=("x",)))
    found = figures(struck)
    assert (found.drawn, found.struck_out, found.inspected) == (1, 1, 0)


def test_disposals_are_counted_by_kind() -> None:
    """Every disposal of an inspection that ended in the year."""
    penalty = Disposal(disposal_id="1", kind=DisposalKind.PENALTY, content="罚款", ordered=MARK)
    assert figures(attrs.evolve(FOUND, disposals=(penalty,))).disposals == {DisposalKind.PENALTY: 1}


def test_without_a_directory_nothing_is_said_of_coverage() -> None:
    """Neither is a part of nobody computed."""
    assert yearly_figures(2026, [TASK], [FOUND]).coverage is None
    assert yearly_figures(2026, [TASK], [FOUND], directory=()).coverage is None


def test_the_public_tables_have_names_totals_and_coverage() -> None:
    """Items by name, a column for every code that occurs, months in order."""
    overview, items, districts, months, disposals = figures_tables(figures(FOUND, CLEAN), {"A": "劳动合同"})
    assert ("覆盖率", "50.00%") in overview.rows
    assert items.headings == ("抽查事项", "检查数", "发现问题数", "未发现问题", "发现问题已责令改正")
    assert items.rows == (("劳动合同", "2", "0", "2", "0"), ("B", "1", "1", "0", "1"))
    assert (districts.rows, months.rows[10], disposals.rows) == ((("东城", "2"),), ("11月", "1"), ())
