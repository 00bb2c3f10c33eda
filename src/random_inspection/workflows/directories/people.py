"""Trainings that feed the directory of inspectors, integrity pledges, and complaints against inspectors (四(二), 四(三))."""

from __future__ import annotations

import datetime as dt
from typing import Any, Unpack

import attrs

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.inspectors import Inspector, Training
from random_inspection.domain.people import (
    ComplaintAboutInspector,
    ComplaintOutcome,
    IntegrityPledge,
    Referral,
    Settlement,
    TrainingEvent,
)
from random_inspection.domain.registers import InspectorEntry, Movement
from random_inspection.errors import Message, MoveRefused, Problem, Where
from random_inspection.ports import EvidenceStore, Store, Stored
from random_inspection.rules.casework.complaint_moves import OWN_CASE, note_result, refer, settle
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.rules.directories.register_moves import AHEAD
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.directories.known_people import KnownPeople
from random_inspection.workflows.directories.registers import entry_on, inspectors_on, write_entry

NOT_THERE_THEN = Message(
    "attendance-not-in-directory",
    "{found!r} was not in the directory of inspectors on {on}; correct the name, or record the training with their entry",
    "“{found}”在{on}不在检查人员名录中；请更正，或随其入库信息登记该培训",
)
NO_PROOF = Message(
    "training-evidence-absent",
    "there is no evidence with the digest {found}; store it first",
    "没有摘要为 {found} 的证据；请先上传",
)


def hold_training(
    order: Order,
    event_id: str,
    training: Training,
    attendance: tuple[str, ...],
    *,
    proofs: tuple[str, ...] = (),
    evidence: EvidenceStore,
    **ports: Unpack[ActPorts],
) -> Stored[TrainingEvent]:
    """Record a training that was held; who took part has it in the directory of inspectors from that day on.

    Clause: 四(二) 培训

    Args:
        order: who orders it, under which command.
        event_id: number of the event.
        training: what it was, when, and for which items.
        attendance: identifiers of the inspectors who took part.
        proofs: digests of what shows it, such as the list of signatures.
        evidence: where they are.
        **ports: see `perform`.

    Raises:
        MoveRefused: it lies ahead, somebody was not in the directory that day, a proof is not there, or no adopted list has
            an item that it was for; all findings.
    """

    def change(work: Work[Any]) -> Stored[TrainingEvent]:
        event = TrainingEvent(
            event_id=event_id, training=training, attendance=attendance, evidence=proofs, recorded=work.mark()
        )
        problems = [NO_PROOF.at(Where(path="evidence"), found=one) for one in proofs if not evidence.holds(one)]
        problems += KnownPeople.of(work.unit).unknown_items(training.items, "training.items")
        for index, inspector_id in enumerate(attendance):
            problems += _attend(work, event, index, inspector_id)
        if problems:
            raise MoveRefused(*problems)
        return work.create(event)

    return perform(Act.TRAINING_HOLD, order, Subject(kind="training", key=event_id), change, **ports)


def _attend(work: Work[Any], event: TrainingEvent, index: int, inspector_id: str) -> tuple[Problem, ...]:
    """Write the training into one entry of the directory; return why it cannot be."""
    training = event.training
    stored = work.unit.records.get(InspectorEntry, inspector_id)
    entry = entry_on(work.unit, stored, training.held_on) if stored else None
    if stored is None or entry is None or not entry.present:
        where = Where(path=f"attendance[{index}]")
        return (NOT_THERE_THEN.at(where, found=inspector_id, on=training.held_on),)
    if training in entry.value.trainings:
        return ()
    after = attrs.evolve(
        entry,
        value=attrs.evolve(entry.value, trainings=(*entry.value.trainings, training)),
        movement=Movement.CHANGED,
        on=training.held_on,
        source=f"培训 {event.event_id}",
        reason=training.title,
    )
    try:
        write_entry(work, stored, after)
    except MoveRefused as error:
        return error.problems
    return ()


def sign_pledge(order: Order, year: int, text: str, **ports: Unpack[ActPorts]) -> Stored[IntegrityPledge]:
    """Sign the pledge of integrity for a year: the actor, as an inspector of the directory, for themselves.

    Clause: 四(三) 廉洁

    Args:
        order: who signs, under which command.
        year: for which year.
        text: SHA-256 of the text that is pledged.
        **ports: see `perform`.

    Raises:
        NotStored: the actor is not in the directory of inspectors.
        InvalidInput: they have signed for the year already.
    """
    inspector_id = order.actor.actor_id

    def change(work: Work[Any]) -> Stored[IntegrityPledge]:
        work.get(InspectorEntry, inspector_id)
        return work.create(IntegrityPledge(inspector_id=inspector_id, year=year, text=text, signed=work.mark()))

    return perform(Act.PLEDGE_SIGN, order, Subject(kind="pledge", key=f"{inspector_id} {year}"), change, **ports)


