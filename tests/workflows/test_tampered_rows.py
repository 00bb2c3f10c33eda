"""Whoever writes to the database past the office: the check of the trail names it, and nothing goes on from it silently."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import attrs
import pytest
from office_acts import approve, draft, office, order
from sqlalchemy import text

from random_inspection.adapters.signing import Ed25519Signer, generate_pem
from random_inspection.adapters.sql import SqlStore, backup_office, open_sql, restore_office
from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.plans import Task
from random_inspection.errors import InvalidInput, StorageFailed
from random_inspection.ports import Stored
from random_inspection.proofs.canonical import encoded, parsed
from random_inspection.serialization.blocks import form_of, line_of
from random_inspection.testing import FixedClock
from random_inspection.testing.store_samples import task
from random_inspection.workflows.acts import Work, perform
from random_inspection.workflows.oversight.trail_checks import check_trail, erase_content, make_checkpoint

SIGNER = Ed25519Signer.from_pem("bureau.example", generate_pem())
CELLS = ("task_id", "unit", "title")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """An office with plans of two versions, one version deleted by law, and tasks written in blocks, one of them again."""
    made = open_sql(f"sqlite:///{tmp_path / 'office.db'}", make=True)
    ports = office(made)
    for number in range(4):
        draft(f"P{number}", f"d{number}", ports)
        approve(f"P{number}", f"a{number}", ports)
    erase_content(order("e"), Subject(kind="plan", key="P0"), 1, basis="个人信息保护法第四十七条", **ports)
    perform(Act.TASK_DRAFT, order("t"), Subject(kind="plan", key="P1"), _many, **ports)
    perform(Act.TASK_APPROVE, order("u"), Subject(kind="task", key="T0001"), _again, **ports)
    yield made
    made.close()


def _many(work: Work[Any]) -> Stored[Any]:
    tasks = [task(f"T{number:04}", unit="一科") for number in range(2000)]
    form, numbers = form_of(tasks[0], ("value",), CELLS, {"unit": "unit"}), count()
    lines = (line_of(form, ("value",), one) for one in tasks)
    work.changes.extend(
        work.unit.records.extend(form, lines, secret=lambda: hashlib.sha256(b"%d" % next(numbers)).hexdigest())
    )
    return work.get(Task, "T0000")


def _again(work: Work[Any]) -> Stored[Any]:
    before = work.get(Task, "T0001")
    return work.update(before, attrs.evolve(before.value, unit="二科"))


def _tamper(store: SqlStore, *statements: str, **values: object) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            named = {name: value for name, value in values.items() if f":{name}" in statement}
            assert connection.execute(text(statement), named).rowcount != 0


def _found(store: SqlStore) -> set[tuple[str, object]]:
    problems = check_trail(store=store).problems
    return {(one.code, one.params.get("key", one.params.get("seq"))) for one in problems}


def _body(store: SqlStore, plan: str, **changed: object) -> bytes:
    """Return what stands of a plan with other members."""
    with store.engine.begin() as connection:
        data = connection.execute(
            text("SELECT body FROM ri_plan WHERE record_key = :plan"), {"plan": plan}
        ).scalar_one()
    plain: Any = parsed(data)
    return encoded({**plain, "value": {**plain["value"], **changed}})


@pytest.mark.clause("二(八) 留痕")
def test_an_office_that_nobody_altered_has_no_findings(store: SqlStore) -> None:
    """Blocks, versions after them and lawful deletions leave nothing to find."""
    assert check_trail(store=store).problems == ()


PLANT_VERSION = (
    "INSERT INTO ri_record_version (kind, record_key, record_version, body, salt) "
    "SELECT kind, {key}, {version}, body, salt FROM ri_record_version WHERE kind = 'plan' AND record_key = 'P3' "
    "AND record_version = 2"
)
PLANT_PLAN = (
    "INSERT INTO ri_plan (record_key, record_version, body, year, state) "
    "SELECT 'P9', 1, body, year, state FROM ri_plan WHERE record_key = 'P3'"
)
ATTACKS: dict[str, tuple[list[str], set[tuple[str, object]]]] = {
    "an earlier version stands again": (
        [
            (
                "UPDATE ri_plan SET body = (SELECT body FROM ri_record_version WHERE kind = 'plan' AND record_key = 'P2' "
                "AND record_version = 1) WHERE record_key = 'P2'"
            ),
        ],
        {("record-standing-altered", "P2")},
    ),
    "what stands is deleted": (["DELETE FROM ri_plan WHERE record_key = 'P2'"], {("record-standing-gone", "P2")}),
    "what a row stood for stands as in its block": (
        ["DELETE FROM ri_task WHERE record_key = 'T0001'"],
        {("record-standing-gone", "T0001"), ("sql-block-miscounted", "T0000")},
    ),
    "it is found by something else": (
        ["UPDATE ri_plan SET state = '草稿' WHERE record_key = 'P2'"],
        {("record-index-altered", "P2")},
    ),
    "an earlier number stands": (
        ["UPDATE ri_plan SET record_version = 1 WHERE record_key = 'P2'"],
        {("record-standing-version", "P2")},
    ),
    "a later number stands": (
        ["UPDATE ri_plan SET record_version = 3 WHERE record_key = 'P2'"],
        {("record-without-event", "P2")},
    ),
    "a plan is planted": ([PLANT_PLAN], {("record-without-event", "P9")}),
    "a plan is planted as its version 0": (
        [PLANT_PLAN.replace("'P9', 1", "'P9', 0"), PLANT_VERSION.format(key="'P9'", version=1)],
        {("record-without-event", "P9")},
    ),
    "a version is planted": ([PLANT_VERSION.format(key="record_key", version=3)], {("record-without-event", "P3")}),
    "version 0 is planted": ([PLANT_VERSION.format(key="record_key", version=0)], {("record-without-event", "P3")}),
    "a version of a kind that nobody knows is planted": (
        [PLANT_VERSION.format(key="'X'", version=1).replace("SELECT kind", "SELECT 'strange'")],
        {("record-without-event", "X")},
    ),
    "one of many is planted beside its block": (
        [
            (
                "INSERT INTO ri_task (record_key, record_version, body, unit) "
                "SELECT 'T0002', 1, body, unit FROM ri_task WHERE record_key = 'T0001'"
            ),
        ],
        {("record-without-event", "T0002"), ("sql-block-miscounted", "T0000")},
    ),
    "a body is empty": (
        ["UPDATE ri_plan SET body = X'7B7D' WHERE record_key = 'P2'"],
        {("record-standing-altered", "P2")},
    ),
    "a body is a text": (
        ["UPDATE ri_plan SET body = CAST(body AS TEXT) WHERE record_key = 'P2'"],
        {("record-standing-altered", "P2")},
    ),
    "a version is no UTF-8": (
        ["UPDATE ri_record_version SET body = X'FF' WHERE record_key = 'P2' AND record_version = 2"],
        {("record-altered", "P2")},
    ),
    "the form of a block is no form": (
        ["UPDATE ri_block SET form = X'5B5D' WHERE first_key = 'T1000'"],
        {("record-altered", "T1000"), ("sql-block-miscounted", "T1000")},
    ),
    "the lines of a block are gone": (
        ["DELETE FROM ri_block_lines WHERE first_key = 'T1000'"],
        {("record-missing", "T1000"), ("sql-block-miscounted", "T1000")},
    ),
    "a block counts otherwise": (
        ["UPDATE ri_block SET counts = X'5B5D' WHERE first_key = 'T1000'"],
        {("sql-block-miscounted", "T1000")},
    ),
    "a block ends earlier": (
        ["UPDATE ri_block SET last_key = 'T1500' WHERE first_key = 'T1000'"],
        {("sql-block-miscounted", "T1000")},
    ),
    "events are hidden from the story": (
        ["DELETE FROM ri_trail_subject WHERE subject_key = 'P2' AND seq = 5"],
        {("event-not-found", "P2")},
    ),
    "commands are forgotten": (["DELETE FROM ri_command WHERE command = 'a2'"], {("command-not-remembered", 5)}),
    "a command is told otherwise": (
        ["UPDATE ri_command SET actor = '钱' WHERE command = 'a2'"],
        {("command-not-remembered", 5)},
    ),
    "a command is planted": (
        [
            (
                "INSERT INTO ri_command SELECT 'x', actor, act, subject_kind, subject_key, result_kind, result_key, "
                "result_version FROM ri_command WHERE command = 'a2'"
            ),
        ],
        {("command-without-event", None)},
    ),
    "an inner hash is zeroed": (
        ["UPDATE ri_trail_event SET hashes = CAST(substr(hashes, 1, 32) || zeroblob(32) AS BLOB) WHERE seq = 5"],
        {("trail-node-changed", None)},
    ),
    "the edge of the head is zeroed": (
        ["UPDATE ri_trail_head SET edge = zeroblob(length(edge))"],
        {("sql-head-differs", 7), ("sql-head-differs", 9), ("sql-head-differs", 10)},
    ),
    "content is deleted, and an erasure planted": (
        [
            "UPDATE ri_record_version SET body = NULL, salt = NULL WHERE record_key = 'P2' AND record_version = 1",
            "INSERT INTO ri_erasure (record_key, record_version, body) SELECT 'plan P2 1', 0, body FROM ri_erasure",
            (
                "INSERT INTO ri_record_version (kind, record_key, record_version, body, salt) SELECT kind, 'plan P2 1', 1, "
                "body, salt FROM ri_record_version WHERE kind = 'erasure'"
            ),
        ],
        {("record-missing", "P2"), ("record-without-event", "plan P2 1")},
    ),
}


@pytest.mark.clause("二(八) 留痕")
@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_altered_past_the_office_is_named(store: SqlStore, attack: str) -> None:
    """Every row that commands read is compared with what the events say, and the check goes on after what it finds."""
    statements, expected = ATTACKS[attack]
    _tamper(store, *statements)
    assert _found(store) >= expected
    assert {code for code, _ in _found(store)} == {code for code, _ in expected}


@pytest.mark.parametrize("seq", [5, 10])
def test_an_event_that_is_gone_is_a_finding(store: SqlStore, seq: int) -> None:
    """A row of the trail that was taken out, in its midst or at its end, is named, and the check is not over there."""
    _tamper(store, "DELETE FROM ri_trail_event WHERE seq = :seq", seq=seq)
    check = check_trail(store=store)
    assert next((one.kind, one.first) for one in check.findings) == ("缺失", seq)
    assert {"command-without-event"} <= {one.code for one in check.records}


def test_an_event_beyond_the_head_is_a_finding(store: SqlStore) -> None:
    """What stands where the next act would write is found before it does."""
    _tamper(store, "INSERT INTO ri_trail_event SELECT 11, leaf, hashes FROM ri_trail_event WHERE seq = 10")
    assert _found(store) == {("sql-event-beyond-head", 11)}


def test_nothing_is_written_over_what_was_altered(store: SqlStore) -> None:
    """The next act does not make a forgery the next version: it is refused, and says where to look."""
    forged = _body(store, "P2", title="伪造")
    _tamper(store, "UPDATE ri_plan SET body = :body WHERE record_key = 'P2'", body=forged)
    before = check_trail(store=store)
    with pytest.raises(StorageFailed, match="altered it past the office"):
        approve("P2", "again", office(store))
    assert check_trail(store=store) == before
    approve("P3", "other", office(store))


def test_nothing_is_written_over_what_was_planted_beside_a_block(store: SqlStore) -> None:
    """A row that takes the place of one of many is no version of it."""
    _tamper(store, ATTACKS["one of many is planted beside its block"][0][0])
    with pytest.raises(StorageFailed, match="altered it past the office"):
        perform(
            Act.TASK_APPROVE,
            order("v"),
            Subject(kind="task", key="T0002"),
            lambda work: work.update(work.get(Task, "T0002"), task("T0002", unit="三科")),
            **office(store),
        )


@pytest.mark.parametrize(
    "altered",
    [
        "UPDATE ri_trail_event SET leaf = CAST(replace(CAST(leaf AS TEXT), '赵', '钱') AS BLOB) WHERE seq = 5",
        "UPDATE ri_trail_event SET hashes = zeroblob(64) WHERE seq = 9",
    ],
)
def test_no_checkpoint_is_signed_over_an_altered_trail(store: SqlStore, altered: str) -> None:
    """What others keep is computed from the events, and agrees with the stored hashes, or there is none."""
    make_checkpoint("bureau.example/trail", [SIGNER], store=store)
    _tamper(store, altered)
    with pytest.raises(StorageFailed, match="nothing is signed"):
        make_checkpoint("bureau.example/trail", [SIGNER], store=store)


def test_a_clock_that_was_set_back_is_reported(store: SqlStore) -> None:
    """An event before the one before it is named; a minute is what clocks of machines may differ by."""
    now = FixedClock().now()
    for back, command in ((dt.timedelta(seconds=50), "near"), (dt.timedelta(days=30), "far")):
        draft(command, command, office(store, at=now - back))
    check = check_trail(store=store)
    assert [(one.code, one.params["seq"]) for one in check.times] == [("trail-time-runs-back", 12)]
    assert check.problems == check.times


def test_a_backup_of_an_altered_office_is_not_restored(store: SqlStore, tmp_path: Path) -> None:
    """What stands is compared with the events when an office is brought back; a wrong clock alone does not lose it."""
    draft("far", "far", office(store, at=FixedClock().now() - dt.timedelta(days=30)))
    backup_office(tmp_path / "sound", store=store, folders={})
    _tamper(store, "DELETE FROM ri_plan WHERE record_key = 'P2'")
    backup_office(tmp_path / "altered", store=store, folders={})
    empty = open_sql(f"sqlite:///{tmp_path / 'new.db'}", make=True)
    with pytest.raises(InvalidInput, match="does not stand any more"):
        restore_office(tmp_path / "altered", store=empty, folders={})
    restore_office(tmp_path / "sound", store=empty, folders={})
    empty.close()
