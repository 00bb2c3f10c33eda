"""Checks of the whole trail against the records, checkpoints for others to keep, and the proof of one event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Unpack

import attrs

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.erasures import Erasure
from random_inspection.errors import InvalidInput, Message, NotStored, Problem, StorageFailed
from random_inspection.ports import Store, Stored, Unit
from random_inspection.proofs.checkpoints import Checkpoint, checkpoint_text, parse_checkpoint
from random_inspection.proofs.checks import Finding, first_wrong_node, fsck, member_position
from random_inspection.proofs.merkle import MerkleLog, inclusion_proof, root_at
from random_inspection.proofs.notes import NoteSigner, format_note, parse_note, sign_note
from random_inspection.proofs.receipts import Receipt
from random_inspection.serialization.records import kind_named
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.oversight.record_checks import RecordChecks

WRONG_NODE = Message(
    "trail-node-changed",
    "the stored hash over the events {first} to {last} is not that of the hashes below it, so proofs and checkpoints would "
    "fail; restore the database from a backup, and find out who wrote there",
    "事件{first}至{last}之上的存储摘要与其下各摘要不符，凭据和检查点将无法通过验证；请从备份恢复数据库，并查明改动者",
)
NO_CHECKPOINT = Message(
    "checkpoint-trail-altered",
    "the stored hashes of the trail are not those of its events, so nothing is signed; have the trail checked, and restore it "
    "from a backup",
    "日志的存储摘要与事件不符，未签名；请核查日志，并从备份恢复",
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


@attrs.frozen(kw_only=True)
class TrailCheck:
    """What a check of the trail found.

    Attributes:
        events: how many events there are.
        findings: what is wrong with the events, the first one concerned in front.
        records: what is wrong with the records that they wrote, and with what they and the events are found by.
        times: where the time of an event is over a minute before that of the one before it.
    """

    events: int
    findings: tuple[Finding, ...]
    records: tuple[Problem, ...]
    times: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong, in words; nothing where all is as it was logged."""
        return (*(finding.problem for finding in self.findings), *self.records, *self.times)


def check_trail(*, store: Store, checkpoints: Iterable[Checkpoint] = ()) -> TrailCheck:
    """Check every event of the trail, every version of every record against it, and what stands and is found of them.

    Clause: 二(八) 留痕

    Args:
        store: where the records and the trail are.
        checkpoints: those that others keep, verified (`random_inspection.proofs.checkpoints.open_checkpoint`).
    """
    with store.view() as view:
        return trail_check(view, checkpoints)


def trail_check(view: Unit, checkpoints: Iterable[Checkpoint] = ()) -> TrailCheck:
    """Return what `check_trail` does, of what a view shows."""
    size, node = view.trail.size(), partial(_node, view)
    findings = fsck(
        view.trail.leaves(),
        hashes=(node(0, index) for index in range(size)),
        position=member_position("seq"),
        checkpoints=checkpoints,
    )
    wrong = first_wrong_node(size, node)
    nodes = () if wrong is None else (WRONG_NODE.at(first=wrong[1] << wrong[0], last=(wrong[1] + 1 << wrong[0]) - 1),)
    checks = RecordChecks(view)
    records = (*nodes, *checks.problems())
    return TrailCheck(events=size, findings=findings, records=records, times=tuple(checks.times))


def _node(view: Unit, level: int, index: int) -> bytes:
    """Return a stored hash of the trail; nothing where there is none."""
    try:
        return view.trail.node(level, index)
    except NotStored:
        return b""


def make_checkpoint(origin: str, signers: Sequence[NoteSigner], *, store: Store) -> bytes:
    """Return a signed checkpoint of the trail as it stands, for others to keep: a C2SP signed note.

    Clause: 二(八) 留痕

    Args:
        origin: which trail it is, such as ``bureau.example/trail``.
        signers: who signs; at least one.
        store: where the trail is.

    Raises:
        StorageFailed: events or their stored hashes were altered; nothing is signed.
    """
    with store.view() as view:
        size, log = view.trail.size(), MerkleLog(view.trail.leaves())
        checkpoint = Checkpoint(origin=origin, size=size, root=log.root())
        if len(log) != size or root_at(size, partial(_node, view)) != checkpoint.root:
            raise StorageFailed(NO_CHECKPOINT.at())
    return format_note(sign_note(checkpoint_text(checkpoint), signers))


def require_of_trail(view: Unit, found: Checkpoint) -> None:
    """Raise `InvalidInput` where a checkpoint is not of the trail that a view shows."""
    if found.size > view.trail.size() or root_at(found.size, view.trail.node) != found.root:
        raise InvalidInput(NOT_OF_STORE.at(size=found.size))


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
        require_of_trail(view, found)
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
