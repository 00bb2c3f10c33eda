"""Check the receipt of one record (核验一条记录的凭据): `python verify_record_as_citizen.py RECEIPT --origin NAME [--key KEY]`.

RECEIPT is the file that the office hands out; NAME and KEY (`name+id+base64`) are what it publishes elsewhere, say in its
gazette. Hashes and proof need nothing but Python 3.11; only the signature needs the package `cryptography`, and without
it this says that the signature is not checked. Written from RFC 9162, C2SP signed-note and tlog-checkpoint alone.
Exit status: 0 nothing failed, 1 something failed, 2 the file cannot be read.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

PASSED, FAILED, UNCHECKED = "passed 通过", "FAILED 不符", "not checked 未核"
Result = tuple[str, str, str]  # status, what was checked, why


class Wrong(Exception):
    """What is wrong, in words."""


def sha(*parts: bytes) -> bytes:
    """Hash the parts, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def visible(text: str) -> str:
    """Spell out what a terminal would not show as it is."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def unbase64(text: str) -> bytes:
    """Decode base64 that has no second spelling."""
    try:
        raw = base64.standard_b64decode(text.encode("ascii"))
    except ValueError:
        raw = b""
    if not raw or base64.standard_b64encode(raw).decode("ascii") != text:
        raise Wrong(f"no base64: {text!r}")
    return raw


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object in which no member stands twice."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Wrong("a member stands twice")
    return members


def read_receipt(raw: bytes) -> dict[str, Any]:
    """Read the document; its bytes must be the only ones that say the same."""
    try:
        receipt = json.loads(raw.decode("utf-8"), object_pairs_hook=unique)
        again = json.dumps(receipt, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        if again.encode("utf-8") != raw:
            raise Wrong("not in canonical form")
    except (ValueError, RecursionError) as error:
        raise Wrong(f"no JSON in UTF-8: {error}") from error
    kinds = {"checkpoint": str, "format": str, "index": int, "leaf": str, "proof": list}
    if not isinstance(receipt, dict) or {name: type(value) for name, value in receipt.items()} != kinds:
        raise Wrong(f"not the members {', '.join(kinds)} of their kinds")
    if receipt["format"] != "trail-receipt-1":
        raise Wrong(f"unknown format {receipt['format']!r}")
    for step in receipt["proof"]:
        if not isinstance(step, str) or len(step) != 64 or set(step) - set("0123456789abcdef"):  # noqa: PLR2004
            raise Wrong(f"no hash: {step!r}")
    return receipt


def root_of(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """Climb from the leaf to the root: at every height the subtree is left, right, or alone at the right edge."""
    if not 0 <= index < size:
        raise Wrong(f"no place {index} in a log of {size}")
    here, steps = sha(b"\x00", leaf), iter(proof)
    while size > 1:
        partner = index ^ 1
        if partner < size:
            step = next(steps, None)
            if step is None:
                raise Wrong("the proof is too short")
            here = sha(b"\x01", step, here) if partner < index else sha(b"\x01", here, step)
        index, size = index // 2, (size + 1) // 2
    if next(steps, None) is not None:
        raise Wrong("the proof is too long")
    return here


def check_record(receipt: dict[str, Any], size: int, root: bytes) -> None:
    """Climb from the record; the root must be the one of the checkpoint."""
    proof = [bytes.fromhex(step) for step in receipt["proof"]]
    if root_of(receipt["leaf"].encode(), receipt["index"], size, proof) != root:
        raise Wrong("record, proof and root do not belong together")


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Part a signed note into its text and its signatures: names of keys, with id and signature in one."""
    if any(ord(character) < 32 and character != "\n" for character in note):  # noqa: PLR2004
        raise Wrong("a control character in the checkpoint")
    body, gap, below = note.rpartition("\n\n")
    if not (gap and below.endswith("\n")):
        raise Wrong("the checkpoint has no signatures")
    signatures = []
    for line in below[:-1].split("\n"):
        dash, name, blob = (*line.split(" "), "", "")[:3]
        spaced = "+" in name or any(character.isspace() for character in name)
        if dash != "—" or not name or spaced or line.count(" ") != 2 or len(unbase64(blob)) <= 4:  # noqa: PLR2004
            raise Wrong(f"no signature: {line!r}")
        signatures.append((name, unbase64(blob)))
    return body + "\n", signatures


