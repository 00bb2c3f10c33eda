from __future__ import annotations

import ast
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

from random_inspection.adapters.signing import Ed25519Signer, Ed25519Verifier, generate_pem
from random_inspection.errors import InvalidInput
from random_inspection.proofs import (
    Checkpoint,
    MerkleLog,
    Receipt,
    checkpoint_text,
    format_note,
    format_receipt,
    leaf_hash,
    parse_receipt,
    sign_note,
    verify_receipt,
)

SCRIPT = Path(__file__).parents[2] / "examples/verify_record_as_citizen.py"
ORIGIN = "bureau.example/trail"
SIGNER, WITNESS = (Ed25519Signer.from_pem(name, generate_pem()) for name in (ORIGIN, "witness.example"))
KEY = str(SIGNER.verifier_key)
LEAVES = [f'{{"act":"取\\"样","seq":{number}}}'.encode() for number in range(23)]


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_record_as_citizen", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


citizen: Any = _module()


def _receipt(index: int, size: int = len(LEAVES)) -> Receipt:
    log = MerkleLog(LEAVES[:size])
    point = Checkpoint(origin=ORIGIN, size=size, root=log.root())
    note = format_note(sign_note(checkpoint_text(point), [SIGNER, WITNESS]))
    return Receipt(leaf=LEAVES[index], index=index, proof=log.inclusion_proof(index), checkpoint=note)


def _statuses(data: bytes, key: str | None = KEY) -> list[str]:
    return [status for status, _, _ in citizen.check(data, ORIGIN, key)]


def _run(tmp_path: Path, data: bytes, *more: str) -> int:
    path = tmp_path / "receipt.json"
    path.write_bytes(data)
    found: int = citizen.main([str(path), "--origin", ORIGIN, *more])
    return found


def test_every_record_of_every_log_passes() -> None:
    """For each log up to 23 events, the receipt of each event passes all four checks."""
    for size in range(1, len(LEAVES) + 1):
        for index in range(size):
            assert _statuses(format_receipt(_receipt(index, size))) == [citizen.PASSED] * 4


def test_it_agrees_with_the_package_on_every_changed_byte() -> None:
    """Whatever bit is changed, the script fails exactly where the package refuses."""
    data, verifier = format_receipt(_receipt(5, 6)), Ed25519Verifier(KEY)
    for at in range(len(data)):
        for bit in range(8):
            changed = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            try:
                verify_receipt(parse_receipt(changed), [verifier], origin=ORIGIN)
            except InvalidInput:
                assert citizen.FAILED in _statuses(changed), changed
            else:
                assert _statuses(changed) == [citizen.PASSED] * 4, changed


@pytest.mark.parametrize(
    "change",
    [
        {"index": 6},
        {"index": 23},
        {"proof": ()},
        {"proof": (*_receipt(5).proof, bytes(32))},
        {"leaf": LEAVES[6]},
        {"checkpoint": b"no note"},
        {"checkpoint": _receipt(5).checkpoint.replace(b"\n23\n", b"\n023\n")},
        {"checkpoint": _receipt(5).checkpoint.replace(b"bureau.example/trail\n", b"other.example\n", 1)},
    ],
)
def test_what_does_not_belong_together_fails(change: dict[str, Any]) -> None:
    """Another record, place, proof or checkpoint fails."""
    assert _statuses(format_receipt(attrs.evolve(_receipt(5), **change)))[-1] == citizen.FAILED


def test_a_root_that_nobody_signed_fails() -> None:
    """A log that somebody else made up has proofs that hold, and no signature of the office."""
    forged = MerkleLog([*LEAVES[:5], b"forged"])
    point = Checkpoint(origin=ORIGIN, size=6, root=forged.root())
    other = Ed25519Signer.from_pem(ORIGIN, generate_pem())
    note = format_note(sign_note(checkpoint_text(point), [other]))
    receipt = Receipt(leaf=b"forged", index=5, proof=forged.inclusion_proof(5), checkpoint=note)
    assert forged.node(0, 5) == leaf_hash(b"forged")
    assert _statuses(format_receipt(receipt)) == [citizen.PASSED] * 3 + [citizen.FAILED]


def test_without_cryptography_it_says_what_is_not_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Hashes and proof are checked all the same, and the signature is plainly called not checked."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    assert _run(tmp_path, format_receipt(_receipt(5)), "--key", KEY) == 0
    assert (
        f"{citizen.UNCHECKED} | signature 签名 | the package cryptography is not installed" in capsys.readouterr().out
    )


def test_without_a_key_it_says_what_is_not_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a published key, the root is called not checked, and the record is shown."""
    assert _run(tmp_path, format_receipt(_receipt(5))) == 0
    out = capsys.readouterr().out
    assert f"{citizen.UNCHECKED} | signature 签名 | no key was given" in out
    assert LEAVES[5].decode() in out


@pytest.mark.parametrize(
    "key",
    ["", "no key", KEY[:-2], KEY.replace("+", "-", 1), str(WITNESS.verifier_key)[:-8]],
    ids=["empty", "text", "cut", "dash", "witness"],
)
def test_a_key_that_is_none_fails(key: str, tmp_path: Path) -> None:
    """A key with parts that do not belong together is never taken for a checked signature."""
    assert _run(tmp_path, format_receipt(_receipt(5)), "--key", key) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data.replace(b",", b", ", 1),
        lambda data: data.replace(b'{"c', b'{"index":5,"c', 1),
        lambda _: b"[]\n",
        lambda _: b'"\\ud800"\n',
        lambda data: b"\xff" + data,
        lambda _: b"[" * 100_000,
        lambda data: (
            json.dumps({**json.loads(data), "index": True}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        ),
    ],
)
def test_another_spelling_fails(change: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """What is not the one spelling of a receipt fails; nothing in a file makes the script stumble."""
    assert _run(tmp_path, change(format_receipt(_receipt(5))), "--key", KEY) == 1


def test_what_is_printed_is_safe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A record cannot send commands to the terminal."""
    leaf = "\x1b[2J\x9b31m\u202e".encode()
    log = MerkleLog([leaf])
    note = format_note(sign_note(checkpoint_text(Checkpoint(origin=ORIGIN, size=1, root=log.root())), [SIGNER]))
    assert _run(tmp_path, format_receipt(Receipt(leaf=leaf, index=0, proof=(), checkpoint=note)), "--key", KEY) == 0
    assert all(line.isprintable() for line in capsys.readouterr().out.splitlines())


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    """A file that is not there is neither passed nor failed."""
    assert citizen.main([str(tmp_path / "none.json"), "--origin", ORIGIN]) == 2


def test_it_needs_the_standard_library_only() -> None:
    """At its top it imports nothing but the standard library; inside, `cryptography` and nothing else."""
    tree = ast.parse(SCRIPT.read_text("utf-8"))
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    top = {name.partition(".")[0] for name in names}
    assert top - set(sys.stdlib_module_names) == {"cryptography"}


def test_it_shares_no_line_with_the_package() -> None:
    """Two programs written apart that agree are evidence; no line of some length stands in both."""
    package = Path(SCRIPT).parents[1] / "src/random_inspection/proofs"
    theirs = {line.strip() for path in package.glob("*.py") for line in path.read_text("utf-8").splitlines()}
    ours = [line.strip() for line in SCRIPT.read_text("utf-8").splitlines()]
    shared = [line for line in ours if len(line) > 30 and line in theirs and not line.startswith(("from ", "import "))]
    assert shared == []
