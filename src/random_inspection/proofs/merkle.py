"""A Merkle tree over the leaves of a log (RFC 9162 §2.1, SHA-256): its hashes, its root, and its proofs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from itertools import islice
from struct import Struct
from typing import TypeAlias

import attrs

from random_inspection.domain.fields import Integer
from random_inspection.errors import InvalidInput, Message, Where

HASH_SIZE = 32
"""Bytes of every hash of the tree."""
EMPTY_ROOT = sha256(b"").digest()
"""The root of a log without events."""
_BATCH = 4096
_PAIR = Struct(f"{2 * HASH_SIZE}s")

NOT_HASH = Message(
    "hash-length", "found {found} bytes, expected a hash of 32 bytes", "应为32字节的摘要，实为{found}字节"
)
EDGE_LENGTH = Message(
    "frontier-edge",
    "{found} hashes for a log of {size} events, expected {expected}; take size and hashes of the same moment",
    "日志有{size}个事件，应有{expected}个右缘摘要，实为{found}个；请使用同一时刻的事件数和摘要",
)
NO_SUCH_INDEX = Message(
    "log-index",
    "event {index} is not among the first {size} events (counted from 0); take a size from {least} on",
    "事件{index}不在前{size}个事件（从0起计）之中；事件数至少应为{least}",
)
SIZES_REVERSED = Message(
    "log-sizes",
    "a log of {new} events cannot follow one of {old}",
    "有{new}个事件的日志不可能由有{old}个事件的日志延续而来",
)

Read: TypeAlias = Callable[[int, int], bytes]
"""Reads the stored hash of a complete subtree: its level (0 is a leaf) and its place in that level, from 0."""


def leaf_hash(data: bytes) -> bytes:
    """Return the 32 bytes that stand for a leaf in the tree."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32 bytes of the node above two others."""
    return sha256(b"\1" + left + right).digest()


def require_hashes(path: str, hashes: Iterable[bytes]) -> None:
    """Raise `InvalidInput` where something is no hash of 32 bytes."""
    problems = [
        NOT_HASH.at(Where(path=f"{path}[{index}]"), found=len(one))
        for index, one in enumerate(hashes)
        if len(one) != HASH_SIZE
    ]
    if problems:
        raise InvalidInput(*problems)


def _folded(hashes: Sequence[bytes]) -> bytes:
    """Return the root above complete subtrees, the largest first."""
    *others, root = hashes
    for one in reversed(others):
        root = node_hash(one, root)
    return root


def _range_hash(start: int, size: int, node: Read) -> bytes:
    """Return the hash over `size` leaves from `start` on, which is a multiple of a power of two that is not less."""
    hashes, place = [], start
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            hashes.append(node(level, place >> level))
            place += 1 << level
    return _folded(hashes)


def root_at(size: int, node: Read) -> bytes:
    """Return the root over the first `size` leaves; `EMPTY_ROOT` over none."""
    return _range_hash(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Read) -> tuple[bytes, ...]:
    """Return the hashes that lead from leaf `index` to the root over `size` leaves, from the leaf upwards (§2.1.3.1).

    Raises:
        InvalidInput: there is no such leaf.
    """
    require_index(index, size)
    path, start = [], 0
    while size > 1:
        left = 1 << (size - 1).bit_length() - 1
        if index - start < left:
            path.append(_range_hash(start + left, size - left, node))
            size = left
        else:
            path.append(_range_hash(start, left, node))
            start, size = start + left, size - left
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, node: Read) -> tuple[bytes, ...]:
    """Return the hashes by which the root over `new` leaves shows that it begins with the first `old` (§2.1.4.1).

    None are needed from the empty log, or where both sizes are equal.

    Raises:
        InvalidInput: the sizes are the wrong way round.
    """
    require_order(old, new)
    path: list[bytes] = []
    start, known = 0, True
    while old and old != new:
        left = 1 << (new - 1).bit_length() - 1
        if old <= left:
            path.append(_range_hash(start + left, new - left, node))
            new = left
        else:
            path.append(_range_hash(start, left, node))
            start, old, new, known = start + left, old - left, new - left, False
    return tuple(reversed(path if known else [*path, _range_hash(start, old, node)]))


def require_index(index: int, size: int) -> None:
    """Raise `InvalidInput` where no event has this index in a log of this size."""
    if not 0 <= index < size:
        raise InvalidInput(NO_SUCH_INDEX.at(Where(path="index"), index=index, size=size, least=max(index, 0) + 1))


