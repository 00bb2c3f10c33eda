"""A trail of 40 events, and everything that can be done to one of them, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from random_inspection.proofs import (
    Checkpoint,
    Evidence,
    Finding,
    MerkleLog,
    Tampering,
    first_wrong_node,
    fsck,
    leaf_hash,
    member_position,
)

SIZE = 40
LEAVES = [f'{{"act":"第{number}步","seq":{number}}}'.encode() for number in range(SIZE)]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
LOG = MerkleLog(LEAVES)
POINTS = [Checkpoint(origin="trail", size=size, root=LOG.root(size)) for size in (10, 20, 30, 40)]
FOREIGN = b'{"act":"x","seq":%d}'
SEQ = member_position("seq")
Place = tuple[Tampering, Evidence, int, int]


def _fsck(
    leaves: Sequence[bytes], hashes: Iterable[bytes] = HASHES, points: Iterable[Checkpoint] = POINTS
) -> tuple[Finding, ...]:
    found = fsck(iter(leaves), hashes=hashes, position=SEQ, checkpoints=points)
    assert all(one.problem.text("en") and one.problem.text("zh") for one in found)
    return found


def _consistently(leaves: Sequence[bytes], points: Iterable[Checkpoint] = POINTS) -> tuple[Finding, ...]:
    """Check leaves whose stored hashes were rewritten to go with them."""
    return _fsck(leaves, [leaf_hash(leaf) for leaf in leaves], points)


def _first(findings: Sequence[Finding]) -> Place:
    one = findings[0]
    return one.kind, one.evidence, one.first, one.last


def _by(evidence: Evidence, findings: Iterable[Finding]) -> list[tuple[Tampering, int, int]]:
    return [(one.kind, one.first, one.last) for one in findings if one.evidence is evidence]


def _block(at: int) -> tuple[int, int]:
    """Return first and last event between the two checkpoints around an event."""
    return at // 10 * 10, at // 10 * 10 + 9


def _swapped(one: int, other: int) -> list[bytes]:
    leaves = list(LEAVES)
    leaves[one], leaves[other] = leaves[other], leaves[one]
    return leaves


def test_nothing_is_wrong_with_what_nobody_touched() -> None:
    """A whole trail, an empty one, and one that went on after its last checkpoint have no findings."""
    assert _fsck(LEAVES) == ()
    assert _fsck([], [], []) == ()
    assert _fsck(LEAVES, points=POINTS[:2]) == ()


@pytest.mark.parametrize("points", [POINTS, []], ids=["checkpoints", "none"])
def test_every_drop_is_named(points: list[Checkpoint]) -> None:
    """Each event that is taken out is named as missing, whether or not its hash was taken out too."""
    for at in range(SIZE):
        left = LEAVES[:at] + LEAVES[at + 1 :]
        assert _first(_fsck(left, points=points)) == (Tampering.DROPPED, Evidence.STORED_HASH, at, at)
        if at < SIZE - 1:
            assert _first(_consistently(left, points)) == (Tampering.DROPPED, Evidence.POSITION, at, at)


def test_a_shortened_trail_is_named_by_its_checkpoint() -> None:
    """Whatever is cut off at the end, with its hashes, is missed by the checkpoint over it."""
    for length in range(SIZE):
        found = _consistently(LEAVES[:length])
        assert [(one.kind, one.evidence) for one in found] == [(Tampering.DROPPED, Evidence.CHECKPOINT)]
        assert (found[0].first, found[0].last) == _block(length)


@pytest.mark.parametrize("seq", [None, 0, 3, SIZE + 7], ids=["its place", "0", "3", "beyond"])
def test_every_insertion_is_named(seq: int | None) -> None:
    """At each place, an event that was put in is named, whatever position it says it has."""
    for at in range(SIZE + 1):
        leaves = [*LEAVES[:at], FOREIGN % (at if seq is None else seq), *LEAVES[at:]]
        assert _first(_fsck(leaves)) == (Tampering.INSERTED, Evidence.STORED_HASH, at, at)


def test_every_insertion_with_its_hash_is_named_by_positions() -> None:
    """An event put in together with its hash: from there on nothing stands where it says, or two say the same place."""
    for at in range(SIZE):
        for seq in (at, 3, SIZE + 7):
            found = _consistently([*LEAVES[:at], FOREIGN % seq, *LEAVES[at:]])
            expected = at + (seq == at)
            assert _by(Evidence.POSITION, found) == [(Tampering.INSERTED, expected, expected)]
            assert found[0].last <= expected


def test_every_copy_is_named() -> None:
    """At each place, a copy of any event that is put in is named; between equals, the second."""
    for at in range(SIZE + 1):
        for copied in range(SIZE):
            leaves = [*LEAVES[:at], LEAVES[copied], *LEAVES[at:]]
            expected = at + (copied == at)
            assert _first(_fsck(leaves))[:3] == (Tampering.INSERTED, Evidence.STORED_HASH, expected)
            assert _first(_consistently(leaves))[:3] == (Tampering.INSERTED, Evidence.POSITION, expected)


def test_every_swap_is_named() -> None:
    """Each two events that change places are named by the first of them, whether or not their hashes did too."""
    for one in range(SIZE):
        for other in range(one + 1, SIZE):
            leaves = _swapped(one, other)
            assert _first(_fsck(leaves)) == (Tampering.REORDERED, Evidence.STORED_HASH, one, one)
            assert _first(_consistently(leaves)) == (Tampering.REORDERED, Evidence.POSITION, one, one)


def test_every_move_forward_is_named() -> None:
    """Each event that is moved to an earlier place is named at that place."""
    for at in range(SIZE):
        for moved in range(at + 1, SIZE):
            leaves = [*LEAVES[:at], LEAVES[moved], *LEAVES[at:moved], *LEAVES[moved + 1 :]]
            assert _first(_fsck(leaves)) == (Tampering.REORDERED, Evidence.STORED_HASH, at, at)
            assert _first(_consistently(leaves)) == (Tampering.REORDERED, Evidence.POSITION, at, at)


@pytest.mark.parametrize("flip", [1, 32, 128])
def test_every_altered_byte_is_named(flip: int) -> None:
    """Each byte of each event counts; rewritten with its hash, the checkpoints say between which two it happened."""
    for at, leaf in enumerate(LEAVES):
        for place in range(len(leaf)):
            altered = leaf[:place] + bytes([leaf[place] ^ flip]) + leaf[place + 1 :]
            leaves = [*LEAVES[:at], altered, *LEAVES[at + 1 :]]
            assert _first(_fsck(leaves)) == (Tampering.ALTERED, Evidence.STORED_HASH, at, at)
            found = _by(Evidence.CHECKPOINT, _consistently(leaves))
            assert found == [(Tampering.REWRITTEN, *_block(at))]


def test_an_altered_position_is_named_by_itself() -> None:
    """An event that no longer says where it stands is altered, even where its hash goes with it."""
    for at in range(SIZE - 1):
        for says in (b"{}", b"no json", b'{"seq":"1"}', b'{"seq":true}', FOREIGN % 99, FOREIGN % (at + 1)):
            leaves = [*LEAVES[:at], says, *LEAVES[at + 1 :]]
            assert _first(_consistently(leaves)) == (Tampering.ALTERED, Evidence.POSITION, at, at)


def test_what_was_renumbered_is_bounded_by_checkpoints() -> None:
    """An event dropped or put in, and all after it numbered and hashed anew: only checkpoints tell, and where."""
    for at in range(SIZE):
        later = [f'{{"act":"第{number + 1}步","seq":{number}}}'.encode() for number in range(at, SIZE - 1)]
        kind = Tampering.REWRITTEN if at < 30 else Tampering.DROPPED
        assert _first(_consistently([*LEAVES[:at], *later])) == (kind, Evidence.CHECKPOINT, *_block(at))
        later = [f'{{"act":"第{number - 1}步","seq":{number}}}'.encode() for number in range(at, SIZE + 1)]
        found = _consistently([*LEAVES[:at], *later])
        assert _first(found) == (Tampering.REWRITTEN, Evidence.CHECKPOINT, *_block(at))


def test_an_earlier_rewriting_comes_before_what_is_known_exactly() -> None:
    """Where a checkpoint shows a change before the event that another witness names, it is the first finding."""
    leaves = [*LEAVES[:3], FOREIGN % 3, *LEAVES[4:]]
    hashes = [leaf_hash(leaf) for leaf in leaves]
    found = _fsck([*leaves[:25], *leaves[26:]], hashes)
    assert [(one.kind, one.first, one.last) for one in found] == [
        (Tampering.REWRITTEN, 0, 9),
        (Tampering.DROPPED, 25, 25),
        (Tampering.DROPPED, 25, 25),
    ]


def test_a_changed_stored_hash_is_told_from_a_changed_event() -> None:
    """Under a checkpoint that the events satisfy, it is the stored hash that was changed; without one, nobody knows."""
    for at in range(SIZE):
        hashes = [*HASHES[:at], b"\0" * 32, *HASHES[at + 1 :]]
        assert _first(_fsck(LEAVES, hashes)) == (Tampering.HASH_CHANGED, Evidence.STORED_HASH, at, at)
        assert _first(_fsck(LEAVES, hashes, [])) == (Tampering.ALTERED, Evidence.STORED_HASH, at, at)
    assert _first(_fsck(LEAVES, HASHES[:-1])) == (Tampering.HASH_CHANGED, Evidence.STORED_HASH, 39, 39)


@pytest.mark.parametrize("size", [0, 20, 40])
def test_a_checkpoint_of_another_trail_is_told(size: int) -> None:
    """A checkpoint that contradicts one as long or longer that holds is itself the finding, after all events."""
    foreign = Checkpoint(origin="trail", size=size, root=b"\0" * 32)
    told = (Tampering.CHECKPOINT_FOREIGN, Evidence.CHECKPOINT, 0, max(size - 1, 0))
    found = _fsck(LEAVES, points=[*POINTS, foreign])
    assert [_first(found)] == [told]
    if size < SIZE:
        found = _fsck([*LEAVES[:35], b"altered", *LEAVES[36:]], points=[*POINTS[:3], foreign])
        assert _first(found) == (Tampering.ALTERED, Evidence.STORED_HASH, 35, 35)
        assert _first(found[-1:]) == told


def test_every_wrong_node_is_named() -> None:
    """Each inner node of the stored tree that is changed or missing is named, and a whole tree has none."""
    assert first_wrong_node(SIZE, LOG.node) is None
    assert first_wrong_node(0, LOG.node) is None
    for level in range(1, SIZE.bit_length()):
        for index in range(SIZE >> level):
            for stored in (b"\0" * 32, b""):
                wrong = {(level, index): stored}
                found = first_wrong_node(
                    SIZE, lambda *place, wrong=wrong: wrong[place] if place in wrong else LOG.node(*place)
                )
                assert found == (level, index)
