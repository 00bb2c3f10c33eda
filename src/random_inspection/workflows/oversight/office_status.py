"""How an office stands on a day: its directories and cases, what is due and what is stuck, and the year's coverage."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from operator import attrgetter

import attrs

from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.notices import Notice
from random_inspection.domain.plans import Task, TaskState
from random_inspection.domain.recusals import RecusalRequest, RecusalState
from random_inspection.domain.registers import Movement, TargetEntry
from random_inspection.domain.reports import Report, ReportKind, report_key
from random_inspection.errors import read_only
from random_inspection.ports import Store, Unit
from random_inspection.rules.casework.dues import DuePolicy
from random_inspection.rules.casework.stuck import (
    OPEN_NOTICES,
    OPEN_TASKS,
    Stuck,
    stuck_notice,
    stuck_recusal,
    stuck_task,
)
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.workflows.oversight.due_lists import DueList, dues_in


@attrs.frozen(kw_only=True)
class DistrictCoverage:
    """How much of a district was inspected in a year.

    Attributes:
        district: the district (行政区划); None for the targets without one.
        targets: how many targets the directory has there.
        inspected: how many of them had an inspection in the year, each counted once.
    """

    district: str | None
    targets: int
    inspected: int


@attrs.frozen(kw_only=True)
class OfficeStatus:
    """How an office stands.

    Attributes:
        on: the day.
        targets: how many targets there are, by what last happened to them, and of these by kind.
        tasks: how many tasks, by state.
        inspections: how many inspections, by state.
        dues: what has to be done.
        stuck: what waits for somebody, the longest waiting in front.
        coverage: the year's coverage, by district; targets that left the directory are not in it.
    """

    on: dt.date
    targets: Mapping[Movement, Mapping[str, int]] = attrs.field(converter=read_only)
    tasks: Mapping[TaskState, int] = attrs.field(converter=read_only)
    inspections: Mapping[InspectionState, int] = attrs.field(converter=read_only)
    dues: DueList
    stuck: tuple[Stuck, ...]
    coverage: tuple[DistrictCoverage, ...]


def office_status(on: dt.date, *, store: Store, index: WorkIndex, policy: DuePolicy | None = None) -> OfficeStatus:
    """Return how an office stands on a day, all of it at one moment of the store.

    Clause: 三(五) 期限

    Counts come from what the store is asked about; only what is open is read. An inspection counts for the year in which
    it ended, by Beijing time.

    Args:
        on: the day as of which; its year is the one of the coverage.
        store: where the records are.
        index: the working days to count on.
        policy: how long things may take; None for the 20 working days to publish alone.

    Raises:
        InvalidInput: the calendar ends before a deadline.
        StorageFailed: the store failed.
    """
    with store.view() as view:
        targets = view.records.count(TargetEntry, "movement", "kind", "district")
        return OfficeStatus(
            on=on,
            targets=_by_kind(targets),
            tasks={TaskState(str(state)): many for (state,), many in view.records.count(Task, "state").items()},
            inspections={
                InspectionState(str(state)): many for (state,), many in view.records.count(Inspection, "state").items()
            },
            dues=dues_in(view, on, index=index, policy=policy or DuePolicy()),
            stuck=tuple(sorted(_stuck(view, on), key=attrgetter("since", "subject.kind", "subject.key", "kind"))),
            coverage=_coverage(view, targets, on.year),
        )


_Targets = Mapping[tuple[str | None, ...], int]
"""How many targets there are, by movement, kind and district."""


def _by_kind(targets: _Targets) -> Mapping[Movement, Mapping[str, int]]:
    found: defaultdict[Movement, Counter[str]] = defaultdict(Counter)
    for (movement, kind, _), many in targets.items():
        found[Movement(str(movement))][str(kind)] += many
    return found


def _coverage(view: Unit, targets: _Targets, year: int) -> tuple[DistrictCoverage, ...]:
    inspected = [str(target) for (target,) in view.records.count(Inspection, "target", year=str(year))]
    of_inspected = view.records.fields(TargetEntry, inspected, "movement", "district").values()
    reached = Counter(district for movement, district in of_inspected if movement != Movement.GONE)
    there: Counter[str | None] = Counter()
    for (movement, _, district), many in targets.items():
        if movement != Movement.GONE:
            there[district] += many
    return tuple(
        DistrictCoverage(district=district, targets=there[district], inspected=reached[district])
        for district in sorted(there, key=lambda one: (one is None, one or ""))
    )


def _stuck(view: Unit, on: dt.date) -> Iterator[Stuck]:
    for state in OPEN_TASKS:
        for task in view.records.find(Task, until=None, state=state):
            yield from stuck_task(task.value, _reports(view, task.value), on=on)
    for notice_state in OPEN_NOTICES:
        for notice in view.records.find(Notice, until=None, state=notice_state):
            yield from stuck_notice(notice.value, on=on)
    for request in view.records.find(RecusalRequest, until=None, state=RecusalState.ASKED):
        yield from stuck_recusal(request.value, on=on)


def _reports(view: Unit, task: Task) -> frozenset[ReportKind]:
    keys = {report_key(kind, task.task_id): kind for kind in (ReportKind.ANALYSIS, ReportKind.FINAL)}
    return frozenset(keys[key] for key in view.records.fields(Report, keys, "task"))
