"""Makes the roster of a draw from the tables of inspectors and recusals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import partial

import attrs

from random_inspection.domain.draws import ExcludedPair, RosterEntry, TeamSeat
from random_inspection.domain.fields import LARGEST_INTEGER
from random_inspection.domain.identifiers import identifier_problem
from random_inspection.errors import Message, Where
from random_inspection.workflows.inputs.frames import Register, target_ids
from random_inspection.workflows.inputs.spec_sections import STAND_IN, Findings, repeated, some
from random_inspection.workflows.inputs.spec_settings import Settings
from random_inspection.workflows.inputs.tables import Row, SpecDocument, Table, listed

ID, HOLDS, CAPACITY = "inspector_id", "holds", "capacity"
TARGET, REASON = "target_id", "reason"

NO_INSPECTORS = Message(
    "roster-absent", "the inspectors were not read; give them as the table 'inspectors'", "没有读到检查人员；请提供"
)
ROSTER_EMPTY = Message("roster-empty", "there are no inspectors; fill in the table", "没有检查人员；请填写")
INSPECTOR_EMPTY = Message(
    "inspector-id-empty",
    "the inspector is not named; fill it in, or delete the row",
    "检查人员为空；请填写，或删除该行",
)
NOT_CAPACITY = Message(
    "capacity-not-whole",
    "found {found!r}, expected a whole number of seats, 0 or more, or nothing for no limit",
    "应为不小于0的整数席位数，不限则留空；实为“{found}”",
)
UNHELD = Message(
    "qualification-unheld",
    "no inspector holds {found!r}; correct it (held are {known}), or enter who holds it",
    "没有检查人员具备“{found}”；请更正（现有：{known}），或登记具备者",
)
UNHELD_TOGETHER = Message(
    "qualifications-unheld-together",
    "nobody holds all that the seat {seat!r} requires ({found}); require less, or enter who holds them all",
    "没有检查人员同时具备席位“{seat}”所要求的各项（{found}）；请减少要求，或登记全部具备者",
)
UNKNOWN_TARGET = Message(
    "recusal-target-unknown",
    "the target {found!r} is not in the register; correct the id, or delete the row",
    "名录中没有检查对象“{found}”；请更正编号，或删除该行",
)
UNKNOWN_INSPECTOR = Message(
    "recusal-inspector-unknown",
    "the inspector {found!r} is not in the roster; correct it, or delete the row",
    "人员名录中没有“{found}”；请更正，或删除该行",
)
PAIR_TWICE = Message(
    "recusal-twice", "this pair stands in row {row} as well; it counts once", "与第{row}行是同一对；只计一次"
)


@attrs.frozen(kw_only=True)
class People:
    """The inspectors of a draw, as far as they are known before the roster gets its salt.

    Attributes:
        inspectors: ordered by id.
        excluded: ordered by target, then inspector; no pair twice.
        recusals: (target id, inspector id, reason), ordered; what is kept sealed.
    """

    inspectors: tuple[RosterEntry, ...]
    excluded: tuple[ExcludedPair, ...]
    recusals: tuple[tuple[str, str, str], ...]


def read_people(document: SpecDocument, settings: Settings, register: Register, findings: Findings) -> People | None:
    """Return the inspectors and recusals; None where no inspectors are drawn, or they could not be read."""
    if settings.publish_inspectors is None:
        return None
    table = document.tables.get("inspectors")
    if table is None:
        if not document.problems and not findings.problems:
            findings.problems.append(NO_INSPECTORS.at(document.where("inspectors")))
        return None
    if not table.rows:
        findings.problems.append(ROSTER_EMPTY.at(table.where()))
    inspectors = _inspectors(table, findings)
    _check_team(document, table, settings.team, inspectors, findings)
    known = frozenset(row.cells[ID] for row in table.rows)
    recusals = document.tables.get("recusals")
    rows = _recusals(recusals, known, register, findings) if recusals else []
    return People(
        inspectors=inspectors,
        excluded=tuple(sorted({ExcludedPair(target_id=target, inspector_id=one) for target, one, _ in rows})),
        recusals=tuple(sorted(rows)),
    )


def _inspectors(table: Table, findings: Findings) -> tuple[RosterEntry, ...]:
    ids = [row.cells[ID] for row in table.rows]
    entries = []
    for row in table.rows:
        where, found = table.where(row.number, ID), row.cells[ID]
        problem = identifier_problem(found, where) if found.strip() else INSPECTOR_EMPTY.at(where)
        if problem:
            findings.problems.append(problem)
        entries.append(
            RosterEntry(
                inspector_id=STAND_IN if problem else found,
                holds=_holds(table, row, findings),
                capacity=_capacity(table, row, findings),
            )
        )
    findings.problems += repeated(ids, lambda index: table.where(table.rows[index].number, ID))
    return tuple(sorted(entries, key=lambda entry: entry.inspector_id))


def _holds(table: Table, row: Row, findings: Findings) -> tuple[str, ...]:
    held = set()
    for one in listed(row.cells[HOLDS]):
        if problem := identifier_problem(one, table.where(row.number, HOLDS)):
            findings.problems.append(problem)
        else:
            held.add(one)
    return tuple(sorted(held))


def _capacity(table: Table, row: Row, findings: Findings) -> int | None:
    found = row.cells[CAPACITY]
    digits = unicodedata.normalize("NFKC", found).strip()
    if not digits:
        return None
    if re.fullmatch("[0-9]{1,16}", digits) and int(digits) <= LARGEST_INTEGER:
        return int(digits)
    findings.problems.append(NOT_CAPACITY.at(table.where(row.number, CAPACITY), found=found))
    return None


def _check_team(
    document: SpecDocument,
    table: Table,
    team: Sequence[TeamSeat],
    inspectors: Sequence[RosterEntry],
    findings: Findings,
) -> None:
    """Find requirements that nobody meets, and qualifications spelt in two ways."""
    spelt: dict[str, Where] = {}
    for row in table.rows:
        for one in listed(row.cells[HOLDS]):
            spelt.setdefault(one, table.where(row.number, HOLDS))
    names = list(spelt)
    findings.problems += repeated(names, lambda index: spelt[names[index]])
    for index, seat in enumerate(team):
        where = partial(document.where, f"team[{index}].requires")
        unheld = [one for one in seat.requires if one not in spelt]
        findings.problems += [UNHELD.at(where(), found=one, known=some(spelt, one) or "—") for one in unheld]
        if inspectors and not unheld and not any(set(seat.requires) <= set(one.holds) for one in inspectors):
            findings.problems.append(UNHELD_TOGETHER.at(where(), seat=seat.seat, found="、".join(seat.requires)))


def _recusals(
    table: Table, inspectors: frozenset[str], register: Register, findings: Findings
) -> list[tuple[str, str, str]]:
    """Return the recusals of known targets and inspectors."""
    # An id that is wrong in itself is unknown besides; the second finding says enough.
    ids = target_ids(table, TARGET, Findings(notes=findings.notes))
    known = (*register.pairs, *register.struck)
    targets = frozenset(target for target, _ in known) if known else frozenset(ids)
    found: list[tuple[str, str, str]] = []
    first: dict[tuple[str, str], int] = {}
    for row, target in zip(table.rows, ids, strict=True):
        inspector = row.cells[ID]
        if target not in targets:
            findings.problems.append(UNKNOWN_TARGET.at(table.where(row.number, TARGET), found=target))
        if inspector not in inspectors:
            findings.problems.append(UNKNOWN_INSPECTOR.at(table.where(row.number, ID), found=inspector))
        if target in targets and inspector in inspectors:
            found.append((target, inspector, row.cells[REASON]))
            before = first.setdefault((target, inspector), row.number)
            if before != row.number:
                findings.notes.append(PAIR_TWICE.at(table.where(row.number), row=before))
    return found
