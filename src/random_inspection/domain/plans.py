"""Yearly plans and tasks (年度抽查计划, 抽查任务, clause 三(一)), and their states, which follow from what was done."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.fields import Integer, check_hex64, check_line
from random_inspection.domain.identifiers import check_identifier, check_number
from random_inspection.domain.validators import Kind, Kinds, check_bool, check_codes, check_date, disordered
from random_inspection.errors import InvalidInput, Message, Where, refuse

NO_GROUND = Message(
    "task-without-ground",
    "the task belongs to no plan and names no ground; name the plan, or why it is held beside the plans",
    "任务既不属于年度计划，也没有写明缘由；请填写所属计划，或填写计划外开展的缘由",
)
PLAN_AND_GROUND = Message(
    "task-plan-and-ground",
    "the task belongs to the plan {plan!r} and names a ground besides; a task has one of the two",
    "任务已属于计划“{plan}”，又填写了计划外缘由；二者填其一",
)
COLON = Message(
    "task-id-colon",
    "{found!r} holds a colon, which parts the task from the target in the identifier of an inspection; write it without",
    "“{found}”含有英文冒号，检查编号用它分隔任务和对象；请去掉冒号",
)
NO_AGENCY = Message("task-without-agency", "no agency is named; name at least one", "没有填写检查机关；至少填写一个")
NO_ITEM = Message("task-without-item", "no item is named; name at least one", "没有填写抽查事项；至少填写一项")


class PlanState(StrEnum):
    """Where a plan stands."""

    DRAFT = "草案"
    APPROVED = "已批准"


class TaskState(StrEnum):
    """Where a task stands."""

    DRAFT = "草案"
    APPROVED = "已批准"
    ANNOUNCED = "已公告"
    DRAWN = "已抽取"
    CONFIRMED = "已确认"
    CLOSED = "已办结"
    ARCHIVED = "已归档"
    CANCELLED = "已取消"


class TaskType(StrEnum):
    """Whether a task is for certain targets (抽查类型)."""

    TARGETED = "定向"
    UNTARGETED = "不定向"


def _check_task_id(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if ":" in value:
        raise InvalidInput(COLON.at(Where(path=attribute.name), found=value))


@attrs.frozen(kw_only=True)
class AnnualPlan:
    """A yearly plan (年度抽查计划).

    Attributes:
        plan_id: its number (抽查计划编号).
        title: its name (抽查计划名称).
        year: the year.
        agency: who draws it up (发起部门).
        items: codes of the items that are inspected in the year; at least one.
        drafted: who drew it up.
        approved: who approved it; None while nobody has.
    """

    plan_id: str = attrs.field(validator=check_number)
    title: str = attrs.field(validator=check_line)
    year: int = attrs.field(validator=Integer(2000))
    agency: str = attrs.field(validator=check_line)
    items: tuple[str, ...] = attrs.field(validator=check_codes)
    drafted: Mark = attrs.field(validator=Kind(Mark))
    approved: Mark | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Mark)))

    def __attrs_post_init__(self) -> None:
        refuse([] if self.items else [NO_ITEM.at(Where(path="items"))])

    @property
    def state(self) -> PlanState:
        """Where it stands."""
        return PlanState.APPROVED if self.approved else PlanState.DRAFT


@attrs.frozen(kw_only=True)
class TaskAnnouncement:
    """That the draw of a task is fixed and public (clause 三(一) 公示).

    Attributes:
        draw_id: identifier of the draw.
        digest: digest of the bytes of its announcement, which name everything that decides it.
        made: who announced it.
    """

    draw_id: str = attrs.field(validator=check_number)
    digest: str = attrs.field(validator=check_hex64)
    made: Mark = attrs.field(validator=Kind(Mark))


@attrs.frozen(kw_only=True)
class TaskDraw:
    """The outcome of a task's draw.

    Attributes:
        digest: digest of the bytes of the result.
        made: who drew, or who imported the result.
        elsewhere: the platform that drew, where it was not this library: its draw is not verified
            (平台抽取，本系统未验证).
    """

    digest: str = attrs.field(validator=check_hex64)
    made: Mark = attrs.field(validator=Kind(Mark))
    elsewhere: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))


@attrs.frozen(kw_only=True)
class Task:
    """A task of random inspection (抽查任务).

    Attributes:
        task_id: its number (抽查任务编号), without a colon.
        title: its name (抽查任务名称).
        plan_id: the plan it belongs to; None for one beside the plans.
        ground: why there is one beside the plans; None where it belongs to one.
        type: whether it is for certain targets.
        agencies: who inspects: the first one leads (发起部门), the others join (参与部门).
        unit: the unit that handles it.
        items: codes of the items; at least one.
        scope: which targets (抽查对象范围), in words for the public.
        ratio: which part of them (抽查比例), in words for the public.
        first_day: first day of the inspections (检查起止日期).
        last_day: last day.
        publish_targets: whether the list of targets (名单) is public from the announcement on.
        drafted: who drew it up.
        approved: who approved it.
        announcement: its announcement.
        draw: its outcome.
        changes: digests of the bytes of what was changed of the outcome since, in the order of the changes.
        confirmed: who confirmed and recorded the outcome.
        closed: who closed it, when every drawn target had its outcome.
        archived: who filed it.
        cancelled: who cancelled it, with the reason in its note.
    """

    task_id: str = attrs.field(validator=[check_number, _check_task_id])
    title: str = attrs.field(validator=check_line)
    plan_id: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_identifier))
    ground: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    type: TaskType = attrs.field(validator=Kind(TaskType))
    agencies: tuple[str, ...] = attrs.field(validator=Kinds(str))
    unit: str = attrs.field(validator=check_line)
    items: tuple[str, ...] = attrs.field(validator=check_codes)
    scope: str = attrs.field(validator=check_line)
    ratio: str = attrs.field(validator=check_line)
    first_day: dt.date = attrs.field(validator=check_date)
    last_day: dt.date = attrs.field(validator=check_date)
    publish_targets: bool = attrs.field(default=False, validator=check_bool)
    drafted: Mark = attrs.field(validator=Kind(Mark))
    approved: Mark | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Mark)))
    announcement: TaskAnnouncement | None = attrs.field(
        default=None, validator=attrs.validators.optional(Kind(TaskAnnouncement))
    )
    draw: TaskDraw | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(TaskDraw)))
    changes: tuple[str, ...] = attrs.field(
        default=(), validator=[Kinds(str), attrs.validators.deep_iterable(check_hex64)]
    )
    confirmed: Mark | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Mark)))
    closed: Mark | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Mark)))
    archived: Mark | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Mark)))
    cancelled: Mark | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Mark)))

    def __attrs_post_init__(self) -> None:
        problems = disordered("last_day", self.first_day, self.last_day)
        if self.plan_id is None and self.ground is None:
            problems.append(NO_GROUND.at(Where(path="ground")))
        if self.plan_id is not None and self.ground is not None:
            problems.append(PLAN_AND_GROUND.at(Where(path="ground"), plan=self.plan_id))
        if not self.agencies:
            problems.append(NO_AGENCY.at(Where(path="agencies")))
        if not self.items:
            problems.append(NO_ITEM.at(Where(path="items")))
        refuse(problems)

    @property
    def state(self) -> TaskState:
        """Where it stands."""
        marks = (
            (TaskState.CANCELLED, self.cancelled),
            (TaskState.ARCHIVED, self.archived),
            (TaskState.CLOSED, self.closed),
            (TaskState.CONFIRMED, self.confirmed),
            (TaskState.DRAWN, self.draw),
            (TaskState.ANNOUNCED, self.announcement),
            (TaskState.APPROVED, self.approved),
        )
        return next((state for state, mark in marks if mark is not None), TaskState.DRAFT)
