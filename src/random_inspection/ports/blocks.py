"""Many records that are written together: what they have in common once, and a line for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs


@attrs.frozen(kw_only=True)
class Form:
    """What records have in common that are written together: their canonical JSON, but for some members of one object.

    Attributes:
        kind: the kind of record.
        head: the canonical JSON before the object.
        members: the members of the object by name, ascending: the number of the cell that holds it, or its JSON.
        tail: the canonical JSON behind the object.
        asked: what the records are asked about, by field: the number of a cell, or what they all have.
    """

    kind: str
    head: str
    members: tuple[tuple[str, int | str], ...]
    tail: str
    asked: Mapping[str, int | str | None] = attrs.field(hash=False)


@attrs.frozen(kw_only=True)
class Part:
    """Records by key that have a form in common.

    Attributes:
        form: the form.
        lines: a line for each, in UTF-8: its key, then the JSON of every further cell, or nothing where there is no
            such member, each after a tab. What was deleted by law has its key only.
    """

    form: Form
    lines: Sequence[bytes]


@attrs.frozen(kw_only=True)
class Block(Part):
    """Records that one commitment on the trail stands for, each of them still provable and erasable on its own.

    Attributes:
        salt: what the commitment is salted with, 64 hexadecimal characters.
        salts: what the digest of every line is salted with, 16 bytes each; zeros where it was deleted by law.
        digests: SHA-256 over salt and line, 32 bytes each.
    """

    salt: str
    salts: bytes
    digests: bytes
