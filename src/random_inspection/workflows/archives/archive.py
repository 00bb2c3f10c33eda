"""Closing the file of an inspection or a task, complete or with everything named that is missing (归档, clause 二(八))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Unpack

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.archives import Archive, ArchiveKind, Retention
from random_inspection.domain.fields import Digest
from random_inspection.domain.fieldwork import Evidence
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.notices import Notice
from random_inspection.domain.plans import Task
from random_inspection.domain.reports import Report, ReportKind, report_key
from random_inspection.drawing import digest_of
from random_inspection.errors import InvalidInput, Problem, StorageFailed
from random_inspection.ports import BundleReader, Bundles, EvidenceStore, Store, Stored, Unit
from random_inspection.proofs.checkpoints import parse_checkpoint
from random_inspection.proofs.notes import parse_note
from random_inspection.rules.casework.inspection_moves import involved
from random_inspection.rules.reporting import archive_completeness as rules
from random_inspection.rules.reporting.archive_completeness import InspectionFile, TaskFile, digests_of
from random_inspection.serialization import read_announcement
from random_inspection.workflows.acts import ActPorts, Work, found_in, perform
from random_inspection.workflows.archives.archive_contents import Contents, records_about
from random_inspection.workflows.draws.bundles import read_anywhere
from random_inspection.workflows.oversight.trail_checks import require_of_trail


def archive_inspection(
    order: Order,
    inspection_id: str,
    *,
    retention: Retention,
    evidence: EvidenceStore,
    checkpoint: bytes | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Archive]:
    """Close the file of an inspection.

    Clause: 二(八) 归档

    Args:
        order: who orders it, under which command.
        inspection_id: the inspection.
        retention: how long it is kept, by the office's own schedule.
        evidence: keeps the bytes of evidence and of notices.
        checkpoint: a signed checkpoint of the trail, under which the events before it are proved; None without proofs.
        **ports: see `random_inspection.workflows.acts.perform`.

    Raises:
        MoveRefused: it is not disposed of, or something is missing: everything is named.
        InvalidInput: the checkpoint is of another trail.
        StorageFailed: evidence was altered, or the store failed.
        NotStored, NotAuthorised, VersionConflict: see `random_inspection.workflows.acts.perform`.
    """

    def change(work: Work[Any]) -> Stored[Archive]:
        before = work.get(Inspection, inspection_id)
        work.allow(involved(before.value))
        found = _inspection_file(work.unit, before.value, evidence)
        filed = rules.archive_inspection(found, work.mark())
        _require_unaltered(found, evidence)
        work.update(before, filed)
        subject = Subject(kind="inspection", key=inspection_id)
        contents = Contents(view=work.unit, evidence=evidence)
        subjects = records_about(work.unit, subject)
        contents.add_records(subjects)
        contents.add_events(subjects, checkpoint, _covered(work.unit, checkpoint))
        archive = _archive(
            work,
            contents,
            kind=ArchiveKind.INSPECTION,
            subject=inspection_id,
            task_id=filed.task_id,
            title=f"{filed.target_name}检查档案",
            retention=retention,
            checkpoint=checkpoint,
        )
        return work.create(archive)

    return perform(Act.INSPECTION_ARCHIVE, order, Subject(kind="inspection", key=inspection_id), change, **ports)


def archive_task(
    order: Order,
    task_id: str,
    *,
    retention: Retention,
    evidence: EvidenceStore,
    bundles: Bundles,
    checkpoint: bytes | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Archive]:
    """Close the file of a task, when those of its inspections are closed; it holds their manifests.

    Clause: 二(八) 归档

    Arguments and errors are those of `archive_inspection`; `bundles` keeps the files of draws.
    """

    def change(work: Work[Any]) -> Stored[Archive]:
        before = work.get(Task, task_id)
        found = _task_file(work.unit, before.value, evidence, bundles)
        work.allow({"team": frozenset(who for one in found.inspections for who in one.inspectors)})
        filed = rules.archive_task(found, work.mark())
        _require_unaltered(found, evidence)
        work.update(before, filed)
        contents = Contents(view=work.unit, evidence=evidence)
        subjects = _task_subjects(work.unit, filed, found.inspections)
        contents.add_records(subjects)
        bundle = _bundle(filed, bundles)
        if bundle is not None:
            contents.add_draw(bundle)
        contents.add_events(subjects, checkpoint, _covered(work.unit, checkpoint))
        archive = _archive(
            work,
            contents,
            kind=ArchiveKind.TASK,
            subject=task_id,
            task_id=task_id,
            title=f"{filed.title}任务档案",
            retention=retention,
            checkpoint=checkpoint,
            draw_id=filed.announcement.draw_id if bundle is not None and filed.announcement else None,
        )
        return work.create(archive)

    return perform(Act.TASK_ARCHIVE, order, Subject(kind="task", key=task_id), change, **ports)


def missing_in_inspection(inspection_id: str, *, store: Store, evidence: EvidenceStore) -> tuple[Problem, ...]:
    """Return everything that the file of an inspection lacks, and evidence that was altered; nothing where it is complete.

    Clause: 二(八) 归档

    Raises:
        NotStored: there is no such inspection.
    """
    with store.view() as view:
        inspection = _inspection_file(view, found_in(view, Inspection, inspection_id).value, evidence)
        return (*rules.inspection_missing(inspection), *_altered(inspection, evidence))


def missing_in_task(task_id: str, *, store: Store, evidence: EvidenceStore, bundles: Bundles) -> tuple[Problem, ...]:
    """Return everything that the file of a task lacks; see `missing_in_inspection`."""
    with store.view() as view:
        task = _task_file(view, found_in(view, Task, task_id).value, evidence, bundles)
        return (*rules.task_missing(task), *_altered(task, evidence))


def _inspection_file(view: Unit, inspection: Inspection, evidence: EvidenceStore) -> InspectionFile:
    key = inspection.inspection_id
    filed = _values(view.records.find(Evidence, inspection=key))
    notices = _values(view.records.find(Notice, subject=f"inspection {key}"))
    summary = view.records.get(Report, report_key(ReportKind.SUMMARY, key))
    return InspectionFile(
        inspection=inspection,
        evidence=filed,
        summary=summary.value if summary else None,
        notices=notices,
        held=frozenset(filter(evidence.holds, digests_of(filed, notices))),
    )


def _altered(file: InspectionFile | TaskFile, evidence: EvidenceStore) -> Iterator[Problem]:
    """Yield what the store of evidence says of bytes that it holds, and that are not what they were."""
    for digest in sorted(file.held):
        try:
            evidence.read(digest)
        except StorageFailed as error:
            yield from error.problems


def _require_unaltered(file: InspectionFile | TaskFile, evidence: EvidenceStore) -> None:
    """Raise `StorageFailed` with everything that was altered."""
    if problems := list(_altered(file, evidence)):
        raise StorageFailed(*problems)


def _task_file(view: Unit, task: Task, evidence: EvidenceStore, bundles: Bundles) -> TaskFile:
    inspections: tuple[Inspection, ...] = _values(view.records.find(Inspection, task=task.task_id))
    struck = [one.inspection_id for one in inspections if one.struck is not None]
    filed = tuple(one for key in struck for one in _values(view.records.find(Evidence, inspection=key)))
    notices = _values(view.records.find(Notice, subject=f"task {task.task_id}"))
    bundle = _bundle(task, bundles)
    return TaskFile(
        task=task,
        inspections=inspections,
        evidence=filed,
        reports=_values(view.records.find(Report, until=None, task=task.task_id, inspection=None)),
        notices=notices,
        draw=None if bundle is None else _draw_digests(bundle),
        held=frozenset(filter(evidence.holds, digests_of(filed, notices))),
    )


def _values(found: Iterable[Stored[Any]]) -> tuple[Any, ...]:
    return tuple(stored.value for stored in found)


def _bundle(task: Task, bundles: Bundles) -> BundleReader | None:
    """Return the files of the task's draw; None where it was drawn elsewhere."""
    return None if task.announcement is None else bundles.of(task.announcement.draw_id)


