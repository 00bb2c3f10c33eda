"""Evidence in memory passes the suite of evidence."""

from collections.abc import Callable

import pytest

from random_inspection.adapters.memory import MemoryEvidence
from random_inspection.testing import EvidenceStoreContract


class TestMemoryEvidence(EvidenceStoreContract):
    """Evidence in memory does as the port says."""

    @pytest.fixture
    def evidence(self) -> MemoryEvidence:
        """An empty store."""
        return MemoryEvidence()

    @pytest.fixture
    def alter(self, evidence: MemoryEvidence) -> Callable[[str, bytes], None]:
        """Exchange bytes in memory."""

        def alter(digest: str, data: bytes) -> None:
            evidence.files[digest] = data

        return alter
