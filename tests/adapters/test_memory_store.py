from __future__ import annotations

import pytest

from random_inspection.adapters.memory import MemoryStore
from random_inspection.testing import StoreContract


class TestMemoryStore(StoreContract):
    """The store in memory passes the suite."""

    @pytest.fixture
    def store(self) -> MemoryStore:
        """An empty store."""
        return MemoryStore()
