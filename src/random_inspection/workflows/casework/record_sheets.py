"""A task's workbook of records: written out as it stands on record, filled in, and read in again, whole or not at all.

Every group of cells is one act. What says the same as the record is no act, so a workbook can be read in as often as one
likes, with more cells filled in every time, by one person after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from typing import Unpack

import attrs

from random_inspection.domain.acts import Act, Order
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.plans import Task
from random_inspection.domain.registers import InspectorEntry
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import (
    InvalidInput,
    Message,
    NotStored,
    Problem,
    RandomInspectionError,
    StorageFailed,
    Where,
)
from random_inspection.ports import EvidenceStore, Store, Stored, Unit
from random_inspection.rules.casework.conclusion_moves import NOT_TOLD, NOTHING_TO_REVIEW
from random_inspection.rules.casework.fieldwork_moves import NO_RECORD
from random_inspection.rules.casework.inspection_moves import WRONG_STATE, involved
from random_inspection.rules.casework.visit_moves import NO_APPROACH, NOT_APPROVED, NOT_NOTIFIED
from random_inspection.workflows.acts import ActPorts, found_in
from random_inspection.workflows.casework import record_columns as columns
from random_inspection.workflows.casework.record_acts import NO_FILE, RowActs
from random_inspection.workflows.casework.record_columns import Group
from random_inspection.workflows.inputs.fact_kinds import CELL_EMPTY
from random_inspection.workflows.inputs.tables import Row, Table
from random_inspection.workflows.joint_acts import together

OTHER_TASK = Message(
    "record-row-other",
    "there is no inspection {found!r} in the task {task!r}; correct the number, or delete the row",
    "任务“{task}”没有检查“{found}”；请更正编号，或删除该行",
)
ROW_TWICE = Message(
    "record-row-twice",
    "{found!r} stands in row {row} as well; keep one of the rows",
    "“{found}”在第{row}行也有；请只保留一行",
)
CHANGED_SINCE = Message(
    "record-row-outdated",
    "the record says something else ({recorded}), and {key} has version {found} now, where the workbook is of version {version}: "
    "write the workbook out again, and decide again",
    "与记录不符（记录为“{recorded}”），且{key}现为第{found}版，表中为第{version}版；请重新导出后再填写",
)
MIXED = Message(
    "record-row-mixed",
    "the record of {key} has {recorded}, and the workbook {found}: perhaps some of its columns were sorted alone, or it changed "
    "since; write the workbook out again, and fill it in again",
    "{key}是“{recorded}”，表中为“{found}”；可能只排序了部分列，或者导出后有变更；请重新导出后再填写",
)
_OF_WHO_ACTS = frozenset({NO_FILE.code})
"""What is found in readable cells, and is for those alone whose act it is."""
_FOLLOWS = frozenset(
    one.code for one in (WRONG_STATE, NO_APPROACH, NOT_APPROVED, NOT_NOTIFIED, NO_RECORD, NOT_TOLD, NOTHING_TO_REVIEW)
)
"""What is against an act because an earlier one of the row was not done."""
_PLACES: tuple[tuple[str, str], ...] = (
    ("approach.spared", columns.WHY),
    ("approach", columns.METHOD),
    ("notice", columns.NOTICE),
    ("entry.code", columns.CODE),
    ("entry.certificates", columns.SHOWN),
    ("emergency.reported", columns.REPORTED),
    ("emergency", columns.EMERGENCY),
    ("record.began_at", columns.BEGAN),
    ("record.ended_at", columns.ENDED),
    ("record.evidence", columns.EVIDENCE),
    ("ended_at", columns.ENDED),
    ("place", columns.PLACE),
    ("content", columns.CONTENT),
    ("situation", columns.SITUATION),
    ("refusal", columns.REFUSAL),
    ("opinion", columns.OPINION),
    ("suggestions", columns.SUGGESTIONS),
)
"""Where a finding stands, by the beginning of its path."""


@attrs.frozen(kw_only=True)
class Sheet:
    """A task's workbook as it stands on record.

    Attributes:
        task: the task.
        headings: its headings.
        rows: a row of cells for every inspection that is not struck out, by identifier.
    """

    task: Task
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@attrs.frozen(kw_only=True)
class Left:
    """An act that cells of a row ask for, and that is not this actor's.

    Attributes:
        row: the row.
        act: the act.
        why: why it is not theirs, in words of both languages.
    """

    row: int
    act: Act
    why: Problem


@attrs.frozen(kw_only=True)
class Imported:
    """What came of reading in a workbook.

    Attributes:
        done: the acts that were done, with their rows.
        left: the acts that are left for others; what comes after them in their rows waits.
        rows: how many rows there were.
    """

    done: tuple[tuple[int, Act], ...]
    left: tuple[Left, ...]
    rows: int


def record_sheet(task_id: str, *, targets: Container[str], store: Store) -> Sheet:
    """Return the workbook of a task as it stands on record, to be filled in.

    Args:
        task_id: the task.
        targets: the targets that whoever asks may see (`random_inspection.workflows.casework.draw_looks.look_at_draw`).
        store: the records.

    Raises:
        NotStored: there is no such task.
    """
    with store.view() as view:
        task = found_in(view, Task, task_id).value
        found = [
            one
            for one in view.records.find(Inspection, task=task_id)
            if one.value.struck is None and one.value.target_id in targets
        ]
        names = _names(view, [one.value for one in found])
    cells = (columns.cells_of(one.value, one.version, task.items, names) for one in found)
    headings = columns.headings(task.items)
    return Sheet(task=task, headings=headings, rows=tuple(tuple(row[name] for name in headings) for row in cells))


def _names(view: Unit, inspections: Iterable[Inspection]) -> dict[str, str]:
    """Return the names of the teams in the directory, by identifier; who is not in it has none."""
    people = {one for inspection in inspections for one in inspection.inspectors}
    found = (view.records.get(InspectorEntry, one) for one in sorted(people))
    return {stored.value.key: stored.value.value.name for stored in found if stored}


def named_files(table: Table) -> tuple[str, ...]:
    """Return the names of the files of evidence that a workbook names, each once."""
    parts = (part for _, text in table.column(columns.EVIDENCE) for part in columns.read_evidence(text))
    return tuple(dict.fromkeys(part for part in parts if columns.is_file(part)))


def import_records(
    order: Order,
    task_id: str,
    table: Table,
    *,
    files: Mapping[str, bytes],
    evidence: EvidenceStore,
    **ports: Unpack[ActPorts],
) -> Imported:
    """Do every act that a workbook's cells ask for and the record does not have: all of them, or none.

    Clause: 三(三) 现场, 三(四) 结论

    Each act is an event of its own, under a command that follows from this one. What somebody else has to do, by their
    role or as a second person, is left, and what comes after it in its row waits.

    Args:
        order: who orders it, under which command.
        task_id: the task.
        table: the workbook with the headings `random_inspection.workflows.casework.record_columns.headings`.
        files: the bytes of the files of evidence that it names (`named_files`); they count as taken when the inspection began.
        evidence: where evidence is kept.
        **ports: what every act needs.

    Raises:
        InvalidInput: everything that is wrong or refused, each in its cell; nothing is done.
        NotStored: there is no such task.
        StorageFailed: a store failed; nothing is done, and the same can be ordered again.
    """
    digests = {name: digest_of(data) for name, data in files.items()}
    with together(ports["store"]) as store:
        reading = _Reading(
            order=order,
            table=table,
            digests=digests,
            files={digests[name]: (name, data) for name, data in files.items()},
            evidence=evidence,
            ports=ActPorts(store=store, clock=ports["clock"], entropy=ports["entropy"], authority=ports["authority"]),
        )
        with store.view() as view:
            reading.read(view, found_in(view, Task, task_id).value)
        if reading.problems:
            raise InvalidInput(*reading.problems)
    return Imported(done=tuple(reading.done), left=tuple(reading.left), rows=len(table.rows))


@attrs.define(kw_only=True)
class _Reading:
    order: Order
    table: Table
    digests: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]]
    evidence: EvidenceStore
    ports: ActPorts
    problems: list[Problem] = attrs.field(factory=list)
    done: list[tuple[int, Act]] = attrs.field(factory=list)
    left: list[Left] = attrs.field(factory=list)

    def read(self, view: Unit, task: Task) -> None:
        rows: dict[str, Row] = {}
        for row in self.table.rows:
            key = row.cells[columns.KEY].strip()
            where = self.table.where(row.number, columns.KEY)
            stored = view.records.get(Inspection, key) if key else None
            if not key:
                self.problems.append(CELL_EMPTY.at(where))
            elif stored is None or stored.value.task_id != task.task_id:
                self.problems.append(OTHER_TASK.at(where, found=key, task=task.task_id))
            elif rows.setdefault(key, row) is not row:
                self.problems.append(ROW_TWICE.at(where, found=key, row=rows[key].number))
            elif stored.value.state is not InspectionState.STRUCK_OUT and self._of_this_row(row, stored.value):
                self._row(task, self._resolved(row, stored.value, _names(view, [stored.value])), stored)

    def _of_this_row(self, row: Row, inspection: Inspection) -> bool:
        """Note where the target or the team of a row is not that of its inspection; empty cells say nothing."""
        target, team = row.cells[columns.TARGET], row.cells[columns.TEAM]
        recorded = columns.cells_of(inspection, 0, inspection.items)
        wrong = [columns.TARGET] if target.split() != inspection.target_name.split() and target.strip() else []
        wrong += [columns.TEAM] if team.strip() and not columns.same_team(team, inspection) else []
        self.problems += [
            MIXED.at(
                self.table.where(row.number, column),
                key=inspection.inspection_id,
                recorded=recorded[column],
                found=row.cells[column],
            )
            for column in wrong
        ]
        return not wrong

    def _resolved(self, row: Row, inspection: Inspection, names: Mapping[str, str]) -> Row:
        """Return a row that names evidence by digests, as far as files are there, and the team by identifiers."""
        parts = columns.read_evidence(row.cells[columns.EVIDENCE])
        digests = (self.digests.get(part, part) for part in parts)
        cells = {**row.cells, columns.EVIDENCE: "；".join(dict.fromkeys(digests))}
        with suppress(InvalidInput):
            shown = columns.read_shown(row.cells[columns.SHOWN])
            people = Counter(names.get(one, one) for one in inspection.inspectors)
            ids = {name: key for key, name in names.items() if people[name] == 1} | {one: one for one in names}
            cells[columns.SHOWN] = "；".join(f"{ids.get(who, who)}={number}" for who, number in shown.items())
        return attrs.evolve(row, cells=cells)

    def _row(self, task: Task, row: Row, stored: Stored[Inspection]) -> None:
        """Do the acts of a row until one is left for somebody else; read the cells of all, whoever does them."""
        key, team = stored.value.inspection_id, stored.value.inspectors
        acts = RowActs(row=row, key=key, team=team, items=task.items, order=self.order, ports=self.ports)
        waits = refused = False
        for group in columns.groups(task.items):
            if not self._asks(group, row, stored.value):
                continue
            why = None if waits else self._not_mine(group.act, stored.value)
            if why is not None:
                self.left.append(Left(row=row.number, act=group.act, why=why))
                waits = True
            if waits:
                self._read_only(group, row, acts)
            elif not (self._current(group, row, stored) and self._done(group, row, acts, refused=refused)):
                refused = True

    def _read_only(self, group: Group, row: Row, acts: RowActs) -> None:
        """Note which filled cells of somebody else's act cannot be read."""
        try:
            acts.prepare(group.act, files=self.files, evidence=self.evidence)
        except InvalidInput as error:
            filled = [one for one in error.problems if row.cells[_column(group, one)].strip()]
            self._refused(group, row, [one for one in filled if one.code not in _OF_WHO_ACTS])

    def _done(self, group: Group, row: Row, acts: RowActs, *, refused: bool) -> bool:
        """Do an act, and return whether it is done; where an earlier one was `refused`, what follows from that is not said."""
        try:
            acts.prepare(group.act, files=self.files, evidence=self.evidence)()
        except RandomInspectionError as error:
            if isinstance(error, StorageFailed) and not isinstance(error, NotStored):
                raise
            self._refused(group, row, [one for one in error.problems if not (refused and one.code in _FOLLOWS)])
            return False
        self.done.append((row.number, group.act))
        return True

    def _asks(self, group: Group, row: Row, inspection: Inspection) -> bool:
        """Return whether cells ask for an act: they are not empty, and say something else than is on record."""
        cells = {name: row.cells[name] for name in group.columns}
        if not any(text.strip() for text in cells.values()):
            return False
        recorded = group.recorded(inspection)
        return not any(
            all(columns.same_cell(name, cells[name], one.get(name, "")) for name in group.columns) for one in recorded
        )

    def _not_mine(self, act: Act, inspection: Inspection) -> Problem | None:
        grounds = self.ports["authority"].grounds(self.order.actor, act, involved(inspection))
        if not grounds:
            return None
        ground = grounds[0]
        return ground.message.at(Where(), **ground.params)

    def _current(self, group: Group, row: Row, stored: Stored[Inspection]) -> bool:
        """Note where what is on record would be written over by somebody who has not seen it."""
        recorded = group.recorded(stored.value)
        found = row.cells[columns.VERSION].strip()
        if not recorded or not group.again or found == str(stored.version):
            return True
        if group.act is Act.INSPECTION_REVIEW and stored.value.conclusions[-1].review is None:
            return True
        differs = next(
            name for name in group.columns if not columns.same_cell(name, row.cells[name], recorded[0].get(name, ""))
        )
        self.problems.append(
            CHANGED_SINCE.at(
                self.table.where(row.number, differs),
                key=stored.value.inspection_id,
                recorded=recorded[0].get(differs, ""),
                found=stored.version,
                version=found or "—",
            )
        )
        return False

    def _refused(self, group: Group, row: Row, problems: Iterable[Problem]) -> None:
        for problem in problems:
            where = self.table.where(row.number, _column(group, problem))
            if problem.where.file is not None:
                where = attrs.evolve(where, path=problem.where.file)
            self.problems.append(attrs.evolve(problem, where=where))


def _column(group: Group, problem: Problem) -> str:
    """Return the column in which a finding is shown."""
    path, item = problem.where.path or "", problem.params.get("item")
    if group.act is Act.INSPECTION_CONCLUDE and isinstance(item, str):
        column = columns.result_column(item)
        if column in group.columns:
            return column
    if path in group.columns:
        return path
    for beginning, column in _PLACES:
        if path.startswith(beginning) and column in group.columns:
            return column
    return group.columns[0]