def missing_pledges(year: int, on: dt.date, *, store: Store) -> tuple[Inspector, ...]:
    """Return the inspectors in the directory on a day who have not signed their pledge for a year.

    Clause: 四(三) 廉洁
    """
    with store.view() as view:
        signed = {stored.value.inspector_id for stored in view.records.find(IntegrityPledge, year=str(year))}
    return tuple(one for one in inspectors_on(on, store=store) if one.inspector_id not in signed)


def file_complaint(
    order: Order,
    complaint_id: str,
    inspector_id: str,
    *,
    received_on: dt.date,
    source: str,
    content: str,
    complainant: str | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[ComplaintAboutInspector]:
    """Take in a complaint against an inspector; whoever it is about neither takes it in nor handles it.

    Clause: 四(三) 廉洁

    Args:
        order: who takes it in, under which command.
        complaint_id: its number.
        inspector_id: whom it is about.
        received_on: when it came in.
        source: by which way.
        content: what it says.
        complainant: who complained; None where they did not say.
        **ports: see `perform`.

    Raises:
        NotStored: nobody in the directory of inspectors has this identifier, or ever had.
        NotAuthorised: the actor may not.
        MoveRefused: it is about the actor, or came in after today.
    """

    def change(work: Work[Any]) -> Stored[ComplaintAboutInspector]:
        _allow(work, inspector_id)
        work.get(InspectorEntry, inspector_id)
        mark = work.mark()
        today = day_in_beijing(work.at)
        problems = [OWN_CASE.at(key=complaint_id, by=mark.by)] if mark.by == inspector_id else []
        if received_on > today:
            problems.append(AHEAD.at(Where(path="received_on"), on=received_on, today=today))
        if problems:
            raise MoveRefused(*problems)
        return work.create(
            ComplaintAboutInspector(
                complaint_id=complaint_id,
                inspector_id=inspector_id,
                received_on=received_on,
                source=source,
                content=content,
                complainant=complainant,
                filed=mark,
            )
        )

    return perform(Act.COMPLAINT_FILE, order, Subject(kind="complaint", key=complaint_id), change, **ports)


def settle_complaint(
    order: Order, complaint_id: str, outcome: ComplaintOutcome, measures: str, **ports: Unpack[ActPorts]
) -> Stored[ComplaintAboutInspector]:
    """Say what the office found of a complaint, and did about it; not by whom it is about.

    Clause: 四(三) 廉洁

    Raises:
        MoveRefused: it is settled or referred already, or about the actor.
    """

    def change(work: Work[Any]) -> Stored[ComplaintAboutInspector]:
        before = _complaint(work, complaint_id)
        found = Settlement(outcome=outcome, measures=measures, settled=work.mark())
        return work.update(before, settle(before.value, found))

    return _decide(order, complaint_id, change, **ports)


def refer_complaint(
    order: Order, complaint_id: str, to: str, document: str, **ports: Unpack[ActPorts]
) -> Stored[ComplaintAboutInspector]:
    """Hand a complaint to somebody else, such as 纪检监察机关, with a letter; not by whom it is about.

    Clause: 四(三) 廉洁

    Raises:
        MoveRefused: it was handed over already, or is about the actor.
    """

    def change(work: Work[Any]) -> Stored[ComplaintAboutInspector]:
        before = _complaint(work, complaint_id)
        return work.update(before, refer(before.value, Referral(to=to, document=document, referred=work.mark())))

    return _decide(order, complaint_id, change, **ports)


def note_referral_result(
    order: Order, complaint_id: str, result: str, **ports: Unpack[ActPorts]
) -> Stored[ComplaintAboutInspector]:
    """Note what became of a complaint that was handed over; not by whom it is about.

    Clause: 四(三) 廉洁

    Raises:
        MoveRefused: it was not handed over, its result is known already, or it is about the actor.
    """

    def change(work: Work[Any]) -> Stored[ComplaintAboutInspector]:
        before = _complaint(work, complaint_id)
        return work.update(before, note_result(before.value, result, work.mark()))

    return _decide(order, complaint_id, change, **ports)


def _decide(order: Order, complaint_id: str, change: Any, **ports: Unpack[ActPorts]) -> Stored[ComplaintAboutInspector]:
    subject = Subject(kind="complaint", key=complaint_id)
    found: Stored[ComplaintAboutInspector] = perform(Act.COMPLAINT_DECIDE, order, subject, change, **ports)
    return found


def _complaint(work: Work[Any], complaint_id: str) -> Stored[ComplaintAboutInspector]:
    stored: Stored[ComplaintAboutInspector] = work.get(ComplaintAboutInspector, complaint_id)
    _allow(work, stored.value.inspector_id)
    return stored


def _allow(work: Work[Any], inspector_id: str) -> None:
    work.allow({"concerned": frozenset({inspector_id})})
