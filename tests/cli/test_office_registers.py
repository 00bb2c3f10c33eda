"""Importing the list of items, the directories, trainings and interests; pledges and complaints."""

from __future__ import annotations

import pytest
from office_cases import CHIEF, FIRMS, HANDLER, HEAD, ITEMS, OfficeCli

HEADINGS = "统一社会信用代码,企业名称,对象类型,地区,登记机关\n"


def _rows(*names: str) -> str:
    return HEADINGS + "".join(f"{name},{name},企业,{'西城' if name >= '甲5' else '东城'},县市监局\n" for name in names)


def test_a_list_of_items_is_read_from_a_table(imported: OfficeCli) -> None:
    """The next version takes the place of the last one, and the earlier one stays."""
    file = imported.file("items.csv", ITEMS.replace("2020-01-01", "2027-01-01"))
    line = ("import", "items", file, "--version", "2027-1", "--from", "2027-01-01", "--source", "人社发〔2026〕9号")
    assert "共2项" in imported.do(*line, "--reason", "修订", by=HEAD)
    assert "未重复办理" in imported.do(*line, "--reason", "修订", by=HEAD)


def test_every_wrong_cell_of_a_list_is_named(office: OfficeCli) -> None:
    """All cells that are wrong are told at once, and nothing is adopted."""
    wrong = ITEMS.replace("《劳动法》第八十五条", "劳动法").replace("县级", "村级", 1).replace("劳动-02", "劳动-01")
    line = ("--version", "1", "--from", "2026-01-01", "--source", "文件")
    said = office.refused("import", "items", office.file("items.csv", wrong), *line, by=HEAD)
    assert all(words in said for words in ("第2行 “抽查依据”列", "第2行 “检查主体层级”列"))
    assert office.acts() == []


def test_an_item_stands_in_a_list_once(office: OfficeCli) -> None:
    """Two rows of one code are refused, each row named."""
    line = ("--version", "1", "--from", "2026-01-01", "--source", "文件")
    file = office.file("items.csv", ITEMS.replace("劳动-02", "劳动-01"))
    assert "与第2行重复" in office.refused("import", "items", file, *line, by=HEAD)


def test_a_table_of_items_says_its_version(office: OfficeCli) -> None:
    """Without version and first day a table is wrong use."""
    said = office.run("import", "items", office.file("items.csv", ITEMS), "--source", "文件", by=HEAD)
    assert (said.status, "--version" in said.err) == (2, True)


def test_a_list_of_items_is_read_from_toml(office: OfficeCli) -> None:
    """The same list as TOML is adopted, and what is wrong in one is told with its path."""
    text = """
version = "2026-1"
in_force_from = 2026-01-01
[[items]]
code = "劳动-01"
name = "工资支付情况"
legal_bases = [{ title = "劳动法", article = "第八十五条", grants_inspection = GRANTS }]
agency = "人社部门"
levels = ["县级"]
target_kinds = ["企业"]
category = "一般"
methods = ["现场检查"]
ratio = { verbatim = "不低于3%" }
frequency = { verbatim = "每年不少于1次" }
in_force_from = 2020-01-01
"""
    wrong = office.file("wrong.toml", text.replace("GRANTS", "false"))
    assert "items[0].legal_bases" in office.refused("import", "items", wrong, "--source", "文件", by=HEAD)
    right = office.file("right.toml", text.replace("GRANTS", "true"))
    assert "共1项" in office.do("import", "items", right, "--source", "文件", by=HEAD)


def test_only_heads_adopt_a_list(office: OfficeCli) -> None:
    """A handler does not adopt the list of items, and is told who does."""
    line = ("--version", "1", "--from", "2026-01-01", "--source", "文件")
    said = office.refused("import", "items", office.file("items.csv", ITEMS), *line, by=HANDLER)
    assert "科室负责人、局领导" in said


@pytest.mark.clause("二(六) 更新")
def test_many_changes_wait_for_a_person(imported: OfficeCli) -> None:
    """Beyond a tenth, the report is shown, and only its digest carries the change out."""
    file = imported.file("june.csv", _rows(*FIRMS[:4]))
    line = ("import", "targets", file, "--source", "市场监管登记", "--on", "2026-06-01")
    refused = imported.run(*line, by=HANDLER)
    assert (refused.status, "退出4" in refused.out) == (1, True)
    digest = refused.err.split("摘要 ")[1].split(" ")[0]
    assert "确认的是报告" in imported.refused(*line, "--confirm", "0" * 64, by=HANDLER)
    assert digest in imported.do(*line, "--preview", by=HANDLER)
    before = imported.acts()
    assert "退出4" in imported.do(*line, "--confirm", digest, by=HANDLER)
    assert "未重复办理" in imported.do(*line, "--confirm", digest, by=HANDLER)
    assert len(imported.acts()) == len(before) + 1


def test_a_preview_changes_nothing(imported: OfficeCli) -> None:
    """Looked at, the directory stays as it is."""
    before = imported.acts()
    file = imported.file("june.csv", _rows(*FIRMS, "乙店"))
    said = imported.do("import", "targets", file, "--source", "市场监管登记", "--preview", by=HANDLER)
    assert "新增1" in said
    assert imported.acts() == before


def test_the_whole_report_is_written_where_it_is_long(imported: OfficeCli) -> None:
    """The list on the screen is short, that of the record has the first thousand, and every change is in the file."""
    names = [f"新{number}店" for number in range(1, 1103)]
    file, report = imported.file("june.csv", _rows(*FIRMS, *names)), imported.folder.parent / "report.csv"
    line = ("import", "targets", file, "--source", "市场监管登记", "--report")
    assert "共1102条" in imported.do(*line, report, by=HANDLER)
    assert {row.split(",")[0] for row in report.read_text("utf-8-sig").splitlines()[1:]} == set(names)
    assert "每类列出前1000条" in imported.do(*line, report.with_name("again.csv"), by=HANDLER)


