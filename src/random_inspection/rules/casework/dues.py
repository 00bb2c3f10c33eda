"""What has to be done by when: derived from the inspections as they stand, so that nothing can be forgotten (三(五))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from random_inspection.domain.fields import Integer
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import Task, TaskState
from random_inspection.errors import Message, Where, read_only, refuse
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.rules.working_days.deadlines import Deadline, Period, deadline

BEIJING = dt.timezone(dt.timedelta(hours=8))
"""The time by which a moment belongs to a day (北京时间)."""

KEY_UNKNOWN = Message(
    "due-period-key",
    "found {found!r}, expected a kind of due date: {expected}",
    "应为期限种类（{expected}）之一，实为 {found!r}",
)


class DueKind(StrEnum):
    """What has to be done."""

    VISIT = "完成检查"
    CONCLUSION = "作出检查结论"
    AGAIN = "按退回意见重新作出结论"
    REVIEW = "审核检查结论"
    PUBLICATION = "公示检查结果"
    EMERGENCY_REPORT = "补报紧急检查"
    DISPOSAL = "办结后续处置"
    TRANSFER_RECEIPT = "取得移送回执"


class DueState(StrEnum):
    """How a due date stands on a day."""

    OVERDUE = "已逾期"
    SOON = "即将到期"
    OPEN = "未到期"
    UNDATED = "未定期限"


PUBLICATION = Period(amount=20, unit="working-days", basis="三(五)")
"""Results are published within 20 working days from the end of the inspection."""


def _check_kinds(_: object, attribute: attrs.Attribute[Any], value: Mapping[Any, Period]) -> None:
    expected = "、".join(DueKind)
    refuse(
        [
            KEY_UNKNOWN.at(Where(path=attribute.name), found=key, expected=expected)
            for key in value
            if not isinstance(key, DueKind)
        ]
    )


@attrs.frozen(kw_only=True)
class DuePolicy:
    """How long each thing may take.

    Attributes:
        periods: the period of a kind, counted from the day of its event; what has neither a period nor a day of its
            own is listed as undated, so that it is not forgotten. By default the 20 working days to publish.
        soon: how many calendar days before it is due something counts as soon due.
    """

    periods: Mapping[DueKind, Period] = attrs.field(
        default={DueKind.PUBLICATION: PUBLICATION}, converter=read_only, validator=_check_kinds
    )
    soon: int = attrs.field(default=5, validator=Integer(0))


@attrs.frozen(kw_only=True)
class Due:
    """Something that has to be done.

    Attributes:
        kind: what.
        inspection_id: in which inspection.
        target_name: name of its target.
        part: what of it, such as a disposal; None where it is the inspection itself.
        unit: the unit that handles it.
        people: identifiers of the team.
        since: the day of the event that it is counted from.
        earliest: the day to act by; None where neither law nor policy sets one.
        latest: the last day that it can be while the calendar is not known.
        deadline: how it was counted; None where the day was set by somebody, or is not set.
    """

    kind: DueKind
    inspection_id: str
    target_name: str
    part: str | None = None
    unit: str
    people: frozenset[str]
    since: dt.date
    earliest: dt.date | None
    latest: dt.date | None
    deadline: Deadline | None = None

    def state(self, on: dt.date, soon: int) -> DueState:
        """Return how it stands on a day: overdue once the earliest day it can be has gone by."""
        if self.earliest is None:
            return DueState.UNDATED
        if on > self.earliest:
            return DueState.OVERDUE
        return DueState.SOON if self.earliest - on <= dt.timedelta(days=soon) else DueState.OPEN

    @property
    def order(self) -> tuple[dt.date, str, str, str]:
        """What lists are ordered by: the day to act by, then where it is."""
        return self.earliest or dt.date.max, self.inspection_id, self.kind, self.part or ""


def day_in_beijing(moment: dt.datetime) -> dt.date:
    """Return the day of a moment by Beijing time.

    >>> day_in_beijing(dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC))
    datetime.date(2027, 1, 1)
    """
    return moment.astimezone(BEIJING).date()


def dues_of(
    inspection: Inspection, task: Task | None, *, policy: DuePolicy, index: WorkIndex, as_of: dt.date
) -> tuple[Due, ...]:
    """Return everything that still has to be done in an inspection.

    Clause: 三(五) 期限

    Whatever was begun stays due where the task is cancelled later, and whoever leaves stays named in it.

    Args:
        inspection: as it stands.
        task: its task; a visit is due by the last day of its window. None asks for everything but the visit.
        policy: how long things may take.
        index: the working days to count on.
        as_of: the day of the computation.

    Raises:
        InvalidInput: the calendar ends before a deadline.
    """
    found = []
    for kind, part, since, day in _open(inspection, task):
        period = policy.periods.get(kind)
        counted = deadline(index, since, period, as_of=as_of) if period and day is None else None
        found.append(
            Due(
                kind=kind,
                inspection_id=inspection.inspection_id,
                target_name=inspection.target_name,
                part=part,
                unit=inspection.unit,
                people=inspection.inspectors,
                since=since,
                earliest=counted.earliest if counted else day,
                latest=counted.latest if counted else day,
                deadline=counted,
            )
        )
    return tuple(sorted(found, key=lambda due: due.order))


_Open = tuple[DueKind, str | None, dt.date, dt.date | None]
"""What is open: kind, part, the day it counts from, and the day that was set for it, if any."""


def _open(inspection: Inspection, task: Task | None) -> Iterator[_Open]:
    if inspection.struck is None and inspection.archived is None:
        yield from _open_visit(inspection, task)
        yield from _open_result(inspection)
        yield from _open_disposals(inspection)


def _open_visit(inspection: Inspection, task: Task | None) -> Iterator[_Open]:
    emergency = inspection.emergency
    if emergency is not None and emergency.reported is None:
        yield DueKind.EMERGENCY_REPORT, None, day_in_beijing(emergency.declared.at), None
    if inspection.record is None and task is not None:
        under_way = inspection.entry is not None or task.state is not TaskState.CANCELLED
        if under_way:
            yield DueKind.VISIT, None, task.first_day, task.last_day


def _open_result(inspection: Inspection) -> Iterator[_Open]:
    if inspection.record is None:
        return
    ended = day_in_beijing(inspection.record.ended_at)
    last = inspection.conclusions[-1] if inspection.conclusions else None
    if last is None:
        yield DueKind.CONCLUSION, None, ended, None
    elif last.review is not None and not last.review.passed:
        yield DueKind.AGAIN, None, day_in_beijing(last.review.made.at), None
    elif last.review is None:
        yield DueKind.REVIEW, None, day_in_beijing(last.concluded.at), None
    if last is None or last.published is None:
        yield DueKind.PUBLICATION, None, _unpublished_since(inspection, ended), None


def _unpublished_since(inspection: Inspection, ended: dt.date) -> dt.date:
    """Return the end of the inspection, or the day of the first correction that the public does not read yet."""
    versions = inspection.conclusions
    published = max((at for at, one in enumerate(versions) if one.published), default=None)
    return ended if published is None else day_in_beijing(versions[published + 1].concluded.at)


def _open_disposals(inspection: Inspection) -> Iterator[_Open]:
    for disposal in inspection.disposals:
        ordered = day_in_beijing(disposal.ordered.at)
        if disposal.finished is None:
            yield DueKind.DISPOSAL, disposal.disposal_id, ordered, disposal.due
        if disposal.transfer is not None and disposal.transfer.received is None:
            yield DueKind.TRANSFER_RECEIPT, disposal.disposal_id, ordered, None


@attrs.frozen(kw_only=True)
class DueChange:
    """A due date that another calendar moves.

    Attributes:
        before: as it stood.
        after: as it is now.
    """

    before: Due
    after: Due


def due_changes(before: Iterable[Due], after: Iterable[Due]) -> tuple[DueChange, ...]:
    """Return which of the same things are due at another day or range, such as after a notice of a new year."""
    now = {(due.inspection_id, due.kind, due.part): due for due in after}
    pairs = ((old, now.get((old.inspection_id, old.kind, old.part))) for old in before)
    return tuple(
        DueChange(before=old, after=new)
        for old, new in pairs
        if new is not None and (old.earliest, old.latest) != (new.earliest, new.latest)
    )
