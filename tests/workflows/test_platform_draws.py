"""Draws that the national platform made."""

from pathlib import Path
from typing import Any

import pytest
from announcing_specs import table
from task_office import PEOPLE, TASK, Office, announced, approved, by, handler, head

from random_inspection.adapters.spreadsheets import read_table
from random_inspection.domain.acts import Role
from random_inspection.domain.inspections import InspectionState
from random_inspection.domain.plans import Task, TaskState
from random_inspection.domain.recusals import AskedBy, PlatformSubstitution
from random_inspection.errors import InvalidInput, MoveRefused, NotAuthorised
from random_inspection.ports import Stored
from random_inspection.workflows.casework import task_draws
from random_inspection.workflows.casework.platform_draws import HEADINGS, NOT_VERIFIED, import_platform_draw
from random_inspection.workflows.casework.recusals import ask_recusal, decide_recusal
from random_inspection.workflows.casework.substitution import replace_inspector, strike_out_target

ROWS = [
    ("91350100M000100Y43", "甲公司", "金员", "金员、木员"),
    ("310000000000001", "乙公司", "水员", "火员，水员"),
]
CALLED = {f"{one}员": one for one in PEOPLE}


def _import(office: Office, rows: Any = ROWS, command: str | None = None) -> Stored[Task]:
    listed = table("抽取名单.xlsx", HEADINGS, rows)
    return import_platform_draw(handler(command or office.new()), TASK, listed, inspectors=CALLED, **office.ports)


def _imported() -> Office:
    office = approved()
    _import(office)
    return office


@pytest.mark.clause("三(一) 抽取")
def test_an_imported_draw_is_labelled_and_makes_the_inspections() -> None:
    """Task and inspections say that it was drawn elsewhere and not verified; the teams are the platform's."""
    office = _imported()
    task = office.task()
    assert task.draw is not None
    assert (task.state, task.draw.elsewhere, task.draw.made.note) == (TaskState.DRAWN, "协同监管平台", NOT_VERIFIED)
    found = office.inspections()
    assert {key: [seat.inspector_id for seat in one.team] for key, one in found.items()} == {
        "310000000000001": ["水", "火"],
        "91350100M000100Y43": ["金", "木"],
    }
    assert {one.state for one in found.values()} == {InspectionState.ASSIGNED}


def test_a_second_person_confirms_it() -> None:
    """Who imported, and who was drawn, do not; somebody else does."""
    office = _imported()
    for who in ("经办赵", "金"):
        with pytest.raises(NotAuthorised, match="second person"):
            task_draws.confirm_draw(by(who, Role.UNIT_HEAD, command=who), TASK, **office.drawing)
    task_draws.confirm_draw(head("x"), TASK, **office.drawing)
    assert (office.task().state, len(office.inspections())) == (TaskState.CONFIRMED, 2)


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_recorded() -> None:
    """Codes, names, doubles, leaders, strangers and teams of one, each in its cell."""
    rows = [
        ("91350100M000100Y44", "", "金员", "金员"),
        ("", "丙公司", "", "金员、木员"),
        ("乙-1", "乙公司", "金员、木员", "路人甲"),
        ("乙-1", "乙公司", "金员", "木员"),
    ]
    office = approved()
    with pytest.raises(InvalidInput) as caught:
        _import(office, rows)
    assert [(one.code, one.where.row) for one in caught.value.problems] == [
        ("uscc-wrong", 2),
        ("platform-draw-name", 2),
        ("platform-draw-team", 2),
        ("platform-draw-code", 3),
        ("platform-draw-leader", 3),
        ("platform-draw-leader", 4),
        ("platform-draw-inspector", 4),
        ("platform-draw-twice", 5),
    ]
    assert (office.inspections(), office.task().state) == ({}, TaskState.APPROVED)


def test_an_empty_list_is_no_draw() -> None:
    """Headings alone are refused."""
    with pytest.raises(InvalidInput, match="no target"):
        _import(approved(), [])


