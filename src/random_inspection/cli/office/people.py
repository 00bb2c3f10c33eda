"""``office training``, ``pledge`` and ``complaint`` (clauses 四(二) and 四(三))."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from random_inspection.adapters.spreadsheets import read_table
from random_inspection.cli.office.making import (
    FILE,
    act_command,
    argument,
    day,
    digest,
    file_bytes,
    group,
    office_command,
    option,
    text_of,
)
from random_inspection.cli.office.session import Session, placed_at
from random_inspection.cli.screen import Screen
from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.inspectors import Training
from random_inspection.domain.people import ComplaintOutcome
from random_inspection.errors import Where
from random_inspection.workflows.directories.extracts import INSPECTOR_HEADINGS
from random_inspection.workflows.inputs.tables import Table
from random_inspection.workflows.office import Office

_ID = INSPECTOR_HEADINGS["inspector_id"]


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    pledge = group(screen, "pledge", "Pledges of integrity.", "廉洁承诺。", _sign(screen), _missing_pledges(screen))
    complaint = group(
        screen,
        "complaint",
        "Complaints against inspectors; who complained never leaves the record.",
        "对检查人员的投诉；投诉人信息不对外。",
        _file_complaint(screen),
        _settle(screen),
        _refer(screen),
        _result(screen),
    )
    return [_training(screen), pledge, complaint]


def _training(screen: Screen) -> click.Command:
    def do(
        session: Session,
        *,
        event: str,
        file: Path,
        title: str,
        on: str,
        items: tuple[str, ...],
        proof: tuple[Path, ...],
    ) -> None:
        training = Training(title=title, held_on=day(on, "--on"), items=items)
        table = read_table(file, [_ID])
        attendance, places = _attendance(table)
        data = [file_bytes(one) for one in proof]
        content = {
            "attendance": list(attendance),
            "title": title,
            "on": on,
            "items": list(items),
            "proofs": [digest(one) for one in data],
        }

        def hold(order: Any) -> Any:
            proofs = tuple(session.office.evidence.put(one) for one in data)
            with placed_at(places):
                return session.office.hold_training(order, event, training, attendance, proofs=proofs)

        session.carry_out(
            Act.TRAINING_HOLD,
            Subject(kind="training", key=event),
            content,
            hold,
            (
                f"The training {event} is recorded for {len(attendance)} inspectors.",
                f"培训 {event} 已登记，参加人员{len(attendance)}名。",
            ),
        )

    return office_command(
        screen,
        "training",
        f"Record a training that was held; FILE lists who took part (column {_ID}).",
        f"登记培训；文件列明参加人员（“{_ID}”列）。",
        do,
        argument("EVENT"),
        argument("FILE", type=FILE),
        option(screen, "--title", "What it was.", "培训名称。", required=True),
        option(screen, "--on", "When it was held.", "培训日期。", required=True, metavar="DATE"),
        option(
            screen, "--item items", "Code of an item it was for.", "所针对的事项编号。", multiple=True, required=True
        ),
        option(
            screen,
            "--proof",
            "What shows it, such as the list of signatures.",
            "签到表等证明文件。",
            multiple=True,
            type=FILE,
        ),
    )


def _attendance(table: Table) -> tuple[tuple[str, ...], dict[Where, Where]]:
    """Return who took part, each once, and the cell of each by its place in that list."""
    column = [(text.strip(), row) for row, text in table.column(_ID)]
    attendance, rows = tuple(dict.fromkeys(one for one, _ in column)), dict(reversed(column))
    return attendance, {
        Where(path=f"attendance[{at}]"): table.where(rows[one], _ID) for at, one in enumerate(attendance)
    }


def _sign(screen: Screen) -> click.Command:
    def do(session: Session, year: int, text: Path) -> None:
        pledged = digest(file_bytes(text))
        session.carry_out(
            Act.PLEDGE_SIGN,
            Subject(kind="pledge", key=f"{session.actor.actor_id} {year}"),
            {"text": pledged},
            lambda order: session.office.sign_pledge(order, year, pledged),
            (f"The pledge for {year} is signed.", f"{year}年廉洁承诺已签署。"),
        )

    return office_command(
        screen,
        "sign",
        "Sign the pledge of integrity for a year, as an inspector, for oneself; FILE is its text.",
        "检查人员本人签署年度廉洁承诺；文件为承诺书文本。",
        do,
        argument("YEAR", type=int),
        click.Argument(["text"], type=FILE, metavar="FILE"),
    )


def _missing_pledges(screen: Screen) -> click.Command:
    def do(session: Session, year: int) -> None:
        found = session.office.missing_pledges(year, session.today())
        screen.line(
            f"{len(found)} inspectors have not signed for {year}.",
            f"{year}年尚未签署廉洁承诺的检查人员：{len(found)}名。",
        )
        for one in found:
            screen.same(f"  {one.name}（{one.inspector_id}）")

    return office_command(
        screen,
        "missing",
        "List the inspectors who have not signed for a year.",
        "列出尚未签署的检查人员。",
        do,
        argument("YEAR", type=int),
    )


def _file_complaint(screen: Screen) -> click.Command:
    def do(
        office: Office,
        order: Any,
        key: str,
        *,
        inspector: str,
        on: str,
        source: str,
        content: str,
        complainant: str | None,
    ) -> Any:
        return office.file_complaint(
            order,
            key,
            inspector,
            received_on=day(on, "--on"),
            source=source,
            content=text_of(content),
            complainant=text_of(complainant) if complainant else None,
        )

    return act_command(
        screen,
        "file",
        ("Take in a complaint against an inspector.", "登记对检查人员的投诉。"),
        (Act.COMPLAINT_FILE, "complaint", "COMPLAINT"),
        do,
        ("The complaint {key} is taken in.", "投诉 {key} 已登记。"),
        argument("INSPECTOR"),
        option(screen, "--on", "When it came in.", "收到日期。", required=True, metavar="DATE"),
        option(screen, "--source", "By which way, such as 来信.", "来源，如：来信。", required=True),
        option(screen, "--content", "What it says; @FILE reads it.", "内容；可用 @文件 读取。", required=True),
        option(screen, "--complainant", "Who complained; @FILE reads it.", "投诉人；可用 @文件 读取。"),
    )


def _settle(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, outcome: str, measures: str) -> Any:
        return office.settle_complaint(order, key, ComplaintOutcome(outcome), text_of(measures))

    return act_command(
        screen,
        "settle",
        ("Say what was found of a complaint, and done about it.", "登记核查结论和处理情况。"),
        (Act.COMPLAINT_DECIDE, "complaint", "COMPLAINT"),
        do,
        ("The complaint {key} is settled.", "投诉 {key} 已处理。"),
        option(
            screen,
            "--outcome",
            "What was found.",
            "核查结论。",
            type=click.Choice([one.value for one in ComplaintOutcome]),
            required=True,
        ),
        option(screen, "--measures", "What was done.", "处理情况。", required=True),
    )


def _refer(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, to: str, document: str) -> Any:
        return office.refer_complaint(order, key, to, document)

    return act_command(
        screen,
        "refer",
        ("Hand a complaint to somebody else, with a letter.", "将投诉移交其他机关。"),
        (Act.COMPLAINT_DECIDE, "complaint", "COMPLAINT"),
        do,
        ("The complaint {key} is handed over.", "投诉 {key} 已移交。"),
        option(screen, "--to", "To whom, such as 纪检监察机关.", "接收机关，如：纪检监察机关。", required=True),
        option(screen, "--document", "Number of the letter.", "函件文号。", required=True),
    )


def _result(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, result: str) -> Any:
        return office.note_referral_result(order, key, text_of(result))

    return act_command(
        screen,
        "result",
        ("Note what became of a complaint that was handed over.", "登记移交后的处理结果。"),
        (Act.COMPLAINT_DECIDE, "complaint", "COMPLAINT"),
        do,
        ("The result of {key} is noted.", "投诉 {key} 的结果已登记。"),
        option(screen, "--result", "What became of it.", "处理结果。", required=True),
    )
