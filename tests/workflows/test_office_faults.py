"""A task's whole life through `Office`, in which every call of every port fails once: nothing is lost, nothing is doubled.

Each call breaks before it does anything and after it did (the acknowledgement is lost), with an error of the port and with
the end of the process; a new office over the same stores is then given the same orders again, to the end.

This covers a process that ends at any line: an office keeps nothing in memory between two calls of its ports, and nothing
lasting happens between them, so to end anywhere between two calls is to end right after the first of them.

To go on to the end after every one of the failures takes no more than the act that failed: where the stores then hold
what they hold after the undisturbed act, byte for byte, everything later is what it was, as it depends on nothing else (the
clock and chance are functions of the act here). Only where they hold something else are the later acts carried out.
"""

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from breaking_office import ERRORS, broken, done, goes_on, sound, undisturbed
from task_life import LIFE, act
from whole_office import House, contents, registered

from random_inspection.adapters.sql import SqlStore, open_sql
from random_inspection.domain.plans import Task, TaskState

pytestmark = (
    pytest.mark.no_cover
)  # what it runs is covered by the tests of each act; traced, it takes three times as long
NAMES = [step.name for step in LIFE]
QUICK = ("draft-task", "check-result", "erase")
"""The acts that are broken on SQLite in every run; all of them take minutes."""


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("number", range(len(LIFE)), ids=NAMES)
def test_whatever_call_breaks_the_life_of_a_task_ends_as_if_none_had(
    number: int, error: Callable[[], BaseException]
) -> None:
    """Each call of each port breaks once in an act; the same orders again lead to the same office, and to one of each."""
    life, seen = undisturbed(), list[House]()
    for house in broken(number, error, life.houses[number].copy):
        if not any(house.same_as(one) for one in seen):
            seen.append(house.copy())
            goes_on(house, number)
    assert seen[0].same_as(life.houses[number])
    assert any(one.same_as(life.houses[number + 1]) for one in seen)


@pytest.fixture(scope="module")
def in_a_file(sqlite_template: Path) -> Callable[[int], bytes]:
    """Return the SQLite file of an office before an act of the undisturbed life."""
    file, files = sqlite_template.with_name("life.db"), list[bytes]()
    file.write_bytes(sqlite_template.read_bytes())
    store = open_sql(f"sqlite:///{file}")
    house = registered(House(store=store))
    for number in range(len(LIFE)):
        store.close()
        files.append(file.read_bytes())
        act(house, number)
    assert contents(store) == contents(undisturbed().houses[-1].store)
    store.close()
    return files.__getitem__


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.soak]) for name in NAMES]
)
def test_so_it_is_in_a_database(
    name: str, error: Callable[[], BaseException], in_a_file: Callable[[int], bytes], tmp_path: Path
) -> None:
    """What the file holds after any failure leads to the records, the trail and the commands of the office in memory."""
    number, seen, file = NAMES.index(name), list[object](), tmp_path / "office.db"

    def start() -> House:
        file.write_bytes(in_a_file(number))
        return undisturbed().houses[number].copy(open_sql(f"sqlite:///{file}"))

    for house in broken(number, error, start):
        assert isinstance(house.store, SqlStore)
        house.store.close()
        kept = contents(house.store), copy.deepcopy(house.files())
        if kept not in seen:
            seen.append(kept)
            goes_on(house, number)
        house.store.close()
    assert len(seen) > 1


def test_the_undisturbed_life_is_sound() -> None:
    """What every other life is compared with has its trail, its draw and its archives whole, and every act in it."""
    whole = undisturbed().houses[-1]
    sound(whole)
    assert len(done(whole)) > 60
    assert whole.values(Task)[0].state is TaskState.ARCHIVED
