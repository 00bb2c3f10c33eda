"""A sheet as cells with their row numbers, before anything is known of its headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import attrs

from random_inspection.adapters.spreadsheets.cells import Cell, is_empty
from random_inspection.errors import Message, Where

HEAD = 10
"""Among so many rows that hold something, headings are looked for."""

EXTRA_MISSING = Message(
    "openpyxl-missing",
    'workbooks need the package openpyxl; in the folder of the sources: pip install ".[cli]"',
    '读写工作簿需要 openpyxl；请在源代码文件夹中运行：pip install ".[cli]"',
)


@attrs.frozen(kw_only=True)
class Line:
    """A row of a sheet that holds something.

    Attributes:
        number: its row, counted from 1.
        cells: its cells, up to the last that is not empty.
    """

    number: int
    cells: tuple[Cell, ...]


@attrs.frozen(kw_only=True)
class Grid:
    """A sheet, read row by row and not kept in memory.

    Attributes:
        file: name of the file, as the user gave it.
        sheet: name of the worksheet; None for text files.
        hidden: whether the worksheet is hidden.
        separator: what separates the cells of a text file, as far as its first lines tell.
        rows: begins to read, afresh each time: numbered rows of cells. Raises `InvalidInput` on damage.
    """

    file: str
    sheet: str | None = None
    hidden: bool = False
    separator: str = ","
    rows: Callable[[], Iterable[tuple[int, Iterable[Cell]]]]

    def lines(self) -> Iterator[Line]:
        """Yield the rows that hold something, in order."""
        for number, cells in self.rows():
            if kept := trimmed(list(cells)):
                yield Line(number=number, cells=kept)

    def head(self) -> tuple[Line, ...]:
        """Return the first rows that hold something, `HEAD` at most."""
        return tuple(islice(self.lines(), HEAD))

    def where(self, row: int | None = None, column: str | None = None) -> Where:
        """Return the place of a cell, a row, a column, or of the sheet."""
        return Where(file=self.file, sheet=self.sheet, row=row, column=column)


def trimmed(cells: list[Cell]) -> tuple[Cell, ...]:
    """Return the cells up to the last that is not empty; `cells` is used up."""
    while cells and is_empty(cells[-1]):
        cells.pop()
    return tuple(cells)
