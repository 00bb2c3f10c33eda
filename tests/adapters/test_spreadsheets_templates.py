"""The workbook for an office without developers, written and read again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from template_filling import TABLES, fill, filled, renamed, rows_of

from random_inspection.adapters.spreadsheets import read_spec, read_table, write_template
from random_inspection.adapters.spreadsheets.forms import OTHERS, SECTIONS, SETTINGS, SHEETS
from random_inspection.adapters.spreadsheets.task_sheets import beijing_time
from random_inspection.domain.fields import is_time
from random_inspection.errors import AlreadyDone, ExtraMissing, InvalidInput, StorageFailed

TOML = r"""
draw_id = "2026-0001/1"
title = "2026年劳动用工随机抽查"
digest = "sm3"
open_by = "2026-11-27T17:00:00+08:00"
previous = "{hex}"
alone = true
[about]
items = "劳动合同"
agencies = "某县人社局"
window = "2026年12月"
[targets]
file = "task.xlsx"
sheet = "对象"
id = "统一社会信用代码"
name = "企业名称"
stratum = "地区"
publish = false
[[strata]]
name = "浦东"
quota = {{ share = "全市", weight = 3 }}
reserve = 5
[[strata]]
name = "静安"
quota = {{ ratio = "3%" }}
may_be_empty = true
[[strata]]
name = "黄浦"
quota = {{ all = true }}
reserve = 0
may_be_empty = false
[[strata]]
name = "徐汇"
quota = {{ ratio = "1/20" }}
[default]
quota = {{ count = 12 }}
reserve = 2
[[shares]]
name = "全市"
total = 50
[inspectors]
file = "task.xlsx"
sheet = "人员"
recusals = "task.xlsx"
publish = true
[[team]]
seat = "组长"
requires = ["领队", "食品"]
[[team]]
seat = "组员"
[[contributions]]
name = "经办人"
kind = "secret"
generate = true
[[contributions]]
name = "监督人"
kind = "secret"
commitment = "{hex}"
fallback = {{ source = "福彩3D", pattern = '\d{{3}}' }}
[[contributions]]
name = "双色球"
kind = "public"
source = "2026-11-26 开奖公告"
pattern = '\d\d( \d\d){{5}} \+ \d\d'
""".format(hex="ab" * 32)


def test_a_filled_in_template_says_what_the_same_spec_toml_says(tmp_path: Path) -> None:
    """Every setting of SPEC.toml can be said in the workbook, and means the same; so do the tables."""
    workbook = read_spec(filled(tmp_path / "task.xlsx"))
    (tmp_path / "SPEC.toml").write_text(TOML, encoding="utf-8")
    toml = read_spec(tmp_path / "SPEC.toml")
    assert workbook.problems == toml.problems == ()
    assert workbook.settings == toml.settings
    assert workbook.tables == toml.tables
    assert [tuple(row.cells.values()) for row in workbook.tables["targets"].rows] == TABLES["对象"]


def test_every_setting_has_its_place_on_the_sheet(tmp_path: Path) -> None:
    """A finding about a setting can name sheet, row and column, also where the cell is empty."""
    document = read_spec(filled(tmp_path / "task.xlsx"))
    page = load_workbook(tmp_path / "task.xlsx")["任务"]
    for path, text, heading in (
        ("draw_id", "2026-0001/1", "填写内容"),
        ("strata[1].quota.ratio", "静安", "数量或比例"),
        ("default.quota", OTHERS, "名额方式"),
        ("contributions[1].fallback.pattern", "监督人", "取值格式"),
        ("team[1].requires", "组员", "须具备的资格"),
    ):
        where = document.where(path)
        assert (where.sheet, where.column) == ("任务", heading)
        assert text in [page.cell(where.row or 0, column).value for column in (1, 2)]
    assert document.where("strata[0].colour") == document.where("strata[0]")


def test_the_untouched_template_holds_no_draw(tmp_path: Path) -> None:
    """No sample is ever taken for data: no strata, seats, contributions or targets come out of it."""
    write_template(tmp_path / "task.xlsx")
    document = read_spec(tmp_path / "task.xlsx")
    assert document.settings.keys() == {"digest", "targets"}
    assert document.tables == {}
    assert [(each.code, each.where.sheet) for each in document.problems] == [("table-empty", "对象")]


def test_the_template_is_not_written_over_a_file(tmp_path: Path) -> None:
    """Whatever is there stays; a folder that is not there is said in our own words."""
    (tmp_path / "task.xlsx").write_text("mine")
    with pytest.raises(AlreadyDone):
        write_template(tmp_path / "task.xlsx")
    assert (tmp_path / "task.xlsx").read_text() == "mine"
    with pytest.raises(StorageFailed):
        write_template(tmp_path / "none" / "task.xlsx")


def test_without_openpyxl_only_workbooks_are_out_of_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CSV is read with the base installation; a workbook asks for the extra by its name."""
    write_template(tmp_path / "task.xlsx")
    (tmp_path / "a.csv").write_text("a\n1\n")
    package = "random_inspection.adapters.spreadsheets"
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for module in ("workbooks", "template_pages"):
        monkeypatch.delitem(sys.modules, f"{package}.{module}", raising=False)
    assert len(read_table(tmp_path / "a.csv", ["a"]).rows) == 1
    with pytest.raises(ExtraMissing, match=r"\.\[cli\]"):
        read_spec(tmp_path / "task.xlsx")
    with pytest.raises(ExtraMissing):
        write_template(tmp_path / "new.xlsx")


