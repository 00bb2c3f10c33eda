"""Registers that were made to do harm: each is refused or read as text, in bounded memory and time."""

from __future__ import annotations

import io
import secrets
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from openpyxl import Workbook

from random_inspection.adapters.spreadsheets import read_table
from random_inspection.adapters.spreadsheets.text_files import LONGEST_LINE
from random_inspection.adapters.spreadsheets.workbooks import LARGEST, LARGEST_TEXTS
from random_inspection.errors import InvalidInput
from random_inspection.workflows.directories.extracts import TARGET_HEADINGS

HEADINGS = tuple(TARGET_HEADINGS.values())
MEMORY = 512 << 20
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


def _workbook() -> bytes:
    made = io.BytesIO()
    book = Workbook()
    book.create_sheet("名录", 0).append(HEADINGS)
    book.save(made)
    return made.getvalue()


def _bomb(file: Path, part: str, size: int) -> None:
    """Write a workbook of a few KB one part of which unpacks to `size` bytes."""
    with zipfile.ZipFile(io.BytesIO(_workbook())) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w") as out:
            for _ in range(size >> 20):
                out.write(b" " * (1 << 20))


def _with_part(file: Path, part: str, data: Callable[[], Iterable[bytes]]) -> None:
    """Write a workbook one part of which is `data`, packed as tightly as it gets."""
    with zipfile.ZipFile(io.BytesIO(_workbook())) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w") as out:
            for one in data():
                out.write(one)


def _endless_cell(packed: int) -> Iterable[bytes]:
    """Yield a sheet of one cell of 64 MB a part of which, one in `packed`, does not pack."""
    yield b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    yield b'<c r="A1" t="inlineStr"><is>'
    for _ in range(64):
        noise = secrets.token_hex((1 << 20) // packed).encode() if packed else b""
        yield b"<r><t>" + noise + b"x" * ((1 << 20) - len(noise)) + b"</t></r>"
    yield b"</is></c></row></sheetData></worksheet>"


def _large(file: Path, size: int) -> None:
    """Write headings and a line that goes on for `size` bytes; the disk keeps no more than the headings."""
    with file.open("wb") as out:
        out.write((",".join(HEADINGS) + "\r\n").encode())
        out.truncate(size)


HOSTILE: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a gigabyte without a line feed": ("a.csv", lambda file: _large(file, 1 << 30), "file-too-large"),
    "a line of commas": (
        "a.csv",
        lambda file: file.write_text(",".join(HEADINGS) + "\n" + "," * (LONGEST_LINE + 2), "utf-8"),
        "register-long-line",
    ),
    "a sheet that unpacks to more than a gigabyte": (
        "a.xlsx",
        lambda file: _bomb(file, SHEET, LARGEST + (1 << 20)),
        "workbook-too-large",
    ),
    "texts that unpack to more than is kept": (
        "a.xlsx",
        lambda file: _bomb(file, TEXTS, LARGEST_TEXTS + (1 << 20)),
        "workbook-too-large",
    ),
    "a part beside the workbook that unpacks to half a gigabyte": (
        "a.xlsx",
        lambda file: _bomb(file, "xl/evilworkbook.xml", 1 << 29),
        "workbook-part-too-large",
    ),
    "a sheet that packs tighter than any table": (
        "a.xlsx",
        lambda file: _with_part(file, SHEET, lambda: _endless_cell(0)),
        "workbook-too-tight",
    ),
    "a cell of 64 MB in many runs": (
        "a.xlsx",
        lambda file: _with_part(file, SHEET, lambda: _endless_cell(20)),
        "workbook-cell-endless",
    ),
}
READER = """
import resource, sys
from pathlib import Path
from random_inspection.adapters.spreadsheets import read_table, read_target_extract
from random_inspection.errors import InvalidInput
from random_inspection.workflows.directories.extracts import TARGET_HEADINGS
for read in (lambda path: read_table(path, tuple(TARGET_HEADINGS.values())), read_target_extract):
    try:
        read(Path(sys.argv[1]))
    except InvalidInput as error:
        print(",".join(problem.code for problem in error.problems))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
SLOW = "a sheet that unpacks to more than a gigabyte"


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.soak] if name == SLOW else []) for name in HOSTILE]
)
def test_what_would_fill_the_memory_is_refused(name: str, tmp_path: Path) -> None:
    """Each reader says what is wrong, within a minute and a memory of 512 MB."""
    file, make, code = HOSTILE[name]
    make(tmp_path / file)
    said = subprocess.run(
        (sys.executable, "-c", READER, tmp_path / file),
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout.split()
    assert said[:-1] == [code] * 2
    assert int(said[-1]) << 10 <= MEMORY


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "@SUM(1)", "-1+1", "a\u202eb", "a\x07b"])
def test_what_a_spreadsheet_would_run_is_text(name: str, tmp_path: Path) -> None:
    """Formulas and control characters of a CSV file come as the text that they are, for the rules to judge."""
    file = tmp_path / "a.csv"
    file.write_text(f"名称\n{name}\n", "utf-8")
    (row,) = read_table(file, ("名称",)).rows
    assert row.cells["名称"] == name


def test_a_cell_that_no_spreadsheet_holds_is_a_finding_that_does_not_quote_it(tmp_path: Path) -> None:
    """Row and column are named, and the message stays short."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(HEADINGS)
    page.append(["eins"] * len(HEADINGS))
    book.save(tmp_path / "old.xlsx")
    with zipfile.ZipFile(tmp_path / "old.xlsx") as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"eins", b"x" * 40_000, 1))
    with pytest.raises(InvalidInput) as caught:
        read_table(tmp_path / "a.xlsx", HEADINGS)
    found = caught.value.problems[0]
    assert (found.code, found.where.row, found.where.column) == ("cell-too-long", 2, HEADINGS[0])
    assert len(found.text("zh")) < 300
