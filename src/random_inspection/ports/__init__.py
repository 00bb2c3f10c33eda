"""What the library needs from outside: protocols of two to four methods, each with its contract."""

from random_inspection.ports.environment import Clock, Entropy
from random_inspection.ports.storage import Area, BundleReader, BundleStore

__all__ = ["Area", "BundleReader", "BundleStore", "Clock", "Entropy"]
