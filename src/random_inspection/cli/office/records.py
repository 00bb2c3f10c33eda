"""``office record``: the daily work, as one workbook for a task or as single acts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from random_inspection.adapters.spreadsheets import read_table
from random_inspection.cli.english import word
from random_inspection.cli.office.making import FILE, argument, digest, file_bytes, group, office_command
from random_inspection.cli.office.session import Session
from random_inspection.cli.office.visits import single_records
from random_inspection.cli.office.writing import write_own
from random_inspection.cli.screen import Screen, safe
from random_inspection.domain.acts import Act, Subject
from random_inspection.errors import Message, NotStored
from random_inspection.workflows.casework.record_columns import headings
from random_inspection.workflows.casework.record_sheets import Imported, named_files

_FIRST = 5

NONE_TO_SHOW = Message(
    "office-record-none",
    "the task {task} has no inspection that you may see; they are there once its draw is confirmed: "
    "random-inspection office confirm {task}",
    "任务 {task} 没有可由您填写的检查；抽取结果确认后才有：random-inspection office confirm {task}",
)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [
        group(
            screen,
            "record",
            "Records of inspections: one workbook for a task, filled in and read in as often as one likes, or single acts.",
            "检查记录：每项任务一份表格，填写后导入，可多次进行；也可逐项办理。",
            _export(screen),
            _import(screen),
            *single_records(screen),
        )
    ]


def _export(screen: Screen) -> click.Command:
    def do(session: Session, task: str, file: Path) -> None:
        from random_inspection.adapters.spreadsheets.record_pages import record_workbook  # noqa: PLC0415  (openpyxl)

        seen = {one.target_id for one in session.office.look_at_draw(session.fresh_order(Act.DRAW_LOOK, task), task)}
        sheet = session.office.record_sheet(task, targets=seen)
        if not sheet.rows:
            raise NotStored(NONE_TO_SHOW.at(task=task))
        write_own(file, record_workbook(sheet, session.office.item_names()))
        screen.line(
            f"Written, with {len(sheet.rows)} inspections: {file} (for its owner alone; this look is on the trail)",
            f"已写入{len(sheet.rows)}项检查：{file}（仅本人可读；本次查看已留痕）",
        )

    return office_command(
        screen,
        "export",
        "Write the workbook of a task as it stands on record, with the inspections that one may see.",
        "导出任务的检查记录表（按现有记录；只含有权查看的检查）。",
        do,
        argument("TASK"),
        click.Argument(["file"], type=FILE, metavar="FILE.xlsx"),
    )


def _import(screen: Screen) -> click.Command:
    def do(session: Session, task: str, file: Path) -> None:
        table = read_table(file, headings(session.office.record_sheet(task, targets=()).task.items))
        files = {name: data for name in named_files(table) if (data := _beside(file, name)) is not None}
        content = {"file": digest(file_bytes(file)), "files": sorted(map(digest, files.values()))}
        order = session.order("导入检查记录", Subject(kind="task", key=task), content)
        with screen.working("Recording", "登记中"):
            done = session.office.import_records(order, task, table, files=files)
        _told(screen, done)

    return office_command(
        screen,
        "import",
        "Do everything that a filled-in workbook asks for and the record does not have, all of it or nothing; what somebody "
        "else has to do is left for them.",
        "按填好的表格办理记录中尚没有的事项，全部办理或全部不办；应由他人办理的留待他人。",
        do,
        argument("TASK"),
        click.Argument(["file"], type=FILE, metavar="FILE.xlsx"),
    )


def _beside(file: Path, name: str) -> bytes | None:
    """Return the bytes of a file beside the workbook, or below its folder; None where there is none."""
    place = (file.parent / name).resolve()
    if not place.is_relative_to(file.parent.resolve()) or not place.is_file():
        return None
    return file_bytes(place)


def _told(screen: Screen, done: Imported) -> None:
    counts = Counter(act for _, act in done.done)
    for act in Act:
        if counts[act]:
            screen.line(f"  {word(screen, act)}: {counts[act]}", f"  {act}：{counts[act]}项")
    screen.line(
        f"{len(done.done)} acts done; {done.rows} rows read." if done.done else f"Nothing new in {done.rows} rows.",
        f"已办理{len(done.done)}项；共读入{done.rows}行。" if done.done else f"{done.rows}行均无新内容。",
    )
    if not done.left:
        return
    waiting = Counter(one.act for one in done.left)
    acts = screen.pick(", ", "、").join(
        f"{word(screen, act)}{screen.pick(' ', '')}{many}" for act, many in waiting.items()
    )
    screen.line(
        f"Left for others: {acts}. What comes after in these rows waits.",
        f"留待他人办理：{acts}；这些行的后续事项顺延。",
    )
    for one in done.left[:_FIRST]:
        screen.line(f"  row {one.row}: {safe(one.why.text('en'))}", f"  第{one.row}行：{safe(one.why.text('zh'))}")
    if len(done.left) > _FIRST:
        screen.line(f"  … and {len(done.left) - _FIRST} more rows", f"  ……另有{len(done.left) - _FIRST}行")
