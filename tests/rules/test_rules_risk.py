from __future__ import annotations

import datetime as dt
import doctest
from types import ModuleType

import pytest

from random_inspection.domain.targets import Complaint, CreditGrade, Target, TargetKind, TargetStatus, Violation
from random_inspection.errors import InvalidInput
from random_inspection.rules.coverage_of_year import collisions, terms
from random_inspection.rules.risk_classes import policy_data, risk, risk_policy, risk_rules, risk_states
from random_inspection.rules.risk_classes.risk import Complaints, Condition, Grade, GradeScheme, Violations
from random_inspection.rules.risk_classes.risk_facts import Listing, RiskFacts
from random_inspection.rules.risk_classes.risk_rules import RiskRule
from random_inspection.rules.risk_classes.risk_states import Listed, Tagged, Uninspected

ON = dt.date(2026, 12, 1)
LABOUR = GradeScheme(name="企业劳动保障守法诚信等级", grades=("A", "B", "C"))


def _complaints(*days: str) -> RiskFacts:
    return RiskFacts(
        complaints=tuple(
            Complaint(received_on=dt.date.fromisoformat(day), source="12333", subject=str(at))
            for at, day in enumerate(days)
        )
    )


def _violations(*days: str, serious: bool = True) -> RiskFacts:
    return RiskFacts(
        violations=tuple(
            Violation(decided_on=dt.date.fromisoformat(day), source="人社局", subject="拖欠工资", serious=serious)
            for day in days
        )
    )


def _grades(*grades: tuple[str, str]) -> RiskFacts:
    return RiskFacts(
        grades=tuple(
            CreditGrade(scheme=LABOUR.name, grade=grade, as_of=dt.date.fromisoformat(day), source="人社局")
            for grade, day in grades
        )
    )


def _listing(listed: str, removed: str | None = None) -> RiskFacts:
    removed_on = dt.date.fromisoformat(removed) if removed else None
    entry = Listing(name="欠薪名单", listed_on=dt.date.fromisoformat(listed), removed_on=removed_on, source="人社部")
    return RiskFacts(listings=(entry,))


def _inspected(*days: str, known_since: str | None = None) -> RiskFacts:
    return RiskFacts(
        inspected_on=tuple(map(dt.date.fromisoformat, days)),
        known_since=dt.date.fromisoformat(known_since) if known_since else None,
    )


TWO_A_YEAR = Complaints(over=1, months=12)
SERIOUS = Violations(over=0, months=24, serious=True)
FROM_B = Grade(scheme=LABOUR, grade="B", months=12)
LONG_AGO = Uninspected(months=24)


@pytest.mark.parametrize(
    ("condition", "facts", "words"),
    [
        (TWO_A_YEAR, _complaints("2025-12-01", "2026-12-01"), "2 complaints since 2025-12-01 (limit 1)"),
        (TWO_A_YEAR, _complaints("2025-11-30", "2026-12-01"), None),
        (TWO_A_YEAR, _complaints("2026-12-01", "2026-12-02"), None),
        (Complaints(over=0, months=1), _complaints("2026-12-01"), "1 complaint since 2026-11-01 (limit 0)"),
        (SERIOUS, _violations("2024-12-01"), "1 serious violation since 2024-12-01 (limit 0)"),
        (SERIOUS, _violations("2024-11-30"), None),
        (SERIOUS, _violations("2026-12-02"), None),
        (SERIOUS, _violations("2026-11-30", serious=False), None),
        (
            Violations(over=1, months=24),
            _violations("2026-11-30", "2026-11-29", serious=False),
            "2 violations since 2024-12-01 (limit 1)",
        ),
        (FROM_B, _grades(("C", "2025-12-01")), f"grade C of {LABOUR.name} as of 2025-12-01 (limit: B or worse)"),
        (FROM_B, _grades(("C", "2025-11-30")), None),
        (FROM_B, _grades(("A", "2026-11-30")), None),
        (FROM_B, _grades(("C", "2026-11-29"), ("A", "2026-11-30")), None),
        (
            FROM_B,
            _grades(("B", "2026-11-30"), ("A", "2026-11-30"), ("C", "2026-12-02")),
            f"grade B of {LABOUR.name} as of 2026-11-30 (limit: B or worse)",
        ),
        (Listed(), _listing("2026-12-01"), "in lists of the dishonest: 欠薪名单（2026-12-01）"),
        (Listed(), _listing("2026-12-02"), None),
        (Listed(), _listing("2026-01-01", "2026-12-01"), None),
        (LONG_AGO, _inspected("2024-12-01"), "not inspected since 2024-12-01 (limit 24 months)"),
        (LONG_AGO, _inspected("2024-12-02"), None),
        (LONG_AGO, _inspected("2024-12-01", "2026-12-02"), "not inspected since 2024-12-01 (limit 24 months)"),
        (LONG_AGO, _inspected(), "no inspection on record"),
        (LONG_AGO, _inspected(known_since="2026-01-01"), None),
        (
            LONG_AGO,
            _inspected(known_since="2024-01-01"),
            "no inspection on record since it entered the directory on 2024-01-01 (limit 24 months)",
        ),
        (Tagged(tags=("a", "b")), RiskFacts(tags=("b", "c", "a")), "tagged b、a"),
        (Tagged(tags=("a", "b")), RiskFacts(tags=("c",)), None),
    ],
)
def test_a_condition_holds_up_to_its_limit(condition: Condition, facts: RiskFacts, words: str | None) -> None:
    """Each condition holds from its limit on, counts both ends of its period, and nothing dated after the day."""
    finding = condition.finding(facts, ON)
    assert (finding and finding.text()) == words


