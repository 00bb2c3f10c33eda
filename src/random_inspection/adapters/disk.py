"""What the adapters that keep files share: bytes that are on the disk before they count, and one writer at a time."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from random_inspection.errors import Message, RandomInspectionError, StorageFailed, Where, system_words

if sys.platform != "win32":
    import fcntl

_WITHOUT_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)


def write_new(file: Path, data: bytes, *, mode: int) -> None:
    """Write a file where none may be, and have the disk keep it; until it is whole its owner alone can read it."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    file.chmod(mode)


def link_new(present: Path, new: Path, without_links: Message) -> None:
    """Give a file a second name where nothing may be; raise `StorageFailed` with `without_links` where the disk knows no links."""
    try:
        os.link(present, new)
    except OSError as error:
        if error.errno in _WITHOUT_LINKS:
            raise StorageFailed(without_links.at(Where(file=str(new)))) from error
        raise


def sync_names(folder: Path) -> None:
    """Have the disk keep which files are in a folder."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders, and keeps this by itself
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def reported(place: Path, message: Message, error_type: type[RandomInspectionError] = StorageFailed) -> Iterator[None]:
    """Turn what the system says of a place into our error, with its reason in `message`."""
    try:
        yield
    except OSError as error:
        raise error_type(message.at(Where(file=str(place)), **system_words(error))) from error


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one writer at a time go on; the system frees the place of one that is killed.

    Windows has no locks on folders: there, two writers in the same instant are not kept apart.
    """
    if sys.platform == "win32" or not folder.is_dir():
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
