"""The fakes do as the ports say."""

from __future__ import annotations

import pytest

from random_inspection.testing import BundleStoreContract, FixedClock, FixedEntropy, MemoryBundle


class TestMemoryBundle(BundleStoreContract):
    """The store in memory passes the suite."""

    @pytest.fixture
    def store(self) -> MemoryBundle:
        """An empty store."""
        return MemoryBundle()


def test_the_clock_stands_still_in_beijing() -> None:
    """The clock for tests tells one moment, with its offset."""
    assert FixedClock().now() == FixedClock().now()
    assert FixedClock().now().isoformat() == "2026-11-25T09:00:00+08:00"


def test_secrets_for_tests_differ_and_are_the_same_in_every_run() -> None:
    """Known secrets make known digests, and no two are the same."""
    entropy = FixedEntropy()
    given = [entropy.secret() for _ in range(3)]
    assert len(set(given)) == 3
    assert given[0] == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
