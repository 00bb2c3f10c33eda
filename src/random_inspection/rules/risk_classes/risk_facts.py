"""The dated facts that a risk class rests on, and how the ones that mattered are named (clause 二(七))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from random_inspection.domain.fields import check_line
from random_inspection.domain.targets import Complaint, CreditGrade, Target, Violation
from random_inspection.domain.validators import Kinds, check_codes, check_date, disordered
from random_inspection.errors import Lang, Message, refuse


@attrs.frozen(kw_only=True)
class Listing:
    """An entry in a list of the dishonest (失信名单), such as 拖欠农民工工资失信联合惩戒名单.

    Attributes:
        name: the list.
        listed_on: the first day.
        removed_on: the day it was taken off; None while it stands there.
        source: from where the fact is known.

    Raises:
        InvalidInput: it was taken off before it was listed.
    """

    name: str = attrs.field(validator=check_line)
    listed_on: dt.date = attrs.field(validator=check_date)
    removed_on: dt.date | None = attrs.field(default=None, validator=attrs.validators.optional(check_date))
    source: str = attrs.field(validator=check_line)

    def __attrs_post_init__(self) -> None:
        refuse(disordered("removed_on", self.listed_on, self.removed_on))

    def stands(self, on: dt.date) -> bool:
        """Return whether it stands in the list at the end of the day `on`."""
        return self.listed_on <= on and (self.removed_on is None or on < self.removed_on)


@attrs.frozen(kw_only=True)
class RiskFacts:
    """What is known of a target. What is dated after the day of a classification does not count in it.

    Attributes:
        complaints: complaints and reports (投诉举报).
        violations: violations that were decided on (违法违规记录).
        grades: grades of any scheme (信用等级).
        listings: entries in lists of the dishonest (失信名单).
        inspected_on: the days on which inspections of it ended, in any order.
        known_since: the day it entered the directory; None where that is not known.
        tags: identifiers of groups, such as an industry.
    """

    complaints: tuple[Complaint, ...] = attrs.field(default=(), validator=Kinds(Complaint))
    violations: tuple[Violation, ...] = attrs.field(default=(), validator=Kinds(Violation))
    grades: tuple[CreditGrade, ...] = attrs.field(default=(), validator=Kinds(CreditGrade))
    listings: tuple[Listing, ...] = attrs.field(default=(), validator=Kinds(Listing))
    inspected_on: tuple[dt.date, ...] = attrs.field(
        default=(), validator=attrs.validators.deep_iterable(check_date, attrs.validators.instance_of(tuple))
    )
    known_since: dt.date | None = attrs.field(default=None, validator=attrs.validators.optional(check_date))
    tags: tuple[str, ...] = attrs.field(default=(), validator=check_codes)

    @classmethod
    def of(
        cls,
        target: Target,
        *,
        listings: tuple[Listing, ...] = (),
        inspected_on: tuple[dt.date, ...] = (),
        known_since: dt.date | None = None,
    ) -> RiskFacts:
        """Return the facts in an entry of the directory, with those that are kept elsewhere."""
        return cls(
            complaints=target.complaints,
            violations=target.violations,
            grades=target.grades,
            listings=listings,
            inspected_on=inspected_on,
            known_since=known_since,
            tags=target.tags,
        )


def _frozen(params: Mapping[str, object]) -> Mapping[str, object]:
    return MappingProxyType(dict(params))


@attrs.frozen(kw_only=True)
class Finding:
    """A condition that holds, with the facts it rests on.

    Attributes:
        message: what was found, as a kind.
        params: its numbers and days, by name.
        facts: the facts that mattered, in the order of the directory; empty where it is their absence.
    """

    message: Message
    params: Mapping[str, Any] = attrs.field(converter=_frozen)
    facts: tuple[object, ...] = ()

    def text(self, lang: Lang = "en") -> str:
        """Return it in words, such as ``4 complaints since 2025-12-01 (limit 3)``."""
        return (self.message.zh if lang == "zh" else self.message.en).format_map(self.params)


UNCLASSED = Message("risk-otherwise", "no rule of the policy applies", "未触发任何分类规则")
CLASS_WORDS = Message("risk-reason", "class {risk_class}: {findings}", "{risk_class}类：{findings}")


@attrs.frozen(kw_only=True)
class Reason:
    """Why a class was given, printable for the firm concerned.

    Attributes:
        risk_class: the class that the rule gives.
        rule: index of the rule in the policy; None where no rule applies.
        basis: what the rule rests on.
        findings: what was found, one finding for every condition of the rule.
    """

    risk_class: str
    rule: int | None
    basis: str
    findings: tuple[Finding, ...]

    def text(self, lang: Lang = "en") -> str:
        """Return class and findings in words, such as ``class D: 4 complaints since 2025-12-01 (limit 3)``."""
        words = ("；" if lang == "zh" else "; ").join(finding.text(lang) for finding in self.findings)
        template = CLASS_WORDS.zh if lang == "zh" else CLASS_WORDS.en
        return template.format(risk_class=self.risk_class, findings=words)
