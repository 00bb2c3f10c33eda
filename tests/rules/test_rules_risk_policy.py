from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from random_inspection.adapters.policies import default_policy, default_policy_text, parse_policy, read_policy
from random_inspection.domain.targets import Complaint, CreditGrade, Violation
from random_inspection.errors import InvalidInput
from random_inspection.rules.coverage_of_year.terms import ClassTerms, share_weights
from random_inspection.rules.risk_classes.policy_data import policy_of
from random_inspection.rules.risk_classes.risk import Complaints, Grade, GradeScheme
from random_inspection.rules.risk_classes.risk_facts import Listing, RiskFacts
from random_inspection.rules.risk_classes.risk_policy import ItemTerms, RiskPolicy
from random_inspection.rules.risk_classes.risk_rules import RiskRule

ON = dt.date(2026, 12, 1)
CLASSES = [{"name": "A", "proportion": "5%"}, {"name": "B", "proportion": "10%"}, {"name": "D", "proportion": "50%"}]


def _rule(risk_class: str, **when: object) -> dict[str, object]:
    return {"class": risk_class, "basis": "二(七)", **when}


ENOUGH = [_rule("B", complaints={"over": 1, "months": 12}), _rule("D", listed=True)]


def _data(**members: object) -> dict[str, Any]:
    return {"version": "1", "otherwise": "A", "classes": CLASSES, "rules": ENOUGH, **members}


def _found(data: object) -> list[tuple[str, str | None]]:
    try:
        policy_of(data, file="p.toml")
    except InvalidInput as error:
        problems = error.problems
    else:
        problems = ()
    assert {problem.where.file for problem in problems} <= {"p.toml"}
    assert all(problem.text("zh") and problem.text("en") for problem in problems)
    return [(problem.code, problem.where.path) for problem in problems]


def _complaints(count: int) -> tuple[Complaint, ...]:
    return tuple(Complaint(received_on=dt.date(2026, 1, 1 + day), source="12333") for day in range(count))


def test_a_sound_policy_is_read() -> None:
    """The data of a policy gives the same policy as the values written by hand."""
    rules = [_rule("D", complaints={"over": 3, "months": 12})]
    classes = [{"name": "A", "weight": 1, "at_most": 4}, {"name": "D", "weight": 5, "at_least": 2, "at_most": 4}]
    assert policy_of(_data(rules=rules, classes=classes), file="p.toml") == RiskPolicy(
        version="1",
        classes=(ClassTerms(name="A", weight=1, at_most=4), ClassTerms(name="D", weight=5, at_least=2, at_most=4)),
        rules=(RiskRule(risk_class="D", when=(Complaints(over=3, months=12),), basis="二(七)"),),
        otherwise="A",
    )


C12, C6, M3 = {"over": 1, "months": 12}, {"over": 1, "months": 6}, {"months": 3}


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([_rule("D", complaints=C12), _rule("B", complaints=C6)], [("rule-never-decides", "rules[1]")]),
        ([_rule("B", complaints=C6), _rule("D", complaints=C12)], [("rule-never-decides", "rules[0]")]),
        ([_rule("B", complaints=C12), _rule("D", complaints=C6)], []),
        ([_rule("B", complaints=C12), _rule("D", complaints=C12)], [("rules-overlap", "rules[1]")]),
        ([*ENOUGH, _rule("D", listed=True)], [("rules-overlap", "rules[2]")]),
        ([*ENOUGH, _rule("A", tags=["a"])], [("rule-gives-lowest", "rules[2]")]),
        ([*ENOUGH, _rule("B", listed=True, tags=["a"])], [("rule-never-decides", "rules[2]")]),
        ([*ENOUGH, _rule("B", tags=["a"])], []),
        (
            [*ENOUGH, _rule("B", tags=["a"]), _rule("D", tags=["b"]), _rule("B", tags=["a", "b"], complaints=C12)],
            [("rule-never-decides", "rules[4]")],
        ),
        ([*ENOUGH, _rule("B", tags=["a"]), _rule("B", tags=["a", "b"], uninspected={"months": 3})], []),
        (
            [*ENOUGH, _rule("D", tags=["a", "b"]), _rule("D", tags=["b", "c"]), _rule("D", tags=["a", "c"])],
            [("rule-never-decides", "rules[2]")],
        ),
        ([*ENOUGH, _rule("A", tags=["a"]), _rule("D", tags=["a"])], [("rule-gives-lowest", "rules[2]")]),
        (
            [*ENOUGH, _rule("B", tags=["a"]), _rule("D", tags=["a"]), _rule("D", tags=["a"], uninspected=M3)],
            [("rules-overlap", "rules[3]")],
        ),
        ([_rule("D", listed=True)], [("policy-class-unreached", "classes[1]")]),
        ([*ENOUGH, _rule("E", tags=["a"])], [("rule-class-unknown", "rules[2].class")]),
        ([*ENOUGH, _rule("B")], [("rule-without-conditions", "rules[2]")]),
    ],
)
def test_gaps_overlaps_and_idle_rules_are_found(rules: list[object], found: list[tuple[str, str]]) -> None:
    """A class that nothing leads to, rules alike, and a rule that never decides are named with their path."""
    assert _found(_data(rules=rules)) == found


