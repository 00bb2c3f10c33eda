"""Runs migrations on the connection that is handed in; Alembic executes this file."""

from __future__ import annotations

from alembic import context

from random_inspection.adapters.sql.schema import VERSION_TABLE
from random_inspection.adapters.sql.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    transactional_ddl=False,
)
context.run_migrations()
