"""Salted commitments: a personal detail leaves the trail, and the proofs stay whole."""

from __future__ import annotations

from hashlib import sha256

from random_inspection.domain.fields import NOT_HEX, is_hex64
from random_inspection.errors import Where, refuse
from random_inspection.proofs.canonical import encoded, plain_problems


def commitment(*, name: str, value: object, salt: str) -> str:
    """Return what stands in the trail for a personal detail: SHA-256 of ``{"name":…,"salt":…,"value":…}`` (RFC 8785).

    The detail and its salt are kept elsewhere; when they are deleted, nobody can find the detail out again.
    The bytes have no line feed at their end.

    Args:
        name: which detail it is, such as ``phone``.
        value: a plain value: text, whole number, true or false, list or object.
        salt: 64 hexadecimal characters that nobody can foresee, never the same twice (`ports.Entropy.secret`).

    Returns:
        64 hexadecimal characters.

    Raises:
        InvalidInput: a salt that is none, or a value that canonical JSON cannot hold.
    """
    document = {"name": name, "salt": salt, "value": value}
    wrong_salt = [] if is_hex64(salt) else [NOT_HEX.at(Where(path="salt"), found=salt)]
    refuse([*wrong_salt, *plain_problems(document)])
    return sha256(encoded(document).removesuffix(b"\n")).hexdigest()


def matches(committed: str, *, name: str, value: object, salt: str) -> bool:
    """Return whether `committed` stands for this detail; raise `InvalidInput` as `commitment` does."""
    return commitment(name=name, value=value, salt=salt) == committed
