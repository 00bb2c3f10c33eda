"""``demo``: a quarter of a fictional county's year, in an office that stays, from the list of items to ``status``."""

from __future__ import annotations

from pathlib import Path

import click

from random_inspection.cli.chinese import new_command
from random_inspection.cli.demo.bureau import opened_bureau
from random_inspection.cli.demo.ending import show_ending
from random_inspection.cli.demo.quarter import august, july, september
from random_inspection.cli.screen import Screen


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""

    def demo(folder: Path) -> int:
        return run_demo(screen, folder)

    return [
        new_command(
            screen,
            "demo",
            "Make the office of a fictional county in ./demo, and take it through a quarter: directories, draws, visits, "
            "results, archives. Run it again after an interruption: it goes on.",
            "在 ./demo 创建一个虚构县的工作库，办完一个季度：名录、抽取、检查、公示、归档。中断后可再次运行，接着办理。",
            callback=demo,
            params=[click.Argument(["folder"], type=click.Path(path_type=Path), default=Path("demo"), metavar="[DIR]")],
        )
    ]


def run_demo(screen: Screen, folder: Path) -> int:
    """Run the quarter in a folder, from its beginning or from where it was interrupted, and return the exit status."""
    with opened_bureau(screen, folder) as bureau:
        for month in (july, august, september):
            month(bureau)
        return show_ending(bureau)