def test_cells_are_text_and_lists_have_drop_downs(tmp_path: Path) -> None:
    """Ids typed into the template stay text, below its last row too, and every list of values is offered."""
    write_template(tmp_path / "task.xlsx")
    book = load_workbook(tmp_path / "task.xlsx")
    assert [page.title for page in book] == ["任务", *(sheet.name for sheet in SHEETS)]
    assert all(book[sheet.name].column_dimensions["A"].number_format == "@" for sheet in SHEETS)
    offered = {each.formula1 for each in book["任务"].data_validations.dataValidation}
    lists = [column.choices for section in SECTIONS for column in section.columns]
    lists += [setting.choices for setting in SETTINGS]
    assert {f'"{",".join(choices)}"' for choices in lists if choices} < offered


def test_sheets_are_known_by_their_content(tmp_path: Path) -> None:
    """Other names, another order, another sheet beside them and a hidden copy change nothing but the names."""

    def shuffle(book: Workbook) -> None:
        book.move_sheet("对象", -1)
        for name in ("对象", "人员", "回避", "任务"):
            book[name].title = f"{name}表"
        book.copy_worksheet(book["对象表"]).sheet_state = "hidden"
        book.create_sheet("备注").append(["随便写写"])

    document = read_spec(filled(tmp_path / "task.xlsx", shuffle))
    assert document.problems == ()
    assert {key: table.sheet for key, table in document.tables.items()} == {
        "targets": "对象表",
        "inspectors": "人员表",
        "recusals": "回避表",
    }


def test_a_register_pasted_with_its_own_headings_is_read(tmp_path: Path) -> None:
    """The office's own columns are named in the settings, as in SPEC.toml."""

    def paste(book: Workbook) -> None:
        del book["对象"]
        book.create_sheet("导出").append(("行业", "字号", "证号"))
        book["导出"].append(("餐饮", "老店", 310115000123456))
        fill(book["任务"], "基本设置", [("对象编号列", "证号"), ("对象名称列", "字号"), ("分层列", "行业")])

    table = read_spec(filled(tmp_path / "task.xlsx", paste)).tables["targets"]
    assert [dict(row.cells) for row in table.rows] == [{"证号": "310115000123456", "字号": "老店", "行业": "餐饮"}]


def test_a_column_that_no_setting_names_leads_to_no_register(tmp_path: Path) -> None:
    """The missing setting is for who checks settings; it has a place, and the other tables are read."""
    document = read_spec(
        filled(tmp_path / "task.xlsx", lambda book: fill(book["任务"], "基本设置", [("分层列", None)]))
    )
    assert document.tables.keys() == {"inspectors", "recusals"}
    assert "stratum" not in document.settings["targets"]
    assert document.where("targets.stratum").column == "填写内容"


def test_without_inspectors_recusals_and_seats_the_draw_has_none(tmp_path: Path) -> None:
    """Sheets left as they were mean a draw of targets only."""

    def empty(book: Workbook) -> None:
        for name in ("人员", "回避"):
            book[name].delete_rows(4, 9)
        for number in list(rows_of(book["任务"], "检查组席位"))[1:]:
            book["任务"].cell(number, 1).value = book["任务"].cell(number, 2).value = None

    document = read_spec(filled(tmp_path / "task.xlsx", empty))
    assert document.settings.keys() & {"inspectors", "team"} == set()
    assert document.tables.keys() == {"targets"}


