from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs
import pytest

from random_inspection.domain.identifiers import identifier_problem
from random_inspection.domain.targets import Target, TargetStatus
from random_inspection.errors import InvalidInput, Message
from random_inspection.rules.admission.caps import YearlyCap
from random_inspection.rules.admission.eligibility import (
    Entry,
    InDistrict,
    NotInspectedElsewhere,
    Occasion,
    Open,
    Subject,
    TargetRule,
    admit,
)
from random_inspection.rules.admission.visits import Visit, Visits
from random_inspection.rules.grounds import Ground, Window
from random_inspection.rules.samples import SHOP, WINDOW

MARCH = Occasion(agency="人社局", window=WINDOW)
HELD = Visit(visit_id="1", target_id="甲店", on=dt.date(2026, 1, 9), agencies=("人社局",))


def _codes(rule: TargetRule, target: Target = SHOP, occasion: Occasion = MARCH) -> list[str]:
    return [ground.code for ground in rule.grounds(target, "劳动-01", occasion)]


def _refused(targets: list[Target], items: list[str], rules: list[TargetRule]) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as caught:
        admit(targets, items, rules, MARCH)
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


@pytest.mark.clause("二(六) 范围")
def test_a_struck_target_has_every_reason_and_not_the_first_only() -> None:
    """A firm that is gone, elsewhere and at its cap hears all three, in words of both languages (二(六))."""
    gone = attrs.evolve(SHOP, status=TargetStatus.DEREGISTERED)
    cap = YearlyCap(at_most=1, source="公告", visits=Visits.of([HELD]))
    [entry] = admit([gone], ["劳动-01"], [Open(), InDistrict(districts=("西城",)), cap], MARCH)
    assert not entry.admitted
    assert [ground.code for ground in entry.grounds] == ["cap-reached", "target-closed", "target-district-out-of-scope"]
    assert all(ground.clause and ground.text("en") != ground.text("zh") for ground in entry.grounds)


def test_the_reason_of_a_struck_target_is_an_identifier() -> None:
    """`struck.csv` takes one code; all of them joined are one, each named once."""
    gone = attrs.evolve(SHOP, status=TargetStatus.DEREGISTERED)
    [entry] = admit([gone], ["甲", "乙"], [Open(), InDistrict(districts=("西城",))], MARCH)
    assert entry.reason == "target-closed+target-district-out-of-scope"
    assert identifier_problem(entry.reason) is None


@pytest.mark.clause("二(三) 清单")
def test_a_target_enters_for_the_items_that_nothing_speaks_against() -> None:
    """One item less does not strike a target out, and the reason against that item is kept (二(三))."""
    some = attrs.evolve(SHOP, items=("劳动-01",))
    [entry] = admit([some], ["劳动-01", "劳动-02"], [Open(), Subject()], MARCH)
    assert (entry.admitted, entry.items) == (True, ("劳动-01",))
    assert [ground.code for ground in entry.grounds] == ["target-not-subject"]


@pytest.mark.clause("二(六) 范围")
def test_a_directory_that_names_no_items_leaves_them_to_the_item_list() -> None:
    """Many registers have no column of items; that alone strikes nobody out (二(六))."""
    assert _codes(Subject(), attrs.evolve(SHOP, items=())) == []


@pytest.mark.clause("二(六) 范围")
@pytest.mark.parametrize("status", TargetStatus)
def test_only_a_target_that_is_still_there_is_inspected(status: TargetStatus) -> None:
    """Every status but 存续 closes a target, and is named in the reason (二(六))."""
    found = list(Open().grounds(attrs.evolve(SHOP, status=status), "劳动-01", MARCH))
    assert [ground.params["status"] for ground in found] == ([] if status is TargetStatus.ACTIVE else [status])


@pytest.mark.clause("二(三) 清单")
def test_a_target_without_district_is_not_in_the_districts_of_a_task() -> None:
    """What is not known to lie in the scope is not inspected (二(三))."""
    assert _codes(InDistrict(districts=("东城",))) == []
    assert _codes(InDistrict(districts=("东城",)), attrs.evolve(SHOP, district=None)) == [
        "target-district-out-of-scope"
    ]


