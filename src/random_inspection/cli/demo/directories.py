"""The beginning of the story: the list of items, both directories, the people, and the plan."""

from __future__ import annotations

import datetime as dt
import hashlib

from random_inspection.adapters.spreadsheets import read_inspector_extract, read_some, read_target_extract
from random_inspection.cli.demo.bureau import AGENCY, CHIEF, FIRST_DAY, HANDLER, TABLES, YEAR, Bureau, sample
from random_inspection.cli.demo.publishing import publish_due, publish_registers
from random_inspection.cli.demo.visits import photograph
from random_inspection.domain.inspectors import Training
from random_inspection.workflows.directories.extracts import read_inspectors, read_targets
from random_inspection.workflows.directories.interest_tables import INTEREST_MAY_LACK, INTEREST_TABLE, read_interests
from random_inspection.workflows.directories.item_tables import ITEM_TABLE, MAY_LACK, read_items

CONTRACTS, WAGES, REPORTS = "人社-01", "人社-02", "市监-01"
ITEMS = (CONTRACTS, WAGES, REPORTS)


def take_in_directories(bureau: Bureau) -> None:
    """Adopt the list of items, take both directories in, hold a training, and record what inspectors pledge and declare."""
    office, on = bureau.office, FIRST_DAY
    items = bureau.keep(f"{TABLES}/事项清单.csv", sample("items.csv"))
    wanted = [heading for name, heading in ITEM_TABLE.items() if name not in MAY_LACK]
    listed = read_items(read_some(items, wanted, []), version="2026-1", in_force_from=dt.date(YEAR, 1, 1))
    source = "青政办〔2025〕90号"
    office.adopt_item_list(bureau.order(CHIEF, "items"), listed, source=source, reason="首次公布")

    heading, _, rows = sample("register.csv").decode().partition("\n")
    renamed = heading.replace("乡镇", "地区").replace("行业", "标签").replace("主体类型", "对象类型")
    firms = bureau.keep(f"{TABLES}/市场主体登记.csv", f"{renamed}\n{rows}".encode())
    staff = bureau.keep(f"{TABLES}/执法人员名册.csv", sample("staff.csv"))
    with bureau.screen.working("Taking the directories in", "导入名录"):
        targets = read_targets(read_target_extract(firms), source="市场监管登记", on=on)
        people = read_inspectors(read_inspector_extract(staff), source="人事名册", on=on)
        new = office.synchronise_targets(bureau.order(HANDLER, "targets"), targets).value.report.total("new")
        office.synchronise_inspectors(bureau.order(HANDLER, "inspectors"), people)
    bureau.tell(
        f"{len(listed.items)} items adopted; directories taken in: {new} targets, {len(people.values)} inspectors",
        f"采用抽查事项清单{len(listed.items)}项；导入检查对象{new}个、检查人员{len(people.values)}名",
    )
    _train_and_declare(bureau, tuple(people.values))


def _train_and_declare(bureau: Bureau, people: tuple[str, ...]) -> None:
    office, on = bureau.office, FIRST_DAY
    training = Training(title="双随机抽查业务培训", held_on=on, items=ITEMS)
    proof = office.evidence.put(photograph("培训签到表"))
    office.hold_training(bureau.order(HANDLER, "training"), "培训-1", training, people, proofs=(proof,))
    pledge = hashlib.sha256("廉洁承诺书".encode()).hexdigest()
    for who in people:
        office.sign_pledge(bureau.order(who, "pledge", who), YEAR, pledge)
    table = bureau.keep(f"{TABLES}/利害关系.csv", sample("interests.csv"))
    wanted = [heading for name, heading in INTEREST_TABLE.items() if name not in INTEREST_MAY_LACK]
    declared = read_interests(
        read_some(table, wanted, [INTEREST_TABLE[name] for name in INTEREST_MAY_LACK]), declared_on=on
    )
    for who, interests in declared.items():
        office.declare_interests(bureau.order(HANDLER, "interests", who), who, interests, source="本人申报")
    pairs = sum(map(len, declared.values()))
    bureau.tell(
        f"{len(people)} trained and pledged; {pairs} interests declared: who has one is kept apart in every draw",
        f"{len(people)}人完成培训并签廉洁承诺；申报利害关系{pairs}项，抽取时自动回避",
    )


def plan_the_year(bureau: Bureau) -> None:
    """Have the plan drawn up and approved, and publish it with the list and the directories."""
    office = bureau.office
    title = "2026年度双随机抽查计划"
    office.draft_plan(bureau.order(HANDLER, "plan"), "2026", title=title, year=YEAR, agency=AGENCY, items=ITEMS)
    office.approve_plan(bureau.order(CHIEF, "plan approved"), "2026")
    publish_registers(bureau)
    publish_due(bureau)
    bureau.tell(
        "plan drawn up by one, approved by another; list, directories and plan stand in public/",
        "计划由经办人拟定、局领导批准；清单、名录、计划公示于 public/",
    )
