"""A workbook of records: rows that were mixed up, findings all at once, and the team by name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest
from announcing_specs import table
from task_life import LIFE, held, lived
from whole_office import HANDLER, PEOPLE, TASK, House, document, inspector

from random_inspection import HandedIn, Order
from random_inspection.domain.inspections import InspectionState
from random_inspection.domain.registers import Movement
from random_inspection.errors import InvalidInput, Problem
from random_inspection.rules.samples import INSPECTOR
from random_inspection.workflows.casework import record_columns as columns
from random_inspection.workflows.casework.record_sheets import Imported, Sheet

ANYTHING = frozenset({f"甲{number}店" for number in range(1, 9)})
NAMES = {one: f"{one}某某" for one in PEOPLE}
STEPS = [one.name for one in LIFE]


@pytest.fixture(scope="module")
def notified() -> House:
    """An office whose inspection is approved and notified, and whose inspectors have names beside their identifiers."""
    house = lived(STEPS.index("begin"))
    for one, name in NAMES.items():
        entry = attrs.evolve(INSPECTOR, inspector_id=one, name=name)
        order, day = Order(actor=HANDLER, command=f"n{one}"), house.clock.moment.date()
        house.office().change_inspector(order, entry, Movement.CHANGED, on=day, source="人事", reason="更名")
    house.clock.moment += dt.timedelta(hours=2)
    return house


def _sheet(house: House) -> Sheet:
    return house.office().record_sheet(TASK, targets=ANYTHING)


def _rows(house: House, **cells: str) -> list[dict[str, str]]:
    sheet = _sheet(house)
    return [dict(zip(sheet.headings, row, strict=True)) | cells for row in sheet.rows]


def _import(house: House, rows: list[dict[str, str]], *, by: Any = None, files: Any = None) -> Imported:
    names = columns.headings(("劳动-01",))
    read = table("检查记录表.xlsx", names, [[row[name] for name in names] for row in rows])
    who = inspector(by) if by else HANDLER
    return house.office().import_records(Order(actor=who, command=f"导入{by}"), TASK, read, files=files or {})


def _found(house: House, rows: list[dict[str, str]], **words: Any) -> list[Problem]:
    with pytest.raises(InvalidInput) as caught:
        _import(house, rows, **words)
    return list(caught.value.problems)


def _drawn(house: House) -> House:
    """Have three targets drawn, so that there are rows to mix up."""
    office, moment = house.office(), house.clock.moment
    office.announce_task(Order(actor=HANDLER, command="a"), TASK, document(3))
    house.clock.moment = moment + dt.timedelta(hours=1)
    office.draw_task(Order(actor=HANDLER, command="b"), TASK, HandedIn())
    office.confirm_draw(LIFE[STEPS.index("confirm")].order(house), TASK)
    return house


def test_a_sheet_that_was_sorted_in_part_is_refused() -> None:
    """Names of targets, or teams, that stand in another row than they were written out in are findings in their cells."""
    house = _drawn(lived(STEPS.index("announce")))
    rows = _rows(house, 检查方式="现场检查", 入企理由="须现场")
    rows[0]["检查对象"], rows[1]["检查对象"] = rows[1]["检查对象"], rows[0]["检查对象"]
    found = _found(house, rows)
    assert [(one.code, one.where.row, one.where.column) for one in found] == [
        ("record-row-mixed", 2, "检查对象"),
        ("record-row-mixed", 3, "检查对象"),
    ]
    assert rows[1]["检查对象"] in found[0].text("zh")
    moved = _rows(house, 检查方式="现场检查", 入企理由="须现场")
    moved[2]["检查组"] = "；".join(f"{part} 某" for part in moved[2]["检查组"].split("；"))
    moved[2]["检查组"] = f"{moved[2]['检查组']}；组员 火"
    assert [(one.where.row, one.where.column) for one in _found(house, moved)] == [(4, "检查组")]


def test_a_team_is_known_by_its_seats_whatever_its_names(notified: House) -> None:
    """A workbook that was written out before somebody's name changed, or without names, is of the same team."""
    one = held(notified)
    plain = "；".join(f"{seat.seat} {seat.inspector_id}" for seat in one.team)
    named = "；".join(f"{seat.seat} {seat.inspector_id} 旧名" for seat in one.team)
    assert all(columns.same_team(text, one) for text in (plain, named))
    assert not columns.same_team(plain.replace("；", "甲；"), one)


def test_the_team_stands_with_names_and_room_for_its_certificates(notified: House) -> None:
    """The team is written out with names, and the cell of certificates with its identifiers; left so, it asks for nothing."""
    (row,) = _rows(notified)
    one = held(notified)
    assert row["检查组"] == "；".join(
        f"{each.seat} {each.inspector_id} {NAMES[each.inspector_id]}" for each in one.team
    )
    assert row["出示执法证"] == "；".join(f"{each.inspector_id}=" for each in one.team)
    done = _import(notified, [row])
    assert (done.done, done.left) == ((), ())


def test_who_showed_a_certificate_may_be_named(notified: House) -> None:
    """The name of one of the team stands for their identifier, also when the workbook comes a second time."""
    house = notified.copy()
    one = held(house)
    number = INSPECTOR.certificate.number if INSPECTOR.certificate else ""
    (row,) = _rows(house, 扫码内容="QY-1", 出示执法证="；".join(f"{NAMES[who]}={number}" for who in one.inspectors))
    assert len(_import(house, [row], by=one.team[0].inspector_id).done) == 1
    assert held(house).state is InspectionState.IN_PROGRESS
    assert _import(house, [row], by=one.team[1].inspector_id).done == ()


def test_a_stranger_is_found_once(notified: House) -> None:
    """Two names of people outside of the team are one finding, that says who the team is."""
    (row,) = _rows(notified, 扫码内容="QY-1", 出示执法证="王芳=16120003、李娜=16120002")
    (found,) = _found(notified, [row], by=held(notified).team[0].inspector_id)
    assert found.where.column == "出示执法证"
    assert all(words in found.text("zh") for words in ("王芳、李娜", held(notified).team[0].inspector_id))


def test_all_cells_are_read_whoever_acts(notified: House) -> None:
    """A handler who may do nothing of it learns of every word and time that cannot be read; what is empty yet is no finding."""
    (row,) = _rows(
        notified,
        审批="批准",
        签收="已签",
        开始时间="昨天",
        审核="好",
        证据="不在.png",
        **{"检查结果（劳动-01）": "不错"},
    )
    found = _found(notified, [row])
    assert {one.where.column for one in found} == {"审批", "签收", "开始时间", "审核", "检查结果（劳动-01）"}


def test_what_is_refused_is_told_in_one_round(notified: House) -> None:
    """A wrong certificate, an end before the beginning and a refusal that is not explained are told together, nothing besides."""
    one = held(notified)
    shown = "；".join(f"{who}=1" for who in sorted(one.inspectors))
    day = f"{notified.clock.moment:%Y-%m-%d}"
    (row,) = _rows(
        notified,
        扫码内容="QY-1",
        出示执法证=shown,
        开始时间=f"{day} 10:00",
        结束时间=f"{day} 09:00",
        检查地点="店内",
        检查内容="工资",
        现场情况="齐全",
        签收="否",
        **{"检查结果（劳动-01）": "未发现问题"},
        处理意见="无",
    )
    found = _found(notified, [row], by=one.team[0].inspector_id)
    assert {one.where.column for one in found} == {"出示执法证", "结束时间", "拒签情况"}
