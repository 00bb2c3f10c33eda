"""The bundles of an office's draws in memory."""

from __future__ import annotations

from random_inspection.testing.stores import MemoryBundle


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
