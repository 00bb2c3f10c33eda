"""The version of the tables: made, changed and checked by Alembic's migrations, which are in this package."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text

from random_inspection.adapters.sql.dialects import begun, dialect_of
from random_inspection.adapters.sql.failures import translated
from random_inspection.errors import Message, StorageFailed

REVISION = "0001"
"""The version of the tables that this version of the library works on."""
VERSION_TABLE = "ri_schema_version"
"""Where Alembic keeps which version the tables have; a host's own table of this kind is left alone."""

NO_TABLES = Message(
    "sql-no-tables",
    "the database has no tables of an office; make them first",
    "数据库中没有本系统的数据表；请先创建",
)
OTHER_REVISION = Message(
    "sql-schema-version",
    "the tables have version {found}, and this version of the library works on {expected}; upgrade the older one of both",
    "数据表版本为{found}，本程序要求{expected}；请升级其中较旧的一方",
)


def config(connection: Connection) -> Config:
    """Return what Alembic needs to know to work on `connection`."""
    made = Config()
    made.set_main_option("script_location", "random_inspection.adapters.sql:migrations")
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def revision_of(connection: Connection) -> str | None:
    """Return the version of the tables; None where there are none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def upgrade(engine: Engine, revision: str = REVISION) -> None:
    """Make the tables, or bring them to a later version, with what is in them; nothing happens where they have it.

    Raises:
        StorageFailed: the database fails, or has tables of a version that this one does not know.
    """
    with translated(engine.dialect.name), begun(engine, writes=True) as connection:
        if (lock := dialect_of(engine).exclusively) is not None:
            connection.execute(text(lock))
        if (found := revision_of(connection)) != revision:
            _require_known(found)
            command.upgrade(config(connection), revision)
        connection.commit()


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the tables back to an earlier version; ``base`` takes them away with all that is in them."""
    with translated(engine.dialect.name), begun(engine, writes=True) as connection:
        command.downgrade(config(connection), revision)
        connection.commit()


def require_current(engine: Engine) -> None:
    """Raise `StorageFailed` where there are no tables, or those of another version."""
    with translated(engine.dialect.name), begun(engine, writes=False) as connection:
        found = revision_of(connection)
    if found is None:
        raise StorageFailed(NO_TABLES.at())
    if found != REVISION:
        raise StorageFailed(OTHER_REVISION.at(found=found, expected=REVISION))


def _require_known(found: str | None) -> None:
    if found is not None and found > REVISION:
        raise StorageFailed(OTHER_REVISION.at(found=found, expected=REVISION))
