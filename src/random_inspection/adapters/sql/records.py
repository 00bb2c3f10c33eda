"""Records and their versions in the tables of a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

import attrs
from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, func, insert, select, update

from random_inspection.adapters.sql.blocks import SqlBlocks
from random_inspection.adapters.sql.faults import block_faults, head_faults
from random_inspection.adapters.sql.session import Session
from random_inspection.adapters.sql.tables import RECORDS, VERSIONS, table_name
from random_inspection.adapters.sql.walks import PAGE, matching, walk
from random_inspection.domain.acts import Changed
from random_inspection.errors import InvalidInput, Message, NotStored, Problem, StorageFailed, VersionConflict
from random_inspection.ports import Block, Form, Kept, Part, Reference, Standing, Stored
from random_inspection.serialization.blocks import (
    asked_of,
    blocks_of,
    content_of,
    kept_block,
    kept_line,
    key_of,
    kind_in,
    position_of,
    without,
    written,
)
from random_inspection.serialization.records import Entry, entry, kind_named, kind_of, read_record

T = TypeVar("T")

CONFLICT = Message(
    "sql-version",
    "the {kind} {key!r} has version {found}, expected {expected}; read it again, and decide again",
    "{kind}记录“{key}”现为第{found}版，应为第{expected}版；请重新读取后再办理",
)
NO_VERSION = Message(
    "sql-no-version", "there is no version {version} of {kind} {key!r}", "{kind}记录“{key}”没有第{version}版"
)
LAST_VERSION = Message(
    "sql-last-version",
    "version {version} of {kind} {key!r} is its last one, which stands; write the next one without the content first",
    "第{version}版是{kind}记录“{key}”的现行版；请先写入不含该内容的新版本",
)

ALTERED = Message(
    "sql-standing-altered",
    "the {kind} {key!r} does not stand as its version {version} was written: somebody altered it past the office, and it "
    "is not written over; have the trail checked, and restore the database from a backup",
    "{kind}记录“{key}”的现行内容与第{version}版不符，系在系统之外被改动，未予覆盖；请核查日志，并从备份恢复数据库",
)

_STANDING = ("record_version", "body")
_V = VERSIONS.c
_OF_RECORD = and_(_V.kind == bindparam("of_kind"), _V.record_key == bindparam("of_key"))
_OF_VERSION = and_(_OF_RECORD, _V.record_version == bindparam("of_version"))
_ONE_VERSION = select(_V.body).where(_OF_VERSION)
_ALL_VERSIONS = select(_V.record_version, _V.body, _V.salt).where(_OF_RECORD).order_by(_V.record_version)
_LAST_VERSION = select(func.max(_V.record_version).label("last")).where(_OF_RECORD)
_REFERENCES = select(_V.id, _V.kind, _V.record_key, _V.record_version).order_by(_V.id).limit(PAGE)
_ADD_VERSION = insert(VERSIONS).inline()
_ERASE = update(VERSIONS).where(_OF_VERSION).values(body=None, salt=None)


def _one(table: Table) -> Select[Any]:
    return select(table.c.record_version, table.c.body).where(table.c.record_key == bindparam("of_key"))


def _version(table: Table) -> Select[Any]:
    return select(table.c.record_version).where(table.c.record_key == bindparam("of_key"))


def _as_written(table: Table) -> ColumnElement[bool]:
    """Return the condition that a record has a version, and stands with the content of that version."""
    there = table.c
    written_then = _ONE_VERSION.scalar_subquery()
    of_record = and_(there.record_key == bindparam("of_key"), there.record_version == bindparam("of_version"))
    return and_(of_record, there.body == written_then)


@attrs.frozen
class SqlRecords:
    """The records of a database; see `random_inspection.ports.Records`."""

    session: Session
    blocks: SqlBlocks

    def get(self, kind: type[T], key: str, *, version: int | None = None) -> Stored[T] | None:
        """Return a record; see `Records.get`."""
        name = kind_of(kind).name
        if version is None:
            rows = self.session.rows(_one(RECORDS[name]), {"of_key": key})
            if rows:
                return Stored(read_record(bytes(rows[0].body), kind), rows[0].record_version)
        else:
            rows = self.session.rows(_ONE_VERSION, {"of_kind": name, "of_key": key, "of_version": version})
            if rows:
                return None if rows[0].body is None else Stored(read_record(bytes(rows[0].body), kind), version)
        line = self.blocks.line(name, key) if version in {None, 1} else None
        data = line and content_of(*line)
        return None if data is None else Stored(read_record(data, kind), 1)

    def find(
        self, kind: type[T], *, until: Mapping[str, str] | None = None, **equal: str | None
    ) -> Iterator[Stored[T]]:
        """Yield records by key, a page at a time; see `Records.find`."""
        described = kind_of(kind)
        described.check_fields(*equal, *(until or {}))
        for found in walk(self.blocks, described.name, _STANDING, equal, until or {}):
            if isinstance(found, Part):
                yield from self._read(kind, found)
            else:
                yield Stored(read_record(bytes(found.body), kind), found.record_version)

    def parts(self, kind: type[T]) -> Iterator[Stored[T] | Part]:
        """Yield records by key, those of blocks as they are kept; see `Records.parts`."""
        for found in walk(self.blocks, kind_of(kind).name, _STANDING, {}, {}):
            if isinstance(found, Part):
                yield found
            else:
                yield Stored(read_record(bytes(found.body), kind), found.record_version)

    def scan(self, kind: type[T], *fields: str, **equal: str | None) -> Iterator[tuple[str | None, ...]]:
        """Yield keys and asked fields of records; see `Records.scan`."""
        described = kind_of(kind)
        described.check_fields(*fields, *equal)
        for found in walk(self.blocks, described.name, fields, equal, {}):
            if isinstance(found, Part):
                yield from asked_of(found, fields)
            else:
                yield tuple(found)

    def _read(self, kind: type[T], part: Part) -> Iterator[Stored[T]]:
        for line in part.lines:
            self.session.require_live()
            if (data := content_of(part.form, line)) is not None:
                yield Stored(read_record(data, kind), 1)

    def count(self, kind: type[T], *by: str, **equal: str | None) -> Mapping[tuple[str | None, ...], int]:
        """Return how many records there are; see `Records.count`."""
        described = kind_of(kind)
        described.check_fields(*by, *equal)
        table = RECORDS[described.name]
        columns = [table.c[name] for name in by]
        counted = select(*columns, func.count().label("records")).select_from(table).where(matching(table, equal, {}))
        rows = self.session.rows(counted.group_by(*columns) if by else counted)
        found = Counter({tuple(row[:-1]): row.records for row in rows if row.records})
        return dict(found + self.blocks.count(described.name, by, equal))

    def fields(self, kind: type[T], keys: Iterable[str], *names: str) -> Mapping[str, tuple[str | None, ...]]:
        """Return asked fields of records, a page at a time; see `Records.fields`."""
        described = kind_of(kind)
        described.check_fields(*names)
        columns = ", ".join(("record_key", *names))
        found: dict[str, tuple[str | None, ...]] = {}
        missing = list[str]()
        left = iter(keys)
        while page := list(islice(left, PAGE)):
            marks = ", ".join("?" * len(page))
            wanted = f"SELECT {columns} FROM {table_name(described.name)} WHERE record_key IN ({marks})"  # noqa: S608
            found |= {key: tuple(texts) for key, *texts in self.session.driven(wanted, tuple(page))}
            missing += [key for key in page if key not in found]
        return found | self.blocks.fields(described.name, missing, names)

    def put(self, value: object, *, expected: int, salt: str) -> Changed:
        """Write the next version of a record; see `Records.put`."""
        made = entry(value, expected + 1, salt)
        self.session.require_writing()
        found = self._stand(made, expected)
        if found != expected:
            change = made.change
            raise VersionConflict(CONFLICT.at(kind=change.kind, key=change.key, found=found, expected=expected))
        self.session.run(
            _ADD_VERSION,
            {
                "kind": made.change.kind,
                "record_key": made.change.key,
                "record_version": made.change.version,
                "body": made.data,
                "salt": salt,
            },
        )
        return made.change

    def extend(self, form: Form, lines: Iterable[bytes], *, secret: Callable[[], str]) -> tuple[Changed, ...]:
        """Write many new records in blocks; see `Records.extend`."""
        self.session.require_writing()
        changes = []
        for block in blocks_of(form, lines, secret):
            if (taken := self._taken(block)) is not None:
                raise VersionConflict(CONFLICT.at(kind=form.kind, key=taken, found="1", expected=0))
            self.blocks.add(block)
            changes.append(written(block))
        return tuple(changes)

    def _taken(self, block: Block) -> str | None:
        """Return the key of a record of a block that is there already; None where there is none."""
        table = RECORDS[block.form.kind]
        between = table.c.record_key.between(bindparam("first"), bindparam("last"))
        span = {"first": key_of(block.lines[0]), "last": key_of(block.lines[-1])}
        if not self.session.rows(select(table.c.id).where(between).limit(1), span):
            return self.blocks.taken(block.form.kind, block)
        found = select(table.c.record_key).where(table.c.record_key.in_(bindparam("of_keys", expanding=True)))
        rows = self.session.rows(found.limit(1), {"of_keys": [key_of(line) for line in block.lines]})
        return rows[0].record_key if rows else self.blocks.taken(block.form.kind, block)

    def _stand(self, made: Entry, expected: int) -> int:
        """Let a version stand in the table of its kind where it follows on `expected`; return the version before it."""
        table, key = RECORDS[made.change.kind], made.change.key
        values = {"record_version": expected + 1, "body": made.data, **made.index}
        if expected:
            place = {"of_kind": made.change.kind, "of_key": key, "of_version": expected}
            if self.session.run(update(table).where(_as_written(table)).values(values), place):
                return expected
        rows = self.session.rows(_version(table), {"of_key": key})
        if rows and rows[0].record_version == expected:
            raise StorageFailed(ALTERED.at(kind=made.change.kind, key=key, version=expected))
        if rows:
            return int(rows[0].record_version)
        held = self.blocks.part_with(made.change.kind, key)
        found = 0 if held is None else 1
        if found == expected:
            self.session.run(insert(table).inline(), {"record_key": key, **values})
            if held is not None:
                self.blocks.leave(made.change.kind, *held, key)
        return found


@attrs.frozen
class SqlVersions:
    """All versions of the records; see `random_inspection.ports.Versions`."""

    session: Session
    _blocks: SqlBlocks

    def versions(self, kind: str, key: str) -> Iterator[Kept]:
        """Yield the versions of a record, or of a block; see `Versions.versions`."""
        rows = self.session.rows(_ALL_VERSIONS, {"of_kind": kind, "of_key": key})
        if not rows or rows[0].record_version > 1:
            yield from self._in_block(kind, key)
        for row in rows:
            self.session.require_live()
            yield Kept(version=row.record_version, data=None if row.body is None else bytes(row.body), salt=row.salt)

    def _in_block(self, kind: str, key: str) -> Iterator[Kept]:
        inner = kind_in(kind)
        if inner and (block := self.block(inner, key)) is not None:
            yield kept_block(block)
        elif not inner and (found := self._blocks.block_with(kind, key)) is not None:
            yield kept_line(*found)

    def block(self, kind: str, key: str) -> Block | None:
        """Return a block; see `Versions.block`."""
        return self._blocks.block(kind, key)

    def blocks(self, kind: str) -> Iterator[str]:
        """Yield the keys of blocks; see `Versions.blocks`."""
        yield from self._blocks.firsts(kind)

    def standing(self, kind: str) -> Iterator[Standing]:
        """Yield the records that have rows of their own, a page at a time; see `Versions.standing`."""
        table, fields = RECORDS[kind], tuple(kind_named(kind).asked)
        columns = [table.c[name] for name in ("record_key", *_STANDING, *fields)]
        page, after = select(*columns).order_by(table.c.record_key).limit(PAGE), None
        while rows := self.session.rows(page if after is None else page.where(table.c.record_key > after)):
            for row in rows:
                self.session.require_live()
                key, version, body, *index = row
                yield Standing(key=key, version=version, data=body, index=dict(zip(fields, index, strict=True)))
            after = rows[-1].record_key

    def references(self) -> Iterator[Reference]:
        """Yield the versions that have rows of their own, a page at a time; see `Versions.references`."""
        after = None
        while rows := self.session.rows(_REFERENCES if after is None else _REFERENCES.where(_V.id > after)):
            for row in rows:
                self.session.require_live()
                yield Reference(row.kind, row.record_key, row.record_version)
            after = rows[-1].id

    def faults(self) -> Iterator[Problem]:
        """Yield where the tables do not agree with each other; see `Versions.faults`."""
        yield from head_faults(self.session)
        yield from block_faults(self._blocks)

    def erase(self, kind: str, key: str, version: int) -> None:
        """Delete content and salt of a version; see `Versions.erase`."""
        self.session.require_writing()
        place = {"of_kind": kind, "of_key": key}
        (row,) = self.session.rows(_LAST_VERSION, place)
        first = self._blocks.holding(kind, key)
        last = row.last or (0 if first is None else 1)
        if not 1 <= version <= last:
            raise NotStored(NO_VERSION.at(kind=kind, key=key, version=version))
        if version == last:
            raise InvalidInput(LAST_VERSION.at(kind=kind, key=key, version=version))
        if version == 1 and first is not None:
            self._erase_line(kind, first, key)
        else:
            self.session.run(_ERASE, {**place, "of_version": version})

    def _erase_line(self, kind: str, first: str, key: str) -> None:
        block = self.block(kind, first)
        position = None if block is None else position_of(block.lines, key)
        if block is not None and position is not None:
            self._blocks.rewrite(kind, first, without(block, position))
