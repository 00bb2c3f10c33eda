"""Reads a register of any size into lines by identifier: ordinary rows many at once, every other one as `read_targets` does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from json.encoder import encode_basestring
from typing import Any

import attrs

from random_inspection.domain.identifiers import canonical_target_id, target_id_problem
from random_inspection.domain.registers import TargetEntry
from random_inspection.domain.targets import Target, TargetKind, TargetStatus, registration_number_problem
from random_inspection.errors import InvalidInput, Problem
from random_inspection.ports import Form, Ordered
from random_inspection.rules.directories.synchronising import Extract, Terms, entering
from random_inspection.serialization.blocks import form_of, keys_of, line_of
from random_inspection.workflows.directories.extracts import (
    TARGET_HEADINGS,
    ExtractFile,
    TargetReading,
    read_targets,
    target_reading,
)
from random_inspection.workflows.directories.register_files import RegisterFile, Rows
from random_inspection.workflows.inputs.frames import are_plain_usccs, is_plain_uscc
from random_inspection.workflows.inputs.tables import Row

PATH = ("value", "value")
"""Where a target is in the JSON of its entry."""
ASKED = {"kind": "kind", "district": "district", "status": "status"}
_CELLS = ("target_id", "district", "kind", "status", "name", "registration_authority", "address", "tags", "items")
_CODES = frozenset({"kind", "status", "tags", "items"})
_MOST = 10_000
"""How many contents of a cell are remembered."""
_SUSPECT = ("+", "说明", "请删除")
"""What stands in hints, samples and shortened numbers, and where `RegisterFile.look` has to look."""


@attrs.frozen(kw_only=True)
class RegisterExtract(Terms):
    """A directory as an outside source lists it on a day, in lines by identifier that are not kept in memory.

    Attributes:
        cells: the fields that the source tells, as the cells after the identifier have them.
        form: the entries as they come in.
        lines: gives their lines in order, in lists.
    """

    cells: tuple[str, ...]
    form: Form
    lines: Ordered


def read_register(
    file: RegisterFile, *, source: str, on: dt.date, kind: TargetKind | None = None, skip: bool = False
) -> RegisterExtract:
    """Return the targets that a register lists, as `read_targets` does, whatever its size.

    The same rows are taken and refused, with the same findings.

    Clause: 二(六) 更新

    Args:
        file: the file (`random_inspection.adapters.spreadsheets.open_target_register`).
        source: which source it is from, always in the same words.
        on: the day that it is of.
        kind: what all targets are, where the file does not say it row by row.
        skip: whether wrong rows are left out and listed; otherwise nothing is taken in where there is one.

    Raises:
        InvalidInput: something is wrong with the columns, or with rows and `skip` is not set; all findings at once.
        StorageFailed: the disk on which rows are put aside fails.
    """
    reader = _Reader.of(file, source, on, kind)
    if reader.flawed:
        reader.explain(reader.flawed_rows(), skip=skip)
    ordered = file.sorter.sort(reader.lines())
    if not reader.rows:
        raise InvalidInput(file.empty)
    twice = frozenset(_repeated(ordered, frozenset(key.encode() for _, _, key in reader.wrong)))
    if not reader.wrong and not twice and not reader.untold:
        return reader.extract(ordered)
    found = reader.explain([*((row, problems) for row, problems, _ in reader.wrong), *reader.rows_of(twice)], skip=skip)
    more = sorted(
        line_of(reader.form, PATH, entering(TargetEntry, value, source, on)) for value in found.values.values()
    )
    kept = partial(_kept, ordered, twice, more)
    withheld = found.withheld - _keys_in(kept, found.withheld)
    return attrs.evolve(reader.extract(kept), skipped=found.skipped, withheld=withheld)


def _repeated(ordered: Ordered, wrong: frozenset[bytes]) -> Iterator[bytes]:
    """Yield the identifiers that occur twice, or in one of the `wrong` rows as well."""
    last = b""
    for lines in ordered():
        keys = keys_of(lines)
        if len(set(keys)) < len(keys) or keys[0] == last:
            yield from (key for before, key in pairwise([last, *keys]) if before == key)
        yield from wrong.intersection(keys)
        last = keys[-1]


def _kept(ordered: Ordered, twice: frozenset[bytes], more: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Yield the lines without those of identifiers that are there `twice`, and with `more`."""
    place = 0
    for lines in ordered():
        keys = keys_of(lines) if twice else ()
        found = lines
        if not twice.isdisjoint(keys):
            found = [line for line, key in zip(lines, keys, strict=True) if key not in twice]
        upto = place
        while upto < len(more) and more[upto] <= lines[-1]:
            upto += 1
        if merged := sorted((*found, *more[place:upto])) if upto > place else found:
            yield merged
        place = upto
    if place < len(more):
        yield list(more[place:])


