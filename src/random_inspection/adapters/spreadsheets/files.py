"""Opens a file by what is in it, whatever its name says."""

from __future__ import annotations

from pathlib import Path

from random_inspection.adapters.spreadsheets.grids import Grid
from random_inspection.adapters.spreadsheets.text_files import csv_grid
from random_inspection.adapters.spreadsheets.xml_workbooks import is_markup, xml_grids
from random_inspection.errors import InvalidInput, Message, Where, system_words

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MISSING = Message(
    "file-missing",
    "there is no such file; check the name, and the folder it is in",
    "没有这个文件；请检查文件名和所在文件夹",
)
UNREADABLE = Message(
    "file-unreadable",
    "the file cannot be read ({why}); check its name and its permissions, and close it in other programs",
    "无法读取文件（{why_zh}）；请检查文件名和权限，并在其他程序中关闭它",
)
TOO_LARGE = Message(
    "file-too-large",
    "the file has {found} MB, at most {limit} MB are read; it is no such table, or holds much that does not belong to it",
    "文件有{found}MB，最多读取{limit}MB；该文件不是所需的表格，或含有大量无关内容",
)
EMPTY = Message("file-empty", "the file is empty (0 bytes); export it again", "文件为空（0字节）；请重新导出")
OLD_BINARY = Message(
    "workbook-old-binary",
    "this is an old binary .xls workbook, or one with a password; open it in Excel or WPS and save it as .xlsx, "
    "without a password",
    "这是旧版 .xls 工作簿（或设有密码）；请用 Excel 或 WPS 打开后另存为 .xlsx，不设密码",
)


LARGEST_FILE = 2**28
"""Bytes that a file has at most; a million rows of ten columns need less than half of it."""


def bytes_of(path: Path, file: str) -> bytes:
    """Return the bytes of a file.

    Args:
        path: the file.
        file: its name for messages.

    Raises:
        InvalidInput: it is missing, unreadable, empty, or larger than `LARGEST_FILE`.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_FILE else b""
    except FileNotFoundError as error:
        raise InvalidInput(MISSING.at(Where(file=file))) from error
    except (OSError, ValueError) as error:
        raise InvalidInput(UNREADABLE.at(Where(file=file), **system_words(error))) from error
    if size > LARGEST_FILE:
        raise InvalidInput(TOO_LARGE.at(Where(file=file), found=size >> 20, limit=LARGEST_FILE >> 20))
    if not data:
        raise InvalidInput(EMPTY.at(Where(file=file)))
    return data


def is_workbook(data: bytes) -> bool:
    """Return whether `data` begins as a workbook of some kind does, and not as text."""
    return data.startswith((_ZIP, _COMPOUND)) or is_markup(data)


def grids_of(data: bytes, *, file: str) -> tuple[Grid, ...]:
    """Return the sheets of a table file: XLSX, SpreadsheetML 2003 or CSV, told apart by the content.

    Args:
        data: the file's bytes.
        file: its name for messages.

    Returns:
        The sheets in order, at least one; a CSV file is one sheet without a name.

    Raises:
        InvalidInput: it is none of them, or damaged.
        ExtraMissing: it is an XLSX workbook, and openpyxl is not installed.
    """
    if data.startswith(_ZIP):
        # Text files are read without the optional openpyxl.
        from random_inspection.adapters.spreadsheets.workbooks import xlsx_grids  # noqa: PLC0415

        return xlsx_grids(data, file=file)
    if data.startswith(_COMPOUND):
        raise InvalidInput(OLD_BINARY.at(Where(file=file)))
    if is_markup(data):
        return xml_grids(data, file=file)
    return (csv_grid(data, file=file),)
