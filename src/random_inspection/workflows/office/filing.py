"""Reports and archives (二(八), 三(五))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from random_inspection.domain.acts import Order
from random_inspection.domain.archives import Archive, ArchiveKind, Retention
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.errors import Problem
from random_inspection.ports import Stored
from random_inspection.workflows.archives import archive, archive_export
from random_inspection.workflows.office.ports import Desk
from random_inspection.workflows.reporting import report_documents, submissions
from random_inspection.workflows.reporting.documents import Document


class FilingDesk(Desk):
    """Reports and archives (二(八), 三(五))."""

    __slots__ = ()

    def submit_summary(self, order: Order, inspection_id: str) -> Stored[Report]:
        """Submit the summary of an inspection to its unit; again after a correction, it is the next version.

        See `random_inspection.workflows.reporting.submissions.submit_summary`.
        """
        return submissions.submit_summary(order, inspection_id, facts=self.facts(), **self.acting)

    def submit_report(
        self,
        order: Order,
        task_id: str,
        kind: ReportKind,
        *,
        recipient: str,
        compare_with: str | None = None,
        classes: Mapping[str, str] | None = None,
    ) -> Stored[Report]:
        """Submit the analysis of a task, or the final report on it; again, it is the next version.

        See `random_inspection.workflows.reporting.submissions.submit_report`.
        """
        return submissions.submit_report(
            order,
            task_id,
            kind,
            recipient=recipient,
            facts=self.facts(task_id, compare_with, classes=classes),
            compare_with=compare_with,
            **self.acting,
        )

    def figures_document(self, year: int, *, signatory: str, on: dt.date) -> Document:
        """Return the page of the figures of a year as they stand.

        See `random_inspection.workflows.reporting.report_documents.figures_document`.
        """
        return report_documents.figures_document(
            year, store=self.store, districts=self.districts(year), signatory=signatory, on=on
        )

    def missing_in_inspection(self, inspection_id: str) -> tuple[Problem, ...]:
        """Return everything that the file of an inspection lacks; nothing where it is complete.

        See `random_inspection.workflows.archives.archive.missing_in_inspection`.
        """
        return archive.missing_in_inspection(inspection_id, store=self.store, evidence=self.evidence)

    def missing_in_task(self, task_id: str) -> tuple[Problem, ...]:
        """Return everything that the file of a task lacks; see `missing_in_inspection`.

        See `random_inspection.workflows.archives.archive.missing_in_task`.
        """
        return archive.missing_in_task(task_id, store=self.store, evidence=self.evidence, bundles=self.bundles)

    def archive_inspection(
        self, order: Order, inspection_id: str, *, retention: Retention, checkpoint: bytes | None = None
    ) -> Stored[Archive]:
        """Close the file of an inspection.

        See `random_inspection.workflows.archives.archive.archive_inspection`.
        """
        return archive.archive_inspection(
            order, inspection_id, retention=retention, evidence=self.evidence, checkpoint=checkpoint, **self.acting
        )

    def archive_task(
        self, order: Order, task_id: str, *, retention: Retention, checkpoint: bytes | None = None
    ) -> Stored[Archive]:
        """Close the file of a task, when those of its inspections are closed; it holds their manifests.

        See `random_inspection.workflows.archives.archive.archive_task`.
        """
        return archive.archive_task(
            order,
            task_id,
            retention=retention,
            evidence=self.evidence,
            bundles=self.bundles,
            checkpoint=checkpoint,
            **self.acting,
        )

    def export_archive(self, kind: ArchiveKind, subject: str) -> Iterator[tuple[str, bytes]]:
        """Yield the files of an archive, path and bytes, each checked against the manifest; the list of digests comes last.

        See `random_inspection.workflows.archives.archive_export.export_archive`.
        """
        return archive_export.export_archive(
            kind, subject, store=self.store, evidence=self.evidence, bundles=self.bundles
        )
