"""Reports as pages, Markdown and HTML."""

import datetime as dt
import re
from html.parser import HTMLParser

import attrs
import pytest
from report_cases import FACTS, assigned, inspections, mark, task

from random_inspection.domain.plans import TaskDraw
from random_inspection.errors import InvalidInput, MoveRefused
from random_inspection.rules.openness.figures import yearly_figures
from random_inspection.workflows.reporting.documents import Document, Heading, Paragraph, Table
from random_inspection.workflows.reporting.markup import to_html, to_markdown
from random_inspection.workflows.reporting.report_pages import (
    INTERNAL,
    NOTHING_TO_DO,
    analysis_page,
    figures_page,
    final_page,
    summary_page,
)
from random_inspection.workflows.reporting.reports import FinalReport, UnitAnalysis, analysis_of, summary_of

ON = dt.date(2026, 9, 28)
HOSTILE = '<script>alert(1)</script>[x](javascript:x)|=cmd()|{{ 7*7 }}"'


def headings(page: Document) -> list[str]:
    """Return the headings of a page."""
    return [block.text for block in page.body if isinstance(block, Heading)]


def whole(page: Document) -> str:
    """Return all that a page says."""
    return to_markdown(page)


@pytest.mark.clause("二(八) 小结")
def test_a_summary_has_the_parts_of_the_clause() -> None:
    """Time, content, situation, results, opinion and suggestions follow one another."""
    page = summary_page(summary_of(inspections()[1], task()), FACTS, recipient="劳动保障监察大队", on=ON)
    assert headings(page) == [
        "一、检查时间",
        "二、检查内容",
        "三、现场检查情况",
        "四、检查结果",
        "五、处理意见",
        "六、建议",
    ]
    assert page.marking == INTERNAL
    assert "对象已签收" in whole(page)


def test_a_summary_tells_what_was_not_done() -> None:
    """No photograph, a refusal to sign, and a result that nobody told are written down as such."""
    one = inspections()[0]
    refused = attrs.evolve(one.told, acknowledged=False, refusal="拒签，李安见证")  # type: ignore[misc]
    for told, words in ((refused, "对象未签收：拒签，李安见证"), (None, "尚未告知对象")):
        changed = attrs.evolve(one, told=told, approach=None)
        page = summary_page(summary_of(changed, task()), FACTS, recipient="大队", on=ON)
        assert words in whole(page)
        assert "没有留存现场照片和资料" in whole(page)


def test_an_inspection_over_midnight_tells_both_days() -> None:
    """The end has its own date where it is another."""
    one = inspections()[0]
    late = attrs.evolve(one.record, ended_at=dt.datetime(2026, 9, 8, 16, 30, tzinfo=dt.UTC))  # type: ignore[misc]
    page = summary_page(summary_of(attrs.evolve(one, record=late), task()), FACTS, recipient="大队", on=ON)
    assert "2026年9月8日09:00至2026年9月9日00:30" in whole(page)


def test_there_is_no_summary_of_what_has_no_conclusion() -> None:
    """What is missing is named."""
    with pytest.raises(MoveRefused, match="conclusion"):
        summary_of(assigned("T1", "某厂"), task())


@pytest.mark.clause("三(五) 汇总")
def test_only_the_internal_analysis_tells_risk_classes() -> None:
    """The final report has the same numbers without them."""
    analysis = analysis_of(inspections(), FACTS, as_of=ON)
    internal = analysis_page(UnitAnalysis(task=task(), analysis=analysis), FACTS, recipient="大队")
    final = final_page(FinalReport(task=task(), analysis=analysis), FACTS, recipient="局领导")
    assert "风险等级" in whole(internal)
    assert "风险等级" not in whole(final)
    assert headings(internal) == headings(final)


def test_an_item_that_was_not_inspected_last_time_is_shown_as_such() -> None:
    """No change is told where there is nothing to compare with."""
    analysis = analysis_of(inspections(), FACTS, before=[], as_of=ON)
    report = UnitAnalysis(task=task(), analysis=analysis, compared_with="2026年第二季度抽查")
    text = whole(analysis_page(report, FACTS, recipient="大队"))
    assert "| 工资支付情况 | 未检查 | — | 2 | 50.0% | — |" in text


