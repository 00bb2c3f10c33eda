"""The records, the trail and the commands of an office in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

import attrs

from random_inspection.domain.acts import Changed, Event, Subject
from random_inspection.errors import (
    InvalidInput,
    Message,
    NotStored,
    Problem,
    StorageFailed,
    VersionConflict,
)
from random_inspection.ports import Block, Done, Form, Kept, Part, Reference, Standing, Stored, Unit
from random_inspection.proofs.merkle import Frontier
from random_inspection.serialization.blocks import (
    block_kind,
    blocks_of,
    counted,
    kept_block,
    kept_line,
    key_of,
    kind_in,
    position_of,
    without,
    written,
)
from random_inspection.serialization.records import entry, fits, kind_named, kind_of, read_record, record_bytes
from random_inspection.serialization.trail import leaf, subjects_of

T = TypeVar("T")
_Key = tuple[str, str]

CONFLICT = Message(
    "memory-version",
    "the {kind} {key!r} has version {found}, expected {expected}; read it again, and decide again",
    "{kind}记录“{key}”现为第{found}版，应为第{expected}版；请重新读取后再办理",
)
COMMAND_TWICE = Message(
    "memory-command", "the command {command!r} was carried out already", "命令“{command}”已经执行过"
)
NO_VERSION = Message(
    "memory-no-version", "there is no version {version} of {kind} {key!r}", "{kind}记录“{key}”没有第{version}版"
)
LAST_VERSION = Message(
    "memory-last-version",
    "version {version} of {kind} {key!r} is its last one, which stands; write the next one without the content first",
    "第{version}版是{kind}记录“{key}”的现行版；请先写入不含该内容的新版本",
)
NO_NODE = Message(
    "memory-no-node",
    "the trail has no complete subtree {index} of level {level}",
    "日志中没有第{level}层第{index}个完整子树",
)
OVER = Message(
    "memory-unit-over",
    "the unit of work is over; read and write inside of its block",
    "该工作单元已经结束；请在其代码块内读写",
)
VIEW_WRITES = Message(
    "memory-view-writes", "a view only reads; write in a unit of work", "只读视图不能写入；请在工作单元中写入"
)


@attrs.frozen
class _Version:
    value: Any
    kept: Kept


@attrs.define
class _State:
    """Everything that is stored; a unit of work changes a copy."""

    rows: dict[_Key, tuple[_Version, ...]] = attrs.field(factory=dict)
    commands: dict[str, Done] = attrs.field(factory=dict)
    leaves: list[bytes] = attrs.field(factory=list)
    nodes: dict[tuple[int, int], bytes] = attrs.field(factory=dict)
    frontier: Frontier = attrs.field(factory=Frontier)
    numbers: dict[tuple[str, str], tuple[int, ...]] = attrs.field(factory=dict)
    blocks: dict[_Key, Block] = attrs.field(factory=dict)

    def copy(self) -> _State:
        return _State(
            dict(self.rows),
            dict(self.commands),
            list(self.leaves),
            dict(self.nodes),
            self.frontier,
            dict(self.numbers),
            dict(self.blocks),
        )


@attrs.define
class _Session:
    """A unit of work or a view while it lasts.

    Attributes:
        draft: what it reads and changes; None when it is over.
        writes: whether it may change it.
    """

    draft: _State | None
    writes: bool

    @property
    def state(self) -> _State:
        if self.draft is None:
            raise StorageFailed(OVER.at())
        return self.draft

    @property
    def written(self) -> _State:
        if not self.writes:
            raise StorageFailed(VIEW_WRITES.at())
        return self.state


@attrs.frozen
class _Records:
    session: _Session

    def get(self, kind: type[T], key: str, *, version: int | None = None) -> Stored[T] | None:
        rows = self.session.state.rows.get((kind_of(kind).name, key), ())
        number = len(rows) if version is None else version
        if not 1 <= number <= len(rows) or rows[number - 1].value is None:
            return None
        return Stored(rows[number - 1].value, number)

    def find(
        self, kind: type[T], *, until: Mapping[str, str] | None = None, **equal: str | None
    ) -> Iterator[Stored[T]]:
        described = kind_of(kind)
        described.check_fields(*equal, *(until or {}))
        for name, key in sorted(self.session.state.rows):
            rows = self.session.state.rows[name, key]
            if name == described.name and fits(described.index(rows[-1].value), equal, until or {}):
                yield Stored(rows[-1].value, len(rows))

    def count(self, kind: type[T], *by: str, **equal: str | None) -> Mapping[tuple[str | None, ...], int]:
        kind_of(kind).check_fields(*by)
        indexes = (kind_of(kind).index(stored.value) for stored in self.find(kind, until=None, **equal))
        return dict(Counter(tuple(index[name] for name in by) for index in indexes))

    def fields(self, kind: type[T], keys: Iterable[str], *names: str) -> Mapping[str, tuple[str | None, ...]]:
        described = kind_of(kind)
        described.check_fields(*names)
        found = {key: stored for key in keys if (stored := self.get(kind, key)) is not None}
        indexes = {key: described.index(stored.value) for key, stored in found.items()}
        return {key: tuple(index[name] for name in names) for key, index in indexes.items()}

    def extend(self, form: Form, lines: Iterable[bytes], *, secret: Callable[[], str]) -> tuple[Changed, ...]:
        state, changes, kind = self.session.written, [], kind_named(form.kind).type
        for block in blocks_of(form, lines, secret):
            counted(block)
            for place, line in enumerate(block.lines):
                key = form.kind, key_of(line)
                if rows := state.rows.get(key):
                    raise VersionConflict(CONFLICT.at(kind=key[0], key=key[1], found=len(rows), expected=0))
                kept = kept_line(block, place)
                state.rows[key] = (_Version(read_record(kept.data or b"", kind), kept),)
            changes.append(written(block))
            state.blocks[form.kind, changes[-1].key] = block
        return tuple(changes)

    def parts(self, kind: type[T]) -> Iterator[Stored[T] | Part]:
        return self.find(kind)

    def scan(self, kind: type[T], *fields: str, **equal: str | None) -> Iterator[tuple[str | None, ...]]:
        described = kind_of(kind)
        described.check_fields(*fields, *equal)
        for stored in self.find(kind, until=None, **equal):
            index = described.index(stored.value)
            yield (described.key(stored.value), *(index[field] for field in fields))

    def put(self, value: object, *, expected: int, salt: str) -> Changed:
        made = entry(value, expected + 1, salt)
        key = made.change.kind, made.change.key
        rows = self.session.written.rows.get(key, ())
        if len(rows) != expected:
            raise VersionConflict(CONFLICT.at(kind=key[0], key=key[1], found=len(rows), expected=expected))
        kept = Kept(version=expected + 1, data=made.data, salt=salt)
        self.session.written.rows[key] = (*rows, _Version(read_record(made.data, type(value)), kept))
        return made.change


@attrs.frozen
class _Versions:
    session: _Session

    def versions(self, kind: str, key: str) -> Iterator[Kept]:
        inner = kind_in(kind)
        if inner and (block := self.block(inner, key)):
            yield kept_block(block)
        for number in range(len(self.session.state.rows.get((kind, key), ()))):
            yield self.session.state.rows[kind, key][number].kept

    def block(self, kind: str, key: str) -> Block | None:
        return self.session.state.blocks.get((kind, key))

    def blocks(self, kind: str) -> Iterator[str]:
        yield from sorted(key for name, key in self.session.state.blocks if name == kind)

    def standing(self, kind: str) -> Iterator[Standing]:
        for name, key in sorted(self.session.state.rows):
            rows = self.session.state.rows[name, key]
            if name == kind and (len(rows) > 1 or rows[0].kept.block is None):
                value = rows[-1].value
                index = kind_named(kind).index(value)
                yield Standing(key=key, version=len(rows), data=record_bytes(value), index=index)

    def references(self) -> Iterator[Reference]:
        for (kind, key), rows in self.session.state.rows.items():
            for version, one in enumerate(rows, start=1):
                if one.kept.block is None:
                    yield Reference(kind, key, version)

    def faults(self) -> Iterator[Problem]:
        return iter(())

    def erase(self, kind: str, key: str, version: int) -> None:
        rows = self.session.written.rows.get((kind, key), ())
        if not 1 <= version <= len(rows):
            raise NotStored(NO_VERSION.at(kind=kind, key=key, version=version))
        if version == len(rows):
            raise InvalidInput(LAST_VERSION.at(kind=kind, key=key, version=version))
        first = rows[version - 1].kept.block
        gone = _Version(None, Kept(version=version, data=None, salt=None, block=first))
        if first is not None:
            block = self.session.written.blocks[kind, first]
            place = position_of(block.lines, key)
            self.session.written.blocks[kind, first] = block if place is None else without(block, place)
        self.session.written.rows[kind, key] = (*rows[: version - 1], gone, *rows[version:])


@attrs.frozen
class _Trail:
    session: _Session

    def size(self) -> int:
        return self.session.state.frontier.size

    def leaves(self, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        for number in range(*slice(first, last).indices(self.size())):
            yield self.session.state.leaves[number]

    def node(self, level: int, index: int) -> bytes:
        if (level, index) not in self.session.state.nodes:
            raise NotStored(NO_NODE.at(level=level, index=index))
        return self.session.state.nodes[level, index]

    def about(self, subject: Subject) -> Sequence[int]:
        state = self.session.state
        rows = state.rows.get((subject.kind, subject.key), ())
        block = [(block_kind(subject.kind), one.kept.block) for one in rows[:1] if one.kept.block is not None]
        places = [(subject.kind, subject.key), *block]
        return sorted({seq for place in places for seq in state.numbers.get(place, ())})

    def append(self, events: Iterable[Event]) -> int:
        state, first = self.session.written, self.size()
        for event in events:
            seq = state.frontier.size
            data = leaf(event, seq)
            state.leaves.append(data)
            state.frontier, nodes = state.frontier.append(data)
            state.nodes.update({(node.level, node.index): node.hash for node in nodes})
            for subject in subjects_of(event):
                state.numbers[subject] = (*state.numbers.get(subject, ()), seq)
        return first


@attrs.frozen
class _Commands:
    session: _Session

    def done(self, command: str) -> Done | None:
        return self.session.state.commands.get(command)

    def remember(self, done: Done) -> None:
        if done.command in self.session.written.commands:
            raise VersionConflict(COMMAND_TWICE.at(command=done.command))
        self.session.written.commands[done.command] = done

    def size(self) -> int:
        return len(self.session.state.commands)


@attrs.frozen
class _Unit:
    records: _Records
    versions: _Versions
    trail: _Trail
    commands: _Commands

    @classmethod
    def over(cls, session: _Session) -> _Unit:
        return cls(_Records(session), _Versions(session), _Trail(session), _Commands(session))


class MemoryStore:
    """A `random_inspection.ports.Store` in memory: units of work one after the other, on a copy that takes over at the end."""

    def __init__(self) -> None:
        self._state = _State()
        self._lock = Lock()

    @contextmanager
    def work(self) -> Iterator[Unit]:
        """Begin a unit of work; see `Store.work`."""
        with self._lock:
            session = _Session(self._state.copy(), writes=True)
            try:
                yield _Unit.over(session)
                self._state = session.state
            finally:
                session.draft = None

    @contextmanager
    def view(self) -> Iterator[Unit]:
        """Begin to read; see `Store.view`."""
        session = _Session(self._state, writes=False)
        try:
            yield _Unit.over(session)
        finally:
            session.draft = None
