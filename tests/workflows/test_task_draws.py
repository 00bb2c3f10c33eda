"""From the announcement of a task to its inspections."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import pytest
from announcing_specs import table
from task_office import (
    DRAFT,
    FIRMS,
    NOON,
    PEOPLE,
    SETTINGS,
    TASK,
    Office,
    announced,
    approved,
    by,
    chief,
    confirmed,
    document,
    draw,
    drawn,
    handler,
    head,
    inspector,
    planned,
    registered,
)

from random_inspection.domain.acts import Role
from random_inspection.domain.inspections import InspectionState
from random_inspection.domain.inspectors import InspectorStatus, Interest, InterestKind, Training
from random_inspection.domain.items import ItemList
from random_inspection.domain.legal import Repeal
from random_inspection.domain.plans import TaskState
from random_inspection.domain.registers import Movement
from random_inspection.domain.targets import TargetStatus
from random_inspection.errors import InvalidInput, MoveRefused, NotAuthorised, Problem
from random_inspection.rules.samples import ITEM, SHOP
from random_inspection.serialization import to_json
from random_inspection.workflows.casework import task_draws
from random_inspection.workflows.casework.task_frames import task_frame
from random_inspection.workflows.directories import registers
from random_inspection.workflows.directories.interest_tables import declare_interests
from random_inspection.workflows.draws import aftermath
from random_inspection.workflows.inputs.tables import SpecDocument


def _codes(office: Office, spec: SpecDocument) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        task_draws.announce_task(handler("x"), TASK, spec, **office.drawing)
    assert not office.bundles.of(TASK).files
    assert office.task().state is TaskState.APPROVED
    return [one.code for one in caught.value.problems]


@pytest.mark.clause("三(一) 公示")
def test_an_announcement_carries_the_public_columns_of_its_task() -> None:
    """What the public reads of the task is bound to its draw, and the task has the digest."""
    office = announced()
    announcement = json.loads(office.bundles.of(TASK).read("public", "announcement.json"))
    assert (announcement["draw_id"], announcement["title"]) == (TASK, "工资支付抽查")
    about = announcement["about"]["task"]
    assert (about["task_id"], about["plan_title"], about["agencies"]) == (TASK, "年度计划", ["人社局"])
    assert office.task().state is TaskState.ANNOUNCED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"draw_id": "2026-2"}, "task-draw-id"),
        ({"about": {"task": "甲"}}, "task-about-taken"),
        ({"team": [{"seat": "组长", "requires": ["执法证"]}]}, "too-few-certified"),
    ],
)
def test_a_specification_of_something_else_is_refused(changes: dict[str, Any], code: str) -> None:
    """Another draw, a task written by hand, a team of one: nothing is announced."""
    assert code in _codes(approved(), document(changes))


@pytest.mark.clause("二(六) 抽取")
def test_both_sides_are_drawn() -> None:
    """A specification without inspectors is refused."""
    spec = document()
    settings = {name: value for name, value in spec.settings.items() if name not in ("inspectors", "team")}
    assert "task-without-inspectors" in _codes(approved(), attrs.evolve(spec, settings=settings))


@pytest.mark.clause("三(一) 计划")
def test_nobody_is_drawn_past_the_directories() -> None:
    """A target and an inspector that the directories do not have are found in their cells, with everything else."""
    spec = document({"draw_id": "别的"}, firms=(*FIRMS, "黑店"), people=(*((one, "") for one in PEOPLE), ("黑户", "")))
    office = approved()
    with pytest.raises(InvalidInput) as caught:
        task_draws.announce_task(handler("x"), TASK, spec, **office.drawing)
    found = {(one.code, one.where.row) for one in caught.value.problems}
    assert {("task-draw-id", None), ("task-target-not-in-directory", 10)} <= found
    assert ("task-inspector-not-in-directory", 9) in found


@pytest.mark.clause("二(五) 培训", "二(五) 回避")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"trainings": ()}, "task-inspector-not-qualified"),
        ({"certificate": None}, "task-inspector-not-qualified"),
        ({"status": InspectorStatus.LEFT}, "task-inspector-not-qualified"),
        ({"items": ()}, "task-inspector-not-qualified"),
        ({"leader": False}, "task-inspector-holds"),
        (
            {
                "interests": (
                    Interest(
                        kind=InterestKind.RELATIVE,
                        target_id=FIRMS[0],
                        since=DRAFT.first_day,
                        declared_by="本人",
                        declared_on=DRAFT.first_day,
                    ),
                )
            },
            "task-interest-not-recused",
        ),
    ],
)
def test_the_directory_of_inspectors_is_asked(changes: dict[str, Any], code: str) -> None:
    """Untrained, without certificate, gone, out of scope, no leader, with an interest: refused by the directory."""
    office = approved()
    changed = attrs.evolve(inspector(PEOPLE[0]), **changes)
    office.change_inspector(changed)
    assert code in _codes(office, document())


@pytest.mark.clause("二(三) 依据")
def test_an_item_that_lost_its_power_is_not_announced() -> None:
    """A law that falls away before the last day of the inspections stops the task; one that does so later does not."""
    office = approved()
    repeal = Repeal(title="劳动法", since=DRAFT.last_day, source="主席令")
    with pytest.raises(InvalidInput) as caught:
        task_draws.announce_task(handler("x"), TASK, document(), repeals=(repeal,), **office.drawing)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.path) == ("task-item-without-basis", "items[0]")
    later = attrs.evolve(repeal, since=DRAFT.last_day + dt.timedelta(days=1))
    announced = task_draws.announce_task(handler("y"), TASK, document(), repeals=(later,), **office.drawing)
    assert announced.value.state is TaskState.ANNOUNCED


@pytest.mark.clause("二(二) 调整")
def test_an_item_that_left_the_list_since_is_not_announced() -> None:
    """A list without it was adopted after the task was approved, and takes over while the inspections go on."""
    office = approved()
    other = attrs.evolve(ITEM, code="劳动-09")
    items = ItemList(version="2026-2", previous="2026-1", in_force_from=DRAFT.last_day, items=(other,))
    registers.adopt_item_list(chief(office.new()), items, source="文件", reason="取消", **office.ports)
    assert _codes(office, document()) == ["item-not-in-force"]


def test_a_recusal_answers_a_declared_interest() -> None:
    """With the pair in the recusals the draw is announced, and they are never drawn together."""
    office = approved()
    tie = Interest(
        kind=InterestKind.RELATIVE,
        target_id=FIRMS[0],
        since=DRAFT.first_day,
        declared_by="本人",
        declared_on=DRAFT.first_day,
    )
    office.change_inspector(inspector(PEOPLE[0], interests=(tie,)))
    spec = document(recusals=[(FIRMS[0], PEOPLE[0], "近亲属")])
    task_draws.announce_task(handler("x"), TASK, spec, **office.drawing)
    assert office.task().state is TaskState.ANNOUNCED


@pytest.mark.clause("三(一) 计划")
@pytest.mark.parametrize("ratio", ["不低于40%", "40%", "不超过10%"])
def test_a_draw_that_is_not_as_large_as_its_task_is_refused(ratio: str) -> None:
    """Three of eight are under two fifths and over a tenth: nothing is announced."""
    office = approved(attrs.evolve(DRAFT, ratio=ratio))
    assert _codes(office, document())[0] in ("draw-below-ratio", "draw-above-ratio")


@pytest.mark.clause("三(一) 计划")
@pytest.mark.parametrize(
    ("ratio", "codes"),
    [
        ("不低于37.5%", []),
        ("不低于30%", []),
        ("5%", ["draw-above-ratio"]),
        ("三成", ["draw-ratio-unread"]),
        ("一般不低于50%", ["draw-ratio-unread"]),
        ("不低于50%/年", ["draw-ratio-unread"]),
    ],
)
def test_a_ratio_that_leaves_room_is_told(ratio: str, codes: list[str]) -> None:
    """Three of eight: enough is silent; more than a figure, exceptions, years and other words are for a person to see."""
    office, told = approved(attrs.evolve(DRAFT, ratio=ratio)), list[Problem]()
    task_draws.announce_task(handler("x"), TASK, document(), tell=told.append, **office.drawing)
    assert [one.code for one in told if one.code.startswith("draw-")] == codes


@pytest.mark.clause("二(五) 回避")
@pytest.mark.parametrize("whom", [{"target_id": FIRMS[0]}, {"group": "丙集团"}])
def test_an_interest_that_became_known_after_the_first_day_counts(whom: dict[str, Any]) -> None:
    """Declared today, or in a group that the target was put into today, for inspections since last week: kept apart."""
    draft = attrs.evolve(DRAFT, first_day=DRAFT.first_day - dt.timedelta(days=10))
    office = approved(draft)
    tie = Interest(
        kind=InterestKind.RELATIVE, since=dt.date(2026, 1, 1), declared_by="本人", declared_on=NOON.date(), **whom
    )
    registers.change_target(
        handler("tag"),
        attrs.evolve(SHOP, target_id=FIRMS[0], name="甲", tags=("丙集团",)),
        Movement.CHANGED,
        on=NOON.date(),
        source="台账",
        reason="变更",
        **office.ports,
    )
    declare_interests(handler("tie"), PEOPLE[0], (tie,), source="申报", **office.ports)
    frame = task_frame(TASK, store=office.store)
    assert [(one.target_id, one.inspector_id) for one in frame.recusals] == [(FIRMS[0], PEOPLE[0])]
    assert _codes(office, document()) == ["task-interest-not-recused"]


@pytest.mark.clause("二(六) 范围")
def test_a_target_that_is_gone_is_refused_unless_its_status_strikes_it_out() -> None:
    """The directory says 迁出: in the frame it is refused; with its status in the table the draw strikes it out."""
    office = approved()
    gone = attrs.evolve(SHOP, target_id=FIRMS[0], name="甲", status=TargetStatus.MOVED_AWAY)
    office.change_target(gone)
    assert _codes(office, document()) == ["task-target-out-of-scope"]
    rows = [(one, f"{one}公司", "东城", "迁出" if one == FIRMS[0] else "存续") for one in FIRMS]
    spec = document({"targets": {**SETTINGS["targets"], "status": "状态"}})
    tables = {**spec.tables, "targets": table("register.csv", ("代码", "名称", "地区", "状态"), rows)}
    task_draws.announce_task(handler("y"), TASK, attrs.evolve(spec, tables=tables), **office.drawing)
    assert b"struck" in office.bundles.of(TASK).read("public", "announcement.json")


def test_a_joint_task_has_a_seat_for_each_agency() -> None:
    """A joint task whose team leaves an agency out is refused; with a seat for each it draws from both."""
    office = approved(attrs.evolve(DRAFT, agencies=("人社局", "市场局")))
    for one in PEOPLE[4:]:
        other = inspector(one, agency="市场局")
        office.change_inspector(other)
    assert _codes(office, document()) == ["task-agency-without-seat"] * 2
    people = tuple((one, f"执法证；组长；机关:{'市场局' if one in PEOPLE[4:] else '人社局'}") for one in PEOPLE)
    team = [
        {"seat": "组长", "requires": ["执法证", "机关:人社局"]},
        {"seat": "组员", "requires": ["执法证", "机关:市场局"]},
    ]
    task_draws.announce_task(handler("x"), TASK, document({"team": team}, people=people), **office.drawing)
    for found in confirmed(drawn(office)).inspections().values():
        leader, member = (seat.inspector_id for seat in found.team)
        assert (leader in PEOPLE[:4], member in PEOPLE[4:]) == (True, True)


def test_in_a_joint_task_each_agency_inspects_its_own_items() -> None:
    """Nobody has to be able to inspect all items, as long as a seat for each of them says who does."""
    office = registered()
    joined = attrs.evolve(ITEM, code="市监-01", agency="市场局")
    items = ItemList(version="2026-2", previous="2026-1", in_force_from=dt.date(2026, 11, 1), items=(ITEM, joined))
    registers.adopt_item_list(chief(office.new()), items, source="文件", reason="增补", **office.ports)
    trained = Training(title="年报", held_on=dt.date(2026, 2, 1), items=("市监-01",))
    for one in PEOPLE[4:]:
        office.change_inspector(inspector(one, agency="市场局", items=("市监-01",), trainings=(trained,)))
    both: dict[str, Any] = {"agencies": ("人社局", "市场局"), "items": ("劳动-01", "市监-01")}
    approved(attrs.evolve(DRAFT, plan_id=None, ground="联合部署", **both), office)
    sides = [("人社局", "劳动-01", PEOPLE[:4]), ("市场局", "市监-01", PEOPLE[4:])]
    people = [(one, f"执法证；机关:{agency}；事项:{item}") for agency, item, names in sides for one in names]
    seats = [{"seat": agency, "requires": ["执法证", f"机关:{agency}"]} for agency, *_ in sides]
    assert _codes(office, document({"team": seats}, people=people)) == ["task-item-without-seat"] * 2
    team = [
        {**seat, "requires": [*seat["requires"], f"事项:{item}"]}
        for seat, (_, item, _) in zip(seats, sides, strict=True)
    ]
    task_draws.announce_task(handler("x"), TASK, document({"team": team}, people=people), **office.drawing)
    assert office.task().state is TaskState.ANNOUNCED


@pytest.mark.clause("三(一) 抽取")
def test_one_announcement_has_one_outcome() -> None:
    """A second draw is refused; the same command again gives the first outcome."""
    office = announced()
    first = draw(office, "once")
    assert draw(office, "once") == first
    with pytest.raises(MoveRefused, match="已抽取"):
        draw(office)
    with pytest.raises(MoveRefused, match="已抽取"):
        task_draws.announce_task(handler("x"), TASK, document(), **office.drawing)


def test_a_draw_before_its_announcement_is_refused() -> None:
    """Nothing is drawn that the public could not expect."""
    office = approved()
    with pytest.raises(MoveRefused, match="announce it"):
        draw(office)


@pytest.mark.clause("三(一) 公示")
def test_an_exchanged_announcement_is_not_drawn_under() -> None:
    """Who exchanges the announcement between announcing and drawing is found by its digest."""
    office = announced()
    other = approved()
    task_draws.announce_task(handler("x"), TASK, document({"title": "另一次"}), **other.drawing)
    office.bundles.of(TASK).files = other.bundles.of(TASK).files
    with pytest.raises(InvalidInput, match="recorded"):
        draw(office)


@pytest.mark.clause("三(一) 记录")
def test_every_drawn_target_gets_its_inspection() -> None:
    """Three were drawn: three inspections with name, items, unit and team, assigned by who confirmed."""
    office = confirmed()
    found = office.inspections()
    assert len(found) == 3
    for target, one in found.items():
        assert (one.target_name, one.items, one.unit) == (f"{target}公司", ("劳动-01",), "监察科")
        assert (one.state, one.assigned.by, len(one.team)) == (InspectionState.ASSIGNED, "科长钱", 2)


def test_who_drew_or_was_drawn_does_not_confirm() -> None:
    """The second person is neither the handler who drew, nor an inspector of the draw."""
    office = drawn()
    with pytest.raises(NotAuthorised, match="second person"):
        task_draws.confirm_draw(by("经办赵", Role.UNIT_HEAD, command="x"), TASK, **office.drawing)
    confirmed(office)
    other = drawn()
    seat = next(iter(office.inspections().values())).team[0]
    with pytest.raises(NotAuthorised, match="second person"):
        task_draws.confirm_draw(by(seat.inspector_id, Role.UNIT_HEAD, command="x"), TASK, **other.drawing)


@pytest.mark.clause("二(八) 留痕")
@pytest.mark.parametrize("exchanged", [False, True])
def test_a_tampered_outcome_is_not_confirmed(exchanged: bool) -> None:  # noqa: FBT001
    """One inspector exchanged in the result, or the whole draw for another one: refused, and no inspection made."""
    office = drawn()
    bundle = office.bundles.of(TASK)
    if exchanged:
        other = Office()
        other.entropy.given = 1000
        drawn(announced(approved(office=_planned(other))))
        office.bundles.of(TASK).files = other.bundles.of(TASK).files
    else:
        result = json.loads(bundle.files["sealed", "result.json"])
        first, *_ = result["assignments"]
        first["inspector_id"] = next(one for one in PEOPLE if one != first["inspector_id"])
        bundle.files["sealed", "result.json"] = to_json(result)
    with pytest.raises(InvalidInput):
        task_draws.confirm_draw(head("x"), TASK, **office.drawing)
    assert (office.inspections(), office.task().state) == ({}, TaskState.DRAWN)


def _planned(office: Office) -> Office:
    return planned(registered(office))


def test_a_draw_that_was_changed_past_the_office_is_not_confirmed() -> None:
    """A strike before the confirmation, made on the files alone, is found."""
    office = drawn()
    bundle = office.bundles.of(TASK)
    target = json.loads(bundle.read("sealed", "result.json"))["drawn"][0]["target_id"]
    aftermath.strike_out(target, reason="迁出", store=bundle, clock=office.ports["clock"])
    with pytest.raises(InvalidInput, match="change-0001"):
        task_draws.confirm_draw(head("x"), TASK, **office.drawing)


def test_targets_without_names_in_the_draw_are_named_by_the_directory() -> None:
    """A register without names does not stop the confirmation: the office knows its targets."""
    office = approved()
    targets = {name: value for name, value in SETTINGS["targets"].items() if name != "name"}
    task_draws.announce_task(handler("x"), TASK, document({"targets": targets}), **office.drawing)
    drawn(office)
    task_draws.confirm_draw(head("y"), TASK, **office.drawing)
    assert all(one.target_name for one in office.inspections().values())


@pytest.mark.clause("三(一) 抽取")
def test_of_many_who_draw_at_once_one_does() -> None:
    """Eight commands at the same time are one draw and one event; the others are told."""
    office = announced()

    def attempt(number: int) -> bool:
        try:
            draw(office, f"draw{number}")
        except MoveRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(attempt, range(8))) == [False] * 7 + [True]
    assert office.acts().count("抽取") == 1
