"""An office in memory, for tests, trials and short-lived programs."""

from random_inspection.adapters.memory.files import MemoryEvidence, MemoryPublisher
from random_inspection.adapters.memory.store import MemoryStore

__all__ = ["MemoryEvidence", "MemoryPublisher", "MemoryStore"]
