"""The walk over all complete, evenest assignments, by moves that each have their reverse with the same chance."""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence

from random_inspection.drawing.seats import Table


class Walk:
    """A complete assignment that moves.

    Attributes:
        holders: the place of who holds each seat, by number.
    """

    def __init__(self, table: Table, holders: Sequence[int]) -> None:
        """Begin where `holders` says.

        Args:
            table: the seats and inspectors.
            holders: the place of who holds each seat, by number; nobody beyond their capacity.
        """
        self.holders = list(holders)
        self._table = table
        self._held: list[list[int]] = [[] for _ in table.order]
        for seat, holder in enumerate(holders):
            self._held[holder].append(seat)
        pools = [[self._held[place] for place in pool] for pool in table.pools]
        others = {group: (pools[group.pool], group.gaps, group.size - 1) for group in table.groups}
        self._others = [others[group] for group in table.groups]
        self._own = [self._index(seat) for seat in range(len(holders))]
        self._loads = frozenset(map(len, self._held))  # a chain swaps two loads, so that these remain
        self._steps = 0
        self._left = [math.inf if group.size == 1 else 0 for group in table.groups]

    def _index(self, seat: int) -> int:
        """Return which member of E(seat) its holder is."""
        group = self._table.groups[seat]
        return group.index(self._table.positions[group.pool][self.holders[seat]])

    def run(self, stream: Iterator[int], steps: int) -> None:
        """Do `steps` steps with the words of `stream`; ``next(stream) % n`` is ``below(n)``."""
        for _ in range(steps):
            self._step(stream)

    def _step(self, stream: Iterator[int]) -> None:
        first = next(stream) % len(self.holders)
        cycle = next(stream) % 2 == 1
        if self._left[first] == math.inf:
            return
        self._steps += 1
        self._left[first] = self._steps
        low = len(self._held[self.holders[first]]) - 1
        if not cycle and low not in self._loads and 0 not in self._loads:
            self._futile(stream, first)
            return
        found = self._move(stream, first, cycle=cycle)
        if found is not None:
            self._make(*found)

    def _futile(self, stream: Iterator[int], seat: int) -> None:
        """Take the words of a chain that is sure to be dropped, since nobody has as few seats as a new one is for."""
        lists, own, left, mark, take = self._others, self._own, self._left, self._steps, stream.__next__
        for word in stream:
            pool, gaps, others = lists[seat]
            number = word % others
            if number >= own[seat]:
                number += 1
            mine = pool[number + bisect_right(gaps, number)]
            seat = mine[take() % len(mine)]
            if left[seat] >= mark:
                return
            left[seat] = mark

    def _move(self, stream: Iterator[int], first: int, *, cycle: bool) -> tuple[list[int], int] | None:
        """Return the seats left, in order, and who takes the last of them; None where the step is dropped.

        A seat for which nobody else is eligible counts as left in every step: nothing leads on from it.
        """
        table, left, groups = self._table, self._left, self._table.groups
        u = self.holders[first]
        low = -1 if cycle else len(self._held[u]) - 1
        seat, path = first, [first]
        while True:
            pool, gaps, others = self._others[seat]
            number = next(stream) % others
            if number >= self._own[seat]:
                number += 1
            position = number + bisect_right(gaps, number)
            mine = pool[position]
            place = table.pools[groups[seat].pool][position]
            new = len(mine) == low and low < table.capacities[place]
            if not mine and not new:
                return None
            option = next(stream) % (len(mine) + new)
            if option == len(mine):
                return path, place
            seat = mine[option]
            if left[seat] >= self._steps:
                return None
            left[seat] = self._steps
            path.append(seat)
            if cycle and self.holders[seat] != u and table.may(u, seat) and next(stream) % 2:
                return (path, u) if next(stream) % (groups[seat].size - 1) < groups[first].size - 1 else None

    def _make(self, path: list[int], last: int) -> None:
        """Let everybody move over, unless somebody would then sit twice in one inspection."""
        holders, mates = self.holders, self._table.mates
        leavers = [holders[seat] for seat in path]
        takers = [*leavers[1:], last]
        for seat, taker in zip(path, takers, strict=True):
            holders[seat] = taker
        if any(holders[mate] == holders[seat] for seat in path for mate in mates[seat]):
            for seat, leaver in zip(path, leavers, strict=True):
                holders[seat] = leaver
            return
        for seat, leaver in zip(path, leavers, strict=True):
            self._held[leaver].remove(seat)
        for seat, taker in zip(path, takers, strict=True):
            insort(self._held[taker], seat)
            self._own[seat] = self._index(seat)
