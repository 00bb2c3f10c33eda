"""Strikes and replacements in an office: by the rule, recorded twice, never by hand."""

import pytest
from task_office import TASK, Office, by, chief, confirmed, handler, head

from random_inspection.domain.acts import Role
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.items import Method
from random_inspection.drawing import verify
from random_inspection.errors import InvalidInput, MoveRefused, NotAuthorised
from random_inspection.ports import Stored
from random_inspection.workflows.casework import tasks, visits
from random_inspection.workflows.casework.substitution import replace_inspector, strike_out_target
from random_inspection.workflows.draws.bundles import open_bundle


def strike(office: Office, target: str, *, command: str | None = None) -> Stored[Inspection]:
    """Strike out a drawn target, with a document that proves it."""
    key = f"{TASK}:{target}"
    order = handler(command or office.new())
    return strike_out_target(order, key, reason="已注销", evidence=[office.prove(key)], **office.drawing)


def _replace(office: Office, target: str, seat: str, who: str, **more: str) -> Stored[Inspection]:
    key = f"{TASK}:{target}"
    return replace_inspector(handler(office.new()), key, seat, who, reason="病假", **more, **office.drawing)  # type: ignore[arg-type]


@pytest.mark.clause("二(六) 更新")
def test_the_next_reserve_moves_up_with_its_team() -> None:
    """The struck inspection has reason, evidence and who moved up; the new one has the team of the bundle."""
    office = confirmed()
    target, *_ = office.inspections()
    struck = strike(office, target).value
    assert struck.struck is not None
    assert (struck.state, struck.struck.made.note) == (InspectionState.STRUCK_OUT, "已注销")
    moved_up = office.inspections()[struck.struck.moved_up or ""]
    entry = open_bundle(office.bundles.of(TASK)).changes[0].value
    assert entry is not None
    assert [seat.inspector_id for seat in moved_up.team] == [one.inspector_id for one in getattr(entry, "team", ())]
    assert (moved_up.state, moved_up.assigned.note) == (InspectionState.ASSIGNED, "候补递补")
    assert verify(open_bundle(office.bundles.of(TASK))).ok


def test_reserves_move_up_until_none_is_left() -> None:
    """Three reserves follow three strikes; the fourth leaves a gap, in the open."""
    office = confirmed()
    for _ in range(4):
        standing = [key for key, one in office.inspections().items() if one.struck is None]
        last = strike(office, standing[0]).value
    assert last.struck is not None
    assert (last.struck.moved_up, len(office.inspections())) == (None, 6)


def test_nothing_is_struck_out_without_evidence() -> None:
    """None, and a digest of nothing that was uploaded, are refused; the bundle has no entry."""
    office = confirmed()
    target, *_ = office.inspections()
    for evidence, code in (([], "strike-without-evidence"), (["0" * 64], "strike-evidence-unknown")):
        with pytest.raises(MoveRefused) as caught:
            strike_out_target(
                handler(office.new()), f"{TASK}:{target}", reason="注销", evidence=evidence, **office.drawing
            )
        assert caught.value.code == code
    assert open_bundle(office.bundles.of(TASK)).changes == ()


def test_a_target_is_struck_out_once() -> None:
    """A second strike is refused; the same command again gives the first result."""
    office = confirmed()
    target, *_ = office.inspections()
    first = strike(office, target, command="once")
    assert strike(office, target, command="once") == first
    with pytest.raises(MoveRefused, match="已剔除"):
        strike(office, target)
    assert len(open_bundle(office.bundles.of(TASK)).changes) == 1


def test_nobody_strikes_out_a_target_of_their_own() -> None:
    """Who is in its team does not get rid of it, in whatever other role."""
    office = confirmed()
    target, one = next(iter(office.inspections().items()))
    order = by(one.team[0].inspector_id, Role.HANDLER, Role.UNIT_HEAD, command="x")
    digest = office.prove(f"{TASK}:{target}")
    with pytest.raises(NotAuthorised, match="second person"):
        strike_out_target(order, f"{TASK}:{target}", reason="注销", evidence=[digest], **office.drawing)


