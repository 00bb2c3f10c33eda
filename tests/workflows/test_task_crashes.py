"""A store or bundle that fails at any call: afterwards the same command, or a new one, completes it once."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest
from task_office import (
    DRAFT,
    TASK,
    Faults,
    Office,
    announced,
    approved,
    chief,
    confirmed,
    document,
    draw,
    drawn,
    handler,
    head,
    planned,
    registered,
)

from random_inspection.domain.recusals import AskedBy
from random_inspection.drawing import verify
from random_inspection.errors import MoveRefused, StorageFailed
from random_inspection.workflows.casework import plans, task_draws, tasks
from random_inspection.workflows.casework.draw_looks import look_at_draw
from random_inspection.workflows.casework.recusals import ask_recusal, decide_recusal
from random_inspection.workflows.casework.substitution import replace_inspector, strike_out_target
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.oversight.trail_checks import check_trail


@attrs.frozen
class Step:
    """An act, the office before it, and its name on the trail."""

    before: Callable[[], Office]
    act: Callable[[Office, str], object]
    name: str


def _with_proof() -> Office:
    office = confirmed()
    office.prove(_key(office))
    return office


def _key(office: Office) -> str:
    return min(one.inspection_id for one in office.inspections().values())


def _proof(office: Office) -> str:
    return next(iter(office.files.files))


def _leader(office: Office) -> str:
    return min(office.inspections().items())[1].team[0].inspector_id


def _asked() -> Office:
    office = confirmed()
    ask_recusal(
        handler("ask"),
        "回避1",
        _key(office),
        _leader(office),
        asked_by=AskedBy.TARGET,
        reasons="近亲属",
        **office.ports,
    )
    return office


def _plan(office: Office, command: str) -> object:
    words: dict[str, Any] = {"title": "计划", "year": 2026, "agency": "人社局", "items": ("劳动-01",)}
    return plans.draft_plan(handler(command), "2026", **words, **office.ports)


STEPS = {
    "plan": Step(registered, _plan, "拟定年度计划"),
    "draft": Step(
        planned, lambda office, command: tasks.draft_task(handler(command), TASK, DRAFT, **office.ports), "拟定任务"
    ),
    "announce": Step(
        approved,
        lambda office, command: task_draws.announce_task(handler(command), TASK, document(), **office.drawing),
        "公告抽取",
    ),
    "draw": Step(announced, draw, "抽取"),
    "confirm": Step(
        drawn, lambda office, command: task_draws.confirm_draw(head(command), TASK, **office.drawing), "确认抽取结果"
    ),
    "cancel": Step(
        drawn,
        lambda office, command: tasks.cancel_task(chief(command), TASK, reason="机构调整", **office.drawing),
        "取消任务",
    ),
    "look": Step(drawn, lambda office, command: look_at_draw(handler(command), TASK, **office.drawing), "查看抽取结果"),
    "strike": Step(
        _with_proof,
        lambda office, command: strike_out_target(
            handler(command),
            f"{TASK}:{min(office.drawn_first)}",
            reason="已注销",
            evidence=[_proof(office)],
            **office.drawing,
        ),
        "剔除检查对象",
    ),
    "replace": Step(
        confirmed,
        lambda office, command: replace_inspector(
            handler(command), _key(office), "组长", office.leaving, reason="病假", **office.drawing
        ),
        "更换检查人员",
    ),
    "recuse": Step(
        _asked,
        lambda office, command: decide_recusal(head(command), "回避1", granted=True, **office.drawing),
        "决定回避",
    ),
}


def _prepared(step: Step) -> Office:
    office = step.before()
    found = office.inspections()
    office.drawn_first = tuple(found)
    office.leaving = _leader(office) if found else ""
    return office


def _state(office: Office) -> object:
    """Return what must be the same whether a call failed or not."""
    bundle = open_bundle(office.bundles.of(TASK)) if office.bundles.of(TASK).files else None
    changes = len(bundle.changes) if bundle else 0
    sound = bundle is None or verify(bundle).ok
    teams = {key: (one.team, one.struck is not None) for key, one in office.inspections().items()}
    with office.store.view() as view:
        return (
            sound,
            changes,
            teams,
            sorted(view.records.count(type(office.task()), "state")) if _has_task(office) else (),
        )


def _has_task(office: Office) -> bool:
    return "拟定任务" in office.acts()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("name", STEPS)
def test_a_failure_at_any_call_leaves_nothing_lost_and_nothing_doubled(name: str, after: bool) -> None:  # noqa: FBT001
    """Each call of store and bundle fails once, before or after it was carried out; a retry ends as if none had."""
    step, number = STEPS[name], 0
    start = _prepared(step)
    whole = start.copy()
    step.act(whole, "once")
    expected = _state(whole)
    while True:
        number += 1
        office = start.copy()
        office.faults = Faults(fail_at=number, after=after)
        try:
            step.act(office, "once")
        except StorageFailed:
            office.faults = None
        else:
            break
        step.act(office, "once" if number % 2 or step.name in office.acts() else "again")
        assert (_state(office), office.acts().count(step.name)) == (expected, 1), number
        assert check_trail(store=office.store).problems == ()
    assert number > 3


def test_nobody_gets_rid_of_an_outcome_by_cancelling() -> None:
    """The program ended after drawing: the cancellation records the outcome, and nothing is drawn again."""
    office = announced()
    office.faults = Faults()
    draw(office, "lost")
    calls, office = office.faults.calls, announced()
    office.faults = Faults(fail_at=calls)
    with pytest.raises(StorageFailed):
        draw(office, "lost")
    office.faults = None
    assert office.task().draw is None
    tasks.cancel_task(chief("x"), TASK, reason="结果不合意", **office.drawing)
    drawn_ = office.task().draw
    assert drawn_ is not None
    assert drawn_.made.note == "程序中断后补记"
    with pytest.raises(MoveRefused):
        draw(office)