def _keys_in(ordered: Ordered, texts: frozenset[str]) -> frozenset[str]:
    wanted = frozenset(text.encode() for text in texts)
    return frozenset(
        key.decode() for lines in (ordered() if wanted else ()) for key in wanted.intersection(keys_of(lines))
    )


class _Codes(dict[str, str | None]):
    """The JSON of every content of a cell that was met; None where it has to be looked at closely."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> str | None:
        if len(self) >= _MOST:
            self.clear()
        found = self[text] = self._read(text)
        return found


@attrs.define(kw_only=True)
class _Reader:
    """A register that is being read.

    Attributes:
        file: the file.
        kind: what all targets are; None where the file tells it, or nobody does.
        source: which source it is from.
        on: the day that it is of.
        reading: reads single rows.
        names: the fields that the file tells, as cells of a line.
        form: the entries as they come in.
        flawed: whether something is wrong with the columns.
        untold: whether nobody says which kind the targets are.
        rows: whether there was a row.
        wrong: the rows that are wrong, each with what is wrong with its cells, and its identifier.
    """

    file: RegisterFile
    kind: TargetKind | None
    source: str
    on: dt.date
    reading: TargetReading
    names: tuple[str, ...]
    form: Form
    flawed: bool
    untold: bool
    rows: bool = False
    wrong: list[tuple[Row, list[Problem], str]] = attrs.field(factory=list)
    _codes: dict[str, _Codes] = attrs.field(factory=dict)

    @classmethod
    def of(cls, file: RegisterFile, source: str, on: dt.date, kind: TargetKind | None) -> _Reader:
        """Return what reads `file`."""
        reading, problems = target_reading(ExtractFile(table=file.table, digest="", problems=file.problems), kind)
        names = tuple(name for name in _CELLS if name in reading.headings)
        told = {"kind": TargetKind.ENTERPRISE, "status": TargetStatus.ACTIVE, **reading.assumed}
        sample = Target(target_id="1", name="1", **told)
        asked = {field: member for field, member in ASKED.items() if member in names}
        form = form_of(entering(TargetEntry, sample, source, on), PATH, names or ("target_id", "name"), asked)
        untold = kind is None and "kind" not in names
        reader = cls(
            file=file,
            kind=kind,
            source=source,
            on=on,
            reading=reading,
            names=names,
            form=form,
            flawed=bool(problems),
            untold=untold,
        )
        reader._codes = {name: _Codes(partial(reader._code, name)) for name in names if name in _CODES}
        return reader

    def explain(self, rows: Sequence[tuple[Row, list[Problem]]], *, skip: bool) -> Extract[Target]:
        """Return what `read_targets` makes of `rows` alone; raise what it raises."""
        ordered = sorted(rows, key=lambda pair: pair[0].number)
        problems = (*self.file.problems, *(problem for _, found in ordered for problem in found))
        table = attrs.evolve(self.file.table, rows=tuple(row for row, _ in ordered))
        file = ExtractFile(table=table, digest=self.file.digest(), problems=problems)
        return read_targets(file, source=self.source, on=self.on, kind=self.kind, skip=skip)

    def extract(self, ordered: Ordered) -> RegisterExtract:
        """Return what was read, in order."""
        whole = self.reading.extract(self.source, self.on)
        return RegisterExtract(
            source=self.source,
            on=self.on,
            digest=self.file.digest(),
            fields=whole.fields,
            cells=self.names[1:],
            form=self.form,
            lines=ordered,
            assumed=whole.assumed,
        )

    def flawed_rows(self) -> list[tuple[Row, list[Problem]]]:
        """Return the rows that have flawed cells, for a file with wrong columns."""
        flawed = []
        for rows in self.file.rows():
            for found in (self.file.look(number, cells) for number, cells in _single(rows)):
                self.rows = self.rows or found is not None
                flawed += [found] if found and found[1] else []
        if not self.rows:
            raise InvalidInput(*self.file.problems, self.file.empty)
        return flawed

    def rows_of(self, keys: frozenset[bytes]) -> Iterator[tuple[Row, list[Problem]]]:
        """Yield the rows of identifiers that are there twice, but for those that are wrong on their own."""
        wanted, wrong = {key.decode() for key in keys}, {row.number for row, _, _ in self.wrong}
        place = self.file.places[TARGET_HEADINGS["target_id"]]
        for rows in self.file.rows() if wanted else ():
            for number, cells in _single(rows):
                text = str(cells[place]) if place < len(cells) else ""
                if number in wrong or (text not in wanted and canonical_target_id(text.strip()) not in wanted):
                    continue
                if (found := self.file.look(number, cells)) is not None:
                    yield found

    def lines(self) -> Iterator[list[bytes]]:
        """Yield the lines of all rows that are right; the others are in `wrong` then."""
        for rows in self.file.rows():
            yield from self._ordinary(rows.numbers, rows.columns)
            for number, cells in rows.others.items():
                yield from self._closely(number, cells)

    def _ordinary(self, numbers: Sequence[int], columns: Sequence[Sequence[str]]) -> Iterator[list[bytes]]:
        """Yield the lines of rows; where not all are ordinary, of their halves."""
        if not numbers:
            return
        if (found := self._at_once(columns)) is not None:
            self.rows = True
            yield found
        elif len(numbers) == 1:
            yield from self._closely(numbers[0], [column[0] for column in columns])
        else:
            half = len(numbers) // 2
            yield from self._ordinary(numbers[:half], [column[:half] for column in columns])
            yield from self._ordinary(numbers[half:], [column[half:] for column in columns])

    def _closely(self, number: int, cells: Sequence[Any]) -> Iterator[list[bytes]]:
        """Yield the line of a row, as `read_targets` reads it."""
        found = self.file.look(number, cells)
        if found is None:
            return
        self.rows = True
        row, problems = found
        value = self.reading.one(row, problems)
        if value is None:
            self.wrong.append((row, problems, self.reading.key_in(row)))
        else:
            yield [line_of(self.form, PATH, entering(TargetEntry, value, self.source, self.on))]

    def _at_once(self, columns: Sequence[Sequence[str]]) -> list[bytes] | None:
        """Return the lines of rows that are all ordinary; None where one has to be looked at closely.

        Ordinary rows have a canonical identifier, a name, no blanks around cells, no cell beyond the headings, and
        nothing that JSON escapes.
        """
        text = "\t".join(map("\t".join, columns))
        tabs = sum(map(len, columns)) - 1
        if (
            text.count("\t") != tabs
            or len(encode_basestring(text)) != len(text) + tabs + 2
            or len(text.splitlines()) > 1
            or any(mark in text for mark in _SUSPECT)
            or any(map(any, columns[self.file.width :]))
        ):
            return None
        cells = [self._cells(name, columns) for name in self.names]
        if any(cell is None for cell in cells):
            return None
        form = "\t".join(pattern for pattern, _ in cells)  # type: ignore[misc]
        lines = map(form.__mod__, zip(*(column for _, column in cells), strict=True))  # type: ignore[misc]
        try:
            return "\n".join(lines).encode().split(b"\n")
        except UnicodeEncodeError:
            return None

    def _cells(self, name: str, columns: Sequence[Sequence[str]]) -> tuple[str, Sequence[str | None]] | None:
        """Return the JSON of a column's cells, and what is put around each; None where one is not ordinary."""
        place = self.file.places[self.reading.headings[name]]
        column = columns[place] if place < len(columns) else [""] * len(columns[0])
        if name == "target_id":
            return ("%s", column) if are_plain_usccs(column) or all(map(_is_plain, column)) else None
        if name in _CODES:
            codes = self._codes[name]
            found = [codes[cell] for cell in column]
            return None if None in found else ("%s", found)
        if list(map(str.strip, column)) != list(column):
            return None
        if all(column):
            return '"%s"', column
        return None if name == "name" else ("%s", [f'"{cell}"' if cell else "" for cell in column])

    def _code(self, name: str, text: str) -> str | None:
        """Return the JSON of a cell's content, or nothing for an empty one; None where it is wrong."""
        cells = {self.reading.headings["target_id"]: "1", self.reading.headings["name"]: "1"}
        blank = dict.fromkeys(self.reading.headings.values(), "")
        row = Row(number=1, cells={**blank, **self._told(), **cells, self.reading.headings[name]: text})
        value = self.reading.one(row, ())
        if value is None:
            return None
        line = line_of(self.form, PATH, entering(TargetEntry, value, self.source, self.on)).decode()
        return line.split("\t")[self.names.index(name)]

    def _told(self) -> Mapping[str, str]:
        """Return what cells that must be filled in hold in a row that is right."""
        right = {"kind": TargetKind.SITE.value, "status": TargetStatus.ACTIVE.value}
        return {self.reading.headings[name]: text for name, text in right.items() if name in self.reading.headings}


def _is_plain(text: str) -> bool:
    """Return whether a text is an identifier as it is, whatever the kind of target."""
    if is_plain_uscc(text):
        return True
    return (
        text == canonical_target_id(text)
        and target_id_problem(text) is None
        and registration_number_problem(text) is None
    )


def _single(rows: Rows) -> Iterator[tuple[int, Sequence[Any]]]:
    for place, number in enumerate(rows.numbers):
        yield number, [column[place] for column in rows.columns]
    yield from rows.others.items()
