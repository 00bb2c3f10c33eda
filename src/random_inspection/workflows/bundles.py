"""Reads the files of a draw from where they are kept."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TypeVar

from random_inspection.drawing.bundles import Bundle, Opened
from random_inspection.errors import InvalidInput, NotStored
from random_inspection.ports import Area, BundleStore
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


def read_anywhere(store: BundleStore, name: str) -> bytes | None:
    """Return the bytes of a file from ``public``, or else from ``sealed``; None where it is in neither."""
    for area in AREAS:
        try:
            return store.read(area, name)
        except NotStored:
            continue
    return None


def _opened(name: str, data: bytes, read: Callable[..., T]) -> Opened[T]:
    try:
        return Opened(name=name, data=data, value=read(data, file=name))
    except InvalidInput as error:
        return Opened(name=name, data=data, value=None, problems=error.problems)


def _open(store: BundleStore, name: str, read: Callable[..., T]) -> Opened[T] | None:
    data = read_anywhere(store, name)
    return None if data is None else _opened(name, data, read)


def open_bundle(store: BundleStore) -> Bundle:
    """Return the files of a draw, as far as they are at hand; what cannot be read says why.

    Raises:
        NotStored: there is no announcement.
        StorageFailed: a file is there and cannot be read.
    """
    changes = itertools.takewhile(
        lambda file: file is not None,
        (_open(store, f"change-{number:04}.json", read_change) for number in itertools.count(1)),
    )
    return Bundle(
        announcement=_opened("announcement.json", store.read("public", "announcement.json"), read_announcement),
        frame=_open(store, "frame.csv", read_frame),
        struck=_open(store, "struck.csv", read_struck),
        inspectors=_open(store, "inspectors.json", read_roster),
        result=_open(store, "result.json", read_result),
        changes=tuple(file for file in changes if file is not None),
    )
