"""The speed and memory of `assign`, as ratios to producing words in the same run."""

from __future__ import annotations

import random
import time
import tracemalloc
from collections import deque
from collections.abc import Callable
from itertools import count, islice
from operator import itemgetter

import pytest

from random_inspection.domain.draws import RosterEntry
from random_inspection.drawing import Seat, assign
from random_inspection.drawing.seats import Table
from random_inspection.drawing.start import Start
from random_inspection.drawing.tickets import ticket, words
from random_inspection.drawing.walk import Walk

SEED = "5e" * 32
Office = tuple[list[Seat], list[RosterEntry]]
pytestmark = pytest.mark.benchmark


def _office(targets: int, inspectors: int, *, leaders: bool) -> Office:
    """Return two seats of every target, 1 % of the pairs recused; a quarter of the inspectors may lead."""
    chance = random.Random(1)
    roster = [
        RosterEntry(inspector_id=f"I{number:05}", holds=("领队",) if number % 4 == 0 else ())
        for number in range(inspectors)
    ]
    ids = [entry.inspector_id for entry in roster]
    seats = [
        Seat(inspection=f"T{number:06}", seat=seat, requires=requires, excluded=excluded)
        for number in range(targets)
        for excluded in [frozenset(chance.sample(ids, inspectors // 100))]
        for seat, requires in (("组长", ("领队",) if leaders else ()), ("组员", ()))
    ]
    return seats, roster


def _time(work: Callable[[], object]) -> float:
    """Return the processor time of some work, which others on the machine disturb less than its duration."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _words_taken(office: Office) -> int:
    """Return how many words the walk takes: what the protocol prescribes, whoever programs it."""
    taken = count()
    table = Table(*office, seed=SEED, digest="sha256")
    walk = Walk(table, Start(table).fill().holders)
    walk.run(map(itemgetter(0), zip(words(seed=SEED), taken, strict=False)), 16 * len(office[0]) + 1000)
    return next(taken)


def _million_words_by_the_page() -> None:
    """Produce a million words, 100 a seat, as the page defines them: four from each ``ticket(mixing, k)``."""
    for k in range(250_000):
        block = ticket("mixing", str(k), seed=SEED)
        for start in (0, 16, 32, 48):
            int(block[start : start + 16], 16)


@pytest.mark.parametrize(("leaders", "limit"), [(False, 15), (True, 40)], ids=["without leaders", "with leaders"])
def test_assign_takes_little_more_than_its_words(leaders: bool, limit: int) -> None:  # noqa: FBT001  (a parameter)
    """5,000 targets × 2 seats of 500 inspectors: at most 3.5 × only producing the words that the walk takes.

    The walk takes some 2,000 words a seat where all loads are even. Against 100 words a seat, produced as the
    page defines them, it is at most 15 × without leaders, and 40 × with them.
    """
    office = _office(5_000, 500, leaders=leaders)
    taken = _words_taken(office)
    whole, bare, by_the_page = float("inf"), float("inf"), float("inf")
    for _ in range(2):
        bare = min(bare, _time(lambda: deque(islice(words(seed=SEED), 1_000_000), maxlen=0)))
        by_the_page = min(by_the_page, _time(_million_words_by_the_page))
        whole = min(whole, _time(lambda: assign(*office, seed=SEED)))
    ratio = whole / (bare * taken / 1_000_000)
    print(  # noqa: T201  (the measurement, for who runs it with -s)
        f"{taken} words; assign / them: {ratio:.2f}; / 100 words a seat by the page: {whole / by_the_page:.1f}; "
        f"/ 100 words a seat by words(): {whole / bare:.1f}"
    )
    assert ratio <= 3.5
    assert whole / by_the_page <= limit


def test_memory_does_not_grow_with_seats_times_inspectors() -> None:
    """5,000 targets × 2 seats of 500 inspectors need at most 16 MB; their 4,950,000 eligible pairs, listed, 40."""
    seats, roster = _office(5_000, 500, leaders=True)
    tracemalloc.start()
    table = Table(seats, roster, seed=SEED, digest="sha256")
    walk = Walk(table, Start(table).fill().holders)
    walk.run(words(seed=SEED), 2_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"peak: {peak / 1e6:.1f} MB")  # noqa: T201
    assert peak <= 16_000_000


@pytest.mark.soak
@pytest.mark.parametrize("leaders", [False, True], ids=["without leaders", "with leaders"])
def test_fifty_thousand_targets_finish(leaders: bool) -> None:  # noqa: FBT001  (a parameter of the test)
    """50,000 targets × 2 seats of 5,000 inspectors are assigned, evenly where nobody must lead."""
    office = _office(50_000, 5_000, leaders=leaders)
    start = time.perf_counter()
    found = assign(*office, seed=SEED)
    print(f"{time.perf_counter() - start:.0f} s")  # noqa: T201
    assert len(found) == 100_000
    assert leaders or {found.count(entry.inspector_id) for entry in office[1][:50]} == {20}
