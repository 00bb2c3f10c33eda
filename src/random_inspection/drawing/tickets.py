"""Digests, keys, tickets, and the stream of words: everything random in a draw comes from here."""

from __future__ import annotations

import hashlib
import itertools
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol, Self

from random_inspection.domain.fields import Digest
from random_inspection.errors import Message, RandomInspectionError

_BLOCKS = 100
_WORDS = struct.Struct(f">{4 * _BLOCKS}Q")
_SUFFIXES = tuple(b"%02d" % number for number in range(_BLOCKS))
_EDGE = 2**64 - 2**32
"""A word under this is under ⌊2^64/n⌋·n for every n up to 2^32, so that nothing has to reject it."""

SM3_MISSING = Message(
    "sm3-missing",
    "this Python's OpenSSL has no SM3; use a Python built with OpenSSL 1.1.1 or later (with SM3), "
    'or announce with digest = "sha256"',
    '本机 Python 的 OpenSSL 不支持 SM3；请换用带 SM3 的 OpenSSL（1.1.1以上），或在公告中用 digest = "sha256"',
)


class _Hash(Protocol):
    def copy(self) -> _Hash: ...

    def digest(self) -> bytes: ...

    def hexdigest(self) -> str: ...

    def update(self, data: bytes, /) -> None: ...


def hasher(digest: Digest) -> Callable[[bytes], _Hash]:
    """Return the hash function of a draw; raise `RandomInspectionError` where this machine has no SM3."""
    if digest == "sha256":
        return hashlib.sha256
    if "sm3" not in hashlib.algorithms_available:
        raise RandomInspectionError(SM3_MISSING.at())
    return partial(hashlib.new, "sm3")


def digest_of(data: bytes | str, digest: Digest = "sha256") -> str:
    """Return H(data) in lower-case hexadecimal; text is taken as UTF-8."""
    return hasher(digest)(data.encode() if isinstance(data, str) else data).hexdigest()


def stage_key(stage: str, *, seed: str, digest: Digest = "sha256") -> str:
    """Return the key of a stage of the draw: 32 hexadecimal characters.

    Args:
        stage: ``targets``, ``quotas``, ``inspectors``, ``mixing``, ``order`` or ``substitutes``.
        seed: the draw's seed, 64 hexadecimal characters.
        digest: the draw's hash.
    """
    return digest_of(f"rid-1 key\n{stage}\n{seed}", digest)[:32]


def ticket(stage: str, identifier: str, *, seed: str, digest: Digest = "sha256") -> str:
    """Return the ticket of `identifier` in a stage: 64 hexadecimal characters; the smallest win."""
    return digest_of(f"{stage_key(stage, seed=seed, digest=digest)}:{identifier}", digest)


class _EdgeWord(int):
    """A word so large that ``below(n)`` may reject it; it goes on with the words that follow it then."""

    _stream: Iterator[int]

    def __new__(cls, number: int, stream: Iterator[int]) -> Self:
        word = super().__new__(cls, number)
        word._stream = stream
        return word

    def __mod__(self, n: int) -> int:
        return int(self) % n if int(self) < 2**64 // n * n else next(self._stream) % n


def words(*, seed: str, digest: Digest = "sha256", stage: str = "mixing") -> Iterator[int]:
    """Return the words of a stage, numbers under 2^64: four from each block ``ticket(stage, k)``, k = 0, 1, ….

    ``next(stream) % n`` is ``below(n)`` for every n up to 2^32: where ``below`` would reject a word, its ``%``
    takes the words after it from the stream.
    """
    prefix = f"{stage_key(stage, seed=seed, digest=digest)}:".encode()

    def parts() -> Iterator[Sequence[int]]:
        for numbers, edge in _blocks(hasher(digest), prefix):
            yield [_EdgeWord(one, stream) if one >= _EDGE else one for one in numbers] if edge else numbers

    stream = itertools.chain.from_iterable(parts())
    return stream


def _blocks(new: Callable[[bytes], _Hash], prefix: bytes) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Yield the words a hundred blocks at a time, and whether any of them may be an edge word."""
    for hundred in itertools.count():
        begun = new(prefix + (b"%d" % hundred if hundred else b"")).copy
        digests = []
        for suffix in _SUFFIXES if hundred else (b"%d" % number for number in range(_BLOCKS)):
            block = begun()
            block.update(suffix)
            digests.append(block.digest())
        data = b"".join(digests)
        yield _WORDS.unpack(data), b"\xff\xff\xff\xff" in data
