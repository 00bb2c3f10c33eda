"""Where an office keeps its records: one unit of work at a time, with versions, commands and the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Generic, Protocol, TypeVar

import attrs

from random_inspection.domain.acts import Changed, Event, Subject
from random_inspection.errors import Problem
from random_inspection.ports.blocks import Block, Form, Part

T = TypeVar("T")


@attrs.frozen
class Stored(Generic[T]):
    """A record as it is stored.

    Attributes:
        value: the record.
        version: how many times it was written, from 1.
    """

    value: T
    version: int


@attrs.frozen(kw_only=True)
class Kept:
    """A version of a record as it is kept.

    Attributes:
        version: its version.
        data: its canonical JSON, and None where it was deleted by law.
        salt: what its commitment on the trail is salted with; None where it was deleted with the content.
        block: key of the block that it was written in, whose commitment stands for it; None where it has its own.
    """

    version: int
    data: bytes | None
    salt: str | None
    block: str | None = None


@attrs.frozen(kw_only=True)
class Standing:
    """A record that stands on its own, as it is kept and found, unread.

    Attributes:
        key: its key.
        version: which version is said to stand.
        data: the bytes that whoever asks for the record gets.
        index: what it is found by, by asked field.
    """

    key: str
    version: int
    data: bytes
    index: Mapping[str, str | None]


@attrs.frozen
class Reference:
    """A version of a record.

    Attributes:
        kind: the kind of record.
        key: its key.
        version: its version.
    """

    kind: str
    key: str
    version: int


@attrs.frozen(kw_only=True)
class Done:
    """What a command did the first time.

    Attributes:
        command: identifier of the command.
        actor: who ordered it.
        act: what was done.
        subject: what it was about.
        result: the record that it gave.
    """

    command: str
    actor: str
    act: str
    subject: Subject
    result: Reference


class Records(Protocol):
    """The records of all kinds, by key; `random_inspection.serialization.records` says which there are.

    What a kind is asked about are its ``asked`` fields: text. Texts and keys are compared by code points.
    Every method raises `InvalidInput` for a class that is no kind, and for a field that a kind is not asked about.
    """

    def get(self, kind: type[T], key: str, *, version: int | None = None) -> Stored[T] | None:
        """Return a record as it stands, or as it was at `version`; None where there is none, or its content is deleted."""
        ...

    def find(
        self, kind: type[T], *, until: Mapping[str, str] | None = None, **equal: str | None
    ) -> Iterator[Stored[T]]:
        """Yield the records whose asked fields are `equal` (None: not set), and set and not over `until`, by key.

        Each one once. What the same unit of work writes meanwhile may be seen or not, so a record that was yielded
        can be written at once.
        """
        ...

    def count(self, kind: type[T], *by: str, **equal: str | None) -> Mapping[tuple[str | None, ...], int]:
        """Return how many records there are, `equal` in their asked fields, for every content of the fields `by`.

        A content that no record has is not in the mapping; without `by`, the only one is ``()``.
        """
        ...

    def fields(self, kind: type[T], keys: Iterable[str], *names: str) -> Mapping[str, tuple[str | None, ...]]:
        """Return the asked fields `names` of the records with these keys; a key that no record has is not there."""
        ...

    def put(self, value: object, *, expected: int, salt: str) -> Changed:
        """Write the next version of a record, `expected` + 1; 0 where it is new.

        Raises `VersionConflict` where it has another version, `InvalidInput` where a field that it is asked about is
        too long; then nothing is written, and the unit of work can go on. Raises `StorageFailed` where what stands is not
        what its version holds, as somebody altered it past the office; then nothing is written over it.
        """
        ...

    def extend(self, form: Form, lines: Iterable[bytes], *, secret: Callable[[], str]) -> tuple[Changed, ...]:
        """Write many new records at once, in blocks; read `lines` as they come, and never keep them all.

        Every method of this port sees them as if each had been put: they have version 1, and can be written again.

        Args:
            form: what they have in common.
            lines: a line for each, by key, each once (`random_inspection.serialization.blocks`).
            secret: gives salts, as `Entropy.secret` does; called twice for a block.

        Returns:
            What the trail says of them: a change for every block, of the kind ``<kind>-block`` under its first key.

        Raises `InvalidInput` where lines are not in order or a text is too long, `VersionConflict` where there is a
        record with one of the keys. Then the unit of work is to be dropped: blocks may have been written.
        """
        ...

    def parts(self, kind: type[T]) -> Iterator[Stored[T] | Part]:
        """Yield all records by key, as `find` does; those that stand in blocks may come as lines, many at a time."""
        ...

    def scan(self, kind: type[T], *fields: str, **equal: str | None) -> Iterator[tuple[str | None, ...]]:
        """Yield the key and the asked `fields` of the records whose asked fields are `equal`, by key, without reading them."""
        ...


class Versions(Protocol):
    """All versions of the records, for whoever checks them, and for deletion by law."""

    def versions(self, kind: str, key: str) -> Iterator[Kept]:
        """Yield the versions of a record, the first one first; none where there is no such record.

        A block is there, too, under the kind and key that the trail has it by; its content is a manifest of its records.
        """
        ...

    def erase(self, kind: str, key: str, version: int) -> None:
        """Delete content and salt of a version that is not the last one; its proof on the trail stays whole.

        Twice is once. Raises `NotStored` where there is no such version, `InvalidInput` where it is the last one.
        """
        ...

    def block(self, kind: str, key: str) -> Block | None:
        """Return the block of records of a kind whose first record is `key`; None where there is none."""
        ...

    def blocks(self, kind: str) -> Iterator[str]:
        """Yield the keys of the blocks of records of a kind, ascending."""
        ...

    def standing(self, kind: str) -> Iterator[Standing]:
        """Yield the records of a kind that stand on their own, by key: all but those that stand as a block has them."""
        ...

    def references(self) -> Iterator[Reference]:
        """Yield every version of every record that is kept on its own, in any order: all but those in blocks."""
        ...

    def faults(self) -> Iterator[Problem]:
        """Yield where what the store derives for its own use is not what it holds, such as counts, or the head of the trail.

        None where nothing was altered past the store, and none where it derives nothing that it keeps.
        """
        ...


class TrailReader(Protocol):
    """Reads the trail: an RFC 9162 Merkle log of events, counted from 0."""

    def size(self) -> int:
        """Return how many events there are."""
        ...

    def leaves(self, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Yield the leaves from `first` to before `last`, verbatim as they were appended; those that there are."""
        ...

    def node(self, level: int, index: int) -> bytes:
        """Return the stored hash of the complete subtree of 2^`level` leaves that begins at `index` · 2^`level`.

        Raises `NotStored` where there is none.
        """
        ...

    def about(self, subject: Subject) -> Sequence[int]:
        """Return the numbers of the events that are about `subject` or wrote it, in a block or not, ascending, each once."""
        ...


