"""An inspection of the county's bureau, taken from step to step by its team, its unit and its reviewer."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import attrs
from county_bureau import CERTIFICATES, HANDLER, HEAD, INTERNAL, LABOUR, REVIEWER, UNIT, Bureau

from random_inspection.adapters.archive_folder import write_archive
from random_inspection.domain.archives import Archive, Retention
from random_inspection.domain.fieldwork import Finding, ResultCode
from random_inspection.domain.follow_up import DisposalKind
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.items import Method
from random_inspection.domain.reports import ReportKind
from random_inspection.testing import photograph
from random_inspection.workflows.archives.archive_export import archive_manifest

KEPT = Retention(years=10, basis="本局文书档案保管期限表")
FOUND = ResultCode.NO_PROBLEM


@attrs.frozen
class Case:
    """One inspection, and the bureau that handles it.

    Attributes:
        bureau: the bureau.
        key: identifier of the inspection.
    """

    bureau: Bureau
    key: str

    @property
    def now(self) -> Inspection:
        """The inspection as it stands."""
        return self.bureau.inspection(self.key)

    @property
    def team(self) -> list[str]:
        """Who inspects, the leader first."""
        return [seat.inspector_id for seat in self.now.team]

    def by_leader(self) -> Any:
        """Return a new order of the leader."""
        return self.bureau.inspector(self.team[0])

    def notify(self) -> Case:
        """Choose a visit, have it approved, serve its notice."""
        office, order = self.bureau.office, self.bureau.order
        spared = f"{INTERNAL}：须现场核对考勤设备"
        office.choose_approach(order(HANDLER), self.key, method=Method.ON_SITE, spared=spared)
        office.approve_visit(order(HEAD), self.key)
        office.serve_notice(order(HANDLER), self.key, number=f"{INTERNAL}检通〔2026〕{self.bureau.commands}号")
        return self

    def enter(self, emergency: str | None = None) -> Case:
        """Go there: scan the firm's code, show two certificates; or say what cannot wait."""
        shown = {who: CERTIFICATES[who] for who in self.team[:2]}
        code = None if emergency else f"{INTERNAL}QY-{self.now.target_id}"
        self.bureau.office.begin_inspection(
            self.by_leader(), self.key, code=code, certificates=shown, emergency=emergency
        )
        return self

    def without_visit(self, method: Method) -> Case:
        """Begin an inspection in writing or on the net."""
        self.bureau.office.choose_approach(self.bureau.order(HANDLER), self.key, method=method)
        self.bureau.office.begin_inspection(self.by_leader(), self.key)
        return self

    def record(self, *, signed: bool = True) -> Case:
        """Photograph, write the record, and tell the target the result."""
        office, clock = self.bureau.office, self.bureau.clock
        began = clock.now()
        photo = office.add_evidence(
            self.by_leader(), self.key, photograph(self.key), taken_at=clock.now(), caption=f"{INTERNAL}：门头"
        )
        office.write_record(
            self.by_leader(),
            self.key,
            began_at=began,
            ended_at=clock.now(),
            place=f"{INTERNAL}：经营场所",
            content="、".join(self.now.items),
            situation=f"{INTERNAL}：查看台账，询问职工3人",
            evidence=(photo.value.digest,),
        )
        refusal = None if signed else f"{INTERNAL}：负责人拒签，见证人社区干部"
        office.tell_result(self.by_leader(), self.key, acknowledged=signed, refusal=refusal)
        return self

    def findings(self, *results: ResultCode) -> tuple[Finding, ...]:
        """Return a result for each item, the last one for all that are left."""
        codes = results or (FOUND,)
        given = [codes[min(at, len(codes) - 1)] for at in range(len(self.now.items))]
        note = {ResultCode.OTHER: "企业正在搬迁"}
        return tuple(
            Finding(item=item, results=(code,), note=note.get(code))
            for item, code in zip(self.now.items, given, strict=True)
        )

    def conclude(self, *results: ResultCode, note: str | None = None) -> Case:
        """Conclude."""
        opinion, findings = f"{INTERNAL}：按规定办理", self.findings(*results)
        self.bureau.office.conclude(self.by_leader(), self.key, findings=findings, opinion=opinion, note=note)
        return self

    def review(self, *, passed: bool = True, note: str | None = None) -> Case:
        """Have it reviewed by a second person, and submit the summary of what passed."""
        self.bureau.office.review(self.bureau.order(REVIEWER), self.key, passed=passed, note=note)
        if passed:
            self.bureau.office.submit_summary(self.by_leader(), self.key)
        return self

    def hold(self, *results: ResultCode) -> Case:
        """Hold the inspection as a visit from the choice of its method to its review."""
        return self.notify().enter().record().conclude(*results).review()

    def publish(self) -> Case:
        """Publish its result, and look whether it stands there."""
        self.bureau.office.publish_result(self.bureau.order(HANDLER), self.key)
        self.bureau.publish_all()
        return self

    def order(self, kind: DisposalKind, content: str, **more: Any) -> Case:
        """Order a disposal."""
        self.bureau.office.order_disposal(
            self.bureau.order(HEAD), self.key, disposal_id="处-1", kind=kind, content=f"{INTERNAL}：{content}", **more
        )
        return self

    def finish(self, result: str, **more: Any) -> Case:
        """Finish it."""
        self.bureau.office.finish_disposal(
            self.bureau.order(HANDLER), self.key, disposal_id="处-1", result=f"{INTERNAL}：{result}", **more
        )
        return self

    def settle(self) -> Case:
        """See to what was found, by an order to correct and a re-inspection, and confirm that nothing is left to do."""
        result = self.now.published
        if result is not None and result.has_problems and not self.now.disposals:
            today = self.bureau.office.today()
            self.order(DisposalKind.ORDER_TO_CORRECT, "限期整改", due=today + dt.timedelta(days=15))
            self.finish("复查已整改", reinspected=today)
        self.bureau.office.dispose(self.bureau.order(HANDLER), self.key)
        return self

    def file(self, checkpoint: bytes | None = None) -> Case:
        """Close its file."""
        self.bureau.office.archive_inspection(
            self.bureau.order(HANDLER), self.key, retention=KEPT, checkpoint=checkpoint
        )
        return self