def test_two_names_of_one_person_are_no_team() -> None:
    """Whoever the directory knows as one inspector does not fill two seats."""
    called = {"金员": "金", "小金": "金"}
    listed = table("名单.xlsx", HEADINGS, [("乙-1", "乙公司", "金员", "小金")])
    office = approved()
    with pytest.raises(InvalidInput, match="one inspector"):
        import_platform_draw(handler("x"), TASK, listed, inspectors=called, **office.ports)


def test_a_task_that_was_announced_or_drawn_here_takes_no_other_outcome() -> None:
    """One announcement, one outcome; and no second import."""
    with pytest.raises(MoveRefused, match="announced here"):
        _import(announced())
    with pytest.raises(MoveRefused, match="已抽取"):
        _import(_imported())


def test_a_target_is_struck_out_and_nobody_moves_up_here() -> None:
    """The platform keeps the reserves."""
    office = _imported()
    task_draws.confirm_draw(head("x"), TASK, **office.drawing)
    key = f"{TASK}:310000000000001"
    proof = [office.prove(key)]
    struck = strike_out_target(handler("y"), key, reason="注销", evidence=proof, **office.drawing).value.struck
    assert struck is not None
    assert (struck.moved_up, len(office.inspections())) == (None, 2)


def test_an_inspector_is_replaced_by_whom_the_platform_gave() -> None:
    """Without a name it is refused; with one it is recorded, with the reason."""
    office = _imported()
    task_draws.confirm_draw(head("x"), TASK, **office.drawing)
    key = f"{TASK}:310000000000001"
    with pytest.raises(InvalidInput, match="协同监管平台"):
        replace_inspector(handler("a"), key, "组长", "水", reason="病假", **office.drawing)
    with pytest.raises(InvalidInput, match="already"):
        replace_inspector(handler("b"), key, "组长", "水", reason="病假", substitute="火", **office.drawing)
    after = replace_inspector(handler("c"), key, "组长", "水", reason="病假", substitute="土", **office.drawing).value
    with office.store.view() as view:
        (kept,) = view.records.find(PlatformSubstitution, inspection=key)
    assert [seat.inspector_id for seat in after.team] == ["土", "火"]
    assert (kept.value.left, kept.value.entered, kept.value.made.note) == ("水", "土", "病假")


@pytest.mark.clause("二(五) 回避")
def test_a_recusal_is_granted_with_whom_the_platform_gave() -> None:
    """Casework is the same: asked, decided by somebody else, the team changed."""
    office = _imported()
    task_draws.confirm_draw(head("x"), TASK, **office.drawing)
    key = f"{TASK}:310000000000001"
    ask_recusal(handler("a"), "回避1", key, "火", asked_by=AskedBy.INSPECTOR, reasons="近亲属", **office.ports)
    decide_recusal(head("b"), "回避1", granted=True, substitute="土", **office.drawing)
    assert [seat.inspector_id for seat in office.inspections()["310000000000001"].team] == ["水", "土"]


def test_the_platforms_own_file_is_read_as_offices_save_it(tmp_path: Path) -> None:
    """A title above the headings, other spellings of them, and columns besides: the draw is the same."""
    rows = "\n".join(f'{code},{name},某局,{leader},"{members}"' for code, name, leader, members in ROWS)
    file = tmp_path / "名单.csv"
    head_row = "统一社会信用代码/注册号,企业名称,登记机关,组长,检查人员"
    file.write_text(f"抽查对象名单\n{head_row}\n{rows}\n", "utf-8")
    office = approved()
    read = read_table(file, HEADINGS)
    made = import_platform_draw(handler("x"), TASK, read, inspectors=CALLED, **office.ports).value.draw
    other = _imported().task().draw
    assert made is not None
    assert other is not None
    assert made.digest == other.digest


def test_a_recusal_on_a_platforms_draw_can_be_refused() -> None:
    """There is no bundle to ask, and the team stays."""
    office = _imported()
    task_draws.confirm_draw(head("x"), TASK, **office.drawing)
    key = f"{TASK}:310000000000001"
    ask_recusal(handler("a"), "回避1", key, "火", asked_by=AskedBy.TARGET, reasons="不熟", **office.ports)
    decide_recusal(head("b"), "回避1", granted=False, reason="理由不成立", **office.drawing)
    assert "火" in office.inspections()["310000000000001"].inspectors
