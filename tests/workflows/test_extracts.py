"""Rows of an extract become entries: every finding in its cell, all at once, nothing taken in silently."""

from collections.abc import Mapping

import attrs
import pytest
from register_samples import day

from random_inspection.domain.inspectors import NO_END, Certificate, InspectorStatus
from random_inspection.domain.targets import TargetKind, TargetStatus
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.workflows.directories.extracts import (
    INSPECTOR_HEADINGS,
    TARGET_HEADINGS,
    ExtractFile,
    read_inspectors,
    read_targets,
)
from random_inspection.workflows.inputs.tables import Row, Table

CODES = ("91990725MA0000001N", "91990725MA0000002R", "990725000000019")
WRONG = "91990725MA00000019"
FULL = {
    "target_id": CODES[0],
    "name": "青禾县甲店",
    "kind": "个体工商户",
    "registration_authority": "青禾县市场监管局",
    "district": "河口镇",
    "address": "东街1号",
    "status": "停业",
    "tags": "餐饮；甲集团",
    "items": "劳动-01，劳动-02",
}
PERSON = {
    "inspector_id": "李某",
    "name": "李某",
    "agency": "人社局",
    "unit": "监察大队",
    "number": "16120001",
    "issuer": "省人民政府",
    "expires_on": "长期",
    "items": "劳动-01",
    "qualifications": "领队",
    "leader": "是",
    "expert": "",
    "status": "在岗",
    "account": "13800000000",
}


def file(headings: Mapping[str, str], *rows: Mapping[str, str]) -> ExtractFile:
    """Return a file with the columns of the first row, its data from row 2 on."""
    columns = tuple(headings[name] for name in rows[0])
    cells = [{headings[name]: row.get(name, "") for name in rows[0]} for row in rows]
    numbered = tuple(Row(number=number, cells=found) for number, found in enumerate(cells, start=2))
    return ExtractFile(table=Table(file="a.csv", columns=columns, rows=numbered), digest="0" * 64)


def targets(*rows: Mapping[str, str]) -> ExtractFile:
    """Return a file of targets."""
    return file(TARGET_HEADINGS, *rows)


def findings(read: ExtractFile) -> list[tuple[int | None, str | None, str]]:
    """Return row, column and code of everything that is wrong with a file of targets."""
    with pytest.raises(InvalidInput) as refused:
        read_targets(read, source="市场监管登记", on=day(3), kind=TargetKind.ENTERPRISE)
    return [(one.where.row, one.where.column, one.code) for one in refused.value.problems]


@pytest.mark.clause("二(六) 更新")
def test_a_row_of_the_market_register_becomes_a_target() -> None:
    """Every column is read; lists are split at any usual separator."""
    extract = read_targets(targets(FULL), source="市场监管登记", on=day(3))
    (target,) = extract.values.values()
    assert (target.kind, target.status) == (TargetKind.INDIVIDUAL_BUSINESS, TargetStatus.SUSPENDED)
    assert (target.tags, target.items) == (("餐饮", "甲集团"), ("劳动-01", "劳动-02"))
    assert extract.fields == (
        "name",
        "kind",
        "registration_authority",
        "district",
        "address",
        "status",
        "tags",
        "items",
    )


@pytest.mark.clause("二(六) 更新")
def test_an_approvals_ledger_need_not_tell_kind_and_status() -> None:
    """Who is listed there is 存续, of the kind that the office says, and neither counts as told by the source."""
    plain = targets({"target_id": CODES[0], "name": "青禾县甲店"})
    extract = read_targets(plain, source="行政审批台账", on=day(3), kind=TargetKind.ENTERPRISE)
    (target,) = extract.values.values()
    assert (target.kind, target.status, extract.fields) == (TargetKind.ENTERPRISE, TargetStatus.ACTIVE, ("name",))
    assert extract.assumed == ("登记状态：存续", "对象类型：企业")
    with pytest.raises(InvalidInput, match="say which kind"):
        read_targets(plain, source="行政审批台账", on=day(3))


def test_ids_are_brought_to_their_canonical_form() -> None:
    """A code in lower case, full width and with spaces around is the code."""
    extract = read_targets(targets({**FULL, "target_id": f" {CODES[0].lower()}　"}), source="市场监管登记", on=day(3))
    assert list(extract.values) == [CODES[0]]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """Wrong codes, empty cells and unknown words are found in all rows, each in its cell."""
    rows = (
        {**FULL, "target_id": WRONG, "status": "正常"},
        {**FULL, "target_id": CODES[1], "name": " ", "kind": "公司"},
        {**FULL, "target_id": CODES[2]},
        {**FULL, "target_id": "甲工地", "tags": "甲、甲"},
    )
    assert findings(targets(*rows)) == [
        (2, "登记状态", "extract-code-unknown"),
        (2, "统一社会信用代码", "uscc-wrong"),
        (3, "企业名称", "fact-cell-empty"),
        (3, "对象类型", "extract-code-unknown"),
        (4, "统一社会信用代码", "registration-number-wrong"),
        (5, "标签", "list-repeats"),
    ]