def _draw_digests(bundle: BundleReader) -> dict[str, str]:
    """Return the digests of announcement and result, by the digest that the announcement names."""
    announcement = read_anywhere(bundle, rules.ANNOUNCEMENT)
    if announcement is None:
        return {}
    digest: Digest = "sha256"
    with suppress(InvalidInput):  # what cannot be read has another digest than the one on record, which is found
        digest = read_announcement(announcement, file=rules.ANNOUNCEMENT).digest
    result = read_anywhere(bundle, rules.RESULT)
    found = {rules.ANNOUNCEMENT: announcement} | ({} if result is None else {rules.RESULT: result})
    return {name: digest_of(data, digest) for name, data in found.items()}


def _task_subjects(view: Unit, task: Task, inspections: Iterable[Inspection]) -> list[Subject]:
    """Return the records of a task's file: its own, its plan, and those of targets that were struck out."""
    subjects = records_about(view, Subject(kind="task", key=task.task_id))
    subjects += [Subject(kind="plan", key=task.plan_id)] if task.plan_id else []
    struck = [one.inspection_id for one in inspections if one.struck is not None]
    subjects += [one for key in struck for one in records_about(view, Subject(kind="inspection", key=key))]
    return subjects


def _covered(view: Unit, checkpoint: bytes | None) -> int:
    """Return over how many events a checkpoint is; raise `InvalidInput` where it is of another trail."""
    if checkpoint is None:
        return 0
    found = parse_checkpoint(parse_note(checkpoint).text)
    require_of_trail(view, found)
    return found.size


def _archive(work: Work[Any], contents: Contents, *, checkpoint: bytes | None, **members: Any) -> Archive:
    return Archive(
        made=work.mark(),
        events=work.unit.trail.size(),
        checkpoint=None if checkpoint is None else checkpoint.decode(),
        files=tuple(contents.files[path] for path in sorted(contents.files)),
        gone=tuple(contents.gone),
        **members,
    )
