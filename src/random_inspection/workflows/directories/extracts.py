"""Reads an extract of a directory from an office's table: every finding in its cell, all at once (二(四), 二(六))."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Generic, TypeVar

import attrs

from random_inspection.domain.identifiers import canonical_target_id
from random_inspection.domain.inspectors import NO_END, Certificate, Inspector, InspectorStatus
from random_inspection.domain.registers import SkippedRow
from random_inspection.domain.targets import Target, TargetKind, TargetStatus
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.rules.directories.synchronising import Extract
from random_inspection.serialization.converters import MISSING, OURS, SCHEMA_VERSION
from random_inspection.workflows.directories.known_people import KnownPeople
from random_inspection.workflows.inputs.fact_kinds import CELL_EMPTY, NOT_DAY, NOT_YES, parse_day
from random_inspection.workflows.inputs.frames import is_plain_uscc
from random_inspection.workflows.inputs.tables import Row, Table, listed

V = TypeVar("V", Target, Inspector)
Parser = Callable[[str], object]
"""Returns the value of a cell that is not empty, or the `Problem` that it has."""

TARGET_HEADINGS: Mapping[str, str] = {
    "target_id": "统一社会信用代码",
    "name": "企业名称",
    "kind": "对象类型",
    "registration_authority": "登记机关",
    "district": "地区",
    "address": "住所",
    "status": "登记状态",
    "tags": "标签",
    "items": "抽查事项",
}
"""The heading of every field of an extract of targets; identifier and name must be there, the others may be left out."""
INSPECTOR_HEADINGS: Mapping[str, str] = {
    "inspector_id": "人员编号",
    "name": "姓名",
    "agency": "执法机关",
    "unit": "科室",
    "number": "执法证号",
    "issuer": "发证机关",
    "expires_on": "有效期至",
    "items": "抽查事项",
    "qualifications": "资格",
    "leader": "组长",
    "expert": "专家",
    "status": "状态",
    "account": "手机号码",
}
"""The heading of every field of an extract of inspectors; identifier, name and agency must be there."""
_HEADINGS = {"kind": TARGET_HEADINGS["kind"], "status": TARGET_HEADINGS["status"]}
REQUIRED = frozenset({"target_id", "inspector_id", "name", "agency"})
"""Fields that a file must tell."""
_CERTIFICATE = ("number", "issuer", "expires_on")
_MUST = REQUIRED | {"kind", "status"}
_FOREVER = frozenset({"长期", "9999-09-09", "9999/9/9", "9999年9月9日", "9999-12-31"})

CODE_UNKNOWN = Message(
    "extract-code-unknown",
    "found {found!r}, expected one of {expected}; correct it",
    "应为{expected}之一，实为“{found}”；请更正",
)
KIND_UNTOLD = Message(
    "extract-kind-untold",
    "the file has no column {heading!r}; say which kind all of its targets are, or add the column",
    "文件没有“{heading}”列；请说明其中对象属于哪一类，或补上该列",
)
COLUMN_LACKS = Message("extract-column-missing", "the column {found!r} is missing; add it", "缺少“{found}”列；请补上")
ROW_TWICE = Message(
    "extract-row-twice",
    "{found!r} stands in row {row} as well; keep one of the rows",
    "“{found}”在第{row}行也有；请只保留一行",
)


@attrs.frozen(kw_only=True)
class ExtractFile:
    """An extract's file as it was read, before anything in it is checked.

    Attributes:
        table: its rows.
        digest: SHA-256 of its bytes.
        problems: what could not be read, cell by cell.
    """

    table: Table
    digest: str
    problems: tuple[Problem, ...] = ()


def _code(codes: type[StrEnum]) -> Parser:
    known = {code.value: code for code in codes}

    def parse(text: str) -> object:
        found = text.strip()
        return known.get(found) or CODE_UNKNOWN.at(found=found, expected="、".join(known))

    return parse


def _identifier(text: str) -> object:
    return text if is_plain_uscc(text) else canonical_target_id(text.strip())


def _day(text: str) -> object:
    plain = unicodedata.normalize("NFKC", text).strip()
    return NO_END if plain in _FOREVER else parse_day(plain) or NOT_DAY.at(found=text)


def _flag(text: str) -> object:
    found = {"是": True, "否": False}.get(text.strip())
    return NOT_YES.at(found=text) if found is None else found


_TARGET_PARSERS: Mapping[str, Parser] = {
    "target_id": _identifier,
    "kind": _code(TargetKind),
    "status": _code(TargetStatus),
    "tags": listed,
    "items": listed,
}
_INSPECTOR_PARSERS: Mapping[str, Parser] = {
    "expires_on": _day,
    "items": listed,
    "qualifications": listed,
    "leader": _flag,
    "expert": _flag,
    "status": _code(InspectorStatus),
}


@attrs.define(kw_only=True)
class _Reading(Generic[V]):
    """An extract that is being read.

    Attributes:
        make: the class of the values.
        key: the field that identifies them.
        headings: the heading of every field that the file tells.
        parsers: what reads a field that is no plain text.
        assumed: what fields have for which the file has no column.
        file: the file.
        values: what was read, by identifier.
        rows: the first row of every identifier.
        wrong: what is wrong, by row.
    """

    make: type[V]
    key: str
    headings: Mapping[str, str]
    parsers: Mapping[str, Parser]
    assumed: Mapping[str, Any]
    file: ExtractFile
    values: dict[str, V] = attrs.field(factory=dict)
    rows: dict[str, Row] = attrs.field(factory=dict)
    wrong: dict[int, list[Problem]] = attrs.field(factory=dict)

    def read(self) -> None:
        """Read every row."""
        for problem in self.file.problems:
            self.wrong.setdefault(problem.where.row or 0, []).append(problem)
        for row in self.file.table.rows:
            found, problems = self._cells(row)
            key = str(found.get(self.key, ""))
            problems += self._repeated(row, key)
            value = None
            if not problems and row.number not in self.wrong:
                value = self._value(found)
            if value is None:
                said = {one.where.column for one in problems}
                problems += [one for one in self._unfit(row, found) if one.where.column not in said]
                self.wrong.setdefault(row.number, []).extend(problems)
            else:
                self.values[key] = value

    def _cells(self, row: Row) -> tuple[dict[str, Any], list[Problem]]:
        found: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, heading in self.headings.items():
            text = row.cells[heading]
            if not text.strip():
                if name in _MUST:
                    problems.append(CELL_EMPTY.at(self._where(row, name)))
                continue
            value = self.parsers[name](text) if name in self.parsers else text.strip()
            if isinstance(value, Problem):
                problems.append(attrs.evolve(value, where=self._where(row, name)))
            else:
                found[name] = value
        return found, problems

    def _where(self, row: Row, field: str) -> Where:
        return self.file.table.where(row.number, self.headings.get(field))

    def _repeated(self, row: Row, key: str) -> list[Problem]:
        """Return that an identifier was there before; where the rows differ, neither is taken."""
        first = self.rows.setdefault(key, row) if key else row
        if first is row:
            return []
        if first.cells != row.cells:
            self.values.pop(key, None)
            self.wrong.setdefault(first.number, []).append(
                ROW_TWICE.at(self._where(first, self.key), found=key, row=row.number)
            )
        return [ROW_TWICE.at(self._where(row, self.key), found=key, row=first.number)]

    def one(self, row: Row, problems: Sequence[Problem]) -> V | None:
        """Return the value of a row on its own; None where something is wrong with it."""
        found, wrong = self._cells(row)
        return None if problems or wrong else self._value(found)

    def key_in(self, row: Row) -> str:
        """Return the identifier of a row, whatever else is wrong with it; empty where there is none."""
        found, _ = self._cells(row)
        return str(found.get(self.key, ""))

    def _value(self, found: Mapping[str, Any]) -> V | None:
        try:
            return self.make(**self.assumed, **self._certified(found))
        except InvalidInput:
            return None

    def _certified(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Return the members of a value: what belongs to its certificate put together."""
        parts = {name: found[name] for name in _CERTIFICATE if name in found}
        members = {name: value for name, value in found.items() if name not in parts}
        missing = [CELL_EMPTY.at(Where(path=name)) for name in _CERTIFICATE if name not in parts]
        if parts:
            refuse(missing)
            members["certificate"] = Certificate(**parts)
        return members

    def _unfit(self, row: Row, found: Mapping[str, Any]) -> list[Problem]:
        """Return everything that is wrong with the cells of a row that were read; the class tells one thing at a time."""
        try:
            members = {"schema": SCHEMA_VERSION, **OURS.unstructure({**self.assumed, **self._certified(found)})}
            OURS.structure(members, self.make)
        except InvalidInput as error:
            fields = [(problem, (problem.where.path or "").split(".")[-1].split("[")[0]) for problem in error.problems]
            return [
                attrs.evolve(problem, where=self._where(row, field))
                for problem, field in fields
                if field in self.headings and problem.message is not MISSING
            ]
        return []

    def extract(self, source: str, on: dt.date) -> Extract[V]:
        """Return what was read, and what was left out."""
        rows = {row.number: row for row in self.file.table.rows if row.number in self.wrong}
        skipped = [
            SkippedRow(row=number, why=" ".join("；".join(one.text("zh") for one in problems).split()))
            for number, problems in sorted(self.wrong.items())
        ]
        names = (self.headings[self.key], self.headings["name"])
        texts = {canonical_target_id(row.cells[name].strip()) for row in rows.values() for name in names}
        told = {"certificate" if name in _CERTIFICATE else name for name in self.headings} - {self.key}
        return Extract(
            source=source,
            on=on,
            digest=self.file.digest,
            fields=tuple(member.name for member in attrs.fields(self.make) if member.name in told),
            values=self.values,
            assumed=tuple(f"{_HEADINGS[name]}：{value}" for name, value in self.assumed.items()),
            skipped=tuple(skipped),
            withheld=frozenset(texts - {""} - self.values.keys()),
        )


