from __future__ import annotations

import base64
import importlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from random_inspection.adapters.signing import Ed25519Signer, Ed25519Verifier, generate_pem
from random_inspection.errors import ExtraMissing, InvalidInput
from random_inspection.proofs import VerifierKey, format_note, parse_note, sign_note, verified_signatures

if TYPE_CHECKING:
    from random_inspection.ports import Signer
    from random_inspection.proofs import NoteVerifier

NAME = "bureau.example/trail"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
"""The private key of the published example, which everybody knows."""
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    f"{TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()
"""The published example of the note format."""


def _code(action: Callable[[], object]) -> str:
    with pytest.raises(InvalidInput) as caught:
        action()
    assert caught.value.text("zh")
    return caught.value.code


def _pem(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_the_published_note_is_verified() -> None:
    """A note that another implementation signed is verified by its published key, and by none else."""
    verifier: NoteVerifier = Ed25519Verifier(PETER)
    assert [one.name for one in verified_signatures(parse_note(NOTE), [verifier])] == ["PeterNeumann"]
    assert _code(lambda: verified_signatures(parse_note(NOTE.replace(b"think", b"thinc")), [verifier])) == (
        "signature-wrong"
    )


def test_the_published_key_signs_the_published_note() -> None:
    """Ed25519 is deterministic: the published private key makes the published signature, byte by byte."""
    signer: Signer = Ed25519Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(SEED))
    assert format_note(sign_note(TEXT, [signer])) == NOTE


def test_a_new_key_signs_and_its_published_half_verifies() -> None:
    """A generated key, kept as PEM and loaded again, signs what the text of its public key verifies."""
    signer = Ed25519Signer.from_pem(NAME, generate_pem())
    verifier = Ed25519Verifier(str(signer.verifier_key))
    signature = signer.sign(b"text")
    assert (verifier.name, verifier.key_id) == (signer.name, signer.key_id)
    assert verifier.verify(b"text", signature)
    assert not verifier.verify(b"text.", signature)
    assert not any(verifier.verify(b"text", bad) for bad in (b"", b"short", signature + b"\0", bytes(64)))


def test_no_two_keys_are_the_same() -> None:
    """Each generated key is new."""
    assert len({Ed25519Signer.from_pem(NAME, generate_pem()).key_id for _ in range(20)}) == 20


def test_an_encrypted_key_needs_its_password() -> None:
    """A key under a password is loaded with it, and with nothing else."""
    data = generate_pem(b"secret")
    assert Ed25519Signer.from_pem(NAME, data, password=b"secret").name == NAME
    assert _code(lambda: Ed25519Signer.from_pem(NAME, data)) == "signing-key"
    assert _code(lambda: Ed25519Signer.from_pem(NAME, data, password=b"other")) == "signing-key"
    assert _code(lambda: Ed25519Signer.from_pem(NAME, generate_pem(), password=b"secret")) == "signing-key"


@pytest.mark.parametrize(
    "data",
    [b"", b"no pem", generate_pem()[:80], _pem(X25519PrivateKey.generate())],
    ids=["empty", "text", "cut", "other"],
)
def test_what_is_no_private_key_is_refused(data: bytes) -> None:
    """An empty, cut or foreign file, and a key for something else, are refused with what to do."""
    assert _code(lambda: Ed25519Signer.from_pem(NAME, data)) == "signing-key"


@pytest.mark.parametrize("material", [b"\2" + bytes(32), b"\1" + bytes(31), b"\xffSM2" + bytes(64)])
def test_a_verifier_is_of_its_kind(material: bytes) -> None:
    """A key of another type, or of another length, is not taken for one of Ed25519."""
    key = VerifierKey(name=NAME, material=material)
    assert _code(lambda: Ed25519Verifier(str(key))) == "verifier-key-kind"


def test_a_name_that_no_note_can_hold_is_refused() -> None:
    """A key is not loaded under a name that its signatures could not bear."""
    assert _code(lambda: Ed25519Signer.from_pem("two words", generate_pem())) == "key-name"


def test_the_private_key_is_never_shown() -> None:
    """What is printed of a signer is its public key only."""
    key = Ed25519PrivateKey.generate()
    signer = Ed25519Signer(NAME, key)
    shown = f"{signer!r} {signer}"
    assert str(signer.verifier_key) in shown
    assert key.private_bytes_raw().hex() not in shown
    assert repr(key.private_bytes_raw()) not in shown
    assert repr(Ed25519Verifier(signer.verifier_key)) == f"Ed25519Verifier({str(signer.verifier_key)!r})"


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `cryptography` the module says which extra has it, in both languages."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "random_inspection.adapters.signing")
    with pytest.raises(ExtraMissing, match=r'pip install "\.\[sign\]"') as caught:
        importlib.import_module("random_inspection.adapters.signing")
    assert ".[sign]" in caught.value.text("zh")
