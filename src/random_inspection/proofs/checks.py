"""Checks a whole trail (`fsck`): names the first event that was altered, dropped, inserted or reordered.

Three witnesses are heard: the hashes that the store kept, the position that every event says it has, and the
checkpoints that were published. Who can write to the store can rewrite the first two; not the third.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

import attrs

from random_inspection.errors import InvalidInput, Message, Problem
from random_inspection.proofs.canonical import parsed
from random_inspection.proofs.checkpoints import Checkpoint
from random_inspection.proofs.merkle import MerkleLog, Read, node_hash


class Tampering(StrEnum):
    """What was done to the trail, as far as it can be told."""

    ALTERED = "篡改"
    DROPPED = "缺失"
    INSERTED = "插入"
    REORDERED = "调序"
    REWRITTEN = "改写"
    HASH_CHANGED = "存储摘要被改"
    CHECKPOINT_FOREIGN = "检查点不属于本日志"


class Evidence(StrEnum):
    """What a finding rests on."""

    STORED_HASH = "存储摘要"
    POSITION = "事件序号"
    CHECKPOINT = "检查点"


_RESTS_ON = {
    Evidence.STORED_HASH: "the stored hashes",
    Evidence.POSITION: "the positions in the events",
    Evidence.CHECKPOINT: "a published checkpoint",
}
_MESSAGES = {
    Tampering.ALTERED: Message(
        "trail-altered",
        "event {first} is not the one that was logged (by {by}); restore it from a backup, and find out who wrote there",
        "事件{first}已不是当初记录的内容（依据：{by_zh}）；请从备份恢复，并查明改动者",
    ),
    Tampering.DROPPED: Message(
        "trail-dropped",
        "event {first} is missing, perhaps with others after it (by {by}); restore it from a backup",
        "事件{first}缺失，其后可能另有缺失（依据：{by_zh}）；请从备份恢复",
    ),
    Tampering.INSERTED: Message(
        "trail-inserted",
        "event {first} was not logged there, but put in later (by {by}); take it out, and find out who put it in",
        "事件{first}并非当时所记，系事后插入（依据：{by_zh}）；请予剔除，并查明插入者",
    ),
    Tampering.REORDERED: Message(
        "trail-reordered",
        "at {first} stands an event that was logged at another place (by {by}); restore the order from a backup",
        "第{first}位的事件原在别处，顺序已被调换（依据：{by_zh}）；请从备份恢复顺序",
    ),
    Tampering.REWRITTEN: Message(
        "trail-rewritten",
        "the first change is among the events {first} to {last}, rewritten together with their hashes (by {by}); "
        "compare them with a backup",
        "首处改动在事件{first}至{last}之间，内容与摘要被一并改写（依据：{by_zh}）；请与备份比对",
    ),
    Tampering.HASH_CHANGED: Message(
        "trail-hash-changed",
        "the stored hash at {first} was changed, the event is as it was signed (by {by}); compute the hashes again",
        "第{first}位的存储摘要已被改动，事件本身与签名时一致（依据：{by_zh}）；请重算存储摘要",
    ),
    Tampering.CHECKPOINT_FOREIGN: Message(
        "trail-checkpoint-foreign",
        "a checkpoint over events {first} to {last} contradicts a longer one that holds: two different trails were "
        "signed; ask whoever signed it",
        "有一检查点（事件{first}至{last}）与更长且相符的检查点矛盾：曾有两份不同的日志被签名；请询问签名者",
    ),
}
DROPPED_WITHIN = Message(
    "trail-shortened",
    "there are fewer events than were signed; the first that is missing is among {first} to {last} (by {by}); "
    "compare with a backup",
    "事件数少于已签名的事件数，首个缺失的事件在{first}至{last}之间（依据：{by_zh}）；请与备份比对",
)


@attrs.frozen(kw_only=True)
class Finding:
    """One thing that is wrong with a trail.

    Attributes:
        kind: what was done.
        evidence: what says so.
        first: the first event concerned, counted from 0, or the first that may be.
        last: the last event that may be the first one concerned; equal to `first` where that is known exactly.
    """

    kind: Tampering
    evidence: Evidence
    first: int
    last: int

    @property
    def problem(self) -> Problem:
        """The finding in words."""
        within = self.kind is Tampering.DROPPED and self.first != self.last
        return (DROPPED_WITHIN if within else _MESSAGES[self.kind]).at(
            first=self.first, last=self.last, by=_RESTS_ON[self.evidence], by_zh=self.evidence.value
        )


def member_position(name: str) -> Callable[[bytes], int | None]:
    """Return what reads the position of an event from the member `name` of its JSON; None where there is none."""

    def read(leaf: bytes) -> int | None:
        try:
            document = parsed(leaf)
        except InvalidInput:
            return None
        found = document.get(name) if isinstance(document, dict) else None
        return found if type(found) is int else None

    return read


def fsck(
    leaves: Iterable[bytes],
    *,
    hashes: Iterable[bytes],
    position: Callable[[bytes], int | None],
    checkpoints: Iterable[Checkpoint] = (),
) -> tuple[Finding, ...]:
    """Return what is wrong with a trail, the first event concerned first; nothing where all is as it was logged.

    Each witness says at most the first event that it knows of, so the first finding is to be looked at first. Where
    events, their positions and their stored hashes were rewritten consistently, only checkpoints can tell, and say
    between which two of them the first change is. Events after the last checkpoint have no witness outside.

    Args:
        leaves: the bytes of all events, in the order of the store; read once.
        hashes: the stored leaf hashes, in the same order.
        position: reads the position, from 0, that an event says it has; None where it says none.
        checkpoints: those that were published, verified, and kept outside the store.

    Clause: 二(八) 留痕
    """
    log, said = MerkleLog(), list[int | None]()

    def read() -> Iterator[bytes]:
        for leaf in leaves:
            said.append(position(leaf))
            yield leaf

    log.extend(read())
    found = [log.node(0, index) for index in range(len(log))]
    signed, outside = _against_checkpoints(log, checkpoints)
    findings = [*_against_hashes(found, list(hashes), signed), *_against_positions(said), *outside]
    return tuple(sorted(findings, key=_rank))


def _rank(finding: Finding) -> tuple[bool, int, bool]:
    """Order findings by how far down the first event concerned may be; what is exact goes before what is a range."""
    about_checkpoint = finding.kind is Tampering.CHECKPOINT_FOREIGN
    return about_checkpoint, finding.last, finding.evidence is Evidence.CHECKPOINT


def first_wrong_node(size: int, node: Read) -> tuple[int, int] | None:
    """Return level and place of the first stored node that is not the hash of the two below it; None where all are.

    Leaves (level 0) are for `fsck`. A wrong node alters no event, but makes proofs that fail; it can be computed again.

    Args:
        size: number of events.
        node: reads a stored hash; what it returns where there is none is wrong, too. It is called once for every node,
            event by event, those that an event completes from its leaf upwards.
    """
    edge: list[bytes] = []
    for seq in range(size):
        level, found = 0, node(0, seq)
        while seq >> level & 1:
            level, expected = level + 1, node_hash(edge.pop(), found)
            found = node(level, seq >> level)
            if found != expected:
                return level, seq >> level
        edge.append(found)
    return None


def _against_hashes(found: Sequence[bytes], stored: Sequence[bytes], signed: int) -> list[Finding]:
    """Compare the events with the stored hashes; the first `signed` events are known to be right."""
    length = max(len(found), len(stored))
    at = next((i for i in range(length) if found[i : i + 1] != stored[i : i + 1]), None)
    if at is None:
        return []
    kind = Tampering.HASH_CHANGED if at < signed else _by_hash(found[at:], stored[at:])
    return [Finding(kind=kind, evidence=Evidence.STORED_HASH, first=at, last=at)]


def _by_hash(found: Sequence[bytes], stored: Sequence[bytes]) -> Tampering:
    """Return what makes the events from the first difference on differ from the stored hashes."""
    if not found:
        return Tampering.DROPPED
    if not stored:
        return Tampering.INSERTED
    here, there = Counter(found), Counter(stored)
    expected_is_later = here[stored[0]] > 0
    found_is_from_later = here[found[0]] <= there[found[0]]
    if expected_is_later:
        return Tampering.REORDERED if found_is_from_later else Tampering.INSERTED
    return Tampering.DROPPED if found_is_from_later else Tampering.ALTERED


def _against_positions(said: Sequence[int | None]) -> list[Finding]:
    """Compare where events stand with where they say that they stand."""
    at = next((index for index, one in enumerate(said) if one != index), None)
    if at is None:
        return []
    return [Finding(kind=_by_position(said, at), evidence=Evidence.POSITION, first=at, last=at)]


def _by_position(said: Sequence[int | None], at: int) -> Tampering:
    """Return what makes the first event that does not stand where it says stand there."""
    one, later = said[at], said[at + 1 :]
    if one is None:
        return Tampering.ALTERED
    if at in later:
        return Tampering.REORDERED if at < one < len(said) and one not in later else Tampering.INSERTED
    if later and later[0] == at + 1:
        return Tampering.ALTERED
    return Tampering.DROPPED if one > at else Tampering.INSERTED


def _against_checkpoints(log: MerkleLog, checkpoints: Iterable[Checkpoint]) -> tuple[int, list[Finding]]:
    """Return how many events are as they were signed, and what checkpoints that do not hold say of the others."""
    hold, fail = [0], list[int]()
    for one in checkpoints:
        holds = one.size <= len(log) and log.root(one.size) == one.root
        (hold if holds else fail).append(one.size)
    signed = max(hold)
    findings = [
        Finding(kind=Tampering.CHECKPOINT_FOREIGN, evidence=Evidence.CHECKPOINT, first=0, last=max(size - 1, 0))
        for size in sorted(fail)
        if size <= signed
    ]
    if size := min((size for size in fail if size > signed), default=0):
        kind = Tampering.DROPPED if size > len(log) else Tampering.REWRITTEN
        findings.append(Finding(kind=kind, evidence=Evidence.CHECKPOINT, first=signed, last=size - 1))
    return signed, findings