def test_a_reserve_without_a_name_in_the_draw_is_named_by_the_directory() -> None:
    """Where the register of the draw has no names, the one who moves up has the directory's."""
    office = confirmed()
    target, *_ = office.inspections()
    del office.bundles.of(TASK).files["sealed", "names.csv"]
    struck = strike(office, target).value.struck
    assert struck is not None
    assert struck.moved_up is not None
    assert office.inspections()[struck.moved_up].target_name


@pytest.mark.clause("二(六) 抽取")
def test_an_inspector_is_replaced_by_the_rule() -> None:
    """The seat has whom the bundle names, and the other seat who held it."""
    office = confirmed()
    target, one = next(iter(office.inspections().items()))
    leader, member = one.team
    after = _replace(office, target, "组长", leader.inspector_id).value
    entry = open_bundle(office.bundles.of(TASK)).changes[0].value
    assert after.team[0].inspector_id == getattr(entry, "substitute", None) != leader.inspector_id
    assert after.team[1] == member
    assert verify(open_bundle(office.bundles.of(TASK))).ok


def test_no_substitute_is_named_by_hand() -> None:
    """Whoever names one is refused, and nothing is recorded."""
    office = confirmed()
    target, one = next(iter(office.inspections().items()))
    with pytest.raises(InvalidInput, match="by hand"):
        _replace(office, target, "组长", one.team[0].inspector_id, substitute="自己人")
    assert not open_bundle(office.bundles.of(TASK)).changes


def test_only_who_holds_a_seat_leaves_it() -> None:
    """Somebody else, and the same one twice, are refused."""
    office = confirmed()
    target, one = next(iter(office.inspections().items()))
    leader, member = (seat.inspector_id for seat in one.team)
    with pytest.raises(InvalidInput, match="there is no inspection"):
        _replace(office, target, "组长", member)
    _replace(office, target, "组长", leader)
    with pytest.raises(InvalidInput, match="there is no inspection"):
        _replace(office, target, "组长", leader)
    assert len(open_bundle(office.bundles.of(TASK)).changes) == 1


def test_a_seat_stays_empty_when_nobody_is_left() -> None:
    """Everybody had the seat once: it is missing from the team, for people to see."""
    office = confirmed()
    target = next(iter(office.inspections()))
    while team := [seat for seat in office.inspections()[target].team if seat.seat == "组长"]:
        _replace(office, target, "组长", team[0].inspector_id)
    assert [seat.seat for seat in office.inspections()[target].team] == ["组员"]


def test_a_cancelled_task_is_changed_no_more() -> None:
    """After the cancellation no target is struck out and nobody replaced."""
    office = confirmed()
    target, one = next(iter(office.inspections().items()))
    tasks.cancel_task(chief("x"), TASK, reason="机构调整", **office.drawing)
    with pytest.raises(MoveRefused, match="已取消"):
        strike(office, target)
    with pytest.raises(MoveRefused, match="已取消"):
        _replace(office, target, "组长", one.team[0].inspector_id)


def test_nobody_goes_to_a_target_under_a_cancelled_task() -> None:
    """What was not begun before the cancellation is not prepared and not begun after it."""
    office = confirmed()
    target = next(iter(office.inspections()))
    tasks.cancel_task(chief("x"), TASK, reason="机构调整", **office.drawing)
    with pytest.raises(MoveRefused, match="机构调整"):
        visits.approve_visit(head("y"), f"{TASK}:{target}", **office.ports)
    with pytest.raises(MoveRefused, match="机构调整"):
        visits.choose_approach(handler("z"), f"{TASK}:{target}", method=Method.WRITTEN, **office.ports)


def test_a_damaged_bundle_stops_a_change() -> None:
    """A result that was altered after the confirmation is found before anything is written."""
    office = confirmed()
    target = next(iter(office.inspections()))
    bundle = office.bundles.of(TASK)
    bundle.files["sealed", "result.json"] = bundle.files["sealed", "result.json"].replace(b'"rank":1', b'"rank":9')
    with pytest.raises(InvalidInput):
        strike(office, target)
