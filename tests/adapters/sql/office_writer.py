"""A program that does acts on an office until it is killed, and says of each that it is done.

Its arguments are the address of the store, a name for its commands, and how many acts it does.
"""

from __future__ import annotations

import sys
import time
from multiprocessing.connection import Connection

from random_inspection.adapters.opening import open_store
from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.plans import Task
from random_inspection.errors import VersionConflict
from random_inspection.ports import Store, Stored
from random_inspection.testing import FixedClock, FixedEntropy
from random_inspection.testing.store_faults import EverybodyMay
from random_inspection.testing.store_samples import order, task
from random_inspection.workflows.acts import Work, perform

COUNTER = Subject(kind="task", key="counter")


def _one_more(work: Work[Task]) -> Stored[Task]:
    before = work.unit.records.get(Task, "counter")
    if before is None:
        return work.create(task("counter", title="1"))
    return work.update(before, task("counter", title=str(int(before.value.title) + 1)))


def count(store: Store, command: str) -> Stored[Task]:
    """Count one further in a record that everybody counts in."""
    return perform(
        Act.TASK_DRAFT,
        order(command),
        COUNTER,
        _one_more,
        store=store,
        clock=FixedClock(),
        entropy=FixedEntropy(),
        authority=EverybodyMay(),
    )


def count_until(told: Connection, url: str, name: str, seconds: float) -> None:
    """Count until the time is over, and tell which commands were acknowledged."""
    store, acknowledged, end = open_store(url), list[str](), time.monotonic() + seconds
    while time.monotonic() < end:
        command = f"{name}-{len(acknowledged)}"
        count(store, command)
        acknowledged.append(command)
    told.send(acknowledged)


def main(url: str, name: str, times: int) -> None:
    """Do the acts, one after the other, and print each command when it is acknowledged."""
    store = open_store(url)
    for number in range(times):
        while True:
            try:
                count(store, f"{name}-{number}")
            except VersionConflict:
                continue
            break
        print(f"{name}-{number}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
