"""Records of a kind by key, from the rows of those that stand alone and the blocks of those that were written together."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from sqlalchemy import ColumnElement, Select, Table, and_, select, true

from random_inspection.adapters.sql.blocks import SqlBlocks
from random_inspection.adapters.sql.session import Session
from random_inspection.adapters.sql.tables import RECORDS
from random_inspection.ports import Part
from random_inspection.serialization.blocks import fitting, key_of, position_of

PAGE = 500
"""How many records are read at once."""


def matching(table: Table, equal: Mapping[str, str | None], until: Mapping[str, str]) -> ColumnElement[bool]:
    """Return the condition that asked fields are `equal`, and set and not over `until`."""
    columns = table.c
    return and_(
        true(),
        *(columns[name].is_(None) if text is None else columns[name] == text for name, text in equal.items()),
        *(columns[name] <= text for name, text in until.items()),
    )


@attrs.define(kw_only=True)
class _Rows:
    """The rows of records that stand alone, a page at a time, as they stand when the page is read.

    A record of a block that is written again while it is walked over gets a row; so the page is read again then.

    Attributes:
        session: the unit of work.
        page: what is read, with `PAGE` as its limit.
        blocks: tells how many records of blocks were written again.
        after: the last key that was passed.
    """

    session: Session
    page: Select[Any]
    blocks: SqlBlocks
    after: str | None = None
    _rows: deque[Any] = attrs.field(factory=deque)
    _over: bool = False
    _moved: int = -1

    def first(self) -> Any:
        """Return the next row; None where there is none."""
        if self._moved != self.blocks.moved:
            self._rows.clear()
            self._over, self._moved = False, self.blocks.moved
        if not self._rows and not self._over:
            key = self.page.selected_columns["record_key"]
            found = self.session.rows(self.page if self.after is None else self.page.where(key > self.after))
            self._rows.extend(found)
            self._over = len(found) < PAGE
        return self._rows[0] if self._rows else None

    def pass_by(self, key: str) -> None:
        """Leave out what comes up to `key`."""
        self.after = key
        while self._rows and self._rows[0].record_key <= key:
            self._rows.popleft()


def walk(
    blocks: SqlBlocks,
    kind: str,
    columns: tuple[str, ...],
    equal: Mapping[str, str | None],
    until: Mapping[str, str],
) -> Iterator[Any]:
    """Yield the records whose asked fields are `equal`, and set and not over `until`, by key, each once.

    Args:
        blocks: the blocks of the database.
        kind: the kind of record.
        columns: what is read of the rows of those that stand alone.
        equal: what fields are; None: not set.
        until: what fields are at most.

    Yields:
        Rows, and a `Part` for those that stand in blocks.
    """
    table, session = RECORDS[kind], blocks.session
    key = table.c.record_key
    page = select(*(table.c[name] for name in dict.fromkeys(("record_key", *columns)))).order_by(key).limit(PAGE)
    rows = _Rows(session=session, page=page.where(matching(table, equal, until)), blocks=blocks)
    alone = _Rows(session=session, page=select(key).order_by(key).limit(PAGE), blocks=blocks)
    for part in blocks.parts(kind, equal, until) if blocks.any(kind) else ():
        yield from _merged(rows, fitting(_standing(alone, part), equal, until))
    while (row := rows.first()) is not None:
        rows.pass_by(row.record_key)
        session.require_live()
        yield row


def _merged(rows: _Rows, part: Part) -> Iterator[Any]:
    """Yield a part, and the rows before its last line, by key; a row takes the place of its line."""
    rest = part.lines
    while rest:
        row, last = rows.first(), key_of(rest[-1])
        place = len(rest) if row is None or row.record_key > last else bisect_left(rest, row.record_key.encode())
        rows.session.require_live()
        if place:
            rows.pass_by(key_of(rest[place - 1]))
            yield Part(form=part.form, lines=rest[:place])
            rest = rest[place:]
        else:
            rows.pass_by(row.record_key)
            rest = rest[1:] if key_of(rest[0]) == row.record_key else rest
            yield row


def _standing(alone: _Rows, part: Part) -> Part:
    """Return a part without the records that stand alone, as they were written again."""
    moved, last = set[str](), key_of(part.lines[-1])
    while (row := alone.first()) is not None and row.record_key <= last:
        alone.pass_by(row.record_key)
        if position_of(part.lines, row.record_key) is not None:
            moved.add(row.record_key)
    return Part(form=part.form, lines=[line for line in part.lines if key_of(line) not in moved]) if moved else part
