"""CSV that spreadsheet programs open without harm."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_inspection.rules.openness.public_tables import PublicTable
from random_inspection.serialization.public_files import csv_bytes, harmless, meant

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def read(data: bytes) -> list[list[str]]:
    """Return the rows of a file as a program reads them."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "  =1", "=cmd|'/C calc'!A0"])
def test_no_cell_becomes_a_formula(cell: str) -> None:
    """An apostrophe stands before what a program would compute."""
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("110108000000016", "110108000000016\t"),
        ("911100001000000000", "911100001000000000\t"),
        ("20261105", "20261105"),
    ],
)
def test_long_numbers_are_not_rounded(cell: str, expected: str) -> None:
    """A tab behind them makes them text; short ones stay as they are."""
    assert harmless(cell) == expected


def test_the_file_has_a_byte_order_mark_and_windows_line_ends() -> None:
    """So Excel reads its Chinese."""
    table = PublicTable(name="t", title="表", headings=("名称", "备注"), rows=(("东街\n一店", 'a"b,c'),))
    assert csv_bytes(table) == '\ufeff名称,备注\r\n"东街\n一店","a""b,c"\r\n'.encode()


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_every_cell_reads_back_as_it_was_but_for_the_mark(rows: list[tuple[str, str]]) -> None:
    """Whatever text comes in, nothing moves to another cell, and nothing is lost."""
    table = PublicTable(name="t", title="表", headings=("甲", "乙"), rows=tuple(rows))
    assert read(csv_bytes(table)) == [["甲", "乙"], *([harmless(cell) for cell in row] for row in rows)]


@given(CELLS.filter(lambda cell: not cell.endswith("\t")))
def test_what_was_made_harmless_is_read_as_it_was_meant(cell: str) -> None:
    """Also where the text begins with an apostrophe of its own."""
    assert meant(harmless(cell)) == cell
