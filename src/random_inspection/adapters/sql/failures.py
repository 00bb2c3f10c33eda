"""What the drivers of databases say, as our errors, with theirs as the cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from random_inspection.errors import Message, RandomInspectionError, StorageFailed, VersionConflict

MET_ANOTHER = Message(
    "sql-met-another",
    "another unit of work wrote the same at the same time, and nothing of this one is stored; do it again",
    "同时有其他操作写入了同一内容，本次操作未保存；请重新办理",
)
BUSY = Message(
    "sql-busy",
    "the database was busy for too long, and nothing is stored; do it again later",
    "数据库长时间繁忙，本次操作未保存；请稍后再试",
)
LOST = Message(
    "sql-lost",
    "the connection to the database was lost; do it again under the same command, which tells whether it was done",
    "与数据库的连接中断；请用同一命令编号重试，系统会判断是否已经办理",
)
FULL = Message(
    "sql-full",
    "the disk of the database is full, and nothing is stored; make room, and do it again",
    "数据库所在磁盘已满，本次操作未保存；请清理空间后重试",
)
READ_ONLY = Message(
    "sql-read-only",
    "the database can only be read, and nothing is stored; give the program the right to write",
    "数据库为只读，本次操作未保存；请授予写入权限",
)
NOT_OPENED = Message(
    "sql-not-opened",
    "the database cannot be opened; check address, user and rights",
    "无法打开数据库；请核对地址、用户和权限",
)
BROKEN = Message(
    "sql-broken",
    "the database is damaged or is none; restore it from a backup",
    "数据库已损坏，或该文件不是数据库；请从备份恢复",
)
DISK = Message(
    "sql-disk", "the disk of the database fails, and nothing is stored", "数据库所在磁盘读写出错，本次操作未保存"
)
REFERENCE = Message(
    "sql-reference",
    "something refers to a row that is not there; have the database checked",
    "引用的数据行不存在；请核查数据库",
)
OTHER = Message(
    "sql-other",
    "the database refused ({code}), and nothing is stored; show this to who runs it",
    "数据库拒绝执行（{code}），本次操作未保存；请联系数据库管理人员",
)

_SQLITE: Mapping[int, Message] = {
    5: BUSY,
    6: BUSY,
    8: READ_ONLY,
    10: DISK,
    11: BROKEN,
    13: FULL,
    14: NOT_OPENED,
    26: BROKEN,
    517: MET_ANOTHER,
    787: REFERENCE,
    1555: MET_ANOTHER,
    2067: MET_ANOTHER,
}
"""Result codes of SQLite, extended ones where they tell more (https://sqlite.org/rescode.html)."""
_POSTGRES: Mapping[str, Message] = {
    "08": LOST,
    "23503": REFERENCE,
    "23505": MET_ANOTHER,
    "25006": READ_ONLY,
    "28": NOT_OPENED,
    "3D000": NOT_OPENED,
    "40001": MET_ANOTHER,
    "40P01": MET_ANOTHER,
    "53100": FULL,
    "53300": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "57P01": LOST,
    "57P02": LOST,
    "57P03": LOST,
    "58030": DISK,
    "XX001": BROKEN,
    "XX002": BROKEN,
}
"""SQLSTATE codes of PostgreSQL, or their classes."""
_MYSQL: Mapping[int, Message] = {
    1021: FULL,
    1030: DISK,
    1040: BUSY,
    1044: NOT_OPENED,
    1045: NOT_OPENED,
    1049: NOT_OPENED,
    1053: LOST,
    1062: MET_ANOTHER,
    1114: FULL,
    1205: BUSY,
    1213: MET_ANOTHER,
    1290: READ_ONLY,
    1451: REFERENCE,
    1452: REFERENCE,
    1792: READ_ONLY,
    1836: READ_ONLY,
    1927: LOST,
    2003: NOT_OPENED,
    2006: LOST,
    2013: LOST,
    2055: LOST,
}
"""Error numbers of MySQL and MariaDB, and of their clients."""


def _of_sqlite(error: Any) -> tuple[Message | None, object]:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None, type(error).__name__
    return _SQLITE.get(code, _SQLITE.get(code & 0xFF)), getattr(error, "sqlite_errorname", code)


def _of_postgres(error: Any) -> tuple[Message | None, object]:
    state = getattr(error, "sqlstate", None)
    if state is None:
        return None, type(error).__name__
    return _POSTGRES.get(state, _POSTGRES.get(state[:2])), state


def _of_mysql(error: Any) -> tuple[Message | None, object]:
    code = error.args[0] if error.args and type(error.args[0]) is int else None
    return (None, type(error).__name__) if code is None else (_MYSQL.get(code), code)


_READERS: Mapping[str, Callable[[Any], tuple[Message | None, object]]] = {
    "sqlite": _of_sqlite,
    "postgresql": _of_postgres,
    "mysql": _of_mysql,
    "mariadb": _of_mysql,
}


def error_of(dialect: str, error: SQLAlchemyError, otherwise: Message = OTHER) -> RandomInspectionError:
    """Return our error for what a database of `dialect` raised, without its words: they may hold what was to be stored.

    Args:
        dialect: the name of the database.
        error: what was raised.
        otherwise: what is said where the driver says nothing that is known.
    """
    if isinstance(error, PoolTimeout):
        return StorageFailed(BUSY.at())
    if not isinstance(error, DBAPIError):
        return StorageFailed(OTHER.at(code=type(error).__name__))
    message, code = _READERS[dialect](error.orig)
    if message is None and error.connection_invalidated:
        message = LOST
    if message is MET_ANOTHER:
        return VersionConflict(message.at())
    return StorageFailed(message.at() if message is not None else otherwise.at(code=code))


@attrs.define
class translated:  # noqa: N801  (used as a function; a generator would cost more than what it wraps)
    """Raises our error for what the database raises in its block; see `error_of`.

    Attributes:
        dialect: the name of the database.
        otherwise: what is said where the driver says nothing that is known.
    """

    dialect: str
    otherwise: Message = OTHER

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise our error from that of SQLAlchemy; let others pass."""
        if isinstance(error, SQLAlchemyError):
            raise error_of(self.dialect, error, self.otherwise) from error
