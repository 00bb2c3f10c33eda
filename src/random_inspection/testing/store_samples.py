"""Records, events and commands for the suite of stores."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from random_inspection.domain.acts import Act, Actor, Changed, Event, Mark, Order, Role, Subject
from random_inspection.domain.plans import AnnualPlan, Task, TaskType
from random_inspection.errors import VersionConflict
from random_inspection.ports import Done, Reference, Store, Stored, Unit

MOMENT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HANDLER = Actor(actor_id="zhang", roles=(Role.HANDLER,))
_MARK = Mark(by="zhang", at=MOMENT)
T = TypeVar("T")


def salt(text: str = "") -> str:
    """Return 64 hexadecimal characters that anybody can foresee."""
    return hashlib.sha256(text.encode()).hexdigest()


def plan(plan_id: str, *, title: str = "年度抽查计划", year: int = 2026, approved: bool = False) -> AnnualPlan:
    """Return a plan."""
    return AnnualPlan(
        plan_id=plan_id,
        title=title,
        year=year,
        agency="某区劳动监察大队",
        items=("LD-01",),
        drafted=_MARK,
        approved=_MARK if approved else None,
    )


def task(
    task_id: str, *, title: str = "抽查任务", plan_id: str | None = None, unit: str = "一科", year: int = 2026
) -> Task:
    """Return a task, beside the plans where `plan_id` is None."""
    return Task(
        task_id=task_id,
        title=title,
        plan_id=plan_id,
        ground=None if plan_id else "上级交办",
        type=TaskType.UNTARGETED,
        agencies=("某区劳动监察大队",),
        unit=unit,
        items=("LD-01",),
        scope="辖区内用人单位",
        ratio="5%",
        first_day=dt.date(year, 3, 2),
        last_day=dt.date(year, 3, 31),
        drafted=_MARK,
    )


def order(command: str) -> Order:
    """Return an order of the handler."""
    return Order(actor=HANDLER, command=command)


def event(subject: Subject, *changes: Changed, command: str = "c1", act: Act = Act.TASK_DRAFT) -> Event:
    """Return an event of the handler."""
    return Event(
        at=MOMENT,
        actor="zhang",
        roles=(Role.HANDLER,),
        act=act.value,
        command=command,
        subject=subject,
        changes=changes,
    )


def done(command: str, result: Reference) -> Done:
    """Return what a command of the handler did."""
    return Done(
        command=command,
        actor="zhang",
        act=Act.TASK_DRAFT.value,
        subject=Subject(kind=result.kind, key=result.key),
        result=result,
    )


def put(store: Store, value: Any, expected: int = 0) -> Changed:
    """Write a record in a unit of work of its own."""
    with store.work() as unit:
        return unit.records.put(value, expected=expected, salt=salt())


def got(store: Store, kind: type[Any], key: str, *, version: int | None = None) -> Stored[Any] | None:
    """Return a record as a view shows it."""
    with store.view() as view:
        return view.records.get(kind, key, version=version)


def keys(store: Store, kind: type[Any], **asked: Any) -> list[str]:
    """Return the keys of the records that are found, in the order in which they come."""
    with store.view() as view:
        return [getattr(one.value, "task_id", None) or one.value.plan_id for one in view.records.find(kind, **asked)]


def act(unit: Unit, number: int, name: str) -> None:
    """Do what an act does: write the next version of a task, its event, and its command."""
    found = unit.records.get(Task, name)
    version = 0 if found is None else found.version
    change = unit.records.put(task(name, title=f"第{version + 1}版"), expected=version, salt=salt(f"{number}"))
    subject = Subject(kind="task", key=name)
    unit.trail.append([event(subject, change, command=f"{name}-{number}")])
    unit.commands.remember(done(f"{name}-{number}", Reference("task", name, version + 1)))


class Dropped(Exception):
    """Why a unit of work was left."""


def dropped(store: Store, error: BaseException, *steps: Callable[[Unit], object]) -> None:
    """Take steps in a unit of work, and raise `error` in it."""
    with store.work() as unit:
        for step in steps:
            step(unit)
        raise error


def everything(store: Store) -> tuple[object, ...]:
    """Return all that a view of the store shows of plans, tasks, their versions, the trail and its tree."""
    with store.view() as view:
        plans, tasks = list(view.records.find(AnnualPlan)), list(view.records.find(Task))
        names = [("plan", one.value.plan_id) for one in plans] + [("task", one.value.task_id) for one in tasks]
        size = view.trail.size()
        return (
            plans,
            tasks,
            [list(view.versions.versions(*name)) for name in names],
            list(view.trail.leaves()),
            [view.trail.node(0, index) for index in range(size)],
            [view.trail.about(Subject(kind=kind, key=key)) for kind, key in names],
            dict(view.records.count(Task, "plan", "unit")),
        )


def persisting(attempt: Callable[[], T]) -> T:
    """Return what `attempt` gives; where it meets another writer, it is made again, as a host would."""
    for _ in range(1000):
        try:
            return attempt()
        except VersionConflict:
            continue
    pytest.fail("1,000 units of work in a row met another writer; nobody gets through")
