"""What has to be done by when, from an inspection as it stands."""

import datetime as dt

import attrs
import pytest

from random_inspection.domain.acts import Mark
from random_inspection.domain.fieldwork import (
    Conclusion,
    Emergency,
    Entry,
    Finding,
    OnSiteRecord,
    ResultCode,
    Review,
)
from random_inspection.domain.follow_up import Disposal, DisposalKind, Transfer
from random_inspection.domain.inspections import Inspection, Struck, TeamSeat
from random_inspection.domain.plans import Task, TaskType
from random_inspection.errors import InvalidInput
from random_inspection.rules.casework.dues import (
    Due,
    DueKind,
    DuePolicy,
    DueState,
    day_in_beijing,
    due_changes,
    dues_of,
)
from random_inspection.rules.working_days.calendar import DayKind
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.rules.working_days.deadlines import Period
from random_inspection.rules.working_days.layers import layered
from random_inspection.rules.working_days.notices import Notice

CST = dt.timezone(dt.timedelta(hours=8))


def _index(*years: int) -> WorkIndex:
    notices = [Notice(number=str(year), year=year, off={dt.date(year, 1, 1): "元旦"}, worked={}) for year in years]
    return WorkIndex.of(
        layered(base=notices, statutory={year: {dt.date(year, 1, 1): ("元旦",)} for year in (2026, 2027)})
    )


INDEX = _index(2026, 2027)
AS_OF = dt.date(2026, 12, 1)


def _mark(day: int = 1, hour: int = 9) -> Mark:
    return Mark(by="赵", at=dt.datetime(2026, 12, day, hour, tzinfo=CST))


TASK = Task(
    task_id="2026-7",
    title="工资支付检查",
    ground="专项整治",
    type=TaskType.UNTARGETED,
    agencies=("人社局",),
    unit="监察大队",
    items=("劳动-01",),
    scope="餐饮业",
    ratio="5%",
    first_day=dt.date(2026, 12, 1),
    last_day=dt.date(2026, 12, 20),
    drafted=_mark(),
)
ASSIGNED = Inspection(
    inspection_id="2026-7:甲店",
    task_id="2026-7",
    target_id="甲店",
    target_name="甲店",
    items=("劳动-01",),
    unit="监察大队",
    team=(TeamSeat(seat="组长", inspector_id="钱"), TeamSeat(seat="组员", inspector_id="孙")),
    assigned=_mark(),
)
RECORD = OnSiteRecord(
    began_at=_mark(2).at, ended_at=_mark(2, 11).at, place="东街1号", content="台账", situation="齐全", written=_mark(2)
)
HELD = attrs.evolve(ASSIGNED, entry=Entry(began=_mark(2)), record=RECORD)
CONCLUSION = Conclusion(
    findings=(Finding(item="劳动-01", results=(ResultCode.NO_PROBLEM,)),), opinion="无", concluded=_mark(3)
)


def _dues(inspection: Inspection, task: Task | None = TASK, policy: DuePolicy | None = None) -> dict[DueKind, Due]:
    found = dues_of(inspection, task, policy=policy or DuePolicy(), index=INDEX, as_of=AS_OF)
    return {due.kind: due for due in found}


@pytest.mark.clause("三(五) 期限")
def test_the_result_is_due_twenty_working_days_after_the_end() -> None:
    """The period runs from the day on which the inspection ended, by Beijing time."""
    due = _dues(HELD)[DueKind.PUBLICATION]
    assert (due.since, due.earliest, due.latest) == (dt.date(2026, 12, 2), dt.date(2026, 12, 30), dt.date(2026, 12, 30))


def test_a_visit_is_due_by_the_end_of_the_window() -> None:
    """Whoever is drawn and not visited is due by the last day of the task."""
    assert _dues(ASSIGNED)[DueKind.VISIT].earliest == TASK.last_day
    assert DueKind.VISIT not in _dues(HELD)


def test_what_was_begun_stays_due_when_the_task_is_cancelled() -> None:
    """Cancelling a task ends the visits that did not begin, and forgets nothing of those that did."""
    cancelled = attrs.evolve(TASK, cancelled=_mark(9))
    assert _dues(ASSIGNED, cancelled) == {}
    assert DueKind.VISIT in _dues(attrs.evolve(ASSIGNED, entry=Entry(began=_mark(2))), cancelled)
    assert DueKind.PUBLICATION in _dues(HELD, cancelled)