def test_wrong_rows_are_left_out_where_one_says_so(imported: OfficeCli) -> None:
    """With --skip a wrong row is listed and left out, without it nothing is taken in."""
    file = imported.file("june.csv", _rows(*FIRMS, "乙店") + "91990725MA0000001X,坏店,企业,东城,县市监局\n")
    line = ("import", "targets", file, "--source", "市场监管登记")
    assert "校验码" in imported.refused(*line, by=HANDLER)
    said = imported.do(*line, "--skip", by=HANDLER)
    assert "略过行数1" in said
    assert "新增1" in said


def test_the_kind_of_targets_may_be_given(imported: OfficeCli) -> None:
    """A table without a column of kinds takes one from the line."""
    file = imported.file("sites.csv", "统一社会信用代码,企业名称\n工地1,工地1\n")
    line = ("import", "targets", file, "--source", "建设部门")
    assert "对象类型" in imported.refused(*line, by=HANDLER)
    assert "新增1" in imported.do(*line, "--kind", "场所", by=HANDLER)


def test_who_was_not_there_took_no_part(imported: OfficeCli) -> None:
    """A training names only inspectors of the directory."""
    file = imported.file("course.csv", "人员编号\n金某\n张三\n")
    line = ("training", "培训-2", file, "--title", "实务", "--on", "2026-04-01", "--item", "劳动-01")
    assert "张三" in imported.refused(*line, by=HANDLER)


def test_interests_keep_apart(imported: OfficeCli) -> None:
    """An interest that is declared is among the recusals of the next draw, once however often it is declared."""
    text = "人员编号,利害关系,统一社会信用代码,开始日期\n金某,近亲属,甲1店,2020-01-01\n"
    file = imported.file("interests.csv", text)
    imported.do("import", "interests", file, "--source", "申报", by=HANDLER)
    assert "未重复办理" in imported.do("import", "interests", file, "--source", "申报", by=HANDLER)
    assert "已有" in imported.refused("import", "interests", file, "--source", "又报", by=HANDLER)
    imported.planned()
    said = imported.do("prepare", "2026-1", imported.folder.parent / "draw", "--count", "1", by=HANDLER)
    assert "应回避1对" in said


def test_wrong_interests_are_named_cell_by_cell(imported: OfficeCli) -> None:
    """Kinds, days and persons that cannot be are told with their cells."""
    text = "人员编号,利害关系,统一社会信用代码,对象组,开始日期\n金某,朋友,,,昨天\n,近亲属,甲1店,甲集团,2020-01-01\n"
    said = imported.refused("import", "interests", imported.file("x.csv", text), "--source", "申报", by=HANDLER)
    assert all(words in said for words in ("第2行 “利害关系”列", "第2行 “开始日期”列", "第3行 “人员编号”列"))
    nobody = "人员编号,利害关系,统一社会信用代码,开始日期\n张三,近亲属,甲1店,2020-01-01\n"
    assert "张三" in imported.refused(
        "import", "interests", imported.file("y.csv", nobody), "--source", "报", by=HANDLER
    )
    both = "人员编号,利害关系,统一社会信用代码,对象组,开始日期\n金某,近亲属,甲1店,甲集团,2020-01-01\n"
    assert "二者填其一" in imported.refused(
        "import", "interests", imported.file("z.csv", both), "--source", "报", by=HANDLER
    )


@pytest.mark.clause("四(三) 廉洁")
def test_inspectors_sign_for_themselves(imported: OfficeCli) -> None:
    """An inspector signs the pledge of a year once, and who has not signed is listed."""
    text = imported.file("pledge.txt", "本人承诺廉洁执法。")
    imported.do("pledge", "sign", "2026", text, by="金某")
    assert "未重复办理" in imported.do("pledge", "sign", "2026", text, by="金某")
    said = imported.do("pledge", "missing", "2026")
    assert ("金某" in said, "4名" in said) == (False, True)
    assert "检查人员" in imported.refused("pledge", "sign", "2026", text, by=HANDLER)


@pytest.mark.clause("四(三) 廉洁")
def test_a_complaint_goes_its_way_without_who_complained(imported: OfficeCli) -> None:
    """Filed, settled, handed over and noted; whom it is about does not handle it, and who complained is not on the trail."""
    told = imported.file("content.txt", "收受礼品")
    who = ("--complainant", "王五举报人")
    line = ("complaint", "file", "投诉-1", "金某", "--on", "2026-11-20", "--source", "来信", "--content", f"@{told}")
    imported.do(*line, *who, by=HANDLER)
    assert "未重复办理" in imported.do(*line, *who, by=HANDLER)
    settle = ("complaint", "settle", "投诉-1", "--outcome", "部分属实", "--measures", "批评教育")
    assert "金某" in imported.refused(*settle, by="金某")
    imported.do(*settle, by=CHIEF)
    imported.do("complaint", "refer", "投诉-1", "--to", "纪检监察机关", "--document", "函1号", by=CHIEF)
    imported.do("complaint", "result", "投诉-1", "--result", "警告", by=CHIEF)
    story = imported.do("trail", "story", "投诉-1", "--kind", "complaint")
    assert "共4个事件" in story
    assert "王五" not in story
    assert "content.txt" in imported.refused(*line[:-1], "@/nowhere/content.txt", *who, "--again", "2", by=HANDLER)
