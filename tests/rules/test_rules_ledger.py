from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

from random_inspection.errors import InvalidInput
from random_inspection.rules.coverage_of_year.ledger import Drawn, Entry, Event, Inspected, Ledger, StruckOut

DAY = dt.date(2026, 3, 2)
DRAWN = Drawn(day=DAY, target_id="甲", items=("RS-01", "RS-02"), draw="2026-1")
INSPECTED = Inspected(day=dt.date(2026, 3, 9), target_id="甲", items=("RS-01",), inspection="2026-17", draw="2026-1")
STRUCK = StruckOut(day=dt.date(2026, 3, 9), target_id="甲", draw="2026-1", reason="迁出")
COMPLAINT = Inspected(day=DAY, target_id="甲", items=("RS-01",), inspection="2026-3", counts=False)


def _codes(*events: Event) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as caught:
        Ledger.of(events)
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


def test_a_drawn_target_is_pending_for_all_its_items() -> None:
    """Before the visit, a draw is a visit that is fixed, once for every item and once for the cap."""
    ledger = Ledger.of([DRAWN])
    assert ledger.entry("甲", "RS-02", 2026) == Entry(drawn=1, pending=1)
    assert ledger.entry("甲", "RS-02", 2026).fixed == ledger.counted("甲", 2026) == 1


def test_a_visit_for_several_items_counts_once_towards_the_cap() -> None:
    """A merged visit is one visit, and one inspection of each of its items."""
    ledger = Ledger.of([DRAWN, attrs.evolve(INSPECTED, items=("RS-01", "RS-02"))])
    assert ledger.entry("甲", "RS-01", 2026) == ledger.entry("甲", "RS-02", 2026) == Entry(drawn=1, inspected=1)
    assert ledger.counted("甲", 2026) == 1


def test_who_was_struck_out_is_due_as_before() -> None:
    """A visit that did not take place is neither an inspection nor counted towards the cap."""
    ledger = Ledger.of([DRAWN, STRUCK])
    assert ledger.entry("甲", "RS-01", 2026) == Entry(drawn=1, struck_out=1)
    assert ledger.counted("甲", 2026) == 0


def test_an_inspection_on_a_complaint_covers_without_using_up_the_cap() -> None:
    """A ground that does not count towards the cap still is an inspection."""
    ledger = Ledger.of([COMPLAINT])
    assert ledger.entry("甲", "RS-01", 2026) == Entry(inspected=1)
    assert ledger.counted("甲", 2026) == 0


@pytest.mark.clause("二(七) 频次")
def test_what_comes_of_a_draw_belongs_to_the_year_of_the_draw() -> None:
    """Who is drawn in December and visited in January is covered in the old year; the cap counts the day of the visit."""
    drawn = attrs.evolve(DRAWN, day=dt.date(2025, 12, 30))
    ledger = Ledger.of([drawn, INSPECTED])
    assert ledger.entry("甲", "RS-01", 2025) == Entry(drawn=1, inspected=1)
    assert ledger.entry("甲", "RS-01", 2026) == Entry()
    assert (ledger.counted("甲", 2025), ledger.counted("甲", 2026)) == (0, 1)


def test_a_december_draw_stays_in_its_year_whatever_becomes_of_it() -> None:
    """Pending over the turn of the year, or struck out in January, it is the old year's, and the new one begins at 0."""
    drawn = attrs.evolve(DRAWN, day=dt.date(2025, 12, 30))
    assert Ledger.of([drawn]).entry("甲", "RS-01", 2025) == Entry(drawn=1, pending=1)
    assert Ledger.of([drawn, STRUCK]).entry("甲", "RS-01", 2025) == Entry(drawn=1, struck_out=1)
    for ledger in (Ledger.of([drawn]), Ledger.of([drawn, STRUCK])):
        assert (ledger.entry("甲", "RS-01", 2026), ledger.counted("甲", 2026)) == (Entry(), 0)


