"""Commands on a bundle: ``draw``, ``publish``, ``verify``, ``ticket``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from random_inspection.adapters.files import PUBLIC_ALONE, BundleFolder
from random_inspection.adapters.system import SystemClock
from random_inspection.cli.chinese import new_command
from random_inspection.cli.papers import missing_papers, write_papers
from random_inspection.cli.screen import Screen
from random_inspection.cli.shows import show_drawn, show_ticket, show_verification, verification_json
from random_inspection.cli.values import parsed_values
from random_inspection.domain.fields import is_hex64
from random_inspection.drawing import HandedIn, verify
from random_inspection.errors import AlreadyDone, StorageFailed, Where
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.draws.drawing import draw_announced, publish_result, recorded
from random_inspection.workflows.draws.tickets import explain_ticket

FAILED, UNREADABLE = 1, 2
_FOLDER = click.Path(path_type=Path)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [_draw(screen), _publish(screen), _verify(screen), _ticket(screen)]


def _draw(screen: Screen) -> click.Command:
    def draw(folder: Path, public: Sequence[str], secret: Sequence[str], sealed: bool) -> None:  # noqa: FBT001
        handed_in = HandedIn(secrets=parsed_values(secret, "--secret"), publics=parsed_values(public, "--public"))
        draw_in(screen, folder, handed_in, sealed=sealed)

    return new_command(
        screen,
        "draw",
        "Draw under an announcement, once: targets, reserves, teams; write result.json and the papers to sign.",
        "按公告抽取（仅一次）：抽中对象、候补和检查组；生成 result.json 及供签字的文件。",
        callback=draw,
        params=[
            click.Argument(["folder"], type=_FOLDER, metavar="DIR"),
            click.Option(
                ["--public"],
                multiple=True,
                metavar="NAME=VALUE",
                help=screen.pick("Value of a public event.", "公开事件的值。"),
            ),
            click.Option(
                ["--secret"],
                multiple=True,
                metavar="NAME=VALUE",
                help=screen.pick(
                    "An opened secret; NAME=@FILE reads it from a file.", "公开的秘密值；可用 NAME=@文件 读取。"
                ),
            ),
            click.Option(
                ["--sealed"],
                is_flag=True,
                help=screen.pick("Keep the result sealed until publish.", "结果先封存，待 publish 时公布。"),
            ),
        ],
    )


def draw_in(screen: Screen, folder: Path, handed_in: HandedIn, *, sealed: bool) -> None:
    """Draw in a bundle and show the outcome; a draw that was cut off before its papers gets them now."""
    store = BundleFolder(folder)
    if (folder / "announcement.json").is_file():
        raise StorageFailed(PUBLIC_ALONE.at(Where(file=str(folder))))
    try:
        with screen.working("Drawing", "抽取中") as progress:
            record = draw_announced(
                store=store,
                clock=SystemClock(),
                handed_in=handed_in,
                area="sealed" if sealed else "public",
                progress=progress,
            )
    except AlreadyDone:
        if not missing_papers(folder):
            raise
        record = recorded(store=store)
        screen.line(
            "The draw stands already; only its papers were missing, and are written now.",
            "抽取结果已存在；仅补齐缺少的文件。",
        )
    written = write_papers(folder, record)
    area = "public" if "result.json" in store.names("public") else "sealed"
    show_drawn(screen, record, [folder / area / "result.json", *written])


def _publish(screen: Screen) -> click.Command:
    def publish(folder: Path) -> None:
        for name in publish_result(store=BundleFolder(folder)):
            screen.line(f"Public now: {folder / 'public' / name}", f"已公布：{folder / 'public' / name}")

    return new_command(
        screen,
        "publish",
        "Move a sealed result to the public folder.",
        "将封存的结果移到公开文件夹。",
        callback=publish,
        params=[click.Argument(["folder"], type=_FOLDER, metavar="DIR")],
    )


def _verify(screen: Screen) -> click.Command:
    def verify_command(folder: Path, announcement_digest: str | None, as_json: bool) -> int:  # noqa: FBT001
        return verify_in(screen, folder, typed_digest(screen, announcement_digest), as_json=as_json)

    return new_command(
        screen,
        "verify",
        "Recompute a draw and report every check. Exit status: 0 none failed, 1 one failed, "
        "2 files missing or unreadable.",
        "重算抽取并逐项报告。退出码：0 无失败项，1 有失败项，2 文件缺失或无法读取。",
        callback=verify_command,
        params=[
            click.Argument(["folder"], type=_FOLDER, metavar="DIR"),
            digest_option(screen),
            click.Option(["--json", "as_json"], is_flag=True, help=screen.pick("Print JSON.", "以 JSON 输出。")),
        ],
    )


def digest_option(screen: Screen) -> click.Option:
    """Return the option that takes the digest of the announcement from elsewhere."""
    return click.Option(
        ["--announcement-digest"],
        metavar="HEX",
        help=screen.pick(
            "Digest of the announcement from elsewhere: a receipt, the official notice.",
            "来自别处的公告摘要，如回执或官方公告。",
        ),
    )


def typed_digest(screen: Screen, typed: str | None) -> str | None:
    """Return a digest as it was typed, in groups or capitals perhaps; what is none is wrong use."""
    digest = typed and "".join(typed.split()).lower()
    if digest is not None and not is_hex64(digest):
        words = screen.pick("it has 64 hexadecimal characters", "应为64位十六进制字符")
        raise click.BadParameter(words, param_hint="--announcement-digest")
    return digest


def verify_in(screen: Screen, folder: Path, announcement_digest: str | None, *, as_json: bool) -> int:
    """Verify a bundle, show every check, and return the exit status."""
    try:
        bundle = open_bundle(BundleFolder(folder))
    except StorageFailed as error:
        screen.problems(error.problems)
        return UNREADABLE
    with screen.working("Recomputing", "重算中") as progress:
        verification = verify(bundle, announcement_digest=announcement_digest, progress=progress)
    if as_json:
        screen.same(json.dumps(verification_json(verification), ensure_ascii=False, indent=2))
    else:
        show_verification(screen, verification)
    if not verification.ok:
        return FAILED
    if bundle.result is None:
        screen.complain(
            "There is no result here: not drawn yet, or still sealed; what depends on it was not checked.",
            "此处没有结果：尚未抽取，或仍封存；依赖结果的各项未核验。",
        )
        return UNREADABLE
    return 0


def _ticket(screen: Screen) -> click.Command:
    def ticket(folder: Path, target_id: str) -> None:
        show_ticket(screen, explain_ticket(target_id, store=BundleFolder(folder)))

    return new_command(
        screen,
        "ticket",
        "Show the ticket of one target, why it was drawn or not, and the line that recomputes it.",
        "显示某个对象的签号、是否抽中及原因，以及重算签号的命令。",
        callback=ticket,
        params=[
            click.Argument(["folder"], type=_FOLDER, metavar="DIR"),
            click.Argument(["target_id"], metavar="TARGET_ID"),
        ],
    )
