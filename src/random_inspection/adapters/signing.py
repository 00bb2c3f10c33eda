"""Ed25519 keys in PEM files, through `cryptography` (extra ``sign``)."""

from __future__ import annotations

from typing import Self

from random_inspection.errors import ExtraMissing, InvalidInput, Message
from random_inspection.proofs.notes import ED25519, VerifierKey, parse_verifier_key

SIGN_EXTRA_MISSING = Message(
    "sign-extra-missing",
    'signing and its verification need the package cryptography; in the folder of the sources: pip install ".[sign]"',
    '签名和验签需要 cryptography；请在源代码文件夹中运行：pip install ".[sign]"',
)
NOT_PEM_KEY = Message(
    "signing-key",
    "no Ed25519 private key in PEM that this password opens; hand in the file as the key was generated",
    "不是能用此口令打开的 Ed25519 私钥（PEM）；请使用生成时的密钥文件",
)
NOT_ED25519 = Message(
    "verifier-key-kind",
    "the key {found} is not an Ed25519 key; take the verifier for its kind",
    "验证公钥 {found} 不是 Ed25519 公钥；请使用相应种类的验签程序",
)

try:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
except ImportError as error:
    raise ExtraMissing(SIGN_EXTRA_MISSING.at()) from error


def generate_pem(password: bytes | None = None) -> bytes:
    """Return a new private key as PEM (PKCS #8), encrypted where a password is given. Keep it from everybody."""
    lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock
    )


class Ed25519Signer:
    """Signs with a private key, which it never shows; a `ports.Signer`."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.verifier_key = VerifierKey(name=name, material=ED25519 + private_key.public_key().public_bytes_raw())
        """The public key, which the office publishes."""

    @classmethod
    def from_pem(cls, name: str, data: bytes, *, password: bytes | None = None) -> Self:
        """Return the signer with the private key in the bytes of a PEM file.

        Raises:
            InvalidInput: a name that a key cannot have; bytes that are no Ed25519 key, or not under this password.
        """
        try:
            key = serialization.load_pem_private_key(data, password)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise InvalidInput(NOT_PEM_KEY.at()) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise InvalidInput(NOT_PEM_KEY.at())
        return cls(name, key)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.verifier_key)!r})"

    @property
    def name(self) -> str:
        """The name of the key."""
        return self.verifier_key.name

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that tell keys of one name apart."""
        return self.verifier_key.key_id

    def sign(self, text: bytes) -> bytes:
        """Return the 64 bytes of the signature (RFC 8032)."""
        return self._private_key.sign(text)


class Ed25519Verifier:
    """Verifies signatures of one public key; a `proofs.NoteVerifier`."""

    def __init__(self, key: VerifierKey | str) -> None:
        """Take the key, or its text ``name+id+base64``; raise `InvalidInput` where it is none of Ed25519."""
        self.verifier_key = parse_verifier_key(key) if isinstance(key, str) else key
        """The public key."""
        kind, public_key = self.verifier_key.material[:1], self.verifier_key.material[1:]
        try:
            self._public_key = Ed25519PublicKey.from_public_bytes(public_key if kind == ED25519 else b"")
        except ValueError as error:
            raise InvalidInput(NOT_ED25519.at(found=str(self.verifier_key))) from error

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.verifier_key)!r})"

    @property
    def name(self) -> str:
        """The name of the key."""
        return self.verifier_key.name

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that tell keys of one name apart."""
        return self.verifier_key.key_id

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Return whether this key signed exactly these bytes."""
        try:
            self._public_key.verify(signature, text)
        except InvalidSignature:
            return False
        return True
