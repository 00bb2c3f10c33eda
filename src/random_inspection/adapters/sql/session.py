"""A unit of work on a connection, while it lasts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import attrs
from sqlalchemy import Connection, CursorResult, Engine, Executable, Table

from random_inspection.adapters.sql.dialects import begun, dialect_of
from random_inspection.adapters.sql.failures import MET_ANOTHER, translated
from random_inspection.adapters.sql.tables import HEAD, ONLY
from random_inspection.errors import Message, StorageFailed, VersionConflict
from random_inspection.proofs.merkle import HASH_SIZE, Frontier

OVER = Message(
    "sql-unit-over",
    "the unit of work is over; read and write inside of its block",
    "该工作单元已经结束；请在其代码块内读写",
)
VIEW_WRITES = Message(
    "sql-view-writes", "a view only reads; write in a unit of work", "只读视图不能写入；请在工作单元中写入"
)
NO_HEAD = Message(
    "sql-no-head",
    "the head of the trail is gone; restore the database from a backup",
    "日志头记录缺失；请从备份恢复数据库",
)

_READ_HEAD = f"SELECT size, edge FROM {HEAD.name} WHERE id = {ONLY}"  # noqa: S608  (names of ours alone)
_WRITE_HEAD = f"UPDATE {HEAD.name} SET size = ?, edge = ? WHERE id = {ONLY} AND size = ?"  # noqa: S608


@cache
def _insert(table: Table) -> str:
    columns = table.columns.keys()
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


@attrs.define(kw_only=True)
class Session:
    """A unit of work, or a view.

    The head of the trail is read once, when it begins, and written once, when it ends; in a unit of work nobody else
    has it in between, so units of work come one after the other.

    Attributes:
        connection: its connection, in a transaction.
        writes: whether it is a unit of work.
        frontier: the head of the trail as it stands.
        live: whether its block is not over.
    """

    connection: Connection
    writes: bool
    frontier: Frontier
    live: bool = True

    def rows(self, statement: Executable, parameters: Any = None) -> Sequence[Any]:
        """Return all rows of a statement that reads."""
        self.require_live()
        with translated(self.connection.dialect.name):
            return self.connection.execute(statement, parameters).all()

    def run(self, statement: Executable, parameters: Any) -> int:
        """Execute a statement that writes, once or for many parameters; return how many rows it met."""
        self.require_writing()
        with translated(self.connection.dialect.name):
            return self.connection.execute(statement, parameters).rowcount

    def driven(self, statement: str, parameters: tuple[object, ...]) -> Sequence[Any]:
        """Return all rows of a statement that reads, with ``?`` for its parameters, past SQLAlchemy's compiler."""
        self.require_live()
        with translated(self.connection.dialect.name):
            return _driven(self.connection, statement, parameters).all()

    def insert(self, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
        """Insert rows, each with the content of all columns in their order, without SQLAlchemy's work on every one."""
        self.require_writing()
        with translated(self.connection.dialect.name):
            _driven(self.connection, _insert(table), rows)

    def require_writing(self) -> None:
        """Raise `StorageFailed` in a view, and where the unit of work is over."""
        if not self.writes:
            raise StorageFailed(VIEW_WRITES.at())
        self.require_live()

    def require_live(self) -> None:
        """Raise `StorageFailed` where the unit of work is over."""
        if not self.live:
            raise StorageFailed(OVER.at())


@contextmanager
def session(engine: Engine, *, writes: bool) -> Iterator[Session]:
    """Begin a transaction that is committed at the end of the block, and dropped where it raises."""
    dialect = engine.dialect.name
    connection = begun(engine, writes=writes)
    try:
        with translated(dialect):
            before = _head(connection, writes=writes)
        work = Session(connection=connection, writes=writes, frontier=before)
        try:
            yield work
            if work.frontier != before:
                _write_head(work, before.size)
        finally:
            work.live = False
        _commit(connection)
    finally:
        with translated(dialect):
            connection.close()


def _commit(connection: Connection) -> None:
    """Commit, or close the connection for good: a commit that failed may have left it in the middle of something."""
    try:
        with translated(connection.dialect.name):
            connection.commit()
    except BaseException:
        connection.invalidate()
        raise


def _head(connection: Connection, *, writes: bool) -> Frontier:
    locks = writes and dialect_of(connection.engine).locks_head
    row = connection.exec_driver_sql(f"{_READ_HEAD} FOR UPDATE" if locks else _READ_HEAD).one_or_none()
    if row is None:
        raise StorageFailed(NO_HEAD.at())
    return frontier_of(row)


def frontier_of(row: Any) -> Frontier:
    """Return the right edge of the tree as a row of the head has it."""
    edge = bytes(row.edge)
    return Frontier(size=row.size, edge=tuple(edge[at : at + HASH_SIZE] for at in range(0, len(edge), HASH_SIZE)))


def _write_head(work: Session, before: int) -> None:
    head = (work.frontier.size, b"".join(work.frontier.edge), before)
    with translated(work.connection.dialect.name):
        met = _driven(work.connection, _WRITE_HEAD, head).rowcount
    if met != 1:
        raise VersionConflict(MET_ANOTHER.at())


def _driven(connection: Connection, statement: str, parameters: Any) -> CursorResult[Any]:
    """Execute a statement with ``?`` for its parameters past SQLAlchemy's compiler: the hot path of the trail."""
    if connection.dialect.paramstyle != "qmark":
        statement = statement.replace("?", "%s")
    return connection.exec_driver_sql(statement, parameters)