def require_order(old: int, new: int) -> None:
    """Raise `InvalidInput` where a log would have become shorter."""
    if not 0 <= old <= new:
        raise InvalidInput(SIZES_REVERSED.at(old=old, new=new))


@attrs.frozen(kw_only=True)
class StoredNode:
    """The hash of a complete subtree, which never changes again.

    Attributes:
        level: its height; 0 is a leaf.
        index: its place among the subtrees of that height, from 0.
        hash: its 32 bytes.
    """

    level: int
    index: int
    hash: bytes


@attrs.frozen(kw_only=True)
class Frontier:
    """All that must be known of a log to append to it: a few hundred bytes, whatever its size.

    Attributes:
        size: number of events.
        edge: the hashes of the complete subtrees that make it up, the largest first.
    """

    size: int = attrs.field(default=0, validator=Integer(0))
    edge: tuple[bytes, ...] = ()

    def __attrs_post_init__(self) -> None:
        require_hashes("edge", self.edge)
        expected = self.size.bit_count()
        if len(self.edge) != expected:
            raise InvalidInput(
                EDGE_LENGTH.at(Where(path="edge"), found=len(self.edge), size=self.size, expected=expected)
            )

    def append(self, leaf: bytes) -> tuple[Frontier, tuple[StoredNode, ...]]:
        """Return the log with one more leaf, and the subtrees that it completes, from the leaf upwards."""
        grown, (hashes,) = self.extend([leaf])
        places = range(0, len(hashes), HASH_SIZE)
        nodes = (
            StoredNode(level=level, index=self.size >> level, hash=hashes[place : place + HASH_SIZE])
            for level, place in enumerate(places)
        )
        return grown, tuple(nodes)

    def extend(self, leaves: Iterable[bytes]) -> tuple[Frontier, list[bytes]]:
        """Return the log with more leaves, and for each one the hashes of the subtrees that it completes.

        They are joined, 32 bytes each, from the leaf upwards.
        """
        edge, size, completed = list(self.edge), self.size, []
        for leaf in leaves:
            hashes, place = [leaf_hash(leaf)], size
            while place & 1:
                hashes.append(node_hash(edge.pop(), hashes[-1]))
                place >>= 1
            edge.append(hashes[-1])
            completed.append(b"".join(hashes))
            size += 1
        return Frontier(size=size, edge=tuple(edge)), completed

    def root(self) -> bytes:
        """Return the root; `EMPTY_ROOT` without events."""
        return _folded(self.edge) if self.edge else EMPTY_ROOT


class MerkleLog:
    """The tree of a log in memory: 64 bytes an event, and no leaves."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels = [bytearray()]
        self.extend(leaves)

    def __len__(self) -> int:
        return len(self._levels[0]) // HASH_SIZE

    def append(self, leaf: bytes) -> None:
        """Append one leaf."""
        self._grow(leaf_hash(leaf))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append leaves in their order; they are read once, a batch at a time."""
        left = iter(leaves)
        while batch := list(islice(left, _BATCH)):
            self._grow(b"".join([sha256(b"\0" + leaf).digest() for leaf in batch]))

    def _grow(self, added: bytes) -> None:
        """Append the hashes of leaves, and those of all subtrees that they complete."""
        level = 0
        while added:
            row = self._levels[level]
            row += added
            level += 1
            if level == len(self._levels):
                self._levels.append(bytearray())
            hashed, whole = 2 * len(self._levels[level]), len(row) - len(row) % _PAIR.size
            pairs = _PAIR.iter_unpack(row[hashed:whole])
            added = b"".join([sha256(b"\1" + pair).digest() for (pair,) in pairs])

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree; raise `InvalidInput` where there is none."""
        row = self._levels[level] if 0 <= level < len(self._levels) else b""
        require_index(index, len(row) // HASH_SIZE)
        return bytes(row[index * HASH_SIZE : (index + 1) * HASH_SIZE])

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first `size` leaves; over all where None."""
        return root_at(len(self) if size is None else size, self.node)

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the proof of a leaf in the log of `size` leaves; in the whole log where None."""
        return inclusion_proof(index, len(self) if size is None else size, self.node)

    def consistency_proof(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that the log of `new` leaves begins with the first `old`; the whole log where None."""
        return consistency_proof(old, len(self) if new is None else new, self.node)
