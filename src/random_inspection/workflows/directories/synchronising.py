"""Brings a directory up to date with an extract of an outside source: looked at first, then whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain
from typing import Any, Generic, TypeVar, Unpack

import attrs

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.registers import InspectorEntry, RegisterKind, Synchronisation, SyncReport, TargetEntry
from random_inspection.domain.targets import Target
from random_inspection.errors import MoveRefused, Problem, Where
from random_inspection.ports import Store, Stored, Unit
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.rules.directories.register_moves import AHEAD
from random_inspection.rules.directories.synchronising import (
    TENTH,
    Comparison,
    Extract,
    Tell,
    compare_inspectors,
    compare_targets,
    confirm,
)
from random_inspection.serialization.files import to_json
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.directories.known_people import KnownPeople
from random_inspection.workflows.directories.register_lines import RegisterExtract
from random_inspection.workflows.directories.register_merge import Merge
from random_inspection.workflows.directories.registers import entry_on, write_entry

E = TypeVar("E", TargetEntry, InspectorEntry)


@attrs.frozen(kw_only=True)
class _Directory(Generic[E]):
    kind: type[E]
    compare: Callable[[Iterable[E], Extract[Any], Tell | None], Comparison[E]]

    def compared(self, unit: Unit, extract: Extract[Any], tell: Tell | None = None) -> Comparison[E]:
        return self.compare(self.entries(unit, extract), extract, tell)

    def entries(self, unit: Unit, extract: Extract[Any]) -> Iterator[E]:
        for stored in unit.records.find(self.kind):
            yield entry_on(unit, stored, extract.on) or stored.value


_TARGETS = _Directory(kind=TargetEntry, compare=compare_targets)
_INSPECTORS = _Directory(kind=InspectorEntry, compare=compare_inspectors)


def report_digest(report: SyncReport) -> str:
    """Return the SHA-256 of a report's canonical JSON, 64 hexadecimal characters: what a person confirms."""
    return hashlib.sha256(to_json(report)).hexdigest()


def preview_targets(
    extract: Extract[Target] | RegisterExtract, *, store: Store, tell: Tell | None = None
) -> SyncReport:
    """Return what synchronising the directory of targets with an extract would change; nothing is written.

    Args:
        extract: what the source lists.
        store: where the directory is.
        tell: is told of every single entry that is new, changed, gone, passed or held: its sort, and what the report
            has of the first `LISTED` of a sort.
    """
    with store.view() as view:
        if isinstance(extract, RegisterExtract):
            merge = Merge(view, extract, lambda _before, _after: None, tell)
            for _ in merge.new():
                pass
            return merge.tally.report(RegisterKind.TARGETS)
        return _TARGETS.compared(view, extract, tell).report


def preview_inspectors(extract: Extract[Inspector], *, store: Store, tell: Tell | None = None) -> SyncReport:
    """Return what synchronising the directory of inspectors would change, as `preview_targets` does."""
    with store.view() as view:
        return _INSPECTORS.compared(view, extract, tell).report


def synchronise_targets(
    order: Order,
    extract: Extract[Target] | RegisterExtract,
    *,
    threshold: Fraction = TENTH,
    confirmed: str | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Synchronisation]:
    """Bring the directory of targets up to date with an extract, whole or not at all, as one act.

    Clause: 二(六) 更新

    Args:
        order: who orders it, under which command.
        extract: what the source lists; see `random_inspection.workflows.directories.extracts`, and for registers of
            any size `random_inspection.workflows.directories.register_lines`.
        threshold: which part of the directory may change or go without a person's confirmation, from 0 to 1.
        confirmed: digest of the report that a person looked at (`preview_targets`, `report_digest`).
        **ports: see `perform`.

    Returns:
        The record of the synchronisation, with its report.

    Raises:
        MoveRefused: too much changes and nobody confirmed it, or another report was confirmed; or an entry was changed
            after the extract's day in a way that does not follow from it.
    """
    if isinstance(extract, RegisterExtract):
        return _synchronise(lambda work: _merged(work, extract), order, extract.on, threshold, confirmed, **ports)
    return _synchronise(
        lambda work: _compared(_TARGETS, work, extract), order, extract.on, threshold, confirmed, **ports
    )


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

    Raises:
        MoveRefused: as there; or an entry has an item that no adopted list has, or somebody else's certificate.
    """

    def apply(work: Work[Any]) -> tuple[SyncReport, Problems]:
        known = KnownPeople.of(work.unit, but=extract.values)
        wrong = [
            attrs.evolve(problem, where=Where(path=f"values[{key!r}].{problem.where.path}"))
            for key, problem in known.problems(extract.values.values())
        ]
        report, problems = _compared(_INSPECTORS, work, extract)
        return report, [*wrong, *problems]

    return _synchronise(apply, order, extract.on, threshold, confirmed, **ports)


Problems = list[Problem]


def _synchronise(
    apply: Callable[[Work[Any]], tuple[SyncReport, Problems]],
    order: Order,
    on: dt.date,
    threshold: Fraction,
    confirmed: str | None,
    **ports: Unpack[ActPorts],
) -> Stored[Synchronisation]:
    """Apply an extract in an act; where that is refused, nothing of it stays."""

    def change(work: Work[Synchronisation]) -> Stored[Synchronisation]:
        today = day_in_beijing(work.at)
        if on > today:
            raise MoveRefused(AHEAD.at(Where(path="on"), on=on, today=today))
        report, problems = apply(work)
        confirm(report, report_digest, threshold=threshold, confirmed=confirmed)
        if problems:
            raise MoveRefused(*problems)
        return work.create(
            Synchronisation(sync_id=order.command, report=report, confirmed=confirmed is not None, made=work.mark())
        )

    return perform(Act.REGISTER_SYNC, order, Subject(kind="synchronisation", key=order.command), change, **ports)


def _compared(directory: _Directory[Any], work: Work[Any], extract: Extract[Any]) -> tuple[SyncReport, Problems]:
    comparison = directory.compared(work.unit, extract)
    problems: Problems = []
    for move in comparison.moves:
        if move.before is None:
            work.create(move.after)
        else:
            problems += _write(work, work.get(type(move.after), move.after.key), move.after)
    return comparison.report, problems


def _merged(work: Work[Any], extract: RegisterExtract) -> tuple[SyncReport, Problems]:
    problems: Problems = []

    def moved(before: Stored[TargetEntry], after: TargetEntry) -> None:
        problems.extend(_write(work, before, after))

    merge = Merge(work.unit, extract, moved)
    work.extend(extract.form, chain.from_iterable(merge.new()))
    return merge.tally.report(RegisterKind.TARGETS), problems


def _write(work: Work[Any], stored: Stored[Any], after: Any) -> Sequence[Problem]:
    """Write how an entry stands then; return why not, where it does not fit to what was recorded since."""
    if stored.value.on <= after.on:
        work.update(stored, after)
        return ()
    try:
        write_entry(work, stored, after)
    except MoveRefused as error:
        return error.problems
    return ()
