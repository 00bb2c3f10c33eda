"""Commands before the draw: ``template``, ``commit``, ``announce``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from random_inspection.adapters.files import BundleFolder, create_private
from random_inspection.adapters.spreadsheets import read_spec, write_template
from random_inspection.adapters.system import SystemClock, SystemEntropy
from random_inspection.cli.chinese import new_command
from random_inspection.cli.screen import Screen
from random_inspection.cli.shows import show_announced
from random_inspection.domain.fields import Digest
from random_inspection.domain.identifiers import typed_problem
from random_inspection.drawing import commitment
from random_inspection.drawing.ceremony import name_problem
from random_inspection.errors import Where, refuse
from random_inspection.workflows.draws.announcing import announce


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [_template(screen), _commit(screen), _announce(screen)]


def _template(screen: Screen) -> click.Command:
    def template(file: Path) -> None:
        if file.suffix.lower() != ".xlsx":
            words = screen.pick("the name of a workbook ends in .xlsx", "工作簿的文件名以 .xlsx 结尾")
            raise click.BadParameter(words, param_hint="FILE.xlsx")
        write_template(file)
        screen.line(f"Written: {file}", f"已生成：{file}")
        screen.line(
            f"Fill in the sheets, then: random-inspection announce {file} --out FOLDER",
            f"填写各工作表后运行：random-inspection announce {file} --out 文件夹",
        )

    return new_command(
        screen,
        "template",
        "Write a workbook to fill in (sheets 任务, 对象, 人员, 回避) for a draw without programming.",
        "生成供填写的工作簿（任务、对象、人员、回避四个工作表），无需编程即可抽取。",
        callback=template,
        params=[click.Argument(["file"], type=click.Path(path_type=Path), metavar="FILE.xlsx")],
    )


def _commit(screen: Screen) -> click.Command:
    def commit(draw_id: str, name: str, digest: Digest, out: Path | None) -> None:
        commit_secret(screen, draw_id, name, digest=digest, out=out)

    return new_command(
        screen,
        "commit",
        "Make a secret for a draw, on the machine of whoever contributes it, and print the commitment to hand in. "
        "The secret stays in a file that only its owner can read.",
        "在秘密值贡献者自己的电脑上生成秘密值，并显示需提交的承诺。秘密值保存在仅本人可读的文件中。",
        callback=commit,
        params=[
            click.Argument(["draw_id"], metavar="DRAW_ID"),
            click.Argument(["name"], metavar="NAME"),
            click.Option(
                ["--digest"],
                type=click.Choice(["sha256", "sm3"]),
                default="sha256",
                show_default=True,
                help=screen.pick("The draw's hash, as its specification says.", "本次抽取的摘要算法，以任务设置为准。"),
            ),
            click.Option(
                ["--out"],
                type=click.Path(path_type=Path),
                help=screen.pick("Where to keep the secret.", "秘密值文件的保存位置。"),
            ),
        ],
    )


def commit_secret(screen: Screen, draw_id: str, name: str, *, digest: Digest, out: Path | None) -> str:
    """Make a secret, keep it in a private file, show the commitment, and return it."""
    problems = [
        typed_problem(draw_id, Where(path="DRAW_ID")),
        name_problem(name, Where(path="NAME")),
    ]
    refuse([problem for problem in problems if problem])
    file = out or Path(re.sub(r"[^\w-]+", "-", f"secret-{draw_id}-{name}") + ".json")
    committed = keep_secret(draw_id, name, digest, file)
    screen.line("Commitment to hand in:", "请提交以下承诺：")
    screen.same(committed)
    screen.line(f"The secret is kept in: {file}", f"秘密值保存在：{file}")
    screen.line(
        f"Show it to nobody before the draw; then hand in: --secret {name}=@{file}",
        f"抽取前请勿向任何人出示；抽取时提交：--secret {name}=@{file}",
    )
    return committed


def keep_secret(draw_id: str, name: str, digest: Digest, file: Path) -> str:
    """Make a secret, keep it in a new private file, and return its commitment."""
    value = SystemEntropy().secret()
    committed = commitment(draw_id, name, value, digest)
    record = {"draw_id": draw_id, "name": name, "digest": digest, "value": value, "commitment": committed}
    create_private(file, (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode())
    return committed


def _announce(screen: Screen) -> click.Command:
    def announce_command(spec: Path, out: Path) -> None:
        announce_from(screen, spec, out)

    return new_command(
        screen,
        "announce",
        "Fix a draw in the open: write the announcement and its files from SPEC.toml or a filled-in template.",
        "发布抽取公告：根据 SPEC.toml 或填好的模板生成公告及其文件。",
        callback=announce_command,
        params=[
            click.Argument(["spec"], type=click.Path(path_type=Path), metavar="SPEC"),
            click.Option(
                ["--out"],
                type=click.Path(path_type=Path),
                required=True,
                help=screen.pick("A new folder for the bundle.", "存放抽取文件的新文件夹。"),
            ),
        ],
    )


def announce_from(screen: Screen, spec: Path, out: Path) -> None:
    """Announce the draw that `spec` describes in the new folder `out`, and show what was fixed."""
    with screen.working("Reading and checking", "读取并检查"):
        announced = announce(read_spec(spec), store=BundleFolder(out), clock=SystemClock(), entropy=SystemEntropy())
    show_announced(screen, announced, out)
