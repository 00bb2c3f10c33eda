"""Reads the files of a draw from where they are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from random_inspection.drawing.bundles import Bundle, Opened
from random_inspection.errors import InvalidInput, Message, StorageFailed
from random_inspection.ports import Area, BundleReader
from random_inspection.serialization import (
    read_announcement,
    read_change,
    read_frame,
    read_result,
    read_roster,
    read_struck,
)

T = TypeVar("T")
AREAS: tuple[Area, ...] = ("public", "sealed")
_KNOWN = frozenset({"announcement.json", "frame.csv", "struck.csv", "inspectors.json", "result.json"})

TWO_VERSIONS = Message(
    "file-two-versions",
    "{file} stands in public and, with other content, in sealed; find out which of the two is right, and keep that one",
    "public 和 sealed 中都有 {file}，但内容不同；请查明何者正确，并只保留该文件",
)


def read_anywhere(store: BundleReader, name: str) -> bytes | None:
    """Return the bytes of a file from ``public``, or else from ``sealed``; None where it is in neither.

    Raises:
        StorageFailed: it is in both, with different bytes; or it cannot be read.
    """
    found = [store.read(area, name) for area in AREAS if _there(store, area, name)]
    if len(set(found)) > 1:
        raise StorageFailed(TWO_VERSIONS.at(file=name))
    return found[0] if found else None


def _there(store: BundleReader, area: Area, name: str) -> bool:
    return name in store.names(area)


def change_names(store: BundleReader) -> tuple[str, ...]:
    """Return the names of the changes after the draw that follow on one another from ``change-0001.json``."""
    there = store.names("public") | store.names("sealed")
    names: list[str] = []
    while (name := f"change-{len(names) + 1:04}.json") in there:
        names.append(name)
    return tuple(names)


def _opened(name: str, data: bytes, read: Callable[..., T]) -> Opened[T]:
    try:
        return Opened(name=name, data=data, value=read(data, file=name))
    except InvalidInput as error:
        return Opened(name=name, data=data, value=None, problems=error.problems)


def _open(store: BundleReader, name: str, read: Callable[..., T]) -> Opened[T] | None:
    data = read_anywhere(store, name)
    return None if data is None else _opened(name, data, read)


def open_bundle(store: BundleReader) -> Bundle:
    """Return the files of a draw, as far as they are at hand; what cannot be read says why.

    Raises:
        NotStored: there is no announcement.
        StorageFailed: a file is there and cannot be read, or stands in both areas with different bytes.
    """
    announcement = _opened("announcement.json", store.read("public", "announcement.json"), read_announcement)
    changes = change_names(store)
    public = store.names("public")
    called_changes = {name for name in public | store.names("sealed") if name.startswith("change-")}
    opened = (_open(store, name, read_change) for name in changes)
    return Bundle(
        announcement=announcement,
        frame=_open(store, "frame.csv", read_frame),
        struck=_open(store, "struck.csv", read_struck),
        inspectors=_open(store, "inspectors.json", read_roster),
        result=_open(store, "result.json", read_result),
        changes=tuple(file for file in opened if file is not None),
        strays=tuple(sorted(called_changes - set(changes))),
        strangers=tuple(sorted(public - called_changes - _KNOWN)),
    )
