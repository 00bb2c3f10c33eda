"""Every proof up to 64 events, against the recursive definitions, and every way to spoil one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from merkle_by_rfc import leaves, mth, path, proof

from random_inspection.errors import InvalidInput
from random_inspection.proofs import EMPTY_ROOT, MerkleLog, leaf_hash, verify_consistency, verify_inclusion

ALL = leaves(64)
LOG = MerkleLog(ALL)
Proof = tuple[bytes, ...]


def _include(index: int, size: int, given: Proof, leaf: bytes | None = None, root: bytes | None = None) -> None:
    verify_inclusion(
        leaf_hash=leaf or leaf_hash(ALL[index]), index=index, size=size, proof=given, root=root or LOG.root(size)
    )


def _continue(old: int, new: int, given: Proof, before: bytes | None = None, after: bytes | None = None) -> None:
    verify_consistency(old=old, old_root=before or LOG.root(old), new=new, new_root=after or LOG.root(new), proof=given)


def _refused(check: Callable[..., None], *given: object, **others: object) -> bool:
    try:
        check(*given, **others)
    except InvalidInput:
        return True
    return False


def _flipped(data: bytes) -> Iterator[bytes]:
    number = int.from_bytes(data)
    return ((number ^ 1 << bit).to_bytes(32) for bit in range(256))


def _spoilt(given: Proof) -> Iterator[Proof]:
    """Yield a proof with one node left out, doubled, exchanged with its neighbour, or put to an end."""
    for at in range(len(given)):
        yield given[:at] + given[at + 1 :]
        yield given[: at + 1] + given[at:]
        swapped = (*given[:at], *reversed(given[at : at + 2]), *given[at + 2 :])
        if swapped != given:
            yield swapped
    yield (*given, b"\0" * 32)
    yield (b"\0" * 32, *given)


def test_inclusion_for_all_sizes() -> None:
    """For every event of every log up to 64, the proof is that of the definition, and holds."""
    for size in range(1, 65):
        for index in range(size):
            given = LOG.inclusion_proof(index, size)
            assert given == path(index, ALL[:size])
            _include(index, size, given)


def test_consistency_for_all_sizes() -> None:
    """For every pair of sizes up to 64, the proof is that of the definition, and holds."""
    for new in range(1, 65):
        assert LOG.root(new) == mth(ALL[:new])
        for old in range(1, new + 1):
            given = LOG.consistency_proof(old, new)
            assert given == proof(old, ALL[:new])
            _continue(old, new, given)


def test_the_empty_log_begins_every_log() -> None:
    """Nothing is needed to continue the empty log, and no other root is its root."""
    for new in range(65):
        _continue(0, new, LOG.consistency_proof(0, new))
        assert _refused(_continue, 0, new, (b"\0" * 32,))
        assert _refused(_continue, 0, new, (), before=LOG.root(1))
    assert _refused(_continue, 0, 0, (), after=LOG.root(1))
    assert LOG.root(0) == EMPTY_ROOT


def test_a_spoilt_inclusion_proof_never_holds() -> None:
    """A node missing, doubled, exchanged or added: refused for every event of every log up to 64."""
    for size in range(1, 65):
        for index in range(size):
            given = LOG.inclusion_proof(index, size)
            assert all(_refused(_include, index, size, bad) for bad in _spoilt(given))


def test_a_spoilt_consistency_proof_never_holds() -> None:
    """The same, for every pair of sizes up to 64."""
    for new in range(1, 65):
        for old in range(1, new + 1):
            given = LOG.consistency_proof(old, new)
            assert all(_refused(_continue, old, new, bad) for bad in _spoilt(given))


def test_an_inclusion_proof_is_of_one_place() -> None:
    """The proof of one event is that of no other place, and an event has no other's proof."""
    for size in range(1, 65):
        for index in range(size):
            given = LOG.inclusion_proof(index, size)
            others = set(range(size)) - {index}
            assert all(_refused(_include, other, size, given) for other in others)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 11, 33])
def test_every_flipped_bit_of_an_inclusion_is_refused(size: int) -> None:
    """Every bit of leaf, root and proof counts."""
    for index in {0, size // 2, size - 1}:
        given = LOG.inclusion_proof(index, size)
        for at, node in enumerate(given):
            for bad in _flipped(node):
                assert _refused(_include, index, size, (*given[:at], bad, *given[at + 1 :]))
        assert all(_refused(_include, index, size, given, leaf=bad) for bad in _flipped(leaf_hash(ALL[index])))
        assert all(_refused(_include, index, size, given, root=bad) for bad in _flipped(LOG.root(size)))


@pytest.mark.parametrize(("old", "new"), [(1, 2), (2, 3), (3, 7), (4, 8), (6, 8), (7, 11), (21, 64), (32, 33)])
def test_every_flipped_bit_of_a_consistency_is_refused(old: int, new: int) -> None:
    """Every bit of both roots and of the proof counts."""
    given = LOG.consistency_proof(old, new)
    for at, node in enumerate(given):
        for bad in _flipped(node):
            assert _refused(_continue, old, new, (*given[:at], bad, *given[at + 1 :]))
    assert all(_refused(_continue, old, new, given, before=bad) for bad in _flipped(LOG.root(old)))
    assert all(_refused(_continue, old, new, given, after=bad) for bad in _flipped(LOG.root(new)))


def test_a_changed_past_has_no_proof() -> None:
    """For every event that is altered afterwards, no log from there on continues the checkpoint before."""
    for altered in range(16):
        other = MerkleLog([*ALL[:altered], b"other", *ALL[altered + 1 :]])
        for new in range(16, 33):
            given = other.consistency_proof(16, new)
            assert _refused(_continue, 16, new, given, after=other.root(new))


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (lambda: _include(2, 5, LOG.inclusion_proof(2, 5)[:-1]), "proof-length"),
        (lambda: _include(2, 5, (*LOG.inclusion_proof(2, 5), b"\0" * 32)), "proof-length"),
        (lambda: _include(2, 5, LOG.inclusion_proof(3, 5)), "proof-root"),
        (lambda: _include(2, 5, (b"short",)), "hash-length"),
        (lambda: _include(2, 5, LOG.inclusion_proof(2, 5), leaf=b"short"), "hash-length"),
        (lambda: _include(5, 5, ()), "log-index"),
        (lambda: _continue(3, 5, LOG.consistency_proof(3, 5), before=b"short"), "hash-length"),
        (lambda: _continue(3, 5, ()), "proof-length"),
        (lambda: _continue(3, 5, LOG.consistency_proof(3, 5)[:-1]), "proof-length"),
        (lambda: _continue(3, 5, (*LOG.consistency_proof(3, 5), b"\0" * 32)), "proof-length"),
        (lambda: _continue(3, 5, LOG.consistency_proof(2, 5)), "proof-length"),
        (lambda: _continue(3, 3, (b"\0" * 32,)), "proof-length"),
        (lambda: _continue(3, 3, (), after=LOG.root(4)), "proof-root"),
        (lambda: _continue(5, 3, ()), "log-sizes"),
        (lambda: _continue(3, 5, LOG.consistency_proof(3, 5), after=LOG.root(6)), "proof-root"),
    ],
)
def test_the_refusal_says_why(action: Callable[[], None], code: str) -> None:
    """A proof that does not hold is refused with its reason, in both languages."""
    with pytest.raises(InvalidInput) as caught:
        action()
    assert caught.value.code == code
    assert caught.value.text("en") != caught.value.text("zh")