def test_a_rule_that_never_decides_is_told_why() -> None:
    """The message names the rules that always apply with it, in both languages."""
    rules = [*ENOUGH, _rule("B", tags=["a"]), _rule("D", tags=["b"]), _rule("B", tags=["a", "b"], complaints=C12)]
    with pytest.raises(InvalidInput) as caught:
        policy_of(_data(rules=rules), file="p.toml")
    assert "whenever it applies rules[0]" in caught.value.text()
    rules[0] = _rule("B", uninspected={"months": 24})
    with pytest.raises(InvalidInput) as caught:
        policy_of(_data(rules=rules), file="p.toml")
    assert "whenever it applies rules[2] or rules[3] applies, too, and gives class B/D" in caught.value.text()
    assert "凡其适用时rules[2]或rules[3]也适用" in caught.value.text("zh")


def test_the_rules_that_decide_instead_are_no_idle_ones() -> None:
    """Of a chain of rules that never decide, each message names the one that stays."""
    narrow, wide = _rule("B", tags=["a"], listed=True, uninspected=M3), _rule("B", tags=["a"], listed=True)
    with pytest.raises(InvalidInput) as caught:
        policy_of(_data(rules=[narrow, wide, *ENOUGH]), file="p.toml")
    assert [problem.where.path for problem in caught.value.problems] == ["rules[0]", "rules[1]"]
    assert all("whenever it applies rules[3] applies" in problem.text() for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("mark", "code"), [*((mark, "risk-tag-separated") for mark in "，；;、"), (",", "identifier-character")]
)
def test_a_tag_that_no_register_can_hold_is_refused(mark: str, code: str) -> None:
    """A mark that separates tags in a register would make the rule never apply; the tag is named with its path."""
    rules = [*ENOUGH, _rule("D", tags=["a", f"建筑{mark}施工"])]
    assert _found(_data(rules=rules)) == [(code, "rules[2].tags[1]")]


def test_proportions_whose_weights_no_draw_can_carry_are_refused() -> None:
    """Weights are as small as they can be; a class whose weight is still over 2^53 - 1 is named as the policy loads."""
    heavy = [CLASSES[0], CLASSES[1], {"name": "D", "proportion": "0.9500000000000001"}]
    assert _found(_data(classes=heavy)) == [("terms-weight-range", "classes[2].proportion")]
    assert _found(_data(classes=[*CLASSES[:2], {"name": "D", "proportion": "0.5000000000000001"}])) == []
    item = {"item": "07", "basis": "法", "classes": heavy[2:]}
    assert _found(_data(items=[item])) == [("terms-weight-range", "items[0].classes[2].proportion")]


def test_large_weights_with_a_common_divisor_are_reduced() -> None:
    """The draw gets the smallest whole weights: the largest there may be come down to one where all are alike."""
    most = 2**53 - 1
    assert share_weights([ClassTerms(name=name, weight=most) for name in "AB"]) == {"A": 1, "B": 1}
    assert share_weights([ClassTerms(name="A", weight=1), ClassTerms(name="B", weight=most)]) == {"A": 1, "B": most}


@pytest.mark.parametrize(
    ("otherwise", "code"),
    [
        ({}, "policy-gap"),
        ({"otherwise": "B"}, "policy-otherwise-not-lowest"),
        ({"otherwise": "Z"}, "rule-class-unknown"),
    ],
)
def test_targets_without_any_rule_need_the_lowest_class(otherwise: dict[str, str], code: str) -> None:
    """A policy that does not say what happens where no rule applies has a gap."""
    data = _data()
    del data["otherwise"]
    assert _found({**data, **otherwise}) == [(code, "otherwise")]


