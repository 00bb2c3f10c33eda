"""What an extract changes in a directory: new, changed, gone, and why (clauses 二(四) and 二(六)). Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, Generic, TypeVar

import attrs

from random_inspection.domain.inspectors import Inspector, InspectorStatus
from random_inspection.domain.registers import (
    EntryChange,
    EntryGone,
    InspectorEntry,
    Movement,
    RegisterKind,
    SkippedRow,
    SyncReport,
    TargetEntry,
)
from random_inspection.domain.targets import Target, TargetStatus
from random_inspection.errors import Message, MoveRefused

V = TypeVar("V", Target, Inspector)
E = TypeVar("E", TargetEntry, InspectorEntry)

GONE_STATUSES: frozenset[TargetStatus | InspectorStatus] = frozenset(
    {
        TargetStatus.MOVED_AWAY,
        TargetStatus.DEREGISTERED,
        TargetStatus.LICENCE_REVOKED,
        TargetStatus.REGISTRATION_REVOKED,
        InspectorStatus.LEFT,
    }
)
"""Whom an extract lists with one of these goes out of the directory for it."""

TENTH = Fraction(1, 10)
"""The part of a directory that may change or go without a person's confirmation, unless the office says otherwise."""

NOT_CONFIRMED = Message(
    "sync-not-confirmed",
    "the extract changes {changed} and takes out {gone} of {entries} entries, more than {threshold}: look at the "
    "report, and confirm it by its digest {digest} if it is right",
    "本次提取数据将变更{changed}条、退出{gone}条，名录现有{entries}条，超过{threshold}：请核对报告，无误后以其摘要 {digest} 确认",
)
OTHER_REPORT = Message(
    "sync-other-report",
    "the report {confirmed} was confirmed, and directory and extract give {digest} now; look at it again",
    "确认的是报告 {confirmed}，而名录与提取数据现在得出的是 {digest}；请重新核对",
)


