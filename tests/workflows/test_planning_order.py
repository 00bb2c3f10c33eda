from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction

import pytest

from random_inspection.drawing import digest_of, ticket
from random_inspection.errors import InvalidInput
from random_inspection.rules.coverage_of_year.batches import BLANK, Roll, batch_frame
from random_inspection.rules.coverage_of_year.coverage import Coverage
from random_inspection.rules.coverage_of_year.ledger import Ledger
from random_inspection.rules.coverage_of_year.terms import ClassTerms
from random_inspection.workflows.draws.planning import order_batches, order_of, select_batch, visits_of

SEED = digest_of("order")
FULL = ClassTerms(name="D", proportion=Fraction(1), at_least=2, at_most=3)
RULE = Coverage(classes=(ClassTerms(name="A", proportion=Fraction(1, 5), at_most=2), FULL), batches=5, spare=1)
REGISTER = {"a": "A"} | {f"d{at}": "D" for at in range(3)}


def _roll(register: dict[str, str]) -> Roll:
    return Roll.of(register, RULE, Ledger.of([]), item="RS-01", year=2026)


def test_the_order_is_that_of_the_tickets_under_key_order() -> None:
    """Anybody who has the seed finds the batch of a target by hand."""
    found = order_batches({"甲": 1, "乙": 1, "丙": 1}, [1, 2, 3], seed=SEED)
    targets = sorted("甲乙丙", key=lambda one: ticket("order", one, seed=SEED))
    batches = sorted([1, 2, 3], key=lambda one: ticket("order", f"batch\n{one}", seed=SEED))
    assert found == {target: (batch,) for target, batch in zip(targets, batches, strict=True)}


def test_the_order_of_the_arguments_does_not_matter() -> None:
    """Neither the register's order nor that of the batches leaves a trace."""
    due = {f"t{at}": at % 3 for at in range(10)}
    found = order_batches(due, [1, 2, 3, 4], seed=SEED)
    assert order_batches(dict(reversed(due.items())), [4, 2, 3, 1], seed=SEED) == found


def test_everybody_comes_as_often_as_is_due() -> None:
    """Each target has as many different batches as inspections are due to it, and the batches are as even as can be."""
    due = {f"t{at}": at % 4 for at in range(30)}
    found = order_batches(due, [2, 3, 5], seed=SEED)
    assert {one: len(set(turns)) for one, turns in found.items()} == due
    load = Counter(turn for turns in found.values() for turn in turns)
    assert max(load.values()) - min(load.values()) <= 1


def test_every_pair_of_batches_is_equally_likely() -> None:
    """For two inspections in four batches each of the six pairs comes up about as often (chi-square, level 0.001)."""
    seeds = [digest_of(f"pair {at}") for at in range(3000)]
    found = Counter(order_batches({"甲": 1, "乙": 2}, [1, 2, 3, 4], seed=seed)["乙"] for seed in seeds)
    counts = [found[pair] for pair in itertools.combinations([1, 2, 3, 4], 2)]
    assert sum(counts) == 3000
    assert sum((count - 500) ** 2 / 500 for count in counts) < 20.5


def test_only_classes_in_full_have_an_order() -> None:
    """A class with a proportion of 1 is put in order, over the batches in which inspections fall due."""
    found = order_of(_roll(REGISTER), seed=SEED, number=2)
    assert found.keys() == {"d0", "d1", "d2"}
    assert {turn for turns in found.values() for turn in turns} == {2, 3, 4}


@pytest.mark.parametrize(
    ("due", "batches", "found"),
    [
        ({"甲": 2}, [1], ("order-batches-too-few", "due['甲']")),
        ({"甲": 0}, [], ("order-without-batches", "batches")),
        ({"甲": 1}, [3, 3], ("list-repeats", "batches[1]")),
    ],
)
def test_an_order_that_cannot_be_is_refused(due: dict[str, int], batches: list[int], found: tuple[str, str]) -> None:
    """More inspections than batches, no batch, or one twice names what is wrong."""
    with pytest.raises(InvalidInput) as caught:
        order_batches(due, batches, seed=SEED)
    assert [(problem.code, problem.where.path) for problem in caught.value.problems] == [found]


def test_a_stratum_of_one_is_drawn_with_its_chance() -> None:
    """The only firm of its class is drawn in a quarter of all draws, not in each (binomial, four sigma)."""
    batch = batch_frame(_roll({"a": "A"}), 1)
    drawn = sum(bool(visits_of(select_batch(batch, seed=digest_of(f"one {at}")))) for at in range(2000))
    assert abs(drawn - 500) < 4 * (2000 * 0.25 * 0.75) ** 0.5


def test_a_blank_that_is_drawn_is_no_visit() -> None:
    """The share draws one of the firm and the blank; the visits are without the blank."""
    batch = batch_frame(_roll({"a": "A"}), 1)
    selections = [select_batch(batch, seed=digest_of(f"one {at}")) for at in range(20)]
    assert {one.target_id for chosen in selections for one in chosen.drawn} == {"a", BLANK}
    assert all(one.target_id == "a" for chosen in selections for one in visits_of(chosen))
