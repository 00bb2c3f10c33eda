"""Laws of the ledger and of the year's coverage."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_inspection.rules.coverage_of_year.batches import Roll, batch_frame
from random_inspection.rules.coverage_of_year.coverage import Coverage
from random_inspection.rules.coverage_of_year.ledger import Drawn, Event, Inspected, Ledger, StruckOut
from random_inspection.rules.coverage_of_year.terms import ClassTerms
from random_inspection.workflows.draws.planning import order_of, select_batch, visits_of

ITEM = "RS-01"
SEEDS = st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}")


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Make draws of a few targets over a few days, each inspected, struck out or pending, and some complaints."""
    events: list[Event] = []
    for number in range(draw(st.integers(1, 8))):
        day, target_id = dt.date(2026, 3, draw(st.integers(1, 3))), draw(st.sampled_from("甲乙丙"))
        items = draw(st.sampled_from([(ITEM,), (ITEM, "RS-02")]))
        way = draw(st.sampled_from(["inspected", "struck", "pending", "complaint"]))
        if way == "complaint":
            inspected = Inspected(day=day, target_id=target_id, items=items, inspection=f"i{number}", counts=False)
            events.append(inspected)
            continue
        events.append(Drawn(day=day, target_id=target_id, items=items, draw=f"d{number}"))
        if way == "struck":
            events.append(StruckOut(day=day, target_id=target_id, draw=f"d{number}", reason="迁出"))
        if way == "inspected":
            held = Inspected(day=day, target_id=target_id, items=items, inspection=f"i{number}", draw=f"d{number}")
            events.append(held)
    return events


@st.composite
def rules(draw: st.DrawFn) -> Coverage:
    """Make a rule with two to three rising classes, often with narrow caps, and two to six batches."""
    batches = draw(st.integers(2, 6))
    least, most, weight = 0, 1, 0
    classes = []
    for name in "ABC"[: draw(st.integers(2, 3))]:
        least = draw(st.integers(least, min(batches, least + 1)))
        most = max(most, least, 1) + draw(st.integers(0, 2))
        weight += draw(st.integers(0 if weight else 1, 3))
        classes.append(ClassTerms(name=name, weight=weight, at_least=least, at_most=most))
    floor = Fraction(classes[0].weight or 1, (classes[-1].weight or 1) * batches * draw(st.integers(1, 4)))
    return Coverage(classes=tuple(classes), batches=batches, floor=floor)


@given(events=histories(), data=st.data())
def test_law_the_order_of_events_does_not_matter(events: list[Event], data: st.DataObject) -> None:
    """The ledger is the same whatever the order in which the events of a day, or of all days, are told."""
    assert Ledger.of(data.draw(st.permutations(events))) == Ledger.of(events)


@given(events=histories())
def test_law_everything_drawn_is_inspected_struck_out_or_pending(events: list[Event]) -> None:
    """No draw gets lost, whatever becomes of it."""
    ledger = Ledger.of(events)
    complaints = sum(isinstance(one, Inspected) and one.draw is None for one in events)
    entries = [entry for (_, item, _), entry in ledger.entries.items() if item == ITEM]
    ended = sum(one.inspected + one.struck_out + one.pending for one in entries)
    assert sum(one.drawn for one in entries) == ended - complaints


@given(data=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["held", "struck", "open"]))))
def test_law_every_year_accounts_for_its_own_draws(data: list[tuple[int, int, str]]) -> None:
    """At the turn of the year, too, what is drawn in a year is inspected, struck out or pending in the same year."""
    events: list[Event] = []
    for number, (start, wait, way) in enumerate(data):
        day, key = dt.date(2026, 12, 30) + dt.timedelta(start), f"d{number}"
        events.append(Drawn(day=day, target_id="甲", items=(ITEM,), draw=key))
        end = day + dt.timedelta(wait)
        if way == "held":
            events.append(Inspected(day=end, target_id="甲", items=(ITEM,), inspection=key, draw=key))
        if way == "struck":
            events.append(StruckOut(day=end, target_id="甲", draw=key, reason="迁出"))
    ledger = Ledger.of(events)
    for year in (2026, 2027):
        entry = ledger.entry("甲", ITEM, year)
        drawn = sum(isinstance(one, Drawn) and one.day.year == year for one in events)
        assert drawn == entry.drawn == entry.inspected + entry.struck_out + entry.pending


