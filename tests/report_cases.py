"""A small task with its inspections, for tests of reports and archives; everything in it is made up."""

import datetime as dt

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.fieldwork import (
    Approach,
    Conclusion,
    Finding,
    OnSiteRecord,
    ResultCode,
    Review,
    Told,
)
from random_inspection.domain.follow_up import Disposal, DisposalKind
from random_inspection.domain.inspections import Inspection, Struck, TeamSeat
from random_inspection.domain.items import Method
from random_inspection.domain.plans import Task, TaskAnnouncement, TaskDraw, TaskType
from random_inspection.workflows.reporting.reports import RegisterFacts

BEIJING = dt.timezone(dt.timedelta(hours=8))
ITEMS = ("劳动-01", "劳动-02")
FACTS = RegisterFacts(
    items={"劳动-01": "劳动合同签订和履行情况", "劳动-02": "工资支付情况"},
    people={"赵": "赵明", "钱": "钱亮", "孙": "孙宁", "李": "李安"},
    districts={"T1": "城关镇", "T2": "城关镇", "T3": "东岸乡"},
    classes={"T1": "A", "T2": "C", "T3": "C"},
)


def at(day: int, hour: int = 9, month: int = 9) -> dt.datetime:
    """Return an hour of a day of 2026 by Beijing time."""
    return dt.datetime(2026, month, day, hour, tzinfo=BEIJING)


def mark(day: int, by: str = "赵", note: str | None = None) -> Mark:
    """Return who did something on a day of September 2026."""
    return Mark(by=by, at=at(day), note=note)


def task(task_id: str = "2026-03", *, closed: bool = False) -> Task:
    """Return a task whose draw is confirmed."""
    return Task(
        task_id=task_id,
        title="2026年第三季度劳动用工“双随机、一公开”抽查",
        plan_id="2026-1",
        type=TaskType.UNTARGETED,
        agencies=("某县人力资源和社会保障局",),
        unit="劳动保障监察大队",
        items=ITEMS,
        scope="本县登记的企业",
        ratio="不低于3%",
        first_day=dt.date(2026, 9, 1),
        last_day=dt.date(2026, 9, 30),
        drafted=mark(1),
        approved=mark(1, "周"),
        announcement=TaskAnnouncement(draw_id="2026-03/1", digest="a" * 64, made=mark(1)),
        draw=TaskDraw(digest="b" * 64, made=mark(2)),
        confirmed=mark(2, "周"),
        closed=mark(29, "周") if closed else None,
    )


def record(day: int, *evidence: str) -> OnSiteRecord:
    """Return an on-site record."""
    return OnSiteRecord(
        began_at=at(day, 9),
        ended_at=at(day, 11),
        place="某县工业路8号",
        content="查阅劳动合同、工资支付台账和考勤记录。\n询问职工5人。",
        situation="在册职工86人，抽查劳动合同20份，均已签订。\n工资支付台账完整，8月工资已于9月5日发放。",
        evidence=evidence,
        written=mark(day),
    )


def conclusion(day: int, *codes: ResultCode, published: bool = True) -> Conclusion:
    """Return a reviewed conclusion: `codes` on the second item, no problem on the first."""
    return Conclusion(
        findings=(
            Finding(item=ITEMS[0], results=(ResultCode.NO_PROBLEM,)),
            Finding(item=ITEMS[1], results=codes, note="拖欠2名职工加班工资" if len(codes) > 1 else None),
        ),
        opinion="责令限期改正。" if codes[0] is not ResultCode.NO_PROBLEM else "不作处理。",
        suggestions="完善工资支付台账，按月由职工签字确认。",
        concluded=mark(day),
        review=Review(made=mark(day + 1, "周"), passed=True),
        published=mark(day + 2, "吴") if published else None,
    )


def assigned(target: str, name: str, task_id: str = "2026-03", team: str = "赵钱") -> Inspection:
    """Return an inspection as it was assigned."""
    return Inspection(
        inspection_id=f"{task_id}:{target}",
        task_id=task_id,
        target_id=target,
        target_name=name,
        items=ITEMS,
        unit="劳动保障监察大队",
        team=(TeamSeat(seat="组长", inspector_id=team[0]), TeamSeat(seat="组员", inspector_id=team[1])),
        assigned=mark(2, "周"),
    )


def held(inspection: Inspection, day: int, *codes: ResultCode, published: bool = True) -> Inspection:
    """Return an inspection that was held, with what was found on its second item."""
    return attrs.evolve(
        inspection,
        approach=Approach(method=Method.ON_SITE, spared="须现场核对工资支付台账", chosen=mark(3)),
        record=record(day),
        told=Told(told=mark(day), acknowledged=True),
        conclusions=(conclusion(day + 1, *codes, published=published),),
    )


def disposal(number: str, due: dt.date | None, *, finished: bool = False) -> Disposal:
    """Return an order to correct."""
    return Disposal(
        disposal_id=number,
        kind=DisposalKind.ORDER_TO_CORRECT,
        content="支付拖欠的加班工资",
        due=due,
        ordered=mark(12, "周"),
        finished=mark(20, note="复查已改正") if finished else None,
    )


def inspections() -> list[Inspection]:
    """Return the inspections of the task: no problem, two problems, one that has not begun, one struck out."""
    clean = held(assigned("T1", "某县晨光纺织有限公司"), 8, ResultCode.NO_PROBLEM)
    found = held(
        assigned("T2", "某县金穗食品有限公司", team="孙李"), 10, ResultCode.ORDERED_TO_CORRECT, ResultCode.TO_BE_HANDLED
    )
    late = attrs.evolve(found, disposals=(disposal("1", dt.date(2026, 9, 15)), disposal("2", dt.date(2026, 10, 20))))
    waiting = assigned("T3", "某县云帆商贸有限公司")
    struck = attrs.evolve(
        assigned("T4", "某县旧城印务有限公司"),
        struck=Struck(made=mark(4, note="已注销"), evidence=("c" * 64,), moved_up="T3"),
    )
    return [clean, late, waiting, struck]


def before() -> list[Inspection]:
    """Return the inspections of the task before."""
    names = ("某县晨光纺织有限公司", "某县银河电子有限公司", "某县泰和建材有限公司")
    return [held(assigned(f"P{at}", name, "2026-02"), 5, ResultCode.NO_PROBLEM) for at, name in enumerate(names)]
