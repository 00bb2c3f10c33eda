"""Submitting reports: the summary of an inspection to the unit, analysis and final report on a task (二(八), 三(五))."""

from __future__ import annotations

from typing import Any, Unpack

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import Task
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.errors import InvalidInput, Message, MoveRefused, Where
from random_inspection.ports import Stored
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.rules.reporting.report_moves import report_problems
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.reporting.documents import Document
from random_inspection.workflows.reporting.markup import to_markdown
from random_inspection.workflows.reporting.report_pages import analysis_page, final_page, summary_page
from random_inspection.workflows.reporting.reports import (
    FinalReport,
    RegisterFacts,
    UnitAnalysis,
    analysis_of,
    summary_of,
)

OF_AN_INSPECTION = Message(
    "report-kind-summary",
    "检查小结 is about one inspection; submit it with submit_summary, or choose another kind",
    "检查小结针对单次检查；请用“提交检查小结”，或改选其他报告",
)
SAME_TASK = Message(
    "report-compared-with-itself",
    "the task {task!r} would be compared with itself; name the task before it, or none",
    "任务“{task}”不能与自身比较；请填写上一次任务，或不填",
)


def submit_summary(
    order: Order, inspection_id: str, *, facts: RegisterFacts, **ports: Unpack[ActPorts]
) -> Stored[Report]:
    """Submit the summary of an inspection to its unit; again after a correction, it is the next version.

    Clause: 二(八) 小结

    Args:
        order: who orders it, under which command: somebody of the team.
        inspection_id: the inspection.
        facts: what the registers know, for the names.
        **ports: see `random_inspection.workflows.acts.perform`.

    Raises:
        MoveRefused: the inspection has no record or no conclusion that stands, or is struck out or filed.
        NotStored, NotAuthorised, VersionConflict, StorageFailed: see `random_inspection.workflows.acts.perform`.
    """

    def change(work: Work[Any]) -> Stored[Report]:
        inspection = work.get(Inspection, inspection_id).value
        task = work.get(Task, inspection.task_id).value
        work.allow({"team": inspection.inspectors})
        summary = summary_of(inspection, task)
        page = summary_page(summary, facts, recipient=inspection.unit, on=day_in_beijing(work.at))
        report = Report(
            kind=ReportKind.SUMMARY,
            task_id=task.task_id,
            inspection_id=inspection_id,
            recipient=inspection.unit,
            text=to_markdown(page),
            submitted=work.mark(),
        )
        return _submit(work, report)

    return perform(Act.SUMMARY_SUBMIT, order, Subject(kind="inspection", key=inspection_id), change, **ports)


def submit_report(
    order: Order,
    task_id: str,
    kind: ReportKind,
    *,
    recipient: str,
    facts: RegisterFacts,
    compare_with: str | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Report]:
    """Submit the analysis of a task, or the final report on it; again, it is the next version.

    Clause: 二(八) 报告, 三(五) 汇总

    Args:
        order: who orders it, under which command.
        task_id: the task.
        kind: `ReportKind.ANALYSIS` or `ReportKind.FINAL`.
        recipient: to whom it goes, such as 局领导.
        facts: what the registers know: names, districts, and risk classes, which only the analysis tells.
        compare_with: the last task, to compare with; None where there is none.
        **ports: see `random_inspection.workflows.acts.perform`.

    Raises:
        InvalidInput: a summary, or a comparison with the task itself.
        MoveRefused: the task's draw is not confirmed, or the final report lacks outcomes or summaries: all of them.
        NotStored, NotAuthorised, VersionConflict, StorageFailed: see `random_inspection.workflows.acts.perform`.
    """
    if kind is ReportKind.SUMMARY:
        raise InvalidInput(OF_AN_INSPECTION.at(Where(path="kind")))
    if compare_with == task_id:
        raise InvalidInput(SAME_TASK.at(Where(path="compare_with"), task=task_id))

    def change(work: Work[Any]) -> Stored[Report]:
        task = work.get(Task, task_id).value
        inspections = [stored.value for stored in work.unit.records.find(Inspection, task=task_id)]
        reports = [stored.value for stored in work.unit.records.find(Report, task=task_id)]
        if problems := report_problems(kind, task, inspections, reports):
            raise MoveRefused(*problems)
        page = _task_page(
            work, task, inspections, kind=kind, recipient=recipient, facts=facts, compare_with=compare_with
        )
        text = to_markdown(page)
        report = Report(kind=kind, task_id=task_id, recipient=recipient, text=text, submitted=work.mark())
        return _submit(work, report)

    return perform(Act.REPORT_SUBMIT, order, Subject(kind="task", key=task_id), change, **ports)


def _task_page(
    work: Work[Any],
    task: Task,
    inspections: list[Inspection],
    *,
    kind: ReportKind,
    recipient: str,
    facts: RegisterFacts,
    compare_with: str | None,
) -> Document:
    before: list[Inspection] | None = None
    compared = None
    if compare_with is not None:
        compared = work.get(Task, compare_with).value.title
        before = [stored.value for stored in work.unit.records.find(Inspection, task=compare_with)]
    analysis = analysis_of(inspections, facts, before=before, as_of=day_in_beijing(work.at))
    if kind is ReportKind.FINAL:
        return final_page(FinalReport(task=task, analysis=analysis, compared_with=compared), facts, recipient=recipient)
    whole = UnitAnalysis(task=task, analysis=analysis, compared_with=compared)
    return analysis_page(whole, facts, recipient=recipient)


def _submit(work: Work[Any], report: Report) -> Stored[Report]:
    if work.unit.records.get(Report, report.key) is None:
        return work.create(report)
    return work.update(work.get(Report, report.key), report)
