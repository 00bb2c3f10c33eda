"""Records that were written together, in the tables of a database."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from operator import itemgetter

import attrs
from sqlalchemy import and_, bindparam, select, update

from random_inspection.adapters.sql.session import Session
from random_inspection.adapters.sql.tables import BLOCKS, LINES
from random_inspection.errors import Message, StorageFailed
from random_inspection.ports import Block, Form, Part
from random_inspection.serialization.blocks import (
    asked_of,
    counted,
    form_bytes,
    key_of,
    keys_of,
    position_of,
    read_form,
)
from random_inspection.serialization.records import fits, kind_named

NO_LINES = Message(
    "sql-block-without-lines",
    "the records of kind {kind} that were written together from {key!r} on are gone; restore the database from a backup",
    "自“{key}”起成批写入的{kind}记录内容缺失；请从备份恢复数据库",
)

_B, _L = BLOCKS.c, LINES.c
_OF_KIND = _B.kind == bindparam("of_kind")
SPANS = select(_B.first_key, _B.last_key, _B.counts).where(_OF_KIND).order_by(_B.first_key)
_AROUND = (
    select(_B.first_key)
    .where(_OF_KIND, _B.first_key <= bindparam("of_key"), _B.last_key >= bindparam("of_key"))
    .order_by(_B.first_key.desc())
)
_OVERLAPPING = (
    select(_B.first_key)
    .where(_OF_KIND, _B.first_key <= bindparam("last"), _B.last_key >= bindparam("first"))
    .order_by(_B.first_key)
)
_SAME = and_(_B.kind == _L.kind, _B.first_key == _L.first_key)
_OF_BLOCK = and_(_OF_KIND, _B.first_key == bindparam("of_first"))
_PART = select(_B.form, _L.body).where(_SAME, _OF_BLOCK)
_WHOLE = select(_B.form, _B.salt, _L.body, _L.salts, _L.digests).where(_SAME, _OF_BLOCK)
_COUNTS = select(_B.form, _B.counts).where(_OF_BLOCK)
_RECOUNT = update(BLOCKS).where(_OF_BLOCK)
_REWRITE = update(LINES).where(_L.kind == bindparam("of_kind"), _L.first_key == bindparam("of_first"))
_ANY = select(_B.id).where(_OF_KIND).limit(1)
_ADD = BLOCKS.insert().inline()

Counts = Counter[tuple[str | None, ...]]
"""How many records of a block stand as they were written, by what they are asked about, field by field by name."""


@attrs.define
class SqlBlocks:
    """The blocks of a database, of all kinds.

    Attributes:
        session: the unit of work.
        moved: how many records of blocks were written again in it.
    """

    session: Session
    moved: int = 0
    _some: dict[str, bool] = attrs.field(factory=dict)

    def any(self, kind: str) -> bool:
        """Return whether there are blocks of records of a kind."""
        if kind not in self._some:
            self._some[kind] = bool(self.session.rows(_ANY, {"of_kind": kind}))
        return self._some[kind]

    def add(self, block: Block) -> None:
        """Write a block."""
        kind, first = block.form.kind, key_of(block.lines[0])
        row = {
            "kind": kind,
            "first_key": first,
            "last_key": key_of(block.lines[-1]),
            "salt": block.salt,
            "form": form_bytes(block.form),
            "counts": _written(counted(block)),
        }
        self.session.run(_ADD, row)
        self.session.insert(LINES, [(kind, first, b"\n".join(block.lines), block.salts, block.digests)])
        self._some[kind] = True

    def holding(self, kind: str, key: str) -> str | None:
        """Return the key of the block that holds a record, whether it was written again since or not; None for none."""
        found = self.part_with(kind, key)
        return None if found is None else found[0]

    def part_with(self, kind: str, key: str) -> tuple[str, Part] | None:
        """Return the block that holds a record, with its key; None where there is none."""
        if not self.any(kind):
            return None
        for row in self.session.rows(_AROUND, {"of_kind": kind, "of_key": key}):
            part = self.part(kind, row.first_key)
            if position_of(part.lines, key) is not None:
                return row.first_key, part
        return None

    def block_with(self, kind: str, key: str) -> tuple[Block, int] | None:
        """Return the block that holds a record, and its line; None where there is none, also where its lines are gone."""
        for row in self.session.rows(_AROUND, {"of_kind": kind, "of_key": key}) if self.any(kind) else ():
            block = self.block(kind, row.first_key)
            if block is not None and (place := position_of(block.lines, key)) is not None:
                return block, place
        return None

    def line(self, kind: str, key: str) -> tuple[Form, bytes] | None:
        """Return form and line of a record that was written in a block; None where it was not."""
        found = self.part_with(kind, key)
        if found is None:
            return None
        _, part = found
        place = position_of(part.lines, key)
        return None if place is None else (part.form, part.lines[place])

    def part(self, kind: str, first: str) -> Part:
        """Return the lines of a block that is there."""
        rows = self.session.rows(_PART, {"of_kind": kind, "of_first": first})
        if not rows:
            raise StorageFailed(NO_LINES.at(kind=kind, key=first))
        (row,) = rows
        return Part(form=read_form(bytes(row.form)), lines=bytes(row.body).split(b"\n"))

    def block(self, kind: str, first: str) -> Block | None:
        """Return a block with its salts and digests; None where there is none."""
        for row in self.session.rows(_WHOLE, {"of_kind": kind, "of_first": first}):
            return Block(
                form=read_form(bytes(row.form)),
                lines=bytes(row.body).split(b"\n"),
                salt=row.salt,
                salts=bytes(row.salts),
                digests=bytes(row.digests),
            )
        return None

    def firsts(self, kind: str) -> list[str]:
        """Return the keys of all blocks of records of a kind."""
        return [row.first_key for row in self.session.rows(SPANS, {"of_kind": kind})]

    def rewrite(self, kind: str, first: str, block: Block) -> None:
        """Write a block from which something was deleted."""
        values = {"body": b"\n".join(block.lines), "salts": block.salts}
        self.session.run(_REWRITE.values(values), {"of_kind": kind, "of_first": first})

    def leave(self, kind: str, first: str, part: Part, key: str) -> None:
        """Count a record no more that is written again, with a row of its own."""
        place = position_of(part.lines, key)
        gone = counted(Part(form=part.form, lines=[] if place is None else [part.lines[place]]))
        (row,) = self.session.rows(_COUNTS, {"of_kind": kind, "of_first": first})
        left = _written(counts_of(row.counts) - gone)
        self.session.run(_RECOUNT.values(counts=left), {"of_kind": kind, "of_first": first})
        self.moved += 1

    def taken(self, kind: str, part: Part) -> str | None:
        """Return a key that is in `part` and in a block that is there; None where there is none."""
        if not self.any(kind):
            return None
        span = {"of_kind": kind, "first": key_of(part.lines[0]), "last": key_of(part.lines[-1])}
        for row in self.session.rows(_OVERLAPPING, span):
            there = self.part(kind, row.first_key)
            if both := {*keys_of(part.lines)}.intersection(keys_of(there.lines)):
                return min(both).decode()
        return None

    def fields(self, kind: str, keys: Sequence[str], names: Sequence[str]) -> dict[str, tuple[str | None, ...]]:
        """Return the asked fields `names` of those of `keys` that stand in blocks."""
        found: dict[str, tuple[str | None, ...]] = {}
        wanted = set(keys)
        for key in sorted(wanted) if self.any(kind) else ():
            if key not in found and (held := self.part_with(kind, key)) is not None:
                found |= {one: tuple(texts) for one, *texts in asked_of(held[1], names) if one in wanted}
        return found

    def count(self, kind: str, by: Sequence[str], equal: Mapping[str, str | None]) -> Counts:
        """Return how many records stand as they were written, `equal` in fields, for every content of the fields `by`."""
        found = Counts()
        for row in self.session.rows(SPANS, {"of_kind": kind}):
            for values, number in _fitting(kind, row.counts, equal, {}):
                found[tuple(values[field] for field in by)] += number
        return found

    def parts(self, kind: str, equal: Mapping[str, str | None], until: Mapping[str, str]) -> Iterator[Part]:
        """Yield the lines of all blocks by key, but for blocks in which no record fits that stands as it was written."""
        spans = [
            row.first_key
            for row in self.session.rows(SPANS, {"of_kind": kind})
            if any(number for _, number in _fitting(kind, row.counts, equal, until))
        ]
        carried: list[tuple[bytes, Form]] = []
        for first, following in zip_longest(spans, spans[1:]):
            part = self.part(kind, first)
            cut = None if following is None else following.encode()
            if not carried and (cut is None or part.lines[-1] < cut):
                yield part
                continue
            carried += [(line, part.form) for line in part.lines]
            carried.sort(key=itemgetter(0))
            place = len(carried) if cut is None else bisect_left(carried, cut, key=itemgetter(0))
            yield from _grouped(carried[:place])
            del carried[:place]


def _grouped(lines: Sequence[tuple[bytes, Form]]) -> Iterator[Part]:
    for _, group in groupby(lines, key=lambda pair: id(pair[1])):
        pairs = list(group)
        yield Part(form=pairs[0][1], lines=[line for line, _ in pairs])


def _written(counts: Counts) -> bytes:
    return json.dumps([[*values, number] for values, number in counts.items()], ensure_ascii=False).encode()


def counts_of(data: bytes) -> Counts:
    """Return the counts of a block as they are kept."""
    return Counts({tuple(values): number for *values, number in json.loads(bytes(data))})


def _fitting(
    kind: str, data: bytes, equal: Mapping[str, str | None], until: Mapping[str, str]
) -> Iterator[tuple[dict[str, str | None], int]]:
    fields = sorted(kind_named(kind).asked)
    for *found, number in json.loads(bytes(data)):
        values = dict(zip(fields, found, strict=True))
        if fits(values, equal, until):
            yield values, number
