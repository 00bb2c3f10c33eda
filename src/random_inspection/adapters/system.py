"""Time and chance from the operating system."""

from __future__ import annotations

import datetime as dt
import secrets


class SystemClock:
    """The machine's clock, with the offset of the machine's time zone (on Unix the variable ``TZ`` overrides it)."""

    def now(self) -> dt.datetime:
        """Return the present time with the local offset."""
        return dt.datetime.now().astimezone()  # noqa: TID251  (the one clock there is)


class SystemEntropy:
    """The operating system's cryptographic generator."""

    def secret(self) -> str:
        """Return 64 hexadecimal characters."""
        return secrets.token_hex(32)
