"""Inspectors (检查人员), what they hold, and their interests (clauses 二(四), 二(五) and 四(二))."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import attrs

from random_inspection.domain.fields import check_line
from random_inspection.domain.identifiers import check_identifier, check_number
from random_inspection.domain.validators import Kind, Kinds, check_bool, check_codes, check_date, disordered
from random_inspection.errors import Message, Where, refuse

ONE_OF_TWO = Message(
    "interest-in-whom",
    "an interest is in one target or in one group of targets; name either, not {found}",
    "利害关系应指向一个对象或一个对象组，二者填其一；现填了{found}项",
)
NO_ITEMS = Message(
    "training-without-items",
    "the training names no item; name the codes of the items that it was for",
    "培训没有填写抽查事项；请填写其所针对的事项代码",
)


class InspectorStatus(StrEnum):
    """Whether an inspector may be drawn (人员状态)."""

    ON_DUTY = "在岗"
    SUSPENDED = "暂停"
    LEFT = "离岗"


class InterestKind(StrEnum):
    """What ties an inspector to a target (利害关系)."""

    RELATIVE = "近亲属"
    INVESTMENT = "持股或出资"
    FORMER_EMPLOYMENT = "曾任职"
    CONTRACT_OR_DEBT = "合同或债务"
    OTHER = "其他可能影响公正"


NO_END = dt.date.max
"""The last day of what has no end (长期), so that a forgotten date is never taken for it."""


@attrs.frozen(kw_only=True)
class Certificate:
    """A law-enforcement certificate (执法证).

    Attributes:
        number: its number.
        issuer: who issued it.
        expires_on: last day of its validity; `NO_END` where it says 长期. A certificate without date is refused.
    """

    number: str = attrs.field(validator=check_identifier)
    issuer: str = attrs.field(validator=check_line)
    expires_on: dt.date = attrs.field(validator=check_date)


@attrs.frozen(kw_only=True)
class Training:
    """A training that an inspector took part in (业务培训, clauses 二(五) and 四(二)).

    Attributes:
        title: what it was.
        held_on: when.
        items: codes of the inspection items that it was for; at least one.
    """

    title: str = attrs.field(validator=check_line)
    held_on: dt.date = attrs.field(validator=check_date)
    items: tuple[str, ...] = attrs.field(validator=check_codes)

    def __attrs_post_init__(self) -> None:
        refuse([] if self.items else [NO_ITEMS.at(Where(path="items"))])


@attrs.frozen(kw_only=True)
class Interest:
    """What ties an inspector to a target or to a group of targets (利害关系), and recuses them (回避, clause 二(五)).

    Attributes:
        kind: what it is.
        target_id: the target; None where it is in a group.
        group: the tag of the group of targets; None where it is in one target.
        since: first day.
        until: last day; None for no end.
        declared_by: who declared it, the inspector or somebody else.
        declared_on: when it was declared.
    """

    kind: InterestKind = attrs.field(validator=Kind(InterestKind))
    target_id: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_identifier))
    group: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_identifier))
    since: dt.date = attrs.field(validator=check_date)
    until: dt.date | None = attrs.field(default=None, validator=attrs.validators.optional(check_date))
    declared_by: str = attrs.field(validator=check_line)
    declared_on: dt.date = attrs.field(validator=check_date)

    def __attrs_post_init__(self) -> None:
        named = sum(one is not None for one in (self.target_id, self.group))
        problems = [] if named == 1 else [ONE_OF_TWO.at(Where(path="target_id"), found=named)]
        refuse(problems + disordered("until", self.since, self.until))


@attrs.frozen(kw_only=True)
class Inspector:
    """An entry of the directory of inspectors (检查人员名录库, clause 二(四)).

    Attributes:
        inspector_id: identifier in the directory.
        name: name.
        agency: the agency (执法机关).
        unit: the unit in it (科室、大队).
        certificate: the law-enforcement certificate; None where there is none.
        items: codes of the inspection items in the inspector's scope.
        qualifications: identifiers of what the inspector holds besides.
        leader: whether the inspector may lead a team (组长).
        expert: whether the inspector takes part as an expert (专家).
        trainings: the trainings that the inspector took part in.
        status: whether the inspector may be drawn.
        account: the account, usually the mobile phone number (clause 三(五)); never published, not shown in logs.
        interests: declared interests.
    """

    inspector_id: str = attrs.field(validator=check_number)
    name: str = attrs.field(validator=check_line)
    agency: str = attrs.field(validator=check_line)
    unit: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    certificate: Certificate | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Certificate)))
    items: tuple[str, ...] = attrs.field(default=(), validator=check_codes)
    qualifications: tuple[str, ...] = attrs.field(default=(), validator=check_codes)
    leader: bool = attrs.field(default=False, validator=check_bool)
    expert: bool = attrs.field(default=False, validator=check_bool)
    trainings: tuple[Training, ...] = attrs.field(default=(), validator=Kinds(Training))
    status: InspectorStatus = attrs.field(validator=Kind(InspectorStatus))
    account: str | None = attrs.field(default=None, repr=False, validator=attrs.validators.optional(check_line))
    interests: tuple[Interest, ...] = attrs.field(default=(), validator=Kinds(Interest))
