"""The example of a store by a third party: a package of its own that passes the suite and is found by its scheme."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from random_inspection.adapters.opening import open_store
from random_inspection.errors import InvalidInput, NotStored, StorageFailed

PACKAGE = Path(__file__).parents[2] / "examples/third_party_store"
sys.path.insert(0, str(PACKAGE))

from test_journal_store import TestJournalStore as _Suite  # noqa: E402  (it is not installed)


class TestJournal(_Suite):
    """The suite, as the package runs it."""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry points of the package, as its installation writes them."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text("utf-8"))["project"]
    info = tmp_path / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n", "utf-8")
    points = "".join(
        f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in named.items())
        for group, named in project["entry-points"].items()
    )
    (info / "entry_points.txt").write_text(points, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("installed")
def test_it_is_found_by_its_scheme(tmp_path: Path) -> None:
    """`open_store` opens it by the address alone, as soon as the package is installed."""
    url = f"journal://{tmp_path / 'office.journal'}"
    with pytest.raises(NotStored):
        open_store(url)
    with open_store(url, make=True).view() as view:
        assert view.trail.size() == 0
    assert (tmp_path / "office.journal").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("url", ["journal://host/office", "journal:office", "journal:///a?b=c"])
def test_other_addresses_are_refused(url: str) -> None:
    """An address that names no file of this machine is told so."""
    with pytest.raises(InvalidInput):
        open_store(url, make=True)


@pytest.mark.usefixtures("installed")
def test_a_damaged_journal_is_told(tmp_path: Path) -> None:
    """A whole line that says nothing the store wrote is an error, and one that does not end is dropped."""
    file = tmp_path / "office.journal"
    file.write_bytes(b'[["append"')
    with open_store(f"journal://{file}").view() as view:
        assert view.trail.size() == 0
    file.write_bytes(b'[["what"]]\n')
    with pytest.raises(StorageFailed, match="damaged"):
        open_store(f"journal://{file}")