def test_every_finding_has_its_words_in_chinese() -> None:
    """The firm concerned can be told in Chinese, with the same numbers."""
    pairs: list[tuple[Condition, RiskFacts, str]] = [
        (TWO_A_YEAR, _complaints("2026-01-01", "2026-01-02"), "2025-12-01以来投诉2件（限1件）"),
        (SERIOUS, _violations("2026-01-01"), "2024-12-01以来严重违法1件（限0件）"),
        (Violations(over=0, months=24), _violations("2026-01-01"), "2024-12-01以来违法1件（限0件）"),
        (LONG_AGO, _inspected("2024-01-01"), "自2024-01-01以来未检查（限24个月）"),
        (LONG_AGO, _inspected(known_since="2024-01-01"), "自2024-01-01入库以来没有检查记录（限24个月）"),
        (LONG_AGO, _inspected(), "没有检查记录"),
    ]
    for condition, facts, words in pairs:
        finding = condition.finding(facts, ON)
        assert finding
        assert finding.text("zh") == words


def test_a_finding_names_the_facts_that_mattered() -> None:
    """Of three complaints the two in the period are handed over as they are, and the old one is not."""
    facts = _complaints("2026-03-01", "2024-03-01", "2026-05-01")
    finding = TWO_A_YEAR.finding(facts, ON)
    assert finding
    assert finding.facts == (facts.complaints[0], facts.complaints[2])


def test_a_grade_that_its_scheme_does_not_have_is_refused() -> None:
    """A grade of a province's scheme that the policy's scheme does not list is an error with its path, no class."""
    scheme = GradeScheme(name="省", grades=("优", "差"))
    given = CreditGrade(scheme="省", grade="中", as_of=ON, source="省厅")
    with pytest.raises(InvalidInput) as caught:
        Grade(scheme=scheme, grade="差", months=1).finding(RiskFacts(grades=(given,)), ON)
    assert (caught.value.code, caught.value.problems[0].where.path) == ("grade-unknown", "grades[0].grade")


def test_a_period_longer_than_history_reaches_to_its_beginning() -> None:
    """A period that would begin before the first day of the calendar counts everything."""
    assert Complaints(over=0, months=10**6).finding(_complaints("1999-01-01"), ON)


