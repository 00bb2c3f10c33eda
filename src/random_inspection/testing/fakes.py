"""Fakes of the ports, for tests of a host; they need no test framework."""

from __future__ import annotations

import datetime as dt
import hashlib
import struct
import zlib
from collections.abc import Mapping
from threading import Lock
from typing import get_args

import attrs

from random_inspection.errors import AlreadyDone, Message, NotStored, Where
from random_inspection.ports import Area

THERE = Message("memory-there", "it is there already, and is not written over", "已存在，不会覆盖")
ABSENT = Message("memory-absent", "there is no such file", "没有这个文件")


class MemoryBundle:
    """A `random_inspection.ports.BundleStore` in memory.

    Attributes:
        files: what is stored, by area and name.
    """

    def __init__(self) -> None:
        self.files: dict[tuple[Area, str], bytes] = {}
        self._lock = Lock()

    def establish(self, files: Mapping[tuple[Area, str], bytes]) -> None:
        """Store the first files; see `BundleStore.establish`."""
        with self._lock:
            if self.files:
                raise AlreadyDone(THERE.at())
            self.files = dict(files)

    def read(self, area: Area, name: str) -> bytes:
        """Return the bytes of a file; see `BundleStore.read`."""
        try:
            return self.files[area, name]
        except KeyError:
            raise NotStored(ABSENT.at(Where(file=f"{area}/{name}"))) from None

    def names(self, area: Area) -> frozenset[str]:
        """Return the names of all files in an area; see `BundleReader.names`."""
        return frozenset(name for each, name in self.files if each == area)

    def create(self, area: Area, name: str, data: bytes) -> None:
        """Store one more file; see `BundleStore.create`."""
        with self._lock:
            if any((each, name) in self.files for each in get_args(Area)):
                raise AlreadyDone(THERE.at(Where(file=f"{area}/{name}")))
            self.files[area, name] = data

    def publish(self, name: str) -> None:
        """Move a file from ``sealed`` to ``public``; see `BundleStore.publish`."""
        with self._lock:
            if ("public", name) in self.files:
                raise AlreadyDone(THERE.at(Where(file=f"public/{name}")))
            data = self.read("sealed", name)
            del self.files["sealed", name]
            self.files["public", name] = data


class MemoryBundles:
    """A `random_inspection.ports.Bundles` in memory.

    Attributes:
        bundles: the bundles by identifier of the draw.
    """

    def __init__(self) -> None:
        self.bundles: dict[str, MemoryBundle] = {}

    def of(self, draw_id: str) -> MemoryBundle:
        """Return the bundle of a draw; see `Bundles.of`."""
        return self.bundles.setdefault(draw_id, MemoryBundle())


@attrs.frozen
class FixedClock:
    """A `random_inspection.ports.Clock` that stands still.

    Attributes:
        moment: what it tells, aware of its offset; by default a morning in Beijing.
    """

    moment: dt.datetime = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))

    def now(self) -> dt.datetime:
        """Return the moment."""
        return self.moment


@attrs.define
class FixedEntropy:
    """A `random_inspection.ports.Entropy` that anybody can foresee: for tests only.

    Attributes:
        given: how many secrets it has given.
    """

    given: int = 0

    def secret(self) -> str:
        """Return 64 hexadecimal characters, the same ones in every run, never the same twice."""
        self.given += 1
        return hashlib.sha256(b"%d" % self.given).hexdigest()


def photograph(text: str = "") -> bytes:
    """Return a whole photograph (PNG of one pixel) that carries `text`, so that each text gives other bytes."""
    pixel = zlib.compress(b"\0\xff\xff\xff")
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"iTXt", b"Comment\0\0\0\0\0" + text.encode()),
        (b"IDAT", pixel),
        (b"IEND", b""),
    )
    bodies = ((len(data), kind + data) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", length) + body + struct.pack(">I", zlib.crc32(body)) for length, body in bodies
    )
