"""The quarter of the story, month by month: what the bureau does, and what each step shows."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from random_inspection.cli.demo.bureau import (
    AGENCY,
    CHIEF,
    HANDLER,
    HEAD,
    MARKET,
    REVIEWER,
    UNIT,
    YEAR,
    Bureau,
    sample,
)
from random_inspection.cli.demo.directories import CONTRACTS, ITEMS, REPORTS, WAGES, plan_the_year, take_in_directories
from random_inspection.cli.demo.draws import announce, bundle, by_risk, by_town, draw, draw_up
from random_inspection.cli.demo.filing import archive_task, close_tasks, export_archive, make_checkpoint
from random_inspection.cli.demo.publishing import publish_due
from random_inspection.cli.demo.visits import (
    photograph,
    prepare_visits,
    review,
    summarise,
    visit,
)
from random_inspection.cli.english import word
from random_inspection.cli.shows import show_outcome
from random_inspection.domain.fieldwork import Finding, ResultCode
from random_inspection.domain.follow_up import DisposalKind
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import TaskType
from random_inspection.domain.recusals import AskedBy
from random_inspection.rules.casework.dues import PUBLICATION, day_in_beijing
from random_inspection.rules.working_days.deadlines import deadline
from random_inspection.workflows.casework.tasks import TaskDraft

JOINT, BY_RISK, SMALL = "2026-07", "2026-08", "2026-09"


def july(bureau: Bureau) -> None:
    """July: the directories, the plan, and a joint draw by districts."""
    bureau.screen.heading(
        "July: directories, plan, a joint draw by districts", "七月：名录、计划、按地区的部门联合抽查"
    )
    take_in_directories(bureau)
    plan_the_year(bureau)
    _draw_by_districts(bureau)
    _visit_and_conclude(bureau)


def _draw_by_districts(bureau: Bureau) -> None:
    bureau.clock.turn_to(7, 3)
    draft = TaskDraft(
        title="第三季度劳动用工部门联合抽查",
        plan_id="2026",
        agencies=(AGENCY, MARKET),
        unit=UNIT,
        items=ITEMS,
        scope="全县登记的市场主体",
        ratio="不低于3%",
        first_day=dt.date(YEAR, 7, 13),
        last_day=dt.date(YEAR, 7, 31),
        publish_targets=True,
    )
    draw_up(bureau, JOINT, draft)
    with bureau.screen.working("Announcing", "公告中"):
        announce(bureau, JOINT, rewrite=by_town)
    publish_due(bureau)
    bureau.tell(
        f"{JOINT} announced with the supervisor's commitment: nothing can be changed from here on",
        f"{JOINT} 已公告，含监督员的承诺：此后任何人无法改动",
    )
    bureau.clock.turn_to(7, 8)
    with bureau.screen.working("Drawing", "抽取中"):
        record, verification = draw(bureau, JOINT)
    publish_due(bureau)
    show_outcome(bureau.screen, record, first=5)
    bureau.screen.line()
    passed = sum(one.status == "passed" for one in verification.checks)
    failed = sum(one.status == "failed" for one in verification.checks)
    bureau.tell(
        f"{JOINT} drawn with the supervisor's secret, recomputed ({passed} checks passed, {failed} failed), confirmed; "
        "sealed until the results are out",
        f"{JOINT} 用监督员的秘密值抽取，重算核验通过{passed}项、失败{failed}项，经他人确认；结果公示前保密",
    )


def _visit_and_conclude(bureau: Bureau) -> None:
    prepare_visits(bureau, JOINT)
    late, crime, _, *ordered = (one.inspection_id for one in bureau.drawn(JOINT)[:6])
    found = dict.fromkeys(ordered, (CONTRACTS, ResultCode.ORDERED_TO_CORRECT))
    found[crime] = WAGES, ResultCode.TO_BE_HANDLED
    found[late] = REPORTS, ResultCode.FALSE_DISCLOSURE
    days = [(7, day) for day in (13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 27)]
    with bureau.screen.working("Visiting", "检查中"):
        held = visit(bureau, JOINT, days, found)
    bureau.tell(
        f"{held} visits by code and certificate, each with record, photograph and signature; concluded item by item",
        f"扫码亮证入企{held}家，逐家记录、拍照、签收，逐项作出结论",
    )
    bureau.clock.turn_to(7, 30)
    review(bureau, JOINT, returned=late, note="第三项证据不足，请补充")
    with bureau.screen.working("Publishing", "公示中"):
        publish_due(bureau)
    results = sum(one.published is not None for one in bureau.inspections(JOINT) if one.inspection_id != late)
    bureau.tell(
        f"reviewed by a second person: {held - 1} passed, 1 returned; {results} results published within 20 working days",
        f"他人审核：通过{held - 1}项，退回1项；在20个工作日内公示结果{results}项",
    )


def august(bureau: Bureau) -> None:
    """August: what follows from July, and a draw by risk classes with a substitution and a recusal."""
    bureau.screen.heading("August: what follows, and a draw by risk classes", "八月：后续处置、按风险分类的定向抽查")
    late, crime, wrong, *ordered = bureau.drawn(JOINT)[:6]
    _follow_up(bureau, crime.inspection_id, [one.inspection_id for one in ordered])
    _correct(bureau, wrong)
    _draw_by_risk(bureau)
    _publish_late(bureau, late)
    _close_and_archive(bureau)


def _follow_up(bureau: Bureau, crime: str, ordered: list[str]) -> None:
    office = bureau.office
    bureau.clock.turn_to(8, 5)
    for key in ordered:
        office.order_disposal(
            bureau.order(HEAD, "disposal", key),
            key,
            disposal_id="处-1",
            kind=DisposalKind.ORDER_TO_CORRECT,
            content="15日内补签劳动合同",
            due=dt.date(YEAR, 8, 20),
        )
    evidence = bureau.inspection(crime).record
    office.make_transfer(
        bureau.order(HEAD, "transfer", crime),
        crime,
        disposal_id="移-1",
        kind=DisposalKind.TO_POLICE,
        content="涉嫌拒不支付劳动报酬罪",
        receiver="青禾县公安局",
        handed_over=("案卷1册", *(evidence.evidence if evidence else ())),
        due=dt.date(YEAR, 8, 12),
    )
    bureau.clock.turn_to(8, 11)
    order = bureau.order(HANDLER, "receipt", crime)
    office.record_receipt(order, crime, disposal_id="移-1", receipt="青公受案〔2026〕31号")
    for key in ordered[1:]:
        order = bureau.order(HANDLER, "corrected", key)
        office.finish_disposal(order, key, disposal_id="处-1", result="复查已整改", reinspected=dt.date(YEAR, 8, 11))
    bureau.tell(
        f"{len(ordered)} ordered to correct, {len(ordered) - 1} re-inspected; one case handed to the police, with their receipt",
        f"责令改正{len(ordered)}家，复查办结{len(ordered) - 1}家；1案移送公安机关并取得回执",
    )


def _correct(bureau: Bureau, wrong: Inspection) -> None:
    office, key = bureau.office, wrong.inspection_id
    leader = wrong.team[0].inspector_id
    codes = {REPORTS: ResultCode.NOT_DISCLOSED}
    findings = [Finding(item=one, results=(codes.get(one, ResultCode.NO_PROBLEM),)) for one in wrong.items]
    opinion, reason = "责令限期公示", "年度报告台账录入有误"
    order = bureau.order(leader, "correct", key)
    office.correct(order, key, findings=findings, opinion=opinion, reason=reason)
    office.review(bureau.order(REVIEWER, "review", key, time=2), key, passed=True)
    publish_due(bureau)
    bureau.tell(
        "a published result was wrong: corrected as version 2, reviewed, published; version 1 stays readable",
        "1项已公示的结果有误：更正为第2版，审核后公示，第1版仍可查",
    )


def _draw_by_risk(bureau: Bureau) -> None:
    bureau.clock.turn_to(8, 11)
    draft = TaskDraft(
        title="建筑业工资支付定向抽查",
        plan_id="2026",
        type=TaskType.TARGETED,
        agencies=(AGENCY,),
        unit=UNIT,
        items=(WAGES,),
        scope="建筑业企业",
        ratio="不低于1%",
        first_day=dt.date(YEAR, 8, 17),
        last_day=dt.date(YEAR, 8, 28),
    )
    draw_up(bureau, BY_RISK, draft)
    files = {name: sample(name) for name in ("policy.toml", "complaints.csv")}
    announce(bureau, BY_RISK, of=lambda one: "建筑业" in one.tags, rewrite=by_risk, more=files)
    bureau.clock.turn_to(8, 12)
    draw(bureau, BY_RISK)
    publish_due(bureau)
    drawn = len(bureau.drawn(BY_RISK))
    bureau.tell(
        f"{BY_RISK}: {drawn} builders drawn by risk classes; complaints give the greater chance, and classes stay sealed",
        f"{BY_RISK} 按风险分类抽取建筑业企业{drawn}家：有投诉举报的机会更大，分类不公开",
    )
    _substitute(bureau)
    prepare_visits(bureau, BY_RISK)
    visit(bureau, BY_RISK, [(8, day) for day in (17, 18, 19, 20, 21)], {})
    bureau.clock.turn_to(8, 24)
    review(bureau, BY_RISK)
    publish_due(bureau)
    for one in bureau.inspections(BY_RISK):
        key = one.inspection_id
        bureau.office.dispose(bureau.order(HANDLER, "done", key), key)


def _substitute(bureau: Bureau) -> None:
    office = bureau.office
    bureau.clock.turn_to(8, 14)
    gone, apart, *_ = bureau.drawn(BY_RISK)
    proof = office.add_evidence(
        bureau.order(HANDLER, "proof", gone.inspection_id),
        gone.inspection_id,
        photograph("注销登记通知书"),
        taken_at=bureau.clock.now(),
        caption="注销登记通知书",
    ).value.digest
    order = bureau.order(HANDLER, "strike", gone.inspection_id)
    struck = office.strike_out_target(order, gone.inspection_id, reason="已注销", evidence=[proof]).value.struck
    moved = struck.moved_up if struck else None
    with office.store.view() as view:
        stored = view.records.get(Inspection, apart.inspection_id, version=1)
    seat = (stored.value if stored else apart).team[-1]
    office.ask_recusal(
        bureau.order(HANDLER, "ask", "申请-1"),
        "申请-1",
        apart.inspection_id,
        seat.inspector_id,
        asked_by=AskedBy.TARGET,
        reasons="该检查人员的亲属在同业经营",
    )
    office.decide_recusal(bureau.order(CHIEF, "decide", "申请-1"), "申请-1", granted=True)
    now = next(one for one in bureau.inspection(apart.inspection_id).team if one.seat == seat.seat)
    bureau.tell(
        f"one firm is gone: reserve {moved} moves up; {seat.inspector_id} recused: {now.inspector_id} by the rule of the draw",
        f"1家已注销：候补 {moved} 递补；{seat.inspector_id} 回避：按抽取规则由 {now.inspector_id} 替换",
    )


def _publish_late(bureau: Bureau, late: Inspection) -> None:
    office, key = bureau.office, late.inspection_id
    bureau.clock.turn_to(8, 28)
    ended = day_in_beijing(late.record.ended_at) if late.record else bureau.clock.day
    by = deadline(office.working_days, ended, PUBLICATION, as_of=bureau.clock.day).earliest
    findings = [
        Finding(item=one, results=(ResultCode.FALSE_DISCLOSURE if one == REPORTS else ResultCode.NO_PROBLEM,))
        for one in late.items
    ]
    order = bureau.order(late.team[0].inspector_id, "conclude", key, time=2)
    office.conclude(order, key, findings=findings, opinion="按规定办理", note="已补充报表原件")
    office.review(bureau.order(REVIEWER, "review", key, time=2), key, passed=True)
    publish_due(bureau)
    bureau.tell(
        f"the returned conclusion is made again, and published late: it was due on {by}, and listed as overdue",
        f"退回的1项重新作出结论，逾期公示：应于{by}前公示，其间列为“已逾期”",
    )


def _close_and_archive(bureau: Bureau) -> None:
    bureau.clock.turn_to(8, 31)
    for task in (JOINT, BY_RISK):
        summarise(bureau, task)
    close_tasks(bureau, JOINT, BY_RISK)
    checkpoint = make_checkpoint(bureau)
    archive_task(bureau, BY_RISK, checkpoint.read_bytes())
    export_archive(bureau, BY_RISK)
    announced = bundle(bureau, JOINT).path
    bureau.tell(
        f"all results are out, so the draw is public, too: {announced}/public",
        f"结果均已公示，抽取结果随之公开：{announced}/public",
    )


def september(bureau: Bureau) -> None:
    """September: a small task beside the plan, which is under way at the end of the quarter."""
    bureau.screen.heading("September: a small task, still under way", "九月：一项小任务，尚在办理")
    office = bureau.office
    bureau.clock.turn_to(9, 18)
    draft = TaskDraft(
        title="云岭乡欠薪专项抽查",
        ground="12333 投诉集中，县政府部署",
        agencies=(AGENCY,),
        unit=UNIT,
        items=(WAGES,),
        scope="云岭乡的市场主体",
        ratio="3家",
        first_day=dt.date(YEAR, 9, 24),
        last_day=dt.date(YEAR, 10, 16),
    )
    draw_up(bureau, SMALL, draft)
    announce(bureau, SMALL, of=lambda one: one.district == "云岭乡", quota="{ count = 3 }")
    bureau.clock.turn_to(9, 22)
    draw(bureau, SMALL)
    publish_due(bureau)
    _, second, third = (one.inspection_id for one in bureau.drawn(SMALL))
    bureau.clock.turn_to(9, 23)
    prepare_visits(bureau, SMALL)
    visit(bureau, SMALL, [(9, 28)], {}, without=third)
    bureau.clock.turn_to(9, 29)
    review(bureau, SMALL, without=second)
    who = bureau.inspection(third).team[-1].inspector_id
    order = bureau.order(HANDLER, "ask", "申请-2")
    office.ask_recusal(order, "申请-2", third, who, asked_by=AskedBy.INSPECTOR, reasons="曾在该单位任职")
    stands = Counter(word(bureau.screen, one.state) for one in bureau.drawn(SMALL))
    counts = bureau.screen.pick(", ", "、").join(f"{state} {many}" for state, many in sorted(stands.items()))
    bureau.tell(
        f"{SMALL}: three drawn, and a recusal asked for; as they stand now: {counts}",
        f"{SMALL} 抽取3家，1家申请回避；目前：{counts}",
    )
    bureau.clock.turn_to(9, 30, 17)
