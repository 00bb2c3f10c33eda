"""What stands in the files of a draw and was recorded by no act steers nothing; what was recorded cannot vanish."""

from collections.abc import Callable

import pytest
from task_office import TASK, Office, confirmed, handler

from random_inspection.domain.inspections import Inspection
from random_inspection.errors import InvalidInput
from random_inspection.ports import Stored
from random_inspection.testing import FixedClock, MemoryBundle
from random_inspection.workflows.casework.substitution import replace_inspector, strike_out_target
from random_inspection.workflows.draws import aftermath


def replace(office: Office, target: str) -> Stored[Inspection]:
    """Replace who leads the team of a target."""
    leader = office.inspections()[target].team[0].inspector_id
    order = handler(office.new())
    return replace_inspector(order, f"{TASK}:{target}", "组长", leader, reason="病假", **office.drawing)


def strike(office: Office, target: str) -> Stored[Inspection]:
    """Strike out a target."""
    key = f"{TASK}:{target}"
    proof = [office.prove(key)]
    return strike_out_target(handler(office.new()), key, reason="已注销", evidence=proof, **office.drawing)


def _recusal(bundle: MemoryBundle, target: str, who: str) -> None:
    aftermath.recuse(target, who, reason="回避", store=bundle, clock=FixedClock())


def _strike(bundle: MemoryBundle, target: str, who: str) -> None:
    assert who
    aftermath.strike_out(target, reason="已注销", store=bundle, clock=FixedClock())


def _other_reason(bundle: MemoryBundle, target: str, who: str) -> None:
    aftermath.replace(target, "组长", who, reason="外出", store=bundle, clock=FixedClock())


PLANTED: list[Callable[[MemoryBundle, str, str], None]] = [_recusal, _strike, _other_reason]


@pytest.mark.parametrize("plant", PLANTED)
@pytest.mark.clause("二(六) 抽取")
def test_a_planted_change_steers_no_substitute(plant: Callable[[MemoryBundle, str, str], None]) -> None:
    """Whoever replaces or strikes out next is refused, and is told what stands there; nothing is added."""
    office = confirmed()
    first, second, *_ = office.inspections()
    bundle = office.bundles.of(TASK)
    plant(bundle, first, office.inspections()[first].team[0].inspector_id)
    before = dict(bundle.files)
    for act, target in ((replace, first), (replace, second), (strike, second)):
        with pytest.raises(InvalidInput) as caught:
            act(office, target)
        assert caught.value.code == "bundle-change-unrecorded"
        assert first in str(caught.value)
    assert (bundle.files, office.task().changes) == (before, ())


def test_a_second_planted_change_is_not_taken_for_what_was_broken_off() -> None:
    """The first one unrecorded is this very act, and the one after it is not."""
    office = confirmed()
    first, second, *_ = office.inspections()
    bundle, team = office.bundles.of(TASK), office.inspections()
    for target in (first, second):
        who = team[target].team[0].inspector_id
        aftermath.replace(target, "组长", who, reason="病假", store=bundle, clock=FixedClock())
    with pytest.raises(InvalidInput) as caught:
        replace(office, first)
    assert [(one.code, one.where.file) for one in caught.value.problems] == [
        ("bundle-change-unrecorded", "change-0002.json")
    ]


def test_each_change_is_recorded_on_the_task() -> None:
    """Its digest stands there, in the order of the changes, and so on the trail."""
    office = confirmed()
    first, second, *_ = office.inspections()
    replace(office, first)
    replace(office, second)
    assert len(set(office.task().changes)) == 2


@pytest.mark.parametrize("forge", ["deleted", "altered"])
@pytest.mark.clause("二(八) 留痕")
def test_a_recorded_change_cannot_vanish(forge: str) -> None:
    """Where its file is deleted or another one, nobody acts on the draw until it is restored."""
    office = confirmed()
    first, second, *_ = office.inspections()
    untouched = dict(office.bundles.of(TASK).files)
    leader = office.inspections()[first].team[0].inspector_id
    replace(office, first)
    bundle = office.bundles.of(TASK)
    kept = dict(bundle.files)
    bundle.files = dict(untouched)
    if forge == "altered":
        aftermath.replace(first, "组长", leader, reason="外出", store=bundle, clock=FixedClock())
    with pytest.raises(InvalidInput) as caught:
        replace(office, second)
    expected = {"deleted": "bundle-change-absent", "altered": "bundle-other-change"}[forge]
    assert caught.value.code == expected
    bundle.files = kept
    replace(office, second)


@pytest.mark.parametrize("reason", ["投诉人电话 13800138000", "身份证 110101199003074514", "病\u202e假"])
@pytest.mark.clause("二(一) 保密")
def test_a_reason_that_the_public_must_not_read_enters_no_chain(reason: str) -> None:
    """An entry can never change: numbers of people, and characters that turn the text around, are refused before it."""
    office = confirmed()
    target, one = next(iter(office.inspections().items()))
    key, proof = f"{TASK}:{target}", [office.prove(f"{TASK}:{target}")]
    before = dict(office.bundles.of(TASK).files)
    leader = one.team[0].inspector_id
    with pytest.raises(InvalidInput):
        replace_inspector(handler("a"), key, "组长", leader, reason=reason, **office.drawing)
    with pytest.raises(InvalidInput):
        strike_out_target(handler("b"), key, reason=reason, evidence=proof, **office.drawing)
    assert office.bundles.of(TASK).files == before
