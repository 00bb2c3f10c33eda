"""A directory follows a register of any size as it follows an extract that was read whole."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_acts import office, order
from register_samples import CHANGED, GONE, NEW, day, shop

from random_inspection.adapters.memory import MemoryStore
from random_inspection.adapters.spreadsheets import open_target_register, read_target_extract
from random_inspection.adapters.sql import open_sql
from random_inspection.adapters.sql.tables import BLOCKS, LINES
from random_inspection.domain.acts import Subject
from random_inspection.domain.registers import LISTED, TargetEntry
from random_inspection.domain.targets import TargetKind, TargetStatus
from random_inspection.errors import InvalidInput, MoveRefused, StorageFailed
from random_inspection.ports import Store
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.acts import ActPorts
from random_inspection.workflows.directories.extracts import read_targets
from random_inspection.workflows.directories.register_lines import RegisterExtract, read_register
from random_inspection.workflows.directories.registers import change_target, entry_history, targets_on
from random_inspection.workflows.directories.synchronising import preview_targets, report_digest, synchronise_targets
from random_inspection.workflows.oversight.histories import story
from random_inspection.workflows.oversight.trail_checks import check_trail, erase_content

TODAY = dt.datetime(2026, 12, 31, 9, tzinfo=dt.UTC)
ALL = Fraction(1)
HEADS = (
    ("统一社会信用代码", "企业名称", "住所"),
    ("统一社会信用代码", "企业名称", "登记状态", "地区"),
    ("统一社会信用代码", "企业名称"),
    ("统一社会信用代码", "企业名称", "标签", "住所"),
)
PLACES = st.sampled_from(["东街", "西街", ""])
ROWS = (
    PLACES.map(lambda place: (place,)),
    st.tuples(st.sampled_from([TargetStatus.ACTIVE, TargetStatus.DEREGISTERED]), st.sampled_from(["东城", ""])),
    st.just(()),
    st.tuples(st.sampled_from(["甲；乙", ""]), PLACES),
)


def _rows(head: int) -> st.SearchStrategy[tuple[int, dict[str, tuple[str, ...]], str]]:
    named = st.tuples(st.sampled_from(["甲店", "乙店"]), ROWS[head]).map(lambda row: (row[0], *row[1]))
    listed = st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e"]), named, min_size=1)
    return st.tuples(st.just(head), listed, st.sampled_from(["市场监管登记", "行政审批台账"]))


files = st.sampled_from(range(len(HEADS))).flatmap(_rows)
changes = st.tuples(st.sampled_from(["a", "b", "f"]), st.sampled_from([NEW, CHANGED, GONE]), st.integers(1, 9))
steps = st.lists(st.tuples(st.one_of(files, files, changes), st.integers(1, 9)), min_size=1, max_size=5)


def _extracts(step: Any, month: int) -> tuple[Any, Any]:
    head, rows, source = step
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "r.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADS[head], *((key, *row) for key, row in rows.items())])
        told: dict[str, Any] = {"source": source, "on": day(month), "kind": TargetKind.SITE}
        return read_targets(read_target_extract(path), **told), read_register(open_target_register(path), **told)


def _state(store: Store) -> Any:
    keys = list("abcdef")
    with store.view() as view:
        counts = dict(view.records.count(TargetEntry, "movement", "district", "status"))
        stands = [(one.value, one.version) for one in view.records.find(TargetEntry)]
        abouts = [tuple(view.trail.about(Subject(kind="target", key=key))) for key in keys]
    return counts, stands, abouts, [entry_history(TargetEntry, key, store=store) for key in keys]


def _told(work: Any) -> Any:
    try:
        return work()
    except (InvalidInput, MoveRefused) as error:
        return [(one.code, one.text()) for one in error.problems]


@given(steps)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_directory_follows_a_register_as_it_follows_an_extract(found: list[tuple[Any, int]]) -> None:
    """Reports, refusals, entries, versions, histories and events are the same, on a database and in memory."""
    slow, quick, base = MemoryStore(), MemoryStore(), open_sql("sqlite://", make=True)
    for number, (step, month) in enumerate(found):
        one, other = _extracts(step, month) if isinstance(step[0], int) else (step, step)
        pairs = ((slow, one), (quick, other), (base, other))
        results = [_taken(store, f"{number}", given, month) for store, given in pairs]
        assert results[1] == results[0] == results[2]
        assert _state(quick) == _state(slow) == _state(base)
    assert [check_trail(store=store).problems for store in (slow, quick, base)] == [()] * 3
    base.close()


def _taken(store: Store, command: str, step: Any, month: int) -> Any:
    """Return what comes of an extract, or of a single change."""
    ports = office(store, at=TODAY)
    if not isinstance(step, tuple):
        single: dict[str, list[Any]] = {}
        preview = _told(
            lambda: preview_targets(step, store=store, tell=lambda sort, one: single.setdefault(sort, []).append(one))
        )
        return preview, single, _told(lambda: synchronise_targets(order(command), step, threshold=ALL, **ports).value)
    key, movement, on = step
    target = shop("丙店", target_id=key, address=f"{month}街")
    told: dict[str, Any] = {"on": day(on), "source": "来函", "reason": "更正"}
    return _told(lambda: change_target(order(command), target, movement, **told, **ports))


def _register(folder: Path, number: int, *, first: int = 0, place: str = "东街", month: int = 3) -> RegisterExtract:
    path = folder / f"{number}-{first}-{place}.csv"
    lines = [f"T{one:05},店{one},{place}" for one in range(first, first + number)]
    path.write_text("\n".join(["统一社会信用代码,企业名称,住所", *lines]), "utf-8")
    return read_register(open_target_register(path), source="市场监管登记", on=day(month), kind=TargetKind.SITE)


@pytest.fixture
def ports(sqlite_url: str, tmp_path: Path) -> Iterator[ActPorts]:
    """An office in a database with 2,500 targets that were imported at once."""
    store = open_sql(sqlite_url)
    ports = office(store, at=TODAY)
    synchronise_targets(order("first"), _register(tmp_path, 2500), **ports)
    yield ports
    store.close()


def test_an_import_is_one_event_of_a_few_commitments(ports: ActPorts) -> None:
    """A commitment for every thousand targets, and the record with the report that has the digest of the file."""
    with ports["store"].view() as view:
        (leaf,) = view.trail.leaves()
    _, event = read_leaf(leaf)
    assert [(one.kind, one.key) for one in event.changes] == [
        ("target-block", "T00000"),
        ("target-block", "T01000"),
        ("target-block", "T02000"),
        ("synchronisation", "first"),
    ]
    assert len(leaf) < 2000
    assert check_trail(store=ports["store"]).problems == ()


def test_a_report_of_many_lists_the_first_and_counts_all(ports: ActPorts, tmp_path: Path) -> None:
    """What a person confirms holds for every entry, also for those that are not listed."""
    moved = _register(tmp_path, 2500, place="西街", month=4)
    single: list[Any] = []
    report = preview_targets(moved, store=ports["store"], tell=lambda sort, one: single.append((sort, one)))
    assert [(sort, one.key) for sort, one in single] == [("changed", f"T{one:05}") for one in range(2500)]
    assert (len(report.changed), report.total("changed"), report.share) == (LISTED, 2500, Fraction(1))
    others = [f"T{one:05},店{one},{'北街' if one == 2400 else '西街'}" for one in range(2500)]
    path = tmp_path / "other.csv"
    path.write_text("\n".join(["统一社会信用代码,企业名称,住所", *others]), "utf-8")
    other = read_register(open_target_register(path), source="市场监管登记", on=day(4), kind=TargetKind.SITE)
    assert preview_targets(other, store=ports["store"]).changed == report.changed
    with pytest.raises(MoveRefused, match="changes 2500 and takes out 0 of 2500"):
        synchronise_targets(order("second"), moved, **ports)
    done = synchronise_targets(order("third"), moved, confirmed=report_digest(report), **ports).value
    assert done.report == report
    assert {one.address for one in targets_on(day(4), store=ports["store"])} == {"西街"}


def test_what_is_refused_leaves_nothing(ports: ActPorts, tmp_path: Path) -> None:
    """New targets that came before the refusal are not there after it."""
    with pytest.raises(MoveRefused):
        synchronise_targets(order("second"), _register(tmp_path, 2500, first=1000, month=4), **ports)
    with ports["store"].view() as view:
        assert view.records.count(TargetEntry) == {(): 2500}
        assert len(list(view.versions.blocks("target"))) == 3


def test_an_unchanged_register_changes_nothing(ports: ActPorts, tmp_path: Path) -> None:
    """No version, no block, only the record of the synchronisation."""
    report = synchronise_targets(order("second"), _register(tmp_path, 2500, month=4), **ports).value.report
    assert (report.unchanged, report.entries, report.new, report.changed) == (2500, 2500, (), ())
    with ports["store"].view() as view:
        _, event = read_leaf(list(view.trail.leaves())[-1])
    assert [one.kind for one in event.changes] == ["synchronisation"]


def test_the_story_of_a_target_begins_with_its_import(ports: ActPorts) -> None:
    """A target that was imported with others tells its own first version, and the change after it."""
    moved = attrs.evolve(next(targets_on(day(4), store=ports["store"])), address="西街")
    told: dict[str, Any] = {"on": day(5), "source": "来函", "reason": "迁址"}
    change_target(order("second"), moved, CHANGED, **told, **ports)
    steps = story(Subject(kind="target", key="T00000"), store=ports["store"])
    assert [(one.seq, [(line.key, line.version) for line in one.changes]) for one in steps] == [
        (0, [("T00000", 1)]),
        (1, [("T00000", 2)]),
    ]


def test_a_row_that_was_altered_is_named(ports: ActPorts) -> None:
    """Whoever changes a target past the office is found out, and so is which."""
    engine = ports["store"].engine  # type: ignore[attr-defined]
    with engine.begin() as connection:
        body = connection.execute(LINES.select().where(LINES.c.first_key == "T01000")).one().body
        altered = body.replace('店1234"'.encode(), '店4321"'.encode())
        connection.execute(LINES.update().where(LINES.c.first_key == "T01000").values(body=altered))
    (problem,) = check_trail(store=ports["store"]).problems
    assert (problem.code, problem.params["kind"], problem.params["key"]) == ("record-altered", "target", "T01234")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda: LINES.update().values(digests=bytes(32_000)), "record-altered"),
        (lambda: LINES.update().values(body=b"T01000"), "record-altered"),
        (lambda: BLOCKS.update().values(salt="0" * 64), "record-altered"),
        (BLOCKS.delete, "record-missing"),
        (lambda: BLOCKS.update().values(first_key="T00999x"), "record-missing"),
    ],
)
def test_a_block_that_was_altered_is_named(ports: ActPorts, change: Any, code: str) -> None:
    """Digests, number of lines and salt stand under the commitment; a block that is gone is missed."""
    with ports["store"].engine.begin() as connection:  # type: ignore[attr-defined]
        statement = change()
        connection.execute(statement.where(statement.table.c.first_key == "T01000"))
    found = {(one.code, one.params["key"]) for one in check_trail(store=ports["store"]).problems}
    assert (code, "T01000") in found


def test_lines_that_are_gone_are_told_by_whoever_reads_them(ports: ActPorts) -> None:
    """A directory of which a part is lost is not taken for a smaller one."""
    with ports["store"].engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(LINES.delete().where(LINES.c.first_key == "T01000"))
    with pytest.raises(StorageFailed, match="'T01000' on are gone"):
        list(targets_on(day(4), store=ports["store"]))


def test_a_target_that_no_event_wrote_is_found(ports: ActPorts) -> None:
    """Neither a block nor a record comes in past the trail."""
    with ports["store"].work() as unit:
        block = unit.versions.block("target", "T01000")
        assert block is not None
        lines = [b"U" + line[1:] for line in block.lines]
        unit.records.extend(block.form, lines, secret=lambda: "5e" * 32)
    problems = check_trail(store=ports["store"]).problems
    assert [(one.code, one.params["key"]) for one in problems] == [("record-without-event", "U01000")]


def test_content_of_a_target_is_deleted_by_law(ports: ActPorts) -> None:
    """One of many goes out of its block, and the trail is sound; deleted past the office it is missed."""
    for number in (7, 8):
        target = shop("某某", target_id=f"T{number:05}", kind=TargetKind.SITE)
        told: dict[str, Any] = {"on": day(5), "source": "来函", "reason": "更正"}
        change_target(order(f"c{number}"), target, CHANGED, **told, **ports)
    erase_content(order("erase"), Subject(kind="target", key="T00007"), 1, basis="个人信息保护法第四十七条", **ports)
    assert check_trail(store=ports["store"]).problems == ()
    assert [one.value.name for one in entry_history(TargetEntry, "T00007", store=ports["store"])] == ["某某"]
    with ports["store"].work() as unit:
        unit.versions.erase("target", "T00008", 1)
    (problem,) = check_trail(store=ports["store"]).problems
    assert (problem.code, problem.params["key"]) == ("record-missing", "T00008")


def test_erased_content_is_not_left_in_the_file(tmp_path: Path) -> None:
    """One line of many is overwritten, not only unlinked."""
    source, folder, secret = tmp_path / "r.csv", tmp_path / "office", "应当删除的个人信息"
    folder.mkdir()
    source.write_text("\n".join(["统一社会信用代码,企业名称", "甲,店", f"乙,{secret}", "丙,店"]), "utf-8")
    told: dict[str, Any] = {"source": "市场监管登记", "on": day(3), "kind": TargetKind.SITE}
    store = open_sql(f"sqlite:///{folder / 'office.db'}", make=True)
    ports = office(store, at=TODAY)
    synchronise_targets(order("first"), read_register(open_target_register(source), **told), **ports)
    change: dict[str, Any] = {"on": day(5), "source": "来函", "reason": "更正"}
    change_target(order("second"), shop("某某", target_id="乙"), CHANGED, **change, **ports)
    erase_content(order("third"), Subject(kind="target", key="乙"), 1, basis="个人信息保护法第四十七条", **ports)
    store.close()
    assert [path.name for path in folder.iterdir() if secret.encode() in path.read_bytes()] == []


def test_rows_that_are_wrong_leave_an_empty_office(sqlite_url: str, tmp_path: Path) -> None:
    """All findings at once, with row and column, and nothing is written; or they are left out and listed."""
    path = tmp_path / "r.csv"
    path.write_text("统一社会信用代码,企业名称\n甲,店\n91990725MA0000001M,店\n乙,\n甲,另店\n", "utf-8")
    file = open_target_register(path, shown_as="r.csv")
    told: dict[str, Any] = {"source": "市场监管登记", "on": day(3), "kind": TargetKind.SITE}
    with pytest.raises(InvalidInput) as refused:
        read_register(file, **told)
    places = [(one.where.row, one.where.column) for one in refused.value.problems]
    assert places == [(2, HEADS[0][0]), (3, HEADS[0][0]), (4, HEADS[0][1]), (5, HEADS[0][0])]
    store = open_sql(sqlite_url)
    report = synchronise_targets(
        order("c"), read_register(file, skip=True, **told), **office(store, at=TODAY)
    ).value.report
    assert (report.new, [one.row for one in report.skipped]) == ((), [2, 3, 4, 5])
    store.close()
