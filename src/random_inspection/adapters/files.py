"""Keeps a draw in a folder: ``public/``, to be published as it is, and ``sealed/``, for its owner alone.

What counts is made elsewhere, written to the disk, and then put in its place in one step: a folder by renaming,
a file by a hard link, which fails where something is already. Where a run was killed in between, leftovers with
a leading dot may stay behind; nobody reads them, and the next run that succeeds clears them away.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from random_inspection.adapters.disk import link_new, one_at_a_time, sync_names, write_new
from random_inspection.errors import AlreadyDone, Message, NotStored, StorageFailed, Where, system_words
from random_inspection.ports import Area

_ANNOUNCEMENT = "announcement.json"
_FOLDER_MODES: Mapping[Area, int] = {"public": 0o755, "sealed": 0o700}
_FILE_MODES: Mapping[Area, int] = {"public": 0o644, "sealed": 0o600}
_OTHER: Mapping[Area, Area] = {"public": "sealed", "sealed": "public"}

ANNOUNCED = Message(
    "folder-announced",
    "an announcement is here already, and is not written over; give each draw a new folder",
    "此处已有公告，不会覆盖；每次抽取请用新文件夹",
)
NOT_EMPTY = Message(
    "folder-not-empty",
    "the folder holds other things ({found}); give a new or an empty folder",
    "文件夹中有其他内容（{found}）；请指定新的或空的文件夹",
)
CURRENT = Message(
    "folder-current",
    "this is the folder in which the program runs; give a new folder inside it",
    "这是程序当前所在的文件夹；请在其中指定一个新文件夹",
)
PUBLIC_ALONE = Message(
    "folder-public-alone",
    "this is the public part of a draw alone, which is only read; give the folder that holds public and sealed",
    "这只是抽取的公开部分，只能读取；请指定同时含有 public 和 sealed 的文件夹",
)
TWO_ANNOUNCEMENTS = Message(
    "folder-two-announcements",
    "there are two announcements here, one in the folder itself and one in its folder public; keep the right one",
    "此处有两份公告，一份在文件夹内，一份在其 public 子文件夹内；请只保留正确的一份",
)
EXISTS = Message("file-exists", "the file is there already, and is not written over", "文件已存在，不会覆盖")
OTHER_PUBLIC = Message(
    "file-public-differs",
    "another file of this name is public already; find out which of the two is right",
    "已公开的同名文件与此不同；请查明何者正确",
)
NOT_STORED = Message("file-absent", "there is no such file; check the folder's name", "没有这个文件；请核对文件夹名称")
NOT_A_FILE = Message(
    "file-not-regular",
    "this is no ordinary file but a link, a folder or a device; put the file itself there",
    "这不是普通文件，而是链接、文件夹或设备；请放入文件本身",
)
BAD_NAME = Message("file-name", "{found!r} is no plain file name", "“{found}”不是单纯的文件名")
DISK_FULL = Message("disk-full", "the disk is full; free some space, and run it again", "磁盘已满；请清理后重新运行")
READ_ONLY = Message("disk-read-only", "the disk is read-only; give a folder on another", "磁盘只读；请改用其他位置")
NO_PERMISSION = Message(
    "no-permission",
    "the system does not permit it; run it as the folder's owner, or give another folder",
    "没有权限；请以文件夹所有者的身份运行，或改用其他文件夹",
)
NAME_TOO_LONG = Message("name-too-long", "the name is too long; give a shorter one", "名称过长；请缩短")
NO_LINKS = Message(
    "disk-without-links",
    "this disk cannot put a file in its place in one step (it knows no hard links: FAT, exFAT, some network drives); "
    "work on another disk, and copy the folder afterwards",
    "此磁盘不支持硬链接（FAT、exFAT 或某些网络盘），无法一步到位地写入文件；请在其他磁盘上操作，完成后再复制",
)
FAILED = Message(
    "storage-failed",
    "it cannot be read or written ({why}); check the folder, and run it again or give another",
    "无法读写（{why_zh}）；请检查文件夹后重新运行，或改用其他文件夹",
)
_BY_ERRNO = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: NO_PERMISSION,
    errno.ENAMETOOLONG: NAME_TOO_LONG,
    errno.EPERM: NO_PERMISSION,
}
_TOKEN = 16


class BundleFolder:
    """A `random_inspection.ports.BundleStore` in a folder.

    A folder that itself holds ``announcement.json`` is read as the public part alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """The folder."""
        return self._path

    def establish(self, files: Mapping[tuple[Area, str], bytes]) -> None:
        """Store the first files in a folder that is new or empty; see `BundleStore.establish`."""
        for _, name in files:
            _check_name(name, self._path)
        with _reported(self._path):
            self._refuse_if_taken()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            mark = f".{hashlib.sha256(os.fsencode(self._path.name)).hexdigest()[:16]}-"
            made = self._path.parent / f"{mark}{_token()}"
            try:
                _fill(made, files)
                with suppress(FileNotFoundError):
                    self._path.rmdir()
                made.rename(self._path)
            except OSError:
                self._refuse_if_taken()
                raise
            finally:
                shutil.rmtree(made, ignore_errors=True)
            _settle(self._path.parent)
            _clear(self._path.parent, mark)

    def read(self, area: Area, name: str) -> bytes:
        """Return the bytes of a file; see `BundleStore.read`. Links are not followed."""
        file = self._file(area, name)
        with _reported(file):
            try:
                if not stat.S_ISREG(file.lstat().st_mode):
                    raise StorageFailed(NOT_A_FILE.at(Where(file=str(file))))
                return file.read_bytes()
            except (FileNotFoundError, NotADirectoryError) as error:
                raise NotStored(NOT_STORED.at(Where(file=str(file)))) from error

    def names(self, area: Area) -> frozenset[str]:
        """Return the names of all files in an area; see `BundleReader.names`. Leftovers with a leading dot do not count."""
        folder = self._file(area, _ANNOUNCEMENT).parent
        with _reported(folder):
            try:
                return frozenset(file.name for file in folder.iterdir() if not file.name.startswith("."))
            except (FileNotFoundError, NotADirectoryError):
                return frozenset()

    def create(self, area: Area, name: str, data: bytes) -> None:
        """Store one more file, in neither area as yet; see `BundleStore.create`."""
        file, other = self._file(area, name, write=True), self._file(_OTHER[area], name)
        with _reported(file), one_at_a_time(self._path):
            if other.exists():
                raise AlreadyDone(EXISTS.at(Where(file=str(other))))
            with suppress(FileExistsError):
                file.parent.mkdir(_FOLDER_MODES[area])
            _write_new(file, data, mode=_FILE_MODES[area], workshop=self._path)

    def publish(self, name: str) -> None:
        """Move a file from ``sealed`` to ``public``; see `BundleStore.publish`.

        Killed in between, the file is in both; then the next call completes the move.
        """
        sealed, public = self._file("sealed", name, write=True), self._file("public", name)
        with _reported(public), one_at_a_time(self._path):
            try:
                sealed.chmod(_FILE_MODES["public"])
                try:
                    link_new(sealed, public, NO_LINKS)
                except FileExistsError:
                    if public.read_bytes() != sealed.read_bytes():
                        raise AlreadyDone(OTHER_PUBLIC.at(Where(file=str(public)))) from None
                _settle(public.parent)
                sealed.unlink()
            except FileNotFoundError as error:
                if public.exists():
                    raise AlreadyDone(EXISTS.at(Where(file=str(public)))) from None
                raise NotStored(NOT_STORED.at(Where(file=str(sealed)))) from error
            _settle(sealed.parent)

    def _file(self, area: Area, name: str, *, write: bool = False) -> Path:
        _check_name(name, self._path)
        with _reported(self._path):
            alone = (self._path / _ANNOUNCEMENT).is_file()
            if alone and (self._path / "public" / _ANNOUNCEMENT).is_file():
                raise StorageFailed(TWO_ANNOUNCEMENTS.at(Where(file=str(self._path))))
        if alone and write:
            raise StorageFailed(PUBLIC_ALONE.at(Where(file=str(self._path))))
        return self._path / name if alone and area == "public" else self._path / area / name

    def _refuse_if_taken(self) -> None:
        """Raise what says that, and why, no draw can begin in this folder."""
        where = Where(file=str(self._path))
        if any((self._path / folder / _ANNOUNCEMENT).exists() for folder in ("public", "")):
            raise AlreadyDone(ANNOUNCED.at(where))
        if self._path.resolve() == Path.cwd():
            raise StorageFailed(CURRENT.at(where))
        found = sorted(entry.name for entry in self._path.iterdir()) if self._path.is_dir() else []
        if found:
            raise StorageFailed(NOT_EMPTY.at(where, found="、".join(found[:5])))


