"""The tables of an office: one for every kind of record, and those of versions, trail and commands.

Names begin with ``ri_``, so that a host may keep its own tables beside them.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, Index, Integer, MetaData, Table, UniqueConstraint

from random_inspection.adapters.sql.columns import TABLE_OPTIONS, content, number, shortened, text
from random_inspection.domain.acts import MAX_KEY
from random_inspection.domain.identifiers import MAX_LENGTH
from random_inspection.serialization.records import KINDS, MAX_ASKED, RecordKind

METADATA = MetaData()
ONLY = 1
"""The number of the only row of `HEAD`."""


def table_name(kind: str) -> str:
    """Return the name of the table of a kind of record."""
    return f"ri_{kind.replace('-', '_')}"


def _records(kind: RecordKind[object]) -> Table:
    """Return the table of a kind: its records as they stand, with what they are asked about as columns."""
    name = table_name(kind.name)
    return Table(
        name,
        METADATA,
        Column("id", number(), primary_key=True),
        Column("record_key", text(MAX_KEY), nullable=False),
        Column("record_version", Integer, nullable=False),
        Column("body", content(), nullable=False),
        *(Column(field, text(MAX_ASKED)) for field in kind.asked),
        UniqueConstraint("record_key", name=f"{name}_key"),
        *(Index(f"{name}_{field}", field, "record_key") for field in kind.asked),
        *(Index(f"{name}_by_{'_'.join(fields)}", *fields, **shortened(fields)) for fields in kind.counted),
        implicit_returning=False,
        **TABLE_OPTIONS,
    )


RECORDS: Mapping[str, Table] = {kind.name: _records(kind) for kind in KINDS}
"""The table of every kind of record, by the name of the kind."""

VERSIONS = Table(
    "ri_record_version",
    METADATA,
    Column("id", number(), primary_key=True),
    Column("kind", text(MAX_LENGTH), nullable=False),
    Column("record_key", text(MAX_KEY), nullable=False),
    Column("record_version", Integer, nullable=False),
    Column("body", content()),
    Column("salt", text(64)),
    UniqueConstraint("kind", "record_key", "record_version", name="ri_record_version_key"),
    implicit_returning=False,
    **TABLE_OPTIONS,
)
"""Every version of every record; body and salt are empty where they were deleted by law."""

BLOCKS = Table(
    "ri_block",
    METADATA,
    Column("id", number(), primary_key=True),
    Column("kind", text(MAX_LENGTH), nullable=False),
    Column("first_key", text(MAX_KEY), nullable=False),
    Column("last_key", text(MAX_KEY), nullable=False),
    Column("salt", text(64), nullable=False),
    Column("form", content(), nullable=False),
    Column("counts", content(), nullable=False),
    UniqueConstraint("kind", "first_key", name="ri_block_key"),
    implicit_returning=False,
    **TABLE_OPTIONS,
)
"""Records that were written together: from which key to which, and how many of them stand as they were written."""

LINES = Table(
    "ri_block_lines",
    METADATA,
    Column("kind", text(MAX_LENGTH), primary_key=True),
    Column("first_key", text(MAX_KEY), primary_key=True),
    Column("body", content(), nullable=False),
    Column("salts", content(), nullable=False),
    Column("digests", content(), nullable=False),
    **TABLE_OPTIONS,
)
"""The lines of blocks, apart from what changes."""

HEAD = Table(
    "ri_trail_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", number(), nullable=False),
    Column("edge", content(), nullable=False),
    **TABLE_OPTIONS,
)
"""One row, which a unit of work holds: how many events there are, and the hashes at the right edge of their tree."""

EVENTS = Table(
    "ri_trail_event",
    METADATA,
    Column("seq", number(), primary_key=True, autoincrement=False),
    Column("leaf", content(), nullable=False),
    Column("hashes", content(), nullable=False),
    **TABLE_OPTIONS,
)
"""The trail: every leaf, and the nodes of the tree that it completes, 32 bytes each, from the leaf upwards."""

ABOUT = Table(
    "ri_trail_subject",
    METADATA,
    Column("kind", text(MAX_LENGTH), primary_key=True),
    Column("subject_key", text(MAX_KEY), primary_key=True),
    Column("seq", number(), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
    **TABLE_OPTIONS,
)
"""Which events are about a record, or wrote it."""

COMMANDS = Table(
    "ri_command",
    METADATA,
    Column("command", text(MAX_LENGTH), primary_key=True),
    Column("actor", text(MAX_LENGTH), nullable=False),
    Column("act", text(MAX_ASKED), nullable=False),
    Column("subject_kind", text(MAX_LENGTH), nullable=False),
    Column("subject_key", text(MAX_KEY), nullable=False),
    Column("result_kind", text(MAX_LENGTH), nullable=False),
    Column("result_key", text(MAX_KEY), nullable=False),
    Column("result_version", Integer, nullable=False),
    sqlite_with_rowid=False,
    **TABLE_OPTIONS,
)
"""What every command did the first time."""
