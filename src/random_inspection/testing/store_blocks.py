"""The clauses of `random_inspection.ports.Records` on many records that are written at once, one a test."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import count

import pytest

from random_inspection.domain.acts import Changed, Subject
from random_inspection.domain.plans import Task
from random_inspection.errors import InvalidInput, NotStored, StorageFailed, VersionConflict
from random_inspection.ports import Form, Part, Reference, Store, Stored, Unit
from random_inspection.serialization.blocks import (
    BLOCK,
    altered,
    asked_of,
    content_of,
    erased,
    form_of,
    line_of,
    written,
)
from random_inspection.serialization.records import MAX_ASKED, content_digest, record_bytes
from random_inspection.testing.store_samples import Dropped, dropped, event, got, keys, put, salt, task

_PATH = ("value",)
_CELLS = ("task_id", "unit", "plan_id", "title")


def task_form(sample: Task) -> Form:
    """Return the form of tasks that are like `sample`, but for unit and title, and for the plan where it has one."""
    cells = [name for name in _CELLS if name != "plan_id" or sample.plan_id is not None]
    asked = {"unit": "unit", **({} if sample.plan_id is None else {"plan": "plan_id"})}
    return form_of(sample, _PATH, cells, asked)


def extend(unit: Unit, *tasks: Task) -> tuple[Changed, ...]:
    """Write tasks of one form at once."""
    form, numbers = task_form(tasks[0]), count()
    lines = (line_of(form, _PATH, one) for one in tasks)
    return unit.records.extend(form, lines, secret=lambda: hashlib.sha256(b"%d" % next(numbers)).hexdigest())


def extended(store: Store, *tasks: Task) -> tuple[Changed, ...]:
    """Write tasks of one form at once, in a unit of work with one event about the first of them."""
    with store.work() as unit:
        changes = extend(unit, *tasks)
        unit.trail.append([event(Subject(kind="plan", key="P1"), *changes)])
        return changes


def some(number: int, *, first: int = 0, step: int = 1, unit: str = "一科") -> list[Task]:
    """Return tasks T00000, T00001 and so on."""
    return [task(f"T{place:05}", unit=unit) for place in range(first, first + number * step, step)]


def found(parts: Iterator[Stored[Task] | Part]) -> list[tuple[str, int]]:
    """Return key and version of all records that come in parts or alone."""
    rows: list[tuple[str, int]] = []
    for one in parts:
        rows += [(key or "", 1) for (key,) in asked_of(one, ())] if isinstance(one, Part) else [_row(one)]
    return rows


def _row(one: Stored[Task]) -> tuple[str, int]:
    return one.value.task_id, one.version


class BlocksContract:
    """Records that are written at once are records as all others, and stand on the trail together."""

    def test_what_is_written_at_once_is_as_if_it_had_been_put(self, store: Store) -> None:
        """Every way of reading finds such records, at version 1."""
        tasks = [task("T1"), task("T2", unit="二科"), task("T3", title='"\\中')]
        extended(store, *tasks)
        assert [got(store, Task, one.task_id) for one in tasks] == [Stored(one, 1) for one in tasks]
        assert got(store, Task, "T2", version=1) == Stored(tasks[1], 1)
        assert [got(store, Task, "T2", version=2), got(store, Task, "T0"), got(store, Task, "T9")] == [None] * 3
        with store.view() as view:
            assert list(view.records.find(Task)) == [Stored(one, 1) for one in tasks]
            assert list(view.records.find(Task, unit="二科")) == [Stored(tasks[1], 1)]
            assert list(view.records.find(Task, until={"unit": "一科"}, plan=None)) == [
                Stored(tasks[i], 1) for i in (0, 2)
            ]
            assert view.records.count(Task, "unit") == {("一科",): 2, ("二科",): 1}
            assert view.records.count(Task, unit="二科", plan="P1") == {}
            assert view.records.fields(Task, ["T1", "T2", "T9"], "unit", "year") == {
                "T1": ("一科", "2026"),
                "T2": ("二科", "2026"),
            }
            assert list(view.records.scan(Task, "plan", "unit")) == [
                ("T1", None, "一科"),
                ("T2", None, "二科"),
                ("T3", None, "一科"),
            ]
            assert list(view.records.scan(Task, unit="二科")) == [("T2",)]
            assert found(view.records.parts(Task)) == [("T1", 1), ("T2", 1), ("T3", 1)]

    def test_members_that_are_not_there_are_not_there(self, store: Store) -> None:
        """A record may lack a member that others of its form have."""
        with_plan = task("T1", plan_id="P1")
        extended(store, with_plan, task("T2", plan_id="P2"))
        with store.view() as view:
            assert view.records.count(Task, "plan") == {("P1",): 1, ("P2",): 1}
        assert got(store, Task, "T1") == Stored(with_plan, 1)

    def test_a_record_of_another_form_has_no_line(self, store: Store) -> None:
        """What a form cannot hold is refused before it gets to the store."""
        with pytest.raises(InvalidInput), store.work() as unit:
            extend(unit, task("T1"), task("T2", year=2027))
        assert keys(store, Task) == []

    def test_the_trail_has_a_commitment_for_many(self, store: Store) -> None:
        """A change for every block, under its first key, whose stored version opens it."""
        changes = extended(store, *some(BLOCK + 2))
        assert [(one.kind, one.key, one.version) for one in changes] == [
            ("task-block", "T00000", 1),
            ("task-block", f"T{BLOCK:05}", 1),
        ]
        with store.view() as view:
            assert list(view.versions.blocks("task")) == [one.key for one in changes]
            for change in changes:
                (kept,) = view.versions.versions(change.kind, change.key)
                assert kept.data is not None
                assert kept.salt is not None
                assert content_digest(change.kind, change.key, 1, kept.salt, kept.data) == change.digest
                block = view.versions.block("task", change.key)
                assert block is not None
                assert (written(block), altered(block), erased(block)) == (change, (), ())

    def test_every_record_is_kept_as_a_version(self, store: Store) -> None:
        """Its content, a salt of its own, and the block that stands for it on the trail."""
        extended(store, *some(3))
        with store.view() as view:
            (kept,) = view.versions.versions("task", "T00001")
            (other,) = view.versions.versions("task", "T00002")
            assert (kept.version, kept.data, kept.block) == (1, record_bytes(task("T00001")), "T00000")
            assert None not in {kept.salt, other.salt}
            assert kept.salt != other.salt

    def test_an_event_is_found_by_what_it_wrote_at_once(self, store: Store) -> None:
        """Each of a thousand records leads to the event, and no other does."""
        extended(store, *some(3))
        extended(store, *some(3, first=10))
        with store.view() as view:
            about = [view.trail.about(Subject(kind="task", key=key)) for key in ("T00001", "T00011", "T00005")]
        assert [list(one) for one in about] == [[0], [1], []]

    def test_a_record_that_was_written_at_once_is_written_again(self, store: Store) -> None:
        """Its next version stands alone, and counts instead of the first one."""
        extended(store, *some(4))
        again = task("T00001", unit="二科", title="二")
        with store.work() as unit:
            change = unit.records.put(again, expected=1, salt=salt())
            unit.trail.append([event(Subject(kind="task", key="T00001"), change)])
        assert got(store, Task, "T00001") == Stored(again, 2)
        assert got(store, Task, "T00001", version=1) == Stored(task("T00001"), 1)
        with store.view() as view:
            assert [_row(one) for one in view.records.find(Task)] == [
                (f"T0000{n}", 2 if n == 1 else 1) for n in range(4)
            ]
            assert view.records.count(Task, "unit") == {("一科",): 3, ("二科",): 1}
            assert [_row(one) for one in view.records.find(Task, unit="一科")] == [(f"T0000{n}", 1) for n in (0, 2, 3)]
            assert list(view.records.scan(Task, unit="二科")) == [("T00001",)]
            assert [one.version for one in view.versions.versions("task", "T00001")] == [1, 2]
            assert list(view.trail.about(Subject(kind="task", key="T00001"))) == [0, 1]
            assert found(view.records.parts(Task)) == [(f"T0000{n}", 2 if n == 1 else 1) for n in range(4)]

    @pytest.mark.parametrize("expected", [0, 2])
    def test_another_version_than_the_first_is_a_conflict(self, store: Store, expected: int) -> None:
        """Who does not know that there is such a record, or believes in a later version, writes nothing."""
        extended(store, *some(3))
        with pytest.raises(VersionConflict):
            put(store, task("T00001", title="二"), expected)
        assert got(store, Task, "T00001") == Stored(task("T00001"), 1)

    @pytest.mark.parametrize("at_once", [True, False])
    def test_a_record_that_is_there_is_not_written_at_once(self, store: Store, at_once: bool) -> None:  # noqa: FBT001
        """Whether it was written alone or with others: a conflict, and nothing of the unit of work stays."""
        if at_once:
            extended(store, *some(3))
        else:
            put(store, task("T00001"))
        there = keys(store, Task)
        with pytest.raises(VersionConflict, match="T00001"):
            extended(store, task("S"), task("T00001", title="二"), task("U"))
        assert keys(store, Task) == there

    @pytest.mark.parametrize("order", [("T2", "T1"), ("T1", "T1"), ("T", "T1", "T!")])
    def test_lines_come_by_key_each_once(self, store: Store, order: Sequence[str]) -> None:
        """A store does not sort what it is given, and does not believe that it is sorted."""
        with pytest.raises(InvalidInput):
            extended(store, *(task(key) for key in order))
        assert keys(store, Task) == []

    def test_a_text_that_no_database_can_search_is_refused_at_once(self, store: Store) -> None:
        """Too long in a field that is asked about, as it is refused alone."""
        extended(store, task("T1", unit="科" * MAX_ASKED))
        with pytest.raises(InvalidInput):
            extended(store, task("T2", unit="科" * (MAX_ASKED + 1)))
        assert keys(store, Task, unit="科" * MAX_ASKED) == ["T1"]

    def test_nothing_is_written_at_once_is_nothing(self, store: Store) -> None:
        """No line, no block, no change."""
        with store.work() as unit:
            assert unit.records.extend(task_form(task("T1")), [], secret=salt) == ()
        with store.view() as view:
            assert list(view.versions.blocks("task")) == []
            assert view.versions.block("task", "T1") is None

    def test_a_view_writes_nothing_at_once(self, store: Store) -> None:
        """Who looks does not write."""
        with store.view() as view, pytest.raises(StorageFailed):
            extend(view, task("T1"))

    def test_what_was_written_at_once_is_dropped_with_its_unit_of_work(self, store: Store) -> None:
        """A unit of work that ends with an exception leaves no block."""
        with pytest.raises(Dropped):
            dropped(store, Dropped(), lambda unit: extend(unit, *some(3)))
        assert keys(store, Task) == []
        with store.view() as view:
            assert view.records.count(Task) == {}
            assert list(view.versions.blocks("task")) == []

    def test_a_unit_of_work_sees_what_it_wrote_at_once(self, store: Store) -> None:
        """In every way of reading, and it can write it again."""
        with store.work() as unit:
            extend(unit, *some(3))
            assert unit.records.count(Task) == {(): 3}
            unit.records.put(task("T00001", unit="二科"), expected=1, salt=salt())
            assert [_row(one) for one in unit.records.find(Task)] == [("T00000", 1), ("T00001", 2), ("T00002", 1)]
            assert unit.records.get(Task, "T00000") == Stored(task("T00000"), 1)

    def test_many_at_once_and_one_by_one_come_by_key(self, store: Store) -> None:
        """Blocks that lie in one another, records between them, others before and behind: each once, in order."""
        extended(store, *some(BLOCK + 500, step=3))
        extended(store, *some(700, first=1, step=6))
        extended(store, *some(5, first=2, step=900))
        with store.work() as unit:
            for number in (-1, 5, 1001, 5000):
                unit.records.put(task(f"T{number:05}"), expected=0, salt=salt())
            for number in (0, 3, 7, 4497):
                unit.records.put(task(f"T{number:05}", unit="二科"), expected=1, salt=salt())
        numbers = {*range(0, 4500, 3), *range(1, 4201, 6), *range(2, 4500, 900), -1, 5, 1001, 5000}
        expected = sorted(f"T{number:05}" for number in numbers)
        again = {f"T{number:05}" for number in (0, 3, 7, 4497)}
        with store.view() as view:
            assert [key for (key,) in view.records.scan(Task)] == expected
            assert found(view.records.parts(Task)) == [(key, 2 if key in again else 1) for key in expected]
            assert [key for (key,) in view.records.scan(Task, unit="一科")] == [
                key for key in expected if key not in again
            ]
            assert [_row(one) for one in view.records.find(Task, unit="二科")] == [(key, 2) for key in sorted(again)]
            assert view.records.count(Task, "unit") == {("一科",): len(numbers) - 4, ("二科",): 4}
            some_keys = [key for key in expected if key.endswith("7")]
            assert set(view.records.fields(Task, [*some_keys, "X"], "unit")) == set(some_keys)

    def test_what_was_written_at_once_can_be_written_while_it_is_found(self, store: Store) -> None:
        """Writing every record that is found, and the one that comes next as well, meets each one once."""
        extended(store, *some(300))
        put(store, task("T00100x"))
        seen = []
        with store.work() as unit:
            for one in unit.records.find(Task):
                seen.append(one.value.task_id)
                for key in (one.value.task_id, f"T{min(len(seen) + 1, 299):05}"):
                    now = unit.records.get(Task, key)
                    assert now is not None
                    unit.records.put(task(key, unit="二科"), expected=now.version, salt=salt())
        assert seen == sorted({*(f"T{number:05}" for number in range(300)), "T00100x"})
        assert len(keys(store, Task, unit="二科")) == 301

    def test_content_of_one_of_many_is_erased(self, store: Store) -> None:
        """Content and salt of one record go, the proofs of all others and of the block stay whole."""
        (change,) = extended(store, *some(3))
        put(store, task("T00001", title="二"), 1)
        for _ in range(2):
            with store.work() as unit:
                unit.versions.erase("task", "T00001", 1)
        with store.view() as view:
            first, second = view.versions.versions("task", "T00001")
            assert (first.data, first.salt, second.version) == (None, None, 2)
            block = view.versions.block("task", "T00000")
            assert block is not None
            assert (written(block), altered(block), erased(block)) == (change, (), ("T00001",))
            assert [content_of(block.form, line) is None for line in block.lines] == [False, True, False]
            assert found(view.records.parts(Task)) == [("T00000", 1), ("T00001", 2), ("T00002", 1)]
        assert got(store, Task, "T00001", version=1) is None
        assert got(store, Task, "T00002") == Stored(task("T00002"), 1)

    def test_only_what_was_written_again_stands_on_its_own(self, store: Store) -> None:
        """Rows and versions of their own are those of later versions; counts of blocks follow, also after a deletion."""
        extended(store, *some(3), *some(BLOCK, first=3))
        put(store, task("T00001", title="二"), 1)
        with store.work() as unit:
            unit.versions.erase("task", "T00001", 1)
        with store.view() as view:
            assert [(one.key, one.version) for one in view.versions.standing("task")] == [("T00001", 2)]
            assert list(view.versions.references()) == [Reference("task", "T00001", 2)]
            assert list(view.versions.faults()) == []

    def test_what_stands_as_it_was_written_at_once_is_not_erased(self, store: Store) -> None:
        """The version that stands stays, and what is not there cannot go; a block as a whole cannot go either."""
        extended(store, *some(3))
        for refused, place in (
            (InvalidInput, ("task", "T00001", 1)),
            (NotStored, ("task", "T00001", 2)),
            (NotStored, ("task", "T00009", 1)),
            (NotStored, ("task-block", "T00000", 1)),
        ):
            with pytest.raises(refused), store.work() as unit:
                unit.versions.erase(*place)
        assert got(store, Task, "T00001") == Stored(task("T00001"), 1)
