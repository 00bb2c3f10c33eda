"""Backups of an office: its tables and its folders in one folder, which is checked as a whole when it is restored."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import attrs
from sqlalchemy import Column, Connection, LargeBinary, Table, delete, func, insert, select

from random_inspection.adapters.disk import reported, sync_names, write_new
from random_inspection.adapters.sql.dialects import begun
from random_inspection.adapters.sql.failures import translated
from random_inspection.adapters.sql.schema import REVISION
from random_inspection.adapters.sql.session import Session, frontier_of, session
from random_inspection.adapters.sql.store import SqlStore, SqlUnit
from random_inspection.adapters.sql.tables import HEAD, METADATA
from random_inspection.domain.fields import is_hex64
from random_inspection.errors import (
    AlreadyDone,
    InvalidInput,
    Message,
    NotStored,
    Problem,
    StorageFailed,
    Where,
    refuse,
)
from random_inspection.proofs.canonical import encoded, parsed
from random_inspection.proofs.checkpoints import Checkpoint
from random_inspection.proofs.merkle import Frontier
from random_inspection.workflows.oversight.trail_checks import trail_check

FORMAT = "random-inspection-backup/1"
MANIFEST = "manifest.json"
_MEMBERS = {"events", "files", "folders", "format", "revision", "root"}
_PAGE = 1000
_CHUNK = 1 << 20
_FOLDER, _FILE = 0o700, 0o600

EXISTS = Message(
    "backup-exists",
    "something is there already, and is not written over; give another place",
    "该位置已有内容，不会覆盖；请另行指定位置",
)
ABSENT = Message("backup-absent", "there is no backup here; check its place", "此处没有备份；请核对位置")
NOT_BACKUP = Message(
    "backup-manifest",
    "this is no manifest of a backup of this form ({expected}); give the folder of a backup",
    "不是本格式（{expected}）备份的清单；请指定备份文件夹",
)
OTHER_FOLDERS = Message(
    "backup-folders",
    "the backup has the folders {expected}, and places are given for {found}; give one for each",
    "备份中有文件夹{expected}，而指定了{found}的位置；请逐一指定",
)
OTHER_REVISION = Message(
    "backup-schema-version",
    "the backup has tables of version {found}, and this version of the library works on {expected}; restore it with the "
    "version that made it, and upgrade then",
    "备份的数据表版本为{found}，本程序要求{expected}；请用制作该备份的版本恢复后再升级",
)
OTHER_DIGEST = Message(
    "backup-digest",
    "the manifest has the digest {found}, expected {expected}; take the backup that was noted",
    "清单摘要为{found}，应为{expected}；请使用当时登记的备份",
)
ALTERED = Message(
    "backup-altered",
    "the file is not what was backed up: SHA-256 {found}, expected {expected}; take another copy of the backup",
    "文件与备份时不符：SHA-256 为{found}，应为{expected}；请使用备份的其他副本",
)
STRAY = Message(
    "backup-stray-file",
    "the manifest of the backup does not name this file; find out who put it there, and take it out",
    "备份清单中没有该文件；请查明放入者并取出",
)
STRANGE = Message(
    "backup-file-strange",
    "this is a link or a device, which no folder of an office has; take it out, and find out who put it there",
    "这是链接或设备，单位的文件夹中不应有；请取出，并查明放入者",
)
NOT_EMPTY = Message(
    "backup-store-not-empty",
    "there is an office in this database already; restore into a new one",
    "该数据库中已有数据；请恢复到新的数据库",
)
OTHER_TRAIL = Message(
    "backup-other-trail",
    "the restored trail has {found} events under the root {root}, and the manifest says {expected} under {expected_root}; "
    "take another copy of the backup",
    "恢复后的日志有{found}个事件（根{root}），清单为{expected}个（根{expected_root}）；请使用备份的其他副本",
)
FAILED = Message(
    "backup-failed",
    "it cannot be read or written ({why}); check the folder, and do it again",
    "无法读写（{why_zh}）；请检查文件夹后重试",
)


@attrs.frozen(kw_only=True)
class Backup:
    """What a backup holds; noted outside, it says later whether a backup is the one that was made.

    Attributes:
        events: how many events the trail has.
        root: root of the trail, 64 hexadecimal characters.
        digest: SHA-256 of the manifest, which has the digest of every other file.
    """

    events: int
    root: str
    digest: str


def backup_office(folder: Path, *, store: SqlStore, folders: Mapping[str, Path]) -> Backup:
    """Write everything of an office into a new folder, whole or not at all, also when killed.

    Clause: 二(八) 留痕

    The tables are those of one moment. The folders are copied afterwards: evidence is there before a record names it, so
    nothing is missing. Everything can be read by its owner alone; it is as secret as the office itself.

    Args:
        folder: where; nothing may be there yet.
        store: the office's database.
        folders: its folders by name, such as ``evidence`` and ``bundles``; one that is not there is empty.

    Raises:
        AlreadyDone: something is there.
        StorageFailed: the database, a folder or the disk fails, or evidence was altered; nothing is left there.
    """
    with _made_whole(folder) as made:
        with begun(store.engine, writes=False) as connection, translated(store.engine.dialect.name):
            head = _frontier(connection)
            for table in METADATA.sorted_tables:
                _dump(connection, table, made / "tables" / f"{table.name}.jsonl.gz")
        for name, source in folders.items():
            _copy_all(source, made / name)
        manifest = encoded(
            {
                "events": head.size,
                "files": [_described(made, path) for path in _files(made)],
                "folders": sorted(folders),
                "format": FORMAT,
                "revision": REVISION,
                "root": head.root().hex(),
            }
        )
        write_new(made / MANIFEST, manifest, mode=_FILE)
    return Backup(events=head.size, root=head.root().hex(), digest=hashlib.sha256(manifest).hexdigest())


def restore_office(
    folder: Path,
    *,
    store: SqlStore,
    folders: Mapping[str, Path],
    checkpoints: Iterable[Checkpoint] = (),
    digest: str | None = None,
) -> Backup:
    """Bring an office back from a backup into an empty database and empty folders, whole or not at all.

    Clause: 二(八) 留痕

    Before it counts, all files are compared with the manifest, and the restored trail is checked from its first event to
    its last one: against every version of every record, and against what others keep of it. The database may be another
    one than that which was backed up.

    Args:
        folder: the backup.
        store: an office without anything in it (``open_sql(url, make=True)``).
        folders: where the folders of the backup go, by name; nothing may be there yet.
        checkpoints: those that others keep, verified (`random_inspection.proofs.checkpoints.open_checkpoint`).
        digest: the digest of the manifest that was noted; None where it was not.

    Raises:
        NotStored: there is no backup.
        InvalidInput: the backup is not what was backed up, or not consistent with a checkpoint; all findings at once.
        AlreadyDone: there is something in the database, or in a folder.
        StorageFailed: the database, a folder or the disk fails. Nothing is restored.
    """
    manifest, found = checked_backup(folder, digest)
    if folders.keys() != set(manifest["folders"]):
        where = Where(path="folders")
        raise InvalidInput(OTHER_FOLDERS.at(where, found=sorted(folders), expected=manifest["folders"]))
    made: list[Path] = []
    try:
        with session(store.engine, writes=True) as work, translated(store.engine.dialect.name):
            _require_empty(work.connection)
            for table in METADATA.sorted_tables:
                _load(work.connection, table, folder / "tables" / f"{table.name}.jsonl.gz")
            _require_sound(work.connection, manifest, checkpoints)
            for name in manifest["folders"]:
                with _made_whole(folders[name]) as place:
                    _copy_all(folder / name, place)
                made.append(folders[name])
    except BaseException:
        for place in made:
            shutil.rmtree(place, ignore_errors=True)
        raise
    return found


def checked_backup(folder: Path, digest: str | None) -> tuple[Any, Backup]:
    """Return the manifest of a backup whose every file is as it was; raise `InvalidInput` with all that are not."""
    with reported(folder, FAILED):
        if not (folder / MANIFEST).is_file():
            raise NotStored(ABSENT.at(Where(file=str(folder))))
        data = (folder / MANIFEST).read_bytes()
        manifest: Any = parsed(data)
        if not isinstance(manifest, dict) or manifest.keys() != _MEMBERS or manifest["format"] != FORMAT:
            raise InvalidInput(NOT_BACKUP.at(Where(file=MANIFEST), expected=FORMAT))
        there = {str(path.relative_to(folder)) for path in _files(folder)} - {MANIFEST}
        problems = [*_differences(folder, manifest, there)]
    where, found = Where(file=MANIFEST), hashlib.sha256(data).hexdigest()
    if manifest["revision"] != REVISION:
        problems.append(OTHER_REVISION.at(where, found=manifest["revision"], expected=REVISION))
    if digest not in {None, found}:
        problems.append(OTHER_DIGEST.at(where, found=found, expected=digest))
    refuse(problems)
    return manifest, Backup(events=manifest["events"], root=manifest["root"], digest=found)


def _differences(folder: Path, manifest: Any, there: set[str]) -> Iterator[Problem]:
    for expected in manifest["files"]:
        path = expected["path"]
        found = _digest(folder / path) if path in there else None
        if found != expected["sha256"]:
            yield ALTERED.at(Where(file=path), found=found, expected=expected["sha256"])
    for path in sorted(there - {one["path"] for one in manifest["files"]}):
        yield STRAY.at(Where(file=path))


def _require_empty(connection: Connection) -> None:
    for table in METADATA.sorted_tables:
        expected = 1 if table is HEAD else 0
        if connection.execute(select(func.count()).select_from(table)).scalar_one() != expected:
            raise AlreadyDone(NOT_EMPTY.at())
    if _frontier(connection).size:
        raise AlreadyDone(NOT_EMPTY.at())
    connection.execute(delete(HEAD))


def _require_sound(connection: Connection, manifest: Any, checkpoints: Iterable[Checkpoint]) -> None:
    head = _frontier(connection)
    unit = SqlUnit.over(Session(connection=connection, writes=False, frontier=head))
    found = trail_check(unit, checkpoints)
    problems = [*(finding.problem for finding in found.findings), *found.records]
    expected = manifest["events"], manifest["root"]
    if (head.size, head.root().hex()) != expected:
        words = {"expected": expected[0], "expected_root": expected[1]}
        problems.append(OTHER_TRAIL.at(found=head.size, root=head.root().hex(), **words))
    refuse(problems)


def _frontier(connection: Connection) -> Frontier:
    return frontier_of(connection.execute(select(HEAD.c.size, HEAD.c.edge)).one())


def _columns(table: Table) -> list[Column[Any]]:
    """Return what is backed up of a table: all but the numbers that a database counts by itself."""
    return [column for column in table.columns if column is not table.autoincrement_column]


def _dump(connection: Connection, table: Table, file: Path) -> None:
    columns = _columns(table)
    binary = [isinstance(column.type, LargeBinary) for column in columns]
    rows = connection.execution_options(yield_per=_PAGE).execute(select(*columns).order_by(*table.primary_key))
    with _new(file) as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
        for row in rows:
            out.write(json.dumps([_plain(*one) for one in zip(row, binary, strict=True)]).encode() + b"\n")


def _plain(content: Any, binary: bool) -> Any:  # noqa: FBT001  (of every column)
    return base64.b64encode(content).decode() if binary and content is not None else content


def _load(connection: Connection, table: Table, file: Path) -> None:
    columns = _columns(table)
    with reported(file, FAILED), gzip.open(file, "rt", encoding="utf-8") as lines:
        while page := [_row(columns, json.loads(line)) for line in islice(lines, _PAGE)]:
            connection.execute(insert(table).inline(), page)


def _row(columns: list[Column[Any]], contents: list[Any]) -> dict[str, Any]:
    return {
        column.name: base64.b64decode(content)
        if isinstance(column.type, LargeBinary) and content is not None
        else content
        for column, content in zip(columns, contents, strict=True)
    }


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder; what begins with a dot belongs to a writing that is not finished."""
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode) and not path.name.startswith("."):
            yield path
        elif not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise StorageFailed(STRANGE.at(Where(file=str(path))))


