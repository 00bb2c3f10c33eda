"""The journal against the suite that every store passes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from journal_store import JournalStore, open_journal

from random_inspection.testing import StoreContract


class TestJournalStore(StoreContract):
    """A journal is a store."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> JournalStore:
        """An empty journal."""
        return open_journal(f"journal://{tmp_path / 'office.journal'}", make=True)

    @pytest.fixture
    def reopened(self, tmp_path: Path) -> Callable[[], JournalStore]:
        """The same journal once more."""
        return lambda: open_journal(f"journal://{tmp_path / 'office.journal'}")
