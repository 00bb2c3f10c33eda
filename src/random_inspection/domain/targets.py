"""Inspection targets (检查对象) and the facts about them that weigh on the draw (clauses 二(六) and 二(七))."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import attrs
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10

from random_inspection.domain.fields import check_line
from random_inspection.domain.identifiers import check_number, target_id_problem
from random_inspection.domain.validators import Kind, Kinds, check_bool, check_codes, check_date
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse

_REGISTRATION_NUMBER = re.compile(r"[0-9]{15}")

REGISTRATION_NUMBER_WRONG = Message(
    "registration-number-wrong",
    "{found!r} has 15 digits but is no valid registration number (the check digit does not fit); correct it from the register",
    "“{found}”有15位数字，但不是有效的注册号（末位校验码不符）；请按登记信息更正",
)
GRADE_UNKNOWN = Message(
    "grade-unknown",
    "the scheme {scheme!r} has no grade {found!r}, but {expected}; correct the grade or name its scheme",
    "“{scheme}”没有“{found}”级，只有{expected}；请更正等级或填写其所属的评价体系",
)

GRADES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"企业劳动保障守法诚信等级": ("A", "B", "C"), "企业信用风险分类": ("A", "B", "C", "D")}
)
"""The national schemes of grades, best first; grades of other schemes are taken as they are."""


class TargetKind(StrEnum):
    """What kind of target it is (对象类型)."""

    ENTERPRISE = "企业"
    INDIVIDUAL_BUSINESS = "个体工商户"
    COOPERATIVE = "农民专业合作社"
    FOREIGN_OFFICE = "外国企业常驻代表机构"
    PUBLIC_INSTITUTION = "事业单位"
    SOCIAL_ORGANISATION = "社会组织"
    PROJECT = "项目"
    PRODUCT = "产品"
    SITE = "场所"


MARKET_ENTITIES = frozenset(
    {TargetKind.ENTERPRISE, TargetKind.INDIVIDUAL_BUSINESS, TargetKind.COOPERATIVE, TargetKind.FOREIGN_OFFICE}
)
"""The kinds (市场主体) that GS 15—2006 gave 15-digit registration numbers."""


class TargetStatus(StrEnum):
    """Whether a target is still there (存续状态)."""

    ACTIVE = "存续"
    SUSPENDED = "停业"
    MOVED_AWAY = "迁出"
    DEREGISTERED = "注销"
    LICENCE_REVOKED = "吊销"
    REGISTRATION_REVOKED = "撤销"


@attrs.frozen(kw_only=True)
class Complaint:
    """A complaint or report about a target (投诉举报, clause 二(七)). Who complained is never kept here.

    Attributes:
        received_on: when it came in.
        source: from where the fact is known, such as 12333 or a file number.
        subject: what it was about; None where it is not told.
    """

    received_on: dt.date = attrs.field(validator=check_date)
    source: str = attrs.field(validator=check_line)
    subject: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))


@attrs.frozen(kw_only=True)
class Violation:
    """A violation that was found and decided on (违法违规, clause 二(七)).

    Attributes:
        decided_on: when it was decided.
        source: the deciding agency, or from where the fact is known.
        subject: what was violated.
        serious: whether it counts as serious (严重).
        document: number of the decision; None where there is none.
    """

    decided_on: dt.date = attrs.field(validator=check_date)
    source: str = attrs.field(validator=check_line)
    subject: str = attrs.field(validator=check_line)
    serious: bool = attrs.field(validator=check_bool)
    document: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))


@attrs.frozen(kw_only=True)
class CreditGrade:
    """A grade that somebody gave a target (失信等级, clause 二(七)).

    Attributes:
        scheme: who grades by which rules; see `GRADES` for the national ones.
        grade: the grade.
        as_of: the day for which it holds.
        source: from where the fact is known.
    """

    scheme: str = attrs.field(validator=check_line)
    grade: str = attrs.field(validator=check_line)
    as_of: dt.date = attrs.field(validator=check_date)
    source: str = attrs.field(validator=check_line)

    def __attrs_post_init__(self) -> None:
        grades = GRADES.get(self.scheme)
        if grades is not None and self.grade not in grades:
            where = Where(path="grade")
            raise InvalidInput(
                GRADE_UNKNOWN.at(where, scheme=self.scheme, found=self.grade, expected="、".join(grades))
            )


def registration_number_problem(text: str, where: Where | None = None) -> Problem | None:
    """Return why a text of 15 digits is no registration number (注册号) of GS 15—2006; None for all other text.

    Its last digit is the check digit of ISO 7064 MOD 11,10 (GB/T 17710) over the 14 before it.
    """
    if _REGISTRATION_NUMBER.fullmatch(text):
        try:
            mod_11_10.validate(text)
        except ValidationError:
            return REGISTRATION_NUMBER_WRONG.at(where, found=text)
    return None


def _check_id(instance: object, attribute: attrs.Attribute[str], value: str) -> None:
    check_number(instance, attribute, value)
    if problem := target_id_problem(value, Where(path=attribute.name)):
        raise InvalidInput(problem)


@attrs.frozen(kw_only=True)
class Target:
    """An entry of the directory of targets (检查对象名录库, clause 二(六)).

    Attributes:
        target_id: unified social credit code (18 characters, GB 32100-2015), an older registration number
            (15 digits, GS 15—2006), or an office's own identifier of a site, product or project.
        name: its name.
        kind: what it is.
        registration_authority: who registered it (登记机关).
        district: where it belongs (地区).
        address: its address (住所).
        status: whether it is still there.
        tags: identifiers of groups, such as an industry or a corporate group.
        items: codes of the inspection items that it is subject to.
        complaints: complaints about it.
        violations: violations that were decided on.
        grades: its grades.
    """

    target_id: str = attrs.field(validator=_check_id)
    name: str = attrs.field(validator=check_line)
    kind: TargetKind = attrs.field(validator=Kind(TargetKind))
    registration_authority: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    district: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    address: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    status: TargetStatus = attrs.field(validator=Kind(TargetStatus))
    tags: tuple[str, ...] = attrs.field(default=(), validator=check_codes)
    items: tuple[str, ...] = attrs.field(default=(), validator=check_codes)
    complaints: tuple[Complaint, ...] = attrs.field(default=(), validator=Kinds(Complaint))
    violations: tuple[Violation, ...] = attrs.field(default=(), validator=Kinds(Violation))
    grades: tuple[CreditGrade, ...] = attrs.field(default=(), validator=Kinds(CreditGrade))

    def __attrs_post_init__(self) -> None:
        problem = registration_number_problem(self.target_id, Where(path="target_id"))
        refuse([problem] if problem and self.kind in MARKET_ENTITIES else [])
