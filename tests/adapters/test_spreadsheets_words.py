"""Words that fit what the office holds in its hands: the workbook, its language, and what is wrong with a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from template_filling import fill, filled

from random_inspection.adapters.spreadsheets import read_spec, read_table, write_template
from random_inspection.errors import InvalidInput, Problem, StorageFailed, system_words
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle
from random_inspection.workflows.draws.announcing import announce


def findings(path: Path) -> list[Problem]:
    """Return what announcing from a file says."""
    try:
        announce(read_spec(path), store=MemoryBundle(), clock=FixedClock(), entropy=FixedEntropy())
    except InvalidInput as error:
        return list(error.problems)
    return []


def workbook_findings(tmp_path: Path, change: Callable[[Workbook], None]) -> list[Problem]:
    """Return what is said of a filled-in workbook with a change, but for targets that the sample lacks."""
    return [
        one
        for one in findings(filled(tmp_path / "task.xlsx", change))
        if one.code not in ("stratum-without-targets", "open-by-past")
    ]


@pytest.mark.parametrize(
    ("amount", "refused"),
    [
        *((amount, True) for amount in (1, 3, "1", "０", "1.0", "2.5")),
        *((amount, False) for amount in ("1%", "100%", "1/20", 0.05, "0.05", "０．５")),
    ],
)
def test_a_bare_number_is_no_ratio_in_a_workbook(tmp_path: Path, amount: Any, *, refused: bool) -> None:
    """Who writes 1 may mean 1 % and would draw everybody; the words say how to write either."""
    found = workbook_findings(tmp_path, lambda book: fill(book["任务"], "分层名额", [("静安", "比例", amount)]))
    assert [one.code for one in found] == (["ratio-bare"] if refused else [])
    assert all("100%" in one.text("zh") and one.where.column == "数量或比例" for one in found)


def test_one_is_a_ratio_in_spec_toml(tmp_path: Path) -> None:
    """There, "1" is written in quotation marks beside the word ratio, and means everybody."""
    (tmp_path / "SPEC.toml").write_text('[default]\nquota = { ratio = "1" }\n', encoding="utf-8")
    assert [one for one in findings(tmp_path / "SPEC.toml") if "ratio" in one.code] == []


@pytest.mark.parametrize("text", ["2026-11-27", "2026-13-27 17:00", "下周五", "2026-11-27 17"])
def test_a_time_without_its_hour_is_answered_as_the_sheet_asks(tmp_path: Path, text: str) -> None:
    """The words repeat the hint of the sheet, once, and no other way to write a time."""
    (found,) = workbook_findings(tmp_path, lambda book: fill(book["任务"], "基本设置", [("开启期限", text)]))
    assert (found.code, found.where.column) == ("time-not-beijing", "填写内容")
    assert "2026-11-27 17:00" in found.text("zh")
    assert "T17" not in found.text("zh")


def test_what_the_hint_of_the_sheet_shows_is_accepted(tmp_path: Path) -> None:
    """A time as the hint writes it is read."""
    document = read_spec(
        filled(tmp_path / "task.xlsx", lambda book: fill(book["任务"], "基本设置", [("开启期限", "2026-11-27 17:00")]))
    )
    assert (document.settings["open_by"], document.problems) == ("2026-11-27T17:00:00+08:00", ())


def test_seats_without_inspectors_are_called_as_the_sheet_calls_them(tmp_path: Path) -> None:
    """The name of the section stands beside that of the setting, so that the words fit either source."""

    def unseated(book: Workbook) -> None:
        page = book["任务"]
        for row in page.iter_rows():
            if row[0].value in ("组长", "组员"):
                row[0].value = row[1].value = None

    (found,) = workbook_findings(tmp_path, unseated)
    assert found.code == "inspectors-without-team"
    assert "检查组席位（[[team]]）" in found.text("zh")


@pytest.mark.parametrize(
    "heading",
    [
        *("层名称", "名额方式", "数量或比例", "所用共享名额", "权重", "共享名额名称", "总数", "席位", "须具备的资格"),
        *("来源名称", "来源方式", "承诺值", "取值格式", "项目", "填写内容"),
    ],
)
def test_a_heading_of_a_section_that_is_gone_is_one_finding(tmp_path: Path, heading: str) -> None:
    """Without its heading a column of the settings is not read, and nothing is said of what it would hold."""

    def rename(book: Workbook) -> None:
        next(cell for row in book["任务"].iter_rows() for cell in row if cell.value == heading).value = "另"

    assert [(one.code, one.params["wanted"]) for one in workbook_findings(tmp_path, rename)] == [
        ("column-missing", heading)
    ]


@pytest.mark.parametrize("sheet", ["对象", "人员"])
def test_a_sheet_that_is_gone_is_one_finding(tmp_path: Path, sheet: str) -> None:
    """No setting called targets.file is asked for, as a workbook has none."""
    found = workbook_findings(tmp_path, lambda book: book.remove(book[sheet]))
    assert [one.code for one in found] == ["workbook-sheet-missing"]


def test_a_flawed_cell_of_the_settings_is_said_once(tmp_path: Path) -> None:
    """A formula that nobody computed is no unknown choice, no wrong time and no wrong ratio besides."""

    def flaw(book: Workbook) -> None:
        fill(book["任务"], "基本设置", [("开启期限", "=A1"), ("公开对象名单", "=A1"), ("抽取编号", "=A1")])
        fill(book["任务"], "分层名额", [("静安", "比例", "=A1"), ("徐汇", "=A1", "1/20")])

    assert [one.code for one in workbook_findings(tmp_path, flaw)] == ["cell-formula-without-value"] * 5


TOML_SLIPS = {
    "title = 抽查": "引号",
    'title "抽查"': "等号",
    '"抽查"': "等号",
    "= 3": "名称 = 值",
    'title = "': "引号没有配对",
    'title = "抽\n查"': "引号在本行内",
    "a = 'x\n'": "有不允许的字符|引号在本行内",
    'pattern = "\\d"': "反斜杠",
    'pattern = "\\uD800"': "反斜杠",
    'pattern = "\\uXYZW"': "反斜杠",
    "a = [1, 2": "方括号",
    "a = {b = 1": "花括号",
    "[about": "节标题",
    "[[team]": "节标题",
    "a = 1\na = 2": "重复",
    "[a]\n[a]": "重复",
    "a = {b = 1, b = 2}": "重复",
    "a = {b = 1}\n[a.c]\n": "重复",
    "a = 2026-02-30": "日期",
    "a = 2026-02-30T25:00:00": "日期|名称 = 值",
    "a = 1 2": "名称 = 值",
    "a = " + "[" * 10000: "过深",
    "a = " + "9" * 5000: "数字过长",
    "\x01 = 1": "名称 = 值|字符",
}


@pytest.mark.parametrize(("text", "words"), TOML_SLIPS.items(), ids=range(len(TOML_SLIPS)))
def test_a_slip_in_toml_is_said_in_chinese(tmp_path: Path, text: str, words: str) -> None:
    """What Python says in English comes in words of ours, each kind of slip with its own."""
    (tmp_path / "SPEC.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_spec(tmp_path / "SPEC.toml")
    said = caught.value.problems[0].text("zh").partition("（")[2].partition("）")[0]
    assert re.search(words, said)
    assert not re.search("[A-Za-z]{3}", said)


def test_a_folder_and_an_impossible_name_are_said_in_chinese(tmp_path: Path) -> None:
    """The system's own words are English; ours are not, and tell a folder from a name that no file has."""
    for path, words in (
        (tmp_path, "这是文件夹"),
        (tmp_path / "a\0b", "不可能有这样的名称"),
        (tmp_path / "长" / "x", ""),
    ):
        with pytest.raises(InvalidInput) as caught:
            read_table(path, ["编号"])
        said = caught.value.problems[0].text("zh").removeprefix(str(path))
        assert words in said
        assert not re.search("[A-Za-z]{3}", said)
    with pytest.raises(StorageFailed) as failed:
        write_template(tmp_path / "none" / "task.xlsx")
    assert "没有这个文件或文件夹" in failed.value.text("zh")


def test_an_error_of_the_system_that_nobody_foresaw_has_its_number() -> None:
    """No words of the system, which come in one language, but its number, which one can look up."""
    assert system_words(OSError(9999, "Strange"))["why_zh"] == "系统错误 9999"
    assert system_words(OSError("Strange"))["why"] == "system error 0"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('编号\n"A1\nA2\n', "双引号没有配对"),
        ('编号\n"A"1\n', "双引号之后"),
        ("编号\n" + "A" * 200000 + "\n", "单元格过长"),
        ("编号\nA\rB\n", ""),
    ],
)
def test_damage_of_a_csv_file_is_said_in_chinese(tmp_path: Path, text: str, words: str) -> None:
    """Why a line is no CSV comes in words of ours."""
    (tmp_path / "a.csv").write_bytes(text.encode())
    if not words:
        assert len(read_table(tmp_path / "a.csv", ["编号"]).rows) == 2
        return
    with pytest.raises(InvalidInput) as caught:
        read_table(tmp_path / "a.csv", ["编号"])
    assert words in caught.value.text("zh")
