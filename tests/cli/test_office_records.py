"""The workbook of records: all of it or nothing, every finding in its cell, and what others have to do left for them."""

from __future__ import annotations

import pytest
from office_cases import HANDLER, HEAD, NUMBERS, REVIEWER, TASK, OfficeCli, team_of
from openpyxl import load_workbook

from random_inspection.testing import photograph

BEFORE = {"检查方式": "现场检查", "入企理由": "须现场核对台账"}


def _notified(office: OfficeCli) -> None:
    """Have every visit approved and notified, and let a day go by."""
    file = office.sheet()
    office.fill(file, **BEFORE, 审批="同意", 通知书文号="检通1号")
    for name in (HANDLER, HEAD, HANDLER):
        office.do("record", "import", TASK, file, by=name)
    office.wait(days=1)
    office.file("门头.png", photograph("门头"))


def test_what_is_not_ones_own_is_left_for_others(confirmed: OfficeCli) -> None:
    """A handler's workbook with approvals in it does what a handler may, and says what waits for whom."""
    file = confirmed.sheet()
    confirmed.fill(file, **BEFORE, 审批="同意", 通知书文号="检通1号")
    said = confirmed.do("record", "import", TASK, file, by=HANDLER)
    assert all(words in said for words in ("确定检查方式：2项", "留待他人办理：行政检查审批2", "科室负责人、局领导"))
    english = confirmed.do("record", "import", TASK, file, by=HANDLER, lang="en")
    assert "Left for others" in english


def test_one_wrong_row_stops_all_of_them(confirmed: OfficeCli) -> None:
    """Where one row is wrong nothing is done, and each finding stands in its cell."""
    file = confirmed.sheet()
    first = confirmed.rows()[0]["检查编号"]
    confirmed.fill(file, **BEFORE | {"入企理由": lambda row: None if row["检查编号"] == first else "须现场"})
    before = confirmed.acts()
    said = confirmed.refused("record", "import", TASK, file, by=HANDLER)
    assert "第4行 “入企理由”列" in said
    assert "第5行" not in said
    assert confirmed.acts() == before


def test_every_cell_that_cannot_be_read_is_named(confirmed: OfficeCli) -> None:
    """Words, times, certificates and results are all read before anything is done."""
    _notified(confirmed)
    file = confirmed.sheet()
    wrong = {"签收": "好", "开始时间": "明天", "出示执法证": "某某", "检查结果（劳动-01）": "不错", "证据": "没有.png"}
    confirmed.fill(file, **confirmed.findings() | wrong)
    confirmed.wait(hours=4)
    inspector = team_of(confirmed.rows()[0])[0]
    said = confirmed.refused("record", "import", TASK, file, by=inspector)
    for column in ("签收", "开始时间", "出示执法证", "检查结果（劳动-01）", "证据"):
        assert f"“{column}”列" in said


def test_a_broken_photograph_is_named(confirmed: OfficeCli) -> None:
    """A file that is no photograph is told with its name in the cell of evidence, and nothing is kept of the row."""
    _notified(confirmed)
    confirmed.file("门头.png", photograph("门头")[:-8])
    file = confirmed.sheet()
    confirmed.fill(file, **confirmed.findings())
    confirmed.wait(hours=4)
    row = confirmed.rows()[0]
    said = confirmed.refused("record", "import", TASK, file, by=team_of(row)[0])
    assert "“证据”列 门头.png" in said
    assert confirmed.rows()[0]["状态"] == "已通知"


def test_evidence_lies_beside_the_workbook(confirmed: OfficeCli) -> None:
    """A path that leads out of the workbook's folder is no file of it."""
    _notified(confirmed)
    file = confirmed.sheet()
    confirmed.fill(file, **confirmed.findings() | {"证据": "../../../../etc/hostname"})
    confirmed.wait(hours=4)
    inspector = team_of(confirmed.rows()[0])[0]
    assert "没有文件" in confirmed.refused("record", "import", TASK, file, by=inspector)


