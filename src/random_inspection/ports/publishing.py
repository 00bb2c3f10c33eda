"""Where the public reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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

    def wrong_pages(self, notice_id: str, version: int) -> tuple[str, ...]:
        """Return which pages and lists made for a version that stands there say something else than its files do.

        They are missing or were altered; publishing the same version again puts them right. None where the place of
        publication makes no pages of its own.
        """
        ...

    def strangers(self, issued: Collection[tuple[str, int]]) -> tuple[str, ...]:
        """Return where the public reads something that none of these versions of notices put there, in order.

        Args:
            issued: every notice that was ever issued, each with its version.
        """
        ...
