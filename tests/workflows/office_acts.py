"""A few acts for tests of what lies around them, and an authority that allows everything."""

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs

from random_inspection.adapters.memory import MemoryStore
from random_inspection.domain.acts import Act, Actor, Order, Role, Subject
from random_inspection.domain.plans import AnnualPlan
from random_inspection.ports import Store, Stored
from random_inspection.rules.grounds import Ground
from random_inspection.testing import FixedClock, FixedEntropy
from random_inspection.workflows.acts import ActPorts, Work, perform


class Anybody:
    """An authority that allows everybody everything."""

    def grounds(self, actor: Actor, act: str, involved: Mapping[str, frozenset[str]]) -> Sequence[Ground]:  # noqa: ARG002
        """Return no reason against anything."""
        return ()


def office(store: Store | None = None, at: dt.datetime | None = None) -> ActPorts:
    """Return the ports of an office in memory."""
    return ActPorts(
        store=store or MemoryStore(),
        clock=FixedClock(at) if at else FixedClock(),
        entropy=FixedEntropy(),
        authority=Anybody(),
    )


def order(command: str, by: str = "赵") -> Order:
    """Return an order of somebody who may."""
    return Order(actor=Actor(actor_id=by, roles=(Role.HANDLER,)), command=command)


def draft(plan_id: str, command: str, ports: ActPorts, *, title: str = "年度计划") -> Stored[AnnualPlan]:
    """Draw up a plan."""

    def change(work: Work[AnnualPlan]) -> Stored[AnnualPlan]:
        return work.create(
            AnnualPlan(
                plan_id=plan_id, title=title, year=2026, agency="人社局", items=("劳动-01",), drafted=work.mark()
            )
        )

    return perform(Act.PLAN_DRAFT, order(command), Subject(kind="plan", key=plan_id), change, **ports)


def approve(plan_id: str, command: str, ports: ActPorts, *, title: str | None = None) -> Stored[AnnualPlan]:
    """Approve a plan, and change its title on the way where one is given."""

    def change(work: Work[AnnualPlan]) -> Stored[AnnualPlan]:
        before = work.get(AnnualPlan, plan_id)
        after = attrs.evolve(before.value, approved=work.mark(), title=title or before.value.title)
        return work.update(before, after)

    return perform(Act.PLAN_APPROVE, order(command), Subject(kind="plan", key=plan_id), change, **ports)
