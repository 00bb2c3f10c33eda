"""Lays out the workbook that an office fills in, by the values in `forms`."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from random_inspection.adapters.spreadsheets import forms
from random_inspection.adapters.spreadsheets.grids import EXTRA_MISSING
from random_inspection.errors import ExtraMissing

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

try:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
    from openpyxl.worksheet.pagebreak import Break
    from openpyxl.worksheet.properties import PageSetupProperties
except ImportError as error:
    raise ExtraMissing(EXTRA_MISSING.at()) from error

_FONT = "宋体"
_TITLE = Font(name=_FONT, size=16, bold=True)
_BAR = Font(name=_FONT, size=12, bold=True, color="FFFFFF")
_BOLD = Font(name=_FONT, size=11, bold=True)
_PLAIN = Font(name=_FONT, size=11)
_GREY = Font(name=_FONT, size=10, color="595959")
_SAMPLE = Font(name=_FONT, size=10, italic=True, color="8C8C8C")
_BLUE = PatternFill("solid", fgColor="2F5597")
_PALE = PatternFill("solid", fgColor="DCE6F2")
_YELLOW = PatternFill("solid", fgColor="FFFBE6")
_NOTE = PatternFill("solid", fgColor="F2F2F2")
_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAP = Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)

_WIDTHS = (28, 38, 38, 40, 28, 10, 16)
_HEIGHT = 20
_LAST = get_column_letter(len(_WIDTHS))
_LATIN = 0xFF
_LISTED = 1000
"""The drop-down list of inspectors reaches down to this row."""
_INTRODUCTION = (
    f"{forms.HINT}只填黄色格子，有下拉箭头的从列表中选；行数不够可在节内插入行。标有“案例”的灰色行只作示范，不会读入，可以删除或改写。"
    "填好“任务”“对象”，需要抽取检查人员的再填“人员”“回避”，然后运行 random-inspection announce 本文件 --out 新文件夹。"
)


def template() -> bytes:
    """Return the bytes of the workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _task(book.create_sheet(forms.TASK))
    for sheet in forms.SHEETS:
        _table(book.create_sheet(sheet.name), sheet)
    _suggest(book[forms.RECUSALS], f"B4:B{_LISTED}", f"{forms.INSPECTORS}!$A$4:$A${_LISTED}")
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _put(
    cell: Cell | MergedCell, text: str, font: Font, fill: PatternFill | None = None, align: Alignment = _WRAP
) -> None:
    cell.value = text or None
    cell.font, cell.alignment, cell.border = font, align, _BOX
    cell.number_format = "@"
    if fill:
        cell.fill = fill


def _across(
    page: Worksheet, row: int, text: str, font: Font, fill: PatternFill | None = None, *, first: str = "A"
) -> None:
    page.merge_cells(f"{first}{row}:{_LAST}{row}")
    _put(page[f"{first}{row}"], text, font, fill)


def _task(page: Worksheet) -> None:
    for index, width in enumerate(_WIDTHS, start=1):
        page.column_dimensions[get_column_letter(index)].width = width
    page.merge_cells(f"A1:{_LAST}1")
    page["A1"].value, page["A1"].font, page["A1"].alignment = "双随机抽查 抽取任务表", _TITLE, _CENTRE
    page.row_dimensions[1].height = 34
    _across(page, 2, _INTRODUCTION, _GREY, _NOTE)
    page.row_dimensions[2].height = _height(_INTRODUCTION, sum(_WIDTHS))
    page.sheet_format.defaultRowHeight, page.sheet_format.customHeight = _HEIGHT, True
    row = _basics(page, 3)
    rows = {}
    for section in forms.SECTIONS[1:]:
        rows[section.place] = range(row + 4, row + 4 + len(section.given) + section.blank)
        _section(page, row + 1, section)
        row = rows[section.place].stop
    page.row_breaks.append(Break(rows[forms.STRATA.place].stop))
    strata, shares = rows[forms.STRATA.place], rows[forms.SHARES.place]
    letter = get_column_letter(forms.STRATA.headings.index(forms.SHARE) + 1)
    _suggest(page, f"{letter}{strata[0]}:{letter}{strata[-1]}", f"$A${shares[0]}:$A${shares[-1]}")
    page.sheet_view.showGridLines = False
    page.freeze_panes = "A3"
    _print(page, rows="1:1")


