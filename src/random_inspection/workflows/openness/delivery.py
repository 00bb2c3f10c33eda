"""Delivers notices to where the public reads them, and looks whether they stand there (clauses 二(九), 三(六))."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from typing import Any, TypeVar, Unpack

from random_inspection.domain.acts import Act, Mark, Order, Subject
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.notices import Attempt, Notice, NoticeKind, NoticeState, Receipt
from random_inspection.errors import Problem, PublicationFailed, StorageFailed
from random_inspection.ports import EvidenceStore, Publisher, Store, Stored
from random_inspection.rules.casework.conclusion_moves import published
from random_inspection.rules.casework.stuck import OPEN_NOTICES
from random_inspection.rules.openness.publication_moves import (
    PAGE_OTHER,
    address_of,
    compare_shown,
    failure,
    seen,
    sums,
    tried,
)
from random_inspection.workflows.acts import ActPorts, Work, part_of, perform, require

T = TypeVar("T")
STANDING = (NoticeState.DELIVERED, NoticeState.CONFIRMED)
"""A notice in one of these states is to stand where the public reads."""


def deliver_pending(
    order: Order, *, publisher: Publisher, evidence: EvidenceStore, **ports: Unpack[ActPorts]
) -> tuple[Stored[Notice], ...]:
    """Deliver every notice that waits for it, or failed before, and return them as they stand since.

    A failure is recorded with its notice, which is then 公示失败, and stays in the outbox for the next order; it does
    not keep the others waiting. The same command again delivers what it had not come to.

    Args:
        order: who orders it; each notice gets a command of its own that follows from this one.
        publisher: where the public reads.
        evidence: has the content.
        **ports: `ActPorts`.

    Raises:
        NotAuthorised: the actor may not deliver notices.
        StorageFailed: the store failed; the same command again goes on from there.
    """
    require(ports["authority"], order, Act.NOTICE_DELIVER, {})
    return tuple(
        deliver_notice(part_of(order, key), key, publisher=publisher, evidence=evidence, **ports)
        for key in waiting(ports["store"])
    )


def waiting(store: Store) -> tuple[str, ...]:
    """Return the keys of the notices that have yet to be delivered, a notice's versions in order."""
    return _in_order(store, OPEN_NOTICES)


def standing(store: Store) -> tuple[str, ...]:
    """Return the keys of the notices that are to stand where the public reads, whether anybody looked or not."""
    return _in_order(store, STANDING)


def _in_order(store: Store, states: Collection[NoticeState]) -> tuple[str, ...]:
    with store.view() as unit:
        found = [stored.value for state in states for stored in unit.records.find(Notice, state=state)]
    return tuple(notice.key for notice in sorted(found, key=lambda one: (one.issued.at, one.notice_id, one.version)))


def strangers(*, publisher: Publisher, store: Store) -> tuple[str, ...]:
    """Return where the public reads something that no notice put there, in order.

    Clause: 三(六) 核对

    Raises:
        PublicationFailed: nobody can look.
    """
    with store.view() as unit:
        issued = [(stored.value.notice_id, stored.value.version) for stored in unit.records.find(Notice)]
    return publisher.strangers(issued)


def deliver_notice(
    order: Order, key: str, *, publisher: Publisher, evidence: EvidenceStore, **ports: Unpack[ActPorts]
) -> Stored[Notice]:
    """Deliver one notice; where that fails, the failure is recorded, and the notice can be delivered again.

    Clause: 二(九) 公布

    It is published before that is recorded: whoever is interrupted in between publishes the same once more, which is
    one publication. One that stands already is left as it is.

    Args:
        order: who orders it.
        key: key of the notice (`random_inspection.domain.notices.notice_key`).
        publisher: where the public reads.
        evidence: has the content.
        **ports: `ActPorts`.

    Raises:
        NotAuthorised: the actor may not deliver notices.
        NotStored: there is no such notice.
    """

    def outside(notice: Notice) -> Callable[[Mark], Attempt]:
        try:
            files = {file.name: evidence.read(file.digest) for file in notice.files}
            address = publisher.publish(notice.notice_id, notice.version, files)
        except (PublicationFailed, StorageFailed) as error:
            words = error.text("zh")
            return lambda mark: failure(mark, words)
        return lambda mark: Attempt(made=mark, address=address)

    attempt = _outside_first(Act.NOTICE_DELIVER, order, key, outside, states=OPEN_NOTICES, ports=ports)

    def change(work: Work[Notice]) -> Stored[Notice]:
        before = work.get(Notice, key)
        if attempt is None or before.value.state not in OPEN_NOTICES:
            return before
        return work.update(before, tried(before.value, attempt(work.mark())))

    return perform(Act.NOTICE_DELIVER, order, Subject(kind="notice", key=key), change, **ports)


