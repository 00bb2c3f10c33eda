"""What reports tell: the summary of an inspection, the unit's analysis, the final report (二(八), 三(五))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import attrs

from random_inspection.domain.fieldwork import Conclusion, OnSiteRecord
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.items import Method
from random_inspection.domain.plans import Task
from random_inspection.errors import MoveRefused, read_only
from random_inspection.rules.reporting.analysis import Analysis, Case, analyse, standing
from random_inspection.rules.reporting.summaries import summary_problems


@attrs.frozen(kw_only=True)
class RegisterFacts:
    """What the list and the directories know of what reports are about; what is not there is told by its code.

    Attributes:
        items: names of items by code.
        people: names of inspectors by identifier.
        districts: districts of targets by identifier.
        classes: risk classes of targets by identifier, for internal reports alone.
    """

    items: Mapping[str, str] = attrs.field(factory=dict, converter=read_only)
    people: Mapping[str, str] = attrs.field(factory=dict, converter=read_only)
    districts: Mapping[str, str] = attrs.field(factory=dict, converter=read_only)
    classes: Mapping[str, str] = attrs.field(factory=dict, converter=read_only)

    def item(self, code: str) -> str:
        """Return the name of an item."""
        return self.items.get(code, code)

    def person(self, inspector_id: str) -> str:
        """Return the name of an inspector."""
        return self.people.get(inspector_id, inspector_id)


@attrs.frozen(kw_only=True)
class InspectionSummary:
    """The summary of an inspection (检查小结, clause 二(八)): time, content, situation on site, opinions and suggestions.

    Attributes:
        inspection: the inspection.
        task: its task.
        method: how it was held; None where nobody chose a method.
        record: its on-site record: time, place, content, situation.
        conclusion: its conclusion: results by item, opinion, suggestions.
    """

    inspection: Inspection
    task: Task
    method: Method | None
    record: OnSiteRecord
    conclusion: Conclusion


@attrs.frozen(kw_only=True)
class UnitAnalysis:
    """The unit's analysis of a task (汇总、分析, clause 三(五)).

    Attributes:
        task: the task.
        analysis: the results of its groups, put together.
        compared_with: title of the last task that it is compared with; None where there is none.
    """

    task: Task
    analysis: Analysis
    compared_with: str | None = None


@attrs.frozen(kw_only=True)
class FinalReport(UnitAnalysis):
    """The final report on a task to the heads of the bureau (最终报告, clause 二(八))."""


def summary_of(inspection: Inspection, task: Task) -> InspectionSummary:
    """Return the summary of an inspection.

    Clause: 二(八) 小结

    Raises:
        MoveRefused: it cannot be written yet, with everything that is missing.
    """
    problems, conclusion = summary_problems(inspection), standing(inspection)
    if problems or inspection.record is None or conclusion is None:
        raise MoveRefused(*problems)
    return InspectionSummary(
        inspection=inspection,
        task=task,
        method=inspection.approach.method if inspection.approach else None,
        record=inspection.record,
        conclusion=conclusion,
    )


def analysis_of(
    inspections: Iterable[Inspection],
    facts: RegisterFacts,
    *,
    before: Iterable[Inspection] | None = None,
    as_of: dt.date,
) -> Analysis:
    """Return the analysis of a task's inspections, with district and risk class from the registers.

    Clause: 三(五) 汇总

    Args:
        inspections: all inspections of the task.
        facts: what the registers know.
        before: the inspections of the last task; None where there is none to compare with.
        as_of: the day it is made.
    """
    cases = (
        Case(
            inspection=one,
            district=facts.districts.get(one.target_id),
            risk_class=facts.classes.get(one.target_id),
        )
        for one in inspections
    )
    return analyse(cases, before=before, as_of=as_of)
