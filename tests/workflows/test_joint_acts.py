"""Several acts in one unit of work, and orders that come again."""

from __future__ import annotations

import pytest
from task_office import Office, handler, registered

from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.plans import AnnualPlan
from random_inspection.errors import InvalidInput
from random_inspection.workflows.acts import ActPorts
from random_inspection.workflows.casework.plans import draft_plan
from random_inspection.workflows.joint_acts import together
from random_inspection.workflows.oversight.repeated_orders import carried_out, command_of

PLAN = Subject(kind="plan", key="2026")


def _draft(ports: ActPorts, plan_id: str, command: str) -> None:
    draft_plan(handler(command), plan_id, title="计划", year=2026, agency="人社局", items=("劳动-01",), **ports)


def _draft_twice(office: Office) -> None:
    with together(office.store) as store:
        ports = ActPorts(**{**office.ports, "store": store})
        _draft(ports, "2026", "a")
        _draft(ports, "2026", "b")


def test_all_acts_are_stored_or_none() -> None:
    """Where one of several acts is refused, none of them has happened, and none is on the trail."""
    office = registered()
    before = office.acts()
    with pytest.raises(InvalidInput):
        _draft_twice(office)
    assert office.acts() == before


def test_each_act_sees_the_one_before_and_has_its_event() -> None:
    """In one unit of work, acts follow on one another, and each leaves an event."""
    office = registered()
    before = len(office.acts())
    with together(office.store) as store:
        ports = ActPorts(**{**office.ports, "store": store})
        for number in ("1", "2", "1"):
            _draft(ports, f"2026-{number}", f"plan-{number}")
    assert office.acts()[before:] == ["拟定年度计划"] * 2
    with office.store.view() as view:
        assert len(list(view.records.find(AnnualPlan))) == 2


def test_the_same_order_has_the_same_command() -> None:
    """Everything that is ordered is in the identifier, and the office's secret keeps it from being guessed."""
    one = command_of(Act.PLAN_DRAFT, PLAN, "赵", {"title": "计划"}, key="k")
    assert one == command_of(Act.PLAN_DRAFT, PLAN, "赵", {"title": "计划"}, key="k")
    others = [
        command_of(Act.PLAN_APPROVE, PLAN, "赵", {"title": "计划"}, key="k"),
        command_of(Act.PLAN_DRAFT, Subject(kind="plan", key="2027"), "赵", {"title": "计划"}, key="k"),
        command_of(Act.PLAN_DRAFT, PLAN, "钱", {"title": "计划"}, key="k"),
        command_of(Act.PLAN_DRAFT, PLAN, "赵", {"title": "别的"}, key="k"),
        command_of(Act.PLAN_DRAFT, PLAN, "赵", {"title": "计划"}, key="other"),
        command_of(Act.PLAN_DRAFT, PLAN, "赵", {"title": "计划"}, key="k", time=2),
    ]
    assert len({one, *others}) == 7


def test_a_command_that_was_carried_out_is_found_with_its_event() -> None:
    """Who did it and when is told; of a command that nobody gave, nothing is."""
    office = registered()
    _draft(office.ports, "2026", "mine")
    event = carried_out("mine", store=office.store)
    assert event is not None
    assert (event.actor, event.act, event.at) == ("经办赵", Act.PLAN_DRAFT, office.now)
    assert carried_out("nobody's", store=office.store) is None
