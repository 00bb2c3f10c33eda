"""When a report about a task can be submitted, and what is missing (分析, 报告, clauses 二(八), 三(五))."""

from __future__ import annotations

from collections.abc import Sequence

from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import Task, TaskState
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.errors import Message, Problem, Where
from random_inspection.rules.casework.task_moves import UNVISITED, unvisited
from random_inspection.rules.reporting.analysis import standing
from random_inspection.rules.reporting.summaries import summaries_missing

REPORT_STATES = (TaskState.CONFIRMED, TaskState.CLOSED)

REPORT_NOT_IN_STATE = Message(
    "report-not-in-state",
    "the task {task!r} is {state}, and a {kind} is submitted while it is {expected}: {todo}",
    "任务“{task}”的状态为“{state}”，{kind}应在“{expected}”时提交：{todo_zh}",
)
NO_INSPECTIONS = Message(
    "report-without-inspections",
    "the task {task!r} has no inspections to report on; confirm its draw first",
    "任务“{task}”没有检查可供汇总；请先确认抽取结果",
)
WITHOUT_OUTCOME = Message(
    "report-without-outcome",
    "the inspection {inspection!r} is {state} and has no conclusion that stands; finish it before the final report",
    "检查“{inspection}”的状态为“{state}”，尚无有效结论；请完成后再提交最终报告",
)
WITHOUT_SUMMARY = Message(
    "report-without-summary",
    "the inspection {inspection!r} has no summary of its last conclusion; have its team submit one first",
    "检查“{inspection}”没有针对最近一次结论的检查小结；请检查组先提交小结",
)
_OVER = {
    TaskState.CANCELLED: ("it was cancelled, and the trail says why", "任务已取消，原因见留痕"),
    TaskState.ARCHIVED: ("its file is closed", "档案已经封存"),
}
_EARLIER = ("draw, and have the draw confirmed", "请先抽取并确认抽取结果")


def report_problems(
    kind: ReportKind, task: Task, inspections: Sequence[Inspection], reports: Sequence[Report]
) -> list[Problem]:
    """Return everything why a report about a task cannot be submitted now; nothing where it can.

    What nobody has visited yet is counted, and not named.

    Clause: 二(八) 报告, 三(五) 汇总

    Args:
        kind: an analysis, which may be made while inspections go on, or the final report, which may not.
        task: the task.
        inspections: all inspections of it.
        reports: the reports about it and its inspections.
    """
    if task.state not in REPORT_STATES:
        todo, todo_zh = _OVER.get(task.state, _EARLIER)
        expected = "、".join(REPORT_STATES)
        words = {"kind": kind, "expected": expected, "todo": todo, "todo_zh": todo_zh}
        return [REPORT_NOT_IN_STATE.at(Where(path="state"), task=task.task_id, state=task.state, **words)]
    if not inspections:
        return [NO_INSPECTIONS.at(task=task.task_id)]
    if kind is ReportKind.ANALYSIS:
        return []
    open_ones = [one for one in inspections if one.struck is None and standing(one) is None]
    begun = [one for one in open_ones if one.state not in UNVISITED]
    without = set(summaries_missing(inspections, reports)) - {one.inspection_id for one in open_ones}
    return [
        *(WITHOUT_OUTCOME.at(inspection=one.inspection_id, state=one.state) for one in begun),
        *unvisited(open_ones),
        *(WITHOUT_SUMMARY.at(inspection=key) for key in sorted(without)),
    ]
