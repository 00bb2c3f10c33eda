"""Eight programs that write in one office at once: every act is there once, in one order, and nobody is told of a deadlock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from forked import forking
from office_writer import COUNTER, count_until
from sql_stores import emptied

from random_inspection.adapters.sql import SqlStore
from random_inspection.domain.plans import Task
from random_inspection.serialization.trail import read_leaf
from random_inspection.testing.store_samples import got
from random_inspection.workflows.oversight.trail_checks import check_trail

WRITERS = 8


@pytest.fixture(params=["sqlite_url", "postgres_server"])
def url(request: pytest.FixtureRequest) -> str:
    """A database, one after the other."""
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    """An empty store on it."""
    made = emptied(url)
    yield made
    made.close()


def _write_together(url: str, seconds: float) -> list[list[str]]:
    """Let eight programs write for a time, and return what was acknowledged to each."""
    context = forking()
    pipes = [context.Pipe(duplex=False) for _ in range(WRITERS)]
    writers = [
        context.Process(target=count_until, args=(tells, url, f"w{number}", seconds))
        for number, (_, tells) in enumerate(pipes)
    ]
    for writer in writers:
        writer.start()
    for _, tells in pipes:
        tells.close()
    told = [list[str](gets.recv()) for gets, _ in pipes]
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    return told


@pytest.mark.parametrize("seconds", [10, pytest.param(60, marks=pytest.mark.soak)])
def test_eight_programs_lose_and_double_nothing(seconds: float, url: str, store: SqlStore) -> None:
    """No update is lost, the trail does not fork, and no error reaches any of them."""
    told = _write_together(url, seconds)
    with store.view() as view:
        done = [read_leaf(data)[1].command for data in view.trail.leaves()]
        assert list(view.trail.about(COUNTER)) == list(range(len(done)))
    print(f"{len(done)} acts, {[len(each) for each in told]}")  # noqa: T201  (for who runs it with -s)
    assert sorted(done) == sorted(command for each in told for command in each)
    assert all(told)
    assert (found := got(store, Task, "counter")) is not None
    assert (found.version, found.value.title) == (len(done), str(len(done)))
    assert check_trail(store=store).problems == ()
