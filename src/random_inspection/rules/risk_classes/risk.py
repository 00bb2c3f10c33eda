"""Conditions on complaints, violations and grades that lead to a risk class (clause 二(七)).

Every condition is monotone: more complaints, more or graver violations, a worse grade, one more listing never undo it.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Protocol

import attrs
from dateutil.relativedelta import relativedelta

from random_inspection.domain.fields import Integer, check_line
from random_inspection.domain.targets import GRADE_UNKNOWN
from random_inspection.domain.validators import Kind, check_bool, check_codes
from random_inspection.errors import InvalidInput, Message, Where, refuse
from random_inspection.rules.risk_classes.risk_facts import Finding, RiskFacts

COMPLAINTS = Message(
    "risk-complaints", "{count} {noun} since {since} (limit {limit})", "{since}以来投诉{count}件（限{limit}件）"
)
VIOLATIONS = Message(
    "risk-violations",
    "{count} {noun} since {since} (limit {limit})",
    "{since}以来{kind}{count}件（限{limit}件）",
)
GRADED = Message(
    "risk-grade",
    "grade {grade} of {scheme} as of {as_of} (limit: {limit} or worse)",
    "{scheme}为{grade}级（{as_of}评定，限{limit}级及更差）",
)
NO_GRADES = Message(
    "scheme-too-few-grades",
    "a scheme has at least two grades, best first; add the others",
    "评价体系至少有两个等级（由好到差）；请补全",
)


@lru_cache(maxsize=256)
def since(on: dt.date, months: int) -> dt.date:
    """Return the first day of the `months` months that end with `on`; it and `on` are both in the period."""
    try:
        return on - relativedelta(months=months)
    except (OverflowError, ValueError):
        return dt.date.min


class Condition(Protocol):
    """A condition of a rule: pure, and monotone in the facts."""

    @property
    def key(self) -> str:
        """What kind it is; a rule has each kind once."""
        ...

    def finding(self, facts: RiskFacts, on: dt.date) -> Finding | None:
        """Return what holds on the day `on`, with the facts that mattered; None where the condition does not hold."""
        ...

    def covers(self, other: Condition) -> bool:
        """Return whether it surely holds whenever `other` does."""
        ...


@attrs.frozen(kw_only=True)
class Complaints:
    """More than `over` complaints in the last `months` months: 被投诉举报较多 (clause 二(七)).

    Clause: 二(七) 加大力度

    Attributes:
        over: the limit; one complaint more, and the condition holds.
        months: length of the period that ends with the day.

    >>> from random_inspection.domain.targets import Complaint
    >>> days = [dt.date(2026, month, 1) for month in (1, 3, 5, 7)]
    >>> facts = RiskFacts(complaints=tuple(Complaint(received_on=day, source="12333") for day in days))
    >>> Complaints(over=3, months=12).finding(facts, dt.date(2026, 12, 1)).text()
    '4 complaints since 2025-12-01 (limit 3)'
    """

    over: int = attrs.field(validator=Integer(0))
    months: int = attrs.field(validator=Integer(1))
    key = "complaints"

    def finding(self, facts: RiskFacts, on: dt.date) -> Finding | None:
        """Return how many complaints there are, over the limit; else None."""
        first = since(on, self.months)
        found = tuple(one for one in facts.complaints if first <= one.received_on <= on)
        if len(found) <= self.over:
            return None
        noun = "complaint" if len(found) == 1 else "complaints"
        params = {"count": len(found), "noun": noun, "since": first, "limit": self.over}
        return Finding(message=COMPLAINTS, params=params, facts=found)

    def covers(self, other: Condition) -> bool:
        """Return whether `other` asks for at least as many complaints in at most as long a time."""
        return isinstance(other, Complaints) and self.over <= other.over and self.months >= other.months


@attrs.frozen(kw_only=True)
class Violations:
    """More than `over` violations, or serious ones, in the last `months` months: 有严重违法违规记录 (clause 二(七)).

    Clause: 二(七) 加大力度

    Attributes:
        over: the limit; one violation more, and the condition holds.
        months: length of the period that ends with the day; violations count from the day they were decided on.
        serious: only serious ones count.

    >>> from random_inspection.domain.targets import Violation
    >>> wages = Violation(decided_on=dt.date(2025, 6, 30), source="人社局", subject="拖欠工资", serious=True)
    >>> Violations(over=0, months=24, serious=True).finding(RiskFacts(violations=(wages,)), dt.date(2026, 3, 1)).text()
    '1 serious violation since 2024-03-01 (limit 0)'
    """

    over: int = attrs.field(validator=Integer(0))
    months: int = attrs.field(validator=Integer(1))
    serious: bool = attrs.field(default=False, validator=check_bool)
    key = "violations"

    def finding(self, facts: RiskFacts, on: dt.date) -> Finding | None:
        """Return how many violations there are, over the limit; else None."""
        first = since(on, self.months)
        found = tuple(
            one for one in facts.violations if first <= one.decided_on <= on and (one.serious or not self.serious)
        )
        if len(found) <= self.over:
            return None
        noun = ("serious " if self.serious else "") + ("violation" if len(found) == 1 else "violations")
        params = {"count": len(found), "noun": noun, "since": first, "limit": self.over}
        kind = "严重违法" if self.serious else "违法"
        return Finding(message=VIOLATIONS, params={**params, "kind": kind}, facts=found)

    def covers(self, other: Condition) -> bool:
        """Return whether `other` asks for at least as many, at most as old, at least as grave."""
        return (
            isinstance(other, Violations)
            and self.over <= other.over
            and self.months >= other.months
            and self.serious <= other.serious
        )


@attrs.frozen(kw_only=True)
class GradeScheme:
    """Who grades by which rules (评价体系), as ordered data.

    Attributes:
        name: the scheme, such as 企业劳动保障守法诚信等级.
        grades: its grades, best first; two or more.

    >>> GradeScheme(name="企业劳动保障守法诚信等级", grades=("A", "B", "C")).rank("C")
    2
    """

    name: str = attrs.field(validator=check_line)
    grades: tuple[str, ...] = attrs.field(validator=check_codes)

    def __attrs_post_init__(self) -> None:
        refuse([] if len(self.grades) > 1 else [NO_GRADES.at(Where(path="grades"))])

    def rank(self, grade: str, path: str = "grade") -> int:
        """Return the place of `grade`, 0 for the best; raise `InvalidInput` at `path` for one it does not have."""
        if grade not in self.grades:
            raise InvalidInput(
                GRADE_UNKNOWN.at(Where(path=path), scheme=self.name, found=grade, expected="、".join(self.grades))
            )
        return self.grades.index(grade)


@attrs.frozen(kw_only=True)
class Grade:
    """The latest grade of a scheme is `grade` or worse, and not older than `months` months: 失信等级高 (clause 二(七)).

    Clause: 二(七) 加大力度

    Of several grades of the same day the worst counts. A grade that is older says nothing any more.

    Attributes:
        scheme: the scheme.
        grade: the best grade for which the condition holds.
        months: the age in months at which a grade stops to count.

    >>> from random_inspection.domain.targets import CreditGrade
    >>> scheme = GradeScheme(name="企业信用风险分类", grades=("A", "B", "C", "D"))
    >>> given = CreditGrade(scheme="企业信用风险分类", grade="D", as_of=dt.date(2026, 1, 31), source="市场监管局")
    >>> Grade(scheme=scheme, grade="C", months=24).finding(RiskFacts(grades=(given,)), dt.date(2026, 12, 1)).text("zh")
    '企业信用风险分类为D级（2026-01-31评定，限C级及更差）'
    """

    scheme: GradeScheme = attrs.field(validator=Kind(GradeScheme))
    grade: str = attrs.field(validator=check_line)
    months: int = attrs.field(validator=Integer(1))

    def __attrs_post_init__(self) -> None:
        self.scheme.rank(self.grade)

    @property
    def key(self) -> str:
        """The kind, by scheme."""
        return f"grade {self.scheme.name}"

    def finding(self, facts: RiskFacts, on: dt.date) -> Finding | None:
        """Return the latest grade where it is as bad; raise `InvalidInput` where the scheme does not have it."""
        known = [
            (one.as_of, self.scheme.rank(one.grade, f"grades[{at}].grade"), at)
            for at, one in enumerate(facts.grades)
            if one.scheme == self.scheme.name and one.as_of <= on
        ]
        as_of, rank, at = max(known, default=(dt.date.min, -1, -1))
        if as_of < since(on, self.months) or rank < self.scheme.rank(self.grade):
            return None
        params = {"grade": facts.grades[at].grade, "scheme": self.scheme.name, "as_of": as_of, "limit": self.grade}
        return Finding(message=GRADED, params=params, facts=(facts.grades[at],))

    def covers(self, other: Condition) -> bool:
        """Return whether `other` asks for at least as bad a grade of the same scheme, at most as old."""
        return (
            isinstance(other, Grade)
            and self.scheme == other.scheme
            and self.scheme.rank(self.grade) <= other.scheme.rank(other.grade)
            and self.months >= other.months
        )
