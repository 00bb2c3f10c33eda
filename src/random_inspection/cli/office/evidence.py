"""``office evidence``: photographs and documents, kept under the digests of their bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from random_inspection.cli.office.draws import require_knowing
from random_inspection.cli.office.making import (
    FILE,
    argument,
    digest,
    file_bytes,
    group,
    moment,
    office_command,
    option,
)
from random_inspection.cli.office.session import Session
from random_inspection.cli.screen import Screen, safe
from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.fieldwork import Evidence


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [
        group(
            screen,
            "evidence",
            "Photographs and documents of an inspection.",
            "检查的照片和资料。",
            _add(screen),
            _list(screen),
        )
    ]


def add_files(
    session: Session,
    inspection: str,
    files: Sequence[Path],
    *,
    caption: str | None = None,
    taken: str | None = None,
    place: str | None = None,
) -> list[str]:
    """Add files to an inspection, and return their digests; one that is there already stays as it was added.

    Args:
        session: the office.
        inspection: the inspection.
        files: the files.
        caption: what they show; None for each file's name.
        taken: when they were taken; None for now.
        place: where.
    """
    return [_added(session, inspection, file, caption=caption or file.stem, taken=taken, place=place) for file in files]


def _added(session: Session, inspection: str, file: Path, *, caption: str, taken: str | None, place: str | None) -> str:
    data = file_bytes(file)
    at = moment(taken, "--taken") if taken else session.office.clock.now()
    content = {"file": digest(data), "caption": caption, "taken": taken or "", "place": place or ""}
    done = session.carry_out(
        Act.EVIDENCE_ADD,
        Subject(kind="evidence", key=f"{inspection} {digest(data)}"),
        content,
        lambda order: session.office.add_evidence(order, inspection, data, taken_at=at, caption=caption, place=place),
        (f"Kept as evidence: {safe(str(file))}", f"已存为证据：{safe(str(file))}"),
        part=True,
    )
    return done.value.digest


def _add(screen: Screen) -> click.Command:
    def do(session: Session, inspection: str, files: tuple[Path, ...], **told: str | None) -> None:
        for found in add_files(session, inspection, files, **told):
            screen.same(f"  {found}")

    return office_command(
        screen,
        "add",
        "Add photographs and documents to an inspection.",
        "为检查添加照片和资料。",
        do,
        argument("INSPECTION"),
        click.Argument(["files"], nargs=-1, required=True, type=FILE, metavar="FILE..."),
        option(screen, "--caption", "What they show (the file's name).", "说明（默认文件名）。"),
        option(screen, "--taken", "When they were taken (now).", "拍摄或形成时间（默认现在）。", metavar="TIME"),
        option(screen, "--place", "Where.", "地点。"),
    )


def _list(screen: Screen) -> click.Command:
    def do(session: Session, inspection: str) -> None:
        require_knowing(session, inspection)
        with session.office.store.view() as view:
            found = [one.value for one in view.records.find(Evidence, inspection=inspection)]
        screen.table(
            [
                ("digest", "摘要"),
                ("kind", "类型"),
                ("size", "字节"),
                ("taken", "时间"),
                ("by", "上传人"),
                ("shows", "说明"),
            ],
            (
                (
                    one.digest,
                    one.media_type,
                    str(one.size),
                    one.taken_at.isoformat(timespec="minutes"),
                    one.taken_by,
                    one.caption,
                )
                for one in sorted(found, key=lambda one: (one.taken_at, one.digest))
            ),
            right=(2,),
            whole=(0,),
        )

    return office_command(
        screen,
        "list",
        "List the evidence of an inspection with its digests.",
        "列出检查的证据及其摘要。",
        do,
        argument("INSPECTION"),
    )
