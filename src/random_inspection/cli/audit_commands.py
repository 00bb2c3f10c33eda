"""The commands of who may see what is sealed: ``audit`` and ``ledger``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from random_inspection.adapters.files import BundleFolder
from random_inspection.cli.bundle_commands import FAILED, UNREADABLE, digest_option, typed_digest
from random_inspection.cli.chinese import new_command
from random_inspection.cli.screen import Screen
from random_inspection.cli.shows import show_verification, verification_json
from random_inspection.drawing.checks import PUBLISHED
from random_inspection.errors import StorageFailed
from random_inspection.workflows.draws.auditing import recompute_classes
from random_inspection.workflows.draws.ledger_files import ledger_csv, ledger_events


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [_audit(screen), _ledger(screen)]


def _ledger(screen: Screen) -> click.Command:
    def ledger(folder: Path) -> None:
        click.echo(ledger_csv(ledger_events(BundleFolder(folder))).decode(), nl=False)

    return new_command(
        screen,
        "ledger",
        "Print who was drawn in a draw for one inspection item, moved up and was struck out, as rows of the year's ledger "
        "(CSV). It is as sealed as the result.",
        "以台账行（CSV）输出某次按单一事项抽取的中签、递补和剔除情况。与抽取结果同样不得公开。",
        callback=ledger,
        params=[click.Argument(["folder"], type=click.Path(path_type=Path), metavar="DIR")],
    )


def _audit(screen: Screen) -> click.Command:
    def audit(folder: Path, announcement_digest: str | None, as_json: bool) -> int:  # noqa: FBT001  (click calls it so)
        return audit_in(screen, folder, typed_digest(screen, announcement_digest), as_json=as_json)

    return new_command(
        screen,
        "audit",
        "Recompute the risk classes behind a draw, and who was due in a batch of the year's plan, from the sealed policy, "
        "facts, register and ledger, for who may see them. "
        "Exit status: 0 none failed, 1 one failed, 2 files missing or unreadable.",
        "由有权查看者根据封存的政策、事实、名录和台账重算抽取所依据的风险分类，以及年度计划批次中应检查的对象。退出码：0 无失败项，1 有失败项，2 文件缺失或无法读取。",
        callback=audit,
        params=[
            click.Argument(["folder"], type=click.Path(path_type=Path), metavar="DIR"),
            digest_option(screen),
            click.Option(["--json", "as_json"], is_flag=True, help=screen.pick("Print JSON.", "以 JSON 输出。")),
        ],
    )


def audit_in(screen: Screen, folder: Path, announcement_digest: str | None, *, as_json: bool) -> int:
    """Audit the classes of a bundle, show every check, and return the exit status."""
    try:
        with screen.working("Recomputing", "重算中"):
            audited = recompute_classes(BundleFolder(folder), announcement_digest=announcement_digest)
    except StorageFailed as error:
        screen.problems(error.problems)
        return UNREADABLE
    if as_json:
        screen.same(json.dumps(verification_json(audited), ensure_ascii=False, indent=2))
    else:
        show_verification(screen, audited)
    if not audited.ok:
        return FAILED
    made = (check.status == "passed" for check in audited.checks if check.title != PUBLISHED)
    return 0 if all(made) else UNREADABLE
