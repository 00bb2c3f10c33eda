"""Who signs the checkpoints of the trail."""

from __future__ import annotations

from typing import Protocol

from random_inspection.proofs.notes import NoteSigner


class Signer(NoteSigner, Protocol):
    """Signs the checkpoints of the trail under one name: a key in a file, or one that never leaves its device.

    `key_id` is that of the `proofs.VerifierKey` which the office publishes, `sign` signs the bytes as they are.
    Every failure is a `SigningFailed`; the foreign exception is its cause.
    """
