"""Laws of the assignment of inspectors."""

from __future__ import annotations

from collections import Counter

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_inspection.domain.draws import RosterEntry
from random_inspection.drawing import Seat, assign
from random_inspection.drawing.seats import Table
from random_inspection.errors import AssignmentInfeasible

SEEDS = st.integers(min_value=0, max_value=2**256 - 1).map(lambda number: f"{number:064x}")
NAMES = st.text("甲乙丙丁abc012", min_size=1, max_size=4)
HOLDINGS = st.sets(st.sampled_from(["x", "y"])).map(sorted).map(tuple)
CAPACITIES = st.none() | st.integers(0, 5)


@attrs.frozen
class _Kind:
    """Inspectors who are equal: the same holdings, capacity and exclusions."""

    holds: tuple[str, ...]
    capacity: int | None
    excluded_from: frozenset[int]


KINDS = st.builds(
    _Kind, holds=HOLDINGS, capacity=CAPACITIES, excluded_from=st.frozensets(st.integers(0, 4), max_size=2)
)
TEAMS = st.lists(st.sampled_from([(), ("x",), ("y",), ("x", "y")]), min_size=1, max_size=2)


def _roster(names: list[str], kinds: list[_Kind]) -> list[RosterEntry]:
    return [
        RosterEntry(inspector_id=name, holds=kind.holds, capacity=kind.capacity)
        for name, kind in zip(names, kinds, strict=True)
    ]


def _seats(visits: int, team: list[tuple[str, ...]], names: list[str], kinds: list[_Kind]) -> list[Seat]:
    return [
        Seat(inspection=f"v{visit}", seat=f"s{number}", requires=requires, excluded=excluded)
        for visit in range(visits)
        for excluded in [frozenset(n for n, kind in zip(names, kinds, strict=True) if visit in kind.excluded_from)]
        for number, requires in enumerate(team)
    ]


def _assigned(seats: list[Seat], inspectors: list[RosterEntry], seed: str) -> tuple[str, ...] | None:
    try:
        return assign(seats, inspectors, seed=seed)
    except AssignmentInfeasible:
        return None


def _by_order(names: set[str], seed: str) -> list[str]:
    return list(Table([], [RosterEntry(inspector_id=name) for name in names], seed=seed, digest="sha256").order)


CASES = st.integers(1, 6).flatmap(
    lambda n: st.tuples(
        st.sets(NAMES, min_size=n, max_size=n),
        st.sets(NAMES, min_size=n, max_size=n),
        st.lists(KINDS, min_size=n, max_size=n) | KINDS.map(lambda kind: [kind] * n),
    )
)


@settings(deadline=None)
@given(case=CASES, visits=st.integers(1, 5), team=TEAMS, seed=SEEDS, data=st.data())
def test_law_the_order_of_the_inspectors_does_not_matter(
    case: tuple[set[str], set[str], list[_Kind]],
    visits: int,
    team: list[tuple[str, ...]],
    seed: str,
    data: st.DataObject,
) -> None:
    """However the roster is sorted, everybody holds the same seats."""
    names, kinds = sorted(case[0]), case[2]
    inspectors, seats = _roster(names, kinds), _seats(visits, team, names, kinds)
    shuffled = data.draw(st.permutations(inspectors))
    assert _assigned(seats, shuffled, seed) == _assigned(seats, inspectors, seed)


@settings(deadline=None)
@given(case=CASES, visits=st.integers(1, 5), team=TEAMS, seed=SEEDS)
def test_law_equal_inspectors_are_interchangeable(
    case: tuple[set[str], set[str], list[_Kind]], visits: int, team: list[tuple[str, ...]], seed: str
) -> None:
    """Ids matter through `order` alone: other people, equal to the former ones place by place, get the same seats."""
    old, new = _by_order(case[0], seed), _by_order(case[1], seed)
    kinds = case[2]
    before = _assigned(_seats(visits, team, old, kinds), _roster(old, kinds), seed)
    after = _assigned(_seats(visits, team, new, kinds), _roster(new, kinds), seed)
    successor = dict(zip(old, new, strict=True))
    assert after == (None if before is None else tuple(successor[one] for one in before))


@settings(deadline=None)
@given(case=CASES, visits=st.integers(1, 5), team=TEAMS, seed=SEEDS)
def test_law_whoever_may_take_no_seat_changes_nothing(
    case: tuple[set[str], set[str], list[_Kind]], visits: int, team: list[tuple[str, ...]], seed: str
) -> None:
    """Somebody on the roster whom recusal forbids every inspection leaves all seats as they would be."""
    names, kinds = sorted(case[0]), case[2]
    inspectors, seats = _roster(names, kinds), _seats(visits, team, names, kinds)
    stranger = RosterEntry(inspector_id="旁人旁人旁人", holds=("x", "y"))
    more = [attrs.evolve(seat, excluded=seat.excluded | {stranger.inspector_id}) for seat in seats]
    assert _assigned(more, [*inspectors, stranger], seed) == _assigned(seats, inspectors, seed)


@pytest.mark.clause("二(五) 回避")
@settings(deadline=None)
@given(case=CASES, visits=st.integers(1, 5), team=TEAMS, seed=SEEDS)
def test_law_an_assignment_is_allowed(
    case: tuple[set[str], set[str], list[_Kind]], visits: int, team: list[tuple[str, ...]], seed: str
) -> None:
    """Everybody holds what the seat requires, is not excluded, sits once in an inspection, and within the capacity."""
    names, kinds = sorted(case[0]), case[2]
    inspectors, seats = {one.inspector_id: one for one in _roster(names, kinds)}, _seats(visits, team, names, kinds)
    found = _assigned(seats, list(inspectors.values()), seed) or ()
    for seat, one in zip(seats, found, strict=False):
        assert set(seat.requires) <= set(inspectors[one].holds)
        assert one not in seat.excluded
    assert len({(seat.inspection, one) for seat, one in zip(seats, found, strict=False)}) == len(found)
    for one, load in Counter(found).items():
        capacity = inspectors[one].capacity
        assert capacity is None or load <= capacity
