"""Text files: their encoding, and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from random_inspection.adapters.spreadsheets.grids import HEAD, Grid
from random_inspection.errors import InvalidInput, Message, Problem, Where
from random_inspection.serialization.public_files import meant

_BOM = b"\xef\xbb\xbf"
_BEYOND_TWO_BYTES = "\u07ff"
_SURELY_UTF8 = 8
"""GB18030 text does not begin with so many well-formed UTF-8 characters of three bytes by accident."""

BAD_ENCODING = Message(
    "encoding-unknown",
    "the encoding is neither UTF-8 nor GB18030 (byte {offset} of the file, {found}, fits in neither); "
    'save the file as "CSV UTF-8"',
    "文件编码既不是 UTF-8，也不是 GB18030（文件第{offset}字节处为 {found}）；请另存为“CSV UTF-8”",
)
NUL_BYTE = Message(
    "nul-byte",
    "byte {offset} of the file is NUL, which no text has; the file is damaged or no CSV: export it again",
    "文件第{offset}字节处为空字节（NUL）；文件已损坏或不是 CSV，请重新导出",
)
BAD_SEPARATOR = Message(
    "csv-separator",
    'the cells are separated by the {found}, expected a comma; save the file as "CSV UTF-8 (comma delimited)"',
    "各列以{found_zh}分隔，应以英文逗号分隔；请另存为“CSV UTF-8（逗号分隔）”",
)
BAD_CSV = Message(
    "csv-damaged",
    "the line is no CSV ({why}); a cell that holds a quotation mark is put in quotation marks, "
    "and the mark in it doubled",
    "本行不符合 CSV 格式（{why_zh}）；含双引号的内容须用双引号括起，其中的双引号写两遍",
)
LONG_LINE = Message(
    "register-long-line",
    "a line has more than {limit} characters, which no row of a register has; the file is damaged: export it again",
    "有一行超过{limit}个字符，不可能是名录的一行；文件已损坏，请重新导出",
)
LONGEST_LINE = 2**21
"""Characters that a line of a table has at most."""
_SEPARATORS = {";": ("semicolon (;)", "分号（;）"), "\t": ("tab", "制表符（Tab）")}
_HEAD = 2**16
_REASONS = (
    ("unexpected end", "双引号没有配对"),
    ("expected after", "双引号之后还有别的字符"),
    ("larger than field limit", "一个单元格过长，可能双引号没有配对"),
    ("new-line", "引号之外有单独的换行符"),
)


def decoded(data: bytes, file: str) -> str:
    """Return the text of `data` in UTF-8, with or without BOM, or GB18030.

    Raises:
        InvalidInput: it is neither, or holds a NUL; says at which byte (counted from 0) and row.
    """
    return data.decode(encoding_of(data, file))


def encoding_of(data: bytes, file: str) -> str:
    """Return the encoding of `data`, for `bytes.decode`: ``"utf-8-sig"`` or ``"gb18030"``.

    Raises:
        InvalidInput: it is neither, or holds a NUL; says at which byte (counted from 0) and row.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidInput(BAD_ENCODING.at(Where(file=file, row=1), offset=0, found=data[:2].hex(" ")))
    if (offset := data.find(b"\0")) >= 0:
        raise InvalidInput(NUL_BYTE.at(_place(data, offset, file), offset=offset))
    start = _undecodable_at(data, "utf-8")
    if start is None:
        return "utf-8-sig"
    if is_surely_utf8(data[:start]):
        raise _undecodable(data, start, file)
    other = _undecodable_at(data, "gb18030")
    if other is not None:
        raise _undecodable(data, max(start, other), file)
    return "gb18030"


def _undecodable_at(data: bytes, encoding: str) -> int | None:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def is_surely_utf8(data: bytes) -> bool:
    """Return whether well-formed UTF-8 is no other encoding by accident."""
    return data.startswith(_BOM) or sum(char > _BEYOND_TWO_BYTES for char in data.decode()) >= _SURELY_UTF8


def _undecodable(data: bytes, offset: int, file: str) -> InvalidInput:
    found = data[offset : offset + 2].hex(" ")
    return InvalidInput(BAD_ENCODING.at(_place(data, offset, file), offset=offset, found=found))


def _place(data: bytes, offset: int, file: str) -> Where:
    return Where(file=file, row=data.count(b"\n", 0, offset) + 1)


def csv_grid(data: bytes, *, file: str) -> Grid:
    """Return the cells of a CSV file, separated by commas, without what keeps spreadsheet programs from computing them.

    Args:
        data: the file's bytes.
        file: its name for messages.

    Raises:
        InvalidInput: the encoding is wrong; while reading, the quotation marks are.
    """
    encoding = encoding_of(data, file)
    separator = separator_of(data[:_HEAD].decode(encoding, errors="ignore"))
    return Grid(file=file, separator=separator, rows=lambda: _records(data, encoding, file, separator))


def separator_of(text: str) -> str:
    """Return what separates the cells: a semicolon or tab that is in more of the first lines than the comma."""
    lines = [line for line in text.splitlines() if line.strip()][:HEAD]
    counts = {separator: sum(separator in line for line in lines) for separator in (",", *_SEPARATORS)}
    return max(counts, key=counts.__getitem__)


def separator_problem(separator: str, file: str) -> Problem | None:
    """Return the problem that cells are separated by `separator`; None where it is the comma."""
    if separator not in _SEPARATORS:
        return None
    found, found_zh = _SEPARATORS[separator]
    return BAD_SEPARATOR.at(Where(file=file), found=found, found_zh=found_zh)


def _records(data: bytes, encoding: str, file: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    lines = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    records = records_of(_none_too_long(lines, file), file, separator)
    return ((number, [meant(cell) for cell in record]) for number, record in records)


def _none_too_long(lines: io.TextIOWrapper, file: str) -> Iterator[str]:
    for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE + 1), ""), start=1):
        if len(line) > LONGEST_LINE:
            raise InvalidInput(LONG_LINE.at(Where(file=file, row=number), limit=LONGEST_LINE))
        yield line


def records_of(lines: Iterable[str], file: str, separator: str, before: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of lines of CSV, numbered on from `before`.

    Raises:
        InvalidInput: the quotation marks are wrong.
    """
    number = before
    # Without strict, a quotation mark that is never closed swallows the rest of the register.
    reader = csv.reader(lines, strict=True)
    try:
        for number, record in enumerate(reader, start=before + 1):
            yield number, record
    except csv.Error as error:
        why = next((zh for en, zh in _REASONS if en in str(error)), "无法分列")
        damage = BAD_CSV.at(Where(file=file, row=number + 1), why=str(error), why_zh=why)
        raise InvalidInput(separator_problem(separator, file) or damage) from error
