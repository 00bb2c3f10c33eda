"""How every act is done: allowed or refused, once for a command, the change and its event in one unit of work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypedDict, TypeVar

import attrs

from random_inspection.domain.acts import Act, Changed, Event, Mark, Order, Subject
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import InvalidInput, Message, NotAuthorised, NotStored, VersionConflict
from random_inspection.ports import Authority, Clock, Done, Entropy, Form, Reference, Store, Stored, Unit
from random_inspection.serialization.records import kind_named, kind_of

T = TypeVar("T")

NOT_THERE = Message(
    "record-absent", "there is no {kind} {key!r}; check its number", "没有编号为“{key}”的{title}；请核对编号"
)
THERE_ALREADY = Message(
    "record-there",
    "there is a {kind} {key!r} already; give the new one another number",
    "编号为“{key}”的{title}已存在；请另行编号",
)
SEEN_OTHER = Message(
    "record-version",
    "the {kind} {key!r} has version {found} now, and version {expected} was read: read it again, and decide again",
    "{title}“{key}”现为第{found}版，而读取的是第{expected}版；请重新读取后再办理",
)
COMMAND_USED = Message(
    "command-used",
    "the command {command!r} was {act} on {key!r} by {actor!r}; give a new act a new command identifier",
    "命令编号“{command}”已由“{actor}”用于对“{key}”{act}；新的操作请使用新的命令编号",
)
REFUSED = Message(
    "act-refused",
    "{actor!r} may not do this ({act}): {why}",
    "“{actor}”不能办理“{act}”：{why_zh}",
)


class ActPorts(TypedDict):
    """What every act needs from outside."""

    store: Store
    clock: Clock
    entropy: Entropy
    authority: Authority


Involved = Mapping[str, frozenset[str]]
"""Who had which part in a case so far: identifiers of actors by part."""


@attrs.define(kw_only=True)
class Work(Generic[T]):
    """An act under way, for the function that decides what changes.

    Attributes:
        unit: the unit of work.
        order: who ordered the act.
        act: what is done.
        at: when.
        entropy: gives salts.
        authority: says who may.
        changes: what was written so far.
    """

    unit: Unit
    order: Order
    act: Act
    at: dt.datetime
    entropy: Entropy
    authority: Authority
    changes: list[Changed] = attrs.field(factory=list)

    def mark(self, note: str | None = None) -> Mark:
        """Return who acts, and when."""
        return Mark(by=self.order.actor.actor_id, at=self.at, note=note)

    def get(self, kind: type[T], key: str, *, version: int | None = None) -> Stored[T]:
        """Return a record as it stands.

        Args:
            kind: the class of its value.
            key: its key.
            version: the version that the decision was made on; None for whatever version there is.

        Raises:
            NotStored: there is none.
            VersionConflict: it has another version.
        """
        stored = found_in(self.unit, kind, key)
        if version is not None and version != stored.version:
            known = kind_of(kind)
            problem = SEEN_OTHER.at(kind=known.name, title=known.title, key=key, found=stored.version, expected=version)
            raise VersionConflict(problem)
        return stored

    def allow(self, involved: Involved) -> None:
        """Raise `NotAuthorised`, with every reason, where the actor may not do this in a case with these people."""
        require(self.authority, self.order, self.act, involved)

    def create(self, value: T) -> Stored[T]:
        """Write a new record; raise `InvalidInput` where there is one with its key."""
        kind = kind_of(type(value))
        if self.unit.records.get(kind.type, kind.key(value)) is not None:
            raise InvalidInput(THERE_ALREADY.at(kind=kind.name, title=kind.title, key=kind.key(value)))
        return self._put(value, 0)

    def update(self, before: Stored[T], value: T) -> Stored[T]:
        """Write the next version of a record; raise `VersionConflict` where somebody else was quicker."""
        return self._put(value, before.version)

    def extend(self, form: Form, lines: Iterable[bytes]) -> None:
        """Write many new records at once; see `random_inspection.ports.Records.extend`."""
        self.changes.extend(self.unit.records.extend(form, lines, secret=self.entropy.secret))

    def _put(self, value: T, expected: int) -> Stored[T]:
        self.changes.append(self.unit.records.put(value, expected=expected, salt=self.entropy.secret()))
        return Stored(value, expected + 1)


def not_there(kind: type[Any], key: str) -> NotStored:
    """Return the error that there is no record of the class `kind` with this key."""
    known = kind_of(kind)
    return NotStored(NOT_THERE.at(kind=known.name, title=known.title, key=key))


def found_in(unit: Unit, kind: type[T], key: str) -> Stored[T]:
    """Return a record as it stands; raise `NotStored` where there is none."""
    stored = unit.records.get(kind, key)
    if stored is None:
        raise not_there(kind, key)
    return stored


def require(authority: Authority, order: Order, act: Act, involved: Involved) -> None:
    """Raise `NotAuthorised`, with every reason, where `authority` has any against an act."""
    actor = order.actor
    problems = [
        REFUSED.at(actor=actor.actor_id, act=act, why=ground.text("en"), why_zh=ground.text("zh"))
        for ground in authority.grounds(actor, act, involved)
    ]
    if problems:
        raise NotAuthorised(*problems)


def part_of(order: Order, *parts: str) -> Order:
    """Return the order for one of the acts that an order asks for, the same one for the same command."""
    return attrs.evolve(order, command=digest_of("\n".join((order.command, *parts))))


def perform(
    act: Act,
    order: Order,
    subject: Subject,
    change: Callable[[Work[Any]], Stored[T]],
    *,
    store: Store,
    clock: Clock,
    entropy: Entropy,
    authority: Authority,
) -> Stored[T]:
    """Carry out an act once: check who may, change what `change` changes, and leave an event, all in one unit of work.

    Clause: 二(八) 追溯, 三(一) 身份

    Args:
        act: what is done.
        order: who orders it, under which command.
        subject: what it is about.
        change: reads and writes in the unit of work, and returns the record that the act gives.
        store: where the records and the trail are.
        clock: tells when.
        entropy: gives the salts of the commitments on the trail.
        authority: says who may; roles are asked before `change`, people in the case by `Work.allow` in it.

    Returns:
        The record, at the version that it got; the same one for the same command, however often it comes.

    Raises:
        NotAuthorised: the actor may not.
        InvalidInput: the command was used for another act, or `change` found something wrong.
        VersionConflict: somebody else changed the same record; nothing is done.
        StorageFailed: the store failed; whether anything is done, the same command again will tell.
    """
    require(authority, order, act, {})
    with store.work() as unit:
        if (done := unit.commands.done(order.command)) is not None:
            return _first_result(unit, done, act, order, subject)
        work = Work[Any](unit=unit, order=order, act=act, at=clock.now(), entropy=entropy, authority=authority)
        result = change(work)
        event = Event(
            at=work.at,
            actor=order.actor.actor_id,
            roles=order.actor.roles,
            act=act.value,
            command=order.command,
            subject=subject,
            changes=tuple(work.changes),
        )
        unit.trail.append([event])
        unit.commands.remember(
            Done(
                command=order.command,
                actor=order.actor.actor_id,
                act=act.value,
                subject=subject,
                result=_reference(result),
            )
        )
        return result


def _reference(result: Stored[Any]) -> Reference:
    kind = kind_of(type(result.value))
    return Reference(kind.name, kind.key(result.value), result.version)


def _first_result(unit: Unit, done: Done, act: Act, order: Order, subject: Subject) -> Stored[Any]:
    """Return what the command gave the first time."""
    if (done.act, done.actor, done.subject) != (act, order.actor.actor_id, subject):
        raise InvalidInput(COMMAND_USED.at(command=done.command, act=done.act, key=done.subject.key, actor=done.actor))
    first = done.result
    kind = kind_named(first.kind).type
    stored = unit.records.get(kind, first.key, version=first.version)
    if stored is None:
        raise not_there(kind, first.key)
    return stored
