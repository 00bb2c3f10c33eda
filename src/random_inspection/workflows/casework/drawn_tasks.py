"""What the files of a draw say of its task, also when a program ended between writing them and recording it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.draws import Announcement
from random_inspection.domain.plans import Task, TaskAnnouncement, TaskDraw, TaskState
from random_inspection.domain.registers import TargetEntry
from random_inspection.drawing.bundles import Bundle
from random_inspection.drawing.tickets import digest_of
from random_inspection.drawing.verification import announcement_checks
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.ports import BundleReader, Bundles, BundleStore, Unit
from random_inspection.rules.casework import task_moves
from random_inspection.workflows.casework.task_directories import is_called
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.draws.drawing import DAMAGED, recorded
from random_inspection.workflows.draws.records import DrawRecord

OTHER_TASK = Message(
    "bundle-of-other-task",
    "the announcement under {draw!r} names {found!r}, expected the task {expected!r}; find out who announced it, and give "
    "the task another number",
    "编号“{draw}”下的公告所写任务为“{found}”，应为“{expected}”；请查明由谁公告，并另编任务编号",
)
OTHER_ANNOUNCEMENT = Message(
    "bundle-other-announcement",
    "the announcement has the digest {found}, and the task {task!r} recorded {expected}; restore the announced file",
    "公告的摘要为 {found}，而任务“{task}”登记的是 {expected}；请恢复原公告文件",
)
OTHER_RESULT = Message(
    "bundle-other-result",
    "the result has the digest {found}, and the task {task!r} recorded {expected}; restore the file that was drawn",
    "抽取结果的摘要为 {found}，而任务“{task}”登记的是 {expected}；请恢复原结果文件",
)
NAME_MISSING = Message(
    "task-target-name",
    "the target {found!r} was drawn and has no name in the directory of targets; enter it there",
    "抽中的对象“{found}”在检查对象名录库中没有名称；请在名录库中补录",
)
NAME_OTHER = Message(
    "bundle-other-name",
    "{target!r} is called {found!r}, and the directory of targets never called it so ({expected!r}); restore the file",
    "对象“{target}”的名称写为“{found}”，检查对象名录库从未使用该名称（现为“{expected}”）；请恢复原文件",
)
CAUGHT_UP = "程序中断后补记"
"""The note on what stood in a bundle and was recorded later."""


def bundle_of(task: Task, bundles: Bundles) -> BundleStore:
    """Return the bundle of a task's draw; a task has one announcement, one draw, and its number names both."""
    return bundles.of(task.announcement.draw_id if task.announcement else task.task_id)


def is_announced(bundle: BundleStore) -> bool:
    """Return whether an announcement stands in a bundle."""
    return "announcement.json" in bundle.names("public")


def announcement_in(task: Task, bundle: BundleStore, *, by: str, note: str | None = None) -> TaskAnnouncement:
    """Return what the bundle says of the task's announcement.

    Raises:
        InvalidInput: the announcement is of another task, or cannot be read.
    """
    file = open_bundle(bundle).announcement
    if file.value is None:
        raise InvalidInput(*(file.problems or (DAMAGED.at(file=file.name),)))
    found = _task_named(file.value)
    if found != task.task_id:
        where = Where(path="announcement.about.task.task_id")
        raise InvalidInput(OTHER_TASK.at(where, draw=file.value.draw_id, found=found, expected=task.task_id))
    made = Mark(by=by, at=dt.datetime.fromisoformat(file.value.announced_at), note=note)
    return TaskAnnouncement(draw_id=file.value.draw_id, digest=digest_of(file.data, file.value.digest), made=made)


def _task_named(announcement: Announcement) -> object:
    about = announcement.about.get("task")
    return about.get("task_id") if isinstance(about, Mapping) else None


def check_announcement(task: Task, bundle: Bundle) -> None:
    """Raise `InvalidInput` where the announcement in the bundle is not the one that the task recorded."""
    if bundle.announcement.value is not None:
        _check_digest(task, digest_of(bundle.announcement.data, bundle.announcement.value.digest))


def announced_files(bundle: BundleReader) -> Bundle:
    """Return the files of a draw, of which frame, struck and roster are those that the announcement names.

    Raises:
        InvalidInput: one of them is another, or cannot be read.
    """
    opened = open_bundle(bundle)
    refuse([problem for file in opened.files for problem in file.problems])
    if opened.announcement.value is not None:
        checks = announcement_checks(opened, opened.announcement.value)
        refuse([finding for check in checks.failed for finding in check.findings])
    return opened


