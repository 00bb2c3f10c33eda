"""The start: seat by seat, a complete assignment with the evenest loads, or the proof that there is none."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable

from random_inspection.drawing.seats import Group, Table
from random_inspection.drawing.shortage import infeasible

NOBODY = -1
Predecessors = dict[int, int | None]


class Start:
    """An assignment that grows seat by seat.

    Attributes:
        table: the seats and inspectors.
        holders: the place of who holds each seat, by number; `NOBODY` where it is still empty.
        held: the seats that each inspector holds, by place, ascending.
    """

    def __init__(self, table: Table) -> None:
        """Begin with all seats empty."""
        self.table = table
        self.holders = [NOBODY] * len(table.seats)
        self.held: list[list[int]] = [[] for _ in table.order]
        self._ranks = _Ranks(table)

    def fill(self, progress: Callable[[float], None] | None = None) -> Start:
        """Fill all seats by number, and return this.

        Args:
            progress: is told how much is done, from 0 to 1.

        Raises:
            AssignmentInfeasible: a seat cannot be filled, whoever moves over.
        """
        for empty in range(len(self.holders)):
            if progress and empty % 1000 == 0:
                progress(empty / len(self.holders))
            least = self._ranks.least(self.table.groups[empty].pool)
            place = self._at_once(empty, least)
            if place is None:
                self._move(*_Search(self, least).run(empty))
            else:
                self._move(place, empty, {empty: None})
        return self

    def sits(self, seat: int) -> dict[int, int]:
        """Return who holds the other seats of the inspection of `seat`, with the seat each holds."""
        return {self.holders[mate]: mate for mate in self.table.mates[seat] if self.holders[mate] != NOBODY}

    def _at_once(self, empty: int, least: int | None) -> int | None:
        """Return who takes the empty seat with nobody moving over, where no search could find anyone better.

        That is so where somebody eligible has the smallest load of all whom a search could reach.
        """
        inside, group = self.sits(empty), self.table.groups[empty]
        firsts = (
            next((place for place in places if place not in inside and place not in group.barred), None)
            for places in self._ranks.with_load(group.pool, least)
        )
        return min((place for place in firsts if place is not None), default=None)

    def _move(self, place: int, seat: int, before: Predecessors) -> None:
        """Let `place` take the seat, its holder the predecessor, and so on to the empty seat."""
        self._ranks.promote(place, len(self.held[place]))
        taker, at = place, seat
        while True:
            leaver, after = self.holders[at], before[at]
            pool = self.table.groups[at].pool
            if leaver != NOBODY:
                self.held[leaver].remove(at)
                self._ranks.count(leaver, pool, -1)
            self.holders[at] = taker
            insort(self.held[taker], at)
            self._ranks.count(taker, pool, 1)
            if after is None:
                return
            taker, at = leaver, after


class _Search:
    """The search from an empty seat, breadth first.

    What cannot change its outcome is left out: who was reached already is not met again, seats of a group whose
    inspectors were all reached are passed over, and it ends when nothing better can follow.
    """

    def __init__(self, start: Start, least: int | None) -> None:
        self.start, self.least = start, least
        self.through: dict[int, int] = {}
        self.before: Predecessors = {}
        self.best: tuple[int, int, int] | None = None
        self.unreached: dict[int, list[int]] = {}
        self.done: set[Group] = set()

    def run(self, empty: int) -> tuple[int, int, Predecessors]:
        """Return whom the search chose, the seat they take, and the predecessors of the seats.

        Raises:
            AssignmentInfeasible: nobody with capacity left is reached.
        """
        self.before[empty] = None
        groups, level, distance = self.start.table.groups, [empty], 0
        while level and (self.best is None or self.best[0] != self.least):
            open_seats = (seat for seat in level if groups[seat] not in self.done)
            level = [after for seat in open_seats for after in self._visit(seat, distance)]
            distance += 1
        if self.best is None:
            raise infeasible(self.start.table, sorted(self.before))
        place = self.best[2]
        return place, self.through[place], self.before

    def _visit(self, seat: int, distance: int) -> list[int]:
        """Go through those eligible for the seat who are not reached; return the seats that join the queue."""
        table, group = self.start.table, self.start.table.groups[seat]
        inside = self.start.sits(seat)
        joining: list[int] = []
        left, sitting = [], False
        for place in self.unreached.get(group.pool, table.pools[group.pool]):
            if place in self.through:
                continue
            if place in group.barred or self.start.holders[seat] == place:
                left.append(place)
                sitting |= place not in group.barred
            elif place in inside:
                left.append(place)
                sitting = True
                self._join([inside[place]], seat, joining)
            else:
                self.through[place] = seat
                self._join(self.start.held[place], seat, joining)
                self._offer(place, distance)
        self.unreached[group.pool] = left
        if not sitting:
            self.done.add(group)
        return joining

    def _join(self, seats: Iterable[int], predecessor: int, joining: list[int]) -> None:
        for seat in seats:
            if seat not in self.before:
                self.before[seat] = predecessor
                joining.append(seat)

    def _offer(self, place: int, distance: int) -> None:
        load = len(self.start.held[place])
        if load < self.start.table.capacities[place]:
            key = (load, distance, place)
            self.best = key if self.best is None else min(self.best, key)


class _Ranks:
    """The inspectors by load, and which of them a search could reach at all.

    Inspectors of one *kind* belong to the same pools. A search from a seat of a pool reaches, at most, the kinds
    of that pool, and with them the pools of the seats that they hold, and so on.
    """

    def __init__(self, table: Table) -> None:
        pools: list[list[int]] = [[] for _ in table.order]
        for pool, places in enumerate(table.pools):
            for place in places:
                pools[place].append(pool)
        kinds: dict[tuple[int, ...], int] = {}
        self.kind = [kinds.setdefault(tuple(mine), len(kinds)) for mine in pools]
        self.kinds_of = [[kind for mine, kind in kinds.items() if pool in mine] for pool in range(len(table.pools))]
        self.seats = [[0] * len(table.pools) for _ in kinds]
        self.loads: list[dict[int, list[int]]] = [{} for _ in kinds]
        self.capacities = table.capacities
        self.reach: dict[int, list[int]] = {}
        for place, kind in enumerate(self.kind):
            if table.capacities[place]:
                self.loads[kind].setdefault(0, []).append(place)

    def least(self, pool: int) -> int | None:
        """Return the smallest load with capacity left that a search from the pool could reach; or less."""
        if pool not in self.reach:
            self.reach[pool] = self._within_reach(pool)
        return min((load for kind in self.reach[pool] for load in self.loads[kind]), default=None)

    def with_load(self, pool: int, load: int | None) -> list[list[int]]:
        """Return the places in the pool, ascending within each kind, that have this load and capacity left."""
        return [self.loads[kind][load] for kind in self.kinds_of[pool] if load is not None and load in self.loads[kind]]

    def promote(self, place: int, load: int) -> None:
        """Move the inspector from `load` to one more."""
        loads = self.loads[self.kind[place]]
        loads[load].remove(place)
        if not loads[load]:
            del loads[load]
        if load + 1 < self.capacities[place]:
            insort(loads.setdefault(load + 1, []), place)

    def count(self, place: int, pool: int, change: int) -> None:
        """Note that the inspector has one seat more, or less, of the pool."""
        seats = self.seats[self.kind[place]]
        seats[pool] += change
        if seats[pool] == max(change, 0):
            self.reach.clear()

    def _within_reach(self, pool: int) -> list[int]:
        pools, kinds = [pool], []
        for near in pools:
            for kind in self.kinds_of[near]:
                if kind not in kinds:
                    kinds.append(kind)
                    pools += [held for held, seats in enumerate(self.seats[kind]) if seats and held not in pools]
        return kinds
