"""Everything that is wrong with policy and facts is found at once, each in its cell, and nothing is announced."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from announcing_specs import ABSENT, found
from risk_specs import FACTS, NO_FACTS, POLICY, REGISTER, risk_spec

from random_inspection.errors import Message, Where
from random_inspection.workflows.inputs.fact_kinds import parse_day

ID = "column '统一社会信用代码'"

WRONG_ROWS: list[tuple[str, tuple[str, ...], str, str]] = [
    # table, its only row, code, column
    ("complaints", ("T-99", "2026-03-05", "12333"), "fact-target-unknown", "统一社会信用代码"),
    ("complaints", ("", "2026-03-05", "12333"), "fact-target-unknown", "统一社会信用代码"),
    ("complaints", ("T-01", "", "12333"), "fact-cell-empty", "收到日期"),
    ("complaints", ("T-01", "2026-02-30", "12333"), "fact-not-day", "收到日期"),
    ("complaints", ("T-01", "今年", "12333"), "fact-not-day", "收到日期"),
    ("complaints", ("T-01", "2026-03-05 09:00", "12333"), "fact-not-day", "收到日期"),
    ("complaints", ("T-01", "2026-11-26", "12333"), "fact-ahead", "收到日期"),
    ("complaints", ("T-01", "2026-03-05", " "), "fact-cell-empty", "来源"),
    ("complaints", ("T-01", "2026-03-05", "两\n行"), "not-line", "来源"),
    ("violations", ("T-01", "2026-03-05", "人社局", "欠薪", "严重", ""), "fact-not-yes-or-no", "是否严重"),
    ("violations", ("T-01", "2026-03-05", "人社局", "欠薪", "", ""), "fact-cell-empty", "是否严重"),
    ("violations", ("T-01", "2027-03-05", "人社局", "欠薪", "是", ""), "fact-ahead", "决定日期"),
    ("grades", ("T-01", "企业信用风险分类", "E", "2026-03-05", "局"), "grade-unknown", "等级"),
    ("grades", ("T-01", "企业信用风险分级", "D", "2026-03-05", "局"), "fact-scheme-unknown", "评价体系"),
    ("grades", ("T-01", "企业信用风险分类", "D", "2026-12-05", "局"), "fact-ahead", "评定日期"),
    ("listings", ("T-01", "名单", "2026-03-05", "2026-03-04", "局"), "dates-reversed", "移出日期"),
    ("listings", ("T-01", "名单", "2026-12-05", "", "局"), "fact-ahead", "列入日期"),
    ("inspections", ("T-01", "2026-11-26"), "fact-ahead", "检查日期"),
]


@pytest.mark.parametrize(("key", "row", "code", "column"), WRONG_ROWS)
def test_a_wrong_fact_is_found_in_its_cell(key: str, row: tuple[str, ...], code: str, column: str) -> None:
    """What cannot stand is found once, with file, row and column."""
    assert found(risk_spec(facts={key: [row]})) == [(code, f"{key}.csv, row 2, column '{column}'")]


def test_the_same_fact_twice_is_refused_and_the_other_row_named() -> None:
    """A complaint that was entered twice would count twice; days of inspections may repeat."""
    rows = [("T-01", "2026-03-05", "12333"), ("T-02", "2026-03-05", "12333"), ("T-01", "2026/3/5", "12333")]
    assert found(risk_spec(facts={"complaints": rows})) == [("fact-twice", f"complaints.csv, row 4, {ID}")]
    assert found(risk_spec(facts={"inspections": [("T-01", "2026-03-05")] * 2})) == []


def test_an_end_of_a_listing_may_lie_ahead() -> None:
    """A listing that will end on a known day stands until then."""
    assert found(risk_spec(facts={"listings": [("T-01", "名单", "2026-03-05", "2027-03-05", "局")]})) == []


def test_all_findings_come_at_once() -> None:
    """Settings, policy needs, several tables and several cells of one row are told together."""
    document = risk_spec(
        {"title": ABSENT, "targets.publish": True},
        facts={
            "complaints": [("T-99", "x", "")],
            "grades": [("T-01", "企业信用风险分类", "Z", "2026-03-05", "局")],
            "inspections": [("T-98", "2027-01-01")],
        },
    )
    assert [code for code, _ in found(document)] == [
        "setting-missing",
        "risk-published",
        *("fact-not-day", "fact-cell-empty", "fact-target-unknown"),
        "grade-unknown",
        *("fact-target-unknown", "fact-ahead"),
    ]


WRONG_SETTINGS: list[tuple[dict[str, Any], str, str]] = [
    ({"targets.publish": True}, "risk-published", "targets.publish"),
    ({"targets.stratum": "行业"}, "risk-decides", "targets.stratum"),
    ({"strata": []}, "risk-decides", "strata"),
    ({"default": {"quota": {"all": True}}}, "risk-decides", "default"),
    ({"shares": []}, "risk-decides", "shares"),
    ({"about": {"rules": []}}, "risk-decides", "about.rules"),
    ({"facts": ABSENT}, "setting-missing", "facts"),
    ({"facts.as_of": ABSENT}, "setting-missing", "facts.as_of"),
    ({"facts.as_of": "去年"}, "as-of-not-day", "facts.as_of"),
    ({"facts.as_of": "2099-11-25"}, "as-of-ahead", "facts.as_of"),
    ({"facts.as_of": "2026-11-25T09:00:00+08:00"}, "as-of-not-day", "facts.as_of"),
    ({"facts.complaint": "x.csv"}, "setting-misspelt", "facts.complaint"),
    ({"facts.complaints": 3}, "not-line", "facts.complaints"),
    ({"facts.grades": ABSENT}, "facts-file-unnamed", "facts.grades"),
    ({"targets.tags": ABSENT}, "facts-tags-unnamed", "targets.tags"),
    ({"targets.total": 5}, "risk-total-given", "targets.total"),
    ({"targets.reserve": -1}, "not-integer", "targets.reserve"),
    ({"targets.item": "a,b"}, "identifier-character", "targets.item"),
]


@pytest.mark.parametrize(("changes", "code", "place"), WRONG_SETTINGS)
def test_a_wrong_setting_is_found_at_its_place(changes: dict[str, Any], code: str, place: str) -> None:
    """What contradicts a draw by risk classes, or is missing for it, is found."""
    assert found(risk_spec(changes)) == [(code, f"SPEC.toml, {place}")]


def test_a_file_that_the_policy_needs_is_not_left_out() -> None:
    """Without a file of complaints all targets would silently have none: every kind that a rule looks at is asked for."""
    facts = {"facts": {"as_of": "2026-11-25"}}
    codes = [place for code, place in found(risk_spec(facts)) if code == "facts-file-unnamed"]
    assert codes == [f"SPEC.toml, facts.{key}" for key in FACTS]
    only = POLICY.split("[[rules]]")[0] + '[[rules]]\nclass = "从严"\nbasis = "二(七)"\nlisted = true\n'
    only = only.replace('{name = "留意", proportion = "20%"}, ', "")
    assert found(risk_spec({"facts": {"as_of": "2026-11-25", "listings": "l.csv"}}, policy=only)) == []


def test_weights_without_a_total_are_refused() -> None:
    """Weights do not say how many are drawn."""
    policy = POLICY
    for number, share in enumerate(("10%", "20%", "50%"), start=1):
        policy = policy.replace(f'proportion = "{share}"', f"weight = {number}")
    assert found(risk_spec(policy=policy)) == [("risk-total-missing", "SPEC.toml, targets.total")]


def test_what_is_wrong_with_the_policy_is_found_in_its_file() -> None:
    """The policy's own findings come with the others."""
    document = risk_spec({"title": ABSENT}, policy=POLICY.replace("over = 1", "over = -1").replace("50%", "5%"))
    assert found(document) == [
        ("setting-missing", "SPEC.toml, title"),
        ("not-integer", "policy.toml, rules[0].complaints.over"),
        ("terms-fall", "policy.toml, classes[2].proportion"),
    ]


