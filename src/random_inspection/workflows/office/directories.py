"""The list of items, the two directories, and the people of the office (二(二)–二(六), 四(二), 四(三))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from random_inspection.domain.acts import Order
from random_inspection.domain.draws import Quota, Share
from random_inspection.domain.fields import Digest
from random_inspection.domain.inspectors import Inspector, Interest, Training
from random_inspection.domain.items import ItemList
from random_inspection.domain.people import ComplaintAboutInspector, ComplaintOutcome, IntegrityPledge, TrainingEvent
from random_inspection.domain.registers import (
    AdoptedItems,
    InspectorEntry,
    Movement,
    Synchronisation,
    SyncReport,
    TargetEntry,
)
from random_inspection.domain.targets import Target
from random_inspection.drawing.selection import Selection
from random_inspection.ports import Stored
from random_inspection.rules.directories.synchronising import TENTH, Extract, Tell
from random_inspection.workflows.directories import (
    directory_frames,
    interest_tables,
    known_people,
    people,
    registers,
    synchronising,
)
from random_inspection.workflows.directories.directory_frames import Field
from random_inspection.workflows.directories.known_people import KnownPeople
from random_inspection.workflows.directories.register_lines import RegisterExtract
from random_inspection.workflows.directories.registers import E
from random_inspection.workflows.office.ports import Desk


class DirectoriesDesk(Desk):
    """The list of items, the two directories, and the people of the office (二(二)–二(六), 四(二), 四(三))."""

    __slots__ = ()

    def adopt_item_list(self, order: Order, items: ItemList, *, source: str, reason: str) -> Stored[AdoptedItems]:
        """Adopt a version of the list of inspection items; it takes over on its first day, and the earlier ones stay.

        See `random_inspection.workflows.directories.registers.adopt_item_list`.
        """
        return registers.adopt_item_list(order, items, source=source, reason=reason, **self.acting)

    def item_lists(self) -> tuple[ItemList, ...]:
        """Return every version of the list that was adopted, oldest first; each ends where the next one takes over.

        See `random_inspection.workflows.directories.registers.item_lists`.
        """
        return registers.item_lists(store=self.store)

    def item_list_on(self, day: dt.date) -> ItemList | None:
        """Return the version of the list in force on a day; None where none was.

        See `random_inspection.workflows.directories.registers.item_list_on`.
        """
        return registers.item_list_on(day, store=self.store)

    def change_target(
        self, order: Order, target: Target, movement: Movement, *, on: dt.date, source: str, reason: str
    ) -> Stored[TargetEntry]:
        """Record a dated change of the directory of targets: who comes, changes or goes.

        See `random_inspection.workflows.directories.registers.change_target`.
        """
        return registers.change_target(order, target, movement, on=on, source=source, reason=reason, **self.acting)

    def change_inspector(
        self, order: Order, inspector: Inspector, movement: Movement, *, on: dt.date, source: str, reason: str
    ) -> Stored[InspectorEntry]:
        """Record a dated change of the directory of inspectors, as `change_target` does.

        See `random_inspection.workflows.directories.registers.change_inspector`.
        """
        return registers.change_inspector(
            order, inspector, movement, on=on, source=source, reason=reason, **self.acting
        )

    def declare_interests(
        self, order: Order, inspector_id: str, interests: tuple[Interest, ...], *, source: str
    ) -> Stored[InspectorEntry]:
        """Record interests of an inspector in the directory, from today on, beside those that are there.

        See `random_inspection.workflows.directories.interest_tables.declare_interests`.
        """
        return interest_tables.declare_interests(order, inspector_id, interests, source=source, **self.acting)

    def targets_on(self, day: dt.date) -> Iterator[Target]:
        """Yield the targets that were in the directory on a day, as they stood then, by identifier.

        See `random_inspection.workflows.directories.registers.targets_on`.
        """
        return registers.targets_on(day, store=self.store)

    def inspectors_on(self, day: dt.date) -> Iterator[Inspector]:
        """Yield the inspectors that were in the directory on a day, as `targets_on` does.

        See `random_inspection.workflows.directories.registers.inspectors_on`.
        """
        return registers.inspectors_on(day, store=self.store)

    def directory_sizes(self, by: Field) -> Mapping[str, int]:
        """Return how many targets may be drawn from every stratum: those that are in the directory and 存续.

        See `random_inspection.workflows.directories.directory_frames.directory_sizes`.
        """
        return directory_frames.directory_sizes(by, store=self.store)

    def select_from_directory(
        self,
        by: Field,
        quotas: Mapping[str, Quota],
        *,
        seed: str,
        reserve: int = 0,
        shares: Sequence[Share] = (),
        digest: Digest = "sha256",
    ) -> Selection:
        """Draw from everybody who is in the directory and 存续, in strata by one of their fields.

        See `random_inspection.workflows.directories.directory_frames.select_from_directory`.
        """
        return directory_frames.select_from_directory(
            by, quotas, seed=seed, store=self.store, reserve=reserve, shares=shares, digest=digest
        )

    def entry_history(self, kind: type[E], key: str) -> tuple[E, ...]:
        """Return what happened to an entry of a directory, by day: when, what, from which source, and why.

        See `random_inspection.workflows.directories.registers.entry_history`.
        """
        return registers.entry_history(kind, key, store=self.store)

    def preview_targets(self, extract: Extract[Target] | RegisterExtract, *, tell: Tell | None = None) -> SyncReport:
        """Return what synchronising the directory of targets with an extract would change; nothing is written.

        See `random_inspection.workflows.directories.synchronising.preview_targets`.
        """
        return synchronising.preview_targets(extract, store=self.store, tell=tell)

    def known_people(self) -> KnownPeople:
        """Return the items and certificates that an extract of inspectors is checked against when it is read.

        See `random_inspection.workflows.directories.known_people.known_people`.
        """
        return known_people.known_people(store=self.store)

    def preview_inspectors(self, extract: Extract[Inspector], *, tell: Tell | None = None) -> SyncReport:
        """Return what synchronising the directory of inspectors with an extract would change; nothing is written.

        See `random_inspection.workflows.directories.synchronising.preview_inspectors`.
        """
        return synchronising.preview_inspectors(extract, store=self.store, tell=tell)

    def synchronise_targets(
        self,
        order: Order,
        extract: Extract[Target] | RegisterExtract,
        *,
        threshold: Fraction = TENTH,
        confirmed: str | None = None,
    ) -> Stored[Synchronisation]:
        """Bring the directory of targets up to date with an extract, whole or not at all, as one act.

        See `random_inspection.workflows.directories.synchronising.synchronise_targets`.
        """
        return synchronising.synchronise_targets(
            order, extract, threshold=threshold, confirmed=confirmed, **self.acting
        )

    def synchronise_inspectors(
        self, order: Order, extract: Extract[Inspector], *, threshold: Fraction = TENTH, confirmed: str | None = None
    ) -> Stored[Synchronisation]:
        """Bring the directory of inspectors up to date with an extract, as `synchronise_targets` does.

        See `random_inspection.workflows.directories.synchronising.synchronise_inspectors`.
        """
        return synchronising.synchronise_inspectors(
            order, extract, threshold=threshold, confirmed=confirmed, **self.acting
        )

    def hold_training(
        self,
        order: Order,
        event_id: str,
        training: Training,
        attendance: tuple[str, ...],
        *,
        proofs: tuple[str, ...] = (),
    ) -> Stored[TrainingEvent]:
        """Record a training that was held; who took part has it in the directory of inspectors from that day on.

        See `random_inspection.workflows.directories.people.hold_training`.
        """
        return people.hold_training(
            order, event_id, training, attendance, proofs=proofs, evidence=self.evidence, **self.acting
        )

    def sign_pledge(self, order: Order, year: int, text: str) -> Stored[IntegrityPledge]:
        """Sign the pledge of integrity for a year: the actor, as an inspector of the directory, for themselves.

        See `random_inspection.workflows.directories.people.sign_pledge`.
        """
        return people.sign_pledge(order, year, text, **self.acting)

    def missing_pledges(self, year: int, on: dt.date) -> tuple[Inspector, ...]:
        """Return the inspectors in the directory on a day who have not signed their pledge for a year.

        See `random_inspection.workflows.directories.people.missing_pledges`.
        """
        return people.missing_pledges(year, on, store=self.store)

    def file_complaint(
        self,
        order: Order,
        complaint_id: str,
        inspector_id: str,
        *,
        received_on: dt.date,
        source: str,
        content: str,
        complainant: str | None = None,
    ) -> Stored[ComplaintAboutInspector]:
        """Take in a complaint against an inspector; whoever it is about neither takes it in nor handles it.

        See `random_inspection.workflows.directories.people.file_complaint`.
        """
        return people.file_complaint(
            order,
            complaint_id,
            inspector_id,
            received_on=received_on,
            source=source,
            content=content,
            complainant=complainant,
            **self.acting,
        )

    def settle_complaint(
        self, order: Order, complaint_id: str, outcome: ComplaintOutcome, measures: str
    ) -> Stored[ComplaintAboutInspector]:
        """Say what the office found of a complaint, and did about it; not by whom it is about.

        See `random_inspection.workflows.directories.people.settle_complaint`.
        """
        return people.settle_complaint(order, complaint_id, outcome, measures, **self.acting)

    def refer_complaint(
        self, order: Order, complaint_id: str, to: str, document: str
    ) -> Stored[ComplaintAboutInspector]:
        """Hand a complaint to somebody else, such as 纪检监察机关, with a letter; not by whom it is about.

        See `random_inspection.workflows.directories.people.refer_complaint`.
        """
        return people.refer_complaint(order, complaint_id, to, document, **self.acting)

    def note_referral_result(self, order: Order, complaint_id: str, result: str) -> Stored[ComplaintAboutInspector]:
        """Note what became of a complaint that was handed over; not by whom it is about.

        See `random_inspection.workflows.directories.people.note_referral_result`.
        """
        return people.note_referral_result(order, complaint_id, result, **self.acting)
