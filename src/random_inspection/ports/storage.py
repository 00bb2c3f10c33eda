"""Where the files of a draw are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

Area = Literal["public", "sealed"]
"""``public`` is what is published, exactly; ``sealed`` is kept from everybody but who must know."""


class BundleReader(Protocol):
    """Reads the files of one draw, in two areas.

    A name is one path segment. Every failure is a `StorageFailed`, what is missing a `NotStored`; the
    foreign exception is its cause.
    """

    def read(self, area: Area, name: str) -> bytes:
        """Return the bytes of a file; raise `NotStored` where there is none."""
        ...

    def names(self, area: Area) -> frozenset[str]:
        """Return the names of all files in an area; none where the area is not there."""
        ...


class BundleStore(BundleReader, Protocol):
    """Keeps the files of one draw; names and failures are those of `BundleReader`."""

    def establish(self, files: Mapping[tuple[Area, str], bytes]) -> None:
        """Store the first files of a draw, all of them or none, also when killed or out of disk.

        Of several writers at once, one wins; the others, and whoever comes later, get `AlreadyDone`.
        """
        ...

    def create(self, area: Area, name: str, data: bytes) -> None:
        """Store one more file that is in neither area yet, whole or not at all, also when killed or out of disk.

        Of several writers at once, one wins; the others, and whoever comes later, get `AlreadyDone`.
        """
        ...

    def publish(self, name: str) -> None:
        """Move a file from ``sealed`` to ``public``, whole or not at all.

        Raises `NotStored` where it is not sealed, `AlreadyDone` where it is public already.
        """
        ...
