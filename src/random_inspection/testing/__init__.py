"""For who writes an adapter or tests a host: fakes of the ports, and the suites that every adapter passes."""

from random_inspection.testing.stores import BundleStoreContract, FixedClock, FixedEntropy, MemoryBundle

__all__ = ["BundleStoreContract", "FixedClock", "FixedEntropy", "MemoryBundle"]
