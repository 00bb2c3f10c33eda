"""The tables and their versions: made, upgraded, taken away, and refused where they are of another version."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from random_inspection.adapters.sql import REVISION, downgrade, open_sql, upgrade
from random_inspection.adapters.sql.schema import VERSION_TABLE, config
from random_inspection.adapters.sql.tables import METADATA, RECORDS, VERSIONS
from random_inspection.domain.plans import Task
from random_inspection.errors import NotStored, StorageFailed
from random_inspection.serialization.records import KINDS
from random_inspection.testing.store_samples import everything, got, put, task

URLS = ("sqlite_url", "postgres_server", "mariadb_server")


@pytest.fixture(params=URLS)
def url(request: pytest.FixtureRequest) -> str:
    """Every database, one after the other."""
    address: str = request.getfixturevalue(request.param)
    return address


def test_the_migrations_make_the_tables_that_the_store_uses(url: str) -> None:
    """Kinds and their asked fields, columns and indexes are those of the last migration.

    Where this fails after a change of `KINDS` or of the tables: write the next migration.
    """
    store = open_sql(url, make=True)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []
    store.close()


def test_the_library_works_on_the_last_migration() -> None:
    """The version that a store asks for is the only head of the migrations, and has the branch of the library."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(config(connection))
    assert scripts.get_heads() == [REVISION]
    assert [one.revision for one in scripts.walk_revisions() if "random_inspection" in one.branch_labels][-1] == "0001"
    engine.dispose()


def test_no_asked_field_has_the_name_of_another_column() -> None:
    """What a kind is asked about stands beside key, version and content."""
    fixed = {"id", "record_key", "record_version", "body"}
    assert [kind.name for kind in KINDS if fixed & kind.asked.keys()] == []


def test_making_again_changes_nothing(url: str) -> None:
    """A store that is opened with `make` a second time has what was in it."""
    store = open_sql(url, make=True)
    version = (found.version if (found := got(store, Task, "T1")) else 0) + 1
    put(store, task("T1"), version - 1)
    before = everything(store)
    again = open_sql(url, make=True)
    assert everything(again) == before
    for each in (store, again):
        each.close()


def test_two_who_make_at_once_make_one(tmp_path: Path) -> None:
    """Programs that start at the same time on an empty place all get a store."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_sql(url, make=True), range(4)))
    assert [everything(store) for store in stores] == [everything(stores[0])] * 4
    for store in stores:
        store.close()


def test_two_who_make_at_once_make_one_on_a_server(postgres_server: str) -> None:
    """The same on a server, where all tables are made in one transaction that only one program has."""
    store = open_sql(postgres_server, make=True)
    downgrade(store.engine, "base")
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_sql(postgres_server, make=True), range(4)))
    assert got(stores[0], Task, "T1") is None
    for each in (store, *stores):
        each.close()


def test_a_downgrade_takes_all_away_and_leaves_what_is_not_ours(url: str) -> None:
    """A host's tables and its own Alembic are untouched, and the tables can be made again."""
    store = open_sql(url, make=True)
    put(store, task("T9"))
    with store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('host')"))
    downgrade(store.engine, "base")
    with store.engine.begin() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version", VERSION_TABLE}
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "host"
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(StorageFailed, match="no tables of an office"):
        open_sql(url)
    upgrade(store.engine)
    assert got(store, Task, "T9") is None
    store.close()


def test_tables_that_were_never_made_are_refused(tmp_path: Path) -> None:
    """An empty database is no office, and nothing is made in it unless told to."""
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    engine.connect().close()
    with pytest.raises(StorageFailed, match="no tables of an office"):
        open_sql(f"sqlite:///{tmp_path / 'empty.db'}")
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.parametrize("make", [True, False])
def test_tables_of_a_later_version_are_refused(sqlite_url: str, *, make: bool) -> None:
    """An old program does not write into an office that a newer one has upgraded."""
    store = open_sql(sqlite_url)
    with store.engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608
    store.close()
    with pytest.raises(StorageFailed, match=f"version 9999, and this version of the library works on {REVISION}"):
        open_sql(sqlite_url, make=make)


def test_a_file_is_made_only_where_told_and_for_its_owner(tmp_path: Path) -> None:
    """A wrong name makes no office, and others on the machine cannot read one, nor what lies beside it."""
    file = tmp_path / "office.db"
    with pytest.raises(NotStored, match=r"office\.db: there is no such database"):
        open_sql(f"sqlite:///{file}")
    assert list(tmp_path.iterdir()) == []
    store = open_sql(f"sqlite:///{file}", make=True)
    put(store, task("T1"))
    assert {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {
        "office.db": 0,
        "office.db-shm": 0,
        "office.db-wal": 0,
    }
    store.close()


@pytest.mark.parametrize(
    ("where", "index"),
    [
        (lambda c: c.state == "草案", "ri_task_state"),
        (lambda c: c.plan.is_(None), "ri_task_plan"),
        (lambda c: c.record_key == "T1", "ri_task_key"),
    ],
)
def test_what_records_are_asked_about_is_answered_by_an_index(
    sqlite_url: str, where: Callable[..., object], index: str
) -> None:
    """Neither a search nor its order by key reads the whole table, or sorts it."""
    table = RECORDS["task"]
    asked = table.select().where(where(table.c)).order_by(table.c.record_key)  # type: ignore[arg-type]
    store = open_sql(sqlite_url)
    with store.engine.connect() as connection:
        sql = str(asked.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = " ".join(row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {sql}")))
    store.close()
    assert (index in plan or "autoindex" in plan, "TEMP B-TREE" in plan) == (True, False), plan


def test_what_is_erased_is_not_left_in_the_file(tmp_path: Path) -> None:
    """Content that the law wants deleted is overwritten, not only unlinked, once the file takes over its journal."""
    file, secret = tmp_path / "office.db", "应当删除的个人信息"
    store = open_sql(f"sqlite:///{file}", make=True)
    put(store, task("T1", title=secret))
    put(store, task("T1", title="无"), 1)
    with store.work() as unit:
        unit.versions.erase("task", "T1", 1)
    with store.engine.connect() as connection:
        assert connection.execute(VERSIONS.select().where(VERSIONS.c.record_version == 1)).one().body is None
    store.close()
    assert [path.name for path in tmp_path.iterdir() if secret.encode() in path.read_bytes()] == []
