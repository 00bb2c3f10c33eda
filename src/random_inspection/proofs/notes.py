"""Signed notes (C2SP signed-note): text, and below it who signed it. Keys themselves stay behind protocols."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Protocol

import attrs

from random_inspection.domain.validators import TOO_FEW
from random_inspection.errors import InvalidInput, Message, Where

ED25519 = b"\x01"
"""The type of Ed25519 keys; a type that C2SP has not assigned begins with ``ff`` and a name of its own."""
MAX_SIGNATURES = 100
"""More signatures under one note are refused."""
_KEY_ID_SIZE = 4
_DASH = "\N{EM DASH} "

NOTE_UTF8 = Message(
    "note-utf8",
    "byte {byte} cannot be read as UTF-8; take the note as it was published",
    "第{byte}字节不是有效的 UTF-8；请使用原样公布的签名文本",
)
NOTE_CONTROL = Message(
    "note-control",
    "found {found!r}; a note has no control characters but line feeds; take the note as it was published",
    "实为 {found!r}；签名文本除换行外不含控制字符；请使用原样公布的签名文本",
)
NOTE_FORM = Message(
    "note-form",
    "expected text that ends in a line feed, an empty line, and lines of signatures; take the note as it was published",
    "应为以换行结尾的文本、一个空行和若干签名行；请使用原样公布的签名文本",
)
NOTE_SIGNATURE = Message(
    "note-signature",
    "found {found!r}, expected a dash, the name of a key, and a signature in base64; take the note as it was published",
    "实为 {found!r}，应为破折号、密钥名称和 base64 签名；请使用原样公布的签名文本",
)
NOTE_TOO_MANY = Message(
    "note-signatures-many",
    "found {found} signatures, expected {limit} at most",
    "共有{found}个签名，最多允许{limit}个",
)
KEY_NAME = Message(
    "key-name",
    "found {found!r}, expected a name without spaces and plus signs, such as bureau.example/trail",
    "实为 {found!r}，应为不含空白和加号的名称，如 bureau.example/trail",
)
VERIFIER_KEY = Message(
    "verifier-key",
    "found {found!r}, expected a verifier key, such as name+c74f20a3+base64, whose parts belong together",
    "实为 {found!r}，应为“名称+c74f20a3+base64”形式且各部分相符的验证公钥",
)
SIGNATURE_WRONG = Message(
    "signature-wrong",
    "the signature of {name} is not of this text: text or signature was changed; do not use the note",
    "“{name}”的签名与文本不符：文本或签名已被改动；请勿使用",
)
SIGNATURE_NONE = Message(
    "signature-none",
    "signed by {found}, and by none of the known keys ({known}); get the key of the office from a place that you trust",
    "签名者为{found}，均不在已知密钥（{known}）之列；请从可信渠道取得机关的验证公钥",
)
KEY_BYTES = Message(
    "key-bytes",
    "found {found} bytes, expected {least} or more, and no more than {most}",
    "实为{found}字节，应为{least}至{most}字节",
)


class NoteSigner(Protocol):
    """What signs a note; `ports.Signer` is its contract."""

    @property
    def name(self) -> str:
        """The name of the key."""
        ...

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that tell keys of one name apart."""
        ...

    def sign(self, text: bytes) -> bytes:
        """Return the signature of these bytes."""
        ...


class NoteVerifier(Protocol):
    """Knows one public key, and whether a signature is of it."""

    @property
    def name(self) -> str:
        """The name of the key."""
        ...

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that tell keys of one name apart."""
        ...

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Return whether this key signed exactly these bytes; False for whatever is no signature."""
        ...


