"""Plans and tasks: drawn up by one person, approved by another, within list and plan, cancelled only in the open."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from task_office import (
    DRAFT,
    TASK,
    Office,
    announced,
    approved,
    by,
    chief,
    confirmed,
    drawn,
    handler,
    head,
    planned,
    registered,
)

from random_inspection.domain.acts import Role
from random_inspection.domain.plans import TaskState
from random_inspection.errors import InvalidInput, MoveRefused, NotAuthorised, NotStored, RandomInspectionError
from random_inspection.workflows.casework import plans, tasks


@pytest.mark.clause("三(一) 计划")
def test_a_plan_leads_to_a_task() -> None:
    """An approved plan and an approved task are what an announcement needs."""
    assert approved().task().state is TaskState.APPROVED


@pytest.mark.clause("二(三) 清单")
def test_a_plan_has_no_items_outside_of_the_list() -> None:
    """An item that the office never adopted cannot be planned."""
    office = registered()
    with pytest.raises(InvalidInput, match="not in the list"):
        plans.draft_plan(
            handler("x"), "2026", title="计划", year=2026, agency="人社局", items=("消防-09",), **office.ports
        )


def test_nobody_approves_their_own_plan_or_task() -> None:
    """Somebody who is handler and head of everything is refused where they drew it up."""
    office = registered()
    both = by("周", Role.HANDLER, Role.UNIT_HEAD, Role.BUREAU_HEAD, command="1")
    plans.draft_plan(both, "P", title="计划", year=2026, agency="人社局", items=("劳动-01",), **office.ports)
    with pytest.raises(NotAuthorised, match="second person"):
        plans.approve_plan(attrs.evolve(both, command="2"), "P", **office.ports)
    plans.approve_plan(chief("3"), "P", **office.ports)
    tasks.draft_task(attrs.evolve(both, command="4"), TASK, attrs.evolve(DRAFT, plan_id="P"), **office.ports)
    with pytest.raises(NotAuthorised, match="second person"):
        tasks.approve_task(attrs.evolve(both, command="5"), TASK, **office.ports)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"plan_id": "2027"}, NotStored),
        ({"plan_id": None}, InvalidInput),
        ({"ground": "转办交办"}, InvalidInput),
        ({"items": ("消防-09",)}, InvalidInput),
        ({"last_day": dt.date(2026, 11, 1)}, InvalidInput),
        ({"first_day": dt.date(2027, 1, 4), "last_day": dt.date(2027, 1, 8)}, MoveRefused),
    ],
)
def test_a_task_that_does_not_fit_is_refused(changes: dict[str, Any], error: type[RandomInspectionError]) -> None:
    """An unknown plan, neither plan nor ground, both, a foreign item, dates reversed, another year: nothing is stored."""
    office = planned()
    with pytest.raises(error):
        tasks.draft_task(handler("x"), TASK, attrs.evolve(DRAFT, **changes), **office.ports)
    with pytest.raises(NotStored):
        tasks.approve_task(head("y"), TASK, **office.ports)


def test_a_task_beside_the_plans_names_its_ground() -> None:
    """With a ground it needs no plan."""
    office = approved(attrs.evolve(DRAFT, plan_id=None, ground="上级转办"), registered())
    assert office.task().ground == "上级转办"


def test_a_command_twice_is_one_act() -> None:
    """The second time gives the first result, and no second event."""
    office = planned()
    first = tasks.draft_task(handler("once"), TASK, DRAFT, **office.ports)
    acts = office.acts()
    assert tasks.draft_task(handler("once"), TASK, DRAFT, **office.ports) == first
    assert office.acts() == acts


@pytest.mark.parametrize("made", [approved, announced, drawn, confirmed])
def test_a_task_is_cancelled_with_its_reason_from_any_open_state(made: Callable[[], Office]) -> None:
    """Reason and event stay; announcement and outcome stand."""
    office = made()
    before = office.task()
    tasks.cancel_task(chief("x"), TASK, reason="机构调整", **office.drawing)
    task = office.task()
    assert (task.state, task.cancelled and task.cancelled.note) == (TaskState.CANCELLED, "机构调整")
    assert (task.announcement, task.draw) == (before.announcement, before.draw)
    assert office.acts()[-1] == "取消任务"


def test_nothing_is_cancelled_silently_or_twice() -> None:
    """Without a reason it is refused, and so is a second time."""
    office = approved()
    with pytest.raises(MoveRefused, match="reason"):
        tasks.cancel_task(chief("x"), TASK, reason="", **office.drawing)
    tasks.cancel_task(chief("y"), TASK, reason="重复", **office.drawing)
    with pytest.raises(MoveRefused, match="已取消"):
        tasks.cancel_task(chief("z"), TASK, reason="重复", **office.drawing)


def test_who_drew_or_was_drawn_does_not_set_the_outcome_aside() -> None:
    """A head who drew, and a head who is in a drawn team, cannot cancel it."""
    office = drawn()
    with pytest.raises(NotAuthorised, match="second person"):
        tasks.cancel_task(by("经办赵", Role.UNIT_HEAD, command="x"), TASK, reason="重抽", **office.drawing)
    someone = next(iter(confirmed(office).inspections().values())).team[0].inspector_id
    with pytest.raises(NotAuthorised, match="second person"):
        tasks.cancel_task(by(someone, Role.UNIT_HEAD, command="y"), TASK, reason="重抽", **office.drawing)


@pytest.mark.clause("三(二) 检查")
def test_closing_counts_the_targets_that_nobody_visited_and_names_none() -> None:
    """Who may not look at the draw learns no drawn target from the refusal."""
    office = confirmed()
    with pytest.raises(MoveRefused) as caught:
        tasks.close_task(head("x"), TASK, **office.ports)
    said = str(caught.value)
    assert "3" in said
    assert not any(one in said for one in office.inspections())
