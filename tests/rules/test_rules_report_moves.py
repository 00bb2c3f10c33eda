"""When summaries and reports can be submitted."""

import attrs
import pytest
from report_cases import assigned, conclusion, held, inspections, mark, task

from random_inspection.domain.fieldwork import Entry, ResultCode, Review
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import Task, TaskState
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.errors import InvalidInput
from random_inspection.rules.reporting.report_moves import report_problems
from random_inspection.rules.reporting.summaries import summaries_missing, summary_problems


def summary(inspection: Inspection, day: int = 20) -> Report:
    """Return a summary that was submitted on a day."""
    return Report(
        kind=ReportKind.SUMMARY,
        task_id=inspection.task_id,
        inspection_id=inspection.inspection_id,
        recipient=inspection.unit,
        text="小结",
        submitted=mark(day),
    )


@pytest.mark.clause("二(八) 小结")
def test_a_summary_waits_for_record_and_conclusion() -> None:
    """Both are named at once, with the state."""
    problems = summary_problems(assigned("T1", "某厂"))
    assert [one.where.path for one in problems] == ["record", "conclusions"]
    assert "已派发" in problems[0].text("zh")


@pytest.mark.parametrize(
    ("changed", "todo"),
    [
        ({"struck": inspections()[3].struck}, "已剔除"),
        ({"archived": mark(25)}, "已经封存"),
        (
            {
                "conclusions": (
                    attrs.evolve(
                        conclusion(9, ResultCode.NO_PROBLEM), review=Review(made=mark(10), passed=False), published=None
                    ),
                )
            },
            "重新作出结论",
        ),
    ],
)
def test_a_summary_is_refused_in_states_that_have_none(changed: dict[str, object], todo: str) -> None:
    """Struck out, filed and returned inspections get none, and the reason is told."""
    (problem,) = summary_problems(attrs.evolve(inspections()[0], **changed))  # type: ignore[arg-type]
    assert problem.code == "summary-not-in-state"
    assert todo in problem.text("zh")


@pytest.mark.clause("二(八) 小结")
def test_summaries_that_are_missing_are_named() -> None:
    """Every inspection that was not struck out needs one, whether it is concluded or not."""
    clean, found, waiting, _ = inspections()
    assert summaries_missing(inspections(), []) == tuple(one.inspection_id for one in (clean, found, waiting))
    assert summaries_missing([clean], [summary(clean)]) == ()


@pytest.mark.clause("二(八) 小结")
def test_a_summary_of_a_conclusion_that_was_replaced_does_not_count() -> None:
    """After a correction the summary is submitted again."""
    one = inspections()[0]
    corrected = attrs.evolve(
        one, conclusions=(*one.conclusions, conclusion(21, ResultCode.OTHER, ResultCode.UNREACHABLE))
    )
    assert summaries_missing([corrected], [summary(one)]) == (one.inspection_id,)
    assert summaries_missing([corrected], [summary(one, 22)]) == ()


def test_a_correction_that_was_returned_leaves_the_summary_as_it_is() -> None:
    """The conclusion that it tells still stands."""
    one = inspections()[0]
    returned = attrs.evolve(
        conclusion(21, ResultCode.UNREACHABLE), review=Review(made=mark(22), passed=False), published=None
    )
    corrected = attrs.evolve(one, conclusions=(*one.conclusions, returned))
    assert summaries_missing([corrected], [summary(one)]) == ()


def test_other_reports_are_no_summaries() -> None:
    """The analysis of the task stands for no inspection."""
    final = Report(kind=ReportKind.FINAL, task_id="2026-03", recipient="局领导", text="报告", submitted=mark(20))
    one = inspections()[0]
    assert summaries_missing([one], [final]) == (one.inspection_id,)


def cancelled() -> Task:
    """Return a task that was cancelled."""
    return attrs.evolve(task(), cancelled=mark(20, note="机构改革"))


@pytest.mark.parametrize("kind", [ReportKind.ANALYSIS, ReportKind.FINAL])
@pytest.mark.parametrize(
    ("found", "state"),
    [
        (attrs.evolve(task(), confirmed=None), TaskState.DRAWN),
        (attrs.evolve(task(), archived=mark(28)), TaskState.ARCHIVED),
        (cancelled(), TaskState.CANCELLED),
    ],
)
def test_a_report_is_refused_before_the_draw_is_confirmed_and_after_the_file_is_closed(
    kind: ReportKind, found: Task, state: TaskState
) -> None:
    """State, expected states and what to do are told."""
    (problem,) = report_problems(kind, found, inspections(), [])
    assert problem.code == "report-not-in-state"
    assert f"“{state}”" in problem.text("zh")


@pytest.mark.clause("三(五) 汇总")
def test_an_analysis_can_be_made_while_inspections_go_on() -> None:
    """Only a task without any inspection has nothing to analyse."""
    assert report_problems(ReportKind.ANALYSIS, task(), inspections(), []) == []
    (problem,) = report_problems(ReportKind.ANALYSIS, task(), [], [])
    assert problem.code == "report-without-inspections"


@pytest.mark.clause("二(八) 报告")
def test_the_final_report_waits_for_every_outcome_and_every_summary() -> None:
    """All that lack are named at once, none twice; one that nobody visited yet is counted and not named."""
    clean, found, waiting, struck = inspections()
    begun = attrs.evolve(assigned("T5", "某县南河建筑有限公司"), entry=Entry(began=mark(6)))
    every = [clean, found, waiting, struck, begun]
    problems = report_problems(ReportKind.FINAL, task(), every, [summary(clean)])
    assert [(one.code, one.params.get("inspection", one.params.get("count"))) for one in problems] == [
        ("report-without-outcome", begun.inspection_id),
        ("task-targets-unvisited", 1),
        ("report-without-summary", found.inspection_id),
    ]
    assert not any(waiting.target_id in one.text("zh") for one in problems)
    done = [clean, held(found, 10, ResultCode.NO_PROBLEM), struck]
    assert report_problems(ReportKind.FINAL, task(), done, [summary(clean), summary(found)]) == []


def test_a_summary_names_an_inspection_of_its_task() -> None:
    """A summary of nothing, or of another task's inspection, is refused, and so is a final report of an inspection."""
    one = inspections()[0]
    for changed in ({"inspection_id": None}, {"task_id": "2026-04"}, {"kind": ReportKind.FINAL}):
        with pytest.raises(InvalidInput, match="inspection_id"):
            attrs.evolve(summary(one), **changed)
