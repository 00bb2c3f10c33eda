"""Results in the platform's columns, and what its public page shows differently."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from public_office import DRAWN, FIRM, NAMES, PLAN, REVIEWED, TASK, at, mark, public_office

from random_inspection.adapters.papers import write_public_workbook
from random_inspection.adapters.spreadsheets import read_table
from random_inspection.errors import InvalidInput, NotStored
from random_inspection.rules.casework.conclusion_moves import published
from random_inspection.rules.openness.page_differences import Difference, DifferenceKind, differences
from random_inspection.rules.openness.public_tables import PublicTable
from random_inspection.rules.openness.public_views import RESULT_HEADINGS
from random_inspection.workflows.inputs.tables import Refused, Row, Table
from random_inspection.workflows.openness.platform_tables import compare_page, platform_table

OUT = published(REVIEWED, 1, mark(13))


def ours(*, more: str = "T-02") -> PublicTable:
    """Return the published results of the sample, and of another target."""
    table = platform_table(TASK, names=NAMES, store=public_office(PLAN, DRAWN, OUT).ports["store"])
    row = list(table.rows[0])
    row[6], row[7] = "西街二店", more
    return PublicTable(name="results", title="检查结果", headings=table.headings, rows=(*table.rows, tuple(row)))


def page(*changes: Mapping[str, str]) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a page that shows our results, changed row by row."""
    rows = [dict(zip(RESULT_HEADINGS, row, strict=True)) for row in ours().rows]
    return [
        (number, {**row, **change}) for number, (row, change) in enumerate(zip(rows, changes, strict=False), start=2)
    ]


def test_results_stand_in_the_columns_of_the_platform() -> None:
    """Only what is published is exported, under the platform's headings in its order."""
    table = platform_table(TASK, names=NAMES, store=public_office(PLAN, DRAWN, OUT).ports["store"])
    assert table.headings == RESULT_HEADINGS
    assert [row[7] for row in table.rows] == [FIRM]
    assert platform_table(TASK, names=NAMES, store=public_office(PLAN, DRAWN, REVIEWED).ports["store"]).rows == ()
    with pytest.raises(NotStored):
        platform_table("2026-0009", names=NAMES, store=public_office().ports["store"])


def test_the_workbook_reads_back_as_it_was_written_and_depends_on_nothing_else(tmp_path: Path) -> None:
    """Codes stay text, and equal tables give equal bytes; the page read in from it does not differ."""
    office = public_office(PLAN, DRAWN, OUT)
    table = platform_table(TASK, names=NAMES, store=office.ports["store"])
    data = write_public_workbook([table], at(25))
    assert data == write_public_workbook([table], at(25))
    cells = openpyxl.load_workbook(io.BytesIO(data))["检查结果"]
    assert [cell.value for cell in cells[2]] == list(table.rows[0])
    (tmp_path / "page.xlsx").write_bytes(data)
    read = read_table(tmp_path / "page.xlsx", RESULT_HEADINGS)
    assert compare_page(TASK, read, names=NAMES, store=office.ports["store"]) == ()


def test_a_page_that_shows_the_same_in_its_own_way_does_not_differ() -> None:
    """Other dates, widths, blanks, spellings of headings and orders of results are the same."""
    ((first, row), (second, other)) = page(
        {"检查完成日期": "2026年11月10日", "名称": "东山县宏远机械有限公司 "}, {"检查完成日期": "2026/11/10"}
    )
    row["统一社会信用代码"] = row.pop("统一社会信用代码/注册号").lower()
    other["统一社会信用代码"] = other.pop("统一社会信用代码/注册号")
    assert differences(ours(), [(first, row), (second, other)]) == ()


@pytest.mark.clause("三(六) 核对")
def test_every_difference_is_named() -> None:
    """A row that is missing, one that is too much, one twice, another value with both."""
    ((number, row),) = page({"检查结果": "未发现问题"})
    strange = {**row, "统一社会信用代码/注册号": "T-99"}
    found = differences(ours(), [(number, row), (3, strange), (4, row)])
    assert [(one.kind, one.code, one.row, one.column, one.ours, one.theirs) for one in found] == [
        (DifferenceKind.OTHER_VALUE, FIRM, 2, "检查结果", "发现问题已责令改正", "未发现问题"),
        (DifferenceKind.ADDITIONAL, "T-99", 3, None, None, None),
        (DifferenceKind.ADDITIONAL, FIRM, 4, None, None, None),
        (DifferenceKind.MISSING, "T-02", None, None, None, None),
    ]
    assert found[0].text("zh") == (f"公示页第2行对象{FIRM}的“检查结果”为“未发现问题”，应为“发现问题已责令改正”")


def test_an_empty_page_lacks_every_row() -> None:
    """Nothing shown is not nothing to say."""
    assert [one.kind for one in differences(ours(), [])] == [DifferenceKind.MISSING] * 2


def test_columns_that_the_page_lacks_are_named_and_not_compared() -> None:
    """One that tells rows apart is needed; any other is a difference of its own."""
    rows = page({}, {})
    for _, row in rows:
        del row["备注"]
    assert differences(ours(), rows) == (Difference(kind=DifferenceKind.COLUMN_MISSING, column="备注"),)
    for _, row in rows:
        del row["抽查任务编号"]
    with pytest.raises(InvalidInput, match="by which rows are told apart"):
        differences(ours(), rows)


def test_a_column_that_was_refused_on_reading_is_one_that_the_page_lacks() -> None:
    """Its empty cells are no values of the page."""
    office = public_office(PLAN, DRAWN, OUT)
    table = platform_table(TASK, names=NAMES, store=office.ports["store"])
    cells = {**dict(zip(table.headings, table.rows[0], strict=True)), "备注": ""}
    read = Table(
        file="页.xlsx",
        columns=table.headings,
        rows=(Row(number=2, cells=cells),),
        refused=(Refused(row=None, column="备注"),),
    )
    (found,) = compare_page(TASK, read, names=NAMES, store=office.ports["store"])
    assert (found.kind, found.column) == (DifferenceKind.COLUMN_MISSING, "备注")
