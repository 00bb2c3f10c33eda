"""How databases look for what the status of an office asks: by indices, whatever its size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from large_office import TODAY, make_large, working_days
from sql_stores import emptied
from sqlalchemy import Connection, event, text

from random_inspection.adapters.sql import SqlStore
from random_inspection.workflows.oversight.office_status import office_status

FIRMS, VISITS = 20_000, 4_000
LARGE = ("ri_target", "ri_inspection", "ri_trail_event", "ri_record_version")
Asked = list[tuple[str, Any]]


@pytest.fixture(params=["sqlite_url", "postgres_server"])
def store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """An office of which a planner knows that it is not small."""
    made = emptied(request.getfixturevalue(request.param))
    make_large(made.engine, firms=FIRMS, visits=VISITS, unfinished=20)
    with made.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if made.engine.dialect.name == "postgresql" else "ANALYZE"))
    yield made
    emptied(request.getfixturevalue(request.param)).close()
    made.close()


def _asked(store: SqlStore) -> Asked:
    """Return the statements of the status, with what they are asked for."""
    found: Asked = []

    def note(_: Connection, __: object, statement: str, parameters: Any, *___: object) -> None:
        found.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    office_status(TODAY, store=store, index=working_days())
    event.remove(store.engine, "before_cursor_execute", note)
    return [one for one in found if one[0].lstrip().upper().startswith("SELECT")]


def _plans(store: SqlStore, asked: Asked) -> Iterator[str]:
    """Yield the steps of the plans."""
    explain = "EXPLAIN" if store.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    with store.engine.connect() as connection:
        for statement, parameters in asked:
            for row in connection.exec_driver_sql(f"{explain} {statement}", parameters):
                yield str(row[-1])


def test_the_status_reads_no_large_table_from_end_to_end(store: SqlStore) -> None:
    """Where all of a table is counted, an index that holds what is counted is read in its place; the rest is looked up."""
    steps = list(_plans(store, _asked(store)))
    for name in LARGE:
        scans = [step for step in steps if f"SCAN {name}" in step or f"Seq Scan on {name}" in step]
        assert [step for step in scans if "USING COVERING INDEX" not in step] == []
    indices = [step for step in steps if "INDEX" in step.upper()]
    for name in ("ri_target_by_movement_kind_district", "ri_inspection_by_year_target", "ri_inspection_state"):
        assert any(name in step for step in indices), (name, steps)
