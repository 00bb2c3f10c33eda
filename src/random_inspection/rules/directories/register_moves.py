"""How entries of a directory follow one another: dated changes, also those that are recorded late (二(四), 二(六))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import attrs

from random_inspection.domain.items import ItemList
from random_inspection.domain.registers import InspectorEntry, Movement, TargetEntry
from random_inspection.errors import InvalidInput, Message, MoveRefused, Problem, Where

E = TypeVar("E", TargetEntry, InspectorEntry)

AHEAD = Message(
    "entry-ahead",
    "the change is dated {on}, which is after today, {today}; record it when the day has come",
    "变更日期{on}晚于今天{today}；请在当日或之后登记",
)
NOT_PRESENT = Message(
    "entry-not-present",
    "{key!r} is not in the directory before {on}, so it cannot be {movement}; record it as 新增 first",
    "“{key}”在{on}之前不在名录中，不能登记为“{movement}”；请先登记新增",
)
PRESENT_ALREADY = Message(
    "entry-present",
    "{key!r} is in the directory since {since} already; record a change (变更) of it",
    "“{key}”自{since}起已在名录中；请登记为变更",
)
SAME = Message(
    "entry-same",
    "{key!r} stands so already on {on}; there is nothing to change",
    "“{key}”在{on}已是如此，没有需要变更的内容",
)
LATER_FIRST = Message(
    "entry-later-contradicts",
    "{key!r} was recorded as {later} on {then}, which does not follow from {movement} on {on}; correct the dates",
    "“{key}”已登记于{then}“{later}”，与{on}“{movement}”前后矛盾；请核对日期",
)
FIRST_THERE = Message(
    "items-first-there",
    "there is a list already; a new version names the one before it, which is {last!r}",
    "已有抽查事项清单；新版本须注明其上一版“{last}”",
)
NO_PREVIOUS = Message(
    "items-no-previous",
    "the version before it, {previous!r}, was never adopted; the last one is {last!r}",
    "上一版“{previous}”没有发布过；现行最后一版是“{last}”",
)
NOT_LAST = Message(
    "items-not-last",
    "{previous!r} was followed by {last!r} already; make the new version from that one",
    "“{previous}”之后已有“{last}”；请以最后一版为基础调整",
)
TOO_EARLY = Message(
    "items-too-early",
    "it would be in force from {first}, not after the version before it, which is in force from {before}; "
    "correct the date",
    "生效日{first}不晚于上一版的生效日{before}；请更正",
)


def timeline(history: Iterable[E]) -> list[E]:
    """Return the changes of an entry in the order of their days; of one that was restated, the last statement counts."""
    by_day: list[E] = []
    for one in history:
        by_day = [other for other in by_day if not _restates(one, other)]
        by_day.append(one)
    return sorted(by_day, key=lambda each: each.on)


def _restates(one: E, other: E) -> bool:
    return (one.on, one.movement, one.source, one.reason) == (other.on, other.movement, other.source, other.reason)


def record(history: Sequence[E], change: E, today: dt.date) -> tuple[E, ...]:
    """Return what is to be written after `history` for a dated change, maybe recorded late.

    Clause: 二(四) 更新, 二(六) 更新

    A change that comes before others that are known flows into them, where they did not say otherwise; so they are
    stated again after it, and the last version of an entry always is its latest state.

    Args:
        history: the entry's changes, in the order in which they were recorded; none for a new one.
        change: the change.
        today: the day on which it is recorded.

    Raises:
        MoveRefused: it lies ahead, or does not fit what was before or after it; all findings.
    """
    line = timeline(history)
    before = [one for one in line if one.on <= change.on]
    after = [one for one in line if one.on > change.on]
    problems = [AHEAD.at(Where(path="on"), on=change.on, today=today)] if change.on > today else []
    problems += _misfits(before[-1] if before else None, change, after[0] if after else None)
    if problems:
        raise MoveRefused(*problems)
    written, old = [change], before[-1] if before else None
    for one in after:
        written.append(_carried(old, written[-1], one) if old is not None else one)
        old = one
    return tuple(written)


def _misfits(previous: E | None, change: E, following: E | None) -> list[Problem]:
    """Return why a change does not fit what was just before and after it."""
    params = {"key": change.key, "on": change.on, "movement": change.movement}
    problems: list[Problem] = []
    if change.movement is Movement.NEW:
        if previous is not None and previous.present:
            problems.append(PRESENT_ALREADY.at(key=change.key, since=previous.on))
    elif previous is None or not previous.present:
        problems.append(NOT_PRESENT.at(**params))
    elif change.present and _same(previous, change):
        problems.append(SAME.at(**params))
    if following is not None and change.present is (following.movement is Movement.NEW):
        problems.append(LATER_FIRST.at(**params, later=following.movement, then=following.on))
    return problems


def _same(one: E, other: E) -> bool:
    return (one.value, one.listed_in) == (other.value, other.listed_in)


def _carried(base: E, ours: E, theirs: E) -> E:
    """Return `theirs`, which was made from `base`, as it is made from `ours`."""
    value: Any = _merged(base.value, ours.value, theirs.value)
    listed_in = _merged_field(base.listed_in, ours.listed_in, theirs.listed_in)
    return attrs.evolve(theirs, value=value, listed_in=listed_in)


def _merged(base: Any, ours: Any, theirs: Any) -> Any:
    names = [member.name for member in attrs.fields(type(theirs))]
    found = {name: _merged_field(getattr(base, name), getattr(ours, name), getattr(theirs, name)) for name in names}
    return attrs.evolve(theirs, **found)


def _merged_field(base: Any, ours: Any, theirs: Any) -> Any:
    if ours == base:
        return theirs
    if isinstance(theirs, tuple):
        left = [one for one in theirs if one in ours or one not in base]
        return (*left, *(one for one in ours if one not in base and one not in left))
    return ours if theirs == base else theirs


def adopt(adopted: Sequence[ItemList], new: ItemList) -> None:
    """Raise `InvalidInput`, with all findings, where `new` cannot follow the versions that were `adopted`, oldest first.

    Clause: 二(二) 版本
    """
    last = adopted[-1] if adopted else None
    where = Where(path="previous")
    problems: list[Problem] = []
    if new.previous != (last and last.version):
        if new.previous is None:
            problems.append(FIRST_THERE.at(where, last=last and last.version))
        elif new.previous in {one.version for one in adopted}:
            problems.append(NOT_LAST.at(where, previous=new.previous, last=last and last.version))
        else:
            problems.append(NO_PREVIOUS.at(where, previous=new.previous, last=last.version if last else "—"))
    if last is not None and new.in_force_from <= last.in_force_from:
        problems.append(TOO_EARLY.at(Where(path="in_force_from"), first=new.in_force_from, before=last.in_force_from))
    if problems:
        raise InvalidInput(*problems)


def ended(adopted: Sequence[ItemList]) -> tuple[ItemList, ...]:
    """Return the versions of the list, oldest first, each ending the day before the next one begins, if not sooner."""
    nexts = [one.in_force_from - dt.timedelta(days=1) for one in adopted[1:]]
    closed = [
        attrs.evolve(one, in_force_to=min(end, one.in_force_to or end))
        for one, end in zip(adopted, nexts, strict=False)
    ]
    return (*closed, *adopted[-1:])
