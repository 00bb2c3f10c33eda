"""One run lists everything that is wrong in the files of an office, and each flaw once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from announcing_specs import problems_of

from random_inspection.adapters.spreadsheets import read_spec
from random_inspection.errors import Problem

SPEC = """
draw_id = "2026-0001/1"
title = "抽查"
alone = true
[targets]
file = "register.csv"
id = "代码"
name = "名称"
stratum = "地区"
[[strata]]
name = "浦东"
quota = { count = 1 }
[[strata]]
name = "静安"
quota = { count = 1 }
[inspectors]
file = "inspectors.csv"
recusals = "recusals.csv"
[[team]]
seat = "组长"
requires = ["领队"]
[[contributions]]
name = "经办人"
kind = "secret"
generate = true
"""
HEADINGS = {
    "register": "代码,名称,地区",
    "inspectors": "inspector_id,holds,capacity",
    "recusals": "target_id,inspector_id,reason",
}
GOOD = {
    "register": ("A1,甲,浦东", "A2,乙,静安"),
    "inspectors": ("张三,领队,", "李四,,2"),
    "recusals": ("A1,张三,近亲属",),
}


def findings(folder: Path, **files: str | Sequence[str]) -> list[Problem]:
    """Return what announcing an office says, some of whose tables have other rows, or another text."""
    (folder / "SPEC.toml").write_text(SPEC, encoding="utf-8")
    for name, rows in (GOOD | files).items():
        text = rows if isinstance(rows, str) else "\n".join((HEADINGS[name], *rows))
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return list(problems_of(read_spec(folder / "SPEC.toml")))


def places(problems: Sequence[Problem]) -> list[tuple[str, str, int | None]]:
    """Return code, file and row of every finding, in order."""
    return sorted((one.code, Path(one.where.file or "").stem, one.where.row) for one in problems)


def test_one_run_lists_all_that_is_wrong_in_a_messy_office(tmp_path: Path) -> None:
    """Flawed and surplus cells and a missing column hide nothing, and nothing follows from them."""
    register = [
        *("A1,甲,浦东", "9.13101E+17,乙,静安", "A3,有限公司,丙,静安", "A1,丁,浦东"),
        *("91310106134697510Y,戊,浦东", "A6,己,", "A7,庚,崇明"),
    ]
    inspectors = "inspector_id,capacity\n张三,若干\n张三,\n李四,2\n"
    recusals = ["A1,张三,近亲属", "913101061346975107,李四,亲戚,已核", "A99,王五,曾任职", "913101061346975107,赵六,"]
    assert places(findings(tmp_path, register=register, inspectors=inspectors, recusals=recusals)) == [
        ("capacity-not-whole", "inspectors", 2),
        ("cell-beyond-headings", "recusals", 3),
        ("cell-beyond-headings", "register", 4),
        ("cell-digits-lost", "register", 3),
        ("column-missing", "inspectors", 1),
        ("name-twice", "inspectors", 3),
        ("name-twice", "register", 5),
        ("recusal-inspector-unknown", "recusals", 4),
        ("recusal-inspector-unknown", "recusals", 5),
        ("recusal-target-unknown", "recusals", 4),
        ("stratum-not-covered", "SPEC", None),
        ("target-stratum-empty", "register", 7),
        ("uscc-wrong", "register", 6),
    ]


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("913101061346975107", []),
        ("913101", ["recusal-target-unknown"]),
        ("913201061346975107", ["recusal-target-unknown"]),
        ("A9", ["recusal-target-unknown"]),
    ],
)
def test_a_recusal_is_not_called_unknown_for_a_shortened_id_that_may_be_its_own(
    tmp_path: Path, target: str, code: list[str]
) -> None:
    """Only ids with the digits that are left are given the benefit of the doubt."""
    found = findings(tmp_path, register=["A1,甲,浦东", "9.13101E+17,乙,静安"], recusals=[f"{target},张三,亲属"])
    assert [one.code for one in found] == ["cell-digits-lost", *code]


def test_a_recusal_is_not_called_unknown_for_an_id_that_was_typed_wrong(tmp_path: Path) -> None:
    """The register has one digit wrong, which is said; the recusal has the right id."""
    rows = ["A2,甲,静安", "913101061346975106,乙,浦东"]
    found = findings(tmp_path, register=rows, recusals=["913101061346975107,张三,亲属"])
    assert [one.code for one in found] == ["uscc-wrong"]


def test_cells_that_a_comma_moved_are_not_judged(tmp_path: Path) -> None:
    """A firm's name with a comma moves stratum and id; of its row only the comma is said, of the others all."""
    text = "名称,代码,地区\n甲,乙公司,A1,浦东\n丙,A2,静安\n丁,A2,静安\n"
    found = findings(tmp_path, register=text)
    assert places(found) == [("cell-beyond-headings", "register", 2), ("name-twice", "register", 4)]


