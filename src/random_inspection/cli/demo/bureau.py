"""The bureau of the fictional county: its folder, its people, its clock, and orders that may come again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

import attrs

from random_inspection.adapters.files import create_private
from random_inspection.cli.office.session import Asked, Session, opened
from random_inspection.cli.office.setting_up import make_office
from random_inspection.cli.office.settings import DEFAULT_STORE, FILE, read_settings
from random_inspection.cli.screen import Screen
from random_inspection.domain.acts import Order, Subject
from random_inspection.domain.inspections import Inspection
from random_inspection.errors import AlreadyDone, Message, StorageFailed, system_words
from random_inspection.rules.casework.dues import BEIJING
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.acts import not_there
from random_inspection.workflows.office import Office

AGENCY, MARKET = "青禾县人力资源和社会保障局", "青禾县市场监督管理局"
UNIT = "劳动保障监察大队"
HANDLER, HEAD, CHIEF, REVIEWER, SUPERVISOR = "经办赵", "科长钱", "局长孙", "审核李", "监督员"
PEOPLE = (
    f"{HANDLER}=经办人@{UNIT}",
    f"{HEAD}=科室负责人@{UNIT}",
    f"{CHIEF}=局领导",
    f"{REVIEWER}=审核人@法制科",
    f"{SUPERVISOR}=监督员@派驻纪检监察组",
)
YEAR, FIRST_DAY = 2026, dt.date(2026, 7, 1)
_OPENING = dt.datetime(2026, 7, 1, 9, tzinfo=BEIJING)
TABLES = "tables"

DEMO_THERE = Message(
    "demo-there",
    "the folder {folder} is there already, and is no demo; remove it, or name another: random-inspection demo FOLDER",
    "文件夹 {folder} 已存在，且不是演示单位；请删除，或另指定文件夹：random-inspection demo 文件夹",
)
DEMO_UNREADABLE = Message(
    "demo-unreadable",
    "the folder {folder} cannot be read ({why}); go to a folder of your own",
    "无法读取文件夹 {folder}（{why_zh}）；请换到有权限的文件夹",
)


@attrs.define
class StoryClock:
    """The clock of the story: a second goes by with every look, and nothing turns it back.

    Attributes:
        moment: what it says.
        day: the day that the story has come to; the clock is ahead of it while what was done before is gone through again.
    """

    moment: dt.datetime = _OPENING
    day: dt.date = FIRST_DAY

    def now(self) -> dt.datetime:
        """Return the moment."""
        self.moment += dt.timedelta(seconds=1)
        return self.moment

    @property
    def ahead(self) -> bool:
        """Whether the story has come to a day that was over before."""
        return self.moment.astimezone(BEIJING).date() > self.day

    def turn_to(self, month: int, day: int, hour: int = 9) -> None:
        """Go on to an hour of a day of the story."""
        self.day = dt.date(YEAR, month, day)
        self.moment = max(self.moment, dt.datetime(YEAR, month, day, hour, tzinfo=BEIJING))


@attrs.frozen
class Bureau:
    """The bureau, for the story to act in.

    Attributes:
        session: its office, open.
        clock: its clock.
    """

    session: Session
    clock: StoryClock

    @property
    def office(self) -> Office:
        """Its office."""
        return self.session.office

    @property
    def screen(self) -> Screen:
        """Where the story is told."""
        return self.session.screen

    @property
    def folder(self) -> Path:
        """Its folder."""
        return self.session.folder

    def acting(self, who: str, time: int = 1) -> Session:
        """Return the session of somebody who does something for the first time, or does the same once more."""
        return attrs.evolve(self.session, asked=attrs.evolve(self.session.asked, actor=who, time=time))

    def order(self, who: str, step: str, key: str = "", *, time: int = 1) -> Order:
        """Return the order of a step of the story, the same one whenever the story is told again."""
        return self.acting(who, time).order(step, Subject(kind="demo", key=key or step), {})

    def fresh_order(self, who: str) -> Order:
        """Return an order for what may be done as often as one likes."""
        return Order(actor=self.acting(who).actor, command=self.office.entropy.secret())

    def inspection(self, key: str) -> Inspection:
        """Return an inspection as it stands."""
        with self.office.store.view() as view:
            found = view.records.get(Inspection, key)
        if found is None:
            raise not_there(Inspection, key)
        return found.value

    def inspections(self, task: str) -> list[Inspection]:
        """Return the inspections of a task that are not struck out, by identifier."""
        return [one for one in self._all(task) if one.struck is None]

    def drawn(self, task: str) -> list[Inspection]:
        """Return the inspections of a task that its draw gave, whatever became of them, by identifier."""
        return [one for one in self._all(task) if one.assigned.by == HEAD]

    def _all(self, task: str) -> list[Inspection]:
        with self.office.store.view() as view:
            found = [one.value for one in view.records.find(Inspection, task=task)]
        return sorted(found, key=lambda one: one.inspection_id)

    def keep(self, name: str, data: bytes) -> Path:
        """Write a file below the folder unless it is there, and return it."""
        file = self.folder / name
        with suppress(AlreadyDone):
            file.parent.mkdir(parents=True, exist_ok=True)
            create_private(file, data)
        return file

    def tell(self, en: str, zh: str) -> None:
        """Tell what was done, with the day by the clock of the story."""
        day = self.clock.day.strftime("%m-%d")
        self.screen.wrapped(f"  {day}", self.screen.pick(en, zh))


@contextmanager
def opened_bureau(screen: Screen, folder: Path) -> Iterator[Bureau]:
    """Open the bureau in a folder, made where there is none, with the clock at its last act.

    Raises:
        AlreadyDone: something else is in the folder.
        StorageFailed: it cannot be read or written.
    """
    _refuse_other(folder)
    make_office(screen, folder, name=AGENCY, people=PEOPLE, store=DEFAULT_STORE, region=None)
    with opened(screen, Asked(folder=folder)) as session:
        clock = StoryClock()
        with session.office.store.view() as view:
            size = view.trail.size()
            last = [read_leaf(leaf)[1].at for leaf in view.trail.leaves(size - 1, size)] if size else []
        clock.moment = max([clock.moment, *last])
        if last:
            screen.line(
                f"The demo in {folder} has begun already; it goes on, and nothing is done twice.",
                f"{folder} 中已有演示：接着办理，已办的不再重复。",
            )
        office = attrs.evolve(session.office, clock=clock)
        yield Bureau(attrs.evolve(session, folder=folder, office=office), clock)


def _refuse_other(folder: Path) -> None:
    try:
        there = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise StorageFailed(DEMO_UNREADABLE.at(folder=folder, **system_words(error))) from error
    ours = (folder / FILE).is_file() and read_settings(folder).name == AGENCY
    if there and not ours:
        raise AlreadyDone(DEMO_THERE.at(folder=folder))


def sample(name: str) -> bytes:
    """Return a table of the sample office, as it is shipped."""
    return (files("random_inspection.cli") / "sample_office" / name).read_bytes()
