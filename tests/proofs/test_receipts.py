from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from note_stamps import BUREAU, WITNESS

from random_inspection.errors import InvalidInput
from random_inspection.proofs import (
    Checkpoint,
    MerkleLog,
    Receipt,
    checkpoint_text,
    format_note,
    format_receipt,
    parse_note,
    parse_receipt,
    sign_note,
    verify_receipt,
)

ORIGIN = "bureau.example/trail"
LEAVES = [f'{{"act":"取\\"样","seq":{number}}}'.encode() for number in range(11)]
LOG = MerkleLog(LEAVES)
NOTE = format_note(
    sign_note(checkpoint_text(Checkpoint(origin=ORIGIN, size=len(LOG), root=LOG.root())), [BUREAU, WITNESS])
)


def _receipt(index: int) -> Receipt:
    return Receipt(leaf=LEAVES[index], index=index, proof=LOG.inclusion_proof(index), checkpoint=NOTE)


def _findings(action: Callable[[], object]) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as caught:
        action()
    assert caught.value.text("zh")
    return [(one.code, one.where.path) for one in caught.value.problems]


@pytest.mark.parametrize("index", range(len(LEAVES)))
def test_a_receipt_proves_by_itself(index: int) -> None:
    """The bytes of a receipt, a known key and the name of the log are all that is needed."""
    data = format_receipt(_receipt(index))
    receipt = parse_receipt(data)
    assert receipt.leaf == LEAVES[index]
    assert verify_receipt(receipt, [BUREAU], origin=ORIGIN).size == len(LEAVES)
    assert format_receipt(receipt) == data


def test_a_receipt_shows_no_other_record() -> None:
    """Of the other records nothing but hashes stands in a receipt."""
    data = format_receipt(_receipt(4))
    assert data.count("取".encode()) == 1
    assert set(json.loads(data)) == {"checkpoint", "format", "index", "leaf", "proof"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"leaf": LEAVES[5]}, "proof-root"),
        ({"index": 5}, "proof-root"),
        ({"index": 11}, "log-index"),
        ({"proof": LOG.inclusion_proof(5)}, "proof-root"),
        ({"proof": ()}, "proof-length"),
        ({"checkpoint": NOTE.replace(b"\n11\n", b"\n12\n")}, "signature-wrong"),
        ({"checkpoint": b"x"}, "note-form"),
    ],
)
def test_a_receipt_of_something_else_is_refused(change: dict[str, Any], code: str) -> None:
    """Another record, place, proof or checkpoint does not go with the others."""
    changed = attrs.evolve(_receipt(4), **change)
    assert _findings(lambda: verify_receipt(changed, [BUREAU], origin=ORIGIN))[0][0] == code


def test_every_changed_byte_of_a_receipt_is_refused() -> None:
    """Whatever bit of the file is changed under one signature, it is no receipt, or proves nothing."""
    note = attrs.evolve(parse_note(NOTE), signatures=parse_note(NOTE).signatures[:1])
    data = format_receipt(attrs.evolve(_receipt(4), checkpoint=format_note(note)))
    for at in range(len(data)):
        for bit in range(8):
            changed = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            with pytest.raises(InvalidInput):
                verify_receipt(parse_receipt(changed), [BUREAU, WITNESS], origin=ORIGIN)


def _with(**members: object) -> bytes:
    document = json.loads(format_receipt(_receipt(4))) | members
    kept = {name: value for name, value in document.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[]\n", [("receipt-members", None)]),
        (_with(more=1), [("receipt-members", None)]),
        (_with(leaf=None), [("receipt-members", None)]),
        (_with(format="trail-receipt-2"), [("receipt-member", "format")]),
        (_with(index="4", proof=["AB" * 32]), [("receipt-member", "index"), ("receipt-member", "proof")]),
        (_with(index=True), [("receipt-member", "index")]),
        (_with(index=-1), [("not-integer", "index")]),
        (_with(index=2**60), [("json-kind", "index")]),
        (_with(proof=[1]), [("receipt-member", "proof")]),
        (_with()[:-1], [("json-not-canonical", None)]),
        (_with().replace(b",", b", ", 1), [("json-not-canonical", None)]),
        (_with().replace(b'{"c', b'{"index":4,"c', 1), [("json-name-twice", None)]),
        (b"\xef\xbb\xbf" + _with(), [("json-bom", None)]),
        (b"no", [("json-syntax", None)]),
    ],
)
def test_what_is_no_receipt_is_refused(data: bytes, expected: list[tuple[str, str | None]]) -> None:
    """Members too many, missing or of another kind, and any other spelling are refused with their place."""
    assert _findings(lambda: parse_receipt(data)) == expected


def test_only_text_fits_into_a_receipt() -> None:
    """A record or note that is no UTF-8 is refused before anything is handed out."""
    assert _findings(lambda: attrs.evolve(_receipt(4), leaf=b"\xff")) == [("receipt-not-text", "leaf")]
    assert _findings(lambda: attrs.evolve(_receipt(4), checkpoint=b"a\xff")) == [("receipt-not-text", "checkpoint")]
    assert _findings(lambda: attrs.evolve(_receipt(4), proof=(b"a",))) == [("hash-length", "proof[0]")]
