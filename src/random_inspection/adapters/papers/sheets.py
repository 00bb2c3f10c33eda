"""How the sheets of ``抽取结果.xlsx`` look, and how text is kept from becoming formulas."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from random_inspection.adapters.papers.tables import Column, Table
from random_inspection.adapters.papers.words import shown

BODY = "宋体"
PLAIN = Font(name=BODY, size=11)
BOLD = Font(name=BODY, size=11, bold=True)
TITLE = Font(name=BODY, size=16, bold=True)
WHITE = Font(name=BODY, size=11, bold=True, color="FFFFFF")
MONO = Font(name="Courier New", size=9)
BLUE = PatternFill("solid", fgColor="2F5597")
PALE = PatternFill("solid", fgColor="DCE6F2")
LEFT = Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)

_LINE = Side(style="thin", color="BFBFBF")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)

_LATIN = 0xFF
_ROW, _LINE_FEED, _TALLEST = 20, 14.5, 400
_EXCEL_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def put(
    cell: Cell | MergedCell,
    value: object,
    *,
    font: Font = PLAIN,
    align: Alignment = LEFT,
    fill: PatternFill | None = None,
) -> None:
    """Write a value; text stays text, whatever it begins with, and nothing in it is invisible."""
    if isinstance(value, str):
        text = "\n".join(map(shown, value.split("\n")))
        # Excel reads _x0041_ as "A" unless its underscore is escaped itself.
        cell.value = _EXCEL_ESCAPE.sub("_x005F_", text) or None
        cell.number_format = "@"
        if value and isinstance(cell, Cell):
            cell.data_type = "s"
    elif isinstance(value, int | float):
        cell.value = value
    cell.font, cell.alignment, cell.border = font, align, BOX
    if fill:
        cell.fill = fill


def put_table(page: Worksheet, table: Table) -> None:
    """Write a table with a frozen heading, filters, and columns as wide as their content."""
    widths = [_width(column, (row[place] for row in table.rows)) for place, column in enumerate(table.columns)]
    for index, (column, width) in enumerate(zip(table.columns, widths, strict=True), start=1):
        page.column_dimensions[get_column_letter(index)].width = width
        put(page.cell(1, index), column.heading, font=WHITE, align=CENTRE, fill=BLUE)
    page.row_dimensions[1].height = 24
    for number, row in enumerate(table.rows, start=2):
        for index, (value, column) in enumerate(zip(row, table.columns, strict=True), start=1):
            _put_in(page.cell(number, index), value, column)
        page.row_dimensions[number].height = max(
            height(value, width)
            for value, width, column in zip(row, widths, table.columns, strict=True)
            if column.kind != "mono"
        )
    page.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    page.freeze_panes = "B2"
    page.print_title_rows = "1:1"
    last = len(table.rows) + 2
    for index, value in enumerate(table.total, start=1):
        put(page.cell(last, index), value, font=BOLD, align=LEFT if isinstance(value, str) else CENTRE, fill=PALE)
        page.row_dimensions[last].height = _ROW


def _put_in(cell: Cell | MergedCell, value: object, column: Column) -> None:
    centred = column.kind in {"number", "percent"}
    put(cell, value, font=MONO if column.kind == "mono" else PLAIN, align=CENTRE if centred else LEFT)
    if column.kind == "percent":
        cell.number_format = "0.000%"


def _width(column: Column, values: Iterable[object]) -> float:
    if column.kind in {"percent", "mono"}:
        return column.widest
    longest = max((_columns(line) for value in values for line in str(value).split("\n")), default=0)
    # The heading leaves room for the button of the filter.
    return min(column.widest, max(longest + 3, _columns(column.heading) + 5) * 1.1)


def height(value: object, width: float) -> float:
    """Return the points that a value needs in a cell of so many characters."""
    if not isinstance(value, str):
        return _ROW
    lines = sum(max(1, math.ceil(_columns(line) / (0.92 * width - 2))) for line in value.split("\n"))
    return min(_TALLEST, _ROW + _LINE_FEED * (lines - 1))


def _columns(text: str) -> int:
    return sum(2 if ord(char) > _LATIN else 1 for char in text)


def set_up_printing(page: Worksheet, draw_id: str, notice: str | None) -> None:
    """Print on A4, as wide as the sheet, with the notice at the head, the draw's number and page numbers at the foot."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", "9"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = margins.top = 0.4
    if notice:
        margins.top = 0.8
        page.oddHeader = HeaderFooterItem(center=_HeaderFooterPart(notice))
    page.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(shown(draw_id).replace("&", "&&")),
        center=_HeaderFooterPart("第 &P 页，共 &N 页"),
        right=_HeaderFooterPart("&A"),
    )
