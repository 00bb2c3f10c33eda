"""What is missing in the file of an inspection or a task before it can be closed (归档, clause 二(八))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from random_inspection.domain.acts import Act, Mark
from random_inspection.domain.archives import Archive
from random_inspection.domain.fieldwork import Evidence
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.notices import Notice, NoticeKind, NoticeState
from random_inspection.domain.plans import Task
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.errors import Message, MoveRefused, Problem, Where
from random_inspection.rules.casework import task_moves
from random_inspection.rules.casework.conclusion_moves import correction_open
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.rules.casework.inspection_moves import Move
from random_inspection.rules.reporting.summaries import outdated

ABSENT = Message(
    "archive-part-absent",
    "the file of {key!r} lacks {part}; add it before the file is closed",
    "“{key}”的档案缺少{part_zh}；请补齐后再归档",
)
EVIDENCE_ABSENT = Message(
    "archive-evidence-absent",
    "the evidence {digest} of {key!r} is not in the store of evidence; find it, or restore it from a backup",
    "“{key}”的证据（摘要 {digest}）不在证据库中；请查找，或从备份恢复",
)
NOTICE_UNCONFIRMED = Message(
    "archive-notice-unconfirmed",
    "the notice {notice!r} of {key!r} is {state}: deliver it, and have it checked that it stands in public",
    "“{key}”的公示“{notice}”的状态为“{state}”；请完成公示并核对，留存凭证",
)
DRAW_DIFFERS = Message(
    "archive-draw-differs",
    "{file} of the draw of {key!r} is not the one that is on record; restore it from a backup",
    "“{key}”的抽取文件 {file} 与登记的摘要不符；请从备份恢复",
)
NOT_ARCHIVED = Message(
    "archive-inspection-open",
    "the inspection {inspection!r} of {key!r} is {state}; close its file first",
    "“{key}”的检查“{inspection}”的状态为“{state}”；请先将其归档",
)
REPORT_OUTDATED = Message(
    "archive-report-outdated",
    "the {kind} of {key!r} was submitted before {inspection!r} was concluded again; submit it again",
    "“{key}”的{kind}提交后，检查“{inspection}”又作出了新的结论；请重新提交",
)

ANNOUNCEMENT, RESULT = "announcement.json", "result.json"


@attrs.frozen(kw_only=True)
class InspectionFile:
    """What there is of an inspection.

    Attributes:
        inspection: the inspection.
        evidence: the evidence that was added to it.
        summary: its summary; None where there is none.
        notices: the notices about it, all versions.
        held: the digests that the store of evidence holds, of those that matter here.
    """

    inspection: Inspection
    evidence: tuple[Evidence, ...]
    summary: Report | None
    notices: tuple[Notice, ...]
    held: frozenset[str]


@attrs.frozen(kw_only=True)
class TaskFile:
    """What there is of a task.

    Attributes:
        task: the task.
        inspections: all its inspections.
        evidence: the evidence that was added to those that were struck out.
        reports: the reports about it.
        notices: the notices about it, all versions.
        draw: digests of the files of its draw by name; None where there are no such files.
        held: the digests that the store of evidence holds, of those that matter here.
    """

    task: Task
    inspections: tuple[Inspection, ...]
    evidence: tuple[Evidence, ...]
    reports: tuple[Report, ...]
    notices: tuple[Notice, ...]
    draw: Mapping[str, str] | None
    held: frozenset[str]


def digests_of(evidence: Iterable[Evidence], notices: Iterable[Notice]) -> frozenset[str]:
    """Return the digests that the store of evidence has to hold: of evidence, published files and proofs of publication."""
    files = {file.digest for notice in notices for file in notice.files}
    proofs = {notice.receipt.proof for notice in notices if notice.receipt is not None}
    return frozenset({*(one.digest for one in evidence), *files, *proofs})


def inspection_missing(found: InspectionFile) -> list[Problem]:
    """Return everything that is missing in the file of an inspection; nothing where it is complete.

    Clause: 二(八) 归档
    """
    one, key = found.inspection, found.inspection.inspection_id
    parts = (
        ("approach", one.approach, "the decision how it is inspected", "检查方式的确定"),
        ("record", one.record, "the on-site record", "现场检查记录"),
        ("told", one.told, "that the target was told the result", "检查结果告知记录"),
        ("conclusions", one.published, "a published conclusion", "已公示的检查结论"),
        ("summary", found.summary, "the summary", "检查小结"),
    )
    problems = [_absent(key, path, en, zh) for path, there, en, zh in parts if there is None]
    if one.published and correction_open(one):
        problems.append(_absent(key, "conclusions", "the publication of its last correction", "最近一次更正的公示"))
    if found.summary is not None and outdated(one, found.summary):
        kind = ReportKind.SUMMARY
        problems.append(REPORT_OUTDATED.at(Where(path="summary"), kind=kind, key=key, inspection=key))
    for disposal in one.disposals:
        path = f"disposals[{disposal.disposal_id!r}]"
        if disposal.finished is None:
            problems.append(_absent(key, path, f"the end of {disposal.kind}", f"“{disposal.kind}”的办结记录"))
        if disposal.transfer is not None and disposal.transfer.receipt is None:
            problems.append(_absent(key, path, "the receipt of the transfer", "移送回执"))
    cited = one.record.evidence if one.record else ()
    problems += _evidence_missing(key, cited, found.evidence, found.held)
    problems += _notices_missing(key, found.notices, found.held)
    problems += [] if _is_published(found) else [_absent(key, "notices", "the notice of its result", "检查结果公示")]
    return problems


def task_missing(found: TaskFile) -> list[Problem]:
    """Return everything that is missing in the file of a task; nothing where it is complete.

    Clause: 二(八) 归档
    """
    key = found.task.task_id
    struck = [one for one in found.inspections if one.struck is not None]
    open_ones = [one for one in found.inspections if one.struck is None and one.archived is None]
    problems = [NOT_ARCHIVED.at(key=key, inspection=one.inspection_id, state=one.state) for one in open_ones]
    problems += _reports_missing(found)
    for one in struck:
        cited = one.struck.evidence if one.struck else ()
        own = [each for each in found.evidence if each.inspection_id == one.inspection_id]
        problems += _evidence_missing(one.inspection_id, cited, own, found.held)
    problems += _draw_missing(found)
    problems += _notices_missing(key, found.notices, found.held)
    if found.task.draw is None or found.task.draw.elsewhere is None:
        kinds = {notice.kind for notice in found.notices}
        needed = ((NoticeKind.TASK, "the notice of the task"), (NoticeKind.DRAW, "the notice of its draw"))
        problems += [_absent(key, "notices", en, f"“{kind}”公示") for kind, en in needed if kind not in kinds]
    return problems


def archive_inspection(found: InspectionFile, mark: Mark) -> Inspection:
    """Return the inspection as filed.

    Clause: 二(八) 归档

    Raises:
        MoveRefused: it is not disposed of, or its file is not complete: everything that is missing.
    """
    move = Move(Act.INSPECTION_ARCHIVE, found.inspection, InspectionState.ARCHIVED)
    move.in_state(InspectionState.DISPOSED)
    move.problems += inspection_missing(found)
    move.require()
    return attrs.evolve(found.inspection, archived=mark)


def archive_task(found: TaskFile, mark: Mark) -> Task:
    """Return the task as filed; see `archive_inspection`."""
    problems: list[Problem] = []
    try:
        filed = task_moves.archive(found.task, mark)
    except MoveRefused as error:
        problems += error.problems
    if problems := [*problems, *task_missing(found)]:
        raise MoveRefused(*problems)
    return filed


def disposal_day(archive: Archive) -> dt.date | None:
    """Return the first day on which a file may be appraised for disposal (鉴定销毁); None where it is kept for ever.

    The years are counted from the first of January after the year in which it was closed.
    """
    if archive.retention.years is None:
        return None
    return dt.date(day_in_beijing(archive.made.at).year + 1 + archive.retention.years, 1, 1)


def _absent(key: str, path: str, en: str, zh: str) -> Problem:
    return ABSENT.at(Where(path=path), key=key, part=en, part_zh=zh)


def _evidence_missing(
    key: str, cited: Iterable[str], evidence: Sequence[Evidence], held: Collection[str]
) -> Iterator[Problem]:
    recorded = {one.digest for one in evidence}
    for digest in cited:
        if digest not in recorded:
            yield _absent(key, "evidence", f"the entry of the evidence {digest}", f"证据（摘要 {digest}）的登记")
    for digest in sorted(recorded - set(held)):
        yield EVIDENCE_ABSENT.at(Where(path="evidence"), key=key, digest=digest)


def _notices_missing(key: str, notices: Iterable[Notice], held: Collection[str]) -> Iterator[Problem]:
    for notice in notices:
        if notice.state is not NoticeState.CONFIRMED:
            yield NOTICE_UNCONFIRMED.at(Where(path="notices"), key=key, notice=notice.key, state=notice.state)
        for digest in sorted(digests_of((), [notice]) - set(held)):
            yield EVIDENCE_ABSENT.at(Where(path="notices"), key=key, digest=digest)


def _is_published(found: InspectionFile) -> bool:
    """Return whether the last published conclusion has its notice."""
    published = [at for at, one in enumerate(found.inspection.conclusions, start=1) if one.published]
    shown = {notice.shows for notice in found.notices if notice.kind is NoticeKind.RESULT}
    return bool(published) and published[-1] in shown


def _reports_missing(found: TaskFile) -> Iterator[Problem]:
    key, by_kind = found.task.task_id, {report.kind: report for report in found.reports}
    for kind, en in ((ReportKind.ANALYSIS, "the unit's analysis"), (ReportKind.FINAL, "the final report")):
        report = by_kind.get(kind)
        if report is None:
            yield _absent(key, "reports", en, f"“{kind}”")
            continue
        yield from (
            REPORT_OUTDATED.at(Where(path="reports"), kind=kind, key=key, inspection=one.inspection_id)
            for one in found.inspections
            if outdated(one, report)
        )


def _draw_missing(found: TaskFile) -> Iterator[Problem]:
    task = found.task
    if task.draw is None or task.draw.elsewhere is not None:
        return
    announced = task.announcement.digest if task.announcement else None
    for name, expected in ((ANNOUNCEMENT, announced), (RESULT, task.draw.digest)):
        digest = (found.draw or {}).get(name)
        if digest is None:
            yield _absent(task.task_id, "draw", name, f"抽取文件 {name}")
        elif digest != expected:
            yield DRAW_DIFFERS.at(Where(path="draw"), key=task.task_id, file=name)
