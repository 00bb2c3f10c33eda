"""Every cell that cannot stand is refused with its row and column, and what it collides with."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from announcing_specs import found, problems_of, spec
from hypothesis import given
from hypothesis import strategies as st

from random_inspection.domain.identifiers import target_id_problem
from random_inspection.workflows.inputs.frames import is_plain_uscc

CODE = "91350100M000100Y43"
Rows = Sequence[tuple[str, ...]]

WRONG_TARGETS: list[tuple[Rows, list[tuple[str, str]]]] = [
    ([("T-1", "", "浦东"), ("T-1", "", "静安")], [("name-twice", "row 3, column '代码'")]),
    ([("T-1", "", "浦东"), ("t-1", "", "静安")], [("name-twice", "row 3, column '代码'")]),
    ([(CODE, "", "浦东"), (CODE.lower(), "", "浦东")], [("name-twice", "row 3, column '代码'")]),
    ([("T-1", "", "浦东"), ("Ｔ-１", "", "静安")], [("name-twice", "row 3, column '代码'")]),
    ([(CODE[:-1] + "4", "", "浦东")], [("uscc-wrong", "row 2, column '代码'")]),
    ([(CODE.replace("M", "O"), "", "浦东")], [("uscc-wrong", "row 2, column '代码'")]),
    ([("", "", "浦东")], [("target-id-empty", "row 2, column '代码'")]),
    ([(" ", "", "浦东"), ("", "", "浦东")], [("target-id-empty", f"row {row}, column '代码'") for row in (2, 3)]),
    ([("T-1", "", "浦东"), ("T-2", "", "　")], [("target-stratum-empty", "row 3, column '地区'")]),
    ([("T,1", "", "浦东")], [("identifier-character", "row 2, column '代码'")]),
    ([("T\x071", "", "浦东")], [("identifier-character", "row 2, column '代码'")]),
    ([(" T-1", "", "浦东")], [("identifier-edge-space", "row 2, column '代码'")]),
    ([("T" * 129, "", "浦东")], [("identifier-too-long", "row 2, column '代码'")]),
    ([("T-1", "", "浦东"), ("T-2", "", "静,安")], [("identifier-character", "row 3, column '地区'")]),
    (
        [("T-1", "", "浦东"), ("T-2", "", "A区"), ("T-3", "", "Ａ区")],
        [("name-twice", "row 4, column '地区'")],
    ),
    ([], [("register-empty", "")]),
]


@pytest.mark.parametrize(("targets", "expected"), WRONG_TARGETS)
def test_a_wrong_target_is_found_in_its_cell(targets: Rows, expected: list[tuple[str, str]]) -> None:
    """Ids and strata that cannot stand are each found once, in their cell."""
    places = [(code, ", ".join(part for part in ("register.csv", place) if part)) for code, place in expected]
    assert found(spec(targets=targets, recusals=[])) == places


def test_both_rows_of_an_id_that_stands_twice_are_named() -> None:
    """The second row is where it is found, the first is in the words, each in its own spelling."""
    (problem,) = problems_of(spec(targets=[("T-1", "", "浦东"), ("T-2", "", "浦东"), ("t-1", "", "浦东")], recusals=[]))
    assert problem.where.row == 4
    assert "'t-1' here and 'T-1' in row 2, column '代码'" in problem.text("en")
    assert "此处为“t-1”，第2行 “代码”列为“T-1”" in problem.text("zh")


@pytest.mark.parametrize(
    ("people", "code", "place"),
    [
        ([("甲", "领队", ""), ("甲", "领队", "")], "name-twice", "row 3, column 'inspector_id'"),
        ([("Li", "领队", ""), ("LI", "领队", "")], "name-twice", "row 3, column 'inspector_id'"),
        ([("甲", "领队", ""), ("", "领队", "")], "inspector-id-empty", "row 3, column 'inspector_id'"),
        ([("甲", "领队", ""), ("乙 ", "", "")], "identifier-edge-space", "row 3, column 'inspector_id'"),
        ([("甲", "领队；领\x07队", "")], "identifier-character", "row 2, column 'holds'"),
        ([("甲", "领队；Ａ证", ""), ("乙", "A证", "")], "name-twice", "row 3, column 'holds'"),
        ([("甲", "领队", "若干")], "capacity-not-whole", "row 2, column 'capacity'"),
        ([("甲", "领队", "2.5")], "capacity-not-whole", "row 2, column 'capacity'"),
        ([("甲", "领队", "-1")], "capacity-not-whole", "row 2, column 'capacity'"),
        ([("甲", "领队", "9007199254740992")], "capacity-not-whole", "row 2, column 'capacity'"),
    ],
)
def test_a_wrong_inspector_is_found_in_its_cell(people: Rows, code: str, place: str) -> None:
    """What cannot stand in the roster is found once, in its cell."""
    assert found(spec(inspectors=people, recusals=[])) == [(code, f"inspectors.csv, {place}")]


def test_a_roster_without_inspectors_is_refused() -> None:
    """Seats without anybody to fill them are refused, with what they require."""
    assert found(spec(inspectors=[], recusals=[])) == [
        ("roster-empty", "inspectors.csv"),
        ("qualification-unheld", "SPEC.toml, team[0].requires"),
    ]


@pytest.mark.parametrize(
    ("recusals", "expected"),
    [
        ([("T-9", "张三", "")], [("recusal-target-unknown", "row 2, column 'target_id'")]),
        ([("t-1", "张三", "")], [("recusal-target-unknown", "row 2, column 'target_id'")]),
        ([("T-1", "张三", ""), ("T-1", "赵六", "")], [("recusal-inspector-unknown", "row 3, column 'inspector_id'")]),
        ([("T,1", "张三", "")], [("recusal-target-unknown", "row 2, column 'target_id'")]),
        (
            [("", "", "")],
            [
                ("recusal-target-unknown", "row 2, column 'target_id'"),
                ("recusal-inspector-unknown", "row 2, column 'inspector_id'"),
            ],
        ),
    ],
)
def test_a_recusal_of_somebody_unknown_is_refused(recusals: Rows, expected: list[tuple[str, str]]) -> None:
    """A recusal that concerns nobody would silently recuse nobody: it is found in its cells."""
    assert found(spec(recusals=recusals)) == [(code, f"recusals.csv, {place}") for code, place in expected]


def test_a_draw_without_recusals_may_leave_them_out() -> None:
    """A table of recusals without rows excludes nobody."""
    assert found(spec(recusals=[])) == []


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXYIOZ９é", min_size=16, max_size=19) | st.just(CODE))
def test_the_quick_check_accepts_what_the_slow_one_does(text: str) -> None:
    """What is quickly taken for a code in its canonical form has nothing wrong with it."""
    assert not is_plain_uscc(text) or target_id_problem(text) is None


@given(
    st.text("0123456789", min_size=8, max_size=8), st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9)
)
def test_one_check_character_of_all_is_right(digits: str, organisation: str) -> None:
    """Quick and slow check agree on every check character: one is right, the others are wrong."""
    codes = [f"{digits}{organisation}{char}" for char in "0123456789ABCDEFGHJKLMNPQRTUWXY"]
    right = [code for code in codes if is_plain_uscc(code)]
    assert right == [code for code in codes if target_id_problem(code) is None]
    assert len(right) == 1
