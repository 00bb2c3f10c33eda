"""``random-inspection office``: the whole rule for an office of officials with spreadsheets and no developer."""

from __future__ import annotations

from typing import Any

import click

from random_inspection.cli.office import (
    archives,
    backups,
    conclusions,
    draws,
    evidence,
    people,
    plans,
    platform,
    preparing,
    publishing,
    records,
    registers,
    reports,
    setting_up,
    status,
    substitutions,
    trail,
    visits,
)
from random_inspection.cli.office.making import asked_for, group, shared_options
from random_inspection.cli.screen import Screen

_MODULES = (
    setting_up,
    status,
    registers,
    people,
    plans,
    preparing,
    draws,
    substitutions,
    visits,
    evidence,
    records,
    conclusions,
    publishing,
    reports,
    archives,
    platform,
    trail,
    backups,
)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this package in the screen's language."""
    office = group(
        screen,
        "office",
        "An office with a folder and a database of its own: from the plan to the archive, by commands that can be run again "
        "after any interruption.",
        "一个单位的双随机工作：从计划到归档。任何命令中断后均可原样再次运行，不会重复办理。",
    )
    office.params += shared_options(screen, outer=True)
    office.callback = _remember
    for module in _MODULES:
        for command in module.commands(screen):
            office.add_command(command)
    return [office]


def _remember(**shared: Any) -> None:
    click.get_current_context().obj = asked_for(**shared)
