"""Keeps back what follows only from cells that were refused on reading, so that each flaw is said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

import attrs

from random_inspection.domain.identifiers import folded
from random_inspection.errors import Problem, Where
from random_inspection.workflows.inputs.frames import STRATUM_WITHOUT_TARGETS
from random_inspection.workflows.inputs.risk_facts import TARGET_UNKNOWN, TWICE
from random_inspection.workflows.inputs.rosters import (
    HOLDS,
    ID,
    UNHELD,
    UNHELD_TOGETHER,
    UNKNOWN_INSPECTOR,
    UNKNOWN_TARGET,
)
from random_inspection.workflows.inputs.tables import SpecDocument, Table, listed

_EXACT = 15
"""Digits of a number that a spreadsheet keeps."""
_TYPED_WRONG = 2
"""So many characters apart, two ids of one length are taken for one: a wrong digit, or two that changed places."""
_RESTS_ON = {
    UNKNOWN_TARGET.code: ("targets", "id"),
    TARGET_UNKNOWN.code: ("targets", "id"),
    STRATUM_WITHOUT_TARGETS.code: ("targets", "stratum"),
    UNKNOWN_INSPECTOR.code: ("inspectors", ID),
    UNHELD.code: ("inspectors", HOLDS),
}
"""What is looked for and not found, and the table and column where a refused cell may hold it."""


def apart(problems: Iterable[Problem], said: Iterable[Where]) -> list[Problem]:
    """Return the problems of other places than `said`; a place with a column and no row is the whole column."""
    said = frozenset(said)
    return [one for one in problems if one.where not in said and not (one.where.column and _column(one.where) in said)]


def _column(where: Where) -> Where:
    return attrs.evolve(where, row=None)


def own_findings(document: SpecDocument, problems: Sequence[Problem]) -> list[Problem]:
    """Return those of `problems` that stand even if everything that was refused on reading turns out right.

    Nothing is found in a refused cell, and nothing is missed that such a cell may hold: a recusal's target
    is not called unknown where the id that a spreadsheet shortened to ``9.13101E+17`` may be its own.

    Args:
        document: the specification as it was read, with its own problems.
        problems: what was found in it afterwards.
    """
    said = {problem.where for problem in document.problems} | document.absent
    for table in document.tables.values():
        said |= {table.where(one.row, one.column) for one in table.refused}
    remaining = apart(problems, said)
    wrong = _wrong_ids(document, [*document.problems, *remaining])
    return [one for one in remaining if not _follows(document, one, wrong)]


def _follows(document: SpecDocument, problem: Problem, wrong_ids: Sequence[str]) -> bool:
    if problem.code == TWICE.code:
        return any(_rests_on_refused(table, problem.where) for table in document.tables.values())
    if problem.code == UNHELD_TOGETHER.code:
        return bool(_readings(document, "inspectors", HOLDS))
    if problem.code not in _RESTS_ON:
        return False
    found = str(problem.params["found"])
    key, column = _RESTS_ON[problem.code]
    if any(_may_be(found, reading) for reading in _readings(document, key, column)):
        return True
    return column == "id" and any(_nearly(found, wrong) for wrong in wrong_ids)


def _rests_on_refused(table: Table, where: Where) -> bool:
    """Return whether a row is in this table and has a refused cell."""
    return table.where(where.row) == attrs.evolve(where, column=None) and any(
        one.row in (None, where.row) for one in table.refused
    )


def _readings(document: SpecDocument, key: str, column: str) -> list[str | None]:
    """Return what the refused cells of a column may hold; None stands for anything."""
    table = document.tables.get(key)
    if key == "targets":
        column = _heading(document, column)
    refused = [one for one in table.refused if one.column == column] if table else []
    return [reading for one in refused for reading in one.readings or (None,)]


def _heading(document: SpecDocument, key: str) -> str:
    """Return the heading of the register that a setting names; empty where it names none."""
    targets = document.settings.get("targets")
    heading = targets.get(key) if isinstance(targets, Mapping) else None
    return heading if isinstance(heading, str) else ""


def _may_be(text: str, reading: str | None) -> bool:
    """Return whether a cell that shows `reading` may hold `text`, alone or in a list."""
    if reading is None:
        return True
    if folded(text) in [folded(part) for part in (reading, *listed(reading))]:
        return True
    try:
        number = Decimal(reading.strip())
    except InvalidOperation:
        return False
    if not (text.isascii() and text.isdigit() and number.is_finite()):
        return False
    exponent = number.as_tuple().exponent
    lost = max(int(exponent), number.adjusted() + 1 - _EXACT)
    return abs(Decimal(text) - number) < Decimal(10) ** lost


def _wrong_ids(document: SpecDocument, problems: Iterable[Problem]) -> list[str]:
    """Return the ids of the register in which something is wrong."""
    table = document.tables.get("targets")
    if table is None:
        return []
    column = table.where(column=_heading(document, "id"))
    return [str(one.params["found"]) for one in problems if _column(one.where) == column and "found" in one.params]


def _nearly(text: str, wrong: str) -> bool:
    return len(text) == len(wrong) and sum(a != b for a, b in zip(text, wrong, strict=True)) <= _TYPED_WRONG
