"""An office opened for one command: its ports, who acts, and orders that may come again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import attrs

from random_inspection.adapters.china_calendar import china_calendar, read_notices
from random_inspection.adapters.evidence_folder import EvidenceFolder
from random_inspection.adapters.files import BundleFolders, create_private
from random_inspection.adapters.opening import open_store
from random_inspection.adapters.site import SiteFolder, read_address
from random_inspection.adapters.system import SystemClock, SystemEntropy
from random_inspection.cli.office.settings import (
    FILE,
    OfficeSettings,
    office_folder,
    read_settings,
    store_address,
)
from random_inspection.cli.screen import Screen
from random_inspection.domain.acts import Actor, Event, Order, Role, Subject
from random_inspection.domain.inspectors import InspectorStatus
from random_inspection.domain.registers import InspectorEntry
from random_inspection.errors import (
    AlreadyDone,
    InvalidInput,
    Message,
    MoveRefused,
    NotAuthorised,
    NotStored,
    RandomInspectionError,
    StorageFailed,
    Where,
    system_words,
)
from random_inspection.ports import Store
from random_inspection.rules.casework.authority import RoleAuthority
from random_inspection.rules.casework.dues import BEIJING
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.workflows.directories.registers import entry_on
from random_inspection.workflows.joint_acts import together
from random_inspection.workflows.office import Office
from random_inspection.workflows.oversight.repeated_orders import command_of

T = TypeVar("T")
Refusal = InvalidInput | MoveRefused | NotAuthorised | NotStored
_REFUSALS = (InvalidInput, MoveRefused, NotAuthorised, NotStored)

ARCHIVES, DRAWS, EVIDENCE, PUBLIC = "archives", "draws", "evidence", "public"
KEY = "office.key"

NOBODY = Message(
    "office-actor-missing",
    "nothing says who acts; name them: --as NAME, or the variable RANDOM_INSPECTION_AS",
    "没有说明由谁办理；请用 --as 姓名 指定，或设置环境变量 RANDOM_INSPECTION_AS",
)
UNKNOWN_PERSON = Message(
    "office-actor-unknown",
    "{found!r} is neither among the people of {file} ({people}) nor an inspector on duty in the directory; enter them, or "
    "correct the name",
    "“{found}”既不在 {file} 的办理人员（{people_zh}）中，也不是名录库中在岗的检查人员；请先登记，或更正姓名",
)
NO_KEY = Message(
    "office-key-unreadable",
    "the file cannot be read ({why}); give its owner the right to read it",
    "无法读取文件（{why_zh}）；请恢复所有者的读取权限",
)
KEY_LOST = Message(
    "office-key-lost",
    "the database has {events} events and this file is gone; bring it back from a backup (without it no line that is run again "
    "would be known)",
    "数据库中已有{events}个事件，而此文件丢失；请从备份恢复 office.key（否则无法识别重复运行的命令）",
)
NOT_A_TIME = Message(
    "office-times",
    "found {found!r}, expected a whole number from 2: which time the same is done",
    "应为不小于2的整数（第几次办理），实为“{found}”",
)


@attrs.frozen(kw_only=True)
class Asked:
    """What the options of every command of the office say.

    Attributes:
        folder: the office's folder; None for the present one or the nearest above it.
        actor: who acts; None where nobody is named.
        store: another store than the settings name.
        command: the identifier of the command; None for one that follows from what is ordered.
        time: which time the same is ordered on purpose.
    """

    folder: Path | None = None
    actor: str | None = None
    store: str | None = None
    command: str | None = None
    time: int = 1


@attrs.frozen
class Step(Generic[T]):
    """One of several acts of a line, all of which are done or none.

    Attributes:
        act: what is done.
        subject: on which record.
        content: everything else that is ordered; of files the digests.
        do: does it, in the office that it is given.
        said: what is said when it is done, in English and Chinese.
        where: the row of a table that asks for it.
    """

    act: str
    subject: Subject
    content: Mapping[str, object]
    do: Callable[[Office, Order], T]
    said: tuple[str, str]
    where: Where = attrs.field(factory=Where)


@attrs.frozen(kw_only=True)
class Session:
    """An office that is open.

    Attributes:
        screen: where it is told what happened.
        asked: what the options say.
        folder: the office's folder.
        settings: its settings.
        key: the secret from which identifiers of commands are made.
        office: the office.
    """

    screen: Screen
    asked: Asked
    folder: Path
    settings: OfficeSettings
    key: str = attrs.field(repr=False)
    office: Office

    @property
    def actor(self) -> Actor:
        """Who acts; raise `NotAuthorised` where nobody is named, or somebody who is not of this office."""
        name = self.asked.actor
        if name is None:
            raise NotAuthorised(NOBODY.at())
        found = self.settings.people.get(name) or self._inspector(name)
        if found is None:
            people = "、".join(self.settings.people)
            raise NotAuthorised(
                UNKNOWN_PERSON.at(
                    Where(path="--as"),
                    found=name,
                    file=FILE,
                    people=people or "nobody is entered yet",
                    people_zh=people or "尚未登记任何人",
                )
            )
        return found

    def _inspector(self, name: str) -> Actor | None:
        with self.office.store.view() as view:
            stored = view.records.get(InspectorEntry, name)
            entry = entry_on(view, stored, self.office.today()) if stored else None
        if entry is None or not entry.present or entry.value.status is not InspectorStatus.ON_DUTY:
            return None
        found = entry.value
        roles = (Role.INSPECTOR, *((Role.LEADER,) if found.leader else ()))
        return Actor(actor_id=name, roles=roles, unit=found.unit)

    def order(self, act: str, subject: Subject, content: Mapping[str, object], *, part: bool = False) -> Order:
        """Return an order whose command follows from what is ordered, so that it can come again.

        Args:
            act: what is done.
            subject: on which record.
            content: everything else that is ordered.
            part: whether it is one of several acts of a line; then a command that was given is not that of one of them.
        """
        actor, given = self.actor, self.asked.command
        if given is not None and part:
            command = command_of(act, subject, actor.actor_id, {}, key=given)
        else:
            command = given or command_of(act, subject, actor.actor_id, content, key=self.key, time=self.asked.time)
        return Order(actor=actor, command=command)

    def fresh_order(self, act: str, key: str) -> Order:
        """Return an order for what may be done as often as one likes, such as a look at a draw or a delivery."""
        if self.asked.command is not None:
            return self.order(act, Subject(kind="line", key=key), {}, part=True)
        return Order(actor=self.actor, command=self.office.entropy.secret())

    def carry_out(
        self,
        act: str,
        subject: Subject,
        content: Mapping[str, object],
        do: Callable[[Order], T],
        said: tuple[str, str],
        *,
        part: bool = False,
    ) -> T:
        """Have an act done, and say that it is done, or that the same was done before and by whom.

        Args:
            act: what is done.
            subject: on which record.
            content: everything else that is ordered; of files the digests.
            do: does it.
            said: what is said when it is done, in English and Chinese.
            part: whether it is one of several acts of a line.
        """
        order = self.order(act, subject, content, part=part)
        before = self.office.carried_out(order.command)
        result = do(order)
        self._tell(said, before)
        return result

    def carry_out_together(self, steps: Iterable[Step[Any]]) -> None:
        """Have several acts of one line done in one unit of work: all of them, or none, with all that is refused told.

        Raises:
            RandomInspectionError: the kind of the first refusal, with the findings of all of them.
        """
        told: list[tuple[Step[Any], Event | None]] = []
        refused: list[tuple[Refusal, Where]] = []
        with together(self.office.store) as store:
            office = attrs.evolve(self.office, store=store)
            for step in steps:
                order = self.order(step.act, step.subject, step.content, part=True)
                told.append((step, office.carried_out(order.command)))
                try:
                    step.do(office, order)
                except _REFUSALS as error:
                    refused.append((error, step.where))
            if refused:
                raise _all_of(refused) from refused[0][0]
        for step, before in told:
            self._tell(step.said, before)

    def _tell(self, said: tuple[str, str], before: Event | None) -> None:
        if before is None:
            self.screen.line(*said)
        else:
            self._done_before(before)

    def _done_before(self, event: Event) -> None:
        at = event.at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        again = self.asked.time + 1
        en, zh = f"Done already, on {at} by {event.actor}", f"已于{at}由{event.actor}办理，未重复办理"
        if self.asked.command is not None:
            self.screen.line(f"{en}; nothing was done again.", f"{zh}。")
            return
        self.screen.line(
            f"{en}; nothing was done again. To do the same once more on purpose, add: --again {again}",
            f"{zh}。确需再次办理同一事项的，请加：--again {again}",
        )

    def today(self) -> dt.date:
        """Return the day by the clock, in Beijing."""
        return self.office.today()


def _all_of(refused: Sequence[tuple[Refusal, Where]]) -> Refusal:
    """Return one error with the findings of all, those that name no place at the place of their step."""
    placed = (
        problem if problem.where != Where() else attrs.evolve(problem, where=where)
        for error, where in refused
        for problem in error.problems
    )
    problems = {problem.text(): problem for problem in placed}
    return type(refused[0][0])(*problems.values())


@contextmanager
def opened(screen: Screen, asked: Asked, *, make: bool = False) -> Iterator[Session]:
    """Open the office that the options name, and close its store at the end of the block.

    Args:
        screen: where it is told what happened.
        asked: what the options say.
        make: whether the tables are made where they are not there, or brought to this version.

    Raises:
        NotStored: there is no office.
        InvalidInput: the settings are wrong.
        StorageFailed: the store cannot be opened.
    """
    folder = office_folder(asked.folder)
    settings = read_settings(folder)
    with closing(open_store(store_address(folder, asked.store or settings.store), make=make)) as store:
        office = Office(
            store=store,
            evidence=EvidenceFolder(folder / EVIDENCE),
            bundles=BundleFolders(folder / DRAWS),
            publisher=SiteFolder(
                folder / PUBLIC,
                agency=settings.name,
                address=settings.site,
                read=read_address if settings.site else None,
            ),
            clock=SystemClock(),
            entropy=SystemEntropy(),
            authority=RoleAuthority(),
            working_days=_working_days(folder, settings),
            due_policy=settings.due,
        )
        key = _key(folder / KEY, store)
        yield Session(screen=screen, asked=asked, folder=folder, settings=settings, key=key, office=office)


def _key(file: Path, store: Store) -> str:
    """Return the secret of the office's folder, made where nothing was done yet; raise `NotStored` where it is lost."""
    if not file.exists():
        with store.view() as view:
            events = view.trail.size()
        if events:
            raise NotStored(KEY_LOST.at(Where(file=str(file)), events=events))
        with suppress(AlreadyDone):  # another run was quicker
            create_private(file, SystemEntropy().secret().encode())
    try:
        return file.read_text("ascii")
    except (OSError, ValueError) as error:
        raise StorageFailed(NO_KEY.at(Where(file=str(file)), **system_words(error))) from error


def _working_days(folder: Path, settings: OfficeSettings) -> WorkIndex:
    notices = [notice for name in settings.notices for notice in read_notices(folder / name)]
    with placed_at({Where(path="region"): Where(file=str(folder / FILE), path="region")}):
        return WorkIndex.of(china_calendar(notices, region=settings.region)) if notices else known_days(settings.region)


@contextmanager
def placed_at(places: Mapping[Where, Where]) -> Iterator[None]:
    """Have what is wrong at places of a value told where the user wrote it."""
    try:
        yield
    except RandomInspectionError as error:
        told = (attrs.evolve(one, where=places.get(one.where, one.where)) for one in error.problems)
        raise type(error)(*told) from error


@cache
def known_days(region: str | None) -> WorkIndex:
    """Return the working days that are known without notices; made once for many commands in one process."""
    return WorkIndex.of(china_calendar(region=region))


def check_time(found: int | None) -> int:
    """Return which time the same is ordered; raise `InvalidInput` for a number that is none."""
    if found is not None and found < 2:  # noqa: PLR2004  (the first time needs no number)
        raise InvalidInput(NOT_A_TIME.at(Where(path="--again"), found=found))
    return found or 1