def test_what_somebody_else_wrote_is_not_written_over(confirmed: OfficeCli) -> None:
    """A record that was written since the workbook was written out needs a new look at it."""
    file = confirmed.sheet()
    confirmed.fill(file, **BEFORE)
    confirmed.do("record", "import", TASK, file, by=HANDLER)
    confirmed.fill(file, 入企理由="别的理由")
    assert "请重新导出" in confirmed.refused("record", "import", TASK, file, by=HANDLER)
    fresh = confirmed.sheet("fresh.xlsx")
    confirmed.fill(fresh, 入企理由="别的理由")
    confirmed.do("record", "import", TASK, fresh, by=HANDLER)


def test_what_is_done_is_not_changed_by_a_cell(confirmed: OfficeCli) -> None:
    """Another number of a notice that was served is refused in its cell."""
    _notified(confirmed)
    file = confirmed.sheet()
    confirmed.fill(file, 通知书文号="检通2号")
    assert "“通知书文号”列" in confirmed.refused("record", "import", TASK, file, by=HANDLER)


@pytest.mark.clause("三(四) 结论")
def test_a_return_is_corrected_and_reviewed_again(confirmed: OfficeCli) -> None:
    """Returned with what has to be corrected, a conclusion is written anew from a fresh workbook, and passes."""
    confirmed.visited()
    file = confirmed.sheet()
    confirmed.fill(file, 审核="退回", 审核意见="请补充备注")
    confirmed.do("record", "import", TASK, file, by=REVIEWER)
    assert {row["状态"] for row in confirmed.rows()} == {"已退回"}
    fresh = confirmed.sheet("fresh.xlsx")
    confirmed.fill(fresh, **{"备注（劳动-02）": "已责令15日内补签"})
    for name in {who for row in confirmed.rows() for who in team_of(row)}:
        confirmed.do("record", "import", TASK, fresh, by=name)
    assert {row["状态"] for row in confirmed.rows()} == {"已作结论"}
    last = confirmed.sheet("last.xlsx")
    confirmed.fill(last, 审核="通过", 审核意见=None)
    confirmed.do("record", "import", TASK, last, by=REVIEWER)
    assert {row["状态"] for row in confirmed.rows()} == {"已审核"}


def test_rows_have_to_be_of_the_task(confirmed: OfficeCli) -> None:
    """An unknown number, an empty one and one that stands there twice are told with their rows."""
    file = confirmed.sheet()
    book = load_workbook(file)
    page = book["检查记录"]
    page.cell(4, 1).value = "2026-9:甲1店"
    page.cell(6, 1).value = page.cell(5, 1).value
    page.cell(7, 2).value = "甲"
    book.save(file)
    said = confirmed.refused("record", "import", TASK, file, by=HANDLER)
    assert all(words in said for words in ("第4行", "第6行", "第7行"))


