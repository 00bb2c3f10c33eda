from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from note_stamps import BUREAU, STRANGER, WITNESS, Stamp

from random_inspection.errors import InvalidInput
from random_inspection.proofs import (
    NoteSignature,
    SignedNote,
    VerifierKey,
    format_note,
    parse_note,
    parse_verifier_key,
    sign_note,
    verified_signatures,
)

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()
"""The example of the note format's first implementation."""
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
).encode()
"""The example of the specification, with an empty line in its text."""


def _code(action: Callable[[], object]) -> tuple[str, int | None]:
    with pytest.raises(InvalidInput) as caught:
        action()
    assert caught.value.text("zh")
    return caught.value.code, caught.value.problems[0].where.row


@pytest.mark.parametrize("data", [NOTE, POEM], ids=["neumann", "quasimodo"])
def test_published_notes_are_read_and_written_byte_by_byte(data: bytes) -> None:
    """Notes that others published come out as they went in; only the last empty line separates."""
    note = parse_note(data)
    assert format_note(note) == data
    assert note.text.encode() + b"\n" == data[: data.rindex("—".encode())]
    assert len(note.signatures[0].signature) == 64


def test_key_id_of_a_published_key() -> None:
    """The id of a published key is that of its name and bytes, and the key is written as it was read."""
    key = parse_verifier_key(PETER)
    assert (key.name, key.key_id.hex(), key.material[0], len(key.material)) == ("PeterNeumann", "c74f20a3", 1, 33)
    assert str(key) == PETER
    assert parse_note(NOTE).signatures[0].key_id == key.key_id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("PeterNeumann", "Peter"),
        PETER.replace("TW", "TX"),
        PETER[:-4],
        f"{PETER}\n",
        "PeterNeumann+c74f20a3+AQ==",
    ],
)
def test_a_key_whose_parts_do_not_belong_together_is_refused(text: str) -> None:
    """A key with a wrong id, another name, other bytes, or anything around it is no key."""
    assert _code(lambda: parse_verifier_key(text)) == ("verifier-key", None)


def test_several_sign_and_strangers_are_ignored() -> None:
    """All known signatures are verified and returned in their order; a stranger's is neither good nor bad."""
    note = sign_note("text\n", [BUREAU, STRANGER, WITNESS])
    assert [one.name for one in verified_signatures(note, [WITNESS, BUREAU])] == [BUREAU.name, WITNESS.name]
    assert [one.name for one in verified_signatures(note, [STRANGER])] == [STRANGER.name]
    assert parse_note(format_note(note)) == note


def test_a_key_is_known_by_name_and_id_together() -> None:
    """The right name with another id, or the right id with another name, is a stranger's signature."""
    note = sign_note("text\n", [Stamp(BUREAU.name, b"efgh"), STRANGER])
    assert _code(lambda: verified_signatures(note, [BUREAU]))[0] == "signature-none"
    assert _code(lambda: verified_signatures(note, []))[0] == "signature-none"


def test_one_bad_signature_of_a_known_key_spoils_the_note() -> None:
    """A note that a known key did not sign is refused, whoever else signed it, wherever the signature stands."""
    good = sign_note("text\n", [BUREAU, WITNESS])
    for at in range(2):
        bad = attrs.evolve(good.signatures[at], signature=b"\0" * 32)
        changed = attrs.evolve(good, signatures=(*good.signatures[:at], bad, *good.signatures[at + 1 :]))
        assert _code(lambda n=changed: verified_signatures(n, [BUREAU, WITNESS]))[0] == "signature-wrong"  # type: ignore[misc]
        doubled = attrs.evolve(good, signatures=(*good.signatures, bad))
        assert _code(lambda n=doubled: verified_signatures(n, [BUREAU, WITNESS]))[0] == "signature-wrong"  # type: ignore[misc]
    other = attrs.evolve(good, text="other\n")
    assert _code(lambda: verified_signatures(other, [BUREAU]))[0] == "signature-wrong"


LINE = "— bureau.example/trail YWJjZHg=\n"


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("", "note-form", None),
        ("text\n", "note-form", None),
        (f"text\n{LINE}", "note-form", None),
        ("text\n\n", "note-form", None),
        (f"text\n\n{LINE[:-1]}", "note-form", None),
        (f"text\n\n{LINE}\n", "note-form", None),
        (f"text\r\n\r\n{LINE}", "note-control", None),
        (f"te\0xt\n\n{LINE}", "note-control", None),
        (f"text\n\n{LINE}{LINE[2:]}", "note-signature", 4),
        (f"a\nb\n\n{LINE.replace('—', '-')}", "note-signature", 4),
        (f"text\n\n{LINE.replace(' YWJ', '  YWJ')}", "note-signature", 3),
        (f"text\n\n{LINE.replace('YWJjZHg=', 'YWJjZHg')}", "note-signature", 3),
        (f"text\n\n{LINE.replace('YWJjZHg=', 'YWJjZHh=')}", "note-signature", 3),
        (f"text\n\n{LINE.replace('YWJjZHg=', 'YWJjZA==')}", "note-signature", 3),
        (f"text\n\n{LINE.replace('=', '= ')}", "note-signature", 3),
        (f"text\n\n{LINE.replace('/trail', '+trail')}", "key-name", None),
        (f"text\n\n{LINE.replace('/trail', chr(0x3000) + 'trail')}", "key-name", None),
        (f"text\n\n{LINE * 101}", "note-signatures-many", None),
    ],
)
def test_what_is_no_note_is_refused(text: str, code: str, row: int | None) -> None:
    """A separator, dash, space or padding that is not as specified is refused, with its line."""
    assert _code(lambda: parse_note(text.encode())) == (code, row)


def test_a_note_must_be_utf8() -> None:
    """A byte that is no UTF-8 is named."""
    assert _code(lambda: parse_note(NOTE[:-2] + b"\xff\n"))[0] == "note-utf8"


def test_every_changed_byte_is_seen() -> None:
    """Whatever byte of a note is changed, it is refused, or says what nobody known has signed."""
    data = format_note(sign_note("origin\n3\nroot\n", [BUREAU]))
    for at in range(len(data)):
        for bit in range(8):
            changed = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            with pytest.raises(InvalidInput):
                verified_signatures(parse_note(changed), [BUREAU])


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (lambda: sign_note("text", [BUREAU]), "note-form"),
        (lambda: sign_note("te\txt\n", [BUREAU]), "note-control"),
        (lambda: sign_note("text\n", []), "list-empty"),
        (lambda: sign_note("text\n", [BUREAU] * 101), "note-signatures-many"),
        (lambda: sign_note("text\n", [Stamp("two words")]), "key-name"),
        (lambda: sign_note("text\n", [Stamp("")]), "key-name"),
        (lambda: parse_verifier_key(f" {PETER}"), "key-name"),
        (lambda: NoteSignature(name="a", key_id=b"abc", signature=b"x"), "key-bytes"),
        (lambda: NoteSignature(name="a", key_id=b"abcd", signature=b""), "key-bytes"),
        (lambda: VerifierKey(name="a+b", material=b"\1x"), "key-name"),
        (lambda: VerifierKey(name="a", material=b"\1"), "key-bytes"),
        (
            lambda: SignedNote(text="\ud800\n", signatures=(NoteSignature(name="a", key_id=b"abcd", signature=b"x"),)),
            "note-control",
        ),
    ],
)
def test_no_value_is_made_that_could_not_be_read_again(action: Callable[[], object], code: str) -> None:
    """What a note cannot say is refused before it is signed or written."""
    assert _code(action)[0] == code
