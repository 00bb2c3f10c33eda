"""The values of casework: what they refuse, and the states that follow from what was done."""

import datetime as dt

import attrs
import pytest

from random_inspection.domain.acts import Actor, Mark, Role
from random_inspection.domain.fieldwork import (
    Conclusion,
    Entry,
    Finding,
    OnSiteRecord,
    ResultCode,
    Review,
    Told,
    VisitNotice,
)
from random_inspection.domain.follow_up import Disposal, DisposalKind, Transfer
from random_inspection.domain.inspections import Inspection, InspectionState, Struck
from random_inspection.domain.plans import AnnualPlan, PlanState, Task, TaskAnnouncement, TaskDraw, TaskState, TaskType
from random_inspection.errors import InvalidInput

CST = dt.timezone(dt.timedelta(hours=8))
MARK = Mark(by="赵", at=dt.datetime(2026, 3, 2, 9, tzinfo=CST))
FINDING = Finding(item="劳动-01", results=(ResultCode.NO_PROBLEM,))
CONCLUSION = Conclusion(findings=(FINDING,), opinion="无", concluded=MARK)
TASK = Task(
    task_id="2026-7",
    title="工资支付检查",
    ground="专项整治",
    type=TaskType.UNTARGETED,
    agencies=("人社局",),
    unit="监察大队",
    items=("劳动-01",),
    scope="餐饮业",
    ratio="5%",
    first_day=dt.date(2026, 3, 1),
    last_day=dt.date(2026, 3, 20),
    drafted=MARK,
)
INSPECTION = Inspection(
    inspection_id="2026-7:甲店",
    task_id="2026-7",
    target_id="甲店",
    target_name="甲店",
    items=("劳动-01",),
    unit="监察大队",
    team=(),
    assigned=MARK,
)


def _codes(error: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.where.path) for problem in error.value.problems]


def test_a_moment_says_its_offset() -> None:
    """A time without an offset could be any of two dozen moments, and is refused."""
    with pytest.raises(InvalidInput) as error:
        Mark(by="赵", at=dt.datetime(2026, 3, 2, 9))  # noqa: DTZ001
    assert _codes(error) == [("not-moment", "at")]


def test_an_actor_has_a_role() -> None:
    """Whoever acts is something in the office."""
    assert Actor(actor_id="赵", roles=(Role.HANDLER,)).unit is None
    with pytest.raises(InvalidInput):
        Actor(actor_id="赵", roles=())


@pytest.mark.clause("三(一) 计划")
def test_a_task_belongs_to_a_plan_or_names_its_ground() -> None:
    """An ad hoc task says why there is one; a planned one needs no other ground."""
    with pytest.raises(InvalidInput) as error:
        attrs.evolve(TASK, ground=None)
    assert _codes(error) == [("task-without-ground", "ground")]
    with pytest.raises(InvalidInput) as error:
        attrs.evolve(TASK, plan_id="2026")
    assert _codes(error) == [("task-plan-and-ground", "ground")]


def test_everything_wrong_with_a_task_is_said_at_once() -> None:
    """Reversed days, no agency and no item are found together."""
    with pytest.raises(InvalidInput) as error:
        attrs.evolve(TASK, last_day=dt.date(2026, 2, 1), agencies=(), items=())
    assert [path for _, path in _codes(error)] == ["last_day", "agencies", "items"]


def test_a_colon_parts_task_and_target() -> None:
    """A task's number holds no colon, so that an inspection's identifier has one reading."""
    with pytest.raises(InvalidInput) as error:
        attrs.evolve(TASK, task_id="2026:7")
    assert _codes(error) == [("task-id-colon", "task_id")]
    with pytest.raises(InvalidInput) as error:
        attrs.evolve(INSPECTION, inspection_id="2026-8:甲店")
    assert _codes(error) == [("inspection-id-wrong", "inspection_id")]


def test_the_state_of_a_task_follows_from_what_was_done() -> None:
    """Every mark moves the task on, and a cancelled one is cancelled whatever it was."""
    steps = {
        TaskState.DRAFT: {},
        TaskState.APPROVED: {"approved": MARK},
        TaskState.ANNOUNCED: {"announcement": TaskAnnouncement(draw_id="1", digest="a" * 64, made=MARK)},
        TaskState.DRAWN: {"draw": TaskDraw(digest="b" * 64, made=MARK)},
        TaskState.CONFIRMED: {"confirmed": MARK},
        TaskState.CLOSED: {"closed": MARK},
        TaskState.ARCHIVED: {"archived": MARK},
    }
    task, found = TASK, []
    for change in steps.values():
        task = attrs.evolve(task, **change)  # type: ignore[arg-type]
        found.append(task.state)
        assert attrs.evolve(task, cancelled=MARK).state is TaskState.CANCELLED
    assert found == list(steps)


