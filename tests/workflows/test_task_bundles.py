"""A bundle that is not what its task recorded, or not of its task at all."""

import json

import pytest
from task_office import SETTINGS, TASK, Office, announced, approved, chief, document, drawn, handler, head

from random_inspection.domain.plans import TaskState
from random_inspection.drawing.ceremony import HandedIn
from random_inspection.errors import InvalidInput
from random_inspection.serialization import to_json
from random_inspection.testing import FixedClock, FixedEntropy
from random_inspection.workflows.casework import task_draws, tasks
from random_inspection.workflows.draws.announcing import announce

EVENT = {"name": "彩票", "kind": "public", "source": "次日开奖", "pattern": r"\d\d"}


@pytest.mark.clause("三(一) 抽取")
def test_a_second_draw_with_another_event_is_found() -> None:
    """Who deletes the result on the disk and draws again until it pleases is stopped by the recorded digest."""
    office = approved()
    settings = {"contributions": [*SETTINGS["contributions"], EVENT], "alone": False}
    task_draws.announce_task(handler("a"), TASK, document(settings), **office.drawing)
    again = office.copy()
    for one, value in ((office, "17"), (again, "18")):
        task_draws.draw_task(handler("b"), TASK, HandedIn(publics={"彩票": value}), **one.drawing)
    office.bundles.of(TASK).files = again.bundles.of(TASK).files
    with pytest.raises(InvalidInput) as caught:
        task_draws.confirm_draw(head("c"), TASK, **office.drawing)
    assert caught.value.code == "bundle-other-result"


def test_an_announcement_of_something_else_is_not_adopted() -> None:
    """What somebody announced under the number of the task without the office is not taken for the task's."""
    office = approved()
    spec = document({"draw_id": TASK, "title": "别的抽取"})
    announce(spec, store=office.bundles.of(TASK), clock=FixedClock(), entropy=FixedEntropy())
    with pytest.raises(InvalidInput) as caught:
        task_draws.announce_task(handler("a"), TASK, document(), **office.drawing)
    assert (caught.value.code, office.task().state) == ("bundle-of-other-task", TaskState.APPROVED)
    tasks.cancel_task(chief("b"), TASK, reason="编号被占用", **office.drawing)
    assert office.task().announcement is None


def test_a_broken_announcement_is_not_adopted() -> None:
    """It is said to be broken, and the task can be cancelled all the same."""
    office = approved()
    office.bundles.of(TASK).files["public", "announcement.json"] = b"{}"
    with pytest.raises(InvalidInput):
        task_draws.announce_task(handler("a"), TASK, document(), **office.drawing)
    tasks.cancel_task(chief("b"), TASK, reason="公告损坏", **office.drawing)
    assert office.task().state is TaskState.CANCELLED


def test_a_task_with_damaged_files_can_be_cancelled() -> None:
    """A tampered result stops the confirmation, and not the cancellation."""
    office = drawn()
    files = office.bundles.of(TASK).files
    result = json.loads(files["sealed", "result.json"])
    files["sealed", "result.json"] = to_json({**result, "seed": "0" * 64})
    with pytest.raises(InvalidInput):
        task_draws.confirm_draw(head("a"), TASK, **office.drawing)
    tasks.cancel_task(chief("b"), TASK, reason="结果文件损坏", **office.drawing)
    assert office.task().state is TaskState.CANCELLED


def test_an_announcement_left_half_done_is_cancelled_with_the_task() -> None:
    """It was written and not recorded: the cancellation records it, and it stands."""
    office: Office = approved()
    other = announced(office.copy())
    office.bundles.of(TASK).files = other.bundles.of(TASK).files
    tasks.cancel_task(chief("b"), TASK, reason="机构调整", **office.drawing)
    made, recorded = office.task().announcement, other.task().announcement
    assert made is not None
    assert recorded is not None
    assert (made.digest, made.made.note) == (recorded.digest, "程序中断后补记")
