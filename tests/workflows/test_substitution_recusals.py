"""Recusals asked for and decided in an office."""

from typing import Any

import pytest
from task_office import FIRMS, PEOPLE, TASK, Office, by, confirmed, handler, head

from random_inspection.domain.acts import Order, Role
from random_inspection.domain.changes import Recusal, Replacement
from random_inspection.domain.items import Method
from random_inspection.domain.recusals import AskedBy, RecusalRequest, RecusalState
from random_inspection.drawing import verify
from random_inspection.errors import InvalidInput, MoveRefused, NotAuthorised
from random_inspection.ports import Stored
from random_inspection.workflows.casework import visits
from random_inspection.workflows.casework.recusals import ask_recusal, decide_recusal
from random_inspection.workflows.casework.substitution import replace_inspector
from random_inspection.workflows.draws import aftermath
from random_inspection.workflows.draws.bundles import open_bundle

SEALED = "负责人是其前妻"


def _asked(office: Office, order: Order | None = None) -> tuple[str, str]:
    """Ask that the leader of the first inspection stays away; return the target and the leader."""
    target, one = next(iter(office.inspections().items()))
    leader = one.team[0].inspector_id
    ask_recusal(
        order or handler(office.new()),
        "回避1",
        f"{TASK}:{target}",
        leader,
        asked_by=AskedBy.TARGET,
        reasons=SEALED,
        **office.ports,
    )
    return target, leader


def _decide(office: Office, order: Order, *, granted: bool, reason: str | None = None) -> Stored[RecusalRequest]:
    return decide_recusal(order, "回避1", granted=granted, reason=reason, **office.drawing)


@pytest.mark.clause("二(五) 回避")
def test_a_granted_recusal_excludes_and_replaces() -> None:
    """The bundle has the recusal and the replacement, and the team somebody else."""
    office = confirmed()
    target, leader = _asked(office)
    assert _decide(office, head("x"), granted=True).value.state is RecusalState.GRANTED
    assert leader not in office.inspections()[target].inspectors
    changes = [file.value for file in open_bundle(office.bundles.of(TASK)).changes]
    assert [type(one) for one in changes] == [Recusal, Replacement]
    assert verify(open_bundle(office.bundles.of(TASK))).ok


@pytest.mark.clause("二(五) 回避")
def test_sealed_reasons_stand_in_no_file_and_no_event() -> None:
    """They are in the record alone."""
    office = confirmed()
    _asked(office)
    _decide(office, head("x"), granted=True)
    with office.store.view() as view:
        leaves = b"".join(view.trail.leaves())
    everything = leaves + b"".join(office.bundles.of(TASK).files.values())
    assert SEALED.encode() not in everything


def test_a_refused_recusal_changes_nothing_and_says_why() -> None:
    """Without a reason it cannot be refused; with one the team stays."""
    office = confirmed()
    before = office.inspections()
    _asked(office)
    with pytest.raises(MoveRefused, match="reason"):
        _decide(office, head("x"), granted=False)
    assert _decide(office, head("y"), granted=False, reason="查无此事").value.state is RecusalState.REFUSED
    assert (office.inspections(), open_bundle(office.bundles.of(TASK)).changes) == (before, ())


@pytest.mark.clause("二(五) 回避")
def test_nobody_decides_on_a_recusal_in_their_own_case() -> None:
    """Neither the inspector, nor another one of the team, nor who asked."""
    office = confirmed()
    target, leader = _asked(office, by("两面", Role.UNIT_HEAD, command="a"))
    member = office.inspections()[target].team[1].inspector_id
    for who in (leader, member, "两面"):
        with pytest.raises(NotAuthorised, match="second person"):
            _decide(office, by(who, Role.UNIT_HEAD, command=f"x{who}"), granted=False, reason="无")


def test_a_request_is_decided_once() -> None:
    """A second decision is refused."""
    office = confirmed()
    _asked(office)
    _decide(office, head("x"), granted=True)
    with pytest.raises(MoveRefused, match="同意回避"):
        _decide(office, head("y"), granted=False, reason="改主意")


@pytest.mark.clause("二(一) 保密")
def test_no_request_finds_out_who_was_drawn() -> None:
    """A name that is not in the team, and a target that was not drawn, are refused in the same words; nobody is named."""
    office = confirmed()
    target, one = next(iter(office.inspections().items()))
    other = next(firm for firm in FIRMS if firm not in office.inspections())
    refusals = []
    for key in (f"{TASK}:{target}", f"{TASK}:{other}"):
        words: dict[str, Any] = {"asked_by": AskedBy.INSPECTOR, "reasons": "近亲属", **office.ports}
        with pytest.raises(MoveRefused) as caught:
            ask_recusal(handler("x"), "回避2", key, "路人", **words)
        refusals.append(str(caught.value).replace(key, "T"))
    assert refusals[0] == refusals[1]
    assert not any(who in refusals[0] for who in one.inspectors)


@pytest.mark.clause("二(一) 保密")
def test_no_replacement_finds_out_who_was_drawn() -> None:
    """Who does not hold the seat, and a target that was not drawn, are refused in the same words; the holder is not told."""
    office = confirmed()
    target, one = next(iter(office.inspections().items()))
    other = next(firm for firm in FIRMS if firm not in office.inspections())
    refusals = []
    for key in (f"{TASK}:{target}", f"{TASK}:{other}"):
        with pytest.raises(InvalidInput) as caught:
            replace_inspector(handler("x"), key, "组长", "路人", reason="病假", **office.drawing)
        refusals.append(str(caught.value).replace(key, "T"))
    assert refusals[0] == refusals[1]
    assert not any(who in refusals[0] for who in one.inspectors)


@pytest.mark.clause("二(一) 保密")
def test_an_inspector_of_no_team_does_not_find_out_what_was_drawn() -> None:
    """Of a drawn target and of one that was not drawn they learn the same: that they have no part in it."""
    office = confirmed()
    target, one = next(iter(office.inspections().items()))
    who = next(name for name in PEOPLE if name not in one.inspectors)
    other = next(firm for firm in FIRMS if firm not in office.inspections())
    refusals = []
    for key in (f"{TASK}:{target}", f"{TASK}:{other}"):
        with pytest.raises(NotAuthorised) as caught:
            visits.choose_approach(by(who, Role.INSPECTOR, command="x"), key, method=Method.ON_SITE, **office.ports)
        refusals.append(str(caught.value))
    assert refusals[0] == refusals[1]


def test_a_broken_off_grant_cannot_become_a_refusal() -> None:
    """The recusal stands in the bundle already: it is granted, and with one entry only."""
    office = confirmed()
    target, leader = _asked(office)
    aftermath.recuse(target, leader, reason="回避", store=office.bundles.of(TASK), clock=office.ports["clock"])
    with pytest.raises(MoveRefused, match="grant it"):
        _decide(office, head("x"), granted=False, reason="无")
    _decide(office, head("y"), granted=True)
    assert len(open_bundle(office.bundles.of(TASK)).changes) == 2


def test_a_decision_that_names_a_substitute_by_hand_leaves_nothing_in_the_draw() -> None:
    """It is refused before the recusal is written, and can be decided either way afterwards."""
    office = confirmed()
    _asked(office)
    with pytest.raises(InvalidInput, match="by hand"):
        decide_recusal(head("x"), "回避1", granted=True, substitute="日", **office.drawing)
    assert open_bundle(office.bundles.of(TASK)).changes == ()
    assert _decide(office, head("y"), granted=False, reason="无关").value.state is RecusalState.REFUSED
