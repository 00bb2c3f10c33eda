from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

from random_inspection.domain.inspectors import NO_END, Certificate, Inspector, InspectorStatus, Training
from random_inspection.errors import InvalidInput
from random_inspection.rules.grounds import Window
from random_inspection.rules.inspectors.qualification import (
    Certified,
    InScope,
    InspectorRule,
    OnDuty,
    Qualification,
    Qualified,
    Trained,
    qualify,
)
from random_inspection.rules.samples import INSPECTOR, ITEM, WINDOW

RULES: tuple[InspectorRule, ...] = (OnDuty(), Certified(), Trained(months=12), InScope(), Qualified())


def _qualified(inspector: Inspector, window: Window = WINDOW) -> Qualification:
    [found] = qualify([inspector], [ITEM], RULES, window)
    return found


def _codes(rule: InspectorRule, window: Window = WINDOW, **changes: Any) -> list[str]:
    return [ground.code for ground in rule.grounds(attrs.evolve(INSPECTOR, **changes), ITEM, window)]


def _days(first: dt.date, last: dt.date) -> Window:
    return Window(first=first, last=last)


@pytest.mark.clause("二(四) 资格")
def test_a_qualified_inspector_holds_what_seats_may_require() -> None:
    """Qualifications, agency, items, certificate and lead, ascending as the roster wants them (二(四))."""
    found = _qualified(INSPECTOR)
    assert (found.items, found.grounds) == (("劳动-01",), ())
    assert found.holds == ("事项:劳动-01", "执法证", "机关:人社局", "组长", "领队")
    entry = found.entry(capacity=3)
    assert (entry.inspector_id, entry.holds, entry.capacity) == ("李某", found.holds, 3)


@pytest.mark.clause("二(四) 资格", "二(五) 培训")
def test_who_is_not_qualified_hears_every_reason() -> None:
    """Left, without certificate, untrained, out of scope, without the qualification: five reasons with clauses."""
    nobody = attrs.evolve(
        INSPECTOR, status=InspectorStatus.LEFT, certificate=None, trainings=(), items=(), qualifications=()
    )
    found = _qualified(nobody)
    assert not found.admitted
    assert [ground.code for ground in found.grounds] == [
        "certificate-absent",
        "inspector-off-duty",
        "item-out-of-scope",
        "qualification-missing",
        "training-missing",
    ]
    assert all(ground.clause and ground.text("en") != ground.text("zh") for ground in found.grounds)
    assert found.holds == ("机关:人社局", "组长")


@pytest.mark.clause("二(四) 资格")
def test_a_certificate_is_valid_to_the_last_day_of_the_window() -> None:
    """It ends on 31 December 2027: good on that day, not for a window that goes on (二(四))."""
    last = dt.date(2027, 12, 31)
    assert _codes(Certified(), _days(last, last)) == []
    assert _codes(Certified(), _days(last, last + dt.timedelta(days=1))) == ["certificate-expired"]
    endless = Certificate(number="1", issuer="省政府", expires_on=NO_END)
    assert _codes(Certified(), Window.on(dt.date(2099, 1, 1)), certificate=endless) == []


@pytest.mark.parametrize("found", [None, "", "长期", "2027-12-31", dt.datetime(2027, 12, 31, tzinfo=dt.UTC)])
def test_a_certificate_whose_end_is_no_date_is_refused(found: Any) -> None:
    """An empty or unread cell never becomes a certificate without end: it is an error at the field."""
    with pytest.raises(InvalidInput) as caught:
        Certificate(number="16120001", issuer="省政府", expires_on=found)
    assert [(one.code, one.where.path) for one in caught.value.problems] == [("not-date", "expires_on")]


def test_an_expert_needs_no_certificate_and_holds_none() -> None:
    """An expert may come along, but not into a seat for a law-enforcement officer (行政处罚法第四十二条)."""
    found = _qualified(attrs.evolve(INSPECTOR, certificate=None, expert=True, leader=False))
    assert found.admitted
    assert found.holds == ("专家", "事项:劳动-01", "机关:人社局", "领队")


