from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_inspection.errors import InvalidInput
from random_inspection.proofs import (
    Checkpoint,
    Frontier,
    MerkleLog,
    NoteSignature,
    SignedNote,
    checkpoint_text,
    commitment,
    format_note,
    leaf_hash,
    matches,
    parse_checkpoint,
    parse_note,
    verify_consistency,
    verify_inclusion,
)

LOGS = st.lists(st.binary(max_size=8), min_size=1, max_size=80)
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)
NAMES = LINES.filter(lambda name: "+" not in name and not any(map(str.isspace, name)))
SIGNATURES = st.builds(
    NoteSignature, name=NAMES, key_id=st.binary(min_size=4, max_size=4), signature=st.binary(min_size=1, max_size=80)
)
TEXTS = st.lists(LINES | st.just(""), min_size=1, max_size=5).map(lambda lines: "".join(f"{line}\n" for line in lines))


@given(leaves=LOGS, data=st.data())
def test_every_event_of_every_log_is_proved(leaves: list[bytes], data: st.DataObject) -> None:
    """Whatever the leaves, equal ones too, each has a proof in the log of every size from there on."""
    size = data.draw(st.integers(1, len(leaves)))
    index = data.draw(st.integers(0, size - 1))
    log = MerkleLog(leaves)
    proof = log.inclusion_proof(index, size)
    verify_inclusion(leaf_hash=leaf_hash(leaves[index]), index=index, size=size, proof=proof, root=log.root(size))


@given(leaves=LOGS, data=st.data())
def test_every_log_continues_what_it_was(leaves: list[bytes], data: st.DataObject) -> None:
    """Each size of a log is proved to continue each smaller one."""
    new = data.draw(st.integers(0, len(leaves)))
    old = data.draw(st.integers(0, new))
    log = MerkleLog(leaves)
    proof = log.consistency_proof(old, new)
    verify_consistency(old=old, old_root=log.root(old), new=new, new_root=log.root(new), proof=proof)


@given(leaves=LOGS, other=st.binary(max_size=8), data=st.data())
def test_no_history_is_rewritten(leaves: list[bytes], other: bytes, data: st.DataObject) -> None:
    """A log with another event under a checkpoint never proves that it continues it."""
    old = data.draw(st.integers(1, len(leaves)))
    at = data.draw(st.integers(0, old - 1))
    before, after = MerkleLog(leaves[:old]), MerkleLog([*leaves[:at], other + b"!", *leaves[at + 1 :]])
    if leaves[at] == other + b"!":
        return
    with pytest.raises(InvalidInput):
        verify_consistency(
            old=old,
            old_root=before.root(),
            new=len(leaves),
            new_root=after.root(),
            proof=after.consistency_proof(old),
        )


@given(parts=st.lists(LOGS, min_size=1, max_size=4))
def test_how_leaves_arrive_does_not_matter(parts: list[list[bytes]]) -> None:
    """One by one, in parts, or from a frontier kept between: the same root."""
    whole, by_parts, frontier = MerkleLog(leaf for part in parts for leaf in part), MerkleLog(), Frontier()
    for part in parts:
        by_parts.extend(part)
        for leaf in part:
            frontier, _ = frontier.append(leaf)
        frontier = Frontier(size=frontier.size, edge=frontier.edge)
    assert whole.root() == by_parts.root() == frontier.root()


@given(text=TEXTS, signatures=st.lists(SIGNATURES, min_size=1, max_size=4).map(tuple))
def test_a_note_is_read_as_it_was_written(text: str, signatures: tuple[NoteSignature, ...]) -> None:
    """Whatever text and whoever signs, a note survives its bytes."""
    note = SignedNote(text=text, signatures=signatures)
    assert parse_note(format_note(note)) == note


@given(data=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode(errors="replace")))
def test_what_is_read_as_a_note_has_no_other_spelling(data: bytes) -> None:
    """Any bytes are refused as invalid, or are exactly the bytes of the note."""
    for candidate in (data, b"text\n\n\xe2\x80\x94 " + data + b"\n"):
        try:
            note = parse_note(candidate)
        except InvalidInput:
            continue
        assert format_note(note) == candidate


@given(
    origin=LINES,
    size=st.integers(0, 2**53 - 1),
    root=st.binary(min_size=32, max_size=32),
    more=st.lists(LINES, max_size=3),
)
def test_a_checkpoint_is_read_as_it_was_written(origin: str, size: int, root: bytes, more: list[str]) -> None:
    """Whatever it says, a checkpoint survives its text."""
    point = Checkpoint(origin=origin, size=size, root=root, extensions=tuple(more))
    assert parse_checkpoint(checkpoint_text(point)) == point
    assert parse_checkpoint(checkpoint_text(attrs.evolve(point, extensions=()))).extensions == ()


@given(
    value=st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans(),
    other=st.text(st.characters(exclude_categories=["Cs"])),
    salt=st.binary(min_size=32, max_size=32).map(bytes.hex),
)
def test_a_commitment_opens_to_one_detail(value: object, other: str, salt: str) -> None:
    """A commitment matches its own detail, and no other."""
    found = commitment(name="detail", value=value, salt=salt)
    assert matches(found, name="detail", value=value, salt=salt)
    assert matches(found, name="detail", value=other, salt=salt) == (value == other)


@given(leaves=LOGS, cut=st.integers(0, 80))
def test_a_log_grows_by_many_as_it_grows_by_one(leaves: list[bytes], cut: int) -> None:
    """Leaves appended together complete the same subtrees as one after the other, wherever they are divided."""
    one_by_one, nodes = Frontier(), []
    for leaf in leaves:
        one_by_one, completed = one_by_one.append(leaf)
        nodes.append(b"".join(node.hash for node in completed))
    part, first = Frontier().extend(leaves[:cut])
    whole, rest = part.extend(leaves[cut:])
    assert (whole, first + rest) == (one_by_one, nodes)
