"""The second half of the county bureau's year, from July to its last closed file."""

from __future__ import annotations

import datetime as dt
import tomllib

import attrs
import pytest
from county_bureau import (
    CHIEF,
    CONTRACTS,
    HANDLER,
    HEAD,
    INTERNAL,
    LABOUR,
    PEOPLE,
    REVIEWER,
    SUPERVISOR,
    WAGES,
    Bureau,
    in_towns,
)
from county_visits import cases, close, conclude_task, file_task

from random_inspection.adapters.china_calendar import china_calendar
from random_inspection.adapters.spreadsheets import read_table
from random_inspection.domain.acts import Subject
from random_inspection.domain.fieldwork import ResultCode
from random_inspection.domain.follow_up import DisposalKind
from random_inspection.domain.items import Method
from random_inspection.domain.people import ComplaintOutcome
from random_inspection.domain.plans import TaskState
from random_inspection.errors import MoveRefused
from random_inspection.rules.casework.dues import DueKind, DueState
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.workflows.draws.ledger_files import ID, ledger_csv
from random_inspection.workflows.inputs.fact_kinds import KINDS
from random_inspection.workflows.inputs.ledger_rows import LEDGER_HEADINGS
from random_inspection.workflows.inputs.tables import Decoded, Row, SpecDocument, Table
from random_inspection.workflows.openness.draw_disclosure import Disclosure

CLASSES = """
version = "2026-1"
otherwise = "甲级监管"
floor = "1/100"
classes = [
    {name = "甲级监管", proportion = "10%", at_least = 1, at_most = 2},
    {name = "乙级监管", proportion = "50%", at_least = 2, at_most = 4},
]
[[rules]]
class = "乙级监管"
basis = "二(七)"
complaints = { over = 0, months = 12 }
"""


def draw_a_batch_by_risk_classes(bureau: Bureau) -> None:
    """July: a batch of the year's plan is drawn by risk classes, from the ledger that follows from the records."""
    bureau.clock.turn_to(7, 9)
    bureau.draft("2026-07", "七月分类抽查", (WAGES,), scope="云岭乡市场主体")
    drawn = bureau.draw("2026-07", batch(bureau, "2026-07"))
    before = {one.target_id for one in bureau.inspections("2026-01")}
    assert drawn
    assert before.isdisjoint(one.target_id for one in drawn)
    bureau.clock.turn_to(7, 14)
    bureau.office.publish_draw(bureau.order(HANDLER), "2026-07", Disclosure.AT_ONCE)
    conclude_task(bureau, "2026-07")
    close(bureau, "2026-07")


def batch(bureau: Bureau, task_id: str) -> SpecDocument:
    """Return the specification of the third of four batches in a town."""
    path = bureau.folder / "台账.csv"
    path.write_bytes(ledger_csv(bureau.office.ledger_events(2026)))
    ledger = read_table(path, (ID, *LEDGER_HEADINGS.values()))
    window = {"from": "2026-07-12", "to": "2026-07-27"}
    named = {"risk": "policy.toml", "item": WAGES, "kind": "主体类型", "district": "乡镇", "reserve": 2}
    document = bureau.specification(
        task_id,
        in_towns("云岭乡"),
        columns=("统一社会信用代码", "企业名称", "乡镇", "主体类型"),
        targets={"file": "register.csv", "id": ID, "name": "企业名称", **named},
        default=None,
        facts={"as_of": "2026-07-09", **{kind.key: f"{kind.key}.csv" for kind in KINDS}},
        coverage={"ledger": "台账.csv", "batch": 3, "of": 4},
        eligibility={"agency": LABOUR, "window": window, "level": "县级", "districts": ["云岭乡"]},
    )
    complained = {ID: in_towns("云岭乡")[0][ID], "收到日期": "2026-06-30", "来源": "12333"}
    facts: dict[str, Table] = {}
    for kind in KINDS:
        columns = (ID, *kind.headings.values())
        rows = (Row(number=2, cells=complained),) if kind.key == "complaints" else ()
        facts[kind.key] = Table(file=f"{kind.key}.csv", columns=columns, rows=rows)
    risk = Decoded(file="policy.toml", data=tomllib.loads(CLASSES))
    return attrs.evolve(document, tables={**document.tables, **facts, "ledger": ledger}, risk=risk)