def _basics(page: Worksheet, row: int) -> int:
    _across(page, row, forms.BASICS.title, _BAR, _BLUE)
    for letter, heading in zip("AB", forms.BASICS.headings, strict=False):
        _put(page[f"{letter}{row + 1}"], heading, _BOLD, _PALE, _CENTRE)
    _across(page, row + 1, forms.REMARK, _BOLD, _PALE, first="C")
    for number, setting in enumerate(forms.SETTINGS, start=row + 2):
        _put(page[f"A{number}"], setting.label, _BOLD, _PALE)
        _put(page[f"B{number}"], setting.initial, _PLAIN, _YELLOW)
        _across(page, number, setting.hint, _GREY, first="C")
        page.row_dimensions[number].height = _height(setting.room, _WIDTHS[1])
        if setting.choices:
            _choose(page, f"B{number}", setting.choices)
    return row + 2 + len(forms.SETTINGS)


def _section(page: Worksheet, row: int, section: forms.Section) -> None:
    _across(page, row, section.title, _BAR, _BLUE)
    _across(page, row + 1, forms.HINT + section.hint, _GREY, _NOTE)
    page.row_dimensions[row + 1].height = _height(section.hint, sum(_WIDTHS))
    first = row + 3
    last = first + len(section.given) + section.blank - 1
    for index, column in enumerate(section.columns, start=1):
        _put(page.cell(row + 2, index), column.heading, _BOLD, _PALE, _CENTRE)
        if column.choices:
            letter = get_column_letter(index)
            _choose(page, f"{letter}{first}:{letter}{last}", column.choices)
    for number in range(first, last + 1):
        given = section.given[number - first] if number - first < len(section.given) else ()
        _row(page, number, given, section.columns)


def _row(page: Worksheet, number: int, given: Sequence[str], columns: Sequence[forms.Column]) -> None:
    sample = bool(given) and given[0].startswith(forms.SAMPLE)
    texts = [*given, *[""] * (len(columns) - len(given))]
    for index, text in enumerate(texts, start=1):
        if text == forms.OTHERS:
            _put(page.cell(number, index), text, _BOLD, _PALE)
        else:
            _put(page.cell(number, index), text, _SAMPLE if sample else _PLAIN, None if sample else _YELLOW)
    needed = texts if sample else [column.room for column in columns]
    page.row_dimensions[number].height = max(map(_height, needed, _WIDTHS))


def _height(text: str, width: float) -> float:
    """Return the points that `text` needs in a cell of so many characters, at a size of 10 points."""
    columns = sum(2 if ord(char) > _LATIN else 1 for char in text)
    return _HEIGHT + 14 * max(0, math.ceil(columns / (0.9 * width)) - 1)


def _choose(page: Worksheet, cells: str, choices: Sequence[str]) -> None:
    validation = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    validation.errorTitle, validation.error = "请从列表中选择", "可选：" + "、".join(choices)
    page.add_data_validation(validation)
    validation.add(cells)


def _suggest(page: Worksheet, cells: str, source: str) -> None:
    """Offer the cells of `source` as a drop-down list, and allow other text."""
    validation = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    page.add_data_validation(validation)
    validation.add(cells)


def _table(page: Worksheet, sheet: forms.Sheet) -> None:
    for index, column in enumerate(sheet.columns, start=1):
        whole_column = page.column_dimensions[get_column_letter(index)]
        # As text, or Excel turns ids into numbers and drops their digits.
        whole_column.number_format, whole_column.font, whole_column.alignment = "@", _PLAIN, _WRAP
        whole_column.width = column.wide
        _put(page.cell(1, index), column.heading, _BOLD, _PALE, _CENTRE)
        _put(page.cell(2, index), column.hint, _GREY, _NOTE)
        _put(page.cell(3, index), sheet.sample[index - 1], _SAMPLE)
    page.row_dimensions[1].height = 24
    page.row_dimensions[2].height = max(_height(column.hint, column.wide) for column in sheet.columns)
    page.sheet_format.defaultRowHeight, page.sheet_format.customHeight = _HEIGHT, True
    page.freeze_panes = "A2"
    _print(page, rows="1:1")


def _print(page: Worksheet, *, rows: str) -> None:
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", "9"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = rows
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = margins.top = 0.4
    page.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("第 &P 页，共 &N 页"))