@pytest.mark.parametrize(
    ("file", "text", "others"),
    [
        ("register", "代号,名称,地区\nA1,甲,浦东\nA2,乙,静安\nA3,丙,\n", [("target-stratum-empty", "register", 4)]),
        ("register", "代码,名称,区\nA1,甲,浦东\nA1,乙,静安\n", [("name-twice", "register", 3)]),
        ("register", "代码,地区\nA1,浦东\nA2,静安\nA2,静安\n", [("name-twice", "register", 4)]),
        ("inspectors", "inspector,holds,capacity\n张三,食品,x\n", [("capacity-not-whole", "inspectors", 2)]),
        ("inspectors", "inspector_id,capacity\n张三,\n张三,\n", [("name-twice", "inspectors", 3)]),
        ("recusals", "target_id,reason\nA9,亲属\n", [("recusal-target-unknown", "recusals", 2)]),
        ("recusals", "inspector_id,reason\n王五,亲属\n", [("recusal-inspector-unknown", "recusals", 2)]),
    ],
)
def test_where_a_column_is_missing_the_others_are_checked(
    tmp_path: Path, file: str, text: str, others: list[tuple[str, str, int | None]]
) -> None:
    """Of the missing column one finding is made, and of what rests on it none."""
    found = findings(tmp_path, **{file: text})
    if file == "inspectors" and "食品" in text:
        others = [*others, ("qualification-unheld", "SPEC", None)]
    assert places(found) == sorted([("column-missing", file, 1), *others])


def test_nothing_of_a_recusal_but_its_place_reaches_a_message(tmp_path: Path) -> None:
    """Reasons stay sealed: neither surplus nor flawed cells nor what stands in place of headings is shown."""
    for text in (
        f"{HEADINGS['recusals']}\nA1,张三,配偶任职,机密\n",
        f"{HEADINGS['recusals']}\nA1,张三,9.13E+17\n",
        "A1,张三,机密\n",
        "target_id,inspector_id,机密\nA1,张三,配偶\n",
    ):
        (problem, *_) = found = findings(tmp_path, recusals=text)
        words = "".join(one.text(lang) for one in found for lang in ("en", "zh"))
        assert not any(secret in words for secret in ("机密", "配偶", "9.13E+17"))
        assert problem.where.row in (1, 2)


def test_hints_and_samples_among_recusals_are_noted_without_their_content(tmp_path: Path) -> None:
    """A row that is left out is named by its place, as it may hold a reason."""
    text = f"{HEADINGS['recusals']}\n填写说明：机密,,\nA1,张三,机密 案例（请删除）\n"
    assert findings(tmp_path, recusals=text) == []
    notes = read_spec(tmp_path / "SPEC.toml").tables["recusals"].notes
    assert [note.where.row for note in notes] == [2, 3]
    assert "机密" not in "".join(note.text("zh") for note in notes)


@pytest.mark.parametrize(("separator", "words"), [(";", "分号"), ("\t", "制表符")])
@pytest.mark.parametrize("quoted", [False, True])
def test_a_table_separated_by_something_else_is_told_so(
    tmp_path: Path, separator: str, words: str, *, quoted: bool
) -> None:
    """Semicolons and tabs are called by their name, with how to save the file, and nothing else is said of it."""
    rows = [["代码", "名称", "地区"], ["A1", "Foo, Ltd", "浦东"], ["A2", "乙", "静安"]]
    text = "\n".join(separator.join(f'"{cell}"' if quoted else cell for cell in row) for row in rows)
    (found,) = findings(tmp_path, register=text)
    assert found.code == "csv-separator"
    assert words in found.text("zh")
    assert "CSV UTF-8" in found.text("zh")


def test_semicolons_inside_cells_are_no_separators(tmp_path: Path) -> None:
    """Qualifications are listed with semicolons; a missing column stays a missing column."""
    (found,) = findings(tmp_path, inspectors="inspector_id,holds,max\n张三,领队;食品,2\n李四,a;b,\n")
    assert found.code == "column-missing"
