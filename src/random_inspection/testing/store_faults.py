"""What a store does under several writers, and where a unit of work ends in the middle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from threading import Event as Signal
from time import sleep
from typing import TypeVar

import pytest

from random_inspection.domain.acts import Act, Event, Subject
from random_inspection.domain.plans import AnnualPlan, Task
from random_inspection.errors import VersionConflict
from random_inspection.ports import Reference, Store, Stored, Unit
from random_inspection.proofs import MerkleLog
from random_inspection.rules.grounds import Ground
from random_inspection.serialization.trail import read_leaf
from random_inspection.testing.fakes import FixedClock, FixedEntropy
from random_inspection.testing.store_samples import (
    act,
    done,
    dropped,
    event,
    everything,
    got,
    order,
    persisting,
    plan,
    put,
    salt,
    task,
)
from random_inspection.workflows.acts import Work, perform

T = TypeVar("T")
WRITERS = 8
TURNS = 5
SUBJECT = Subject(kind="task", key="T1")


class EverybodyMay:
    """A `random_inspection.ports.Authority` that allows everything."""

    def grounds(self, *_: object) -> tuple[Ground, ...]:
        """Return no reason against anything."""
        return ()


def at_once(work: Callable[[int], T]) -> list[T]:
    """Let many threads begin at the same time, and return what each of them gave."""
    start = Barrier(WRITERS)

    def begin(number: int) -> T:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(begin, range(WRITERS)))


class ConcurrencyContract:
    """Many writers on one store; those that are refused with `VersionConflict` try again."""

    @pytest.fixture
    def several_threads(self, *, concurrent: bool) -> None:
        """Skip what takes several threads where the store is used by one at a time."""
        if not concurrent:
            pytest.skip("this store is used by one thread at a time")

    @pytest.mark.usefixtures("several_threads")
    def test_no_update_is_lost_at_once(self, store: Store) -> None:
        """Writers that read, decide and write leave a version each, and the trail has an event for each."""

        def attempt(command: str) -> None:
            with store.work() as unit:
                before = unit.records.get(Task, "T1") or Stored(task("T1", title="0"), 0)
                sleep(0.001)  # whoever could get between reading and writing does
                value = task("T1", title=str(int(before.value.title) + 1))
                change = unit.records.put(value, expected=before.version, salt=salt(command))
                unit.trail.append([event(SUBJECT, change, command=command)])

        at_once(lambda n: [persisting(lambda c=f"{n}-{turn}": attempt(c)) for turn in range(TURNS)])  # type: ignore[misc]
        assert got(store, Task, "T1") == Stored(task("T1", title=f"{WRITERS * TURNS}"), WRITERS * TURNS)
        with store.view() as view:
            written = [read_leaf(data)[1].changes[0].version for data in view.trail.leaves()]
        assert written == list(range(1, WRITERS * TURNS + 1))

    @pytest.mark.usefixtures("several_threads")
    def test_the_trail_does_not_fork_at_once(self, store: Store) -> None:
        """Events of many writers have one order, without a gap, and one tree."""

        def attempt(name: str) -> None:
            with store.work() as unit:
                act(unit, unit.trail.size(), name)

        at_once(lambda n: [persisting(lambda: attempt(f"T{n}")) for _ in range(TURNS)])
        with store.view() as view:
            leaves = list(view.trail.leaves())
            log = MerkleLog(leaves)
            assert [read_leaf(data)[0] for data in leaves] == list(range(WRITERS * TURNS))
            assert [view.trail.node(0, n) for n in range(len(leaves))] == [log.node(0, n) for n in range(len(leaves))]
            assert [view.trail.node(3, n) for n in range(5)] == [log.node(3, n) for n in range(5)]
            assert [len(view.trail.about(Subject(kind="task", key=f"T{n}"))) for n in range(WRITERS)] == [5] * WRITERS

    @pytest.mark.usefixtures("several_threads")
    def test_a_command_at_once_is_one_act(self, store: Store) -> None:
        """Whoever sends a command that somebody else is sending gets the same result, and there is one event."""

        def change(work: Work[Task]) -> Stored[Task]:
            return work.create(task("T1"))

        def attempt() -> Stored[Task]:
            return perform(
                Act.TASK_DRAFT,
                order("c1"),
                SUBJECT,
                change,
                store=store,
                clock=FixedClock(),
                entropy=FixedEntropy(),
                authority=EverybodyMay(),
            )

        assert at_once(lambda _: persisting(attempt)) == [Stored(task("T1"), 1)] * WRITERS
        with store.view() as view:
            assert view.trail.size() == 1

    @pytest.mark.usefixtures("several_threads")
    def test_whoever_reads_at_once_sees_no_half_of_a_unit(self, store: Store) -> None:
        """Two records that are always written together are never seen apart."""
        put(store, task("T1", title="0"))
        put(store, plan("T1", title="0"))
        over = Signal()

        def write() -> int:
            for number in range(1, 20):
                with store.work() as unit:
                    unit.records.put(task("T1", title=str(number)), expected=number, salt=salt())
                    unit.records.put(plan("T1", title=str(number)), expected=number, salt=salt())
            over.set()
            return 0

        def read() -> int:
            torn = 0
            while not over.is_set():
                with store.view() as view:
                    first, second = view.records.get(Task, "T1"), view.records.get(AnnualPlan, "T1")
                torn += first is None or second is None or first.value.title != second.value.title
            return torn

        with ThreadPoolExecutor(3) as pool:
            readers = [pool.submit(read) for _ in range(2)]
            try:
                pool.submit(write).result()
            finally:
                over.set()
            assert [reader.result() for reader in readers] == [0, 0]


STEPS: tuple[Callable[[Unit], object], ...] = (
    lambda unit: unit.records.put(task("T1", title="二"), expected=1, salt=salt("2")),
    lambda unit: unit.versions.erase("task", "T1", 1),
    lambda unit: unit.records.put(plan("P1"), expected=0, salt=salt("3")),
    lambda unit: unit.trail.append([event(SUBJECT), event(SUBJECT)]),
    lambda unit: unit.commands.remember(done("c1", Reference("task", "T1", 2))),
    lambda unit: unit.trail.append([event(Subject(kind="plan", key="P1"))]),
)
"""A unit of work that does everything, one step after the other."""


class FaultContract:
    """A unit of work that ends in the middle."""

    @pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, GeneratorExit, VersionConflict])
    @pytest.mark.parametrize("steps", range(len(STEPS) + 1))
    def test_a_unit_that_raises_after_any_step_leaves_nothing(
        self, store: Store, steps: int, error: type[BaseException]
    ) -> None:
        """Whatever was done before, and whatever is raised, the store is as it was, and can be worked with."""
        put(store, task("T1"))
        before = everything(store)
        with pytest.raises(error):
            dropped(store, error.__new__(error), *STEPS[:steps])
        assert everything(store) == before
        with store.work() as unit:
            for step in STEPS:
                step(unit)
            assert unit.trail.size() == 3

    def test_events_that_fail_in_the_middle_leave_nothing(self, store: Store) -> None:
        """An iterator of events that raises drops those that came before it, with the unit of work."""

        def events() -> Iterator[Event]:
            yield event(SUBJECT)
            raise RuntimeError

        with pytest.raises(RuntimeError), store.work() as unit:
            unit.trail.append(events())
        with store.view() as view:
            assert (view.trail.size(), list(view.trail.about(SUBJECT))) == (0, [])
        with store.work() as unit:
            assert unit.trail.append([event(SUBJECT)]) == 0
