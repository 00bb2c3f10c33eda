"""Checkpoints (C2SP tlog-checkpoint): a log's size and root at one moment, as the text of a signed note."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from random_inspection.domain.fields import LARGEST_INTEGER, Integer
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.proofs.merkle import HASH_SIZE, NOT_HASH
from random_inspection.proofs.notes import NoteVerifier, base64_bytes, base64_text, parse_note, verified_signatures

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_FIXED = 3

CHECKPOINT_LINE = Message(
    "checkpoint-line",
    "found {found!r}, expected one line of text, not empty, without control characters",
    "实为 {found!r}，应为一行不含控制字符的非空文本",
)
CHECKPOINT_SHORT = Message(
    "checkpoint-short",
    "found {found} lines, expected the origin, the number of events and the root; take the checkpoint as published",
    "只有{found}行，应有来源、事件数和根摘要三行；请使用原样公布的检查点",
)
CHECKPOINT_SIZE = Message(
    "checkpoint-size",
    "found {found!r}, expected the number of events, from 0 to 9007199254740991, without leading zeros",
    "实为 {found!r}，应为0到9007199254740991之间、不带前导零的事件数",
)
CHECKPOINT_ROOT = Message(
    "checkpoint-root",
    "found {found!r}, expected a hash of 32 bytes in base64",
    "实为 {found!r}，应为32字节摘要的 base64 文本",
)
CHECKPOINT_ORIGIN = Message(
    "checkpoint-origin",
    "the checkpoint is of the log {found!r}, expected {expected!r}; take one of the right log",
    "检查点属于日志“{found}”，应为“{expected}”；请使用该日志的检查点",
)


def _is_line(value: str) -> bool:
    return bool(value) and not any(char < " " or "\ud800" <= char <= "\udfff" for char in value)


def _check_line(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not _is_line(value):
        raise InvalidInput(CHECKPOINT_LINE.at(Where(path=attribute.name), found=value))


def _check_lines(_: object, attribute: attrs.Attribute[tuple[str, ...]], values: tuple[str, ...]) -> None:
    problems = [
        CHECKPOINT_LINE.at(Where(path=f"{attribute.name}[{index}]"), found=value)
        for index, value in enumerate(values)
        if not _is_line(value)
    ]
    if problems:
        raise InvalidInput(*problems)


def _check_root(_: object, attribute: attrs.Attribute[bytes], value: bytes) -> None:
    if len(value) != HASH_SIZE:
        raise InvalidInput(NOT_HASH.at(Where(path=attribute.name), found=len(value)))


@attrs.frozen(kw_only=True)
class Checkpoint:
    """What a log held at one moment.

    Attributes:
        origin: which log, usually a URL without ``https://``, such as ``bureau.example/trail``.
        size: its number of events.
        root: the root of their tree, 32 bytes.
        extensions: further lines, which nobody can audit; best none.
    """

    origin: str = attrs.field(validator=_check_line)
    size: int = attrs.field(validator=Integer(0))
    root: bytes = attrs.field(validator=_check_root)
    extensions: tuple[str, ...] = attrs.field(default=(), validator=_check_lines)


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """Return the text of a checkpoint, for `notes.sign_note`."""
    lines = (checkpoint.origin, str(checkpoint.size), base64_text(checkpoint.root), *checkpoint.extensions)
    return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint of this text; `checkpoint_text` gives exactly it again.

    Raises:
        InvalidInput: anything else, with the line where it is.
    """
    lines = text.split("\n")
    if lines.pop() or len(lines) < _FIXED:
        raise InvalidInput(CHECKPOINT_SHORT.at(found=len(lines)))
    origin, size, encoded, *extensions = lines
    if not _SIZE.fullmatch(size) or int(size) > LARGEST_INTEGER:
        raise InvalidInput(CHECKPOINT_SIZE.at(Where(row=2), found=size))
    root = base64_bytes(encoded)
    if root is None or len(root) != HASH_SIZE:
        raise InvalidInput(CHECKPOINT_ROOT.at(Where(row=3), found=encoded))
    return Checkpoint(origin=origin, size=int(size), root=root, extensions=tuple(extensions))


def open_checkpoint(data: bytes, verifiers: Sequence[NoteVerifier], *, origin: str) -> Checkpoint:
    """Return the checkpoint in a signed note whose signatures of known keys are all verified.

    Args:
        data: the bytes of the note.
        verifiers: the known keys.
        origin: the log that it must be of.

    Raises:
        InvalidInput: bytes that are no note or no checkpoint, no signature of a known key, a wrong one, another log.
    """
    note = parse_note(data)
    verified_signatures(note, verifiers)
    found = parse_checkpoint(note.text)
    if found.origin != origin:
        raise InvalidInput(CHECKPOINT_ORIGIN.at(found=found.origin, expected=origin))
    return found
