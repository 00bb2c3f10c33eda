"""The clauses of `random_inspection.ports.Trail`, `Commands`, `Unit` and `Store`, one a test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from random_inspection.domain.acts import Changed, Subject
from random_inspection.domain.plans import Task
from random_inspection.errors import NotStored, StorageFailed, VersionConflict
from random_inspection.ports import Reference, Store, Stored, Unit
from random_inspection.proofs import MerkleLog
from random_inspection.serialization.trail import leaf, read_leaf
from random_inspection.testing.store_samples import Dropped, act, done, dropped, event, everything, got, put, salt, task

T1 = Subject(kind="task", key="T1")
T2 = Subject(kind="task", key="T2")


class TrailContract:
    """The trail: its leaves, its tree, and what its events are about."""

    def test_leaves_are_kept_verbatim_in_their_order(self, store: Store) -> None:
        """Events of several units of work are numbered on, and read back byte by byte."""
        events = [event(T1, command=f"c{number}") for number in range(5)]
        with store.work() as unit:
            assert unit.trail.append(events[:3]) == 0
        with store.work() as unit:
            assert unit.trail.append(events[3:]) == 3
            assert unit.trail.size() == 5
        with store.view() as view:
            assert list(view.trail.leaves()) == [leaf(one, number) for number, one in enumerate(events)]

    def test_a_part_of_the_leaves_is_read(self, store: Store) -> None:
        """From the first to before the last, as far as there are any."""
        with store.work() as unit:
            unit.trail.append([event(T1) for _ in range(5)])
        with store.view() as view:
            parts = [(1, 3), (3, None), (4, 9), (5, None), (2, 2), (3, 1)]
            numbers = [[read_leaf(data)[0] for data in view.trail.leaves(*part)] for part in parts]
        assert numbers == [[1, 2], [3, 4], [4], [], [], []]

    def test_nothing_appended_is_nothing(self, store: Store) -> None:
        """An empty trail has no leaf, and an append of no event says where the next one will stand."""
        with store.work() as unit:
            assert (unit.trail.size(), list(unit.trail.leaves())) == (0, [])
            assert unit.trail.append([]) == 0
            unit.trail.append([event(T1)])
            assert unit.trail.append(iter(())) == 1

    def test_the_tree_is_that_of_the_leaves(self, store: Store) -> None:
        """Every complete subtree has the hash of RFC 9162, after appends of one and of many."""
        for size in (1, 1, 5, 0, 2, 8):
            with store.work() as unit:
                unit.trail.append([event(T1) for _ in range(size)])
        with store.view() as view:
            log = MerkleLog(view.trail.leaves())
            places = [(level, index) for level in range(5) for index in range(17 >> level)]
            assert [view.trail.node(*place) for place in places] == [log.node(*place) for place in places]

    @pytest.mark.parametrize("place", [(0, 3), (1, 1), (2, 0), (0, -1), (70, 0)])
    def test_an_incomplete_subtree_has_no_hash(self, store: Store, place: tuple[int, int]) -> None:
        """Nobody gets the hash of a subtree that can still change."""
        with store.work() as unit:
            unit.trail.append([event(T1) for _ in range(3)])
        with store.view() as view, pytest.raises(NotStored):
            view.trail.node(*place)

    def test_an_event_is_found_by_its_subject_and_by_what_it_wrote(self, store: Store) -> None:
        """Numbers ascend, and an event that is about a record and wrote it counts once."""
        wrote = Changed(kind="task", key="T1", version=1, digest=salt())
        with store.work() as unit:
            unit.trail.append([event(T1), event(T2), event(T1, wrote), event(T2, wrote)])
            assert list(unit.trail.about(T1)) == [0, 2, 3]
        with store.view() as view:
            assert list(view.trail.about(T1)) == [0, 2, 3]
            assert list(view.trail.about(T2)) == [1, 3]
            assert list(view.trail.about(Subject(kind="plan", key="T1"))) == []


class CommandsContract:
    """Which commands were carried out."""

    def test_a_command_is_remembered(self, store: Store) -> None:
        """What it did is told as it was recorded; another command is new, also one in another case."""
        what = done("c1", Reference("task", "T1", 1))
        with store.work() as unit:
            unit.commands.remember(what)
        with store.view() as view:
            assert view.commands.done("c1") == what
            assert view.commands.done("C1") is None

    def test_a_command_is_remembered_once(self, store: Store) -> None:
        """A second record of the same command is a conflict, and the first one stands."""
        first = done("c1", Reference("task", "T1", 1))
        with store.work() as unit:
            unit.commands.remember(first)
            with pytest.raises(VersionConflict):
                unit.commands.remember(done("c1", Reference("task", "T2", 1)))
        with pytest.raises(VersionConflict), store.work() as unit:
            unit.commands.remember(done("c1", Reference("task", "T2", 1)))
        with store.view() as view:
            assert view.commands.done("c1") == first

    def test_commands_are_counted(self, store: Store) -> None:
        """Each one once; none where its unit of work was dropped."""
        for command in ("c1", "c2"):
            with store.work() as unit:
                unit.commands.remember(done(command, Reference("task", "T1", 1)))
        with pytest.raises(Dropped):
            dropped(store, Dropped(), lambda unit: unit.commands.remember(done("c3", Reference("task", "T1", 1))))
        with store.view() as view:
            assert view.commands.size() == 2


WRITES: dict[str, Callable[[Unit], object]] = {
    "put": lambda unit: unit.records.put(task("T1", title="二"), expected=1, salt=salt()),
    "erase": lambda unit: unit.versions.erase("task", "T1", 1),
    "append": lambda unit: unit.trail.append([event(T1)]),
    "remember": lambda unit: unit.commands.remember(done("c9", Reference("task", "T1", 1))),
}
READS: dict[str, Callable[[Unit], object]] = {
    "get": lambda unit: unit.records.get(Task, "T1"),
    "find": lambda unit: list(unit.records.find(Task)),
    "count": lambda unit: unit.records.count(Task),
    "versions": lambda unit: list(unit.versions.versions("task", "T1")),
    "size": lambda unit: unit.trail.size(),
    "leaves": lambda unit: list(unit.trail.leaves()),
    "node": lambda unit: unit.trail.node(0, 0),
    "about": lambda unit: unit.trail.about(T1),
    "done": lambda unit: unit.commands.done("c1"),
    "standing": lambda unit: list(unit.versions.standing("task")),
    "references": lambda unit: list(unit.versions.references()),
    "commands": lambda unit: unit.commands.size(),
}


class UnitsContract:
    """Units of work and views, and what a store keeps for good."""

    def test_a_unit_that_is_dropped_leaves_nothing(self, store: Store) -> None:
        """Record, event and command go together."""
        with pytest.raises(Dropped):
            dropped(store, Dropped(), lambda unit: act(unit, 1, "T1"))
        with store.view() as view:
            assert view.records.get(Task, "T1") is None
            assert view.trail.size() == 0
            assert view.commands.done("T1-1") is None

    @pytest.mark.parametrize("write", WRITES)
    def test_a_view_does_not_write(self, store: Store, write: str) -> None:
        """Nobody believes that something is stored that is not."""
        put(store, task("T1"))
        before = everything(store)
        with store.view() as view, pytest.raises(StorageFailed):
            WRITES[write](view)
        assert everything(store) == before

    @pytest.mark.parametrize("use", [*WRITES, *READS])
    def test_what_is_over_is_not_used(self, store: Store, use: str) -> None:
        """A unit of work that somebody kept neither reads nor writes after its block."""
        with store.work() as unit:
            act(unit, 1, "T1")
        with pytest.raises(StorageFailed):
            {**WRITES, **READS}[use](unit)

    def test_an_iterator_of_a_view_that_is_over_yields_nothing_more(self, store: Store) -> None:
        """Neither one that was not begun, nor one that was."""
        with store.work() as unit:
            for number in range(300):
                act(unit, number, f"T{number:03}")
        with store.view() as view:
            begun, fresh = view.records.find(Task), view.trail.leaves()
            next(begun)
        for iterator in (begun, fresh):
            with pytest.raises(StorageFailed):
                list(iterator)

    def test_what_was_acknowledged_is_there_when_the_store_is_opened_again(
        self, store: Store, reopened: Callable[[], Store]
    ) -> None:
        """Records, versions, trail, tree and commands outlive who wrote them."""
        for number in range(3):
            with store.work() as unit:
                act(unit, number, "T1")
        with reopened().view() as view:
            assert view.commands.done("T1-2") == done("T1-2", Reference("task", "T1", 3))
        assert everything(reopened()) == everything(store)
        assert got(reopened(), Task, "T1") == Stored(task("T1", title="第3版"), 3)

    def test_a_view_sees_one_state(self, store: Store, *, concurrent: bool) -> None:
        """What others commit while it reads, or have not committed, is not in it."""
        if not concurrent:
            pytest.skip("this store has no view beside a unit of work")
        with store.work() as unit:
            act(unit, 1, "T1")
        with store.view() as view:
            with store.work() as unit:
                act(unit, 2, "T1")
                with store.view() as beside:
                    assert beside.records.get(Task, "T1") == Stored(task("T1", title="第1版"), 1)
            assert view.records.get(Task, "T1") == Stored(task("T1", title="第1版"), 1)
            assert (view.trail.size(), len(list(view.trail.leaves()))) == (1, 1)
        assert got(store, Task, "T1") == Stored(task("T1", title="第2版"), 2)