def inspect_what_cannot_wait(bureau: Bureau) -> None:
    """August: what cannot wait begins without approval or notice, and passes no review before it is reported."""
    office, order = bureau.office, bureau.order
    bureau.clock.turn_to(8, 10)
    bureau.draft("2026-08", "八月抽查", (WAGES,))
    bureau.draw("2026-08", bureau.specification("2026-08", in_towns("河口镇", "柳溪镇")))
    bureau.clock.turn_to(8, 14)
    urgent, *_ = cases(bureau, "2026-08")
    spared = f"{INTERNAL}：职工围堵讨薪"
    office.choose_approach(order(HANDLER), urgent.key, method=Method.ON_SITE, spared=spared)
    urgent.enter(emergency=f"{INTERNAL}：负责人正在转移财产").record().conclude(ResultCode.ORDERED_TO_CORRECT)
    with pytest.raises(MoveRefused):
        office.review(order(REVIEWER), urgent.key, passed=True)
    office.report_emergency(urgent.by_leader(), urgent.key, note=f"{INTERNAL}：已补报")
    urgent.review()
    office.publish_draw(order(HANDLER), "2026-08", Disclosure.AT_ONCE)
    conclude_task(bureau, "2026-08")
    close(bureau, "2026-08")


def transfer_a_case_to_the_police(bureau: Bureau) -> None:
    """September: a suspected crime goes to the police, and ends with their receipt."""
    office, order = bureau.office, bureau.order
    bureau.clock.turn_to(9, 9)
    bureau.draft("2026-09", "九月抽查", (WAGES,))
    bureau.draw("2026-09", bureau.specification("2026-09", in_towns("城关镇", "河口镇")))
    bureau.clock.turn_to(9, 15)
    office.publish_draw(order(HANDLER), "2026-09", Disclosure.AT_ONCE)
    crime, *_ = cases(bureau, "2026-09")
    conclude_task(bureau, "2026-09", ResultCode.TO_BE_HANDLED, settle=False)
    office.make_transfer(
        order(HEAD),
        crime.key,
        disposal_id="移-1",
        kind=DisposalKind.TO_POLICE,
        content=f"{INTERNAL}：涉嫌拒不支付劳动报酬罪",
        receiver="青禾县公安局",
        handed_over=(f"{INTERNAL}：案卷1册", *(crime.now.record.evidence if crime.now.record else ())),
        due=dt.date(2026, 9, 25),
    )
    with pytest.raises(MoveRefused):
        office.dispose(order(HANDLER), crime.key)
    bureau.clock.turn_to(9, 28)
    waiting = {due.kind for due in office.list_dues(office.today()).by_state[DueState.OVERDUE]}
    assert waiting == {DueKind.DISPOSAL}
    office.record_receipt(order(HANDLER), crime.key, disposal_id="移-1", receipt=f"{INTERNAL}青公〔2026〕31号")
    conclude_task(bureau, "2026-09")
    close(bureau, "2026-09", compare_with="2026-08")


