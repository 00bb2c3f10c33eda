"""A whole office in memory: its ports, its people, its directories, and the specification of a draw."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

import attrs
from announcing_specs import table
from task_office import SETTINGS

from random_inspection import Actor, Office, Order, Role
from random_inspection.adapters.memory import MemoryEvidence, MemoryPublisher, MemoryStore
from random_inspection.domain.acts import Event
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.registers import Movement
from random_inspection.ports import Store
from random_inspection.rules.casework.authority import RoleAuthority
from random_inspection.rules.samples import INSPECTOR, ITEMS, SHOP
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.rules.working_days.layers import layered
from random_inspection.serialization.records import KINDS
from random_inspection.serialization.trail import read_leaf
from random_inspection.testing import FixedEntropy, MemoryBundles, photograph
from random_inspection.workflows.inputs.tables import SpecDocument

T = TypeVar("T")
START = dt.datetime(2026, 11, 25, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
INDEX = WorkIndex.of(layered(base=[], statutory={year: {dt.date(year, 1, 1): ("元旦",)} for year in (2026, 2027)}))
TASK = "2026-1"
FIRMS = tuple(f"甲{number}店" for number in range(1, 6))
PEOPLE = tuple("金木水火土日")
PROOF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\n0 0\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
PHOTO = photograph("门头")
HANDLER = Actor(actor_id="经办赵", roles=(Role.HANDLER,), unit="监察科")
HEAD = Actor(actor_id="科长钱", roles=(Role.UNIT_HEAD,), unit="监察科")
CHIEF = Actor(actor_id="局长孙", roles=(Role.BUREAU_HEAD,))
REVIEWER = Actor(actor_id="审核李", roles=(Role.REVIEWER,))
SUPERVISOR = Actor(actor_id="监督周", roles=(Role.SUPERVISOR,))


def inspector(name: str) -> Actor:
    """Return the account of an inspector."""
    return Actor(actor_id=name, roles=(Role.INSPECTOR, Role.LEADER))


@attrs.define
class SetClock:
    """A clock that somebody sets."""

    moment: dt.datetime = START

    def now(self) -> dt.datetime:
        """Return the moment."""
        return self.moment


@attrs.define
class House:
    """What an office is built on: all of its ports, in memory unless another store is given."""

    store: Store = attrs.field(factory=MemoryStore)
    evidence: MemoryEvidence = attrs.field(factory=MemoryEvidence)
    bundles: MemoryBundles = attrs.field(factory=MemoryBundles)
    publisher: MemoryPublisher = attrs.field(factory=MemoryPublisher)
    clock: SetClock = attrs.field(factory=SetClock)
    entropy: FixedEntropy = attrs.field(factory=FixedEntropy)

    def office(self, **ports: Any) -> Office:
        """Return a new office over these ports, or over `ports` in their place."""
        given: dict[str, Any] = {**attrs.asdict(self, recurse=False), "authority": RoleAuthority(), **ports}
        return Office(**given, working_days=INDEX)

    def copy(self, store: Store | None = None) -> House:
        """Return a house that stands as this one does, and goes its own way; over `store` where one is given."""
        other = House(store=store or MemoryStore(), clock=SetClock(self.clock.moment))
        if isinstance(self.store, MemoryStore) and isinstance(other.store, MemoryStore):
            other.store._state = self.store._state.copy()
        other.evidence.files = dict(self.evidence.files)
        other.publisher.published = dict(self.publisher.published)
        other.entropy.given = self.entropy.given
        for draw_id, bundle in self.bundles.bundles.items():
            other.bundles.of(draw_id).files = dict(bundle.files)
        return other

    def files(self) -> tuple[object, ...]:
        """Return everything that is kept beside the store."""
        drawn = {draw_id: bundle.files for draw_id, bundle in self.bundles.bundles.items() if bundle.files}
        return self.evidence.files, self.publisher.published, drawn

    def same_as(self, other: House) -> bool:
        """Return whether both keep the same, to the byte."""
        if self.files() != other.files():
            return False
        if isinstance(self.store, MemoryStore) and isinstance(other.store, MemoryStore):
            return self.store._state == other.store._state
        return contents(self.store) == contents(other.store)

    def values(self, kind: type[T], **asked: Any) -> tuple[T, ...]:
        """Return the records of a kind as they stand."""
        with self.store.view() as view:
            return tuple(one.value for one in view.records.find(kind, **asked))

    def events(self, first: int = 0) -> tuple[Event, ...]:
        """Return the events of the trail, from the one of number `first`."""
        with self.store.view() as view:
            return tuple(read_leaf(leaf)[1] for leaf in view.trail.leaves(first))

    def size(self) -> int:
        """Return how many events the trail has."""
        with self.store.view() as view:
            return view.trail.size()

    def get(self, kind: type[T], key: str) -> T:
        """Return a record as it stands."""
        with self.store.view() as view:
            stored = view.records.get(kind, key)
        assert stored is not None
        return stored.value

    def inspections(self, task_id: str = TASK) -> tuple[Inspection, ...]:
        """Return the inspections of a task."""
        return self.values(Inspection, task=task_id)


def contents(store: Store) -> tuple[object, ...]:
    """Return everything that a store keeps: all versions of all records, the trail, and what the commands of it did."""
    with store.view() as view:
        keys = [(kind.name, kind.key(one.value)) for kind in KINDS for one in view.records.find(kind.type)]
        leaves = tuple(view.trail.leaves())
        commands = {read_leaf(leaf)[1].command for leaf in leaves}
        return (
            {key: tuple(view.versions.versions(*key)) for key in keys},
            leaves,
            {command: view.commands.done(command) for command in commands},
        )


def document(quota: int = 1, firms: tuple[str, ...] = FIRMS) -> SpecDocument:
    """Return the specification of a draw of `quota` targets, with two reserves."""
    rows = [(one, f"{one}公司", "东城") for one in firms]
    people = [(one, "执法证；组长", "") for one in PEOPLE]
    return SpecDocument(
        file="SPEC.toml",
        settings={**SETTINGS, "default": {"quota": {"count": quota}, "reserve": 2}},
        tables={
            "targets": table("register.csv", ("代码", "名称", "地区"), rows),
            "inspectors": table("inspectors.csv", ("inspector_id", "holds", "capacity"), people),
            "recusals": table("recusals.csv", ("target_id", "inspector_id", "reason"), []),
        },
    )


def registered(house: House) -> House:
    """Enter the list of items and both directories."""
    office, words = house.office(), {"source": "台账", "reason": "登记"}
    day = dt.date(2026, 1, 5)
    office.adopt_item_list(Order(actor=CHIEF, command="list"), ITEMS, source="文件", reason="首版")
    for firm in FIRMS:
        target = attrs.evolve(SHOP, target_id=firm, name=f"{firm}公司")
        office.change_target(Order(actor=HANDLER, command=firm), target, Movement.NEW, on=day, **words)
    for name in PEOPLE:
        one = attrs.evolve(INSPECTOR, inspector_id=name, name=name)
        office.change_inspector(Order(actor=HANDLER, command=name), one, Movement.NEW, on=day, **words)
    return house
