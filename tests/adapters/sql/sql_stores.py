"""Stores for the tests of databases."""

from __future__ import annotations

from sqlalchemy import delete, inspect, update

from random_inspection.adapters.sql import SqlStore, open_sql
from random_inspection.adapters.sql.tables import HEAD, METADATA


def emptied(url: str) -> SqlStore:
    """Return the store at `url` without anything in it."""
    store = open_sql(url, make=True)
    with store.engine.begin() as connection:
        for name in set(inspect(connection).get_table_names()) & METADATA.tables.keys() - {HEAD.name}:
            connection.execute(delete(METADATA.tables[name]))
        connection.execute(update(HEAD).values(size=0, edge=b""))
    return store