def _missing(file: ExtractFile, headings: Mapping[str, str], present: Mapping[str, str]) -> list[Problem]:
    """Return the columns that the file lacks, where nothing else was said of them."""
    needed = [name for name in headings if name in REQUIRED]
    if not present.keys().isdisjoint(_CERTIFICATE):
        needed += _CERTIFICATE
    said = {one.column for one in file.table.refused if one.row is None}
    absent = [headings[name] for name in needed if name not in present]
    return [COLUMN_LACKS.at(file.table.where(), found=heading) for heading in absent if heading not in said]


def _reading(
    make: type[V],
    headings: Mapping[str, str],
    parsers: Mapping[str, Parser],
    assumed: Mapping[str, Any],
    file: ExtractFile,
) -> tuple[_Reading[V], list[Problem]]:
    """Return an extract to be read, and what is wrong with it as a whole: then its rows are not read."""
    present = {name: heading for name, heading in headings.items() if heading in file.table.columns}
    rows: set[int | None] = {row.number for row in file.table.rows}
    problems: list[Problem] = [one for one in file.problems if one.where.row not in rows]
    problems += _missing(file, headings, present)
    if problems:
        problems += [one for one in file.problems if one.where.row in rows]
    reading = _Reading[V](
        make=make,
        key=next(iter(headings)),
        headings=present,
        parsers=parsers,
        assumed={name: value for name, value in assumed.items() if name not in present},
        file=file,
    )
    return reading, problems


