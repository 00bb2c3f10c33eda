"""The parts of a report on a task: numbers in sentences, and tables."""

from __future__ import annotations

from collections.abc import Sequence

from random_inspection.domain.fieldwork import ResultCode
from random_inspection.domain.inspections import Struck
from random_inspection.domain.plans import Task
from random_inspection.rules.reporting.analysis import Analysis, ItemChange, ItemTally, Tally
from random_inspection.rules.reporting.analysis_duties import percent
from random_inspection.workflows.reporting.documents import Block, Paragraph, Table, date_words
from random_inspection.workflows.reporting.reports import RegisterFacts

_COUNTS = ("检查户数", "发现问题户数", "问题发现率")


def overview(task: Task, analysis: Analysis) -> list[Block]:
    """Return what the task was, and how far it is, in sentences."""
    window = f"{date_words(task.first_day)}至{date_words(task.last_day)}"
    ground = f"年度抽查计划（编号{task.plan_id}）" if task.plan_id else f"计划外任务（{task.ground}）"
    drawn = f"，由{task.draw.elsewhere}抽取（平台抽取，本系统未验证）" if task.draw and task.draw.elsewhere else ""
    about = (
        f"抽查任务：{task.title}（编号{task.task_id}）；依据：{ground}；检查机关：{'、'.join(task.agencies)}；"
        f"抽查对象范围：{task.scope}；抽查比例：{task.ratio}；检查起止日期：{window}{drawn}。"
    )
    held = len(analysis.struck)
    numbers = (
        f"共抽取检查对象{analysis.drawn}户（含递补），剔除{held}户，应检查{analysis.drawn - held}户；"
        f"截至{date_words(analysis.as_of)}，已作出检查结论{analysis.concluded}户，其中发现问题{analysis.problems}户，"
        f"尚未作出结论{len(analysis.pending)}户，结论尚未公示{len(analysis.unpublished)}户。"
    )
    struck = [_struck(one.target_name, one.struck) for one in analysis.struck if one.struck]
    listed = [Paragraph(text=f"剔除对象：{'；'.join(struck)}。")] if struck else []
    return [Paragraph(text=about), Paragraph(text=numbers), *listed]


def result_tables(analysis: Analysis, facts: RegisterFacts, *, classes: bool) -> list[Block]:
    """Return the results by item, group, unit and district; by risk class where `classes` is true, for internal use."""
    if not analysis.concluded:
        return [Paragraph(text="尚无检查结论。")]
    codes = [code for code in ResultCode if any(one.results.get(code) for one in analysis.by_item)]
    items = Table(
        caption="按抽查事项",
        headings=("抽查事项", *_COUNTS),
        rows=tuple((facts.item(one.label), *_numbers(one)) for one in analysis.by_item),
    )
    groups = Table(
        caption="按检查组",
        headings=("检查组", *_COUNTS),
        rows=tuple(("、".join(map(facts.person, people)), *_numbers(one)) for people, one in analysis.by_group),
    )
    by_class = (
        [_tallies("按风险等级（内部使用）", "风险等级", analysis.by_class)] if classes and analysis.by_class else []
    )
    return [
        items,
        _results(analysis.by_item, codes, facts),
        groups,
        *([_tallies("按承办科室", "承办科室", analysis.by_unit)] if len(analysis.by_unit) > 1 else []),
        _tallies("按地区", "地区", analysis.by_district),
        *by_class,
    ]


def treatment(analysis: Analysis) -> list[Block]:
    """Return what was ordered, finished and is still open."""
    still = analysis.open_disposals
    total = len(still) + analysis.finished_disposals
    overdue = sum(one.overdue for one in still)
    text = (
        f"共作出后续处置{total}项，已办结{analysis.finished_disposals}项，未办结{len(still)}项（其中逾期{overdue}项）。"
    )
    rows = tuple(
        (
            one.inspection.target_name,
            one.disposal.kind,
            one.disposal.content,
            date_words(one.disposal.due) if one.disposal.due else "无",
            "逾期" if one.overdue else "办理中",
        )
        for one in still
    )
    table = Table(caption="未办结的后续处置", headings=("检查对象", "处置方式", "内容", "期限", "状态"), rows=rows)
    return [Paragraph(text=text), *([table] if rows else [])]


def comparison(changes: Sequence[ItemChange], compared_with: str | None, facts: RegisterFacts) -> list[Block]:
    """Return how the items stand beside the last task."""
    if compared_with is None:
        return [Paragraph(text="无可比较的上次抽查。")]
    rows = tuple((facts.item(one.item), *_rate(one.before), *_rate(one.now), _points(one)) for one in changes)
    return [
        Paragraph(text=f"与上次抽查任务（{compared_with}）比较，各事项情况如下。"),
        Table(
            caption="与上次抽查比较",
            headings=("抽查事项", "上次户数", "上次发现率", "本次户数", "本次发现率", "变化"),
            rows=rows,
        ),
    ]


def _struck(name: str, struck: Struck) -> str:
    then = f"递补{struck.moved_up}" if struck.moved_up else "无候补"
    return f"{name}（{struck.made.note or '未填写原因'}，{then}）"


def _numbers(tally: Tally) -> tuple[str, str, str]:
    return str(tally.inspected), str(tally.problems), percent(tally.rate)


def _tallies(caption: str, heading: str, tallies: Sequence[Tally]) -> Table:
    return Table(
        caption=caption, headings=(heading, *_COUNTS), rows=tuple((one.label, *_numbers(one)) for one in tallies)
    )


def _results(tallies: Sequence[ItemTally], codes: Sequence[ResultCode], facts: RegisterFacts) -> Table:
    """Return one row for every item and result that was given."""
    rows = tuple(
        (facts.item(one.label), code, str(one.results[code]))
        for one in tallies
        for code in codes
        if one.results.get(code)
    )
    return Table(caption="各事项检查结果", headings=("抽查事项", "检查结果", "户数"), rows=rows)


def _rate(tally: ItemTally | None) -> tuple[str, str]:
    return (str(tally.inspected), percent(tally.rate)) if tally else ("未检查", "—")


def _points(change: ItemChange) -> str:
    rise = change.rise
    if rise is None:
        return "—"
    points = percent(abs(rise)).removesuffix("%")
    return "持平" if not rise else f"{'上升' if rise > 0 else '下降'}{points}个百分点"
