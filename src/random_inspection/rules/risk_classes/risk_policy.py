"""The risk policy of an office: rules from facts to classes, and what each class means for the draw (clause 二(七))."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import attrs

from random_inspection.domain.fields import Integer, check_line
from random_inspection.domain.identifiers import check_identifier
from random_inspection.domain.validators import Kind, Kinds, check_date, check_part, repeated, require_bounds
from random_inspection.errors import InvalidInput, Lang, Message, Problem, Where, refuse
from random_inspection.rules.coverage_of_year.collisions import Limit
from random_inspection.rules.coverage_of_year.terms import ClassTerms, order_problems
from random_inspection.rules.risk_classes.risk_facts import UNCLASSED, Finding, Reason, RiskFacts
from random_inspection.rules.risk_classes.risk_rules import UNKNOWN_CLASS, RiskRule, rule_problems

SAYS_NOTHING = Message(
    "item-terms-empty",
    "nothing is said of the item; give classes, at_least or at_most, or take it out",
    "该事项没有任何规定；请填写 classes、at_least 或 at_most，或删除该事项",
)


def _all(kind: type) -> Any:
    return attrs.validators.deep_iterable(Kind(kind), Kind(tuple))


@attrs.frozen(kw_only=True)
class ItemTerms:
    """What another law says of one inspection item: 法律法规有其他规定的，从其规定 (clause 二(七)).

    Attributes:
        item: code of the item.
        basis: the law that says otherwise.
        classes: the terms that take the place of the policy's for this item, by class; classes left out keep theirs.
        at_least: the fewest inspections of any target a year that the law asks for; it wins over a cap.
        at_most: the most inspections of any target a year that the law allows.
    """

    item: str = attrs.field(validator=check_identifier)
    basis: str = attrs.field(validator=check_line)
    classes: tuple[ClassTerms, ...] = attrs.field(default=(), validator=Kinds(ClassTerms))
    at_least: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(0)))
    at_most: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(0)))

    def __attrs_post_init__(self) -> None:
        nothing = not self.classes and self.at_least is None and self.at_most is None
        refuse([SAYS_NOTHING.at(Where(path="classes"))] if nothing else [])
        refuse(repeated("classes", (one.name for one in self.classes)))
        require_bounds(self.at_least, self.at_most)


@attrs.frozen(kw_only=True)
class Classification:
    """The risk class of a target on a day, and why. For internal use: it is not published.

    Attributes:
        risk_class: the class.
        on: the day.
        policy: version of the policy.
        reasons: every rule that gives this class, with the facts that mattered; at least one.
        lower: the rules that apply besides, and give lower classes.
    """

    risk_class: str
    on: dt.date = attrs.field(validator=check_date)
    policy: str
    reasons: tuple[Reason, ...]
    lower: tuple[Reason, ...] = ()

    def text(self, lang: Lang = "en") -> str:
        """Return the reasons in words, a line each."""
        return "\n".join(reason.text(lang) for reason in self.reasons)


@attrs.frozen(kw_only=True)
class RiskPolicy:
    """Rules from dated facts to a risk class: the highest class of all rules that apply (clause 二(七)).

    Clause: 二(七) 加大力度, 二(七) 从其规定

    对被投诉举报较多、有严重违法违规记录、失信等级高等特殊监管对象，要加大随机抽查力度，适时提高抽查比例和频次。
    As the highest class wins and every condition is monotone, more complaints never give a lower class.

    Attributes:
        version: name of this version of the policy, for the record.
        classes: the classes by rising risk, with what each means for the draw.
        rules: the rules; their order does not matter.
        otherwise: the class of targets that no rule applies to: the lowest.
        items: inspection items for which another law says otherwise.
        floor: the deterrence floor (威慑概率): the chance in a batch of a target of the lowest class to which no
            inspection is due any more; see `random_inspection.rules.coverage_of_year.coverage.Coverage`.

    Raises:
        InvalidInput: the policy has a gap, a rule that can never decide, or a higher class with a smaller chance than a
            lower one; all findings, each with its path.

    >>> from random_inspection.domain.targets import Complaint
    >>> from random_inspection.rules.risk_classes.risk import Complaints
    >>> policy = RiskPolicy(
    ...     version="2026",
    ...     classes=(ClassTerms(name="A", weight=1), ClassTerms(name="D", weight=5)),
    ...     rules=(RiskRule(risk_class="D", when=(Complaints(over=3, months=12),), basis="二(七)"),),
    ...     otherwise="A",
    ... )
    >>> complaint = [Complaint(received_on=dt.date(2026, 1, day), source="12333") for day in (5, 6, 7, 8)]
    >>> found = policy.classify(RiskFacts(complaints=tuple(complaint)), on=dt.date(2026, 12, 1))
    >>> found.risk_class, found.text()
    ('D', 'class D: 4 complaints since 2025-12-01 (limit 3)')
    >>> print(found.text("zh"))
    D类：2025-12-01以来投诉4件（限3件）
    >>> policy.classify(RiskFacts(), on=dt.date(2026, 12, 1)).text()
    'class A: no rule of the policy applies'
    """

    version: str = attrs.field(validator=check_identifier)
    classes: tuple[ClassTerms, ...] = attrs.field(validator=_all(ClassTerms))
    rules: tuple[RiskRule, ...] = attrs.field(validator=_all(RiskRule))
    otherwise: str | None = None
    items: tuple[ItemTerms, ...] = attrs.field(default=(), validator=_all(ItemTerms))
    floor: Fraction = attrs.field(default=Fraction(0), validator=check_part)

    def __attrs_post_init__(self) -> None:
        names = [one.name for one in self.classes]
        problems = [*order_problems(self.classes), *rule_problems(names, self.rules, self.otherwise)]
        refuse([*problems, *self._item_problems()])

    def _item_problems(self) -> list[Problem]:
        problems = repeated("items", (one.item for one in self.items))
        names = [one.name for one in self.classes]
        for at, item in enumerate(self.items):
            unknown = [
                UNKNOWN_CLASS.at(
                    Where(path=f"items[{at}].classes[{index}].name"), found=one.name, expected="、".join(names)
                )
                for index, one in enumerate(item.classes)
                if one.name not in names
            ]
            problems += unknown or order_problems(self._merged(item), f"items[{at}].classes")
        return problems

    def _merged(self, item: ItemTerms) -> tuple[ClassTerms, ...]:
        own = {one.name: one for one in item.classes}
        return tuple(own.get(one.name, one) for one in self.classes)

    def terms(self, item: str | None = None) -> tuple[ClassTerms, ...]:
        """Return the terms of every class by rising risk, for the item of the code `item` where it has its own."""
        return next((self._merged(one) for one in self.items if one.item == item), self.classes)

    def laws(self, item: str) -> tuple[Limit, ...]:
        """Return the bounds on the inspections of a year that another law sets for the item, whatever the class."""
        return tuple(
            Limit(at_least=one.at_least, at_most=one.at_most, basis=one.basis)
            for one in self.items
            if one.item == item and (one.at_least is not None or one.at_most is not None)
        )

    def terms_of(self, risk_class: str, item: str | None = None) -> ClassTerms:
        """Return the terms of one class; raise `InvalidInput` where the policy does not have it."""
        for one in self.terms(item):
            if one.name == risk_class:
                return one
        expected = "、".join(one.name for one in self.classes)
        raise InvalidInput(UNKNOWN_CLASS.at(Where(path="risk_class"), found=risk_class, expected=expected))

    def classify(self, facts: RiskFacts, *, on: dt.date) -> Classification:
        """Return the class that the facts give on a day, with its reasons.

        Args:
            facts: what is known of the target; what is dated after `on` does not count.
            on: the day.

        Raises:
            InvalidInput: a grade is not in its scheme.
        """
        applied = [reason for at, rule in enumerate(self.rules) if (reason := rule.reason(facts, on, at))]
        if not applied:
            nothing = (Finding(message=UNCLASSED, params={}),)
            reason = Reason(risk_class=str(self.otherwise), rule=None, basis="二(七)", findings=nothing)
            return Classification(risk_class=reason.risk_class, on=on, policy=self.version, reasons=(reason,))
        given = {reason.risk_class for reason in applied}
        highest = next(one.name for one in reversed(self.classes) if one.name in given)
        return Classification(
            risk_class=highest,
            on=on,
            policy=self.version,
            reasons=tuple(reason for reason in applied if reason.risk_class == highest),
            lower=tuple(reason for reason in applied if reason.risk_class != highest),
        )
