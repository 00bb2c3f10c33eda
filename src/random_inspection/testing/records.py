"""The suite that every `random_inspection.ports.Store` passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from random_inspection.ports import Store
from random_inspection.testing.store_blocks import BlocksContract
from random_inspection.testing.store_faults import ConcurrencyContract, FaultContract
from random_inspection.testing.store_model import ModelContract
from random_inspection.testing.store_records import RecordsContract, VersionsContract
from random_inspection.testing.store_units import CommandsContract, TrailContract, UnitsContract


class StoreContract(
    RecordsContract,
    VersionsContract,
    BlocksContract,
    TrailContract,
    CommandsContract,
    UnitsContract,
    ConcurrencyContract,
    FaultContract,
    ModelContract,
):
    """The suite that every `random_inspection.ports.Store` passes: one clause of the contract a test.

    Derive a test class, and give it a fixture ``store`` that returns an empty one. Two further fixtures say what it
    can do; what it cannot is skipped, with the reason shown.
    """

    @pytest.fixture
    def reopened(self) -> Callable[[], Store]:
        """Return what opens the same store a second time; override it where records outlive their writer."""
        pytest.skip("this store lives as long as who made it")

    @pytest.fixture
    def concurrent(self) -> bool:
        """Whether threads may use it at once, and a view stands beside a unit of work; override it where not."""
        return True
