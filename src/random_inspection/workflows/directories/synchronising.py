"""Brings a directory up to date with an extract of an outside source: looked at first, then whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, Generic, TypeVar, Unpack

import attrs

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.registers import InspectorEntry, Synchronisation, SyncReport, TargetEntry
from random_inspection.domain.targets import Target
from random_inspection.errors import MoveRefused, Problem, Where
from random_inspection.ports import Store, Stored, Unit
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.rules.directories.register_moves import AHEAD
from random_inspection.rules.directories.synchronising import (
    TENTH,
    Comparison,
    Extract,
    compare_inspectors,
    compare_targets,
    confirm,
)
from random_inspection.serialization.files import to_json
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.directories.registers import entry_on, write_entry

E = TypeVar("E", TargetEntry, InspectorEntry)


@attrs.frozen(kw_only=True)
class _Directory(Generic[E]):
    kind: type[E]
    compare: Callable[[Iterable[E], Extract[Any]], Comparison[E]]

    def compared(self, unit: Unit, extract: Extract[Any]) -> Comparison[E]:
        return self.compare(self._entries(unit, extract), extract)

    def _entries(self, unit: Unit, extract: Extract[Any]) -> Iterator[E]:
        for stored in unit.records.find(self.kind):
            yield entry_on(unit, stored, extract.on) or stored.value


_TARGETS = _Directory(kind=TargetEntry, compare=compare_targets)
_INSPECTORS = _Directory(kind=InspectorEntry, compare=compare_inspectors)


def report_digest(report: SyncReport) -> str:
    """Return the SHA-256 of a report's canonical JSON, 64 hexadecimal characters: what a person confirms."""
    return hashlib.sha256(to_json(report)).hexdigest()


def preview_targets(extract: Extract[Target], *, store: Store) -> SyncReport:
    """Return what synchronising the directory of targets with an extract would change; nothing is written."""
    with store.view() as view:
        return _TARGETS.compared(view, extract).report


def preview_inspectors(extract: Extract[Inspector], *, store: Store) -> SyncReport:
    """Return what synchronising the directory of inspectors with an extract would change; nothing is written."""
    with store.view() as view:
        return _INSPECTORS.compared(view, extract).report


def synchronise_targets(
    order: Order,
    extract: Extract[Target],
    *,
    threshold: Fraction = TENTH,
    confirmed: str | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Synchronisation]:
    """Bring the directory of targets up to date with an extract, whole or not at all, as one act.

    Clause: 二(六) 更新

    Args:
        order: who orders it, under which command.
        extract: what the source lists; see `random_inspection.workflows.directories.extracts`.
        threshold: which part of the directory may change or go without a person's confirmation, from 0 to 1.
        confirmed: digest of the report that a person looked at (`preview_targets`, `report_digest`).
        **ports: see `perform`.

    Returns:
        The record of the synchronisation, with its report.

    Raises:
        MoveRefused: too much changes and nobody confirmed it, or another report was confirmed; or an entry was changed
            after the extract's day in a way that does not follow from it.
    """
    return _synchronise(_TARGETS, order, extract, threshold, confirmed, **ports)


def synchronise_inspectors(
    order: Order,
    extract: Extract[Inspector],
    *,
    threshold: Fraction = TENTH,
    confirmed: str | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Synchronisation]:
    """Bring the directory of inspectors up to date with an extract, as `synchronise_targets` does.

    Clause: 二(四) 更新
    """
    return _synchronise(_INSPECTORS, order, extract, threshold, confirmed, **ports)


def _synchronise(
    directory: _Directory[Any],
    order: Order,
    extract: Extract[Any],
    threshold: Fraction,
    confirmed: str | None,
    **ports: Unpack[ActPorts],
) -> Stored[Synchronisation]:
    def change(work: Work[Synchronisation]) -> Stored[Synchronisation]:
        today = day_in_beijing(work.at)
        if extract.on > today:
            raise MoveRefused(AHEAD.at(Where(path="on"), on=extract.on, today=today))
        comparison = directory.compared(work.unit, extract)
        confirm(comparison.report, report_digest, threshold=threshold, confirmed=confirmed)
        _write(work, comparison)
        return work.create(
            Synchronisation(
                sync_id=order.command, report=comparison.report, confirmed=confirmed is not None, made=work.mark()
            )
        )

    return perform(Act.REGISTER_SYNC, order, Subject(kind="synchronisation", key=order.command), change, **ports)


def _write(work: Work[Any], comparison: Comparison[Any]) -> None:
    problems: list[Problem] = []
    for move in comparison.moves:
        if move.before is None:
            work.create(move.after)
            continue
        stored = work.get(type(move.after), move.after.key)
        if stored.value.on <= move.after.on:
            work.update(stored, move.after)
            continue
        try:
            write_entry(work, stored, move.after)
        except MoveRefused as error:
            problems += error.problems
    if problems:
        raise MoveRefused(*problems)
