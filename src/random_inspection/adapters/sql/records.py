"""Records and their versions in the tables of a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import attrs
from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, func, insert, select, true, update

from random_inspection.adapters.sql.session import Session
from random_inspection.adapters.sql.tables import RECORDS, VERSIONS
from random_inspection.domain.acts import Changed
from random_inspection.errors import InvalidInput, Message, NotStored, VersionConflict
from random_inspection.ports import Kept, Stored
from random_inspection.serialization.records import Entry, entry, kind_of, read_record

T = TypeVar("T")

_PAGE = 500
"""How many records are read at once."""

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

_V = VERSIONS.c
_OF_RECORD = and_(_V.kind == bindparam("of_kind"), _V.record_key == bindparam("of_key"))
_OF_VERSION = and_(_OF_RECORD, _V.record_version == bindparam("of_version"))
_ONE_VERSION = select(_V.body).where(_OF_VERSION)
_ALL_VERSIONS = select(_V.record_version, _V.body, _V.salt).where(_OF_RECORD).order_by(_V.record_version)
_LAST_VERSION = select(func.max(_V.record_version).label("last")).where(_OF_RECORD)
_ADD_VERSION = insert(VERSIONS).inline()
_ERASE = update(VERSIONS).where(_OF_VERSION).values(body=None, salt=None)


def _one(table: Table) -> Select[Any]:
    return select(table.c.record_version, table.c.body).where(table.c.record_key == bindparam("of_key"))


def _version(table: Table) -> Select[Any]:
    return select(table.c.record_version).where(table.c.record_key == bindparam("of_key"))


def _matching(table: Table, equal: Mapping[str, str | None], until: Mapping[str, str]) -> ColumnElement[bool]:
    columns = table.c
    return and_(
        true(),
        *(columns[name].is_(None) if text is None else columns[name] == text for name, text in equal.items()),
        *(columns[name] <= text for name, text in until.items()),
    )


@attrs.frozen
class SqlRecords:
    """The records of a database; see `random_inspection.ports.Records`."""

    session: Session

    def get(self, kind: type[T], key: str, *, version: int | None = None) -> Stored[T] | None:
        """Return a record; see `Records.get`."""
        name = kind_of(kind).name
        if version is None:
            rows = self.session.rows(_one(RECORDS[name]), {"of_key": key})
            return Stored(read_record(bytes(rows[0].body), kind), rows[0].record_version) if rows else None
        rows = self.session.rows(_ONE_VERSION, {"of_kind": name, "of_key": key, "of_version": version})
        if not rows or rows[0].body is None:
            return None
        return Stored(read_record(bytes(rows[0].body), kind), version)

    def find(
        self, kind: type[T], *, until: Mapping[str, str] | None = None, **equal: str | None
    ) -> Iterator[Stored[T]]:
        """Yield records by key, a page at a time; see `Records.find`."""
        described = kind_of(kind)
        described.check_fields(*equal, *(until or {}))
        table = RECORDS[described.name]
        page = (
            select(table.c.record_key, table.c.record_version, table.c.body)
            .where(_matching(table, equal, until or {}))
            .order_by(table.c.record_key)
            .limit(_PAGE)
        )
        rows = self.session.rows(page)
        while rows:
            for row in rows:
                self.session.require_live()
                yield Stored(read_record(bytes(row.body), kind), row.record_version)
            rows = self.session.rows(page.where(table.c.record_key > rows[-1].record_key)) if len(rows) == _PAGE else []

    def count(self, kind: type[T], *by: str, **equal: str | None) -> Mapping[tuple[str | None, ...], int]:
        """Return how many records there are; see `Records.count`."""
        described = kind_of(kind)
        described.check_fields(*by, *equal)
        table = RECORDS[described.name]
        columns = [table.c[name] for name in by]
        counted = select(*columns, func.count().label("records")).select_from(table).where(_matching(table, equal, {}))
        rows = self.session.rows(counted.group_by(*columns) if by else counted)
        return {tuple(row[:-1]): row.records for row in rows if row.records}

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

    def _stand(self, made: Entry, expected: int) -> int:
        """Let a version stand in the table of its kind where it follows on `expected`; return the version before it."""
        table, key = RECORDS[made.change.kind], made.change.key
        values = {"record_version": expected + 1, "body": made.data, **made.index}
        if expected:
            here = and_(table.c.record_key == bindparam("of_key"), table.c.record_version == bindparam("of_version"))
            if self.session.run(update(table).where(here).values(values), {"of_key": key, "of_version": expected}):
                return expected
        rows = self.session.rows(_version(table), {"of_key": key})
        if not expected and not rows:
            self.session.run(insert(table).inline(), {"record_key": key, **values})
        return int(rows[0].record_version) if rows else 0


@attrs.frozen
class SqlVersions:
    """All versions of the records; see `random_inspection.ports.Versions`."""

    session: Session

    def versions(self, kind: str, key: str) -> Iterator[Kept]:
        """Yield the versions of a record; see `Versions.versions`."""
        for row in self.session.rows(_ALL_VERSIONS, {"of_kind": kind, "of_key": key}):
            self.session.require_live()
            yield Kept(version=row.record_version, data=None if row.body is None else bytes(row.body), salt=row.salt)

    def erase(self, kind: str, key: str, version: int) -> None:
        """Delete content and salt of a version; see `Versions.erase`."""
        self.session.require_writing()
        place = {"of_kind": kind, "of_key": key}
        (row,) = self.session.rows(_LAST_VERSION, place)
        if not 1 <= version <= (row.last or 0):
            raise NotStored(NO_VERSION.at(kind=kind, key=key, version=version))
        if version == row.last:
            raise InvalidInput(LAST_VERSION.at(kind=kind, key=key, version=version))
        self.session.run(_ERASE, {**place, "of_version": version})
