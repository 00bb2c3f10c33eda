"""Reads the specification of a draw: ``SPEC.toml``, or a filled-in workbook."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from random_inspection.adapters.spreadsheets import forms
from random_inspection.adapters.spreadsheets.files import bytes_of, grids_of, is_workbook
from random_inspection.adapters.spreadsheets.spec_workbooks import read_workbook, target_columns
from random_inspection.adapters.spreadsheets.tables import read_flawed
from random_inspection.adapters.spreadsheets.text_files import decoded
from random_inspection.errors import InvalidInput, Message, Problem, Where
from random_inspection.serialization.toml_words import toml_words
from random_inspection.workflows.inputs.fact_kinds import KINDS
from random_inspection.workflows.inputs.ledger_rows import LEDGER, LEDGER_HEADINGS, ORDER, ORDER_HEADINGS
from random_inspection.workflows.inputs.tables import Decoded, SpecDocument, Table

BAD_TOML = Message(
    "toml-damaged",
    "no valid TOML ({why}); correct the line (text stands in quotation marks), or fill in a workbook: "
    "random-inspection template FILE.xlsx",
    "不符合 TOML 语法（{why_zh}）；请更正此行（文字须加引号），或改用工作簿：random-inspection template 文件.xlsx",
)
BAD_POLICY = Message(
    "policy-toml-damaged",
    "the risk policy is no valid TOML ({why}); correct the line (text stands in quotation marks)",
    "风险政策不符合 TOML 语法（{why_zh}）；请更正此行（文字须加引号）",
)

BAD_LIST = Message(
    "list-toml-damaged",
    "the list of inspection items is no valid TOML ({why}); correct the line (text stands in quotation marks)",
    "抽查事项清单不符合 TOML 语法（{why_zh}）；请更正此行（文字须加引号）",
)


@attrs.frozen
class _Source:
    """A table that the settings refer to."""

    key: str
    file: str
    sheet: str | None
    columns: tuple[str, ...]


def read_spec(path: Path) -> SpecDocument:
    r"""Return the specification in a ``SPEC.toml``, or in a workbook made from the template.

    What cannot be read of the tables is listed in `SpecDocument.problems`, all of it; the settings are
    read, and not checked. Their keys, in both sources (``?``: may be left out)::

        draw_id, title, digest? = "sha256" | "sm3", open_by?, previous?, alone? = true, [about]?
        [targets]          file, sheet?, id, name?, stratum, status? (headings of columns), publish? = true
                           instead of stratum: risk (a file), item?, total?, reserve?, tags?, since? (headings)
        [facts]?           as_of, complaints?, violations?, grades?, listings?, inspections? (files); with risk only
        [coverage]?        ledger, order? (files), batch = 3, of = 12, spare?; with risk only, both or neither
        [eligibility]?     agency, window = {from, to}, level?, districts? = ["…"], elsewhere_months?, list? (a file),
                           caps? = [{at_most, source, item?, levels? = ["…"]}]; [targets] kind?, district?, items?
        [[strata]]?        name, quota, reserve?, may_be_empty?
        [default]?         quota, reserve?
        [[shares]]?        name, total
        [inspectors]?      file, sheet?, recusals? (a file), publish? = false
        [[team]]?          seat, requires? = ["…"]
        [[contributions]]  name, kind = "secret", generate = true | commitment = "…", fallback? = {source, pattern}
                           name, kind = "public", source, pattern

    ``quota`` is one of ``{all = true}``, ``{count = 12}``, ``{ratio = "3%"}`` and
    ``{share = "…", weight = 3}``. Files are CSV, XLSX or SpreadsheetML 2003, their paths relative to the
    specification. The inspectors' file has the columns ``inspector_id``, ``holds`` (several separated by
    ``；``) and ``capacity`` (may be empty), the recusals' ``target_id``, ``inspector_id``, ``reason``, those of
    ``[facts]`` the register's column of ids and those of `random_inspection.workflows.inputs.fact_kinds.KINDS`, those of
    ``[coverage]`` the same and those of `random_inspection.workflows.inputs.ledger_rows`.
    The risk policy and the list of items are TOML; a workbook has neither.
    Dates and times of TOML become ISO 8601 text.

    Args:
        path: the file; what it is is told by its content.

    Raises:
        InvalidInput: the file is missing or unreadable, no TOML (says in which row), or a workbook
            without the section of settings.
        ExtraMissing: it is, or refers to, an XLSX workbook, and openpyxl is not installed.
    """
    file = str(path)
    data = bytes_of(path, file)
    if is_workbook(data):
        return read_workbook(grids_of(data, file=file), name=path.name)
    settings = _toml(decoded(data, file), file, BAD_TOML)
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for source in _sources(settings):
        found = path.parent / source.file
        sealed = forms.REASON if source.key == "recusals" else None
        may_be_empty = source.key != "targets"
        try:
            tables[source.key], flaws = read_flawed(
                found, source.columns, sheet=source.sheet, may_be_empty=may_be_empty, sealed=sealed
            )
            problems += flaws
        except InvalidInput as error:
            problems += error.problems
    risk = _decoded(settings, "targets", "risk", path.parent, problems)
    items = _decoded(settings, "eligibility", "list", path.parent, problems)
    return SpecDocument(file=file, settings=settings, tables=tables, risk=risk, items=items, problems=tuple(problems))


def _decoded(
    settings: Mapping[str, Any], section: str, key: str, folder: Path, problems: list[Problem]
) -> Decoded | None:
    """Return the file of settings that a setting names; None where it names none, or it could not be read."""
    name = _text(settings.get(section), key)
    if not name:
        return None
    file = str(folder / name)
    try:
        text = decoded(bytes_of(folder / name, file), file)
        return Decoded(file=file, data=_toml(text, file, BAD_POLICY if key == "risk" else BAD_LIST))
    except InvalidInput as error:
        problems += error.problems
        return None


def _toml(text: str, file: str, wrong: Message) -> dict[str, Any]:
    try:
        return {key: _plain(value) for key, value in tomllib.loads(text.replace("\r\n", "\n")).items()}
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        row = int(place[1]) if place else text.count("\n") + 1
        why, why_zh = toml_words(str(error))
        raise InvalidInput(wrong.at(Where(file=file, row=row), why=why, why_zh=why_zh)) from error
    except (RecursionError, ValueError) as error:
        why, why_zh = toml_words(str(error))
        raise InvalidInput(wrong.at(Where(file=file), why=why, why_zh=why_zh)) from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _sources(settings: Mapping[str, Any]) -> list[_Source]:
    sources = []
    targets, inspectors = (settings.get(key) for key in ("targets", "inspectors"))
    if columns := target_columns(settings):
        sources += _source("targets", targets, "file", columns)
    sources += _source("inspectors", inspectors, "file", forms.INSPECTOR_COLUMNS)
    sources += _source("recusals", inspectors, "recusals", forms.RECUSAL_COLUMNS)
    target_id = _text(targets, "id")
    for kind in KINDS if target_id else ():
        sources += _source(kind.key, settings.get("facts"), kind.key, (target_id, *kind.headings.values()))
    for key, headings in ((LEDGER, LEDGER_HEADINGS), (ORDER, ORDER_HEADINGS)) if target_id else ():
        sources += _source(key, settings.get("coverage"), key, (target_id, *headings.values()))
    return sources


def _source(key: str, table: Any, name: str, columns: tuple[str, ...]) -> list[_Source]:
    file = _text(table, name)
    sheet = _text(table, "sheet") if name == "file" else ""
    return [_Source(key, file, sheet or None, columns)] if file else []


def _text(table: Any, name: str) -> str:
    """Return a setting of a table that is text; empty where there is none."""
    value = table.get(name) if isinstance(table, Mapping) else None
    return value if isinstance(value, str) else ""
