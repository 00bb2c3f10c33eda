"""The assignment against full enumeration: complete, the evenest, and every evenest one equally likely."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations

import pytest
from plain_reading import start as plain_start
from plain_reading import step as plain_step
from small_instances import KINDS, SEED, Instance, instances, ring

from random_inspection.drawing import Seat, Shortage, assign
from random_inspection.drawing.start import Start
from random_inspection.drawing.tickets import words
from random_inspection.drawing.walk import Walk
from random_inspection.errors import AssignmentInfeasible

Kind = Callable[[random.Random], Instance]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)

untraced = pytest.mark.no_cover  # coverage would make minutes of it

LEVEL = 0.001
"""The level of each chi-squared test: a uniform draw fails one of the five kinds with a chance of 0.5 % at most."""
NORMAL = 3.0902
"""The standard normal quantile of 1 - LEVEL."""


def _most(seats: Iterable[Seat], instance: Instance) -> int:
    """Return how many of the seats can be filled at the most, counting everybody who could."""
    most = 0
    for entry in instance.inspectors:
        able = {
            seat.inspection
            for seat in seats
            if set(seat.requires) <= set(entry.holds) and entry.inspector_id not in seat.excluded
        }
        most += len(able) if entry.capacity is None else min(len(able), entry.capacity)
    return most


def _shortage(instance: Instance) -> Shortage | None:
    try:
        assign(instance.seats, instance.inspectors, seed=SEED)
    except AssignmentInfeasible as error:
        shortage = error.problems[0].params["shortage"]
        assert isinstance(shortage, Shortage)
        return shortage
    return None


@every_kind
def test_a_refusal_is_proved_by_counting(kind: Kind) -> None:
    """On 100 instances of each kind, who could fill the seats of a proof is counted afresh, and they are too few."""
    for instance in instances(kind, 100):
        shortage = _shortage(instance)
        if shortage is None:
            continue
        assert set(shortage.seats) <= set(instance.seats)
        assert _most(shortage.seats, instance) == shortage.most < len(set(shortage.seats))


def test_a_proof_is_the_smallest() -> None:
    """Every set of seats that proves it, among those up to the proof's last seat, contains the proof."""
    found = 0
    for instance in (one for kind in KINDS for one in instances(kind, 100)):
        shortage = _shortage(instance)
        if shortage is None:
            continue
        found += 1
        seats = instance.seats[: instance.seats.index(shortage.seats[-1]) + 1]
        for size in range(1, len(seats) + 1):
            for some in combinations(seats, size):
                assert _most(some, instance) >= size or set(shortage.seats) <= set(some)
    assert found > 50


@pytest.mark.clause("二(六) 抽取")
@every_kind
def test_complete_wherever_there_is_one_and_always_the_evenest(kind: Kind) -> None:
    """On 100 instances of each kind, what enumeration finds is found, and start and outcome are evenest."""
    complete = 0
    for instance in instances(kind, 100):
        evenest = instance.evenest()
        if not evenest:
            assert _shortage(instance) is not None
            continue
        complete += 1
        table = instance.table()
        begin = tuple(table.order[place] for place in Start(table).fill().holders)
        assert {begin, assign(instance.seats, instance.inspectors, seed=SEED)} <= set(evenest)
    assert complete > 20


@every_kind
def test_start_and_walk_are_the_plain_reading_of_the_page(kind: Kind) -> None:
    """What is left out for speed changes nothing: start, every state, every word and every proof are the page's."""
    for number, instance in enumerate(instances(kind, 100)):
        seed = f"{number:064x}"
        table = instance.table(seed)
        expected = plain_start(table)
        if isinstance(expected, set):
            shortage = _shortage(instance)
            assert shortage is not None
            assert {table.seats.index(seat) for seat in shortage.seats} == expected
            continue
        walk = Walk(table, Start(table).fill().holders)
        assert walk.holders == expected
        stream, plain = words(seed=seed), words(seed=seed)
        for _ in range(50):
            walk.run(stream, 1)
            expected = plain_step(table, expected, lambda n, plain=plain: next(plain) % n)  # type: ignore[misc]
            assert walk.holders == expected
        assert next(stream) == next(plain)


def _statistic(instance: Instance, evenest: list[tuple[str, ...]], draws: int, *, steps: bool = True) -> float:
    """Return Pearson's chi-squared of `draws` outcomes, at as many seeds, against the uniform distribution."""
    found: Counter[tuple[str, ...]] = Counter()
    for number in range(draws):
        seed = f"{number:064x}"
        if steps:
            found[assign(instance.seats, instance.inspectors, seed=seed)] += 1
        else:
            table = instance.table(seed)
            found[tuple(table.order[place] for place in Start(table).fill().holders)] += 1
    expected = draws / len(evenest)
    return sum((found[one] - expected) ** 2 / expected for one in evenest)


def _choices(kind: Kind, number: int, most: int) -> list[tuple[Instance, list[tuple[str, ...]]]]:
    """Return the first `number` instances of a kind that have 2 to `most` evenest assignments."""
    pairs = ((instance, instance.evenest()) for instance in instances(kind, 20 * number))
    return [pair for pair in pairs if 2 <= len(pair[1]) <= most][:number]


def _excess(statistic: float, freedom: int) -> float:
    """Return the standard normal deviate of a chi-squared statistic (Wilson and Hilferty)."""
    spread = 2 / (9 * freedom)
    return (math.cbrt(statistic / freedom) - (1 - spread)) / math.sqrt(spread)


def _pooled(kind: Kind, *, number: int, most: int, draws: int, steps: bool = True) -> float:
    pairs = _choices(kind, number, most)
    assert len(pairs) == number
    statistic = sum(_statistic(instance, evenest, draws, steps=steps) for instance, evenest in pairs)
    return _excess(statistic, sum(len(evenest) - 1 for _, evenest in pairs))


@untraced
@every_kind
def test_all_evenest_assignments_are_equally_likely(kind: Kind) -> None:
    """On 40 instances of each kind (200 in all), chi-squared pooled over the kind, at the level of 0.1 %."""
    assert _pooled(kind, number=40, most=8, draws=40) < NORMAL


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not ring], ids=lambda kind: kind.__name__)
def test_the_start_alone_would_not_be(kind: Kind) -> None:
    """The same test refuses the start without the walk, so that it can tell."""
    assert _pooled(kind, number=40, most=8, draws=40, steps=False) > NORMAL


@pytest.mark.soak
@untraced
@every_kind
def test_all_evenest_assignments_are_equally_likely_at_length(kind: Kind) -> None:
    """The same with 400 draws of each instance, and with up to 40 evenest assignments."""
    assert _pooled(kind, number=40, most=40, draws=400) < NORMAL
