"""The record of a visit, its photographs, and the result told on the spot."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest
from inspection_values import (
    ASSIGNED,
    BEGUN,
    CHOSEN,
    CONCLUDED,
    CONTRACT,
    DIRECTORY,
    METHODS,
    MORNING,
    NOTIFIED,
    PHOTO,
    RECORDED,
    WRITTEN,
    conclude,
    entry,
    evidence,
    mark,
    record,
    refused,
    review,
)

from random_inspection.domain.fieldwork import Entry, Evidence, OnSiteRecord, Told
from random_inspection.domain.inspections import Inspection
from random_inspection.errors import InvalidInput, MoveRefused
from random_inspection.rules.casework.fieldwork_moves import check_evidence, tell_result, write_record
from random_inspection.rules.casework.visit_moves import begin, choose_approach

FILED = {PHOTO: evidence(), CONTRACT: evidence(CONTRACT, "application/pdf")}


def _refused(inspection: Inspection, written: OnSiteRecord, filed: dict[str, Evidence]) -> list[tuple[str, str | None]]:
    with pytest.raises(MoveRefused) as error:
        write_record(inspection, written, filed)
    return refused(error.value)


@pytest.mark.clause("三(三) 现场")
def test_a_visit_has_its_record_and_a_photograph() -> None:
    """The record stands with its evidence; a document beside the photograph does no harm."""
    written = record(evidence=(CONTRACT, PHOTO))
    assert write_record(BEGUN, written, FILED).record == written


@pytest.mark.clause("三(三) 现场")
@pytest.mark.parametrize("digests", [(), (CONTRACT,)])
def test_a_visit_without_a_photograph_has_no_record(digests: tuple[str, ...]) -> None:
    """Neither nothing nor a document alone shows that somebody was there."""
    assert _refused(BEGUN, record(evidence=digests), FILED) == [("record-without-photograph", "record.evidence")]


def test_an_inspection_in_writing_needs_no_photograph() -> None:
    """Where nobody goes there is nothing to photograph; the record is needed all the same."""
    written = begin(choose_approach(ASSIGNED, WRITTEN, METHODS), Entry(began=mark("甲", 3)), {})
    assert write_record(written, record(evidence=()), {}).record is not None


def test_evidence_of_another_inspection_is_not_taken() -> None:
    """A photograph that was never added, or was added elsewhere, proves nothing here."""
    elsewhere = {PHOTO: evidence(inspection_id="2026-7:乙店"), CONTRACT: FILED[CONTRACT]}
    assert _refused(BEGUN, record(evidence=(CONTRACT, PHOTO, "d" * 64)), elsewhere) == [
        ("record-evidence-absent", "record.evidence[1]"),
        ("record-evidence-absent", "record.evidence[2]"),
        ("record-without-photograph", "record.evidence"),
    ]


def test_a_record_that_ends_before_it_begins_is_refused() -> None:
    """Dates in the wrong order are found in the value itself, at their path."""
    with pytest.raises(InvalidInput) as error:
        record(ended_at=MORNING)
    assert [(one.code, one.where.path) for one in error.value.problems] == [("times-reversed", "ended_at")]


def test_a_record_is_not_from_the_future_and_not_from_before_the_notice() -> None:
    """Nobody writes at three what ends at four, or at noon what began before the target was notified."""
    hours = MORNING + dt.timedelta(hours=1), MORNING + dt.timedelta(hours=7)
    assert _refused(BEGUN, record(began_at=hours[0], ended_at=hours[1]), FILED) == [
        ("fieldwork-future", "record.ended_at"),
        ("record-too-early", "record.began_at"),
    ]


def test_an_emergency_may_begin_before_the_notice_but_not_before_the_draw() -> None:
    """What could not wait for the notice still follows the draw."""
    urgent = begin(NOTIFIED, entry(), DIRECTORY, "火情")
    early = record(began_at=MORNING + dt.timedelta(hours=1))
    assert write_record(urgent, early, FILED).record == early
    yesterday = record(began_at=MORNING - dt.timedelta(days=1))
    assert _refused(urgent, yesterday, FILED) == [("record-too-early", "record.began_at")]


def test_a_record_is_written_by_the_team_during_the_inspection() -> None:
    """Not before it begins, not by a colleague, and not over a conclusion."""
    stranger = record(written=mark("丙", 6))
    assert _refused(CHOSEN, stranger, FILED) == [("inspection-state", "state"), ("inspection-not-team", "team")]
    assert _refused(CONCLUDED, record(), FILED) == [("inspection-state", "state")]


def test_a_record_can_be_corrected_when_the_conclusion_is_returned() -> None:
    """A reviewer who returns it for its record gets another one; the trail keeps both."""
    returned = review(conclude(), passed=False, note="现场情况不完整")
    better = record(situation="现场查看工资台账和考勤记录")
    assert write_record(returned, better, FILED).record == better


@pytest.mark.clause("三(四) 告知")
def test_the_target_is_told_after_the_record_is_written() -> None:
    """There is nothing to tell before the record, and nobody but the team tells it."""
    told = Told(told=mark("甲", 6), acknowledged=False, refusal="对方拒签，社区民警在场")
    assert tell_result(RECORDED, told).told == told
    with pytest.raises(MoveRefused) as error:
        tell_result(BEGUN, attrs.evolve(told, told=mark("丙", 6)))
    assert refused(error.value) == [("inspection-not-team", "team"), ("inspection-without-record", "record")]


@pytest.mark.clause("三(四) 告知")
def test_a_refusal_to_sign_is_written_down() -> None:
    """Not acknowledged, and nothing said about it: that is no telling."""
    with pytest.raises(InvalidInput) as error:
        Told(told=mark("甲"), acknowledged=False)
    assert [(one.code, one.where.path) for one in error.value.problems] == [("told-refusal-missing", "refusal")]


@pytest.mark.clause("二(八) 证据")
def test_evidence_is_added_until_the_file_is_closed_and_never_from_the_future() -> None:
    """Before the visit and after the conclusion, but not to a closed file."""
    now = MORNING + dt.timedelta(hours=5)
    for inspection in (ASSIGNED, CONCLUDED):
        check_evidence(inspection, evidence(), now)
    with pytest.raises(MoveRefused) as error:
        check_evidence(attrs.evolve(CONCLUDED, archived=mark("赵")), evidence(), MORNING)
    assert refused(error.value) == [("evidence-after-filing", "archived"), ("fieldwork-future", "evidence.taken_at")]
