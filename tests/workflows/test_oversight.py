"""What is due in an office, listed from its records."""

import datetime as dt

import pytest
from office_acts import office, order

from random_inspection.adapters.memory import MemoryStore
from random_inspection.domain.acts import Act, Actor, Mark, Order, Role, Subject
from random_inspection.domain.fieldwork import Entry, OnSiteRecord
from random_inspection.domain.inspections import Inspection, TeamSeat
from random_inspection.domain.plans import Task, TaskType
from random_inspection.ports import Stored
from random_inspection.rules.casework.dues import DueKind, DueState
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.rules.working_days.layers import layered
from random_inspection.rules.working_days.notices import Notice
from random_inspection.testing import MemoryBundles
from random_inspection.workflows.acts import Work, perform
from random_inspection.workflows.casework.tasks import cancel_task
from random_inspection.workflows.oversight.due_lists import list_dues, recompute_dues

CST = dt.timezone(dt.timedelta(hours=8))
MARK = Mark(by="赵", at=dt.datetime(2026, 12, 1, 9, tzinfo=CST))
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
    drafted=MARK,
)


def _index(*years: int) -> WorkIndex:
    notices = [Notice(number=str(year), year=year, off={dt.date(year, 1, 1): "元旦"}, worked={}) for year in years]
    return WorkIndex.of(
        layered(base=notices, statutory={year: {dt.date(year, 1, 1): ("元旦",)} for year in (2026, 2027)})
    )


def _inspection(target: str, *, unit: str = "监察大队", by: str = "钱", ended: int | None = None) -> Inspection:
    record = None
    if ended:
        at = dt.datetime(2026, 12, ended, 11, tzinfo=CST)
        record = OnSiteRecord(began_at=at, ended_at=at, place="东街", content="台账", situation="齐全", written=MARK)
    return Inspection(
        inspection_id=f"2026-7:{target}",
        task_id="2026-7",
        target_id=target,
        target_name=target,
        items=("劳动-01",),
        unit=unit,
        team=(TeamSeat(seat="组长", inspector_id=by),),
        assigned=MARK,
        entry=Entry(began=MARK) if ended else None,
        record=record,
    )


def _store(*inspections: Inspection) -> MemoryStore:
    store = MemoryStore()

    def change(work: Work[object]) -> Stored[object]:
        for one in inspections:
            work.create(one)
        return work.create(TASK)

    perform(Act.TASK_CONFIRM, order("1"), Subject(kind="task", key="2026-7"), change, **office(store))
    return store


def _kinds(on: dt.date, **only: str) -> dict[DueState, list[str]]:
    store = _store(_inspection("甲店", ended=2), _inspection("乙店", unit="二科", by="孙"))
    found = list_dues(on, store=store, index=_index(2026, 2027), **only)  # type: ignore[arg-type]
    return {state: [f"{due.inspection_id} {due.kind}" for due in dues] for state, dues in found.by_state.items()}


@pytest.mark.clause("三(五) 期限")
def test_what_is_overdue_stands_before_what_is_not() -> None:
    """The list of an office tells what is overdue, soon due, later due and undated, in this order."""
    assert _kinds(dt.date(2026, 12, 21)) == {
        DueState.OVERDUE: ["2026-7:乙店 完成检查"],
        DueState.OPEN: ["2026-7:甲店 公示检查结果"],
        DueState.UNDATED: ["2026-7:甲店 作出检查结论"],
    }


def test_a_unit_and_a_person_see_their_own() -> None:
    """A unit sees what it handles, a person what they have a seat in, also after they left."""
    assert _kinds(dt.date(2026, 12, 1), unit="二科") == {DueState.OPEN: ["2026-7:乙店 完成检查"]}
    assert _kinds(dt.date(2026, 12, 1), person="孙") == {DueState.OPEN: ["2026-7:乙店 完成检查"]}
    assert _kinds(dt.date(2026, 12, 1), person="无") == {}


def test_all_dues_come_in_the_order_of_their_days() -> None:
    """Over all states, what is to be done first comes first, and what has no day last."""
    store = _store(_inspection("甲店", ended=2), _inspection("乙店"))
    days = [due.earliest for due in list_dues(dt.date(2026, 12, 1), store=store, index=_index(2026, 2027)).all]
    assert days == [dt.date(2026, 12, 20), dt.date(2026, 12, 30), None]


def test_a_new_notice_counts_at_once_and_says_what_moved() -> None:
    """When the calendar learns a year, every due that it moves is listed with both ranges."""
    store = _store(_inspection("甲店", ended=20), _inspection("乙店"))
    (change,) = recompute_dues(dt.date(2026, 12, 21), store=store, before=_index(2026), after=_index(2026, 2027))
    assert (change.before.inspection_id, change.before.kind) == ("2026-7:甲店", DueKind.PUBLICATION)
    assert change.before.earliest != change.before.latest
    assert change.after.earliest == change.after.latest


@pytest.mark.clause("三(五) 期限")
def test_what_was_begun_is_listed_after_its_task_is_cancelled() -> None:
    """Cancelling takes the visits off the list that nobody began, and leaves what was begun."""
    store = _store(_inspection("甲店", ended=2), _inspection("乙店"))
    chief = Order(actor=Actor(actor_id="局长孙", roles=(Role.BUREAU_HEAD,)), command="取消")
    cancel_task(chief, "2026-7", reason="机构调整", bundles=MemoryBundles(), **office(store))
    found = list_dues(dt.date(2026, 12, 3), store=store, index=_index(2026, 2027)).all
    assert {(due.inspection_id, due.kind) for due in found} == {
        ("2026-7:甲店", DueKind.CONCLUSION),
        ("2026-7:甲店", DueKind.PUBLICATION),
    }
