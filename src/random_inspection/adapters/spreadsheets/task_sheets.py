"""Reads the sheet 任务 of a filled-in workbook into the settings of a ``SPEC.toml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import attrs

from random_inspection.adapters.spreadsheets import forms
from random_inspection.adapters.spreadsheets.cells import Cell, shown
from random_inspection.adapters.spreadsheets.grids import Grid
from random_inspection.adapters.spreadsheets.headings import plain
from random_inspection.adapters.spreadsheets.tables import table_with_flaws
from random_inspection.domain.fields import is_time
from random_inspection.errors import InvalidInput, Message, Problem, Where
from random_inspection.workflows.inputs.doubts import apart
from random_inspection.workflows.inputs.tables import Row, Table, listed

UNKNOWN_LABEL = Message(
    "label-unknown",
    "{found!r} is no item of this section; correct it to one of: {expected}",
    "“{found}”不是本节的项目；请更正为：{expected}",
)
LABEL_TWICE = Message("label-twice", "{found!r} stands here twice; keep one of them", "“{found}”出现两次；请只保留一处")
NOT_CHOICE = Message(
    "choice-unknown",
    "found {found!r}, expected one of: {expected}",
    "填写的是“{found}”，应为：{expected}",
)
NOT_ASKED = Message(
    "cell-not-asked",
    "found {found!r}, but with {kind!r} this cell stays empty; clear it, or choose another kind",
    "填写的是“{found}”，但选择“{kind}”时此格应为空；请清空，或另选方式",
)
NOT_MOMENT = Message(
    "time-not-beijing",
    "found {found!r}, expected date and time of day in Beijing, such as 2026-11-27 17:00",
    "应为日期和钟点（北京时间），如 2026-11-27 17:00，实为“{found}”",
)
BARE_RATIO = Message(
    "ratio-bare",
    "found {found!r}, which leaves open whether it is per cent: write {found}%, for everybody 100%, or a fraction "
    "such as 1/20 or 0.05",
    "填写的是“{found}”，看不出是否指百分之{found}；请写明 {found}%（全部为 100%），或写分数、小数，如 1/20、0.05",
)

_BARE = re.compile(r"[0-9]+|0*[1-9][0-9]*\.[0-9]*")
_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*(\d{1,2})(?:[:点时](\d{1,2})?分?)(?::(\d\d))?", re.ASCII
)
_AMOUNTS = {
    forms.ALL: (),
    forms.COUNT: (forms.AMOUNT,),
    forms.RATIO: (forms.AMOUNT,),
    forms.SHARED: (forms.SHARE, forms.WEIGHT),
}
"""The cells that each kind of quota asks for."""


@attrs.define(kw_only=True)
class TaskSheet:
    """The sheet 任务, as far as it has been read.

    Attributes:
        grid: the sheet.
        settings: what a ``SPEC.toml`` would hold.
        places: where a setting stands, or would stand, by its path.
        absent: columns that a section lacks, and sections without any, as places.
        problems: what could not be read.
    """

    grid: Grid
    settings: dict[str, Any] = attrs.field(factory=dict)
    places: dict[str, Where] = attrs.field(factory=dict)
    absent: set[Where] = attrs.field(factory=set)
    problems: list[Problem] = attrs.field(factory=list)


def read_task(grid: Grid) -> TaskSheet:
    """Return the settings in a sheet, section by section; an empty cell is a setting that is absent."""
    sheet = TaskSheet(grid=grid)
    for section, rows in _sections(sheet).items():
        try:
            table, flaws = table_with_flaws(attrs.evolve(grid, rows=partial(tuple, rows)), section.headings)
        except InvalidInput as error:
            sheet.problems += error.problems
            _leave_out(sheet, section, sheet.places[section.place])
        else:
            _read(sheet, section, table, flaws)
    return sheet


def _read(sheet: TaskSheet, section: forms.Section, table: Table, flaws: list[Problem]) -> None:
    """Read a section; what is wrong in a cell that was refused already is not said twice."""
    absent = {table.where(column=one.column) for one in table.refused if one.row is None}
    before = sheet.problems
    sheet.problems = []
    _READERS[section.place](sheet, table)
    said = absent | {flaw.where for flaw in flaws}
    sheet.problems = [*before, *flaws, *apart(sheet.problems, said)]
    sheet.absent |= absent
    if table.where(column=forms.LABEL) in absent:
        _leave_out(sheet, section, table.where(column=forms.LABEL))


def _leave_out(sheet: TaskSheet, section: forms.Section, where: Where) -> None:
    """Note that nothing is known of the settings in a section."""
    others = [f"{section.place}[0]", "default"] if section is forms.STRATA else []
    paths = [setting.path for setting in forms.SETTINGS] if section is forms.BASICS else [section.place, *others]
    sheet.places.update(dict.fromkeys(paths, where))
    sheet.absent.add(where)


def is_task(grid: Grid) -> bool:
    """Return whether a sheet has the title of the first section."""
    return any(plain(shown(line.cells[0])) == plain(forms.BASICS.title) for line in grid.head())


def _sections(sheet: TaskSheet) -> dict[forms.Section, list[tuple[int, tuple[Cell, ...]]]]:
    titles = {plain(section.title): section for section in forms.SECTIONS}
    found: dict[forms.Section, list[tuple[int, tuple[Cell, ...]]]] = {}
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    for line in sheet.grid.lines():
        title = shown(line.cells[0])
        section = titles.get(plain(title))
        if section is None:
            rows.append((line.number, line.cells))
            continue
        where = sheet.grid.where(line.number)
        rows = []
        if section in found:
            sheet.problems.append(LABEL_TWICE.at(where, found=title))
        else:
            found[section] = rows
            sheet.places[section.place] = where
    return found


def _basics(sheet: TaskSheet, table: Table) -> None:
    known = {plain(setting.label): setting for setting in forms.SETTINGS}
    for row in table.rows:
        label, text = row.cells[forms.LABEL], row.cells[forms.VALUE]
        setting = known.get(plain(label))
        if setting is None:
            expected = "、".join(each.label for each in forms.SETTINGS)
            where = table.where(row.number, forms.LABEL)
            sheet.problems.append(UNKNOWN_LABEL.at(where, found=label, expected=expected))
        elif setting.path in sheet.places:
            sheet.problems.append(LABEL_TWICE.at(table.where(row.number, forms.LABEL), found=label))
        else:
            sheet.places[setting.path] = table.where(row.number, forms.VALUE)
            if text.strip():
                around, _, name = setting.path.rpartition(".")
                into = sheet.settings.setdefault(around, {}) if around else sheet.settings
                into[name] = _value(sheet, setting, text)


def _value(sheet: TaskSheet, setting: forms.Setting, text: str) -> object:
    if setting.kind == "flag":
        return _flag(sheet, text, sheet.places[setting.path])
    return _moment(sheet, text, sheet.places[setting.path]) if setting.kind == "time" else text


def _moment(sheet: TaskSheet, text: str, where: Where) -> str:
    moment = beijing_time(text)
    if not is_time(moment):
        sheet.problems.append(NOT_MOMENT.at(where, found=text))
    return moment


def _strata(sheet: TaskSheet, table: Table) -> None:
    strata: list[dict[str, Any]] = []
    for row in table.rows:
        name = row.cells[forms.STRATUM]
        others = plain(name) == plain(forms.OTHERS)
        path = "default" if others else f"strata[{len(strata)}]"
        if others and path in sheet.places:
            sheet.problems.append(LABEL_TWICE.at(table.where(row.number, forms.STRATUM), found=name))
        _mark(sheet, table, row, path, _STRATUM_PLACES)
        stratum = _quota(sheet, table, row) | _rest_of_stratum(sheet, table, row)
        if not others:
            strata.append({"name": name} | stratum)
        elif stratum:
            sheet.settings["default"] = stratum
    _set(sheet, "strata", strata)


def _quota(sheet: TaskSheet, table: Table, row: Row) -> dict[str, Any]:
    text, amount, share, weight = (row.cells[name] for name in (forms.QUOTA, forms.AMOUNT, forms.SHARE, forms.WEIGHT))
    if not (text + amount + share + weight).strip():
        return {}
    kind = _choice(sheet, text, forms.QUOTAS, table.where(row.number, forms.QUOTA))
    if kind is None:
        return {}
    _unasked(sheet, table, row, {forms.AMOUNT, forms.SHARE, forms.WEIGHT}.difference(_AMOUNTS[kind]), kind)
    ratio = narrow(amount)
    if kind == forms.RATIO and _BARE.fullmatch(ratio):
        sheet.problems.append(BARE_RATIO.at(table.where(row.number, forms.AMOUNT), found=ratio))
    quotas: dict[str, dict[str, Any]] = {
        forms.ALL: {"all": True},
        forms.COUNT: {"count": whole(amount)},
        forms.RATIO: {"ratio": ratio},
        forms.SHARED: {"share": share, "weight": whole(weight)},
    }
    return {"quota": quotas[kind]}


def _rest_of_stratum(sheet: TaskSheet, table: Table, row: Row) -> dict[str, Any]:
    rest: dict[str, Any] = {}
    if row.cells[forms.RESERVE].strip():
        rest["reserve"] = whole(row.cells[forms.RESERVE])
    if row.cells[forms.MAY_BE_EMPTY].strip():
        rest["may_be_empty"] = _flag(sheet, row.cells[forms.MAY_BE_EMPTY], table.where(row.number, forms.MAY_BE_EMPTY))
    return rest


def _shares(sheet: TaskSheet, table: Table) -> None:
    for index, row in enumerate(table.rows):
        _mark(sheet, table, row, f"shares[{index}]", {"name": forms.SHARE_NAME, "total": forms.TOTAL})
    shares = [{"name": row.cells[forms.SHARE_NAME], "total": whole(row.cells[forms.TOTAL])} for row in table.rows]
    _set(sheet, "shares", shares)


def _team(sheet: TaskSheet, table: Table) -> None:
    team: list[dict[str, Any]] = []
    for index, row in enumerate(table.rows):
        _mark(sheet, table, row, f"team[{index}]", {"seat": forms.SEAT, "requires": forms.REQUIRES})
        requires = listed(row.cells[forms.REQUIRES])
        team.append({"seat": row.cells[forms.SEAT]} | ({"requires": list(requires)} if requires else {}))
    _set(sheet, "team", team)


def _contributions(sheet: TaskSheet, table: Table) -> None:
    for index, row in enumerate(table.rows):
        _mark(sheet, table, row, f"contributions[{index}]", _CONTRIBUTION_PLACES)
    found = [{"name": row.cells[forms.SOURCE]} | _contribution(sheet, table, row) for row in table.rows]
    _set(sheet, "contributions", found)


def _contribution(sheet: TaskSheet, table: Table, row: Row) -> dict[str, Any]:
    kind = _choice(sheet, row.cells[forms.KIND], forms.KINDS, table.where(row.number, forms.KIND))
    cells = {"source": row.cells[forms.EVENT], "pattern": row.cells[forms.PATTERN]}
    event = {name: text for name, text in cells.items() if text.strip()}
    if kind is None:
        return {}
    if kind != forms.COMMITTED:
        _unasked(sheet, table, row, {forms.COMMITMENT}, kind)
    if kind == forms.PUBLIC:
        return {"kind": "public"} | event
    secret = {"generate": True} if kind == forms.GENERATED else {"commitment": row.cells[forms.COMMITMENT].strip()}
    return {"kind": "secret"} | secret | ({"fallback": event} if event else {})


_READERS: dict[str, Callable[[TaskSheet, Table], None]] = {
    forms.BASICS.place: _basics,
    forms.STRATA.place: _strata,
    forms.SHARES.place: _shares,
    forms.TEAM.place: _team,
    forms.CONTRIBUTIONS.place: _contributions,
}
_STRATUM_PLACES = {
    "name": forms.STRATUM,
    "quota": forms.QUOTA,
    "quota.count": forms.AMOUNT,
    "quota.ratio": forms.AMOUNT,
    "quota.share": forms.SHARE,
    "quota.weight": forms.WEIGHT,
    "reserve": forms.RESERVE,
    "may_be_empty": forms.MAY_BE_EMPTY,
}
_CONTRIBUTION_PLACES = {
    "name": forms.SOURCE,
    "kind": forms.KIND,
    "generate": forms.KIND,
    "commitment": forms.COMMITMENT,
    "source": forms.EVENT,
    "pattern": forms.PATTERN,
    "fallback": forms.EVENT,
    "fallback.source": forms.EVENT,
    "fallback.pattern": forms.PATTERN,
}


def _mark(sheet: TaskSheet, table: Table, row: Row, path: str, columns: Mapping[str, str]) -> None:
    sheet.places[path] = table.where(row.number)
    sheet.places.update({f"{path}.{name}": table.where(row.number, column) for name, column in columns.items()})


def _set(sheet: TaskSheet, name: str, values: list[dict[str, Any]]) -> None:
    if values:
        sheet.settings[name] = values


def _choice(sheet: TaskSheet, text: str, choices: Sequence[str], where: Where) -> str | None:
    for choice in choices:
        if plain(text) == plain(choice):
            return choice
    sheet.problems.append(NOT_CHOICE.at(where, found=text, expected="、".join(choices)))
    return None


def _flag(sheet: TaskSheet, text: str, where: Where) -> bool:
    return _choice(sheet, text, (forms.YES, forms.NO), where) == forms.YES


def _unasked(sheet: TaskSheet, table: Table, row: Row, columns: set[str], kind: str) -> None:
    for column in (name for name in table.columns if name in columns and row.cells[name].strip()):
        where = table.where(row.number, column)
        sheet.problems.append(NOT_ASKED.at(where, found=row.cells[column], kind=kind))


def narrow(text: str) -> str:
    """Return `text` in half width (NFKC), without blanks around it: ``３％`` is ``3%``."""
    return unicodedata.normalize("NFKC", text).strip()


def whole(text: str) -> int | str:
    """Return the whole number that `text` writes, or `text` where it writes none, for others to refuse."""
    digits = narrow(text)
    return int(digits) if re.fullmatch("[0-9]{1,16}", digits) else text


def beijing_time(text: str) -> str:
    """Return a time of day in Beijing, as ``2026-11-27 17:00`` or ``2026年11月27日17时``, in RFC 3339.

    What is written otherwise (with an offset, or wrongly) is returned as it is.
    """
    match = _TIME.fullmatch(narrow(text))
    if match is None:
        return text
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00"
