"""Trainings, pledges and complaints against inspectors: who, when, what became of it, and who may not have a hand in it."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import pytest
from office_acts import office
from port_faults import BreakingStore, Countdown, Killed
from register_samples import CHANGED, GONE, NEW, day

from random_inspection.adapters.memory import MemoryEvidence, MemoryStore
from random_inspection.domain.acts import Actor, Order, Role
from random_inspection.domain.inspectors import Inspector, Training
from random_inspection.domain.people import ComplaintAboutInspector, ComplaintOutcome, ComplaintState, TrainingEvent
from random_inspection.domain.registers import InspectorEntry, Movement
from random_inspection.errors import InvalidInput, MoveRefused, NotAuthorised, NotStored
from random_inspection.ports import Stored
from random_inspection.rules.casework.authority import RoleAuthority
from random_inspection.rules.samples import INSPECTOR
from random_inspection.workflows.acts import ActPorts
from random_inspection.workflows.directories.people import (
    file_complaint,
    hold_training,
    missing_pledges,
    note_referral_result,
    refer_complaint,
    settle_complaint,
    sign_pledge,
)
from random_inspection.workflows.directories.registers import change_inspector, entry_history, inspectors_on

COURSE = Training(title="工资支付检查实务", held_on=day(4), items=("劳动-02",))
LI, WANG = INSPECTOR, attrs.evolve(INSPECTOR, inspector_id="王某", name="王某", trainings=())
DIGEST = "a" * 64


def order(command: str, by: str = "赵", role: Role = Role.HANDLER) -> Order:
    """Return an order of somebody in one role."""
    return Order(actor=Actor(actor_id=by, roles=(role,)), command=command)


def head(command: str, by: str = "钱") -> Order:
    """Return an order of a head of unit."""
    return order(command, by, Role.UNIT_HEAD)


def change(ports: ActPorts, command: str, inspector: Inspector, movement: Movement, on: dt.date) -> None:
    """Record a change of the directory of inspectors."""
    change_inspector(order(command), inspector, movement, on=on, source="人事通知", reason="调动", **ports)


@pytest.fixture
def ports() -> ActPorts:
    """Return an office with two inspectors and the roles of the rule."""
    ports = office(MemoryStore(), at=dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC))
    ports["authority"] = RoleAuthority()
    change(ports, "li", LI, NEW, day(1))
    change(ports, "wang", WANG, NEW, day(1))
    return ports


def hold(ports: ActPorts, command: str, *who: str, **more: Any) -> Stored[TrainingEvent]:
    """Record the course."""
    known: Mapping[str, Any] = {"proofs": (), "evidence": MemoryEvidence(), **more}
    return hold_training(order(command), "培训-1", COURSE, who, **known, **ports)


def trainings(ports: ActPorts, on: dt.date) -> dict[str, tuple[Training, ...]]:
    """Return who has which trainings on a day."""
    return {one.inspector_id: one.trainings for one in inspectors_on(on, store=ports["store"])}


@pytest.mark.clause("四(二) 培训")
def test_who_took_part_has_the_training_from_that_day_on(ports: ActPorts) -> None:
    """The directory has the training on the day on which it was held, and not the day before, with its event as source."""
    hold(ports, "1", "李某", "王某")
    assert trainings(ports, day(3, 31)) == {"李某": LI.trainings, "王某": ()}
    assert trainings(ports, day(4)) == {"李某": (*LI.trainings, COURSE), "王某": (COURSE,)}
    last = entry_history(InspectorEntry, "王某", store=ports["store"])[-1]
    assert (last.movement, last.source, last.reason) == (CHANGED, "培训 培训-1", "工资支付检查实务")


@pytest.mark.clause("四(二) 培训")
def test_a_training_recorded_late_reaches_who_changed_or_left_since(ports: ActPorts) -> None:
    """Whoever moved to another unit has both unit and training, and whoever left stays gone."""
    change(ports, "moved", attrs.evolve(LI, unit="二科"), CHANGED, day(6))
    change(ports, "left", WANG, GONE, day(6))
    hold(ports, "1", "李某", "王某")
    (li,) = inspectors_on(day(7), store=ports["store"])
    assert (li.unit, li.trainings) == ("二科", (*LI.trainings, COURSE))


def test_a_training_is_recorded_once(ports: ActPorts) -> None:
    """The same command again is one event; another under the same number is refused, and leaves the directory alone."""
    assert hold(ports, "1", "李某") == hold(ports, "1", "李某")
    with pytest.raises(InvalidInput):
        hold(ports, "2", "王某")
    assert trainings(ports, day(5))["王某"] == ()


def test_who_has_the_training_already_is_left_as_they_are(ports: ActPorts) -> None:
    """A training that the roster told before is not there twice."""
    change(ports, "told", attrs.evolve(WANG, trainings=(COURSE,)), CHANGED, day(4))
    hold(ports, "1", "王某")
    assert trainings(ports, day(5))["王某"] == (COURSE,)


def test_all_that_is_wrong_with_a_training_is_said(ports: ActPorts) -> None:
    """Strangers and missing proofs are found at once, and nobody gets the training."""
    with pytest.raises(MoveRefused) as refused:
        hold(ports, "1", "李某", "孙某", proofs=(DIGEST,))
    codes = [one.code for one in refused.value.problems]
    assert codes == ["training-evidence-absent", "attendance-not-in-directory"]
    assert trainings(ports, day(5))["李某"] == LI.trainings


def test_a_training_names_who_came_and_keeps_its_proofs(ports: ActPorts) -> None:
    """Proofs are evidence that is stored; a training without anybody is none, nor is one that lies ahead."""
    evidence = MemoryEvidence()
    digest = evidence.put("签到表".encode())
    with pytest.raises(InvalidInput, match="nobody is named"):
        hold(ports, "1")
    with pytest.raises(MoveRefused, match="after today"):
        hold_training(
            order("2"), "培训-2", attrs.evolve(COURSE, held_on=day(12, 2)), ("李某",), evidence=evidence, **ports
        )
    assert hold(ports, "3", "李某", evidence=evidence, proofs=(digest,)).value.evidence == (digest,)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_training_survives_the_end_of_the_process(ports: ActPorts, at: int) -> None:
    """Wherever the store breaks, event and directory are both there after the same command again, once."""
    breaking = ActPorts(**{**ports, "store": BreakingStore(ports["store"], Countdown(at))})
    with pytest.raises(Killed):
        hold(breaking, "1", "李某", "王某")
    assert hold(ports, "1", "李某", "王某").version == 1
    assert trainings(ports, day(5))["王某"] == (COURSE,)


@pytest.mark.clause("四(三) 廉洁")
def test_inspectors_pledge_for_themselves_once_a_year(ports: ActPorts) -> None:
    """Who has not signed for a year is named until they have."""
    assert [one.name for one in missing_pledges(2026, day(5), store=ports["store"])] == ["李某", "王某"]
    pledge = sign_pledge(order("1", "李某", Role.INSPECTOR), 2026, DIGEST, **ports).value
    assert (pledge.inspector_id, pledge.signed.by) == ("李某", "李某")
    assert [one.name for one in missing_pledges(2026, day(5), store=ports["store"])] == ["王某"]
    assert len(missing_pledges(2027, day(5), store=ports["store"])) == 2
    with pytest.raises(InvalidInput):
        sign_pledge(order("2", "李某", Role.INSPECTOR), 2026, DIGEST, **ports)


def test_nobody_else_pledges(ports: ActPorts) -> None:
    """Neither a clerk nor a stranger signs a pledge."""
    with pytest.raises(NotAuthorised):
        sign_pledge(order("1"), 2026, DIGEST, **ports)
    with pytest.raises(NotStored):
        sign_pledge(order("2", "孙某", Role.INSPECTOR), 2026, DIGEST, **ports)


def complain(ports: ActPorts, ordered: Order, **more: Any) -> Stored[ComplaintAboutInspector]:
    """Take in a complaint about 李某."""
    told: dict[str, Any] = {
        "received_on": day(5),
        "source": "来信",
        "content": "收受礼品",
        "complainant": "周某",
        **more,
    }
    return file_complaint(ordered, "投诉-1", "李某", **told, **ports)


@pytest.mark.clause("四(三) 廉洁")
def test_a_complaint_is_settled_referred_and_followed_to_its_end(ports: ActPorts) -> None:
    """What the office found, to whom it went, and what became of it there are kept, with who did it."""
    states = [complain(ports, order("1")).value.state]
    states += [settle_complaint(head("2"), "投诉-1", ComplaintOutcome.PARTLY, "约谈", **ports).value.state]
    states += [refer_complaint(head("3"), "投诉-1", "县纪委监委", "移送函〔2026〕1号", **ports).value.state]
    last = note_referral_result(head("4"), "投诉-1", "诫勉谈话", **ports).value
    assert [*states, last.state] == ["已登记", "已处理", "已移送", "移送已有结果"]
    assert last.referral is not None
    assert last.referral.noted is not None
    assert (last.referral.to, last.referral.result, last.referral.noted.by) == ("县纪委监委", "诫勉谈话", "钱")
    with ports["store"].view() as view:
        assert view.records.count(ComplaintAboutInspector, "state", inspector="李某") == {("移送已有结果",): 1}


@pytest.mark.clause("四(三) 廉洁")
def test_nobody_has_a_hand_in_a_complaint_about_themselves(ports: ActPorts) -> None:
    """Not in whatever role: neither taking it in, nor settling, nor referring, nor noting its result."""
    with pytest.raises(NotAuthorised):
        complain(ports, head("1", "李某"))
    complain(ports, head("2"))
    acts: tuple[Callable[[], object], ...] = (
        lambda: settle_complaint(head("3", "李某"), "投诉-1", ComplaintOutcome.UNFOUNDED, "无", **ports),
        lambda: refer_complaint(head("4", "李某"), "投诉-1", "县纪委监委", "函", **ports),
        lambda: note_referral_result(head("5", "李某"), "投诉-1", "无", **ports),
    )
    for act in acts:
        with pytest.raises(NotAuthorised):
            act()


def test_the_rule_holds_without_the_roles_as_well(ports: ActPorts) -> None:
    """A host whose authority allows everything cannot let inspectors handle complaints about themselves."""
    free = ActPorts(**{**ports, "authority": office()["authority"]})
    with pytest.raises(MoveRefused, match="about '李某'"):
        complain(free, order("1", "李某"))
    complain(free, order("2"))
    with pytest.raises(MoveRefused, match="about '李某'"):
        settle_complaint(order("3", "李某"), "投诉-1", ComplaintOutcome.UNFOUNDED, "无", **free)


@pytest.mark.clause("四(三) 廉洁")
def test_who_complained_stands_on_no_trail_and_in_no_log(ports: ActPorts) -> None:
    """Neither events nor the printed record name the complainant or say what was complained about."""
    stored = complain(ports, order("1"))
    assert stored.value.complainant == "周某"
    with ports["store"].view() as view:
        shown = b"".join(view.trail.leaves()).decode() + repr(stored)
    assert "周某" not in shown
    assert "礼品" not in shown


def test_a_complaint_that_cannot_be_is_refused(ports: ActPorts) -> None:
    """It is about somebody in the directory, and came in today at the latest."""
    with pytest.raises(MoveRefused, match="after today"):
        complain(ports, order("1"), received_on=day(12, 2))
    with pytest.raises(NotStored):
        file_complaint(order("2"), "投诉-2", "孙某", received_on=day(5), source="来信", content="无", **ports)
    with pytest.raises(NotStored):
        settle_complaint(head("3"), "投诉-9", ComplaintOutcome.UNCLEAR, "无", **ports)


def test_a_complaint_moves_by_its_table_only(ports: ActPorts) -> None:
    """No result without a referral, no second referral, and nothing is settled once it was handed over."""
    complain(ports, order("1"))
    with pytest.raises(MoveRefused, match="is 已登记"):
        note_referral_result(head("2"), "投诉-1", "无", **ports)
    refer_complaint(head("3"), "投诉-1", "县纪委监委", "函", **ports)
    with pytest.raises(MoveRefused, match="is 已移送"):
        refer_complaint(head("4"), "投诉-1", "县纪委监委", "函", **ports)
    with pytest.raises(MoveRefused, match=f"cannot become {ComplaintState.SETTLED}"):
        settle_complaint(head("5"), "投诉-1", ComplaintOutcome.UNFOUNDED, "无", **ports)
