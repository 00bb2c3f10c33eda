"""Checks of the whole trail against the records, checkpoints for others to keep, and the proof of one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Unpack

import attrs

from random_inspection.domain.acts import Act, Changed, Order, Subject
from random_inspection.domain.erasures import Erasure
from random_inspection.errors import InvalidInput, Message, Problem
from random_inspection.ports import Block, Kept, Part, Store, Stored, Unit
from random_inspection.proofs.checkpoints import Checkpoint, checkpoint_text, parse_checkpoint
from random_inspection.proofs.checks import Finding, fsck, member_position
from random_inspection.proofs.merkle import inclusion_proof, root_at
from random_inspection.proofs.notes import NoteSigner, format_note, parse_note, sign_note
from random_inspection.proofs.receipts import Receipt
from random_inspection.serialization.blocks import altered, block_kind, erased, is_whole, kind_in, written
from random_inspection.serialization.records import KINDS, content_digest, kind_named
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.acts import ActPorts, Work, perform

ALTERED = Message(
    "record-altered",
    "version {version} of {kind} {key!r} is not what event {seq} says that it was; restore it from a backup",
    "{kind}记录“{key}”第{version}版与事件{seq}所载内容不符；请从备份恢复",
)
MISSING = Message(
    "record-missing",
    "version {version} of {kind} {key!r}, which event {seq} wrote, is gone, and nothing says that it was deleted by law; "
    "restore it from a backup",
    "事件{seq}写入的{kind}记录“{key}”第{version}版已不存在，也没有依法删除的记录；请从备份恢复",
)
UNTOLD = Message(
    "record-without-event",
    "version {version} of {kind} {key!r} is stored, and no event wrote it; find out who put it there",
    "{kind}记录“{key}”第{version}版没有对应的事件；请查明写入者",
)
BEYOND = Message(
    "checkpoint-too-short",
    "the checkpoint is over {size} events, and event {seq} (counted from 0) came later; take a later checkpoint",
    "检查点只覆盖{size}个事件，事件{seq}（从0起计）在其后；请使用更新的检查点",
)
NOT_OF_STORE = Message(
    "checkpoint-other-trail",
    "the checkpoint over {size} events is not of this trail; take one of this office, or have the trail checked",
    "检查点（{size}个事件）与本日志不符；请使用本单位的检查点，或核查日志",
)

_REMEMBERED = 256
"""How many records' versions are remembered: many events in a row are about the same few."""