def test_a_plan_is_a_draft_until_it_is_approved() -> None:
    """A plan has items, and is approved by somebody."""
    plan = AnnualPlan(plan_id="2026", title="计划", year=2026, agency="人社局", items=("劳动-01",), drafted=MARK)
    assert (plan.state, attrs.evolve(plan, approved=MARK).state) == (PlanState.DRAFT, PlanState.APPROVED)
    with pytest.raises(InvalidInput):
        attrs.evolve(plan, items=())


def test_the_state_of_an_inspection_follows_from_what_was_done() -> None:
    """Every mark moves the inspection on; a published result stays published while a correction is under way."""
    steps: list[tuple[InspectionState, dict[str, object]]] = [
        (InspectionState.ASSIGNED, {}),
        (InspectionState.NOTIFIED, {"notice": VisitNotice(number="1", served=MARK)}),
        (InspectionState.IN_PROGRESS, {"entry": Entry(began=MARK)}),
        (InspectionState.CONCLUDED, {"conclusions": (CONCLUSION,)}),
        (InspectionState.RETURNED, {"conclusions": (_reviewed(passed=False),)}),
        (InspectionState.REVIEWED, {"conclusions": (_reviewed(passed=True),)}),
        (InspectionState.PUBLISHED, {"conclusions": (attrs.evolve(_reviewed(passed=True), published=MARK),)}),
        (
            InspectionState.PUBLISHED,
            {"conclusions": (attrs.evolve(_reviewed(passed=True), published=MARK), CONCLUSION)},
        ),
        (InspectionState.DISPOSED, {"disposed": MARK}),
        (InspectionState.ARCHIVED, {"archived": MARK}),
    ]
    inspection = INSPECTION
    for state, change in steps:
        inspection = attrs.evolve(inspection, **change)  # type: ignore[arg-type]
        assert inspection.state is state
    assert attrs.evolve(INSPECTION, struck=Struck(made=MARK, evidence=("e",))).state is InspectionState.STRUCK_OUT


def _reviewed(*, passed: bool) -> Conclusion:
    return attrs.evolve(CONCLUSION, review=Review(made=MARK, passed=passed))


@pytest.mark.clause("三(四) 结论")
def test_no_problem_stands_alone() -> None:
    """未发现问题 beside another result contradicts itself; 其他 says nothing without a note."""
    with pytest.raises(InvalidInput) as error:
        Finding(item="劳动-01", results=(ResultCode.NO_PROBLEM, ResultCode.UNREACHABLE, ResultCode.OTHER))
    assert _codes(error) == [("conclusion-contradicts", "results"), ("conclusion-other-without-note", "note")]
    assert "“未发现问题”不能与“通过登记的住所（经营场所）无法联系”“其他”并列" in error.value.text("zh")


def test_an_item_has_one_finding() -> None:
    """Two findings on one item would be two answers."""
    with pytest.raises(InvalidInput) as error:
        attrs.evolve(CONCLUSION, findings=(FINDING, FINDING))
    assert _codes(error) == [("list-repeats", "findings[1]")]


def test_a_record_does_not_end_before_it_begins() -> None:
    """Times in the wrong order are refused with both."""
    with pytest.raises(InvalidInput) as error:
        OnSiteRecord(
            began_at=MARK.at,
            ended_at=MARK.at - dt.timedelta(minutes=1),
            place="东街",
            content="台账",
            situation="齐全",
            written=MARK,
        )
    assert _codes(error) == [("times-reversed", "ended_at")]


@pytest.mark.clause("三(四) 告知")
def test_a_refusal_to_sign_is_written_down() -> None:
    """Whoever does not acknowledge the result has a line that says what happened."""
    with pytest.raises(InvalidInput) as error:
        Told(told=MARK, acknowledged=False)
    assert _codes(error) == [("told-refusal-missing", "refusal")]


@pytest.mark.clause("二(九) 处理")
def test_a_transfer_says_to_whom_and_what() -> None:
    """A transfer names receiver and files, and nothing else is one."""
    with pytest.raises(InvalidInput) as error:
        Disposal(disposal_id="1", kind=DisposalKind.TO_POLICE, content="拒不支付", ordered=MARK)
    assert _codes(error) == [("disposal-transfer-missing", "transfer")]
    transfer = Transfer(receiver="公安局", handed_over=("卷宗",))
    with pytest.raises(InvalidInput) as error:
        Disposal(disposal_id="1", kind=DisposalKind.PENALTY, content="罚款", ordered=MARK, transfer=transfer)
    assert _codes(error) == [("disposal-transfer-unasked", "transfer")]
