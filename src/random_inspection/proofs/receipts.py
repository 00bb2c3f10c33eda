"""The receipt of one record: it proves by itself, without the other records, that the trail holds it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from random_inspection.domain.fields import Integer, is_hex64
from random_inspection.errors import InvalidInput, Message, Where, refuse
from random_inspection.proofs.canonical import difference, encoded, parsed, plain_problems
from random_inspection.proofs.checkpoints import Checkpoint, open_checkpoint
from random_inspection.proofs.merkle import leaf_hash, require_hashes
from random_inspection.proofs.notes import NoteVerifier
from random_inspection.proofs.verification import verify_inclusion

FORMAT = "trail-receipt-1"
"""What a receipt says it is, in its member ``format``."""
_MEMBERS = {"checkpoint": str, "format": str, "index": int, "leaf": str, "proof": list}

RECEIPT_MEMBERS = Message(
    "receipt-members",
    "found {found}, expected an object with exactly the members {expected}; take the receipt as it was handed out",
    "实为 {found}，应为恰好含 {expected} 各成员的对象；请使用原样出具的凭据",
)
RECEIPT_MEMBER = Message(
    "receipt-member",
    "found {found!r}, expected {expected}; take the receipt as it was handed out",
    "实为 {found!r}，应为{expected_zh}；请使用原样出具的凭据",
)
NOT_TEXT = Message(
    "receipt-not-text",
    "expected UTF-8 text, which it is not from byte {byte} on; only text fits into a receipt",
    "应为 UTF-8 文本，但第{byte}字节起不是；凭据只能容纳文本",
)
_KINDS = {
    str: ("text", "文本"),
    int: ("a whole number", "整数"),
    list: ("a list of hashes, each of 64 hexadecimal characters in lower case", "由64位小写十六进制摘要组成的列表"),
}


def _check_text(_: object, attribute: attrs.Attribute[bytes], value: bytes) -> None:
    try:
        value.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput(NOT_TEXT.at(Where(path=attribute.name), byte=error.start)) from error


def _check_proof(_: object, attribute: attrs.Attribute[tuple[bytes, ...]], value: tuple[bytes, ...]) -> None:
    require_hashes(attribute.name, value)


@attrs.frozen(kw_only=True)
class Receipt:
    """One record with the proof that the trail holds it. Having the value verifies nothing: `verify_receipt` does.

    Attributes:
        leaf: the bytes of the record, as the trail stores them; UTF-8 text.
        index: its place in the trail, from 0.
        proof: the inclusion proof, hashes of 32 bytes.
        checkpoint: the signed note of the checkpoint, whose size the proof is for, as it was published.
    """

    leaf: bytes = attrs.field(validator=_check_text)
    index: int = attrs.field(validator=Integer(0))
    proof: tuple[bytes, ...] = attrs.field(validator=_check_proof)
    checkpoint: bytes = attrs.field(validator=_check_text)


def format_receipt(receipt: Receipt) -> bytes:
    """Return the bytes of a receipt: canonical JSON and one line feed."""
    return encoded(
        {
            "checkpoint": receipt.checkpoint.decode(),
            "format": FORMAT,
            "index": receipt.index,
            "leaf": receipt.leaf.decode(),
            "proof": [one.hex() for one in receipt.proof],
        }
    )


def parse_receipt(data: bytes) -> Receipt:
    """Return the receipt of these bytes; `format_receipt` gives exactly them again. Nothing is verified by this.

    Raises:
        InvalidInput: anything else, member by member.
    """
    document = parsed(data)
    refuse(plain_problems(document))
    if not isinstance(document, dict) or document.keys() != _MEMBERS.keys():
        found = ", ".join(document) if isinstance(document, dict) else type(document).__name__
        raise InvalidInput(RECEIPT_MEMBERS.at(found=found, expected=", ".join(_MEMBERS)))
    wrong = [name for name, kind in _MEMBERS.items() if type(document[name]) is not kind]
    if "proof" not in wrong and not all(map(is_hex64, document["proof"])):
        wrong.append("proof")
    words = {name: _KINDS[_MEMBERS[name]] for name in wrong}
    if "format" not in wrong and document["format"] != FORMAT:
        words["format"] = (f'"{FORMAT}"', f"“{FORMAT}”")
    refuse(
        [
            RECEIPT_MEMBER.at(Where(path=name), found=document[name], expected=en, expected_zh=zh)
            for name, (en, zh) in words.items()
        ]
    )
    receipt = Receipt(
        leaf=document["leaf"].encode(),
        index=document["index"],
        proof=tuple(map(bytes.fromhex, document["proof"])),
        checkpoint=document["checkpoint"].encode(),
    )
    refuse(difference(data, format_receipt(receipt)))
    return receipt


def verify_receipt(receipt: Receipt, verifiers: Sequence[NoteVerifier], *, origin: str) -> Checkpoint:
    """Return the checkpoint under which the trail `origin` holds the record of the receipt.

    Args:
        receipt: the record with its proof.
        verifiers: keys of the office and of witnesses, obtained from elsewhere.
        origin: the trail that it must be of.

    Raises:
        InvalidInput: no known key signed the checkpoint, or the proof does not lead from the record to its root.

    Clause: 二(八) 留痕
    """
    checkpoint = open_checkpoint(receipt.checkpoint, verifiers, origin=origin)
    verify_inclusion(
        leaf_hash=leaf_hash(receipt.leaf),
        index=receipt.index,
        size=checkpoint.size,
        proof=receipt.proof,
        root=checkpoint.root,
    )
    return checkpoint
