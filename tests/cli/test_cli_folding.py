"""Findings that repeat down a column, and rows that were left out, are folded; nothing of them is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_fixtures import Cli

from random_inspection.adapters.spreadsheets.tables import HINT_LEFT_OUT, SAMPLE_LEFT_OUT
from random_inspection.cli.folding import folded_findings, folded_notes, ranges
from random_inspection.domain.identifiers import EDGE_SPACE
from random_inspection.errors import Message, Problem, Where
from random_inspection.workflows.inputs.frames import ID_EMPTY

WriteOffice = Callable[..., Path]
OTHER = Message("test-other", "other", "其他")


def finding(row: int | None, column: str | None = "编号", message: Message = EDGE_SPACE) -> Problem:
    """Return a finding in a cell of the register."""
    return message.at(Where(file="register.csv", row=row, column=column), found=f" {row}")


def test_many_equal_findings_of_a_column_are_folded() -> None:
    """Of 200 ids with a leading space three are shown, and the rows of the others in one line."""
    rows = [*range(4, 9), 11, 12, *range(20, 213)]
    shown = folded_findings([finding(row) for row in rows])
    assert [one.where.row for one in shown] == [4, 5, 6, None]
    assert shown[-1].text("en") == ("register.csv, column '编号': and the same in 197 more rows: 7, 8, 11, 12, 20–212")
    assert shown[-1].text("zh") == "register.csv “编号”列：另有197行同样如此：第7, 8, 11, 12, 20–212行"


def test_a_few_equal_findings_are_all_shown() -> None:
    """Five of a kind are shown as they are, and so are findings of other kinds, columns, and without a row."""
    few = [finding(row) for row in range(2, 7)]
    others = [finding(2, "名称"), finding(3, message=ID_EMPTY), finding(None, None), finding(None, None, OTHER)]
    assert folded_findings([*few, *others]) == [*few, *others]
    places = [OTHER.at(Where(path=f"strata[{index}]")) for index in range(9)]
    assert folded_findings(places) == places


@given(st.lists(st.tuples(st.integers(2, 40), st.sampled_from("ab"), st.sampled_from([EDGE_SPACE, OTHER]))))
def test_law_every_row_is_in_what_is_shown(cells: list[tuple[int, str, Message]]) -> None:
    """Row by row, by kind and column, nothing is lost or added by folding."""
    problems = [finding(*cell) for cell in cells]
    shown = {(one.where.row, one.where.column) for one in folded_findings(problems) if one.where.row}
    for one in folded_findings(problems):
        if one.where.row is None:
            shown |= {(row, one.where.column) for row in _numbers(str(one.params["rows"]))}
    assert shown == {(row, column) for row, column, _ in cells}


@given(st.sets(st.integers(1, 60)))
def test_law_ranges_say_every_number_once(numbers: set[int]) -> None:
    """Ranges read back as the numbers that they were made of."""
    assert _numbers(ranges(numbers)) == sorted(numbers)


def _numbers(text: str) -> list[int]:
    bounds = [list(map(int, part.split("–"))) for part in text.split(", ") if part]
    return [number for low, *high in bounds for number in range(low, (high or [low])[0] + 1)]


def test_hints_and_samples_are_one_note_at_the_end() -> None:
    """What was changed or assumed comes first; rows that were left out are one line with their places."""
    left = [
        message.at(Where(file="任务.xlsx", sheet=sheet, row=row), found="…")
        for sheet in ("对象", "人员")
        for row, message in ((2, HINT_LEFT_OUT), (3, SAMPLE_LEFT_OUT), (4, SAMPLE_LEFT_OUT))
    ]
    changed = finding(7)
    notes = folded_notes([*left, changed])
    assert notes[0] == changed
    assert [note.text("zh") for note in notes[1:]] == ["另有6行填写说明和案例未读入：对象 2–4；人员 2–4"]
    assert folded_notes([changed]) == [changed]


@pytest.mark.parametrize(("lang", "words"), [("en", "and the same in 197 more rows: 5–201"), ("zh", "第5–201行")])
def test_the_command_line_folds_its_findings(
    cli: Cli, write_office: WriteOffice, tmp_path: Path, lang: str, words: str
) -> None:
    """200 ids with a leading space are four lines."""
    spec = write_office()
    rows = "".join(f" F{number:03},公司,town\n" for number in range(200))
    (tmp_path / "register.csv").write_text("id,name,district\n" + rows, "utf-8")
    (tmp_path / "recusals.csv").write_text("target_id,inspector_id,reason\n", "utf-8")
    refused = cli("announce", spec, "--out", tmp_path / "bundle", lang=lang)
    lines = [line for line in refused.err.splitlines() if "register.csv" in line]
    assert (refused.status, len(lines)) == (1, 4)
    assert words in lines[-1]


def test_hints_and_samples_of_files_are_one_note(cli: Cli, write_office: WriteOffice, tmp_path: Path) -> None:
    """What was assumed is told first, and then in one line what was left out of all files."""
    spec = write_office()
    for name, row in (("register.csv", "公司,town"), ("inspectors.csv", "领队,")):
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write(f"填写说明：每行一个,,\n案例（请删除）,{row}\n")
    said = cli("announce", spec, "--out", tmp_path / "bundle", lang="zh")
    assert said.status == 0
    start = said.out.index("读取时的更改和默认")
    notes = said.out[start : said.out.index("已公告")].split("\n")
    assert notes[0] == "读取时的更改和默认（2）"
    assert "未设开启期限" in notes[1]
    assert (
        notes[2].replace(f"{tmp_path}/", "")
        == "  另有4行填写说明和案例未读入：register.csv 14, 15；inspectors.csv 8, 9"
    )
