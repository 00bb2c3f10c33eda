"""Keeps evidence in a folder, each file under the digest of its bytes, readable by its owner alone (clauses 二(八), 三(三)).

``ab/abcdef…``: the first two characters name a folder, so that none grows too large. A file is made elsewhere, written to
the disk, and put in its place by a hard link, which fails where something is already. Where a run was killed in between,
a leftover with a leading dot may stay behind; nobody reads it, and storing the same bytes again clears it away.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from random_inspection.adapters.disk import link_new, reported, sync_names, write_new
from random_inspection.domain.fields import is_hex64
from random_inspection.errors import Message, NotStored, StorageFailed, Where

ABSENT = Message(
    "evidence-file-absent",
    "no evidence here has the digest {digest}; check the digest, and the folder's name",
    "此处没有摘要为 {digest} 的证据；请核对摘要和文件夹名称",
)
ALTERED = Message(
    "evidence-file-altered",
    "the bytes were altered: they have the digest {found} now; take the file from a copy, and find out who altered it",
    "证据内容已被改动，现摘要为 {found}；请从备份恢复，并查明改动原因",
)
NOT_A_FILE = Message(
    "evidence-file-irregular",
    "this is no ordinary file but a link, a folder or a device; take the file from a copy, and find out who put this here",
    "这不是普通文件，而是链接、文件夹或设备；请从备份恢复，并查明原因",
)
NO_LINKS = Message(
    "evidence-without-links",
    "this disk cannot put a file in its place in one step (it knows no hard links: FAT, exFAT, some network drives); keep "
    "evidence on another disk",
    "此磁盘不支持硬链接（FAT、exFAT 或某些网络盘），无法一步到位地写入；请将证据存放在其他磁盘",
)
FAILED = Message(
    "evidence-storage-failed",
    "it cannot be read or written ({why}); nothing is stored: put this right, and do it again",
    "无法读写（{why_zh}），未存入任何内容；请排除故障后重试",
)
_FOLDER, _FILE = 0o700, 0o400
_TOKEN = 16


class EvidenceFolder:
    """A `random_inspection.ports.EvidenceStore` in a folder, which is made where there is none.

    Clause: 二(八) 证据
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, data: bytes) -> str:
        """Store bytes; see `EvidenceStore.put`. What stands there already is read, and must be the same."""
        digest = hashlib.sha256(data).hexdigest()
        file = self._file(digest)
        with reported(file, FAILED):
            self._path.mkdir(_FOLDER, parents=True, exist_ok=True)
            file.parent.mkdir(_FOLDER, exist_ok=True)
            if not self.holds(digest):
                _write_new(file, data)
            self.read(digest)
            for folder in (file.parent, self._path, self._path.parent):
                sync_names(folder)
        _clear(file)
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes of a digest; see `EvidenceStore.read`. Links are not followed."""
        file = self._file(digest)
        with reported(file, FAILED):
            try:
                if not stat.S_ISREG(file.lstat().st_mode):
                    raise StorageFailed(NOT_A_FILE.at(Where(file=str(file))))
                data = file.read_bytes()
            except (FileNotFoundError, NotADirectoryError) as error:
                raise NotStored(ABSENT.at(Where(file=str(file)), digest=digest)) from error
        found = hashlib.sha256(data).hexdigest()
        if found != digest:
            raise StorageFailed(ALTERED.at(Where(file=str(file)), found=found))
        return data

    def holds(self, digest: str) -> bool:
        """Return whether there is something under this digest; `read` says whether it is whole."""
        if not is_hex64(digest):
            return False
        file = self._file(digest)
        with reported(file, FAILED):
            try:
                file.lstat()
            except (FileNotFoundError, NotADirectoryError):
                return False
        return True

    def _file(self, digest: str) -> Path:
        """Return where the bytes of a digest are; what is no digest names no file."""
        if not is_hex64(digest):
            raise NotStored(ABSENT.at(Where(file=str(self._path)), digest=digest))
        return self._path / digest[:2] / digest


def _write_new(file: Path, data: bytes) -> None:
    """Write a file beside its place, and link it there unless somebody else was quicker with the same bytes."""
    part = file.parent / f"{_mark(file)}{secrets.token_hex(_TOKEN // 2)}"
    try:
        write_new(part, data, mode=_FILE)
        link_new(part, file, NO_LINKS)
    except OSError:
        if not file.exists():
            raise
    finally:
        with suppress(OSError):
            part.unlink()


def _mark(file: Path) -> str:
    return f".{file.name}-"


def _clear(file: Path) -> None:
    """Remove what runs of before that were killed left behind of the same bytes."""
    with suppress(OSError):
        for left in [entry for entry in os.scandir(file.parent) if entry.name[:-_TOKEN] == _mark(file)]:
            Path(left.path).unlink()
