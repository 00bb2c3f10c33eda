"""What an extract changes in a directory: new, changed, gone, and why (clauses 二(四) and 二(六)). Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from hashlib import sha256
from typing import Any, Generic, TypeVar

import attrs

from random_inspection.domain.inspectors import Inspector, InspectorStatus
from random_inspection.domain.registers import (
    LISTED,
    EntryChange,
    EntryGone,
    InspectorEntry,
    Movement,
    RegisterKind,
    SkippedRow,
    SyncReport,
    SyncTotals,
    TargetEntry,
)
from random_inspection.domain.targets import Target, TargetStatus
from random_inspection.errors import Message, MoveRefused

L = TypeVar("L")
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
class Terms:
    """What an outside source says on a day of a directory, but for the entries themselves.

    Attributes:
        source: which source, such as 行政审批台账 or 市场监管登记; always the same word for the same source.
        on: the day that the extract is of.
        digest: SHA-256 of its file.
        fields: the fields that the source tells; all others are left as they are.
        assumed: what holds for every row because the file does not say it, such as 对象类型：企业.
        skipped: the rows that were left out because they are wrong.
        withheld: identifiers and names in those rows; whom they may mean is not gone.
    """

    source: str
    on: dt.date
    digest: str
    fields: tuple[str, ...]
    assumed: tuple[str, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    withheld: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Extract(Terms, Generic[V]):
    """A directory as an outside source lists it on a day.

    Attributes:
        values: the entries by identifier.
    """

    values: Mapping[str, V]


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


@attrs.define
class Listing(Generic[L]):
    """Entries of one sort, as they come: how many, the first of them, and a digest over all.

    Attributes:
        tell: is told of every one of them; None where nobody asks.
        total: how many there are.
        first: the first `LISTED`.
    """

    tell: Callable[[L], None] | None = None
    total: int = 0
    first: list[L] = attrs.field(factory=list)
    _digest: Any = attrs.field(factory=sha256)

    def add(self, *entries: L) -> None:
        """Add entries, by identifier."""
        self.first += entries[: max(LISTED - self.total, 0)]
        self.total += len(entries)
        self._digest.update("".join([f"{_words_of(one)}\n" for one in entries]).encode())
        for one in entries if self.tell is not None else ():
            self.tell(one)  # type: ignore[misc]

    def add_many(self, texts: Sequence[bytes], first: Callable[[bytes], L]) -> None:
        """Add many entries by what is known of each; `first` makes one that is listed."""
        self.first += map(first, texts[: max(LISTED - self.total, 0)])
        self.total += len(texts)
        self._digest.update(b"\n".join((*texts, b"")))
        for text in texts if self.tell is not None else ():
            self.tell(first(text))  # type: ignore[misc]

    @property
    def digest(self) -> str:
        """SHA-256 over all, 64 hexadecimal characters."""
        found: str = self._digest.hexdigest()
        return found


def _words_of(one: object) -> str:
    if isinstance(one, EntryChange):
        return "\t".join((one.key, *one.fields))
    if isinstance(one, EntryGone):
        return f"{one.key}\t{one.reason}"
    return f"{one.row}\t{one.why}" if isinstance(one, SkippedRow) else str(one)


Tell = Callable[[str, str | EntryChange | EntryGone], None]
"""Is told of an entry: the name of its sort in a report, and what the report lists of it."""


@attrs.define
class Tally(Generic[E]):
    """A directory and an extract that are being compared, by identifier; the report has what was found.

    Attributes:
        extract: the extract.
        tell: is told of every entry, with the sort that it is in in the report; None where nobody asks.
        entries: how many entries the directory has.
        unchanged: how many of the extract stand in it as they are.
    """

    extract: Terms
    tell: Tell | None = None
    entries: int = 0
    unchanged: int = 0
    new: Listing[str] = attrs.field(init=False)
    changed: Listing[EntryChange] = attrs.field(init=False)
    gone: Listing[EntryGone] = attrs.field(init=False)
    passed: Listing[str] = attrs.field(init=False)
    held: Listing[str] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        for name in ("new", "changed", "gone", "passed", "held"):
            setattr(self, name, Listing(None if self.tell is None else partial(self.tell, name)))

    def meet(self, before: E, value: Any) -> E | None:
        """Return how an entry of the directory stands then, for what the extract lists of it; None where it stays so.

        Args:
            before: how it stands.
            value: what the extract lists; None where it does not list it.
        """
        self.entries += before.present
        if before.on > self.extract.on:
            self.held.add(before.key)
            return None
        if value is None:
            return self._absent(before)
        return self._dies(before, value) if is_dead(value) else self._stands(before, value)

    def come(self, kind: type[E], value: Any) -> E | None:
        """Return the entry of what the extract lists and the directory does not have; None where it is gone already."""
        made = entering(kind, value, self.extract.source, self.extract.on)
        if is_dead(value):
            self.passed.add(made.key)
            return None
        self.new.add(made.key)
        return made

    def _absent(self, before: E) -> E | None:
        """Take out an entry that its source lists no more."""
        source = self.extract.source
        if not before.present or source not in before.listed_in:
            return None
        if not self.extract.withheld.isdisjoint((before.key, before.value.name)):
            self.held.add(before.key)
            return None
        others = tuple(one for one in before.listed_in if one != source)
        movement = Movement.CHANGED if others else Movement.GONE
        words = _words(self.extract.source, self.extract.on, movement, "不再列入")
        if others:
            self.changed.add(EntryChange(key=before.key, fields=("listed_in",)))
        else:
            self.gone.add(EntryGone(key=before.key, reason=words["reason"]))
        return attrs.evolve(before, listed_in=others, **words)

    def _dies(self, before: E, value: Any) -> E | None:
        """Take out an entry that its source says to be gone."""
        if not before.present:
            self.passed.add(before.key)
            return None
        words = _words(self.extract.source, self.extract.on, Movement.GONE, f"记载为{value.status}")
        self.gone.add(EntryGone(key=before.key, reason=words["reason"]))
        return attrs.evolve(before, value=_taken(before.value, value, self.extract.fields), listed_in=(), **words)

    def _stands(self, before: E, value: Any) -> E | None:
        """Change an entry that its source lists, where it differs; take one in again that had gone."""
        own: Any = before.value
        source, on = self.extract.source, self.extract.on
        fields: list[str] = [name for name in self.extract.fields if getattr(own, name) != getattr(value, name)]
        listed: tuple[str, ...] = before.listed_in
        if source not in listed:
            listed = (*listed, source)
        if not before.present:
            words = _words(source, on, Movement.NEW, "重新列入")
            self.new.add(before.key)
            fields = [*fields, "status"]
        elif fields or listed != before.listed_in:
            words = _words(source, on, Movement.CHANGED, "列入" if not fields else "内容变更")
            names = (*fields, *(() if listed == before.listed_in else ("listed_in",)))
            self.changed.add(EntryChange(key=before.key, fields=names))
        else:
            self.unchanged += 1
            return None
        return attrs.evolve(before, value=_taken(own, value, fields), listed_in=listed, **words)

    def report(self, register: RegisterKind) -> SyncReport:
        """Return what was found."""
        extract, skipped = self.extract, Listing[SkippedRow]()
        skipped.add(*extract.skipped)
        sorts: dict[str, Listing[Any]] = {
            "new": self.new,
            "changed": self.changed,
            "gone": self.gone,
            "passed": self.passed,
            "held": self.held,
            "skipped": skipped,
        }
        totals = SyncTotals(
            **{name: one.total for name, one in sorts.items()},
            digest=sha256("".join(one.digest for one in sorts.values()).encode()).hexdigest(),
        )
        return SyncReport(
            register=register,
            source=extract.source,
            on=extract.on,
            extract=extract.digest,
            entries=self.entries,
            unchanged=self.unchanged,
            assumed=extract.assumed,
            totals=totals if any(one.total > LISTED for one in sorts.values()) else None,
            **{name: tuple(one.first) for name, one in sorts.items()},
        )


def compare_targets(
    register: Iterable[TargetEntry], extract: Extract[Target], tell: Tell | None = None
) -> Comparison[TargetEntry]:
    """Return what an extract changes in the directory of targets.

    Clause: 二(六) 更新

    An entry that the source listed and lists no more is gone, unless another source still lists it; so is one that the
    source says to be gone (`GONE_STATUSES`). Fields that the source does not tell stay as they are.

    Args:
        register: all entries, those that went as well, as they stood on the day of the extract; those that came later
            as they stand.
        extract: what the source lists.
        tell: is told of every entry that the report would list, if it listed all.
    """
    return _compare(register, extract, TargetEntry, RegisterKind.TARGETS, tell)


def compare_inspectors(
    register: Iterable[InspectorEntry], extract: Extract[Inspector], tell: Tell | None = None
) -> Comparison[InspectorEntry]:
    """Return what an extract changes in the directory of inspectors, as `compare_targets` does.

    Clause: 二(四) 更新
    """
    return _compare(register, extract, InspectorEntry, RegisterKind.INSPECTORS, tell)


def _compare(
    register: Iterable[E], extract: Extract[Any], kind: type[E], name: RegisterKind, tell: Tell | None = None
) -> Comparison[E]:
    tally, moves = Tally[E](extract, tell), list[Move[E]]()
    known: dict[str, E] = {one.key: one for one in register}
    for key in sorted({*known, *extract.values}):
        before, value = known.get(key), extract.values.get(key)
        after = tally.come(kind, value) if before is None else tally.meet(before, value)
        moves += [] if after is None else [Move(before=before, after=after)]
    return Comparison(report=tally.report(name), moves=tuple(moves))


def is_dead(value: Target | Inspector) -> bool:
    """Return whether a source says that somebody is gone."""
    return value.status in GONE_STATUSES


def entering(kind: type[E], value: Any, source: str, on: dt.date) -> E:
    """Return the entry of who comes into a directory because a source lists them on a day."""
    return kind(value=value, listed_in=(source,), **_words(source, on, Movement.NEW, "列入"))


def _words(source: str, on: dt.date, movement: Movement, verb: str) -> dict[str, Any]:
    return {"movement": movement, "on": on, "source": source, "reason": f"{source}{verb}"}


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
        counts = {"changed": report.total("changed"), "gone": report.total("gone"), "entries": report.entries}
        raise MoveRefused(NOT_CONFIRMED.at(**counts, threshold=f"{float(threshold):.1%}", digest=digest))
    if confirmed != digest:
        raise MoveRefused(OTHER_REPORT.at(confirmed=confirmed, digest=digest))
