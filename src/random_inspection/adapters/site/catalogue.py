"""What stands in the folder of a site, kept in memory between publications, and read again where another writer was at it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from random_inspection.adapters.site.covers import Listed, listed

_VERSION = re.compile(r"v([1-9][0-9]*)")
STAMP = ".stamp"


class Catalogue:
    """The notices of a site.

    Every writer leaves a stamp before it writes; who finds another's stamp, or none, reads the folder again. Only who
    holds the lock of the folder uses it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = ""
        self._known: dict[str, tuple[Listed, ...]] = {}

    @contextmanager
    def open(self) -> Iterator[None]:
        """Take note of what others wrote, and leave a stamp of one's own; what fails in between is read again next time."""
        found = ""
        with suppress(FileNotFoundError):
            found = (self._path / STAMP).read_text("ascii")
        if not found or found != self._stamp:
            folders = sorted((self._path / "notices").iterdir())
            self._known = {folder.name: tuple(_versions(folder)) for folder in folders}
        self._stamp, stamp = "", secrets.token_hex(16)
        (self._path / STAMP).write_text(stamp, "ascii")
        yield
        self._stamp = stamp

    def read_again(self, slug: str) -> tuple[Listed, ...]:
        """Return the versions of a notice, as they stand now, the first one first."""
        self._known[slug] = tuple(_versions(self._path / "notices" / slug))
        return self._known[slug]

    @property
    def notices(self) -> Mapping[str, tuple[Listed, ...]]:
        """The versions by folder; none where a folder has none yet."""
        return self._known


def _versions(folder: Path) -> Iterable[Listed]:
    found = ((int(match[1]), entry) for entry in folder.iterdir() if (match := _VERSION.fullmatch(entry.name)))
    return (listed_in(entry) for _, entry in sorted(found))


def listed_in(place: Path) -> Listed:
    """Return what pages show of the version whose folder this is."""
    cover = b""
    with suppress(FileNotFoundError):
        cover = (place / "notice.json").read_bytes()
    return listed(place.parent.name, int(place.name[1:]), cover)
