"""Text files: their encoding, and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from random_inspection.adapters.spreadsheets.grids import Grid
from random_inspection.errors import InvalidInput, Message, Where

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
BAD_CSV = Message(
    "csv-damaged",
    "the line is no CSV ({why}); a cell that holds a quotation mark is put in quotation marks, "
    "and the mark in it doubled",
    "本行不符合 CSV 格式（{why}）；含双引号的内容须用双引号括起，其中的双引号写两遍",
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
    if _is_utf8_until(data, start):
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


def _is_utf8_until(data: bytes, offset: int) -> bool:
    if data.startswith(_BOM):
        return True
    return sum(char > _BEYOND_TWO_BYTES for char in data[:offset].decode()) >= _SURELY_UTF8


def _undecodable(data: bytes, offset: int, file: str) -> InvalidInput:
    found = data[offset : offset + 2].hex(" ")
    return InvalidInput(BAD_ENCODING.at(_place(data, offset, file), offset=offset, found=found))


def _place(data: bytes, offset: int, file: str) -> Where:
    return Where(file=file, row=data.count(b"\n", 0, offset) + 1)


def csv_grid(data: bytes, *, file: str) -> Grid:
    """Return the cells of a CSV file, separated by commas.

    Args:
        data: the file's bytes.
        file: its name for messages.

    Raises:
        InvalidInput: the encoding is wrong; while reading, the quotation marks are.
    """
    encoding = encoding_of(data, file)
    return Grid(file=file, rows=lambda: _records(data, encoding, file))


def _records(data: bytes, encoding: str, file: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    # Without strict, a quotation mark that is never closed swallows the rest of the register.
    reader = csv.reader(text, strict=True)
    try:
        for number, record in enumerate(reader, start=1):
            yield number, record
    except csv.Error as error:
        raise InvalidInput(BAD_CSV.at(Where(file=file, row=number + 1), why=str(error))) from error