def _copy_all(source: Path, target: Path) -> None:
    """Copy the files of a folder, again where some of them came or were moved meanwhile."""
    target.mkdir(_FOLDER, exist_ok=True)
    copied: set[Path] = set()
    while (found := {path.relative_to(source) for path in _files(source)}) != copied:
        for path in copied - found:
            (target / path).unlink()
        for path in found - copied:
            _copy(source / path, target / path)
        copied = {path for path in found if (target / path).exists()}


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        data = source.read_bytes()
    except FileNotFoundError:  # it was moved; whoever copies looks again
        return
    found = hashlib.sha256(data).hexdigest()
    if is_hex64(source.name) and source.name != found:
        raise StorageFailed(ALTERED.at(Where(file=str(source)), found=found, expected=source.name))
    write_new(target, data, mode=_FILE)


def _described(root: Path, path: Path) -> dict[str, object]:
    return {"path": path.relative_to(root).as_posix(), "sha256": _digest(path), "size": path.stat().st_size}


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


@contextmanager
def _new(file: Path) -> Iterator[IO[bytes]]:
    """Open a file where none is, for its owner alone, and have the disk keep it."""
    file.parent.mkdir(_FOLDER, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def _made_whole(folder: Path) -> Iterator[Path]:
    """Give a folder to fill that is put in its place when the block ends, and gone where it raises."""
    made = folder.parent / f".{folder.name}-{secrets.token_hex(8)}"
    with reported(folder, FAILED):
        if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
            raise AlreadyDone(EXISTS.at(Where(file=str(folder))))
        folder.parent.mkdir(parents=True, exist_ok=True)
        made.mkdir(_FOLDER)
        try:
            yield made
            for inner in (*(path for path in made.rglob("*") if path.is_dir()), made):
                sync_names(inner)
            made.replace(folder)
            sync_names(folder.parent)
        finally:
            shutil.rmtree(made, ignore_errors=True)
