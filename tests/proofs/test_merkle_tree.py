from __future__ import annotations

from collections.abc import Callable

import pytest
from merkle_by_rfc import leaves, mth

from random_inspection.errors import InvalidInput
from random_inspection.proofs import (
    EMPTY_ROOT,
    Frontier,
    MerkleLog,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_at,
)

KNOWN = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEFT = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
SECOND = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
RIGHT = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
LAST = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
THIRD_PAIR = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"


def _hex(proof: tuple[bytes, ...]) -> list[str]:
    return [one.hex() for one in proof]


def test_roots_of_certificate_transparency() -> None:
    """The eight leaves that every implementation is tested with have the roots that all of them find."""
    log = MerkleLog(KNOWN)
    assert [log.root(size).hex() for size in range(1, 9)] == ROOTS
    assert log.root(0) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("index", "size", "expected"),
    [
        (0, 1, []),
        (0, 8, [SECOND, LEFT, RIGHT]),
        (5, 8, [FIFTH, LAST, ROOTS[3]]),
        (2, 3, [ROOTS[1]]),
        (1, 5, [ROOTS[0], LEFT, FIFTH]),
    ],
)
def test_inclusion_proofs_of_certificate_transparency(index: int, size: int, expected: list[str]) -> None:
    """Their inclusion proofs are the known ones."""
    assert _hex(MerkleLog(KNOWN).inclusion_proof(index, size)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (1, 1, []),
        (1, 8, [SECOND, LEFT, RIGHT]),
        (6, 8, [THIRD_PAIR, LAST, ROOTS[3]]),
        (2, 5, [LEFT, FIFTH]),
    ],
)
def test_consistency_proofs_of_certificate_transparency(old: int, new: int, expected: list[str]) -> None:
    """Their consistency proofs are the known ones."""
    assert _hex(MerkleLog(KNOWN).consistency_proof(old, new)) == expected


def test_frontier_stored_nodes_and_log_are_one_tree() -> None:
    """A frontier gives the root after every event, and the nodes it completes are all that proofs ever read."""
    frontier, stored, log = Frontier(), dict[tuple[int, int], bytes](), MerkleLog()
    for size, leaf in enumerate(leaves(200), start=1):
        frontier, nodes = frontier.append(leaf)
        stored |= {(node.level, node.index): node.hash for node in nodes}
        log.append(leaf)
        assert frontier.root() == log.root() == mth(leaves(200)[:size])
    assert all(log.node(*place) == found for place, found in stored.items())
    assert frontier == Frontier(size=200, edge=frontier.edge)
    assert root_at(131, lambda level, index: stored[level, index]) == log.root(131)
    assert inclusion_proof(77, 131, lambda level, index: stored[level, index]) == log.inclusion_proof(77, 131)
    assert consistency_proof(77, 131, lambda level, index: stored[level, index]) == log.consistency_proof(77, 131)


def test_batches_change_nothing() -> None:
    """Leaves from one generator of many batches make the tree that single appends make."""
    many, single = leaves(20_000), MerkleLog()
    for leaf in many:
        single.append(leaf)
    assert MerkleLog(iter(many)).root() == single.root()
    assert len(single) == 20_000


def test_a_leaf_is_no_node() -> None:
    """Two hashes put together as a leaf do not stand for the node above them."""
    pair = MerkleLog(KNOWN[:2])
    assert leaf_hash(pair.node(0, 0) + pair.node(0, 1)) != pair.root()


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (lambda: Frontier(size=3, edge=(b"x" * 32,)), "frontier-edge"),
        (lambda: Frontier(size=1, edge=(b"x",)), "hash-length"),
        (lambda: Frontier(size=-1), "not-integer"),
        (lambda: MerkleLog(KNOWN).inclusion_proof(8), "log-index"),
        (lambda: MerkleLog(KNOWN).inclusion_proof(-1), "log-index"),
        (lambda: MerkleLog(KNOWN).inclusion_proof(0, 9), "log-index"),
        (lambda: MerkleLog(KNOWN).consistency_proof(8, 7), "log-sizes"),
        (lambda: MerkleLog(KNOWN).consistency_proof(-1), "log-sizes"),
        (lambda: MerkleLog(KNOWN).node(-1, 0), "log-index"),
        (lambda: MerkleLog(KNOWN[:7]).node(1, 3), "log-index"),
    ],
)
def test_what_is_not_in_the_log_is_refused(action: Callable[[], object], code: str) -> None:
    """Places and sizes that a log does not have, and frontiers that are none, are refused with words."""
    with pytest.raises(InvalidInput) as caught:
        action()
    assert caught.value.code == code
    assert caught.value.text("zh")
