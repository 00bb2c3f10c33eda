"""``office strike``, ``replace`` and ``recusal``: what changes a draw afterwards, by its own rule and never by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from random_inspection.cli.office.draws import named
from random_inspection.cli.office.evidence import add_files
from random_inspection.cli.office.making import (
    FILE,
    act_command,
    argument,
    digest,
    file_bytes,
    flag,
    group,
    office_command,
    option,
    text_of,
)
from random_inspection.cli.office.session import Session
from random_inspection.cli.screen import Screen, safe
from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.recusals import AskedBy
from random_inspection.workflows.office import Office


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    recusal = group(
        screen,
        "recusal",
        "Recusals asked for after the draw; the reasons stay sealed.",
        "抽取后的回避申请；理由保密。",
        _ask(screen),
        _decide(screen),
    )
    return [_strike(screen), _replace(screen), recusal]


def _strike(screen: Screen) -> click.Command:
    def do(session: Session, inspection: str, files: tuple[Path, ...], reason: str) -> None:
        digests = add_files(session, inspection, files, caption=reason)
        done = session.carry_out(
            Act.TARGET_STRIKE_OUT,
            Subject(kind="inspection", key=inspection),
            {"reason": reason, "evidence": [digest(file_bytes(file)) for file in files]},
            lambda order: session.office.strike_out_target(order, inspection, reason=reason, evidence=digests),
            (f"{inspection} is struck out.", f"{inspection} 已剔除。"),
        )
        struck = done.value.struck
        if struck and struck.moved_up:
            screen.line(f"The next reserve moves up: {struck.moved_up}", f"由候补 {struck.moved_up} 递补。")
        else:
            screen.line("No reserve was left to move up.", "没有可递补的候补。")

    return office_command(
        screen,
        "strike",
        "Strike out a drawn target that is gone, with a reason and evidence; the next reserve moves up.",
        "剔除已不存在的抽中对象，须有原因和证据；由下一候补递补。",
        do,
        argument("INSPECTION"),
        click.Argument(["files"], nargs=-1, required=True, type=FILE, metavar="EVIDENCE..."),
        option(screen, "--reason", "Why, for the public.", "向社会说明的原因。", required=True),
    )


def _replace(screen: Screen) -> click.Command:
    def do(
        session: Session, inspection: str, *, seat: str, inspector: str, reason: str, substitute: str | None
    ) -> None:
        done = session.carry_out(
            Act.INSPECTOR_REPLACE,
            Subject(kind="inspection", key=inspection),
            {"seat": seat, "inspector": inspector, "reason": reason, "substitute": substitute or ""},
            lambda order: session.office.replace_inspector(
                order, inspection, seat, inspector, reason=reason, substitute=substitute
            ),
            (
                f"The team of {inspection} is changed by the rule of the draw.",
                f"{inspection} 的检查组已按抽取规则更换。",
            ),
        )
        names = session.office.facts().people
        for one in done.value.team:
            screen.same(f"  {safe(one.seat)} {safe(named(names.get(one.inspector_id), one.inspector_id))}")

    return office_command(
        screen,
        "replace",
        "Replace an inspector of a team: the rule of the draw says by whom.",
        "更换检查组成员：由抽取规则产生替换人员。",
        do,
        argument("INSPECTION"),
        argument("SEAT"),
        argument("INSPECTOR"),
        option(screen, "--reason", "Why, for the public.", "向社会说明的原因。", required=True),
        _substitute(screen),
    )


def _ask(screen: Screen) -> click.Command:
    def do(
        office: Office, order: Any, key: str, *, inspection: str, inspector: str, asked_by: str, reasons: str
    ) -> Any:
        asked = AskedBy(asked_by)
        return office.ask_recusal(order, key, inspection, inspector, asked_by=asked, reasons=text_of(reasons))

    return act_command(
        screen,
        "ask",
        (
            "Record that the target, or an inspector, asks that an inspector stays away.",
            "登记回避申请（由检查对象或检查人员提出）。",
        ),
        (Act.RECUSAL_ASK, "recusal", "REQUEST"),
        do,
        (
            "The request {key} is recorded; somebody else than the team decides.",
            "回避申请 {key} 已登记，待检查组以外的人决定。",
        ),
        argument("INSPECTION"),
        argument("INSPECTOR"),
        option(
            screen,
            "--by asked_by",
            "Who asks.",
            "申请人。",
            type=click.Choice([one.value for one in AskedBy]),
            default=AskedBy.TARGET.value,
            show_default=True,
        ),
        option(screen, "--reasons", "Why; sealed. @FILE reads it.", "理由（保密）；可用 @文件 读取。", required=True),
    )


def _decide(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, refuse: bool, reason: str | None, substitute: str | None) -> Any:
        return office.decide_recusal(order, key, granted=not refuse, reason=reason, substitute=substitute)

    return act_command(
        screen,
        "decide",
        (
            "Decide on a request: grant it, or --refuse it with a reason.",
            "决定回避申请：同意，或 --refuse 驳回并说明理由。",
        ),
        (Act.RECUSAL_DECIDE, "recusal", "REQUEST"),
        do,
        ("The request {key} is decided.", "回避申请 {key} 已决定。"),
        flag(screen, "--refuse", "Refuse it.", "驳回。"),
        option(screen, "--reason", "Why it is refused.", "驳回的理由。"),
        _substitute(screen),
    )


def _substitute(screen: Screen) -> click.Option:
    return option(screen, "--substitute", "Whom the platform gave, where it drew.", "平台产生的人员（平台抽取时）。")
