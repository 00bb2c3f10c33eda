"""Reads a filled-in workbook as the specification of a draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from random_inspection.adapters.spreadsheets import forms
from random_inspection.adapters.spreadsheets.grids import Grid
from random_inspection.adapters.spreadsheets.headings import spelt
from random_inspection.adapters.spreadsheets.tables import columns_found, sheets_alike, table_with_flaws
from random_inspection.adapters.spreadsheets.task_sheets import TaskSheet, is_task, read_task
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.workflows.inputs.tables import SpecDocument, Table

_COLUMNS = ("id", "name", "stratum", "status", "tags", "since", "kind", "district", "items")
"""The settings of ``[targets]`` that name columns of the register."""
_PARTLY = 2
"""A sheet with so many of the wanted columns is meant to have all of them."""

NO_TASK = Message(
    "workbook-without-task",
    "no sheet has the section {wanted!r}; start from a new workbook: random-inspection template FILE.xlsx",
    "没有工作表含有“{wanted}”一节；请用命令 random-inspection template 文件.xlsx 生成新表填写",
)
TWO_TASKS = Message(
    "workbook-two-tasks",
    "the sheets {sheets} all hold settings; delete or hide all but one",
    "工作表{sheets}都含有任务设置；请只保留一个，其余删除或隐藏",
)
NO_ROLE = Message(
    "workbook-sheet-missing",
    "no sheet has the columns {wanted}; add one, or correct its headings",
    "没有工作表含有“{wanted}”各列；请补上该表，或更正表头",
)


@attrs.frozen
class _Role:
    key: str
    title: str
    columns: tuple[str, ...]


def read_workbook(grids: Sequence[Grid], *, name: str) -> SpecDocument:
    """Return the specification in the sheets of a workbook.

    Sheets are told apart by their content: the settings by the section 基本设置, the tables by their
    headings. Hidden sheets are left out, and so are hints and sample rows. Inspectors belong to the draw
    when there is a row for one, a recusal, or a seat.

    Args:
        grids: the sheets.
        name: the workbook's file name, for the settings.

    Raises:
        InvalidInput: no sheet, or more than one, holds the settings.
    """
    visible = [grid for grid in grids if not grid.hidden]
    tasks = [grid for grid in visible if is_task(grid)]
    where = Where(file=grids[0].file)
    if not tasks:
        raise InvalidInput(NO_TASK.at(where, wanted=forms.BASICS.title))
    if len(tasks) > 1:
        raise InvalidInput(TWO_TASKS.at(where, sheets="、".join(f"“{grid.sheet}”" for grid in tasks)))
    sheet = read_task(tasks[0])
    tables = _tables(sheet, [grid for grid in visible if grid is not tasks[0]], name)
    return SpecDocument(
        file=grids[0].file,
        settings=sheet.settings,
        tables=tables,
        places=sheet.places,
        absent=frozenset(sheet.absent),
        problems=tuple(sheet.problems),
    )


def target_columns(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the headings of the register that ``[targets]`` names; none where one that it needs is not named."""
    targets = settings.get("targets")
    if not isinstance(targets, Mapping):
        return ()
    needed = ("id",) if "risk" in targets else ("id", "stratum")
    wanted = [key for key in _COLUMNS if key in needed or (key != "stratum" and key in targets)]
    names = [targets.get(key) for key in wanted]
    texts = [name for name in names if isinstance(name, str) and name.strip()]
    return tuple(texts) if len(texts) == len(names) else ()


def _tables(sheet: TaskSheet, grids: list[Grid], name: str) -> dict[str, Table]:
    roles = [
        _Role("inspectors", forms.INSPECTORS, forms.INSPECTOR_COLUMNS),
        _Role("recusals", forms.RECUSALS, forms.RECUSAL_COLUMNS),
    ]
    if columns := target_columns(sheet.settings):
        roles.insert(0, _Role("targets", forms.TARGETS, columns))
    found = _found(sheet, grids, roles)
    tables: dict[str, Table] = {}
    for role in (role for role in roles if role.key in found):
        sealed = forms.REASON if role.key == "recusals" else None
        try:
            tables[role.key], flaws = table_with_flaws(
                found[role.key], role.columns, may_be_empty=role.key != "targets", sealed=sealed
            )
            sheet.problems += flaws
        except InvalidInput as error:
            sheet.problems += error.problems
    _complete(sheet, found, tables, name)
    drawn = sheet.settings.keys() & {"inspectors"}
    return {key: table for key, table in tables.items() if key == "targets" or drawn}


def _found(sheet: TaskSheet, grids: list[Grid], roles: list[_Role]) -> dict[str, Grid]:
    """Return the sheet of every role: the one that has all its columns, or else some, or its name."""
    found: dict[str, Grid] = {}
    for role in roles:
        full = [grid for grid in grids if columns_found(grid, role.columns) == len(role.columns)]
        if len(full) > 1:
            sheet.problems.append(sheets_alike(full, role.columns))
        if full:
            found[role.key] = full[0]
    for role in (role for role in roles if role.key not in found):
        counts = {grid.sheet: columns_found(grid, role.columns) for grid in grids if grid not in found.values()}
        partly = [
            grid
            for grid in grids
            if grid.sheet in counts and (grid.sheet == role.title or counts[grid.sheet] >= _PARTLY)
        ]
        if partly:
            found[role.key] = max(partly, key=lambda grid: counts[grid.sheet])
    return found


def _complete(sheet: TaskSheet, found: dict[str, Grid], tables: dict[str, Table], name: str) -> None:
    """Say in the settings where the tables are, as a ``SPEC.toml`` would."""
    settings = sheet.settings
    places = {"targets": "targets", "inspectors": "inspectors", "recusals": "inspectors.recusals"}
    sheet.places.update({places[key]: grid.where() for key, grid in found.items()})
    files = {key: {"file": name, "sheet": grid.sheet} for key, grid in found.items()}
    settings["targets"] = files.get("targets", {"file": name}) | settings.get("targets", {})
    if "targets" not in found and target_columns(settings):
        _missing(sheet, target_columns(settings))
    publish = settings.pop("inspectors", {})
    rows = any(tables[key].rows for key in ("inspectors", "recusals") if key in tables)
    if rows or "team" in settings:
        recusals = {"recusals": name} if "recusals" in found else {}
        settings["inspectors"] = files.get("inspectors", {"file": name}) | recusals | publish
        if "inspectors" not in found:
            _missing(sheet, forms.INSPECTOR_COLUMNS)


def _missing(sheet: TaskSheet, columns: Sequence[str]) -> None:
    wanted = "、".join(map(spelt, columns))
    sheet.problems.append(NO_ROLE.at(Where(file=sheet.grid.file), wanted=wanted))
