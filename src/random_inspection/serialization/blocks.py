"""Records that are written together: their form and lines, the commitment to them, and each of them on its own."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import sha256, shake_256
from itertools import compress, islice, pairwise, repeat
from operator import eq, lt
from typing import Any

import attrs

from random_inspection.domain.acts import Changed
from random_inspection.errors import InvalidInput, Message
from random_inspection.ports import Block, Form, Kept, Part
from random_inspection.proofs.canonical import encoded, parsed
from random_inspection.serialization.converters import SCHEMA_VERSION
from random_inspection.serialization.records import KINDS, check_asked, content_digest, kind_of, record_bytes

BLOCK = 1000
"""How many records a block has at most."""
SALT = 16
DIGEST = 32
_HOLE = "\x01"
_SHOWN = 80
"""How many bytes are shown of a form that cannot be read."""
_BLOCKS = {f"{kind.name}-block": kind.name for kind in KINDS}

OTHER_FORM = Message(
    "block-form",
    "the record {key!r} has another form than those that it is written with; write it on its own",
    "记录“{key}”与同批记录的形式不同；请单独写入",
)
NO_FORM = Message(
    "block-form-unreadable",
    "{found!r} is not the form of records that were written together; restore the database from a backup",
    "{found!r}不是成批写入记录的形式；请从备份恢复数据库",
)
DISORDERED = Message(
    "block-order",
    "{found!r} comes after {before!r}; records that are written together come by key, each once",
    "“{found}”排在“{before}”之后；成批写入的记录应按编号排列，且不得重复",
)


def block_kind(kind: str) -> str:
    """Return the kind under which the trail has blocks of records of this kind; their key is that of their first record."""
    return f"{kind}-block"


def kind_in(name: str) -> str | None:
    """Return the kind of the records in blocks of the kind `name`; None where it is no kind of block."""
    return _BLOCKS.get(name)


def form_of(sample: Any, path: Sequence[str], cells: Sequence[str], asked: Mapping[str, str]) -> Form:
    """Return the form of records that are like `sample`, but for some members.

    Args:
        sample: one of them.
        path: where in its JSON the object is that the members are in; the record itself is under ``value``.
        cells: the members that differ, the one that is the key in front.
        asked: the members that what they are asked about is taken from, by field; the others are as in `sample`.

    Raises:
        InvalidInput: a text of the sample holds U+0001.
    """
    kind = kind_of(type(sample))
    plain: Any = parsed(record_bytes(sample))
    around = plain
    for name in path[:-1]:
        around = around[name]
    found, around[path[-1]] = around[path[-1]], _HOLE
    head, *tail = encoded(plain).decode().split(_json(_HOLE))
    if len(tail) != 1:
        raise InvalidInput(OTHER_FORM.at(key=kind.key(sample)))
    numbers = {name: number for number, name in enumerate(cells)}
    names = sorted({*found, *cells})
    members = tuple((name, numbers[name] if name in numbers else _json(found[name])) for name in names)
    index = kind.index(sample)
    fields = {field: numbers[asked[field]] if field in asked else text for field, text in index.items()}
    return Form(kind=kind.name, head=head, members=members, tail=tail[0], asked=fields)


def line_of(form: Form, path: Sequence[str], value: Any) -> bytes:
    """Return the line of a record; raise `InvalidInput` where it does not have the form."""
    data = record_bytes(value)
    found: Any = parsed(data)
    for name in path:
        found = found[name]
    names = {where: name for name, where in form.members if isinstance(where, int)}
    key = kind_of(type(value)).key(value)
    cells = (_json(found[name]) if (name := names[number]) in found else "" for number in range(1, len(names)))
    line = "\t".join((key, *cells)).encode()
    if content_of(form, line) != data:
        raise InvalidInput(OTHER_FORM.at(key=key))
    return line


def _json(plain: object) -> str:
    return encoded(plain).decode().removesuffix("\n")


def key_of(line: bytes) -> str:
    """Return the key of a line's record."""
    return line.partition(b"\t")[0].decode()


