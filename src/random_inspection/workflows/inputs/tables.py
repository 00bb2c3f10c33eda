"""Tables as they come out of spreadsheets: text in cells, with the place of every cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from random_inspection.errors import Problem, Where

_SEPARATORS = re.compile("[；;，,、]")


def listed(text: str) -> tuple[str, ...]:
    """Return the parts of a cell that lists several things, separated by ``；``, ``;``, ``，``, ``,`` or ``、``."""
    return tuple(part.strip() for part in _SEPARATORS.split(text) if part.strip())


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
class Refused:
    """A cell, or a column that the file lacks, that was refused on reading: nothing rests on it.

    Attributes:
        row: the row of the cell; None for a column.
        column: the heading that was asked for.
        readings: what may stand there; None for anything.
    """

    row: int | None
    column: str
    readings: tuple[str, ...] | None = None


@attrs.frozen(kw_only=True)
class Table:
    """A table with one heading row.

    Attributes:
        file: name of the file, as the user gave it.
        sheet: name of the worksheet; None for text files.
        columns: the headings that were asked for, in order; every row has all of them, with ``""`` under one
            that the file lacks.
        spelt: how they are spelt in the file, where that differs.
        unread: the other headings of the file, whose columns are not read.
        rows: the rows of data, in the file's order.
        notes: what was left out or repaired on reading (a template's sample row), for a person to see.
        refused: what was refused on reading, with a problem of the document; rows have what is shown there.
    """

    file: str
    sheet: str | None = None
    columns: tuple[str, ...]
    spelt: Mapping[str, str] = attrs.field(factory=dict)
    unread: tuple[str, ...] = ()
    rows: tuple[Row, ...]
    notes: tuple[Problem, ...] = ()
    refused: tuple[Refused, ...] = ()

    def where(self, row: int | None = None, column: str | None = None) -> Where:
        """Return the place of a cell, a row, a column, or of the table; the column as the file spells it."""
        spelt = column and self.spelt.get(column, column)
        return Where(file=self.file, sheet=self.sheet, row=row, column=spelt)

    def column(self, heading: str) -> Iterator[tuple[int, str]]:
        """Yield (row number, text) for every row of the column `heading`."""
        for row in self.rows:
            yield row.number, row.cells[heading]


@attrs.frozen(kw_only=True)
class Decoded:
    """A file of settings beside the specification, decoded and not checked.

    Attributes:
        file: name of the file, as the user gave it.
        data: what it holds, as nested dicts, lists and plain values.
    """

    file: str
    data: Any


@attrs.frozen(kw_only=True)
class SpecDocument:
    """A draw's specification as it was read, before anything in it is checked.

    Attributes:
        file: name of the file, as the user gave it.
        settings: what a ``SPEC.toml`` holds, as nested dicts, lists and plain values, whatever the source;
            an empty cell of a workbook is a setting that is absent.
        tables: what the settings refer to. ``"targets"`` has the columns that ``targets.id``,
            ``targets.name`` (where it is set) and ``targets.stratum`` name, and at least one row, and where they
            are set those of ``targets.status``, ``targets.tags``, ``targets.since``, ``targets.kind``,
            ``targets.district`` and ``targets.items``;
            ``"inspectors"`` has ``inspector_id``, ``holds``, ``capacity`` and ``"recusals"`` has
            ``target_id``, ``inspector_id``, ``reason``, both maybe without rows; ``"complaints"`` and the
            other files of ``[facts]`` have the column ``targets.id`` and those of their kind
            (`random_inspection.workflows.inputs.fact_kinds.KINDS`), maybe without rows; so do ``"ledger"`` and ``"order"``
            (`random_inspection.workflows.inputs.ledger_rows.LEDGER_HEADINGS` and ``ORDER_HEADINGS``). A table is absent when the
            settings that lead to it are absent or no text, or when none of it could be read: then `problems`
            says why, as it does for what a table has `refused`.
        places: where a setting stands when it is not simply its path in the file, by path
            (``"strata[0].quota"``); a workbook has them, also for many that are absent.
        risk: the risk policy that ``targets.risk`` names; absent as a table is.
        items: the list of inspection items that ``eligibility.list`` names; absent as a table is.
        absent: columns that the settings of a workbook lack, as places without a row, and sections without any.
        problems: what could not be read, all of it.
    """

    file: str
    settings: Mapping[str, Any]
    tables: Mapping[str, Table]
    places: Mapping[str, Where] = attrs.field(factory=dict)
    risk: Decoded | None = None
    items: Decoded | None = None
    absent: frozenset[Where] = frozenset()
    problems: tuple[Problem, ...] = ()

    def where(self, path: str) -> Where:
        """Return the place of the setting at `path`, or of the nearest setting around it."""
        around = path
        while around:
            if around in self.places:
                return self.places[around]
            around = around[: max(around.rfind("."), around.rfind("["), 0)]
        return Where(file=self.file, path=path or None)
