"""Connections to databases that are cut before one of their statements, or before they commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import attrs
from sqlalchemy import Connection, Engine, create_engine, event, text


@attrs.define(eq=False)
class Cutting:
    """Cuts the connection of an act before one of its statements, or before it commits.

    Attributes:
        at: before which statement of the act; the commit counts as one.
        cut: cuts a connection.
        seen: how many statements there were.
    """

    at: int
    cut: Callable[[Connection], None]
    seen: int = 0

    def __call__(self, connection: Connection, *_: object) -> None:
        """Count a statement, and cut where it is the one."""
        self.seen += 1
        if self.seen == self.at + 1:
            self.cut(connection)


def severed(connection: Connection) -> None:
    """Let the server end this very connection, as another one tells it."""
    driver: Any = connection.connection.dbapi_connection
    kill = "KILL {}" if connection.dialect.name == "mariadb" else "SELECT pg_terminate_backend({}, 5000)"
    number = driver.thread_id() if connection.dialect.name == "mariadb" else driver.info.backend_pid
    admin = create_engine(connection.engine.url)
    with admin.connect() as other:
        other.execute(text(kill.format(number)))
        other.commit()
    admin.dispose()


@contextmanager
def cut_at(engine: Engine, at: int, cut: Callable[[Connection], None] = severed) -> Iterator[Cutting]:
    """Cut what is done in the block before its statement of number `at`, from 0."""
    cutting = Cutting(at, cut)
    for moment in ("before_cursor_execute", "commit"):
        event.listen(engine, moment, cutting)
    try:
        yield cutting
    finally:
        for moment in ("before_cursor_execute", "commit"):
            event.remove(engine, moment, cutting)
