"""For who writes an adapter or tests a host: fakes of the ports, and the suites that every adapter passes."""

from random_inspection.testing.bundles import MemoryBundles
from random_inspection.testing.evidence import EvidenceStoreContract, photograph
from random_inspection.testing.publishing import PublisherContract
from random_inspection.testing.records import StoreContract
from random_inspection.testing.stores import BundleStoreContract, FixedClock, FixedEntropy, MemoryBundle

__all__ = [
    "BundleStoreContract",
    "EvidenceStoreContract",
    "FixedClock",
    "FixedEntropy",
    "MemoryBundle",
    "MemoryBundles",
    "PublisherContract",
    "StoreContract",
    "photograph",
]
