"""What drivers raise, as our errors: one row for each driver and error, and those that can be provoked for real."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import psycopg
import pymysql
import pytest
from sql_stores import emptied
from sqlalchemy import Connection, event, insert, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from random_inspection.adapters.sql import SqlStore, open_sql
from random_inspection.adapters.sql.failures import (
    BROKEN,
    BUSY,
    DISK,
    FULL,
    LOST,
    MET_ANOTHER,
    NOT_OPENED,
    OTHER,
    READ_ONLY,
    REFERENCE,
    error_of,
    translated,
)
from random_inspection.adapters.sql.tables import COMMANDS
from random_inspection.domain.plans import Task
from random_inspection.errors import ExtraMissing, InvalidInput, Message, StorageFailed, VersionConflict
from random_inspection.testing.store_samples import everything, got, put, salt, task

SERVERS = ("postgres_server", "mariadb_server")
NAMES = {"sqlite_url": "sqlite", "postgres_server": "postgresql", "mariadb_server": "mariadb"}


def _sqlite(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("secret")
    error.sqlite_errorcode, error.sqlite_errorname = code, f"CODE_{code}"
    return error


def _postgres(state: str) -> psycopg.Error:
    return psycopg.errors.lookup(state)("secret")


def _mysql(code: int) -> pymysql.Error:
    return pymysql.err.OperationalError(code, "secret")


@pytest.mark.parametrize(
    ("dialect", "raised", "message"),
    [
        ("sqlite", _sqlite(2067), MET_ANOTHER),
        ("sqlite", _sqlite(1555), MET_ANOTHER),
        ("sqlite", _sqlite(517), MET_ANOTHER),
        ("sqlite", _sqlite(787), REFERENCE),
        ("sqlite", _sqlite(5), BUSY),
        ("sqlite", _sqlite(261), BUSY),
        ("sqlite", _sqlite(6), BUSY),
        ("sqlite", _sqlite(13), FULL),
        ("sqlite", _sqlite(8), READ_ONLY),
        ("sqlite", _sqlite(1032), READ_ONLY),
        ("sqlite", _sqlite(10), DISK),
        ("sqlite", _sqlite(778), DISK),
        ("sqlite", _sqlite(11), BROKEN),
        ("sqlite", _sqlite(26), BROKEN),
        ("sqlite", _sqlite(14), NOT_OPENED),
        ("sqlite", _sqlite(19), OTHER),
        ("sqlite", sqlite3.ProgrammingError("secret"), OTHER),
        ("postgresql", _postgres("23505"), MET_ANOTHER),
        ("postgresql", _postgres("40001"), MET_ANOTHER),
        ("postgresql", _postgres("40P01"), MET_ANOTHER),
        ("postgresql", _postgres("23503"), REFERENCE),
        ("postgresql", _postgres("55P03"), BUSY),
        ("postgresql", _postgres("57014"), BUSY),
        ("postgresql", _postgres("53300"), BUSY),
        ("postgresql", _postgres("57P01"), LOST),
        ("postgresql", _postgres("08006"), LOST),
        ("postgresql", _postgres("53100"), FULL),
        ("postgresql", _postgres("25006"), READ_ONLY),
        ("postgresql", _postgres("28P01"), NOT_OPENED),
        ("postgresql", _postgres("3D000"), NOT_OPENED),
        ("postgresql", _postgres("58030"), DISK),
        ("postgresql", _postgres("XX001"), BROKEN),
        ("postgresql", _postgres("22001"), OTHER),
        ("postgresql", psycopg.InterfaceError("secret"), OTHER),
        ("mariadb", _mysql(1062), MET_ANOTHER),
        ("mariadb", _mysql(1213), MET_ANOTHER),
        ("mariadb", _mysql(1452), REFERENCE),
        ("mariadb", _mysql(1451), REFERENCE),
        ("mariadb", _mysql(1205), BUSY),
        ("mariadb", _mysql(1040), BUSY),
        ("mysql", _mysql(2006), LOST),
        ("mysql", _mysql(2013), LOST),
        ("mariadb", _mysql(1927), LOST),
        ("mariadb", _mysql(1021), FULL),
        ("mariadb", _mysql(1114), FULL),
        ("mariadb", _mysql(1290), READ_ONLY),
        ("mariadb", _mysql(1792), READ_ONLY),
        ("mariadb", _mysql(1045), NOT_OPENED),
        ("mariadb", _mysql(1049), NOT_OPENED),
        ("mariadb", _mysql(2003), NOT_OPENED),
        ("mariadb", _mysql(1030), DISK),
        ("mariadb", _mysql(1406), OTHER),
        ("mariadb", pymysql.err.InterfaceError("secret"), OTHER),
    ],
    ids=lambda value: value.code if isinstance(value, Message) else None,
)
def test_what_a_driver_raises_becomes_ours(dialect: str, raised: Any, message: Message) -> None:
    """Each has its code, keeps its cause, and says nothing of what the driver says, which may be what was stored."""
    with pytest.raises(StorageFailed if message is not MET_ANOTHER else VersionConflict) as caught, translated(dialect):
        raise DBAPIError("INSERT", {"title": "secret"}, raised)
    assert caught.value.code == message.code
    assert isinstance(cause := caught.value.__cause__, DBAPIError)
    assert cause.orig is raised
    assert "secret" not in caught.value.text() + caught.value.text("zh")


def test_what_has_no_driver_becomes_ours() -> None:
    """A pool without a free connection is busy, and whatever else SQLAlchemy raises is a failure of the store."""
    assert error_of("sqlite", PoolTimeout()).code == BUSY.code
    assert error_of("sqlite", ArgumentError("secret")).text() == StorageFailed(OTHER.at(code="ArgumentError")).text()


def test_a_connection_that_the_driver_gave_up_is_lost() -> None:
    """Without a code of the server, SQLAlchemy still tells that the connection is gone."""
    gone = DBAPIError("", {}, psycopg.OperationalError("secret"), connection_invalidated=True)
    assert error_of("postgresql", gone).code == LOST.code


@pytest.fixture(params=NAMES)
def store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """An empty store on every database."""
    made = emptied(request.getfixturevalue(request.param))
    yield made
    made.close()


@contextmanager
def _raises(store: SqlStore, message: Message) -> Iterator[None]:
    """Expect that the block, on a connection of `store`, makes the database raise what becomes `message`."""
    kind = VersionConflict if message is MET_ANOTHER else StorageFailed
    with pytest.raises(kind) as caught, translated(store.engine.dialect.name):
        yield
    assert caught.value.code == message.code


def _on_connect(store: SqlStore, statements: Mapping[str, str]) -> None:
    """Say something on every new connection of `store`; those that it has are closed."""
    store.close()
    dialect = store.engine.dialect.name

    @event.listens_for(store.engine, "connect")
    def _(connection: Any, _: object) -> None:
        connection.cursor().execute(statements[dialect])
        if dialect != "sqlite":
            connection.commit()


def test_a_row_that_is_there_already_is_met(store: SqlStore) -> None:
    """A real unique constraint."""
    names = [column.name for column in COMMANDS.c]
    row = {name: "1" if name != "result_version" else 1 for name in names}
    with _raises(store, MET_ANOTHER), store.engine.begin() as connection:
        connection.execute(insert(COMMANDS), [row, row])


def test_a_reference_to_nothing_is_told(store: SqlStore) -> None:
    """A real foreign key."""
    with store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE one (id INT NOT NULL PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE two (one INT NOT NULL, FOREIGN KEY (one) REFERENCES one (id))"))
    try:
        with _raises(store, REFERENCE), store.engine.begin() as connection:
            connection.execute(text("INSERT INTO two VALUES (1)"))
    finally:
        with store.engine.begin() as connection:
            connection.execute(text("DROP TABLE two"))
            connection.execute(text("DROP TABLE one"))


IMPATIENT = {
    "sqlite": "PRAGMA busy_timeout = 50",
    "postgresql": "SET lock_timeout = '50ms'",
    "mariadb": "SET SESSION innodb_lock_wait_timeout = 1",
}


def test_who_waits_too_long_is_told_and_nothing_is_stored(store: SqlStore, request: pytest.FixtureRequest) -> None:
    """A unit of work that another one keeps waiting ends with an error, and can be done again."""
    url = request.node.callspec.params["store"]
    other = open_sql(request.getfixturevalue(url))
    _on_connect(other, IMPATIENT)

    with store.work() as unit:
        unit.records.put(task("T1"), expected=0, salt=salt())
        with pytest.raises(StorageFailed) as caught:
            put(other, task("T2"))
    assert caught.value.code == BUSY.code
    put(other, task("T2"))
    assert len(everything(store)[1]) == 2  # type: ignore[arg-type]
    other.close()


@pytest.mark.parametrize("store", SERVERS, indirect=True)
def test_of_two_that_wait_for_each_other_one_is_told(store: SqlStore) -> None:
    """A real deadlock of two transactions that are not units of work: theirs come one after the other."""
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS pair"))
        connection.execute(text("CREATE TABLE pair (id INT PRIMARY KEY, n INT)"))
        connection.execute(text("INSERT INTO pair VALUES (1, 0), (2, 0)"))
    both, codes = Barrier(2), []

    def lock(first: int, second: int) -> None:
        statement = text("UPDATE pair SET n = n + 1 WHERE id = :id")
        try:
            with translated(store.engine.dialect.name), store.engine.begin() as connection:
                connection.execute(statement, {"id": first})
                both.wait()
                connection.execute(statement, {"id": second})
        except VersionConflict as conflict:
            codes.append(conflict.code)

    threads = [Thread(target=lock, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE pair"))
    assert codes == [MET_ANOTHER.code]


READ_ONLY_NOW = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET default_transaction_read_only = on",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
}


def test_a_database_that_is_read_only_is_told(store: SqlStore) -> None:
    """It can be read, and a unit of work stores nothing."""
    put(store, task("T1"))
    _on_connect(store, READ_ONLY_NOW)
    with pytest.raises(StorageFailed) as caught:
        put(store, task("T2"))
    assert caught.value.code == READ_ONLY.code
    assert got(store, Task, "T1") is not None


def test_a_file_that_cannot_be_written_can_be_read(sqlite_url: str) -> None:
    """SQLite that is opened to read only, as an auditor does, shows everything and stores nothing."""
    store = open_sql(sqlite_url)
    put(store, task("T1"))
    reader = open_sql(f"sqlite:///file:{sqlite_url.removeprefix('sqlite:///')}?mode=ro&uri=true")
    assert everything(reader) == everything(store)
    with pytest.raises(StorageFailed) as caught:
        put(reader, task("T2"))
    assert caught.value.code == READ_ONLY.code
    for each in (reader, store):
        each.close()


def test_a_full_disk_is_told_and_leaves_nothing(sqlite_url: str) -> None:
    """Whatever page is the last one, nothing is half stored; when there is room again, the same is stored."""
    store = open_sql(sqlite_url)
    put(store, task("T1"))
    before = everything(store)
    limit: dict[str, int] = {}

    @event.listens_for(store.engine, "engine_connect")
    def _(connection: Connection) -> None:
        pages = limit.get("pages", 2**30)
        connection.connection.cursor().execute(f"PRAGMA max_page_count = {pages}")

    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    large = task("T2", title="长" * 100_000)
    for more in range(0, 60, 7):
        limit["pages"] = pages + more
        with pytest.raises(StorageFailed) as caught:
            put(store, large)
        assert caught.value.code == FULL.code
        assert everything(store) == before
    limit.clear()
    put(store, large)
    assert got(store, Task, "T2") is not None
    store.close()


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    """A file with something else in it is not written over."""
    file = tmp_path / "office.db"
    file.write_bytes(b"no database " * 1000)
    with pytest.raises(StorageFailed) as caught:
        open_sql(f"sqlite:///{file}", make=True)
    assert caught.value.code == BROKEN.code
    assert file.read_bytes() == b"no database " * 1000


@pytest.mark.parametrize(
    ("url", "error", "code"),
    [
        ("nonsense", InvalidInput, "sql-url"),
        ("postgresql+nobody://secret@h/d", InvalidInput, "sql-url"),
        ("oracle+oracledb://secret@h/d", InvalidInput, "sql-dialect"),
        ("mysql+mysqldb://u:secret@h/d", ExtraMissing, "sql-driver-missing"),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/d", StorageFailed, "sql-not-opened"),
        ("mariadb+pymysql://u:secret@127.0.0.1:1/d", StorageFailed, "sql-not-opened"),
        ("sqlite:////nowhere/secret/office.db", StorageFailed, "sql-file-not-made"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(
    url: str, error: type[Exception], code: str
) -> None:
    """What is wrong with it is said, and nobody reads the password over a shoulder."""
    with pytest.raises(error) as caught:
        open_sql(url, make=True)
    assert getattr(caught.value, "code", None) == code
    assert "secret" not in str(caught.value)


def test_a_head_that_is_gone_is_told(sqlite_url: str) -> None:
    """Nobody starts a second trail where the first one's head was deleted."""
    store = open_sql(sqlite_url)
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM ri_trail_head"))
    with pytest.raises(StorageFailed, match="head of the trail is gone"):
        put(store, task("T1"))
    store.close()
