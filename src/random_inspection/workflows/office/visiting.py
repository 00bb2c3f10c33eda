"""Visits, their records and evidence, conclusions, and what follows (三(二)–三(四), 二(九))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence

from random_inspection.domain.acts import Order
from random_inspection.domain.fieldwork import Evidence, Finding
from random_inspection.domain.follow_up import DisposalKind
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.items import Method
from random_inspection.ports import Stored
from random_inspection.workflows.casework import conclusions, fieldwork, follow_up, record_sheets, visits
from random_inspection.workflows.casework import evidence as evidence_acts
from random_inspection.workflows.casework.record_sheets import Imported, Sheet
from random_inspection.workflows.inputs.tables import Table
from random_inspection.workflows.office.ports import Desk


class VisitingDesk(Desk):
    """Visits, their records and evidence, conclusions, and what follows (三(二)–三(四), 二(九))."""

    __slots__ = ()

    def choose_approach(
        self, order: Order, inspection_id: str, *, method: Method, spared: str | None = None, version: int | None = None
    ) -> Stored[Inspection]:
        """Decide how a target is inspected; `spared` says why no method that spares the visit does, where it is visited.

        See `random_inspection.workflows.casework.visits.choose_approach`.
        """
        return visits.choose_approach(
            order, inspection_id, method=method, spared=spared, version=version, **self.acting
        )

    def approve_visit(
        self, order: Order, inspection_id: str, *, note: str | None = None, version: int | None = None
    ) -> Stored[Inspection]:
        """Approve a visit (行政检查审批).

        See `random_inspection.workflows.casework.visits.approve_visit`.
        """
        return visits.approve_visit(order, inspection_id, note=note, version=version, **self.acting)

    def serve_notice(
        self, order: Order, inspection_id: str, *, number: str, how: str | None = None, version: int | None = None
    ) -> Stored[Inspection]:
        """Record that the notice (行政检查通知书) of this number was served, and how.

        See `random_inspection.workflows.casework.visits.serve_notice`.
        """
        return visits.serve_notice(order, inspection_id, number=number, how=how, version=version, **self.acting)

    def begin_inspection(
        self,
        order: Order,
        inspection_id: str,
        *,
        code: str | None = None,
        certificates: Mapping[str, str] | None = None,
        emergency: str | None = None,
        version: int | None = None,
    ) -> Stored[Inspection]:
        """Begin an inspection.

        See `random_inspection.workflows.casework.visits.begin_inspection`.
        """
        return visits.begin_inspection(
            order,
            inspection_id,
            code=code,
            certificates=certificates,
            emergency=emergency,
            version=version,
            **self.acting,
        )

    def report_emergency(
        self, order: Order, inspection_id: str, *, note: str | None = None, version: int | None = None
    ) -> Stored[Inspection]:
        """Report afterwards what could not wait.

        See `random_inspection.workflows.casework.visits.report_emergency`.
        """
        return visits.report_emergency(order, inspection_id, note=note, version=version, **self.acting)

    def add_evidence(
        self,
        order: Order,
        inspection_id: str,
        data: bytes,
        *,
        taken_at: dt.datetime,
        caption: str,
        place: str | None = None,
    ) -> Stored[Evidence]:
        """Add a photograph or document to an inspection; the same bytes again are the evidence that is there already.

        See `random_inspection.workflows.casework.evidence.add_evidence`.
        """
        return evidence_acts.add_evidence(
            order,
            inspection_id,
            data,
            taken_at=taken_at,
            caption=caption,
            place=place,
            evidence=self.evidence,
            **self.acting,
        )

    def write_record(
        self,
        order: Order,
        inspection_id: str,
        *,
        began_at: dt.datetime,
        ended_at: dt.datetime,
        place: str,
        content: str,
        situation: str,
        evidence: tuple[str, ...] = (),
        version: int | None = None,
    ) -> Stored[Inspection]:
        """Write the record of an inspection (现场检查记录), or write it anew before it is concluded.

        See `random_inspection.workflows.casework.fieldwork.write_record`.
        """
        return fieldwork.write_record(
            order,
            inspection_id,
            began_at=began_at,
            ended_at=ended_at,
            place=place,
            content=content,
            situation=situation,
            evidence=evidence,
            version=version,
            **self.acting,
        )

    def tell_result(
        self,
        order: Order,
        inspection_id: str,
        *,
        acknowledged: bool,
        refusal: str | None = None,
        version: int | None = None,
    ) -> Stored[Inspection]:
        """Record that the target was told the result: that it signed, or in `refusal` what it said, and who saw it.

        See `random_inspection.workflows.casework.fieldwork.tell_result`.
        """
        return fieldwork.tell_result(
            order, inspection_id, acknowledged=acknowledged, refusal=refusal, version=version, **self.acting
        )

    def conclude(
        self,
        order: Order,
        inspection_id: str,
        *,
        findings: Sequence[Finding],
        opinion: str,
        suggestions: str | None = None,
        note: str | None = None,
        version: int | None = None,
    ) -> Stored[Inspection]:
        """Conclude an inspection, or conclude again what was returned.

        See `random_inspection.workflows.casework.conclusions.conclude`.
        """
        return conclusions.conclude(
            order,
            inspection_id,
            findings=findings,
            opinion=opinion,
            suggestions=suggestions,
            note=note,
            version=version,
            **self.acting,
        )

    def review(
        self, order: Order, inspection_id: str, *, passed: bool, note: str | None = None, version: int | None = None
    ) -> Stored[Inspection]:
        """Review a conclusion as a second person; where it does not pass, `note` says what has to be corrected.

        See `random_inspection.workflows.casework.conclusions.review`.
        """
        return conclusions.review(order, inspection_id, passed=passed, note=note, version=version, **self.acting)

    def correct(
        self,
        order: Order,
        inspection_id: str,
        *,
        findings: Sequence[Finding],
        opinion: str,
        suggestions: str | None = None,
        reason: str,
        version: int | None = None,
    ) -> Stored[Inspection]:
        """Correct a published result by a new version, which is reviewed and published again; the old one stands until then.

        See `random_inspection.workflows.casework.conclusions.correct`.
        """
        return conclusions.correct(
            order,
            inspection_id,
            findings=findings,
            opinion=opinion,
            suggestions=suggestions,
            reason=reason,
            version=version,
            **self.acting,
        )

    def order_disposal(
        self,
        order: Order,
        inspection_id: str,
        *,
        disposal_id: str,
        kind: DisposalKind,
        content: str,
        due: dt.date | None = None,
        version: int | None = None,
    ) -> Stored[Inspection]:
        """Order a disposal that is no transfer; it is open until it is finished.

        See `random_inspection.workflows.casework.follow_up.order_disposal`.
        """
        return follow_up.order_disposal(
            order,
            inspection_id,
            disposal_id=disposal_id,
            kind=kind,
            content=content,
            due=due,
            version=version,
            **self.acting,
        )

    def make_transfer(
        self,
        order: Order,
        inspection_id: str,
        *,
        disposal_id: str,
        kind: DisposalKind,
        content: str,
        receiver: str,
        handed_over: tuple[str, ...],
        due: dt.date | None = None,
        version: int | None = None,
    ) -> Stored[Inspection]:
        """Hand a case over to the police or another authority (移送); it is open until the receipt is there.

        See `random_inspection.workflows.casework.follow_up.make_transfer`.
        """
        return follow_up.make_transfer(
            order,
            inspection_id,
            disposal_id=disposal_id,
            kind=kind,
            content=content,
            receiver=receiver,
            handed_over=handed_over,
            due=due,
            version=version,
            **self.acting,
        )

    def record_receipt(
        self,
        order: Order,
        inspection_id: str,
        *,
        disposal_id: str,
        receipt: str,
        note: str | None = None,
        version: int | None = None,
    ) -> Stored[Inspection]:
        """Record the number of the receiver's receipt, with which a transfer ends.

        See `random_inspection.workflows.casework.follow_up.record_receipt`.
        """
        return follow_up.record_receipt(
            order, inspection_id, disposal_id=disposal_id, receipt=receipt, note=note, version=version, **self.acting
        )

    def finish_disposal(
        self,
        order: Order,
        inspection_id: str,
        *,
        disposal_id: str,
        result: str,
        document: str | None = None,
        reinspected: dt.date | None = None,
        version: int | None = None,
    ) -> Stored[Inspection]:
        """Record how a disposal ended.

        See `random_inspection.workflows.casework.follow_up.finish_disposal`.
        """
        return follow_up.finish_disposal(
            order,
            inspection_id,
            disposal_id=disposal_id,
            result=result,
            document=document,
            reinspected=reinspected,
            version=version,
            **self.acting,
        )

    def dispose(
        self, order: Order, inspection_id: str, *, note: str | None = None, version: int | None = None
    ) -> Stored[Inspection]:
        """Record that nothing is left to do about an inspection whose result is public.

        See `random_inspection.workflows.casework.follow_up.dispose`.
        """
        return follow_up.dispose(order, inspection_id, note=note, version=version, **self.acting)

    def record_sheet(self, task_id: str, *, targets: Container[str]) -> Sheet:
        """Return the workbook of a task as it stands on record, to be filled in.

        See `random_inspection.workflows.casework.record_sheets.record_sheet`.
        """
        return record_sheets.record_sheet(task_id, targets=targets, store=self.store)

    def import_records(self, order: Order, task_id: str, table: Table, *, files: Mapping[str, bytes]) -> Imported:
        """Do every act that a workbook's cells ask for and the record does not have: all of them, or none.

        See `random_inspection.workflows.casework.record_sheets.import_records`.
        """
        return record_sheets.import_records(order, task_id, table, files=files, evidence=self.evidence, **self.acting)
