"""Where an office keeps the files of its draws."""

from __future__ import annotations

from typing import Protocol

from random_inspection.ports.storage import BundleStore


class Bundles(Protocol):
    """The bundles of all draws of an office."""

    def of(self, draw_id: str) -> BundleStore:
        """Return the bundle of a draw, empty where nothing is announced under this identifier yet."""
        ...
