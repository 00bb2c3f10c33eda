"""What a register is put into order with that is too large to be kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

Ordered = Callable[[], Iterator[list[bytes]]]
"""Gives lines in ascending order, in lists, however often it is called."""


class Sorter(Protocol):
    """Sorts lines; it may put them aside on a disk, where nobody else can read them, until nobody needs them."""

    def sort(self, batches: Iterable[list[bytes]]) -> Ordered:
        """Return the lines of all `batches` in ascending order, those that are there twice twice; no line has a line feed.

        Raises `StorageFailed` where the disk fails, here or when they are read.
        """
        ...
