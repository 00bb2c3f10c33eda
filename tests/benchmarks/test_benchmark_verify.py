"""The speed of a verification, as a ratio to the draw in the same run: both from the files to the last check."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

import pytest

from random_inspection.drawing import HandedIn, verify
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle
from random_inspection.workflows.draws.announcing import announce
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.draws.drawing import draw_announced
from random_inspection.workflows.inputs.tables import Row, SpecDocument, Table

CLOCK = FixedClock(dt.datetime.fromisoformat("2026-11-25T09:00:00+08:00"))
TARGETS, INSPECTORS = 200_000, 200
pytestmark = pytest.mark.benchmark


def _table(file: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    cells = (dict(zip(columns, row, strict=True)) for row in rows)
    return Table(
        file=file,
        columns=columns,
        rows=tuple(Row(number=number, cells=each) for number, each in enumerate(cells, 2)),
    )


def _announced() -> MemoryBundle:
    settings = {
        "draw_id": "bench/1",
        "title": "benchmark",
        "alone": True,
        "targets": {"file": "register.csv", "id": "id", "stratum": "stratum"},
        "default": {"quota": {"ratio": "1%"}},
        "inspectors": {"file": "inspectors.csv", "recusals": "recusals.csv"},
        "team": [{"seat": "leader", "requires": ["lead"]}, {"seat": "member"}],
        "contributions": [{"name": "office", "kind": "secret", "generate": True}],
    }
    firms = [(f"T{number:07}", "ABCD"[number % 4]) for number in range(TARGETS)]
    people = [(f"i{number:04}", "lead" if number % 4 == 0 else "", "") for number in range(INSPECTORS)]
    tables = {
        "targets": _table("register.csv", ("id", "stratum"), firms),
        "inspectors": _table("inspectors.csv", ("inspector_id", "holds", "capacity"), people),
        "recusals": _table("recusals.csv", ("target_id", "inspector_id", "reason"), []),
    }
    store = MemoryBundle()
    document = SpecDocument(file="SPEC.toml", settings=settings, tables=tables)
    announce(document, store=store, clock=CLOCK, entropy=FixedEntropy())
    return store


def test_a_verification_takes_at_most_one_and_a_half_draws() -> None:
    """`verify` of 200,000 targets and 4,000 seats takes at most 1.5 × the time of the draw."""
    store, ratios = _announced(), []
    for _ in range(3):
        store.files.pop(("public", "result.json"), None)
        start = time.perf_counter()
        draw_announced(store=store, clock=CLOCK, handed_in=HandedIn())
        drawn = time.perf_counter()
        assert verify(open_bundle(store)).ok
        ratios.append((time.perf_counter() - drawn) / (drawn - start))
    print(f"verify / draw: {min(ratios):.2f}")  # noqa: T201  (the measurement, for who runs it with -s)
    assert min(ratios) <= 1.5
