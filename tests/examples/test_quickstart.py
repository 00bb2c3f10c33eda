"""The quickstart runs as it stands."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

QUICKSTART = Path(__file__).parents[2] / "examples/quickstart.py"


def test_quickstart_draws_and_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    """It announces, draws nine firms, and every check that is printed passed or does not apply."""
    runpy.run_path(str(QUICKSTART), run_name="__main__")
    out = capsys.readouterr().out
    assert sum(line.startswith("FIRM-") for line in out.splitlines()) == 9
    assert "failed" not in out
    assert out.count("passed ") >= 14
