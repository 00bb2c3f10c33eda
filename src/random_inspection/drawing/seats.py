"""The seats of the inspections, and the same in numbers: who may take which seat."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import attrs

from random_inspection.domain.draws import Roster, RosterEntry
from random_inspection.domain.fields import Digest
from random_inspection.domain.identifiers import check_identifier, check_identifiers
from random_inspection.drawing.tickets import ticket
from random_inspection.errors import Message, Where, refuse

INSPECTOR_TWICE = Message(
    "inspector-listed-twice",
    "the inspector {found!r} is listed {times} times; list everybody once",
    "检查人员“{found}”出现{times}次；每人只列一次",
)
SEAT_TWICE = Message(
    "seat-listed-twice",
    "the inspection {inspection!r} has {times} seats {found!r}; give every seat of a team its own name",
    "“{inspection}”有{times}个名为“{found}”的席位；同一检查组的席位名称不得重复",
)


def _frozen(ids: Iterable[str]) -> frozenset[str]:
    return frozenset(ids)


@attrs.frozen(kw_only=True)
class Seat:
    """A seat of one inspection; its number is its place among the seats.

    Attributes:
        inspection: the inspection, by the id of its target.
        seat: name of the seat.
        requires: all that its holder must hold.
        excluded: ids of the inspectors whom recusal (回避) forbids in this inspection.
    """

    inspection: str = attrs.field(validator=check_identifier)
    seat: str = attrs.field(validator=check_identifier)
    requires: tuple[str, ...] = attrs.field(default=(), validator=check_identifiers)
    excluded: frozenset[str] = attrs.field(default=frozenset(), converter=_frozen)


def seats_of(drawn_ids: Iterable[str], roster: Roster) -> tuple[Seat, ...]:
    """Return the seats to be filled, by number: for each drawn target in draw order, those of the team in order.

    Args:
        drawn_ids: ids of the drawn targets, in draw order.
        roster: the team, and the pairs that recusal forbids.
    """
    excluded: defaultdict[str, set[str]] = defaultdict(set)
    for pair in roster.excluded:
        excluded[pair.target_id].add(pair.inspector_id)
    return tuple(
        Seat(inspection=target_id, seat=seat.seat, requires=seat.requires, excluded=forbidden)
        for target_id in drawn_ids
        for forbidden in [frozenset(excluded.get(target_id, ()))]
        for seat in roster.team
    )


@attrs.frozen(eq=False)
class Group:
    """Seats for which the same inspectors are eligible: those of a pool, but for a few.

    Attributes:
        pool: number of the pool.
        barred: the places of those whom recusal forbids.
        out: their positions in the pool, ascending.
        gaps: those positions, each less the number of them before it: member k of E(s), counted from 0, is at the
            position ``k + bisect_right(gaps, k)`` of the pool.
        size: how many are eligible.
    """

    pool: int
    barred: frozenset[int]
    out: tuple[int, ...]
    gaps: tuple[int, ...]
    size: int

    def index(self, position: int) -> int:
        """Return which member of E(s), counted from 0, is at a position of the pool."""
        return position - bisect_left(self.out, position)


class Table:
    """Seats and inspectors in numbers; nothing in it grows with seats × inspectors.

    Attributes:
        seats: the seats, by number.
        roster: the inspectors, by (ticket, id); an inspector's *place* is the index in it.
        order: their ids.
        capacities: most seats by place; no capacity is as many as there are seats.
        pools: for every set of requirements, the places of all who hold it, ascending.
        positions: for every pool, the position of a place in it.
        groups: the group of every seat, by number.
        mates: the other seats of its inspection, for every seat by number.
    """

    def __init__(self, seats: Sequence[Seat], inspectors: Sequence[RosterEntry], *, seed: str, digest: Digest) -> None:
        """Number the inspectors and sort the seats into groups; raise `InvalidInput` with all that is wrong."""
        _check(seats, inspectors)

        def key(entry: RosterEntry) -> tuple[str, str]:
            return ticket("inspectors", entry.inspector_id, seed=seed, digest=digest), entry.inspector_id

        self.seats = tuple(seats)
        self.roster = sorted(inspectors, key=key)
        self.order = tuple(entry.inspector_id for entry in self.roster)
        self.capacities = [len(seats) if entry.capacity is None else entry.capacity for entry in self.roster]
        self.pools: list[list[int]] = []
        self.positions: list[dict[int, int]] = []
        self.groups = self._groups()
        self.mates = self._mates()

    def _groups(self) -> list[Group]:
        place_of = {inspector_id: place for place, inspector_id in enumerate(self.order)}
        numbers = list(range(len(self.order)))  # one object for a number, however often it occurs, is faster to reach
        pool_of: dict[tuple[str, ...], int] = {}
        found: dict[tuple[int, frozenset[str]], Group] = {}
        groups = []
        for seat in self.seats:
            if seat.requires not in pool_of:
                pool_of[seat.requires] = len(self.pools)
                self._add_pool(frozenset(seat.requires))
            pool = pool_of[seat.requires]
            if (pool, seat.excluded) not in found:
                barred = frozenset(place_of[one] for one in seat.excluded if one in place_of)
                out = sorted(self.positions[pool][place] for place in barred if place in self.positions[pool])
                gaps = tuple(numbers[position - before] for before, position in enumerate(out))
                size = len(self.pools[pool]) - len(out)
                found[pool, seat.excluded] = Group(pool, barred, tuple(out), gaps, size)
            groups.append(found[pool, seat.excluded])
        return groups

    def _add_pool(self, requires: frozenset[str]) -> None:
        places = [place for place, entry in enumerate(self.roster) if requires.issubset(entry.holds)]
        self.pools.append(places)
        self.positions.append({place: position for position, place in enumerate(places)})

    def _mates(self) -> list[tuple[int, ...]]:
        teams: defaultdict[str, list[int]] = defaultdict(list)
        for number, seat in enumerate(self.seats):
            teams[seat.inspection].append(number)
        return [
            tuple(mate for mate in teams[seat.inspection] if mate != number) for number, seat in enumerate(self.seats)
        ]

    def eligible(self, seat: int) -> Iterator[int]:
        """Yield E(seat): the places of those eligible for the seat, ascending."""
        barred = self.groups[seat].barred
        return (place for place in self.pools[self.groups[seat].pool] if place not in barred)

    def may(self, place: int, seat: int) -> bool:
        """Return whether the inspector at `place` is eligible for the seat."""
        group = self.groups[seat]
        return place in self.positions[group.pool] and place not in group.barred


def _check(seats: Sequence[Seat], inspectors: Sequence[RosterEntry]) -> None:
    people = Counter(entry.inspector_id for entry in inspectors)
    places = Counter((seat.inspection, seat.seat) for seat in seats)
    refuse(
        [INSPECTOR_TWICE.at(Where(path="inspectors"), found=one, times=n) for one, n in people.items() if n > 1]
        + [
            SEAT_TWICE.at(Where(path="seats"), inspection=inspection, found=seat, times=n)
            for (inspection, seat), n in places.items()
            if n > 1
        ]
    )
