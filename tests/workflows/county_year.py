"""The first half of the county bureau's year, month by month: what happened, and what the office said to it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from county_bureau import (
    CALLED,
    CHIEF,
    CONTRACTS,
    HANDLER,
    HEAD,
    INTERNAL,
    ITEM_LIST,
    JOINT,
    LABOUR,
    MARKET,
    NAMES,
    PEOPLE,
    REGISTER,
    REPORTS,
    REVIEWER,
    WAGES,
    Bureau,
    in_towns,
    market_register,
    sample_rows,
    staff_list,
    write_csv,
)
from county_visits import Case, cases, close, conclude_task

from random_inspection.adapters.spreadsheets import read_table
from random_inspection.domain.fieldwork import ResultCode
from random_inspection.domain.inspectors import Interest, InterestKind, Training
from random_inspection.domain.items import Method
from random_inspection.domain.plans import TaskType
from random_inspection.domain.recusals import AskedBy
from random_inspection.errors import MoveRefused, NotAuthorised
from random_inspection.rules.casework.dues import DueKind, DueState
from random_inspection.testing import photograph
from random_inspection.workflows.casework.platform_draws import HEADINGS
from random_inspection.workflows.openness.draw_disclosure import Disclosure

SHARED: dict[str, Any] = {
    "strata": [
        {"name": "城关镇", "quota": {"share": "城区园区", "weight": 1}, "reserve": 3},
        {"name": "经济开发区", "quota": {"share": "城区园区", "weight": 2}, "reserve": 3},
    ],
    "shares": [{"name": "城区园区", "total": 7}],
}
GONE = ("91990725MAAM7JTR0D", "92990725MAR28UNXX6")
"""Firms that the market register has no more in June."""
SECRETS = ("甲级监管", "乙级监管", "亲属在该企业任职", "收受购物卡", "来信人王某", "近亲属", "持股或出资", "合同或债务")
"""Words of the year beside those that say that they are internal, which nobody outside may read."""


def prepare_the_year(bureau: Bureau) -> None:
    """Adopt the list, take both directories in, train, pledge, plan, and publish all that is public."""
    office, order, on = bureau.office, bureau.order, dt.date(2026, 1, 4)
    office.adopt_item_list(order(CHIEF), ITEM_LIST, source="青政办〔2025〕90号", reason="首版")
    targets = office.synchronise_targets(order(HANDLER), market_register(bureau.folder, on))
    people = office.synchronise_inspectors(order(HANDLER), staff_list(bureau.folder, on))
    assert (targets.value.report.total("new"), people.value.report.total("new")) == (2400, 60)

    bureau.clock.turn_to(1, 6)
    signatures = office.evidence.put(photograph("培训签到表"))
    training = Training(title="双随机抽查业务培训", held_on=dt.date(2026, 1, 5), items=tuple(NAMES))
    office.hold_training(order(HANDLER), "培训-1", training, tuple(PEOPLE), proofs=(signatures,))
    text = hashlib.sha256("廉洁承诺书".encode()).hexdigest()
    first, *others = PEOPLE
    for who in others:
        office.sign_pledge(bureau.inspector(who), 2026, text)
    assert [one.inspector_id for one in office.missing_pledges(2026, office.today())] == [first]
    office.sign_pledge(bureau.inspector(first), 2026, text)
    declare_interests(bureau)

    office.draft_plan(order(HANDLER), "2026", title="2026年抽查计划", year=2026, agency=LABOUR, items=tuple(NAMES))
    with pytest.raises(NotAuthorised):
        office.approve_plan(order(HANDLER), "2026")
    office.approve_plan(order(CHIEF), "2026")
    office.publish_item_list(order(HANDLER), agency=LABOUR)
    office.publish_targets(order(HANDLER), agency=MARKET)
    office.publish_inspectors(order(HANDLER), agency=LABOUR)
    office.publish_plan(order(HANDLER), "2026")
    bureau.publish_all()


def declare_interests(bureau: Bureau) -> None:
    """Record what inspectors declared: the recusals of every draw keep them apart from these firms."""
    today = bureau.office.today()
    declared: dict[str, list[Interest]] = {}
    for row in sample_rows("recusals.csv"):
        kind, _, _ = row["reason"].partition("：")
        tie = Interest(
            kind=InterestKind(kind),
            target_id=row["target_id"],
            since=dt.date(2025, 5, 1),
            declared_by="本人",
            declared_on=today,
        )
        declared.setdefault(row["inspector_id"], []).append(tie)
    for who, ties in declared.items():
        bureau.office.declare_interests(bureau.order(HANDLER), who, tuple(ties), source="本人申报")


def draw_in_the_open_and_substitute(bureau: Bureau) -> None:
    """January: the first draw is open at once; a firm is gone, an inspector leaves, two are asked to stay away."""
    office, order = bureau.office, bureau.order
    bureau.clock.turn_to(1, 9)
    bureau.draft("2026-01", "一月工资支付抽查", (WAGES,), publish_targets=False)
    rows = in_towns("城关镇", "经济开发区", "云岭乡")
    drawn = bureau.draw("2026-01", bureau.specification("2026-01", rows, **SHARED))
    assert len(drawn) == 8
    assert len(office.look_at_draw(order(CHIEF), "2026-01")) == 8
    with pytest.raises(NotAuthorised):
        office.look_at_draw(order(REVIEWER), "2026-01")
    office.publish_draw(order(HANDLER), "2026-01", Disclosure.AT_ONCE)
    bureau.publish_all()

    bureau.clock.turn_to(1, 13)
    gone, leaving, apart, refused, written, remote, *_ = cases(bureau, "2026-01")
    strike_out(gone)
    seat = leaving.now.team[1]
    office.replace_inspector(order(HANDLER), leaving.key, seat.seat, seat.inspector_id, reason="借调外单位")
    assert seat.inspector_id not in leaving.team
    asked_away(apart, "申请-1", AskedBy.TARGET, granted=True)
    asked_away(refused, "申请-2", AskedBy.INSPECTOR, granted=False)
    written.without_visit(Method.WRITTEN).record().conclude(ResultCode.NOT_IN_BUSINESS).review()
    remote.without_visit(Method.ONLINE).record().conclude(ResultCode.NOT_DISCLOSED).review()

    bureau.clock.turn_to(1, 20)
    bureau.site.down = True
    conclude_task(bureau, "2026-01", settle=False)
    assert len(office.waiting()) == 8
    bureau.site.down = False
    office.publish_draw(order(HANDLER), "2026-01", Disclosure.AT_ONCE)
    bureau.publish_all()
    assert office.waiting() == ()
    conclude_task(bureau, "2026-01")
    close(bureau, "2026-01")


def strike_out(case: Case) -> None:
    """Strike a target out that is gone; nobody strikes out by hand or without proof."""
    office, order = case.bureau.office, case.bureau.order
    with pytest.raises(MoveRefused):
        office.strike_out_target(order(HANDLER), case.key, reason="已注销", evidence=())
    proof = office.add_evidence(
        order(HANDLER),
        case.key,
        photograph("注销通知书"),
        taken_at=case.bureau.clock.now(),
        caption=f"{INTERNAL}：注销通知书",
    )
    struck = office.strike_out_target(order(HANDLER), case.key, reason="已注销", evidence=(proof.value.digest,))
    assert struck.value.struck is not None
    assert struck.value.struck.moved_up is not None


def asked_away(case: Case, request: str, by: AskedBy, *, granted: bool) -> None:
    """Somebody asks that the leader stays away, and the head decides."""
    office, leader = case.bureau.office, case.team[0]
    asking = case.bureau.order(HANDLER) if by is AskedBy.TARGET else case.bureau.inspector(leader)
    office.ask_recusal(asking, request, case.key, leader, asked_by=by, reasons="亲属在该企业任职")
    with pytest.raises(NotAuthorised):
        office.decide_recusal(asking, request, granted=granted)
    reason = None if granted else f"{INTERNAL}：经核实无利害关系"
    office.decide_recusal(case.bureau.order(HEAD), request, granted=granted, reason=reason)
    assert (leader in case.team) is not granted


def seal_a_draw_until_its_results_are_out(bureau: Bureau) -> None:
    """February: a targeted task is sealed until its results are out; it is not closed before its last summary."""
    office, order = bureau.office, bureau.order
    bureau.clock.turn_to(2, 9)
    bureau.draft("2026-02", "建筑业企业定向抽查", (CONTRACTS, WAGES), type=TaskType.TARGETED, scope="建筑业企业")
    rows = [row for row in in_towns("经济开发区", "河口镇", "柳溪镇") if row["行业"] == "建筑业"]
    drawn = bureau.draw("2026-02", bureau.specification("2026-02", rows))
    sealed = office.publish_draw(order(HANDLER), "2026-02", Disclosure.SEALED)
    bureau.publish_all()
    bureau.clock.turn_to(2, 24)
    quick, *_ = cases(bureau, "2026-02")
    quick.notify().enter().record(signed=False).conclude(ResultCode.UNCOOPERATIVE)
    office.review(order(REVIEWER), quick.key, passed=True)
    assert not any(one.target_name in bureau.public_page(sealed.value) for one in drawn)
    conclude_task(bureau, "2026-02", ResultCode.CLOSED_OR_LIQUIDATING, ResultCode.DEREGISTERED)
    opened = office.publish_draw(order(HANDLER), "2026-02", Disclosure.SEALED)
    assert opened.value.version == 2
    assert "result.json" in {file.name for file in opened.value.files}
    bureau.publish_all()
    with pytest.raises(MoveRefused) as caught:
        office.close_task(order(HEAD), "2026-02")
    assert [(one.code, one.params["inspection"]) for one in caught.value.problems] == [
        ("report-without-summary", quick.key)
    ]
    office.submit_summary(quick.by_leader(), quick.key)
    close(bureau, "2026-02", compare_with="2026-01")


def inspect_jointly_and_return_a_conclusion(bureau: Bureau) -> None:
    """March: a joint task seats both agencies in every team; a conclusion is returned and made again."""
    bureau.clock.turn_to(3, 9)
    bureau.draft("2026-03", "劳动用工和年报联合抽查", (WAGES, REPORTS), agencies=(LABOUR, MARKET))
    rows = in_towns("石桥镇", "白杨镇", "茶亭镇")
    drawn = bureau.draw("2026-03", bureau.specification("2026-03", rows, team=JOINT))
    assert {tuple(who[:2] for who in case.team) for case in cases(bureau, "2026-03")} == {("RS", "SJ")}
    assert len(drawn) == 3
    bureau.clock.turn_to(3, 16)
    returned, *_ = cases(bureau, "2026-03")
    returned.notify().enter().record().conclude(ResultCode.NO_PROBLEM, ResultCode.FALSE_DISCLOSURE)
    returned.review(passed=False, note=f"{INTERNAL}：第二项证据不足")
    returned.conclude(ResultCode.NO_PROBLEM, ResultCode.OTHER, note=f"{INTERNAL}：已补充").review()
    bureau.office.publish_draw(bureau.order(HANDLER), "2026-03", Disclosure.AT_ONCE)
    conclude_task(bureau, "2026-03", ResultCode.FALSE_DISCLOSURE, ResultCode.UNREACHABLE)
    close(bureau, "2026-03")


def be_late_with_results(bureau: Bureau) -> None:
    """April: an ad hoc task names its ground; its result is late, which the list of dues says until it is out."""
    office = bureau.office
    bureau.clock.turn_to(4, 9)
    ground = {"plan_id": None, "ground": "欠薪投诉集中，县政府部署专项检查"}
    bureau.draft("2026-04", "欠薪专项抽查", (WAGES,), **ground)
    bureau.draw("2026-04", bureau.specification("2026-04", in_towns("双塘镇", "麦岭镇")))
    bureau.clock.turn_to(4, 14)
    late, *_ = cases(bureau, "2026-04")
    for case in cases(bureau, "2026-04"):
        case.hold(ResultCode.ORDERED_TO_CORRECT)
    (soon, *_) = office.list_dues(dt.date(2026, 5, 12), person=late.team[0]).all
    assert (soon.kind, soon.earliest) == (DueKind.PUBLICATION, dt.date(2026, 5, 14))
    bureau.clock.turn_to(5, 18)
    overdue = office.list_dues(office.today()).by_state[DueState.OVERDUE]
    assert {due.inspection_id for due in overdue} == {case.key for case in cases(bureau, "2026-04")}
    office.publish_draw(bureau.order(HANDLER), "2026-04", Disclosure.AT_ONCE)
    conclude_task(bureau, "2026-04")
    assert DueState.OVERDUE not in office.list_dues(office.today()).by_state
    close(bureau, "2026-04")


def take_over_a_draw_of_the_platform(bureau: Bureau) -> None:
    """May: the national platform drew: the draw is labelled, and its page is compared with what was published."""
    office, order = bureau.office, bureau.order
    bureau.clock.turn_to(5, 19)
    bureau.draft("2026-05", "省级部署的平台抽查", (CONTRACTS,), last_day=dt.date(2026, 5, 29))
    rows = [
        {"统一社会信用代码": code, "名称": row["企业名称"], "组长": leader, "检查人员": f"{leader}、{member}"}
        for (code, row), (leader, member) in zip(
            list(REGISTER.items())[100:103],
            (("沈思齐", "葛晓棠"), ("纪念慈", "卓听澜"), ("顾听澜", "江清和")),
            strict=True,
        )
    ]
    listed = read_table(write_csv(bureau.folder / "平台名单.csv", rows), HEADINGS)
    office.import_platform_draw(order(HANDLER), "2026-05", listed, inspectors=CALLED)
    office.confirm_draw(order(HEAD), "2026-05")
    office.publish_task(order(HANDLER), "2026-05")
    notice = office.publish_draw(order(HANDLER), "2026-05", Disclosure.AT_ONCE)
    bureau.clock.turn_to(5, 21)
    conclude_task(bureau, "2026-05", ResultCode.LICENCE_REVOKED, ResultCode.REGISTRATION_REVOKED)
    assert "平台抽取，本系统未验证" in bureau.public_page(notice.value)

    ours = office.platform_table("2026-05")
    page = [dict(zip(ours.headings, row, strict=True)) for row in ours.rows]
    page[0]["检查结果"] = "未发现问题"
    shown = read_table(write_csv(bureau.folder / "平台公示页.csv", page), ours.headings)
    (difference,) = office.compare_page("2026-05", shown)
    assert "未发现问题" in difference.text("zh")
    close(bureau, "2026-05")


def synchronise_and_cancel_a_task(bureau: Bureau) -> None:
    """June: half an extract is not taken in; the whole one is; a task is cancelled, and what was begun is ended."""
    office, order, folder = bureau.office, bureau.order, bureau.folder
    bureau.clock.turn_to(6, 9)
    today, half = office.today(), list(REGISTER)[1200:]
    with pytest.raises(MoveRefused):
        office.synchronise_targets(order(HANDLER), market_register(folder, today, without=half))
    whole = market_register(folder, today, without=GONE)
    assert [one.key for one in office.preview_targets(whole).gone] == sorted(GONE)
    office.synchronise_targets(order(HANDLER), whole)
    office.publish_targets(order(HANDLER), agency=MARKET)

    bureau.draft("2026-06", "六月抽查", (WAGES,))
    bureau.draw("2026-06", bureau.specification("2026-06", in_towns("城关镇", "松涧乡", "鹿鸣乡")))
    bureau.clock.turn_to(6, 15)
    begun, *_ = cases(bureau, "2026-06")
    begun.notify().enter()
    with pytest.raises(NotAuthorised):
        office.cancel_task(order(HANDLER), "2026-06", reason="防汛")
    office.cancel_task(order(CHIEF), "2026-06", reason="防汛应急响应，停止入企检查")
    office.publish_task(order(HANDLER), "2026-06")
    office.publish_draw(order(HANDLER), "2026-06", Disclosure.AT_ONCE)
    due = [one.inspection_id for one in office.list_dues(office.today()).all if one.kind is DueKind.VISIT]
    assert due == [begun.key]
    begun.record().conclude(ResultCode.MOVED_AWAY).review().publish().settle()
