"""Reads the register of targets row by row: a file of a million rows is never in memory whole."""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from random_inspection.adapters.spreadsheets.extracts import wanted_headings
from random_inspection.adapters.spreadsheets.files import MISSING, UNREADABLE, bytes_of, grids_of, is_workbook
from random_inspection.adapters.spreadsheets.grids import Grid, Line, trimmed
from random_inspection.adapters.spreadsheets.headings import Headings, find_headings
from random_inspection.adapters.spreadsheets.sorting import FileSorter
from random_inspection.adapters.spreadsheets.tables import (
    NO_DATA,
    NOTHING,
    chosen,
    left_out,
    line_problems,
    line_row,
    refuse_headings,
)
from random_inspection.adapters.spreadsheets.text_files import (
    LONG_LINE,
    LONGEST_LINE,
    encoding_of,
    is_surely_utf8,
    records_of,
    separator_of,
)
from random_inspection.errors import InvalidInput, Message, Problem, Where, system_words
from random_inspection.workflows.directories.extracts import REQUIRED, TARGET_HEADINGS
from random_inspection.workflows.directories.register_files import RegisterFile, Rows
from random_inspection.workflows.inputs.tables import Refused, Row, Table

_CHUNK = 2**20
_TEXT = 2**16
_HEAD = 2**16
_ROWS = 1000
_MOST = 2**17
"""Text of this length holds no cell that is too long for CSV."""

CHANGED = Message(
    "register-changed",
    "the file was changed while it was read; save it, leave it alone, and do it again",
    "文件在读取过程中被改动；请保存文件后不再改动，再重新读取",
)


def open_target_register(path: Path, *, shown_as: str | None = None, sheet: str | None = None) -> RegisterFile:
    """Open a register of targets (`random_inspection.workflows.directories.extracts.TARGET_HEADINGS`), of any size.

    CSV is read row by row, each time anew; a workbook is kept as its bytes.

    Args:
        path: the file: CSV, XLSX or SpreadsheetML 2003.
        shown_as: its name for messages; the path where it is None.
        sheet: name of the worksheet; None for the one that has the columns.

    Raises:
        InvalidInput: nothing of the table can be read.
        ExtraMissing: it is an XLSX workbook, and openpyxl is not installed.
    """
    file = shown_as or str(path)
    head = next(_chunks(path, file), b"")
    if not head or is_workbook(head):
        data = bytes_of(path, file)
        grid, text = chosen(grids_of(data, file=file), _required(), sheet), None
        digest = hashlib.sha256(data).hexdigest()
        return _register(grid, text, lambda: digest)
    text = _Text(path=path, file=file, encoding=_encoding(path, file, head))
    separator = separator_of(head[:_HEAD].decode(text.encoding, errors="ignore"))
    lines = chain.from_iterable
    grid = Grid(
        file=file, separator=separator, rows=lambda: records_of(lines(map(_lines, text.chunks())), file, separator)
    )
    return _register(chosen((grid,), _required(), sheet), text, text.digest)


def _opened(path: Path, file: str) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise InvalidInput(MISSING.at(Where(file=file))) from error
    except (OSError, ValueError) as error:
        raise InvalidInput(UNREADABLE.at(Where(file=file), **system_words(error))) from error


def _required() -> list[str]:
    return [heading for name, heading in TARGET_HEADINGS.items() if name in REQUIRED]


@attrs.define(kw_only=True)
class _Text:
    """A text file that is read in chunks.

    Attributes:
        path: the file.
        file: its name for messages.
        encoding: its encoding, as far as its beginning tells.
        found: SHA-256 of its bytes, when it was read.
    """

    path: Path
    file: str
    encoding: str
    found: str | None = None

    def digest(self) -> str:
        """Return the SHA-256 of its bytes."""
        return self.found if self.found is not None else hashlib.sha256(bytes_of(self.path, self.file)).hexdigest()

    def chunks(self) -> Iterator[str]:
        """Yield its text in whole lines, some at a time; only the last one may have no line feed.

        Raises:
            InvalidInput: it is not of its encoding, has a line that is longer than any row, or was changed since it was
                read before.
        """
        digest, left, mark = hashlib.sha256(), "", "\ufeff" if self.encoding == "utf-8-sig" else ""
        decoder = codecs.getincrementaldecoder(self.encoding.removesuffix("-sig"))()
        with _opened(self.path, self.file) as opened:
            while True:
                chunk = opened.read(_TEXT)
                digest.update(chunk)
                decoded = self._decoded(decoder, chunk)
                lines, feed, left = (left + (decoded.removeprefix(mark) if decoded else "")).rpartition("\n")
                mark = "" if decoded else mark
                if len(left) > LONGEST_LINE:
                    raise InvalidInput(LONG_LINE.at(Where(file=self.file), limit=LONGEST_LINE))
                if feed:
                    yield f"{lines}\n"
                if not chunk:
                    break
        if self.found not in {None, digest.hexdigest()}:
            raise InvalidInput(CHANGED.at(Where(file=self.file)))
        self.found = digest.hexdigest()
        if left:
            yield left

    def _decoded(self, decoder: codecs.IncrementalDecoder, chunk: bytes) -> str:
        if b"\0" not in chunk:
            try:
                return decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                pass
        encoding_of(bytes_of(self.path, self.file), self.file)
        raise InvalidInput(CHANGED.at(Where(file=self.file)))


