"""Compares a register of any size with the directory of targets, both by identifier, a window at a time."""

from __future__ import annotations

import datetime as dt
import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs

from random_inspection.domain.registers import Movement, TargetEntry
from random_inspection.domain.targets import Target
from random_inspection.ports import Form, Part, Stored, Unit
from random_inspection.rules.directories.synchronising import GONE_STATUSES, Tally, Tell, is_dead
from random_inspection.serialization.blocks import content_of, key_of
from random_inspection.serialization.records import read_record
from random_inspection.workflows.directories.register_lines import PATH, RegisterExtract
from random_inspection.workflows.directories.registers import entry_on

_DEAD = tuple(f'"{status}"'.encode() for status in sorted(GONE_STATUSES))
Moved = Callable[[Stored[TargetEntry], TargetEntry], None]
"""Is told how an entry stood and how it stands then."""


@attrs.define
class _Listed:
    """The lines of an extract, taken from the first on.

    Attributes:
        batches: the lines in lists.
        lines: the list that is being taken from.
        place: the next line in it.
    """

    batches: Iterator[list[bytes]]
    lines: list[bytes] = attrs.field(factory=list)
    place: int = 0

    def upto(self, key: str) -> list[bytes]:
        """Take the lines up to that of `key`."""
        bound = key.encode() + b"\n"
        taken: list[bytes] = []
        while True:
            end = bisect_left(self.lines, bound, self.place)
            taken += self.lines[self.place : end]
            self.place = end
            if end < len(self.lines) or (batch := next(self.batches, None)) is None:
                return taken
            self.lines, self.place = batch, 0

    def rest(self) -> Iterator[list[bytes]]:
        """Take all further lines."""
        yield self.lines[self.place :]
        yield from self.batches


@attrs.frozen(kw_only=True)
class _Facts:
    """What a part of the directory has in common, as far as an extract is concerned.

    Attributes:
        same: whether its entries stay as they are where the cells are those of the extract.
        cells: for every cell of the extract, the number of the part's cell, or what all of its entries have.
    """

    same: bool
    cells: tuple[int | str, ...]


@attrs.define
class Merge:
    """A register that is being compared with the directory.

    Attributes:
        unit: where the directory is.
        extract: the register.
        moved: is told of every entry that moves; new ones are yielded.
        tell: is told of every entry, as the report would list it; None where nobody asks.
        tally: what was found so far.
    """

    unit: Unit
    extract: RegisterExtract
    moved: Moved
    tell: Tell | None = None
    tally: Tally[TargetEntry] = attrs.field(init=False)
    _facts: dict[Form, _Facts] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.tally = Tally(self.extract, self.tell)

    def new(self) -> Iterator[Sequence[bytes]]:
        """Yield the lines of the targets that come in, by identifier; when it ends, everything was compared."""
        listed = _Listed(self.extract.lines())
        for found in self.unit.records.parts(TargetEntry):
            if isinstance(found, Part):
                yield from self._window(found, listed.upto(key_of(found.lines[-1])))
            else:
                yield from self._pairs({found.value.key: found}, listed.upto(found.value.key))
        for lines in listed.rest():
            yield self._come(lines)

    def _window(self, part: Part, lines: list[bytes]) -> Iterator[Sequence[bytes]]:
        """Compare a part with the lines up to its last: those that are equal at once, the others one by one."""
        facts = self._facts_of(part.form)
        if not facts.same:
            yield from self._pairs(self._stored(part.form, part.lines), lines)
            return
        ours = _projected(part.lines, facts.cells)
        if ours == lines:
            self._unchanged(len(ours))
            return
        same = set(ours).intersection(lines)
        self._unchanged(len(same))
        others = [line for line, own in zip(part.lines, ours, strict=True) if own not in same]
        yield from self._pairs(self._stored(part.form, others), [line for line in lines if line not in same])

    def _unchanged(self, number: int) -> None:
        self.tally.entries += number
        self.tally.unchanged += number

    def _stored(self, form: Form, lines: Sequence[bytes]) -> dict[str, Stored[TargetEntry]]:
        return {key_of(line): Stored(_entry(form, line), 1) for line in lines}

    def _pairs(self, known: dict[str, Stored[TargetEntry]], lines: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
        """Compare entries with lines one by one."""
        listed = {key_of(line): line for line in lines}
        for key in sorted({*known, *listed}) if known else ():
            line, stored = listed.get(key), known.get(key)
            if stored is None and line is not None:
                yield self._come([line])
            elif stored is not None:
                before = entry_on(self.unit, stored, self.extract.on) or stored.value
                after = self.tally.meet(before, None if line is None else self._value(line))
                if after is not None:
                    self.moved(stored, after)
        if not known:
            yield self._come(lines)

    def _value(self, line: bytes) -> Target:
        return _entry(self.extract.form, line).value

    def _come(self, lines: Sequence[bytes]) -> Sequence[bytes]:
        """Return the lines of those who come in; who is gone already does not."""
        alive: Sequence[bytes] = lines
        if "status" in self.extract.cells and any(word in b"\n".join(lines) for word in _DEAD):
            alive = [line for line in lines if not (_is_dead(line) and self._passed(line))]
        self.tally.new.add_many(alive, key_of)
        return alive

    def _passed(self, line: bytes) -> bool:
        """Return whether a line says that its target is gone, and count it then."""
        value = self._value(line)
        dead = is_dead(value)
        if dead:
            self.tally.passed.add(value.target_id)
        return dead

    def _facts_of(self, form: Form) -> _Facts:
        if form not in self._facts:
            self._facts[form] = self._read_facts(form)
        return self._facts[form]

    def _read_facts(self, form: Form) -> _Facts:
        entry: Any = json.loads(f"{form.head}{{}}{form.tail}")[PATH[0]]
        members = dict(form.members)
        cells = tuple(members.get(name, "") for name in self.extract.cells)
        same = (
            entry.get(PATH[-1]) == {}
            and members.get("target_id") == 0
            and self.extract.source in entry["listed_in"]
            and entry["movement"] != Movement.GONE
            and dt.date.fromisoformat(entry["on"]) <= self.extract.on
        )
        return _Facts(same=same, cells=cells)


def _entry(form: Form, line: bytes) -> TargetEntry:
    return read_record(content_of(form, line) or b"", TargetEntry)


def _is_dead(line: bytes) -> bool:
    return any(word in line for word in _DEAD)


def _projected(lines: Sequence[bytes], cells: Sequence[int | str]) -> Sequence[bytes]:
    """Return lines with the cells of an extract."""
    if tuple(cells) == tuple(range(1, len(cells) + 1)) and lines and lines[0].count(b"\t") == len(cells):
        return lines
    rows = (line.split(b"\t") for line in lines)
    return [
        b"\t".join((row[0], *(row[cell] if isinstance(cell, int) else cell.encode() for cell in cells))) for row in rows
    ]
