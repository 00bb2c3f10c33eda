"""Stores are opened by their address, those of other packages like our own."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from random_inspection.adapters import opening
from random_inspection.adapters.memory import MemoryStore
from random_inspection.adapters.opening import GROUP, open_store
from random_inspection.errors import InvalidInput, StorageFailed
from random_inspection.ports import OpenStore
from random_inspection.testing.store_samples import everything


class TheirStore(MemoryStore):
    """A store that somebody else wrote."""

    def close(self) -> None:
        """Close it."""


THEIRS = TheirStore()
asked: list[tuple[str, bool]] = []


def their_store(url: str, *, make: bool) -> OpenStore:
    """Open the store of a package that somebody else wrote."""
    asked.append((url, make))
    return THEIRS


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let packages bring stores, as pairs of scheme and place."""

    def bring(*pairs: tuple[str, str]) -> None:
        points = [importlib.metadata.EntryPoint(name, place, GROUP) for name, place in pairs]
        found = importlib.metadata.EntryPoints(points)
        monkeypatch.setattr(opening, "entry_points", lambda *, group: found.select(group=group))

    return bring


@pytest.mark.parametrize("scheme", ["sqlite://", "sqlite+pysqlite://"])
def test_our_own_stores_are_opened_by_their_address(scheme: str, tmp_path: Path) -> None:
    """A driver may be named after a plus, and the store keeps its records."""
    url = f"{scheme}/{tmp_path / 'office.db'}"
    with closing(open_store(url, make=True)) as made, closing(open_store(url)) as again:
        assert everything(made) == everything(again)


def test_a_store_of_another_package_is_opened_by_its_scheme(packages: Callable[..., None]) -> None:
    """It gets the whole address, and whether it is to be made."""
    packages(("theirs", f"{__name__}:their_store"), ("others", "nowhere:at_all"))
    assert open_store("theirs+fast://host/office", make=True) is THEIRS
    assert asked == [("theirs+fast://host/office", True)]


@pytest.mark.parametrize("url", ["theirs://u:secret@host", "office.db", "", ":"])
def test_an_address_that_nobody_has_names_those_there_are(url: str) -> None:
    """What is before the colon is shown, and nothing of what may be a password."""
    with pytest.raises(InvalidInput, match="expected one of mariadb, mysql, postgresql, sqlite") as caught:
        open_store(url)
    assert "secret" not in caught.value.text()


def test_two_packages_for_one_scheme_are_refused(packages: Callable[..., None]) -> None:
    """Nobody's records go where the order of installation sends them; the same store twice is one."""
    packages(("theirs", "one:store"), ("theirs", "two:store"))
    with pytest.raises(InvalidInput, match="'theirs': one:store, two:store"):
        open_store("theirs://")
    packages(("theirs", f"{__name__}:their_store"), ("theirs", f"{__name__}:their_store"))
    assert open_store("theirs://") is THEIRS


@pytest.mark.parametrize("place", ["no_such_package:store", "random_inspection.errors:no_such_store"])
def test_a_store_that_cannot_be_loaded_is_told(packages: Callable[..., None], place: str) -> None:
    """A package that is broken is named, with the cause kept."""
    packages(("theirs", place))
    with pytest.raises(StorageFailed, match=place) as caught:
        open_store("theirs://")
    assert isinstance(caught.value.__cause__, ImportError | AttributeError)


@pytest.mark.parametrize("package", ["sqlalchemy", "alembic"])
def test_without_the_extra_it_says_what_to_install(package: str) -> None:
    """Where SQLAlchemy or Alembic is not installed, the message has the command that installs it."""
    program = f"""
import sys
sys.modules[{package!r}] = None
from random_inspection.adapters.opening import open_store
from random_inspection.errors import ExtraMissing
try:
    open_store("sqlite://")
except ExtraMissing as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.strip() == (
        f'an office in a database needs the package {package}; in the folder of the sources: pip install ".[sql]"'
    )
