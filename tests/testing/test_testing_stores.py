"""The fakes do as the ports say."""

from __future__ import annotations

import subprocess
import sys

import pytest

from random_inspection import testing
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


@pytest.mark.parametrize("package", ["pytest", "hypothesis"])
def test_the_fakes_need_no_test_framework_and_the_suites_say_which(package: str) -> None:
    """A host tests with the fakes whatever framework it has; who asks for a suite without pytest is told what to install."""
    program = f"""
import sys
sys.modules[{package!r}] = None
from random_inspection.errors import ExtraMissing
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle, MemoryBundles, photograph
try:
    from random_inspection.testing import StoreContract
except ExtraMissing as error:
    print(error)
"""
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == f"StoreContract needs the package {package}: pip install pytest hypothesis"


def test_testing_has_what_it_lists_and_nothing_else() -> None:
    """Every name that is listed is there, and one that is not is an error of its own kind."""
    assert all(hasattr(testing, name) for name in testing.__all__)
    assert not hasattr(testing, "no_such_suite")