def fine_and_correct(bureau: Bureau) -> None:
    """October: a penalty ends with its number; a published result turns out wrong, and its correction is the next version."""
    office, order = bureau.office, bureau.order
    bureau.clock.turn_to(10, 9)
    bureau.draft("2026-10", "十月抽查", (CONTRACTS, WAGES))
    bureau.draw("2026-10", bureau.specification("2026-10", in_towns("城关镇", "经济开发区")))
    bureau.clock.turn_to(10, 19)
    office.publish_draw(order(HANDLER), "2026-10", Disclosure.AT_ONCE)
    conclude_task(bureau, "2026-10", ResultCode.TO_BE_HANDLED, settle=False)
    fined, wrong = cases(bureau, "2026-10")
    fined.order(DisposalKind.PENALTY, "罚款2000元")
    with pytest.raises(MoveRefused):
        fined.finish("已缴清")
    fined.finish("已缴清", document=f"{INTERNAL}青人社罚〔2026〕9号")

    findings = wrong.findings(ResultCode.NO_PROBLEM, ResultCode.NOT_DISCLOSED)
    office.correct(wrong.by_leader(), wrong.key, findings=findings, opinion=f"{INTERNAL}：更正", reason="台账录入有误")
    assert bureau.stands(wrong.now) == (1, ResultCode.NO_PROBLEM)
    wrong.review().publish()
    assert bureau.stands(wrong.now) == (2, ResultCode.NOT_DISCLOSED)
    conclude_task(bureau, "2026-10")
    close(bureau, "2026-10")


def answer_a_complaint_about_an_inspector(bureau: Bureau) -> None:
    """November: a complaint about an inspector is taken in by others, found unclear, and handed to the discipline inspection."""
    office, order = bureau.office, bureau.order
    bureau.clock.turn_to(11, 9)
    who = next(iter(PEOPLE))
    complaint = {"source": "来信", "content": "收受购物卡", "complainant": "来信人王某"}
    office.file_complaint(order(SUPERVISOR), "信-1", who, received_on=dt.date(2026, 11, 6), **complaint)
    office.settle_complaint(order(SUPERVISOR), "信-1", ComplaintOutcome.UNCLEAR, f"{INTERNAL}：谈话，无法查实")
    office.refer_complaint(order(CHIEF), "信-1", "县纪委监委派驻纪检监察组", f"{INTERNAL}函〔2026〕2号")
    office.note_referral_result(order(SUPERVISOR), "信-1", f"{INTERNAL}：不属实，已了结")
    office.erase_content(order(CHIEF), Subject(kind="complaint", key="信-1"), 1, basis="个人信息保护法第四十七条")

    bureau.draft("2026-11", "十一月抽查", (WAGES,))
    bureau.draw("2026-11", bureau.specification("2026-11", in_towns("石桥镇", "白杨镇")))
    bureau.clock.turn_to(11, 16)
    office.publish_draw(order(HANDLER), "2026-11", Disclosure.AT_ONCE)
    conclude_task(bureau, "2026-11")
    close(bureau, "2026-11")


def inspect_at_the_end_of_the_year(bureau: Bureau) -> None:
    """December: what is inspected in December is due in January, once the calendar knows it."""
    office = bureau.office
    bureau.clock.turn_to(12, 9)
    bureau.draft("2026-12", "十二月抽查", (WAGES,))
    bureau.draw("2026-12", bureau.specification("2026-12", in_towns("茶亭镇", "双塘镇")))
    bureau.clock.turn_to(12, 21)
    for case in cases(bureau, "2026-12"):
        case.hold()
    earlier = WorkIndex.of(china_calendar(last_package_year=2025))
    moved = office.recompute_dues(office.today(), before=earlier, after=office.working_days)
    assert {one.before.inspection_id for one in moved} == {case.key for case in cases(bureau, "2026-12")}
    office.publish_draw(bureau.order(HANDLER), "2026-12", Disclosure.AT_ONCE)
    conclude_task(bureau, "2026-12")
    close(bureau, "2026-12")


def publish_figures_and_close_the_files(bureau: Bureau) -> None:
    """The figures are published, and every file is closed under one signed checkpoint."""
    office, order = bureau.office, bureau.order
    bureau.clock.turn_to(1, 11, year=2027)
    office.publish_figures(order(HANDLER), 2026, agency=LABOUR)
    office.publish_plan(order(HANDLER), "2026")
    bureau.publish_all()
    checkpoint = bureau.checkpoint()
    for task in bureau.tasks().values():
        if task.state is TaskState.CLOSED:
            file_task(bureau, task.task_id, checkpoint)
