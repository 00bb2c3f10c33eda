"""The yearly plan (年度抽查计划): drawn up by one person, approved by another (clause 三(一))."""

from __future__ import annotations

from typing import Any, Unpack

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.plans import AnnualPlan
from random_inspection.errors import refuse
from random_inspection.ports import Stored
from random_inspection.rules.casework import task_moves
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.directories.registers import adopted_lists


def draft_plan(
    order: Order,
    plan_id: str,
    *,
    title: str,
    year: int,
    agency: str,
    items: tuple[str, ...],
    **ports: Unpack[ActPorts],
) -> Stored[AnnualPlan]:
    """Draw up a yearly plan.

    Clause: 三(一) 计划, 二(三) 清单

    Args:
        order: who orders it.
        plan_id: its number, title, year, agency and items: see `random_inspection.domain.plans.AnnualPlan`.
        title: its name.
        year: the year.
        agency: who draws it up.
        items: codes of the items, which the office's list of items has.
        ports: the ports of every act.

    Raises:
        InvalidInput: an item is not in the list, or not in force at any time of the year; a plan has this number.
        NotAuthorised: the actor may not.
    """

    def change(work: Work[Any]) -> Stored[AnnualPlan]:
        plan = AnnualPlan(plan_id=plan_id, title=title, year=year, agency=agency, items=items, drafted=work.mark())
        refuse(task_moves.unlisted_in_year(plan.items, adopted_lists(work.unit), year))
        return work.create(plan)

    return perform(Act.PLAN_DRAFT, order, Subject(kind="plan", key=plan_id), change, **ports)


def approve_plan(order: Order, plan_id: str, **ports: Unpack[ActPorts]) -> Stored[AnnualPlan]:
    """Approve a plan that somebody else drew up.

    Clause: 三(一) 计划

    Raises:
        NotStored: there is no such plan.
        MoveRefused: it is approved already.
        NotAuthorised: the actor may not, or drew it up.
    """

    def change(work: Work[AnnualPlan]) -> Stored[AnnualPlan]:
        before = work.get(AnnualPlan, plan_id)
        work.allow({"drafted": frozenset({before.value.drafted.by})})
        return work.update(before, task_moves.approve_plan(before.value, work.mark()))

    return perform(Act.PLAN_APPROVE, order, Subject(kind="plan", key=plan_id), change, **ports)
