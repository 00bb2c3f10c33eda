"""Every act of an office with what it may be given, by whomever: what a random sequence of acts is made of."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import attrs
from announcing_specs import table
from task_life import AGENCY, ITEM, PLAN, RETENTION, TEN_MINUTES, TRAINING, certificates, findings, write_words
from task_office import DRAFT
from whole_office import (
    CHIEF,
    FIRMS,
    HANDLER,
    HEAD,
    PEOPLE,
    PHOTO,
    PROOF,
    REVIEWER,
    SUPERVISOR,
    TASK,
    House,
    document,
    inspector,
)

from random_inspection import Actor, HandedIn, Role
from random_inspection.domain.acts import Subject
from random_inspection.domain.fieldwork import Evidence, ResultCode
from random_inspection.domain.follow_up import TRANSFERS, DisposalKind
from random_inspection.domain.inspections import Inspection, TeamSeat, inspection_id
from random_inspection.domain.inspectors import Interest, InterestKind
from random_inspection.domain.items import Method
from random_inspection.domain.notices import Notice, NoticeKind
from random_inspection.domain.people import ComplaintOutcome
from random_inspection.domain.recusals import AskedBy
from random_inspection.domain.registers import Movement
from random_inspection.domain.reports import ReportKind
from random_inspection.rules.directories.synchronising import TENTH, Extract
from random_inspection.rules.samples import INSPECTOR, ITEMS, SHOP
from random_inspection.workflows.casework import record_columns as columns
from random_inspection.workflows.casework.platform_draws import HEADINGS
from random_inspection.workflows.openness.draw_disclosure import Disclosure
from random_inspection.workflows.openness.issuing import Draft

OWN = Draft(
    notice_id="own",
    kind=NoticeKind.FIGURES,
    title="通知",
    agency=AGENCY,
    subject=Subject(kind="figures", key="own"),
    more={"text.json": b"{}"},
)
"""A notice of the host's own."""
Given = tuple[tuple[Any, ...], dict[str, Any]]
JACK = Actor(actor_id="万能吴", roles=tuple(Role))
"""Somebody with every role: what they may not do, they may not do because of the part that they had."""
ACTORS = (HANDLER, HEAD, CHIEF, REVIEWER, SUPERVISOR, JACK, *map(inspector, PEOPLE))
TASKS = (TASK, "2026-2", "2026-3")
PLANS = (PLAN, "2026-b")
RESULTS = (ResultCode.NO_PROBLEM, ResultCode.TO_BE_HANDLED, ResultCode.ORDERED_TO_CORRECT)
PLATFORM_ROWS = (("甲1店", "甲1店公司", "金", "木"), ("甲2店", "甲2店公司", "水", "火、土"))


def given(*arguments: Any, **words: Any) -> Given:
    """Return what an act is given after its order."""
    return arguments, words


@attrs.frozen
class Picks:
    """Picks what an act is about, from what there is in an office and, at times, from what there is not.

    Attributes:
        house: the ports of the office.
        chance: picks.
    """

    house: House
    chance: Random

    def one(self, *values: Any) -> Any:
        """Return one of `values`."""
        return self.chance.choice(values)

    @property
    def task(self) -> str:
        """A task."""
        return str(self.one(*TASKS))

    @property
    def inspection(self) -> Inspection | None:
        """An inspection; None where there is none."""
        there = {one.inspection_id: one for one in self.house.values(Inspection)}
        return there[self.one(*there)] if there else None

    @property
    def key(self) -> str:
        """The identifier of an inspection, there or not."""
        found = self.inspection
        return found.inspection_id if found else inspection_id(TASK, FIRMS[0])

    @property
    def seat(self) -> tuple[str, TeamSeat]:
        """An inspection with a seat of its team, or with a seat that it does not have."""
        found = self.inspection
        seats = found.team if found else ()
        return found.inspection_id if found else self.key, self.one(*seats, TeamSeat(seat="组长", inspector_id="金"))

    @property
    def notice(self) -> str:
        """The key of a notice."""
        return str(self.one(*[one.key for one in self.house.values(Notice)], f"plan-{PLAN}/1"))

    @property
    def version(self) -> dict[str, int | None]:
        """The version that a decision is made on: whatever there is, or perhaps an old one."""
        return {"version": self.one(None, None, None, 2)}

    @property
    def evidence(self) -> list[str]:
        """Digests of evidence."""
        return [hashlib.sha256(data).hexdigest() for data in self.chance.sample([PHOTO, PROOF], self.one(0, 1, 2))]

    @property
    def day(self) -> dt.date:
        """A day around today."""
        return self.house.clock.moment.date() + dt.timedelta(days=self.one(-40, -1, 0, 1))

    @property
    def findings(self) -> dict[str, Any]:
        """What is found on the item, and the opinion."""
        return {"findings": findings(*self.one(*((one,) for one in RESULTS), RESULTS[1:])), "opinion": "无"}


