"""What many tests need: the published vectors, one case at a time, and the real register where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["office_fixtures", "office_cases", "sql_servers"]

ROOT = Path(__file__).parents[1]
VECTORS = json.loads((ROOT / "tests/vectors/rid-1.json").read_text("utf-8"))
REGISTER = ROOT.parent / "shared/data/register-shanghai.csv"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes `vector_case` or `seat_case` once for every case of the vectors."""
    for fixture, member in (("vector_case", "cases"), ("seat_case", "seat_cases")):
        if fixture in metafunc.fixturenames:
            cases: list[dict[str, Any]] = VECTORS[member]
            metafunc.parametrize(fixture, cases, ids=[case["name"] for case in cases])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage during benchmarks: its tracing would be what is measured."""
    for item in items:
        if item.get_closest_marker("benchmark"):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session")
def real_register() -> Path:
    """The register of 7,480 real firms, which is not part of the project."""
    if not REGISTER.exists():
        pytest.skip("the register of real firms is not at hand (it is not part of the project)")
    return REGISTER
