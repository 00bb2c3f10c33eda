"""Looking at a draw before the visits."""

import pytest
from task_office import TASK, Office, announced, by, chief, confirmed, drawn, handler, head

from random_inspection.domain.acts import Order, Role
from random_inspection.errors import MoveRefused, NotAuthorised
from random_inspection.workflows.casework.draw_looks import Seen, look_at_draw


def _look(office: Office, order: Order) -> tuple[Seen, ...]:
    return look_at_draw(order, TASK, **office.drawing)


@pytest.mark.clause("二(一) 保密")
def test_who_must_know_sees_the_draw_and_every_look_is_on_the_trail() -> None:
    """The handler, the head of the unit and the bureau's head see three targets; three looks are three events."""
    office = drawn()
    for order in (handler("a"), head("b"), chief("c")):
        seen = _look(office, order)
        assert len(seen) == 3
        assert all(one.name == f"{one.target_id}公司" and len(one.team) == 2 for one in seen)
    assert office.acts()[-3:] == ["查看抽取结果"] * 3


@pytest.mark.clause("二(一) 保密")
@pytest.mark.parametrize(
    "order",
    [
        by("别的经办", Role.HANDLER, command="x"),
        by("别的检查员", Role.INSPECTOR, command="x"),
        by("审核", Role.REVIEWER, command="x"),
        by("别科长", Role.UNIT_HEAD, command="x", unit="财务科"),
    ],
)
def test_nobody_else_sees_it(order: Order) -> None:
    """Another handler, an inspector who was not drawn, a reviewer, the head of another unit: refused, without an event."""
    office = confirmed()
    acts = office.acts()
    with pytest.raises(NotAuthorised):
        _look(office, order)
    assert office.acts() == acts


@pytest.mark.clause("二(一) 保密")
@pytest.mark.parametrize("made", [drawn, confirmed])
def test_an_inspector_sees_the_targets_of_the_own_teams_only(made: object) -> None:
    """Before and after the confirmation somebody who was drawn sees their own target, not the others."""
    office = confirmed()
    target, one = next(iter(office.inspections().items()))
    who = one.team[0].inspector_id
    same = office if made is confirmed else drawn()
    seen = _look(same, by(who, Role.INSPECTOR, command="x"))
    assert target in {each.target_id for each in seen}
    assert len(seen) < 3
    assert all(who in {seat.inspector_id for seat in each.team} for each in seen)


def test_there_is_nothing_to_look_at_before_the_draw() -> None:
    """An announced task has no draw yet."""
    office = announced()
    with pytest.raises(MoveRefused, match="no draw"):
        _look(office, handler("x"))


def test_the_same_command_is_the_same_look() -> None:
    """It gives the same again, and leaves no second event."""
    office = drawn()
    first = _look(office, handler("x"))
    assert (_look(office, handler("x")), office.acts().count("查看抽取结果")) == (first, 1)


def test_a_command_used_again_does_not_show_more_than_is_allowed_now() -> None:
    """A look that was allowed is asked anew when its command comes again under other roles."""
    office = drawn()
    _look(office, by("某人", Role.SUPERVISOR, command="x"))
    with pytest.raises(NotAuthorised):
        _look(office, by("某人", Role.INSPECTOR, command="x"))
