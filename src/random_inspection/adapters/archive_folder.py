"""An archive as one folder that verifies by itself: written whole or not at all, for its owner alone."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from random_inspection.adapters.disk import reported, sync_names, write_new
from random_inspection.errors import AlreadyDone, Message, NotStored, Problem, Where
from random_inspection.workflows.archives.archive_checks import ArchiveCheck, FoundFile, check_archive

_CHUNK = 1 << 20

EXISTS = Message(
    "archive-folder-exists",
    "something is there already, and is not written over; give a new folder",
    "该位置已有内容，不会覆盖；请指定新的文件夹",
)
ABSENT = Message("archive-folder-absent", "there is no such folder; check its name", "没有这个文件夹；请核对名称")
FAILED = Message(
    "archive-folder-failed",
    "it cannot be read or written ({why}); check the folder, and do it again",
    "无法读写（{why_zh}）；请检查文件夹后重试",
)
STRANGE = Message(
    "archive-file-strange",
    "this is a link, a device or a folder without files, which no archive has; take it out, and find out who put it there",
    "这是链接、设备或空文件夹，档案中不应有；请取出，并查明放入者",
)


def write_archive(folder: Path, files: Iterable[tuple[str, bytes]]) -> str:
    """Write the files of an archive into a new folder, whole or not at all, also when killed; return the manifest's digest.

    Clause: 二(八) 归档

    The folder and all in it can be read by its owner alone (modes 0700 and 0600).

    Args:
        folder: where; nothing may be there yet.
        files: path and bytes of every file (`random_inspection.workflows.archives.archive_export.export_archive`).

    Raises:
        AlreadyDone: something is there.
        StorageFailed: it cannot be written, or something that belongs into it cannot be read; nothing is left there.
    """
    made = folder.parent / f".{folder.name}-{secrets.token_hex(8)}"
    with reported(folder, FAILED):
        if os.path.lexists(folder):
            raise AlreadyDone(EXISTS.at(Where(file=str(folder))))
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            made.mkdir(0o700)
            for path, data in files:
                _write(made, made / path, data)
            digest = hashlib.sha256((made / "manifest.json").read_bytes()).hexdigest()
            for inner in (*(entry for entry in made.rglob("*") if entry.is_dir()), made):
                sync_names(inner)
            _place(made, folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        with suppress(OSError):
            sync_names(folder.parent)
    return digest


def verify_archive(folder: Path, *, digest: str | None = None) -> ArchiveCheck:
    """Check every file of an archive in a folder, its manifest, and its records against the trail in it.

    Clause: 二(八) 归档

    Args:
        folder: the folder.
        digest: the digest of the manifest on record; see `random_inspection.workflows.archives.archive_checks.check_archive`.

    Raises:
        NotStored: there is no such folder.
        StorageFailed: a file cannot be read.
    """
    found: dict[str, FoundFile] = {}
    strange: list[Problem] = []
    with reported(folder, FAILED):
        if not folder.is_dir():
            raise NotStored(ABSENT.at(Where(file=str(folder))))
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                found[name] = _found(path)
            elif not stat.S_ISDIR(mode) or not any(path.iterdir()):
                strange.append(STRANGE.at(Where(file=name)))
        check = check_archive(found, lambda name: (folder / name).read_bytes(), digest=digest)
    problems = (*check.problems, *strange)
    return ArchiveCheck(archive=check.archive, digest=check.digest, erased=check.erased, problems=problems)


def _place(made: Path, folder: Path) -> None:
    """Put a folder in its place in one step; of several writers, one wins."""
    try:
        made.rename(folder)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
            raise AlreadyDone(EXISTS.at(Where(file=str(folder)))) from None
        raise


def _write(root: Path, file: Path, data: bytes) -> None:
    for inner in reversed(file.parents):
        if inner.is_relative_to(root):
            inner.mkdir(0o700, exist_ok=True)
    write_new(file, data, mode=0o600)


def _found(path: Path) -> FoundFile:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return FoundFile(digest=digest.hexdigest(), size=size)
