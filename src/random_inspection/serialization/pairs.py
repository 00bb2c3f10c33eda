"""The two-column files of a draw, ``frame.csv`` and ``struck.csv``: ids with strata, ids with reasons."""

from __future__ import annotations

import operator
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from random_inspection.domain.identifiers import MAX_LENGTH, identifier_problem
from random_inspection.domain.places import inside
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse

Pairs = tuple[tuple[str, str], ...]

NOT_UTF8 = Message(
    "pairs-not-utf8",
    "byte {byte} cannot be read as UTF-8; take the file as it was published",
    "第{byte}字节不是有效的 UTF-8；请使用原样公布的文件",
)
HEADER = Message(
    "pairs-header",
    "the file begins with {found!r}, expected the line {expected!r} without a byte order mark and ended by a line "
    "feed; take the file as it was published",
    "文件开头是 {found!r}，应为“{expected}”一行，无 BOM，以换行符（LF）结尾；请使用原样公布的文件",
)
CARRIAGE_RETURN = Message(
    "pairs-carriage-return",
    "the line ends with a carriage return; lines end with a line feed alone; take the file as it was published",
    "行尾有回车符；每行只以换行符（LF）结尾；请使用原样公布的文件",
)
UNFINISHED = Message(
    "pairs-unfinished",
    "the last line has no line feed at its end; the file may be cut off; take it as it was published",
    "最后一行没有换行符，文件可能不完整；请使用原样公布的文件",
)
CELLS = Message(
    "pairs-cells",
    "found {found} cells, expected 2, separated by one comma",
    "有{found}格，应为用一个英文逗号隔开的2格",
)
ASCENDING = Message(
    "pairs-not-ascending",
    "{found!r} follows {before!r}; ids are unique and in ascending order of code points",
    "“{found}”排在“{before}”之后；标识应不重复并按码位升序排列",
)


def _all_sound(identifiers: Sequence[str]) -> bool:
    """Return whether all are identifiers for sure, told from what they have together; False where one must look."""
    text = "".join(identifiers)
    if not min(map(len, identifiers), default=1) or max(map(len, identifiers), default=1) > MAX_LENGTH:
        return False
    if text.isascii() and text.isalnum():
        return True
    return (
        not any(identifier_problem(char) for char in set(text) - {" "})
        and (" " not in text or all(one == one.strip(" ") for one in identifiers))
        and unicodedata.is_normalized("NFC", "\n".join(identifiers))
    )


def _cell_problems(cells: Sequence[str], column: str) -> Iterator[Problem]:
    if _all_sound(cells):
        return
    for row, cell in enumerate(cells, start=2):
        if problem := identifier_problem(cell, Where(row=row, column=column)):
            yield problem


def _problems(ids: Sequence[str], values: Sequence[str], columns: tuple[str, str]) -> list[Problem]:
    """Return everything that is wrong with the rows: identifiers, and the order of the ids."""
    problems = list(_cell_problems(ids, columns[0]))
    if not _all_sound(tuple(set(values))):
        problems += _cell_problems(values, columns[1])
    if not all(map(operator.lt, ids, islice(ids, 1, None))):
        problems += [
            ASCENDING.at(Where(row=row, column=columns[0]), found=found, before=before)
            for row, (before, found) in enumerate(pairwise(ids), start=3)
            if not before < found
        ]
    return sorted(problems, key=lambda problem: problem.where.row or 0)


def _broken_lines(body: str) -> list[Problem]:
    *lines, last = body.split("\n")
    problems = [
        CELLS.at(Where(row=row), found=line.count(",") + 1)
        for row, line in enumerate(lines, start=2)
        if line.count(",") != 1
    ]
    return [*problems, UNFINISHED.at(Where(row=len(lines) + 2))] if last else problems


def _cells(body: str) -> tuple[list[str], list[str]]:
    """Return both columns of a body; raise `InvalidInput` where a line is not two cells and a line feed.

    Cells are cut behind every comma and line feed: when each second one, and no other, ends with a line
    feed, and nothing follows the last, the lines are whole.
    """
    cells = body.replace("\n", "\n,").split(",")
    ids, ends = cells[:-1:2], cells[1::2]
    values = {end: end[:-1] for end in set(ends)}
    lines = body.count("\n")
    if cells[-1] or not len(ids) == len(ends) == lines or not all(end.endswith("\n") for end in values):
        raise InvalidInput(*_broken_lines(body))
    return ids, [values[end] for end in ends]


def _read(data: bytes, columns: tuple[str, str]) -> Pairs:
    header = f"{columns[0]},{columns[1]}\n".encode()
    if not data.startswith(header):
        found = data[: len(header) + 3].decode(errors="replace")
        raise InvalidInput(HEADER.at(Where(row=1), found=found, expected=header.decode().strip()))
    if b"\r" in data:
        raise InvalidInput(CARRIAGE_RETURN.at(Where(row=data[: data.index(b"\r")].count(b"\n") + 1)))
    try:
        ids, values = _cells(data[len(header) :].decode())
    except UnicodeDecodeError as error:
        at = len(header) + error.start
        raise InvalidInput(NOT_UTF8.at(Where(row=data[:at].count(b"\n") + 1), byte=at)) from error
    refuse(_problems(ids, values, columns))
    return tuple(zip(ids, values, strict=True))


def _read_file(data: bytes, columns: tuple[str, str], file: str) -> Pairs:
    try:
        return _read(data, columns)
    except InvalidInput as error:
        raise InvalidInput(*inside(file, error.problems)) from error.__cause__


def _written(pairs: Iterable[tuple[str, str]], columns: tuple[str, str]) -> bytes:
    rows = tuple(pairs)
    refuse(_problems([one for one, _ in rows], [other for _, other in rows], columns))
    return "\n".join([",".join(columns), *map(",".join, rows), ""]).encode()


_FRAME = ("target_id", "stratum")
_STRUCK = ("target_id", "reason")


def frame_bytes(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return the bytes of ``frame.csv``.

    Args:
        pairs: (target id, stratum), in ascending order of id.

    Raises:
        InvalidInput: ids that are not ascending or occur twice, cells that are no identifiers; all findings.
    """
    return _written(pairs, _FRAME)


def struck_bytes(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return the bytes of ``struck.csv``: (target id, reason code), like `frame_bytes`."""
    return _written(pairs, _STRUCK)


def read_frame(data: bytes, *, file: str) -> Pairs:
    """Return the (target id, stratum) pairs of ``frame.csv``.

    Args:
        data: its bytes.
        file: its name, for the findings.

    Raises:
        InvalidInput: anything but what `frame_bytes` writes; the findings carry rows, counted from 1.
    """
    return _read_file(data, _FRAME, file)


def read_struck(data: bytes, *, file: str) -> Pairs:
    """Return the (target id, reason code) pairs of ``struck.csv``, like `read_frame`."""
    return _read_file(data, _STRUCK, file)
