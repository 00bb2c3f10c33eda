"""A store against a plain dict, whatever the order of what is done (a stateful test of Hypothesis)."""

from __future__ import annotations

import copy
import sys
from contextlib import AbstractContextManager
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from random_inspection.domain.acts import Changed, Subject
from random_inspection.domain.plans import Task
from random_inspection.errors import InvalidInput, NotStored, VersionConflict
from random_inspection.ports import Kept, Reference, Store, Stored, Unit
from random_inspection.proofs import MerkleLog
from random_inspection.serialization.records import record_bytes
from random_inspection.serialization.trail import read_leaf
from random_inspection.testing.store_blocks import extend
from random_inspection.testing.store_samples import Dropped, done, event, salt, task

_KEYS = ("a", "A", "中")


@attrs.define
class Model:
    """What the store should hold: lists and dicts, and nothing clever.

    Attributes:
        rows: the versions of a task by its key; None where the content was erased.
        events: what every event is about, and which tasks it wrote.
        commands: the commands that were carried out.
        at_once: which tasks were written at once with others.
    """

    rows: dict[str, list[Task | None]] = attrs.field(factory=dict)
    events: list[tuple[str, ...]] = attrs.field(factory=list)
    commands: dict[str, int] = attrs.field(factory=dict)
    at_once: set[str] = attrs.field(factory=set)


