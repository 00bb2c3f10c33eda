"""``office platform``: draws of the national platform, results in its columns, and what its page shows differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from random_inspection.adapters.files import create_private
from random_inspection.adapters.papers import write_public_workbook
from random_inspection.adapters.spreadsheets import read_some, read_table
from random_inspection.cli.office.making import FILE, argument, digest, file_bytes, group, office_command, option
from random_inspection.cli.office.session import Session
from random_inspection.cli.screen import Screen, safe
from random_inspection.cli.values import parsed_values
from random_inspection.domain.acts import Act, Subject
from random_inspection.rules.openness.page_differences import CODE_COLUMN, TASK_COLUMN
from random_inspection.rules.openness.public_views import RESULT_HEADINGS
from random_inspection.serialization.public_files import csv_bytes
from random_inspection.workflows.casework.platform_draws import HEADINGS, PLATFORM

DIFFERENT = 1
_KEYS = (TASK_COLUMN, CODE_COLUMN)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [
        group(
            screen,
            "platform",
            "The national platform: its draws, results in its columns, and its public page.",
            "协同监管平台：导入抽取结果、导出检查结果、核对公示页。",
            _import(screen),
            _export(screen),
            _compare(screen),
        )
    ]


def _import(screen: Screen) -> click.Command:
    def do(session: Session, task: str, file: Path, called: Sequence[str], platform: str) -> None:
        table = read_table(file, HEADINGS)
        people = {**_names(session), **parsed_values(called, "--call")}
        session.carry_out(
            Act.TASK_IMPORT_DRAW,
            Subject(kind="task", key=task),
            {"file": digest(file_bytes(file)), "called": sorted(called), "platform": platform},
            lambda order: session.office.import_platform_draw(order, task, table, inspectors=people, platform=platform),
            (
                f"The draw of {platform} is recorded for {task}, and not verified here; somebody else confirms it.",
                f"任务 {task} 已导入{platform}抽取结果（平台抽取，本系统未验证），待他人确认。",
            ),
        )

    return office_command(
        screen,
        "import",
        f"Record a draw that a platform made, from its list ({'、'.join(HEADINGS)}).",
        f"导入平台抽取名单（{'、'.join(HEADINGS)}）。",
        do,
        argument("TASK"),
        argument("FILE", type=FILE),
        option(
            screen,
            "--call called",
            "What the platform calls an inspector, where names do not tell.",
            "平台所用姓名对应的人员编号（重名时）。",
            multiple=True,
            metavar="NAME=ID",
        ),
        option(screen, "--platform", "Who drew.", "抽取平台。", default=PLATFORM, show_default=True),
    )


def _names(session: Session) -> dict[str, str]:
    """Return the inspectors of the directory by identifier, and by name where only one has it."""
    people = list(session.office.inspectors_on(session.today()))
    count = Counter(one.name for one in people)
    names = {one.name: one.inspector_id for one in people if count[one.name] == 1}
    return {**names, **{one.inspector_id: one.inspector_id for one in people}}


def _export(screen: Screen) -> click.Command:
    def do(session: Session, task: str, file: Path) -> None:
        table = session.office.platform_table(task)
        book = file.suffix.lower() == ".xlsx"
        create_private(file, write_public_workbook([table], session.office.clock.now()) if book else csv_bytes(table))
        screen.line(f"Written, with {len(table.rows)} results: {file}", f"已写入{len(table.rows)}条结果：{file}")

    return office_command(
        screen,
        "export",
        "Write the published results of a task in the platform's columns (XLSX, or else CSV).",
        "按平台列序导出已公示的检查结果（XLSX，否则为 CSV）。",
        do,
        argument("TASK"),
        argument("FILE", type=FILE),
    )


def _compare(screen: Screen) -> click.Command:
    def do(session: Session, task: str, file: Path) -> int:
        page = read_some(file, _KEYS, [one for one in RESULT_HEADINGS if one not in _KEYS])
        found = session.office.compare_page(task, page)
        for one in found:
            screen.same("  " + safe(one.text(screen.lang)))
        screen.line(
            f"{len(found)} differences between the page and the published results.",
            f"公示页与已公示结果的差异：{len(found)}处。",
        )
        return DIFFERENT if found else 0

    return office_command(
        screen,
        "compare",
        "Say what the platform's public page, saved as a table, shows differently. Exit status 1: something does.",
        "将平台公示页（存为表格）与已公示结果逐项核对。退出状态1：有差异。",
        do,
        argument("TASK"),
        argument("FILE", type=FILE),
    )
