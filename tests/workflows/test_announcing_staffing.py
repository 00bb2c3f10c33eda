"""A roster under which the draw is bound to fail is refused while it can still be changed, and no other one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import attrs
import pytest
from announcing_specs import found, made, problems_of, spec, table
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_specs import risk_spec

from random_inspection.domain.draws import (
    CountQuota,
    ExcludedPair,
    Quota,
    Roster,
    RosterEntry,
    Share,
    ShareQuota,
    Stratum,
    TeamSeat,
)
from random_inspection.drawing import assign
from random_inspection.drawing.quotas import quotas
from random_inspection.drawing.seats import seats_of
from random_inspection.errors import AssignmentInfeasible, InvalidInput, Where
from random_inspection.workflows.draws.staffing import staffing_problems

People = Sequence[tuple[str, str, str]]
FOUR = [(f"T-{number}", "", "浦东") for number in range(4)]
"""Of these the specification draws all, where it is told to."""
ALL: dict[str, Any] = {"strata[0].quota": {"all": True}, "shares": []}


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ([("甲", "领队", "")], "only 甲 (at most 1) may take them, together at most 1"),
        ([("甲", "领队", "3"), ("乙", "", ""), ("丙", "", "")], "4 seats (组长) of T-0、T-1、T-2、T-3 need 领队"),
        ([("甲", "领队", "4"), ("乙", "", "2"), ("丙", "", "1")], "together at most 7"),
        ([("甲", "领队", "0"), ("乙", "", ""), ("丙", "", "")], "only 甲 (at most 0)"),
        ([("甲", "领队；食品", ""), ("乙", "", ""), ("丙", "", "")], None),
        ([("甲", "领队", "2"), ("乙", "领队", "2"), ("丙", "", "4")], None),
    ],
)
@pytest.mark.clause("二(六) 抽取")
def test_a_roster_that_cannot_do_the_visits_is_refused(people: People, words: str | None) -> None:
    """Too few for a team, for a seat that requires something, or in all: the numbers say so, and what to do."""
    problems = problems_of(spec(ALL, targets=FOUR, inspectors=people, recusals=[]))
    assert [(one.code, one.where.text()) for one in problems] == [("roster-too-few", "inspectors.csv")] * bool(words)
    for problem in problems:
        assert words
        assert words in problem.text("en")
        assert "it draws 4 targets" in problem.text("en")
        assert problem.text("en").endswith("add people who may, raise a capacity, require less, or draw fewer targets")
        assert "共抽4个对象" in problem.text("zh")


def test_one_person_who_alone_holds_two_things_cannot_sit_twice() -> None:
    """Two seats of every visit that only one person may take are found, though people and capacities are plenty."""
    team = [{"seat": "组长", "requires": ["领队"]}, {"seat": "专家", "requires": ["食品"]}]
    people = [("甲", "领队；食品", ""), ("乙", "", ""), ("丙", "", "")]
    assert found(spec({"team": team}, inspectors=people, recusals=[])) == [("roster-too-few", "inspectors.csv")]


def test_recusals_count_where_a_target_is_certain_to_be_drawn() -> None:
    """Where all who may lead are recused from a target, it depends on chance whether that matters, or not."""
    recusals = [("T-1", "甲", "近亲属"), ("T-1", "乙", "曾任职")]
    people = [("甲", "领队", ""), ("乙", "领队", ""), ("丙", "", "")]
    (problem,) = problems_of(spec(ALL, targets=FOUR, inspectors=people, recusals=recusals))
    assert (problem.code, "1 seat (组长) of T-1 needs 领队, and nobody" in problem.text("en")) == (
        "roster-nobody",
        True,
    )
    by_chance = {**ALL, "strata[0].quota": {"count": 3}}
    assert found(spec(by_chance, targets=FOUR, inspectors=people, recusals=recusals)) == []


def test_a_shared_total_is_how_many_are_drawn() -> None:
    """Of a shared total the number is certain, though not whose it is."""
    people = [("甲", "领队", "2"), ("乙", "", "")]
    rows = [*FOUR, ("T-4", "", "静安"), ("T-5", "", "静安")]
    shares = {
        "default.quota": {"share": "全市", "weight": 1},
        "shares": [{"name": "全市", "total": 3}],
    }
    (problem,) = problems_of(spec(shares, targets=rows, inspectors=people, recusals=[]))
    assert "抽3个对象" in problem.text("zh")
    assert "3 seats (组长) of #1、#2、#3 need 领队" in problem.text("en")
    fewer = {**shares, "shares": [{"name": "全市", "total": 2}]}
    assert made(spec(fewer, targets=rows, inspectors=people, recusals=[])).announced.files


def test_a_draw_by_risk_classes_is_checked_too() -> None:
    """The strata are the classes then; nothing is stored when the roster cannot do."""
    document = risk_spec()
    people = table("inspectors.csv", ("inspector_id", "holds", "capacity"), [("甲", "领队", "1"), ("乙", "", "")])
    with pytest.raises(InvalidInput) as caught:
        made(attrs.evolve(document, tables={**document.tables, "inspectors": people}))
    assert [problem.code for problem in caught.value.problems] == ["roster-too-few"]


@st.composite
def draws(draw: st.DrawFn) -> tuple[list[Stratum], list[Share], list[tuple[str, str]], Roster]:
    """Return a small draw: up to 5 targets in 2 strata, 3 inspectors, 2 seats, some recusals."""
    sizes = draw(st.tuples(st.integers(0, 3), st.integers(0, 2)))
    options: list[Quota] = [CountQuota(1), CountQuota(2), ShareQuota("全", weight=2)]
    quota = draw(st.sampled_from(options))
    strata = [Stratum(name=name, size=size, quota=quota) for name, size in zip("ab", sizes, strict=True)]
    shares = [Share(name="全", total=draw(st.integers(0, 4)))] if isinstance(quota, ShareQuota) else []
    frame = [(f"#{number}", one.name) for one in strata for number in range(1, one.size + 1)]
    frame = [(f"{target}{stratum}" if stratum == "b" else target, stratum) for target, stratum in frame]
    inspectors = tuple(
        RosterEntry(
            inspector_id=name,
            holds=draw(st.sampled_from([(), ("领队",)])),
            capacity=draw(st.sampled_from([None, 0, 1, 2])),
        )
        for name in "甲乙丙"
    )
    team = draw(
        st.sampled_from(
            [
                (TeamSeat(seat="组长", requires=("领队",)),),
                (TeamSeat(seat="组长", requires=("领队",)), TeamSeat(seat="组员")),
            ]
        )
    )
    pairs = st.sets(st.sampled_from([(target, name) for target, _ in frame for name in "甲乙丙"] or [("x", "甲")]))
    excluded = tuple(ExcludedPair(target_id=one, inspector_id=other) for one, other in sorted(draw(pairs)))
    return strata, shares, sorted(frame), Roster(inspectors=inspectors, team=team, excluded=excluded, salt="0" * 64)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(draws(), st.booleans())
def test_law_only_what_fails_whatever_is_drawn_is_refused(
    case: tuple[list[Stratum], list[Share], list[tuple[str, str]], Roster],
    recused: bool,  # noqa: FBT001
) -> None:
    """A roster is refused only when every outcome fails; without recusals, exactly then."""
    strata, shares, frame, roster = case
    roster = roster if recused else attrs.evolve(roster, excluded=())
    refused = bool(staffing_problems(strata, shares, frame, roster, Where()))
    fails = not any(_works(drawn, roster) for drawn in _outcomes(strata, shares, frame))
    assert refused <= fails
    assert recused or refused == fails


def _outcomes(
    strata: Sequence[Stratum], shares: Sequence[Share], frame: Sequence[tuple[str, str]]
) -> set[tuple[str, ...]]:
    """Return the sets of targets that may be drawn, over the quotas of a few seeds."""
    found: set[tuple[str, ...]] = set()
    numbers = {
        tuple(one.drawn for one in quotas(strata, shares, seed=f"{seed:064x}").values())
        for seed in range(40 if shares else 1)
    }
    for drawn in numbers:
        parts = (
            itertools.combinations([target for target, name in frame if name == one.name], number)
            for one, number in zip(strata, drawn, strict=True)
        )
        found |= {tuple(itertools.chain(*chosen)) for chosen in itertools.product(*parts)}
    return found


def _works(drawn: Sequence[str], roster: Roster) -> bool:
    try:
        assign(seats_of(drawn, roster), roster.inspectors, seed="ab" * 32)
    except AssignmentInfeasible:
        return False
    return True
