from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from typing import Any

import attrs
import openpyxl
import pytest
from papers_records import by_risk, made_up, make_record, with_blank

from random_inspection.adapters.papers import write_record_page, write_workbook
from random_inspection.errors import ExtraMissing
from random_inspection.workflows.draws.records import DrawRecord


def opened(record: DrawRecord) -> Any:
    """Return the workbook, read again."""
    return openpyxl.load_workbook(io.BytesIO(write_workbook(record)))


def rows(record: DrawRecord, sheet: str) -> list[tuple[Any, ...]]:
    """Return the values of a sheet, row by row."""
    return list(opened(record)[sheet].iter_rows(values_only=True))


def test_sheets() -> None:
    """The workbook has its five sheets, and no sheet of inspectors where none are drawn."""
    sheets = ["抽取概况", "分层", "抽中对象", "候补", "检查人员"]
    assert opened(make_record()).sheetnames == sheets
    assert opened(make_record(seats=())).sheetnames == sheets[:-1]


def test_overview() -> None:
    """The overview holds the number, the Beijing times, digests, seed, and each contribution with its value."""
    record = make_record(about={"items": ["劳动合同", "工资"], "window": {"from": "2026-12-01", "to": "2026-12-25"}})
    texts = {cell for row in rows(record, "抽取概况") for cell in row if cell}
    assert {"2026-0001/1", "劳动合同、工资", "2026-12-01 至 2026-12-25"} <= texts
    assert {"2026年11月20日 09:00:00", "2026年11月27日 09:30:00"} <= texts
    assert {record.announcement_digest, record.result_digest, record.result.seed} <= texts
    assert {made_up("c"), made_up("secret"), "2026-11-26 开奖公告", "01 07 12 18 25 33 + 09"} <= texts
    assert record.trust[0].text("zh") in texts


def test_workbook_by_risk_classes_is_internal() -> None:
    """The first sheet and the header of every sheet say so, and the strata are kept; other draws say nothing."""
    internal, other = opened(by_risk(make_record())), opened(make_record())
    notice = "内部资料，不得公开"
    assert {page.oddHeader.center.text for page in internal} == {notice}
    assert internal["抽取概况"]["A2"].value.startswith(notice)
    assert [row[0].value for row in internal["分层"].rows] == ["层", "城关镇", "河口镇", "salt", "合计"]
    assert {page.oddHeader.center.text for page in other} == {None}
    assert other["抽取概况"]["A2"].value == "基本情况"


def test_overview_by_risk_classes() -> None:
    """It counts targets without the entry that hides the frame, and sends nobody to published files."""
    cells = [cell for row in rows(by_risk(make_record()), "抽取概况") for cell in row if cell]
    assert "400个（另按规则剔除2个）" in cells
    assert {"封存的依据", "风险政策；摘要见公告", "风险政策（封存）", made_up("policy")} <= set(cells)
    assert any("random-inspection audit 文件夹" in cell for cell in cells)
    assert not any("任何人" in cell for cell in cells)


def test_totals_leave_out_salt_and_blank_lot() -> None:
    """Neither the salt of the frame nor a blank lot is a target, so the totals count neither; both have their rows."""
    record = with_blank(by_risk(make_record()))
    *strata, total = rows(record, "分层")
    assert [(row[0], row[1], row[3]) for row in strata[-2:]] == [("salt", 1, 0), ("空签", 1, 1)]
    assert total == ("合计", 400, None, 12, None, None, 3)
    cells = [cell for row in rows(record, "抽取概况") for cell in row if cell]
    assert "12个，另抽中空签，不检查，另有候补3个" in cells
    assert [row[2] for row in rows(record, "抽中对象")][-1] == "空签，不检查"


def test_strata() -> None:
    """A stratum has its size, quota in words, drawn, exact chance, percentage and reserves; the totals follow."""
    _, first, second, total = rows(make_record(), "分层")
    assert first == ("城关镇", 200, "共享“全县”的36个名额，按权重2×对象数分配", 6, "3/100", 0.03, 3)
    assert second[2] == "抽取比例不低于3%，不足一个的进为一个"
    assert total == ("合计", 400, None, 12, None, None, 3)


def test_drawn() -> None:
    """The drawn are listed in draw order with name, stratum, a column for every seat, and their ticket."""
    record = make_record(seats=("组长", "人社组员", "市监组员"))
    heading, first, *rest = rows(record, "抽中对象")
    assert heading == ("序号", "对象编号", "名称", "层", "组长", "人社组员", "市监组员", "签号")
    team = ("RS00周望川", "RS03周望川", "RS00周望川")
    assert first == (1, "91990725MA00000001", "青禾县第1服饰有限公司", "城关镇", *team, made_up("91990725MA00000001"))
    assert [row[0] for row in rest] == list(range(2, 13))


def test_reserves() -> None:
    """The reserves are listed by stratum and rank."""
    heading, *found = rows(make_record(), "候补")
    assert heading == ("层", "递补次序", "对象编号", "名称", "签号")
    assert [row[:3] for row in found] == [("城关镇", n, f"91990725MA{12 + n:08}") for n in (1, 2, 3)]


