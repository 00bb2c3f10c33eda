"""Time and chance from the operating system."""

from __future__ import annotations

import datetime as dt
import secrets

from random_inspection.rules.casework.dues import BEIJING


class SystemClock:
    """The machine's clock, told in Beijing time (UTC+8), whatever time zone the machine is set to."""

    def now(self) -> dt.datetime:
        """Return the present time in Beijing."""
        return dt.datetime.now(BEIJING)  # noqa: TID251  (the one clock there is)


class SystemEntropy:
    """The operating system's cryptographic generator."""

    def secret(self) -> str:
        """Return 64 hexadecimal characters."""
        return secrets.token_hex(32)