def _targets(picks: Picks) -> Extract[Any]:
    values = {one: attrs.evolve(SHOP, target_id=one, name=f"{one}公司", address="西街2号") for one in FIRMS}
    return _extract(picks, values, ("name", "address"))


def _inspectors(picks: Picks) -> Extract[Any]:
    return _extract(picks, {one: attrs.evolve(INSPECTOR, inspector_id=one, name=one) for one in PEOPLE}, ("name",))


def _extract(picks: Picks, values: dict[str, Any], fields: tuple[str, ...]) -> Extract[Any]:
    there = {name: value for name, value in values.items() if name != picks.one("", *values)}
    return Extract(source="登记", on=picks.day, digest="ab" * 32, fields=fields, values=there)


def _interest(picks: Picks) -> Interest:
    target, day = picks.one(*FIRMS), picks.day
    return Interest(kind=picks.one(*InterestKind), target_id=target, since=day, declared_by="本人", declared_on=day)


def _draft(picks: Picks) -> Given:
    plan, ground = picks.one((PLAN, None), (None, "上级交办"), ("2026-b", None), (None, None))
    return given(picks.task, attrs.evolve(DRAFT, plan_id=plan, ground=ground))


def _replace(picks: Picks) -> Given:
    key, seat = picks.seat
    return given(key, seat.seat, seat.inspector_id, reason="病假", substitute=picks.one(None, None, "日"))


def _ask(picks: Picks) -> Given:
    key, seat = picks.seat
    asked_by = picks.one(*AskedBy)
    return given(picks.one("回1", "回2", "回3"), key, seat.inspector_id, asked_by=asked_by, reasons="近亲属")


def _strike(picks: Picks) -> Given:
    key = picks.key
    proofs = [one.digest for one in picks.house.values(Evidence, inspection=key)]
    return given(key, reason="已注销", evidence=proofs or picks.evidence)


def _begin(picks: Picks) -> Given:
    found = picks.inspection
    shown = picks.one(certificates(found) if found else {}, {"金": "16120001"}, {})
    emergency = picks.one(None, None, "群体性事件")
    return given(
        picks.key if found is None else found.inspection_id, code="QY-1", certificates=shown, emergency=emergency
    )


def _order(picks: Picks) -> Given:
    kind = picks.one(*(one for one in DisposalKind if one not in TRANSFERS))
    return given(picks.key, disposal_id=picks.one("处1", "处2"), kind=kind, content="补发工资", **picks.version)


def _finish(picks: Picks) -> Given:
    words = {"document": picks.one(None, "人社罚字1号"), "reinspected": picks.one(None, picks.day)}
    return given(picks.key, disposal_id=picks.one("处1", "处2"), result="已补发", **words)


def _transfer(picks: Picks) -> Given:
    kind, number = picks.one(*sorted(TRANSFERS)), picks.one("处1", "处2")
    return given(picks.key, disposal_id=number, kind=kind, content="欠薪", receiver="县公安局", handed_over=("台账",))


def _add(picks: Picks) -> Given:
    taken = picks.house.clock.moment + dt.timedelta(minutes=picks.one(-5, 0, 5))
    return given(picks.key, picks.one(PHOTO, PROOF, b"?"), taken_at=taken, caption="门头")


