"""An inspection at every stage of its way, for tests of the moves between them."""

from __future__ import annotations

import datetime as dt

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.fieldwork import (
    Approach,
    Entry,
    Evidence,
    Finding,
    OnSiteRecord,
    ResultCode,
    ShownCertificate,
    Told,
    VisitNotice,
)
from random_inspection.domain.follow_up import Disposal, DisposalKind, Transfer
from random_inspection.domain.inspections import Inspection, TeamSeat
from random_inspection.domain.inspectors import Certificate, Inspector, InspectorStatus
from random_inspection.domain.items import Method
from random_inspection.errors import MoveRefused
from random_inspection.rules.casework import conclusion_moves, fieldwork_moves, follow_up_moves, visit_moves

BEIJING = dt.timezone(dt.timedelta(hours=8))
MORNING = dt.datetime(2026, 3, 2, 9, tzinfo=BEIJING)
TODAY = MORNING.date()
TITLES = {"甲": "13010001", "乙": "13010002", "丙": "13010003"}
DIRECTORY = {
    name: Inspector(
        inspector_id=name,
        name=f"{name}某",
        agency="人社局",
        certificate=Certificate(number=number, issuer="省人民政府", expires_on=dt.date(2026, 12, 31)),
        status=InspectorStatus.ON_DUTY,
    )
    for name, number in TITLES.items()
}
PHOTO, CONTRACT = "a" * 64, "b" * 64
ITEMS = ("劳动-01", "劳动-02")
METHODS: dict[str, tuple[Method, ...]] = dict.fromkeys(ITEMS, (Method.ON_SITE, Method.WRITTEN))
"""What the list of items lets the items be inspected by."""


def mark(by: str, hour: int = 0, note: str | None = None) -> Mark:
    """Return who acts, so many hours after the morning."""
    return Mark(by=by, at=MORNING + dt.timedelta(hours=hour), note=note)


def evidence(digest: str = PHOTO, media_type: str = "image/jpeg", inspection_id: str = "2026-7:甲店") -> Evidence:
    """Return a photograph of the visit."""
    return Evidence(
        digest=digest,
        media_type=media_type,
        size=632,
        taken_at=MORNING + dt.timedelta(hours=4),
        taken_by="甲",
        inspection_id=inspection_id,
        caption="门头照片",
    )


def record(**changes: object) -> OnSiteRecord:
    """Return the record of a visit from noon to two, written at three."""
    usual = OnSiteRecord(
        began_at=MORNING + dt.timedelta(hours=3),
        ended_at=MORNING + dt.timedelta(hours=5),
        place="东街1号",
        content="工资支付情况",
        situation="现场查看工资台账",
        evidence=(PHOTO,),
        written=mark("甲", 6),
    )
    return attrs.evolve(usual, **changes)  # type: ignore[arg-type]


def entry(*who: str, code: str | None = "QY-0001", by: str = "甲") -> Entry:
    """Return the entry at noon, with the certificates of `who`; by default of the whole team."""
    shown = tuple(ShownCertificate(inspector_id=name, number=TITLES[name]) for name in who or ("甲", "乙"))
    return Entry(began=mark(by, 3), code=code, certificates=shown)


def findings(*results: ResultCode) -> tuple[Finding, ...]:
    """Return a finding on each item, all with the same results; 未发现问题 by default."""
    return tuple(Finding(item=item, results=results or (ResultCode.NO_PROBLEM,)) for item in ITEMS)


ON_SITE = Approach(method=Method.ON_SITE, spared="须现场查看考勤设备", chosen=mark("赵"))
WRITTEN = Approach(method=Method.WRITTEN, chosen=mark("赵"))
ASSIGNED = Inspection(
    inspection_id="2026-7:甲店",
    task_id="2026-7",
    target_id="甲店",
    target_name="甲店",
    items=ITEMS,
    unit="监察大队",
    team=(TeamSeat(seat="组长", inspector_id="甲"), TeamSeat(seat="组员", inspector_id="乙")),
    assigned=mark("赵"),
)
CHOSEN = visit_moves.choose_approach(ASSIGNED, ON_SITE, METHODS)
APPROVED = visit_moves.approve_visit(CHOSEN, mark("钱", 1))
NOTIFIED = visit_moves.notify(APPROVED, VisitNotice(number="检通〔2026〕7号", served=mark("赵", 2)))
BEGUN = visit_moves.begin(NOTIFIED, entry(), DIRECTORY)
RECORDED = fieldwork_moves.write_record(BEGUN, record(), {PHOTO: evidence()})
TOLD = fieldwork_moves.tell_result(RECORDED, Told(told=mark("甲", 6), acknowledged=True))


def conclude(
    inspection: Inspection = TOLD, *results: ResultCode, by: str = "甲", note: str | None = None
) -> Inspection:
    """Return the inspection with a conclusion."""
    found = findings(*results)
    return conclusion_moves.conclude(inspection, findings=found, opinion="无", suggestions=None, mark=mark(by, 7, note))


def correct(inspection: Inspection, *results: ResultCode, note: str | None = "台账有误") -> Inspection:
    """Return the inspection with a correction of its published result."""
    found = findings(*results)
    return conclusion_moves.correct(
        inspection, findings=found, opinion="更正", suggestions=None, mark=mark("乙", 9, note)
    )


def review(inspection: Inspection, *, passed: bool = True, by: str = "孙", note: str | None = None) -> Inspection:
    """Return the inspection reviewed."""
    return conclusion_moves.review(inspection, passed=passed, mark=mark(by, 8, note))


def publish(inspection: Inspection) -> Inspection:
    """Return the inspection with its last version published."""
    return conclusion_moves.published(inspection, len(inspection.conclusions), mark("赵", 9))


CONCLUDED = conclude()
REVIEWED = review(CONCLUDED)
PUBLISHED = publish(REVIEWED)
DISPOSED = follow_up_moves.dispose(PUBLISHED, mark("赵", 10))
VIOLATING = publish(review(conclude(TOLD, ResultCode.TO_BE_HANDLED)))


def disposal(kind: DisposalKind, disposal_id: str = "处-1", **changes: object) -> Disposal:
    """Return a disposal ordered in the evening, by default due in ten days; a transfer goes to the police."""
    transfer = Transfer(receiver="县公安局", handed_over=("案卷2册", PHOTO)) if kind.startswith("移送") else None
    due = TODAY + dt.timedelta(days=10)
    ordered = mark("钱", 10)
    usual = Disposal(
        disposal_id=disposal_id, kind=kind, content="限期支付", due=due, ordered=ordered, transfer=transfer
    )
    return attrs.evolve(usual, **changes)  # type: ignore[arg-type]


def ordered(kind: DisposalKind, inspection: Inspection = VIOLATING) -> Inspection:
    """Return the inspection with an open disposal of this kind."""
    return follow_up_moves.order_disposal(inspection, disposal(kind))


def refused(error: MoveRefused) -> list[tuple[str, str | None]]:
    """Return what was against a move: code and path, and check that each names the states in both languages."""
    for problem in error.problems:
        for text in (problem.text("en"), problem.text("zh")):
            assert str(problem.params["state"]) in text
            assert str(problem.params["asked"]) in text
    return [(problem.code, problem.where.path) for problem in error.problems]
