"""The template of reports is what its script makes."""

import runpy
import sys
from pathlib import Path

import pytest

from random_inspection.adapters.reports import default_template

SCRIPT = Path(__file__).parents[2] / "examples/make_report_template.py"


def test_the_shipped_template_is_what_the_script_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody changes one without the other."""
    monkeypatch.setattr(sys, "argv", ["make_report_template.py", str(tmp_path / "report.docx")])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    assert (tmp_path / "report.docx").read_bytes() == default_template()
