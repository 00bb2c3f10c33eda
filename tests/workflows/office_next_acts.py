"""What is next for a task or an inspection, by who may do it: with it a random office gets on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from office_acts_tried import RESULTS, Given, given
from task_life import RETENTION, certificates, findings, write_words
from task_office import DRAFT
from whole_office import FIRMS, HANDLER, HEAD, PHOTO, REVIEWER, SUPERVISOR, House, document, inspector

from random_inspection import Actor, HandedIn
from random_inspection.domain.follow_up import DisposalKind
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.items import Method
from random_inspection.domain.notices import Notice, NoticeState
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.workflows.openness.draw_disclosure import Disclosure

Proper = tuple[str, Actor, Given]


def next_of_task(house: House, key: str) -> Iterator[Proper]:
    """Yield what may be next for a task, each by who may do it, the last things first."""
    reports = {report.kind for report in house.values(Report, task=key)}
    yield "archive_task", HANDLER, given(key, retention=RETENTION)
    yield from _next_of_notices(house, f"task {key}")
    yield "close_task", HANDLER, given(key)
    for kind in (ReportKind.ANALYSIS, ReportKind.FINAL):
        if kind not in reports:
            yield "submit_report", HANDLER, given(key, kind, recipient="局领导")
    if not house.values(Notice, notice=f"draw-{key}"):
        yield "publish_draw", HANDLER, given(key, Disclosure.SEALED)
    yield "confirm_draw", HEAD, given(key)
    yield "draw_task", HANDLER, given(key, HandedIn())
    if not house.values(Notice, notice=f"task-{key}"):
        yield "publish_task", HANDLER, given(key)
    yield "announce_task", HANDLER, given(key, document(2))
    yield "approve_task", HEAD, given(key)
    yield "draft_task", HANDLER, given(key, attrs.evolve(DRAFT, plan_id=None, ground="上级交办"))


def _next_of_notices(house: House, subject: str) -> Iterator[Proper]:
    for notice in house.values(Notice, subject=subject):
        if notice.state is NoticeState.DELIVERED:
            yield "check_published", SUPERVISOR, given(notice.key)
        if notice.state in (NoticeState.PENDING, NoticeState.FAILED):
            yield "deliver_notice", HANDLER, given(notice.key)


def next_of_inspection(house: House, one: Inspection) -> Iterator[Proper]:
    """Yield what may be next for an inspection, as `next_of_task` does."""
    key, team = one.inspection_id, [inspector(seat.inspector_id) for seat in one.team] or [inspector("金")]
    leader = team[0]
    yield "archive_inspection", HANDLER, given(key, retention=RETENTION)
    yield "dispose", HANDLER, given(key)
    for disposal in one.disposals:
        number, day = disposal.disposal_id, house.clock.moment.date()
        yield "record_receipt", HANDLER, given(key, disposal_id=number, receipt="公受11号")
        words: dict[str, Any] = {"disposal_id": number, "result": "已办结", "document": "1号", "reinspected": day}
        yield "finish_disposal", HANDLER, given(key, **words)
    yield from _next_of_notices(house, f"inspection {key}")
    if one.conclusions and not one.conclusions[-1].published:
        yield "publish_result", HANDLER, given(key)
    if not one.disposals:
        kind = DisposalKind.ORDER_TO_CORRECT
        yield "order_disposal", HEAD, given(key, disposal_id="处1", kind=kind, content="补发工资")
    if one.disposed and one.conclusions[-1].published:
        yield "submit_summary", leader, given(key)
    yield "report_emergency", leader, given(key)
    yield "review", REVIEWER, given(key, passed=True)
    yield "conclude", leader, given(key, findings=findings(RESULTS[0]), opinion="无")
    yield "tell_result", leader, given(key, acknowledged=True)
    yield "write_record", leader, given(key, **write_words(house, PHOTO))
    emergency = "群体性事件" if one.target_id == FIRMS[0] else None
    yield "begin_inspection", leader, given(key, code="QY-1", certificates=certificates(one), emergency=emergency)
    if one.entry and not one.record:
        yield "add_evidence", leader, given(key, PHOTO, taken_at=house.clock.moment, caption="门头")
    yield "serve_notice", HANDLER, given(key, number="检通7号")
    yield "approve_visit", HEAD, given(key)
    yield "choose_approach", HANDLER, given(key, method=Method.ON_SITE, spared="须现场查看")
