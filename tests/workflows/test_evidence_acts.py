"""Evidence in the office: once, whole, before its record, and through every failure."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from inspection_office import KEY, PHOTO, InspectionOffice, order
from inspection_values import MORNING
from port_faults import Breaking, BreakingStore, Countdown, Killed

from random_inspection.adapters.memory import MemoryEvidence, MemoryStore
from random_inspection.domain.acts import Subject
from random_inspection.domain.fieldwork import Evidence
from random_inspection.errors import InvalidInput, Message, MoveRefused, NotAuthorised, NotStored, StorageFailed
from random_inspection.workflows.casework.evidence import add_evidence

FAILED = Message("test-disk", "the disk failed", "磁盘故障")


def _records(office: InspectionOffice) -> list[Evidence]:
    with office.store.view() as unit:
        return [one.value for one in unit.records.find(Evidence, until=None, inspection=KEY)]


def _events(office: InspectionOffice) -> int:
    with office.store.view() as unit:
        return len(unit.trail.about(Subject(kind="inspection", key=KEY)))


@pytest.mark.clause("二(八) 证据", "三(三) 现场")
def test_a_photograph_is_filed_with_who_when_where_and_what() -> None:
    """The record says what the bytes are; the bytes are there under its digest."""
    office = InspectionOffice()
    found = office.photograph().value
    assert (found.media_type, found.size, found.taken_by, found.caption) == ("image/png", len(PHOTO), "甲", "门头")
    assert office.evidence.read(found.digest) == PHOTO


@pytest.mark.clause("二(八) 证据")
def test_the_same_bytes_again_are_the_same_evidence() -> None:
    """A second upload by somebody else changes neither the record nor the bytes, and is on the trail."""
    office = InspectionOffice()
    first = office.photograph()
    again = office.photograph(by="乙", command="5b", caption="另一说明")
    assert again == first
    assert _records(office) == [first.value]
    assert _events(office) == 2


def test_evidence_belongs_to_an_inspection_that_is_there() -> None:
    """A photograph of nothing that was drawn is refused."""
    office = InspectionOffice()
    with pytest.raises(NotStored, match="2026-7:乙店"):
        add_evidence(
            order("甲", "x"),
            "2026-7:乙店",
            PHOTO,
            taken_at=MORNING,
            caption="门头",
            evidence=office.evidence,
            **office.ports(),
        )


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "evidence-empty"), (b"<html>not found</html>", "evidence-other"), (PHOTO[:-9], "evidence-cut-off")],
)
def test_a_photograph_that_is_none_leaves_no_trace(data: bytes, code: str) -> None:
    """Empty, a web page, cut off: refused by what it is, and neither bytes nor record nor event stay."""
    office = InspectionOffice()
    with pytest.raises(InvalidInput) as error:
        office.photograph(data=data)
    assert error.value.code == code
    assert isinstance(office.evidence, MemoryEvidence)
    assert (office.evidence.files, _records(office), _events(office)) == ({}, [], 0)


def test_who_may_not_add_evidence_stores_no_bytes() -> None:
    """Neither a colleague of another team nor the future gets bytes into the store."""
    office = InspectionOffice()
    with pytest.raises(NotAuthorised):
        office.photograph(by="丙")
    with pytest.raises(MoveRefused):
        add_evidence(
            order("甲", "x"),
            KEY,
            PHOTO,
            taken_at=MORNING + dt.timedelta(days=1),
            caption="门头",
            evidence=office.evidence,
            **office.ports(),
        )
    assert isinstance(office.evidence, MemoryEvidence)
    assert office.evidence.files == {}


@pytest.mark.parametrize("error", [Killed, lambda: StorageFailed(FAILED.at())], ids=["killed", "failing"])
def test_evidence_is_neither_lost_nor_doubled_whatever_breaks(error: Callable[[], Exception]) -> None:
    """Broken at every call of every port in turn, the same command again leaves one record of bytes that are there."""
    broken = 0
    for at in itertools.count(1):
        store, kept, countdown = MemoryStore(), MemoryEvidence(), Countdown(error=error)
        office = InspectionOffice(store=BreakingStore(store, countdown), evidence=Breaking(kept, countdown))
        countdown.passed, countdown.at = 0, at
        with suppress(Killed, StorageFailed):
            office.photograph()
        finished = countdown.passed < at
        with store.view() as unit:
            for one in unit.records.find(Evidence, until=None, inspection=KEY):
                assert kept.read(one.value.digest) == PHOTO
        countdown.at = 0
        digest = office.photograph().value.digest
        assert [one.digest for one in _records(office)] == [digest]
        assert (kept.read(digest), _events(office)) == (PHOTO, 1)
        if finished:
            break
        broken += 1
    assert broken == 5


def test_the_same_photograph_from_everybody_at_once_is_one_piece_of_evidence() -> None:
    """Eight uploads at the same moment: one record, and everybody gets it."""
    office = InspectionOffice()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: office.photograph(command=f"p{number}"), range(8)))
    assert {one.value.digest for one in found} == {one.digest for one in _records(office)}
    assert (len(_records(office)), _events(office)) == (1, 8)
