"""Laws of risk classes: monotone in the facts, and in the chance of a draw, whatever the policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from random_inspection.domain.draws import Share, ShareQuota, Stratum
from random_inspection.domain.targets import Complaint, CreditGrade, Violation
from random_inspection.drawing.quotas import quotas
from random_inspection.errors import InvalidInput
from random_inspection.rules.coverage_of_year.terms import ClassTerms, order_problems, share_total, share_weights
from random_inspection.rules.risk_classes.risk import Complaints, Condition, Grade, GradeScheme, Violations, since
from random_inspection.rules.risk_classes.risk_facts import Listing, RiskFacts
from random_inspection.rules.risk_classes.risk_policy import RiskPolicy
from random_inspection.rules.risk_classes.risk_rules import RiskRule, rule_problems
from random_inspection.rules.risk_classes.risk_states import Listed, Tagged, Uninspected

ON = dt.date(2026, 12, 31)
NAMES = ("A", "B", "C", "D")
SCHEME = GradeScheme(name="企业信用风险分类", grades=("A", "B", "C", "D"))
MONTHS = (3, 6, 12, 24)

months = st.sampled_from(MONTHS)
days = st.integers(-30, 900).map(lambda ago: ON - dt.timedelta(days=ago))
complaints = days.map(lambda day: Complaint(received_on=day, source="12333"))
violations = st.builds(
    lambda day, serious: Violation(decided_on=day, source="s", subject="t", serious=serious), days, st.booleans()
)
grades = st.builds(
    lambda day, grade: CreditGrade(scheme=SCHEME.name, grade=grade, as_of=day, source="s"),
    days,
    st.sampled_from(SCHEME.grades),
)
listings = days.map(lambda day: Listing(name="l", listed_on=day, source="s"))
tags = st.lists(st.sampled_from("abc"), unique=True, max_size=3).map(tuple)


def _some(one: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(one, max_size=5, unique=True).map(tuple)


facts = st.builds(
    RiskFacts,
    complaints=_some(complaints),
    violations=_some(violations),
    grades=_some(grades),
    listings=_some(listings),
    inspected_on=_some(days),
    tags=tags,
)
conditions: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Complaints, over=st.integers(0, 3), months=months),
    st.builds(Violations, over=st.integers(0, 2), months=months, serious=st.booleans()),
    st.builds(Grade, scheme=st.just(SCHEME), grade=st.sampled_from(SCHEME.grades), months=months),
    st.just(Listed()),
    st.builds(Uninspected, months=months),
    st.builds(Tagged, tags=st.lists(st.sampled_from("abc"), unique=True, min_size=1, max_size=3).map(tuple)),
)
rules = st.builds(
    RiskRule,
    risk_class=st.sampled_from(NAMES[1:]),
    when=st.lists(conditions, min_size=1, max_size=2, unique_by=lambda one: one.key).map(tuple),
    basis=st.just("二(七)"),
)
rule_lists = st.lists(rules, min_size=1, max_size=6)
CLASSES = tuple(ClassTerms(name=name, weight=weight) for weight, name in enumerate(NAMES, start=1))


def _policy(listed: Sequence[RiskRule]) -> RiskPolicy:
    """Return a policy of the rules, each class reached by a tag that no target has."""
    reached = [RiskRule(risk_class=name, when=(Tagged(tags=(f"never {name}",)),), basis="二(七)") for name in NAMES[1:]]
    try:
        return RiskPolicy(version="1", classes=CLASSES, rules=(*listed, *reached), otherwise="A")
    except InvalidInput:
        assume(False)
        raise


def _rank(policy: RiskPolicy, known: RiskFacts) -> int:
    return NAMES.index(policy.classify(known, on=ON).risk_class)


@pytest.mark.clause("二(七) 加大力度")
@given(rule_lists, facts, complaints)
def test_more_complaints_never_give_a_lower_class(listed: list[RiskRule], known: RiskFacts, one: Complaint) -> None:
    """A complaint more leaves the class as it is, or raises it, in every policy."""
    policy = _policy(listed)
    more = attrs.evolve(known, complaints=(*(other for other in known.complaints if other != one), one))
    assert _rank(policy, more) >= _rank(policy, known)


@pytest.mark.clause("二(七) 加大力度")
@given(rule_lists, facts, violations, listings)
def test_more_violations_and_listings_never_give_a_lower_class(
    listed: list[RiskRule], known: RiskFacts, violation: Violation, listing: Listing
) -> None:
    """A violation or a listing more, or a violation that turns out serious, never lowers the class."""
    policy = _policy(listed)
    violated = attrs.evolve(known, violations=(*(one for one in known.violations if one != violation), violation))
    serious = attrs.evolve(known, violations=tuple({attrs.evolve(one, serious=True) for one in known.violations}))
    assert _rank(policy, violated) >= _rank(policy, known)
    assume(len(serious.violations) == len(known.violations))
    assert _rank(policy, serious) >= _rank(policy, known)
    entered = attrs.evolve(known, listings=(*(one for one in known.listings if one != listing), listing))
    assert _rank(policy, entered) >= _rank(policy, known)


@pytest.mark.clause("二(七) 加大力度")
@given(rule_lists, facts)
def test_a_worse_grade_never_gives_a_lower_class(listed: list[RiskRule], known: RiskFacts) -> None:
    """Where every grade is one worse, the class is as it was, or higher."""
    policy = _policy(listed)
    worse = {one: SCHEME.grades[min(3, SCHEME.rank(one.grade) + 1)] for one in known.grades}
    lowered = tuple(dict.fromkeys(attrs.evolve(one, grade=grade) for one, grade in worse.items()))
    assert _rank(policy, attrs.evolve(known, grades=lowered)) >= _rank(policy, known)


@given(rule_lists, facts)
def test_the_order_of_rules_and_facts_does_not_matter(listed: list[RiskRule], known: RiskFacts) -> None:
    """Rules and complaints in reverse order give the same class."""
    policy = _policy(listed)
    backwards = attrs.evolve(policy, rules=policy.rules[::-1])
    turned = attrs.evolve(known, complaints=known.complaints[::-1], grades=known.grades[::-1])
    assert _rank(backwards, turned) == _rank(policy, known)


@given(rule_lists, facts)
def test_every_reason_gives_the_class(listed: list[RiskRule], known: RiskFacts) -> None:
    """The reasons give the class and nothing else; what is told besides is lower, and no rule that applies is missing."""
    policy = _policy(listed)
    found = policy.classify(known, on=ON)
    assert {reason.risk_class for reason in found.reasons} == {found.risk_class}
    assert all(NAMES.index(reason.risk_class) < NAMES.index(found.risk_class) for reason in found.lower)
    told = {reason.rule for reason in (*found.reasons, *found.lower)} - {None}
    assert told == {at for at, rule in enumerate(policy.rules) if rule.reason(known, ON, at)}


@given(rule_lists, facts)
def test_a_rule_that_is_said_never_to_decide_never_does(listed: list[RiskRule], known: RiskFacts) -> None:
    """Without the rules that are reported as idle, every target has the class it had with them."""
    idle = {problem.where.path for problem in rule_problems(NAMES, listed, "A") if problem.code == "rule-never-decides"}
    assume(idle)
    applied = {at: NAMES.index(rule.risk_class) for at, rule in enumerate(listed) if rule.reason(known, ON, at)}
    busy = {at: rank for at, rank in applied.items() if f"rules[{at}]" not in idle}
    assert max(applied.values(), default=0) == max(busy.values(), default=0)


def _witness(rule: RiskRule, tag: str) -> RiskFacts:
    """Return the fewest and least facts for which a rule applies."""
    known = RiskFacts(inspected_on=(ON,))
    for one in rule.when:
        if isinstance(one, Complaints):
            made = [Complaint(received_on=since(ON, one.months), source=str(at)) for at in range(one.over + 1)]
            known = attrs.evolve(known, complaints=tuple(made))
        elif isinstance(one, Violations):
            day, serious = since(ON, one.months), one.serious
            every = [
                Violation(decided_on=day, source=str(at), subject="t", serious=serious) for at in range(one.over + 1)
            ]
            known = attrs.evolve(known, violations=tuple(every))
        elif isinstance(one, Grade):
            given_ = CreditGrade(scheme=SCHEME.name, grade=one.grade, as_of=since(ON, one.months), source="s")
            known = attrs.evolve(known, grades=(given_,))
        elif isinstance(one, Listed):
            known = attrs.evolve(known, listings=(Listing(name="l", listed_on=ON, source="s"),))
        elif isinstance(one, Uninspected):
            known = attrs.evolve(known, inspected_on=(since(ON, one.months),))
        else:
            known = attrs.evolve(known, tags=(tag,))
    return known


@given(rule_lists)
def test_every_rule_of_a_policy_that_loads_decides_for_somebody(listed: list[RiskRule]) -> None:
    """The search for idle rules misses none: for each rule left there are facts that only it gives their class."""
    policy = _policy(listed)
    for at, rule in enumerate(policy.rules):
        choices = next((one.tags for one in rule.when if isinstance(one, Tagged)), ("",))
        found = [policy.classify(_witness(rule, tag), on=ON) for tag in choices]
        assert any([reason.rule for reason in one.reasons] == [at] for one in found)


parts = st.integers(0, 40).map(lambda part: Fraction(part, 40))
sizes = st.lists(st.integers(0, 60), min_size=4, max_size=4)


@pytest.mark.clause("二(七) 加大力度")
@given(st.lists(parts, min_size=4, max_size=4).map(sorted), sizes)
def test_a_higher_class_never_has_a_smaller_chance(measures: list[Fraction], many: list[int]) -> None:
    """In a draw by the terms of any policy that loads, the exact chances rise with the class and reach its part."""
    terms = [ClassTerms(name=name, proportion=part) for name, part in zip(NAMES, measures, strict=True)]
    assert order_problems(terms) == []
    size = dict(zip(NAMES, many, strict=True))
    weights = share_weights(terms)
    assume(weights)
    strata = [
        Stratum(name=name, size=size[name], quota=ShareQuota(share="risk", weight=weight))
        for name, weight in weights.items()
    ]
    found = quotas(strata, [Share(name="risk", total=share_total(terms, size))], seed="0" * 64)
    chances = [found[name].chance for name in weights if size[name]]
    assert chances == sorted(chances)
    assert all(found[one.name].chance >= one.measure for one in terms if one.name in weights and size[one.name])


@given(st.lists(parts, min_size=4, max_size=4))
def test_terms_that_fall_never_load(measures: list[Fraction]) -> None:
    """A policy loads if, and only if, no class has a smaller part than a lower one."""
    terms = [ClassTerms(name=name, proportion=part) for name, part in zip(NAMES, measures, strict=True)]
    assert (order_problems(terms) == []) is (measures == sorted(measures))
