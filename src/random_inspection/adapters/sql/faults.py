"""Compares what the tables hold beside records and events with these: counts and ends of blocks, the head of the trail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, select

from random_inspection.adapters.sql.blocks import SPANS, SqlBlocks, counts_of
from random_inspection.adapters.sql.session import Session
from random_inspection.adapters.sql.tables import EVENTS, RECORDS
from random_inspection.errors import InvalidInput, Message, Problem
from random_inspection.ports import Part
from random_inspection.proofs.merkle import HASH_SIZE
from random_inspection.serialization.blocks import counted, key_of
from random_inspection.serialization.records import KINDS

MISCOUNTED = Message(
    "sql-block-miscounted",
    "the records of kind {kind} that were written together from {key!r} on are found and counted otherwise than they "
    "stand; restore the database from a backup, and find out who wrote there",
    "自“{key}”起成批写入的{kind}记录，其检索计数与内容不符；请从备份恢复数据库，并查明改动者",
)
OTHER_HEAD = Message(
    "sql-head-differs",
    "the head of the trail does not go on from its event {seq}; restore the database from a backup, and find out who "
    "wrote there",
    "日志头记录与事件{seq}不衔接；请从备份恢复数据库，并查明改动者",
)
BEYOND_HEAD = Message(
    "sql-event-beyond-head",
    "event {seq} stands beyond the head of the trail, which has {size} events; restore the database from a backup, and "
    "find out who wrote there",
    "事件{seq}超出日志头记录的{size}个事件；请从备份恢复数据库，并查明改动者",
)

_E = EVENTS.c
_HASHES = select(_E.hashes).where(_E.seq == bindparam("of_seq"))
_BEYOND = select(_E.seq).where(_E.seq >= bindparam("size")).order_by(_E.seq).limit(1)


def head_faults(session: Session) -> Iterator[Problem]:
    """Yield where the head of the trail does not go on from the hashes of its events."""
    head, place = session.frontier, 0
    levels = (level for level in reversed(range(head.size.bit_length())) if head.size >> level & 1)
    for level, expected in zip(levels, head.edge, strict=True):
        place += 1 << level
        found = [bytes(row.hashes) for row in session.rows(_HASHES, {"of_seq": place - 1})]
        if [one[level * HASH_SIZE : (level + 1) * HASH_SIZE] for one in found] != [expected]:
            yield OTHER_HEAD.at(seq=place - 1)
    for row in session.rows(_BEYOND, {"size": head.size}):
        yield BEYOND_HEAD.at(seq=row.seq, size=head.size)


def block_faults(blocks: SqlBlocks) -> Iterator[Problem]:
    """Yield the blocks whose last key or counts are not those of their records that stand as they were written."""
    for kind in KINDS:
        for row in blocks.session.rows(SPANS, {"of_kind": kind.name}):
            try:
                agrees = _agrees(blocks, kind.name, row)
            except (InvalidInput, ValueError, TypeError, LookupError):  # what cannot be read was altered, too
                agrees = False
            if not agrees:
                yield MISCOUNTED.at(kind=kind.name, key=row.first_key)


def _agrees(blocks: SqlBlocks, kind: str, row: Any) -> bool:
    block, key = blocks.block(kind, row.first_key), RECORDS[kind].c.record_key
    if block is None:
        return False
    alone = select(key).where(key.between(bindparam("first"), bindparam("last")))
    span = {"first": key_of(block.lines[0]), "last": key_of(block.lines[-1])}
    again = {found.record_key for found in blocks.session.rows(alone, span)}
    left = [line for line in block.lines if b"\t" in line and key_of(line) not in again]
    standing = counted(Part(form=block.form, lines=left)) if left else Counter[tuple[str | None, ...]]()
    return row.last_key == span["last"] and counts_of(row.counts) == standing