@pytest.mark.parametrize(
    ("classes", "found"),
    [
        ([("A", "5%", {}), ("B", "4%", {}), ("D", "50%", {})], [("terms-fall", "classes[1].proportion")]),
        ([("A", "5%", {"at_least": 2}), ("B", "5%", {}), ("D", "5%", {"at_least": 2})], [("terms-fall", "classes[1].at_least")]),
        ([("A", "5%", {}), ("B", "5%", {}), ("D", "5%", {"at_most": 3})], [("terms-fall", "classes[2].at_most")]),
        ([("A", "5%", {"at_most": 1}), ("B", "5%", {"at_most": 1}), ("D", "5%", {})], []),
        ([("A", "5%", {}), ("B", "105%", {}), ("D", "5%", {})], [("ratio-range", "classes[1].proportion")]),
        ([("A", "5%", {}), ("B", "五", {}), ("D", "5%", {})], [("not-fraction", "classes[1].proportion")]),
        ([("A", "5%", {}), ("B", "5%", {"weight": 1}), ("D", "5%", {})], [("terms-one-measure", "classes[1].proportion")]),
        (
            [("A", "5%", {}), ("B", "5%", {"at_least": 3, "at_most": 2}), ("D", "5%", {})],
            [("bounds-reversed", "classes[1].at_most")],
        ),
        ([("A", "5%", {}), ("B", "5%", {}), ("D", "5%", {}), ("B", "5%", {})], [("list-repeats", "classes[3]")]),
    ],
)  # fmt: skip
def test_a_higher_class_never_has_a_smaller_chance(
    classes: list[tuple[str, str, dict[str, int]]], found: list[tuple[str, str]]
) -> None:
    """Measures and bounds that fall from a class to the next, or that cannot be, are refused with their path."""
    entries = [{"name": name, "proportion": part, **more} for name, part, more in classes]
    assert _found(_data(classes=entries)) == found


def test_parts_and_weights_are_not_mixed() -> None:
    """Classes of which one has a proportion and another a weight cannot be compared."""
    classes = [CLASSES[0], {"name": "B", "weight": 2}, CLASSES[2]]
    assert _found(_data(classes=classes)) == [("terms-mixed", "classes[1]")]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    """Bad numbers, unknown members, missing ones and the gap of one file come together."""
    data = {
        "version": "1",
        "extra": 1,
        "classes": [CLASSES[0], {"name": "B", "proportion": "200%"}],
        "schemes": [{"name": "省", "grades": ["优"]}, {"name": "企业信用风险分类", "grades": ["A", "B"]}, 3],
        "rules": [
            {"class": "B", "complaints": {"over": -1, "months": "x", "day": 3}},
            _rule("B", grade={"scheme": "q", "from": "C", "months": 3}),
            _rule("B", grade={"scheme": "企业信用风险分类", "from": "E", "months": 3}),
            _rule("B", listed=False, tags=[]),
            _rule("B", tags="a"),
            _rule("Z", violations={"months": 12}),
        ],
        "items": {"item": "x"},
    }
    assert _found(data) == [
        ("policy-member-unknown", "extra"),
        ("scheme-too-few-grades", "schemes[0].grades"),
        ("policy-scheme-known", "schemes[1].name"),
        ("policy-not-table", "schemes[2]"),
        ("ratio-range", "classes[1].proportion"),
        ("policy-member-missing", "rules[0].basis"),
        ("policy-member-unknown", "rules[0].complaints.day"),
        ("not-integer", "rules[0].complaints.over"),
        ("not-integer", "rules[0].complaints.months"),
        ("policy-scheme-unknown", "rules[1].grade.scheme"),
        ("grade-unknown", "rules[2].grade.from"),
        ("policy-not-true", "rules[3].listed"),
        ("risk-no-tags", "rules[3].tags"),
        ("policy-not-list", "rules[4].tags"),
        ("policy-member-missing", "rules[5].violations.over"),
        ("policy-not-list", "items"),
        ("policy-gap", "otherwise"),
    ]


@pytest.mark.parametrize(
    ("data", "code"), [(3, "policy-not-table"), ({}, "policy-member-missing"), (_data(classes=[]), "terms-empty")]
)
def test_what_is_no_policy_is_refused(data: object, code: str) -> None:
    """A number, an empty table and a policy without classes are refused with a finding."""
    assert code in [code for code, _ in _found(data)]


