"""Laws of an inspection's states: whatever the order of acts, and whoever acts."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import attrs
import inspection_values as values
from hypothesis import event, given, settings
from hypothesis import strategies as st

from random_inspection.domain.fieldwork import ResultCode, Told, VisitNotice
from random_inspection.domain.follow_up import DisposalKind
from random_inspection.domain.inspections import Inspection, InspectionState, Struck
from random_inspection.errors import InvalidInput, MoveRefused
from random_inspection.rules.casework import conclusion_moves, fieldwork_moves, follow_up_moves, visit_moves
from random_inspection.rules.casework.conclusion_moves import published_version
from random_inspection.rules.casework.inspection_moves import MOVES, visits
from random_inspection.rules.casework.substitution_moves import STRIKABLE

PEOPLE = st.sampled_from("甲乙丙孙")
STAGES = (
    *(values.ASSIGNED, values.CHOSEN, values.APPROVED, values.NOTIFIED, values.BEGUN, values.RECORDED, values.TOLD),
    *(values.CONCLUDED, values.REVIEWED, values.PUBLISHED, values.VIOLATING, values.DISPOSED),
    values.ordered(DisposalKind.TO_POLICE),
    values.correct(values.DISPOSED, ResultCode.UNREACHABLE),
    attrs.evolve(values.DISPOSED, archived=values.mark("赵")),
    attrs.evolve(values.NOTIFIED, struck=Struck(made=values.mark("赵"), evidence=(values.PHOTO,))),
)
Draw = Callable[[st.SearchStrategy[Any]], Any]


def _mark(draw: Draw) -> Any:
    return values.mark(draw(PEOPLE), 9, draw(st.sampled_from([None, "台账有误"])))


def _conclude(one: Inspection, draw: Draw) -> Inspection:
    act = draw(st.sampled_from([conclusion_moves.conclude, conclusion_moves.correct]))
    results = draw(st.lists(st.sampled_from(list(ResultCode)[:5]), min_size=1, max_size=2, unique=True))
    found = values.findings(*results)[: draw(st.integers(1, 2))]
    changed: Inspection = act(one, findings=found, opinion="无", suggestions=None, mark=_mark(draw))
    return changed


def _begin(one: Inspection, draw: Draw) -> Inspection:
    who = draw(st.sampled_from([("甲", "乙"), ("甲",), ("甲", "丙")]))
    at = values.entry(*who, code=draw(st.sampled_from([None, "QY-1"])), by=draw(PEOPLE))
    return visit_moves.begin(one, at, values.DIRECTORY, draw(st.sampled_from([None, None, "火情"])))


def _write(one: Inspection, draw: Draw) -> Inspection:
    digests = draw(st.sampled_from([(), (values.PHOTO,)]))
    return fieldwork_moves.write_record(one, values.record(evidence=digests), {values.PHOTO: values.evidence()})


def _tell(one: Inspection, draw: Draw) -> Inspection:
    return fieldwork_moves.tell_result(one, Told(told=_mark(draw), acknowledged=True))


def _order(one: Inspection, draw: Draw) -> Inspection:
    number = f"处-{len(one.disposals) + draw(st.integers(0, 1))}"
    return follow_up_moves.order_disposal(one, values.disposal(draw(st.sampled_from(DisposalKind)), number))


def _finish(one: Inspection, draw: Draw) -> Inspection:
    number, document = f"处-{draw(st.integers(0, 2))}", draw(st.sampled_from([None, "人社罚字〔2026〕3号"]))
    return follow_up_moves.finish_disposal(
        one, number, mark=_mark(draw), document=document, reinspected=draw(st.sampled_from([None, values.TODAY]))
    )


ACTS: tuple[Callable[[Inspection, Draw], Inspection], ...] = (
    lambda one, draw: visit_moves.choose_approach(
        one, draw(st.sampled_from([values.ON_SITE, values.WRITTEN])), values.METHODS
    ),
    lambda one, draw: visit_moves.approve_visit(one, _mark(draw)),
    lambda one, draw: visit_moves.notify(one, VisitNotice(number="检通7号", served=values.mark(draw(PEOPLE), 2))),
    _begin,
    lambda one, draw: visit_moves.report_emergency(one, _mark(draw)),
    _write,
    _tell,
    _conclude,
    lambda one, draw: conclusion_moves.review(one, passed=draw(st.booleans()), mark=_mark(draw)),
    lambda one, draw: conclusion_moves.published(one, draw(st.integers(1, 4)), _mark(draw)),
    lambda one, draw: conclusion_moves.published(one, len(one.conclusions), _mark(draw)),
    _order,
    _finish,
    lambda one, draw: follow_up_moves.record_receipt(one, "处-1", receipt="公受11号", mark=_mark(draw)),
    lambda one, draw: follow_up_moves.dispose(one, _mark(draw)),
)


def _histories(data: st.DataObject) -> list[Inspection]:
    """Return the stages that an inspection goes through in a random order of acts, from a random beginning."""
    history = [data.draw(st.sampled_from(STAGES))]
    for act in data.draw(st.lists(st.sampled_from(ACTS), min_size=4, max_size=25)):
        try:
            history.append(act(history[-1], data.draw))
        except (MoveRefused, InvalidInput):
            continue
    event(f"ends {history[-1].state.name}")
    return history


def test_law_the_table_has_every_state_and_each_can_be_reached() -> None:
    """No state is a dead name; and what the table says of striking out is what the rule of it does."""
    assert MOVES.keys() == set(InspectionState)
    assert frozenset().union(*MOVES.values()) == set(InspectionState) - {InspectionState.ASSIGNED}
    assert {state for state, after in MOVES.items() if InspectionState.STRUCK_OUT in after} == set(STRIKABLE)


@settings(max_examples=300)
@given(data=st.data())
def test_law_no_move_but_those_of_the_table(data: st.DataObject) -> None:
    """Every change of state is one that the table has; what is filed or struck out never changes at all."""
    history = _histories(data)
    for before, after in itertools.pairwise(history):
        assert after.state is before.state or after.state in MOVES[before.state]
    if history[0].state in (InspectionState.ARCHIVED, InspectionState.STRUCK_OUT):
        assert len(history) == 1


@settings(max_examples=300)
@given(data=st.data())
def test_law_nothing_is_public_without_a_second_person(data: st.DataObject) -> None:
    """Every published version passed the review of somebody who neither concluded it nor is in the team."""
    last = _histories(data)[-1]
    for version in last.conclusions:
        if version.published:
            assert version.review is not None
            assert version.review.passed
            assert version.review.made.by not in last.inspectors | {version.concluded.by}


@settings(max_examples=300)
@given(data=st.data())
def test_law_nobody_is_visited_without_approval_notice_or_emergency(data: st.DataObject) -> None:
    """Every visit that began has two certificates, and approval, notice and code, or an emergency; reported by the review."""
    for one in _histories(data):
        if one.entry is not None and visits(one):
            assert len({shown.inspector_id for shown in one.entry.certificates} & one.inspectors) >= 2
            assert one.emergency or (one.approved and one.notice and one.entry.code)
        if one.emergency is not None and any(version.review for version in one.conclusions):
            assert one.emergency.reported is not None


@settings(max_examples=300)
@given(data=st.data())
def test_law_what_was_written_stays(data: st.DataObject) -> None:
    """No act takes back a conclusion, its review or its publication; what the public reads only moves forward."""
    history = _histories(data)
    for before, after in itertools.pairwise(history):
        for old, new in zip(before.conclusions, after.conclusions, strict=False):
            assert (new.findings, new.concluded) == (old.findings, old.concluded)
            assert old.review in (None, new.review)
            assert old.published in (None, new.published)
        assert len(after.conclusions) >= len(before.conclusions)
        assert published_version(after) >= published_version(before)


@settings(max_examples=200)
@given(data=st.data())
def test_law_disposed_means_that_nothing_is_left(data: st.DataObject) -> None:
    """What is disposed of has no open disposal, and one at least where the public reads of a problem."""
    for one in _histories(data):
        if one.state is InspectionState.DISPOSED:
            assert all(disposal.finished for disposal in one.disposals)
            assert one.published is not None
            assert one.disposals or not one.published.has_problems
