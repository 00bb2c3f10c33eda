"""The way of an inspection through the office, act by act, with the roles of the rule."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import pytest
from inspection_office import KEY, InspectionOffice, order
from inspection_values import DIRECTORY, MORNING

from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.fieldwork import ResultCode
from random_inspection.domain.follow_up import DisposalKind
from random_inspection.domain.inspections import InspectionState, Struck
from random_inspection.domain.items import Method
from random_inspection.domain.registers import Movement
from random_inspection.errors import InvalidInput, MoveRefused, NotAuthorised, NotStored, VersionConflict
from random_inspection.rules.casework.authority import RoleAuthority
from random_inspection.rules.casework.inspection_moves import involved
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.casework.follow_up import make_transfer, record_receipt
from random_inspection.workflows.casework.visits import begin_inspection, choose_approach, report_emergency
from random_inspection.workflows.directories.registers import change_inspector


@pytest.fixture
def office() -> InspectionOffice:
    """An office with an inspection that is assigned."""
    return InspectionOffice()


def _acts(office: InspectionOffice) -> list[str]:
    with office.store.view() as unit:
        about = unit.trail.about(Subject(kind="inspection", key=KEY))
        leaves = list(unit.trail.leaves())
    return [read_leaf(leaves[number])[1].act for number in about]


@pytest.mark.clause("三(二) 检查", "三(四) 结论", "二(九) 处理")
def test_an_inspection_goes_its_way_and_every_act_is_on_the_trail(office: InspectionOffice) -> None:
    """From the seat that was drawn to the last disposal: each state once, each act an event of its own."""
    office.until_told()
    office.conclude(ResultCode.TO_BE_HANDLED)
    office.review()
    office.publish()
    office.order()
    office.finish()
    assert office.dispose().value.state is InspectionState.DISPOSED
    assert _acts(office) == [
        *(Act.APPROACH_CHOOSE, Act.VISIT_APPROVE, Act.VISIT_NOTIFY, Act.VISIT_BEGIN, Act.EVIDENCE_ADD),
        *(Act.RECORD_WRITE, Act.RESULT_TELL, Act.INSPECTION_CONCLUDE, Act.INSPECTION_REVIEW, Act.NOTICE_CHECK),
        *(Act.DISPOSAL_ORDER, Act.DISPOSAL_FINISH, Act.INSPECTION_DISPOSE),
    ]


def test_a_returned_conclusion_and_a_correction_keep_every_version(office: InspectionOffice) -> None:
    """Returned, concluded again, published, corrected: four acts, three versions, each with its review."""
    office.until_told()
    office.conclude()
    office.review(passed=False, note="请核对第二项")
    office.conclude(ResultCode.ORDERED_TO_CORRECT, command="8b", note="已核对")
    office.review(command="9b")
    office.publish()
    office.correct()
    office.review(command="9c")
    versions = office.publish(command="10b").value.conclusions
    assert [one.review and one.review.passed for one in versions] == [False, True, True]
    assert [one.published is not None for one in versions] == [False, True, True]
    assert versions[2].concluded.note == "更正第2版：台账有误"


@pytest.mark.parametrize(
    ("act", "by"),
    [
        ("approach", "丙"),
        ("approve", "甲"),
        ("approve", "赵"),
        ("begin", "丙"),
        ("write", "丙"),
        ("tell", "钱"),
        ("conclude", "孙"),
        ("review", "甲"),
        ("order", "孙"),
    ],
)
def test_an_actor_without_role_or_part_in_the_case_changes_nothing(office: InspectionOffice, act: str, by: str) -> None:
    """Only the team inspects, only heads approve, only others review; and nothing is written."""
    with pytest.raises(NotAuthorised) as error:
        getattr(office, act)(by=by)
    assert by in error.value.text("zh")
    assert _acts(office) == []


def test_the_team_and_the_second_person_are_asked_of_the_rule_too() -> None:
    """A host whose table of roles lets everybody do everything still lets nobody review their own case."""

    class Lax(RoleAuthority):
        def grounds(self, *_: object) -> tuple[()]:
            return ()

    office = InspectionOffice(authority=Lax())
    office.until_told()
    office.conclude()
    with pytest.raises(MoveRefused) as error:
        office.review(by="甲")
    assert [one.code for one in error.value.problems] == ["review-own-case", "review-own-case"]


def test_a_decision_on_another_version_is_refused(office: InspectionOffice) -> None:
    """Who read version 4 and writes on version 5 reads again, and nothing is lost."""
    for act in (office.approach, office.approve, office.notify, office.begin):
        act()
    digest = office.photograph().value.digest
    office.write(digest, version=5)
    with pytest.raises(VersionConflict) as error:
        office.write(digest, command="6b", version=5)
    assert all(word in error.value.text("zh") for word in (KEY, "第6版", "第5版", "重新读取"))


def test_the_same_command_twice_is_one_act(office: InspectionOffice) -> None:
    """The second time gives the first result, though the state has moved on."""
    first = office.approach()
    office.approve()
    assert office.approach() == first
    assert _acts(office) == [Act.APPROACH_CHOOSE, Act.VISIT_APPROVE]
    with pytest.raises(InvalidInput):
        office.notify(command="1")


def test_what_is_not_there_is_said(office: InspectionOffice) -> None:
    """An inspection that nobody drew has no acts."""
    with pytest.raises(NotStored, match="2026-7:丁店"):
        choose_approach(order("赵", "1"), "2026-7:丁店", method=Method.WRITTEN, **office.ports())


def test_a_contradiction_is_refused_before_anything_is_done(office: InspectionOffice) -> None:
    """未发现问题 with another result: the item and the other are named, and the trail has no event of it."""
    office.until_told()
    before = _acts(office)
    with pytest.raises(InvalidInput) as error:
        office.conclude(ResultCode.NO_PROBLEM, ResultCode.UNCOOPERATIVE)
    assert error.value.code == "conclusion-contradicts"
    assert _acts(office) == before


def test_an_emergency_is_begun_by_the_team_and_reported_by_it(office: InspectionOffice) -> None:
    """Without approval and notice, with certificates and a ground, and a report afterwards."""
    office.approach()
    shown = {"甲": "13010001", "乙": "13010002"}
    begin_inspection(order("甲", "e1"), KEY, certificates=shown, emergency="正在转移财物", **office.ports())
    reported = report_emergency(order("甲", "e2"), KEY, note="已书面报告", **office.ports()).value
    assert reported.emergency is not None
    assert reported.emergency.reported is not None


def test_who_left_the_directory_shows_no_certificate(office: InspectionOffice) -> None:
    """A certificate counts while its holder is in the directory on that day, whatever it says itself."""
    office.approach()
    office.approve()
    office.notify()
    words: dict[str, Any] = {"on": MORNING.date(), "source": "人事名册", "reason": "调离"}
    change_inspector(order("赵", "g"), DIRECTORY["乙"], Movement.GONE, **words, **office.ports())
    with pytest.raises(MoveRefused) as caught:
        office.begin()
    assert [(one.code, one.params["who"]) for one in caught.value.problems] == [("visit-certificate-unknown", "乙")]


def test_who_had_which_part_is_told_to_the_authority(office: InspectionOffice) -> None:
    """Team, concluders, reviewers, who ordered and who struck out: each part names its people."""
    office.until_told()
    office.conclude()
    office.review()
    office.order(kind=DisposalKind.OTHER)
    struck = attrs.evolve(office.now(), struck=Struck(made=office.now().assigned, evidence=("c" * 64,)))
    assert involved(struck) == {
        "team": frozenset("甲乙"),
        "concluded": frozenset("甲"),
        "reviewed": frozenset("孙"),
        "ordered": frozenset("钱"),
        "struck": frozenset("赵"),
    }


@pytest.mark.clause("二(九) 处理")
def test_a_suspected_crime_goes_to_the_police_and_ends_with_their_receipt(office: InspectionOffice) -> None:
    """A head hands the case over with what belongs to it, the handler records the receipt, and nothing is left."""
    office.until_told()
    office.conclude(ResultCode.TO_BE_HANDLED)
    office.review()
    office.publish()
    make_transfer(
        order("钱", "t1"),
        KEY,
        disposal_id="移-1",
        kind=DisposalKind.TO_POLICE,
        content="涉嫌拒不支付劳动报酬罪",
        receiver="县公安局",
        handed_over=("案卷2册",),
        **office.ports(),
    )
    received = record_receipt(order("赵", "t2"), KEY, disposal_id="移-1", receipt="公受〔2026〕11号", **office.ports())
    transfer = received.value.disposals[0].transfer
    assert transfer is not None
    assert transfer.receipt == "公受〔2026〕11号"
    assert office.dispose().value.state is InspectionState.DISPOSED


def test_a_transfer_is_made_as_a_transfer(office: InspectionOffice) -> None:
    """A disposal of that kind without receiver is refused before anything is done."""
    office.until_told()
    office.conclude()
    office.review()
    with pytest.raises(InvalidInput) as error:
        office.order(kind=DisposalKind.TO_POLICE)
    assert error.value.code == "disposal-transfer-missing"


def test_one_of_two_reviews_at_once_is_the_review(office: InspectionOffice) -> None:
    """Two reviewers decide at the same moment: the first decides, the other is told that nothing waits any more."""
    office.until_told()
    office.conclude()

    def decide(command: str) -> str:
        try:
            office.review(command=command)
        except MoveRefused as error:
            return error.problems[-1].code
        return "reviewed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, ("r1", "r2"))) == ["review-none", "reviewed"]
