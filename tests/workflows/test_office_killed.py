"""An office whose process is killed with signal 9 at random moments: nothing acknowledged is lost, nothing is doubled."""

import random
import shutil
from pathlib import Path

import pytest
from killed_office import NAMES, Killer, begun, check, undisturbed

from random_inspection.adapters.sql import downgrade, open_sql

DATABASES = ("sqlite_url", "postgres_server")
BY_NAME = {"import", "draw", "write", "publish-result", "deliver-result"}


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> str:
    """A database, one after the other."""
    address: str = request.getfixturevalue(request.param)
    return address


def _emptied(url: str, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    store = open_sql(url, make=True)
    downgrade(store.engine, "base")
    store.close()
    open_sql(url, make=True).close()


def _kill(url: str, folder: Path, times: int) -> Killer:
    _emptied(url, folder)
    expected, killer, after = undisturbed(url, folder), Killer(times, random.Random(9)), len(NAMES)
    while killer.hit.total() < times or after < len(NAMES):
        if after == len(NAMES):
            _emptied(url, folder)
            begun(url, folder)
            after = 0
        after = killer.run(url, folder, after)
        check(url, folder, expected, after)
    return killer


def test_ten_killed_processes_lose_and_double_nothing(url: str, tmp_path: Path) -> None:
    """Whatever act of the life of a task is killed, the next process goes on, and the end is that of an undisturbed one."""
    _kill(url, tmp_path / "office", 10)


@pytest.mark.soak
def test_two_hundred_killed_processes_lose_and_double_nothing(url: str, tmp_path: Path) -> None:
    """The same, 200 times, among them in import, draw, record and publication."""
    killer = _kill(url, tmp_path / "office", 200)
    print(dict(killer.hit))  # noqa: T201  (which acts were killed, for who runs it with -s)
    assert killer.hit.keys() >= BY_NAME