def cases(bureau: Bureau, task_id: str) -> list[Case]:
    """Return the cases of a task that are not struck out."""
    return [Case(bureau, one.inspection_id) for one in bureau.inspections(task_id) if one.struck is None]


def conclude_task(bureau: Bureau, task_id: str, *found: ResultCode, settle: bool = True) -> None:
    """Hold what is still to be held of a task, with these results one after the other, publish all, and settle all."""
    codes = iter(found)
    for case in cases(bureau, task_id):
        if case.now.record is None:
            case.hold(next(codes, FOUND))
        if case.now.published is None:
            bureau.office.publish_result(bureau.order(HANDLER), case.key)
    bureau.publish_all()
    for case in cases(bureau, task_id) if settle else ():
        if case.now.disposed is None:
            case.settle()


def close(bureau: Bureau, task_id: str, *, compare_with: str | None = None) -> None:
    """Submit the unit's analysis and the final report, and close the task."""
    office, order = bureau.office, bureau.order
    for kind, recipient in ((ReportKind.ANALYSIS, UNIT), (ReportKind.FINAL, LABOUR)):
        office.submit_report(order(HANDLER), task_id, kind, recipient=recipient, compare_with=compare_with)
    office.close_task(order(HEAD), task_id)


def file_task(bureau: Bureau, task_id: str, checkpoint: bytes) -> None:
    """Close the files of a task's inspections, and then its own."""
    for case in cases(bureau, task_id):
        case.file(checkpoint)
    assert bureau.office.missing_in_task(task_id) == ()
    bureau.office.archive_task(bureau.order(HANDLER), task_id, retention=KEPT, checkpoint=checkpoint)


def export_to(bureau: Bureau, archive: Archive, folder: Path) -> str:
    """Write an archive into a folder, and return the digest of its manifest that is on record."""
    written = write_archive(folder, bureau.office.export_archive(archive.kind, archive.subject))
    assert written == hashlib.sha256(archive_manifest(archive)).hexdigest()
    return written
