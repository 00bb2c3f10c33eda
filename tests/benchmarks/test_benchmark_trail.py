"""The speed of the trail in SQLite, as ratios to bare inserts of the rows that it stores, in the same run."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from random_inspection.adapters.sql import SqlStore, open_sql
from random_inspection.domain.acts import Act, Changed, Event, Role, Subject
from random_inspection.proofs.merkle import Frontier
from random_inspection.serialization.trail import leaf

AT = dt.datetime(2026, 11, 25, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
BATCH = 20_000
ROUNDS = 7
SINGLE = {"FULL": 200, "NORMAL": 1000}
TABLES = """
CREATE TABLE event (seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL, hashes BLOB NOT NULL);
CREATE TABLE subject (kind TEXT, subject_key TEXT, seq INTEGER, PRIMARY KEY (kind, subject_key, seq)) WITHOUT ROWID;
"""
EVENT, SUBJECT = "INSERT INTO event VALUES (?, ?, ?)", "INSERT INTO subject VALUES (?, ?, ?)"
Row = tuple[tuple[int, bytes, bytes], tuple[str, str, int]]
pytestmark = pytest.mark.benchmark


def _events(count: int) -> list[Event]:
    return [
        Event(
            at=AT,
            actor="赵",
            roles=(Role.HANDLER,),
            act=Act.RECORD_WRITE.value,
            command=f"c{number}",
            subject=Subject(kind="inspection", key=f"2026-1:{number}"),
            changes=(Changed(kind="inspection", key=f"2026-1:{number}", version=3, digest="ab" * 32),),
        )
        for number in range(count)
    ]


def _rows(events: Sequence[Event], turn: int) -> list[Row]:
    """Return what is stored of events: number, leaf and hashes of the tree; and what they are found by."""
    leaves = [leaf(event, seq) for seq, event in enumerate(events)]
    _, hashes = Frontier().extend(leaves)
    numbers = range(turn * len(events), (turn + 1) * len(events))
    subjects = [(event.subject.kind, event.subject.key, seq) for seq, event in zip(numbers, events, strict=True)]
    return list(zip(zip(numbers, leaves, hashes, strict=True), subjects, strict=True))


def _raw(folder: Path, synchronous: str) -> sqlite3.Connection:
    file = sqlite3.connect(folder / "raw.db", isolation_level=None)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute(f"PRAGMA synchronous = {synchronous}")
    file.executescript(TABLES)
    return file


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _one_by_one(store: SqlStore, events: Sequence[Event]) -> None:
    for event in events:
        with store.work() as unit:
            unit.trail.append([event])


def _all_at_once(store: SqlStore, events: Sequence[Event]) -> None:
    with store.work() as unit:
        unit.trail.append(events)


def _one_by_one_bare(raw: sqlite3.Connection, rows: Sequence[Row]) -> None:
    for event, subject in rows:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(EVENT, event)
        raw.execute(SUBJECT, subject)
        raw.execute("COMMIT")


def _all_at_once_bare(raw: sqlite3.Connection, rows: Sequence[Row]) -> None:
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(EVENT, (event for event, _ in rows))
    raw.executemany(SUBJECT, (subject for _, subject in rows))
    raw.execute("COMMIT")


def _ratio(ours: Callable[[], object], bare: Callable[[Sequence[Row]], object], events: Sequence[Event]) -> float:
    """Return the rate of the store as a part of that of bare inserts, the best of some rounds of each in turn."""
    ratios = []
    for turn in range(ROUNDS):
        rows = _rows(events, turn)
        ratios.append(_seconds(lambda rows=rows: bare(rows)) / _seconds(ours))  # type: ignore[misc]
    return max(ratios)


@pytest.mark.parametrize(("synchronous", "least"), [("FULL", 0.45), ("NORMAL", 0.15)])
def test_single_appends_keep_up_with_bare_inserts(
    synchronous: str, least: float, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Units of work with one event each reach this part of the rate of bare transactions with the same rows."""
    events = _events(SINGLE[synchronous])
    store = open_sql(f"sqlite:///{tmp_path / 'office.db'}?synchronous={synchronous}", make=True)
    raw = _raw(tmp_path, synchronous)
    ratio = _ratio(lambda: _one_by_one(store, events), lambda rows: _one_by_one_bare(raw, rows), events)
    raw.close()
    store.close()
    record_property("ratio", round(ratio, 2))
    print(f"single appends, {synchronous}: {ratio:.2f} of bare inserts")  # noqa: T201  (the measurement, for -s)
    assert ratio >= least


def test_batches_reach_a_fifth_of_bare_inserts(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """A unit of work with 20,000 events, their canonical form included, reaches 0.18 × bare inserts of the same rows."""
    events = _events(BATCH)
    store = open_sql(f"sqlite:///{tmp_path / 'office.db'}", make=True)
    raw = _raw(tmp_path, "FULL")
    ratio = _ratio(lambda: _all_at_once(store, events), lambda rows: _all_at_once_bare(raw, rows), events)
    raw.close()
    store.close()
    record_property("ratio", round(ratio, 2))
    print(f"appends in batches: {ratio:.2f} of bare inserts")  # noqa: T201
    assert ratio >= 0.18
