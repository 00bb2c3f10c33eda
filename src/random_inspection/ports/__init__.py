"""What the library needs from outside: protocols of two to four methods, each with its contract."""

from random_inspection.ports.authority import Authority
from random_inspection.ports.blocks import Block, Form, Part
from random_inspection.ports.bundles import Bundles
from random_inspection.ports.environment import Clock, Entropy
from random_inspection.ports.evidence import EvidenceStore
from random_inspection.ports.publishing import Publisher
from random_inspection.ports.records import (
    Commands,
    Done,
    Kept,
    OpenStore,
    Records,
    Reference,
    Standing,
    Store,
    Stored,
    Trail,
    TrailReader,
    Unit,
    Versions,
)
from random_inspection.ports.signing import Signer
from random_inspection.ports.sorting import Ordered, Sorter
from random_inspection.ports.storage import Area, BundleReader, BundleStore

__all__ = [
    "Area",
    "Authority",
    "Block",
    "BundleReader",
    "BundleStore",
    "Bundles",
    "Clock",
    "Commands",
    "Done",
    "Entropy",
    "EvidenceStore",
    "Form",
    "Kept",
    "OpenStore",
    "Ordered",
    "Part",
    "Publisher",
    "Records",
    "Reference",
    "Signer",
    "Sorter",
    "Standing",
    "Store",
    "Stored",
    "Trail",
    "TrailReader",
    "Unit",
    "Versions",
]