@pytest.mark.clause("二(七) 加大力度")
@given(rule=rules(), inspected=st.integers(0, 7), counted=st.integers(0, 7), number=st.integers(1, 6))
def test_law_a_higher_class_never_has_a_smaller_chance(
    rule: Coverage, inspected: int, counted: int, number: int
) -> None:
    """In every batch, after as many inspections, and however much of the cap is used up, the chance rises with risk."""
    at = min(number, rule.batches)
    names = [terms.name for terms in rule.classes]
    standings = [rule.standing(name, inspected=inspected, counted=counted) for name in names]
    chances = [rule.chance(name, standing, at) for name, standing in zip(names, standings, strict=True)]
    assert chances == sorted(chances)


def _year(rule: Coverage, classes: dict[str, str], seed: int, *, ordered: bool) -> Ledger:
    """Draw and inspect all batches of a year."""
    events: list[Event] = []
    roll = Roll.of(classes, rule, Ledger.of([]), item=ITEM, year=2026)
    order = order_of(roll, seed=f"{seed:064x}") if ordered else None
    for number in range(1, rule.batches + 1):
        roll = Roll.of(classes, rule, Ledger.of(events), item=ITEM, year=2026)
        chosen = select_batch(batch_frame(roll, number, order), seed=f"{seed + number:064x}")
        day = dt.date(2026, number, 2)
        for one in visits_of(chosen):
            drawn = Drawn(day=day, target_id=one.target_id, items=(ITEM,), draw=f"d{number}")
            name = f"{number}-{one.target_id}"
            held = Inspected(day=day, target_id=one.target_id, items=(ITEM,), inspection=name, draw=f"d{number}")
            events += [drawn, held]
    return Ledger.of(events)


@pytest.mark.clause("二(七) 频次")
@settings(max_examples=60)
@given(rule=rules(), sizes=st.lists(st.integers(0, 7), min_size=3, max_size=3), seed=st.integers(0, 2**200))
def test_law_at_the_end_everybody_has_the_minimum(rule: Coverage, sizes: list[int], seed: int) -> None:
    """Whatever the seeds, nobody is left out at the end of the year, and nobody is over the cap."""
    names = [terms.name for terms in rule.classes]
    classes = {f"{name}{at}": name for name, size in zip(names, sizes, strict=False) for at in range(size)}
    ledger = _year(rule, classes, seed, ordered=False)
    for target_id, name in classes.items():
        bounds = rule.bounds[name]
        assert bounds.at_most is not None
        assert max(1, bounds.at_least) <= ledger.entry(target_id, ITEM, 2026).inspected <= bounds.at_most


@pytest.mark.clause("二(七) 频次")
@settings(max_examples=30)
@given(size=st.integers(1, 9), batches=st.integers(2, 5), seed=st.integers(0, 2**200))
def test_law_a_class_in_full_is_covered_by_its_order(size: int, batches: int, seed: int) -> None:
    """Where a class is inspected in full, the order of the draw brings everybody as often as is due."""
    terms = ClassTerms(name="D", proportion=Fraction(1), at_least=2, at_most=3)
    rule = Coverage(classes=(terms,), batches=batches, floor=Fraction(1, 2 * batches))
    ledger = _year(rule, {f"t{at}": "D" for at in range(size)}, seed, ordered=True)
    assert all(2 <= ledger.entry(f"t{at}", ITEM, 2026).inspected <= 3 for at in range(size))


def test_law_a_code_is_the_same_firm_in_either_case_and_width() -> None:
    """However a code is written, what happened to its firm is found under it."""
    written = ["91310106134697510x", "91310106134697510X", "９１３１０１０６１３４６９７５１０Ｘ"]
    for event_id in written:
        ledger = Ledger.of([Inspected(day=dt.date(2026, 3, 2), target_id=event_id, items=("RS-01",), inspection="1")])
        assert [ledger.entry(asked, "RS-01", 2026).inspected for asked in written] == [1, 1, 1]
        assert [ledger.counted(asked, 2026) for asked in written] == [1, 1, 1]