def test_a_scheme_of_an_office_is_ordered_data() -> None:
    """Grades of a scheme that the policy brings along are compared in its order, best first."""
    schemes = [{"name": "省", "grades": ["优", "良", "差"]}]
    rules = [*ENOUGH, _rule("D", grade={"scheme": "省", "from": "良", "months": 12})]
    policy = policy_of(_data(schemes=schemes, rules=rules), file="p.toml")
    for grade, expected in (("优", "A"), ("良", "D"), ("差", "D")):
        given = CreditGrade(scheme="省", grade=grade, as_of=ON, source="省厅")
        assert policy.classify(RiskFacts(grades=(given,)), on=ON).risk_class == expected


def test_a_scheme_has_one_order_in_a_policy() -> None:
    """Rules written by hand that order one scheme in two ways are refused."""
    up, down = (GradeScheme(name="省", grades=grades) for grades in (("优", "差"), ("差", "优")))
    rules = [
        RiskRule(risk_class="D", when=(Grade(scheme=scheme, grade="优", months=12),), basis="b")
        for scheme in (up, down)
    ]
    classes = (ClassTerms(name="A", weight=1), ClassTerms(name="D", weight=1))
    with pytest.raises(InvalidInput) as caught:
        RiskPolicy(version="1", classes=classes, rules=tuple(rules), otherwise="A")
    assert [problem.code for problem in caught.value.problems] == ["rule-scheme-differs"]


@pytest.mark.clause("二(七) 从其规定")
def test_another_law_changes_the_terms_of_an_item() -> None:
    """Terms of an item take the place of the class's own (从其规定); other items and classes keep theirs."""
    items = [{"item": "07", "basis": "《食品安全法》", "classes": [{"name": "D", "proportion": "100%", "at_least": 4}]}]
    policy = policy_of(_data(items=items), file="p.toml")
    assert policy.terms_of("D", "07") == ClassTerms(name="D", proportion=Fraction(1), at_least=4)
    assert policy.terms_of("D", "08") == policy.terms_of("D") == policy.classes[2]
    assert policy.terms("07")[:2] == policy.classes[:2]
    with pytest.raises(InvalidInput, match="no class 'Z'"):
        policy.terms_of("Z")


@pytest.mark.parametrize(
    ("classes", "found"),
    [
        ([{"name": "B", "proportion": "60%"}], ("terms-fall", "items[0].classes[2].proportion")),
        ([{"name": "Z", "proportion": "60%"}], ("rule-class-unknown", "items[0].classes[0].name")),
        ([CLASSES[0], CLASSES[0]], ("list-repeats", "items[0].classes[1]")),
        ([], ("item-terms-empty", "items[0].classes")),
    ],
)
def test_the_terms_of_an_item_are_checked_as_well(classes: list[object], found: tuple[str, str]) -> None:
    """A higher class never has a smaller chance in an item either; unknown and repeated classes are refused."""
    assert _found(_data(items=[{"item": "07", "basis": "法", "classes": classes}])) == [found]


def test_an_item_has_its_terms_once() -> None:
    """Two entries for one item are refused."""
    terms = ItemTerms(item="07", basis="法", classes=(ClassTerms(name="A", weight=1),))
    with pytest.raises(InvalidInput) as caught:
        RiskPolicy(version="1", classes=terms.classes, rules=(), otherwise="A", items=(terms, terms))
    assert [(problem.code, problem.where.path) for problem in caught.value.problems] == [("list-repeats", "items[1]")]


def test_the_highest_class_wins_and_the_rest_is_told() -> None:
    """The class is the highest of the rules that apply; its reasons come first, those of lower classes besides."""
    policy = default_policy()
    listed = Listing(name="欠薪名单", listed_on=dt.date(2026, 3, 1), source="人社部")
    facts = RiskFacts(complaints=_complaints(4), listings=(listed,), inspected_on=(dt.date(2026, 1, 1),))
    found = policy.classify(facts, on=ON)
    assert (found.risk_class, found.policy, found.on) == ("D", "shipped-1", ON)
    assert found.text("zh") == "D类：2025-12-01以来投诉4件（限3件）\nD类：列入失信名单：欠薪名单（2026-03-01）"
    assert [reason.risk_class for reason in found.lower] == ["C", "B"]
    assert found.reasons[0].basis == policy.rules[found.reasons[0].rule or 0].basis


