"""The published vectors, drawn and verified through the workflows."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from random_inspection.drawing import HandedIn, verify
from random_inspection.errors import AssignmentInfeasible
from random_inspection.ports import Area
from random_inspection.serialization import frame_bytes, struck_bytes, to_json
from random_inspection.testing import FixedClock, MemoryBundle
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.draws.drawing import draw_announced

CLOCK = FixedClock(dt.datetime.fromisoformat("2026-11-26T10:00:00+08:00"))


def _bundle(case: dict[str, Any]) -> MemoryBundle:
    files: dict[tuple[Area, str], bytes] = {
        ("public", "announcement.json"): to_json(case["announcement"]),
        ("public", "frame.csv"): frame_bytes(case["frame"]),
        ("public", "struck.csv"): struck_bytes(case["struck"]),
    }
    if "inspectors" in case:
        files["sealed", "inspectors.json"] = to_json(case["inspectors"])
    store = MemoryBundle()
    store.establish(files)
    return store


def _handed_in(case: dict[str, Any]) -> HandedIn:
    kinds = {one["name"]: one["kind"] for one in case["announcement"]["contributions"]}
    given = {one["name"]: one["value"] for one in case["values"]}
    return HandedIn(
        secrets={name: value for name, value in given.items() if kinds[name] == "secret"},
        publics={name: value for name, value in given.items() if kinds[name] == "public"},
    )


@pytest.mark.clause("三(一) 抽取")
def test_vectors_drawn_and_verified(vector_case: dict[str, Any]) -> None:
    """Every published case is drawn to its expected result, or refused where it has none, and then verifies."""
    store, expected = _bundle(vector_case), vector_case["expected"]
    if expected.get("assignments", ()) is None:
        with pytest.raises(AssignmentInfeasible):
            draw_announced(store=store, clock=CLOCK, handed_in=_handed_in(vector_case))
        return
    record = draw_announced(store=store, clock=CLOCK, handed_in=_handed_in(vector_case))
    result = json.loads(store.read("public", "result.json"))
    assert record.result.seed == expected["seed"]
    assert result["drawn"] == expected["drawn"]
    assert result["assignments"] == expected.get("assignments", [])
    verification = verify(open_bundle(store), announcement_digest=vector_case["announcement_digest"])
    assert [check.code for check in verification.checks if check.status == "failed"] == []
