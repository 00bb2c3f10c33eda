"""Before a visit: what has to be there, and everything that is missing said at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import attrs
import pytest
from inspection_values import (
    APPROVED,
    ASSIGNED,
    BEGUN,
    CHOSEN,
    DIRECTORY,
    DISPOSED,
    METHODS,
    NOTIFIED,
    ON_SITE,
    PUBLISHED,
    REVIEWED,
    WRITTEN,
    entry,
    mark,
    refused,
)

from random_inspection.domain.acts import Mark
from random_inspection.domain.fieldwork import Entry, ShownCertificate, VisitNotice
from random_inspection.domain.inspections import Inspection, InspectionState, Struck
from random_inspection.domain.inspectors import Inspector, InspectorStatus
from random_inspection.domain.items import Method
from random_inspection.errors import MoveRefused
from random_inspection.rules.casework.visit_moves import approve_visit, begin, choose_approach, notify, report_emergency

NOTICE = VisitNotice(number="检通〔2026〕7号", served=mark("赵", 2))
STRUCK = attrs.evolve(ASSIGNED, struck=Struck(made=mark("赵"), evidence=("c" * 64,)))


def _refused_begin(inspection: Inspection, at: Entry, **changes: Inspector) -> list[tuple[str, str | None]]:
    with pytest.raises(MoveRefused) as error:
        begin(inspection, at, {**DIRECTORY, **changes})
    return refused(error.value)


def test_a_visit_says_why_nothing_spares_it() -> None:
    """Methods that spare the visit come first; a visit without a reason is refused, and so is a reason without a visit."""
    with pytest.raises(MoveRefused) as error:
        choose_approach(ASSIGNED, attrs.evolve(ON_SITE, spared=None), METHODS)
    assert refused(error.value) == [("visit-unexplained", "approach.spared")]
    with pytest.raises(MoveRefused) as error:
        choose_approach(ASSIGNED, attrs.evolve(ON_SITE, method=Method.WRITTEN), METHODS)
    assert refused(error.value) == [("visit-spared-explained", "approach.spared")]


@pytest.mark.clause("二(三) 清单")
def test_a_method_is_one_that_the_list_has_for_every_item() -> None:
    """An item that the list lets be inspected otherwise only, or does not have, is named with what the list says."""
    allowed = {"劳动-01": (Method.ON_SITE, Method.WRITTEN), "劳动-02": (Method.ON_SITE,)}
    assert choose_approach(ASSIGNED, ON_SITE, allowed).approach == ON_SITE
    for methods, told in ((allowed, "现场检查"), ({"劳动-01": (Method.WRITTEN,)}, "—")):
        with pytest.raises(MoveRefused) as error:
            choose_approach(ASSIGNED, WRITTEN, methods)
        assert refused(error.value) == [("visit-method-not-listed", "approach.method")]
        assert (error.value.problems[0].params["item"], error.value.problems[0].params["expected"]) == ("劳动-02", told)


def test_another_approach_needs_its_own_approval() -> None:
    """The approval was of what was chosen then."""
    assert choose_approach(APPROVED, ON_SITE, METHODS).approved is None


def test_only_a_visit_is_approved_and_once() -> None:
    """There is nothing to approve before a visit is chosen, where nobody goes, or twice."""
    for inspection, code in (
        (ASSIGNED, "visit-without-approach"),
        (choose_approach(ASSIGNED, WRITTEN, METHODS), "visit-none"),
        (APPROVED, "visit-approved-already"),
    ):
        with pytest.raises(MoveRefused) as error:
            approve_visit(inspection, mark("钱"))
        assert [found for found, _ in refused(error.value)] == [code]


def test_a_visit_is_approved_before_its_notice_is_served() -> None:
    """No notice without approval; a written inspection needs none for its letter."""
    with pytest.raises(MoveRefused) as error:
        notify(CHOSEN, NOTICE)
    assert refused(error.value) == [("visit-not-approved", "approved")]
    assert "已派发→已通知" in error.value.text("zh")
    assert notify(choose_approach(ASSIGNED, WRITTEN, METHODS), NOTICE).state is InspectionState.NOTIFIED


@pytest.mark.clause("三(二) 检查")
def test_a_visit_begins_with_approval_notice_code_and_certificates() -> None:
    """With all of it the inspection is under way."""
    assert begin(NOTIFIED, entry(), DIRECTORY).state is InspectionState.IN_PROGRESS


@pytest.mark.clause("三(二) 检查")
def test_everything_that_a_visit_lacks_is_said_at_once() -> None:
    """Who would just walk in is told all of it, each with its path."""
    assert _refused_begin(CHOSEN, Entry(began=mark("丁", 3))) == [
        ("inspection-not-team", "team"),
        ("visit-not-approved", "approved"),
        ("visit-not-notified", "notice"),
        ("visit-code-missing", "entry.code"),
        ("visit-certificates-few", "entry.certificates"),
    ]


def test_nothing_begins_before_somebody_chose_how() -> None:
    """An inspection without an approach could be a visit that nobody approved."""
    assert _refused_begin(ASSIGNED, entry()) == [("visit-without-approach", "approach")]


def test_one_certificate_is_not_enough_however_often_it_is_shown() -> None:
    """Two different holders of the team show theirs; a stranger's does not count."""
    twice = attrs.evolve(entry("甲"), certificates=tuple(ShownCertificate(inspector_id="甲", number=n) for n in "12"))
    assert ("visit-certificates-few", "entry.certificates") in _refused_begin(NOTIFIED, twice)
    assert _refused_begin(NOTIFIED, entry("甲", "丙")) == [
        ("visit-certificate-stranger", "entry.certificates[1].inspector_id"),
        ("visit-certificates-few", "entry.certificates"),
    ]


