"""Text files and what stands in them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from random_inspection.adapters.spreadsheets import read_table
from random_inspection.errors import InvalidInput, Problem
from random_inspection.workflows.inputs.tables import Table

COLUMNS = ("统一社会信用代码", "企业名称", "地区")


def csv_table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Table:
    """Write `text` as a register, and return it as it is read."""
    path = tmp_path / "register.csv"
    path.write_bytes(text.encode(encoding))
    return read_table(path, COLUMNS, shown_as="register.csv")


def findings(tmp_path: Path, data: bytes) -> list[Problem]:
    """Write `data` as a register, and return why it is refused."""
    path = tmp_path / "register.csv"
    path.write_bytes(data)
    with pytest.raises(InvalidInput) as caught:
        read_table(path, COLUMNS, shown_as="register.csv")
    return list(caught.value.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_same_table_comes_out_of_every_encoding_that_offices_use(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with and without BOM and GB18030, rare characters among them, are read alike."""
    text = "统一社会信用代码,企业名称,地区\nA1,㐂来𠮷食品,浦东\n"
    table = csv_table(tmp_path, text, encoding)
    assert [dict(row.cells) for row in table.rows] == [dict(zip(COLUMNS, ("A1", "㐂来𠮷食品", "浦东"), strict=True))]
    assert table.rows[0].number == 2


def test_titles_hints_samples_and_empty_rows_are_not_data(tmp_path: Path) -> None:
    """What stands above the headings is passed, hints and samples are listed, and row numbers stay true."""
    text = (
        "2026年检查对象名录,,\n*统一社会信用代码/注册号,单位名称,地 区\n填写说明：文本格式,,\n"
        "A0,案例（请删除）,浦东\n\nA1,甲,浦东\n,,\nA2,乙,\n"
    )
    table = csv_table(tmp_path, text)
    assert [(row.number, row.cells["统一社会信用代码"]) for row in table.rows] == [(6, "A1"), (8, "A2")]
    assert [(note.where.row, note.code) for note in table.notes] == [
        (3, "row-hint-left-out"),
        (4, "row-sample-left-out"),
    ]


def test_columns_not_asked_for_are_not_kept(tmp_path: Path) -> None:
    """A register may have long columns that no draw needs; memory holds what was asked for."""
    table = csv_table(tmp_path, "备注,地区,企业名称,统一社会信用代码\n很长,浦东,甲,A1\n")
    assert table.columns == COLUMNS
    assert table.rows[0].cells.keys() == set(COLUMNS)


def test_a_place_is_told_with_the_heading_that_the_file_has(tmp_path: Path) -> None:
    """Whoever looks for the cell finds the column under the name in the file."""
    table = csv_table(tmp_path, "社会信用代码,名称,地区\nA1,甲,浦东\n")
    assert table.where(2, "统一社会信用代码").column == "社会信用代码"


def test_blanks_in_cells_stay(tmp_path: Path) -> None:
    """Repairs are not made in silence: a blank beside an id is there for the rules to see."""
    assert csv_table(tmp_path, "统一社会信用代码,企业名称,地区\n A1 ,甲,浦东\n").rows[0].cells[COLUMNS[0]] == " A1 "


def test_all_missing_columns_are_named_with_what_was_found(tmp_path: Path) -> None:
    """Every missing column is a finding in the row of the headings, with the nearest heading as a hint."""
    found = findings(tmp_path, "统一社会信用码,备注,地区\nA1,甲,浦东\n".encode())
    assert [(each.code, each.where.row, each.params["wanted"]) for each in found] == [
        ("column-missing", 1, "统一社会信用代码"),
        ("column-missing", 1, "企业名称"),
    ]
    assert "是否为“统一社会信用码”" in found[0].text("zh")


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    """Two columns of one meaning leave open which of them counts."""
    (found,) = findings(tmp_path, "名称,企业 名称,统一社会信用代码,地区,单位名称,企业名称\n1,2,3,4,5,6\n".encode())
    assert (found.code, found.params["positions"]) == ("column-repeated", "2、6")


def test_every_bad_cell_is_found_at_once(tmp_path: Path) -> None:
    """Ids that a spreadsheet shortened, and cells beyond the headings, are found row by row in one go."""
    text = "统一社会信用代码,企业名称,地区\n9.13101E+17,甲,浦东\nA2,乙,浦东,黄浦\n9.13E+17,丙,浦东\n"
    found = findings(tmp_path, text.encode())
    assert [(each.code, each.where.row, each.where.column) for each in found] == [
        ("cell-digits-lost", 2, "统一社会信用代码"),
        ("cell-beyond-headings", 3, None),
        ("cell-digits-lost", 4, "统一社会信用代码"),
    ]
    assert all(each.where.file == "register.csv" for each in found)


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (b"", "file-empty", None),
        (b"\n\n", "sheet-empty", None),
        ("统一社会信用代码,企业名称,地区\n".encode(), "table-empty", None),
        (
            "统一社会信用代码,企业名称,地区\nA1,甲,浦东\nA2,\ud800,浦东\n".encode("utf-8", "surrogatepass"),
            "encoding-unknown",
            3,
        ),
        ("统一社会信用代码,企业名称,地区\nA1,甲,浦东\n".encode("utf-16"), "encoding-unknown", 1),
        ("统一社会信用代码,企业名称,地区\nA1,甲,浦".encode("gb18030")[:-1] + b"\xff\n", "encoding-unknown", 2),
        ("统一社会信用代码,企业名称,地区\nA1,甲\0,浦东\n".encode(), "nul-byte", 2),
        ('统一社会信用代码,企业名称,地区\nA1,"甲,浦东\nA2,乙,浦东\n'.encode(), "csv-damaged", 2),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "workbook-old-binary", None),
        (b"\xef\xbb\xbfa,b\n\xff,", "encoding-unknown", 2),
        (b"PK\x03\x04 no zip", "workbook-damaged", None),
        (b"<html><body>login</body></html>", "xml-no-spreadsheet", None),
    ],
)
def test_a_file_that_is_no_table_is_refused_for_what_it_is(
    tmp_path: Path, data: bytes, code: str, row: int | None
) -> None:
    """Each kind of wrong file has its own finding, with the row where there is one."""
    (found,) = findings(tmp_path, data)
    assert (found.code, found.where.row, found.where.file) == (code, row, "register.csv")
    assert "{" not in found.text("zh") + found.text("en")


def test_a_file_that_is_not_there_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    """A name that leads nowhere is a finding, and a folder is another one."""
    for path, code in ((tmp_path / "none.csv", "file-missing"), (tmp_path, "file-unreadable")):
        with pytest.raises(InvalidInput) as caught:
            read_table(path, COLUMNS)
        assert caught.value.code == code


def test_a_text_file_has_no_sheets(tmp_path: Path) -> None:
    """To ask for a sheet of a CSV file is a mistake that is said, not passed over."""
    path = tmp_path / "register.csv"
    path.write_text("统一社会信用代码,企业名称,地区\nA1,甲,浦东\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_table(path, COLUMNS, sheet="对象")
    assert caught.value.code == "csv-no-sheets"


def test_the_real_register_is_read_whole_within_a_second(real_register: Path) -> None:
    """7,480 firms with their long texts are read without a finding, in less than a second."""
    begun = time.perf_counter()
    table = read_table(real_register, COLUMNS)
    assert time.perf_counter() - begun < 1
    assert len(table.rows) == 7480
    assert all(row.cells[name] for row in table.rows for name in COLUMNS)
