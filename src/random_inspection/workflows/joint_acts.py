"""Several acts in one unit of work: all of them are stored, or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import attrs

from random_inspection.ports import Store, Unit


@attrs.frozen
class _Joint:
    """A store whose units of work, and views, are one and the same unit of work."""

    unit: Unit

    @contextmanager
    def work(self) -> Iterator[Unit]:
        """Go on in the unit of work."""
        yield self.unit

    @contextmanager
    def view(self) -> Iterator[Unit]:
        """Read what the unit of work has written so far."""
        yield self.unit


@contextmanager
def together(store: Store) -> Iterator[Store]:
    """Yield a store in which every act goes on in one unit of work, stored whole at the end of the block, or dropped.

    An act that is refused has written nothing; whoever catches that and goes on lets the block raise in the end, or keeps
    the acts that were not refused. Each act has an event of its own.
    """
    with store.work() as unit:
        yield _Joint(unit)