def test_inspectors() -> None:
    """An inspector has holds, seats held, capacity and what was drawn; every seat is counted once."""
    _, first, second, *rest = rows(make_record(), "检查人员")
    assert first[:4] == ("RS00周望川", "人社；领队", 4, 9)
    assert first[4].split("\n")[:2] == ["1 青禾县第1服饰有限公司（组长）", "4 青禾县第4服饰有限公司（组员）"]
    assert second[3] == "不限"
    assert sum(row[2] for row in (first, second, *rest)) == 12 * 2


def test_seats_nobody_holds() -> None:
    """A seat that nobody holds shows a dash."""
    record = make_record(drawn=2)
    record = attrs.evolve(record, result=attrs.evolve(record.result, assignments=record.result.assignments[1:]))
    assert rows(record, "抽中对象")[1][4:6] == ("—", "RS03周望川")


def test_sealed_names() -> None:
    """Without names there is no column of names, and inspectors see ids."""
    record = make_record(name=None)
    assert "名称" not in rows(record, "抽中对象")[0]
    assert rows(record, "检查人员")[1][4].startswith("1 91990725MA00000001（组长）")


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-2", "@SUM(A1)", "#N/A", "=", "007", "1e5", "2026-01-02"])
def test_text_stays_text(text: str) -> None:
    """A name or id that looks like a formula, error, number or date arrives as text, as it is."""
    record = make_record(name=lambda _: text, target_id=lambda number: f"{text}{number}")
    page = opened(record)["抽中对象"]
    for cell, expected in ((page["C2"], text), (page["B2"], f"{text}1")):
        assert (cell.value, cell.data_type, cell.number_format) == (expected, "s", "@")


def test_escapes_of_excel() -> None:
    """What Excel would read as an escaped character is escaped itself (ISO/IEC 29500, ST_Xstring)."""
    with zipfile.ZipFile(io.BytesIO(write_workbook(make_record(name=lambda _: "_x0041_")))) as parts:
        assert b">_x005F_x0041_<" in parts.read("xl/worksheets/sheet3.xml")


def test_no_formula_anywhere() -> None:
    """No part of the workbook holds a formula, whatever the register holds."""
    record = make_record(name=lambda _: '=HYPERLINK("http://example.invalid")', title="=1+1", strata=("=A1", "+B1"))
    with zipfile.ZipFile(io.BytesIO(write_workbook(record))) as parts:
        assert not [part for part in parts.namelist() if b"<f>" in parts.read(part) or b"<f " in parts.read(part)]


def test_invisible_characters() -> None:
    """Control, direction and noncharacters become the replacement character, line breaks a space."""
    record = make_record(name=lambda _: "甲\x00\x1b\u202e\uffff乙\n丙\ue000")
    assert rows(record, "抽中对象")[1][2] == "甲\ufffd\ufffd\ufffd\ufffd乙 丙\ue000"


@pytest.mark.parametrize("sheet", ["分层", "抽中对象", "候补", "检查人员"])
def test_handling(sheet: str) -> None:
    """Headings are frozen, filters cover the rows, and the sheet prints on the width of A4."""
    record = make_record()
    page = opened(record)[sheet]
    assert page.freeze_panes == "B2"
    count = {"分层": 2, "抽中对象": 12, "候补": 3, "检查人员": 6}[sheet]
    assert page.auto_filter.ref.endswith(str(count + 1))
    assert (page.page_setup.paperSize, page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (9, 1, 0)
    assert page.oddFooter.left.text == "2026-0001/1"


def test_nothing_drawn() -> None:
    """A draw without anybody drawn still has its workbook."""
    assert len(rows(make_record(drawn=0, reserves=0), "抽中对象")) == 1


@pytest.mark.parametrize("write", [write_workbook, write_record_page])
def test_bytes_depend_on_the_record_alone(write: Any) -> None:
    """Every date inside is that of the draw, or 1980 where the archive asks for one; so equal records, equal bytes."""
    data = write(make_record())
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = parts.read("docProps/core.xml").decode()
    assert properties.count("2026-11-27T01:30:00Z") == 2
    assert f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%dT%H}" not in properties  # noqa: TID251  (the present is what must be absent)
    assert write(make_record()) == data


@pytest.mark.parametrize("write", [write_workbook, write_record_page])
def test_unrecorded_time(write: Any) -> None:
    """A draw whose time was not kept has its papers all the same, dated by the announcement."""
    with zipfile.ZipFile(io.BytesIO(write(make_record(drawn_at="")))) as parts:
        assert b"2026-11-20T01:00:00Z" in parts.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("write", "package", "module"),
    [(write_workbook, "openpyxl", "workbook"), (write_record_page, "docx", "record_page")],
)
def test_missing_package(write: Any, package: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package, the error says what to install."""
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, f"random_inspection.adapters.papers.{module}", raising=False)
    with pytest.raises(ExtraMissing, match=r'pip install "\.\[cli\]"'):
        write(make_record())
