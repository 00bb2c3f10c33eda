"""Processes that begin at once, as they are forked from one that has imported what they need."""

from __future__ import annotations

import multiprocessing as mp
import os
import sys
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

import pytest


def forking() -> ForkServerContext:
    """Return how processes are started that find what this one finds."""
    context = mp.get_context("forkserver")
    context.set_forkserver_preload(["killed_office", "office_writer"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        forkserver.ensure_running()
    return context
