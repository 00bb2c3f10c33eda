"""``office archive``: files closed, exported as folders that verify by themselves, and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from random_inspection.adapters.archive_folder import verify_archive, write_archive
from random_inspection.cli.chinese import new_command
from random_inspection.cli.office.draws import require_knowing
from random_inspection.cli.office.making import FILE, argument, digest, file_bytes, group, office_command, option
from random_inspection.cli.office.session import ARCHIVES, Session, Step
from random_inspection.cli.screen import Screen, safe
from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.archives import ArchiveKind, Retention
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.plans import Task
from random_inspection.errors import Message, NotStored
from random_inspection.workflows.archives.archive_checks import ArchiveCheck

INCOMPLETE = 1

NO_SUBJECT = Message(
    "office-archive-subject",
    "there is neither a task nor an inspection {key!r}; check its number",
    "没有编号为“{key}”的任务或检查；请核对编号",
)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [
        group(
            screen,
            "archive",
            "Files of inspections and tasks: what they lack, closed, exported, checked.",
            "检查和任务的档案：缺什么、归档、导出、核验。",
            _missing(screen),
            _close(screen),
            _export(screen),
            _check(screen),
        )
    ]


def kind_of_subject(session: Session, key: str) -> ArchiveKind:
    """Return whether `key` is a task or an inspection; raise `NotStored` where it is neither."""
    with session.office.store.view() as view:
        for kind, found in ((ArchiveKind.TASK, Task), (ArchiveKind.INSPECTION, Inspection)):
            if view.records.get(found, key) is not None:
                return kind
    raise NotStored(NO_SUBJECT.at(key=key))


def _missing(screen: Screen) -> click.Command:
    def do(session: Session, subject: str) -> int:
        office = session.office
        of_task = kind_of_subject(session, subject) is ArchiveKind.TASK
        require_knowing(session, subject)
        found = office.missing_in_task(subject) if of_task else office.missing_in_inspection(subject)
        for one in found:
            screen.same("  " + safe(one.text(screen.lang)))
        screen.line(
            f"{subject} lacks {len(found)} things." if found else f"{subject} is complete.",
            f"{subject} 缺少{len(found)}项。" if found else f"{subject} 材料齐全。",
        )
        return INCOMPLETE if found else 0

    return office_command(
        screen,
        "missing",
        "Say everything that a file still lacks. Exit status 1: something.",
        "列出档案所缺的全部材料。退出状态1：有缺项。",
        do,
        argument("SUBJECT"),
    )


def _close(screen: Screen) -> click.Command:
    def do(session: Session, subject: str, years: int | None, basis: str, checkpoint: Path | None) -> None:
        office, retention = session.office, Retention(years=years, basis=basis)
        note = file_bytes(checkpoint) if checkpoint else None
        content = {"years": years or 0, "basis": basis, "checkpoint": digest(note) if note else ""}

        def inspection(key: str) -> Step[Any]:
            return Step(
                Act.INSPECTION_ARCHIVE,
                Subject(kind="inspection", key=key),
                content,
                lambda office, order: office.archive_inspection(order, key, retention=retention, checkpoint=note),
                (f"The file of {key} is closed.", f"检查 {key} 已归档。"),
            )

        if kind_of_subject(session, subject) is ArchiveKind.INSPECTION:
            one = inspection(subject)
            session.carry_out(one.act, one.subject, content, lambda order: one.do(office, order), one.said)
            return
        with office.store.view() as view:
            open_ones = [
                one.value.inspection_id
                for one in view.records.find(Inspection, task=subject)
                if one.value.state not in (InspectionState.STRUCK_OUT, InspectionState.ARCHIVED)
            ]
        task = Step(
            Act.TASK_ARCHIVE,
            Subject(kind="task", key=subject),
            content,
            lambda office, order: office.archive_task(order, subject, retention=retention, checkpoint=note),
            (f"The file of {subject} is closed.", f"任务 {subject} 已归档。"),
        )
        session.carry_out_together([*map(inspection, open_ones), task])

    return office_command(
        screen,
        "close",
        "Close the file of an inspection, or of a task with all of its inspections; incomplete, everything missing is named.",
        "归档一项检查，或一项任务及其全部检查；材料不全的，列出全部缺项。",
        do,
        argument("SUBJECT"),
        option(
            screen,
            "--years",
            "For how many years it is kept (for ever).",
            "保管年限（默认永久）。",
            type=click.IntRange(min=1),
        ),
        option(screen, "--basis", "What says so.", "依据，如本局保管期限表。", required=True),
        option(
            screen,
            "--checkpoint",
            "A signed checkpoint, under which its events are proved.",
            "签名的检查点，作为留痕凭据。",
            type=FILE,
        ),
    )


def _export(screen: Screen) -> click.Command:
    def do(session: Session, subject: str, folder: Path | None) -> int:
        kind = kind_of_subject(session, subject)
        place = folder or session.folder / ARCHIVES / "".join("-" if char in ':/\\ "' else char for char in subject)
        with screen.working("Exporting", "导出中"):
            manifest = write_archive(place, session.office.export_archive(kind, subject))
            found = verify_archive(place, digest=manifest)
        screen.line(f"Exported: {place}", f"已导出：{place}")
        screen.line(f"Digest of the manifest: {manifest}", f"清单摘要：{manifest}")
        return _verified(screen, found)

    return office_command(
        screen,
        "export",
        "Write a closed file as one folder that verifies by itself, and verify it.",
        "将档案导出为可自行核验的文件夹，并核验。",
        do,
        argument("SUBJECT"),
        click.Argument(["folder"], type=FILE, metavar="[DIR]", required=False),
    )


def _verified(screen: Screen, found: ArchiveCheck) -> int:
    screen.problems(found.problems)
    for path in found.erased:
        screen.line(f"  deleted by law: {path}", f"  已依法删除：{path}")
    if found.ok:
        screen.line("Everything in it verifies.", "档案核验无误。")
        return 0
    screen.line(f"{len(found.problems)} findings.", f"发现问题{len(found.problems)}项。")
    return INCOMPLETE


def _check(screen: Screen) -> click.Command:
    def do(folder: Path, manifest: str | None) -> int:
        with screen.working("Checking", "核验中"):
            found = verify_archive(folder, digest=manifest)
        return _verified(screen, found)

    return new_command(
        screen,
        "check",
        "Verify an exported file, anywhere, without the office. Exit status 1: something is wrong.",
        "核验导出的档案（可在任何电脑上进行）。退出状态1：有问题。",
        callback=do,
        params=[
            click.Argument(["folder"], type=FILE, metavar="DIR"),
            option(
                screen, "--digest manifest", "Digest of the manifest on record.", "记录在案的清单摘要。", metavar="HEX"
            ),
        ],
    )
