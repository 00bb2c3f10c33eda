"""The status of a large office, as a ratio to one scan of its targets in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from large_office import TODAY, make_large, working_days
from sqlalchemy import text

from random_inspection.adapters.sql import SqlStore, open_sql
from random_inspection.workflows.oversight.office_status import office_status

SCAN = "SELECT movement, kind, district, COUNT(*) FROM ri_target NOT INDEXED GROUP BY movement, kind, district"
pytestmark = pytest.mark.benchmark


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _ratio(store: SqlStore) -> float:
    index = working_days()

    def scan() -> None:
        with store.engine.connect() as connection:
            connection.execute(text(SCAN)).all()

    def status() -> None:
        office_status(TODAY, store=store, index=index)

    return min(_seconds(status) / _seconds(scan) for _ in range(7))


@pytest.mark.parametrize(
    ("firms", "visits", "unfinished"),
    [
        pytest.param(200_000, 40_000, 40, id="200,000"),
        pytest.param(1_000_000, 200_000, 500, id="1,000,000", marks=pytest.mark.soak),
    ],
)
def test_the_status_takes_half_of_a_scan(
    firms: int, visits: int, unfinished: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Everything that the status of an office tells takes at most 0.5 × one GROUP BY over the rows of its targets."""
    store = open_sql(f"sqlite:///{tmp_path / 'office.db'}", make=True)
    make_large(store.engine, firms=firms, visits=visits, unfinished=unfinished)
    ratio = _ratio(store)
    store.close()
    record_property("ratio", round(ratio, 2))
    print(f"status / scan of {firms} targets: {ratio:.2f}")  # noqa: T201  (the measurement, for who runs it with -s)
    assert ratio <= 0.5
