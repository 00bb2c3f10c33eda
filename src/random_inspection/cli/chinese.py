"""click's own words in Chinese: headings of the help, and what it says of wrong use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import click

from random_inspection.cli.screen import Screen

_WORDS = (
    ("Usage:", "用法："),
    ("Options:", "选项："),
    ("Commands:", "命令："),
    ("Show this message and exit.", "显示帮助并退出。"),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]..."),
    ("[required]", "[必填]"),
    ("[default:", "[默认："),
)
_SAYINGS = (
    (r"Option '?([^' ]+)'? requires an argument", "选项 {} 后须有值"),
    (r"Option '?([^' ]+)'? requires (\d+) arguments", "选项 {} 后须有{}个值"),
    (r"Option '?([^' ]+)'? does not take a value", "选项 {} 后不能有值"),
    (r"Got unexpected extra arguments? \((.*)\)", "多余的参数：{}；含空格的内容请加引号"),
    (r"No such command '(.*?)'", "没有这个命令：{}"),
    (r"Missing command", "缺少命令"),
)
"""What click says of a whole line, as patterns, and the same in Chinese."""


class _Chinese:
    def get_help(self, ctx: click.Context) -> str:
        """Return the help text with click's own words in Chinese."""
        text: str = super().get_help(ctx)  # type: ignore[misc]  # a mix-in: the command class is the next one
        for english, chinese in _WORDS:
            text = text.replace(english, chinese)
        return text


class ChineseCommand(_Chinese, click.Command):
    """A command whose help is Chinese throughout."""


class ChineseGroup(_Chinese, click.Group):
    """A group of commands whose help is Chinese throughout."""

    command_class = ChineseCommand


def new_command(screen: Screen, name: str, help_en: str, help_zh: str, **settings: Any) -> click.Command:
    """Return a command in the screen's language; `settings` are those of `click.Command`."""
    kind = ChineseCommand if screen.lang == "zh" else click.Command
    return kind(name=name, help=screen.pick(help_en, help_zh), **settings)


def usage_problem(error: click.UsageError, screen: Screen) -> str:
    """Return what click found wrong, and how to see the help, in the screen's language."""
    path = error.ctx.command_path if error.ctx else "random-inspection"
    if screen.lang == "en":
        return f"{error.format_message()}\nSee: {path} --help"
    return f"{_in_chinese(error)}\n查看帮助：{path} --help"


def _in_chinese(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}{_nearest(error.possibilities or ())}"
    if isinstance(error, click.MissingParameter):
        return f"缺少参数 {_name(error.param)}"
    message = error.message.strip()
    if isinstance(error, click.BadParameter):
        name = str(error.param_hint or _name(error.param))
        return f"参数 {name} 无效：{_of_value(error.param, message)}"
    for pattern, chinese in _SAYINGS:
        if found := re.match(pattern, message, re.DOTALL):
            return chinese.format(*found.groups()) + _nearest(getattr(error, "possibilities", None) or ())
    return message


def _of_value(param: click.Parameter | None, message: str) -> str:
    """Return why a value does not fit; what is in Chinese already stays."""
    kind = getattr(param, "type", None)
    if isinstance(kind, click.Choice) and (found := re.match("(.+) is not (?:one of )?", message)):
        return f"应为{'、'.join(map(str, kind.choices))}之一，实为 {found[1]}"
    if found := re.match("(.+) is not a valid integer", message):
        return f"应为整数，实为 {found[1]}"
    return message


def _name(param: click.Parameter | None) -> str:
    """Return what a parameter is called on the command line."""
    if isinstance(param, click.Option):
        return "/".join(param.opts)
    return param.human_readable_name if param else ""


def _nearest(names: Sequence[str]) -> str:
    return f"；是否为 {'、'.join(names)}？" if names else ""
