"""A year of the 7,480 real firms, with made-up classes: planned, drawn and inspected batch by batch."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

from random_inspection.adapters.china_calendar import china_calendar
from random_inspection.domain.draws import RosterEntry
from random_inspection.domain.identifiers import canonical_target_id
from random_inspection.drawing import Seat, assign, digest_of
from random_inspection.rules.coverage_of_year.batches import BLANK, BatchFrame, Roll, batch_frame, windows
from random_inspection.rules.coverage_of_year.coverage import Coverage
from random_inspection.rules.coverage_of_year.ledger import Drawn, Event, Inspected, Ledger, StruckOut
from random_inspection.rules.coverage_of_year.terms import ClassTerms
from random_inspection.rules.coverage_of_year.year_plan import YearPlan, plan_batches
from random_inspection.rules.grounds import Window
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.workflows.draws.planning import order_of, select_batch, visits_of

ITEM, YEAR, BATCHES = "RS-01", 2026, 12
CLASSES = (
    ClassTerms(name="A", proportion=Fraction(1, 20), at_most=2),
    ClassTerms(name="B", proportion=Fraction(1, 10), at_most=2),
    ClassTerms(name="C", proportion=Fraction(1, 4), at_most=3),
    ClassTerms(name="D", proportion=Fraction(1), at_least=2, at_most=4),
)
RULE = Coverage(classes=CLASSES, batches=BATCHES, floor=Fraction(1, 400))
WITH_SPARE = attrs.evolve(RULE, spare=1)
MONTHS = range(1, BATCHES + 1)


def _seed(year: int, name: object) -> str:
    return digest_of(f"{year} {name}")


@attrs.define
class Office:
    """An office that runs its year: what it plans, what it draws, and what becomes of it.

    Attributes:
        rule: its rule.
        register: the class by firm, as of today.
        chance: chance's stand-in for what happens outside: who comes, goes and fails.
        failing: the part of the visits that fail.
        changes: how many firms come, go and are classified anew before each batch.
        newcomers: firms that are registered later.
        events: what happened.
        plans: the plan before each batch, by its number.
        rolls: who stood where.
        frames: what was drawn from.
        visits: whom it drew.
        failed: whose visit failed.
    """

    rule: Coverage
    register: dict[str, str]
    chance: random.Random
    failing: float = 0.0
    changes: int = 0
    newcomers: list[str] = attrs.field(factory=list)
    events: list[Event] = attrs.field(factory=list)
    plans: dict[int, YearPlan] = attrs.field(factory=dict)
    frames: dict[int, BatchFrame] = attrs.field(factory=dict)
    rolls: dict[int, Roll] = attrs.field(factory=dict)
    visits: dict[int, list[str]] = attrs.field(factory=dict)
    failed: dict[int, set[str]] = attrs.field(factory=dict)

    def run(self, days: tuple[Window, ...], seed: int) -> Office:
        """Plan, draw and inspect all batches, each on the ledger of the events so far."""
        order: Mapping[str, tuple[int, ...]] = {}
        for number in MONTHS:
            self._change()
            ledger = Ledger.of(self.events)
            self.plans[number] = plan_batches(self.register, self.rule, days, ledger, item=ITEM, number=number)
            roll = Roll.of(self.register, self.rule, ledger, item=ITEM, year=YEAR)
            order = order or order_of(roll, seed=_seed(seed, "order"))
            self.rolls[number], self.frames[number] = roll, batch_frame(roll, number, order)
            chosen = visits_of(select_batch(self.frames[number], seed=_seed(seed, number)))
            self.visits[number] = [one.target_id for one in chosen]
            self.failed[number] = set()
            for target_id in self.visits[number]:
                self._visit(target_id, number, days[number - 1])
        return self

    def _visit(self, target_id: str, number: int, window: Window) -> None:
        draw = f"{YEAR}-{number}"
        self.events.append(Drawn(day=window.first, target_id=target_id, items=(ITEM,), draw=draw))
        if self.chance.random() < self.failing:
            self.failed[number].add(target_id)
            self.events.append(StruckOut(day=window.last, target_id=target_id, draw=draw, reason="台风停工"))
            return
        name = f"{draw}-{target_id}"
        held = Inspected(day=window.last, target_id=target_id, items=(ITEM,), inspection=name, draw=draw)
        self.events.append(held)

    def _change(self) -> None:
        for _ in range(self.changes):
            del self.register[self.chance.choice(sorted(self.register))]
            self.register[self.newcomers.pop()] = _class(self.chance)
            self.register[self.chance.choice(sorted(self.register))] = _class(self.chance)

    def times(self) -> Counter[str]:
        """Return how often every firm was inspected, counted over the events."""
        return Counter(one.target_id for one in self.events if isinstance(one, Inspected))


def _class(chance: random.Random) -> str:
    return chance.choices("ABCD", (60, 25, 12, 3))[0]


@pytest.fixture(scope="module")
def firms(real_register: Path) -> list[str]:
    """The codes of the real firms."""
    with real_register.open(encoding="utf-8-sig", newline="") as file:
        return sorted({canonical_target_id(row["统一社会信用代码"]) for row in csv.DictReader(file)})


@pytest.fixture(scope="module")
def days() -> tuple[Window, ...]:
    """The windows of the year's batches, by the real calendar."""
    index = WorkIndex.of(china_calendar(last_package_year=YEAR))
    first, last = (index.calendar.span[0].replace(year=YEAR, month=month, day=day) for month, day in ((1, 5), (12, 18)))
    return windows(index, first, last, BATCHES)


