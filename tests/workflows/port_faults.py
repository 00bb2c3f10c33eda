"""Ports that break down at one of their calls: before it does anything, or after it did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import attrs


class Killed(Exception):
    """The process ends here; nobody catches it."""


@attrs.define
class Countdown:
    """Counts the moments at which something can break, and breaks at one of them.

    Attributes:
        at: the moment, from 1; 0 for never.
        error: makes what is raised.
        passed: how many moments there were.
    """

    at: int = 0
    error: Callable[[], BaseException] = Killed
    passed: int = 0

    def moment(self) -> None:
        """Let a moment pass, or break."""
        self.passed += 1
        if self.passed == self.at:
            raise self.error()


@attrs.frozen
class Breaking:
    """A port around whose every call something can break.

    Attributes:
        port: the port.
        countdown: says when.
    """

    port: Any
    countdown: Countdown

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.countdown.moment()
            result = getattr(self.port, name)(*args, **kwargs)
            self.countdown.moment()
            return result

        return call


@attrs.frozen
class BreakingStore:
    """A store that can break when a unit of work begins, before it is committed, and after."""

    store: Any
    countdown: Countdown

    @contextmanager
    def work(self) -> Iterator[Any]:
        """Begin a unit of work."""
        self.countdown.moment()
        with self.store.work() as unit:
            yield unit
            self.countdown.moment()
        self.countdown.moment()

    @contextmanager
    def view(self) -> Iterator[Any]:
        """Begin to read."""
        self.countdown.moment()
        with self.store.view() as unit:
            yield unit