def check_published(
    order: Order,
    key: str,
    *,
    publisher: Publisher,
    evidence: EvidenceStore,
    screenshot: bytes | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Notice]:
    """Look whether a delivered notice stands where the public reads it, byte by byte, with its pages, and file the proof.

    Clause: 三(六) 核对

    Where it stands there, the notice is 已核对 with a receipt, and a result counts as published from then on. Where it
    does not, or nobody can look, the notice is 公示失败 with every difference, and has to be delivered again.

    Args:
        order: who orders it.
        key: key of the notice.
        publisher: where the public reads.
        evidence: keeps the proof.
        screenshot: the proof, where somebody made one; otherwise it is the list of what stands there with its digests.
        **ports: `ActPorts`.

    Raises:
        NotAuthorised: the actor may not check notices.
        NotStored: there is no such notice.
        MoveRefused: it was never delivered.
        StorageFailed: the proof cannot be kept; nothing is recorded.
    """

    def outside(notice: Notice) -> Callable[[Mark], Attempt | Receipt]:
        address = address_of(notice)
        try:
            shown = publisher.shown(notice.notice_id, notice.version)
            problems = compare_shown(notice, shown) or _page_problems(publisher, notice)
        except PublicationFailed as error:
            words = error.text("zh")
            return lambda mark: failure(mark, words)
        if problems:
            words = "；".join(problem.text("zh") for problem in problems)
            return lambda mark: failure(mark, words)
        listed = sums(shown or {})
        proof, digest = evidence.put(screenshot or listed), hashlib.sha256(listed).hexdigest()
        return lambda mark: Receipt(address=address, checked=mark, shown=digest, proof=proof)

    look = _outside_first(Act.NOTICE_CHECK, order, key, outside, states=tuple(NoticeState), ports=ports)

    def change(work: Work[Notice]) -> Stored[Notice]:
        before = work.get(Notice, key)
        if look is None:
            return before
        found = look(work.mark())
        if isinstance(found, Attempt):
            return work.update(before, tried(before.value, found))
        _mark_result(work, before.value)
        return work.update(before, seen(before.value, found))

    return perform(Act.NOTICE_CHECK, order, Subject(kind="notice", key=key), change, **ports)


def _page_problems(publisher: Publisher, notice: Notice) -> list[Problem]:
    return [PAGE_OTHER.at(page=page) for page in publisher.wrong_pages(notice.notice_id, notice.version)]


def _mark_result(work: Work[Any], notice: Notice) -> None:
    """Let the version of a result that a notice shows count as published, where it does not yet."""
    if notice.kind is not NoticeKind.RESULT or notice.shows is None:
        return
    before: Stored[Inspection] = work.get(Inspection, notice.subject.key)
    if before.value.conclusions[notice.shows - 1].published is None:
        mark = Mark(by=notice.issued.by, at=work.at)
        work.update(before, published(before.value, notice.shows, mark))


def _outside_first(
    act: Act,
    order: Order,
    key: str,
    outside: Callable[[Notice], Callable[[Mark], T]],
    *,
    states: Collection[NoticeState],
    ports: ActPorts,
) -> Callable[[Mark], T] | None:
    """Do what happens outside of the store before the unit of work, once it is known that it may and has to be done."""
    require(ports["authority"], order, act, {})
    with ports["store"].view() as unit:
        stored = None if unit.commands.done(order.command) else unit.records.get(Notice, key)
    return outside(stored.value) if stored is not None and stored.value.state in states else None
