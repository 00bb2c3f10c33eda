"""For who writes an adapter or tests a host: fakes of the ports, and the suites that every adapter passes.

The fakes need nothing but the library. The suites, whose names end in ``Contract``, need pytest and hypothesis, and raise
`random_inspection.errors.ExtraMissing` on import where one of them is not installed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from random_inspection.errors import ExtraMissing, Message
from random_inspection.testing.fakes import FixedClock, FixedEntropy, MemoryBundle, MemoryBundles, photograph

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

SUITE_NEEDS = Message(
    "testing-package-missing",
    "{suite} needs the package {package}: pip install pytest hypothesis",
    "{suite} 需要 {package}：pip install pytest hypothesis",
)
_SUITES = {
    "BundleStoreContract": "stores",
    "EvidenceStoreContract": "evidence",
    "PublisherContract": "publishing",
    "StoreContract": "records",
}

if TYPE_CHECKING:
    from random_inspection.testing.evidence import EvidenceStoreContract
    from random_inspection.testing.publishing import PublisherContract
    from random_inspection.testing.records import StoreContract
    from random_inspection.testing.stores import BundleStoreContract
else:

    def __getattr__(name: str) -> Any:
        """Return a suite, imported where it is asked for."""
        if name not in _SUITES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            return getattr(import_module(f"{__name__}.{_SUITES[name]}"), name)
        except ModuleNotFoundError as error:
            if error.name not in ("pytest", "hypothesis"):
                raise
            raise ExtraMissing(SUITE_NEEDS.at(suite=name, package=error.name)) from error
