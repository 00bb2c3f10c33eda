"""Reports and archives of the story."""

from __future__ import annotations

from pathlib import Path

from random_inspection.adapters.archive_folder import verify_archive, write_archive
from random_inspection.adapters.reports import write_docx
from random_inspection.cli.demo.bureau import AGENCY, HANDLER, UNIT, Bureau
from random_inspection.cli.office.session import ARCHIVES
from random_inspection.cli.office.trail import office_signer
from random_inspection.domain.archives import ArchiveKind, Retention
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.errors import ExtraMissing, Problem
from random_inspection.workflows.reporting.markup import to_markdown
from random_inspection.workflows.reporting.report_documents import report_document

ORIGIN = "trail.qinghe.example"
KEPT = Retention(years=10, basis="本局文书档案保管期限表")
REPORTS = "reports"


def close_tasks(bureau: Bureau, *tasks: str) -> None:
    """Close tasks, submit their analyses and final reports, and write the reports."""
    forms: set[str] = set()
    missing: list[Problem] = []
    for task in tasks:
        page = report_document(_close(bureau, task))
        name = f"{REPORTS}/{task}-抽查工作报告"
        forms.add(bureau.keep(f"{name}.md", to_markdown(page).encode()).suffix)
        try:
            forms.add(bureau.keep(f"{name}.docx", write_docx(page)).suffix)
        except ExtraMissing as error:
            missing += error.problems
    mark = bureau.screen.pick(", ", "、")
    names, written = mark.join(tasks), mark.join(sorted(forms))
    bureau.tell(
        f"{names} closed, with analyses and final reports: {bureau.folder / REPORTS} ({written})",
        f"{names} 办结，提交结果分析和工作报告：{bureau.folder / REPORTS}（{written}）",
    )
    for problem in {one.code: one for one in missing}.values():
        bureau.screen.same(f"         {problem.text(bureau.screen.lang)}")


def _close(bureau: Bureau, task: str) -> Report:
    office = bureau.office
    office.close_task(bureau.order(HANDLER, "close", task), task)
    office.submit_report(bureau.order(HANDLER, "analysis", task), task, ReportKind.ANALYSIS, recipient=UNIT)
    order = bureau.order(HANDLER, "final", task)
    return office.submit_report(order, task, ReportKind.FINAL, recipient=AGENCY).value


def make_checkpoint(bureau: Bureau) -> Path:
    """Sign the trail as it stands, unless that is done, and return the file of the checkpoint."""
    file = bureau.folder / "checkpoint-08-31.txt"
    if not file.exists():
        signer = office_signer(bureau.session, ORIGIN)
        bureau.keep(file.name, bureau.office.make_checkpoint(signer.name, [signer]))
    return file


def archive_task(bureau: Bureau, task: str, checkpoint: bytes) -> None:
    """Close the files of a task's inspections, and then its own."""
    office = bureau.office
    for one in bureau.inspections(task):
        key = one.inspection_id
        office.archive_inspection(bureau.order(HANDLER, "file", key), key, retention=KEPT, checkpoint=checkpoint)
    office.archive_task(bureau.order(HANDLER, "file", task), task, retention=KEPT, checkpoint=checkpoint)


def export_archive(bureau: Bureau, task: str) -> None:
    """Export the archive of a task, unless that is done, and verify it as anybody can who has the folder."""
    folder = bureau.folder / ARCHIVES / task
    if not folder.exists():
        write_archive(folder, bureau.office.export_archive(ArchiveKind.TASK, task))
    check = verify_archive(folder)
    bureau.screen.problems(check.problems)
    bureau.tell(
        f"trail signed as a checkpoint; {task} archived, exported and verified ({len(check.problems)} findings): {folder}",
        f"对留痕签名形成检查点；{task} 归档、导出并核验（发现问题{len(check.problems)}项）：{folder}",
    )
