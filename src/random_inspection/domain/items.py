"""Inspection items and their list (抽查事项清单): what may be inspected at all (clauses 二(二) and 二(三))."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from fractions import Fraction

import attrs

from random_inspection.domain.fields import Integer, check_line
from random_inspection.domain.identifiers import check_identifier, check_number
from random_inspection.domain.legal import LegalBasis
from random_inspection.domain.targets import TargetKind
from random_inspection.domain.validators import (
    Kind,
    Kinds,
    check_codes,
    check_date,
    check_part,
    disordered,
    repeated,
    require_bounds,
)
from random_inspection.errors import Message, Where, refuse

NO_POWER = Message(
    "item-without-power",
    "none of the legal bases gives the power to inspect; an item without one may not be in the list: name the basis "
    "that gives it, or take the item out",
    "没有任何依据赋予检查权；法律法规规章未赋予监管职能的，不得列入清单：请补充赋予检查权的依据，或删除该事项",
)


class Category(StrEnum):
    """How close an item is watched (事项类别)."""

    GENERAL = "一般"
    KEY = "重点"


class Level(StrEnum):
    """The level of the agencies that inspect an item (检查主体层级)."""

    NATIONAL = "国家级"
    PROVINCE = "省级"
    CITY = "市级"
    COUNTY = "县级"


class Method(StrEnum):
    """How an item is inspected (抽查方式)."""

    ON_SITE = "现场检查"
    WRITTEN = "书面检查"
    ONLINE = "网络监测"
    TESTING = "检验检测"
    COMMISSIONED = "委托专业机构"
    ADOPTED = "采用其他部门检查结果"


@attrs.frozen(kw_only=True)
class RatioBound:
    """Which part of the targets is drawn (抽查比例, clause 二(七)): as written, and as far as it can be computed with.

    Attributes:
        verbatim: the list's own words, such as 不低于3%, 2‰ or 根据实际情况确定.
        at_least: the smallest part, from 0 to 1; None where there is no lower bound.
        at_most: the largest part; None where there is no upper bound.
        months: length in months of the period that the bounds are about; None for a single draw.
    """

    verbatim: str = attrs.field(validator=check_line)
    at_least: Fraction | None = attrs.field(default=None, validator=attrs.validators.optional(check_part))
    at_most: Fraction | None = attrs.field(default=None, validator=attrs.validators.optional(check_part))
    months: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(1)))

    def __attrs_post_init__(self) -> None:
        require_bounds(self.at_least, self.at_most)


@attrs.frozen(kw_only=True)
class FrequencyBound:
    """How often is inspected (抽查频次, clause 二(七)): as written, and as far as it can be computed with.

    Attributes:
        verbatim: the list's own words, such as 每年不少于1次 or 根据实际情况确定.
        at_least: the smallest number of times in a period; None where there is no lower bound.
        at_most: the largest number of times in a period; None where there is no upper bound.
        months: length of the period in months, 12 for a year.
    """

    verbatim: str = attrs.field(validator=check_line)
    at_least: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(0)))
    at_most: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(0)))
    months: int = attrs.field(default=12, validator=Integer(1))

    def __attrs_post_init__(self) -> None:
        require_bounds(self.at_least, self.at_most)


@attrs.frozen(kw_only=True)
class InspectionItem:
    """An item of the list (抽查事项). One without a legal basis that gives the power to inspect is refused (二(三)).

    Clause: 二(三) 依据

    Attributes:
        code: identifier in the list; plans and tasks refer to it.
        name: its name.
        sub_item: its sub-item (抽查子项).
        legal_bases: what it rests on; at least one gives the power to inspect.
        agency: who inspects (抽查主体).
        levels: the levels of the agencies that inspect it; at least one.
        target_kinds: the kinds of targets that are subject to it; at least one.
        category: general or key.
        methods: how it may be inspected; at least one.
        ratio: which part of the targets is drawn.
        frequency: how often.
        requires: qualifications that its inspectors must hold.
        in_force_from: first day on which it may be inspected.
        in_force_to: last day; None for no end.
    """

    code: str = attrs.field(validator=check_number)
    name: str = attrs.field(validator=check_line)
    sub_item: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    legal_bases: tuple[LegalBasis, ...] = attrs.field(validator=Kinds(LegalBasis, least=1))
    agency: str = attrs.field(validator=check_line)
    levels: tuple[Level, ...] = attrs.field(validator=Kinds(Level, least=1))
    target_kinds: tuple[TargetKind, ...] = attrs.field(validator=Kinds(TargetKind, least=1))
    category: Category = attrs.field(validator=Kind(Category))
    methods: tuple[Method, ...] = attrs.field(validator=Kinds(Method, least=1))
    ratio: RatioBound = attrs.field(validator=Kind(RatioBound))
    frequency: FrequencyBound = attrs.field(validator=Kind(FrequencyBound))
    requires: tuple[str, ...] = attrs.field(default=(), validator=check_codes)
    in_force_from: dt.date = attrs.field(validator=check_date)
    in_force_to: dt.date | None = attrs.field(default=None, validator=attrs.validators.optional(check_date))

    def __attrs_post_init__(self) -> None:
        granted = any(basis.grants_inspection for basis in self.legal_bases)
        problems = [] if granted else [NO_POWER.at(Where(path="legal_bases"))]
        refuse(problems + disordered("in_force_to", self.in_force_from, self.in_force_to))


@attrs.frozen(kw_only=True)
class ItemList:
    """A version of the list of inspection items (抽查事项清单, clause 二(二)); earlier versions are kept.

    Attributes:
        version: identifier of the version.
        previous: the version that it takes the place of; None for the first.
        in_force_from: first day on which it is in force.
        in_force_to: last day; None for no end.
        items: the items, each code once; at least one.
    """

    version: str = attrs.field(validator=check_number)
    previous: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_identifier))
    in_force_from: dt.date = attrs.field(validator=check_date)
    in_force_to: dt.date | None = attrs.field(default=None, validator=attrs.validators.optional(check_date))
    items: tuple[InspectionItem, ...] = attrs.field(validator=Kinds(InspectionItem, least=1))

    def __attrs_post_init__(self) -> None:
        problems = disordered("in_force_to", self.in_force_from, self.in_force_to)
        refuse(problems + repeated("items", (item.code for item in self.items)))