def test_all_slips_of_a_clerk_are_found_at_once(tmp_path: Path) -> None:
    """Words that no list has, cells that do not belong, unknown labels and lost digits are found together."""

    def slip(book: Workbook) -> None:
        page = book["任务"]
        fill(page, "基本设置", [("公开对象名单", "不"), ("标题", "=1+")])
        labels = {page.cell(row, 1).value: row for row in range(1, page.max_row + 1)}
        page.cell(labels["检查机关"], 1).value = "主管机关"
        page.cell(labels["静安"], 2).value = "百分比"
        page.cell(labels["黄浦"], 3).value = 5
        page.cell(labels["经办人"], 3).value = "ab"
        page.cell(labels["组员"], 5).value = "注"
        book["对象"].append((9.13101e17, "丙", "浦东"))
        book["人员"]["C1"].value = "最多"

    document = read_spec(filled(tmp_path / "task.xlsx", slip))
    assert sorted((each.code, each.where.sheet, each.where.column) for each in document.problems) == [
        ("cell-beyond-headings", "任务", None),
        ("cell-digits-lost", "对象", "统一社会信用代码"),
        ("cell-formula-without-value", "任务", "填写内容"),
        ("cell-not-asked", "任务", "承诺值"),
        ("cell-not-asked", "任务", "数量或比例"),
        ("choice-unknown", "任务", "名额方式"),
        ("choice-unknown", "任务", "填写内容"),
        ("column-missing", "人员", None),
        ("label-unknown", "任务", "项目"),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda book: book.remove(book["对象"]), "workbook-sheet-missing"),
        (lambda book: book.remove(book["人员"]), "workbook-sheet-missing"),
        (lambda book: book.copy_worksheet(book["对象"]), "sheets-alike"),
        (lambda book: book["任务"].append(("五、随机数来源",)), "label-twice"),
        (lambda book: fill(book["任务"], "分层名额", [(f"{OTHERS} ", "全部")]), "label-twice"),
        (lambda book: fill(book["任务"], "分层名额", [("崇明", "多少")]), "choice-unknown"),
        (lambda book: fill(book["任务"], "随机数来源", [("公证员", "秘密")]), "choice-unknown"),
        (lambda book: renamed(book, "检查机关", "标题"), "label-twice"),
        (lambda book: renamed(book, "来源方式", "方式"), "column-missing"),
    ],
)
def test_a_workbook_with_too_little_or_too_much_is_told_what_is_wrong(
    tmp_path: Path, change: Callable[[Workbook], None], code: str
) -> None:
    """A missing, doubled or unknown part is one finding, and nothing is guessed."""
    assert [each.code for each in read_spec(filled(tmp_path / "task.xlsx", change)).problems] == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda book: book.remove(book["任务"]), "workbook-without-task"),
        (lambda book: book.copy_worksheet(book["任务"]), "workbook-two-tasks"),
    ],
)
def test_a_workbook_without_one_sheet_of_settings_is_no_specification(
    tmp_path: Path, change: Callable[[Workbook], None], code: str
) -> None:
    """Where the settings are not to be found, nothing else is worth reading."""
    with pytest.raises(InvalidInput) as caught:
        read_spec(filled(tmp_path / "task.xlsx", change))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-27 17:00", "2026-11-27T17:00:00+08:00"),
        ("2026-11-27T17:00:05", "2026-11-27T17:00:05+08:00"),
        ("2026/11/7 9:05", "2026-11-07T09:05:00+08:00"),
        ("2026年11月27日17时", "2026-11-27T17:00:00+08:00"),
        ("2026年11月27日17时30分", "2026-11-27T17:30:00+08:00"),
        ("2026年11月27日17点", "2026-11-27T17:00:00+08:00"),
    ],
)
def test_times_that_clerks_write_are_beijing_time(text: str, time: str) -> None:
    """A time of day without an offset is that of Beijing."""
    assert beijing_time(text) == time
    assert is_time(time)


@pytest.mark.parametrize("text", ["2026-11-27T17:00:00+09:00", "2026-11-27", "下周五", "2026-11-27 17"])
def test_other_times_are_left_as_they_are(text: str) -> None:
    """What is complete, or no time, is not touched."""
    assert beijing_time(text) == text
