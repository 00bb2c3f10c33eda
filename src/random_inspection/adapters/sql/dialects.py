"""What the databases need said in their own words: how they are connected to, and how a unit of work begins."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import attrs
from sqlalchemy import URL, Connection, Engine, create_engine, event

from random_inspection.adapters.sql.failures import NOT_OPENED, READ_ONLY, translated
from random_inspection.errors import InvalidInput, Message, NotStored, StorageFailed, Where, system_words

_WAIT = 30
"""Seconds that a unit of work waits for another one to end."""
_LOCK = 7_266_746_329
"""The number under which PostgreSQL lets one program at a time make or change the tables."""
_MEMORIES = count(1)

NO_FILE = Message(
    "sql-no-file",
    "there is no such database; check its name, or make it first",
    "没有这个数据库文件；请核对名称，或先创建",
)
NOT_MADE = Message("sql-file-not-made", "the database cannot be made: {why}", "无法创建数据库文件：{why_zh}")
OTHER_SYNCHRONOUS = Message(
    "sql-synchronous",
    "found synchronous={found}, expected FULL (what is acknowledged survives a power failure), or NORMAL (it survives "
    "the end of the program; a power failure may take the last acts, whole)",
    "synchronous={found}，应为 FULL（断电后已确认的操作不丢失）或 NORMAL（程序中断不丢失；断电可能丢失最后若干完整操作）",
)
OTHER_DATABASE = Message(
    "sql-dialect",
    "no store is kept in a database of {found!r}; expected one of {expected}",
    "不支持“{found}”数据库；应为{expected}之一",
)


@attrs.frozen
class Dialect:
    """A database; the defaults are those of most.

    Attributes:
        settings: arguments of `sqlalchemy.create_engine`.
        on_connect: statements for every new connection.
        begins: what begins a view, and what a unit of work; None where the driver does it.
        isolation: the isolation of a view, and of a unit of work; None where it is always the same.
        locks_head: whether a unit of work locks the head of the trail by ``FOR UPDATE``.
        exclusively: what lets nobody else change the tables until the transaction ends.
    """

    settings: Mapping[str, Any] = attrs.field(factory=dict)
    on_connect: tuple[str, ...] = ()
    begins: tuple[str, str] | None = None
    isolation: tuple[str, str] | None = None
    locks_head: bool = True
    exclusively: str | None = None


_SQLITE = Dialect(
    settings={"connect_args": {"timeout": _WAIT}},
    on_connect=(
        "PRAGMA journal_mode = WAL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA secure_delete = ON",
    ),
    begins=("BEGIN", "BEGIN IMMEDIATE"),
    locks_head=False,
)
_MYSQL = Dialect(
    settings={"isolation_level": "REPEATABLE READ", "pool_pre_ping": True},
    on_connect=(f"SET SESSION innodb_lock_wait_timeout = {_WAIT}",),
)
DIALECTS: Mapping[str, Dialect] = {
    "sqlite": _SQLITE,
    "postgresql": Dialect(
        settings={"pool_pre_ping": True},
        on_connect=(f"SET SESSION lock_timeout = '{_WAIT}s'",),
        isolation=("REPEATABLE READ", "READ COMMITTED"),
        exclusively=f"SELECT pg_advisory_xact_lock({_LOCK})",
    ),
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
}
"""What is known of every database, by the name that SQLAlchemy gives it."""


def dialect_of(engine: Engine) -> Dialect:
    """Return what is known of the database of `engine`."""
    return DIALECTS[engine.dialect.name]


def engine_for(url: URL, *, make: bool) -> Engine:
    """Return an engine for the database at `url`, with the settings that a store relies on.

    Args:
        url: where the database is; SQLite without a name is one in memory, alone.
        make: whether a file that is not there is made.

    Raises:
        InvalidInput: it is a database of another kind, or SQLite is to sync in another way.
        NotStored: there is no such file, and none is to be made.
        StorageFailed: the file cannot be made, or neither it nor its folder be written.
    """
    name = url.get_backend_name()
    if name not in DIALECTS:
        raise InvalidInput(OTHER_DATABASE.at(Where(path="url"), found=name, expected=", ".join(DIALECTS)))
    known = DIALECTS[name]
    if name == "sqlite":
        url, known = _synchronous(url, known)
        url = _file_of_sqlite(url, make=make)
    engine = create_engine(url, hide_parameters=True, **known.settings)
    if url.query.get("vfs") == "memdb":
        _keep(engine, str(url.database))
    event.listen(engine, "connect", _connecting(known))
    return engine


def begun(engine: Engine, *, writes: bool) -> Connection:
    """Return a connection on which a transaction of this kind has begun; raise `StorageFailed` where there is none."""
    known = dialect_of(engine)
    with translated(engine.dialect.name, otherwise=NOT_OPENED):
        connection = engine.connect()
        if known.isolation is not None:
            connection.execution_options(isolation_level=known.isolation[writes])
    try:
        with translated(engine.dialect.name):
            connection.begin()
            if known.begins is not None:
                connection.exec_driver_sql(known.begins[writes])
    except BaseException:
        connection.close()
        raise
    return connection


def _keep(engine: Engine, place: str) -> None:
    """Keep a database in memory until `engine` is closed: it is gone with the last connection to it."""
    kept = sqlite3.connect(f"{place}?vfs=memdb", uri=True, check_same_thread=False)
    event.listen(engine, "engine_disposed", lambda _: kept.close())


def _connecting(known: Dialect) -> Any:
    def connecting(connection: Any, _: object) -> None:
        if known.begins is not None:
            connection.isolation_level = None
        cursor = connection.cursor()
        for statement in known.on_connect:
            cursor.execute(statement)
        cursor.close()
        if known.begins is None:
            connection.commit()

    return connecting


def _synchronous(url: URL, known: Dialect) -> tuple[URL, Dialect]:
    """Return the address without ``synchronous``, and what every connection is told for it."""
    found = str(url.query.get("synchronous", "FULL"))
    if found not in {"FULL", "NORMAL"}:
        raise InvalidInput(OTHER_SYNCHRONOUS.at(Where(path="url"), found=found))
    told = (*known.on_connect, f"PRAGMA synchronous = {found}")
    return url.difference_update_query(["synchronous"]), attrs.evolve(known, on_connect=told)


def _file_of_sqlite(url: URL, *, make: bool) -> URL:
    """Return the address of a file that is there, readable by nobody else, or of a place in memory of its own."""
    if url.database in (None, "", ":memory:"):
        place = f"file:/random-inspection-{os.getpid()}-{next(_MEMORIES)}"
        return url.set(database=place, query={"vfs": "memdb", "uri": "true"})
    if url.database.startswith("file:"):
        return url
    file = Path(url.database)
    if not make and not file.exists():
        raise NotStored(NO_FILE.at(Where(file=file.name)))
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600)) if make else None
    except OSError as error:
        raise StorageFailed(NOT_MADE.at(Where(file=file.name), **system_words(error))) from error
    if not (os.access(file, os.W_OK) or os.access(file.parent, os.W_OK)):
        raise StorageFailed(READ_ONLY.at(Where(file=file.name)))
    return url
