"""Strikes, moving up, recusals and replacements by the protocol's rule."""

from __future__ import annotations

from collections import Counter

import attrs
import pytest

from random_inspection.domain.changes import Change, Recusal, Replacement, Strike
from random_inspection.domain.draws import (
    Assignment,
    DrawnTarget,
    ExcludedPair,
    Reserve,
    Result,
    Roster,
    RosterEntry,
    TeamSeat,
)
from random_inspection.drawing import Aftermath, ticket
from random_inspection.errors import InvalidInput

SEED, TICKET, NOW = "cd" * 32, "0" * 64, "2026-12-01T09:00:00+08:00"
ROSTER = Roster(
    inspectors=(
        RosterEntry(inspector_id="a", holds=("lead",)),
        RosterEntry(inspector_id="b", holds=("lead",)),
        RosterEntry(inspector_id="c", capacity=1),
        RosterEntry(inspector_id="d"),
        RosterEntry(inspector_id="e"),
    ),
    team=(TeamSeat(seat="leader", requires=("lead",)), TeamSeat(seat="member")),
    excluded=(ExcludedPair(target_id="R1", inspector_id="a"),),
    salt="0" * 64,
)
RESULT = Result(
    announcement="0" * 64,
    contributions=(),
    seed=SEED,
    quotas=(),
    drawn=tuple(DrawnTarget(target_id=name, stratum=name[0], ticket=TICKET) for name in ("T1", "T2", "S1")),
    reserves=(
        Reserve(stratum="T", rank=1, ticket=TICKET, target_id="TR1"),
        Reserve(stratum="T", rank=2, ticket=TICKET, target_id="TR2"),
        Reserve(stratum="R", rank=1, ticket=TICKET, target_id="R1"),
    ),
    assignments=tuple(
        Assignment(target_id=target, seat=seat, inspector_id=holder)
        for target, seat, holder in (
            ("T1", "leader", "a"),
            ("T1", "member", "c"),
            ("T2", "leader", "b"),
            ("T2", "member", "d"),
            ("S1", "leader", "a"),
            ("S1", "member", "e"),
        )
    ),
)


def _strike(target: str) -> Strike:
    return Strike(previous=TICKET, recorded_at=NOW, target_id=target, reason="gone")


def _replacement(target: str, seat: str, holder: str) -> Replacement:
    return Replacement(previous=TICKET, recorded_at=NOW, target_id=target, seat=seat, inspector_id=holder, reason="ill")


def _recusal(target: str, inspector: str) -> Recusal:
    return Recusal(previous=TICKET, recorded_at=NOW, target_id=target, inspector_id=inspector, reason="asked for")


def _decided(*changes: Change) -> list[Change]:
    after = Aftermath(RESULT, ROSTER)
    return [after.decide(change) for change in changes]


def _smallest(target: str, seat: str, turn: int, loads: Counter[str], among: str) -> str:
    """The rule once more, word by word: smallest (load, ticket, id)."""
    return min(
        among,
        key=lambda each: (loads[each], ticket("substitutes", f"{target}\n{seat}\n{turn}\n{each}", seed=SEED), each),
    )


def test_the_next_reserve_of_the_stratum_moves_up_with_a_team() -> None:
    """The first reserve moves up, and its seats go to the least loaded once the struck team is free."""
    (strike,) = _decided(_strike("T1"))
    loads = Counter({"a": 1, "b": 1, "d": 1, "e": 1, "c": 0})
    leader = _smallest("TR1", "leader", 0, loads, "ab")
    assert isinstance(strike, Strike)
    assert strike.moved_up == "TR1"
    assert [seat.inspector_id for seat in strike.team] == [leader, "c"]


def test_a_stratum_without_reserves_loses_the_target() -> None:
    """Where no reserve is left, nobody moves up, and nobody from another stratum does."""
    (strike,) = _decided(_strike("S1"))
    assert isinstance(strike, Strike)
    assert (strike.moved_up, strike.team) == (None, ())


def test_reserves_move_up_in_order_and_can_be_struck_themselves() -> None:
    """The second strike takes the second reserve, also where the first reserve is the one struck."""
    first, second, third = _decided(_strike("T1"), _strike("TR1"), _strike("TR2"))
    moved = [change.moved_up for change in (first, second, third) if isinstance(change, Strike)]
    assert moved == ["TR1", "TR2", None]


def test_a_replacement_takes_the_least_loaded_by_ticket() -> None:
    """Of those eligible and not in the inspection, the smallest (load, ticket) takes the seat."""
    (found,) = _decided(_replacement("T2", "member", "d"))
    loads = Counter({"a": 2, "e": 1})
    assert isinstance(found, Replacement)
    assert found.substitute == _smallest("T2", "member", 1, loads, "ae")


def test_nobody_returns_to_a_seat() -> None:
    """Each further replacement uses the next turn and passes over all who were in the seat before."""
    after = Aftermath(RESULT, ROSTER)
    holders = ["d"]
    while holders[-1]:
        found = after.decide(_replacement("T2", "member", holders[-1]))
        assert isinstance(found, Replacement)
        holders.append(found.substitute or "")
    assert sorted(holders) == ["", "a", "d", "e"], "b leads this inspection, and c has no capacity left"


@pytest.mark.clause("二(五) 回避")
def test_a_recusal_granted_since_excludes() -> None:
    """Who was recused after the draw is found for no seat of that target any more."""
    recusal, found = _decided(_recusal("T2", "e"), _replacement("T2", "member", "d"))
    assert recusal == _recusal("T2", "e")
    assert isinstance(found, Replacement)
    assert found.substitute == "a"


def test_an_only_leader_cannot_be_replaced() -> None:
    """Where nobody eligible is left the entry says so, and the seat stays empty for a person to decide."""
    after = Aftermath(RESULT, ROSTER)
    after.decide(_recusal("T1", "b"))
    found = after.decide(_replacement("T1", "leader", "a"))
    assert isinstance(found, Replacement)
    assert found.substitute is None
    with pytest.raises(InvalidInput):
        after.decide(_replacement("T1", "leader", "a"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_strike("TR1"), "target-not-drawn"),
        (_strike("nobody"), "target-not-drawn"),
        (_replacement("T1", "leader", "b"), "inspector-not-in-seat"),
        (_replacement("T1", "driver", "a"), "inspector-not-in-seat"),
        (_recusal("TR2", "a"), "target-not-drawn"),
    ],
)
def test_what_cannot_happen_is_refused(change: Change, code: str) -> None:
    """Reserves and strangers cannot be struck, and nobody leaves a seat that they do not hold."""
    with pytest.raises(InvalidInput) as caught:
        _decided(change)
    assert caught.value.code == code


def test_a_target_is_struck_once() -> None:
    """A second strike of the same target is refused."""
    with pytest.raises(InvalidInput):
        _decided(_strike("T1"), _strike("T1"))


def test_a_draw_without_inspectors_has_strikes_only() -> None:
    """Where no inspectors were drawn, reserves move up without a team, and nobody can be replaced."""
    after = Aftermath(attrs.evolve(RESULT, assignments=()), None)
    strike = after.decide(_strike("T1"))
    assert isinstance(strike, Strike)
    assert (strike.moved_up, strike.team) == ("TR1", ())
    with pytest.raises(InvalidInput):
        after.decide(_recusal("T2", "a"))
