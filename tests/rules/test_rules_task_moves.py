"""The moves of plans and tasks, as pure functions."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from random_inspection.domain.acts import Mark
from random_inspection.domain.fieldwork import Entry
from random_inspection.domain.inspections import Inspection, Struck
from random_inspection.domain.items import ItemList, Method
from random_inspection.domain.plans import AnnualPlan, Task, TaskAnnouncement, TaskDraw, TaskState, TaskType
from random_inspection.errors import MoveRefused
from random_inspection.rules.casework import task_moves as moves
from random_inspection.rules.grounds import Window
from random_inspection.rules.reporting.report_moves import WITHOUT_SUMMARY
from random_inspection.rules.samples import ITEM

MARK = Mark(by="赵", at=dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), note="缘由")
PLAN = AnnualPlan(plan_id="P", title="计划", year=2026, agency="人社局", items=("劳动-01",), drafted=MARK)
ANNOUNCEMENT = TaskAnnouncement(draw_id="T", digest="0" * 64, made=MARK)
DRAW = TaskDraw(digest="1" * 64, made=MARK)
MOVES: dict[TaskState, Callable[[Task], Task]] = {
    TaskState.APPROVED: lambda task: moves.approve(task, MARK),
    TaskState.ANNOUNCED: lambda task: moves.announce(task, ANNOUNCEMENT),
    TaskState.DRAWN: lambda task: moves.draw(task, DRAW),
    TaskState.CONFIRMED: lambda task: moves.confirm(task, MARK),
    TaskState.CLOSED: lambda task: moves.close(task, [], MARK),
    TaskState.ARCHIVED: lambda task: moves.archive(task, MARK),
    TaskState.CANCELLED: lambda task: moves.cancel(task, MARK),
}
ORDER = [state for state in TaskState if state not in (TaskState.DRAFT, TaskState.CANCELLED)]


def _task(**changes: Any) -> Task:
    task = Task(
        task_id="T",
        title="任务",
        plan_id="P",
        type=TaskType.UNTARGETED,
        agencies=("人社局",),
        unit="监察科",
        items=("劳动-01",),
        scope="全县",
        ratio="3%",
        first_day=dt.date(2026, 3, 1),
        last_day=dt.date(2026, 3, 31),
        drafted=MARK,
    )
    return attrs.evolve(task, **changes)


def _in(state: TaskState) -> Task:
    task = _task()
    if state is TaskState.CANCELLED:
        return moves.cancel(task, MARK)
    for one in ORDER[: ORDER.index(state) + 1] if state in ORDER else []:
        task = MOVES[one](task)
    return task


def _refused(call: Callable[[], object]) -> list[str]:
    with pytest.raises(MoveRefused) as caught:
        call()
    return [one.code for one in caught.value.problems]


@pytest.mark.parametrize("wanted", list(MOVES))
@pytest.mark.parametrize("state", list(TaskState))
def test_the_table_alone_decides_where_a_task_moves(state: TaskState, wanted: TaskState) -> None:
    """From every state to every state: what the table has happens, anything else is refused with both names."""
    task = _in(state)
    if state in moves.MOVES[wanted]:
        assert MOVES[wanted](task).state is wanted
        return
    with pytest.raises(MoveRefused) as caught:
        MOVES[wanted](task)
    text = caught.value.text("zh")
    code = "task-moved-already" if state is wanted else "task-move"
    assert (caught.value.code, state in text, wanted in text) == (code, True, True)


def test_a_plan_is_approved_once() -> None:
    """A second approval is refused."""
    plan = moves.approve_plan(PLAN, MARK)
    assert _refused(lambda: moves.approve_plan(plan, MARK)) == ["plan-move"]


@pytest.mark.clause("三(一) 计划")
def test_a_task_of_a_plan_says_all_that_does_not_fit() -> None:
    """A draft plan, a foreign item and another year are found at once."""
    task = _task(items=("劳动-01", "消防-09"), first_day=dt.date(2027, 1, 1), last_day=dt.date(2027, 1, 2))
    assert _refused(lambda: moves.draft(task, PLAN)) == [
        "plan-not-approved",
        "task-item-outside-plan",
        "task-outside-plan-year",
    ]


def test_a_task_beside_the_plans_asks_no_plan() -> None:
    """With a ground of its own it is free of them."""
    task = _task(plan_id=None, ground="转办交办")
    assert moves.draft(task, None) is task


@pytest.mark.clause("二(三) 清单")
@pytest.mark.parametrize(
    ("items", "last", "codes"),
    [
        (("劳动-01",), dt.date(2026, 12, 31), []),
        (("消防-09",), dt.date(2026, 12, 31), ["item-not-listed"]),
        (("劳动-01",), dt.date(2027, 1, 1), ["item-not-in-force"]),
    ],
)
def test_items_are_listed_and_in_force_on_every_day(items: tuple[str, ...], last: dt.date, codes: list[str]) -> None:
    """A window that ends after the list, and an item that is not in it, are refused; the last day is in."""
    listed = ItemList(version="1", in_force_from=dt.date(2026, 1, 1), in_force_to=dt.date(2026, 12, 31), items=(ITEM,))
    window = Window(first=dt.date(2026, 12, 1), last=last)
    assert [one.code for one in moves.unlisted(items, [listed], window)] == codes


def test_a_new_version_of_the_list_does_not_interrupt_an_item() -> None:
    """In two versions that follow on one another an item is in force throughout; with a day between it is not."""
    first = ItemList(version="1", in_force_from=dt.date(2026, 1, 1), in_force_to=dt.date(2026, 6, 30), items=(ITEM,))
    window = Window(first=dt.date(2026, 6, 1), last=dt.date(2026, 7, 31))
    for day, codes in ((1, []), (2, ["item-not-in-force"])):
        second = ItemList(version="2", previous="1", in_force_from=dt.date(2026, 7, day), items=(ITEM,))
        assert [one.code for one in moves.unlisted(["劳动-01"], [first, second], window)] == codes


def test_a_plan_needs_an_item_on_some_day_of_its_year() -> None:
    """An item that begins on 31 December is in the plan's year, one of the next year is not."""
    for day, codes in ((dt.date(2026, 12, 31), []), (dt.date(2027, 1, 1), ["item-not-in-force"])):
        listed = ItemList(version="1", in_force_from=day, items=(ITEM,))
        assert [one.code for one in moves.unlisted_in_year(["劳动-01"], [listed], 2026)] == codes


