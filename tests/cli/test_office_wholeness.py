"""Lines of several acts are done whole or not at all, and can be run again; words for what is wrong and what comes next."""

from __future__ import annotations

import shlex
import subprocess
import sys
from enum import StrEnum

import pytest
from office_cases import CHIEF, FIRMS, HANDLER, HEAD, REVIEWER, TASK, OfficeCli, say

from random_inspection.cli.english import WORDS, word
from random_inspection.cli.folding import folded_findings
from random_inspection.cli.places import spoken
from random_inspection.cli.screen import Screen
from random_inspection.domain.acts import Act
from random_inspection.domain.inspections import InspectionState
from random_inspection.domain.notices import NoticeKind, NoticeState
from random_inspection.domain.plans import TaskState
from random_inspection.domain.reports import ReportKind
from random_inspection.errors import Message, Where
from random_inspection.rules.casework.dues import DueKind
from random_inspection.rules.casework.stuck import StuckKind

FOUND = Message("test-found", "found", "有误")
HEADINGS = "统一社会信用代码,企业名称,对象类型,地区,登记机关"


def test_interests_are_recorded_all_or_none(imported: OfficeCli) -> None:
    """One row of somebody unknown keeps every other row out, and is named with its file, row and column."""
    text = "人员编号,利害关系,统一社会信用代码,开始日期\n金某,近亲属,甲1店,2020-01-01\n张三,近亲属,甲2店,2020-01-01\n"
    before = imported.acts()
    line = ("import", "interests", imported.file("interests.csv", text), "--source", "申报")
    said = imported.refused(*line, by=HANDLER)
    assert all(words in said for words in ("interests.csv 第3行 “人员编号”列", "张三"))
    assert imported.acts() == before
    imported.file("interests.csv", text.replace("张三", "木某"))
    assert imported.do(*line, by=HANDLER).count("已登记利害关系1项") == 2


