"""An office in a database: SQLite, PostgreSQL, MariaDB or MySQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import attrs
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from random_inspection.adapters.sql.blocks import SqlBlocks
from random_inspection.adapters.sql.dialects import engine_for
from random_inspection.adapters.sql.records import SqlRecords, SqlVersions
from random_inspection.adapters.sql.schema import require_current, upgrade
from random_inspection.adapters.sql.session import Session, session
from random_inspection.adapters.sql.trail import SqlCommands, SqlTrail
from random_inspection.errors import ExtraMissing, InvalidInput, Message, Where
from random_inspection.ports import Unit

NO_URL = Message(
    "sql-url",
    "this is no address of a database, such as sqlite:///office.db or postgresql+psycopg://user@host/office",
    "不是数据库地址；应如 sqlite:///office.db 或 postgresql+psycopg://用户@主机/office",
)
DRIVER_MISSING = Message(
    "sql-driver-missing",
    'this database needs the package {package}; in the folder of the sources: pip install ".[{extra}]"',
    '该数据库需要 {package}；请在源代码文件夹中运行：pip install ".[{extra}]"',
)
_EXTRAS = {"psycopg": "postgres", "pymysql": "mysql"}


@attrs.frozen
class SqlUnit:
    """A unit of work, or a view, of a database; see `random_inspection.ports.Unit`."""

    records: SqlRecords
    versions: SqlVersions
    trail: SqlTrail
    commands: SqlCommands

    @classmethod
    def over(cls, work: Session) -> SqlUnit:
        """Return what reads and writes in `work`."""
        blocks = SqlBlocks(work)
        return cls(SqlRecords(work, blocks), SqlVersions(work, blocks), SqlTrail(work, blocks), SqlCommands(work))


class SqlStore:
    """A `random_inspection.ports.Store` in a database; its units of work come one after the other.

    Attributes:
        engine: the engine, as `open_sql` makes it; on SQLite its connections begin a transaction only where they are told.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def work(self) -> Iterator[Unit]:
        """Begin a unit of work; see `Store.work`."""
        with session(self.engine, writes=True) as work:
            yield SqlUnit.over(work)

    @contextmanager
    def view(self) -> Iterator[Unit]:
        """Begin to read; see `Store.view`."""
        with session(self.engine, writes=False) as work:
            yield SqlUnit.over(work)

    def close(self) -> None:
        """Close all connections; the store opens new ones where it is used again."""
        self.engine.dispose()


def open_sql(url: str, *, make: bool = False) -> SqlStore:
    """Return the store in a database.

    Args:
        url: its address, as SQLAlchemy has it: ``sqlite:///office.db``, ``postgresql+psycopg://user@host/office``,
            ``mariadb+pymysql://…``, ``mysql+pymysql://…``; ``sqlite://`` is one in memory. With ``?synchronous=NORMAL``
            SQLite does not sync every commit: a power failure may take the last acts, each of them whole.
        make: whether the file and the tables are made where they are not there, and tables of an earlier version
            brought to this one.

    Raises:
        InvalidInput: it is no address, or one of a database that no store is kept in.
        ExtraMissing: the driver of the database is not installed.
        NotStored: there is no such file.
        StorageFailed: there are no tables, or those of another version, or the database fails.
    """
    try:
        engine = engine_for(make_url(url), make=make)
    except (ArgumentError, NoSuchModuleError) as error:
        raise InvalidInput(NO_URL.at(Where(path="url"))) from error
    except ModuleNotFoundError as error:
        package = str(error.name)
        raise ExtraMissing(DRIVER_MISSING.at(package=package, extra=_EXTRAS.get(package, "sql"))) from error
    try:
        if make:
            upgrade(engine)
        require_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine)
