"""The assignment of inspectors: published answers, what is refused, and what is said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from random_inspection.domain.draws import RosterEntry
from random_inspection.drawing import Seat, Shortage, assign, seats_of, ticket
from random_inspection.drawing.seats import Table
from random_inspection.drawing.start import Start
from random_inspection.drawing.tickets import _EdgeWord, words
from random_inspection.drawing.walk import Walk
from random_inspection.errors import AssignmentInfeasible, InvalidInput
from random_inspection.serialization import read_roster, to_json

SEED = "5e" * 32


def _entry(inspector_id: str, *holds: str, capacity: int | None = None) -> RosterEntry:
    return RosterEntry(inspector_id=inspector_id, holds=holds, capacity=capacity)


def _states(table: Table, seed: str, digest: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the holders of every state that the vectors tell."""
    walk = Walk(table, Start(table).fill().holders)
    stream = words(seed=seed, digest=digest)
    yield "start", [table.order[place] for place in walk.holders]
    done = 0
    for steps in (1, 10, 100):
        walk.run(stream, steps - done)
        done = steps
        yield f"after_{steps}_steps", [table.order[place] for place in walk.holders]


def test_vectors_of_seats(seat_case: dict[str, Any]) -> None:
    """Order, words, start, the walk after 1, 10, 100 and all steps are the published ones, by listed eligibility."""
    seed, digest, expected = seat_case["seed"], seat_case["digest"], dict(seat_case["expected"])
    seats = [
        Seat(inspection=one["inspection"], seat=f"{number}", requires=(f"{number:03}",))
        for number, one in enumerate(seat_case["seats"])
    ]
    inspectors = [
        _entry(
            one["inspector_id"],
            *(f"{n:03}" for n, seat in enumerate(seat_case["seats"]) if one["inspector_id"] in seat["eligible"]),
            capacity=one.get("capacity"),
        )
        for one in seat_case["inspectors"]
    ]
    table = Table(seats, inspectors, seed=seed, digest=digest)
    found: dict[str, object] = {
        "order": list(table.order),
        "first_words": [str(word) for word in islice(words(seed=seed, digest=digest), len(expected["first_words"]))],
        "final": list(assign(seats, inspectors, seed=seed, digest=digest)),
        **dict(_states(table, seed, digest)),
    }
    assert found == expected


def test_vectors_of_teams(vector_case: dict[str, Any]) -> None:
    """Words, start, the walk after 1, 10, 100 and all steps are the published ones, from roster and drawn targets."""
    if not vector_case.get("inspectors"):
        assert "assignments" not in vector_case["expected"]
        return
    expected, digest = vector_case["expected"], vector_case["announcement"]["digest"]
    seed = expected["seed"]
    roster = read_roster(to_json(vector_case["inspectors"]), file="inspectors.json")
    seats = seats_of([one["target_id"] for one in expected["drawn"]], roster)
    table = Table(seats, roster.inspectors, seed=seed, digest=digest)
    first_words = islice(words(seed=seed, digest=digest), len(expected["first_words"]))
    assert [str(word) for word in first_words] == expected["first_words"]
    if expected["assignments"] is None:
        with pytest.raises(AssignmentInfeasible):
            assign(seats, roster.inspectors, seed=seed, digest=digest)
        return
    final = assign(seats, roster.inspectors, seed=seed, digest=digest)
    rows = [
        {"target_id": seat.inspection, "seat": seat.seat, "inspector_id": holder}
        for seat, holder in zip(seats, final, strict=True)
    ]
    assert rows == expected["assignments"]
    for name, state in _states(table, seed, digest):
        told = expected[name]
        assert state == [one["inspector_id"] if isinstance(one, dict) else one for one in told]


def test_everything_listed_twice_is_refused_at_once() -> None:
    """A repeated inspector and a repeated seat of one inspection are both named."""
    seats = [Seat(inspection="t", seat="s"), Seat(inspection="t", seat="s"), Seat(inspection="u", seat="s")]
    with pytest.raises(InvalidInput) as caught:
        assign(seats, [_entry("a"), _entry("a"), _entry("b")], seed=SEED)
    assert [problem.code for problem in caught.value.problems] == ["inspector-listed-twice", "seat-listed-twice"]


