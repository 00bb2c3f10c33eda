"""The speed and memory of a log of a million events, as a ratio to bare hashing in the same run."""

from __future__ import annotations

import hashlib
import time
import tracemalloc
from collections.abc import Callable

import pytest

from random_inspection.proofs import MerkleLog, leaf_hash, verify_consistency, verify_inclusion

EVENTS = 1_000_000
pytestmark = pytest.mark.benchmark


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _bare(leaves: list[bytes]) -> None:
    new = hashlib.sha256
    for leaf in leaves:
        new(leaf).digest()


def test_a_million_events_at_a_third_of_bare_hashing(record_property: Callable[[str, object], None]) -> None:
    """Appending 1,000,000 given leaves runs at 0.3 × the rate of hashing each of them once, or better."""
    leaves = [
        b'{"act":"inspection.reviewed","actor":"A-017","seq":%d,"subject":"I-%d"}' % (n, n) for n in range(EVENTS)
    ]
    ratio = max(_seconds(lambda: _bare(leaves)) / _seconds(lambda: MerkleLog(leaves)) for _ in range(3))
    record_property("ratio", round(ratio, 2))
    print(f"appending / bare hashing: {ratio:.2f}")  # noqa: T201  (the measurement, for who runs it with -s)
    assert ratio >= 0.3


def test_a_million_events_take_a_hundred_megabytes(record_property: Callable[[str, object], None]) -> None:
    """The tree of 1,000,000 events needs at most 100 MB, and each proof in it holds."""
    tracemalloc.start()
    log = MerkleLog(b"%d" % number for number in range(EVENTS))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    record_property("peak_mb", round(peak / 1e6, 1))
    print(f"peak: {peak / 1e6:.1f} MB")  # noqa: T201
    assert peak <= 100_000_000
    for index in (0, 777_777, EVENTS - 1):
        proof = log.inclusion_proof(index)
        verify_inclusion(leaf_hash=leaf_hash(b"%d" % index), index=index, size=EVENTS, proof=proof, root=log.root())
        verify_consistency(
            old=index,
            old_root=log.root(index),
            new=EVENTS,
            new_root=log.root(),
            proof=log.consistency_proof(index),
        )
