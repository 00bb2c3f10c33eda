"""Where evidence is kept."""

from __future__ import annotations

from typing import Protocol


class EvidenceStore(Protocol):
    """Keeps files by the SHA-256 digest of their bytes, never altered (clauses 二(八), 三(三)).

    Every failure is a `StorageFailed`, what is missing a `NotStored`; the foreign exception is its cause.
    """

    def put(self, data: bytes) -> str:
        """Store bytes, whole or not at all, and return their digest, 64 hexadecimal characters; twice is once."""
        ...

    def read(self, digest: str) -> bytes:
        """Return the bytes of a digest, checked against it; raise `StorageFailed` where they were altered."""
        ...

    def holds(self, digest: str) -> bool:
        """Return whether there are bytes of this digest."""
        ...
