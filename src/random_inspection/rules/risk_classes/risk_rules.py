"""A rule from facts to a risk class, and what can be wrong with several: gaps, overlaps, rules that never decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import attrs

from random_inspection.domain.fields import check_line
from random_inspection.domain.identifiers import check_identifier
from random_inspection.errors import Message, Problem, Where, refuse
from random_inspection.rules.risk_classes.risk import Condition, Grade
from random_inspection.rules.risk_classes.risk_facts import Finding, Reason, RiskFacts
from random_inspection.rules.risk_classes.risk_states import Tagged

NO_CONDITIONS = Message(
    "rule-without-conditions",
    'the rule has no condition, so it would always apply; that is what "otherwise" is for',
    "规则没有任何条件，将始终适用；请改用 otherwise",
)
TWO_CONDITIONS = Message(
    "rule-condition-twice",
    "the rule has two conditions of one kind ({kind}); keep the stricter one, or write two rules",
    "同一种条件（{kind}）在规则中出现两次；请保留较严的，或写成两条规则",
)
UNKNOWN_CLASS = Message(
    "rule-class-unknown",
    "there is no class {found!r}, but {expected}; correct the name or add the class",
    "没有“{found}”类，只有{expected}；请更正名称或增加该类别",
)
GAP = Message(
    "policy-gap",
    "the policy has a gap: nothing says which class a target has that no rule applies to; write otherwise = {lowest!r}",
    "政策有缺口：没有规定未触发任何规则的对象属于哪一类；请写明 otherwise = “{lowest}”",
)
NOT_LOWEST = Message(
    "policy-otherwise-not-lowest",
    "a target that no rule applies to would have class {found!r}, so that nothing leads to the classes below it; write "
    "the lowest, {lowest!r}, or take the lower ones out",
    "未触发任何规则的对象属于“{found}”类，则没有对象属于更低的类别；请改为最低的“{lowest}”类，或删除更低的类别",
)
NO_WAY = Message(
    "policy-class-unreached",
    "the policy has a gap: no rule leads to class {name!r}; write one, or take the class out",
    "政策有缺口：没有规则通向“{name}”类；请增加规则，或删除该类别",
)
SAME = Message(
    "rules-overlap",
    "the rule has the same conditions as {other}, which gives class {other_class!r}; here it is {found!r}: keep one",
    "本规则与{other}条件相同，后者归入“{other_class}”类，本规则归入“{found}”类；请只保留一条",
)
NEVER = Message(
    "rule-never-decides",
    "the rule can never decide, because whenever it applies {others} applies, too, and gives class {other_class}, which "
    "is not lower than {found}; make its conditions wider, or take it out",
    "本规则永远不起作用：凡其适用时{others_zh}也适用，归入{other_class}类，不低于{found}类；请放宽其条件，或删除",
)
LOWEST = Message(
    "rule-gives-lowest",
    "the rule can never decide, because it gives class {found!r}, the lowest, which a target has anyway; take it out",
    "本规则永远不起作用：“{found}”类是最低的类别，对象本来就属于该类；请删除",
)
SCHEMES_DIFFER = Message(
    "rule-scheme-differs",
    "the grades of {scheme!r} are others than in {other}, or in another order; write them alike",
    "“{scheme}”的等级或顺序与{other}不一致；请统一",
)


def _check_conditions(_: object, attribute: attrs.Attribute[tuple[Condition, ...]], value: object) -> None:
    conditions = value if isinstance(value, tuple) else ()
    where = Where(path=attribute.name)
    keys = [condition.key for condition in conditions]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    refuse([] if conditions else [NO_CONDITIONS.at(where)])
    refuse([TWO_CONDITIONS.at(where, kind=key) for key in twice])


@attrs.frozen(kw_only=True)
class RiskRule:
    """Where all conditions hold, the target has at least this class (clause 二(七)).

    Attributes:
        risk_class: the class.
        when: the conditions, each kind once; all of them have to hold.
        basis: what the rule rests on, printable.

    Raises:
        InvalidInput: there is no condition, or a kind comes twice.

    >>> from random_inspection.rules.risk_classes.risk_states import Tagged, Uninspected
    >>> rule = RiskRule(risk_class="C", when=(Tagged(tags=("建筑施工",)), Uninspected(months=12)), basis="二(七)")
    >>> facts = RiskFacts(tags=("建筑施工",), inspected_on=(dt.date(2025, 3, 4),))
    >>> rule.reason(facts, dt.date(2026, 12, 1), 0).text()
    'class C: tagged 建筑施工; not inspected since 2025-03-04 (limit 12 months)'
    """

    risk_class: str = attrs.field(validator=check_identifier)
    when: tuple[Condition, ...] = attrs.field(validator=_check_conditions)
    basis: str = attrs.field(validator=check_line)

    def reason(self, facts: RiskFacts, on: dt.date, rule: int) -> Reason | None:
        """Return the reason where all conditions hold on the day `on`; `rule` is its index in the policy."""
        findings: list[Finding] = []
        for condition in self.when:
            finding = condition.finding(facts, on)
            if finding is None:
                return None
            findings.append(finding)
        return Reason(risk_class=self.risk_class, rule=rule, basis=self.basis, findings=tuple(findings))

    def covers(self, other: RiskRule) -> bool:
        """Return whether it surely applies whenever `other` does."""
        return all(any(mine.covers(theirs) for theirs in other.when) for mine in self.when)

    def by_tag(self) -> Iterator[RiskRule]:
        """Return rules that together say the same, each with one tag; the rule itself where it has no tags."""
        for at, condition in enumerate(self.when):
            if isinstance(condition, Tagged):
                for tag in condition.tags:
                    yield attrs.evolve(self, when=(*self.when[:at], Tagged(tags=(tag,)), *self.when[at + 1 :]))
                return
        yield self


def rule_problems(names: Sequence[str], rules: Sequence[RiskRule | None], otherwise: str | None) -> list[Problem]:
    """Return every gap, every overlap, and every rule that can never decide, with its path.

    The search for rules that never decide is complete for the shipped conditions: as each is a lower bound in facts that
    only add up, a rule is covered by several others only where they share out its tags.

    Args:
        names: the classes by rising risk.
        rules: the rules, of which the highest class wins; None for one that could not be read.
        otherwise: the class where none applies.
    """
    ranks = {name: rank for rank, name in enumerate(names)}
    read = {at: rule for at, rule in enumerate(rules) if rule is not None}
    problems = otherwise_problems(names, otherwise)
    problems += [
        UNKNOWN_CLASS.at(Where(path=f"rules[{at}].class"), found=rule.risk_class, expected="、".join(names))
        for at, rule in read.items()
        if rule.risk_class not in ranks
    ]
    given = {rule.risk_class for rule in read.values()}
    if len(read) == len(rules):
        problems += [
            NO_WAY.at(Where(path=f"classes[{at}]"), name=name)
            for at, name in enumerate(names)
            if at > 0 and name not in given
        ]
    problems += _schemes(read)
    return [*problems, *_idle(read, ranks)]


def otherwise_problems(names: Sequence[str], otherwise: str | None) -> list[Problem]:
    """Return what is wrong with the class of targets that no rule applies to; it has to be the lowest of `names`."""
    where = Where(path="otherwise")
    if not names:
        return []
    if otherwise is None:
        return [GAP.at(where, lowest=names[0])]
    if otherwise not in names:
        return [UNKNOWN_CLASS.at(where, found=otherwise, expected="、".join(names))]
    return [] if otherwise == names[0] else [NOT_LOWEST.at(where, found=otherwise, lowest=names[0])]


def _schemes(rules: Mapping[int, RiskRule]) -> Iterator[Problem]:
    first: dict[str, tuple[int, Grade]] = {}
    for at, rule in rules.items():
        for condition in rule.when:
            if isinstance(condition, Grade):
                scheme = condition.scheme
                earlier, known = first.setdefault(scheme.name, (at, condition))
                if known.scheme != scheme:
                    where = Where(path=f"rules[{at}].grade.scheme")
                    yield SCHEMES_DIFFER.at(where, scheme=scheme.name, other=f"rules[{earlier}]")


def _idle(rules: Mapping[int, RiskRule], ranks: Mapping[str, int]) -> list[Problem]:
    """Say which rules repeat an earlier one, or never decide; one that is reported is no reason to report another."""
    found: dict[int, Problem] = {}
    for at, rule in rules.items():
        kept = {index: other for index, other in rules.items() if index < at and index not in found}
        if problem := _repeats(at, rule, kept, ranks):
            found[at] = problem
    kept = {at: rule for at, rule in rules.items() if at not in found}
    for at, rule in rules.items():
        if at in kept and rule.risk_class in ranks and _deciding(at, rule, kept, ranks):
            del kept[at]
    for at in rules.keys() - kept.keys() - found.keys():
        found[at] = _never(at, rules[at], _deciding(at, rules[at], kept, ranks))
    return [found[at] for at in sorted(found)]


def _repeats(at: int, rule: RiskRule, earlier: Mapping[int, RiskRule], ranks: Mapping[str, int]) -> Problem | None:
    """Return that a rule gives the lowest class or has the conditions of an earlier one."""
    where, name = Where(path=f"rules[{at}]"), rule.risk_class
    if name not in ranks:
        return None
    if ranks[name] == 0:
        return LOWEST.at(where, found=name)
    for index, other in earlier.items():
        if rule.covers(other) and other.covers(rule):
            return SAME.at(where, other=f"rules[{index}]", other_class=other.risk_class, found=name)
    return None


def _deciding(at: int, rule: RiskRule, others: Mapping[int, RiskRule], ranks: Mapping[str, int]) -> dict[int, str]:
    """Return the classes of rules, by index, that together decide whenever `rule` applies; none where they do not."""
    rank = ranks[rule.risk_class]
    higher = {index: one for index, one in others.items() if index != at and ranks.get(one.risk_class, -1) >= rank}
    by: dict[int, str] = {}
    for part in rule.by_tag():
        index = next((index for index, other in higher.items() if other.covers(part)), None)
        if index is None:
            return {}
        by[index] = higher[index].risk_class
    return by


def _never(at: int, rule: RiskRule, by: Mapping[int, str]) -> Problem:
    names = [f"rules[{index}]" for index in by]
    return NEVER.at(
        Where(path=f"rules[{at}]"),
        others=" or ".join(names),
        others_zh="或".join(names),
        other_class="/".join(dict.fromkeys(by.values())),
        found=rule.risk_class,
    )