def _encoding(path: Path, file: str, head: bytes) -> str:
    """Return the encoding of a text file; only where its beginning does not tell, it is read whole for that."""
    whole = head[: head.rfind(b"\n") + 1]
    found = encoding_of(whole, file) if whole else "utf-8-sig"
    if found == "utf-8-sig" and is_surely_utf8(whole):
        return found
    if found == "gb18030" and _decodes(_chunks(path, file), found):
        return found
    return encoding_of(bytes_of(path, file), file)


def _chunks(path: Path, file: str) -> Iterator[bytes]:
    with _opened(path, file) as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk


def _decodes(chunks: Iterable[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chunks:
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _register(grid: Grid, text: _Text | None, digest: Callable[[], str]) -> RegisterFile:
    columns = wanted_headings(grid, tuple(TARGET_HEADINGS.values()), _required())
    headings = find_headings(grid, columns)
    if headings is None:
        raise InvalidInput(NOTHING.at(grid.where()))
    refuse_headings(grid, headings)
    found = headings

    def look(number: int, cells: Sequence[Any]) -> tuple[Row, list[Problem]] | None:
        line = Line(number=number, cells=trimmed(list(cells)))
        if not line.cells or left_out(grid, line):
            return None
        return line_row(columns, found, line), line_problems(grid, found, line)

    return RegisterFile(
        table=Table(
            file=grid.file,
            sheet=grid.sheet,
            columns=columns,
            spelt=headings.spelt,
            unread=headings.unread,
            rows=(),
            refused=tuple(Refused(row=None, column=name) for name in columns if name not in headings.wanted),
        ),
        digest=digest,
        places=headings.wanted,
        width=len(headings.line.cells),
        problems=headings.problems,
        empty=NO_DATA.at(grid.where()),
        rows=lambda: _rows(grid, headings, text),
        look=look,
        sorter=FileSorter(),
    )


def _rows(grid: Grid, headings: Headings, text: _Text | None) -> Iterator[Rows]:
    """Yield the rows below the headings."""
    first = headings.line.number + 1
    if text is None:
        return _gathered(((number, list(cells)) for number, cells in grid.rows() if number >= first), headings)
    return _split(text, grid, headings)


def _split(text: _Text, grid: Grid, headings: Headings) -> Iterator[Rows]:
    """Yield the rows of a text file: up to the first quotation mark, rows are where lines are, and cells where commas are."""
    number, first = 1, headings.line.number + 1
    chunks = text.chunks()
    for chunk in chunks:
        lines = chunk.replace("\r\n", "\n")
        simple = '"' not in lines and "\r" not in lines
        if simple and number >= first and (found := _rectangle(lines.removesuffix("\n"), number)) is not None:
            yield found
        else:
            those = chain([lines if simple else chunk], () if simple else chunks)
            records = records_of(chain.from_iterable(map(_lines, those)), grid.file, grid.separator, number - 1)
            yield from _gathered(((each, cells) for each, cells in records if each >= first), headings)
        number += lines.count("\n")


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")


def _rectangle(lines: str, first: int) -> Rows | None:
    """Return rows that all have as many cells as the first of them; None where they have not, or a cell may be too long."""
    width = lines.partition("\n")[0].count(",") + 1
    cells = lines.replace("\n", ",\n,").split(",")
    ends = cells[width :: width + 1]
    if len(cells) != (len(ends) + 1) * (width + 1) - 1 or ends.count("\n") != len(ends) or len(lines) > _MOST:
        return None
    columns = [cells[place :: width + 1] for place in range(width)]
    return Rows(numbers=range(first, first + len(ends) + 1), columns=columns)


def _gathered(records: Iterable[tuple[int, Sequence[Any]]], headings: Headings) -> Iterator[Rows]:
    """Yield rows of any width some at a time, the shorter ones filled up; those with flawed cells apart."""
    left = iter(records)
    while page := list(islice(left, _ROWS)):
        plain = [(number, cells) for number, cells in page if all(cell.__class__ is str for cell in cells)]
        width = max((len(cells) for _, cells in plain), default=len(headings.line.cells))
        filled = [(*cells, *[""] * (width - len(cells))) for _, cells in plain]
        numbers = [number for number, _ in plain]
        others = {number: cells for number, cells in page if any(cell.__class__ is not str for cell in cells)}
        columns = list(zip(*filled, strict=True)) if filled else [()] * width
        yield Rows(numbers=numbers, columns=columns, others=others)
