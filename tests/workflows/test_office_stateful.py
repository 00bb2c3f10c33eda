"""Whatever the order of acts, and whoever orders them: a random office, checked after every act (a stateful test).

It begins anywhere in the life of a task. Everybody tries everything, with what fits and what does not; at times somebody
who may does what is next, so that the other tasks get on, too. A refusal is one of our errors; anything else is a bug.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections import Counter
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, ClassVar

import attrs
import pytest
from breaking_office import BROKEN, undisturbed
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from office_acts_tried import ACTORS, BETWEEN, JACK, TASKS, TRIED, Given, Picks
from office_next_acts import Proper, next_of_inspection, next_of_task
from task_life import LIFE, TEN_MINUTES
from whole_office import START, inspector

from random_inspection import Actor, Office, Order
from random_inspection.adapters.memory import MemoryPublisher
from random_inspection.domain.erasures import Erasure
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.notices import Notice, NoticeKind
from random_inspection.domain.plans import AnnualPlan, Task
from random_inspection.domain.recusals import RecusalRequest
from random_inspection.errors import (
    AlreadyDone,
    AssignmentInfeasible,
    CeremonyRefused,
    InvalidInput,
    MoveRefused,
    NotAuthorised,
    NotStored,
    PublicationFailed,
    VersionConflict,
)
from random_inspection.ports import Stored
from random_inspection.serialization.records import KINDS
from random_inspection.workflows.draws.bundles import open_bundle

pytestmark = (
    pytest.mark.no_cover
)  # what it runs is covered by the tests of each act; traced, it takes three times as long
MOVES: Mapping[type[Any], Mapping[str | None, str]] = {
    AnnualPlan: {None: "草案", "草案": "已批准"},
    Task: {
        None: "草案",
        "草案": "已批准 已取消",
        "已批准": "已公告 已抽取 已取消",
        "已公告": "已抽取 已取消",
        "已抽取": "已确认 已取消",
        "已确认": "已确认 已办结 已取消",  # a change of its draw is recorded
        "已办结": "已归档",
    },
    Inspection: {
        None: "已派发",
        "已派发": "已派发 已通知 检查中 已剔除",
        "已通知": "已通知 检查中 已剔除",
        "检查中": "检查中 已作结论",
        "已作结论": "已作结论 已审核 已退回",
        "已退回": "已退回 已作结论",
        "已审核": "已审核 已公示",
        "已公示": "已公示 已处置",
        "已处置": "已处置 已公示 已归档",
    },
    Notice: {
        None: "待公示",
        "待公示": "已公示 公示失败",
        "公示失败": "公示失败 已公示 已核对",
        "已公示": "公示失败 已核对",
        "已核对": "已核对 公示失败",
    },
    RecusalRequest: {None: "待决定", "待决定": "同意回避 驳回申请"},
}
"""What may follow on what, as we believe it: what is filed, struck out or cancelled never changes again. What a platform
draws goes from 已批准 to 已抽取; a correction of what was disposed of is published anew."""
REFUSALS = (
    *(AlreadyDone, AssignmentInfeasible, CeremonyRefused, InvalidInput, MoveRefused),
    *(NotAuthorised, NotStored, VersionConflict),
)
SEVERAL = ("deliver_pending", "import_records", "look_at_draw")
"""The acts that give no record: the same command again does what there is to do since, and shows what is so now."""
MANY = ("deliver_pending", "import_records")
"""The acts of which every part has a command of its own, which follows from the one that was given."""
NAMES = st.sampled_from([*sorted(TRIED), *BETWEEN * 2])
SEEDS = st.integers(0, 2**32)
OUTCOMES = {"已公示", "已处置", "已归档", "已剔除"}


class MoodyPublisher(MemoryPublisher):
    """A publisher that at times fails, before it publishes or after."""

    mood = "well"

    def publish(self, notice_id: str, version: int, files: Mapping[str, bytes]) -> str:
        """Publish, or fail, or both."""
        address = "" if self.mood == "fails" else super().publish(notice_id, version, files)
        if self.mood != "well":
            raise PublicationFailed(BROKEN.at())
        return address

    def shown(self, notice_id: str, version: int) -> Mapping[str, bytes] | None:
        """Return what stands there, or fail."""
        if self.mood == "fails":
            raise PublicationFailed(BROKEN.at())
        return super().shown(notice_id, version)


@attrs.frozen
class Ordered:
    """An order that was carried out, and what it gave the first time."""

    order: Order
    name: str
    given: Given
    result: object


class OfficeMachine(RuleBasedStateMachine):
    """An office in which anybody orders anything.

    Attributes:
        accepted: how often each act was carried out, over all runs.
        reached: the states that were reached, over all runs.
    """

    accepted: ClassVar[Counter[str]] = Counter()
    reached: ClassVar[set[tuple[str, str]]] = set()

    @initialize(number=st.integers(0, len(LIFE)))
    def begin(self, number: int) -> None:
        """Begin somewhere in the life of a task."""
        self.house = undisturbed().houses[number].copy()
        self.house.clock.moment = START + number * TEN_MINUTES
        self.house.entropy.given = 1_000_000
        published, self.publisher = self.house.publisher.published, MoodyPublisher()
        self.publisher.published = published
        self.house.publisher = self.publisher
        self.ordered: list[Ordered] = []
        self.records = self.standing()
        self.commands = 0

    @property
    def office(self) -> Office:
        """The office."""
        return self.house.office()

    def standing(self) -> dict[tuple[str, str], Stored[Any]]:
        """Return all records as they stand."""
        with self.house.store.view() as view:
            return {(kind.name, kind.key(one.value)): one for kind in KINDS for one in view.records.find(kind.type)}

    @rule(tries=st.lists(st.tuples(NAMES, SEEDS), min_size=6, max_size=20))
    def anybody_tries_anything(self, tries: list[tuple[str, int]]) -> None:
        """Try acts, with whatever they may be given."""
        for name, seed in tries:
            chance = Random(seed)
            given = TRIED[name](Picks(self.house, chance))
            self.tries(name, chance.choice((*ACTORS, *self.likely(given))), given)

    def likely(self, given: Given) -> list[Actor]:
        """Return who may do most, and who may do more where an act is about an inspection: its team."""
        about = given[0][:1]
        teams = [one.inspectors for one in self.house.values(Inspection) if (one.inspection_id,) == about]
        return [JACK] * 6 + [inspector(who) for team in teams for who in sorted(team) * 2]

    @rule(times=st.integers(1, 6), key=st.sampled_from(TASKS))
    def a_task_goes_on(self, times: int, key: str) -> None:
        """Do what is next for a task."""
        for _ in range(times):
            self.goes_on(list(next_of_task(self.house, key)))

    @precondition(lambda self: self.house.values(Inspection))
    @rule(times=st.integers(1, 12), seed=SEEDS)
    def an_inspection_goes_on(self, times: int, seed: int) -> None:
        """Do what is next for an inspection."""
        key = Picks(self.house, Random(seed)).key
        for _ in range(times):
            self.goes_on(list(next_of_inspection(self.house, self.house.get(Inspection, key))))

    def goes_on(self, proper: list[Proper]) -> None:
        """Carry out the first act that is accepted and changes something."""
        for name, who, given in proper:
            before = self.records
            self.tries(name, who, given)
            if self.records != before:
                return

    @rule(minutes=st.sampled_from([1, 60, 60 * 24, 60 * 24 * 30]))
    def time_passes(self, minutes: int) -> None:
        """Let time pass."""
        self.house.clock.moment += dt.timedelta(minutes=minutes)

    @rule(mood=st.sampled_from(["well", "well", "fails", "loses"]))
    def the_publisher_is_moody(self, mood: str) -> None:
        """Let the publisher fail from now on, or be well again."""
        self.publisher.mood = mood

    @precondition(lambda self: self.publisher.published)
    @rule(seed=SEEDS)
    def a_publication_is_lost(self, seed: int) -> None:
        """Take away what the public reads."""
        del self.publisher.published[Random(seed).choice(sorted(self.publisher.published))]

    @precondition(lambda self: self.ordered)
    @rule(seed=SEEDS)
    def a_command_comes_again(self, seed: int) -> None:
        """Repeat an order: it gives what it gave first, unless the law had that deleted, and nothing is added."""
        one, before = Random(seed).choice(self.ordered), self.house.copy()
        try:
            again = getattr(self.office, one.name)(one.order, *one.given[0], **one.given[1])
        except NotStored:
            assert self.house.values(Erasure)
        else:
            assert again == one.result
        assert self.house.same_as(before)

    @precondition(lambda self: self.ordered)
    @rule(name=NAMES.filter(lambda name: name not in SEVERAL), seed=SEEDS)
    def a_command_is_used_for_something_else(self, name: str, seed: int) -> None:
        """Order something under a command that was used: nothing is added, whatever it is."""
        chance, before = Random(seed), self.house.copy()
        order = Order(actor=chance.choice(ACTORS), command=chance.choice(self.ordered).order.command)
        arguments, words = TRIED[name](Picks(self.house, chance))
        self.refused_or_done(lambda: getattr(self.office, name)(order, *arguments, **words))
        assert self.house.same_as(before)

    def refused_or_done(self, act: Callable[[], object]) -> object:
        """Return what an act gives; None where it is refused, which changes nothing."""
        before = self.house.copy()
        try:
            return act()
        except REFUSALS:
            assert self.house.same_as(before)
            return None

    def tries(self, name: str, who: Actor, given: Given) -> None:
        """Order an act under a command of its own, and check what it left."""
        self.house.clock.moment += dt.timedelta(minutes=1)
        self.commands += 1
        order = Order(actor=who, command=f"试{self.commands}")
        first, public = self.house.size(), set(self.publisher.published)
        result = self.refused_or_done(lambda: getattr(self.office, name)(order, *given[0], **given[1]))
        if result is None:
            return
        self.accepted[name] += 1
        before, self.records = self.records, self.standing()
        self.check_events(name, order, first, before)
        self.check_moves(before)
        self.check_public(public)
        if name not in SEVERAL:
            self.ordered.append(Ordered(order, name, given, result))

    def check_events(self, name: str, order: Order, first: int, before: Mapping[tuple[str, str], Stored[Any]]) -> None:
        """Every change is in one event, of the actor in their roles and of the command; an act is one event."""
        events = self.house.events(first)
        assert all((one.actor, one.roles) == (order.actor.actor_id, order.actor.roles) for one in events)
        if name not in MANY:
            assert [one.command for one in events] == [order.command]
        told = sorted((one.kind, one.key, one.version) for event in events for one in event.changes)
        assert told == [
            (*key, version)
            for key in sorted(self.records)
            for version in range(_version(before.get(key)) + 1, self.records[key].version + 1)
        ]

    def check_moves(self, before: Mapping[tuple[str, str], Stored[Any]]) -> None:
        """Every record that has states moved as the table says, version by version."""
        for key, stored in self.records.items():
            kind = type(stored.value)
            if kind not in MOVES or stored == before.get(key):
                continue
            state = None if key not in before else str(before[key].value.state)
            with self.house.store.view() as view:
                versions = range(_version(before.get(key)) + 1, stored.version + 1)
                values = [view.records.get(kind, key[1], version=number) for number in versions]
            for one in values:
                assert one is not None
                assert str(one.value.state) in MOVES[kind].get(state, "").split(), (key, state, one.value.state)
                assert (state, one.value.state) != ("已批准", "已抽取") or one.value.draw.elsewhere
                state = str(one.value.state)
                self.reached.add((key[0], state))

    def check_public(self, public: set[tuple[str, int]]) -> None:
        """What is public was issued; a result is issued, and counts as published, once its review has passed."""
        notices = {(one.notice_id, one.version): one for one in self.house.values(Notice)}
        assert self.publisher.published.keys() - public <= notices.keys()
        inspections = {one.inspection_id: one for one in self.house.values(Inspection)}
        for notice in notices.values():
            if notice.kind is NoticeKind.RESULT:
                assert notice.shows is not None
                review = inspections[notice.subject.key].conclusions[notice.shows - 1].review
                assert review is not None
                assert review.passed
        shown = {(one.subject.key, one.shows) for one in notices.values() if any(at.address for at in one.attempts)}
        for key, one in inspections.items():
            assert {(key, at) for at, each in enumerate(one.conclusions, start=1) if each.published} <= shown
        for task in self.house.values(Task):
            if task.closed:
                self.check_outcomes(task)

    def check_outcomes(self, task: Task) -> None:
        """Every target of a closed task that was drawn, or moved up, has its outcome."""
        held = {one.target_id: one for one in self.house.inspections(task.task_id)}
        assert {str(one.state) for one in held.values()} <= OUTCOMES
        moved_up = {one.struck.moved_up for one in held.values() if one.struck} - {None}
        assert moved_up <= held.keys()
        if task.announcement:
            result = open_bundle(self.house.bundles.of(task.announcement.draw_id)).result
            assert result is not None
            assert result.value is not None
            assert {one.target_id for one in result.value.drawn} | moved_up == held.keys()

    def teardown(self) -> None:
        """Check the whole trail."""
        if hasattr(self, "house"):
            check = self.office.check_trail()
            assert check.problems == ()
            assert check.events == self.house.size()


def _version(stored: Stored[Any] | None) -> int:
    return stored.version if stored else 0


def run(number: int) -> None:
    """Let ten offices run, others for every number. Of more, most would be variations of another, which find less here."""
    run_state_machine_as_test(
        seeded(number)(OfficeMachine),
        settings=settings(
            max_examples=10,
            stateful_step_count=40,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_act_of_an_office_is_tried() -> None:
    """Whatever takes an order is among the acts that a random office tries."""
    methods = inspect.getmembers(Office, inspect.isfunction)
    assert {name for name, method in methods if "order" in inspect.signature(method).parameters} - {
        "_publish_register"
    } == TRIED.keys()


@pytest.mark.parametrize("number", range(14))
def test_no_order_of_acts_leads_where_the_tables_do_not(number: int) -> None:
    """Refusals change nothing; what is done is on the trail, moves by the tables, and is public after its review only."""
    run(number)


@pytest.mark.soak
def test_no_order_of_acts_does_in_many_more_offices() -> None:
    """Ten times as many offices: every act is carried out in some, and every state is reached."""
    for number in range(14, 154):
        run(number)
    assert OfficeMachine.accepted.keys() == TRIED.keys()
    assert {state for _, state in OfficeMachine.reached} == {
        state for moves in MOVES.values() for states in moves.values() for state in states.split()
    }