def content_of(form: Form, line: bytes) -> bytes | None:
    """Return the canonical JSON of a line's record; None where it was deleted by law."""
    key, *rest = line.decode().split("\t")
    if not rest:
        return None
    cells = (_json(key), *rest)
    texts = ((name, cells[where] if isinstance(where, int) else where) for name, where in form.members)
    inner = ",".join([f'"{name}":{text}' for name, text in texts if text])
    return f"{form.head}{{{inner}}}{form.tail}".encode()


def keys_of(lines: Sequence[bytes]) -> list[bytes]:
    """Return the keys of the records of lines, in UTF-8."""
    return [line.partition(b"\t")[0] for line in lines]


def position_of(lines: Sequence[bytes], key: str) -> int | None:
    """Return which of `lines` is that of the record `key`; None where none is."""
    place = bisect_left(lines, key.encode())
    return place if place < len(lines) and key_of(lines[place]) == key else None


def form_bytes(form: Form) -> bytes:
    """Return a form as stores keep it: canonical JSON."""
    return encoded(_plain(form))


def _plain(form: Form) -> dict[str, object]:
    members = [list(member) for member in form.members]
    return {**attrs.asdict(form, recurse=False), "members": members, "asked": dict(form.asked)}


@lru_cache(maxsize=64)
def read_form(data: bytes) -> Form:
    """Return the form of its bytes; raise `InvalidInput` where they are those of none."""
    try:
        plain = json.loads(data)
        return Form(**{**plain, "members": tuple((name, where) for name, where in plain["members"])})
    except (ValueError, TypeError, LookupError) as error:
        raise InvalidInput(NO_FORM.at(found=data[:_SHOWN])) from error


def sealed(form: Form, lines: Sequence[bytes], *, salt: str, secret: str) -> Block:
    """Return a block of records.

    Args:
        form: their form.
        lines: a line for each, by key.
        salt: what the commitment is salted with.
        secret: what the salts of the lines are made from, and nobody keeps; 64 hexadecimal characters as `salt` is.
    """
    salts = shake_256(bytes.fromhex(secret)).digest(SALT * len(lines))
    found = zip(_pieces(salts, SALT), lines, strict=True)
    digests = b"".join([sha256(piece + line).digest() for piece, line in found])
    return Block(form=form, lines=lines, salt=salt, salts=salts, digests=digests)


def _pieces(data: bytes, size: int) -> list[bytes]:
    return [data[place : place + size] for place in range(0, len(data), size)]


def manifest(block: Block) -> bytes:
    """Return what the commitment of a block is to, as canonical JSON: its form, its last key, the digest of its digests."""
    return encoded(
        {
            "digest": sha256(block.digests).hexdigest(),
            "form": _plain(block.form),
            "kind": block_kind(block.form.kind),
            "last": key_of(block.lines[-1]),
            "lines": len(block.lines),
            "schema": SCHEMA_VERSION,
        }
    )


def written(block: Block) -> Changed:
    """Return what the trail says of a block: the commitment that stands for all of its records, each at version 1."""
    kind, key = block_kind(block.form.kind), key_of(block.lines[0])
    return Changed(kind=kind, key=key, version=1, digest=content_digest(kind, key, 1, block.salt, manifest(block)))


def kept_block(block: Block) -> Kept:
    """Return a block as a version that is kept."""
    return Kept(version=1, data=manifest(block), salt=block.salt)


def kept_line(block: Block, position: int) -> Kept:
    """Return a record of a block as a version that is kept."""
    data = content_of(block.form, block.lines[position])
    salt = None if data is None else block.salts[position * SALT : (position + 1) * SALT].hex()
    return Kept(version=1, data=data, salt=salt, block=key_of(block.lines[0]))


def is_whole(block: Block) -> bool:
    """Return whether every line of a block has its salt and its digest."""
    return (len(block.salts), len(block.digests)) == (SALT * len(block.lines), DIGEST * len(block.lines))


def altered(block: Block) -> tuple[str, ...]:
    """Return the keys of the records of a block whose line is not what its digest says; what was erased has none."""
    digests = _pieces(block.digests, DIGEST)
    found = zip(block.lines, _pieces(block.salts, SALT), digests, strict=True)
    return tuple(
        key_of(line) for line, salt, digest in found if b"\t" in line and sha256(salt + line).digest() != digest
    )


def erased(block: Block) -> tuple[str, ...]:
    """Return the keys of the records of a block that were deleted by law."""
    return tuple(line.decode() for line in block.lines if b"\t" not in line)