@pytest.mark.parametrize(
    ("day", "agencies", "struck"),
    [
        (dt.date(2025, 12, 2), ("税务局",), True),
        (dt.date(2025, 12, 1), ("税务局",), False),
        (dt.date(2026, 3, 2), ("税务局",), True),
        (dt.date(2026, 3, 3), ("税务局",), False),
        (dt.date(2026, 1, 1), ("人社局", "税务局"), False),
    ],
)
def test_an_inspection_by_another_agency_counts_within_the_period(
    day: dt.date, agencies: tuple[str, ...], *, struck: bool
) -> None:
    """Both ends of the three months before 2026-03-02 count; what the agency joined itself is not another's."""
    visit = Visit(visit_id="9", target_id="甲店", on=day, agencies=agencies)
    rule = NotInspectedElsewhere(months=3, visits=Visits.of([visit]))
    assert _codes(rule) == (["inspected-elsewhere"] if struck else [])


def test_without_a_rule_nothing_is_decided() -> None:
    """An empty set of rules would let everybody in without a look; so would no item strike everybody out."""
    assert _refused([SHOP], ["劳动-01"], []) == [("rules-empty", "rules")]
    assert _refused([SHOP], [], [Open()]) == [("items-empty", "items")]


def test_nobody_stands_twice_in_the_directory_of_a_frame() -> None:
    """A target listed twice would have twice the chance; an item named twice is a slip."""
    assert _refused([SHOP, SHOP], ["劳动-01"], [Open()]) == [("list-repeats", "targets[1]")]
    assert _refused([SHOP], ["甲", "甲"], [Open()]) == [("list-repeats", "items[1]")]


def test_a_scope_without_districts_is_refused() -> None:
    """No district at all would silently strike everybody out."""
    with pytest.raises(InvalidInput, match="districts") as caught:
        InDistrict(districts=())
    assert caught.value.code == "districts-empty"


def test_a_rule_of_an_office_needs_one_method_only() -> None:
    """Rules are a Protocol: a class of the office's own is asked like those of the library."""

    class NoSundays:
        def grounds(self, target: Target, item: str, occasion: Occasion) -> Iterator[Ground]:
            if occasion.window.first.isoweekday() == 7:
                message = Message("sunday", "{name} rests", "{name}休息")
                yield Ground(message=message, clause="内部规定", params={"name": target.name + item})

    sunday = Occasion(agency="人社局", window=Window.on(dt.date(2026, 3, 1)))
    [entry] = admit([SHOP], ["-01"], [NoSundays()], sunday)
    assert [ground.text("zh") for ground in entry.grounds] == ["甲店-01休息［内部规定］"]


def test_a_window_ends_after_it_begins() -> None:
    """The last day may be the first, not one before."""
    with pytest.raises(InvalidInput) as caught:
        Window(first=dt.date(2026, 3, 2), last=dt.date(2026, 3, 1))
    assert [(one.code, one.where.path) for one in caught.value.problems] == [("dates-reversed", "last")]


def test_a_visit_is_recorded_once() -> None:
    """Two visits with one identifier would count twice towards a cap."""
    with pytest.raises(InvalidInput) as caught:
        Visits.of([HELD, attrs.evolve(HELD, on=dt.date(2026, 2, 1))])
    assert caught.value.code == "list-repeats"


def test_a_reason_is_an_identifier_however_many_there_are() -> None:
    """Codes that would make it longer than an identifier are left out of it, and kept as grounds."""
    grounds = tuple(
        Ground(message=Message(f"reason-number-{number}-with-a-long-code", "", ""), clause="", params={})
        for number in range(9)
    )
    entry = Entry(target_id="甲", items=(), grounds=grounds)
    assert identifier_problem(entry.reason) is None
    assert entry.reason == "+".join(one.code for one in grounds[:3])


def test_visits_of_targets_that_nobody_knows_are_named() -> None:
    """A visit to a target outside of the register recuses and caps nobody, and is a note."""
    visit = Visit(visit_id="1", target_id="乙店", on=dt.date(2026, 1, 9), agencies=("税务局",))
    notes = Visits.of([visit, attrs.evolve(visit, visit_id="2")]).strangers(["甲店"])
    assert [(note.code, note.where.path) for note in notes] == [("visit-target-unknown", "visits['乙店']")]
    assert Visits.of([visit]).strangers({"乙店"}) == ()
