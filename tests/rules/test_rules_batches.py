from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction

import attrs
import pytest

from random_inspection.domain.draws import AllQuota, Share, ShareQuota, Stratum
from random_inspection.errors import InvalidInput
from random_inspection.rules.coverage_of_year.batches import BLANK, Roll, batch_frame, windows
from random_inspection.rules.coverage_of_year.coverage import Coverage
from random_inspection.rules.coverage_of_year.ledger import Drawn, Inspected, Ledger
from random_inspection.rules.coverage_of_year.terms import ClassTerms
from random_inspection.rules.coverage_of_year.year_plan import YearPlan, plan_batches, shown
from random_inspection.rules.grounds import Window
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.rules.working_days.layers import layered
from random_inspection.rules.working_days.notices import Notice

ITEM = "RS-01"
DAY = dt.date(2026, 3, 2)
YEAR = Notice(number="2026", year=2026, off={dt.date(2026, 1, 1): "元旦"}, worked={dt.date(2026, 1, 4): "元旦"})
INDEX = WorkIndex.of(layered(base=[YEAR], statutory={2026: {}}))
LOW = ClassTerms(name="A", weight=1, at_most=2)
HIGH = ClassTerms(name="D", weight=4, at_least=2, at_most=4)
RULE = Coverage(classes=(LOW, HIGH), batches=4, floor=Fraction(1, 100))
WINDOWS = windows(INDEX, dt.date(2026, 1, 1), dt.date(2026, 11, 30), 4)
REGISTER = {f"a{at}": "A" for at in range(5)} | {f"d{at}": "D" for at in range(3)}


def _visit(target_id: str, item: str = ITEM, *, counts: bool = True) -> Inspected:
    return Inspected(day=DAY, target_id=target_id, items=(item,), inspection=f"{target_id}{item}", counts=counts)


def _roll(*events: Inspected | Drawn, register: dict[str, str] = REGISTER) -> Roll:
    return Roll.of(register, RULE, Ledger.of(events), item=ITEM, year=2026)


def _plan(*events: Inspected | Drawn, number: int = 1) -> YearPlan:
    return plan_batches(REGISTER, RULE, WINDOWS, Ledger.of(events), item=ITEM, number=number)


def test_windows_begin_and_end_on_working_days() -> None:
    """A make-up Sunday may begin a window, a holiday not; the working days are shared out evenly."""
    assert windows(INDEX, dt.date(2026, 1, 1), dt.date(2026, 1, 15), 3) == (
        Window(first=dt.date(2026, 1, 2), last=dt.date(2026, 1, 6)),
        Window(first=dt.date(2026, 1, 7), last=dt.date(2026, 1, 12)),
        Window(first=dt.date(2026, 1, 13), last=dt.date(2026, 1, 15)),
    )


@pytest.mark.parametrize(
    ("first", "last", "number", "code"),
    [
        ("2026-02-02", "2026-02-06", 6, "batches-too-few-days"),
        ("2026-12-01", "2027-01-31", 2, "batches-of-two-years"),
        ("2026-02-02", "2026-02-06", 0, "not-a-period"),
    ],
)
def test_windows_that_cannot_be_are_refused(first: str, last: str, number: int, code: str) -> None:
    """More batches than working days, two years, or no batch is no season."""
    with pytest.raises(InvalidInput) as caught:
        windows(INDEX, dt.date.fromisoformat(first), dt.date.fromisoformat(last), number)
    assert caught.value.code == code


def test_the_strata_are_what_is_due_by_class() -> None:
    """Sizes and exact chances follow from the ledger; a blank lot makes the total whole."""
    found = batch_frame(_roll(_visit("a0"), _visit("d0")), 2)
    assert found.quotas == (
        Stratum(name="A/due 1", size=4, quota=ShareQuota("coverage", 100)),
        Stratum(name="A/inspected", size=1, quota=ShareQuota("coverage", 3)),
        Stratum(name="D/due 2", size=2, quota=ShareQuota("coverage", 200)),
        Stratum(name="D/due 1", size=1, quota=ShareQuota("coverage", 100)),
        Stratum(name=BLANK, size=1, quota=ShareQuota("coverage", 297)),
    )
    assert [one.chance for one in found.strata] == [Fraction(weight, 300) for weight in (100, 3, 200, 100, 297)]
    assert found.shares == (Share(name="coverage", total=4),)


def test_the_frame_is_everybody_who_can_be_drawn_in_order_of_id() -> None:
    """Frame and struck are the register, each id once, the blank lot besides."""
    found = batch_frame(_roll(_visit("a0"), _visit("a0", "RS-02")), 2)
    assert found.struck == (("a0", "cap-reached"),)
    assert [one for one, _ in found.frame] == [*sorted(REGISTER.keys() - {"a0"}), BLANK]
    assert Counter(name for _, name in found.frame) == {one.name: one.size for one in found.quotas}


