"""The files that the public reads: JSON, and CSV that spreadsheet programs open without harm."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from random_inspection.rules.openness.public_tables import PublicTable

_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_LONG_NUMBER = re.compile(r"[0-9]{12,}")


def csv_bytes(table: PublicTable) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, so that Excel reads its Chinese.

    A cell that a spreadsheet program would take for a formula gets an apostrophe before it; one of 12 digits and more
    gets a tab behind it, or the program would round it.
    """
    return csv_of(table.headings, table.rows)


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return headings and rows as `csv_bytes` does a table."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def harmless(cell: str) -> str:
    r"""Return the text of a cell so that no spreadsheet program computes it or rounds it.

    >>> harmless("=1+1"), harmless("110108000000016"), harmless("东街一店")
    ("'=1+1", '110108000000016\t', '东街一店')
    """
    if _FORMULA.match(cell.lstrip(" '")):
        return f"'{cell}"
    return f"{cell}\t" if _LONG_NUMBER.fullmatch(cell) else cell


def meant(cell: str) -> str:
    r"""Return the text that `harmless` made harmless.

    >>> meant("'=1+1"), meant("110108000000016\t"), meant("'s")
    ('=1+1', '110108000000016', "'s")
    """
    if cell.startswith("'") and _FORMULA.match(cell[1:].lstrip(" '")):
        return cell[1:]
    number = cell.removesuffix("\t")
    return number if _LONG_NUMBER.fullmatch(number) else cell
