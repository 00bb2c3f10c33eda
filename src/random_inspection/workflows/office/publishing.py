"""What the public reads: issued, delivered, checked where it stands (二(二), 二(四), 二(六), 三(五), 三(六), 四(三))."""

from __future__ import annotations

from random_inspection.domain.acts import Order
from random_inspection.domain.notices import Notice, NoticeKind
from random_inspection.ports import Stored
from random_inspection.rules.openness.page_differences import Difference
from random_inspection.rules.openness.public_tables import PublicTable
from random_inspection.rules.openness.public_views import PublicTarget
from random_inspection.workflows.directories.public_registers import inspector_listing, item_listing, target_listing
from random_inspection.workflows.directories.registers import inspectors_on, targets_on
from random_inspection.workflows.inputs.tables import Table
from random_inspection.workflows.office.ports import Desk
from random_inspection.workflows.openness import (
    delivery,
    draw_disclosure,
    due_notices,
    frame_lists,
    issuing,
    platform_tables,
    publication,
)
from random_inspection.workflows.openness.draw_disclosure import Disclosure
from random_inspection.workflows.openness.due_notices import DueNotice
from random_inspection.workflows.openness.issuing import Draft
from random_inspection.workflows.openness.publication import UPDATED


class PublishingDesk(Desk):
    """What the public reads: issued, delivered, checked where it stands (二(二), 二(四), 二(六), 三(五), 三(六), 四(三))."""

    __slots__ = ()

    def publish_item_list(self, order: Order, *, agency: str, reason: str = UPDATED) -> Stored[Notice]:
        """Publish the list of items in force today; each change of it is a new version."""
        table = item_listing(self.list_in_force())
        return self._publish_register(order, NoticeKind.ITEM_LIST, table, agency, reason)

    def publish_targets(self, order: Order, *, agency: str, reason: str = UPDATED) -> Stored[Notice]:
        """Publish the directory of targets as it stands today; each change of it is a new version."""
        table = target_listing(targets_on(self.today(), store=self.store))
        return self._publish_register(order, NoticeKind.TARGETS, table, agency, reason)

    def publish_inspectors(self, order: Order, *, agency: str, reason: str = UPDATED) -> Stored[Notice]:
        """Publish the directory of inspectors as it stands today; each change of it is a new version."""
        table = inspector_listing(inspectors_on(self.today(), store=self.store))
        return self._publish_register(order, NoticeKind.INSPECTORS, table, agency, reason)

    def _publish_register(
        self, order: Order, kind: NoticeKind, table: PublicTable, agency: str, reason: str
    ) -> Stored[Notice]:
        return publication.publish_register(
            order, kind, [table], agency=agency, reason=reason, evidence=self.evidence, **self.acting
        )

    def publish_plan(self, order: Order, plan_id: str) -> Stored[Notice]:
        """Publish an approved plan with its tasks as they stand.

        See `random_inspection.workflows.openness.publication.publish_plan`.
        """
        return publication.publish_plan(order, plan_id, names=self.item_names(), evidence=self.evidence, **self.acting)

    def publish_task(self, order: Order, task_id: str) -> Stored[Notice]:
        """Publish an announced task; published again once it is cancelled, it says so and why.

        See `random_inspection.workflows.openness.publication.publish_task`.
        """
        return publication.publish_task(
            order,
            task_id,
            names=self.item_names(),
            targets=self.frame_list(task_id),
            evidence=self.evidence,
            **self.acting,
        )

    def frame_list(self, task_id: str) -> tuple[PublicTarget, ...]:
        """Return the targets of a task's frame, as the directory names them; none where it is drawn elsewhere.

        See `random_inspection.workflows.openness.frame_lists.frame_list`.
        """
        return frame_lists.frame_list(task_id, store=self.store, bundles=self.bundles)

    def publish_draw(self, order: Order, task_id: str, disclosure: Disclosure) -> Stored[Notice]:
        """Publish the draw of a task.

        See `random_inspection.workflows.openness.draw_disclosure.publish_draw`.
        """
        return draw_disclosure.publish_draw(
            order,
            task_id,
            disclosure,
            names=self.item_names(),
            bundles=self.bundles,
            authorities=self.authorities(task_id),
            evidence=self.evidence,
            **self.acting,
        )

    def publish_result(self, order: Order, inspection_id: str) -> Stored[Notice]:
        """Publish the result of an inspection, item by item, once its last version has passed its review.

        See `random_inspection.workflows.openness.publication.publish_result`.
        """
        return publication.publish_result(
            order, inspection_id, names=self.item_names(), evidence=self.evidence, **self.acting
        )

    def publish_figures(self, order: Order, year: int, *, agency: str) -> Stored[Notice]:
        """Publish the figures of a year as they stand; published again, they are a new version.

        See `random_inspection.workflows.openness.publication.publish_figures`.
        """
        districts = self.districts(year)
        return publication.publish_figures(
            order,
            year,
            agency=agency,
            names=self.item_names(),
            districts=districts,
            directory=districts.keys(),
            evidence=self.evidence,
            **self.acting,
        )

    def issue_notice(self, order: Order, draft: Draft) -> Stored[Notice]:
        """Issue a notice of the host's own: it is in the outbox from here on, until it is delivered.

        See `random_inspection.workflows.openness.issuing.issue_notice`.
        """
        return issuing.issue_notice(order, draft, evidence=self.evidence, **self.acting)

    def deliver_pending(self, order: Order) -> tuple[Stored[Notice], ...]:
        """Deliver every notice that waits for it, or failed before, and return them as they stand since.

        See `random_inspection.workflows.openness.delivery.deliver_pending`.
        """
        return delivery.deliver_pending(order, publisher=self.publisher, evidence=self.evidence, **self.acting)

    def deliver_notice(self, order: Order, key: str) -> Stored[Notice]:
        """Deliver one notice; where that fails, the failure is recorded, and the notice can be delivered again.

        See `random_inspection.workflows.openness.delivery.deliver_notice`.
        """
        return delivery.deliver_notice(order, key, publisher=self.publisher, evidence=self.evidence, **self.acting)

    def check_published(self, order: Order, key: str, *, screenshot: bytes | None = None) -> Stored[Notice]:
        """Look whether a delivered notice stands where the public reads it, byte by byte, and file the proof.

        See `random_inspection.workflows.openness.delivery.check_published`.
        """
        return delivery.check_published(
            order, key, publisher=self.publisher, evidence=self.evidence, screenshot=screenshot, **self.acting
        )

    def standing(self) -> tuple[str, ...]:
        """Return the keys of the notices that are to stand where the public reads, whether anybody looked or not.

        See `random_inspection.workflows.openness.delivery.standing`.
        """
        return delivery.standing(self.store)

    def strangers(self) -> tuple[str, ...]:
        """Return where the public reads something that no notice put there, in order.

        See `random_inspection.workflows.openness.delivery.strangers`.
        """
        return delivery.strangers(publisher=self.publisher, store=self.store)

    def due_notices(self) -> tuple[DueNotice, ...]:
        """Return what may be published and is not: plans, tasks, those cancelled since as well, draws, results and corrections.

        See `random_inspection.workflows.openness.due_notices.due_notices`.
        """
        return due_notices.due_notices(store=self.store)

    def waiting(self) -> tuple[str, ...]:
        """Return the keys of the notices that have yet to be delivered, a notice's versions in order.

        See `random_inspection.workflows.openness.delivery.waiting`.
        """
        return delivery.waiting(self.store)

    def platform_table(self, task_id: str) -> PublicTable:
        """Return the published results of a task in the platform's column order, whoever drew it.

        See `random_inspection.workflows.openness.platform_tables.platform_table`.
        """
        return platform_tables.platform_table(task_id, names=self.item_names(), store=self.store)

    def compare_page(self, task_id: str, page: Table) -> tuple[Difference, ...]:
        """Return what the public page of the platform shows differently from the published results of a task.

        See `random_inspection.workflows.openness.platform_tables.compare_page`.
        """
        return platform_tables.compare_page(task_id, page, names=self.item_names(), store=self.store)