def read_checkpoint(body: str, origin: str) -> tuple[int, bytes]:
    """Read size and root of the log `origin`."""
    rows = body.split("\n")[:-1]
    if len(rows) < 3 or not all(rows):  # noqa: PLR2004
        raise Wrong("the checkpoint lacks a line")
    if rows[0] != origin:
        raise Wrong(f"the checkpoint is of {rows[0]!r}, not of {origin!r}")
    size = int(rows[1]) if rows[1].isascii() and rows[1].isdigit() and len(rows[1]) < 17 else -1  # noqa: PLR2004
    if str(size) != rows[1]:
        raise Wrong(f"no number of events: {rows[1]!r}")
    root = unbase64(rows[2])
    if len(root) != 32:  # noqa: PLR2004
        raise Wrong("the root is no hash")
    return size, root


def check_signature(body: str, signatures: list[tuple[str, bytes]], key: str) -> Result:
    """Check the signatures of one key; without the package, say so."""
    title = "signature 签名"
    name, _, rest = key.partition("+")
    named, _, blob = rest.partition("+")
    public = unbase64(blob)
    if sha(name.encode(), b"\n", public)[:4].hex() != named or public[0] != 1 or len(public) != 33:  # noqa: PLR2004
        raise Wrong(f"no Ed25519 key: {key!r}")
    ours = [both[4:] for signer, both in signatures if signer == name and both[:4].hex() == named]
    if not ours:
        return FAILED, title, f"not signed by {name}"
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  (optional)
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415  (optional)
    except ImportError:
        return UNCHECKED, title, "the package cryptography is not installed 未安装 cryptography"
    try:
        for signature in ours:
            Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature, body.encode())
    except InvalidSignature:
        return FAILED, title, f"the signature of {name} is not of this checkpoint"
    return PASSED, title, ""


def check(raw: bytes, origin: str, key: str | None) -> list[Result]:
    """Check everything that can be checked, in order; what follows from something wrong is left out."""
    results: list[Result] = []
    title = "form of the receipt 凭据格式"
    try:
        receipt = read_receipt(raw)
        results.append((PASSED, title, ""))
        title = "checkpoint 检查点"
        body, signatures = split_note(receipt["checkpoint"])
        size, root = read_checkpoint(body, origin)
        results.append((PASSED, title, f"{size} events 个事件"))
        title = "the record stands in the log 记录在日志中"
        check_record(receipt, size, root)
        results.append((PASSED, title, f"event 事件 {receipt['index']}"))
        title = "signature 签名"
        if key is None:
            why = "no key was given: the root must be trusted for another reason 未提供公钥"
            results.append((UNCHECKED, title, why))
        else:
            results.append(check_signature(body, signatures, key))
    except Wrong as error:
        results.append((FAILED, title, str(error)))
    return results


def main(arguments: list[str]) -> int:
    """Print the results and the record."""
    parser = argparse.ArgumentParser(description="Check the receipt of one record 核验一条记录的凭据")
    parser.add_argument("receipt", type=Path, help="the file that the office handed out 机关出具的凭据文件")
    parser.add_argument("--origin", required=True, help="the name of the log 日志名称")
    parser.add_argument("--key", help="the published key: name+id+base64 公布的验证公钥")
    given = parser.parse_args(arguments)
    try:
        raw = given.receipt.read_bytes()
    except OSError as error:
        print(f"{given.receipt}: {error.strerror}")
        return 2
    results = check(raw, given.origin, given.key)
    for status, title, why in results:
        print(" | ".join([status, title, *([visible(why)] if why else [])]))
    if any(status == FAILED for status, _, _ in results):
        return 1
    print("record 记录:", visible(json.loads(raw)["leaf"]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