def test_a_certificate_has_the_number_of_the_directory() -> None:
    """A false number, or a holder whom the directory does not know, is found."""
    false = attrs.evolve(
        entry(), certificates=(*entry("甲").certificates, ShownCertificate(inspector_id="乙", number="9"))
    )
    assert _refused_begin(NOTIFIED, false) == [("visit-certificate-number", "entry.certificates[1].number")]
    with pytest.raises(MoveRefused) as error:
        begin(NOTIFIED, entry(), {"甲": DIRECTORY["甲"]})
    assert refused(error.value) == [("visit-certificate-unknown", "entry.certificates[1].inspector_id")]


def test_who_left_or_holds_none_any_more_shows_nothing() -> None:
    """The directory of the day counts: duty, certificate, and both said at once."""
    gone = attrs.evolve(DIRECTORY["乙"], status=InspectorStatus.LEFT, certificate=None)
    assert _refused_begin(NOTIFIED, entry(), 乙=gone) == [
        ("visit-inspector-off-duty", "entry.certificates[1].inspector_id"),
        ("visit-certificate-invalid", "entry.certificates[1].number"),
    ]


@pytest.mark.parametrize(
    ("moment", "valid"), [("2026-12-31T23:59:59+08:00", True), ("2026-12-31T16:00:00+00:00", False)]
)
def test_a_certificate_is_valid_to_midnight_in_beijing(moment: str, *, valid: bool) -> None:
    """The last day in December is the one of Beijing, whatever offset the moment has."""
    at = attrs.evolve(entry(), began=Mark(by="甲", at=dt.datetime.fromisoformat(moment)))
    if valid:
        assert begin(NOTIFIED, at, DIRECTORY).entry == at
    else:
        codes = [code for code, _ in _refused_begin(NOTIFIED, at)]
        assert codes == ["visit-certificate-invalid"] * 2


def test_what_cannot_wait_begins_without_approval_but_not_without_certificates() -> None:
    """An emergency spares approval, notice and code; nobody goes alone all the same."""
    urgent = begin(CHOSEN, entry(code=None), DIRECTORY, "接报正在转移财物")
    assert urgent.state is InspectionState.IN_PROGRESS
    assert urgent.emergency is not None
    assert urgent.emergency.reported is None
    with pytest.raises(MoveRefused) as error:
        begin(CHOSEN, entry("甲", code=None), DIRECTORY, "接报正在转移财物")
    assert refused(error.value) == [("visit-certificates-few", "entry.certificates")]


def test_an_emergency_is_reported_once_and_only_where_there_was_one() -> None:
    """A report belongs to an emergency, and is made once."""
    urgent = report_emergency(begin(CHOSEN, entry(), DIRECTORY, "火情"), mark("甲", 9))
    for inspection, code in ((urgent, "emergency-reported"), (BEGUN, "emergency-none")):
        with pytest.raises(MoveRefused) as error:
            report_emergency(inspection, mark("甲", 9))
        assert [found for found, _ in refused(error.value)] == [code]


def test_an_inspection_in_writing_begins_at_the_desk() -> None:
    """Nobody goes there: no approval, no code, no certificates; and nothing to be urgent about."""
    written = choose_approach(ASSIGNED, WRITTEN, METHODS)
    assert begin(written, Entry(began=mark("甲")), {}).state is InspectionState.IN_PROGRESS
    with pytest.raises(MoveRefused) as error:
        begin(written, Entry(began=mark("甲")), {}, "火情")
    assert refused(error.value) == [("visit-none", "emergency")]


@pytest.mark.parametrize("inspection", [BEGUN, REVIEWED, PUBLISHED, DISPOSED, STRUCK], ids=lambda one: one.state)
def test_what_has_begun_or_is_struck_out_does_not_begin_again(inspection: Inspection) -> None:
    """Each move of before a visit names the state that it is in, and what to do there instead."""
    moves: tuple[Callable[[], Inspection], ...] = (
        lambda: choose_approach(inspection, ON_SITE, METHODS),
        lambda: notify(inspection, NOTICE),
        lambda: begin(inspection, entry(), DIRECTORY),
    )
    for move in moves:
        with pytest.raises(MoveRefused) as error:
            move()
        assert ("inspection-state", "state") in refused(error.value)
