"""Workbooks, as Excel, WPS and other systems write them."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from random_inspection.adapters.spreadsheets import read_table, workbooks
from random_inspection.errors import InvalidInput, Problem

COLUMNS = ("编号", "层")


def saved(path: Path, rows: list[list[Any]], *, sheet: str = "对象") -> Path:
    """Write a workbook of one sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one part of a workbook, as another program might have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = change(parts[part])
    assert changed != parts[part]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, changed if name == part else data)
    return path


def ids(path: Path, sheet: str | None = None) -> list[str]:
    """Return the first column of a table."""
    return [text for _, text in read_table(path, COLUMNS, sheet=sheet).column("编号")]


def findings(path: Path, sheet: str | None = None) -> list[Problem]:
    """Return why a table is refused."""
    with pytest.raises(InvalidInput) as caught:
        read_table(path, COLUMNS, sheet=sheet)
    return list(caught.value.problems)


def test_numbers_and_dates_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    """Old 15-digit ids lose nothing, whole numbers have no ``.0``, dates are ISO 8601."""
    values: list[Any] = [310115000123456, 12.0, 0.07, dt.datetime(2021, 3, 5), dt.time(9, 5), True, "00123"]  # noqa: DTZ001
    path = saved(tmp_path / "a.xlsx", [["编号", "层"], *([value, "甲"] for value in values)])
    assert ids(path) == ["310115000123456", "12", "0.07", "2021-03-05", "09:05:00", "TRUE", "00123"]


def test_leading_zeros_and_percents_that_a_format_shows_are_read(tmp_path: Path) -> None:
    """A number shown as 000123 or 3 % is read as that."""
    book = Workbook()
    page = book.worksheets[0]
    for row in (["编号", "层"], [123, "甲"], [0.035, "甲"]):
        page.append(row)
    page["A2"].number_format, page["A3"].number_format = "000000", "0.0%"
    book.save(tmp_path / "a.xlsx")
    assert ids(tmp_path / "a.xlsx") == ["000123", "3.5%"]


def test_ids_that_became_numbers_are_refused_row_by_row(tmp_path: Path) -> None:
    """More than 15 digits in a number have been lost, whichever way the file writes them."""
    rows: list[list[Any]] = [
        ["编号", "层"],
        [9.13101e17, "甲"],
        ["A1", "甲"],
        [310115000123456789, "甲"],
        ["9.13101E+17", "甲"],
    ]
    found = findings(saved(tmp_path / "a.xlsx", rows))
    assert [(each.code, each.where.sheet, each.where.row, each.where.column) for each in found] == [
        ("cell-digits-lost", "对象", row, "编号") for row in (2, 4, 5)
    ]


def test_a_wrong_extent_hides_no_rows(tmp_path: Path) -> None:
    """Exports that claim to hold one cell are read to their end."""
    path = saved(tmp_path / "a.xlsx", [["编号", "层"], ["A1", "甲"], ["A2", "乙"]])
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:B3"', b'ref="A1"'))
    assert ids(path) == ["A1", "A2"]


def test_formulas_count_by_their_stored_value_and_without_one_are_refused(tmp_path: Path) -> None:
    """What a formula shows is read; one that no program computed shows nothing, and is a finding."""
    path = saved(tmp_path / "a.xlsx", [["编号", "层"], ['=B2&"1"', "甲"], ['=B3&"1"', "乙"]])
    computed = b'<c r="A2" t="str"><f>B2&amp;"1"</f><v>\xe7\x94\xb21</v></c>'
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb'<c r="A2".*?</c>', computed, xml))
    (found,) = findings(path)
    assert (found.code, found.where.row, found.params["found"]) == ("cell-formula-without-value", 3, '=B3&"1"')


def test_error_values_are_findings(tmp_path: Path) -> None:
    """``#REF!`` is no id."""
    (found,) = findings(saved(tmp_path / "a.xlsx", [["编号", "层"], ["#REF!", "甲"]]))
    assert (found.code, found.params["found"]) == ("cell-error", "#REF!")


