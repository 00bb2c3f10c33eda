"""How every act is done: once for a command, by who may, in one unit of work with its event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import pytest
from office_acts import approve, draft, office, order

from random_inspection.domain.acts import Act, Event, Role, Subject
from random_inspection.domain.plans import AnnualPlan
from random_inspection.errors import (
    InvalidInput,
    Message,
    NotAuthorised,
    NotStored,
    VersionConflict,
)
from random_inspection.ports import Store, Stored
from random_inspection.rules.grounds import Ground
from random_inspection.serialization.records import content_digest
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.acts import ActPorts, Work, perform

P1 = Subject(kind="plan", key="P1")
NOT_ON = Message("test-not-you", "not you", "不能由您办理")


def _events(store: Store) -> list[Event]:
    with store.view() as view:
        return [read_leaf(data)[1] for data in view.trail.leaves()]


def _plan(store: Store, key: str = "P1") -> Stored[AnnualPlan] | None:
    with store.view() as view:
        return view.records.get(AnnualPlan, key)


@attrs.frozen
class Against:
    """An authority that has something against one act, or against who had a part in the case."""

    act: Act

    def grounds(self, actor: Any, act: str, involved: Mapping[str, frozenset[str]]) -> Sequence[Ground]:
        """Return one reason where it is that act, by somebody who drafted, or whoever it is where nobody is known."""
        refused = act == self.act and (not involved or actor.actor_id in involved["drafted"])
        return [Ground(message=NOT_ON, clause="三(一)", params={})] if refused else []


@pytest.mark.clause("二(八) 追溯", "三(一) 身份")
def test_an_act_leaves_a_record_and_its_event() -> None:
    """The event says who, in which role, when, what, under which command, on what, and commits to what was written."""
    ports = office()
    assert draft("P1", "c1", ports) == _plan(ports["store"])
    (event,) = _events(ports["store"])
    assert (event.actor, event.roles, event.at) == ("赵", (Role.HANDLER,), ports["clock"].now())
    assert (event.act, event.command, event.subject) == ("拟定年度计划", "c1", P1)
    (change,) = event.changes
    with ports["store"].view() as view:
        (kept,) = view.versions.versions("plan", "P1")
    assert kept.salt is not None
    assert kept.data is not None
    assert change.digest == content_digest("plan", "P1", 1, kept.salt, kept.data)


def test_every_version_has_a_salt_of_its_own() -> None:
    """Two versions with the same content have other commitments, so nobody sees from the trail that they are equal."""
    ports = office()
    draft("P1", "c1", ports)
    approve("P1", "c2", ports)
    approve("P1", "c3", ports)
    digests = [event.changes[0].digest for event in _events(ports["store"])]
    assert len(set(digests)) == 3


def test_the_same_command_twice_is_one_act() -> None:
    """A command that is sent again gives its first result, also after others wrote the record."""
    ports = office()
    first = draft("P1", "c1", ports)
    approve("P1", "c2", ports)
    assert draft("P1", "c1", ports) == first
    assert [event.command for event in _events(ports["store"])] == ["c1", "c2"]
    assert _plan(ports["store"]) == approve("P1", "c2", ports)


@pytest.mark.parametrize(
    "reuse",
    [
        lambda ports: approve("P1", "c1", ports),
        lambda ports: draft("P2", "c1", ports),
        lambda ports: perform(Act.PLAN_DRAFT, order("c1", by="钱"), P1, _never, **ports),
    ],
    ids=["another act", "another record", "another actor"],
)
def test_a_command_is_used_for_one_act(reuse: Callable[[ActPorts], object]) -> None:
    """A command identifier that comes with something else is refused, and names what it was used for."""
    ports = office()
    draft("P1", "c1", ports)
    with pytest.raises(InvalidInput, match="'c1' was 拟定年度计划 on 'P1' by '赵'"):
        reuse(ports)
    assert len(_events(ports["store"])) == 1
    assert _plan(ports["store"], "P2") is None


def _never(_: Work[Any]) -> Stored[Any]:
    pytest.fail("nothing is decided on a command that was carried out")


@pytest.mark.clause("三(一) 身份")
def test_who_may_not_changes_nothing() -> None:
    """An actor whom the authority refuses is told why, before anything is read, and leaves neither record nor event."""
    ports = office()
    ports["authority"] = Against(Act.PLAN_DRAFT)
    with pytest.raises(NotAuthorised, match=r"'赵' may not do this \(拟定年度计划\): not you") as caught:
        perform(Act.PLAN_DRAFT, order("c1"), P1, _never, **ports)
    assert caught.value.text("zh") == "“赵”不能办理“拟定年度计划”：不能由您办理［三(一)］"
    assert _events(ports["store"]) == []


def test_who_may_not_in_this_case_changes_nothing() -> None:
    """What was written before `Work.allow` refused somebody for their part in the case is dropped."""
    ports = office()
    draft("P1", "c1", ports)

    def change(work: Work[AnnualPlan]) -> Stored[AnnualPlan]:
        before = work.get(AnnualPlan, "P1")
        after = work.update(before, attrs.evolve(before.value, approved=work.mark()))
        work.authority = Against(Act.PLAN_APPROVE)
        work.allow({"drafted": frozenset({before.value.drafted.by})})
        return after

    with pytest.raises(NotAuthorised):
        perform(Act.PLAN_APPROVE, order("c2"), P1, change, **ports)
    assert len(_events(ports["store"])) == 1
    assert (found := _plan(ports["store"])) is not None
    assert found.version == 1


def test_a_decision_on_an_older_version_is_a_conflict() -> None:
    """Who read version 1 does not decide on version 2; nothing is done, and the command can be used again."""
    ports = office()
    draft("P1", "c1", ports)
    approve("P1", "c2", ports)

    def change(work: Work[AnnualPlan]) -> Stored[AnnualPlan]:
        before = work.get(AnnualPlan, "P1", version=1)
        return work.update(before, before.value)

    with pytest.raises(VersionConflict, match="has version 2 now, and version 1 was read") as caught:
        perform(Act.PLAN_APPROVE, order("c3"), P1, change, **ports)
    assert "年度抽查计划“P1”现为第2版" in caught.value.text("zh")
    assert len(_events(ports["store"])) == 2
    assert approve("P1", "c3", ports).version == 3


def test_a_record_is_created_once() -> None:
    """A second one under the same key is refused under another command, and the first one stands."""
    ports = office()
    first = draft("P1", "c1", ports)
    with pytest.raises(InvalidInput, match="there is a plan 'P1' already") as caught:
        draft("P1", "c2", ports, title="另一个")
    assert caught.value.text("zh") == "编号为“P1”的年度抽查计划已存在；请另行编号"
    assert _plan(ports["store"]) == first


def test_what_is_not_there_is_not_changed() -> None:
    """An act on a record that nobody wrote says so, and leaves no event."""
    ports = office()
    with pytest.raises(NotStored, match="there is no plan 'P9'") as caught:
        approve("P9", "c1", ports)
    assert caught.value.text("zh") == "没有编号为“P9”的年度抽查计划；请核对编号"
    assert _events(ports["store"]) == []


@pytest.mark.parametrize("error", [RuntimeError(), KeyboardInterrupt(), VersionConflict(NOT_ON.at())])
def test_an_act_that_fails_in_the_middle_leaves_nothing(error: BaseException) -> None:
    """An exception after the record was written drops it, and the same command then does the act."""
    ports = office()

    def change(work: Work[AnnualPlan]) -> Stored[AnnualPlan]:
        draft_of = _plan_of(work)
        work.create(draft_of)
        raise error

    with pytest.raises(type(error)):
        perform(Act.PLAN_DRAFT, order("c1"), P1, change, **ports)
    assert _plan(ports["store"]) is None
    assert _events(ports["store"]) == []
    assert draft("P1", "c1", ports).version == 1


def _plan_of(work: Work[Any]) -> AnnualPlan:
    return AnnualPlan(plan_id="P1", title="计划", year=2026, agency="某局", items=("A",), drafted=work.mark())


def test_an_act_may_write_several_records() -> None:
    """One event names them all, in the order in which they were written."""
    ports = office()

    def change(work: Work[AnnualPlan]) -> Stored[AnnualPlan]:
        for key in ("P2", "P1"):
            last = work.create(attrs.evolve(_plan_of(work), plan_id=key))
        return work.update(last, attrs.evolve(last.value, title="改"))

    assert perform(Act.PLAN_DRAFT, order("c1"), P1, change, **ports).version == 2
    (event,) = _events(ports["store"])
    assert [(one.key, one.version) for one in event.changes] == [("P2", 1), ("P1", 1), ("P1", 2)]