def test_without_seats_nobody_is_assigned() -> None:
    """No seats give no assignment, and no words are needed."""
    assert assign([], [_entry("a")], seed=SEED) == ()


def test_progress_rises_to_one() -> None:
    """Whoever watches is told rising parts of the work, the last of which is all of it."""
    told: list[float] = []
    assign([Seat(inspection="t", seat="s")], [_entry("a")], seed=SEED, progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)


def test_a_shortage_says_who_is_missing() -> None:
    """Three visits need a leader, and only one person may lead, at most two: the proof says so in both languages."""
    seats = [
        Seat(inspection=f"t{n}", seat=s, requires=r) for n in range(3) for s, r in (("组长", ("领队",)), ("组员", ()))
    ]
    inspectors = [_entry("李某", "领队", capacity=2), _entry("王某"), _entry("张某")]
    with pytest.raises(AssignmentInfeasible) as caught:
        assign(seats, inspectors, seed=SEED)
    shortage = caught.value.problems[0].params["shortage"]
    assert isinstance(shortage, Shortage)
    assert shortage.seats == tuple(seats[::2])
    assert [(one.inspector, one.most) for one in shortage.able] == [(inspectors[0], 2)]
    assert "t0、t1、t2的3个席位（组长）需要领队，但只有李某（最多2个）可以担任，合计最多2个" in caught.value.text("zh")
    english = "3 seats (组长) of t0、t1、t2 need 领队, and only 李某 (at most 2) may take them, together at most 2"
    assert english in caught.value.text("en")


def test_a_seat_that_nobody_may_take_is_a_shortage() -> None:
    """Where recusal leaves nobody, the one seat is the proof, and that nobody may take it is said."""
    with pytest.raises(AssignmentInfeasible) as caught:
        assign([Seat(inspection="t", seat="组员", excluded=frozenset("a"))], [_entry("a")], seed=SEED)
    assert caught.value.code == "assignment-nobody"
    assert "t的1个席位（组员）需要人员，但没有人可以担任" in caught.value.text("zh")


def test_long_proofs_are_cut_in_words_only() -> None:
    """Of many visits and people ten are named, while the proof itself is whole."""
    seats = [Seat(inspection=f"t{number:02}", seat="s") for number in range(13)]
    inspectors = [_entry(f"i{number:02}", capacity=1) for number in range(12)]
    with pytest.raises(AssignmentInfeasible) as caught:
        assign(seats, inspectors, seed=SEED)
    shortage = caught.value.problems[0].params["shortage"]
    assert isinstance(shortage, Shortage)
    assert (len(shortage.seats), len(shortage.able), shortage.most) == (13, 12, 12)
    assert "and 3 more" in caught.value.text("en")
    assert "等13家" in caught.value.text("zh")


@pytest.mark.parametrize(
    ("word", "n", "expected"),
    [(2**64 - 1, 3, 1), (2**64 - 2, 3, 2), (2**64 - 1, 4, 3), (2**64 - 1, 2**32 - 1, 7), (2**64 - 5, 10, 7)],
)
def test_words_beyond_the_last_multiple_are_rejected(word: int, n: int, expected: int) -> None:
    """A word from ⌊2^64/n⌋·n on is passed over for the words that follow, also when those are passed over too."""
    stream = iter([_EdgeWord(2**64 - 1, iter([7])) if n == 10 else 7])
    assert _EdgeWord(word, stream) % n == expected


def test_sm3_words_are_those_of_the_tickets() -> None:
    """With another hash too, a word is sixteen digits of a ticket."""
    text = ticket("mixing", "100", seed=SEED, digest="sm3")
    assert list(islice(words(seed=SEED, digest="sm3"), 400, 404)) == [
        int(text[n : n + 16], 16) for n in (0, 16, 32, 48)
    ]
