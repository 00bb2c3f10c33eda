"""Reads the list of inspection items from an office's table: every finding in its cell, all at once (二(二), 二(三))."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from random_inspection.domain.items import Category, InspectionItem, ItemList, Level, Method
from random_inspection.domain.legal import LegalBasis
from random_inspection.domain.targets import TargetKind
from random_inspection.errors import InvalidInput, Message, Problem, refuse
from random_inspection.rules.coverage_of_year.bounds import read_frequency, read_ratio
from random_inspection.workflows.directories.extracts import CODE_UNKNOWN
from random_inspection.workflows.inputs.fact_kinds import CELL_EMPTY, NOT_DAY, parse_day
from random_inspection.workflows.inputs.tables import Row, Table, listed

ITEM_TABLE: Mapping[str, str] = {
    "code": "事项编号",
    "name": "抽查事项",
    "sub_item": "抽查子项",
    "granting": "抽查依据",
    "others": "其他依据",
    "agency": "抽查主体",
    "levels": "检查主体层级",
    "target_kinds": "抽查对象",
    "category": "事项类别",
    "methods": "抽查方式",
    "ratio": "抽查比例",
    "frequency": "抽查频次",
    "requires": "检查人员要求",
    "in_force_from": "生效日期",
    "in_force_to": "失效日期",
}
"""The heading of every field of a table of items: those of the list that the public reads, 其他依据 for what gives no power
to inspect, and 检查人员要求."""
MAY_LACK = frozenset({"sub_item", "others", "requires", "in_force_to"})
"""The columns that a table may go without, and whose cells may be empty."""
_BASIS = re.compile(r"《(?P<title>[^《》]+)》(?P<article>[^《》]*)")

NOT_A_BASIS = Message(
    "items-basis",
    "found {found!r}, expected titles in 《》 with the article behind them, several separated by ；",
    "应为《法律法规名称》及条款，多项以“；”分隔，实为“{found}”",
)
CODE_TWICE = Message(
    "items-code-twice",
    "the code {found!r} stands in row {row} as well; give each item its own",
    "编号“{found}”与第{row}行重复；每个事项须有各自的编号",
)


def read_items(table: Table, *, version: str, in_force_from: dt.date, previous: str | None = None) -> ItemList:
    """Return the version of the list of inspection items that a table holds.

    Clause: 二(二) 公开, 二(三) 依据

    Ratios and frequencies are kept as they are written, and understood as far as they can be
    (`random_inspection.rules.coverage_of_year.bounds`).

    Args:
        table: its rows under the headings `ITEM_TABLE`.
        version: identifier of the version.
        in_force_from: its first day.
        previous: the version that it takes the place of; None for the first.

    Raises:
        InvalidInput: everything that is wrong, each in its cell.
    """
    items: list[InspectionItem] = []
    problems: list[Problem] = []
    rows: dict[str, int] = {}
    for row in table.rows:
        found, wrong = _row(table, row)
        problems += wrong
        if not found:
            continue
        first = rows.setdefault(found["code"], row.number)
        if first != row.number:
            problems.append(CODE_TWICE.at(table.where(row.number, ITEM_TABLE["code"]), found=found["code"], row=first))
        try:
            items.append(InspectionItem(**found))
        except InvalidInput as error:
            problems += _placed(table, row, error)
    refuse(problems)
    return ItemList(version=version, previous=previous, in_force_from=in_force_from, items=tuple(items))


def _row(table: Table, row: Row) -> tuple[dict[str, Any], list[Problem]]:
    """Return the members of an item, none where a cell is wrong, and what is wrong."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, heading in ITEM_TABLE.items():
        text = row.cells.get(heading, "").strip()
        where = table.where(row.number, heading)
        if not text:
            problems += [] if name in MAY_LACK else [CELL_EMPTY.at(where)]
            continue
        try:
            found[name] = _READ.get(name, str)(text)
        except InvalidInput as error:
            problems += [attrs.evolve(one, where=where) for one in error.problems]
    if problems:
        return {}, problems
    granting, others = found.pop("granting"), found.pop("others", ())
    bases = [*(attrs.evolve(one, grants_inspection=True) for one in granting), *others]
    return {**found, "legal_bases": tuple(bases)}, []


def _placed(table: Table, row: Row, error: InvalidInput) -> Iterator[Problem]:
    for problem in error.problems:
        field = (problem.where.path or "").split("[")[0].split(".")[0]
        heading = ITEM_TABLE.get("granting" if field == "legal_bases" else field)
        yield attrs.evolve(problem, where=table.where(row.number, heading))


def _bases(text: str) -> tuple[LegalBasis, ...]:
    found = list(_BASIS.finditer(text))
    between = _BASIS.sub("", text).strip("；;、，,。 ")
    if not found or between:
        raise InvalidInput(NOT_A_BASIS.at(found=text))
    return tuple(
        LegalBasis(
            title=one["title"].strip(),
            article=one["article"].strip("；;、，,。 ") or None,
            grants_inspection=False,
        )
        for one in found
    )


def _codes(codes: type[StrEnum]) -> Callable[[str], tuple[Any, ...]]:
    known = {code.value: code for code in codes}

    def read(text: str) -> tuple[Any, ...]:
        wrong = [one for one in listed(text) if one not in known]
        refuse([CODE_UNKNOWN.at(found=one, expected="、".join(known)) for one in wrong])
        return tuple(known[one] for one in dict.fromkeys(listed(text)))

    return read


def _day(text: str) -> dt.date:
    found = parse_day(text)
    if found is None:
        raise InvalidInput(NOT_DAY.at(found=text))
    return found


def _category(text: str) -> Category:
    (found, *more) = _codes(Category)(text)
    refuse([CODE_UNKNOWN.at(found=text, expected="、".join(Category))] if more else [])
    category: Category = found
    return category


_READ: Mapping[str, Callable[[str], Any]] = {
    "granting": _bases,
    "others": _bases,
    "levels": _codes(Level),
    "target_kinds": _codes(TargetKind),
    "category": _category,
    "methods": _codes(Method),
    "ratio": lambda text: read_ratio(text).bound,
    "frequency": lambda text: read_frequency(text).bound,
    "requires": listed,
    "in_force_from": _day,
    "in_force_to": _day,
}
