"""What recusal costs in a province: time and memory grow with the interests, not with inspectors × targets."""

from __future__ import annotations

import datetime as dt
import time
import tracemalloc
from collections.abc import Callable, Sequence

import attrs
import pytest

from random_inspection.domain.inspectors import Inspector, Interest, InterestKind
from random_inspection.domain.targets import Target
from random_inspection.rules.admission.visits import Visit, Visits
from random_inspection.rules.recusals.recusal import AnyOf, Scene, recuse
from random_inspection.rules.recusals.recusal_rules import SameAddress, declared_interests
from random_inspection.rules.recusals.rotation import PairRotation, Rotation
from random_inspection.rules.samples import INSPECTOR, SHOP, WINDOW

pytestmark = pytest.mark.benchmark
TARGETS, INSPECTORS, INTERESTS = 100_000, 5_000, 10_000


@pytest.fixture(scope="module")
def targets() -> list[Target]:
    """100,000 targets, a hundredth of them in a group."""
    return [
        attrs.evolve(SHOP, target_id=f"T{at}", address=f"{at // 2}", tags=("集团",) if at % 100 == 0 else ())
        for at in range(TARGETS)
    ]


@pytest.fixture(scope="module")
def history() -> Visits:
    """A visit by two inspectors to every twentieth target."""
    return Visits.of(
        Visit(
            visit_id=str(at),
            target_id=f"T{at}",
            on=dt.date(2025, 5, 6),
            agencies=("人社局",),
            inspectors=(f"I{at % INSPECTORS}", f"I{(at + 7) % INSPECTORS}"),
        )
        for at in range(0, TARGETS, 20)
    )


def _people(count: int, interests: int) -> list[Inspector]:
    """`count` inspectors, of whom the first 5,000 have declared so many interests together."""
    own: dict[int, list[Interest]] = {}
    for at in range(interests):
        one = Interest(
            kind=InterestKind.RELATIVE,
            target_id=f"T{at * 7919 % TARGETS}",
            since=dt.date(2020, 1, 1),
            declared_by="本人",
            declared_on=dt.date(2026, 1, 5),
        )
        own.setdefault(at % INSPECTORS, []).append(one)
    return [attrs.evolve(INSPECTOR, inspector_id=f"I{at}", interests=tuple(own.get(at, ()))) for at in range(count)]


def _work(targets: Sequence[Target], people: Sequence[Inspector], history: Visits) -> Callable[[], int]:
    declared = declared_interests()
    address = SameAddress(rule=AnyOf(rules=declared))
    rotation = (Rotation(last=1, visits=history), PairRotation(last=3, visits=history))
    rule = AnyOf(rules=(*declared, address, *rotation))
    return lambda: len(recuse(rule, Scene.of(targets, people, WINDOW)).pairs)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _fastest(*works: Callable[[], object], repeats: int = 2) -> list[float]:
    """Return the best of several runs of each, one after the other, so that a busy moment meets all."""
    return [min(times) for times in zip(*([_seconds(work) for work in works] for _ in range(repeats)), strict=True)]


def test_twice_the_inspectors_with_the_same_interests_cost_less_than_half_more(
    targets: list[Target], history: Visits
) -> None:
    """100,000 targets: from 5,000 to 10,000 inspectors with the same 10,000 interests takes at most 1.5 × the time."""
    once = _work(targets, _people(INSPECTORS, INTERESTS), history)
    twice = _work(targets, _people(2 * INSPECTORS, INTERESTS), history)
    assert once() == twice() > INTERESTS
    small, large = _fastest(once, twice)
    print(f"5,000 inspectors: {small:.2f} s; twice as many: {large / small:.2f} ×")  # noqa: T201
    assert large <= 1.5 * small


def test_it_takes_a_tenth_of_asking_every_pair_at_most(targets: list[Target], history: Visits) -> None:
    """All rules with all their reasons, against only looking up 5,000 inspectors for every target (told from 1 %)."""
    people = _people(INSPECTORS, INTERESTS)
    named = [{interest.target_id for interest in one.interests} for one in people]

    def every_pair() -> int:
        return sum(target.target_id in own for target in targets[: TARGETS // 100] for own in named)

    assert every_pair() > 0
    ours, hundredth = _fastest(_work(targets, people, history), every_pair)
    print(f"all rules / every pair: {ours / (100 * hundredth):.3f}")  # noqa: T201
    assert ours <= 0.1 * 100 * hundredth


def test_twice_the_inspectors_take_no_more_than_a_fifth_more_memory(targets: list[Target], history: Visits) -> None:
    """The peak beside the directories grows with interests and pairs; 5,000 more inspectors add at most a fifth."""
    peaks = []
    for count in (INSPECTORS, 2 * INSPECTORS):
        work = _work(targets, _people(count, INTERESTS // 5), history)
        tracemalloc.start()
        work()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    print(f"peak: {peaks[0] / 1e6:.0f} MB; twice the inspectors: {peaks[1] / peaks[0]:.2f} ×")  # noqa: T201
    assert peaks[1] <= 1.2 * peaks[0]
    assert peaks[0] <= 60_000_000


def test_interests_twice_as_many_cost_at_most_three_times(targets: list[Target], history: Visits) -> None:
    """10,000 against 20,000 interests: the growth is no worse than in proportion, with room for a busy machine."""
    small, large = _fastest(
        *(_work(targets, _people(INSPECTORS, count), history) for count in (INTERESTS, 2 * INTERESTS))
    )
    print(f"twice the interests: {large / small:.2f} ×")  # noqa: T201
    assert large <= 3 * small
