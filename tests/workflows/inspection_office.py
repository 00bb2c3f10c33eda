"""An office with one inspection, its people by their roles, and every act of casework with what it usually takes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
from inspection_values import ASSIGNED, DIRECTORY, METHODS, MORNING, TITLES, findings, mark

from random_inspection.adapters.memory import MemoryEvidence, MemoryStore
from random_inspection.domain.acts import Act, Actor, Mark, Order, Role
from random_inspection.domain.fieldwork import Evidence, ResultCode
from random_inspection.domain.follow_up import DisposalKind
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.items import ItemList, Method
from random_inspection.domain.registers import AdoptedItems, InspectorEntry, Movement
from random_inspection.ports import Authority, Entropy, EvidenceStore, Store, Stored
from random_inspection.rules.casework.authority import RoleAuthority
from random_inspection.rules.casework.conclusion_moves import published
from random_inspection.rules.samples import ITEM
from random_inspection.testing import FixedClock, FixedEntropy, photograph
from random_inspection.workflows.acts import ActPorts, Work
from random_inspection.workflows.casework.conclusions import conclude, correct, review
from random_inspection.workflows.casework.evidence import add_evidence
from random_inspection.workflows.casework.fieldwork import tell_result, write_record
from random_inspection.workflows.casework.follow_up import dispose, finish_disposal, order_disposal
from random_inspection.workflows.casework.inspections import move_inspection
from random_inspection.workflows.casework.visits import approve_visit, begin_inspection, choose_approach, serve_notice

KEY = ASSIGNED.inspection_id
PHOTO = photograph("门头")
LIST = AdoptedItems(
    value=ItemList(
        version="2026-1",
        in_force_from=dt.date(2026, 1, 1),
        items=tuple(attrs.evolve(ITEM, code=code, methods=methods) for code, methods in METHODS.items()),
    ),
    source="文件",
    reason="首版",
    adopted=mark("孙"),
)
ROLES = {
    "赵": Role.HANDLER,
    "钱": Role.UNIT_HEAD,
    "孙": Role.REVIEWER,
    "甲": Role.LEADER,
    "乙": Role.INSPECTOR,
    "丙": Role.INSPECTOR,
}


def order(by: str, command: str) -> Order:
    """Return an order of somebody in their role."""
    return Order(actor=Actor(actor_id=by, roles=(ROLES[by],)), command=command)


@attrs.define
class InspectionOffice:
    """An office in memory with one inspection that is assigned; every act takes an hour.

    Attributes:
        store: its records.
        evidence: its evidence.
        authority: says who may.
        entropy: gives salts.
        hours: how many hours have gone by since the morning.
    """

    store: Store = attrs.field(factory=MemoryStore)
    evidence: EvidenceStore = attrs.field(factory=MemoryEvidence)
    authority: Authority = attrs.field(factory=RoleAuthority)
    entropy: Entropy = attrs.field(factory=FixedEntropy)
    hours: int = 0

    def __attrs_post_init__(self) -> None:
        with self.store.work() as unit:
            unit.records.put(ASSIGNED, expected=0, salt="0" * 64)
            unit.records.put(LIST, expected=0, salt="0" * 64)
            for one in DIRECTORY.values():
                entry = InspectorEntry(
                    value=one, movement=Movement.NEW, on=dt.date(2026, 1, 5), source="名册", reason="登记"
                )
                unit.records.put(entry, expected=0, salt="0" * 64)

    def ports(self) -> ActPorts:
        """Return the ports, an hour later."""
        self.hours += 1
        clock = FixedClock(MORNING + dt.timedelta(hours=self.hours))
        return ActPorts(store=self.store, clock=clock, entropy=self.entropy, authority=self.authority)

    def now(self) -> Inspection:
        """Return the inspection as it stands."""
        with self.store.view() as unit:
            stored = unit.records.get(Inspection, KEY)
        assert stored is not None
        return stored.value

    def approach(self, by: str = "赵", command: str = "1") -> Stored[Inspection]:
        """Choose a visit."""
        spared = "须现场查看考勤设备"
        return choose_approach(order(by, command), KEY, method=Method.ON_SITE, spared=spared, **self.ports())

    def approve(self, by: str = "钱", command: str = "2") -> Stored[Inspection]:
        """Approve it."""
        return approve_visit(order(by, command), KEY, **self.ports())

    def notify(self, by: str = "赵", command: str = "3") -> Stored[Inspection]:
        """Serve the notice."""
        return serve_notice(order(by, command), KEY, number="检通〔2026〕7号", how="直接送达", **self.ports())

    def begin(self, by: str = "甲", command: str = "4") -> Stored[Inspection]:
        """Begin it, with two certificates and the code."""
        shown = {who: TITLES[who] for who in ("甲", "乙")}
        return begin_inspection(order(by, command), KEY, code="QY-1", certificates=shown, **self.ports())

    def photograph(
        self, by: str = "甲", command: str = "5", data: bytes = PHOTO, caption: str = "门头"
    ) -> Stored[Evidence]:
        """Add a photograph."""
        taken = MORNING + dt.timedelta(hours=self.hours)
        return add_evidence(
            order(by, command), KEY, data, taken_at=taken, caption=caption, evidence=self.evidence, **self.ports()
        )

    def write(
        self, *digests: str, by: str = "甲", command: str = "6", version: int | None = None
    ) -> Stored[Inspection]:
        """Write the record."""
        return write_record(
            order(by, command),
            KEY,
            began_at=MORNING + dt.timedelta(hours=3),
            ended_at=MORNING + dt.timedelta(hours=self.hours),
            place="东街1号",
            content="工资支付情况",
            situation="现场查看工资台账",
            evidence=digests,
            version=version,
            **self.ports(),
        )

    def tell(self, by: str = "甲", command: str = "7") -> Stored[Inspection]:
        """Tell the target."""
        return tell_result(order(by, command), KEY, acknowledged=True, **self.ports())

    def conclude(self, *results: ResultCode, by: str = "甲", command: str = "8", **more: Any) -> Stored[Inspection]:
        """Conclude it."""
        return conclude(order(by, command), KEY, findings=findings(*results), opinion="无", **more, **self.ports())

    def review(
        self, by: str = "孙", command: str = "9", *, passed: bool = True, note: str | None = None
    ) -> Stored[Inspection]:
        """Review it."""
        return review(order(by, command), KEY, passed=passed, note=note, **self.ports())

    def publish(self, by: str = "赵", command: str = "10") -> Stored[Inspection]:
        """Record that the last version is public."""

        def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
            mark = Mark(by=work.order.actor.actor_id, at=work.at)
            return published(inspection, len(inspection.conclusions), mark)

        return move_inspection(Act.NOTICE_CHECK, order(by, command), KEY, move, version=None, **self.ports())

    def correct(self, *results: ResultCode, by: str = "钱", command: str = "11") -> Stored[Inspection]:
        """Correct it."""
        found = findings(*results)
        return correct(order(by, command), KEY, findings=found, opinion="更正", reason="台账有误", **self.ports())

    def order(
        self, by: str = "钱", command: str = "12", kind: DisposalKind = DisposalKind.ORDER_TO_CORRECT
    ) -> Stored[Inspection]:
        """Order a disposal."""
        return order_disposal(
            order(by, command), KEY, disposal_id="处-1", kind=kind, content="限期支付", **self.ports()
        )

    def finish(self, by: str = "赵", command: str = "13") -> Stored[Inspection]:
        """Finish it after a re-inspection."""
        ports = self.ports()
        day = ports["clock"].now().date()
        return finish_disposal(order(by, command), KEY, disposal_id="处-1", result="已支付", reinspected=day, **ports)

    def dispose(self, by: str = "赵", command: str = "14") -> Stored[Inspection]:
        """Confirm that nothing is left to do."""
        return dispose(order(by, command), KEY, **self.ports())

    def until_told(self) -> None:
        """Go the way to where the target was told the result."""
        self.approach()
        self.approve()
        self.notify()
        self.begin()
        self.write(self.photograph().value.digest)
        self.tell()
