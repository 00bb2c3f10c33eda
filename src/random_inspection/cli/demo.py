"""``demo``: the whole draw of a fictional county, from the shipped sample office to the verification."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click

from random_inspection.cli.bundle_commands import draw_in, verify_in
from random_inspection.cli.chinese import new_command
from random_inspection.cli.file_commands import announce_from, commit_secret
from random_inspection.cli.screen import Screen
from random_inspection.cli.values import parsed_values
from random_inspection.drawing import HandedIn
from random_inspection.errors import AlreadyDone, Message, StorageFailed, system_words

DRAW_ID, SUPERVISOR, MARKER = "2026-DEMO/1", "监督员", "@监督员的承诺@"

DEMO_THERE = Message(
    "demo-there",
    "the folder {folder} is there already; remove it, or name another: random-inspection demo FOLDER",
    "文件夹 {folder} 已存在；请删除，或另指定文件夹：random-inspection demo 文件夹",
)
DEMO_UNWRITABLE = Message(
    "demo-unwritable",
    "the sample office cannot be written to {folder} ({why}); go to a folder of your own",
    "无法在 {folder} 写入示例（{why_zh}）；请换到有写权限的文件夹",
)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [_demo(screen)]


def _demo(screen: Screen) -> click.Command:
    def demo(folder: Path) -> int:
        return run_demo(screen, folder)

    return new_command(
        screen,
        "demo",
        "Unpack the sample office (a fictional county) into ./demo, announce, draw and verify.",
        "在 ./demo 展开示例单位（虚构的县），完成公告、抽取和核验。",
        callback=demo,
        params=[click.Argument(["folder"], type=click.Path(path_type=Path), default=Path("demo"), metavar="[DIR]")],
    )


def run_demo(screen: Screen, folder: Path) -> int:
    """Run the demo in a new folder and return the exit status of its verification."""
    _unpack(folder)
    bundle = folder / "bundle"
    screen.heading("1. The supervisor makes a secret", "一、监督员生成秘密值")
    secret = folder / "supervisor-secret.json"
    committed = commit_secret(screen, DRAW_ID, SUPERVISOR, digest="sha256", out=secret)
    spec = folder / "spec.toml"
    spec.write_text(spec.read_text("utf-8").replace(MARKER, committed), "utf-8", newline="\n")
    screen.heading("2. The draw is announced", "二、发布公告")
    announce_from(screen, spec, bundle)
    screen.heading("3. The draw", "三、抽取")
    opened = parsed_values([f"{SUPERVISOR}=@{secret}"], "--secret")
    draw_in(screen, bundle, HandedIn(secrets=opened), sealed=False)
    screen.heading("4. Everything is recomputed", "四、重算核验")
    status = verify_in(screen, bundle, None, as_json=False)
    _by_hand(screen, bundle)
    return status


def _unpack(folder: Path) -> None:
    try:
        folder.mkdir(parents=True)
        with as_file(files("random_inspection.cli") / "sample_office") as sample:
            for file in sorted(sample.iterdir()):
                if file.is_file():
                    (folder / file.name).write_bytes(file.read_bytes())
    except FileExistsError as error:
        raise AlreadyDone(DEMO_THERE.at(folder=folder)) from error
    except OSError as error:
        raise StorageFailed(DEMO_UNWRITABLE.at(folder=folder, **system_words(error))) from error


def _by_hand(screen: Screen, bundle: Path) -> None:
    first = (bundle / "public" / "frame.csv").read_text("utf-8").splitlines()[1].split(",")[0]
    screen.heading("5. Check one ticket by hand", "五、手工核对一个签号")
    screen.same(f"  random-inspection ticket {bundle} {first}")
    screen.line(
        "It prints the ticket and the line that recomputes it without this software.",
        "该命令显示签号，以及不用本软件即可重算的命令。",
    )