@pytest.mark.parametrize("key", ["facts", "targets.total", "targets.item", "targets.reserve", "targets.since"])
def test_settings_of_a_policy_without_one_are_refused(key: str) -> None:
    """What belongs to a draw by risk classes means nothing without a policy, and is not silently left aside."""
    document = risk_spec()
    settings = {**document.settings, "targets": {"file": "r", "id": "统一社会信用代码", "stratum": "行业"}}
    settings = {**settings, "default": {"quota": {"all": True}}}
    if key == "facts":
        assert ("setting-needs-risk", "SPEC.toml, facts") in found(attrs.evolve(document, settings=settings))
    else:
        settings["targets"][key.removeprefix("targets.")] = "x"
        assert ("setting-needs-risk", f"SPEC.toml, {key}") in found(attrs.evolve(document, settings=settings))


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (("T-1", "甲", "", "", ""), "target-status-unknown", "状态"),
        (("T-1", "甲", "在业", "", ""), "target-status-unknown", "状态"),
        (("T-1", "甲", "存续", "a；b\x07", ""), "identifier-character", "行业"),
        (("T-1", "甲", "存续", "", "很久以前"), "fact-not-day", "入库日期"),
        (("T-1", "甲", "存续", "", "2026-11-26"), "fact-ahead", "入库日期"),
    ],
)
def test_a_wrong_cell_of_the_register_is_found(row: tuple[str, ...], code: str, column: str) -> None:
    """Status, tags and the day of entry are checked in their cells."""
    document = risk_spec(register=[row, ("T-2", "乙", "存续", "", "")], facts=NO_FACTS)
    assert found(document) == [(code, f"register.csv, row 2, column '{column}'")]