def test_an_inspection_without_a_draw_counts_in_the_year_of_its_day() -> None:
    """A complaint that is followed up in January covers the new year."""
    ledger = Ledger.of([attrs.evolve(COMPLAINT, day=dt.date(2027, 1, 4))])
    assert ledger.entry("甲", "RS-01", 2027) == Entry(inspected=1)


def test_an_inspection_of_an_item_that_was_not_drawn_is_refused() -> None:
    """A visit from a draw is for the items of the draw; the finding says which others there are, and what was drawn."""
    other = attrs.evolve(INSPECTED, items=("RS-01", "RS-03", "RS-04"))
    with pytest.raises(InvalidInput) as caught:
        Ledger.of([DRAWN, other])
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.path) == ("ledger-item-not-drawn", "events[1]")
    assert (problem.params["items"], problem.params["expected"]) == ("RS-03、RS-04", "RS-01、RS-02")
    besides = attrs.evolve(COMPLAINT, items=("RS-03",))
    assert Ledger.of([DRAWN, INSPECTED, besides]).entry("甲", "RS-03", 2026).inspected == 1


def test_who_is_not_in_the_register_is_named() -> None:
    """Targets of the ledger that nobody knows are notes, each once and in order; those that are known are none."""
    ledger = Ledger.of([DRAWN, attrs.evolve(COMPLAINT, target_id="丙"), attrs.evolve(COMPLAINT, target_id="乙")])
    notes = ledger.strangers({"甲"})
    assert [(note.code, note.where.path) for note in notes] == [
        ("ledger-target-unknown", "ledger['丙']"),
        ("ledger-target-unknown", "ledger['乙']"),
    ]
    assert ledger.strangers({"甲", "乙", "丙"}) == ()


def test_what_is_told_twice_in_the_same_words_counts_once() -> None:
    """A file of events may be read twice."""
    assert Ledger.of([DRAWN, INSPECTED, DRAWN, INSPECTED]) == Ledger.of([DRAWN, INSPECTED])


def test_what_was_never_drawn_is_neither_inspected_nor_struck_out_as_drawn() -> None:
    """An inspection or a strike that names a draw needs that draw, of that target, not later."""
    late = attrs.evolve(DRAWN, day=dt.date(2026, 3, 10))
    assert _codes(STRUCK) == [("ledger-never-drawn", "events[0]")]
    assert _codes(late, INSPECTED) == [("ledger-never-drawn", "events[1]")]
    assert _codes(attrs.evolve(DRAWN, target_id="乙"), INSPECTED) == [("ledger-never-drawn", "events[1]")]


def test_a_draw_ends_once() -> None:
    """A drawn target is inspected or struck out, not both."""
    assert _codes(DRAWN, INSPECTED, STRUCK) == [("ledger-contradiction", "events[2]")]


def test_contradictions_are_told_all_at_once() -> None:
    """One draw with two days and one inspection with two lists of items are two findings."""
    later, other = attrs.evolve(DRAWN, day=dt.date(2026, 3, 3)), attrs.evolve(COMPLAINT, items=("RS-02",))
    assert _codes(DRAWN, later, COMPLAINT, other) == [
        ("ledger-contradiction", "events[1]"),
        ("ledger-contradiction", "events[3]"),
    ]


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"items": ()}, "items", "ledger-without-items"),
        ({"items": ("RS-01", "RS-01")}, "items[1]", "list-repeats"),
        ({"day": dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)}, "day", "not-date"),
        ({"draw": " "}, "draw", "identifier-edge-space"),
    ],
)
def test_a_wrong_event_is_refused_with_its_path(change: dict[str, Any], path: str, code: str) -> None:
    """An event without items, or with something that is no day or identifier, names the member."""
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(DRAWN, **change)
    assert [(problem.where.path, problem.code) for problem in caught.value.problems] == [(path, code)]
