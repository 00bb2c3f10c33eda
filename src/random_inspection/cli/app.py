"""Builds the commands in one language, runs them, and turns every error into words and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from random_inspection.cli import (
    INTERRUPTED,
    audit_commands,
    bundle_commands,
    deadline_commands,
    demo,
    file_commands,
    office,
)
from random_inspection.cli.chinese import ChineseGroup, usage_problem
from random_inspection.cli.screen import Screen, chosen_language, survive
from random_inspection.errors import RandomInspectionError, system_words

REFUSED, MISUSED = 1, 2


def build(screen: Screen) -> click.Group:
    """Return the command ``random-inspection`` with everything below it, in the screen's language."""
    group = (ChineseGroup if screen.lang == "zh" else click.Group)(
        name="random-inspection",
        help=screen.pick(
            "Random inspections in the open: draws that anybody can recompute.",
            "双随机、一公开：任何人都能重算的随机抽取。",
        ),
        no_args_is_help=True,
    )
    group.params.append(
        click.Option(
            ["--lang"],
            type=click.Choice(["zh", "en"]),
            expose_value=False,
            help=screen.pick("Language of messages and help.", "提示和帮助的语言。"),
        )
    )
    group.params.append(_version_option(screen))
    for module in (file_commands, bundle_commands, audit_commands, demo, deadline_commands, office):
        for command in module.commands(screen):
            group.add_command(command)
    return group


def _version_option(screen: Screen) -> click.Option:
    def show(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  (click calls it so)
        if value:
            from importlib.metadata import version  # noqa: PLC0415  (slow, and rarely asked for)

            screen.same(f"random-inspection {version('random-inspection')}")
            context.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=show,
        help=screen.pick("Show the version and exit.", "显示版本并退出。"),
    )


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status.

    0: done; 1: refused, or a check failed; 2: used wrongly, or (of ``verify``) files missing or unreadable;
    130: interrupted.
    """
    screen = Screen(chosen_language(arguments))
    survive(sys.stdout)
    survive(sys.stderr)
    try:
        outcome = build(screen).main(
            args=_without_language(arguments), prog_name="random-inspection", standalone_mode=False
        )
    except click.UsageError as error:
        click.echo(usage_problem(error, screen), err=True)
        return MISUSED
    except (click.Abort, KeyboardInterrupt):
        click.echo(screen.pick("Interrupted; run the command again.", "已中断；可重新运行该命令。"), err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Who read the output has gone; Python would complain once more on flushing it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:
        why = system_words(error)
        words = screen.pick(f"The output cannot be written ({why['why']}).", f"无法输出（{why['why_zh']}）。")
        click.echo(words, err=True)
        return MISUSED
    except RandomInspectionError as error:
        click.secho(screen.pick("Refused:", "未执行："), err=True, bold=True)
        screen.problems(error.problems)
        return REFUSED
    return outcome if isinstance(outcome, int) else 0


def _without_language(arguments: Sequence[str]) -> list[str]:
    """Return the arguments without ``--lang``, so that it may stand anywhere on the line."""
    kept: list[str] = []
    position = 0
    while position < len(arguments):
        argument = arguments[position]
        if argument == "--lang" and arguments[position + 1 : position + 2] in (["zh"], ["en"]):
            position += 2
            continue
        if argument not in ("--lang=zh", "--lang=en"):
            kept.append(argument)
        position += 1
    return kept
