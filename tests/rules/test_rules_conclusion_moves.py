"""Conclusion, review by a second person, return, correction, publication."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from inspection_values import (
    ASSIGNED,
    BEGUN,
    CHOSEN,
    CONCLUDED,
    DIRECTORY,
    DISPOSED,
    PHOTO,
    PUBLISHED,
    RECORDED,
    REVIEWED,
    TOLD,
    VIOLATING,
    conclude,
    correct,
    entry,
    evidence,
    findings,
    mark,
    publish,
    record,
    refused,
    review,
)

from random_inspection.domain.fieldwork import Finding, ResultCode, Told
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.errors import InvalidInput, MoveRefused
from random_inspection.rules.casework import conclusion_moves
from random_inspection.rules.casework.conclusion_moves import correction_open, published, published_version
from random_inspection.rules.casework.fieldwork_moves import tell_result, write_record
from random_inspection.rules.casework.visit_moves import begin, report_emergency


def _refused(move: Callable[[], Inspection]) -> list[tuple[str, str | None]]:
    with pytest.raises(MoveRefused) as error:
        move()
    return refused(error.value)


@pytest.mark.clause("三(四) 结论")
def test_a_conclusion_says_something_on_every_item() -> None:
    """Every item once, with the proposed handling; then it waits for its review."""
    assert CONCLUDED.state is InspectionState.CONCLUDED
    assert [finding.item for finding in CONCLUDED.conclusions[0].findings] == list(CONCLUDED.items)


@pytest.mark.clause("三(四) 结论")
def test_items_that_are_missing_or_were_never_asked_are_named() -> None:
    """Nothing is left unsaid, and nothing is found beyond what was drawn for."""
    strange = Finding(item="消防-01", results=(ResultCode.NO_PROBLEM,))
    found = (strange, findings()[0])
    assert _refused(
        lambda: conclusion_moves.conclude(TOLD, findings=found, opinion="无", suggestions=None, mark=mark("甲"))
    ) == [("conclusion-item-unasked", "findings[0].item"), ("conclusion-item-missing", "findings")]


def test_an_item_has_one_finding() -> None:
    """Two findings on one item could say two things."""
    with pytest.raises(InvalidInput) as error:
        conclusion_moves.conclude(
            TOLD, findings=(*findings(), findings()[0]), opinion="无", suggestions=None, mark=mark("甲")
        )
    assert [(one.code, one.where.path) for one in error.value.problems] == [("list-repeats", "findings[2]")]


def test_no_problem_stands_alone() -> None:
    """未发现问题 beside another result contradicts itself, and the finding says with what."""
    with pytest.raises(InvalidInput) as error:
        Finding(item="劳动-01", results=(ResultCode.NO_PROBLEM, ResultCode.UNREACHABLE))
    assert error.value.code == "conclusion-contradicts"
    assert "无法联系" in error.value.text("zh")


def test_nothing_is_concluded_before_the_visit() -> None:
    """A result stored before anybody went there: state, record and telling are missing, and each is said."""
    assert _refused(lambda: conclude(ASSIGNED)) == [
        ("inspection-state", "state"),
        ("inspection-without-record", "record"),
    ]
    assert _refused(lambda: conclude(BEGUN, by="丙")) == [
        ("inspection-not-team", "team"),
        ("inspection-without-record", "record"),
        ("inspection-not-told", "told"),
    ]


@pytest.mark.clause("三(四) 告知")
def test_a_visit_is_not_concluded_before_the_target_was_told() -> None:
    """The target hears it on the spot, not from the website."""
    assert _refused(lambda: conclude(RECORDED)) == [("inspection-not-told", "told")]


def test_a_second_person_reviews() -> None:
    """Neither who concluded nor anybody of the team reviews it; the same person is told both reasons."""
    assert _refused(lambda: review(CONCLUDED, by="甲")) == [
        ("review-own-case", "conclusions"),
        ("review-own-case", "team"),
    ]
    assert _refused(lambda: review(CONCLUDED, by="乙")) == [("review-own-case", "team")]
    assert review(CONCLUDED).state is InspectionState.REVIEWED


def test_a_return_says_what_to_correct_and_is_concluded_again() -> None:
    """RETURNED leads back to CONCLUDED; the first version stays with its review."""
    assert _refused(lambda: review(CONCLUDED, passed=False)) == [("review-return-unexplained", "review.made.note")]
    returned = review(CONCLUDED, passed=False, note="请核对第二项")
    assert returned.state is InspectionState.RETURNED
    assert _refused(lambda: review(returned)) == [("inspection-state", "state"), ("review-none", "conclusions")]
    again = conclude(returned, ResultCode.ORDERED_TO_CORRECT)
    assert again.state is InspectionState.CONCLUDED
    assert again.conclusions[0] == returned.conclusions[0]
    assert review(again).state is InspectionState.REVIEWED


def test_an_emergency_passes_no_review_before_it_is_reported() -> None:
    """The later report is part of the emergency."""
    urgent = begin(CHOSEN, entry(code=None), DIRECTORY, "火情")
    written = write_record(urgent, record(), {PHOTO: evidence()})
    concluded = conclude(tell_result(written, Told(told=mark("甲"), acknowledged=True)))
    assert _refused(lambda: review(concluded)) == [("emergency-unreported", "emergency.reported")]
    assert review(report_emergency(concluded, mark("甲", 8))).state is InspectionState.REVIEWED


@pytest.mark.parametrize("inspection", [BEGUN, CONCLUDED, review(CONCLUDED, passed=False, note="更正")])
def test_nothing_is_published_without_a_review(inspection: Inspection) -> None:
    """Neither before a conclusion nor before its review, nor after it failed."""
    codes = _refused(lambda: publish(inspection))
    assert ("inspection-state", "state") in codes


def test_the_version_that_passed_is_published_and_once() -> None:
    """Another version than the last one, or the same one again, is refused."""
    assert PUBLISHED.state is InspectionState.PUBLISHED
    assert _refused(lambda: published(REVIEWED, 2, mark("赵"))) == [("publication-not-last", "conclusions")]
    assert _refused(lambda: published(PUBLISHED, 1, mark("赵"))) == [("publication-twice", "conclusions[0].published")]


def test_a_correction_is_a_new_version_that_names_the_old_one() -> None:
    """The old one stands until the new one is reviewed and public."""
    corrected = correct(PUBLISHED, ResultCode.ORDERED_TO_CORRECT)
    assert corrected.conclusions[1].concluded.note == "更正第1版：台账有误"
    assert corrected.state is InspectionState.PUBLISHED
    assert (published_version(corrected), correction_open(corrected)) == (1, True)
    assert _refused(lambda: publish(corrected)) == [("publication-not-reviewed", "conclusions[1].review")]
    assert _refused(lambda: review(corrected, by="乙"))[0] == ("review-own-case", "conclusions")
    done = publish(review(corrected))
    assert (published_version(done), correction_open(done)) == (2, False)
    assert done.conclusions[0].published is not None


def test_one_correction_at_a_time_and_one_that_was_returned_is_made_anew() -> None:
    """While one waits for its review there is no other; a returned one is followed by the next, of the same old one."""
    corrected = correct(PUBLISHED)
    assert _refused(lambda: correct(corrected)) == [("correction-open", "conclusions")]
    assert _refused(lambda: correct(review(corrected))) == [("correction-open", "conclusions")]
    returned = review(corrected, passed=False, note="理由不足")
    assert returned.state is InspectionState.PUBLISHED
    assert correct(returned).conclusions[-1].concluded.note == "更正第1版：台账有误"


def test_a_correction_says_why_and_is_of_something_public() -> None:
    """What the public does not read yet is returned by the reviewer, not corrected."""
    assert _refused(lambda: correct(PUBLISHED, note=None)) == [("correction-unexplained", "concluded.note")]
    assert _refused(lambda: correct(REVIEWED)) == [("inspection-state", "state")]


def test_a_correction_of_what_was_disposed_of_is_disposed_of_anew() -> None:
    """What followed from the earlier version was about that one."""
    corrected = review(correct(DISPOSED, ResultCode.TO_BE_HANDLED))
    assert corrected.state is InspectionState.DISPOSED
    assert publish(corrected).state is InspectionState.PUBLISHED
    filed = attrs.evolve(DISPOSED, archived=mark("赵"))
    assert _refused(lambda: correct(filed)) == [("inspection-state", "state")]
    assert VIOLATING.published is not None
    assert VIOLATING.published.has_problems