def _check_name(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not (isinstance(value, str) and value and "+" not in value and not any(map(str.isspace, value))):
        raise InvalidInput(KEY_NAME.at(Where(path=attribute.name), found=value))


@attrs.frozen
class _Bytes:
    """Validates bytes of a length from `least` to `most`."""

    least: int
    most: int = 65_536

    def __call__(self, _: object, attribute: attrs.Attribute[bytes], value: bytes) -> None:
        if not self.least <= len(value) <= self.most:
            raise InvalidInput(
                KEY_BYTES.at(Where(path=attribute.name), found=len(value), least=self.least, most=self.most)
            )


def _check_signatures(_: object, attribute: attrs.Attribute[tuple[object, ...]], value: tuple[object, ...]) -> None:
    if not value:
        raise InvalidInput(TOO_FEW.at(Where(path=attribute.name)))
    if len(value) > MAX_SIGNATURES:
        raise InvalidInput(NOTE_TOO_MANY.at(Where(path=attribute.name), found=len(value), limit=MAX_SIGNATURES))


def _check_text(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if found := _control(value):
        raise InvalidInput(NOTE_CONTROL.at(Where(path=attribute.name), found=found))
    if not value.endswith("\n"):
        raise InvalidInput(NOTE_FORM.at(Where(path=attribute.name)))


def _control(text: str) -> str | None:
    """Return the first character that no note may have: a control character, or half of a surrogate pair."""
    return next((char for char in text if (char < " " and char != "\n") or "\ud800" <= char <= "\udfff"), None)


def base64_bytes(text: str) -> bytes | None:
    """Return the bytes of base64 text in its only form (RFC 4648 §4, padded, no bit to spare); None for any other."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64_text(data) == text else None


def base64_text(data: bytes) -> str:
    """Return bytes as base64 text (RFC 4648 §4)."""
    return base64.b64encode(data).decode()


@attrs.frozen(kw_only=True)
class NoteSignature:
    """One line under a note.

    Attributes:
        name: the name of the key, usually a URL without ``https://``.
        key_id: 4 bytes that tell keys of one name apart.
        signature: what the key made of the text.
    """

    name: str = attrs.field(validator=_check_name)
    key_id: bytes = attrs.field(validator=_Bytes(_KEY_ID_SIZE, _KEY_ID_SIZE))
    signature: bytes = attrs.field(validator=_Bytes(1))


@attrs.frozen(kw_only=True)
class SignedNote:
    """Text with its signatures, of which none is verified by having the value.

    Attributes:
        text: what is signed; it ends in a line feed.
        signatures: one at least, in the order of their lines.
    """

    text: str = attrs.field(validator=_check_text)
    signatures: tuple[NoteSignature, ...] = attrs.field(validator=_check_signatures)


@attrs.frozen(kw_only=True)
class VerifierKey:
    """A public key, as it is handed to whoever verifies.

    Attributes:
        name: the name of the key.
        material: its type (`ED25519`), and the bytes of the public key.
    """

    name: str = attrs.field(validator=_check_name)
    material: bytes = attrs.field(validator=_Bytes(2))

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256 over name, line feed, type and public key."""
        return sha256(self.name.encode() + b"\n" + self.material).digest()[:_KEY_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64_text(self.material)}"


def parse_verifier_key(text: str) -> VerifierKey:
    """Return the key of a text ``name+id+base64``; raise `InvalidInput` where its parts do not belong together."""
    name, _, rest = text.partition("+")
    material = base64_bytes(rest.partition("+")[2])
    if material is not None and len(material) > 1:
        key = VerifierKey(name=name, material=material)
        if str(key) == text:
            return key
    raise InvalidInput(VERIFIER_KEY.at(found=text))


def sign_note(text: str, signers: Iterable[NoteSigner]) -> SignedNote:
    """Return the text with a signature of each signer, in their order."""
    data = text.encode()
    return SignedNote(
        text=text,
        signatures=tuple(NoteSignature(name=by.name, key_id=by.key_id, signature=by.sign(data)) for by in signers),
    )


def format_note(note: SignedNote) -> bytes:
    """Return the bytes of a note, as they are published."""
    lines = (f"{_DASH}{one.name} {base64_text(one.key_id + one.signature)}\n" for one in note.signatures)
    return f"{note.text}\n{''.join(lines)}".encode()


def parse_note(data: bytes) -> SignedNote:
    """Return the note of these bytes; `format_note` gives exactly them again. No signature is verified by this.

    Raises:
        InvalidInput: anything else than a note of at most `MAX_SIGNATURES` signatures, with the line where it is.
    """
    try:
        text, separator, signatures = data.decode().rpartition("\n\n")
    except UnicodeDecodeError as error:
        raise InvalidInput(NOTE_UTF8.at(byte=error.start)) from error
    if found := _control(text + signatures):
        raise InvalidInput(NOTE_CONTROL.at(found=found))
    *lines, end = signatures.split("\n")
    if not separator or end or not lines:
        raise InvalidInput(NOTE_FORM.at())
    first = text.count("\n") + 3
    return SignedNote(
        text=f"{text}\n", signatures=tuple(_signature(line, row) for row, line in enumerate(lines, start=first))
    )


def _signature(line: str, row: int) -> NoteSignature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    data = base64_bytes(encoded)
    if not line.startswith(_DASH) or data is None or len(data) <= _KEY_ID_SIZE:
        raise InvalidInput(NOTE_SIGNATURE.at(Where(row=row), found=line))
    return NoteSignature(name=name, key_id=data[:_KEY_ID_SIZE], signature=data[_KEY_ID_SIZE:])


def verified_signatures(note: SignedNote, verifiers: Sequence[NoteVerifier]) -> tuple[NoteSignature, ...]:
    """Return the signatures of known keys, all of them verified; those of unknown keys are ignored.

    A key is known by its name and its id together.

    Raises:
        InvalidInput: a signature of a known key is not of this text, or no known key signed it.
    """
    by_key = {(one.name, one.key_id): one for one in verifiers}
    known = tuple(one for one in note.signatures if (one.name, one.key_id) in by_key)
    text = note.text.encode()
    wrong = [
        SIGNATURE_WRONG.at(name=one.name)
        for one in known
        if not by_key[one.name, one.key_id].verify(text, one.signature)
    ]
    if wrong:
        raise InvalidInput(*wrong)
    if not known:
        found, expected = (
            ", ".join(f"{one.name}+{one.key_id.hex()}" for one in keys) for keys in (note.signatures, verifiers)
        )
        raise InvalidInput(SIGNATURE_NONE.at(found=found, known=expected))
    return known
