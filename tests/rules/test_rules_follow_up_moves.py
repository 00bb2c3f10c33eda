"""Disposals, penalties, transfers with their receipts, re-inspection, and when nothing is left to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from inspection_values import (
    CONCLUDED,
    DISPOSED,
    PUBLISHED,
    REVIEWED,
    TODAY,
    VIOLATING,
    correct,
    disposal,
    mark,
    ordered,
    publish,
    refused,
    review,
)

from random_inspection.domain.fieldwork import ResultCode
from random_inspection.domain.follow_up import DisposalKind
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.errors import MoveRefused
from random_inspection.rules.casework.follow_up_moves import (
    dispose,
    finish_disposal,
    order_disposal,
    record_receipt,
    standing,
)

DONE = mark("赵", 11, "已支付")


def _refused(move: Callable[[], Inspection]) -> list[tuple[str, str | None]]:
    with pytest.raises(MoveRefused) as error:
        move()
    return refused(error.value)


@pytest.mark.clause("二(九) 处理")
def test_what_was_found_is_followed_up_until_nothing_is_left() -> None:
    """A problem needs a disposal, the disposal its end, and only then is the inspection disposed of."""
    assert _refused(lambda: dispose(VIOLATING, DONE)) == [("disposals-missing", "disposals")]
    opened = ordered(DisposalKind.ORDER_TO_CORRECT)
    assert _refused(lambda: dispose(opened, DONE)) == [("disposals-open", "disposals[0].finished")]
    finished = finish_disposal(opened, "处-1", mark=DONE, reinspected=TODAY)
    assert dispose(finished, DONE).state is InspectionState.DISPOSED


def test_where_no_problem_was_found_nothing_has_to_follow() -> None:
    """未发现问题 needs no disposal; before it is public, and a second time, there is nothing to confirm."""
    assert DISPOSED.state is InspectionState.DISPOSED
    for inspection in (REVIEWED, DISPOSED):
        assert _refused(lambda inspection=inspection: dispose(inspection, DONE)) == [("inspection-state", "state")]  # type: ignore[misc]


def test_nothing_is_ordered_before_the_review() -> None:
    """A disposal rests on a result that a second person has seen."""
    assert _refused(lambda: ordered(DisposalKind.OTHER, CONCLUDED)) == [("inspection-state", "state")]
    assert ordered(DisposalKind.OTHER, REVIEWED).disposals != ()


def test_a_disposal_is_new_open_and_due_after_its_order() -> None:
    """Number taken, end already written, and a day before the order: all said at once."""
    opened = ordered(DisposalKind.OTHER)
    wrong = disposal(DisposalKind.OTHER, due=TODAY - dt.timedelta(days=1), finished=DONE)
    assert _refused(lambda: order_disposal(opened, wrong)) == [
        ("disposal-there", "disposal.disposal_id"),
        ("disposal-due-early", "disposal.due"),
        ("disposal-born-finished", "disposal.finished"),
    ]


def test_nothing_needed_contradicts_a_problem_that_waits() -> None:
    """发现问题待后续处理 is followed by something; what was put right on the spot may be followed by nothing."""
    assert _refused(lambda: ordered(DisposalKind.NONE_NEEDED)) == [("disposal-contradicts", "disposal.kind")]
    right = publish(review(correct(VIOLATING, ResultCode.ORDERED_TO_CORRECT)))
    settled = finish_disposal(ordered(DisposalKind.NONE_NEEDED, right), "处-1", mark=DONE)
    assert dispose(settled, DONE).state is InspectionState.DISPOSED


@pytest.mark.clause("二(九) 处理")
@pytest.mark.parametrize("kind", [DisposalKind.PENALTY, DisposalKind.ADMINISTRATIVE_DECISION])
def test_a_penalty_ends_with_the_number_of_its_document(kind: DisposalKind) -> None:
    """Without the number nobody finds the decision."""
    opened = ordered(kind)
    assert _refused(lambda: finish_disposal(opened, "处-1", mark=DONE)) == [
        ("disposal-without-document", "disposals[0].document")
    ]
    finished = finish_disposal(opened, "处-1", mark=DONE, document="人社罚字〔2026〕3号")
    assert finished.disposals[0].document == "人社罚字〔2026〕3号"


def test_an_order_to_correct_ends_with_a_re_inspection() -> None:
    """Somebody saw that it was put right, after the order and not in the future."""
    opened = ordered(DisposalKind.ORDER_TO_CORRECT)
    assert _refused(lambda: finish_disposal(opened, "处-1", mark=mark("赵", 11))) == [
        ("disposal-without-result", "disposals[0].finished.note"),
        ("disposal-not-reinspected", "disposals[0].reinspected"),
    ]
    for day in (TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)):
        assert _refused(lambda day=day: finish_disposal(opened, "处-1", mark=DONE, reinspected=day)) == [  # type: ignore[misc]
            ("disposal-reinspected-when", "disposals[0].reinspected")
        ]


@pytest.mark.clause("二(九) 处理")
@pytest.mark.parametrize("kind", [DisposalKind.TO_POLICE, DisposalKind.TO_COMPETENT_AUTHORITY])
def test_a_transfer_ends_with_the_receipt(kind: DisposalKind) -> None:
    """What was handed over is handed over when the receiver says so, and not before."""
    opened = ordered(kind)
    assert _refused(lambda: finish_disposal(opened, "处-1", mark=DONE)) == [
        ("transfer-without-receipt", "disposals[0].transfer.receipt")
    ]
    received = record_receipt(opened, "处-1", receipt="公受〔2026〕11号", mark=mark("赵", 11))
    assert dispose(received, DONE).state is InspectionState.DISPOSED
    assert received.disposals[0].finished == mark("赵", 11, "回执公受〔2026〕11号")
    again = _refused(lambda: record_receipt(received, "处-1", receipt="公受〔2026〕12号", mark=DONE))
    assert again == [("disposal-finished", "disposals[0].finished")]


def test_a_receipt_belongs_to_a_transfer_that_is_there() -> None:
    """Neither an order to correct nor a number that nobody knows has a receipt."""
    opened = ordered(DisposalKind.ORDER_TO_CORRECT)
    assert _refused(lambda: record_receipt(opened, "处-1", receipt="1", mark=DONE)) == [
        ("disposal-no-transfer", "disposals[0].kind")
    ]
    assert _refused(lambda: record_receipt(opened, "处-2", receipt="1", mark=DONE)) == [
        ("disposal-absent", "disposals")
    ]


def test_a_disposal_is_finished_once() -> None:
    """The first end stands; more is ordered anew."""
    finished = finish_disposal(ordered(DisposalKind.OTHER), "处-1", mark=DONE)
    assert _refused(lambda: finish_disposal(finished, "处-1", mark=DONE)) == [
        ("disposal-finished", "disposals[0].finished")
    ]


def test_nothing_is_disposed_of_while_a_correction_is_under_way() -> None:
    """Whether something is left to do depends on what the result will be."""
    assert _refused(lambda: dispose(correct(PUBLISHED), DONE)) == [("disposal-correction-open", "conclusions")]


def test_the_public_version_stands_while_a_correction_is_reviewed() -> None:
    """What follows rests on what the public reads, not on what it will read."""
    corrected = review(correct(VIOLATING))
    assert standing(corrected) == VIOLATING.conclusions[0]
    assert standing(REVIEWED) == REVIEWED.conclusions[0]
    assert standing(CONCLUDED) is None