@pytest.mark.parametrize("note", [None, " "])
def test_nothing_is_cancelled_without_a_reason(note: str | None) -> None:
    """No reason, or a blank one, is refused; together with a state that does not allow it."""
    silent = attrs.evolve(MARK, note=note)
    assert _refused(lambda: moves.cancel(_task(), silent)) == ["task-cancel-reason"]
    assert _refused(lambda: moves.cancel(_in(TaskState.CLOSED), silent)) == ["task-move", "task-cancel-reason"]


def test_a_cancelled_task_keeps_announcement_and_outcome() -> None:
    """Cancelling takes nothing away, and nothing can be drawn under the announcement afterwards."""
    task = moves.cancel(_in(TaskState.DRAWN), MARK)
    assert (task.announcement, task.draw) == (ANNOUNCEMENT, DRAW)
    assert _refused(lambda: moves.draw(task, DRAW)) == ["task-move"]


@pytest.mark.clause("三(二) 检查")
def test_closing_names_every_target_without_outcome() -> None:
    """Two that have begun are two findings, two that nobody visited are one that names neither; struck out is an outcome."""
    seats: dict[str, Any] = {"items": ("劳动-01",), "unit": "监察科", "team": (), "assigned": MARK}
    found = [
        Inspection(inspection_id=f"T:{one}", task_id="T", target_id=one, target_name=one, **seats)
        for one in "甲乙丙丁戊"
    ]
    struck = attrs.evolve(found[0], struck=Struck(made=MARK, evidence=("0" * 64,)))
    begun = [attrs.evolve(one, entry=Entry(began=MARK, certificates=())) for one in found[1:3]]
    task = _in(TaskState.CONFIRMED)
    with pytest.raises(MoveRefused) as caught:
        moves.close(task, [struck, *begun, *found[3:]], MARK)
    assert [one.params.get("key", one.params.get("count")) for one in caught.value.problems] == ["T:乙", "T:丙", 2]
    assert not any(name in str(caught.value) for name in ("T:丁", "T:戊"))
    assert moves.close(task, [struck], MARK).state is TaskState.CLOSED


def test_a_draw_from_elsewhere_needs_a_task_that_is_not_announced_here() -> None:
    """The platform that draws announces; a task announced here is drawn here."""
    assert moves.import_draw(_in(TaskState.APPROVED), DRAW).state is TaskState.DRAWN
    assert _refused(lambda: moves.import_draw(_in(TaskState.ANNOUNCED), DRAW)) == ["task-move", "task-announced-here"]
    assert _refused(lambda: moves.import_draw(_task(), DRAW)) == ["task-move"]


def test_the_items_of_a_task_have_a_method_in_common() -> None:
    """An inspection has one method, so items that the list lets be inspected by different ones only are two tasks."""
    written = attrs.evolve(ITEM, code="劳动-02", methods=(Method.WRITTEN,))
    both = attrs.evolve(written, methods=(Method.WRITTEN, Method.ON_SITE))
    assert moves.methods_apart([ITEM, both]) == moves.methods_apart([ITEM]) == moves.methods_apart([]) == []
    (problem,) = moves.methods_apart([ITEM, written])
    assert problem.text("zh").endswith("（劳动-01：现场检查；劳动-02：书面检查）；请按抽查方式分别拟定任务")


def test_a_task_is_not_closed_over_what_speaks_of_missing_summaries() -> None:
    """What is missing is told together with the state."""
    without = WITHOUT_SUMMARY.at(inspection="T:甲")
    with pytest.raises(MoveRefused) as caught:
        moves.close(_in(TaskState.DRAWN), [], MARK, [without])
    assert [one.code for one in caught.value.problems] == ["task-move", "report-without-summary"]
