"""One step of the walk, exactly: its transition matrix, in fractions, over all outcomes of its words."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import repeat

import pytest
from small_instances import KINDS, Holders, Instance, instances

from random_inspection.drawing.walk import Walk

Matrix = dict[Holders, dict[Holders, Fraction]]


class _Script(int):
    """Words that come out as a script says, and as 0 after its end; it notes out of how many each was."""

    def __init__(self) -> None:
        self.script: list[int] = []
        self.sizes: list[int] = []

    def __mod__(self, n: int) -> int:
        self.sizes.append(n)
        if len(self.sizes) > len(self.script):
            self.script.append(0)
        return self.script[len(self.sizes) - 1]

    def next(self) -> bool:
        """Go on to the next script, in order; return whether there is one."""
        while self.script and self.script[-1] == self.sizes[len(self.script) - 1] - 1:
            self.script.pop()
        if self.script:
            self.script[-1] += 1
        self.sizes.clear()
        return bool(self.script)


def _row(instance: Instance, holders: Holders) -> dict[Holders, Fraction]:
    """Return the chance of every state after one step from `holders`."""
    row: defaultdict[Holders, Fraction] = defaultdict(Fraction)
    table, word = instance.table(), _Script()
    while True:
        walk = Walk(table, holders)
        walk.run(repeat(word), 1)
        chance = Fraction(1)
        for size in word.sizes:
            chance /= size
        row[tuple(walk.holders)] += chance
        if not word.next():
            return row


def _states(instance: Instance) -> list[Holders]:
    places = {inspector_id: place for place, inspector_id in enumerate(instance.table().order)}
    return [tuple(places[one] for one in assignment) for assignment in instance.evenest()]


def _reached(matrix: Matrix, begin: Holders) -> set[Holders]:
    reached = [begin]
    for state in reached:
        reached += [other for other in matrix[state] if other not in reached]
    return set(reached)


def _small(kind: Callable[[random.Random], Instance], number: int, *, seats: int, most: int) -> Iterator[Instance]:
    found = (one for one in instances(kind, 20 * number) if len(one.seats) <= seats and 2 <= len(one.evenest()) <= most)
    for _, instance in zip(range(number), found, strict=False):
        yield instance


def _check(instance: Instance) -> None:
    matrix = {state: _row(instance, state) for state in _states(instance)}
    for state, row in matrix.items():
        assert sum(row.values()) == 1
        assert row.keys() <= matrix.keys()
        assert all(matrix[other].get(state) == chance for other, chance in row.items())
    assert _reached(matrix, min(matrix)) == matrix.keys()


@pytest.mark.clause("二(六) 抽取")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_moves_are_symmetric_and_connect_all_evenest_assignments(kind: Callable[[random.Random], Instance]) -> None:
    """On 40 instances of each kind, every move has its reverse with the same chance, and together they lead anywhere."""
    found = list(_small(kind, 40, seats=5, most=20))
    assert len(found) == 40
    for instance in found:
        _check(instance)


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_moves_are_symmetric_and_connect_larger_instances(kind: Callable[[random.Random], Instance]) -> None:
    """The same on 60 instances of each kind with up to 6 seats and 60 evenest assignments."""
    for instance in _small(kind, 60, seats=6, most=60):
        _check(instance)
