"""The life of one task in an office: every act in its order, from the plan to the archive, with who does it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

import attrs
from task_office import DRAFT
from whole_office import (
    CHIEF,
    HANDLER,
    HEAD,
    PHOTO,
    PROOF,
    REVIEWER,
    START,
    SUPERVISOR,
    TASK,
    House,
    document,
    inspector,
    registered,
)

from random_inspection import Actor, HandedIn, Office, Order
from random_inspection.domain.acts import Subject
from random_inspection.domain.archives import Retention
from random_inspection.domain.fieldwork import Finding, ResultCode
from random_inspection.domain.follow_up import DisposalKind
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.inspectors import Training
from random_inspection.domain.items import Method
from random_inspection.domain.people import ComplaintOutcome
from random_inspection.domain.recusals import AskedBy
from random_inspection.domain.reports import ReportKind
from random_inspection.rules.samples import INSPECTOR
from random_inspection.workflows.openness.draw_disclosure import Disclosure

AGENCY, PLAN, ITEM = "人社局", "2026", "劳动-01"
RETENTION = Retention(years=10, basis="文书档案保管期限表")
TRAINING = Training(title="工资支付检查", held_on=dt.date(2026, 11, 20), items=(ITEM,))
TEN_MINUTES = dt.timedelta(minutes=10)
Does = Callable[[Office, House, Order], object]


@attrs.frozen
class Step:
    """An act of the life.

    Attributes:
        name: its name, and its command.
        who: who does it: an actor, or the number of their seat in the team.
        does: the act.
    """

    name: str
    who: Actor | int
    does: Does

    def order(self, house: House) -> Order:
        """Return the order for it."""
        who = self.who if isinstance(self.who, Actor) else inspector(held(house).team[self.who].inspector_id)
        return Order(actor=who, command=self.name)


def held(house: House) -> Inspection:
    """Return the inspection that is held: the one that is not struck out."""
    (one,) = (one for one in house.inspections() if one.struck is None)
    return one


def findings(*results: ResultCode) -> tuple[Finding, ...]:
    """Return what was found on the one item."""
    return (Finding(item=ITEM, results=results),)


def certificates(one: Inspection) -> dict[str, str]:
    """Return the certificates of a team."""
    assert INSPECTOR.certificate is not None
    return dict.fromkeys(sorted(one.inspectors), INSPECTOR.certificate.number)


def _call(name: str, *arguments: Any, **words: Any) -> Does:
    return lambda office, _, order: getattr(office, name)(order, *arguments, **words)


def _on_task(name: str, *arguments: Any, **words: Any) -> Does:
    return _call(name, TASK, *arguments, **words)


def _on_held(name: str, *arguments: Any, **words: Any) -> Does:
    return lambda office, house, order: getattr(office, name)(order, held(house).inspection_id, *arguments, **words)


def _on_notice(name: str, notice: str) -> Does:
    def does(office: Office, house: House, order: Order) -> object:
        return getattr(office, name)(order, notice.format(held(house).inspection_id))

    return does


def _add(data: bytes, caption: str) -> Does:
    def does(office: Office, house: House, order: Order) -> object:
        taken = house.clock.moment - TEN_MINUTES / 2
        return office.add_evidence(order, held(house).inspection_id, data, taken_at=taken, caption=caption)

    return does


def _strike(office: Office, house: House, order: Order) -> object:
    proof = hashlib.sha256(PROOF).hexdigest()
    gone = min(house.inspections(), key=lambda one: one.assigned.at)
    return office.strike_out_target(order, gone.inspection_id, reason="已注销", evidence=[proof])


def _ask(office: Office, house: House, order: Order) -> object:
    one = held(house)
    who = one.team[1].inspector_id
    return office.ask_recusal(order, "回避1", one.inspection_id, who, asked_by=AskedBy.TARGET, reasons="近亲属")


def _replace(office: Office, house: House, order: Order) -> object:
    one, seat = held(house), held(house).team[0]
    return office.replace_inspector(order, one.inspection_id, seat.seat, seat.inspector_id, reason="病假")


def _begin(office: Office, house: House, order: Order) -> object:
    one = held(house)
    return office.begin_inspection(order, one.inspection_id, code="QY-1", certificates=certificates(one))


def write_words(house: House, *evidence: bytes) -> dict[str, Any]:
    """Return what is written in a record of an inspection that ends now."""
    now = house.clock.moment
    return {
        "began_at": now - TEN_MINUTES / 2,
        "ended_at": now,
        "place": "东街1号",
        "content": "工资支付情况",
        "situation": "现场查看工资台账",
        "evidence": tuple(hashlib.sha256(data).hexdigest() for data in evidence),
    }


def _write(office: Office, house: House, order: Order) -> object:
    return office.write_record(order, held(house).inspection_id, **write_words(house, PHOTO))


def _erase(office: Office, house: House, order: Order) -> object:
    subject = Subject(kind="inspection", key=held(house).inspection_id)
    return office.erase_content(order, subject, 1, basis="个人信息保护法第四十七条")


_TRANSFER = {"receiver": "县公安局", "handed_over": ("工资台账复印件",)}
_OK, _TO_DO = findings(ResultCode.NO_PROBLEM), findings(ResultCode.TO_BE_HANDLED)
LIFE: tuple[Step, ...] = (
    Step("draft-plan", HANDLER, _call("draft_plan", PLAN, title="计划", year=2026, agency=AGENCY, items=(ITEM,))),
    Step("approve-plan", CHIEF, _call("approve_plan", PLAN)),
    Step("draft-task", HANDLER, _on_task("draft_task", DRAFT)),
    Step("approve-task", HEAD, _on_task("approve_task")),
    Step("publish-plan", HANDLER, _call("publish_plan", PLAN)),
    Step("train", HANDLER, _call("hold_training", "培训1", TRAINING, ("金", "木"))),
    Step("announce", HANDLER, _on_task("announce_task", document())),
    Step("publish-task", HANDLER, _on_task("publish_task")),
    Step("draw", HANDLER, _on_task("draw_task", HandedIn())),
    Step("look", HANDLER, _on_task("look_at_draw")),
    Step("confirm", HEAD, _on_task("confirm_draw")),
    Step("publish-draw", HANDLER, _on_task("publish_draw", Disclosure.SEALED)),
    Step("deliver-all", HANDLER, _call("deliver_pending")),
    Step("prove", HANDLER, _add(PROOF, "注销通知书")),
    Step("strike-out", HANDLER, _strike),
    Step("ask-recusal", HANDLER, _ask),
    Step("decide-recusal", HEAD, _call("decide_recusal", "回避1", granted=True)),
    Step("replace", HANDLER, _replace),
    Step("choose", HANDLER, _on_held("choose_approach", method=Method.ON_SITE, spared="须现场查看考勤设备")),
    Step("approve-visit", HEAD, _on_held("approve_visit")),
    Step("notify", HANDLER, _on_held("serve_notice", number="检通〔2026〕7号", how="直接送达")),
    Step("begin", 0, _begin),
    Step("photograph", 0, _add(PHOTO, "门头")),
    Step("write", 0, _write),
    Step("tell", 0, _on_held("tell_result", acknowledged=True)),
    Step("conclude", 0, _on_held("conclude", findings=_OK, opinion="无")),
    Step("return", REVIEWER, _on_held("review", passed=False, note="补充工资台账情况")),
    Step("conclude-again", 1, _on_held("conclude", findings=_TO_DO, opinion="移送")),
    Step("pass", REVIEWER, _on_held("review", passed=True)),
    Step("summary", 0, _on_held("submit_summary")),
    Step("publish-result", HANDLER, _on_held("publish_result")),
    Step("deliver-result", HANDLER, _on_notice("deliver_notice", "result-{}/1")),
    Step("check-result", SUPERVISOR, _on_notice("check_published", "result-{}/1")),
    Step(
        "order-disposal",
        HEAD,
        _on_held("order_disposal", disposal_id="处-1", kind=DisposalKind.ORDER_TO_CORRECT, content="补发工资"),
    ),
    Step(
        "transfer",
        HEAD,
        _on_held("make_transfer", disposal_id="处-2", kind=DisposalKind.TO_POLICE, content="恶意欠薪", **_TRANSFER),
    ),
    Step(
        "finish-disposal",
        HANDLER,
        _on_held("finish_disposal", disposal_id="处-1", result="已补发", reinspected=START.date()),
    ),
    Step("receipt", HANDLER, _on_held("record_receipt", disposal_id="处-2", receipt="公受11号")),
    Step("dispose", HANDLER, _on_held("dispose")),
    Step("correct", HEAD, _on_held("correct", findings=_OK, opinion="无", reason="台账有误")),
    Step("pass-again", REVIEWER, _on_held("review", passed=True)),
    Step("summary-again", 1, _on_held("submit_summary")),
    Step("publish-again", HANDLER, _on_held("publish_result")),
    Step("deliver-again", HANDLER, _on_notice("deliver_notice", "result-{}/2")),
    Step("check-again", SUPERVISOR, _on_notice("check_published", "result-{}/2")),
    Step("dispose-again", HANDLER, _on_held("dispose")),
    Step("erase", CHIEF, _erase),
    Step(
        "complaint",
        SUPERVISOR,
        _call("file_complaint", "诉1", "金", received_on=START.date(), source="来信", content="迟到"),
    ),
    Step("settle", SUPERVISOR, _call("settle_complaint", "诉1", ComplaintOutcome.UNFOUNDED, "已答复")),
    Step("analysis", HANDLER, _on_task("submit_report", ReportKind.ANALYSIS, recipient="监察科")),
    Step("final-report", HANDLER, _on_task("submit_report", ReportKind.FINAL, recipient="局领导")),
    Step("open-draw", HANDLER, _on_task("publish_draw", Disclosure.SEALED)),
    Step("figures", HANDLER, _call("publish_figures", 2026, agency=AGENCY)),
    Step("deliver-rest", HANDLER, _call("deliver_pending")),
    Step("check-task", SUPERVISOR, _on_notice("check_published", f"task-{TASK}/1")),
    Step("check-draw", SUPERVISOR, _on_notice("check_published", f"draw-{TASK}/1")),
    Step("check-open-draw", SUPERVISOR, _on_notice("check_published", f"draw-{TASK}/2")),
    Step("close", HANDLER, _on_task("close_task")),
    Step("archive-inspection", HANDLER, _on_held("archive_inspection", retention=RETENTION)),
    Step("archive-task", HANDLER, _on_task("archive_task", retention=RETENTION)),
)
"""One target is drawn and struck out; the reserve that moves up is inspected, published, corrected, filed."""


def act(house: House, number: int, office: Office | None = None) -> object:
    """Carry out an act of the life at its own time, with chance of its own, so that it can be repeated to the letter."""
    house.clock.moment = START + number * TEN_MINUTES
    house.entropy.given = number * 1000
    step = LIFE[number]
    return step.does(office or house.office(), house, step.order(house))


def lived(until: int = len(LIFE)) -> House:
    """Return an office with the first acts of the life."""
    house = registered(House())
    for number in range(until):
        act(house, number)
    return house
