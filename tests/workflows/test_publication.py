"""What is published of plans, tasks, results and figures, what never is, and how corrections come about."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from office_acts import order
from public_office import (
    ANNOUNCED,
    DRAWN,
    FINDINGS,
    FIRM,
    INSPECTION,
    INTERNAL,
    NAMES,
    PLAN,
    REVIEWED,
    TASK,
    PublicOffice,
    mark,
    public_office,
)

from random_inspection.domain.acts import Mark
from random_inspection.domain.fieldwork import Finding, ResultCode, Review
from random_inspection.domain.inspections import Inspection, InspectionState, Struck
from random_inspection.domain.notices import Notice, NoticeKind, NoticeState
from random_inspection.domain.plans import TaskDraw
from random_inspection.errors import InvalidInput, MoveRefused
from random_inspection.ports import Stored
from random_inspection.rules.casework.conclusion_moves import published
from random_inspection.rules.openness.public_tables import PublicTable
from random_inspection.rules.openness.public_views import PublicTarget
from random_inspection.workflows.openness.delivery import check_published, deliver_pending
from random_inspection.workflows.openness.publication import (
    publish_figures,
    publish_plan,
    publish_register,
    publish_result,
    publish_task,
)

Issue = Callable[[PublicOffice, str], Stored[Notice]]
TARGETS = (
    PublicTarget(name="东街一店", code="T-01", authority="东山县市场监管局"),
    PublicTarget(name="西街二店", code="T-02"),
)


def issue_plan(office: PublicOffice, command: str) -> Stored[Notice]:
    """Issue the plan."""
    return publish_plan(order(command), "2026-JH", names=NAMES, **office.issuing)


def issue_task(office: PublicOffice, command: str) -> Stored[Notice]:
    """Issue the task."""
    return publish_task(order(command), TASK, names=NAMES, targets=TARGETS, **office.issuing)


def issue_result(office: PublicOffice, command: str) -> Stored[Notice]:
    """Issue the result."""
    return publish_result(order(command), INSPECTION, names=NAMES, **office.issuing)


def issue_figures(office: PublicOffice, command: str) -> Stored[Notice]:
    """Issue the figures of the year."""
    return publish_figures(order(command), 2026, agency="东山县人社局", names=NAMES, **office.issuing)


REST = "2026-11-10,发现问题已责令改正,工资支付情况：拖欠加班费，已责令改正"
ISSUES = (issue_plan, issue_task, issue_result, issue_figures)


def shown(office: PublicOffice, notice_id: str, name: str, version: int = 1) -> str:
    """Return a file as the public reads it."""
    return office.publisher.published[notice_id, version][name].decode("utf-8-sig")


@pytest.mark.clause("三(五) 公示", "二(九) 公布")
def test_a_result_is_public_item_by_item_under_the_official_headings() -> None:
    """The table of the target, the table by item, and the names of the national system say the same."""
    office = public_office(PLAN, DRAWN, REVIEWED)
    issue_result(office, "c1")
    deliver_pending(order("c2"), **office.delivering)
    notice = f"result-{INSPECTION}"
    assert shown(office, notice, "results.csv").splitlines() == [
        "抽查计划编号,抽查计划名称,抽查任务编号,抽查任务名称,抽查类型,检查机关,名称,统一社会信用代码/注册号,检查完成日期,检查结果,备注",
        f"2026-JH,2026年抽查计划,{TASK},劳动用工抽查,不定向,东山县人社局、东山县市场监管局,东山县宏远机械有限公司,{FIRM},{REST}",
    ]
    assert "工资支付情况,发现问题已责令改正,拖欠加班费，已责令改正" in shown(office, notice, "items.csv")
    plain = json.loads(shown(office, notice, "result.json"))
    assert (plain["raninsPlaneName"], plain["insDate"], plain["uniscId"]) == ("2026年抽查计划", "2026-11-10", FIRM)
    assert plain["details"][0] == {"raninsItemName": "劳动合同订立情况", "raninsCheckResName": "未发现问题"}


@pytest.mark.parametrize("issue", ISSUES)
@pytest.mark.clause("二(一) 保密")
def test_no_internal_word_of_any_record_becomes_public(issue: Issue) -> None:
    """Notes, people, numbers, places, evidence, opinions and disposals stay inside, whatever is published."""
    office = public_office(PLAN, DRAWN, REVIEWED)
    issue(office, "c1")
    deliver_pending(order("c2"), **office.delivering)
    assert office.publisher.published
    assert INTERNAL not in office.texts()


@pytest.mark.parametrize("issue", ISSUES)
def test_the_same_notice_twice_is_one_notice(issue: Issue) -> None:
    """Issued again without a change, by the same command or another, there is one version."""
    office = public_office(PLAN, DRAWN, REVIEWED)
    first = issue(office, "c1")
    assert issue(office, "c1") == first
    assert issue(office, "c2") == first
    deliver_pending(order("c3"), **office.delivering)
    assert len(office.publisher.published) == 1


@pytest.mark.parametrize(
    ("review", "code"),
    [(None, "publish-not-reviewed"), (Review(made=mark(12), passed=False), "publish-not-reviewed")],
)
def test_no_result_is_public_without_its_review(review: Review | None, code: str) -> None:
    """A result that waits for review, or was returned, is refused with the state it is in."""
    conclusion = attrs.evolve(REVIEWED.conclusions[0], review=review)
    office = public_office(PLAN, DRAWN, attrs.evolve(REVIEWED, conclusions=(conclusion,)))
    with pytest.raises(MoveRefused) as caught:
        issue_result(office, "c1")
    assert caught.value.code == code
    assert office.evidence.files == {}


def test_an_inspection_without_record_or_result_says_all_that_it_lacks() -> None:
    """Both findings come at once, and a struck out inspection has nothing to publish."""
    bare = attrs.evolve(REVIEWED, record=None, conclusions=())
    with pytest.raises(MoveRefused) as caught:
        issue_result(public_office(PLAN, DRAWN, bare), "c1")
    assert [problem.params["lacks"] for problem in caught.value.problems] == ["现场检查记录", "检查结果"]
    struck = attrs.evolve(REVIEWED, struck=Struck(made=mark(9), evidence=("x",)))
    with pytest.raises(MoveRefused, match="has no result to publish"):
        issue_result(public_office(PLAN, DRAWN, struck), "c1")


@pytest.mark.clause("三(六) 核对", "三(五) 公示")
def test_an_inspection_is_published_once_its_result_was_seen_in_public() -> None:
    """Issued and delivered it is not yet; only the look at the public page makes it so, by whoever issued it."""
    office = public_office(PLAN, DRAWN, REVIEWED)
    notice = issue_result(office, "c1").value
    deliver_pending(order("c2"), **office.delivering)
    assert _inspection(office).state is InspectionState.REVIEWED
    check_published(order("c3", by="钱"), notice.key, **office.delivering)
    assert _inspection(office).state is InspectionState.PUBLISHED
    assert _inspection(office).conclusions[0].published == Mark(by="赵", at=notice.issued.at)


def test_a_correction_is_a_new_version_that_names_the_old_one() -> None:
    """Both versions stay readable, the new one says why, and it is checked for itself."""
    office = public_office(PLAN, DRAWN, published(REVIEWED, 1, mark(13)))
    issue_result(office, "c1")
    corrected = attrs.evolve(
        REVIEWED.conclusions[0],
        findings=(FINDINGS[0], Finding(item="RS-02", results=(ResultCode.NO_PROBLEM,))),
        concluded=mark(14, note="更正第1版：金额有误"),
    )
    before = _inspection(office)
    office.put(attrs.evolve(before, conclusions=(*before.conclusions, corrected)))
    notice = issue_result(office, "c2").value
    assert (notice.version, notice.replaces, notice.shows, notice.reason) == (2, 1, 2, "更正第1版：金额有误")
    deliver_pending(order("c3"), **office.delivering)
    assert "拖欠加班费" in shown(office, notice.notice_id, "results.csv", 1)
    assert "拖欠加班费" not in shown(office, notice.notice_id, "results.csv", 2)
    assert json.loads(shown(office, notice.notice_id, "notice.json", 2))["reason"] == "更正第1版：金额有误"
    check_published(order("c4"), notice.key, **office.delivering)
    assert _inspection(office).conclusions[1].published is not None


@pytest.mark.parametrize(
    ("note", "code"),
    [("联系电话13800138000", "public-mobile-number"), ("王某（11010519491231002X）", "public-identity-number")],
)
@pytest.mark.clause("二(一) 保密")
def test_a_remark_with_a_number_of_a_person_is_refused(note: str, code: str) -> None:
    """Phone and identity numbers are found in free text too, and the message does not repeat them."""
    findings = (Finding(item="RS-01", results=(ResultCode.OTHER,), note=note),)
    conclusion = attrs.evolve(REVIEWED.conclusions[0], findings=findings)
    office = public_office(PLAN, DRAWN, attrs.evolve(REVIEWED, conclusions=(conclusion,)))
    with pytest.raises(InvalidInput) as caught:
        issue_result(office, "c1")
    assert {problem.code for problem in caught.value.problems} == {code}
    assert not any(number in str(caught.value) for number in ("13800138000", "11010519491231002X"))


def test_an_item_without_a_name_is_refused_with_its_code() -> None:
    """All of them are named at once, and nothing is issued."""
    office = public_office(PLAN, DRAWN, REVIEWED)
    with pytest.raises(InvalidInput) as caught:
        publish_result(order("c1"), INSPECTION, names={}, **office.issuing)
    assert [problem.params["code"] for problem in caught.value.problems] == ["RS-01", "RS-02"]


def test_a_plan_is_public_once_it_is_approved() -> None:
    """A draft is refused; approved, it has a row for every approved task, or one for itself."""
    office = public_office(attrs.evolve(PLAN, approved=None))
    with pytest.raises(MoveRefused, match="becomes public once"):
        issue_plan(office, "c1")
    office.put(PLAN)
    alone = issue_plan(office, "c2")
    office.put(ANNOUNCED)
    assert issue_plan(office, "c3").value.version == alone.value.version + 1
    deliver_pending(order("c4"), **office.delivering)
    assert "劳动合同订立情况、工资支付情况" in shown(office, "plan-2026-JH", "plan.csv", 1)
    assert "2026-11-01至2026-12-15" in shown(office, "plan-2026-JH", "plan.csv", 2)


def test_a_task_is_public_with_its_announcement_and_its_list_where_it_says_so() -> None:
    """Before it, it is refused; the number of targets is public, the list only where the task wants it."""
    office = public_office(PLAN, attrs.evolve(ANNOUNCED, announcement=None))
    with pytest.raises(MoveRefused, match="becomes public with its announcement"):
        issue_task(office, "c1")
    office.put(ANNOUNCED)
    assert [file.name for file in issue_task(office, "c2").value.files] == ["notice.json", "task.csv", "task.json"]
    office.put(attrs.evolve(ANNOUNCED, publish_targets=True))
    with pytest.raises(InvalidInput, match="no targets were given"):
        publish_task(order("c3"), TASK, names=NAMES, **office.issuing)
    issue_task(office, "c4")
    deliver_pending(order("c5"), **office.delivering)
    assert shown(office, f"task-{TASK}", "task.csv").endswith(",东山县人社局、东山县市场监管局,2\r\n")
    assert "东街一店,T-01,东山县市场监管局" in shown(office, f"task-{TASK}", "targets.csv", 2)


@pytest.mark.parametrize(
    "changes",
    [{"cancelled": mark(6)}, {"announcement": None, "draw": TaskDraw(digest="0" * 64, made=mark(4), elsewhere="平台")}],
    ids=["cancelled", "elsewhere"],
)
def test_a_task_without_a_list_at_hand_is_public_all_the_same(changes: dict[str, Any]) -> None:
    """A cancellation does not wait for a list, and of a draw made elsewhere there is none."""
    office = public_office(PLAN, attrs.evolve(ANNOUNCED, publish_targets=True, **changes))
    notice = publish_task(order("c1"), TASK, names=NAMES, **office.issuing).value
    assert [file.name for file in notice.files] == ["notice.json", "task.csv", "task.json"]


def test_a_cancelled_task_says_so_and_why() -> None:
    """The announcement stays readable, and the next version tells that it was cancelled."""
    office = public_office(PLAN, ANNOUNCED)
    issue_task(office, "c1")
    office.put(attrs.evolve(ANNOUNCED, cancelled=mark(6, note="台风停工")))
    notice = issue_task(office, "c2").value
    assert (notice.version, notice.title, notice.reason) == (2, "劳动用工抽查（已取消）", "任务取消：台风停工")


def test_a_task_beside_the_plans_has_no_plan_on_its_page() -> None:
    """The columns of the plan are empty."""
    office = public_office(attrs.evolve(ANNOUNCED, plan_id=None, ground="上级交办"))
    issue_task(office, "c1")
    deliver_pending(order("c2"), **office.delivering)
    assert shown(office, f"task-{TASK}", "task.csv").splitlines()[1].startswith(f",,{TASK},")


@pytest.mark.clause("四(三) 定期公布")
def test_the_figures_of_a_year_are_counted_and_published_anew() -> None:
    """A result that becomes public later makes a new version."""
    office = public_office(PLAN, DRAWN, REVIEWED)
    issue_figures(office, "c1")
    office.put(published(REVIEWED, 1, mark(13)))
    assert issue_figures(office, "c2").value.version == 2
    deliver_pending(order("c3"), **office.delivering)
    assert "公示结果数,1" in shown(office, "figures-2026", "overview.csv", 2)
    assert "工资支付情况,1,1,0,1" in shown(office, "figures-2026", "items.csv", 2)


@pytest.mark.parametrize("kind", [NoticeKind.ITEM_LIST, NoticeKind.TARGETS, NoticeKind.INSPECTORS])
@pytest.mark.clause("二(二) 公开", "二(四) 公开", "二(六) 公开")
def test_registers_are_public_with_every_version(kind: NoticeKind) -> None:
    """The list and both directories are published, and a change is a new version beside the old one."""
    office = public_office()
    for number in (1, 2):
        table = PublicTable(name="list", title="名录", headings=("编号", "名称"), rows=(("1", f"第{number}版"),))
        publish_register(order(f"c{number}"), kind, [table], agency="东山县人社局", reason="调整", **office.issuing)
    done = deliver_pending(order("c3"), **office.delivering)
    assert [(one.value.version, one.value.state) for one in done] == [
        (1, NoticeState.DELIVERED),
        (2, NoticeState.DELIVERED),
    ]
    assert ["第1版" in office.texts(), "第2版" in office.texts()] == [True, True]


@pytest.mark.parametrize(
    "heading", ["手机号", "联系电话", "身份证号", "账号", "举报人", "投诉人姓名", "风险等级", "利害关系", "证据"]
)
@pytest.mark.clause("二(一) 保密")
def test_an_internal_column_of_a_register_is_refused(heading: str) -> None:
    """A table with such a heading is not published, whoever made it."""
    table = PublicTable(name="list", title="名录", headings=("编号", heading), rows=())
    with pytest.raises(InvalidInput) as caught:
        publish_register(order("c1"), NoticeKind.INSPECTORS, [table], agency="局", **public_office().issuing)
    assert {problem.code for problem in caught.value.problems} == {"public-column-internal"}


def test_only_registers_are_published_as_registers() -> None:
    """A result cannot come in by this door."""
    with pytest.raises(InvalidInput, match="is no register"):
        publish_register(order("c1"), NoticeKind.RESULT, [], agency="局", **public_office().issuing)


def _inspection(office: PublicOffice) -> Inspection:
    with office.ports["store"].view() as unit:
        stored: Any = unit.records.get(Inspection, INSPECTION)
    return stored.value  # type: ignore[no-any-return]
