"""An office of which every call of every port can break, and what has to be true of it afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Any

import attrs
from port_faults import Breaking, BreakingStore, Countdown
from task_life import LIFE, act
from whole_office import HANDLER, SUPERVISOR, House, registered

from random_inspection import Office, Order
from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.archives import Archive, Origin
from random_inspection.domain.notices import Notice, NoticeState
from random_inspection.domain.plans import Task
from random_inspection.drawing import verify
from random_inspection.errors import Message, PublicationFailed, StorageFailed
from random_inspection.ports import Store
from random_inspection.serialization.records import KINDS
from random_inspection.workflows.archives.archive_checks import FoundFile, check_archive
from random_inspection.workflows.draws.bundles import open_bundle

BROKEN = Message("test-port-broken", "the port broke", "端口故障")
ERRORS: dict[str, Callable[[], BaseException]] = {
    "fails": lambda: StorageFailed(BROKEN.at()),
    "ends": SystemExit,
}
KEPT_AS_THEY_ARE = (Origin.EVIDENCE, Origin.DRAW)
"""The files of an archive that are the same whatever failed on the way."""


@attrs.frozen
class BreakingUnit:
    """A unit of work of whose every call something can break."""

    unit: Any
    countdown: Countdown

    def __getattr__(self, name: str) -> Any:
        return Breaking(getattr(self.unit, name), self.countdown)


@attrs.frozen
class BreakingRecords:
    """A store whose every call can break, also those of its units of work."""

    store: Store
    countdown: Countdown

    @contextmanager
    def work(self) -> Iterator[Any]:
        """Begin a unit of work."""
        with BreakingStore(self.store, self.countdown).work() as unit:
            yield BreakingUnit(unit, self.countdown)

    @contextmanager
    def view(self) -> Iterator[Any]:
        """Begin to read."""
        with BreakingStore(self.store, self.countdown).view() as unit:
            yield BreakingUnit(unit, self.countdown)


@attrs.frozen
class BreakingBundles:
    """Bundles whose every call can break."""

    bundles: Any
    countdown: Countdown

    def of(self, draw_id: str) -> Any:
        """Return the bundle of a draw."""
        return Breaking(self.bundles.of(draw_id), self.countdown)


@attrs.frozen
class BreakingPublisher:
    """A publisher whose every call can break; its own error is that it could not publish."""

    publisher: Any
    countdown: Countdown

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any) -> Any:
            try:
                return getattr(Breaking(self.publisher, self.countdown), name)(*args)
            except StorageFailed as error:
                raise PublicationFailed(*error.problems) from error

        return call


def breaking(house: House, countdown: Countdown) -> Office:
    """Return an office of which every call of every port can break."""
    return house.office(
        store=BreakingRecords(house.store, countdown),
        bundles=BreakingBundles(house.bundles, countdown),
        publisher=BreakingPublisher(house.publisher, countdown),
        evidence=Breaking(house.evidence, countdown),
        clock=Breaking(house.clock, countdown),
        entropy=Breaking(house.entropy, countdown),
        authority=Breaking(house.office().authority, countdown),
    )


@attrs.frozen
class Life:
    """The undisturbed life.

    Attributes:
        houses: the ports before every act, and at the end.
        results: what every act gave.
    """

    houses: tuple[House, ...]
    results: tuple[object, ...]


@cache
def undisturbed() -> Life:
    """Return the undisturbed life; it is lived once for all tests."""
    house = registered(House())
    houses, results = [house.copy()], []
    for number in range(len(LIFE)):
        results.append(act(house, number))
        houses.append(house.copy())
    return Life(tuple(houses), tuple(results))


def broken(number: int, error: Callable[[], BaseException], start: Callable[[], House]) -> Iterator[House]:
    """Carry out an act again and again, each time broken at the next moment that it has; yield what is left each time."""
    for moment in count(1):
        house, countdown = start(), Countdown(at=moment, error=error)
        with suppress(StorageFailed, PublicationFailed, SystemExit):
            act(house, number, breaking(house, countdown))
        if countdown.passed < moment:
            return
        yield house


def ordered_again(house: House, number: int) -> object:
    """Order an act again under its command; a notice that could not be delivered or seen, by a new command once more."""
    result = act(house, number)
    for notice in house.values(Notice, state=NoticeState.FAILED):
        command, office = f"{LIFE[number].name}/{notice.version}/{len(notice.attempts)}", house.office()
        office.deliver_notice(Order(actor=HANDLER, command=command), notice.key)
        if LIFE[number].who == SUPERVISOR:
            office.check_published(Order(actor=SUPERVISOR, command=f"{command}/look"), notice.key)
    return result


def goes_on(house: House, number: int) -> None:
    """Order the act that broke again and, where that leads to another office than without the failure, all later ones."""
    assert house.office().check_trail().problems == ()
    result, life = ordered_again(house, number), undisturbed()
    if not house.same_as(life.houses[number + 1]):
        for later in range(number + 1, len(LIFE)):
            ordered_again(house, later)
        sound(house)
    elif not isinstance(result, tuple):
        assert result == life.results[number]


def sound(house: House) -> None:
    """Check an office at the end of a life: all is there, and all is there once."""
    whole = undisturbed().houses[-1]
    assert plain(house) == plain(whole)
    assert house.files() == whole.files()
    assert house.office().check_trail().problems == ()
    assert set(Counter(event.command for event in house.events()).values()) == {1}
    assert done(house) == done(whole)
    assert all(verify(open_bundle(bundle)).ok for bundle in house.bundles.bundles.values())
    for archive in house.values(Archive):
        files = dict(house.office().export_archive(archive.kind, archive.subject))
        sums = {path: FoundFile(digest=sha256(data).hexdigest(), size=len(data)) for path, data in files.items()}
        assert check_archive(sums, files.__getitem__).ok


def done(house: House) -> list[tuple[str, Subject, str]]:
    """Return what was done, without what is tried until it succeeds."""
    tried = (Act.NOTICE_DELIVER, Act.NOTICE_CHECK)
    return [(one.act, one.subject, one.command) for one in house.events() if one.act not in tried]


def plain(house: House) -> dict[tuple[str, str], object]:
    """Return the records as they stand, without what tells of a failure: that it was tried, and what was caught up."""
    return {(kind.name, kind.key(value)): _plain(value) for kind in KINDS for value in house.values(kind.type)}


def _plain(value: object) -> object:
    if isinstance(value, Notice):
        return attrs.evolve(value, attempts=tuple(one for one in value.attempts if one.address)[:1])
    if isinstance(value, Task) and value.announcement and value.draw:
        made = [attrs.evolve(one.made, note=None) for one in (value.announcement, value.draw)]
        announcement = attrs.evolve(value.announcement, made=made[0])
        return attrs.evolve(value, announcement=announcement, draw=attrs.evolve(value.draw, made=made[1]))
    if isinstance(value, Archive):  # it lists versions and events, of which a failure leaves more
        files = {(one.origin, one.name, one.digest) for one in value.files if one.origin in KEPT_AS_THEY_ARE}
        return attrs.evolve(value, files=value.files[:1], events=0), files
    return value
