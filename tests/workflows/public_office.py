"""An office with a plan, a task and an inspection whose every internal word is a secret that can be looked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
from office_acts import office

from random_inspection.adapters.memory import MemoryEvidence, MemoryPublisher, MemoryStore
from random_inspection.domain.acts import Mark
from random_inspection.domain.fieldwork import (
    Approach,
    Conclusion,
    Emergency,
    Entry,
    Finding,
    OnSiteRecord,
    ResultCode,
    Review,
    ShownCertificate,
    Told,
    VisitNotice,
)
from random_inspection.domain.follow_up import Disposal, DisposalKind, Transfer
from random_inspection.domain.inspections import Inspection, TeamSeat
from random_inspection.domain.items import Method
from random_inspection.domain.plans import AnnualPlan, Task, TaskAnnouncement, TaskDraw, TaskType
from random_inspection.workflows.acts import ActPorts

BEIJING = dt.timezone(dt.timedelta(hours=8))
NAMES = {"RS-01": "劳动合同订立情况", "RS-02": "工资支付情况"}
FIRM, TASK = "91110108551385082Q", "2026-0001"
INSPECTION = f"{TASK}:{FIRM}"
DIGEST = "ab" * 32


def at(day: int, hour: int = 9) -> dt.datetime:
    """Return a moment of November 2026 in Beijing."""
    return dt.datetime(2026, 11, day, hour, tzinfo=BEIJING)


def mark(day: int, by: str = "机密人员", note: str | None = "机密批注") -> Mark:
    """Return who acted, with an internal note."""
    return Mark(by=by, at=at(day), note=note)


PLAN = AnnualPlan(
    plan_id="2026-JH",
    title="2026年抽查计划",
    year=2026,
    agency="东山县人社局",
    items=("RS-01", "RS-02"),
    drafted=mark(1),
    approved=mark(2),
)
ANNOUNCED = Task(
    task_id=TASK,
    title="劳动用工抽查",
    plan_id="2026-JH",
    type=TaskType.UNTARGETED,
    agencies=("东山县人社局", "东山县市场监管局"),
    unit="机密科室",
    items=("RS-01", "RS-02"),
    scope="制造业企业",
    ratio="5%",
    first_day=dt.date(2026, 11, 1),
    last_day=dt.date(2026, 12, 15),
    drafted=mark(1),
    approved=mark(2),
    announcement=TaskAnnouncement(draw_id="2026-0001/1", digest=DIGEST, made=mark(3)),
)
DRAWN = attrs.evolve(ANNOUNCED, draw=TaskDraw(digest="cd" * 32, made=mark(4)), confirmed=mark(5))
FINDINGS = (
    Finding(item="RS-01", results=(ResultCode.NO_PROBLEM,)),
    Finding(item="RS-02", results=(ResultCode.ORDERED_TO_CORRECT,), note="拖欠加班费，已责令改正"),
)
REVIEWED = Inspection(
    inspection_id=INSPECTION,
    task_id=TASK,
    target_id=FIRM,
    target_name="东山县宏远机械有限公司",
    items=("RS-01", "RS-02"),
    unit="机密科室",
    team=(TeamSeat(seat="机密席位", inspector_id="机密检查员"),),
    assigned=mark(5),
    approach=Approach(method=Method.ON_SITE, spared="机密理由", chosen=mark(6)),
    approved=mark(6),
    notice=VisitNotice(number="机密通知书号", served=mark(7)),
    emergency=Emergency(ground="机密紧急", declared=mark(7), reported=mark(8)),
    entry=Entry(
        began=mark(10),
        code="机密扫码",
        certificates=(ShownCertificate(inspector_id="机密检查员", number="机密证号"),),
    ),
    record=OnSiteRecord(
        began_at=at(10),
        ended_at=at(10, 11),
        place="机密地点",
        content="机密内容",
        situation="机密情况",
        evidence=("机密证据",),
        written=mark(10),
    ),
    told=Told(told=mark(10), acknowledged=False, refusal="机密拒签"),
    conclusions=(
        Conclusion(
            findings=FINDINGS,
            opinion="机密意见",
            suggestions="机密建议",
            concluded=mark(11),
            review=Review(made=mark(12), passed=True),
        ),
    ),
    disposals=(
        Disposal(
            disposal_id="机密处置号",
            kind=DisposalKind.TO_POLICE,
            content="机密处置",
            ordered=mark(12),
            transfer=Transfer(receiver="机密机关", handed_over=("机密材料",), receipt="机密回执", received=mark(13)),
        ),
    ),
)
"""Its internal words all begin with 机密."""
INTERNAL = "机密"


@attrs.define
class PublicOffice:
    """The ports of an office, and what its public reads."""

    ports: ActPorts
    evidence: MemoryEvidence
    publisher: MemoryPublisher

    @property
    def issuing(self) -> dict[str, Any]:
        """The ports that issuing takes."""
        return {"evidence": self.evidence, **self.ports}

    @property
    def delivering(self) -> dict[str, Any]:
        """The ports that delivering takes."""
        return {"publisher": self.publisher, **self.issuing}

    def put(self, value: Any) -> None:
        """Write a record as if an act had done it."""
        with self.ports["store"].work() as unit:
            key = getattr(value, f"{type(value).__name__.lower().removeprefix('annual')}_id")
            before = unit.records.get(type(value), key)
            unit.records.put(value, expected=before.version if before else 0, salt="00" * 32)

    def texts(self) -> str:
        """Return everything that the public reads, and every message kept with a notice."""
        return "".join(
            data.decode("utf-8-sig", errors="replace")
            for files in self.publisher.published.values()
            for data in files.values()
        )


def public_office(*values: Any, store: Any = None) -> PublicOffice:
    """Return an office with these records."""
    made = PublicOffice(office(store or MemoryStore(), at(25)), MemoryEvidence(), MemoryPublisher())
    for value in values:
        made.put(value)
    return made