def test_a_register_of_which_nobody_is_left_is_refused() -> None:
    """Where all targets are gone there is nothing to draw."""
    assert found(risk_spec(register=[("T-1", "甲", "注销", "", "")], facts=NO_FACTS)) == [
        ("register-nobody-left", "register.csv, column '状态'")
    ]


def test_a_host_that_leaves_out_policy_or_facts_is_told() -> None:
    """What the settings name and nobody hands over is asked for."""
    document = risk_spec()
    assert found(attrs.evolve(document, risk=None)) == [("risk-policy-absent", "SPEC.toml, targets.risk")]
    tables = {key: table for key, table in document.tables.items() if key != "grades"}
    assert found(attrs.evolve(document, tables=tables)) == [("facts-absent", "SPEC.toml, facts.grades")]


def test_what_could_not_be_read_is_enough_said() -> None:
    """Where a file could not be read, nothing follows from its absence."""
    unread = Message("test-unread", "not read", "未读出").at(Where(file="grades.csv"))
    document = risk_spec()
    tables = {key: table for key, table in document.tables.items() if key != "grades"}
    assert found(attrs.evolve(document, tables=tables, risk=None, problems=(unread,))) == [
        ("test-unread", "grades.csv")
    ]
    assert found(attrs.evolve(document, tables=tables, problems=(unread,))) == [("test-unread", "grades.csv")]


def test_columns_that_were_not_read_are_asked_for() -> None:
    """A register without the column of tags that the settings name is refused."""
    document = risk_spec({"targets.tags": "标签"})
    assert found(document) == [("register-column-absent", "register.csv")]


def test_a_grade_of_the_policys_own_scheme_must_be_one_of_it() -> None:
    """What the policy defines beside the national schemes is known, and nothing else of it."""
    policy = 'schemes = [{name = "省级", grades = ["优", "差"]}]\n' + POLICY.replace("企业信用风险分类", "省级")
    document = risk_spec(
        policy=policy.replace('from = "C"', 'from = "差"'),
        facts={"grades": [("T-01", "省级", "差", "2026-03-05", "局"), ("T-02", "省级", "中", "2026-03-05", "局")]},
    )
    assert found(document) == [("grade-unknown", "grades.csv, row 3, column '等级'")]


def test_a_respelt_id_of_a_fact_finds_its_target() -> None:
    """A code in lower case means the target; the change is noted."""
    code = "91350100M000100Y43"
    register = [*REGISTER, (code, "甲", "存续", "", "")]
    assert found(risk_spec(register=register, facts={"complaints": [(code.lower(), "2026-03-05", "12333")]})) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-05", (2026, 3, 5)),
        (" 2026/3/5 ", (2026, 3, 5)),
        ("２０２６年3月5日", (2026, 3, 5)),
        ("2026.3.5", (2026, 3, 5)),
        ("2026-3/5", None),
        ("26-03-05", None),
        ("2026-13-05", None),
        ("20260305", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: tuple[int, int, int] | None) -> None:
    """Three separators and the Chinese form in either width; nothing that could be another day."""
    read = parse_day(text)
    assert (read and (read.year, read.month, read.day)) == day