def test_in_the_last_batch_what_is_due_is_drawn_whole() -> None:
    """At the end of the year nobody is left to chance to whom an inspection is due."""
    found = batch_frame(_roll(_visit("a0"), register={"a0": "A", "a1": "A"}), 4)
    assert {one.name: one.quota for one in found.quotas} == {
        "A/due 1": AllQuota(),
        "A/inspected": ShareQuota("coverage", 1),
        BLANK: ShareQuota("coverage", 99),
    }


def test_without_fractions_there_is_no_blank_lot() -> None:
    """A blank lot is put in only where the chances add up to no whole number."""
    found = batch_frame(_roll(register={f"a{at}": "A" for at in range(8)}), 1)
    assert [(one.name, one.size) for one in found.quotas] == [("A/due 1", 8)]
    assert found.shares == (Share(name="coverage", total=2),)


def test_a_class_without_a_floor_is_struck_out_when_it_is_covered() -> None:
    """Where no floor is stated, who is covered cannot be drawn, and the reason is not the cap."""
    roll = attrs.evolve(_roll(_visit("a0")), rule=attrs.evolve(RULE, floor=Fraction(0)))
    assert batch_frame(roll, 2).struck == (("a0", "covered"),)


def _in_full(roll: Roll) -> Roll:
    """The same targets, where the terms of the highest class draw all of it."""
    lower, highest = RULE.classes
    classes = (
        attrs.evolve(lower, weight=None, proportion=Fraction(1, 10)),
        attrs.evolve(highest, weight=None, proportion=Fraction(1)),
    )
    return attrs.evolve(roll, rule=attrs.evolve(RULE, classes=classes))


def test_an_order_is_for_classes_that_are_inspected_in_full() -> None:
    """Who is in such a class no more is drawn like everybody else of the class that it is in now."""
    found = batch_frame(_in_full(_roll()), 2, {"a0": (4,), "d0": (3, 4)})
    assert [target for target, reason in found.struck if reason == "other-batch"] == ["d0"]
    assert dict(found.frame)["a0"] == dict(found.frame)["a1"]


def test_whose_turn_it_is_in_an_order_is_drawn_whole() -> None:
    """An order that was drawn before brings its targets in their batches, as long as it fits what is due."""
    found = batch_frame(_in_full(_roll(_visit("d2"))), 2, {"d0": (2, 4), "d1": (3, 4), "d2": (2, 3)})
    strata = dict(found.frame)
    assert (strata["d0"], strata["d2"]) == ("D/due 2 in order", "D/due 1")
    assert ("d1", "other-batch") in found.struck
    assert next(one for one in found.quotas if one.name == "D/due 2 in order").quota == AllQuota()


def test_a_pending_visit_counts_as_held() -> None:
    """Who is drawn and not visited yet is not drawn as if nothing were fixed."""
    drawn = Drawn(day=DAY, target_id="a0", items=(ITEM,), draw="2026-1")
    assert dict(batch_frame(_roll(drawn), 2).frame)["a0"] == "A/inspected"


@pytest.mark.parametrize(
    ("register", "code", "path"),
    [
        ({"甲": "E"}, "coverage-class-unknown", "register['甲']"),
        ({"甲,乙": "A"}, "identifier-character", "register['甲,乙']"),
        ({"91310106134697510X": "A"}, "uscc-wrong", "register['91310106134697510X']"),
        ({BLANK: "A"}, "blank-registered", "register['空签']"),
    ],
)
def test_a_register_that_cannot_be_drawn_from_is_refused(register: dict[str, str], code: str, path: str) -> None:
    """A class that is not there, or an id that no frame can hold, names the entry."""
    with pytest.raises(InvalidInput) as caught:
        _roll(register=register)
    assert [(problem.code, problem.where.path) for problem in caught.value.problems] == [(code, path)]


def test_every_batch_has_the_same_chance_of_what_is_due() -> None:
    """Seen from January, an inspection that is due falls into every batch with the same chance."""
    rule = attrs.evolve(RULE, floor=Fraction(0))
    plan = plan_batches(REGISTER, rule, WINDOWS, Ledger.of([]), item=ITEM)
    assert [dict(one.chances) for one in plan.batches] == [{"A": Fraction(1, 4), "D": Fraction(1, 2)}] * 4
    assert [one.visits for one in plan.batches] == [Fraction(11, 4)] * 4


def test_the_year_covers_everybody_for_certain() -> None:
    """The chance of the minimum is 1, and that of more than the cap 0."""
    low, high = _plan().classes
    assert low.at_least(1) == high.at_least(2) == 1
    assert (len(low.times), len(high.times)) == (3, 5)
    assert sum(low.times) == sum(high.times) == 1


