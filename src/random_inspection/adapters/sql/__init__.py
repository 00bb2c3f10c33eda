"""Offices in databases, through SQLAlchemy Core (extras ``sql``, ``postgres``, ``mysql``)."""

from random_inspection.errors import ExtraMissing, Message

SQL_EXTRA_MISSING = Message(
    "sql-extra-missing",
    'an office in a database needs the package {package}; in the folder of the sources: pip install ".[sql]"',
    '使用数据库需要 {package}；请在源代码文件夹中运行：pip install ".[sql]"',
)

try:
    from random_inspection.adapters.sql.backup import Backup, backup_office, restore_office
    from random_inspection.adapters.sql.schema import REVISION, downgrade, upgrade
    from random_inspection.adapters.sql.store import SqlStore, open_sql
except ModuleNotFoundError as error:
    package = str(error.name).partition(".")[0]
    if package not in {"alembic", "sqlalchemy"}:
        raise
    raise ExtraMissing(SQL_EXTRA_MISSING.at(package=package)) from error

__all__ = [
    "REVISION",
    "Backup",
    "SqlStore",
    "backup_office",
    "downgrade",
    "open_sql",
    "restore_office",
    "upgrade",
]
