"""Publishes registers, plans, tasks, draws, results and figures: each a notice in the outbox (二(二), 二(九), 三(五), 四(三))."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Unpack

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.notices import Notice, NoticeKind
from random_inspection.domain.plans import AnnualPlan, Task, TaskState
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.ports import EvidenceStore, Stored
from random_inspection.proofs.canonical import plain_bytes
from random_inspection.rules.openness.figures import figures_tables, yearly_figures
from random_inspection.rules.openness.public_tables import PublicTable
from random_inspection.rules.openness.public_views import (
    PublicPlan,
    PublicTarget,
    finding_table,
    plan_table,
    result_json,
    result_table,
    target_table,
    task_json,
    task_table,
)
from random_inspection.rules.openness.publication_moves import plan_may_be_published, task_may_be_published, to_publish
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.openness.issuing import Draft, put_out
from random_inspection.workflows.openness.public_values import (
    Names,
    public_heading,
    public_plan,
    public_result,
    public_task,
)

UPDATED = "内容更新"
REGISTERS = frozenset({NoticeKind.ITEM_LIST, NoticeKind.TARGETS, NoticeKind.INSPECTORS})

NO_REGISTER = Message(
    "publish-not-register",
    "{found} is no register; expected one of {expected}",
    "“{found}”不是名录；应为{expected}之一",
)
LIST_MISSING = Message(
    "publish-targets-missing",
    "the task {key!r} makes its list of targets public, and no targets were given; give the targets of its frame",
    "任务“{key}”公开抽查对象名单，但没有提供名单；请提供抽取范围内的对象",
)


def publish_register(
    order: Order,
    kind: NoticeKind,
    tables: Sequence[PublicTable],
    *,
    agency: str,
    reason: str = UPDATED,
    evidence: EvidenceStore,
    **ports: Unpack[ActPorts],
) -> Stored[Notice]:
    """Publish the list of items or a directory as it stands; each change of it is a new version.

    Clause: 二(二) 公开, 二(四) 公开, 二(六) 公开, 四(三) 定期公布

    Args:
        order: who orders it.
        kind: which register.
        tables: its public columns.
        agency: who publishes it.
        reason: what changed since the version before, for the public.
        evidence: keeps the content.
        **ports: `ActPorts`.

    Raises:
        InvalidInput: it is no register, or a table has what must never be public.
    """
    if kind not in REGISTERS:
        where = Where(path="kind")
        raise InvalidInput(NO_REGISTER.at(where, found=kind, expected="、".join(sorted(REGISTERS))))
    name = f"register-{kind.name.lower().replace('_', '-')}"
    subject = Subject(kind="register", key=name)

    def change(work: Work[Any]) -> Stored[Notice]:
        draft = Draft(
            notice_id=name,
            kind=kind,
            title=kind.value,
            agency=agency,
            subject=subject,
            tables=tuple(tables),
            reason=reason,
        )
        return put_out(work, draft, evidence)

    return perform(Act.NOTICE_ISSUE, order, subject, change, **ports)


def publish_plan(
    order: Order, plan_id: str, *, names: Names, evidence: EvidenceStore, **ports: Unpack[ActPorts]
) -> Stored[Notice]:
    """Publish an approved plan with its tasks as they stand.

    Args:
        order: who orders it.
        plan_id: the plan.
        names: names of items by code.
        evidence: keeps the content.
        **ports: `ActPorts`.

    Raises:
        MoveRefused: the plan is not approved.
        InvalidInput: an item has no name.
    """
    subject = Subject(kind="plan", key=plan_id)

    def change(work: Work[Any]) -> Stored[Notice]:
        plan: AnnualPlan = work.get(AnnualPlan, plan_id).value
        plan_may_be_published(plan)
        tasks = [stored.value for stored in work.unit.records.find(Task, plan=plan_id)]
        held = [public_task(task, names) for task in tasks if task.approved and not task.cancelled]
        table = plan_table(public_plan(plan, names), held)
        draft = Draft(
            notice_id=f"plan-{plan_id}",
            kind=NoticeKind.PLAN,
            title=plan.title,
            agency=plan.agency,
            subject=subject,
            tables=(table,),
            reason="年度抽查计划调整",
        )
        return put_out(work, draft, evidence)

    return perform(Act.NOTICE_ISSUE, order, subject, change, **ports)


def publish_task(
    order: Order,
    task_id: str,
    *,
    names: Names,
    targets: Sequence[PublicTarget] = (),
    evidence: EvidenceStore,
    **ports: Unpack[ActPorts],
) -> Stored[Notice]:
    """Publish an announced task; published again once it is cancelled, it says so and why.

    Args:
        order: who orders it.
        task_id: the task.
        names: names of items by code.
        targets: the targets that may be drawn; their number is public, the list only where the task says so.
        evidence: keeps the content.
        **ports: `ActPorts`.

    Raises:
        MoveRefused: the task is not announced.
        InvalidInput: an item has no name, or the list of a task that is drawn here is to be public and was not given.
    """
    subject = Subject(kind="task", key=task_id)

    def change(work: Work[Any]) -> Stored[Notice]:
        task: Task = work.get(Task, task_id).value
        task_may_be_published(task)
        cancelled = task.state is TaskState.CANCELLED
        if task.publish_targets and task.announcement and not (targets or cancelled):
            raise InvalidInput(LIST_MISSING.at(Where(path="targets"), key=task_id))
        plan, shown = plan_of(work, task), public_task(task, names)
        listed = (target_table(targets),) if task.publish_targets and targets else ()
        note = task.cancelled.note if task.cancelled else None
        draft = Draft(
            notice_id=f"task-{task_id}",
            kind=NoticeKind.TASK,
            title=f"{task.title}（已取消）" if cancelled else task.title,
            agency=task.agencies[0],
            subject=subject,
            tables=(task_table(plan, shown, len(targets) or None), *listed),
            more={"task.json": plain_bytes(task_json(plan, shown))},
            reason=f"任务取消：{note}" if note else "抽查任务调整",
        )
        return put_out(work, draft, evidence)

    return perform(Act.NOTICE_ISSUE, order, subject, change, **ports)


def publish_result(
    order: Order, inspection_id: str, *, names: Names, evidence: EvidenceStore, **ports: Unpack[ActPorts]
) -> Stored[Notice]:
    """Publish the result of an inspection, item by item, once its last version has passed its review.

    Clause: 三(五) 公示, 二(九) 公布

    A correction is the next version of the same notice, with the reason that its conclusion gives; what stood before
    stays readable. The inspection counts as published once the notice was seen where the public reads it (`check_published`).

    Args:
        order: who orders it.
        inspection_id: the inspection.
        names: names of items by code.
        evidence: keeps the content.
        **ports: `ActPorts`.

    Raises:
        MoveRefused: the inspection is struck out, or its result has not passed its review.
        InvalidInput: an item has no name, or a remark has what must never be public.
    """
    subject = Subject(kind="inspection", key=inspection_id)

    def change(work: Work[Any]) -> Stored[Notice]:
        inspection: Inspection = work.get(Inspection, inspection_id).value
        shown = to_publish(inspection)
        task: Task = work.get(Task, inspection.task_id).value
        result = public_result(inspection, shown, plan_of(work, task), public_task(task, names), names)
        draft = Draft(
            notice_id=f"result-{inspection_id}",
            kind=NoticeKind.RESULT,
            title=f"{result.target.name}：{task.title}检查结果",
            agency=task.agencies[0],
            subject=subject,
            tables=(result_table([result]), finding_table([result])),
            more={"result.json": plain_bytes(result_json(result))},
            shows=shown.version,
            reason=shown.conclusion.concluded.note or "更正检查结果",
        )
        return put_out(work, draft, evidence)

    return perform(Act.NOTICE_ISSUE, order, subject, change, **ports)


def publish_figures(
    order: Order,
    year: int,
    *,
    agency: str,
    names: Names,
    districts: Mapping[str, str] | None = None,
    directory: Collection[str] | None = None,
    evidence: EvidenceStore,
    **ports: Unpack[ActPorts],
) -> Stored[Notice]:
    """Publish the figures of a year as they stand; published again, they are a new version.

    Clause: 四(三) 定期公布

    Args:
        order: who orders it.
        year: the year.
        agency: who publishes them.
        names: names of items by code.
        districts: district by target.
        directory: ids of the directory of targets, for the coverage.
        evidence: keeps the content.
        **ports: `ActPorts`.
    """
    subject = Subject(kind="figures", key=str(year))

    def change(work: Work[Any]) -> Stored[Notice]:
        records = work.unit.records
        figures = yearly_figures(
            year,
            (stored.value for stored in records.find(Task)),
            (stored.value for stored in records.find(Inspection)),
            districts=districts,
            directory=directory,
        )
        draft = Draft(
            notice_id=f"figures-{year}",
            kind=NoticeKind.FIGURES,
            title=f"{year}年双随机抽查统计数据",
            agency=agency,
            subject=subject,
            tables=figures_tables(figures, names),
            reason="数据更新",
        )
        return put_out(work, draft, evidence)

    return perform(Act.NOTICE_ISSUE, order, subject, change, **ports)


def plan_of(work: Work[Any], task: Task) -> PublicPlan | None:
    """Return number and title of the plan that a task belongs to; None for one beside the plans."""
    return public_heading(work.get(AnnualPlan, task.plan_id).value) if task.plan_id else None
