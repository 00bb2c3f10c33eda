"""The speed and memory of synchronising with an unchanged register, as a ratio to its first import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from register_rates import megabytes, seconds, synchronise, write_register

from random_inspection.adapters.sql import open_sql

pytestmark = pytest.mark.benchmark
SIZES = [100_000, pytest.param(1_000_000, marks=pytest.mark.soak)]


@pytest.mark.parametrize("rows", SIZES)
def test_an_unchanged_register_takes_no_longer_than_its_import(
    rows: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """At most 1.0 × the first import of the same file, and at most 100 MB of memory."""
    register = tmp_path / "r.csv"
    write_register(register, rows)
    ratios = []
    for number in range(3):
        store = open_sql(f"sqlite:///{tmp_path / f'office{number}.db'}", make=True)
        first = seconds(lambda: synchronise(store, register, 3))  # noqa: B023
        again = seconds(lambda: synchronise(store, register, 4))  # noqa: B023
        assert synchronise(store, register, 5).unchanged == rows
        store.close()
        ratios.append(again / first)
        print(f"{rows} unchanged rows: {again:.2f} s / {first:.2f} s = {ratios[-1]:.2f}")  # noqa: T201
    grown = megabytes(
        "from random_inspection.adapters.sql import open_sql\nbefore = peak()\n"
        f"synchronise(open_sql('sqlite:///{tmp_path / 'office0.db'}'), Path({str(register)!r}), 6)"
    )
    print(f"{rows} unchanged rows: {grown:.1f} MB")  # noqa: T201
    record_property("ratio", round(min(ratios), 2))
    assert min(ratios) <= 1.0
    assert grown <= 100
