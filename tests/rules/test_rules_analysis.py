"""The unit's analysis of a task."""

import datetime as dt
from fractions import Fraction

import attrs
import pytest
from report_cases import FACTS, assigned, before, held, inspections, mark

from random_inspection.domain.fieldwork import ResultCode, Review
from random_inspection.rules.reporting.analysis import UNKNOWN, Analysis, Case, analyse, standing
from random_inspection.rules.reporting.analysis_duties import percent, to_do

ON = dt.date(2026, 9, 28)


def analysis(*, compared: bool = True) -> Analysis:
    """Return the analysis of the sample task."""
    cases = [
        Case(
            inspection=one,
            district=FACTS.districts.get(one.target_id),
            risk_class=FACTS.classes.get(one.target_id),
        )
        for one in inspections()
    ]
    return analyse(cases, before=before() if compared else None, as_of=ON)


@pytest.mark.clause("三(五) 汇总")
def test_the_results_of_all_groups_are_counted() -> None:
    """Drawn, struck out, concluded, with problems and pending are told apart."""
    found = analysis()
    assert (found.drawn, len(found.struck), found.concluded, found.problems) == (4, 1, 2, 1)
    assert [one.target_id for one in found.pending] == ["T3"]


@pytest.mark.clause("三(五) 汇总")
def test_findings_are_counted_by_item_with_their_codes() -> None:
    """Every item has its inspections, its problems, and how often each code was given."""
    first, second = analysis().by_item
    assert (first.label, first.inspected, first.problems) == ("劳动-01", 2, 0)
    assert second.rate == Fraction(1, 2)
    assert second.results == {
        ResultCode.NO_PROBLEM: 1,
        ResultCode.ORDERED_TO_CORRECT: 1,
        ResultCode.TO_BE_HANDLED: 1,
    }


@pytest.mark.clause("三(五) 汇总")
def test_findings_are_counted_by_group_unit_district_and_class() -> None:
    """Each way to group the inspections adds up to all of them."""
    found = analysis()
    assert [(people, one.problems) for people, one in found.by_group] == [(("孙", "李"), 1), (("赵", "钱"), 0)]
    for tallies in (found.by_unit, found.by_district, found.by_class):
        assert (sum(one.inspected for one in tallies), sum(one.problems for one in tallies)) == (2, 1)


def test_a_target_whose_district_is_not_known_is_counted_as_such() -> None:
    """Nothing falls out of the table by district, and nobody gets a class that they do not have."""
    found = analyse([Case(inspection=inspections()[0])], as_of=ON)
    assert [one.label for one in found.by_district] == [UNKNOWN]
    assert found.by_class == ()


@pytest.mark.clause("三(五) 汇总")
def test_items_are_compared_with_the_last_task() -> None:
    """The rise is the difference of the parts with problems; without a last task there is none."""
    assert [(one.item, one.rise) for one in analysis().changes] == [
        ("劳动-01", Fraction(0)),
        ("劳动-02", Fraction(1, 2)),
    ]
    assert analysis(compared=False).changes == ()


def test_an_item_that_was_not_inspected_last_time_has_no_rise() -> None:
    """It is listed, without a number that nobody knows."""
    found = analyse([Case(inspection=inspections()[0])], before=[], as_of=ON)
    assert {one.rise for one in found.changes} == {None}


def test_open_disposals_are_listed_with_the_first_due_in_front() -> None:
    """Who is overdue is overdue from the day after the day it was due."""
    found = analysis().open_disposals
    assert [(one.disposal.disposal_id, one.overdue) for one in found] == [("1", True), ("2", False)]
    on_the_day = analyse([Case(inspection=inspections()[1])], as_of=dt.date(2026, 9, 15))
    assert [one.overdue for one in on_the_day.open_disposals] == [False, False]


def test_a_returned_conclusion_does_not_stand() -> None:
    """The version before it stands; where there is none, the inspection is pending."""
    one = inspections()[0]
    returned = attrs.evolve(one.conclusions[0], review=Review(made=mark(20, "周"), passed=False), published=None)
    assert standing(attrs.evolve(one, conclusions=(returned,))) is None
    assert standing(attrs.evolve(one, conclusions=(*one.conclusions, returned))) is one.conclusions[0]


@pytest.mark.clause("三(五) 汇总")
def test_what_is_to_be_done_is_stated_with_its_numbers_and_clauses() -> None:
    """Pending targets, overdue and open disposals, and what rose are told, and nothing else."""
    duties = to_do(analysis(), FACTS.items)
    assert [(one.code, one.clause) for one in duties] == [
        ("analysis-pending", "三(二)"),
        ("analysis-overdue", "二(九)"),
        ("analysis-open", "二(九)"),
        ("analysis-rose", "三(五)"),
    ]
    assert "工资支付情况”的问题发现率由上次的0.0%升至50.0%" in duties[-1].text("zh")


def test_problems_without_a_disposal_and_results_that_are_not_public_are_to_be_done() -> None:
    """Both are named with their target."""
    found = held(assigned("T5", "某县新市建材厂"), 8, ResultCode.UNREACHABLE, published=False)
    duties = {one.code: one.text("en") for one in to_do(analyse([Case(inspection=found)], as_of=ON))}
    assert set(duties) == {"analysis-untreated", "analysis-unpublished"}
    assert all("某县新市建材厂" in text for text in duties.values())


def test_where_all_is_done_nothing_is_to_be_done() -> None:
    """A task without open ends gives no statement."""
    assert to_do(analyse([Case(inspection=inspections()[0])], as_of=ON)) == ()


def test_parts_are_rounded_half_up() -> None:
    """One decimal place is written, and a half goes up, as readers expect."""
    assert [percent(Fraction(one)) for one in ("0", "0.0005", "0.6665", "1")] == ["0.0%", "0.1%", "66.7%", "100.0%"]
