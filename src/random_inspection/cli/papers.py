"""Keeps the papers of a draw beside its bundle: the workbook, and the page to sign."""

from __future__ import annotations

from pathlib import Path

from random_inspection.adapters.files import create_private
from random_inspection.adapters.papers import write_record_page, write_workbook
from random_inspection.workflows.draws.records import DrawRecord

_MAKERS = {"抽取结果.xlsx": write_workbook, "抽取记录.docx": write_record_page}


def missing_papers(folder: Path) -> list[Path]:
    """Return the papers that are not there yet."""
    return [file for file in (folder / "papers" / name for name in _MAKERS) if not file.exists()]


def write_papers(folder: Path, record: DrawRecord) -> list[Path]:
    """Write the papers that are not there yet, each whole or not at all, and return where they are."""
    missing = missing_papers(folder)
    for file in missing:
        create_private(file, _MAKERS[file.name](record))
    return missing