def without(block: Block, position: int) -> Block:
    """Return a block from which content and salt of a record were deleted; its digest, and so every proof, stays."""
    lines = list(block.lines)
    lines[position] = lines[position].partition(b"\t")[0]
    place = position * SALT
    salts = block.salts[:place] + bytes(SALT) + block.salts[place + SALT :]
    return attrs.evolve(block, lines=lines, salts=salts)


def blocks_of(form: Form, lines: Iterable[bytes], secret: Callable[[], str]) -> Iterator[Block]:
    """Yield records in blocks; raise `InvalidInput` where they do not come by key, each once."""
    left, before = iter(lines), b""
    while page := list(islice(left, BLOCK)):
        keys = [before, *keys_of(page)]
        if not all(map(lt, keys, keys[1:])):
            first, second = next(pair for pair in pairwise(keys) if pair[0] >= pair[1])
            raise InvalidInput(DISORDERED.at(found=second.decode(), before=first.decode()))
        before = keys[-1]
        yield sealed(form, page, salt=secret(), secret=secret())


class _Texts(dict[bytes | str | None, str | None]):
    """The text of every cell that was met; None for an empty one."""

    def __missing__(self, cell: bytes | str | None) -> str | None:
        text = self[cell] = json.loads(cell) if isinstance(cell, bytes) and cell else cell or None
        return text


def counted(part: Part) -> Counter[tuple[str | None, ...]]:
    """Return how many records have which content of their asked fields, these by name.

    Raises:
        InvalidInput: a text is too long to be asked about.
    """
    fields = sorted(part.form.asked)
    found, texts = Counter[tuple[str | None, ...]](), _Texts()
    columns = _cells(part, [part.form.asked[field] for field in fields])
    for cells, number in Counter(zip(*columns, strict=True)).items():
        values = tuple(map(texts.__getitem__, cells))
        check_asked(dict(zip(fields, values, strict=True)))
        found[values] += number
    return found


def _cells(part: Part, numbers: Sequence[int | str | None]) -> list[Iterable[bytes | str | None]]:
    """Return cells of all records, column by column; in place of a text what all records have.

    No record of the part was deleted by law: such a one has been written again, and its line is not in it.
    """
    width = 1 + max(where for _, where in part.form.members if isinstance(where, int))
    cells = b"\t".join(part.lines).split(b"\t") if part.lines else []
    return [cells[where::width] if isinstance(where, int) else repeat(where, len(part.lines)) for where in numbers]


def _read(where: int | str | None, cells: Iterable[bytes | str | None]) -> Iterable[str | None]:
    """Return the texts of a column of cells; what all records have as it is."""
    return map(_Texts().__getitem__, cells) if isinstance(where, int) else cells  # type: ignore[return-value]


def asked_of(part: Part, fields: Sequence[str]) -> Iterator[tuple[str | None, ...]]:
    """Return the key and the asked `fields` of every record of a part."""
    numbers = [part.form.asked[field] for field in fields]
    keys, *columns = _cells(part, [0, *numbers])
    texts = b"\n".join(keys).decode().split("\n") if part.lines else []  # type: ignore[arg-type]
    return zip(texts, *map(_read, numbers, columns), strict=True)


def fitting(part: Part, equal: Mapping[str, str | None], until: Mapping[str, str]) -> Part:
    """Return the records of a part whose asked fields are `equal`, and set and not over `until`."""
    asked = part.form.asked
    fits = [(field, partial(eq, wanted)) for field, wanted in equal.items()]
    fits += [(field, partial(_until, bound)) for field, bound in until.items()]
    lines = part.lines
    for field, fit in fits:
        if not isinstance(asked[field], int):
            lines = lines if fit(asked[field]) else ()
    cells = [(field, fit) for field, fit in fits if isinstance(asked[field], int)]
    for field, fit in cells if lines else ():
        (column,) = _cells(Part(form=part.form, lines=lines), [asked[field]])
        lines = list(compress(lines, map(fit, _read(asked[field], column))))
    return part if lines is part.lines else Part(form=part.form, lines=lines)


def _until(bound: str, value: str | None) -> bool:
    return value is not None and value <= bound
