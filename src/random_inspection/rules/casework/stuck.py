"""What waits for somebody to go on: what was begun, and what nobody has done since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from enum import StrEnum

import attrs

from random_inspection.domain.acts import Subject
from random_inspection.domain.notices import Notice, NoticeState
from random_inspection.domain.plans import Task, TaskState
from random_inspection.domain.recusals import RecusalRequest, RecusalState
from random_inspection.domain.reports import ReportKind
from random_inspection.rules.casework.dues import day_in_beijing


class StuckKind(StrEnum):
    """What does not go on."""

    NOT_ANNOUNCED = "已到检查期，任务尚未公告抽取"
    NOT_DRAWN = "任务已公告，尚未抽取"
    NOT_CONFIRMED = "任务已抽取，结果尚未确认"
    NOT_ANALYSED = "任务已办结，尚未提交抽查结果分析"
    NOT_REPORTED = "任务已办结，尚未提交抽查工作报告"
    NOT_DELIVERED = "公示信息尚未送达公示平台"
    NOT_DECIDED = "回避申请尚未决定"


OPEN_TASKS = (TaskState.APPROVED, TaskState.ANNOUNCED, TaskState.DRAWN, TaskState.CLOSED)
"""The states in which a task itself can be stuck; in between its inspections go on."""
OPEN_NOTICES = (NoticeState.PENDING, NoticeState.FAILED)
"""The states in which a notice has yet to be delivered."""


@attrs.frozen(kw_only=True)
class Stuck:
    """Something that has waited since an earlier day.

    Attributes:
        kind: for what it waits.
        subject: the task, notice or request.
        since: the day since which somebody could have gone on.
    """

    kind: StuckKind
    subject: Subject
    since: dt.date


def stuck_task(task: Task, reports: Collection[ReportKind], *, on: dt.date) -> tuple[Stuck, ...]:
    """Return for what a task waits.

    Args:
        task: as it stands.
        reports: which reports about it were submitted.
        on: as of which day.
    """
    subject = Subject(kind="task", key=task.task_id)
    return tuple(Stuck(kind=kind, subject=subject, since=since) for kind, since in _waits(task, reports) if since < on)


def _waits(task: Task, reports: Collection[ReportKind]) -> Iterator[tuple[StuckKind, dt.date]]:
    if task.state is TaskState.APPROVED:
        yield StuckKind.NOT_ANNOUNCED, task.first_day
    elif task.state is TaskState.ANNOUNCED and task.announcement is not None:
        yield StuckKind.NOT_DRAWN, day_in_beijing(task.announcement.made.at)
    elif task.state is TaskState.DRAWN and task.draw is not None:
        yield StuckKind.NOT_CONFIRMED, day_in_beijing(task.draw.made.at)
    elif task.state is TaskState.CLOSED and task.closed is not None:
        closed = day_in_beijing(task.closed.at)
        missing = ((ReportKind.ANALYSIS, StuckKind.NOT_ANALYSED), (ReportKind.FINAL, StuckKind.NOT_REPORTED))
        yield from ((kind, closed) for report, kind in missing if report not in reports)


def stuck_notice(notice: Notice, *, on: dt.date) -> tuple[Stuck, ...]:
    """Return that a notice, which was issued on an earlier day, has yet to be delivered."""
    since = day_in_beijing(notice.issued.at)
    if notice.state not in OPEN_NOTICES or since >= on:
        return ()
    return (Stuck(kind=StuckKind.NOT_DELIVERED, subject=Subject(kind="notice", key=notice.key), since=since),)


def stuck_recusal(request: RecusalRequest, *, on: dt.date) -> tuple[Stuck, ...]:
    """Return that nobody decided on a request of an earlier day."""
    since = day_in_beijing(request.asked.at)
    if request.state is not RecusalState.ASKED or since >= on:
        return ()
    return (Stuck(kind=StuckKind.NOT_DECIDED, subject=Subject(kind="recusal", key=request.request_id), since=since),)