def test_a_report_without_its_file_is_not_submitted(with_results: OfficeCli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package for DOCX is not installed, nothing is submitted, and the line says how to install it."""
    with_results.do("report", "analysis", TASK, by=HANDLER)
    before = with_results.acts()
    monkeypatch.setitem(sys.modules, "random_inspection.adapters.reports.filling", None)
    line = ("report", "analysis", TASK, "--again", "2", "--out", with_results.folder.parent / "分析.docx")
    assert 'pip install ".[docx]"' in with_results.refused(*line, by=HANDLER)
    assert with_results.acts() == before


def test_the_workbook_of_records_is_written_again(confirmed: OfficeCli) -> None:
    """The same line again finds its own file, and leaves another one alone."""
    file = confirmed.folder.parent / "records.xlsx"
    for _ in range(2):
        confirmed.do("record", "export", TASK, file, by=HANDLER)
    file.write_bytes(b"filled in")
    assert "请换一个名称" in confirmed.refused("record", "export", TASK, file, by=HANDLER)
    assert file.read_bytes() == b"filled in"


def test_there_is_no_workbook_before_there_are_inspections(announced: OfficeCli) -> None:
    """Before the draw is confirmed no empty workbook is written, and the next command is named."""
    file = announced.folder.parent / "records.xlsx"
    announced.do("draw", TASK, by=HANDLER)
    assert f"office confirm {TASK}" in announced.refused("record", "export", TASK, file, by=HANDLER)
    assert not file.exists()


def test_a_change_is_told_in_the_words_of_the_table_and_with_the_line_that_confirms_it(imported: OfficeCli) -> None:
    """Fields have their headings, columns that nobody reads are named, and the line as printed carries the change out."""
    rows = "".join(f"{one},新{one},企业,东城,县市监局,x\n" for one in FIRMS)
    file = imported.file("june.csv", f"{HEADINGS},成立日期\n{rows}")
    said = imported.run("import", "targets", file, "--source", "市场监管登记", "--on", "2026-06-01", by=HANDLER)
    assert (said.status, "未读取的列：成立日期" in said.out, "变更 名称" in said.out) == (1, True, True)
    printed = next(line for line in said.out.splitlines() if "--confirm" in line)
    _, *line = shlex.split(printed)
    assert say(*(one for one in ("office", "--dir", str(imported.folder), *line[1:]))).status == 0


def test_a_file_that_is_another_table_is_told_once(imported: OfficeCli) -> None:
    """Of the register handed in as a list of items, one line says what is missing and what it seems to be."""
    file = imported.file("june.csv", f"{HEADINGS}\n甲1店,甲1店,企业,东城,县市监局\n")
    line = ("import", "items", file, "--version", "2", "--from", "2027-01-01", "--source", "文件")
    said = imported.refused(*line, by=HEAD).splitlines()
    assert len(said) == 2
    assert "检查对象名录（import targets）" in said[1]


def test_days_are_written_on_the_line_as_in_cells(imported: OfficeCli) -> None:
    """A day in Chinese is read, and one that is none is told with its option."""
    line = (
        "training",
        "培训-2",
        imported.file("course.csv", "人员编号\n金某\n张三\n"),
        "--title",
        "实务",
        "--item",
        "劳动-01",
    )
    assert "--on" in imported.refused(*line, "--on", "昨天", by=HANDLER)
    assert "course.csv 第3行 “人员编号”列" in imported.refused(*line, "--on", "2026年4月1日", by=HANDLER)


def test_what_nobody_read_is_cancelled_without_a_notice(announced: OfficeCli) -> None:
    """A draft is cancelled, and nothing is to be published; where the public read the task, it is to read why."""
    draft = ("--title", "专项", "--ground", "部署", "--scope", "全县", "--ratio", "3%", "--item", "劳动-01")
    announced.do("task", "new", "草稿", *draft, "--from", "2026年12月1日", "--to", "2026/12/20", by=HANDLER)
    announced.do("publish", "due", by=HANDLER)
    announced.wait(minutes=1)
    cancel = ("--reason", "计划调整")
    assert "公示" not in announced.do("task", "cancel", "草稿", *cancel, by=HEAD)
    assert "请公示" in announced.do("task", "cancel", TASK, *cancel, by=HEAD)


def test_a_returned_conclusion_waits_for_its_team(with_results: OfficeCli) -> None:
    """What a reviewer sends back is due from the team, under its own words and with the name of the target."""
    row = with_results.rows()[0]
    key, target = row["检查编号"], row["检查对象"]
    assert DueKind.AGAIN.value not in with_results.do("status")
    results = ("--finding", "劳动-01=未发现问题", "--finding", "劳动-02=已注销")
    with_results.do("publish", "due", by=HANDLER)
    with_results.do("correct", key, *results, "--opinion", "无", "--reason", "有误", by=HEAD)
    with_results.do("review", key, "--return", "理由不足", by=REVIEWER)
    said = with_results.do("status")
    assert (DueKind.AGAIN.value in said, target in said, "审核检查结论" in said) == (True, True, False)
    assert "conclude again, as returned" in with_results.do("status", lang="en")


@pytest.mark.parametrize(
    "value", [*DueKind, *StuckKind, *TaskState, *InspectionState, *NoticeKind, *NoticeState, *Act, *ReportKind]
)
def test_english_output_has_english_words(value: StrEnum) -> None:
    """Every state, act and kind has a word in English."""
    assert word(Screen("en"), value).isascii()
    assert word(Screen("zh"), value) == value.value
    assert not isinstance(value, DueKind | StuckKind) or value in WORDS


def test_status_in_english_has_no_chinese_sentence(announced: OfficeCli) -> None:
    """What is due and what is stuck is told in English."""
    announced.wait(days=2)
    assert "announced, not drawn" in announced.do("status", lang="en")


@pytest.mark.parametrize(
    ("path", "en", "zh"),
    [
        ("key", "number: found", "编号：有误"),
        ("inspections['2026-1:甲.1']", "inspection 2026-1:甲.1: found", "检查 2026-1:甲.1：有误"),
        ("disposals[0].finished", "disposal 1 done: found", "后续处置第1项 办结：有误"),
        ("strata[3].quota", "strata[3].quota: found", "strata[3].quota：有误"),
        (None, "found", "有误"),
    ],
)
def test_places_are_told_in_words(path: str | None, en: str, zh: str) -> None:
    """A path of fields is told in words; one that nobody has words for stays."""
    problem = FOUND.at(Where(path=path))
    assert (spoken(problem, "en").text("en"), spoken(problem, "zh").text("zh")) == (en, zh)


def test_paths_in_a_file_stay() -> None:
    """A setting of a file is told as the file has it."""
    problem = FOUND.at(Where(file="SPEC.toml", path="key"))
    assert spoken(problem, "zh") == problem
    assert folded_findings([problem, problem]) == [problem, problem]


def test_an_interrupt_while_the_program_starts_has_no_traceback() -> None:
    """Cut off while the command line is loaded, the program says so, with the status of an interrupt."""
    program = (
        "import sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'random_inspection.cli.app': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from random_inspection.cli import main\n"
        "main()\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (said.returncode, "Traceback" in said.stderr, "已中断" in said.stderr) == (130, False, True)


def test_who_approves_a_plan_is_not_who_drew_it_up(imported: OfficeCli) -> None:
    """An office without people says that nobody is entered."""
    (imported.folder / "office.toml").write_text('name = "甲局"\n', "utf-8")
    assert "尚未登记任何人" in imported.refused("plan", "approve", "2026", by=CHIEF)
