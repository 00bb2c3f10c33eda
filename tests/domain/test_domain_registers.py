"""What the office keeps of its registers and people survives writing and reading, and measures itself."""

import datetime as dt
from fractions import Fraction
from typing import Any

import attrs
import pytest
from register_samples import NEW, day, entry, shop, staff

from random_inspection.domain.acts import Mark
from random_inspection.domain.inspectors import Training
from random_inspection.domain.people import (
    ComplaintAboutInspector,
    ComplaintOutcome,
    IntegrityPledge,
    Referral,
    Settlement,
    TrainingEvent,
)
from random_inspection.domain.registers import (
    AdoptedItems,
    EntryChange,
    EntryGone,
    RegisterKind,
    SkippedRow,
    Synchronisation,
    SyncReport,
)
from random_inspection.rules.samples import INSPECTOR, ITEMS
from random_inspection.serialization.records import read_record, record_bytes

MARK = Mark(by="赵", at=dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
REPORT = SyncReport(
    register=RegisterKind.TARGETS,
    source="市场监管登记",
    on=day(3),
    extract="0" * 64,
    entries=4,
    new=("丁店",),
    changed=(EntryChange(key="乙店", fields=("address",)),),
    gone=(EntryGone(key="丙店", reason="注销"),),
    unchanged=1,
    skipped=(SkippedRow(row=3, why="编号有误"),),
)
RECORDS: tuple[Any, ...] = (
    entry(shop(), NEW, day(1), listed_in=("市场监管登记",)),
    staff(INSPECTOR, NEW, day(1)),
    AdoptedItems(value=ITEMS, source="文", reason="由", adopted=MARK),
    Synchronisation(sync_id="1", report=REPORT, confirmed=True, made=MARK),
    TrainingEvent(
        event_id="1",
        training=Training(title="课", held_on=day(1), items=("甲",)),
        attendance=("李某",),
        evidence=("0" * 64,),
        recorded=MARK,
    ),
    IntegrityPledge(inspector_id="李某", year=2026, text="0" * 64, signed=MARK),
    ComplaintAboutInspector(
        complaint_id="1",
        inspector_id="李某",
        received_on=day(1),
        source="来信",
        content="收受礼品\n两次",
        complainant="周某",
        filed=MARK,
        settlement=Settlement(outcome=ComplaintOutcome.PARTLY, measures="约谈", settled=MARK),
        referral=Referral(to="县纪委监委", document="函", referred=MARK, result="诫勉", noted=MARK),
    ),
)


@pytest.mark.parametrize("record", RECORDS, ids=lambda one: type(one).__name__)
def test_a_record_is_read_as_it_was_written(record: Any) -> None:
    """Every kind of record has its canonical JSON."""
    assert read_record(record_bytes(record), type(record)) == record


def test_a_share_is_that_of_entries_that_change_or_go() -> None:
    """New entries do not count, and an empty directory changes by nothing."""
    assert REPORT.share == Fraction(1, 2)
    assert attrs.evolve(REPORT, entries=0).share == 0
