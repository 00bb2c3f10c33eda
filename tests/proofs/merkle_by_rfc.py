"""A second implementation of the tree and its proofs: the recursive definitions of RFC 9162 §2.1, word by word."""

from __future__ import annotations

import hashlib
from functools import cache


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _split(n: int) -> int:
    """Return the largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


@cache
def mth(d: tuple[bytes, ...]) -> bytes:
    """MTH(D[n]), §2.1.1."""
    if not d:
        return _hash(b"")
    if len(d) == 1:
        return _hash(b"\x00" + d[0])
    k = _split(len(d))
    return _hash(b"\x01" + mth(d[:k]) + mth(d[k:]))


def path(m: int, d: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """PATH(m, D[n]), §2.1.3.1."""
    if len(d) == 1:
        return ()
    k = _split(len(d))
    if m < k:
        return (*path(m, d[:k]), mth(d[k:]))
    return (*path(m - k, d[k:]), mth(d[:k]))


def proof(m: int, d: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """PROOF(m, D[n]), §2.1.4.1."""
    return _subproof(m, d, whole=True)


def _subproof(m: int, d: tuple[bytes, ...], *, whole: bool) -> tuple[bytes, ...]:
    if m == len(d):
        return () if whole else (mth(d),)
    k = _split(len(d))
    if m <= k:
        return (*_subproof(m, d[:k], whole=whole), mth(d[k:]))
    return (*_subproof(m - k, d[k:], whole=False), mth(d[:k]))


def leaves(count: int) -> tuple[bytes, ...]:
    """Return leaves that all differ."""
    return tuple(b'{"seq":%d}' % number for number in range(count))