@attrs.frozen(kw_only=True)
class TrailCheck:
    """What a check of the trail found.

    Attributes:
        events: how many events there are.
        findings: what is wrong with the events, the first one concerned in front.
        records: what is wrong with the records that they wrote.
    """

    events: int
    findings: tuple[Finding, ...]
    records: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong, in words; nothing where all is as it was logged."""
        return (*(finding.problem for finding in self.findings), *self.records)


def check_trail(*, store: Store, checkpoints: Iterable[Checkpoint] = ()) -> TrailCheck:
    """Check every event of the trail and every version of every record against it.

    Clause: 二(八) 留痕

    Args:
        store: where the records and the trail are.
        checkpoints: those that others keep, verified (`random_inspection.proofs.checkpoints.open_checkpoint`).
    """
    with store.view() as view:
        return trail_check(view, checkpoints)


def trail_check(view: Unit, checkpoints: Iterable[Checkpoint] = ()) -> TrailCheck:
    """Return what `check_trail` does, of what a view shows."""
    size = view.trail.size()
    findings = fsck(
        view.trail.leaves(),
        hashes=(view.trail.node(0, index) for index in range(size)),
        position=member_position("seq"),
        checkpoints=checkpoints,
    )
    return TrailCheck(events=size, findings=findings, records=tuple(_record_problems(view)))


def _record_problems(view: Unit) -> Iterator[Problem]:
    told: dict[tuple[str, str], int] = {}
    kept = lru_cache(_REMEMBERED)(partial(_versions, view))
    unread: set[str | None] = set()
    for seq, change in _changes(view):
        told[change.kind, change.key] = max(change.version, told.get((change.kind, change.key), 0))
        problems = tuple(_compared(view, seq, change, kept))
        unread |= {kind_in(change.kind) for one in problems if one.message is MISSING}
        yield from problems
    for kind in KINDS:
        if kind.name in unread:  # what was added can be told when the missing block is there again
            continue
        for first in view.versions.blocks(kind.name):
            if (block_kind(kind.name), first) not in told:
                yield UNTOLD.at(kind=block_kind(kind.name), key=first, version=1)
        for found in view.records.parts(kind.type):
            if not isinstance(found, Part):
                key = kind.key(found.value)
                last = told.get((kind.name, key), 0) or _in_block(view, kind.name, key)
                for version in range(last + 1, found.version + 1):
                    yield UNTOLD.at(kind=kind.name, key=key, version=version)


def _in_block(view: Unit, kind: str, key: str) -> int:
    """Return 1 where the first version of a record was written in a block, which has been checked, and 0 otherwise."""
    first = next(view.versions.versions(kind, key))
    return 0 if first.block is None else 1


def _changes(view: Unit) -> Iterator[tuple[int, Changed]]:
    for seq, data in enumerate(view.trail.leaves()):
        try:
            _, event = read_leaf(data)
        except InvalidInput:
            continue
        for change in event.changes:
            yield seq, change


def _compared(
    view: Unit, seq: int, change: Changed, versions: Callable[[str, str], Mapping[int, Kept]]
) -> Iterator[Problem]:
    if (inner := kind_in(change.kind)) is not None:
        yield from _compared_block(view, seq, change, view.versions.block(inner, change.key))
        return
    words = {"kind": change.kind, "key": change.key, "version": change.version, "seq": seq}
    kept = versions(change.kind, change.key).get(change.version)
    if kept is None or kept.data is None or kept.salt is None:
        erased = view.records.get(Erasure, f"{change.kind} {change.key} {change.version}")
        if erased is None:
            yield MISSING.at(**words)
    elif content_digest(change.kind, change.key, change.version, kept.salt, kept.data) != change.digest:
        yield ALTERED.at(**words)


def _compared_block(view: Unit, seq: int, change: Changed, block: Block | None) -> Iterator[Problem]:
    words = {"version": 1, "seq": seq}
    if block is None:
        yield MISSING.at(kind=change.kind, key=change.key, **words)
        return
    kind = block.form.kind
    if not is_whole(block) or written(block) != change:
        yield ALTERED.at(kind=change.kind, key=change.key, **words)
    if is_whole(block):
        for key in altered(block):
            yield ALTERED.at(kind=kind, key=key, **words)
        for key in erased(block):
            if view.records.get(Erasure, f"{kind} {key} 1") is None:
                yield MISSING.at(kind=kind, key=key, **words)


def _versions(view: Unit, kind: str, key: str) -> Mapping[int, Kept]:
    """Return the versions of a record by their number."""
    return {one.version: one for one in view.versions.versions(kind, key)}


def make_checkpoint(origin: str, signers: Sequence[NoteSigner], *, store: Store) -> bytes:
    """Return a signed checkpoint of the trail as it stands, for others to keep: a C2SP signed note.

    Clause: 二(八) 留痕

    Args:
        origin: which trail it is, such as ``bureau.example/trail``.
        signers: who signs; at least one.
        store: where the trail is.
    """
    with store.view() as view:
        size = view.trail.size()
        checkpoint = Checkpoint(origin=origin, size=size, root=root_at(size, view.trail.node))
    return format_note(sign_note(checkpoint_text(checkpoint), signers))


def prove_event(seq: int, checkpoint: bytes, *, store: Store) -> Receipt:
    """Return the proof that the trail holds one event, without the others, under a checkpoint that was published.

    Clause: 二(八) 追溯

    Args:
        seq: number of the event, from 0.
        checkpoint: the signed note of the checkpoint.
        store: where the trail is.

    Raises:
        InvalidInput: the event came after the checkpoint, or the checkpoint is of another trail.
    """
    found = parse_checkpoint(parse_note(checkpoint).text)
    with store.view() as view:
        if found.size <= seq:
            raise InvalidInput(BEYOND.at(size=found.size, seq=seq))
        if found.size > view.trail.size() or root_at(found.size, view.trail.node) != found.root:
            raise InvalidInput(NOT_OF_STORE.at(size=found.size))
        (leaf,) = view.trail.leaves(seq, seq + 1)
        proof = inclusion_proof(seq, found.size, view.trail.node)
    return Receipt(leaf=leaf, index=seq, proof=proof, checkpoint=checkpoint)


def erase_content(
    order: Order, subject: Subject, version: int, *, basis: str, **ports: Unpack[ActPorts]
) -> Stored[Erasure]:
    """Delete the content of an earlier version of a record because a law wants it; its proof stays whole.

    Args:
        order: who orders it, under which command.
        subject: the record.
        version: the version whose content goes; the last one stands, so write one without the content first.
        basis: the law, or the request that it grants.
        **ports: see `perform`.

    Raises:
        InvalidInput: it is the last version, or was deleted already.
        NotStored: there is no such version.
    """
    kind_named(subject.kind)

    def change(work: Work[Erasure]) -> Stored[Erasure]:
        stored = work.create(
            Erasure(kind=subject.kind, key=subject.key, version=version, basis=basis, made=work.mark())
        )
        work.unit.versions.erase(subject.kind, subject.key, version)
        return stored

    return perform(Act.CONTENT_ERASE, order, subject, change, **ports)
