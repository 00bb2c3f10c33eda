"""Conditions on what a target is: listed as dishonest, not inspected for long, of a kind (clause 二(七))."""

from __future__ import annotations

import datetime as dt
import re

import attrs

from random_inspection.domain.fields import Integer
from random_inspection.domain.validators import check_codes
from random_inspection.errors import Message, Where, refuse
from random_inspection.rules.risk_classes.risk import Condition, since
from random_inspection.rules.risk_classes.risk_facts import Finding, RiskFacts

LISTED = Message("risk-listed", "in lists of the dishonest: {entries}", "列入失信名单：{entries}")
UNINSPECTED = Message(
    "risk-uninspected",
    "not inspected since {last} (limit {months} months)",
    "自{last}以来未检查（限{months}个月）",
)
NEVER = Message(
    "risk-never-inspected",
    "no inspection on record since it entered the directory on {since} (limit {months} months)",
    "自{since}入库以来没有检查记录（限{months}个月）",
)
UNRECORDED = Message("risk-no-inspection", "no inspection on record", "没有检查记录")
TAGGED = Message("risk-tags", "tagged {tags}", "标签：{tags}")
SEPARATED = Message(
    "risk-tag-separated",
    "the tag {found!r} holds {mark!r}, which separates tags in a register, so that no target can have it; write the "
    "tags one by one, or rename it",
    "标签“{found}”含有“{mark}”，而登记表以其分隔标签，没有对象会有此标签；请逐个填写标签，或更名",
)
NO_TAGS = Message("risk-no-tags", "there is no tag; name at least one", "没有标签；至少填写一个")

_SEPARATOR = re.compile("[，；;、]")
"""The comma is no character of an identifier in any case."""


@attrs.frozen(kw_only=True)
class Listed:
    """It stands in a list of the dishonest (失信名单) on the day: 失信等级高 (clause 二(七)).

    Clause: 二(七) 加大力度

    >>> from random_inspection.rules.risk_classes.risk_facts import Listing
    >>> entry = Listing(name="拖欠农民工工资失信名单", listed_on=dt.date(2026, 3, 1), source="人社部")
    >>> Listed().finding(RiskFacts(listings=(entry,)), dt.date(2026, 12, 1)).text("zh")
    '列入失信名单：拖欠农民工工资失信名单（2026-03-01）'
    """

    key = "listed"

    def finding(self, facts: RiskFacts, on: dt.date) -> Finding | None:
        """Return the entries that stand on the day; None where there is none."""
        found = tuple(entry for entry in facts.listings if entry.stands(on))
        if not found:
            return None
        entries = "、".join(f"{entry.name}（{entry.listed_on}）" for entry in found)
        return Finding(message=LISTED, params={"entries": entries}, facts=found)

    def covers(self, other: Condition) -> bool:
        """Return whether `other` asks for a listing."""
        return isinstance(other, Listed)


@attrs.frozen(kw_only=True)
class Uninspected:
    """Its last inspection is `months` months ago or more: 力争尽快实现全覆盖 (clause 二(七)).

    Clause: 二(七) 频次

    Where none is on record, the time runs from the day it entered the directory; where that day is not known either,
    the condition holds.

    Attributes:
        months: the time in months.

    >>> facts = RiskFacts(inspected_on=(dt.date(2023, 5, 8), dt.date(2024, 5, 6)))
    >>> Uninspected(months=24).finding(facts, dt.date(2026, 12, 1)).text()
    'not inspected since 2024-05-06 (limit 24 months)'
    """

    months: int = attrs.field(validator=Integer(1))
    key = "uninspected"

    def finding(self, facts: RiskFacts, on: dt.date) -> Finding | None:
        """Return since when it has not been inspected; None where that is less than the limit."""
        past = [day for day in facts.inspected_on if day <= on]
        last = max(past, default=facts.known_since)
        if last is None:
            return Finding(message=UNRECORDED, params={})
        if last > since(on, self.months):
            return None
        if past:
            return Finding(message=UNINSPECTED, params={"last": last, "months": self.months}, facts=(last,))
        return Finding(message=NEVER, params={"since": last, "months": self.months}, facts=(last,))

    def covers(self, other: Condition) -> bool:
        """Return whether `other` asks for at least as long a time."""
        return isinstance(other, Uninspected) and self.months <= other.months


@attrs.frozen(kw_only=True)
class Tagged:
    """It has one of the tags: 特殊监管对象 (clause 二(七)), such as an industry that is watched more closely.

    Clause: 二(七) 加大力度

    Attributes:
        tags: identifiers of groups; one of them is enough. None holds a mark that separates tags in a register.

    Raises:
        InvalidInput: there is no tag, or a tag holds a separator.

    >>> Tagged(tags=("建筑施工", "劳务派遣")).finding(RiskFacts(tags=("劳务派遣",)), dt.date(2026, 12, 1)).text("zh")
    '标签：劳务派遣'
    """

    tags: tuple[str, ...] = attrs.field(validator=check_codes)
    key = "tags"

    def __attrs_post_init__(self) -> None:
        refuse([] if self.tags else [NO_TAGS.at(Where(path="tags"))])
        marked = ((at, tag, _SEPARATOR.search(tag)) for at, tag in enumerate(self.tags))
        refuse([SEPARATED.at(Where(path=f"tags[{at}]"), found=tag, mark=mark[0]) for at, tag, mark in marked if mark])

    def finding(self, facts: RiskFacts, on: dt.date) -> Finding | None:  # noqa: ARG002  (tags have no date)
        """Return the tags that it has of these; None where it has none."""
        found = tuple(tag for tag in facts.tags if tag in self.tags)
        return Finding(message=TAGGED, params={"tags": "、".join(found)}, facts=found) if found else None

    def covers(self, other: Condition) -> bool:
        """Return whether all tags of `other` are among these."""
        return isinstance(other, Tagged) and set(other.tags) <= set(self.tags)
