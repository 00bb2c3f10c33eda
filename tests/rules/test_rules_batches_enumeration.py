"""The chances of the plan against full enumeration: every order of strata, rounding and choice, in every batch."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction

import attrs
import pytest

from random_inspection.domain.draws import AllQuota, ShareQuota
from random_inspection.drawing.quotas import expectations, rounded
from random_inspection.rules.coverage_of_year.batches import BLANK, BatchFrame, Roll, batch_frame
from random_inspection.rules.coverage_of_year.coverage import Coverage, Standing
from random_inspection.rules.coverage_of_year.ledger import Ledger
from random_inspection.rules.coverage_of_year.terms import ClassTerms
from random_inspection.rules.coverage_of_year.year_plan import YearPlan, plan_batches
from random_inspection.rules.grounds import Window

Composition = frozenset[tuple[tuple[str, Standing], int]]
WINDOWS = [Window.on(dt.date(2026, month, 2)) for month in range(1, 13)]


def _classes(*bounds: tuple[int, int | None]) -> tuple[ClassTerms, ...]:
    return tuple(
        ClassTerms(name=name, weight=weight, at_least=least, at_most=most)
        for (name, weight), (least, most) in zip({"A": 1, "B": 2, "D": 3}.items(), bounds, strict=False)
    )


CASES = {
    "one class, cap of one": (_classes((1, 1)), {"A": 5}, 3, Fraction(0), 0),
    "one class with a floor": (_classes((1, 2)), {"A": 3}, 3, Fraction(1, 5), 0),
    "no cap": (_classes((0, None)), {"A": 2}, 4, Fraction(1, 7), 0),
    "two classes": (_classes((1, 2), (2, 3)), {"A": 3, "B": 2}, 3, Fraction(1, 8), 0),
    "one of a kind": (_classes((1, 3), (1, 3), (2, 4)), {"A": 1, "B": 1, "D": 1}, 4, Fraction(1, 12), 0),
    "a spare batch": (_classes((1, 2), (2, 4)), {"A": 2, "B": 2}, 4, Fraction(1, 10), 1),
}


def outcomes(batch: BatchFrame) -> dict[tuple[int, ...], Fraction]:
    """Return the chance of every possible number drawn by stratum, over all orders of strata and all u in [0, 1)."""
    whole = {one.name: one.size for one in batch.quotas if isinstance(one.quota, AllQuota)}
    shared = [one for one in batch.quotas if isinstance(one.quota, ShareQuota)]
    expected = expectations(batch.shares[0], shared) if shared else {}
    found: defaultdict[tuple[int, ...], Fraction] = defaultdict(Fraction)
    orders = list(itertools.permutations(expected))
    for order in orders:
        sums = itertools.accumulate(expected[name] for name in order)
        jumps = sorted({Fraction(0), *(math.ceil(one) - one for one in sums)})
        for u, end in itertools.pairwise([*jumps, Fraction(1)]):
            drawn = whole | rounded(expected, order, u)
            found[tuple(drawn[one.name] for one in batch.quotas)] += (end - u) / len(orders)
    return dict(found)


def _roll(rule: Coverage, composition: Composition) -> Roll:
    everybody = {f"t{at}-{n}": one for at, (one, size) in enumerate(composition) for n in range(size)}
    return Roll(
        rule=rule,
        classes={target_id: name for target_id, (name, _) in everybody.items()},
        standings={target_id: standing for target_id, (_, standing) in everybody.items()},
    )


def _next(roll: Roll, batch: BatchFrame, numbers: tuple[int, ...]) -> Iterator[tuple[Composition, Counter[str]]]:
    """Yield who stands where, and the visits by class, for every choice of so many from the strata; equally likely."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    for target_id, stratum in batch.frame:
        members[stratum].append(target_id)
    parts = [
        itertools.combinations(members[one.name], number) for one, number in zip(batch.quotas, numbers, strict=True)
    ]
    for choice in itertools.product(*parts):
        visited = {target_id for part in choice for target_id in part} - {BLANK}
        after = {one: roll.standings[one].visited() if one in visited else roll.standings[one] for one in roll.classes}
        stands = Counter((roll.classes[target_id], standing) for target_id, standing in after.items())
        yield frozenset(stands.items()), Counter(roll.classes[target_id] for target_id in visited)


