"""What is due, what happened, and whether the trail is whole (三(五), 二(八))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from random_inspection.domain import acts
from random_inspection.domain.acts import Order, Subject
from random_inspection.domain.erasures import Erasure
from random_inspection.ports import Stored
from random_inspection.proofs.checkpoints import Checkpoint
from random_inspection.proofs.notes import NoteSigner
from random_inspection.proofs.receipts import Receipt
from random_inspection.rules.admission.visits import Visits
from random_inspection.rules.casework.dues import DueChange
from random_inspection.rules.coverage_of_year.ledger import Event
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.workflows.office.ports import Desk
from random_inspection.workflows.oversight import (
    due_lists,
    histories,
    office_facts,
    office_status,
    repeated_orders,
    trail_checks,
)
from random_inspection.workflows.oversight.due_lists import DueList
from random_inspection.workflows.oversight.histories import Step
from random_inspection.workflows.oversight.office_status import OfficeStatus
from random_inspection.workflows.oversight.trail_checks import TrailCheck


class OversightDesk(Desk):
    """What is due, what happened, and whether the trail is whole (三(五), 二(八))."""

    __slots__ = ()

    def list_dues(self, on: dt.date, *, unit: str | None = None, person: str | None = None) -> DueList:
        """Return what has to be done, of the whole office or of a unit or a person.

        See `random_inspection.workflows.oversight.due_lists.list_dues`.
        """
        return due_lists.list_dues(
            on, store=self.store, index=self.working_days, policy=self.due_policy, unit=unit, person=person
        )

    def office_status(self, on: dt.date) -> OfficeStatus:
        """Return how the office stands on a day, all of it at one moment of the store.

        See `random_inspection.workflows.oversight.office_status.office_status`.
        """
        return office_status.office_status(on, store=self.store, index=self.working_days, policy=self.due_policy)

    def recompute_dues(self, on: dt.date, *, before: WorkIndex, after: WorkIndex) -> tuple[DueChange, ...]:
        """Return which due dates are another day or range by another calendar, such as after the notice of a new year.

        See `random_inspection.workflows.oversight.due_lists.recompute_dues`.
        """
        return due_lists.recompute_dues(on, store=self.store, before=before, after=after, policy=self.due_policy)

    def ledger_events(self, year: int) -> tuple[Event, ...]:
        """Return the events of every draw that has one in a year: drawn, moved up, inspected, struck out.

        See `random_inspection.workflows.oversight.office_facts.ledger_events`.
        """
        return office_facts.ledger_events(year, store=self.store)

    def visits(self) -> Visits:
        """Return the inspections that were held, for caps and rotation.

        See `random_inspection.workflows.oversight.office_facts.visits`.
        """
        return office_facts.visits(store=self.store)

    def inspection_story(self, inspection_id: str) -> tuple[Step, ...]:
        """Return everything that happened to an inspection: its own events, those of its task, and of everything about it.

        See `random_inspection.workflows.oversight.histories.inspection_story`.
        """
        return histories.inspection_story(inspection_id, store=self.store)

    def story(self, subject: Subject) -> tuple[Step, ...]:
        """Return the events about one record, in their order; none where the trail knows nothing of it.

        See `random_inspection.workflows.oversight.histories.story`.
        """
        return histories.story(subject, store=self.store)

    def carried_out(self, command: str) -> acts.Event | None:
        """Return the event of a command that was carried out; None where it was not.

        See `random_inspection.workflows.oversight.repeated_orders.carried_out`.
        """
        return repeated_orders.carried_out(command, store=self.store)

    def check_trail(self, *, checkpoints: Iterable[Checkpoint] = ()) -> TrailCheck:
        """Check every event of the trail and every version of every record against it.

        See `random_inspection.workflows.oversight.trail_checks.check_trail`.
        """
        return trail_checks.check_trail(store=self.store, checkpoints=checkpoints)

    def make_checkpoint(self, origin: str, signers: Sequence[NoteSigner]) -> bytes:
        """Return a signed checkpoint of the trail as it stands, for others to keep: a C2SP signed note.

        See `random_inspection.workflows.oversight.trail_checks.make_checkpoint`.
        """
        return trail_checks.make_checkpoint(origin, signers, store=self.store)

    def prove_event(self, seq: int, checkpoint: bytes) -> Receipt:
        """Return the proof that the trail holds one event, without the others, under a checkpoint that was published.

        See `random_inspection.workflows.oversight.trail_checks.prove_event`.
        """
        return trail_checks.prove_event(seq, checkpoint, store=self.store)

    def erase_content(self, order: Order, subject: Subject, version: int, *, basis: str) -> Stored[Erasure]:
        """Delete the content of an earlier version of a record because a law wants it; its proof stays whole.

        See `random_inspection.workflows.oversight.trail_checks.erase_content`.
        """
        return trail_checks.erase_content(order, subject, version, basis=basis, **self.acting)
