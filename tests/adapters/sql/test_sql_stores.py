"""The suite of stores, on every database that is here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sql_stores import emptied

from random_inspection.adapters.sql import SqlStore, open_sql
from random_inspection.testing import StoreContract


class SqlContract(StoreContract):
    """The suite on a database whose address is the fixture ``url``."""

    @pytest.fixture
    def store(self, url: str) -> Iterator[SqlStore]:
        """An empty store."""
        store = emptied(url)
        yield store
        store.close()

    @pytest.fixture
    def reopened(self, url: str) -> Iterator[Callable[[], SqlStore]]:
        """Open the same database again, with connections of its own."""
        opened: list[SqlStore] = []

        def again() -> SqlStore:
            opened.append(open_sql(url))
            return opened[-1]

        yield again
        for store in opened:
            store.close()


class TestSqliteFile(SqlContract):
    """SQLite in a file passes the suite."""

    @pytest.fixture
    def url(self, sqlite_url: str) -> str:
        """A file of its own."""
        return sqlite_url


class TestPostgres(SqlContract):
    """PostgreSQL passes the suite."""

    @pytest.fixture
    def url(self, postgres_server: str) -> str:
        """The server."""
        return postgres_server


class TestMariaDb(SqlContract):
    """MariaDB passes the suite."""

    @pytest.fixture
    def url(self, mariadb_server: str) -> str:
        """The server."""
        return mariadb_server


class TestSqliteMemory(StoreContract):
    """SQLite in memory passes the suite, for one thread."""

    @pytest.fixture
    def store(self) -> Iterator[SqlStore]:
        """An empty store."""
        store = open_sql("sqlite://", make=True)
        yield store
        store.close()

    @pytest.fixture
    def concurrent(self) -> bool:
        """A file in memory has no view beside a unit of work."""
        return False
