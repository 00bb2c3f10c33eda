"""Everything that is wrong with ledger, list and settings of a batch is found at its place, and nothing is announced."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from announcing_specs import ABSENT, found
from batch_specs import ITEM, LEDGER, LIST, OFFICE, ROWS, YEAR_POLICY, batch_spec

ID = "统一社会信用代码"

WRONG_ROWS: list[tuple[tuple[str, ...], str, str]] = [
    # day, event, items, draw, inspection, agencies, levels, cause; code; column
    (("2026-03-05", "", ITEM, "d", "", "", "", ""), "ledger-event-unknown", "事件"),
    (("2026-03-05", "抽中", ITEM, "d", "", "", "", ""), "ledger-event-unknown", "事件"),
    (("", "中签", ITEM, "d", "", "", "", ""), "fact-cell-empty", "日期"),
    (("3月5日", "中签", ITEM, "d", "", "", "", ""), "fact-not-day", "日期"),
    (("2026-11-26", "中签", ITEM, "d", "", "", "", ""), "fact-ahead", "日期"),
    (("2026-03-05", "中签", "", "d", "", "", "", ""), "fact-cell-empty", "事项"),
    (("2026-03-05", "中签", f"{ITEM}；{ITEM}", "d", "", "", "", ""), "list-repeats", "事项"),
    (("2026-03-05", "中签", ITEM, "", "", "", "", ""), "fact-cell-empty", "抽取编号"),
    (("2026-03-05", "剔除", "", "2026-2", "", "", "", ""), "fact-cell-empty", "事由"),
    (("2026-03-05", "检查", ITEM, "", "", "", "", "投诉举报"), "fact-cell-empty", "检查编号"),
    (("2026-03-05", "检查", ITEM, "", "x", "", "", ""), "fact-cell-empty", "事由"),
    (("2026-03-05", "检查", ITEM, "", "x", OFFICE, "区级", "投诉举报"), "ledger-level-unknown", "检查主体层级"),
    (("2026-03-05", "检查", ITEM, "", "a\u200b", "", "", "投诉举报"), "identifier-character", "检查编号"),
]


@pytest.mark.parametrize(("row", "code", "column"), WRONG_ROWS)
def test_a_wrong_row_of_the_ledger_is_found_in_its_cell(row: tuple[str, ...], code: str, column: str) -> None:
    """What cannot stand is found once, with file, row and column."""
    assert found(batch_spec(ledger=[("T-02", *row)])) == [(code, f"ledger.csv, row 2, column '{column}'")]


CONTRADICTIONS: list[tuple[list[tuple[str, ...]], str]] = [
    ([("T-02", "2026-03-05", "检查", ITEM, "2026-1", "x", "", "", "")], "ledger-never-drawn"),
    ([("T-05", "2026-03-06", "中签", "RS-02", "2026-1", "", "", "", "")], "ledger-contradiction"),
    ([("T-04", "2026-11-10", "检查", "RS-03；RS-02", "2026-2", "x", "", "", "")], "ledger-item-not-drawn"),
    ([("T-06", "2026-10-10", "检查", "SC-07", "", "市监-88", "青禾县市场监管局", "", "抽查")], "ledger-contradiction"),
]


@pytest.mark.parametrize(("rows", "code"), CONTRADICTIONS)
def test_what_contradicts_the_other_rows_is_found_in_its_row(rows: list[tuple[str, ...]], code: str) -> None:
    """An inspection without its draw, a draw told twice, an item that was not drawn: each in its row."""
    ((found_code, place),) = found(batch_spec(ledger=[*LEDGER, *rows]))
    assert (found_code, place.split(", column")[0]) == (code, f"ledger.csv, row {len(LEDGER) + 2}")


@pytest.mark.parametrize(("target", "code"), [("", "identifier-empty"), ("91310106134697510Y", "uscc-wrong")])
def test_an_id_of_the_ledger_that_cannot_be_is_found(target: str, code: str) -> None:
    """A mistyped code is not taken for a firm that left the register."""
    rows = [(target, "2026-03-05", "中签", ITEM, "d", "", "", "", "")]
    assert found(batch_spec(ledger=rows)) == [(code, f"ledger.csv, row 2, column '{ID}'")]


@pytest.mark.parametrize(
    ("place", "text", "code", "column"),
    [
        (2, "在业", "target-status-unknown", "状态"),
        (5, "公司", "target-kind-unknown", "对象类型"),
        (6, "东\n城", "not-line", "地区"),
        (7, "RS\u200b", "identifier-character", "适用事项"),
    ],
)
def test_a_wrong_cell_of_the_register_is_found_once(place: int, text: str, code: str, column: str) -> None:
    """Status, kind, district and items are checked in their cells."""
    row = [*ROWS[0]]
    row[place] = text
    assert found(batch_spec(register=[tuple(row), *ROWS[1:]])) == [(code, f"register.csv, row 2, column '{column}'")]


def test_blanks_around_a_district_do_not_count() -> None:
    """A cell with a blank behind the district is the same district."""
    register = [(*row[:6], " 东城 ", "") for row in ROWS]
    assert found(batch_spec({"eligibility.districts": ["东城"]}, register=register)) == []


def test_the_same_row_twice_counts_once() -> None:
    """A row that was copied changes nothing."""
    assert found(batch_spec(ledger=[*LEDGER, LEDGER[0], LEDGER[6]])) == []


def test_all_findings_come_at_once() -> None:
    """Settings, register, ledger, order, list, policy and facts are told together."""
    document = batch_spec(
        {"title": ABSENT, "eligibility.level": "区级"},
        ledger=[("T-02", "x", "中签", "", "d", "", "", "", "")],
        order=[("T-01", "9"), ("T-01", "1；1"), ("T-02", "二")],
        register=[("T-1", "甲", "存续", "", "", "公司", "", ""), *ROWS[1:]],
        listing={**LIST, "versio": "1", "repeals": [{"title": "劳动法"}]},
        facts={"complaints": [("T-98", "2026-03-05", "来信")]},
    )
    codes = [code for code, _ in found(document)]
    expected = ["setting-missing", "level-unknown", "fact-target-unknown", "fact-cell-empty", "fact-not-day"]
    expected += [
        "order-not-batches",
        "order-twice",
        "json-member-unknown",
        "json-member-missing",
        "target-kind-unknown",
    ]
    assert set(expected) <= set(codes), set(expected) - set(codes)


WRONG_SETTINGS: list[tuple[dict[str, Any], str, str]] = [
    ({"coverage": ABSENT}, "setting-missing", "coverage"),
    ({"eligibility": ABSENT}, "setting-missing", "eligibility"),
    ({"coverage": 3}, "setting-not-table", "coverage"),
    ({"coverage.ledger": ABSENT}, "setting-missing", "coverage.ledger"),
    ({"coverage.batch": ABSENT}, "setting-missing", "coverage.batch"),
    ({"coverage.batch": 5}, "batch-unknown", "coverage.batch"),
    ({"coverage.batch": True}, "not-integer", "coverage.batch"),
    ({"coverage.of": ABSENT}, "setting-missing", "coverage.of"),
    ({"coverage.spare": 4}, "coverage-spare-too-many", "coverage.spare"),
    ({"coverage.years": 1}, "setting-unknown", "coverage.years"),
    ({"eligibility.agency": ABSENT}, "setting-missing", "eligibility.agency"),
    ({"eligibility.agency": 3}, "not-line", "eligibility.agency"),
    ({"eligibility.agency": "甲局、乙局"}, "agency-not-one", "eligibility.agency"),
    ({"eligibility.window": ABSENT}, "setting-missing", "eligibility.window"),
    ({"eligibility.window.to": "2026-11-01"}, "dates-reversed", "eligibility.window.to"),
    ({"eligibility.window.to": "年底"}, "window-not-day", "eligibility.window.to"),
    ({"eligibility.window": {"from": "2025-12-01", "to": "2025-12-31"}}, "window-past", "eligibility.window.to"),
    ({"eligibility.level": "区级"}, "level-unknown", "eligibility.level"),
    ({"eligibility.districts": "东城"}, "setting-not-lines", "eligibility.districts"),
    ({"eligibility.districts": ["东城", "东城"]}, "setting-not-lines", "eligibility.districts"),
    ({"eligibility.districts": ["东城"], "targets.district": ABSENT}, "setting-missing", "targets.district"),
    ({"eligibility.elsewhere_months": 0}, "not-integer", "eligibility.elsewhere_months"),
    ({"eligibility.caps": [{"at_most": 2}]}, "setting-missing", "eligibility.caps[0].source"),
    (
        {"eligibility.caps": [{"at_most": 2, "source": "公告", "levels": ["区级"]}]},
        "level-unknown",
        "eligibility.caps[0].levels",
    ),
    ({"targets.item": ABSENT}, "setting-missing", "targets.item"),
    ({"targets.total": 5}, "coverage-decides", "targets.total"),
]


@pytest.mark.parametrize(("changes", "code", "place"), WRONG_SETTINGS)
def test_a_wrong_setting_is_found_at_its_place(changes: dict[str, Any], code: str, place: str) -> None:
    """What a batch lacks, or what contradicts it, is found."""
    assert (code, f"SPEC.toml, {place}") in found(batch_spec(changes))


@pytest.mark.parametrize("key", ["kind", "district", "items"])
def test_columns_of_a_batch_without_one_are_refused(key: str) -> None:
    """A column that only a batch looks at is not silently left aside."""
    document = batch_spec({"coverage": ABSENT, "eligibility": ABSENT})
    assert ("setting-needs-coverage", f"SPEC.toml, targets.{key}") in found(document)


def test_a_batch_without_a_policy_is_refused() -> None:
    """The settings of a batch mean nothing without risk classes."""
    document = batch_spec()
    targets = {"file": "r", "id": ID, "stratum": "地区"}
    changed = {**document.settings, "targets": targets, "default": {"quota": {"all": True}}}
    codes = found(attrs.evolve(document, settings=changed))
    assert [place for code, place in codes if code == "setting-needs-risk"] == [
        f"SPEC.toml, {key}" for key in ("facts", "coverage", "eligibility")
    ]


def test_a_rule_of_the_year_that_cannot_be_is_found_in_the_policy() -> None:
    """A minimum above the number of batches and a floor above what is due are the policy's mistakes."""
    assert found(batch_spec({"coverage.of": 1, "coverage.batch": 1})) == [
        ("coverage-batches-too-few", "policy.toml, classes[2].at_least")
    ]
    high = YEAR_POLICY.replace('floor = "1/100"', 'floor = "1/10"')
    assert [place for _, place in found(batch_spec(policy=high))] == ["policy.toml, floor"]


def test_tables_that_were_not_handed_in_are_named() -> None:
    """From Python, a table that the settings name and that is not there is told, as is the list."""
    document = batch_spec(listing=LIST, order=[])
    tables = {key: one for key, one in document.tables.items() if key not in ("ledger", "order")}
    codes = found(attrs.evolve(document, tables=tables, items=None))
    assert codes == [
        ("facts-absent", "SPEC.toml, coverage.ledger"),
        ("facts-absent", "SPEC.toml, coverage.order"),
        ("items-list-absent", "SPEC.toml, eligibility.list"),
    ]


def test_a_target_with_the_name_of_the_blank_lot_is_refused() -> None:
    """No target may stand where the blank lot stands."""
    register = [*ROWS, ("空签", "甲", "存续", "", "2026-01-08", "企业", "东城", "")]
    assert found(batch_spec(register=register)) == [("blank-registered", f"register.csv, row 25, column '{ID}'")]


def test_a_list_that_is_no_table_is_refused() -> None:
    """What a list of items is not is told with its file."""
    assert found(batch_spec(listing=["RS-01"])) == [("list-not-table", "list.toml")]