def _erase(picks: Picks) -> Given:
    subjects = [Subject(kind="inspection", key=picks.key), Subject(kind="task", key=picks.task)]
    return given(picks.one(*subjects), picks.one(1, 2, 9), basis="个人信息保护法第四十七条")


def _report(picks: Picks) -> Given:
    return given(picks.task, picks.one(*ReportKind), recipient="局领导", compare_with=picks.one(None, *TASKS))


def _import(picks: Picks) -> Given:
    rows = picks.one(PLATFORM_ROWS, PLATFORM_ROWS[:1], ())
    return given(picks.task, table("名单.xlsx", HEADINGS, rows), inspectors={one: one for one in PEOPLE})


def _sheet(picks: Picks) -> Given:
    found, names, now = picks.inspection, columns.headings((ITEM,)), picks.house.clock.moment
    cells = {
        columns.KEY: picks.key if found is None else found.inspection_id,
        columns.METHOD: "现场检查",
        columns.WHY: "须现场查看",
        columns.APPROVED: columns.AGREED,
        columns.NOTICE: "检通7号",
        columns.CODE: "QY-1",
        columns.SHOWN: "；".join(f"{who}={number}" for who, number in certificates(found).items()) if found else "",
        columns.BEGAN: f"{now - TEN_MINUTES:%Y-%m-%d %H:%M}",
        columns.ENDED: f"{now:%Y-%m-%d %H:%M}",
        columns.PLACE: "东街1号",
        columns.CONTENT: "工资",
        columns.SITUATION: "正常",
        columns.EVIDENCE: "门头.png",
        columns.SIGNED: columns.YES,
        columns.result_column(ITEM): RESULTS[0],
        columns.OPINION: "无",
        columns.REVIEWED: columns.PASSED,
    }
    filled = set(names[: picks.one(*range(len(names)), len(names))])
    row = [cells.get(name, "") if name in filled else "" for name in names]
    task = found.task_id if found else picks.task
    return given(task, table("检查记录表.xlsx", names, [row]), files={"门头.png": PHOTO})


