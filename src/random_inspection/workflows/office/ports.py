"""What an office needs from outside, held in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from random_inspection.domain.inspections import Inspection
from random_inspection.domain.items import ItemList
from random_inspection.domain.registers import TargetEntry
from random_inspection.errors import InvalidInput, Message, NotStored, Where
from random_inspection.ports import Authority, Bundles, Clock, Entropy, EvidenceStore, Publisher, Store
from random_inspection.rules.casework.dues import DuePolicy, day_in_beijing
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.workflows.acts import ActPorts
from random_inspection.workflows.directories.registers import item_list_on, item_lists, targets_on
from random_inspection.workflows.reporting.report_facts import register_facts
from random_inspection.workflows.reporting.reports import RegisterFacts

NO_YEAR = Message("office-no-year", "found {found}, expected a year such as 2026", "应为年份，如 2026，实为 {found}")
NO_LIST = Message(
    "office-no-item-list",
    "the office has no list of items in force on {today}; adopt one first",
    "本机关{today}没有有效的抽查事项清单；请先采用清单",
)


@attrs.frozen(kw_only=True)
class Desk:
    """The ports of an office.

    Attributes:
        store: its records and its trail.
        evidence: photographs, documents, and the content of notices, by digest.
        bundles: the files of its draws.
        publisher: where the public reads.
        clock: tells when something is done.
        entropy: gives salts, and the secrets that the office contributes to draws.
        authority: says who may do what.
        working_days: the working days that deadlines are counted on.
        due_policy: how long things may take.
    """

    store: Store
    evidence: EvidenceStore
    bundles: Bundles
    publisher: Publisher
    clock: Clock
    entropy: Entropy
    authority: Authority
    working_days: WorkIndex = attrs.field(repr=False)
    due_policy: DuePolicy = attrs.field(factory=DuePolicy)

    @property
    def acting(self) -> ActPorts:
        """The ports that every act takes."""
        return ActPorts(store=self.store, clock=self.clock, entropy=self.entropy, authority=self.authority)

    def today(self) -> dt.date:
        """Return the day by the clock, in Beijing."""
        return day_in_beijing(self.clock.now())

    def list_in_force(self) -> ItemList:
        """Return the list of items in force today; raise `NotStored` where the office has none."""
        found = item_list_on(self.today(), store=self.store)
        if found is None:
            raise NotStored(NO_LIST.at(today=self.today()))
        return found

    def item_names(self) -> Mapping[str, str]:
        """Return the names of all items that are or were in the list, by code, as they stood last."""
        return {item.code: item.name for one in item_lists(store=self.store) for item in one.items}

    def facts(self, *tasks: str | None, classes: Mapping[str, str] | None = None) -> RegisterFacts:
        """Return what the registers know for reports on `tasks`, of which None is none."""
        targets = [one for task in tasks if task is not None for one in self.drawn(task)]
        return register_facts(store=self.store, targets=targets, classes=classes)

    def drawn(self, task_id: str) -> tuple[str, ...]:
        """Return the targets of a task's inspections."""
        with self.store.view() as view:
            return tuple(one.value.target_id for one in view.records.find(Inspection, task=task_id))

    def authorities(self, task_id: str) -> Mapping[str, str]:
        """Return who registered the targets of a task's inspections (登记机关), as far as the directory says it."""
        targets = self.drawn(task_id)
        with self.store.view() as view:
            entries = [view.records.get(TargetEntry, one) for one in targets]
        found = [entry.value.value for entry in entries if entry is not None]
        return {one.target_id: one.registration_authority for one in found if one.registration_authority}

    def districts(self, year: int) -> Mapping[str, str]:
        """Return the districts of all targets at the end of a year, or today where it is not over, by identifier.

        Raises:
            InvalidInput: no calendar has this year.
        """
        if not dt.MINYEAR <= year <= dt.MAXYEAR:
            raise InvalidInput(NO_YEAR.at(Where(path="year"), found=year))
        day = min(self.today(), dt.date(year, 12, 31))
        return {one.target_id: one.district or "" for one in targets_on(day, store=self.store)}
