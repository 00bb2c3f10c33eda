"""Time and chance from outside."""

from __future__ import annotations

import datetime as dt
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> dt.datetime:
        """Return the present time, aware of its offset."""
        ...


class Entropy(Protocol):
    """Gives bits that nobody can foresee."""

    def secret(self) -> str:
        """Return 64 hexadecimal characters in lower case, 256 bits from a cryptographic generator, never the same twice."""
        ...
