"""Reads the file of an extract: the columns that are there, and the digest of its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from random_inspection.adapters.spreadsheets.files import bytes_of, grids_of
from random_inspection.adapters.spreadsheets.grids import Grid
from random_inspection.adapters.spreadsheets.headings import MISSING_COLUMN, find_headings
from random_inspection.adapters.spreadsheets.tables import chosen, table_with_flaws
from random_inspection.workflows.directories.extracts import INSPECTOR_HEADINGS, REQUIRED, TARGET_HEADINGS, ExtractFile


def read_target_extract(path: Path, *, shown_as: str | None = None, sheet: str | None = None) -> ExtractFile:
    """Return an extract of targets (`random_inspection.workflows.directories.extracts.TARGET_HEADINGS`) as it was read.

    Args:
        path: the file: CSV, XLSX or SpreadsheetML 2003.
        shown_as: its name for messages; the path where it is None.
        sheet: name of the worksheet; None for the one that has the columns.

    Raises:
        InvalidInput: nothing of the table can be read; what is wrong with single cells is in `ExtractFile.problems`.
        ExtraMissing: it is an XLSX workbook, and openpyxl is not installed.
    """
    required = [heading for name, heading in TARGET_HEADINGS.items() if name in REQUIRED]
    return _read(path, tuple(TARGET_HEADINGS.values()), required, shown_as, sheet)


def read_inspector_extract(path: Path, *, shown_as: str | None = None, sheet: str | None = None) -> ExtractFile:
    """Return an extract of inspectors (`INSPECTOR_HEADINGS`), as `read_target_extract` does."""
    required = [heading for name, heading in INSPECTOR_HEADINGS.items() if name in REQUIRED]
    return _read(path, tuple(INSPECTOR_HEADINGS.values()), required, shown_as, sheet)


def _read(
    path: Path, headings: Sequence[str], required: Sequence[str], shown_as: str | None, sheet: str | None
) -> ExtractFile:
    file = shown_as or str(path)
    data = bytes_of(path, file)
    grid = chosen(grids_of(data, file=file), required, sheet)
    wanted = wanted_headings(grid, headings, required)
    table, problems = table_with_flaws(grid, wanted, may_be_empty=False)
    return ExtractFile(table=table, digest=hashlib.sha256(data).hexdigest(), problems=tuple(problems))


def wanted_headings(grid: Grid, headings: Sequence[str], required: Sequence[str]) -> tuple[str, ...]:
    """Return those of `headings` that are required or not missing in a sheet."""
    found = find_headings(grid, headings)
    absent = {one.params["wanted"] for one in found.problems if one.message is MISSING_COLUMN} if found else set()
    return tuple(heading for heading in headings if heading in required or heading not in absent)
