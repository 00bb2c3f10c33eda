"""The acts that the cells of a row of a workbook of records ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

import attrs

from random_inspection.domain.acts import Act, Order
from random_inspection.domain.items import Method
from random_inspection.errors import InvalidInput, Message, Where, refuse
from random_inspection.ports import EvidenceStore
from random_inspection.workflows.acts import ActPorts, part_of
from random_inspection.workflows.casework import conclusions, fieldwork, visits
from random_inspection.workflows.casework import record_columns as columns
from random_inspection.workflows.casework.evidence import add_evidence
from random_inspection.workflows.inputs.tables import Row

T = TypeVar("T")

NO_FILE = Message(
    "record-evidence-file",
    "there is no file {found!r} beside the workbook; put it there, or correct the name",
    "表格所在文件夹中没有文件“{found}”；请放入该文件，或更正文件名",
)
NOT_OF_TEAM = Message(
    "record-certificates-team",
    "{found} is not in the team ({team}), or not the name of one of them alone; write identifiers or names of the team",
    "“{found}”不是该检查组成员（{team}），或者组内有同名人员；请填写检查组成员的人员编号或姓名",
)


@attrs.frozen(kw_only=True)
class RowActs:
    """A row, and what its acts need.

    Attributes:
        row: the row; its evidence is named by digests, and who showed a certificate by identifiers.
        key: the inspection.
        team: the identifiers of its team.
        items: the items of the task.
        order: who ordered to read in the workbook; each act gets a command that follows from this one.
        ports: what every act needs.
    """

    row: Row
    key: str
    team: Collection[str]
    items: Sequence[str]
    order: Order
    ports: ActPorts

    def prepare(
        self, act: Act, *, files: Mapping[str, tuple[str, bytes]], evidence: EvidenceStore
    ) -> Callable[[], object]:
        """Read the cells of an act, and return what does it; that raises what the act raises.

        Args:
            act: which one.
            files: names and bytes of the files that are to be added as evidence, by digest.
            evidence: where evidence is kept.

        Raises:
            InvalidInput: cells cannot be read; all findings, each with the path of what it is about.
        """
        if act is Act.RECORD_WRITE:
            return self._write(files, evidence)
        readers: Mapping[Act, Callable[[Order], Callable[[], object]]] = {
            Act.APPROACH_CHOOSE: self._choose,
            Act.VISIT_APPROVE: self._approve,
            Act.VISIT_NOTIFY: self._notify,
            Act.VISIT_BEGIN: self._begin,
            Act.EMERGENCY_REPORT: self._report,
            Act.RESULT_TELL: self._tell,
            Act.INSPECTION_CONCLUDE: self._conclude,
            Act.INSPECTION_REVIEW: self._review,
        }
        return readers[act](self._order(act))

    def _order(self, *parts: str) -> Order:
        return part_of(self.order, self.key, *parts)

    def _cell(self, column: str) -> str:
        return self.row.cells[column].strip()

    def _some(self, column: str) -> str | None:
        return self._cell(column) or None

    def _word(self, column: str, words: Sequence[str], path: str) -> str:
        return _placed(path, lambda: columns.read_word(self._cell(column), words))

    def _choose(self, order: Order) -> Callable[[], object]:
        method = Method(self._word(columns.METHOD, [one.value for one in Method], "approach.method"))
        spared = self._some(columns.WHY)
        return lambda: visits.choose_approach(order, self.key, method=method, spared=spared, **self.ports)

    def _approve(self, order: Order) -> Callable[[], object]:
        self._word(columns.APPROVED, (columns.AGREED,), "approved")
        note = self._some(columns.APPROVED_NOTE)
        return lambda: visits.approve_visit(order, self.key, note=note, **self.ports)

    def _notify(self, order: Order) -> Callable[[], object]:
        number, how = self._cell(columns.NOTICE), self._some(columns.HOW)
        return lambda: visits.serve_notice(order, self.key, number=number, how=how, **self.ports)

    def _begin(self, order: Order) -> Callable[[], object]:
        shown = _placed("entry.certificates", lambda: columns.read_shown(self._cell(columns.SHOWN)))
        if strangers := [who for who in shown if who not in self.team]:
            words = {"found": "、".join(strangers), "team": "、".join(sorted(self.team)) or "—"}
            raise InvalidInput(NOT_OF_TEAM.at(Where(path="entry.certificates"), **words))
        return lambda: visits.begin_inspection(
            order,
            self.key,
            code=self._some(columns.CODE),
            certificates=shown,
            emergency=self._some(columns.EMERGENCY),
            **self.ports,
        )

    def _report(self, order: Order) -> Callable[[], object]:
        note = self._cell(columns.REPORTED)
        told = None if note == columns.DONE else note
        return lambda: visits.report_emergency(order, self.key, note=told, **self.ports)

    def _write(self, files: Mapping[str, tuple[str, bytes]], evidence: EvidenceStore) -> Callable[[], object]:
        digests = columns.read_evidence(self._cell(columns.EVIDENCE))
        times: list[dt.datetime] = []
        where = Where(path="record.evidence")
        problems = [NO_FILE.at(where, found=part) for part in digests if columns.is_file(part)]
        for name, path in ((columns.BEGAN, "record.began_at"), (columns.ENDED, "record.ended_at")):
            try:
                times.append(columns.read_moment(self._cell(name)))
            except InvalidInput as error:
                problems += [attrs.evolve(one, where=Where(path=path)) for one in error.problems]
        refuse(problems)
        began, ended = times

        def write() -> None:
            for digest in digests:
                if digest in files:
                    self._add(digest, *files[digest], taken_at=began, evidence=evidence)
            fieldwork.write_record(
                self._order(Act.RECORD_WRITE),
                self.key,
                began_at=began,
                ended_at=ended,
                place=self._cell(columns.PLACE),
                content=self._cell(columns.CONTENT),
                situation=self._cell(columns.SITUATION),
                evidence=digests,
                **self.ports,
            )

        return write

    def _add(self, digest: str, name: str, data: bytes, *, taken_at: dt.datetime, evidence: EvidenceStore) -> None:
        caption = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
        order = self._order(Act.EVIDENCE_ADD, digest)
        try:
            add_evidence(order, self.key, data, taken_at=taken_at, caption=caption, evidence=evidence, **self.ports)
        except InvalidInput as error:
            where = Where(file=name, path="record.evidence")
            raise InvalidInput(*(attrs.evolve(one, where=where) for one in error.problems)) from error

    def _tell(self, order: Order) -> Callable[[], object]:
        signed = self._word(columns.SIGNED, (columns.YES, columns.NO), "told") == columns.YES
        refusal = self._some(columns.REFUSAL)
        return lambda: fieldwork.tell_result(order, self.key, acknowledged=signed, refusal=refusal, **self.ports)

    def _conclude(self, order: Order) -> Callable[[], object]:
        findings = columns.read_findings(self.row.cells, self.items)
        return lambda: conclusions.conclude(
            order,
            self.key,
            findings=findings,
            opinion=self._cell(columns.OPINION),
            suggestions=self._some(columns.SUGGESTIONS),
            **self.ports,
        )

    def _review(self, order: Order) -> Callable[[], object]:
        passed = self._word(columns.REVIEWED, (columns.PASSED, columns.RETURNED), "review") == columns.PASSED
        note = self._some(columns.REVIEW_NOTE)
        return lambda: conclusions.review(order, self.key, passed=passed, note=note, **self.ports)


def _placed(path: str, read: Callable[[], T]) -> T:
    """Return what `read` does, its findings at `path`."""
    try:
        return read()
    except InvalidInput as error:
        raise InvalidInput(*(attrs.evolve(one, where=Where(path=path)) for one in error.problems)) from error