@attrs.frozen(kw_only=True)
class Extract(Generic[V]):
    """A directory as an outside source lists it on a day.

    Attributes:
        source: which source, such as 行政审批台账 or 市场监管登记; always the same word for the same source.
        on: the day that the extract is of.
        digest: SHA-256 of its file.
        fields: the fields that the source tells; all others are left as they are.
        values: the entries by identifier.
        assumed: what holds for every row because the file does not say it, such as 对象类型：企业.
        skipped: the rows that were left out because they are wrong.
        withheld: identifiers and names in those rows; whom they may mean is not gone.
    """

    source: str
    on: dt.date
    digest: str
    fields: tuple[str, ...]
    values: Mapping[str, V]
    assumed: tuple[str, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    withheld: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Move(Generic[E]):
    """How one entry moves.

    Attributes:
        before: how it stood; None where it was never in the directory.
        after: how it stands then.
    """

    before: E | None
    after: E


@attrs.frozen(kw_only=True)
class Comparison(Generic[E]):
    """What a synchronisation would do.

    Attributes:
        report: what it changes, for people.
        moves: the entries that it writes.
    """

    report: SyncReport
    moves: tuple[Move[E], ...]


@attrs.define(kw_only=True)
class _Tally(Generic[E]):
    """Counts and lists what moves; the report has it in order."""

    moves: list[Move[E]] = attrs.field(factory=list)
    new: list[str] = attrs.field(factory=list)
    changed: list[EntryChange] = attrs.field(factory=list)
    gone: list[EntryGone] = attrs.field(factory=list)
    passed: list[str] = attrs.field(factory=list)
    held: list[str] = attrs.field(factory=list)
    entries: int = 0
    unchanged: int = 0

    def move(self, before: E | None, after: E) -> None:
        self.moves.append(Move(before=before, after=after))


def compare_targets(register: Iterable[TargetEntry], extract: Extract[Target]) -> Comparison[TargetEntry]:
    """Return what an extract changes in the directory of targets.

    Clause: 二(六) 更新

    An entry that the source listed and lists no more is gone, unless another source still lists it; so is one that the
    source says to be gone (`GONE_STATUSES`). Fields that the source does not tell stay as they are.

    Args:
        register: all entries, those that went as well, as they stood on the day of the extract; those that came later
            as they stand.
        extract: what the source lists.
    """
    return _compare(register, extract, TargetEntry, RegisterKind.TARGETS)


def compare_inspectors(register: Iterable[InspectorEntry], extract: Extract[Inspector]) -> Comparison[InspectorEntry]:
    """Return what an extract changes in the directory of inspectors, as `compare_targets` does.

    Clause: 二(四) 更新
    """
    return _compare(register, extract, InspectorEntry, RegisterKind.INSPECTORS)


def _compare(register: Iterable[E], extract: Extract[Any], kind: type[E], name: RegisterKind) -> Comparison[E]:
    tally = _Tally[E]()
    left = dict(extract.values)
    for before in register:
        value = left.pop(before.key, None)
        tally.entries += before.present
        if before.on > extract.on:
            tally.held.append(before.key)
        elif value is None:
            _absent(tally, before, extract)
        elif _dead(value):
            _dies(tally, before, value, extract)
        else:
            _stands(tally, before, value, extract)
    for key, value in left.items():
        if _dead(value):
            tally.passed.append(key)
        else:
            tally.new.append(key)
            tally.move(None, kind(value=value, listed_in=(extract.source,), **_words(extract, Movement.NEW, "列入")))
    report = SyncReport(
        register=name,
        source=extract.source,
        on=extract.on,
        extract=extract.digest,
        entries=tally.entries,
        new=tuple(sorted(tally.new)),
        changed=tuple(sorted(tally.changed, key=lambda one: one.key)),
        gone=tuple(sorted(tally.gone, key=lambda one: one.key)),
        unchanged=tally.unchanged,
        passed=tuple(sorted(tally.passed)),
        assumed=extract.assumed,
        held=tuple(sorted(tally.held)),
        skipped=extract.skipped,
    )
    return Comparison(report=report, moves=tuple(tally.moves))


def _dead(value: Target | Inspector) -> bool:
    return value.status in GONE_STATUSES


def _words(extract: Extract[Any], movement: Movement, verb: str) -> dict[str, Any]:
    return {
        "movement": movement,
        "on": extract.on,
        "source": extract.source,
        "reason": f"{extract.source}{verb}",
    }


def _absent(tally: _Tally[E], before: E, extract: Extract[Any]) -> None:
    """Take out an entry that its source lists no more."""
    if not before.present or extract.source not in before.listed_in:
        return
    if not extract.withheld.isdisjoint((before.key, before.value.name)):
        tally.held.append(before.key)
        return
    others = tuple(one for one in before.listed_in if one != extract.source)
    movement = Movement.CHANGED if others else Movement.GONE
    words = _words(extract, movement, "不再列入")
    tally.move(before, attrs.evolve(before, listed_in=others, **words))
    if others:
        tally.changed.append(EntryChange(key=before.key, fields=("listed_in",)))
    else:
        tally.gone.append(EntryGone(key=before.key, reason=words["reason"]))


def _dies(tally: _Tally[E], before: E, value: Any, extract: Extract[Any]) -> None:
    """Take out an entry that its source says to be gone."""
    if not before.present:
        tally.passed.append(before.key)
        return
    words = _words(extract, Movement.GONE, f"记载为{value.status}")
    after = attrs.evolve(before, value=_taken(before.value, value, extract.fields), listed_in=(), **words)
    tally.move(before, after)
    tally.gone.append(EntryGone(key=before.key, reason=words["reason"]))


def _stands(tally: _Tally[E], before: E, value: Any, extract: Extract[Any]) -> None:
    """Change an entry that its source lists, where it differs; take one in again that had gone."""
    own: Any = before.value
    fields: list[str] = [name for name in extract.fields if getattr(own, name) != getattr(value, name)]
    listed: tuple[str, ...] = before.listed_in
    if extract.source not in listed:
        listed = (*listed, extract.source)
    if not before.present:
        words = _words(extract, Movement.NEW, "重新列入")
        tally.new.append(before.key)
        fields = [*fields, "status"]
    elif fields or listed != before.listed_in:
        words = _words(extract, Movement.CHANGED, "列入" if not fields else "内容变更")
        names = (*fields, *(() if listed == before.listed_in else ("listed_in",)))
        tally.changed.append(EntryChange(key=before.key, fields=names))
    else:
        tally.unchanged += 1
        return
    tally.move(before, attrs.evolve(before, value=_taken(own, value, fields), listed_in=listed, **words))


def _taken(own: Any, value: Any, fields: Iterable[str]) -> Any:
    return attrs.evolve(own, **{name: getattr(value, name) for name in fields})


def confirm(
    report: SyncReport, digest_of: Callable[[SyncReport], str], *, threshold: Fraction, confirmed: str | None
) -> None:
    """Raise `MoveRefused` where a person has to look at a report first, or has looked at another one.

    Args:
        report: what would be done.
        digest_of: gives the digest of a report.
        threshold: the part of the directory that may change or go without confirmation.
        confirmed: the digest that a person confirmed; None where nobody did.
    """
    if confirmed is None and report.share <= threshold:
        return
    digest = digest_of(report)
    if confirmed is None:
        counts = {"changed": len(report.changed), "gone": len(report.gone), "entries": report.entries}
        raise MoveRefused(NOT_CONFIRMED.at(**counts, threshold=f"{float(threshold):.1%}", digest=digest))
    if confirmed != digest:
        raise MoveRefused(OTHER_REPORT.at(confirmed=confirmed, digest=digest))
