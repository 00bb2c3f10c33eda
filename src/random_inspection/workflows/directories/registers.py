"""The three registers of an office: dated changes, versions of the item list, and how they stood on any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, TypeVar, Unpack

import attrs

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.items import ItemList
from random_inspection.domain.registers import AdoptedItems, InspectorEntry, Movement, TargetEntry
from random_inspection.domain.targets import Target
from random_inspection.ports import Store, Stored, Unit
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.rules.directories.register_moves import adopt, ended, record, timeline
from random_inspection.workflows.acts import ActPorts, Work, perform

E = TypeVar("E", TargetEntry, InspectorEntry)


def change_target(
    order: Order,
    target: Target,
    movement: Movement,
    *,
    on: dt.date,
    source: str,
    reason: str,
    **ports: Unpack[ActPorts],
) -> Stored[TargetEntry]:
    """Record a dated change of the directory of targets: who comes, changes or goes.

    Clause: 二(六) 更新

    Args:
        order: who orders it, under which command.
        target: the target as it stands from `on` on; where it goes, as it stood last.
        movement: what happened.
        on: the day, also an earlier one than that of the last change known: it flows into what came after it.
        source: from where it is known.
        reason: why.
        **ports: see `perform`.

    Raises:
        MoveRefused: the change does not fit what was before or after it, or lies ahead.
    """
    change = TargetEntry(value=target, movement=movement, on=on, source=source, reason=reason)
    return _change(order, "target", change, **ports)


def change_inspector(
    order: Order,
    inspector: Inspector,
    movement: Movement,
    *,
    on: dt.date,
    source: str,
    reason: str,
    **ports: Unpack[ActPorts],
) -> Stored[InspectorEntry]:
    """Record a dated change of the directory of inspectors, as `change_target` does.

    Clause: 二(四) 更新
    """
    change = InspectorEntry(value=inspector, movement=movement, on=on, source=source, reason=reason)
    return _change(order, "inspector", change, **ports)


def _change(order: Order, kind: str, change: E, **ports: Unpack[ActPorts]) -> Stored[E]:
    def act(work: Work[E]) -> Stored[E]:
        stored = work.unit.records.get(type(change), change.key)
        before = entry_on(work.unit, stored, change.on) if stored else None
        listed_in = before.listed_in if before and change.present else ()
        return write_entry(work, stored, attrs.evolve(change, listed_in=listed_in))

    return perform(Act.REGISTER_CHANGE, order, Subject(kind=kind, key=change.key), act, **ports)


def write_entry(work: Work[Any], stored: Stored[E] | None, change: E) -> Stored[E]:
    """Write a dated change of an entry, and what it changes in later ones; return its record as it stands then.

    Args:
        work: the act under way.
        stored: the entry's record as it stands; None where there is none.
        change: the change.

    Raises:
        MoveRefused: see `random_inspection.rules.directories.register_moves.record`.
    """
    history = tuple(_versions(work.unit, type(change), change.key, stored.version)) if stored else ()
    first, *later = record(history, change, day_in_beijing(work.at))
    done = work.update(stored, first) if stored else work.create(first)
    for one in later:
        done = work.update(done, one)
    return done


def _versions(unit: Unit, kind: type[E], key: str, last: int) -> Iterator[E]:
    """Yield the versions of an entry's record as they were written; those deleted by law are left out."""
    for number in range(1, last + 1):
        if found := unit.records.get(kind, key, version=number):
            yield found.value


def entry_on(unit: Unit, stored: Stored[E], day: dt.date) -> E | None:
    """Return how an entry stood on a day; None where it was not known for that day.

    Whatever was recorded late has been written again in the order of days, so the last version that is not dated
    later is the one.
    """
    if stored.value.on <= day:
        return stored.value
    for number in range(stored.version - 1, 0, -1):
        found = unit.records.get(type(stored.value), stored.value.key, version=number)
        if found and found.value.on <= day:
            return found.value
    return None


def targets_on(day: dt.date, *, store: Store) -> Iterator[Target]:
    """Yield the targets that were in the directory on a day, as they stood then, by identifier.

    Clause: 二(六) 更新

    Changes that were recorded later count, as far as they are dated to that day or before.
    """
    return (entry.value for entry in _on(TargetEntry, day, store))


def inspectors_on(day: dt.date, *, store: Store) -> Iterator[Inspector]:
    """Yield the inspectors that were in the directory on a day, as `targets_on` does.

    Clause: 二(四) 更新
    """
    return (entry.value for entry in _on(InspectorEntry, day, store))


def _on(kind: type[E], day: dt.date, store: Store) -> Iterator[E]:
    with store.view() as view:
        for stored in view.records.find(kind):
            entry = entry_on(view, stored, day)
            if entry is not None and entry.present:
                yield entry


def entry_history(kind: type[E], key: str, *, store: Store) -> tuple[E, ...]:
    """Return what happened to an entry of a directory, by day: when, what, from which source, and why.

    Args:
        kind: `TargetEntry` or `InspectorEntry`.
        key: the entry's identifier.
        store: where the registers are.
    """
    with store.view() as view:
        stored = view.records.get(kind, key)
        return tuple(timeline(_versions(view, kind, key, stored.version))) if stored else ()


def adopt_item_list(
    order: Order, items: ItemList, *, source: str, reason: str, **ports: Unpack[ActPorts]
) -> Stored[AdoptedItems]:
    """Adopt a version of the list of inspection items; it takes over on its first day, and the earlier ones stay.

    Clause: 二(二) 版本

    Args:
        order: who orders it, under which command.
        items: the version; it names the last one before it.
        source: the document that it is adopted by.
        reason: which law or power changed, or why else.
        **ports: see `perform`.

    Raises:
        InvalidInput: it does not follow the last version.
    """

    def change(work: Work[AdoptedItems]) -> Stored[AdoptedItems]:
        adopt(_adopted(work.unit), items)
        return work.create(AdoptedItems(value=items, source=source, reason=reason, adopted=work.mark()))

    return perform(Act.ITEM_LIST_ADOPT, order, Subject(kind="item-list", key=items.version), change, **ports)


def adopted_lists(unit: Unit) -> tuple[ItemList, ...]:
    """Return every version of the list of items that the office adopted, oldest first, each ending where the next begins."""
    return ended(_adopted(unit))


def _adopted(unit: Unit) -> list[ItemList]:
    lists = (stored.value.value for stored in unit.records.find(AdoptedItems))
    return sorted(lists, key=lambda one: one.in_force_from)


def item_lists(*, store: Store) -> tuple[ItemList, ...]:
    """Return every version of the list that was adopted, oldest first; each ends where the next one takes over.

    Clause: 二(二) 版本
    """
    with store.view() as view:
        return adopted_lists(view)


def item_list_on(day: dt.date, *, store: Store) -> ItemList | None:
    """Return the version of the list in force on a day; None where none was.

    Clause: 二(二) 版本
    """
    for one in item_lists(store=store):
        if one.in_force_from <= day and (one.in_force_to is None or day <= one.in_force_to):
            return one
    return None