_WORDS = {"source": "台账", "reason": "变更"}
_DISCLOSED = tuple(Disclosure)
TRIED: dict[str, Callable[[Picks], Given]] = {
    "adopt_item_list": lambda p: given(
        attrs.evolve(ITEMS, version=p.one("2026-1", "2026-2"), in_force_from=p.day, previous=p.one(None, "2026-1")),
        **_WORDS,
    ),
    "change_target": lambda p: given(
        attrs.evolve(SHOP, target_id=p.one(*FIRMS, "甲9店"), name="甲店"), p.one(*Movement), on=p.day, **_WORDS
    ),
    "change_inspector": lambda p: given(
        attrs.evolve(INSPECTOR, inspector_id=p.one(*PEOPLE, "月")), p.one(*Movement), on=p.day, **_WORDS
    ),
    "declare_interests": lambda p: given(p.one(*PEOPLE, "月"), (_interest(p),), source="申报"),
    "synchronise_targets": lambda p: given(_targets(p), threshold=p.one(TENTH, Fraction(1))),
    "synchronise_inspectors": lambda p: given(_inspectors(p), threshold=p.one(TENTH, Fraction(1))),
    "hold_training": lambda p: given(p.one("培训1", "培训2"), TRAINING, (p.one(*PEOPLE),), proofs=tuple(p.evidence)),
    "sign_pledge": lambda p: given(p.one(2026, 2027), "ab" * 32),
    "file_complaint": lambda p: given(
        p.one("诉1", "诉2"), p.one(*PEOPLE, "月"), received_on=p.day, source="来信", content="迟到"
    ),
    "settle_complaint": lambda p: given(p.one("诉1", "诉2"), p.one(*ComplaintOutcome), "已答复"),
    "refer_complaint": lambda p: given(p.one("诉1", "诉2"), "纪检监察机关", "函1号"),
    "note_referral_result": lambda p: given(p.one("诉1", "诉2"), "已了结"),
    "draft_plan": lambda p: given(p.one(*PLANS), title="计划", year=p.one(2026, 2027), agency=AGENCY, items=(ITEM,)),
    "approve_plan": lambda p: given(p.one(*PLANS)),
    "draft_task": _draft,
    "approve_task": lambda p: given(p.task),
    "announce_task": lambda p: given(p.task, document(p.one(1, 2, 9))),
    "draw_task": lambda p: given(p.task, HandedIn(), area=p.one("sealed", "public")),
    "confirm_draw": lambda p: given(p.task),
    "import_platform_draw": _import,
    "look_at_draw": lambda p: given(p.task),
    "close_task": lambda p: given(p.task),
    "cancel_task": lambda p: given(p.task, reason=p.one("机构调整", "")),
    "strike_out_target": _strike,
    "replace_inspector": _replace,
    "ask_recusal": _ask,
    "decide_recusal": lambda p: given(
        p.one("回1", "回2", "回3", "回避1"),
        granted=p.one(True, False),
        reason=p.one(None, "无关"),
        substitute=p.one(None, "日"),
    ),
    "choose_approach": lambda p: given(p.key, method=p.one(*Method), spared=p.one(None, "须现场查看"), **p.version),
    "approve_visit": lambda p: given(p.key, **p.version),
    "serve_notice": lambda p: given(p.key, number="检通7号", **p.version),
    "begin_inspection": _begin,
    "report_emergency": lambda p: given(p.key, **p.version),
    "add_evidence": _add,
    "write_record": lambda p: given(p.key, **{**write_words(p.house), "evidence": tuple(p.evidence)}, **p.version),
    "import_records": _sheet,
    "tell_result": lambda p: given(p.key, acknowledged=p.one(True, False), refusal=p.one(None, "拒签"), **p.version),
    "conclude": lambda p: given(p.key, **p.findings, note=p.one(None, "补充"), **p.version),
    "review": lambda p: given(p.key, passed=p.one(True, False), note=p.one(None, "补充台账"), **p.version),
    "correct": lambda p: given(p.key, **p.findings, reason="台账有误", **p.version),
    "order_disposal": _order,
    "make_transfer": _transfer,
    "record_receipt": lambda p: given(p.key, disposal_id=p.one("处1", "处2"), receipt="公受11号"),
    "finish_disposal": _finish,
    "dispose": lambda p: given(p.key, **p.version),
    "publish_item_list": lambda _: given(agency=AGENCY),
    "publish_targets": lambda _: given(agency=AGENCY),
    "publish_inspectors": lambda _: given(agency=AGENCY),
    "publish_plan": lambda p: given(p.one(*PLANS)),
    "publish_task": lambda p: given(p.task),
    "publish_draw": lambda p: given(p.task, p.one(*_DISCLOSED)),
    "publish_result": lambda p: given(p.key),
    "publish_figures": lambda p: given(p.one(2026, 2027), agency=AGENCY),
    "issue_notice": lambda p: given(attrs.evolve(OWN, title=p.one("通知", "公告"), reason=p.one(None, "更新"))),
    "deliver_pending": lambda _: given(),
    "deliver_notice": lambda p: given(p.notice),
    "check_published": lambda p: given(p.notice, screenshot=p.one(None, PHOTO)),
    "submit_summary": lambda p: given(p.key),
    "submit_report": _report,
    "archive_inspection": lambda p: given(p.key, retention=RETENTION),
    "archive_task": lambda p: given(p.task, retention=RETENTION),
    "erase_content": _erase,
}
"""What every act may be given, by the name of the method."""
BETWEEN = (
    *("cancel_task", "import_platform_draw", "add_evidence", "strike_out_target", "replace_inspector", "ask_recusal"),
    *("decide_recusal", "choose_approach", "begin_inspection", "report_emergency", "conclude", "review", "correct"),
    *("order_disposal", "make_transfer", "record_receipt", "finish_disposal", "change_inspector", "draft_plan"),
    *("approve_plan", "archive_task", "close_task"),
)
"""What comes in between, or seldom fits."""