@pytest.fixture(scope="module")
def steady(firms: list[str], days: tuple[Window, ...]) -> Office:
    """A year in which the register stays and every visit takes place."""
    chance = random.Random(2026)
    return Office(RULE, {target_id: _class(chance) for target_id in firms}, chance).run(days, seed=1)


@pytest.fixture(scope="module")
def lively(firms: list[str], days: tuple[Window, ...]) -> Office:
    """A year in which firms come, go and are classified anew before every batch, and one visit in fifty fails."""
    chance = random.Random(2027)
    register = {target_id: _class(chance) for target_id in firms[:-240]}
    return Office(WITH_SPARE, register, chance, 0.02, 20, firms[-240:]).run(days, seed=2)


def test_a_steady_year_covers_every_firm(steady: Office) -> None:
    """Every firm is inspected at least once, and class D at least twice."""
    times = steady.times()
    assert len(steady.register) == 7480
    assert all(times[target_id] >= (2 if name == "D" else 1) for target_id, name in steady.register.items())


def test_nobody_is_over_the_cap(steady: Office, lively: Office) -> None:
    """No firm is inspected more often than its class allows, whatever happens; who was in a higher class has been."""
    most = {terms.name: terms.at_most or 0 for terms in CLASSES}
    times = steady.times()
    assert all(times[target_id] <= most[name] for target_id, name in steady.register.items())
    for number in MONTHS:
        drawn = set(lively.visits[number])
        standings = lively.rolls[number].standings
        assert all(standings[one].inspected < most[lively.rolls[number].classes[one]] for one in drawn)


def test_the_batches_are_as_large_as_the_plan_says(steady: Office) -> None:
    """The number of visits is that of the plan made before the batch, but for the rounding of its strata."""
    for number in MONTHS:
        (batch, *_), frame = steady.plans[number].batches, steady.frames[number]
        assert abs(len(steady.visits[number]) - batch.visits) < len(steady.register) // 100
        drawn_whole = sum(one.stratum.size for one in frame.strata if one.chance == 1)
        total = sum(share.total for share in frame.shares)
        assert len(steady.visits[number]) in (drawn_whole + total, drawn_whole + total - 1)


def test_the_year_goes_as_planned_in_january(steady: Office) -> None:
    """Of every class about as many firms are inspected k times as the exact chances of January say (five sigma)."""
    times = steady.times()
    for one in steady.plans[1].classes:
        found = Counter(times[target_id] for target_id, name in steady.register.items() if name == one.name)
        for number, chance in enumerate(one.times):
            spread = 5 * float(one.size * chance * (1 - chance)) ** 0.5
            assert abs(found[number] - one.size * chance) <= spread


def test_nobody_is_safe_in_the_last_batch(steady: Office) -> None:
    """In the last batch, too, firms are drawn to which nothing was due any more."""
    standings = steady.rolls[BATCHES].standings
    again = [one for one in steady.visits[BATCHES] if standings[one].due == 0]
    assert 10 < len(again) < len(steady.visits[BATCHES]) // 10


