"""Where the public reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Publisher(Protocol):
    """Publishes notices where the public reads them (clauses 二(九), 三(五), 三(六)).

    A failure is a `PublicationFailed`, and can be tried again; the foreign exception is its cause.
    """

    def publish(self, notice_id: str, version: int, files: Mapping[str, bytes]) -> str:
        """Publish the files of a notice's version, all or none, and return the address under which they stand.

        The same version of the same notice twice is one publication; with other bytes it is refused
        (`PublicationFailed`). A later version stands beside the earlier ones, never over them.
        """
        ...

    def shown(self, notice_id: str, version: int) -> Mapping[str, bytes] | None:
        """Return the files of a notice's version as the public reads them now; None where they do not stand there."""
        ...
