"""Workbooks of Excel and WPS (``.xlsx``), read by openpyxl."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice, repeat, zip_longest
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from random_inspection.adapters.spreadsheets.cells import CELL_ERROR, NO_VALUE, Cell, Flaw, text_cell, value_cell
from random_inspection.adapters.spreadsheets.grids import EXTRA_MISSING, Grid
from random_inspection.errors import ExtraMissing, InvalidInput, Message, Where

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LARGEST = 2**30
"""Bytes of XML, unpacked, that a workbook may have; a million rows of ten columns need a quarter of it."""
LARGEST_TEXTS = 2**27
"""Bytes of its table of texts, which is kept in memory while it is read."""
LARGEST_PART = 2**25
"""Bytes of any other part that is no worksheet, such as its styles; openpyxl keeps them in memory."""
TIGHTEST = 200
"""How many times its packed size a part of more than `_CHUNK` bytes may have; tables have less than half of that."""
ROWS = 2**20
"""Rows of a worksheet in Excel."""

_CHUNK = 2**20
_LONGEST = 4
"""In how many chunks one after the other a cell, or any other text, goes on at most; Excel has 32767 characters."""
_BATCH = 256
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL = re.compile(rb"</?(?:\w+:)?(?:c|row|si|sheetData)[\s/>]")
_CELLS_END = re.compile(rb"</(?:\w+:)?sheetData[\s>]|<(?:\w+:)?sheetData\s*/>")
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/"

BAD_WORKBOOK = Message(
    "workbook-damaged",
    "cannot be read as an .xlsx workbook ({why}); open it in Excel or WPS and save it as .xlsx",
    "不能作为 .xlsx 工作簿读取（{why_zh}）；请用 Excel 或 WPS 打开后另存为 .xlsx",
)
TOO_LARGE = Message(
    "workbook-too-large",
    "unpacked, the workbook has {found} MB, at most {limit} MB are read; delete empty rows and sheets that "
    "do not belong to it, or export the table as CSV",
    "工作簿解压后有{found}MB，最多读取{limit}MB；请删除无关的工作表和空行，或将表格导出为 CSV",
)
PART_TOO_LARGE = Message(
    "workbook-part-too-large",
    "unpacked, the part {part} of the workbook has {found} MB, at most {limit} MB are read; copy the table into a new "
    "workbook, or export it as CSV",
    "工作簿中的 {part} 解压后有{found}MB，最多读取{limit}MB；请将表格复制到新工作簿，或导出为 CSV",
)
TOO_TIGHT = Message(
    "workbook-too-tight",
    "the part {part} of the workbook unpacks to {found} times its size, which no table does; do not open the file, and ask "
    "where it comes from",
    "工作簿中的 {part} 解压后是原大小的{found}倍，正常表格不会如此；请勿打开该文件，并核实来源",
)
CELL_ENDLESS = Message(
    "workbook-cell-endless",
    "a cell in the part {part} of the workbook goes on for more than {limit} MB, and a cell holds 32767 characters; do not "
    "open the file, and ask where it comes from",
    "工作簿的 {part} 中有一个单元格超过{limit}MB，而单元格最多32767个字符；请勿打开该文件，并核实来源",
)
STRICT = Message(
    "workbook-strict",
    'the workbook was saved as "Strict Open XML"; save it as "Excel workbook (*.xlsx)"',
    "工作簿是“Strict Open XML 电子表格”格式；请另存为普通的“Excel 工作簿（*.xlsx）”",
)

try:
    import openpyxl
except ImportError as error:
    raise ExtraMissing(EXTRA_MISSING.at()) from error

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ParseError, SyntaxError, EOFError, OSError, NotImplementedError,
    RuntimeError, KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError,
)  # fmt: skip
"""What zipfile, the XML parsers and openpyxl raise on files that are not what they claim to be."""


def xlsx_grids(data: bytes, *, file: str) -> tuple[Grid, ...]:
    """Return the worksheets of a workbook; of a formula, the value that was stored with it.

    Args:
        data: the file's bytes.
        file: its name for messages.

    Raises:
        InvalidInput: the file is damaged, in the strict dialect, or unpacks to more than `LARGEST`.
    """
    with _readable(file):
        has_formulas = _look_over(data, file)
        book = _opened(data, values=True)
        if not book.worksheets:
            raise InvalidInput(BAD_WORKBOOK.at(Where(file=file), why="no worksheet", why_zh="没有工作表"))
        formulas = _opened(data, values=False) if has_formulas else None
        return tuple(
            Grid(
                file=file,
                sheet=worksheet.title,
                hidden=worksheet.sheet_state != "visible",
                rows=partial(_rows, worksheet, formulas and formulas[worksheet.title], file),
            )
            for worksheet in book.worksheets
        )


@contextmanager
def _readable(file: str) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations, which are not read
            yield
    except InvalidInput:
        raise
    except _DAMAGE as error:
        why = f"{type(error).__name__}: {error}"
        raise InvalidInput(BAD_WORKBOOK.at(Where(file=file), why=why, why_zh="内容已损坏")) from error


def _look_over(data: bytes, file: str) -> bool:
    """Return whether the workbook has formulas; refuse what openpyxl should not be given."""
    has_formulas = False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if sum(part.compress_size for part in parts) > len(data):
            why, why_zh = "its parts lie over each other", "各部分相互重叠"
            raise InvalidInput(BAD_WORKBOOK.at(Where(file=file), why=why, why_zh=why_zh))
        _check_sizes(parts, file)
        for part in parts:
            with archive.open(part) as opened:
                for chunk in _bounded(opened, part.filename, file):
                    if part.filename.endswith("workbook.xml") and _STRICT in chunk:
                        raise InvalidInput(STRICT.at(Where(file=file)))
                    has_formulas = has_formulas or bool(_is_sheet(part.filename) and _FORMULA.search(chunk))
    return has_formulas


def _check_sizes(parts: Sequence[zipfile.ZipInfo], file: str) -> None:
    """Refuse what unpacks to too much; zipfile never unpacks more of a part than the size that its entry states."""
    where = Where(file=file)
    size = sum(part.file_size for part in parts)
    kept = sum(part.file_size for part in parts if _has_texts(part.filename))
    for found, limit in ((size, LARGEST), (kept, LARGEST_TEXTS)):
        if found > limit:
            raise InvalidInput(TOO_LARGE.at(where, found=found // 2**20, limit=limit // 2**20))
    for part in parts:
        name, found = part.filename, part.file_size
        if found > LARGEST_PART and not (_is_sheet(name) or _has_texts(name)):
            words = {"part": name, "found": found // 2**20, "limit": LARGEST_PART // 2**20}
            raise InvalidInput(PART_TOO_LARGE.at(where, **words))
        if found > max(_CHUNK, TIGHTEST * part.compress_size):
            raise InvalidInput(TOO_TIGHT.at(where, part=name, found=found // max(part.compress_size, 1)))


def _is_sheet(name: str) -> bool:
    return "worksheets/" in name and name.endswith(".xml")


def _has_texts(name: str) -> bool:
    return name.endswith("sharedStrings.xml")


def _bounded(part: Any, name: str, file: str) -> Iterator[bytes]:
    """Yield the chunks of a part; refuse one in which a cell, or a text between two tags, does not end."""
    in_cells, quiet = _is_sheet(name) or _has_texts(name), 0
    for chunk in _overlapping(part):
        quiet = 0 if (_CELL.search(chunk) if in_cells else b"<" in chunk) else quiet + 1
        if quiet > _LONGEST and name.endswith((".xml", ".rels")):
            raise InvalidInput(CELL_ENDLESS.at(Where(file=file), part=name, limit=_LONGEST * _CHUNK // 2**20))
        in_cells = in_cells and not _CELLS_END.search(chunk)
        yield chunk


def _overlapping(part: Any) -> Iterator[bytes]:
    rest = b""
    while chunk := part.read(_CHUNK):
        yield rest + chunk
        rest = chunk[-64:]


def _opened(data: bytes, *, values: bool) -> Workbook:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values)
    for worksheet in book.worksheets:
        # Exports often state a wrong extent, and rows beyond it would not be read.
        worksheet.reset_dimensions()
    return book


def _rows(worksheet: Any, formulas: Any, file: str) -> Iterator[tuple[int, list[Cell]]]:
    pairs = zip(worksheet.iter_rows(), formulas.iter_rows() if formulas else repeat(()), strict=False)
    number = 0
    while batch := _batch(pairs, file):
        for row in batch:
            number += 1
            yield number, row
        if number > ROWS:
            why, why_zh = f"more than {ROWS} rows", f"超过{ROWS}行"
            raise InvalidInput(BAD_WORKBOOK.at(Where(file=file), why=why, why_zh=why_zh))


def _batch(pairs: Iterator[tuple[Any, Any]], file: str) -> list[list[Cell]]:
    with _readable(file):
        return [
            [_cell(cell, formula) for cell, formula in zip_longest(row, formulas)]
            for row, formulas in islice(pairs, _BATCH)
        ]


def _cell(cell: Any, formula: Any) -> Cell:
    if cell.value is None:
        # A stored empty text has the type "str"; a formula that nobody computed has none.
        if formula is not None and formula.data_type == "f" and cell.data_type == "n":
            return Flaw(message=NO_VALUE, shown=str(getattr(formula.value, "text", formula.value)))
        return ""
    if cell.data_type == "e":
        return Flaw(message=CELL_ERROR, shown=str(cell.value))
    if isinstance(cell.value, str):
        return text_cell(cell.value)
    return value_cell(cell.value, cell.number_format)
