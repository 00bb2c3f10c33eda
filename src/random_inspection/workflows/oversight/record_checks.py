"""Checks what the store keeps against the events: versions and blocks, what stands of them, commands, and what is found by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

import attrs

from random_inspection.domain.acts import Act, Changed, Event, Subject
from random_inspection.domain.erasures import Erasure
from random_inspection.errors import InvalidInput, Message, Problem
from random_inspection.ports import Kept, Standing, Unit
from random_inspection.serialization.blocks import altered, block_kind, erased, is_whole, kind_in, written
from random_inspection.serialization.records import KINDS, RecordKind, content_digest, kind_of, read_record
from random_inspection.serialization.trail import read_leaf, subjects_of

ALTERED = Message(
    "record-altered",
    "version {version} of {kind} {key!r} is not what event {seq} says that it was; restore it from a backup",
    "{kind}记录“{key}”第{version}版与事件{seq}所载内容不符；请从备份恢复",
)
MISSING = Message(
    "record-missing",
    "version {version} of {kind} {key!r}, which event {seq} wrote, is gone, and no event deleted it by law; restore it "
    "from a backup",
    "事件{seq}写入的{kind}记录“{key}”第{version}版已不存在，也没有依法删除它的事件；请从备份恢复",
)
UNTOLD = Message(
    "record-without-event",
    "version {version} of {kind} {key!r} is stored, and no event wrote it; find out who put it there",
    "{kind}记录“{key}”第{version}版没有对应的事件；请查明写入者",
)
STANDS_OTHERWISE = Message(
    "record-standing-altered",
    "the {kind} {key!r} does not stand as its version {version}, which event {seq} wrote, and every command reads what "
    "stands; restore it from a backup, and find out who wrote there",
    "{kind}记录“{key}”的现行内容与事件{seq}写入的第{version}版不符，而各项操作读取的正是现行内容；请从备份恢复，并查明改动者",
)
STANDS_EARLIER = Message(
    "record-standing-version",
    "the {kind} {key!r} stands as version {found}, and event {seq} wrote its version {version}; restore it from a backup, "
    "and find out who wrote there",
    "{kind}记录“{key}”现行为第{found}版，而事件{seq}已写入第{version}版；请从备份恢复，并查明改动者",
)
STANDS_NOT = Message(
    "record-standing-gone",
    "the {kind} {key!r} does not stand any more, and event {seq} wrote its version {version}; restore it from a backup, and "
    "find out who took it out",
    "{kind}记录“{key}”的现行内容已不存在，而事件{seq}写入了第{version}版；请从备份恢复，并查明删除者",
)
FOUND_OTHERWISE = Message(
    "record-index-altered",
    "the {kind} {key!r} is found by {found}, and holds {expected}; restore it from a backup, and find out who wrote there",
    "{kind}记录“{key}”的检索项为{found}，而内容为{expected}；请从备份恢复，并查明改动者",
)
COMMAND_OTHER = Message(
    "command-not-remembered",
    "the command {command!r} of event {seq} is not remembered as the event tells it, and could be carried out again; restore "
    "the database from a backup",
    "事件{seq}的命令“{command}”未按事件所载留存，可能被重复执行；请从备份恢复数据库",
)
COMMANDS_MORE = Message(
    "command-without-event",
    "{found} commands are remembered as carried out, and there are {expected} events; find out who put the others there",
    "留存的已执行命令有{found}条，而事件有{expected}个；请查明多出的命令由何人写入",
)
NOT_FOUND_BY = Message(
    "event-not-found",
    "event {seq} is not found any more by the {kind} {key!r}, so it is hidden from the story of that record; restore the "
    "database from a backup, and find out who wrote there",
    "按{kind}记录“{key}”已查不到事件{seq}，该记录的经过因此不完整；请从备份恢复数据库，并查明改动者",
)
TIME_RUNS_BACK = Message(
    "trail-time-runs-back",
    "event {seq} says that it was at {found}, and the one before it at {expected}: the clock of a machine was wrong or was "
    "set back; find out which, and note it down",
    "事件{seq}所载时间为{found}，早于其前一事件的{expected}：有机器的时钟不准或被调回；请查明并记录",
)

CLOCKS_DIFFER = dt.timedelta(minutes=1)
"""By how much the clocks of an office's machines may differ."""
_REMEMBERED = 256
"""Of how many records versions and events are remembered: many events in a row are about the same few."""
_ERASURE = kind_of(Erasure)


