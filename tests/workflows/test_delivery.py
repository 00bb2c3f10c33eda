"""Delivery: failures are kept and tried again, a crash anywhere loses and doubles nothing, and looks are proven."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from office_acts import order
from port_faults import Breaking, BreakingStore, Countdown, Killed
from public_office import DRAWN, INSPECTION, NAMES, PLAN, REVIEWED, PublicOffice, at, public_office

from random_inspection.domain.acts import Act, Actor
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.notices import Notice, NoticeState
from random_inspection.errors import (
    Message,
    MoveRefused,
    NotAuthorised,
    NotStored,
    PublicationFailed,
    RandomInspectionError,
    StorageFailed,
)
from random_inspection.rules.grounds import Ground
from random_inspection.serialization.trail import read_leaf
from random_inspection.testing import FixedClock
from random_inspection.workflows.openness.delivery import check_published, deliver_notice, deliver_pending, waiting
from random_inspection.workflows.openness.publication import publish_plan, publish_result

KEY = f"result-{INSPECTION}/1"
DOWN = Message("test-down", "the site is down", "网站不可用")


class Down:
    """A publisher that is down."""

    def publish(self, *_: Any) -> str:
        """Refuse."""
        raise PublicationFailed(DOWN.at(), DOWN.at())

    shown = wrong_pages = strangers = publish


def ready() -> PublicOffice:
    """Return an office whose result is in the outbox."""
    office = public_office(PLAN, DRAWN, REVIEWED)
    publish_result(order("issue"), INSPECTION, names=NAMES, **office.issuing)
    return office


def notice(office: PublicOffice) -> Notice:
    """Return the notice as it stands."""
    with office.ports["store"].view() as unit:
        stored = unit.records.get(Notice, KEY)
    assert stored is not None
    return stored.value


def events(office: PublicOffice) -> list[str]:
    """Return the acts on the trail."""
    with office.ports["store"].view() as unit:
        return [read_leaf(data)[1].act for data in unit.trail.leaves()]


@pytest.mark.clause("二(九) 公布")
def test_a_failure_is_kept_with_the_notice_and_tried_again() -> None:
    """The notice says who failed when and why, stays in the outbox, and a later order delivers it."""
    office = ready()
    (failed,) = deliver_pending(order("c1"), **{**office.delivering, "publisher": Down()})
    assert (failed.value.state, failed.value.attempts[0].failure) == (NoticeState.FAILED, "网站不可用；网站不可用")
    assert waiting(office.ports["store"]) == (KEY,)
    (done,) = deliver_pending(order("c2"), **office.delivering)
    assert [one.failure is None for one in done.value.attempts] == [False, True]
    assert waiting(office.ports["store"]) == ()
    assert done.value.state is NoticeState.DELIVERED


def test_the_same_order_twice_gives_the_first_result_and_publishes_nothing_more() -> None:
    """A failure stays the answer to its own command; another command tries again."""
    office = ready()
    first = deliver_notice(order("c1"), KEY, **{**office.delivering, "publisher": Down()})
    assert deliver_notice(order("c1"), KEY, **office.delivering) == first
    assert office.publisher.published == {}
    delivered = deliver_notice(order("c2"), KEY, **office.delivering)
    assert deliver_notice(order("c3"), KEY, **{**office.delivering, "publisher": Down()}) == delivered


def test_one_notice_that_fails_does_not_keep_the_others_waiting() -> None:
    """Lost content is a failure of its own notice; the rest is delivered."""
    office = ready()
    publish_plan(order("c1"), PLAN.plan_id, names=NAMES, **office.issuing)
    lost = notice(office).files[1].digest
    kept = office.evidence.files.pop(lost)
    states = {one.value.kind: one.value.state for one in deliver_pending(order("c2"), **office.delivering)}
    assert sorted(states.values()) == [NoticeState.FAILED, NoticeState.DELIVERED]
    office.evidence.files[lost] = kept
    (again,) = deliver_pending(order("c3"), **office.delivering)
    assert again.value.state is NoticeState.DELIVERED


def test_an_unknown_notice_and_one_that_was_never_delivered_are_told() -> None:
    """There is nothing to deliver, and nothing to look at yet."""
    office = ready()
    with pytest.raises(NotStored):
        deliver_notice(order("c1"), "result-x/1", **office.delivering)
    with pytest.raises(NotStored):
        check_published(order("c1"), "result-x/1", **office.delivering)
    with pytest.raises(MoveRefused, match="stands nowhere yet"):
        check_published(order("c2"), KEY, **office.delivering)
    deliver_pending(order("c3"), **{**office.delivering, "publisher": Down()})
    with pytest.raises(MoveRefused, match="stands nowhere yet"):
        check_published(order("c4"), KEY, **office.delivering)


@pytest.mark.clause("三(六) 核对")
def test_the_receipt_proves_what_was_seen_where() -> None:
    """It has the address, the time, the digest of what stands there, and the list that sha256sum checks as proof."""
    office = ready()
    deliver_pending(order("c1"), **office.delivering)
    receipt = check_published(order("c2"), KEY, **office.delivering).value.receipt
    assert receipt is not None
    assert receipt.address == notice(office).attempts[-1].address
    proof = office.evidence.read(receipt.proof)
    assert receipt.shown == hashlib.sha256(proof).hexdigest()
    assert proof.decode().splitlines() == sorted(
        (f"{file.digest}  {file.name}" for file in notice(office).files), key=lambda line: line.split()[1]
    )


def test_the_same_look_twice_is_one_look() -> None:
    """The same command gives the first receipt, and looks at nothing again."""
    office = ready()
    deliver_pending(order("c1"), **office.delivering)
    first = check_published(order("c2"), KEY, **office.delivering)
    assert check_published(order("c2"), KEY, **{**office.delivering, "publisher": Down()}) == first


def test_a_notice_that_is_no_result_is_confirmed_without_an_inspection() -> None:
    """A plan has its receipt, and nothing else changes."""
    office = public_office(PLAN)
    plan = publish_plan(order("c1"), PLAN.plan_id, names=NAMES, **office.issuing).value
    deliver_pending(order("c2"), **office.delivering)
    assert check_published(order("c3"), plan.key, **office.delivering).value.state is NoticeState.CONFIRMED


def test_a_screenshot_is_filed_as_the_proof() -> None:
    """Its bytes are kept as they are, beside the digest of what was compared."""
    office = ready()
    deliver_pending(order("c1"), **office.delivering)
    receipt = check_published(order("c2"), KEY, screenshot=b"\x89PNG", **office.delivering).value.receipt
    assert receipt is not None
    assert office.evidence.read(receipt.proof) == b"\x89PNG"
    assert receipt.shown != receipt.proof


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("results.csv", b"tampered", "文件results.csv与发布内容不一致"),
        ("results.csv", None, "缺少文件results.csv"),
        ("more.csv", b"", "多出未发布的文件more.csv"),
        (None, None, "公示平台上没有这份公示"),
    ],
)
@pytest.mark.clause("三(六) 核对")
def test_what_stands_differently_in_public_is_named_and_the_result_is_not_published(
    name: str | None, data: bytes | None, words: str
) -> None:
    """A changed, missing or strange file, or no notice at all, makes no receipt."""
    office = ready()
    deliver_pending(order("c1"), **office.delivering)
    ((place, files),) = office.publisher.published.items()
    if name is None:
        del office.publisher.published[place]
    elif data is None:
        del files[name]
    else:
        files[name] = data
    found = check_published(order("c2"), KEY, **office.delivering).value
    assert (found.state, found.receipt, found.attempts[-1].failure) == (NoticeState.FAILED, None, words)
    assert _inspection(office).state is InspectionState.REVIEWED


def test_a_site_that_nobody_can_read_confirms_nothing() -> None:
    """The look is recorded as a failure, and another look when the site is up again confirms."""
    office = ready()
    deliver_pending(order("c1"), **office.delivering)
    look = check_published(order("c2"), KEY, **{**office.delivering, "publisher": Down()}).value
    assert look.state is NoticeState.FAILED
    assert check_published(order("c3"), KEY, **office.delivering).value.state is NoticeState.CONFIRMED


def test_a_notice_that_vanished_later_has_to_be_delivered_again() -> None:
    """What was confirmed is failed from then on, and the result stays published as it was."""
    office = ready()
    deliver_pending(order("c1"), **office.delivering)
    check_published(order("c2"), KEY, **office.delivering)
    office.publisher.published.clear()
    assert check_published(order("c3"), KEY, **office.delivering).value.state is NoticeState.FAILED
    (done,) = deliver_pending(order("c4"), **office.delivering)
    assert done.value.state is NoticeState.DELIVERED
    assert check_published(order("c5"), KEY, **office.delivering).value.state is NoticeState.CONFIRMED
    assert _inspection(office).state is InspectionState.PUBLISHED


def test_who_may_not_publishes_nothing() -> None:
    """The refusal comes before anything leaves the office."""
    office = ready()
    ground = Ground(message=DOWN, clause="三(一)", params={})

    class Nobody:
        def grounds(self, actor: Actor, act: str, involved: Mapping[str, frozenset[str]]) -> Sequence[Ground]:  # noqa: ARG002
            return (ground,)

    refused: Any = {**office.delivering, "authority": Nobody()}
    for act in (deliver_notice, check_published):
        with pytest.raises(NotAuthorised):
            act(order("c1"), KEY, **refused)
    with pytest.raises(NotAuthorised):
        deliver_pending(order("c1"), **refused)
    assert office.publisher.published == {}


def run(office: PublicOffice, countdown: Countdown, again: str = "") -> None:
    """Issue, deliver and check, with ports that break at a moment; `again` makes new commands of what failed."""
    evidence, publisher = Breaking(office.evidence, countdown), Breaking(office.publisher, countdown)
    ports: Any = {**office.ports, "store": BreakingStore(office.ports["store"], countdown), "evidence": evidence}
    publish_result(order("issue"), INSPECTION, names=NAMES, **ports)
    deliver_pending(order(f"deliver{again}"), publisher=publisher, **ports)
    check_published(order(f"check{again}"), KEY, publisher=publisher, **ports)


def _moments() -> int:
    countdown = Countdown()
    run(public_office(PLAN, DRAWN, REVIEWED), countdown)
    return countdown.passed


MOMENTS = range(1, _moments() + 1)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.clause("二(九) 公布")
def test_a_process_that_ends_at_any_moment_loses_and_doubles_nothing(moment: int) -> None:
    """The same commands again complete it: one version, one delivery, one receipt, three acts, a published result."""
    office = public_office(PLAN, DRAWN, REVIEWED)
    with pytest.raises(Killed):
        run(office, Countdown(at=moment))
    run(office, Countdown())
    done = notice(office)
    assert (done.state, len(done.attempts), len(office.publisher.published)) == (NoticeState.CONFIRMED, 1, 1)
    assert events(office) == [Act.NOTICE_ISSUE, Act.NOTICE_DELIVER, Act.NOTICE_CHECK]
    assert _inspection(office).state is InspectionState.PUBLISHED


@pytest.mark.parametrize("error", [PublicationFailed, StorageFailed])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_port_that_fails_at_any_call_is_made_up_for_by_the_next_orders(
    moment: int, error: type[RandomInspectionError]
) -> None:
    """Whatever fails, raised or recorded, new orders bring the notice to its receipt, once."""
    office = public_office(PLAN, DRAWN, REVIEWED)
    try:
        run(office, Countdown(at=moment, error=lambda: error(DOWN.at())))
    except RandomInspectionError as failed:
        assert failed.code in ("test-down", "check-not-delivered")  # noqa: PT017  (some failures are recorded instead)
    run(office, Countdown(), again="-2")
    assert (notice(office).state, len(office.publisher.published)) == (NoticeState.CONFIRMED, 1)
    assert _inspection(office).state is InspectionState.PUBLISHED


def test_two_who_deliver_at_once_deliver_once() -> None:
    """The second finds it delivered when it comes to record, and leaves it, also where its own attempt failed."""
    office = ready()
    inner = office.publisher

    class Meanwhile(Down):
        def publish(self, *_: Any) -> str:
            deliver_notice(order("first"), KEY, **office.delivering)
            raise PublicationFailed(DOWN.at())

    done = deliver_notice(order("second"), KEY, **{**office.delivering, "publisher": Meanwhile()})
    assert (done.value.state, len(done.value.attempts), len(inner.published)) == (NoticeState.DELIVERED, 1, 1)


def test_a_result_that_counts_as_published_keeps_its_first_day() -> None:
    """A later look at the same version changes the receipt, and not the inspection."""
    office = ready()
    deliver_pending(order("c1"), **office.delivering)
    check_published(order("c2"), KEY, **office.delivering)
    before = _inspection(office)
    check_published(order("c3"), KEY, **{**office.delivering, "clock": FixedClock(at(27))})
    assert _inspection(office) == before


def _inspection(office: PublicOffice) -> Inspection:
    with office.ports["store"].view() as unit:
        stored = unit.records.get(Inspection, INSPECTION)
    assert stored is not None
    return stored.value
