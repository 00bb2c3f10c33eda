"""What may be published when, and what follows for a notice from every attempt and every look (三(五), 三(六))."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.fieldwork import Conclusion
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.notices import Attempt, Notice, NoticeState, Receipt
from random_inspection.domain.plans import AnnualPlan, PlanState, Task, TaskState
from random_inspection.errors import Message, MoveRefused, Problem, Where
from random_inspection.rules.casework.dues import day_in_beijing

PLAN_NOT_APPROVED = Message(
    "publish-plan-not-approved",
    "the plan {key!r} is {state}, and becomes public once it is 已批准; have it approved first",
    "计划“{key}”处于“{state}”，批准后才能公示；请先批准",
)
TASK_NOT_ANNOUNCED = Message(
    "publish-task-not-announced",
    "the task {key!r} is {state}, and becomes public with its announcement; announce it first",
    "任务“{key}”处于“{state}”，公告抽取后才能公示；请先公告抽取",
)
NOT_DRAWN = Message(
    "publish-not-drawn",
    "the task {key!r} is {state}, and has no outcome to publish; draw first",
    "任务“{key}”处于“{state}”，尚无抽取结果可公布；请先抽取",
)
NOT_REVIEWED = Message(
    "publish-not-reviewed",
    "the inspection {key!r} is {state}: version {version} of its result has not passed its review, which comes before "
    "已公示; have it reviewed first",
    "检查“{key}”处于“{state}”：第{version}版检查结果尚未审核通过，不能公示；请先审核",
)
NO_RESULT = Message(
    "publish-no-result",
    "the inspection {key!r} is {state}, and has no {lacks}; complete it first, then have it reviewed and published",
    "检查“{key}”处于“{state}”，没有{lacks}；请先补齐，审核后再公示",
)
STRUCK_OUT = Message(
    "publish-struck-out",
    "the inspection {key!r} is 已剔除, and has no result to publish",
    "检查“{key}”已剔除，没有可公示的检查结果",
)
RESULTS_NOT_OUT = Message(
    "publish-results-not-out",
    "the draw of {key!r} stays sealed until the results are out; not yet public: {waiting}",
    "任务“{key}”的抽取结果在检查结果公示前保密；尚未公示的检查：{waiting}",
)
NOT_DELIVERED = Message(
    "check-not-delivered",
    "the notice {key!r} is {state}, and stands nowhere yet; deliver it first, then look",
    "公示“{key}”处于“{state}”，尚未送达；请先送达再核对",
)
ABSENT = Message("shown-absent", "it does not stand there", "公示平台上没有这份公示")
FILE_MISSING = Message("shown-file-missing", "{file} is missing", "缺少文件{file}")
FILE_OTHER = Message("shown-file-differs", "{file} has other content than was issued", "文件{file}与发布内容不一致")
PAGE_OTHER = Message(
    "shown-page-differs",
    "the page {page} shows something else than was issued, or is missing; deliver again, which makes it anew",
    "网页{page}与发布内容不一致或缺失；请重新送达，网页将重新生成",
)
FILE_STRANGE = Message("shown-file-strange", "{file} stands there, and was never issued", "多出未发布的文件{file}")


def _require(problems: Sequence[Problem]) -> None:
    if problems:
        raise MoveRefused(*problems)


def plan_may_be_published(plan: AnnualPlan) -> None:
    """Raise `MoveRefused` where a plan is not approved."""
    where = Where(path="state")
    wrong = plan.state is not PlanState.APPROVED
    _require([PLAN_NOT_APPROVED.at(where, key=plan.plan_id, state=plan.state)] if wrong else [])


def task_may_be_published(task: Task) -> None:
    """Raise `MoveRefused` where a task is not announced; a cancelled one that was stays public (三(一) 公示)."""
    where = Where(path="announcement")
    wrong = task.announcement is None and task.draw is None
    _require([TASK_NOT_ANNOUNCED.at(where, key=task.task_id, state=task.state)] if wrong else [])


def draw_may_be_published(task: Task) -> None:
    """Raise `MoveRefused` where nothing was drawn, or somebody else has yet to confirm it."""
    where = Where(path="draw")
    wrong = task.draw is None or task.state is TaskState.DRAWN
    _require([NOT_DRAWN.at(where, key=task.task_id, state=task.state)] if wrong else [])


def draw_may_be_opened(task: Task, inspections: Sequence[Inspection]) -> None:
    """Raise `MoveRefused`, naming every inspection, where results of a sealed draw are not public yet."""
    waiting = [one.inspection_id for one in inspections if one.struck is None and one.published is None]
    key, where = task.task_id, Where(path="draw")
    _require([RESULTS_NOT_OUT.at(where, key=key, waiting="、".join(waiting))] if waiting else [])


@attrs.frozen(kw_only=True)
class Publishable:
    """What is to be published of an inspection.

    Attributes:
        version: which version of its result, from 1.
        conclusion: that version.
        ended_on: the day on which the inspection ended (检查完成日期), by Beijing time.
    """

    version: int
    conclusion: Conclusion
    ended_on: dt.date


def to_publish(inspection: Inspection) -> Publishable:
    """Return what is to be published of an inspection: the last version of its result, once it has passed its review.

    Clause: 三(五) 公示

    Raises:
        MoveRefused: the inspection is struck out, has no record or result, or the result has not passed its review.
    """
    key, state, where = inspection.inspection_id, inspection.state, Where(path="conclusions")
    if state is InspectionState.STRUCK_OUT:
        raise MoveRefused(STRUCK_OUT.at(where, key=key))
    record, version = inspection.record, len(inspection.conclusions)
    lacks = [name for name, part in (("现场检查记录", record), ("检查结果", version)) if not part]
    if record is None or not version:
        raise MoveRefused(*(NO_RESULT.at(where, key=key, state=state, lacks=name) for name in lacks))
    last = inspection.conclusions[-1]
    if last.review is None or not last.review.passed:
        raise MoveRefused(NOT_REVIEWED.at(where, key=key, state=state, version=version))
    return Publishable(version=version, conclusion=last, ended_on=day_in_beijing(record.ended_at))


def tried(notice: Notice, attempt: Attempt) -> Notice:
    """Return the notice after an attempt to deliver it, or a look that did not find it; what was seen before is over."""
    return attrs.evolve(notice, attempts=(*notice.attempts, attempt), receipt=None)


def seen(notice: Notice, receipt: Receipt) -> Notice:
    """Return the notice with the proof that it stands where the public reads it."""
    return attrs.evolve(notice, receipt=receipt)


def address_of(notice: Notice) -> str:
    """Return where a notice was delivered to; raise `MoveRefused` where it never was."""
    address = next((one.address for one in reversed(notice.attempts) if one.address), None)
    if address is None or notice.state is NoticeState.PENDING:
        raise MoveRefused(NOT_DELIVERED.at(Where(path="attempts"), key=notice.key, state=notice.state))
    return address


def failure(made: Mark, words: str) -> Attempt:
    """Return an attempt that failed, with its words on one line."""
    return Attempt(made=made, failure="；".join(words.splitlines()))


def sums(files: Mapping[str, bytes]) -> bytes:
    """Return the list of files with their digests, as ``sha256sum`` writes and checks it, by name."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def compare_shown(notice: Notice, shown: Mapping[str, bytes] | None) -> list[Problem]:
    """Return how what stands in public differs from what was issued, file by file; nothing where it is the same.

    Clause: 三(六) 核对
    """
    if shown is None:
        return [ABSENT.at()]
    issued = {file.name: file.digest for file in notice.files}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in shown.items()}
    return [
        *(FILE_MISSING.at(file=name) for name in sorted(issued.keys() - digests.keys())),
        *(FILE_OTHER.at(file=name) for name in sorted(issued) if digests.get(name, issued[name]) != issued[name]),
        *(FILE_STRANGE.at(file=name) for name in sorted(digests.keys() - issued.keys())),
    ]