def _finish(reading: _Reading[V], problems: list[Problem], source: str, on: dt.date, *, skip: bool) -> Extract[V]:
    if problems or not skip:
        refuse([*problems, *(one for _, found in sorted(reading.wrong.items()) for one in found)])
    return reading.extract(source, on)


def read_targets(
    file: ExtractFile, *, source: str, on: dt.date, kind: TargetKind | None = None, skip: bool = False
) -> Extract[Target]:
    """Return the targets that an extract lists, such as the approvals ledger (行政审批台账) or the market register.

    Clause: 二(六) 更新

    Args:
        file: the file; see `TARGET_HEADINGS`. Without a column of the status, who is listed is 存续.
        source: which source it is from, always in the same words.
        on: the day that it is of.
        kind: what all targets are, where the file does not say it row by row.
        skip: whether wrong rows are left out and listed; otherwise nothing is taken in where there is one.

    Raises:
        InvalidInput: something is wrong with the columns, or with rows and `skip` is not set; all findings at once.
    """
    reading, problems = target_reading(file, kind)
    if not problems:
        reading.read()
    if kind is None and "kind" not in reading.headings:
        problems.append(KIND_UNTOLD.at(file.table.where(), heading=TARGET_HEADINGS["kind"]))
    return _finish(reading, problems, source, on, skip=skip)


TargetReading = _Reading[Target]


def target_reading(file: ExtractFile, kind: TargetKind | None) -> tuple[TargetReading, list[Problem]]:
    """Return an extract of targets to be read, and what is wrong with its columns; see `read_targets`."""
    assumed = {"status": TargetStatus.ACTIVE, "kind": kind or TargetKind.ENTERPRISE}
    return _reading(Target, TARGET_HEADINGS, _TARGET_PARSERS, assumed, file)


def read_inspectors(
    file: ExtractFile, *, source: str, on: dt.date, skip: bool = False, known: KnownPeople | None = None
) -> Extract[Inspector]:
    """Return the inspectors that an extract lists, as `read_targets` does; see `INSPECTOR_HEADINGS`.

    Clause: 二(四) 更新

    Without a column of the status, who is listed is 在岗.

    Args:
        file: the file.
        source: which source it is from.
        on: the day that it is of.
        skip: whether wrong rows are left out and listed.
        known: the items and certificates of the office, against which every row is checked
            (`random_inspection.workflows.directories.known_people.known_people`); None where the rows stand for themselves.

    Raises:
        InvalidInput: something is wrong with the columns, or with rows and `skip` is not set; two rows have one certificate,
            or an item or certificate does not go with what is known. All findings at once.
    """
    assumed = {"status": InspectorStatus.ON_DUTY}
    reading, problems = _reading(Inspector, INSPECTOR_HEADINGS, _INSPECTOR_PARSERS, assumed, file)
    if not problems:
        reading.read()
        _check_known(reading, known or KnownPeople())
    return _finish(reading, problems, source, on, skip=skip)


def _check_known(reading: _Reading[Inspector], known: KnownPeople) -> None:
    """Note which rows have an item that was never adopted, or somebody else's certificate; these are not taken."""
    listed_too = {key: who for key, who in known.holders.items() if who not in reading.rows}
    for key, problem in list(attrs.evolve(known, holders=listed_too).problems(reading.values.values())):
        row = reading.rows[key]
        field = (problem.where.path or "").rsplit(".", 1)[-1].split("[", 1)[0]
        where = reading.file.table.where(row.number, reading.headings.get(field))
        reading.wrong.setdefault(row.number, []).append(attrs.evolve(problem, where=where))
        reading.values.pop(key, None)
