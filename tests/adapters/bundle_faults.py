"""Lets calls of the operating system fail, or the process die, at any chosen one of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CALLS = ("mkdir", "rmdir", "rename", "open", "write", "fsync", "chmod", "link", "unlink")


class Killed(BaseException):
    """The process is gone: nothing that it does from now on happens."""


@contextmanager
def fault(at: int, error: OSError | None = None) -> Iterator[list[str]]:
    """Let the call number `at` (from 0) raise `error` once; without one, let it and all later calls never happen.

    Yields:
        the calls so far.
    """
    made: list[str] = []

    def wrapped(name: str, real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            made.append(name)
            if error is None and len(made) > at:
                raise Killed
            if error is not None and len(made) == at + 1:
                raise error
            return real(*args, **kwargs)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, wrapped(name, getattr(os, name)))
        yield made
