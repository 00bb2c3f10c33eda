"""The help of every command of the office, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from office_cases import say

from random_inspection.cli.office import commands
from random_inspection.cli.screen import Screen


def _paths(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _paths(inner, (*path, name))


ALL = list(_paths(commands(Screen("en"))[0], ("office",)))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_explains_itself_in_both_languages(path: tuple[str, ...]) -> None:
    """--help works, and the Chinese one has no sentence in English."""
    english, chinese = say(*path, "--help", lang="en"), say(*path, "--help", lang="zh")
    assert (english.status, chinese.status) == (0, 0)
    assert "Usage:" in english.out
    assert "用法：" in chinese.out
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+ [a-z]+ [a-z]+", chinese.out.replace("random-inspection", ""))


def test_commands_are_listed_in_the_order_of_the_work() -> None:
    """Who reads the help from top to bottom reads the work from beginning to end."""
    listed = say("office", "--help").out.split("命令：")[1]
    order = [
        listed.index(f"\n  {name} ")
        for name in ("init", "import", "plan", "task", "draw", "record", "publish", "archive")
    ]
    assert order == sorted(order)


def test_wrong_use_is_answered_in_chinese() -> None:
    """A missing argument, an unknown option and an unknown word of a list are told in words."""
    assert "缺少参数" in say("office", "plan", "new", "2026").err
    assert "没有选项" in say("office", "status", "--nonsense").err
    assert "现场检查" in say("office", "visit", "approach", "x", "--method", "看看").err