def test_nothing_is_due_of_who_was_struck_out() -> None:
    """A target that is gone is visited no more."""
    gone = attrs.evolve(ASSIGNED, struck=Struck(made=_mark(), evidence=("e" * 64,)))
    assert _dues(gone) == {}


def test_a_published_result_is_due_no_more_and_its_correction_is() -> None:
    """A correction is due from the day on which it was concluded, however often it was returned since."""
    published = attrs.evolve(CONCLUSION, review=Review(made=_mark(4), passed=True), published=_mark(5))
    assert _dues(attrs.evolve(HELD, conclusions=(published,))) == {}
    first = attrs.evolve(CONCLUSION, concluded=_mark(8), review=Review(made=_mark(9), passed=False))
    second = attrs.evolve(CONCLUSION, concluded=_mark(10))
    dues = _dues(attrs.evolve(HELD, conclusions=(published, first, second)))
    assert dues[DueKind.PUBLICATION].since == dt.date(2026, 12, 8)
    assert dues[DueKind.REVIEW].since == dt.date(2026, 12, 10)


def test_disposals_transfers_and_emergencies_are_due_until_they_end() -> None:
    """A disposal is due on the day that was set for it; what has no day is listed as undated."""
    order = Disposal(
        disposal_id="1", kind=DisposalKind.ORDER_TO_CORRECT, content="补发", due=dt.date(2026, 12, 9), ordered=_mark(3)
    )
    handed = Disposal(
        disposal_id="2",
        kind=DisposalKind.TO_POLICE,
        content="拒不支付",
        ordered=_mark(3),
        transfer=Transfer(receiver="公安局", handed_over=("卷宗",)),
        finished=_mark(4),
    )
    emergency = Emergency(ground="群体事件", declared=_mark(2))
    dues = _dues(attrs.evolve(HELD, disposals=(order, handed), emergency=emergency))
    assert dues[DueKind.DISPOSAL].earliest == dt.date(2026, 12, 9)
    assert dues[DueKind.TRANSFER_RECEIPT].part == "2"
    assert dues[DueKind.EMERGENCY_REPORT].state(AS_OF, 5) is DueState.UNDATED


def test_the_policy_sets_further_periods() -> None:
    """What the office sets a period for is counted from its event."""
    policy = DuePolicy(periods={DueKind.CONCLUSION: Period(amount=5, unit="working-days", basis="本局规定")})
    assert _dues(HELD, policy=policy)[DueKind.CONCLUSION].earliest == dt.date(2026, 12, 9)
    assert _dues(HELD, policy=policy)[DueKind.PUBLICATION].earliest is None


def test_a_period_of_nothing_is_refused() -> None:
    """A misspelt kind would never be due; it is refused with the kinds that there are."""
    with pytest.raises(InvalidInput, match="公示检查结果"):
        DuePolicy(periods={"公示": Period(amount=5, unit="working-days", basis="本局规定")})


@pytest.mark.parametrize(
    ("day", "state"),
    [(24, DueState.OPEN), (25, DueState.SOON), (30, DueState.SOON), (31, DueState.OVERDUE)],
)
def test_a_due_is_overdue_on_the_day_after(day: int, state: DueState) -> None:
    """On its last day something is soon due, and overdue from the next day on."""
    assert _dues(HELD)[DueKind.PUBLICATION].state(dt.date(2026, 12, day), 5) is state


def test_a_notice_of_the_next_year_moves_what_runs_into_it() -> None:
    """While 2027 is not known the day is a range; with its notice it is one day, and the change is listed."""
    late = attrs.evolve(HELD, record=attrs.evolve(RECORD, began_at=_mark(20).at, ended_at=_mark(20).at))
    before = dues_of(late, TASK, policy=DuePolicy(), index=_index(2026), as_of=AS_OF)
    after = dues_of(late, TASK, policy=DuePolicy(), index=INDEX, as_of=AS_OF)
    assert INDEX.calendar.status(dt.date(2027, 1, 4)).kind is DayKind.WORK
    (change,) = due_changes(before, after)
    assert change.before.earliest != change.before.latest
    assert change.after.earliest == change.after.latest


def test_a_late_evening_in_utc_is_the_next_day_in_beijing() -> None:
    """A moment belongs to the day that it is in Beijing, also over the end of a year."""
    assert day_in_beijing(dt.datetime(2026, 12, 31, 16, tzinfo=dt.UTC)) == dt.date(2027, 1, 1)
