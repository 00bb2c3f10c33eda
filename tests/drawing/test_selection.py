"""Quotas and selection, against the vectors, against enumeration, and with what must be refused."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from random_inspection.drawing import AllQuota, CountQuota, RatioQuota, Share, ShareQuota, Stratum, select
from random_inspection.drawing.quotas import expectations, rounded
from random_inspection.drawing.tickets import stage_key, ticket
from random_inspection.errors import InvalidInput
from random_inspection.serialization import read_announcement, to_json

SEED = "ab" * 32


def _stratum(name: str, size: int, quota: Any, reserve: int = 0) -> Stratum:
    return Stratum(name=name, size=size, quota=quota, reserve=reserve)


def test_vectors_of_keys(vector_case: dict[str, Any]) -> None:
    """Every stage's key is the published one."""
    digest, expected = vector_case["announcement"]["digest"], vector_case["expected"]
    keys = {stage: stage_key(stage, seed=expected["seed"], digest=digest) for stage in expected["keys"]}
    assert keys == expected["keys"]


def test_vectors_of_selection(vector_case: dict[str, Any]) -> None:
    """Quotas, chances, drawn targets and reserves of every published case come out to the last byte."""
    expected = vector_case["expected"]
    announcement = read_announcement(to_json(vector_case["announcement"]), file="announcement.json")
    found = select(
        [(target, stratum) for target, stratum in vector_case["frame"]],
        announcement.strata,
        announcement.shares,
        seed=expected["seed"],
        digest=announcement.digest,
    )
    assert [
        {"stratum": name, "drawn": number, "chance": str(found.chances[name])} for name, number in found.quotas.items()
    ] == expected["quotas"]
    assert [
        {"target_id": one.target_id, "stratum": one.stratum, "ticket": one.ticket} for one in found.drawn
    ] == expected["drawn"]
    assert [
        {"stratum": one.stratum, "rank": one.rank, "ticket": one.ticket, "target_id": one.target_id}
        for one in found.reserves
    ] == expected["reserves"]


@pytest.mark.parametrize(
    ("total", "weights_and_sizes"),
    [
        (5, [(5, 4), (2, 6), (1, 9)]),
        (7, [(1, 3), (1, 3), (1, 3), (1, 3)]),
        (3, [(9, 1), (1, 30), (2, 7)]),
        (20, [(50, 3), (11, 6), (1, 40)]),
        (6, [(2, 3), (1, 6), (3, 0)]),
        (99, [(1, 4), (7, 2)]),
    ],
)
def test_shared_totals_give_the_stated_chances(total: int, weights_and_sizes: list[tuple[int, int]]) -> None:
    """Over all values of the rounding variable, every stratum's mean is exactly its stated expectation."""
    strata = [
        _stratum(f"s{index}", size, ShareQuota("t", weight=weight))
        for index, (weight, size) in enumerate(weights_and_sizes)
    ]
    expected = expectations(Share(name="t", total=total), strata)
    order = sorted(expected)
    sums = [sum((expected[name] for name in order[: end + 1]), Fraction(0)) for end in range(len(order))]
    edges = sorted({Fraction(0), Fraction(1), *(-each % 1 for each in sums)})
    means = dict.fromkeys(order, Fraction(0))
    for low, high in pairwise(edges):
        numbers = rounded(expected, order, low)
        assert numbers == rounded(expected, order, (low + high) / 2), "the numbers are constant between two edges"
        assert sum(numbers.values()) == min(total, sum(stratum.size for stratum in strata))
        for name, number in numbers.items():
            means[name] += number * (high - low)
    assert means == expected


@pytest.mark.clause("二(六) 抽取")
def test_chance_is_proportional_to_weight() -> None:
    """Within a share, a target of weight 3 has exactly three times the chance of one of weight 1."""
    strata = [_stratum("heavy", 10, ShareQuota("t", weight=3)), _stratum("light", 40, ShareQuota("t", weight=1))]
    frame = [(f"{index:03}", "heavy" if index < 10 else "light") for index in range(50)]
    chances = select(frame, strata, [Share(name="t", total=7)], seed=SEED).chances
    assert chances == {"heavy": Fraction(3, 10), "light": Fraction(1, 10)}


