"""Reports as pages, in the words and the order that offices use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from random_inspection.domain.fieldwork import Told
from random_inspection.domain.inspections import Inspection
from random_inspection.rules.casework.dues import BEIJING, day_in_beijing
from random_inspection.rules.openness.figures import YearlyFigures, figures_tables
from random_inspection.rules.reporting.analysis_duties import to_do
from random_inspection.workflows.reporting.documents import Block, Document, Heading, Paragraph, Table, date_words
from random_inspection.workflows.reporting.report_tables import comparison, overview, result_tables, treatment
from random_inspection.workflows.reporting.reports import FinalReport, InspectionSummary, RegisterFacts, UnitAnalysis

INTERNAL = "内部资料 注意保密"
NUMERALS = "一二三四五六七八九十"
NOTHING_TO_DO = "抽中对象均已作出结论并公示，后续处置均已办结，没有待办事项。"


def summary_page(summary: InspectionSummary, facts: RegisterFacts, *, recipient: str, on: dt.date) -> Document:
    """Return the page of the summary of an inspection.

    Clause: 二(八) 小结

    Args:
        summary: the summary.
        facts: what the registers know.
        recipient: to whom it goes: the unit.
        on: its date.
    """
    inspection, record, conclusion = summary.inspection, summary.record, summary.conclusion
    results = Table(
        caption="各事项检查结果",
        headings=("检查事项", "检查结果", "备注"),
        rows=tuple(
            (facts.item(finding.item), "；".join(finding.results), finding.note or "")
            for finding in conclusion.findings
        ),
    )
    parts: list[tuple[str, Sequence[Block]]] = [
        ("检查时间", [Paragraph(text=_span(record.began_at, record.ended_at) + "。")]),
        ("检查内容", [*_lines(record.content), Paragraph(text=f"检查事项：{_items(inspection, facts)}。")]),
        ("现场检查情况", [*_lines(record.situation), Paragraph(text=_evidence(len(record.evidence), inspection.told))]),
        ("检查结果", [results]),
        ("处理意见", _lines(conclusion.opinion)),
        ("建议", _lines(conclusion.suggestions or "无。")),
    ]
    return Document(
        title=f"关于{inspection.target_name}的检查小结",
        marking=INTERNAL,
        recipient=recipient,
        body=(Paragraph(text=_opening(summary, facts)), *_numbered(parts)),
        signatory=f"检查组：{'、'.join(facts.person(seat.inspector_id) for seat in inspection.team)}",
        date=on,
    )


def analysis_page(analysis: UnitAnalysis, facts: RegisterFacts, *, recipient: str) -> Document:
    """Return the page of the unit's analysis, for internal use: with risk classes, where there are any.

    Clause: 三(五) 汇总
    """
    return _task_page(analysis, facts, title="结果分析报告", recipient=recipient, classes=True)


def final_page(report: FinalReport, facts: RegisterFacts, *, recipient: str) -> Document:
    """Return the page of the final report to the heads of the bureau; it tells no risk class.

    Clause: 二(八) 报告
    """
    return _task_page(report, facts, title="工作报告", recipient=recipient, classes=False)


def figures_page(figures: YearlyFigures, facts: RegisterFacts, *, signatory: str, on: dt.date) -> Document:
    """Return the page of the figures of a year, for the public.

    Clause: 四(三) 定期公布
    """
    tables = [
        Table(caption=table.title, headings=table.headings, rows=table.rows)
        for table in figures_tables(figures, facts.items)
        if table.rows
    ]
    opening = (
        f"{figures.year}年，共完成检查{figures.inspected}户次，涉及检查对象{figures.targets}家；已公示检查结果{figures.published}户次，"
        f"其中发现问题{figures.with_problems}户次。有关数据如下。"
    )
    return Document(
        title=f"{figures.year}年“双随机、一公开”抽查情况统计",
        body=(Paragraph(text=opening), *tables),
        signatory=signatory,
        date=on,
    )


def _task_page(report: UnitAnalysis, facts: RegisterFacts, *, title: str, recipient: str, classes: bool) -> Document:
    task, analysis = report.task, report.analysis
    duties = to_do(analysis, facts.items)
    todo = [
        Paragraph(text=f"{at}. {one.message.zh.format_map(one.params)}。") for at, one in enumerate(duties, start=1)
    ]
    parts: list[tuple[str, Sequence[Block]]] = [
        ("总体情况", overview(task, analysis)),
        ("检查结果", result_tables(analysis, facts, classes=classes)),
        ("处理情况", treatment(analysis)),
        ("与上次抽查比较", comparison(analysis.changes, report.compared_with, facts)),
        ("下一步工作", todo or [Paragraph(text=NOTHING_TO_DO)]),
    ]
    return Document(
        title=f"{task.title}{title}",
        marking=INTERNAL,
        recipient=recipient,
        body=tuple(_numbered(parts)),
        signatory=task.unit,
        date=analysis.as_of,
    )


def _numbered(parts: Sequence[tuple[str, Sequence[Block]]]) -> Iterator[Block]:
    for number, (heading, blocks) in zip(NUMERALS, parts, strict=False):
        yield Heading(text=f"{number}、{heading}")
        yield from blocks


def _lines(text: str) -> list[Block]:
    return [Paragraph(text=line) for line in text.splitlines() if line.strip()]


def _opening(summary: InspectionSummary, facts: RegisterFacts) -> str:
    inspection, task, record = summary.inspection, summary.task, summary.record
    method = f"以{summary.method}的方式" if summary.method else ""
    return (
        f"根据抽查任务（{task.title}，编号{task.task_id}），检查组{_team(inspection, facts)}于"
        f"{date_words(day_in_beijing(record.began_at))}在{record.place}{method}对{inspection.target_name}"
        f"（{inspection.target_id}）进行了检查。现将情况小结如下。"
    )


def _span(began: dt.datetime, ended: dt.datetime) -> str:
    first, last = began.astimezone(BEIJING), ended.astimezone(BEIJING)
    day = "" if first.date() == last.date() else date_words(last.date())
    return f"{date_words(first.date())}{first:%H:%M}至{day}{last:%H:%M}"


def _items(inspection: Inspection, facts: RegisterFacts) -> str:
    return "、".join(map(facts.item, inspection.items))


def _team(inspection: Inspection, facts: RegisterFacts) -> str:
    return "、".join(f"{seat.seat}{facts.person(seat.inspector_id)}" for seat in inspection.team)


def _evidence(count: int, told: Told | None) -> str:
    filed = f"现场照片和资料等证据{count}件，已存档。" if count else "没有留存现场照片和资料。"
    if told is None:
        return f"{filed}检查结果尚未告知对象。"
    answer = "对象已签收" if told.acknowledged else f"对象未签收：{told.refusal}"
    return f"{filed}检查结果已于{date_words(day_in_beijing(told.told.at))}告知对象，{answer}。"
