"""Tables as they come out of spreadsheets: text in cells, with the place of every cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from random_inspection.errors import Problem, Where


@attrs.frozen(kw_only=True)
class Row:
    """A row of data.

    Attributes:
        number: its row in the file or sheet, counted from 1, as a spreadsheet program shows it.
        cells: its text by column heading; an empty cell is ``""``.
    """

    number: int
    cells: Mapping[str, str]


@attrs.frozen(kw_only=True)
class Table:
    """A table with one heading row.

    Attributes:
        file: name of the file, as the user gave it.
        sheet: name of the worksheet; None for text files.
        columns: the headings, in order.
        rows: the rows of data, in the file's order.
        notes: what was left out or repaired on reading (a template's sample row), for a person to see.
    """

    file: str
    sheet: str | None = None
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Problem, ...] = ()

    def where(self, row: int | None = None, column: str | None = None) -> Where:
        """Return the place of a cell, a row, a column, or of the table."""
        return Where(file=self.file, sheet=self.sheet, row=row, column=column)

    def column(self, heading: str) -> Iterator[tuple[int, str]]:
        """Yield (row number, text) for every row of the column `heading`."""
        for row in self.rows:
            yield row.number, row.cells[heading]


@attrs.frozen(kw_only=True)
class SpecDocument:
    """A draw's specification as it was read, before anything in it is checked.

    Attributes:
        file: name of the file, as the user gave it.
        settings: what a ``SPEC.toml`` holds, as nested dicts, lists and plain values.
        tables: what the settings refer to, by ``"targets"``, ``"inspectors"``, ``"recusals"``.
        places: where a setting stands when it is not simply its path in the file, by path
            (``"strata[0].quota"``); a workbook has them.
        problems: what could not be read.
    """

    file: str
    settings: Mapping[str, Any]
    tables: Mapping[str, Table]
    places: Mapping[str, Where] = attrs.field(factory=dict)
    problems: tuple[Problem, ...] = ()

    def where(self, path: str) -> Where:
        """Return the place of the setting at `path`, or of the nearest setting around it."""
        around = path
        while around:
            if around in self.places:
                return self.places[around]
            around = around[: max(around.rfind("."), around.rfind("["), 0)]
        return Where(file=self.file, path=path or None)
