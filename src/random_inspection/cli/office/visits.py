"""``office visit``, ``record write``, ``record tell``: single acts before and at a visit."""

from __future__ import annotations

from typing import Any

import click

from random_inspection.cli.office.making import act_command, group, moment, option, text_of
from random_inspection.cli.screen import Screen
from random_inspection.cli.values import parsed_values
from random_inspection.domain.acts import Act
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.items import Method
from random_inspection.workflows.office import Office

ABOUT = "inspection", "INSPECTION"


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [
        group(
            screen,
            "visit",
            "Before a visit: how a target is inspected, approval, notice, and the way in.",
            "入企检查：检查方式、审批、通知、进入现场。",
            _approach(screen),
            _approve(screen),
            _notify(screen),
            _begin(screen),
            _emergency(screen),
        )
    ]


def single_records(screen: Screen) -> list[click.Command]:
    """Return ``write`` and ``tell``, for the group ``record``."""
    return [_write(screen), _tell(screen)]


def _approach(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, method: str, why: str | None) -> Any:
        return office.choose_approach(order, key, method=Method(method), spared=why)

    return act_command(
        screen,
        "approach",
        (
            "Decide how a target is inspected; methods that spare the visit come first.",
            "确定检查方式；能以非现场方式完成的，不入企。",
        ),
        (Act.APPROACH_CHOOSE, *ABOUT),
        do,
        ("{key}: the method is chosen.", "{key}：已确定检查方式。"),
        option(
            screen,
            "--method",
            "The method.",
            "检查方式。",
            type=click.Choice([one.value for one in Method]),
            required=True,
        ),
        option(screen, "--why", "Why no method that spares the visit does.", "须入企检查的理由。"),
    )


def _approve(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, note: str | None) -> Any:
        return office.approve_visit(order, key, note=note)

    return act_command(
        screen,
        "approve",
        ("Approve a visit.", "行政检查审批。"),
        (Act.VISIT_APPROVE, *ABOUT),
        do,
        ("{key}: the visit is approved.", "{key}：入企检查已批准。"),
        option(screen, "--note", "A remark.", "审批意见。"),
    )


def _notify(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, number: str, how: str | None) -> Any:
        return office.serve_notice(order, key, number=number, how=how)

    return act_command(
        screen,
        "notify",
        ("Record that the notice was served.", "登记行政检查通知书送达。"),
        (Act.VISIT_NOTIFY, *ABOUT),
        do,
        ("{key}: the notice is served.", "{key}：通知书已送达。"),
        option(screen, "--number", "Its number.", "通知书文号。", required=True),
        option(screen, "--how", "How it was served.", "送达方式。"),
    )


def _begin(screen: Screen) -> click.Command:
    def do(
        office: Office, order: Any, key: str, *, code: str | None, shown: tuple[str, ...], emergency: str | None
    ) -> Any:
        certificates = parsed_values(shown, "--certificate")
        return office.begin_inspection(order, key, code=code, certificates=certificates, emergency=emergency)

    return act_command(
        screen,
        "begin",
        (
            "Begin an inspection: the code scanned on entry, and the certificates that were shown.",
            "开始检查：扫码入企、出示执法证。",
        ),
        (Act.VISIT_BEGIN, *ABOUT),
        do,
        ("{key}: the inspection has begun.", "{key}：已开始检查。"),
        option(screen, "--code", "What was read from the firm's code.", "扫码内容。"),
        option(
            screen,
            "--certificate shown",
            "Who showed which certificate; at least two.",
            "出示的执法证，至少两名；可多次给出。",
            multiple=True,
            metavar="INSPECTOR=NUMBER",
        ),
        option(screen, "--emergency", "What cannot wait for approval and notice.", "紧急情形（来不及审批、通知时）。"),
    )


def _emergency(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, note: str | None) -> Any:
        return office.report_emergency(order, key, note=note)

    return act_command(
        screen,
        "report-emergency",
        ("Report afterwards what could not wait.", "紧急检查补报。"),
        (Act.EMERGENCY_REPORT, *ABOUT),
        do,
        ("{key}: the emergency is reported.", "{key}：紧急检查已补报。"),
        option(screen, "--note", "What is reported.", "补报内容。"),
    )


def _write(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, began: str | None, ended: str | None, **told: Any) -> Any:
        first = moment(began, "--began") if began else _entered(office, key)
        last = moment(ended, "--ended") if ended else office.clock.now()
        return office.write_record(
            order,
            key,
            began_at=first or last,
            ended_at=last,
            place=told["place"],
            content=text_of(told["content"]),
            situation=text_of(told["situation"]),
            evidence=told["evidence"],
        )

    return act_command(
        screen,
        "write",
        (
            "Write the record of an inspection, or write it anew before it is concluded.",
            "填写现场检查记录；作出结论前可重新填写。",
        ),
        (Act.RECORD_WRITE, *ABOUT),
        do,
        ("{key}: the record is written.", "{key}：现场检查记录已填写。"),
        option(
            screen,
            "--began",
            "When it began (when the beginning was recorded).",
            "开始时间（默认登记开始检查的时间）。",
            metavar="TIME",
        ),
        option(screen, "--ended", "When it ended (now).", "结束时间（默认现在）。", metavar="TIME"),
        option(screen, "--place", "Where.", "检查地点。", required=True),
        option(
            screen, "--content", "What was inspected; @FILE reads it.", "检查内容；可用 @文件 读取。", required=True
        ),
        option(
            screen,
            "--situation",
            "What was found on site; @FILE reads it.",
            "现场情况；可用 @文件 读取。",
            required=True,
        ),
        option(
            screen,
            "--evidence",
            "Digest of evidence that was added; may be given again.",
            "已上传证据的摘要；可多次给出。",
            multiple=True,
            metavar="DIGEST",
        ),
    )


def _entered(office: Office, key: str) -> Any:
    with office.store.view() as view:
        stored = view.records.get(Inspection, key)
    return stored.value.entry.began.at if stored and stored.value.entry else None


def _tell(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, refusal: str | None) -> Any:
        return office.tell_result(order, key, acknowledged=refusal is None, refusal=refusal)

    return act_command(
        screen,
        "tell",
        (
            "Record that the target was told the result and signed, or what it said instead.",
            "登记当场告知结果及签收情况。",
        ),
        (Act.RESULT_TELL, *ABOUT),
        do,
        ("{key}: the target was told the result.", "{key}：已当场告知结果。"),
        option(screen, "--refusal", "It did not sign: what it said, and who saw it.", "未签收的情况、见证人。"),
    )