def test_wrong_rows_are_left_out_only_when_told() -> None:
    """Skipped rows are listed with their reasons, and whom they may mean is withheld from going."""
    read = targets(FULL, {**FULL, "target_id": WRONG, "name": "青禾县乙店"})
    assert findings(read) == [(3, "统一社会信用代码", "uscc-wrong")]
    extract = read_targets(read, source="市场监管登记", on=day(3), skip=True)
    assert list(extract.values) == [CODES[0]]
    assert extract.withheld == {WRONG, "青禾县乙店"}
    (skipped,) = extract.skipped
    assert skipped.row == 3
    assert "a.csv 第3行 “统一社会信用代码”列" in skipped.why


def test_an_id_that_stands_twice_is_found() -> None:
    """The same row twice is taken once when rows may be skipped; of two that differ, neither is."""
    same, other = targets(FULL, FULL), targets(FULL, {**FULL, "name": "青禾县乙店"})
    assert findings(same) == [(3, "统一社会信用代码", "extract-row-twice")]
    assert findings(other) == [(row, "统一社会信用代码", "extract-row-twice") for row in (2, 3)]
    taken = [read_targets(one, source="市场监管登记", on=day(3), skip=True) for one in (same, other)]
    assert [len(one.values) for one in taken] == [1, 0]
    assert taken[1].withheld == {CODES[0], "青禾县甲店", "青禾县乙店"}


def test_what_could_not_be_read_is_not_taken() -> None:
    """A cell that was refused on reading keeps its row out, and a column of which the file has two, all rows."""
    message = Message("test-flaw", "flaw", "错误")
    flawed = attrs.evolve(targets(FULL), problems=(message.at(Where(file="a.csv", row=2, column="地区")),))
    assert findings(flawed) == [(2, "地区", "test-flaw")]
    assert read_targets(flawed, source="市场监管登记", on=day(3), skip=True).values == {}
    columns = attrs.evolve(targets(FULL), problems=(message.at(Where(file="a.csv", column="地区")),))
    with pytest.raises(InvalidInput):
        read_targets(columns, source="市场监管登记", on=day(3), skip=True)


def test_a_file_without_names_is_refused() -> None:
    """Identifier and name must be there; skipping rows does not help."""
    assert findings(targets({"target_id": CODES[0]})) == [(None, None, "extract-column-missing")]


@pytest.mark.clause("二(四) 更新")
def test_a_row_of_the_roster_becomes_an_inspector() -> None:
    """Certificate, scope and qualifications are read; 长期 is a certificate without end."""
    extract = read_inspectors(file(INSPECTOR_HEADINGS, PERSON), source="人事系统", on=day(3))
    inspector = extract.values["李某"]
    assert inspector.certificate == Certificate(number="16120001", issuer="省人民政府", expires_on=NO_END)
    assert (inspector.leader, inspector.expert, inspector.status) == (True, False, InspectorStatus.ON_DUTY)
    assert "certificate" in extract.fields
    assert "trainings" not in extract.fields


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"expires_on": "明年"}, [("有效期至", "fact-not-day")]),
        ({"expires_on": ""}, [("有效期至", "fact-cell-empty")]),
        ({"leader": "对"}, [("组长", "fact-not-yes-or-no")]),
        ({"agency": ""}, [("执法机关", "fact-cell-empty")]),
        ({"number": '16"1'}, [("执法证号", "identifier-character")]),
    ],
)
def test_a_wrong_cell_of_the_roster_is_named(change: dict[str, str], found: list[tuple[str, str]]) -> None:
    """Each finding stands in its own column."""
    with pytest.raises(InvalidInput) as refused:
        read_inspectors(file(INSPECTOR_HEADINGS, {**PERSON, **change}), source="人事系统", on=day(3))
    assert [(one.where.column, one.code) for one in refused.value.problems] == found


def test_an_inspector_may_have_no_certificate() -> None:
    """Empty cells are none; a file with a part of its columns lacks the others."""
    none = {**PERSON, "number": "", "issuer": "", "expires_on": ""}
    assert read_inspectors(file(INSPECTOR_HEADINGS, none), source="人事", on=day(3)).values["李某"].certificate is None
    part = {name: text for name, text in PERSON.items() if name not in ("issuer", "expires_on")}
    with pytest.raises(InvalidInput) as refused:
        read_inspectors(file(INSPECTOR_HEADINGS, part), source="人事", on=day(3))
    assert [one.params["found"] for one in refused.value.problems] == ["发证机关", "有效期至"]
