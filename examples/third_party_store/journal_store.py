"""A store in one file that only grows: a line for every unit of work, read into memory when it is opened."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from random_inspection.adapters.memory import MemoryStore
from random_inspection.domain.acts import Changed, Event, Subject
from random_inspection.errors import InvalidInput, Message, NotStored, StorageFailed, Where, system_words
from random_inspection.ports import Done, Form, Reference, Unit
from random_inspection.serialization.blocks import form_bytes, read_form
from random_inspection.serialization.records import kind_named, kind_of, read_record, record_bytes
from random_inspection.serialization.trail import leaf, read_leaf

NO_PLACE = Message(
    "journal-url",
    "this is no address of a journal, such as journal:///home/office/office.journal",
    "不是日志文件地址；应如 journal:///home/office/office.journal",
)
NO_FILE = Message("journal-absent", "there is no such journal; check its name", "没有这个日志文件；请核对名称")
FAILED = Message(
    "journal-failed",
    "the journal cannot be read or written ({why}), and nothing is stored; see to it, and do it again",
    "日志文件无法读写（{why_zh}），本次操作未保存；请处理后重试",
)
DAMAGED = Message(
    "journal-damaged",
    "the journal is damaged from byte {byte} on; restore it from a backup",
    "日志文件自第{byte}字节起已损坏；请从备份恢复",
)

Step = list[Any]


def open_journal(url: str, *, make: bool = False) -> JournalStore:
    """Return the store at an address.

    Args:
        url: ``journal://`` and the absolute path of the file.
        make: whether it is made where it is not there.

    Raises:
        InvalidInput: it is no such address.
        NotStored: there is no such file.
        StorageFailed: it cannot be read, or is damaged.
    """
    parts = urlsplit(url)
    file = Path(unquote(parts.path))
    if parts.netloc or not file.is_absolute() or parts.query:
        raise InvalidInput(NO_PLACE.at(Where(path="url")))
    with _reported(file):
        if not make and not file.exists():
            raise NotStored(NO_FILE.at(Where(file=file.name)))
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    store = JournalStore(file)
    store.catch_up()
    return store


class _Part:
    """A part of a unit of work that notes what is written in it."""

    def __init__(self, part: Any, note: Callable[[Step], None]) -> None:
        self._part, self._note = part, note

    def __getattr__(self, name: str) -> Any:
        return getattr(self._part, name)


class _Records(_Part):
    def put(self, value: object, *, expected: int, salt: str) -> Changed:
        """Write a version; see `Records.put`."""
        changed: Changed = self._part.put(value, expected=expected, salt=salt)
        self._note(["put", kind_of(type(value)).name, record_bytes(value).decode(), expected, salt])
        return changed

    def extend(self, form: Form, lines: Iterable[bytes], *, secret: Callable[[], str]) -> tuple[Changed, ...]:
        """Write many records at once; see `Records.extend`."""
        kept: list[str] = []
        salts: list[str] = []

        def read() -> Iterator[bytes]:
            for line in lines:
                kept.append(line.decode())
                yield line

        def salt() -> str:
            salts.append(secret())
            return salts[-1]

        changed: tuple[Changed, ...] = self._part.extend(form, read(), secret=salt)
        self._note(["extend", form_bytes(form).decode(), kept, salts])
        return changed


class _Versions(_Part):
    def erase(self, kind: str, key: str, version: int) -> None:
        """Delete a content; see `Versions.erase`. The lines that wrote it still have it: a journal forgets nothing."""
        self._part.erase(kind, key, version)
        self._note(["erase", kind, key, version])


class _Trail(_Part):
    def append(self, events: Iterable[Event]) -> int:
        """Append events; see `Trail.append`."""
        given = list(events)
        first: int = self._part.append(given)
        self._note(["append", [leaf(event, first + number).decode() for number, event in enumerate(given)]])
        return first


class _Commands(_Part):
    def remember(self, done: Done) -> None:
        """Record a command; see `Commands.remember`."""
        self._part.remember(done)
        subject, result = done.subject, done.result
        about = [subject.kind, subject.key]
        self._note(["remember", done.command, done.actor, done.act, about, [result.kind, result.key, result.version]])


class _Unit:
    """A unit of work, and what was written in it."""

    def __init__(self, unit: Unit) -> None:
        self.steps: list[Step] = []
        note = self.steps.append
        self.records: Any = _Records(unit.records, note)
        self.versions: Any = _Versions(unit.versions, note)
        self.trail: Any = _Trail(unit.trail, note)
        self.commands: Any = _Commands(unit.commands, note)


def _again(unit: Unit, step: Step) -> None:
    """Do once more what a line of the journal says."""
    match step:
        case ["put", kind, data, expected, salt]:
            unit.records.put(read_record(data.encode(), kind_named(kind).type), expected=expected, salt=salt)
        case ["extend", form, lines, salts]:
            given = iter(salts)
            unit.records.extend(read_form(form.encode()), (line.encode() for line in lines), secret=given.__next__)
        case ["erase", kind, key, version]:
            unit.versions.erase(kind, key, version)
        case ["append", leaves]:
            unit.trail.append(read_leaf(one.encode())[1] for one in leaves)
        case ["remember", command, actor, act, about, result]:
            subject = Subject(kind=about[0], key=about[1])
            unit.commands.remember(
                Done(command=command, actor=actor, act=act, subject=subject, result=Reference(*result))
            )
        case _:
            raise ValueError(step)


class JournalStore:
    """A `random_inspection.ports.OpenStore` in a journal; threads and programs may share it, on one machine."""

    def __init__(self, file: Path) -> None:
        self._file, self._memory, self._read = file, MemoryStore(), 0
        self._one_unit, self._reading, self._in_unit = Lock(), Lock(), False

    @contextmanager
    def work(self) -> Iterator[Unit]:
        """Begin a unit of work; see `Store.work`. It counts once its line is on the disk."""
        with self._one_unit, _locked(self._file) as journal:
            self.catch_up()
            with self._reading:
                self._in_unit = True
            try:
                with self._memory.work() as unit:
                    noting = _Unit(unit)
                    yield noting
                    if noting.steps:
                        self._append(journal, noting.steps)
            finally:
                self._in_unit = False

    @contextmanager
    def view(self) -> Iterator[Unit]:
        """Begin to read; see `Store.view`."""
        self.catch_up()
        with self._memory.view() as unit:
            yield unit

    def close(self) -> None:
        """Close the store: nothing is left to do, as the file is open only while it is read or written."""

    def catch_up(self) -> None:
        """Read what others wrote meanwhile; while this store itself writes, there is nothing."""
        with self._reading, _reported(self._file):
            if self._in_unit:
                return
            with self._file.open("rb") as lines:
                lines.seek(self._read)
                for line in lines:
                    if line.endswith(b"\n"):  # what does not end is a unit of work that was never acknowledged
                        self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            with self._memory.work() as unit:
                for step in json.loads(line):
                    _again(unit, step)
        except (ValueError, InvalidInput, NotStored) as error:
            raise StorageFailed(DAMAGED.at(Where(file=self._file.name), byte=self._read)) from error
        self._read += len(line)

    def _append(self, journal: int, steps: list[Step]) -> None:
        line = json.dumps(steps).encode() + b"\n"
        with _reported(self._file):
            os.ftruncate(journal, self._read)
            try:
                os.lseek(journal, self._read, os.SEEK_SET)
                left = memoryview(line)
                while left:
                    left = left[os.write(journal, left) :]
                os.fsync(journal)
            except OSError:
                os.ftruncate(journal, self._read)
                raise
        self._read += len(line)


@contextmanager
def _locked(file: Path) -> Iterator[int]:
    """Hold the journal, so that one program at a time writes; the system lets go of it where a program ends."""
    with _reported(file):
        journal = os.open(file, os.O_RDWR)
    try:
        with _reported(file):
            fcntl.flock(journal, fcntl.LOCK_EX)
        yield journal
    finally:
        os.close(journal)


@contextmanager
def _reported(file: Path) -> Iterator[None]:
    """Turn what the system says into words."""
    try:
        yield
    except OSError as error:
        raise StorageFailed(FAILED.at(Where(file=file.name), **system_words(error))) from error