def _check_digest(task: Task, found: str) -> None:
    if task.announcement is not None and found != task.announcement.digest:
        where = Where(file="announcement.json")
        words = {"found": found, "expected": task.announcement.digest, "task": task.task_id}
        raise InvalidInput(OTHER_ANNOUNCEMENT.at(where, **words))


def record_in(task: Task, bundle: BundleStore) -> DrawRecord:
    """Return the record of the task's draw, verified, and checked against what the task recorded of it.

    Clause: 二(八) 留痕

    Raises:
        NotStored: nothing has been drawn.
        InvalidInput: announcement or result are not the recorded ones, or the draw does not verify.
    """
    record = recorded(store=bundle)
    _check_digest(task, record.announcement_digest)
    if task.draw is not None and record.result_digest != task.draw.digest:
        words = {"found": record.result_digest, "expected": task.draw.digest, "task": task.task_id}
        refuse([OTHER_RESULT.at(Where(file="result.json"), **words)])
    return record


def draw_in(record: DrawRecord, *, by: str, at: dt.datetime, note: str | None = None) -> TaskDraw:
    """Return what a task records of its draw: drawn when the result was written, or at `at` where that is not known."""
    moment = dt.datetime.fromisoformat(record.drawn_at) if record.drawn_at else at
    return TaskDraw(digest=record.result_digest, made=Mark(by=by, at=moment, note=note))


def caught_up(task: Task, bundles: Bundles, mark: Mark) -> Task:
    """Return the task with the announcement and the outcome that stand in its bundle and were not recorded yet.

    What is recorded so is not verified, so that a task whose files are damaged can be cancelled still; what is of another
    task or cannot be read is left out.

    Args:
        task: the task.
        bundles: the files of the draws.
        mark: who records it now, and when.
    """
    bundle = bundle_of(task, bundles)
    opened = open_bundle(bundle) if is_announced(bundle) else None
    if opened is None or opened.announcement.value is None:
        return task
    if task.state is TaskState.APPROVED and _task_named(opened.announcement.value) == task.task_id:
        task = task_moves.announce(task, announcement_in(task, bundle, by=mark.by, note=CAUGHT_UP))
    if task.state is TaskState.ANNOUNCED and opened.result is not None:
        digest = digest_of(opened.result.data, opened.announcement.value.digest)
        task = task_moves.draw(task, TaskDraw(digest=digest, made=attrs.evolve(mark, note=CAUGHT_UP)))
    return task


def drawn_inspectors(task: Task, bundles: Bundles) -> frozenset[str]:
    """Return who stands in a team of the result in the task's bundle, verified or not; nobody where there is none."""
    bundle = bundle_of(task, bundles)
    result = open_bundle(bundle).result if is_announced(bundle) else None
    return frozenset(one.inspector_id for one in result.value.assignments) if result and result.value else frozenset()


def task_about(task: Task, plan_title: str | None) -> Mapping[str, object]:
    """Return what an announcement tells of its task: its public columns (clause 三(一) 公示)."""
    members = {
        "task_id": task.task_id,
        "title": task.title,
        "plan_id": task.plan_id,
        "plan_title": plan_title,
        "ground": task.ground,
        "type": task.type.value,
        "agencies": list(task.agencies),
        "items": list(task.items),
        "scope": task.scope,
        "ratio": task.ratio,
        "first_day": task.first_day.isoformat(),
        "last_day": task.last_day.isoformat(),
    }
    return {name: value for name, value in members.items() if value is not None}


@attrs.frozen(kw_only=True)
class Names:
    """Names of targets, from the office's directory; what the register of the draw calls them is compared.

    Attributes:
        register: from the bundle.
        unit: where the directory is.
    """

    register: Mapping[str, str]
    unit: Unit

    def get(self, target_id: str) -> str:
        """Return the name of a target; raise `InvalidInput` where there is a `problem` with it."""
        refuse([one for one in [self.problem(target_id)] if one])
        entry = self.unit.records.get(TargetEntry, target_id)
        return entry.value.value.name if entry else ""

    def problem(self, target_id: str) -> Problem | None:
        """Return why a target has no certain name: the directory has none, or never had that of the register."""
        called, where = self.register.get(target_id), Where(path=target_id)
        entry = self.unit.records.get(TargetEntry, target_id)
        if entry is None:
            return NAME_MISSING.at(where, found=target_id)
        if not called or is_called(self.unit, entry, called):
            return None
        return NAME_OTHER.at(Where(file="names.csv"), target=target_id, found=called, expected=entry.value.value.name)
