"""click's own words in Chinese: headings of the help, and what it says of wrong use."""

from __future__ import annotations

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
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param else ""
        return f"缺少参数 {name}"
    if isinstance(error, click.BadParameter):
        name = error.param.human_readable_name if error.param else ""
        return f"参数 {name} 无效：{error.message}"
    if error.message.startswith("No such command"):
        return f"没有这个命令：{error.message.removeprefix('No such command').strip(' .')}"
    return error.message