def test_the_sheet_is_found_by_its_columns_and_hidden_ones_do_not_count(tmp_path: Path) -> None:
    """A cover sheet before the table and a hidden copy of it do not stand in the way."""
    book = Workbook()
    for name, rows in (("封面", [["说明文字"]]), ("旧", [COLUMNS, ("A0", "甲")]), ("新", [COLUMNS, ("A1", "甲")])):
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book["旧"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert ids(tmp_path / "a.xlsx") == ["A1"]
    assert ids(tmp_path / "a.xlsx", "旧") == ["A0"]


def test_of_two_sheets_alike_one_must_be_named(tmp_path: Path) -> None:
    """Which of two registers counts is not guessed; a name that no sheet has is a finding with those there are."""
    book = Workbook()
    for name in ("一月", "二月"):
        book.create_sheet(name).append(COLUMNS)
    book.save(tmp_path / "a.xlsx")
    (found,) = findings(tmp_path / "a.xlsx")
    assert (found.code, found.params["sheets"]) == ("sheets-alike", "“一月”、“二月”")
    (found,) = findings(tmp_path / "a.xlsx", "三月")
    assert (found.code, found.params["sheets"]) == ("sheet-missing", "Sheet、一月、二月")


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is checked before anything is unpacked, and the message says both sizes."""
    path = saved(tmp_path / "a.xlsx", [["编号", "层"], ["A1", "甲"]])
    bomb = b"<worksheet>" + b" " * 2**22
    rewritten(path, "xl/worksheets/sheet1.xml", lambda _: bomb)
    monkeypatch.setattr(workbooks, "LARGEST", 2**21)
    (found,) = findings(path)
    assert (found.code, found.params["found"], found.params["limit"]) == ("workbook-too-large", 4, 2)


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    """A workbook that grows while its XML is read is damaged, not read."""
    lines = [b'<!DOCTYPE x [<!ENTITY a0 "' + b"x" * 1000 + b'">']
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 50) for n in range(1, 6)]
    declaration = b"".join(lines) + b"]>"
    path = saved(tmp_path / "a.xlsx", [["编号", "层"], ["A1", "甲"]])
    rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: declaration + xml.replace(b"<sheetData>", b"<sheetData>&a5;"),
    )
    assert findings(path)[0].code == "workbook-damaged"


@pytest.mark.parametrize(
    ("part", "change", "code"),
    [
        ("xl/worksheets/sheet1.xml", lambda xml: xml[:-40], "workbook-damaged"),
        ("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="2"', b'r="99999999"'), "workbook-damaged"),
        ("xl/workbook.xml", lambda _: b"", "workbook-damaged"),
        (
            "xl/workbook.xml",
            lambda xml: xml.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
            "workbook-strict",
        ),
    ],
)
def test_damaged_and_strict_workbooks_are_refused_with_what_to_do(
    tmp_path: Path, part: str, change: Callable[[bytes], bytes], code: str
) -> None:
    """Nothing that openpyxl stumbles over comes out as its own exception."""
    path = rewritten(saved(tmp_path / "a.xlsx", [["编号", "层"], ["A1", "甲"]]), part, change)
    (found,) = findings(path)
    assert found.code == code
    assert "另存为" in found.text("zh")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    """Any other archive is damaged as a workbook."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    (tmp_path / "a.xlsx").write_bytes(data.getvalue())
    assert [each.code for each in findings(tmp_path / "a.xlsx")] == ["workbook-damaged"]


XML = """<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="旧"><Table><Row><Cell><Data ss:Type="String">编号</Data></Cell>
<Cell><Data ss:Type="String">层</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>
</Worksheet>
<Worksheet ss:Name="名录"><Table><Row ss:Index="3"><Cell><Data ss:Type="String">编号</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="String">层</Data></Cell></Row>{rows}</Table></Worksheet></Workbook>"""


def xml_book(tmp_path: Path, rows: str, encoding: str = "utf-8") -> Path:
    """Write a SpreadsheetML 2003 file under the name of a workbook."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(XML.format(encoding=encoding, rows=rows).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_xml_inside_a_file_named_xlsx_is_read(tmp_path: Path, encoding: str) -> None:
    """SpreadsheetML 2003 is read whatever the file's name and encoding; rows keep their numbers."""
    rows = (
        '<Row><Cell><Data ss:Type="Number">310115000123456</Data></Cell><Cell/>'
        '<Cell><Data ss:Type="String">甲</Data></Cell></Row>'
        '<Row ss:Index="9"><Cell><Data ss:Type="DateTime">2021-03-05T00:00:00.000</Data></Cell></Row>'
    )
    table = read_table(xml_book(tmp_path, rows, encoding), COLUMNS)
    assert [(row.number, *row.cells.values()) for row in table.rows] == [
        (4, "310115000123456", "甲"),
        (9, "2021-03-05", ""),
    ]
    assert table.sheet == "名录"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<Row><Cell><Data ss:Type="Number">9.13101E+17</Data></Cell></Row>', "cell-digits-lost"),
        ('<Row><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>', "cell-error"),
        ('<Row><Cell ss:Formula="=RC[1]"/></Row>', "cell-formula-without-value"),
        ('<Row><Cell ss:Index="9999999"/></Row>', "xml-damaged"),
        ("<Row>", "xml-damaged"),
        ("<!DOCTYPE x>", "xml-doctype"),
    ],
)
def test_what_is_wrong_in_xml_is_refused(tmp_path: Path, rows: str, code: str) -> None:
    """Lost digits, errors, uncomputed formulas and damage are findings in XML as in XLSX."""
    assert [each.code for each in findings(xml_book(tmp_path, rows))] == [code]


def test_typed_cells_of_xml_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    """Numbers, truth values and what does not fit its type come as they are shown, the tiniest number too."""
    cells = [("Number", "1E-999999999"), ("Number", "0.070000000000000007"), ("Boolean", "1"), ("DateTime", "长期")]
    rows = "".join(f'<Row><Cell><Data ss:Type="{kind}">{text}</Data></Cell></Row>' for kind, text in cells)
    assert ids(xml_book(tmp_path, rows)) == ["0", "0.07", "TRUE", "长期"]


def test_a_workbook_without_worksheets_is_refused(tmp_path: Path) -> None:
    """A workbook with nothing in it, in either dialect, is no table."""
    path = saved(tmp_path / "a.xlsx", [["编号", "层"], ["A1", "甲"]])
    rewritten(path, "xl/workbook.xml", lambda xml: re.sub(rb"<sheet .*?/>", b"", xml))
    assert [each.code for each in findings(path)] == ["workbook-damaged"]
    (tmp_path / "b.xml").write_text('<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>')
    assert [each.code for each in findings(tmp_path / "b.xml")] == ["xml-damaged"]