class BundleFolders:
    """A `random_inspection.ports.Bundles` in a folder, a `BundleFolder` for each draw.

    A draw's folder has the name of the draw, and the digest of it where that is no name for a folder everywhere.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, draw_id: str) -> BundleFolder:
        """Return the bundle of a draw; see `Bundles.of`."""
        plain = re.fullmatch(r"\w[\w-]{0,59}", draw_id)
        return BundleFolder(self._path / (draw_id if plain else hashlib.sha256(draw_id.encode()).hexdigest()))


def create_private(file: Path, data: bytes) -> None:
    """Store a file that only its owner can read, whole or not at all; its folder is made where there is none.

    Raises:
        AlreadyDone: there is such a file; it stays as it is.
        StorageFailed: it cannot be written.
    """
    with _reported(file):
        with suppress(FileExistsError):
            file.parent.mkdir(0o700)
        _write_new(file, data, mode=0o600, workshop=file.parent)


def _check_name(name: str, folder: Path) -> None:
    """Refuse a name that is no plain segment of a path; those with a leading dot are for what is being made."""
    if not name or name.startswith(".") or any(char in "/\\:\0" for char in name):
        raise StorageFailed(BAD_NAME.at(Where(file=str(folder)), found=name))


@contextmanager
def _reported(place: Path) -> Iterator[None]:
    """Turn what the system says into words."""
    try:
        yield
    except OSError as error:
        message = _BY_ERRNO.get(error.errno or 0, FAILED)
        raise StorageFailed(message.at(Where(file=str(place)), **system_words(error))) from error


def _fill(made: Path, files: Mapping[tuple[Area, str], bytes]) -> None:
    """Make a folder with both areas and all files, and see to it that all of it is on the disk."""
    made.mkdir(0o700)
    for area, mode in _FOLDER_MODES.items():
        (made / area).mkdir()
        (made / area).chmod(mode)
    for (area, name), data in files.items():
        write_new(made / area / name, data, mode=_FILE_MODES[area])
    probe = made / ".probe"
    write_new(made / ".probe-of-links", b"", mode=0o600)
    link_new(made / ".probe-of-links", probe, NO_LINKS)
    for left in (probe, made / ".probe-of-links"):
        left.unlink()
    made.chmod(0o755)
    for folder in (*(made / area for area in _FOLDER_MODES), made):
        sync_names(folder)


def _write_new(file: Path, data: bytes, *, mode: int, workshop: Path) -> None:
    """Write a file in the folder `workshop`, and put it in its place in one step, where nothing may be."""
    mark = f".{file.name}-"
    part = workshop / f"{mark}{_token()}"
    try:
        write_new(part, data, mode=mode)
        link_new(part, file, NO_LINKS)
    except OSError:
        if file.exists():
            raise AlreadyDone(EXISTS.at(Where(file=str(file)))) from None
        raise
    finally:
        with suppress(OSError):
            part.unlink()
    _settle(file.parent)
    _clear(workshop, mark)


def _token() -> str:
    return secrets.token_hex(_TOKEN // 2)


def _settle(folder: Path) -> None:
    """Do as `sync_names` does after the fact: what stands in its place is not reported as failed any more."""
    with suppress(OSError):
        sync_names(folder)


def _clear(folder: Path, mark: str) -> None:
    """Remove what runs of before that were killed left behind."""
    with suppress(OSError):
        for left in [entry for entry in os.scandir(folder) if entry.name[:-_TOKEN] == mark]:
            if left.is_dir(follow_symlinks=False):
                shutil.rmtree(left.path, ignore_errors=True)
            else:
                Path(left.path).unlink()
