"""Which summaries are missing, and whether one can be written yet (检查小结, clause 二(八))."""

from __future__ import annotations

from collections.abc import Iterable

from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.errors import Message, Problem, Where
from random_inspection.rules.reporting.analysis import standing

NO_SUMMARY_YET = Message(
    "summary-too-early",
    "the inspection {inspection!r} is {state} and has no {missing} yet; write that first, then the summary",
    "检查“{inspection}”的状态为“{state}”，尚无{missing_zh}；请先补齐，再提交小结",
)
SUMMARY_NOT_NOW = Message(
    "summary-not-in-state",
    "the inspection {inspection!r} is {state}, and its summary waits for a conclusion that stands: {todo}",
    "检查“{inspection}”的状态为“{state}”，不能提交小结：{todo_zh}",
)
_NOT_NOW = {
    InspectionState.RETURNED: ("conclude it again first", "请先按退回意见重新作出结论"),
    InspectionState.STRUCK_OUT: ("what was struck out has no summary", "已剔除的对象没有小结"),
    InspectionState.ARCHIVED: ("its file is closed", "档案已经封存"),
}


def summary_problems(inspection: Inspection) -> list[Problem]:
    """Return everything why a summary of `inspection` cannot be submitted now; nothing where it can.

    Clause: 二(八) 小结
    """
    state, key = inspection.state, inspection.inspection_id
    if state in _NOT_NOW:
        todo, todo_zh = _NOT_NOW[state]
        return [SUMMARY_NOT_NOW.at(inspection=key, state=state, todo=todo, todo_zh=todo_zh)]
    needed = (
        ("record", inspection.record, "on-site record", "现场检查记录"),
        ("conclusions", inspection.conclusions or None, "conclusion", "检查结论"),
    )
    return [
        NO_SUMMARY_YET.at(Where(path=path), inspection=key, state=state, missing=en, missing_zh=zh)
        for path, found, en, zh in needed
        if found is None
    ]


def outdated(inspection: Inspection, report: Report) -> bool:
    """Return whether a conclusion that came after `report` was submitted stands now."""
    conclusion = standing(inspection)
    return conclusion is not None and report.submitted.at < conclusion.concluded.at


def summaries_missing(inspections: Iterable[Inspection], reports: Iterable[Report]) -> tuple[str, ...]:
    """Return the identifiers of the inspections that lack a summary, or whose summary tells a conclusion that was replaced.

    Clause: 二(八) 小结

    Args:
        inspections: of a task; those that were struck out need none.
        reports: that were submitted; only summaries count.
    """
    told = {one.inspection_id: one for one in reports if one.kind is ReportKind.SUMMARY}
    return tuple(
        one.inspection_id
        for one in inspections
        if one.struck is None and ((summary := told.get(one.inspection_id)) is None or outdated(one, summary))
    )
