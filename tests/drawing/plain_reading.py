"""The page's start and walk, word for word and without any shortcut, to hold the real ones against."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from random_inspection.drawing.seats import Table

Below = Callable[[int], int]


def start(table: Table) -> list[int] | set[int]:
    """Return who holds each seat at the start; where there is none, the seats that were in the last queue."""
    holders = [-1] * len(table.seats)
    for empty in range(len(holders)):
        before, distance, through = _search(table, holders, empty)
        free = [
            (holders.count(i), distance[s], i) for i, s in through.items() if holders.count(i) < table.capacities[i]
        ]
        if not free:
            return set(before)
        taker = min(free)[2]
        s = through[taker]
        while s >= 0:
            holders[s], taker, s = taker, holders[s], before[s]
    return holders


def _search(table: Table, holders: list[int], empty: int) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    before, distance, through, met = {empty: -1}, {empty: 0}, dict[int, int](), set[tuple[int, str]]()
    queue = deque([empty])
    while queue:
        s = queue.popleft()
        visit = table.seats[s].inspection
        for i in table.eligible(s):
            if holders[s] == i or (i, visit) in met:
                continue
            met.add((i, visit))
            mine = [t for t, holder in enumerate(holders) if holder == i]
            same = [t for t in mine if table.seats[t].inspection == visit]
            if not same and i in through:
                continue
            if not same:
                through[i] = s
            for t in same or mine:
                if t not in before:
                    before[t], distance[t] = s, distance[s] + 1
                    queue.append(t)
    return before, distance, through


def step(table: Table, holders: Sequence[int], below: Below) -> list[int]:
    """Return who holds each seat after one step of the walk."""
    after = list(holders)
    first = s = below(len(holders))
    u = holders[first]
    cycle = below(2) == 1
    left = [first]
    while True:
        if cycle and len(left) > 1 and u in table.eligible(s) and holders[s] != u and below(2) == 1:
            after[s] = u
            stands = below(len(list(table.eligible(s))) - 1) < len(list(table.eligible(first))) - 1
            return after if stands and _allowed(table, after) else list(holders)
        others = [i for i in table.eligible(s) if i != holders[s]]
        if not others:
            return list(holders)
        i = others[below(len(others))]
        options = [t for t, holder in enumerate(holders) if holder == i]
        load = len(options)
        if not cycle and load + 1 == holders.count(u) and load < table.capacities[i]:
            options.append(-1)
        if not options:
            return list(holders)
        t = options[below(len(options))]
        if t in left:
            return list(holders)
        after[s] = i
        if t == -1:
            return after if _allowed(table, after) else list(holders)
        left.append(t)
        s = t


def _allowed(table: Table, holders: Sequence[int]) -> bool:
    pairs = [(table.seats[s].inspection, i) for s, i in enumerate(holders)]
    return len(set(pairs)) == len(pairs)