def test_a_draw_made_elsewhere_is_labelled_in_the_report() -> None:
    """Readers are told that this system has not verified it."""
    elsewhere = attrs.evolve(
        task(), announcement=None, draw=TaskDraw(digest="a" * 64, made=mark(2), elsewhere="协同监管平台")
    )
    ad_hoc = attrs.evolve(elsewhere, plan_id=None, ground="上级专项部署")
    analysis = analysis_of([], FACTS, as_of=ON)
    text = whole(final_page(FinalReport(task=ad_hoc, analysis=analysis), FACTS, recipient="局领导"))
    assert "平台抽取，本系统未验证" in text
    assert "计划外任务（上级专项部署）" in text


def test_a_report_without_open_ends_says_so() -> None:
    """The last part is never empty."""
    analysis = analysis_of(inspections()[:1], FACTS, as_of=ON)
    assert NOTHING_TO_DO in whole(final_page(FinalReport(task=task(), analysis=analysis), FACTS, recipient="局领导"))


@pytest.mark.clause("四(三) 定期公布")
def test_the_page_of_yearly_figures_has_the_tables_of_the_public() -> None:
    """It is for everybody, so it carries no marking."""
    page = figures_page(yearly_figures(2026, [task()], inspections()), FACTS, signatory="某县人社局", on=ON)
    assert page.marking is None
    assert [block.caption for block in page.body if isinstance(block, Table)][:2] == ["总体情况", "按抽查事项"]


def hostile_page() -> Document:
    """Return a page whose every text tries to be markup."""
    return Document(
        title=HOSTILE,
        marking=HOSTILE,
        recipient=HOSTILE,
        body=(
            Heading(text=HOSTILE),
            Paragraph(text=HOSTILE, label=HOSTILE),
            Table(caption=HOSTILE, headings=(HOSTILE,), rows=((HOSTILE,),)),
        ),
        signatory=HOSTILE,
        date=ON,
    )


class Reader(HTMLParser):
    """Reads the tags and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a tag; no attribute begins with on."""
        assert not any(name.startswith("on") for name, _ in attributes)
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)


def test_texts_stay_texts_in_html() -> None:
    """No text of a record becomes a tag, and every one of them is shown as it is."""
    reader = Reader()
    reader.feed(to_html(hostile_page()))
    assert not reader.tags & {"script", "a", "img"}
    assert reader.texts.count(HOSTILE) == 10


def test_a_page_of_html_needs_nothing_from_elsewhere() -> None:
    """It opens without a network, also from an archive."""
    assert re.findall(r"(?:src|href|url|@import)\s*[=(]", to_html(hostile_page())) == []


def test_a_page_for_everybody_has_no_marking_and_no_recipient() -> None:
    """What is not there leaves no empty line."""
    text = to_html(Document(title="公告", body=(Paragraph(text="正文"),), signatory="某局", date=ON))
    assert "marking" not in text.partition("<main>")[2]
    assert "：" not in text.partition("<main>")[2]


def test_hidden_characters_are_shown_as_such() -> None:
    """Direction marks and control characters cannot make a reader see something else."""
    paragraph = Paragraph(text="公司\u202e甲\x00乙\n丙")
    assert paragraph.text == "公司\ufffd甲\ufffd乙 丙"


def test_a_table_has_a_cell_for_every_heading() -> None:
    """Uneven rows and tables without headings are refused, and so is a heading of a third level."""
    with pytest.raises(InvalidInput, match=r"rows\[0\]"):
        Table(caption="表", headings=("甲", "乙"), rows=(("1",),))
    with pytest.raises(InvalidInput, match="headings"):
        Table(caption="表", headings=(), rows=())
    with pytest.raises(InvalidInput, match="level"):
        Heading(text="标题", level=3)


def test_unknown_codes_are_told_as_they_are() -> None:
    """A report without the registers at hand is still whole."""
    page = summary_page(
        summary_of(inspections()[0], task()), attrs.evolve(FACTS, items={}, people={}), recipient="大队", on=ON
    )
    assert "劳动-01" in whole(page)
    assert "组长赵、组员钱" in whole(page)
