"""An office on a database and folders, whose acts a process of its own carries out until it is killed."""

from __future__ import annotations

import hashlib
import random
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import attrs
from forked import forking
from task_life import LIFE, act
from whole_office import HANDLER, START, TASK, House, registered

from random_inspection import Order
from random_inspection.adapters.evidence_folder import EvidenceFolder
from random_inspection.adapters.files import BundleFolders
from random_inspection.adapters.opening import open_store
from random_inspection.adapters.site import SiteFolder
from random_inspection.drawing import verify
from random_inspection.ports import Store
from random_inspection.rules.directories.synchronising import Extract
from random_inspection.rules.samples import SHOP
from random_inspection.serialization.records import KINDS
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.oversight.trail_checks import check_trail

NAMES = ("import", *(step.name for step in LIFE))
"""The acts: an import, and then the life of a task."""
LISTED = 100
LONGEST = 0.3
"""How many seconds a process lives at most after it began."""


def house_at(url: str, folder: Path) -> House:
    """Return the house in a database and a folder; who opens it closes its store."""
    outside: dict[str, Any] = {
        "store": open_store(url),
        "evidence": EvidenceFolder(folder / "evidence"),
        "bundles": BundleFolders(folder / "bundles"),
        "publisher": SiteFolder(folder / "site", agency="人社局", address="https://office.example"),
    }
    return House(**outside)


def do(house: House, number: int) -> None:
    """Carry out an act at its own time with its own chance."""
    if number:
        act(house, number - 1)
        return
    house.clock.moment, house.entropy.given = START, 1_000_000
    listed = [f"乙{number:03}店" for number in range(LISTED)]
    extract = Extract(
        source="市场监管登记",
        on=START.date(),
        digest=hashlib.sha256(b"register").hexdigest(),
        fields=("name", "district"),
        values={one: attrs.evolve(SHOP, target_id=one, name=f"{one}公司") for one in listed},
    )
    house.office().synchronise_targets(Order(actor=HANDLER, command="import"), extract)


def work_on(told: Connection, url: str, folder: Path, first: int) -> None:
    """Carry out the acts from number `first` on, and tell the number of each when it is acknowledged."""
    house = house_at(url, folder)
    told.send(first - 1)
    for number in range(first, len(NAMES)):
        do(house, number)
        told.send(number)


def _numbers(told: Connection) -> Iterator[int]:
    """Yield the numbers that came before the process ended."""
    try:
        while True:
            yield told.recv()
    except (EOFError, OSError):
        return


@attrs.define
class Killer:
    """Kills, again and again.

    Attributes:
        times: how often it kills.
        chance: decides when.
        hit: which act was under way how often.
    """

    times: int
    chance: random.Random
    hit: Counter[str] = attrs.field(factory=Counter)

    def run(self, url: str, folder: Path, first: int) -> int:
        """Let a process work from the act `first` on, kill it, and return the first act that it did not acknowledge.

        Once it was done `times` times, the process is left alone.
        """
        context = forking()
        told, tells = context.Pipe(duplex=False)
        process = context.Process(target=work_on, args=(tells, url, folder, first))
        process.start()
        tells.close()
        told.recv()
        if self.hit.total() < self.times:
            time.sleep(self.chance.uniform(0, LONGEST))
            process.kill()
        process.join()
        after = max(_numbers(told), default=first - 1) + 1
        told.close()
        if after < len(NAMES):
            self.hit[NAMES[after]] += 1
        return after


@attrs.frozen
class Undisturbed:
    """What the acts leave where nobody kills.

    Attributes:
        events: what was done on the trail, without the salted commitments.
        sizes: how many events it had before each act, and after the last one.
        records: how many versions of each record there are at the end, and how it stands.
        files: everything in the folder, by path.
    """

    events: list[object]
    sizes: list[int]
    records: dict[tuple[str, str], object]
    files: dict[str, bytes]


def events_of(store: Store) -> list[object]:
    """Return what was done, in its order: by whom, under which command, on what, and which versions it wrote."""
    with store.view() as view:
        found = [read_leaf(leaf)[1] for leaf in view.trail.leaves()]
    return [
        (
            one.at,
            one.actor,
            one.act,
            one.command,
            one.subject,
            [(each.kind, each.key, each.version) for each in one.changes],
        )
        for one in found
    ]


def records_of(store: Store) -> dict[tuple[str, str], object]:
    """Return version and state of all records; what is in them may name another draw's secrets, which a kill can cost."""
    with store.view() as view:
        found = [(kind, one) for kind in KINDS for one in view.records.find(kind.type)]
    return {(kind.name, kind.key(one.value)): (one.version, getattr(one.value, "state", None)) for kind, one in found}


def files_in(folder: Path) -> dict[str, bytes]:
    """Return what stands in a folder, without names that begin with a dot: marks, and what a killed run left, which nobody reads."""
    files = {one.relative_to(folder): one for one in sorted(folder.rglob("*")) if one.is_file()}
    return {str(name): one.read_bytes() for name, one in files.items() if not any(p[0] == "." for p in name.parts)}


def begun(url: str, folder: Path) -> None:
    """Enter the list of items and both directories, before anybody kills."""
    registered(house := house_at(url, folder))
    house.store.close()  # type: ignore[attr-defined]


def undisturbed(url: str, folder: Path) -> Undisturbed:
    """Carry out all acts."""
    begun(url, folder)
    house, sizes = house_at(url, folder), []
    for number in range(len(NAMES)):
        sizes.append(_size(house))
        do(house, number)
    sizes.append(_size(house))
    found = Undisturbed(
        events=events_of(house.store), sizes=sizes, records=records_of(house.store), files=files_in(folder)
    )
    house.store.close()  # type: ignore[attr-defined]
    return found


def _size(house: House) -> int:
    with house.store.view() as view:
        return view.trail.size()


def check(url: str, folder: Path, expected: Undisturbed, after: int) -> None:
    """Require that what was acknowledged is there once, and at most the act that was under way beside it."""
    house = house_at(url, folder)
    events = events_of(house.store)
    assert events == expected.events[: len(events)]
    assert expected.sizes[after] <= len(events) <= expected.sizes[min(after + 1, len(NAMES))]
    assert check_trail(store=house.store).problems == ()
    if after == len(NAMES):
        assert records_of(house.store) == expected.records
        assert (different := files_in(folder).keys() ^ expected.files.keys()) == set(), different
        assert verify(open_bundle(house.bundles.of(TASK))).ok
    house.store.close()  # type: ignore[attr-defined]