def test_a_hostile_name_stays_text(confirmed: OfficeCli) -> None:
    """Nothing in the workbook is a formula, whatever a record says."""
    file = confirmed.sheet()
    confirmed.fill(file, **BEFORE | {"入企理由": '=HYPERLINK("http://x")'})
    book = load_workbook(file)
    book["检查记录"].cell(4, 7).data_type = "s"
    book["检查记录"].cell(5, 7).data_type = "s"
    book.save(file)
    confirmed.do("record", "import", TASK, file, by=HANDLER)
    page = load_workbook(confirmed.sheet("fresh.xlsx"))["检查记录"]
    assert not [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.clause("三(三) 现场")
def test_single_acts_do_the_same(confirmed: OfficeCli) -> None:
    """Act by act, an inspection goes from its approach to its review, each done once."""
    row = confirmed.rows()[0]
    key, (leader, member) = row["检查编号"], team_of(row)
    lines: list[tuple[str, tuple[str, ...]]] = [
        (HANDLER, ("visit", "approach", key, "--method", "现场检查", "--why", "须现场")),
        (HEAD, ("visit", "approve", key, "--note", "同意")),
        (HANDLER, ("visit", "notify", key, "--number", "检通1号", "--how", "直接送达")),
        (leader, ("visit", "begin", key, "--code", "QY-1", *_shown(leader, member))),
    ]
    for by, line in lines:
        confirmed.do(*line, by=by)
        assert "未重复办理" in confirmed.do(*line, by=by)
    confirmed.wait(minutes=30)
    photo = confirmed.file("门头.png", photograph("门头"))
    digest = confirmed.do("evidence", "add", key, photo, "--place", "店内", by=leader).split()[-1]
    words = ("--place", "店内", "--content", "工资支付", "--situation", "台账齐全", "--evidence", digest)
    confirmed.do("record", "write", key, *words, by=leader)
    confirmed.do("record", "tell", key, "--refusal", "拒绝签字，见证人李四", by=leader)
    found = ("--finding", "劳动-01=未发现问题", "--finding", "劳动-02=其他", "--note", "劳动-02=台账不全")
    assert "劳动-03" in confirmed.refused("conclude", key, "--finding", "劳动-03=其他", "--opinion", "x", by=leader)
    assert "不错" in confirmed.refused("conclude", key, "--finding", "劳动-01=不错", "--opinion", "x", by=leader)
    lone = ("--finding", "劳动-01=未发现问题", "--note", "劳动-02=x", "--opinion", "x")
    assert "只有备注" in confirmed.refused("conclude", key, *lone, by=leader)
    confirmed.do("conclude", key, *found, "--opinion", "无", "--suggestions", "完善台账", by=leader)
    assert leader in confirmed.refused("review", key, by=leader)
    confirmed.do("review", key, "--return", "请补充", by=REVIEWER)
    confirmed.do("conclude", key, *found, "--opinion", "已补充", "--remark", "按退回意见补充", by=leader)
    confirmed.do("review", key, by=REVIEWER)
    assert next(one for one in confirmed.rows() if one["检查编号"] == key)["状态"] == "已审核"


def _shown(*names: str) -> tuple[str, ...]:
    return tuple(word for name in names for word in ("--certificate", f"{name}={NUMBERS[name]}"))


def test_what_cannot_wait_is_reported_afterwards(confirmed: OfficeCli) -> None:
    """An emergency begins without approval, and passes no review before it is reported."""
    row = confirmed.rows()[0]
    key, (leader, member) = row["检查编号"], team_of(row)
    confirmed.do("visit", "approach", key, "--method", "现场检查", "--why", "紧急", by=HANDLER)
    assert "未经审批" in confirmed.refused("visit", "begin", key, *_shown(leader, member), by=leader)
    begin = ("visit", "begin", key, *_shown(leader, member), "--emergency", "证据可能灭失")
    confirmed.do(*begin, by=leader)
    confirmed.do("visit", "report-emergency", key, "--note", "已电话报告", by=leader)
    assert next(one for one in confirmed.rows() if one["检查编号"] == key)["紧急补报"] == "已电话报告"


def test_a_method_that_spares_the_visit_needs_no_notice(planned: OfficeCli) -> None:
    """Where the list allows it, a written inspection begins without approval and notice."""
    words = ("--title", "书面", "--scope", "全县", "--ratio", "3%", "--from", "2026-11-24", "--to", "2026-12-18")
    planned.do("task", "new", "2026-2", "--plan", "2026", "--item", "劳动-01", *words, by=HANDLER)
    planned.do("task", "approve", "2026-2", by=HEAD)
    folder = planned.folder.parent / "draw"
    planned.do("prepare", "2026-2", folder, "--count", "1", by=HANDLER)
    planned.do("announce", "2026-2", folder / "SPEC.toml", by=HANDLER)
    planned.do("draw", "2026-2", by=HANDLER)
    planned.do("confirm", "2026-2", by=HEAD)
    file = planned.folder.parent / "written.xlsx"
    planned.do("record", "export", "2026-2", file, by=HANDLER)
    planned.fill(file, 检查方式="书面检查")
    planned.do("record", "import", "2026-2", file, by=HANDLER)
