"""The types of the columns: the subset that every database understands the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, String
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine

TABLE_OPTIONS: dict[str, Any] = {
    f"{dialect}_{name}": value
    for dialect in ("mysql", "mariadb")
    for name, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("row_format", "DYNAMIC"))
}
"""What MySQL and MariaDB are told of every table."""


def text(length: int) -> TypeEngine[str]:
    """Return the type of a text of at most `length` characters that is compared and sorted by code points."""
    return (
        String(length)
        .with_variant(String(length, collation="C"), "postgresql")
        .with_variant(mysql.VARCHAR(length, collation="utf8mb4_0900_bin"), "mysql")
        .with_variant(mysql.VARCHAR(length, collation="utf8mb4_nopad_bin"), "mariadb")
    )


def shortened(fields: Iterable[str]) -> dict[str, Any]:
    """Return what MySQL and MariaDB are told of an index over texts that together are longer than it can hold."""
    return {f"{dialect}_length": dict.fromkeys(fields, 128) for dialect in ("mysql", "mariadb")}


class _Bytes(LargeBinary):
    """Bytes; SQLite keeps whatever somebody else writes there, such as a text, which is never taken for bytes of ours."""

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[Any], bytes | None]:
        return _read


def _read(found: Any) -> bytes | None:
    return (
        bytes(found)
        if isinstance(found, bytes | bytearray | memoryview)
        else None
        if found is None
        else repr(found).encode()
    )


def content() -> TypeEngine[bytes]:
    """Return the type of bytes of any length."""
    return _Bytes().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")


def number() -> TypeEngine[int]:
    """Return the type of a number of 64 bits; a primary key of it counts up on its own."""
    return BigInteger().with_variant(Integer(), "sqlite")
