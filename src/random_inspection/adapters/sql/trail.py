"""The trail and the commands in the tables of a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import attrs
from sqlalchemy import bindparam, func, insert, select

from random_inspection.adapters.sql.blocks import SqlBlocks
from random_inspection.adapters.sql.session import Session
from random_inspection.adapters.sql.tables import ABOUT, COMMANDS, EVENTS
from random_inspection.domain.acts import Event, Subject
from random_inspection.errors import Message, NotStored, VersionConflict
from random_inspection.ports import Done, Reference
from random_inspection.proofs.merkle import HASH_SIZE
from random_inspection.serialization.blocks import block_kind
from random_inspection.serialization.trail import leaf, subjects_of

_PAGE = 1000
"""How many events are read or written at once."""

COMMAND_TWICE = Message("sql-command", "the command {command!r} was carried out already", "命令“{command}”已经执行过")
NO_NODE = Message(
    "sql-no-node",
    "the trail has no complete subtree {index} of level {level}",
    "日志中没有第{level}层第{index}个完整子树",
)

_E, _A, _C = EVENTS.c, ABOUT.c, COMMANDS.c
_BETWEEN = (_E.seq >= bindparam("first")) & (_E.seq < bindparam("before"))
_LEAVES = select(_E.leaf).where(_BETWEEN).order_by(_E.seq)
_HASHES = select(_E.seq, _E.hashes).where(_BETWEEN)
_NUMBERS = select(_A.seq).where(_A.kind == bindparam("of_kind"), _A.subject_key == bindparam("of_key")).order_by(_A.seq)
_COMMANDS = select(func.count().label("commands")).select_from(COMMANDS)
_COMMAND = select(COMMANDS).where(_C.command == bindparam("of_command"))


@attrs.define
class SqlTrail:
    """The trail of a database; see `random_inspection.ports.Trail`."""

    session: Session
    blocks: SqlBlocks
    _nodes: dict[int, bytes] = attrs.field(factory=dict)
    _last: int = -1

    def size(self) -> int:
        """Return how many events there are."""
        self.session.require_live()
        return self.session.frontier.size

    def leaves(self, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Yield leaves, a page at a time; see `TrailReader.leaves`."""
        stop = self.size() if last is None else min(last, self.size())
        for start in range(first, stop, _PAGE):
            for row in self.session.rows(_LEAVES, {"first": start, "before": min(start + _PAGE, stop)}):
                self.session.require_live()
                yield bytes(row.leaf)

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree; see `TrailReader.node`.

        It stands in the row of its last event. Events do not change: whoever reads one after the other gets a page.
        """
        complete = level >= 0 and index >= 0 and level < self.size().bit_length()
        seq = (index + 1 << level) - 1 if complete else -1
        if not 0 <= seq < self.size():
            raise NotStored(NO_NODE.at(level=level, index=index))
        if seq not in self._nodes:
            before = seq + (_PAGE if seq == self._last + 1 else 1)
            rows = self.session.rows(_HASHES, {"first": seq, "before": before})
            self._nodes = {row.seq: bytes(row.hashes) for row in rows}
        self._last = seq
        found = self._nodes.get(seq, b"")[level * HASH_SIZE : (level + 1) * HASH_SIZE]
        if len(found) != HASH_SIZE:
            raise NotStored(NO_NODE.at(level=level, index=index))
        return found

    def about(self, subject: Subject) -> Sequence[int]:
        """Return the numbers of the events about something; see `TrailReader.about`."""
        first = self.blocks.holding(subject.kind, subject.key)
        block = [] if first is None else self._about(block_kind(subject.kind), first)
        return sorted({*block, *self._about(subject.kind, subject.key)})

    def _about(self, kind: str, key: str) -> list[int]:
        return [row.seq for row in self.session.rows(_NUMBERS, {"of_kind": kind, "of_key": key})]

    def append(self, events: Iterable[Event]) -> int:
        """Append events, a page at a time; see `Trail.append`. The head is written when the unit of work ends."""
        self.session.require_writing()
        first, left = self.size(), iter(events)
        while page := list(islice(left, _PAGE)):
            self._write(page)
        return first

    def _write(self, events: Sequence[Event]) -> None:
        numbers = range(self.size(), self.size() + len(events))
        leaves = [leaf(event, seq) for seq, event in zip(numbers, events, strict=True)]
        frontier, hashes = self.session.frontier.extend(leaves)
        about = [
            (kind, key, seq) for seq, event in zip(numbers, events, strict=True) for kind, key in subjects_of(event)
        ]
        self.session.insert(EVENTS, list(zip(numbers, leaves, hashes, strict=True)))
        self.session.insert(ABOUT, about)
        self.session.frontier = frontier


@attrs.frozen
class SqlCommands:
    """The commands of a database; see `random_inspection.ports.Commands`."""

    session: Session

    def done(self, command: str) -> Done | None:
        """Return what a command did; see `Commands.done`."""
        for row in self.session.rows(_COMMAND, {"of_command": command}):
            return Done(
                command=row.command,
                actor=row.actor,
                act=row.act,
                subject=Subject(kind=row.subject_kind, key=row.subject_key),
                result=Reference(row.result_kind, row.result_key, row.result_version),
            )
        return None

    def remember(self, done: Done) -> None:
        """Record what a command did; see `Commands.remember`."""
        self.session.require_writing()
        if self.done(done.command) is not None:
            raise VersionConflict(COMMAND_TWICE.at(command=done.command))
        self.session.run(
            insert(COMMANDS),
            {
                "command": done.command,
                "actor": done.actor,
                "act": done.act,
                "subject_kind": done.subject.kind,
                "subject_key": done.subject.key,
                "result_kind": done.result.kind,
                "result_key": done.result.key,
                "result_version": done.result.version,
            },
        )

    def size(self) -> int:
        """Return how many commands were carried out; see `Commands.size`."""
        (row,) = self.session.rows(_COMMANDS)
        return int(row.commands)