ROWS: list[tuple[Condition, Condition, bool]] = [
    (Complaints(over=1, months=12), Complaints(over=2, months=12), True),
    (Complaints(over=1, months=12), Complaints(over=1, months=6), True),
    (Complaints(over=1, months=12), Complaints(over=2, months=24), False),
    (Complaints(over=2, months=24), Complaints(over=1, months=12), False),
    (Violations(over=0, months=12), Violations(over=0, months=12, serious=True), True),
    (Violations(over=0, months=12, serious=True), Violations(over=0, months=12), False),
    (FROM_B, Grade(scheme=LABOUR, grade="C", months=6), True),
    (FROM_B, Grade(scheme=LABOUR, grade="A", months=6), False),
    (FROM_B, Grade(scheme=LABOUR, grade="C", months=24), False),
    (FROM_B, Grade(scheme=GradeScheme(name="省", grades=("A", "B", "C")), grade="C", months=6), False),
    (Listed(), Listed(), True),
    (Uninspected(months=12), Uninspected(months=24), True),
    (Uninspected(months=24), Uninspected(months=12), False),
    (Tagged(tags=("a", "b")), Tagged(tags=("a",)), True),
    (Tagged(tags=("a",)), Tagged(tags=("a", "b")), False),
    (Complaints(over=0, months=12), Listed(), False),
    (Listed(), Tagged(tags=("a",)), False),
    (Violations(over=0, months=12), Complaints(over=0, months=12), False),
    (FROM_B, Listed(), False),
    (Uninspected(months=12), Listed(), False),
    (Tagged(tags=("a",)), Listed(), False),
]


@pytest.mark.parametrize(("wider", "narrower", "covers"), ROWS)
def test_a_condition_knows_what_it_covers(wider: Condition, narrower: Condition, covers: bool) -> None:  # noqa: FBT001
    """A condition covers another of its kind that asks for more, and nothing else."""
    assert wider.covers(narrower) is covers


def test_all_conditions_of_a_rule_have_to_hold() -> None:
    """A rule with two conditions needs both; it is then told with both findings."""
    rule = RiskRule(risk_class="C", when=(TWO_A_YEAR, Listed()), basis="二(七)")
    assert rule.reason(_complaints("2026-01-01", "2026-01-02"), ON, 0) is None
    both = RiskFacts(
        complaints=_complaints("2026-01-01", "2026-01-02").complaints, listings=_listing("2026-01-01").listings
    )
    reason = rule.reason(both, ON, 0)
    assert reason
    assert reason.text("zh") == "C类：2025-12-01以来投诉2件（限1件）；列入失信名单：欠薪名单（2026-01-01）"


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ((), "rule-without-conditions"),
        ((Complaints(over=1, months=12), Complaints(over=2, months=24)), "rule-condition-twice"),
    ],
)
def test_a_rule_that_says_nothing_or_twice_is_refused(when: tuple[Condition, ...], code: str) -> None:
    """A rule without conditions, or with two of a kind, is an error."""
    with pytest.raises(InvalidInput) as caught:
        RiskRule(risk_class="C", when=when, basis="二(七)")
    assert caught.value.code == code


def test_a_listing_does_not_end_before_it_begins() -> None:
    """A day of removal before the day of listing is refused."""
    with pytest.raises(InvalidInput) as caught:
        _listing("2026-02-01", "2026-01-01")
    assert (caught.value.code, caught.value.problems[0].where.path) == ("dates-reversed", "removed_on")


def test_the_directory_and_other_registers_make_the_facts() -> None:
    """The facts of a directory's entry are taken with listings and inspections that are kept elsewhere."""
    facts = _complaints("2026-03-01")
    target = Target(
        target_id="X-1",
        name="甲",
        kind=TargetKind.SITE,
        status=TargetStatus.ACTIVE,
        tags=("建筑",),
        complaints=facts.complaints,
    )
    listings = _listing("2026-01-01").listings
    made = RiskFacts.of(target, listings=listings, inspected_on=(ON,), known_since=ON)
    assert made == RiskFacts(
        complaints=facts.complaints, listings=listings, inspected_on=(ON,), known_since=ON, tags=("建筑",)
    )


@pytest.mark.parametrize("module", [collisions, risk, risk_states, risk_rules, risk_policy, terms])
def test_the_examples_of_the_rules_hold(module: ModuleType) -> None:
    """Every rule's docstring has an example, and it is what happens."""
    results = doctest.testmod(module)
    assert (results.failed, results.attempted > 0) == (0, True)


def test_every_rule_class_has_prose_clause_and_example() -> None:
    """A rule class without its clause, or without an example, would not be traceable."""
    for rule in (Complaints, Violations, Grade, Listed, Uninspected, Tagged, RiskRule, risk_policy.RiskPolicy):
        assert rule.__doc__
        assert "二(七)" in rule.__doc__
        assert ">>> " in rule.__doc__
    assert "version" in (policy_data.policy_of.__doc__ or "")
