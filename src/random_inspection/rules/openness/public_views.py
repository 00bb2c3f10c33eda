"""What the public reads of plans, tasks, draws and results: the columns of the official pages, and nothing else.

Clause: 三(五) 公示

Every value here has only what may be published, and the views take nothing but these values: what must never be public
(telephone and identity numbers, complainants, sealed reasons, evidence, risk classes, internal notes) has no way in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs

from random_inspection.domain.fields import Integer, check_line
from random_inspection.domain.fieldwork import ResultCode
from random_inspection.domain.identifiers import check_identifier
from random_inspection.domain.plans import TaskType
from random_inspection.domain.validators import Kind, Kinds, check_date
from random_inspection.rules.openness.public_tables import PublicTable

LIST = "、"
_LINE = attrs.validators.optional(check_line)

PLAN_HEADINGS = (
    "抽查计划编号",
    "抽查计划名称",
    "抽查任务编号",
    "抽查任务名称",
    "抽查类型",
    "抽查事项",
    "抽查对象范围",
    "抽查比例",
    "发起部门",
    "参与部门",
    "检查起止日期",
)
TASK_HEADINGS = (*PLAN_HEADINGS, "检查机关", "抽查对象数量")
TARGET_HEADINGS = ("名称", "统一社会信用代码/注册号", "登记机关")
RESULT_HEADINGS = (
    "抽查计划编号",
    "抽查计划名称",
    "抽查任务编号",
    "抽查任务名称",
    "抽查类型",
    "检查机关",
    "名称",
    "统一社会信用代码/注册号",
    "检查完成日期",
    "检查结果",
    "备注",
)
"""The columns of the public page of results, in the order in which the national platform (协同监管平台) takes them, too."""
FINDING_HEADINGS = ("抽查任务编号", "名称", "统一社会信用代码/注册号", "检查事项", "检查结果", "备注")


@attrs.frozen(kw_only=True)
class PublicPlan:
    """A plan as the public reads it.

    Attributes:
        plan_id: 抽查计划编号.
        title: 抽查计划名称.
        agency: 发起部门.
        items: names of the items of the year; none where they are not asked for.
    """

    plan_id: str = attrs.field(validator=check_identifier)
    title: str = attrs.field(validator=check_line)
    agency: str = attrs.field(validator=check_line)
    items: tuple[str, ...] = attrs.field(default=(), validator=Kinds(str))


@attrs.frozen(kw_only=True)
class PublicTask:
    """A task as the public reads it.

    Attributes:
        task_id: 抽查任务编号.
        title: 抽查任务名称.
        type: 抽查类型.
        items: 抽查事项, by name.
        scope: 抽查对象范围.
        ratio: 抽查比例.
        agencies: 检查机关: the first one leads (发起部门), the others join (参与部门).
        first_day: 检查起止日期: the first day.
        last_day: the last day.
    """

    task_id: str = attrs.field(validator=check_identifier)
    title: str = attrs.field(validator=check_line)
    type: TaskType = attrs.field(validator=Kind(TaskType))
    items: tuple[str, ...] = attrs.field(validator=Kinds(str, least=1))
    scope: str = attrs.field(validator=check_line)
    ratio: str = attrs.field(validator=check_line)
    agencies: tuple[str, ...] = attrs.field(validator=Kinds(str, least=1))
    first_day: dt.date = attrs.field(validator=check_date)
    last_day: dt.date = attrs.field(validator=check_date)


@attrs.frozen(kw_only=True)
class PublicTarget:
    """A target as the public reads it.

    Attributes:
        name: 名称.
        code: 统一社会信用代码/注册号.
        authority: 登记机关; None where it is not known.
    """

    name: str = attrs.field(validator=check_line)
    code: str = attrs.field(validator=check_identifier)
    authority: str | None = attrs.field(default=None, validator=_LINE)

    @property
    def cells(self) -> tuple[str, str, str]:
        """Its cells under `TARGET_HEADINGS`."""
        return self.name, self.code, self.authority or ""


@attrs.frozen(kw_only=True)
class PublicFinding:
    """What was found on one item, as the public reads it.

    Attributes:
        item: 检查事项, by name.
        results: 检查结果.
        note: 备注, written for the public; None where there is none.
    """

    item: str = attrs.field(validator=check_line)
    results: tuple[ResultCode, ...] = attrs.field(validator=Kinds(ResultCode, least=1))
    note: str | None = attrs.field(default=None, validator=_LINE)

    @property
    def words(self) -> str:
        """The results in one cell for a reader; some of them hold the mark that parts the words of other lists."""
        return "；".join(self.results)


@attrs.frozen(kw_only=True)
class PublicResult:
    """The result of an inspection as the public reads it.

    Attributes:
        plan: its plan; None for a task beside the plans.
        task: its task.
        target: its target.
        ended_on: 检查完成日期.
        findings: item by item.
    """

    plan: PublicPlan | None = attrs.field(validator=attrs.validators.optional(Kind(PublicPlan)))
    task: PublicTask = attrs.field(validator=Kind(PublicTask))
    target: PublicTarget = attrs.field(validator=Kind(PublicTarget))
    ended_on: dt.date = attrs.field(validator=check_date)
    findings: tuple[PublicFinding, ...] = attrs.field(validator=Kinds(PublicFinding, least=1))


@attrs.frozen(kw_only=True)
class PublicDraw:
    """A draw as the public reads it where its strata stay internal, or somebody else drew.

    Attributes:
        task: its task.
        drawn: how many targets were drawn.
        digest: digest of the result, by which it is recognised once it may be read.
        label: what has to be said of it, such as 平台抽取，本系统未验证; None where there is nothing.
    """

    task: PublicTask = attrs.field(validator=Kind(PublicTask))
    drawn: int = attrs.field(validator=Integer(0))
    digest: str = attrs.field(validator=check_line)
    label: str | None = attrs.field(default=None, validator=_LINE)


def plan_table(plan: PublicPlan, tasks: Sequence[PublicTask]) -> PublicTable:
    """Return the public table of a plan: a row for every task, or one for the plan alone while it has none."""
    rows = [_task_cells(plan, task) for task in tasks]
    alone = (plan.plan_id, plan.title, "", "", "", LIST.join(plan.items), "", "", plan.agency, "", "")
    return PublicTable(name="plan", title="年度抽查计划", headings=PLAN_HEADINGS, rows=tuple(rows or [alone]))


def task_table(plan: PublicPlan | None, task: PublicTask, targets: int | None) -> PublicTable:
    """Return the public table of a task; `targets` is 抽查对象数量, None while nobody has counted."""
    row = (*_task_cells(plan, task), LIST.join(task.agencies), "" if targets is None else str(targets))
    return PublicTable(name="task", title="抽查任务", headings=TASK_HEADINGS, rows=(row,))


def target_table(targets: Iterable[PublicTarget], *, name: str = "targets", title: str = "抽查对象名单") -> PublicTable:
    """Return the public list of targets (名单), in the order given."""
    rows = tuple(target.cells for target in targets)
    return PublicTable(name=name, title=title, headings=TARGET_HEADINGS, rows=rows)


def draw_table(draw: PublicDraw) -> PublicTable:
    """Return the public table of a draw: what it was for, how many were drawn, the digest of the result."""
    headings = ("抽查任务编号", "抽查任务名称", "抽查类型", "抽取对象数量", "抽取结果摘要", "说明")
    task = draw.task
    row = (task.task_id, task.title, task.type.value, str(draw.drawn), draw.digest, draw.label or "")
    return PublicTable(name="draw", title="抽取情况", headings=headings, rows=(row,))


def result_table(results: Iterable[PublicResult]) -> PublicTable:
    """Return the public table of results: a row for every target."""
    rows = tuple(_result_cells(result) for result in results)
    return PublicTable(name="results", title="检查结果", headings=RESULT_HEADINGS, rows=rows)


def finding_table(results: Iterable[PublicResult]) -> PublicTable:
    """Return the public table of results by item: a row for every item of every target."""
    rows = tuple(
        (result.task.task_id, result.target.name, result.target.code, finding.item, finding.words, finding.note or "")
        for result in results
        for finding in result.findings
    )
    return PublicTable(name="items", title="分事项检查结果", headings=FINDING_HEADINGS, rows=rows)


def task_json(plan: PublicPlan | None, task: PublicTask) -> dict[str, object]:
    """Return a task under the names of the national system (``raninsPlaneName`` is so spelt there)."""
    return {
        "raninsPlanId": plan.plan_id if plan else "",
        "raninsPlaneName": plan.title if plan else "",
        "raninsTaskId": task.task_id,
        "raninsTaskName": task.title,
        "raninsTypeName": task.type.value,
        "insAuth": LIST.join(task.agencies),
    }


def result_json(result: PublicResult) -> dict[str, object]:
    """Return a result under the names of the national system; ``entName``, ``uniscId`` and ``remark`` say whose it is."""
    return {
        **task_json(result.plan, result.task),
        "entName": result.target.name,
        "uniscId": result.target.code,
        "insDate": result.ended_on.isoformat(),
        "details": [
            {"raninsItemName": finding.item, "raninsCheckResName": LIST.join(finding.results)}
            for finding in result.findings
        ],
        "remark": _notes(result),
    }


def _task_cells(plan: PublicPlan | None, task: PublicTask) -> tuple[str, ...]:
    return (
        plan.plan_id if plan else "",
        plan.title if plan else "",
        task.task_id,
        task.title,
        task.type.value,
        LIST.join(task.items),
        task.scope,
        task.ratio,
        task.agencies[0],
        LIST.join(task.agencies[1:]),
        f"{task.first_day}至{task.last_day}",
    )


def _result_cells(result: PublicResult) -> tuple[str, ...]:
    plan, task, target = result.plan, result.task, result.target
    codes = list(dict.fromkeys(code for finding in result.findings for code in finding.results))
    found = [code for code in codes if code is not ResultCode.NO_PROBLEM] or codes
    return (
        plan.plan_id if plan else "",
        plan.title if plan else "",
        task.task_id,
        task.title,
        task.type.value,
        LIST.join(task.agencies),
        target.name,
        target.code,
        result.ended_on.isoformat(),
        LIST.join(found),
        _notes(result),
    )


def _notes(result: PublicResult) -> str:
    return "；".join(f"{finding.item}：{finding.note}" for finding in result.findings if finding.note)
