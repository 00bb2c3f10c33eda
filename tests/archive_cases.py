"""An office in memory whose task is ready to be filed, for tests of the archive; everything in it is made up."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import attrs
from report_cases import BEIJING, FACTS, assigned, at, held, inspections, mark, task

from random_inspection.adapters.memory import MemoryEvidence, MemoryStore
from random_inspection.domain.acts import Act, Actor, Order, Role, Subject
from random_inspection.domain.archives import Retention
from random_inspection.domain.fieldwork import Evidence, ResultCode
from random_inspection.domain.notices import Attempt, Notice, NoticeFile, NoticeKind, Receipt
from random_inspection.domain.plans import AnnualPlan, TaskAnnouncement, TaskDraw
from random_inspection.domain.reports import ReportKind
from random_inspection.drawing import digest_of
from random_inspection.errors import StorageFailed
from random_inspection.ports import Stored
from random_inspection.rules.casework.authority import RoleAuthority
from random_inspection.serialization.records import kind_of
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.archives.archive_export import NOT_AS_FILED
from random_inspection.workflows.reporting.submissions import submit_report, submit_summary

PHOTO = b"\xff\xd8\xff\xe0 a photograph \xff\xd9"
STRUCK_PROOF = b"%PDF-1.4 an extract of the register %%EOF"
RETENTION = Retention(years=10, basis="本局文书档案保管期限表")
NOW = dt.datetime(2026, 10, 20, 9, tzinfo=BEIJING)


class OneBundle:
    """The bundles of an office that has drawn once.

    Attributes:
        bundle: the files of its draw.
    """

    def __init__(self) -> None:
        self.bundle = MemoryBundle()

    def of(self, draw_id: str) -> MemoryBundle:
        """Return the files of the draw; those of other draws are empty."""
        return self.bundle if draw_id == "2026-03/1" else MemoryBundle()


@attrs.define(kw_only=True)
class FiledOffice:
    """An office with one task: T1 and T2 are inspected, published and disposed of, T4 was struck out.

    Attributes:
        store: its records.
        evidence: its evidence.
        bundles: the files of its draw.
        entropy: gives salts.
        count: how many commands were given.
    """

    store: MemoryStore = attrs.field(factory=MemoryStore)
    evidence: MemoryEvidence = attrs.field(factory=MemoryEvidence)
    bundles: OneBundle = attrs.field(factory=OneBundle)
    entropy: FixedEntropy = attrs.field(factory=FixedEntropy)
    count: int = 0

    @property
    def ports(self) -> ActPorts:
        """What acts need."""
        return ActPorts(store=self.store, clock=FixedClock(NOW), entropy=self.entropy, authority=RoleAuthority())

    def order(self, by: str = "吴", role: Role = Role.HANDLER) -> Order:
        """Return a new order."""
        self.count += 1
        return Order(actor=Actor(actor_id=by, roles=(role,)), command=f"c{self.count}")

    def keep(self, value: Any) -> None:
        """Write a record, or its next version, in an act of its own."""
        kind = kind_of(type(value))
        key = kind.key(value)

        def change(work: Work[Any]) -> Stored[Any]:
            before = work.unit.records.get(kind.type, key)
            return work.create(value) if before is None else work.update(before, value)

        perform(Act.REGISTER_CHANGE, self.order(), Subject(kind=kind.name, key=key), change, **self.ports)

    def add_evidence(self, inspection_id: str, data: bytes, media_type: str) -> str:
        """Store evidence of an inspection, and return its digest."""
        digest = self.evidence.put(data)
        self.keep(
            Evidence(
                digest=digest,
                media_type=media_type,
                size=len(data),
                taken_at=at(8),
                taken_by="赵",
                inspection_id=inspection_id,
                caption="厂区大门",
            )
        )
        return digest

    def publish(self, kind: NoticeKind, subject: Subject, *, shows: int | None = None) -> Notice:
        """Issue a notice that was delivered and seen in public, and return it."""
        data = f"{kind} {subject.key}".encode()
        file = NoticeFile(name="notice.json", digest=self.evidence.put(data), size=len(data))
        listed = f"{file.digest}  {file.name}\n".encode()
        receipt = Receipt(
            address="https://example.gov.cn/1",
            checked=mark(15),
            shown=hashlib.sha256(listed).hexdigest(),
            proof=self.evidence.put(listed),
        )
        notice = Notice(
            notice_id=f"{subject.kind}-{kind.name.lower()}-{subject.key.replace(':', '-')}",
            version=1,
            kind=kind,
            title=kind.value,
            subject=subject,
            shows=shows,
            files=(file,),
            issued=mark(14),
            attempts=(Attempt(made=mark(14), address="https://example.gov.cn/1"),),
            receipt=receipt,
        )
        self.keep(notice)
        return notice


def ready_inspection(office: FiledOffice, target: str, name: str, team: str) -> None:
    """Keep an inspection that is disposed of, with evidence, notice and summary."""
    key = f"2026-03:{target}"
    digest = office.add_evidence(key, PHOTO + target.encode(), "image/jpeg")
    office.keep(assigned(target, name, team=team))
    one = held(assigned(target, name, team=team), 8, ResultCode.NO_PROBLEM)
    record = attrs.evolve(one.record, evidence=(digest,))  # type: ignore[misc]
    office.keep(attrs.evolve(one, record=record, disposed=mark(14, "吴")))
    office.publish(NoticeKind.RESULT, Subject(kind="inspection", key=key), shows=1)
    submit_summary(office.order(team[0], Role.INSPECTOR), key, facts=FACTS, **office.ports)


def ready_office() -> FiledOffice:
    """Return an office whose inspections can be filed, and then its task."""
    office = FiledOffice()
    files: Mapping[str, bytes] = {"announcement.json": b"{}\n", "result.json": b'{"drawn":[]}\n'}
    office.bundles.bundle.establish({("public", name): data for name, data in files.items()})
    announced = TaskAnnouncement(draw_id="2026-03/1", digest=digest_of(files["announcement.json"]), made=mark(1))
    drawn = TaskDraw(digest=digest_of(files["result.json"]), made=mark(2))
    plan = AnnualPlan(
        plan_id="2026-1",
        title="2026年度抽查计划",
        year=2026,
        agency="某县人力资源和社会保障局",
        items=("劳动-01", "劳动-02"),
        drafted=mark(1),
        approved=mark(1, "周"),
    )
    office.keep(plan)
    office.keep(attrs.evolve(task(), announcement=announced, draw=drawn))
    office.keep(attrs.evolve(task(closed=True), announcement=announced, draw=drawn))
    ready_inspection(office, "T1", "某县晨光纺织有限公司", "赵钱")
    ready_inspection(office, "T2", "某县金穗食品有限公司", "孙李")
    struck = inspections()[3]
    digest = office.add_evidence(struck.inspection_id, STRUCK_PROOF, "application/pdf")
    why = attrs.evolve(struck.struck, evidence=(digest,))  # type: ignore[misc]
    office.keep(attrs.evolve(struck, struck=why))
    for kind in (NoticeKind.TASK, NoticeKind.DRAW):
        office.publish(kind, Subject(kind="task", key="2026-03"))
    for report in (ReportKind.ANALYSIS, ReportKind.FINAL):
        submit_report(office.order(), "2026-03", report, recipient="局领导", facts=FACTS, **office.ports)
    return office


@attrs.define
class FailingEvidence:
    """A store of evidence that fails at one of its calls.

    Attributes:
        inner: the store.
        left: how many calls go well.
    """

    inner: MemoryEvidence
    left: int

    def _call(self) -> None:
        if self.left == 0:
            raise StorageFailed(NOT_AS_FILED.at(path="x", key="y"))
        self.left -= 1

    def put(self, data: bytes) -> str:
        """Store bytes."""
        self._call()
        return self.inner.put(data)

    def read(self, digest: str) -> bytes:
        """Return bytes."""
        self._call()
        return self.inner.read(digest)

    def holds(self, digest: str) -> bool:
        """Return whether there are bytes."""
        self._call()
        return self.inner.holds(digest)
