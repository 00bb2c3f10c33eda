"""Reads a table of which some columns may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from random_inspection.adapters.spreadsheets.extracts import wanted_headings
from random_inspection.adapters.spreadsheets.files import bytes_of, grids_of
from random_inspection.adapters.spreadsheets.tables import chosen, table_with_flaws
from random_inspection.errors import refuse
from random_inspection.workflows.inputs.tables import Table


def read_some(path: Path, required: Sequence[str], optional: Sequence[str], *, may_be_empty: bool = False) -> Table:
    """Return a table as `read_table` does, with those of the `optional` columns that it has.

    Args:
        path: the file: CSV, XLSX or SpreadsheetML 2003.
        required: the headings that must be there.
        optional: the headings that may be missing; then the rows have no such cell.
        may_be_empty: whether there may be no row under the headings.

    Raises:
        InvalidInput: the file, its columns or its cells have problems; all of them at once.
        ExtraMissing: it is an XLSX workbook, and openpyxl is not installed.
    """
    file = str(path)
    grid = chosen(grids_of(bytes_of(path, file), file=file), required, None)
    wanted = wanted_headings(grid, (*required, *optional), required)
    table, problems = table_with_flaws(grid, wanted, may_be_empty=may_be_empty)
    refuse(problems)
    return table
