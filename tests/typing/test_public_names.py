"""The curated names, and that what ships fits the ports; mypy reads this file, too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import random_inspection
from random_inspection.adapters.files import BundleFolder
from random_inspection.adapters.system import SystemClock, SystemEntropy
from random_inspection.ports import BundleStore, Clock, Entropy
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle

STORES: tuple[BundleStore, ...] = (BundleFolder(Path("nowhere")), MemoryBundle())
CLOCKS: tuple[type[Clock], ...] = (SystemClock, FixedClock)
ENTROPIES: tuple[type[Entropy], ...] = (SystemEntropy, FixedEntropy)


def test_the_curated_names_are_few_and_there() -> None:
    """The package shows at most 30 names, sorted, and has all of them."""
    names = random_inspection.__all__
    assert len(names) <= 30
    assert names == sorted(names)
    assert all(hasattr(random_inspection, name) for name in names)


def test_importing_the_package_imports_no_adapter_and_no_optional_dependency() -> None:
    """`import random_inspection` needs nothing of the extras."""
    code = (
        "import random_inspection, sys; "
        "print([name for name in sys.modules if name.startswith('random_inspection.adapters') "
        "or name in ('click', 'rich', 'openpyxl', 'docx', 'pytest', 'borax', 'chinese_calendar')])"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
