"""Reads a table from a spreadsheet of an office, and says everything that is wrong with it at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import attrs

from random_inspection.adapters.spreadsheets.cells import (
    DIGITS_LOST,
    UNSHOWN,
    Cell,
    Flaw,
    is_empty,
    shortened,
    shown,
)
from random_inspection.adapters.spreadsheets.files import bytes_of, grids_of
from random_inspection.adapters.spreadsheets.grids import Grid, Line
from random_inspection.adapters.spreadsheets.headings import Headings, find_headings, spelt
from random_inspection.adapters.spreadsheets.text_files import separator_problem
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.workflows.inputs.tables import Refused, Row, Table

_HINTS = ("填写说明", "说明:")
_SAMPLES = ("案例(请删除)", "示例(请删除)")

NO_DATA = Message(
    "table-empty",
    "there is no row of data under the headings; fill in the table",
    "表头下没有数据行；请填写",
)
NOTHING = Message("sheet-empty", "the sheet holds nothing; fill it in", "工作表为空；请填写")
NO_SHEET = Message(
    "sheet-missing",
    "there is no sheet {found!r}; the workbook has: {sheets}",
    "没有工作表“{found}”；工作簿中有：{sheets}",
)
NO_SHEETS = Message(
    "csv-no-sheets",
    "the sheet {found!r} was asked for, but this is a text file without sheets; leave out the sheet",
    "指定了工作表“{found}”，但文本文件没有工作表；请去掉该设置",
)
SHEETS_ALIKE = Message(
    "sheets-alike",
    "the sheets {sheets} all have the columns {wanted}; name the one that counts, or delete or hide the others",
    "工作表{sheets}都含有“{wanted}”各列；请指定其中一个，或删除、隐藏其余的",
)
EXTRA_CELL = Message(
    "cell-beyond-headings",
    "{found!r} stands in column {position}, but there are headings for {headings} columns only; "
    "put quotation marks around a cell that holds a comma, or give the column a heading",
    "第{position}列有内容“{found}”，而表头只有{headings}列；含英文逗号的内容请加双引号，或补上表头",
)
HINT_LEFT_OUT = Message(
    "row-hint-left-out",
    "left out, as it is a hint: {found!r}",
    "本行为填写说明，未读入：“{found}”",
)
SAMPLE_LEFT_OUT = Message(
    "row-sample-left-out",
    "left out, as it is marked as a sample: {found!r}",
    "本行标明为案例，未读入：“{found}”",
)


def read_table(
    path: Path,
    wanted: Sequence[str],
    *,
    shown_as: str | None = None,
    sheet: str | None = None,
    may_be_empty: bool = False,
) -> Table:
    """Return the table of a CSV file (UTF-8 or GB18030), an XLSX workbook or a SpreadsheetML 2003 file.

    A title above the headings is passed, and so are rows that are wholly empty. Rows of hints (``填写说明``,
    ``说明：``) and sample rows (``案例（请删除）``, ``示例（请删除）``) are left out and listed in `Table.notes`.
    Headings compare after NFKC, without blanks, line breaks and a leading ``*``, and by the usual aliases.
    Text stays as it stands, with its blanks; numbers are written exactly, dates as ISO 8601.

    Args:
        path: the file.
        wanted: the headings of the columns that are read, and must be there; the table has them in this
            spelling.
        shown_as: the file's name for messages; the path where it is None.
        sheet: name of the worksheet; where it is None, the one among those not hidden that has the wanted
            columns, or else the most of them.
        may_be_empty: whether there may be no row under the headings.

    Raises:
        InvalidInput: the file is missing, unreadable or empty or has no data, or its columns or cells have
            problems; all of them at once.
        ExtraMissing: it is an XLSX workbook, and openpyxl is not installed.
    """
    table, problems = read_flawed(path, wanted, shown_as=shown_as, sheet=sheet, may_be_empty=may_be_empty)
    refuse(problems)
    return table


def read_flawed(
    path: Path,
    wanted: Sequence[str],
    *,
    shown_as: str | None = None,
    sheet: str | None = None,
    may_be_empty: bool = False,
    sealed: str | None = None,
) -> tuple[Table, list[Problem]]:
    """Return the table of a file as `read_table` does, and what is wrong in it, as `table_with_flaws` does.

    Raises:
        InvalidInput: nothing of the table can be read; all that is wrong.
        ExtraMissing: as for `read_table`.
    """
    file = shown_as or str(path)
    grid = chosen(grids_of(bytes_of(path, file), file=file), wanted, sheet)
    return table_with_flaws(grid, wanted, may_be_empty=may_be_empty, sealed=sealed)


def chosen(grids: Sequence[Grid], wanted: Sequence[str], sheet: str | None) -> Grid:
    """Return the sheet of this name, or, without one, the visible sheet that has the wanted columns; see `read_table`."""
    if sheet is not None:
        return _named(grids, sheet)
    visible = [grid for grid in grids if not grid.hidden] or list(grids)
    if len(visible) == 1:
        return visible[0]
    counts = [columns_found(grid, wanted) for grid in visible]
    full = [grid for grid, count in zip(visible, counts, strict=True) if count == len(set(wanted))]
    if len(full) > 1:
        raise InvalidInput(sheets_alike(full, wanted))
    return visible[counts.index(max(counts))]


def _named(grids: Sequence[Grid], sheet: str) -> Grid:
    for grid in grids:
        if grid.sheet == sheet:
            return grid
    where = Where(file=grids[0].file)
    if grids[0].sheet is None:
        raise InvalidInput(NO_SHEETS.at(where, found=sheet))
    raise InvalidInput(NO_SHEET.at(where, found=sheet, sheets="、".join(str(grid.sheet) for grid in grids)))


def columns_found(grid: Grid, wanted: Sequence[str]) -> int:
    """Return how many of the `wanted` columns a sheet has."""
    headings = find_headings(grid, wanted)
    return len(headings.wanted) if headings else 0


def sheets_alike(grids: Sequence[Grid], wanted: Sequence[str]) -> Problem:
    """Return the problem that several sheets have all of the `wanted` columns."""
    names = "、".join(f"“{grid.sheet}”" for grid in grids)
    return SHEETS_ALIKE.at(Where(file=grids[0].file), sheets=names, wanted="、".join(map(spelt, wanted)))


def table_with_flaws(
    grid: Grid, wanted: Sequence[str], *, may_be_empty: bool = True, sealed: str | None = None
) -> tuple[Table, list[Problem]]:
    """Return the `wanted` columns of a sheet, and the problems of its columns and cells.

    What was refused has what it shows, a column that is not there (or there twice) the text ``""``; both
    are listed in `Table.refused`, and so is a row with more cells than headings, as a comma without
    quotation marks may have moved its cells.

    Args:
        grid: the sheet.
        wanted: the headings of the columns.
        may_be_empty: whether there may be no row under the headings.
        sealed: heading of a column that holds what no message may show; cells beyond the headings, hints and
            unknown headings are not shown either then.

    Raises:
        InvalidInput: the sheet is empty, has none of the columns, or no row, or is separated by no commas.
    """
    columns = tuple(dict.fromkeys(wanted))
    headings = find_headings(grid, columns, sealed=sealed is not None)
    if headings is None:
        raise InvalidInput(NOTHING.at(grid.where()))
    refuse_headings(grid, headings)
    rows: list[Row] = []
    notes: list[Problem] = []
    problems = list(headings.problems)
    refused = [Refused(row=None, column=name) for name in columns if name not in headings.wanted]
    for line in grid.lines():
        if line.number <= headings.line.number:
            continue
        if note := left_out(grid, line, sealed=sealed is not None):
            notes.append(note)
            continue
        problems += line_problems(grid, headings, line, sealed)
        refused += _refused(grid, headings, line)
        rows.append(line_row(columns, headings, line))
    if not rows and not may_be_empty:
        raise InvalidInput(*problems, NO_DATA.at(grid.where()))
    table = Table(
        file=grid.file,
        sheet=grid.sheet,
        columns=columns,
        spelt=headings.spelt,
        unread=headings.unread,
        rows=tuple(rows),
        notes=tuple(notes),
        refused=tuple(refused),
    )
    return table, problems


def refuse_headings(grid: Grid, headings: Headings) -> None:
    """Refuse a sheet in which nothing can be told from its headings."""
    wrong = separator_problem(grid.separator, grid.file) if headings.problems else None
    if wrong:
        raise InvalidInput(wrong)
    if not headings.wanted:
        refuse(headings.problems)


def left_out(grid: Grid, line: Line, *, sealed: bool = False) -> Problem | None:
    """Return the note on a line that is a hint or a sample, and None for a line of data; a sealed one is not shown."""
    first = next(shown(cell) for cell in line.cells if not is_empty(cell))
    if first.lstrip().replace("：", ":").startswith(_HINTS):
        return HINT_LEFT_OUT.at(grid.where(line.number), found=UNSHOWN if sealed else first)
    for cell in line.cells:
        text = shown(cell)
        if "请删除" in text and any(mark in unicodedata.normalize("NFKC", text) for mark in _SAMPLES):
            return SAMPLE_LEFT_OUT.at(grid.where(line.number), found=UNSHOWN if sealed else text)
    return None


def line_row(columns: Sequence[str], headings: Headings, line: Line) -> Row:
    """Return the cells of a line under the `columns`, as it shows them."""
    cells = {name: shown(_cell(line, headings.wanted[name])) if name in headings.wanted else "" for name in columns}
    return Row(number=line.number, cells=cells)


def _cell(line: Line, index: int) -> Cell:
    return line.cells[index] if index < len(line.cells) else ""


def _flaw(cell: Cell) -> Flaw | None:
    return cell if isinstance(cell, Flaw) else shortened(cell)


def line_problems(grid: Grid, headings: Headings, line: Line, sealed: str | None = None) -> list[Problem]:
    """Return what is wrong with the cells of a line, and what stands beyond the headings; see `table_with_flaws`."""
    problems = []
    for name, index in headings.wanted.items():
        if flaw := _flaw(_cell(line, index)):
            told = attrs.evolve(flaw, shown=UNSHOWN) if name == sealed else flaw
            problems.append(told.at(grid.where(line.number, headings.spelt[name])))
    width = len(headings.line.cells)
    for position, cell in enumerate(line.cells[width:], start=width + 1):
        if not is_empty(cell):
            found = shown(cell) if sealed is None else UNSHOWN
            where = grid.where(line.number)
            problems.append(EXTRA_CELL.at(where, found=found, position=position, headings=width))
    return problems


def _refused(grid: Grid, headings: Headings, line: Line) -> list[Refused]:
    """Return the flawed cells of a line, and all cells of one that a comma too many may have moved."""
    beyond = len(line.cells) - len(headings.line.cells) if grid.sheet is None else 0
    refused = []
    for name, index in headings.wanted.items():
        flaw = _flaw(_cell(line, index))
        if flaw and flaw.message is not DIGITS_LOST:
            refused.append(Refused(row=line.number, column=name))
        elif flaw or beyond > 0:
            readings = map(shown, line.cells[index : index + max(beyond, 0) + 1])
            refused.append(Refused(row=line.number, column=name, readings=tuple(readings)))
    return refused