@attrs.frozen
class Enumerated:
    """What really happens in a case: expected visits by batch and class, and how often a target is inspected."""

    visits: list[dict[str, Fraction]]
    times: dict[str, dict[int, Fraction]]


def enumerated(rule: Coverage, sizes: dict[str, int]) -> Enumerated:
    """Go through everything that can happen in a year."""
    now = {frozenset(((name, rule.standing(name)), size) for name, size in sizes.items()): Fraction(1)}
    visits: list[dict[str, Fraction]] = []
    for number in range(1, rule.batches + 1):
        drawn = dict.fromkeys(sizes, Fraction(0))
        after: defaultdict[Composition, Fraction] = defaultdict(Fraction)
        for composition, chance in now.items():
            roll = _roll(rule, composition)
            batch = batch_frame(roll, number)
            for numbers, part in outcomes(batch).items():
                choices = list(_next(roll, batch, numbers))
                for later, count in choices:
                    weight = chance * part / len(choices)
                    after[later] += weight
                    drawn = {name: before + weight * count[name] for name, before in drawn.items()}
        now = dict(after)
        visits.append(drawn)
    times: dict[str, dict[int, Fraction]] = {name: defaultdict(Fraction) for name in sizes}
    for composition, chance in now.items():
        for (name, standing), size in composition:
            times[name][standing.inspected] += chance * Fraction(size, sizes[name])
    return Enumerated(visits, {name: dict(found) for name, found in times.items()})


def _case(name: str) -> tuple[Coverage, dict[str, int], YearPlan]:
    classes, sizes, batches, floor, spare = CASES[name]
    rule = Coverage(classes=classes, batches=batches, floor=floor, spare=spare)
    register = {f"{name}{at}": name for name, size in sizes.items() for at in range(size)}
    return rule, sizes, plan_batches(register, rule, WINDOWS[:batches], Ledger.of([]), item="RS-01")


@pytest.mark.parametrize("case", CASES)
def test_the_chance_of_a_batch_is_exact(case: str) -> None:
    """Seen from January, the chance of every class in every batch is the one enumerated."""
    rule, sizes, plan = _case(case)
    for found, batch in zip(enumerated(rule, sizes).visits, plan.batches, strict=True):
        assert dict(batch.chances) == {name: visits / sizes[name] for name, visits in found.items()}
        assert batch.visits == sum(found.values())


@pytest.mark.parametrize("case", CASES)
def test_the_chance_of_the_year_is_exact(case: str) -> None:
    """The chance of each number of inspections in the year is the one enumerated."""
    rule, sizes, plan = _case(case)
    found = enumerated(rule, sizes).times
    for one in plan.classes:
        assert {times: chance for times, chance in enumerate(one.times) if chance} == found[one.name]


@pytest.mark.parametrize("case", CASES)
def test_nothing_that_can_happen_leaves_anybody_out(case: str) -> None:
    """In all outcomes everybody has the minimum at the end of the year, and nobody is over the cap."""
    rule, sizes, _ = _case(case)
    for name, found in enumerated(rule, sizes).times.items():
        bounds = rule.bounds[name]
        assert min(found) >= bounds.at_least >= 1
        assert bounds.at_most is None or max(found) <= bounds.at_most


def test_every_stratum_has_exactly_the_chance_of_the_rule() -> None:
    """The protocol's quotas give each stratum the chance that the rule states, and the blank lot the rest."""
    rule, _, _ = _case("one of a kind")
    composition: Composition = frozenset(
        {(("A", Standing(inspected=1, due=0, room=2)), 1), (("D", rule.standing("D")), 1)}
    )
    batch = batch_frame(_roll(rule, composition), 2)
    expected = expectations(batch.shares[0], batch.quotas)
    assert {one.stratum.name: expected[one.stratum.name] / one.stratum.size for one in batch.strata} == {
        "A/inspected": Fraction(1, 12),
        "D/due 2": Fraction(2, 3),
        BLANK: Fraction(1, 4),
    }