@pytest.mark.clause("二(六) 抽取")
def test_every_set_of_targets_is_equally_likely() -> None:
    """Over 6,000 seeds the 20 triples of 6 targets are uniform (chi-squared, 19 degrees, level 0.001)."""
    frame = [(str(index), "s") for index in range(6)]
    strata = [_stratum("s", 6, CountQuota(3))]
    counts = Counter(
        frozenset(one.target_id for one in select(frame, strata, seed=f"{number:064x}").drawn) for number in range(6000)
    )
    statistic = sum((counts[triple] - 300) ** 2 / 300 for triple in counts)
    assert len(counts) == 20
    assert statistic < 43.82


def test_quotas_in_words() -> None:
    """A ratio is a floor and rounds up, a count is cut to the size, and everybody is everybody."""
    strata = [
        _stratum("all", 3, AllQuota()),
        _stratum("count", 3, CountQuota(9)),
        _stratum("ratio", 3, RatioQuota("1%")),
        _stratum("zero", 3, RatioQuota("0")),
        _stratum("empty", 0, RatioQuota("100%")),
    ]
    frame = [(f"{index:02}", name) for index, name in enumerate(["all", "count", "ratio", "zero"] * 3)]
    found = select(frame, strata, seed=SEED)
    assert found.quotas == {"all": 3, "count": 3, "ratio": 1, "zero": 0, "empty": 0}
    assert found.chances["ratio"] == Fraction(1, 3)
    assert found.chances["empty"] == 0


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ([("b", "s"), ("a", "s")], "frame-not-ascending"),
        ([("a", "s"), ("a", "s")], "frame-not-ascending"),
        ([("a", "s"), ("b", "other")], "stratum-unknown"),
        ([("a", "s")], "stratum-size"),
        ([("a", "s"), ("b,c", "s")], "identifier-character"),
        ([("a", "s"), (7, "s")], "not-text"),
        ([("", "s"), ("a", "s")], "frame-not-ascending"),
    ],
)
def test_a_frame_that_is_not_one_is_refused(frame: Any, code: str) -> None:
    """Wrong order, repeated ids, unknown strata, untrue sizes and bad ids are refused by name."""
    with pytest.raises(InvalidInput) as caught:
        select(frame, [_stratum("s", 2, CountQuota(1))], seed=SEED)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("strata", "shares", "codes"),
    [
        ([_stratum("s", 1, CountQuota(1))] * 2, [], ["stratum-twice"]),
        ([_stratum("s", 1, ShareQuota("t", weight=1))], [], ["share-unknown"]),
        (
            [_stratum("s", 1, CountQuota(1))],
            [Share(name="t", total=1)] * 2,
            ["share-twice"] + ["share-without-strata"] * 2,
        ),
    ],
)
def test_strata_and_shares_that_do_not_fit_are_refused(strata: Any, shares: Any, codes: list[str]) -> None:
    """Names twice, unknown shares and shares without strata are found, all at once."""
    with pytest.raises(InvalidInput) as caught:
        select([("a", "s")], strata, shares, seed=SEED)
    assert [problem.code for problem in caught.value.problems] == codes


def test_the_frame_is_read_once_and_never_kept() -> None:
    """Memory grows with what is drawn, not with the frame: 200,000 ids from a generator stay under 1 MB."""

    def frame() -> Iterator[tuple[str, str]]:
        for number in range(200_000):
            yield f"{number:018}", "s"

    strata = [_stratum("s", 200_000, CountQuota(100), reserve=10)]
    tracemalloc.start()
    found = select(frame(), strata, seed=SEED)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found.drawn) == 100
    assert peak < 1_000_000


def test_smallest_tickets_win() -> None:
    """The drawn are the smallest tickets of the stratum, and the reserves the next ones, by plain sorting."""
    frame = [(f"{number:04}", "ab"[number % 2]) for number in range(1000)]
    strata = [_stratum("a", 500, CountQuota(7), reserve=3), _stratum("b", 500, RatioQuota("2%"))]
    found = select(frame, strata, seed=SEED, digest="sm3")
    order = sorted(
        (ticket("targets", name, seed=SEED, digest="sm3"), name) for name, stratum in frame if stratum == "a"
    )
    assert [one.target_id for one in found.drawn if one.stratum == "a"] == [name for _, name in order[:7]]
    assert [one.target_id for one in found.reserves] == [name for _, name in order[7:10]]