@pytest.mark.clause("二(五) 培训")
@pytest.mark.parametrize(
    ("held_on", "codes"),
    [
        (dt.date(2026, 3, 2), []),
        (dt.date(2026, 3, 3), ["training-missing"]),
        (dt.date(2025, 4, 2), []),
        (dt.date(2025, 4, 1), ["training-missing"]),
    ],
)
def test_training_comes_before_the_inspection_and_is_not_too_old(held_on: dt.date, codes: list[str]) -> None:
    """In a window from 2 March to 2 April the training is from 2 April last year to 2 March (二(五))."""
    window = _days(dt.date(2026, 3, 2), dt.date(2026, 4, 2))
    trainings = (Training(title="培训", held_on=held_on, items=("劳动-01",)),)
    assert _codes(Trained(months=12), window, trainings=trainings) == codes


@pytest.mark.clause("二(五) 培训")
def test_training_for_another_item_is_no_training() -> None:
    """Everybody was trained for something; the item asked for is what counts (二(五))."""
    other = (Training(title="培训", held_on=dt.date(2026, 2, 1), items=("劳动-02",)),)
    assert _codes(Trained(months=12), trainings=other) == ["training-missing"]


def test_an_inspector_is_admitted_for_the_items_that_nothing_speaks_against() -> None:
    """A seat that requires the second item stays closed to who was trained for the first only."""
    [found] = qualify([INSPECTOR], [ITEM, attrs.evolve(ITEM, code="劳动-02")], RULES, WINDOW)
    assert (found.admitted, found.items) == (True, ("劳动-01",))
    assert "事项:劳动-02" not in found.holds
    assert [ground.params["item"] for ground in found.grounds] == ["劳动-02", "劳动-02"]


@pytest.mark.clause("二(四) 资格")
@pytest.mark.parametrize("status", InspectorStatus)
def test_only_who_is_on_duty_is_drawn(status: InspectorStatus) -> None:
    """Suspended and left are named in the reason (二(四))."""
    assert _codes(OnDuty(), status=status) == ([] if status is InspectorStatus.ON_DUTY else ["inspector-off-duty"])


def test_nobody_becomes_certified_by_a_word_in_a_column() -> None:
    """A qualification named 执法证 would outlive the certificate's end, one named like an agency its membership."""
    cheat = attrs.evolve(INSPECTOR, qualifications=("领队", "执法证", "机关:税务局"))
    with pytest.raises(InvalidInput) as caught:
        qualify([INSPECTOR, attrs.evolve(cheat, inspector_id="王某")], [ITEM], RULES, WINDOW)
    assert [(one.code, one.where.path) for one in caught.value.problems] == [
        ("qualification-reserved", "inspectors[1].qualifications[1]"),
        ("qualification-reserved", "inspectors[1].qualifications[2]"),
    ]


def test_an_agency_that_no_seat_could_require_is_an_error_with_its_place() -> None:
    """Names of agencies become identifiers of the draw, which have no commas."""
    with pytest.raises(InvalidInput) as caught:
        qualify([attrs.evolve(INSPECTOR, agency="人社局,劳动科")], [ITEM], RULES, WINDOW)
    assert [(one.code, one.where.path) for one in caught.value.problems] == [
        ("identifier-character", "inspectors[0].agency")
    ]


@pytest.mark.parametrize(
    ("people", "items", "rules", "finding"),
    [
        ([INSPECTOR], [ITEM], (), ("rules-empty", "rules")),
        ([INSPECTOR], [], RULES, ("items-empty", "items")),
        ([INSPECTOR], [ITEM, ITEM], RULES, ("list-repeats", "items[1]")),
        ([INSPECTOR, INSPECTOR], [ITEM], RULES, ("list-repeats", "inspectors[1]")),
    ],
)
def test_nobody_is_qualified_without_a_rule(people: Any, items: Any, rules: Any, finding: tuple[str, str]) -> None:
    """An empty set of rules would qualify everybody; repeated people or items are slips."""
    with pytest.raises(InvalidInput) as caught:
        qualify(people, items, rules, WINDOW)
    assert [(one.code, one.where.path) for one in caught.value.problems] == [finding]
