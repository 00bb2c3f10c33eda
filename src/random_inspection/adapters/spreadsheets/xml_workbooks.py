"""SpreadsheetML 2003: the XML that many systems export under the name ``.xls`` or ``.xlsx``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import partial
from xml.etree import ElementTree as ET

from random_inspection.adapters.spreadsheets.cells import (
    CELL_ERROR,
    NO_VALUE,
    Cell,
    Flaw,
    moment_cell,
    number_cell,
    text_cell,
)
from random_inspection.adapters.spreadsheets.grids import Grid
from random_inspection.adapters.spreadsheets.text_files import decoded
from random_inspection.errors import InvalidInput, Message, Where

COLUMNS = 2**14
"""Columns of a worksheet in Excel."""

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

NOT_SPREADSHEET = Message(
    "xml-no-spreadsheet",
    "the file holds markup, but no SpreadsheetML workbook (a web page, perhaps); open it in Excel or WPS "
    "and save it as .xlsx",
    "文件内容是网页或其他标记文本，不是 XML 电子表格；请用 Excel 或 WPS 打开后另存为 .xlsx",
)
BAD_XML = Message(
    "xml-damaged",
    "the XML inside is damaged ({why}); export the file again, or save it as .xlsx",
    "文件中的 XML 已损坏（{why_zh}）；请重新导出，或另存为 .xlsx",
)
DOCTYPE = Message(
    "xml-doctype",
    "the XML inside has a DOCTYPE, which spreadsheets never have; it is refused: save the file as .xlsx",
    "文件中的 XML 带有 DOCTYPE 声明，电子表格不会有此声明，已拒绝读取；请另存为 .xlsx",
)


def is_markup(data: bytes) -> bool:
    """Return whether `data` begins as XML or HTML does."""
    start = data[:200]
    if start.startswith(_UTF16):
        return start.decode("utf-16", errors="replace").lstrip().startswith("<")
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def xml_grids(data: bytes, *, file: str) -> tuple[Grid, ...]:
    """Return the worksheets of a SpreadsheetML 2003 file.

    Args:
        data: the file's bytes.
        file: its name for messages.

    Raises:
        InvalidInput: it is damaged, no SpreadsheetML, has a DOCTYPE or no worksheet.
    """
    sheets = _parsed(data, file).findall(f"{_SS}Worksheet")
    if not sheets:
        raise InvalidInput(BAD_XML.at(Where(file=file), why="no worksheet", why_zh="没有工作表"))
    return tuple(
        Grid(
            file=file,
            sheet=sheet.get(f"{_SS}Name"),
            hidden=sheet.find(f"{_X}WorksheetOptions/{_X}Visible") is not None,
            rows=partial(_rows, sheet, file),
        )
        for sheet in sheets
    )


def _parsed(data: bytes, file: str) -> ET.Element:
    text = data.decode("utf-16", errors="replace") if data.startswith(_UTF16) else decoded(data, file)
    if "<!DOCTYPE" in text:
        raise InvalidInput((DOCTYPE if _SS[1:-1] in text else NOT_SPREADSHEET).at(Where(file=file)))
    try:
        # Safe without defusedxml: entities can only be declared in a DOCTYPE.
        root = ET.fromstring(text.lstrip())  # noqa: S314
    except ET.ParseError as error:
        kind = BAD_XML if _SS[1:-1] in text else NOT_SPREADSHEET
        line = error.position[0]
        raise InvalidInput(kind.at(Where(file=file), why=str(error), why_zh=f"第{line}行")) from error
    if root.tag != f"{_SS}Workbook":
        raise InvalidInput(NOT_SPREADSHEET.at(Where(file=file)))
    return root


def _rows(sheet: ET.Element, file: str) -> Iterator[tuple[int, list[Cell]]]:
    number = 0
    for row in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
        number = _index(row, number + 1)
        yield number, _cells(row, file)
        number += _count(row, "Span")


def _cells(row: ET.Element, file: str) -> list[Cell]:
    cells: list[Cell] = []
    for element in row.iterfind(f"{_SS}Cell"):
        before = _index(element, len(cells) + 1) - 1 - len(cells)
        beside = _count(element, "MergeAcross")
        if len(cells) + before + beside >= COLUMNS:
            why, why_zh = f"more than {COLUMNS} columns", f"超过{COLUMNS}列"
            raise InvalidInput(BAD_XML.at(Where(file=file), why=why, why_zh=why_zh))
        cells += [""] * before + [_cell(element)] + [""] * beside
    return cells


def _index(element: ET.Element, following: int) -> int:
    return max(_count(element, "Index"), following)


def _count(element: ET.Element, name: str) -> int:
    text = element.get(_SS + name, "")
    return int(text) if re.fullmatch("[0-9]{1,7}", text) else 0


def _cell(element: ET.Element) -> Cell:
    data = element.find(f"{_SS}Data")
    if data is None:
        formula = element.get(f"{_SS}Formula")
        return Flaw(message=NO_VALUE, shown=formula) if formula else ""
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type", "String")
    if kind == "Error":
        return Flaw(message=CELL_ERROR, shown=text)
    return _typed(kind, text)


def _typed(kind: str, text: str) -> Cell:
    try:
        if kind == "Number":
            return number_cell(Decimal(repr(float(text))))
        if kind == "DateTime":
            return moment_cell(dt.datetime.fromisoformat(text.strip()))
    except (InvalidOperation, ValueError):
        return text
    if kind == "Boolean":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return text_cell(text)
