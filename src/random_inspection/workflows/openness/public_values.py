"""Picks out of the records what the public may read of them: every member that leaves is named here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import AnnualPlan, Task
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.rules.openness.public_views import (
    PublicFinding,
    PublicPlan,
    PublicResult,
    PublicTarget,
    PublicTask,
)
from random_inspection.rules.openness.publication_moves import Publishable

Names = Mapping[str, str]
"""Names of items by code, as the list in force has them."""

NAME_MISSING = Message(
    "item-name-missing",
    "the item {code!r} has no name at hand; give the list of items that has it",
    "事项“{code}”没有名称；请提供包含该事项的抽查事项清单",
)


def item_names(codes: Iterable[str], names: Names) -> tuple[str, ...]:
    """Return the names of items in the order of their codes; raise `InvalidInput` naming every one without."""
    codes = tuple(codes)
    missing = [NAME_MISSING.at(Where(path="items"), code=code) for code in codes if code not in names]
    if missing:
        raise InvalidInput(*missing)
    return tuple(dict.fromkeys(names[code] for code in codes))


def public_plan(plan: AnnualPlan, names: Names) -> PublicPlan:
    """Return what the public reads of a plan."""
    return PublicPlan(plan_id=plan.plan_id, title=plan.title, agency=plan.agency, items=item_names(plan.items, names))


def public_heading(plan: AnnualPlan) -> PublicPlan:
    """Return what the public reads of a plan on the pages of its tasks: its number and its name."""
    return PublicPlan(plan_id=plan.plan_id, title=plan.title, agency=plan.agency)


def public_task(task: Task, names: Names) -> PublicTask:
    """Return what the public reads of a task."""
    return PublicTask(
        task_id=task.task_id,
        title=task.title,
        type=task.type,
        items=item_names(task.items, names),
        scope=task.scope,
        ratio=task.ratio,
        agencies=task.agencies,
        first_day=task.first_day,
        last_day=task.last_day,
    )


def public_target(inspection: Inspection, authorities: Mapping[str, str]) -> PublicTarget:
    """Return what the public reads of a drawn target; `authorities` are 登记机关 by target."""
    target_id = inspection.target_id
    return PublicTarget(name=inspection.target_name, code=target_id, authority=authorities.get(target_id))


def public_result(
    inspection: Inspection, published: Publishable, plan: PublicPlan | None, task: PublicTask, names: Names
) -> PublicResult:
    """Return what the public reads of a result (`random_inspection.rules.openness.publication_moves.to_publish`).

    Raises:
        InvalidInput: an item has no name.
    """
    findings = published.conclusion.findings
    item_names((finding.item for finding in findings), names)
    return PublicResult(
        plan=plan,
        task=task,
        target=public_target(inspection, {}),
        ended_on=published.ended_on,
        findings=tuple(
            PublicFinding(item=names[finding.item], results=finding.results, note=finding.note) for finding in findings
        ),
    )
