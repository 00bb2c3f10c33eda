"""The suite of stores finds what is wrong: a store that breaks a clause fails the test of that clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from random_inspection.adapters.memory import MemoryStore
from random_inspection.adapters.memory import store as memory
from random_inspection.ports import Kept, Stored, Unit
from random_inspection.serialization.records import entry, fits, kind_of
from random_inspection.testing import StoreContract

SUITE = StoreContract()
FOUND = (AssertionError, KeyError, pytest.fail.Exception, BaseExceptionGroup)


class KeepsWhatWasDropped(MemoryStore):
    """Commits also where the block raises."""

    @contextmanager
    def work(self) -> Iterator[Unit]:
        """Begin a unit of work on the state itself."""
        yield memory._Unit.over(memory._Session(self._state, writes=True))


class ForgetsWhoWaits(MemoryStore):
    """Lets units of work run beside one another."""

    @contextmanager
    def work(self) -> Iterator[Unit]:
        """Begin a unit of work on a copy, whoever else does."""
        session = memory._Session(self._state.copy(), writes=True)
        yield memory._Unit.over(session)
        self._state = session.state


def _without_version_check(self: Any, value: object, *, expected: int, salt: str) -> Any:
    made = entry(value, expected + 1, salt)
    key = made.change.kind, made.change.key
    kept = Kept(version=expected + 1, data=made.data, salt=salt)
    self.session.written.rows[key] = (*self.session.written.rows.get(key, ())[:expected], memory._Version(value, kept))
    return made.change


def _in_any_case(self: Any, kind: Any, *, until: Mapping[str, str] | None = None, **equal: str | None) -> Any:
    described = kind_of(kind)
    for (name, _), rows in sorted(self.session.state.rows.items(), key=lambda pair: pair[0][1].lower()):
        index = described.index(rows[-1].value)
        if name == described.name and fits(index, equal, until or {}):
            yield Stored(rows[-1].value, len(rows))


def _written_again(self: Any, done: Any) -> None:
    self.session.written.commands[done.command] = done


def _without_upper_nodes(self: Any, level: int, index: int) -> bytes:
    return bytes(self.session.state.nodes[0, index << level])


@pytest.mark.parametrize(
    ("part", "method", "broken", "test"),
    [
        ("_Records", "put", _without_version_check, "test_a_new_record_has_no_version_to_expect"),
        ("_Records", "put", _without_version_check, "test_it_is_as_the_model_whatever_the_order"),
        ("_Records", "find", _in_any_case, "test_records_come_by_key_in_the_order_of_code_points"),
        ("_Records", "find", _in_any_case, "test_what_a_kind_is_not_asked_about_is_refused"),
        ("_Commands", "remember", _written_again, "test_a_command_is_remembered_once"),
        ("_Commands", "remember", _written_again, "test_it_is_as_the_model_whatever_the_order"),
        ("_Trail", "node", _without_upper_nodes, "test_it_is_as_the_model_whatever_the_order"),
    ],
)
def test_a_part_that_breaks_its_clause_is_found(
    monkeypatch: pytest.MonkeyPatch, part: str, method: str, broken: Any, test: str
) -> None:
    """One method that does something else than its clause fails the test of the clause."""
    monkeypatch.setattr(getattr(memory, part), method, broken)
    with pytest.raises(FOUND):
        getattr(SUITE, test)(MemoryStore())


@pytest.mark.parametrize(
    ("broken", "test", "more"),
    [
        (KeepsWhatWasDropped, "test_a_unit_that_is_dropped_leaves_nothing", {}),
        (KeepsWhatWasDropped, "test_events_that_fail_in_the_middle_leave_nothing", {}),
        (KeepsWhatWasDropped, "test_a_unit_that_raises_after_any_step_leaves_nothing", {"steps": 2, "error": KeyError}),
        (KeepsWhatWasDropped, "test_what_is_over_is_not_used", {"use": "put"}),
        (KeepsWhatWasDropped, "test_it_is_as_the_model_whatever_the_order", {}),
        (KeepsWhatWasDropped, "test_a_view_sees_one_state", {"concurrent": True}),
        (ForgetsWhoWaits, "test_no_update_is_lost_at_once", {}),
    ],
)
def test_a_store_that_breaks_its_clause_is_found(broken: type[MemoryStore], test: str, more: dict[str, Any]) -> None:
    """A store that keeps what was dropped, or loses what was written at once, fails the suite."""
    with pytest.raises(FOUND):
        getattr(SUITE, test)(broken(), **more)


def test_what_a_store_cannot_do_is_skipped_with_its_reason() -> None:
    """A store for one thread is not asked to be one for many, and the report says why."""
    with pytest.raises(pytest.skip.Exception, match="no view beside"):
        SUITE.test_a_view_sees_one_state(MemoryStore(), concurrent=False)
