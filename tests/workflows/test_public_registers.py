"""What the public reads of the three registers, and what it never reads."""

import datetime as dt
from typing import Any

import attrs
import pytest

from random_inspection.domain.inspectors import Inspector, Interest, InterestKind, Training
from random_inspection.domain.targets import Complaint, CreditGrade, Target, Violation
from random_inspection.rules.openness.public_safety import require_public
from random_inspection.rules.samples import INSPECTOR, ITEMS, SHOP
from random_inspection.workflows.directories.public_registers import inspector_listing, item_listing, target_listing

DAY = dt.date(2026, 3, 2)
HIDDEN = "不可公开"
PRIVATE_OF_INSPECTORS: dict[str, Any] = {
    "inspector_id": HIDDEN,
    "account": HIDDEN,
    "interests": (
        Interest(kind=InterestKind.RELATIVE, target_id=HIDDEN, since=DAY, declared_by=HIDDEN, declared_on=DAY),
    ),
    "trainings": (Training(title=HIDDEN, held_on=DAY, items=("甲",)),),
    "qualifications": (HIDDEN,),
}
PRIVATE_OF_TARGETS: dict[str, Any] = {
    "address": HIDDEN,
    "tags": (HIDDEN,),
    "complaints": (Complaint(received_on=DAY, source=HIDDEN, subject=HIDDEN),),
    "violations": (Violation(decided_on=DAY, source=HIDDEN, subject=HIDDEN, serious=True),),
    "grades": (CreditGrade(scheme=HIDDEN, grade=HIDDEN, as_of=DAY, source=HIDDEN),),
}


@pytest.mark.clause("二(二) 公开")
def test_the_list_of_items_is_public_with_its_legal_bases() -> None:
    """Every item stands there with what it rests on, how much and how often, in the list's own words."""
    table = item_listing(ITEMS)
    assert "2026-1" in table.title
    (row,) = (dict(zip(table.headings, cells, strict=True)) for cells in table.rows)
    assert row["抽查依据"] == "《劳动法》第八十五条"
    assert (row["抽查比例"], row["抽查频次"], row["失效日期"]) == ("不低于3%", "每年不少于1次", "")


@pytest.mark.clause("二(六) 公开")
def test_the_directory_of_targets_is_public() -> None:
    """Name, code, kind, authority, district and status stand there, ordered by identifier."""
    second = attrs.evolve(SHOP, target_id="乙店", name="乙店", registration_authority="县局")
    table = target_listing([SHOP, second])
    assert [row[:2] for row in table.rows] == [("乙店", "乙店"), ("甲店", "甲店")]
    assert table.rows[0][2:] == ("企业", "县局", "东城", "存续", "")


@pytest.mark.clause("二(四) 公开")
def test_the_directory_of_inspectors_is_public() -> None:
    """Who may inspect what, for which agency, with which certificate."""
    table = inspector_listing([INSPECTOR, attrs.evolve(INSPECTOR, name="王某", certificate=None, expert=True)])
    assert table.rows == (
        ("人社局", "", "李某", "16120001", "劳动-01", "", "在岗"),
        ("人社局", "", "王某", "", "劳动-01", "是", "在岗"),
    )


@pytest.mark.parametrize("field", PRIVATE_OF_INSPECTORS)
def test_what_is_private_of_inspectors_never_gets_public(field: str) -> None:
    """Accounts, identifiers, interests, trainings and qualifications are in no cell."""
    private = attrs.evolve(INSPECTOR, **{field: PRIVATE_OF_INSPECTORS[field]})
    assert HIDDEN in str(attrs.asdict(private))
    assert HIDDEN not in str(inspector_listing([private]))


@pytest.mark.parametrize("field", PRIVATE_OF_TARGETS)
def test_what_is_private_of_targets_never_gets_public(field: str) -> None:
    """Addresses, tags, complaints, violations and grades are in no cell."""
    private = attrs.evolve(SHOP, **{field: PRIVATE_OF_TARGETS[field]})
    assert HIDDEN in str(attrs.asdict(private))
    assert HIDDEN not in str(target_listing([private]))


@pytest.mark.parametrize(
    ("value", "private", "public"),
    [
        (
            Inspector,
            PRIVATE_OF_INSPECTORS,
            {"name", "agency", "unit", "certificate", "items", "leader", "expert", "status"},
        ),
        (
            Target,
            PRIVATE_OF_TARGETS,
            {"target_id", "name", "kind", "registration_authority", "district", "status", "items"},
        ),
    ],
)
def test_every_field_is_either_public_or_private(value: type, private: dict[str, Any], public: set[str]) -> None:
    """A field that is added to the directories has to be decided on here."""
    assert {one.name for one in attrs.fields(value)} == private.keys() | public


def test_the_listings_pass_the_last_look() -> None:
    """No heading and no number of them is one that nobody may publish."""
    require_public([item_listing(ITEMS), target_listing([SHOP]), inspector_listing([INSPECTOR])], {})
