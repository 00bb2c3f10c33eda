"""People and trainings name items of the office's list, and no certificate is two people's (二(四), 四(二))."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import attrs
import pytest
from announcing_specs import table
from office_acts import office, order
from register_samples import NEW, day

from random_inspection.adapters.memory import MemoryEvidence, MemoryStore
from random_inspection.domain.inspectors import Certificate, Inspector, Training
from random_inspection.domain.items import ItemList
from random_inspection.errors import InvalidInput, MoveRefused
from random_inspection.rules.directories.synchronising import Extract
from random_inspection.rules.samples import INSPECTOR, ITEM
from random_inspection.workflows.acts import ActPorts
from random_inspection.workflows.directories.extracts import ExtractFile, read_inspectors
from random_inspection.workflows.directories.known_people import known_people
from random_inspection.workflows.directories.people import hold_training
from random_inspection.workflows.directories.registers import adopt_item_list, change_inspector, inspectors_on
from random_inspection.workflows.directories.synchronising import synchronise_inspectors

HEADINGS = ("人员编号", "姓名", "执法机关", "执法证号", "发证机关", "有效期至", "抽查事项")
CERTIFICATE = Certificate(number="16120001", issuer="省人民政府", expires_on=dt.date(2027, 12, 31))


@pytest.fixture
def ports() -> ActPorts:
    """An office with a list of one item, and one inspector."""
    ports = office(MemoryStore(), at=dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC))
    listed = ItemList(version="2026-1", in_force_from=day(1), items=(ITEM,))
    adopt_item_list(order("list"), listed, source="文件", reason="首版", **ports)
    assert INSPECTOR.certificate == CERTIFICATE
    change_inspector(order("li"), INSPECTOR, NEW, on=day(1), source="人事", reason="登记", **ports)
    return ports


def _file(*rows: tuple[str, str, str, str]) -> ExtractFile:
    """Return an extract of (identifier, number, issuer, items)."""
    cells = [(who, who, "人社局", number, issuer, "长期", items) for who, number, issuer, items in rows]
    return ExtractFile(table=table("people.csv", HEADINGS, cells), digest="1" * 64)


def _extract(*people: Inspector) -> Extract[Inspector]:
    values = {one.inspector_id: one for one in people}
    return Extract(source="人事", on=day(3), digest="1" * 64, fields=("certificate", "items"), values=values)


@pytest.mark.clause("二(四) 更新")
def test_codes_and_certificates_are_checked_cell_by_cell(ports: ActPorts) -> None:
    """An item that was never adopted, somebody's certificate in the directory or in the file: each in its cell, all at once."""
    held, number = CERTIFICATE.issuer, CERTIFICATE.number
    wrong = _file(("甲", "1", held, "劳动-01、劳动-99"), ("乙", number, held, ITEM.code), ("丙", "1", held, ITEM.code))
    with pytest.raises(InvalidInput) as caught:
        read_inspectors(wrong, source="人事", on=day(3), known=known_people(store=ports["store"]))
    assert [(one.where.row, one.where.column, one.code) for one in caught.value.problems] == [
        (2, "抽查事项", "item-not-adopted"),
        (3, "执法证号", "certificate-twice"),
        (4, "执法证号", "certificate-twice"),
    ]
    skipped = read_inspectors(wrong, source="人事", on=day(3), skip=True, known=known_people(store=ports["store"]))
    assert (list(skipped.values), len(skipped.skipped)) == ([], 3)


def test_a_certificate_is_its_number_and_its_issuer(ports: ActPorts) -> None:
    """One number of two issuers is two certificates; and whoever holds one may be listed again, or hand it on in one file."""
    held, number = CERTIFICATE.issuer, CERTIFICATE.number
    known = known_people(store=ports["store"])
    other = _file(("甲", number, "别省人民政府", ITEM.code), ("李某", number, held, ITEM.code))
    assert len(read_inspectors(other, source="人事", on=day(3), known=known).values) == 2
    handed_on = _file(("甲", number, held, ITEM.code), ("李某", "7", held, ITEM.code))
    read = read_inspectors(handed_on, source="人事", on=day(3), known=known)
    synchronise_inspectors(order("2"), read, threshold=Fraction(1), **ports)
    assert len(list(inspectors_on(day(4), store=ports["store"]))) == 2


def test_nothing_comes_in_past_the_reading(ports: ActPorts) -> None:
    """An extract that was read without the office, or before its list changed, is checked when it is recorded."""
    twin = attrs.evolve(INSPECTOR, inspector_id="王某", name="王某", items=("劳动-99",))
    with pytest.raises(MoveRefused) as caught:
        synchronise_inspectors(order("2"), _extract(twin), threshold=Fraction(1), **ports)
    assert [(one.code, one.where.path) for one in caught.value.problems] == [
        ("item-not-adopted", "values['王某'].items[0]"),
        ("certificate-twice", "values['王某'].certificate.number"),
    ]
    assert len(list(inspectors_on(day(4), store=ports["store"]))) == 1


@pytest.mark.clause("四(二) 培训")
def test_a_training_is_for_items_of_the_list(ports: ActPorts) -> None:
    """A slip in the code of an item is refused before the training stands in anybody's entry."""
    slip = Training(title="实务", held_on=day(4), items=(ITEM.code, "人社-2"))
    with pytest.raises(MoveRefused) as caught:
        hold_training(order("2"), "培训-1", slip, ("李某",), evidence=MemoryEvidence(), **ports)
    assert [(one.code, one.where.path) for one in caught.value.problems] == [("item-not-adopted", "training.items[1]")]
    right = attrs.evolve(slip, items=(ITEM.code,))
    hold_training(order("3"), "培训-1", right, ("李某",), evidence=MemoryEvidence(), **ports)


def test_without_a_list_no_code_is_wrong() -> None:
    """Before the first list is adopted there is nothing to hold codes against, and people and trainings are taken in."""
    ports = office(MemoryStore(), at=dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC))
    people = attrs.evolve(INSPECTOR, items=("劳动-99",))
    synchronise_inspectors(order("1"), _extract(people), threshold=Fraction(1), **ports)
    course = Training(title="实务", held_on=day(4), items=("劳动-99",))
    hold_training(order("2"), "培训-1", course, ("李某",), evidence=MemoryEvidence(), **ports)
