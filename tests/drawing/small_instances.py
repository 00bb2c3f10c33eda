"""Small instances of the assignment of inspectors, and all their assignments by plain enumeration."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator

import attrs

from random_inspection.domain.draws import RosterEntry
from random_inspection.drawing import Seat
from random_inspection.drawing.seats import Table

Holders = tuple[int, ...]
SEED = "5e" * 32


@attrs.frozen
class Instance:
    """Seats and inspectors, small enough to enumerate."""

    seats: tuple[Seat, ...]
    inspectors: tuple[RosterEntry, ...]

    def table(self, seed: str = SEED) -> Table:
        """Return it in numbers."""
        return Table(self.seats, self.inspectors, seed=seed, digest="sha256")

    def complete(self) -> Iterator[tuple[str, ...]]:
        """Yield every complete assignment, as the ids by seat number."""
        yield from self._extend((), Counter())

    def _extend(self, so_far: tuple[str, ...], loads: Counter[str]) -> Iterator[tuple[str, ...]]:
        if len(so_far) == len(self.seats):
            yield so_far
            return
        seat = self.seats[len(so_far)]
        inside = {one for one, other in zip(so_far, self.seats, strict=False) if other.inspection == seat.inspection}
        for entry in self.inspectors:
            one = entry.inspector_id
            able = set(seat.requires) <= set(entry.holds) and one not in seat.excluded and one not in inside
            if able and (entry.capacity is None or loads[one] < entry.capacity):
                yield from self._extend((*so_far, one), loads + Counter([one]))

    def evenest(self) -> list[tuple[str, ...]]:
        """Return the complete assignments whose loads, sorted downwards, are the smallest."""
        found = list(self.complete())
        least = min((evenness(one) for one in found), default=[])
        return [one for one in found if evenness(one) == least]


def evenness(assignment: tuple[str, ...]) -> list[int]:
    """Return the loads, sorted downwards."""
    return sorted(Counter(assignment).values(), reverse=True)


def _people(chance: random.Random, number: int, *, limited: float = 0.0) -> tuple[RosterEntry, ...]:
    return tuple(
        RosterEntry(
            inspector_id=f"i{place}",
            holds=("leader",) if place % 3 == 0 or chance.random() < 0.2 else (),
            capacity=chance.choice((0, 1, 1, 2, 2, 3)) if chance.random() < limited else None,
        )
        for place in range(number)
    )


def _seats(
    chance: random.Random, people: tuple[RosterEntry, ...], visits: int, team: list[tuple[str, ...]], recused: float
) -> tuple[Seat, ...]:
    return tuple(
        Seat(inspection=f"v{visit}", seat=f"s{number}", requires=requires, excluded=excluded)
        for visit in range(visits)
        for excluded in [frozenset(one.inspector_id for one in people if chance.random() < recused)]
        for number, requires in enumerate(team)
    )


def without_leaders(chance: random.Random) -> Instance:
    """Return teams of one or two, with recusals."""
    people = _people(chance, chance.randint(2, 4))
    return Instance(_seats(chance, people, chance.randint(1, 3), [()] * chance.randint(1, 2), 0.3), people)


def with_leaders(chance: random.Random) -> Instance:
    """Return teams of a leader and another, with recusals."""
    people = _people(chance, chance.randint(2, 5))
    return Instance(_seats(chance, people, chance.randint(1, 3), [("leader",), ()], 0.2), people)


def with_capacities(chance: random.Random) -> Instance:
    """Return teams in which most inspectors have a capacity."""
    people = _people(chance, chance.randint(2, 4), limited=0.7)
    return Instance(_seats(chance, people, chance.randint(2, 4), [()] * chance.randint(1, 2), 0.3), people)


def narrow(chance: random.Random) -> Instance:
    """Return single seats, each of which few may take."""
    people = _people(chance, chance.randint(3, 5), limited=0.3)
    return Instance(_seats(chance, people, chance.randint(3, 6), [()], 0.55), people)


def ring(chance: random.Random) -> Instance:
    """Return a ring: every seat may be taken by two neighbours only, so that all rotate or none."""
    length = chance.randint(2, 5)
    people = tuple(RosterEntry(inspector_id=f"i{place}", capacity=1) for place in range(length))
    seats = tuple(
        Seat(
            inspection=f"v{visit}",
            seat="s",
            excluded=frozenset(f"i{place}" for place in range(length) if (place - visit) % length > 1),
        )
        for visit in range(length)
    )
    return Instance(tuple(chance.sample(seats, length)), people)


KINDS: tuple[Callable[[random.Random], Instance], ...] = (
    without_leaders,
    with_leaders,
    with_capacities,
    narrow,
    ring,
)


def instances(kind: Callable[[random.Random], Instance], number: int) -> list[Instance]:
    """Return `number` instances of a kind, always the same ones."""
    return [kind(random.Random(f"{kind.__name__} {index}")) for index in range(number)]