def _recounted(office: Office, number: int) -> Iterator[tuple[str, str, int, bool]]:
    """Yield firm, class, what is due and whether it is at the cap, counted without the ledger."""
    terms = {one.name: one for one in CLASSES}
    before = Counter(
        one.target_id
        for one in office.events
        if isinstance(one, Inspected) and int(str(one.draw).rpartition("-")[2]) < number
    )
    for target_id, name in office.rolls[number].classes.items():
        due = max(0, max(1, terms[name].at_least) - before[target_id])
        yield target_id, name, due, due == 0 and before[target_id] >= (terms[name].at_most or 0)


@pytest.mark.parametrize("number", MONTHS)
def test_every_batch_has_the_strata_of_the_ledger(lively: Office, number: int) -> None:
    """Counted over the bare events, every firm is in the stratum it belongs to, and every size is right."""
    frame, struck = dict(lively.frames[number].frame), dict(lively.frames[number].struck)
    for target_id, name, due, at_cap in _recounted(lively, number):
        if at_cap:
            assert struck[target_id] == "cap-reached"
        elif struck.get(target_id) == "other-batch":
            assert due > 0
        else:
            state = f"{name}/due {due}" if due else f"{name}/inspected"
            assert frame[target_id].removesuffix(" in order") == state
    assert frame.keys() - {BLANK} | struck.keys() == lively.rolls[number].classes.keys()
    assert Counter(frame.values()) == {one.name: one.size for one in lively.frames[number].quotas}


def test_a_lively_year_leaves_out_only_who_was_told(lively: Office) -> None:
    """Who misses the minimum at the end had a visit fail in the last batch, or the plan had named it before."""
    times = lively.times()
    missing = {target_id for target_id, name in lively.register.items() if times[target_id] < (2 if name == "D" else 1)}
    told = {
        str(note.where.path).split("'")[1]
        for plan in lively.plans.values()
        for note in plan.notes
        if note.code == "coverage-out-of-reach"
    }
    assert missing <= lively.failed[BATCHES] | told
    assert len(missing) < 10


def test_a_failed_visit_is_made_up_for(lively: Office) -> None:
    """Nearly all of the firms whose visit failed before the last batch are inspected in the end."""
    failed = set().union(*(lively.failed[number] for number in range(1, BATCHES))) & lively.register.keys()
    times = lively.times()
    assert len(failed) > 100
    assert failed - {one for one in failed if times[one]} <= lively.failed[BATCHES]


def test_a_class_in_full_comes_in_the_order_of_the_draw(steady: Office) -> None:
    """Class D is drawn whole over the year, twice, and no batch has more than one of its visits more than another."""
    strata = [(number, one) for number in MONTHS for one in steady.frames[number].strata if one.risk_class == "D"]
    assert all(one.chance == 1 for _, one in strata if one.due)
    by_batch = Counter(dict.fromkeys(MONTHS, 0))
    for number, one in strata:
        by_batch[number] += one.stratum.size if one.due else 0
    assert by_batch.total() == 2 * sum(name == "D" for name in steady.register.values())
    assert max(by_batch.values()) - min(by_batch.values()) <= 1


def _teams(office: Office, number: int, inspectors: int, capacity: int) -> Counter[str]:
    seats = [Seat(inspection=one, seat=seat) for one in office.visits[number] for seat in ("组长", "组员")]
    roster = [RosterEntry(inspector_id=f"执法员{at:02}", capacity=capacity) for at in range(inspectors)]
    return Counter(assign(seats, roster, seed=_seed(3, number)))


def test_no_inspector_is_over_capacity(lively: Office) -> None:
    """Sixty inspectors with at most 28 visits each do the largest batch, evenly."""
    largest = max(MONTHS, key=lambda number: len(lively.visits[number]))
    load = _teams(lively, largest, 60, 28)
    assert sum(load.values()) == 2 * len(lively.visits[largest])
    assert max(load.values()) <= 28
    assert max(load.values()) - min(load.values()) <= 1


@pytest.mark.soak
def test_no_inspector_is_over_capacity_in_any_batch(steady: Office, lively: Office) -> None:
    """In both years the sixty inspectors do every batch."""
    for office in (steady, lively):
        for number in MONTHS:
            assert max(_teams(office, number, 60, 28).values()) <= 28
