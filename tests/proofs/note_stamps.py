"""Signers that need no cryptography, for the tests of what is signed and by whom."""

from __future__ import annotations

import hashlib

import attrs


@attrs.frozen
class Stamp:
    """A signer and verifier that anybody could imitate: enough to see which bytes are signed by whom."""

    name: str
    key_id: bytes = b"abcd"

    def sign(self, text: bytes) -> bytes:
        """Return a digest of name and text."""
        return hashlib.sha256(self.name.encode() + text).digest()

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Return whether it is that digest."""
        return self.sign(text) == signature


BUREAU, WITNESS, STRANGER = Stamp("bureau.example/trail"), Stamp("witness.example"), Stamp("stranger.example")
