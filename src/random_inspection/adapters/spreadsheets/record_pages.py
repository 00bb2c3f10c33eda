"""Lays out a task's workbook of records (检查记录表), to be filled in and read in again."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from random_inspection.adapters.spreadsheets.grids import EXTRA_MISSING
from random_inspection.domain.fieldwork import ResultCode
from random_inspection.domain.items import Method
from random_inspection.errors import ExtraMissing
from random_inspection.workflows.casework import record_columns as columns
from random_inspection.workflows.casework.record_sheets import Sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

try:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation
except ImportError as error:
    raise ExtraMissing(EXTRA_MISSING.at()) from error

_FONT = "宋体"
_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAP = Alignment(horizontal="left", vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_BLUE, _GREEN = PatternFill("solid", fgColor="2F5597"), PatternFill("solid", fgColor="548235")
_GREY, _YELLOW = PatternFill("solid", fgColor="F2F2F2"), PatternFill("solid", fgColor="FFFBE6")
_WIDTHS = {
    columns.KEY: 30,
    columns.TARGET: 26,
    columns.TEAM: 28,
    columns.SHOWN: 28,
    columns.CONTENT: 36,
    columns.SITUATION: 36,
    columns.EVIDENCE: 28,
}
_WIDTH = 16
_FIRST = 4
"""The row of the first inspection; above are the title, the hints and the headings."""
_CODES = "代码"
_HINTS: Mapping[str, str] = {
    columns.METHOD: "能以非现场方式完成的，不入企",
    columns.WHY: "现场检查须说明理由",
    columns.APPROVED: "负责人填“同意”",
    columns.SHOWN: "在“=”后填执法证号，至少两人，如：甲=13010001；乙=13010002（甲、乙为检查组成员的编号或姓名）",
    columns.EMERGENCY: "来不及审批、通知时填写",
    columns.REPORTED: "紧急检查的补报内容",
    columns.BEGAN: "如：2026-12-01 09:30",
    columns.ENDED: "如：2026-12-01 11:00",
    columns.EVIDENCE: "与本表同一文件夹的文件名，多个以“；”分隔；至少一张照片",
    columns.SIGNED: "是或否",
    columns.REFUSAL: "未签收的情况、见证人",
    columns.REVIEWED: "审核人填“通过”或“退回”",
    columns.REVIEW_NOTE: "退回须写明需更正的内容",
}


def record_workbook(sheet: Sheet, names: Mapping[str, str]) -> bytes:
    """Return the bytes of a task's workbook of records.

    Text from the records stays text: no cell becomes a formula.

    Args:
        sheet: the task as it stands on record.
        names: names of items by code.

    Raises:
        ExtraMissing: openpyxl is not installed.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    page = book.create_sheet("检查记录")
    _head(page, sheet, names)
    for number, row in enumerate(sheet.rows, start=_FIRST):
        for index, (heading, text) in enumerate(zip(sheet.headings, row, strict=True), start=1):
            fixed = heading == columns.KEY or heading in columns.KNOWN
            _put(page, number, index, text, fill=_GREY if fixed else _YELLOW)
    _choices(book.create_sheet(_CODES), page, sheet)
    page.freeze_panes = f"C{_FIRST}"
    page.sheet_view.showGridLines = False
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _head(page: Worksheet, sheet: Sheet, names: Mapping[str, str]) -> None:
    _put(page, 1, 1, f"{sheet.task.title} 检查记录表", font=Font(name=_FONT, size=14, bold=True))
    _put(
        page,
        2,
        1,
        "填写说明：只填黄色格子；填好后导入，可分多次、由多人填写；排序时须选中全部列。已登记的内容与表中一致的不会重复登记。",
        fill=_GREY,
    )
    hints = {**_HINTS, **{columns.result_column(item): names.get(item, item) for item in sheet.task.items}}
    for index, heading in enumerate(sheet.headings, start=1):
        fixed = heading == columns.KEY or heading in columns.KNOWN
        white = Font(name=_FONT, size=11, bold=True, color="FFFFFF")
        _put(page, 3, index, heading, font=white, fill=_BLUE if fixed else _GREEN, align=_CENTRE)
        if index > 1:
            _put(page, 2, index, hints.get(heading, ""), font=Font(name=_FONT, size=9, color="595959"), fill=_GREY)
        page.column_dimensions[get_column_letter(index)].width = _WIDTHS.get(heading, _WIDTH)
    page.row_dimensions[2].height, page.row_dimensions[3].height = 72, 34


def _put(
    page: Worksheet,
    row: int,
    column: int,
    text: str,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    align: Alignment = _WRAP,
) -> None:
    cell = page.cell(row, column)
    cell.value = text or None
    cell.number_format = "@"
    if text:
        cell.data_type = "s"
    cell.font, cell.alignment, cell.border = font or Font(name=_FONT, size=11), align, _BOX
    if fill:
        cell.fill = fill


def _choices(codes: Worksheet, page: Worksheet, sheet: Sheet) -> None:
    """Let the cells whose words are given be chosen from lists, which stand on a hidden sheet."""
    codes.sheet_state = "hidden"
    lists: list[tuple[Sequence[str], Sequence[str], bool]] = [
        ((columns.METHOD,), [one.value for one in Method], True),
        ((columns.APPROVED,), (columns.AGREED,), True),
        ((columns.SIGNED,), (columns.YES, columns.NO), True),
        ((columns.REVIEWED,), (columns.PASSED, columns.RETURNED), True),
        ([columns.result_column(item) for item in sheet.task.items], [one.value for one in ResultCode], False),
    ]
    last = _FIRST + max(len(sheet.rows), 1) - 1
    for index, (headings, words, strictly) in enumerate(lists, start=1):
        letter = get_column_letter(index)
        for number, word in enumerate(words, start=1):
            codes.cell(number, index).value = word
        choice = DataValidation("list", formula1=f"{_CODES}!${letter}$1:${letter}${len(words)}", allow_blank=True)
        choice.showErrorMessage = strictly
        page.add_data_validation(choice)
        for heading in headings:
            column = get_column_letter(sheet.headings.index(heading) + 1)
            choice.add(f"{column}{_FIRST}:{column}{last}")
