"""An office on a disk that is full or can only be read: a clear error, nothing half-written, and it goes on afterwards."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from killed_office import NAMES, begun, do, house_at
from sqlalchemy import text

from random_inspection.adapters.sql import SqlStore, open_sql
from random_inspection.errors import StorageFailed
from random_inspection.workflows.oversight.trail_checks import check_trail

FULL = {"sql-full", "sql-disk"}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", str(place))
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root mounts a disk of its own")
    yield place
    subprocess.run(("umount", "--lazy", str(place)), check=True)


def _fill(disk: Path, left: int) -> Path:
    """Fill the disk but for so many bytes."""
    filler = disk / "filler"
    room = os.statvfs(disk)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - left)
    return filler


@pytest.mark.parametrize("left", [0, 64 << 10])
def test_a_full_disk_stops_an_act_and_nothing_of_it_is_stored(left: int, disk: Path, tmp_path: Path) -> None:
    """Wherever the room ends, it is said; with room again, the same order goes on, to the end of the life."""
    url, codes = f"sqlite:///{disk / 'office.db'}", set[str]()
    open_sql(url, make=True).close()
    begun(url, tmp_path / "home")
    house = house_at(url, tmp_path / "home")
    assert isinstance(house.store, SqlStore)
    for number in range(len(NAMES)):
        filler = _fill(disk, left)
        try:
            do(house, number)
        except StorageFailed as error:
            codes |= {problem.code for problem in error.problems}
        filler.unlink()
        do(house, number)
        assert check_trail(store=house.store).problems == ()
    assert codes
    assert codes <= FULL
    house.store.close()


def test_a_limit_of_the_database_is_a_full_disk(sqlite_url: str, tmp_path: Path) -> None:
    """A database that may not grow says that there is no room, and an act that needs some leaves nothing."""
    begun(sqlite_url, tmp_path)
    house = house_at(sqlite_url, tmp_path)
    assert isinstance(house.store, SqlStore)
    with house.store.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StorageFailed, match="full"):
        do(house, 0)
    house.store.close()
    do(house, 0)
    assert check_trail(store=house.store).problems == ()
    house.store.close()


def test_a_disk_that_can_only_be_read_is_told(disk: Path, tmp_path: Path) -> None:
    """An act is refused with what to do, and what is there stays as it was."""
    url = f"sqlite:///{disk / 'office.db'}"
    open_sql(url, make=True).close()
    begun(url, tmp_path / "home")
    before = (disk / "office.db").read_bytes()
    subprocess.run(("mount", "-o", "remount,ro", str(disk)), check=True)
    with pytest.raises(StorageFailed, match="only be read"):
        do(house_at(url, tmp_path / "home"), 0)
    assert (disk / "office.db").read_bytes() == before
