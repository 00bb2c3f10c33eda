"""A database that fails, or a program that ends, at any line: nothing acknowledged is lost, and nothing is doubled."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count as counting
from pathlib import Path

import pytest
from cut_connections import cut_at, severed
from office_writer import COUNTER, count
from sql_stores import emptied
from sqlalchemy import Connection

from random_inspection.adapters.sql import SqlStore
from random_inspection.domain.plans import Task
from random_inspection.errors import StorageFailed
from random_inspection.serialization.trail import read_leaf
from random_inspection.testing.store_samples import got
from random_inspection.workflows.oversight.trail_checks import check_trail

WRITER = Path(__file__).with_name("office_writer.py")
DATABASES = ("sqlite_url", "postgres_server", "mariadb_server")


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> str:
    """Every database, one after the other."""
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    """An empty store on each of them."""
    made = emptied(url)
    yield made
    made.close()


def _commands(store: SqlStore) -> list[str]:
    with store.view() as view:
        return [read_leaf(data)[1].command for data in view.trail.leaves()]


def _require_whole(store: SqlStore, commands: list[str]) -> None:
    """Require that exactly these acts were done, each once, and that trail and records are whole."""
    assert _commands(store) == commands
    assert (found := got(store, Task, "counter")) is not None
    assert (found.version, found.value.title) == (len(commands), f"{len(commands)}")
    assert check_trail(store=store).problems == ()
    with store.view() as view:
        assert list(view.trail.about(COUNTER)) == list(range(len(commands)))


def _broken(_: Connection) -> None:
    """Raise as a disk that fails."""
    raise OSError


def _every_cut(store: SqlStore, cut: Callable[[Connection], None], error: type[Exception]) -> int:
    """Cut an act before every one of its statements in turn, repeat it, and return how many cuts there were."""
    count(store, "c")
    done = ["c"]
    for at in counting():
        with cut_at(store.engine, at, cut) as cutting, contextlib.suppress(error):
            count(store, f"c{at}")
        count(store, f"c{at}")
        done.append(f"c{at}")
        _require_whole(store, done)
        if cutting.seen <= at:
            return at
    raise AssertionError


@pytest.mark.parametrize("url", DATABASES[1:], indirect=True)
def test_a_connection_that_is_cut_in_any_statement_is_told_and_made_good(store: SqlStore) -> None:
    """The same command again does the act once, whichever statement of it the server ended."""
    assert _every_cut(store, severed, StorageFailed) >= 8


def test_a_unit_that_breaks_in_any_statement_leaves_nothing(store: SqlStore) -> None:
    """Whatever else is raised in the middle of it is dropped with the unit of work."""
    assert _every_cut(store, _broken, OSError) >= 8


def _killed(url: str, name: str, after: int) -> list[str]:
    """Start a writer, kill it after so many acknowledged acts at a moment of its own, and return what it acknowledged."""
    with subprocess.Popen([sys.executable, WRITER, url, name, "1000"], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _ in range(after)]
        writer.kill()
        told += writer.stdout.readlines()
    return [line.strip() for line in told if line.endswith("\n")]


def _kill_again_and_again(store: SqlStore, url: str, times: int) -> None:
    chance = random.Random(5)
    for turn in range(times):
        acknowledged = _killed(url, f"w{turn}", chance.randint(1, 30))
        done = [command for command in _commands(store) if command.startswith(f"w{turn}-")]
        assert done[: len(acknowledged)] == acknowledged
        assert len(done) <= len(acknowledged) + 1
        count(store, f"w{turn}-{len(acknowledged)}")
    assert got(store, Task, "counter") is not None
    _require_whole(store, _commands(store))


@pytest.mark.parametrize("url", DATABASES[2:], indirect=True)
def test_a_killed_writer_loses_and_doubles_nothing(store: SqlStore, url: str) -> None:
    """After kill -9 at any moment, what was acknowledged is there, the trail is whole, and the next one goes on."""
    _kill_again_and_again(store, url, 3)


@pytest.mark.soak
@pytest.mark.parametrize("url", DATABASES, indirect=True)
def test_two_hundred_killed_writers_lose_and_double_nothing(store: SqlStore, url: str) -> None:
    """The same, 200 times."""
    _kill_again_and_again(store, url, 200)


@pytest.mark.parametrize("url", DATABASES[2:], indirect=True)
def test_many_programs_count_together(store: SqlStore, url: str) -> None:
    """Three programs at once on one office lose no update, fork no trail, and meet no deadlock."""
    writers = [
        subprocess.Popen([sys.executable, WRITER, url, f"p{n}", "15"], stdout=subprocess.PIPE, text=True)
        for n in range(3)
    ]
    told = [writer.communicate()[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 3
    assert [len(each) for each in told] == [15] * 3
    done = _commands(store)
    assert sorted(done) == sorted(command for each in told for command in each)
    _require_whole(store, done)
