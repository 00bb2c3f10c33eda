"""An office with directories, an approved plan and a task, to be taken from act to act."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import attrs
from announcing_specs import table

from random_inspection.adapters.memory import MemoryEvidence, MemoryStore
from random_inspection.domain.acts import Actor, Order, Role
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.items import ItemList
from random_inspection.domain.plans import Task
from random_inspection.domain.registers import Movement
from random_inspection.domain.targets import Target
from random_inspection.drawing.ceremony import HandedIn
from random_inspection.errors import StorageFailed
from random_inspection.ports import Stored
from random_inspection.rules.casework.authority import RoleAuthority
from random_inspection.rules.samples import INSPECTOR, ITEM, SHOP
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundles
from random_inspection.testing.fakes import ABSENT
from random_inspection.workflows.acts import ActPorts
from random_inspection.workflows.casework import evidence, plans, task_draws, tasks
from random_inspection.workflows.directories import registers
from random_inspection.workflows.inputs.tables import SpecDocument

NOON = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
TASK = "2026-1"
FIRMS = tuple(f"甲{number}店" for number in range(1, 9))
PEOPLE = tuple("金木水火土日月")
QUALIFIED: tuple[tuple[str, str], ...] = tuple([(name, "执法证；组长") for name in PEOPLE])
SETTINGS: dict[str, Any] = {
    "alone": True,
    "targets": {"file": "register.csv", "id": "代码", "name": "名称", "stratum": "地区", "publish": False},
    "default": {"quota": {"count": 3}, "reserve": 3},
    "inspectors": {"file": "inspectors.csv", "recusals": "recusals.csv"},
    "team": [{"seat": "组长", "requires": ["执法证", "组长"]}, {"seat": "组员", "requires": ["执法证"]}],
    "contributions": [{"name": "经办人", "kind": "secret", "generate": True}],
}
DRAFT = tasks.TaskDraft(
    title="工资支付抽查",
    plan_id="2026",
    agencies=("人社局",),
    unit="监察科",
    items=("劳动-01",),
    scope="全县企业",
    ratio="不低于3%",
    first_day=dt.date(2026, 11, 30),
    last_day=dt.date(2026, 12, 20),
)
YESTERDAY: dict[str, Any] = {"on": dt.date(2026, 11, 24), "source": "台账", "reason": "变更"}
PHOTO = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\n0 0\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def by(who: str, *roles: Role, command: str, unit: str | None = None) -> Order:
    """Return an order of somebody."""
    return Order(actor=Actor(actor_id=who, roles=roles or (Role.HANDLER,), unit=unit), command=command)


def handler(command: str) -> Order:
    """Return an order of the handler."""
    return by("经办赵", Role.HANDLER, command=command)


def head(command: str) -> Order:
    """Return an order of the head of the unit."""
    return by("科长钱", Role.UNIT_HEAD, command=command)


def chief(command: str) -> Order:
    """Return an order of the head of the bureau."""
    return by("局长孙", Role.BUREAU_HEAD, command=command)


def inspector(name: str, **changes: Any) -> Inspector:
    """Return an inspector who may inspect the item."""
    return attrs.evolve(INSPECTOR, inspector_id=name, name=name, **changes)


def document(
    changes: Mapping[str, Any] | None = None,
    *,
    firms: Sequence[str] = FIRMS,
    people: Sequence[tuple[str, str]] = QUALIFIED,
    recusals: Sequence[tuple[str, str, str]] = (),
) -> SpecDocument:
    """Return the specification of the draw."""
    settings = {**copy.deepcopy(SETTINGS), **(changes or {})}
    return SpecDocument(
        file="SPEC.toml",
        settings=settings,
        tables={
            "targets": table("register.csv", ("代码", "名称", "地区"), [(one, f"{one}公司", "东城") for one in firms]),
            "inspectors": table(
                "inspectors.csv", ("inspector_id", "holds", "capacity"), [(*one, "") for one in people]
            ),
            "recusals": table("recusals.csv", ("target_id", "inspector_id", "reason"), recusals),
        },
    )


@attrs.define
class Faults:
    """Counts the calls of all ports, and lets one of them fail: before it is carried out, or after.

    Attributes:
        fail_at: which call fails, from 1; None for none.
        after: whether it is carried out before it fails.
        calls: how many there were.
    """

    fail_at: int | None = None
    after: bool = False
    calls: int = 0

    def __call__(self, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Make a call, or fail."""
        self.calls += 1
        failing = self.calls == self.fail_at
        if failing and not self.after:
            raise StorageFailed(ABSENT.at())
        result = call(*args, **kwargs)
        if failing:
            raise StorageFailed(ABSENT.at())
        return result


@attrs.define
class Failing:
    """Wraps an object so that each call of a method may fail."""

    inner: Any
    faults: Faults

    def __getattr__(self, name: str) -> Any:
        """Return the method, or the part of a unit of work, wrapped."""
        found = getattr(self.inner, name)
        if callable(found):
            return lambda *args, **kwargs: self.faults(found, *args, **kwargs)
        return Failing(found, self.faults)


@attrs.define
class FailingBundles:
    """Bundles whose every call may fail."""

    inner: MemoryBundles
    faults: Faults

    def of(self, draw_id: str) -> Any:
        """Return a bundle of which every call may fail."""
        return Failing(self.inner.of(draw_id), self.faults)


