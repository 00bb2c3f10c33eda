"""Verifies proofs of a Merkle log against roots that were obtained elsewhere (RFC 9162 §2.1.3.2, §2.1.4.2)."""

from __future__ import annotations

from collections.abc import Sequence

from random_inspection.errors import InvalidInput, Message, Problem, Where
from random_inspection.proofs.merkle import EMPTY_ROOT, node_hash, require_hashes, require_index, require_order

PROOF_LENGTH = Message(
    "proof-length",
    "the proof has {found} hashes, which is too {length}; take the proof for exactly this event and these sizes",
    "证明含{found}个摘要，{length_zh}；请使用与该事件及事件数对应的证明",
)
PROOF_ROOT = Message(
    "proof-root",
    "the proof leads to the root {found}, expected {expected}: event, proof and root do not belong together",
    "按证明算得的根摘要为{found}，应为{expected}：事件、证明与根摘要互不相符",
)
_SHORT = {"length": "short", "length_zh": "过短"}
_LONG = {"length": "long", "length_zh": "过长"}


def _length(proof: Sequence[bytes], words: dict[str, str]) -> InvalidInput:
    return InvalidInput(PROOF_LENGTH.at(Where(path="proof"), found=len(proof), **words))


def _root_problems(path: str, found: bytes, expected: bytes) -> list[Problem]:
    if found == expected:
        return []
    return [PROOF_ROOT.at(Where(path=path), found=found.hex(), expected=expected.hex())]


def _refuse(*problems: Problem) -> None:
    if problems:
        raise InvalidInput(*problems)


def verify_inclusion(*, leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Return where a leaf stands at `index` in the log of `size` leaves that has this root (§2.1.3.2).

    Args:
        leaf_hash: 32 bytes, `proofs.leaf_hash` of the leaf.
        index: place of the leaf, from 0.
        size: number of leaves under `root`.
        proof: hashes of 32 bytes, from the leaf upwards.
        root: 32 bytes, known from elsewhere.

    Raises:
        InvalidInput: it does not, or nobody can tell by this proof; the finding says why.
    """
    require_index(index, size)
    require_hashes("hashes", (leaf_hash, root))
    require_hashes("proof", proof)
    place, last, found = index, size - 1, leaf_hash
    for one in proof:
        if not last:
            raise _length(proof, _LONG)
        if place & 1 or place == last:
            found = node_hash(one, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, one)
        place, last = place >> 1, last >> 1
    if last:
        raise _length(proof, _SHORT)
    _refuse(*_root_problems("root", found, root))


def verify_consistency(*, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Return where the log of `new` leaves begins with that of `old` leaves, unchanged (§2.1.4.2).

    Args:
        old: size of the shorter log; 0 is the empty log, with which every log begins.
        old_root: its root, 32 bytes.
        new: size of the longer log.
        new_root: its root, 32 bytes.
        proof: hashes of 32 bytes, in the order of `proofs.consistency_proof`; none where `old` is 0 or `new`.

    Raises:
        InvalidInput: it does not, or nobody can tell by this proof; the finding says why.
    """
    require_order(old, new)
    require_hashes("roots", (old_root, new_root))
    require_hashes("proof", proof)
    if old in (0, new):
        if proof:
            raise _length(proof, _LONG)
        expected = old_root if old else EMPTY_ROOT
        _refuse(*_root_problems("old_root", old_root, expected))
        if old == new:
            _refuse(*_root_problems("new_root", new_root, expected))
        return
    if not proof:
        raise _length(proof, _SHORT)
    before, after = _roots(old, new, proof, old_root)
    _refuse(*_root_problems("old_root", before, old_root), *_root_problems("new_root", after, new_root))


def _roots(old: int, new: int, proof: Sequence[bytes], old_root: bytes) -> tuple[bytes, bytes]:
    """Return the roots of both logs to which a proof leads, where 0 < old < new."""
    first, *others = proof if old & (old - 1) else (old_root, *proof)
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = first
    for one in others:
        if not last:
            raise _length(proof, _LONG)
        if place & 1 or place == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, one)
        place, last = place >> 1, last >> 1
    if last:
        raise _length(proof, _SHORT)
    return before, after