def test_no_rule_gives_the_lowest_class_with_a_reason() -> None:
    """A target of which nothing is known but a recent inspection has the lowest class, and is told so."""
    found = default_policy().classify(RiskFacts(inspected_on=(dt.date(2026, 5, 1),)), on=ON)
    assert (found.risk_class, found.text("zh"), found.lower) == ("A", "A类：未触发任何分类规则", ())


@pytest.mark.clause("二(七) 加大力度")
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (RiskFacts(complaints=_complaints(1)), "B"),
        (RiskFacts(complaints=_complaints(2)), "C"),
        (RiskFacts(complaints=_complaints(4)), "D"),
        (RiskFacts(violations=(Violation(decided_on=ON, source="s", subject="t", serious=False),)), "C"),
        (RiskFacts(violations=(Violation(decided_on=ON, source="s", subject="t", serious=True),)), "D"),
        (RiskFacts(grades=(CreditGrade(scheme="企业劳动保障守法诚信等级", grade="C", as_of=ON, source="s"),)), "D"),
        (RiskFacts(grades=(CreditGrade(scheme="企业信用风险分类", grade="C", as_of=ON, source="s"),)), "C"),
        (RiskFacts(), "B"),
    ],
)
def test_the_shipped_policy_is_in_the_spirit_of_the_rule(facts: RiskFacts, expected: str) -> None:
    """Many complaints, serious violations and bad credit lead to more inspections (二(七)), and so does neglect."""
    assert default_policy().classify(facts, on=ON).risk_class == expected


@pytest.mark.clause("二(七) 频次")
def test_the_shipped_policy_asks_for_one_inspection_a_year_at_least() -> None:
    """原则上每年不少于1次: every class of the shipped policy has a minimum, and room above it for chance."""
    for one in default_policy().classes:
        assert one.at_least >= 1
        assert one.at_most is not None
        assert one.at_most > one.at_least


def test_a_policy_is_read_from_a_file(tmp_path: Path) -> None:
    """A copy of the shipped file, with a mark and line ends of Windows, gives the shipped policy."""
    file = tmp_path / "policy.toml"
    file.write_bytes(b"\xef\xbb\xbf" + default_policy_text().replace(b"\n", b"\r\n"))
    assert read_policy(file) == default_policy()


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A missing file, a folder and text that is no TOML are errors with the file's name."""
    for path, code in ((tmp_path / "none.toml", "policy-file-unreadable"), (tmp_path, "policy-file-unreadable")):
        with pytest.raises(InvalidInput) as caught:
            read_policy(path)
        assert (caught.value.code, caught.value.problems[0].where.file) == (code, str(path))
    for data in (b"version = ", b"\xff"):
        with pytest.raises(InvalidInput) as caught:
            parse_policy(data, file="p.toml")
        assert caught.value.code == "policy-file-not-toml"


def test_a_law_may_bound_an_item_whatever_the_class() -> None:
    """Bounds without classes are the law's limits on the item, and on no other."""
    policy = policy_of(_data(items=[{"item": "07", "basis": "法", "at_least": 2, "at_most": 4}]), file="p")
    (limit,) = policy.laws("07")
    assert (limit.at_least, limit.at_most, limit.basis) == (2, 4, "法")
    assert (policy.laws("08"), policy.terms("07")) == ((), policy.classes)


@pytest.mark.parametrize(
    ("item", "found"),
    [
        ({"at_least": -1}, ("not-integer", "items[0].at_least")),
        ({"at_least": 3, "at_most": 2}, ("bounds-reversed", "items[0].at_most")),
        ({"at_last": 3}, ("policy-member-unknown", "items[0].at_last")),
    ],
)
def test_wrong_bounds_of_an_item_are_refused(item: dict[str, object], found: tuple[str, str]) -> None:
    """A bound that cannot be is found at its place."""
    assert found in _found(_data(items=[{"item": "07", "basis": "法", **item}]))


@pytest.mark.parametrize(
    ("floor", "code"), [("2", "ratio-range"), ("wenig", "not-fraction"), (0.01, "not-fraction"), (None, "not-fraction")]
)
def test_a_floor_that_is_no_chance_is_refused(floor: object, code: str) -> None:
    """The deterrence floor is a chance from 0 to 1, written as text."""
    assert (code, "floor") in _found({**_data(), "floor": floor})
    assert policy_of({**_data(), "floor": "1/400"}, file="p").floor == Fraction(1, 400)
    assert policy_of(_data(), file="p").floor == 0