@attrs.define
class FailingStore:
    """A store whose every call may fail, also the commit."""

    inner: MemoryStore
    faults: Faults

    @contextmanager
    def work(self) -> Iterator[Any]:
        """Begin a unit of work whose calls may fail; where the commit fails before it is done, nothing is stored."""
        with self.inner.work() as unit:
            yield Failing(unit, self.faults)
            if self.faults.calls + 1 == self.faults.fail_at and not self.faults.after:
                self.faults(lambda: None)
        self.faults(lambda: None)

    @contextmanager
    def view(self) -> Iterator[Any]:
        """Begin to read."""
        with self.inner.view() as unit:
            yield Failing(unit, self.faults)


@attrs.define
class Office:
    """An office, and its time."""

    store: MemoryStore = attrs.field(factory=MemoryStore)
    bundles: MemoryBundles = attrs.field(factory=MemoryBundles)
    files: MemoryEvidence = attrs.field(factory=MemoryEvidence)
    entropy: FixedEntropy = attrs.field(factory=FixedEntropy)
    now: dt.datetime = NOON
    faults: Faults | None = None
    numbers: int = 0
    drawn_first: tuple[str, ...] = ()
    leaving: str = ""

    def copy(self) -> Office:
        """Return an office that stands as this one does, and goes its own way."""
        other = attrs.evolve(
            self, store=MemoryStore(), bundles=MemoryBundles(), entropy=FixedEntropy(self.entropy.given)
        )
        other.store._state = self.store._state.copy()
        for draw_id, bundle in self.bundles.bundles.items():
            other.bundles.of(draw_id).files = dict(bundle.files)
        return other

    @property
    def ports(self) -> ActPorts:
        """The ports of every act."""
        store: Any = FailingStore(self.store, self.faults) if self.faults else self.store
        return ActPorts(store=store, clock=FixedClock(self.now), entropy=self.entropy, authority=RoleAuthority())

    @property
    def drawing(self) -> dict[str, Any]:
        """The ports of the acts of a draw."""
        bundles = FailingBundles(self.bundles, self.faults) if self.faults else self.bundles
        return {"bundles": bundles, **self.ports}

    def new(self) -> str:
        """Return a new command."""
        self.numbers += 1
        return f"c{self.numbers}"

    def task(self, task_id: str = TASK) -> Task:
        """Return a task as it stands."""
        with self.store.view() as view:
            found = view.records.get(Task, task_id)
        assert found is not None
        return found.value

    def inspections(self, task_id: str = TASK) -> dict[str, Inspection]:
        """Return the inspections of a task by target."""
        with self.store.view() as view:
            return {one.value.target_id: one.value for one in view.records.find(Inspection, task=task_id)}

    def acts(self) -> list[str]:
        """Return the acts on the trail, in their order."""
        with self.store.view() as view:
            return [str(data.decode().split('"act":"')[1].split('"')[0]) for data in view.trail.leaves()]

    def change_inspector(self, one: Inspector) -> None:
        """Record a change of an inspector, of yesterday."""
        registers.change_inspector(handler(self.new()), one, Movement.CHANGED, **YESTERDAY, **self.ports)

    def change_target(self, one: Target) -> None:
        """Record a change of a target, of yesterday."""
        registers.change_target(handler(self.new()), one, Movement.CHANGED, **YESTERDAY, **self.ports)

    def prove(self, key: str) -> str:
        """Upload a document to an inspection, and return its digest."""
        order = handler(self.new())
        added = evidence.add_evidence(
            order, key, PHOTO, taken_at=self.now, caption="注销通知书", evidence=self.files, **self.ports
        )
        return added.value.digest


def registered(office: Office | None = None) -> Office:
    """Return an office with a list of items and both directories."""
    office = office or Office()
    items = ItemList(version="2026-1", in_force_from=dt.date(2026, 1, 1), items=(ITEM,))
    registers.adopt_item_list(chief(office.new()), items, source="文件", reason="首版", **office.ports)
    words: dict[str, Any] = {"on": dt.date(2026, 1, 5), "source": "台账", "reason": "登记"}
    for firm in FIRMS:
        target = attrs.evolve(SHOP, target_id=firm, name=f"{firm}公司")
        registers.change_target(handler(office.new()), target, Movement.NEW, **words, **office.ports)
    for one in PEOPLE:
        registers.change_inspector(handler(office.new()), inspector(one), Movement.NEW, **words, **office.ports)
    return office


def planned(office: Office | None = None) -> Office:
    """Return an office with an approved plan for the year."""
    office = office or registered()
    plans.draft_plan(
        handler(office.new()), "2026", title="年度计划", year=2026, agency="人社局", items=("劳动-01",), **office.ports
    )
    plans.approve_plan(chief(office.new()), "2026", **office.ports)
    return office


def approved(draft: tasks.TaskDraft = DRAFT, office: Office | None = None) -> Office:
    """Return an office with an approved task."""
    office = office or planned()
    tasks.draft_task(handler(office.new()), TASK, draft, **office.ports)
    tasks.approve_task(head(office.new()), TASK, **office.ports)
    return office


def announced(office: Office | None = None) -> Office:
    """Return an office with an announced task."""
    office = office or approved()
    task_draws.announce_task(handler(office.new()), TASK, document(), **office.drawing)
    return office


def drawn(office: Office | None = None) -> Office:
    """Return an office with a task that is drawn."""
    office = office or announced()
    draw(office)
    return office


def draw(office: Office, command: str | None = None) -> Stored[Task]:
    """Draw the task."""
    return task_draws.draw_task(handler(command or office.new()), TASK, HandedIn(), **office.drawing)


def confirmed(office: Office | None = None) -> Office:
    """Return an office with a task whose draw is confirmed."""
    office = office or drawn()
    task_draws.confirm_draw(head(office.new()), TASK, **office.drawing)
    return office