@attrs.define
class _Told:
    """What events say of a record that stands on its own: its first and last version here, by which event, with what content.

    The content is the digest of the last version's, and None where that is not what the event says.
    """

    first: int
    last: int
    seq: int
    content: bytes | None


class RecordChecks:
    """A check of what a view shows beside its events, which it reads once, as they come.

    What is remembered of them is a few numbers for every record that was written on its own.

    Attributes:
        times: where the time of an event runs back, once `problems` was read.
    """

    def __init__(self, view: Unit) -> None:
        self.times: list[Problem] = []
        self._view = view
        self._told: dict[tuple[str, str], _Told] = {}
        self._blocks: set[tuple[str, str]] = set()
        self._gone: list[tuple[Changed, int]] = []
        self._erasures: set[str] = set()
        self._untold: set[tuple[str, str, int]] = set()
        self._unread: set[str] = set()
        self._kept = lru_cache(_REMEMBERED)(self._versions)
        self._about = lru_cache(_REMEMBERED)(lambda kind, key: frozenset(view.trail.about(Subject(kind=kind, key=key))))

    def problems(self) -> Iterator[Problem]:
        """Yield everything that is wrong."""
        events, latest = 0, None
        for data in self._view.trail.leaves():
            events += 1
            try:
                seq, event = read_leaf(data)
            except InvalidInput:  # told by the check of the events
                continue
            if latest is not None and event.at < latest - CLOCKS_DIFFER:
                self.times.append(TIME_RUNS_BACK.at(seq=seq, found=event.at.isoformat(), expected=latest.isoformat()))
            latest = event.at
            yield from self._event(seq, event)
        yield from self._missing()
        if (found := self._view.commands.size()) > events:
            yield COMMANDS_MORE.at(found=found, expected=events)
        yield from self._not_told()
        for kind in KINDS:
            for one in self._view.versions.standing(kind.name):
                yield from self._stands(kind, one)
        for (name, key), told in self._told.items():
            yield STANDS_NOT.at(kind=name, key=key, version=told.last, seq=told.seq)
        yield from self._view.versions.faults()

    def _event(self, seq: int, event: Event) -> Iterator[Problem]:
        for change in event.changes:
            inner = kind_in(change.kind)
            yield from self._record(seq, change) if inner is None else self._block(seq, change, inner)
            if event.act == Act.CONTENT_ERASE and change.kind == _ERASURE.name:
                self._erasures.add(change.key)
        if not self._remembers(event):
            yield COMMAND_OTHER.at(command=event.command, seq=seq)
        for kind, key in sorted(subjects_of(event)):
            if kind not in self._unread and seq not in self._about(kind, key):
                yield NOT_FOUND_BY.at(kind=kind, key=key, seq=seq)

    def _record(self, seq: int, change: Changed) -> Iterator[Problem]:
        content = None
        try:
            kept = self._kept(change.kind, change.key).get(change.version)
            if kept is None or kept.data is None or kept.salt is None:
                self._gone.append((change, seq))
            elif content_digest(change.kind, change.key, change.version, kept.salt, kept.data) != change.digest:
                yield ALTERED.at(kind=change.kind, key=change.key, version=change.version, seq=seq)
            else:
                content = sha256(kept.data).digest()
        except (InvalidInput, UnicodeDecodeError):
            yield ALTERED.at(kind=change.kind, key=change.key, version=change.version, seq=seq)
        told = self._told.setdefault((change.kind, change.key), _Told(change.version, 0, seq, None))
        if change.version > told.last:
            told.last, told.seq, told.content = change.version, seq, content

    def _block(self, seq: int, change: Changed, kind: str) -> Iterator[Problem]:
        self._blocks.add((kind, change.key))
        try:
            block = self._view.versions.block(kind, change.key)
            sound = block is not None and is_whole(block) and written(block) == change
            keys = altered(block) if block is not None and is_whole(block) else ()
            gone = erased(block) if block is not None and is_whole(block) else ()
        except (InvalidInput, UnicodeDecodeError):
            self._unread.add(kind)
            yield ALTERED.at(kind=change.kind, key=change.key, version=1, seq=seq)
            return
        if block is None:
            self._unread.add(kind)
            yield MISSING.at(kind=change.kind, key=change.key, version=1, seq=seq)
        elif not sound:
            yield ALTERED.at(kind=change.kind, key=change.key, version=1, seq=seq)
        for key in keys:
            yield ALTERED.at(kind=kind, key=key, version=1, seq=seq)
        self._gone += [(Changed(kind=kind, key=key, version=1, digest=change.digest), seq) for key in gone]

    def _remembers(self, event: Event) -> bool:
        try:
            done = self._view.commands.done(event.command)
        except InvalidInput:
            return False
        return done is not None and (done.actor, done.act, done.subject) == (event.actor, event.act, event.subject)

    def _missing(self) -> Iterator[Problem]:
        """Yield what is gone: all but earlier versions of which an event says that they were deleted by law."""
        for change, seq in self._gone:
            told = self._told.get((change.kind, change.key))
            earlier = told is not None and change.version < told.last
            if not earlier or f"{change.kind} {change.key} {change.version}" not in self._erasures:
                yield MISSING.at(kind=change.kind, key=change.key, version=change.version, seq=seq)

    def _not_told(self) -> Iterator[Problem]:
        """Yield the versions and blocks that no event wrote."""
        for one in self._view.versions.references():
            told = self._told.get((one.kind, one.key))
            if told is None or not told.first <= one.version <= told.last:
                self._untold.add((one.kind, one.key, one.version))
                yield UNTOLD.at(kind=one.kind, key=one.key, version=one.version)
        for kind in KINDS:
            for first in self._view.versions.blocks(kind.name):
                if (kind.name, first) not in self._blocks:
                    yield UNTOLD.at(kind=block_kind(kind.name), key=first, version=1)

    def _stands(self, kind: RecordKind[Any], one: Standing) -> Iterator[Problem]:
        told = self._told.pop((kind.name, one.key), None)
        if told is None or one.version > told.last:
            if (kind.name, one.key, one.version) not in self._untold:
                yield UNTOLD.at(kind=kind.name, key=one.key, version=one.version)
            return
        words = {"kind": kind.name, "key": one.key, "version": told.last, "seq": told.seq}
        if one.version < told.last:
            yield STANDS_EARLIER.at(found=one.version, **words)
            return
        index = _index(kind, one.data)
        if index is None or told.content not in {None, sha256(one.data).digest()}:
            yield STANDS_OTHERWISE.at(**words)
            return
        wrong = sorted(field for field, text in index.items() if one.index.get(field) != text)
        for field in wrong:
            found, expected = (f"{field}={which.get(field)}" for which in (one.index, index))
            yield FOUND_OTHERWISE.at(kind=kind.name, key=one.key, found=found, expected=expected)

    def _versions(self, kind: str, key: str) -> Mapping[int, Kept]:
        """Return the versions of a record by their number."""
        return {one.version: one for one in self._view.versions.versions(kind, key)}


def _index(kind: RecordKind[Any], data: bytes) -> Mapping[str, str | None] | None:
    """Return what a record is found by; None where it is none."""
    try:
        return kind.index(read_record(data, kind.type))
    except (InvalidInput, UnicodeDecodeError):
        return None