def test_nobody_is_safe_in_the_last_batch() -> None:
    """Whoever was inspected keeps the floor in the last batch, unless the cap leaves no room."""
    states = [one for plan in _plan().classes for one in plan.batches[-1].states if not one.standing.at_cap]
    assert all(one.chance > 0 for one in states)
    assert any(one.standing.due == 0 for one in states)


def test_a_plan_from_the_middle_of_the_year_counts_what_was_held() -> None:
    """From the third batch on, who was inspected has the floor, and the others share two batches."""
    plan = _plan(_visit("a0"), _visit("a1"), number=3)
    assert [one.number for one in plan.batches] == [3, 4]
    assert plan.batches[0].chances["A"] == (3 * Fraction(1, 2) + 2 * Fraction(1, 100)) / 5
    assert plan.batches[0].chances["D"] == 1


def test_what_cannot_be_reached_is_told_by_name() -> None:
    """Two inspections due with one batch left, and a minimum that the cap forbids, are notes of the plan."""
    plan = _plan(*(_visit("d0", f"RS-{at}") for at in range(2, 5)), number=4)
    notes = [(note.code, note.where.path) for note in plan.notes]
    assert ("coverage-blocked-by-cap", "register['d0']") in notes
    assert ("coverage-out-of-reach", "register['d1']") in notes
    assert ("coverage-out-of-reach", "register['d0']") not in notes


def test_who_is_not_in_the_register_is_a_note_of_roll_and_plan() -> None:
    """A target of the ledger that the register does not have changes nobody's chance, and is named."""
    roll, plan = _roll(_visit("x9")), _plan(_visit("x9"))
    assert [(note.code, note.where.path) for note in roll.notes] == [("ledger-target-unknown", "ledger['x9']")]
    assert plan.notes[0] == roll.notes[0]
    assert plan.batches == _plan().batches


def test_the_plan_says_which_classes_have_no_floor_and_why() -> None:
    """No room under the cap, no floor, and a class that is never inspected are three different notes."""
    never = ClassTerms(name="0", proportion=Fraction(0), at_most=0)
    once = ClassTerms(name="A", proportion=Fraction(0), at_most=1)
    none = ClassTerms(name="B", proportion=Fraction(0), at_most=2)
    rule = Coverage(classes=(never, once, none), batches=4, floor=Fraction(1, 10))
    plan = plan_batches({"甲": "0"}, rule, WINDOWS, Ledger.of([]), item=ITEM)
    assert [note.code for note in plan.notes] == ["class-not-covered", "class-without-room", "class-without-floor"]
    assert plan.classes[0].times == (Fraction(1),)


def test_an_empty_class_has_chances_of_nobody() -> None:
    """A class without targets needs no visit, and is still in the plan."""
    plan = plan_batches({"甲": "A"}, RULE, WINDOWS, Ledger.of([]), item=ITEM)
    assert (plan.classes[1].size, plan.classes[1].times) == (0, ())
    assert plan.batches[0].chances["D"] == 0


@pytest.mark.parametrize(
    ("days", "number", "code"),
    [
        (WINDOWS[:3], 1, "batches-windows-unlike"),
        (WINDOWS[::-1], 1, "windows-overlap"),
        ((*WINDOWS[:3], Window.on(dt.date(2027, 1, 4))), 1, "batches-of-two-years"),
        (WINDOWS, 5, "batch-unknown"),
        (WINDOWS, 0, "batch-unknown"),
    ],
)
def test_a_plan_needs_a_window_for_every_batch(days: tuple[Window, ...], number: int, code: str) -> None:
    """Windows are as many as the batches, one after another, in one year."""
    with pytest.raises(InvalidInput) as caught:
        plan_batches(REGISTER, RULE, days, Ledger.of([]), item=ITEM, number=number)
    assert code in [problem.code for problem in caught.value.problems]


def test_the_plan_is_shown_in_both_languages() -> None:
    """A line for every batch with its window and the chance of each class, then the year by class."""
    english, chinese = (_plan().text(lang).splitlines() for lang in ("en", "zh"))
    assert english[0] == "batch 1 2026-01-02..2026-03-25: 2.8 · A 1/4 · D 1/2"
    assert chinese[0].startswith("第1批 2026-01-02..2026-03-25")
    assert english[4].startswith("A (5) in the year: ≥1 1 · ≥2 ")


def test_a_long_fraction_is_shown_in_percent() -> None:
    """What would not fit on a line is shown rounded, and kept exactly."""
    assert [shown(Fraction(1, 9999)), shown(Fraction(1, 30000))] == ["1/9999", "0.00333%"]