class Trail(TrailReader, Protocol):
    """The trail, for who adds to it in the unit of work of the change itself."""

    def append(self, events: Iterable[Event]) -> int:
        """Append events as leaves (`random_inspection.serialization.trail.leaf`), and return the number of the first.

        Who appends holds the head until the unit of work ends; nobody else appends in between.
        """
        ...


class Commands(Protocol):
    """Which commands were carried out."""

    def done(self, command: str) -> Done | None:
        """Return what a command did; None where it is new."""
        ...

    def remember(self, done: Done) -> None:
        """Record what a command did; raise `VersionConflict` where somebody recorded it at the same time."""
        ...

    def size(self) -> int:
        """Return how many commands were carried out."""
        ...


class Unit(Protocol):
    """A unit of work: what is read and written in it happens at once, or not at all.

    It sees what it wrote. It is over when its block ends; whoever uses it, or an iterator that it gave, after that gets
    `StorageFailed`.
    """

    @property
    def records(self) -> Records:
        """The records."""
        ...

    @property
    def versions(self) -> Versions:
        """All versions of them."""
        ...

    @property
    def trail(self) -> Trail:
        """The trail."""
        ...

    @property
    def commands(self) -> Commands:
        """The commands."""
        ...


class Store(Protocol):
    """Keeps an office's records; threads may share it. Every failure is a `StorageFailed`, with the cause kept."""

    def work(self) -> AbstractContextManager[Unit]:
        """Begin a unit of work that is committed at the end of the block, whole, and dropped where it raises.

        Units of work at the same time behave as if one came after the other, or one of them raises `VersionConflict`.
        What is acknowledged is stored for good. A thread begins none inside of another one.
        """
        ...

    def view(self) -> AbstractContextManager[Unit]:
        """Begin to read: one state of the store, with nothing of units of work that are not committed.

        What writes in it raises `StorageFailed`.
        """
        ...


class OpenStore(Store, Protocol):
    """A store with what `random_inspection.adapters.opening.open_store` gives to whoever opened it: the way to close it."""

    def close(self) -> None:
        """Give back connections and files; twice is once. Nothing is lost that was acknowledged."""
        ...
