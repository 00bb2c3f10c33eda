"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from random_inspection.adapters.sql.columns import TABLE_OPTIONS, content, number, shortened, text

revision = "0001"
down_revision = None
branch_labels = ("random_inspection",)
depends_on = None

ASKED: dict[str, tuple[str, ...]] = {
    "plan": ("year", "state"),
    "task": ("plan", "state", "unit", "year"),
    "inspection": ("task", "target", "state", "unit", "ended", "year"),
    "erasure": (),
    "evidence": ("inspection", "digest"),
    "notice": ("notice", "kind", "state", "subject"),
    "report": ("kind", "task", "inspection"),
    "archive": ("kind", "task"),
    "target": ("movement", "kind", "district", "status"),
    "inspector": ("movement", "unit"),
    "item_list": (),
    "synchronisation": ("register",),
    "training": (),
    "pledge": ("year", "inspector"),
    "complaint": ("inspector", "state"),
    "recusal": ("inspection", "state"),
    "platform_substitution": ("inspection",),
}
"""The kinds of records, and what they are asked about."""
COUNTED = {"inspection": ("year", "target"), "target": ("movement", "kind", "district")}
"""What some of them are counted by."""


def _records(kind: str, asked: tuple[str, ...]) -> None:
    name = f"ri_{kind}"
    op.create_table(
        name,
        sa.Column("id", number(), primary_key=True),
        sa.Column("record_key", text(384), nullable=False),
        sa.Column("record_version", sa.Integer, nullable=False),
        sa.Column("body", content(), nullable=False),
        *(sa.Column(field, text(384)) for field in asked),
        sa.UniqueConstraint("record_key", name=f"{name}_key"),
        **TABLE_OPTIONS,
    )
    for field in asked:
        op.create_index(f"{name}_{field}", name, [field, "record_key"])
    if counted := COUNTED.get(kind):
        op.create_index(f"{name}_by_{'_'.join(counted)}", name, list(counted), **shortened(counted))


def _versions() -> None:
    op.create_table(
        "ri_record_version",
        sa.Column("id", number(), primary_key=True),
        sa.Column("kind", text(128), nullable=False),
        sa.Column("record_key", text(384), nullable=False),
        sa.Column("record_version", sa.Integer, nullable=False),
        sa.Column("body", content()),
        sa.Column("salt", text(64)),
        sa.UniqueConstraint("kind", "record_key", "record_version", name="ri_record_version_key"),
        **TABLE_OPTIONS,
    )


def _blocks() -> None:
    op.create_table(
        "ri_block",
        sa.Column("id", number(), primary_key=True),
        sa.Column("kind", text(128), nullable=False),
        sa.Column("first_key", text(384), nullable=False),
        sa.Column("last_key", text(384), nullable=False),
        sa.Column("salt", text(64), nullable=False),
        sa.Column("form", content(), nullable=False),
        sa.Column("counts", content(), nullable=False),
        sa.UniqueConstraint("kind", "first_key", name="ri_block_key"),
        **TABLE_OPTIONS,
    )
    op.create_table(
        "ri_block_lines",
        sa.Column("kind", text(128), primary_key=True),
        sa.Column("first_key", text(384), primary_key=True),
        sa.Column("body", content(), nullable=False),
        sa.Column("salts", content(), nullable=False),
        sa.Column("digests", content(), nullable=False),
        **TABLE_OPTIONS,
    )


def _trail() -> None:
    head = op.create_table(
        "ri_trail_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("size", number(), nullable=False),
        sa.Column("edge", content(), nullable=False),
        **TABLE_OPTIONS,
    )
    op.bulk_insert(head, [{"id": 1, "size": 0, "edge": b""}])
    op.create_table(
        "ri_trail_event",
        sa.Column("seq", number(), primary_key=True, autoincrement=False),
        sa.Column("leaf", content(), nullable=False),
        sa.Column("hashes", content(), nullable=False),
        **TABLE_OPTIONS,
    )
    op.create_table(
        "ri_trail_subject",
        sa.Column("kind", text(128), primary_key=True),
        sa.Column("subject_key", text(384), primary_key=True),
        sa.Column("seq", number(), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
        **TABLE_OPTIONS,
    )


def _commands() -> None:
    op.create_table(
        "ri_command",
        sa.Column("command", text(128), primary_key=True),
        sa.Column("actor", text(128), nullable=False),
        sa.Column("act", text(384), nullable=False),
        sa.Column("subject_kind", text(128), nullable=False),
        sa.Column("subject_key", text(384), nullable=False),
        sa.Column("result_kind", text(128), nullable=False),
        sa.Column("result_key", text(384), nullable=False),
        sa.Column("result_version", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
        **TABLE_OPTIONS,
    )


def upgrade() -> None:
    """Make all tables, with an empty trail."""
    for kind, asked in ASKED.items():
        _records(kind, asked)
    _versions()
    _blocks()
    _trail()
    _commands()


def downgrade() -> None:
    """Take all tables away."""
    for kind in ASKED:
        op.drop_table(f"ri_{kind}")
    for name in ("record_version", "block", "block_lines", "trail_head", "trail_event", "trail_subject", "command"):
        op.drop_table(f"ri_{name}")