class StoreMachine(RuleBasedStateMachine):
    """Does one thing after the other with a store and with the model, and compares all that can be read.

    Attributes:
        store: the store; all runs use the same one, each with records of its own.
        runs: counts the runs.
        failure: what was found first. A run that is repeated meets a store that is fuller, so it may end otherwise.
    """

    store: Store
    runs = 0
    failure: BaseException | None = None

    def __init__(self) -> None:
        super().__init__()
        type(self).runs += 1
        self.scope = f"{self.runs}科"
        self.committed, self.draft = Model(), Model()
        self.manager: AbstractContextManager[Unit] | None = None
        self.unit: Unit | None = None
        with self.store.view() as view:
            self.first = view.trail.size()

    def name(self, key: str) -> str:
        """Return the key of this run for `key`."""
        return f"{key}-{self.runs}"

    @precondition(lambda self: self.unit is None)
    @rule()
    def begin(self) -> None:
        """Begin a unit of work."""
        self.manager = self.store.work()
        self.unit = self.manager.__enter__()
        self.draft = copy.deepcopy(self.committed)

    @precondition(lambda self: self.unit is not None)
    @rule()
    def commit(self) -> None:
        """End the unit of work well."""
        assert self.manager is not None
        manager, self.manager, self.unit = self.manager, None, None
        manager.__exit__(None, None, None)
        self.committed = self.draft

    @precondition(lambda self: self.unit is not None)
    @rule()
    def drop(self) -> None:
        """End the unit of work with an exception."""
        assert self.manager is not None
        manager, self.manager, self.unit = self.manager, None, None
        dropped = Dropped()
        assert not manager.__exit__(Dropped, dropped, None)

    @precondition(lambda self: self.unit is not None)
    @rule(key=st.sampled_from(_KEYS), plan=st.sampled_from(["P1", "P2", None]), slip=st.sampled_from([0, 0, 0, -1, 1]))
    def put(self, key: str, plan: str | None, slip: int) -> None:
        """Write a task, at times expecting the wrong version."""
        assert self.unit is not None
        rows = self.draft.rows.get(key, [])
        expected = max(len(rows) + slip, 0)
        value = task(self.name(key), plan_id=plan, unit=self.scope, title=f"第{len(rows)}版")
        if expected != len(rows):
            with pytest.raises(VersionConflict):
                self.unit.records.put(value, expected=expected, salt=salt())
            return
        self.unit.records.put(value, expected=expected, salt=salt())
        self.draft.rows[key] = [*rows, value]

    @precondition(lambda self: self.unit is not None)
    @rule(keys=st.sets(st.sampled_from(_KEYS), min_size=1), plan=st.sampled_from(["P1", None]), there=st.integers(0, 1))
    def extend(self, keys: set[str], plan: str | None, there: int) -> None:
        """Write tasks at once that are not there, with an event that says so."""
        assert self.unit is not None
        new = sorted(keys - self.draft.rows.keys())
        if len(new) <= there:
            return
        values = [task(self.name(key), plan_id=plan, unit=self.scope, title="第0版") for key in new]
        changes = extend(self.unit, *values)
        self.unit.trail.append([event(self.subject(new[0]), *changes)])
        self.draft.rows |= {key: [value] for key, value in zip(new, values, strict=True)}
        self.draft.at_once |= set(new)
        self.draft.events.append(tuple(new))

    @precondition(lambda self: self.unit is not None)
    @rule(key=st.sampled_from(_KEYS), version=st.integers(0, 4))
    def erase(self, key: str, version: int) -> None:
        """Erase a version, which may be the last one, or none."""
        assert self.unit is not None
        rows = self.draft.rows.get(key, [])
        refused = InvalidInput if 0 < version == len(rows) else NotStored if not 0 < version < len(rows) else None
        if refused is not None:
            with pytest.raises(refused):
                self.unit.versions.erase("task", self.name(key), version)
            return
        self.unit.versions.erase("task", self.name(key), version)
        self.draft.rows[key] = [*rows[: version - 1], None, *rows[version:]]

    @precondition(lambda self: self.unit is not None)
    @rule(about=st.lists(st.lists(st.sampled_from(_KEYS), min_size=1, max_size=3), max_size=3))
    def append(self, about: list[list[str]]) -> None:
        """Append events, each about a task, and writing others or the same one."""
        assert self.unit is not None
        events = [event(self.subject(first), *map(self.change, dict.fromkeys(others))) for first, *others in about]
        assert self.unit.trail.append(events) == self.first + len(self.draft.events)
        self.draft.events += [tuple(keys) for keys in about]

    @precondition(lambda self: self.unit is not None)
    @rule(key=st.sampled_from(_KEYS))
    def remember(self, key: str) -> None:
        """Record a command, at times a second time."""
        assert self.unit is not None
        what = done(self.name(key), Reference("task", self.name(key), len(self.draft.commands) + 1))
        if key in self.draft.commands:
            with pytest.raises(VersionConflict):
                self.unit.commands.remember(what)
            return
        self.unit.commands.remember(what)
        self.draft.commands[key] = what.result.version

    def subject(self, key: str) -> Subject:
        """Return the task of this run."""
        return Subject(kind="task", key=self.name(key))

    def change(self, key: str) -> Changed:
        """Return what an event says that it wrote."""
        return Changed(kind="task", key=self.name(key), version=1, digest=salt())

    @invariant()
    def is_as_the_model(self) -> None:
        """The unit of work shows the draft, a view what is committed."""
        if self.unit is not None:
            self.compare(self.unit, self.draft)
        else:
            with self.store.view() as view:
                self.compare(view, self.committed)

    def compare(self, unit: Unit, model: Model) -> None:
        """Compare everything that can be read."""
        for key in _KEYS:
            self.compare_record(unit, key, model.rows.get(key, []))
            numbers = [self.first + number for number, keys in enumerate(model.events) if key in keys]
            assert list(unit.trail.about(self.subject(key))) == numbers
            found = unit.commands.done(self.name(key))
            assert (found and found.result.version) == model.commands.get(key)
        last = sorted(((self.name(key), rows) for key, rows in model.rows.items()), key=lambda pair: pair[0])
        for plan in ("P1", "P2", None):
            found_here = [one for name, rows in last for one in [Stored(rows[-1], len(rows))] if _plan(one) == plan]
            assert list(unit.records.find(Task, unit=self.scope, plan=plan)) == found_here
        plans = [_plan(Stored(rows[-1], 1)) for _, rows in last]
        assert unit.records.count(Task, "plan", unit=self.scope) == {(one,): plans.count(one) for one in plans}
        assert unit.trail.size() == self.first + len(model.events)
        leaves = list(unit.trail.leaves())
        assert [read_leaf(data)[0] for data in leaves] == list(range(len(leaves)))
        log = MerkleLog(leaves)
        for level in range(len(leaves).bit_length()):
            index = (len(leaves) >> level) - 1
            assert unit.trail.node(level, index) == log.node(level, index)

    def compare_record(self, unit: Unit, key: str, rows: list[Task | None]) -> None:
        """Compare one record in all its versions."""
        name = self.name(key)
        stored = unit.records.get(Task, name)
        assert stored == (Stored(rows[-1], len(rows)) if rows else None)
        for version, value in enumerate(rows, start=1):
            assert unit.records.get(Task, name, version=version) == (value and Stored(value, version))
        kept = list(unit.versions.versions("task", name))
        if kept and kept[0].block is not None:
            assert key in self.committed.at_once | self.draft.at_once
            assert (kept[0].data is None) == (kept[0].salt is None)
            kept[0] = Kept(version=1, data=kept[0].data, salt=kept[0].salt and salt())
        assert kept == [
            Kept(
                version=version,
                data=None if value is None else record_bytes(value),
                salt=None if value is None else salt(),
            )
            for version, value in enumerate(rows, start=1)
        ]

    def teardown(self) -> None:
        """Keep what was found first, and leave no unit of work open."""
        raised = sys.exception()
        if isinstance(raised, Exception | pytest.fail.Exception) and self.failure is None:
            type(self).failure = raised
        if self.unit is not None:
            self.drop()


def _plan(one: Stored[Any]) -> str | None:
    found: str | None = one.value.plan_id
    return found


class ModelContract:
    """The store does what a dict would do.

    Attributes:
        RUNS: how many runs there are.
        STEPS: how many things are done in a run.
    """

    RUNS = 25
    STEPS = 20

    def test_it_is_as_the_model_whatever_the_order(self, store: Store) -> None:
        """Whatever is done in whatever order, and committed or dropped, the store shows what the model has."""
        machine: type[StoreMachine] = type("Machine", (StoreMachine,), {"store": store})
        try:
            self._run(machine)
        finally:
            if machine.failure is not None:
                raise machine.failure

    def _run(self, machine: type[StoreMachine]) -> None:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=self.RUNS,
                stateful_step_count=self.STEPS,
                deadline=None,
                phases=[Phase.generate],  # all runs share the store, so none is repeated to find a shorter one
                database=None,
                suppress_health_check=[HealthCheck.too_slow],
            ),
        )
