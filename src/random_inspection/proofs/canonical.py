"""Canonical JSON (RFC 8785) as the protocol has it: text, integers, booleans, lists and objects only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from random_inspection.domain.fields import LARGEST_INTEGER
from random_inspection.domain.places import joined
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse

MAX_DEPTH = 100
"""How many lists and objects may lie in one another; more is refused, the same on every machine."""

NOT_UTF8 = Message(
    "json-not-utf8",
    "byte {byte} cannot be read as UTF-8; take the file as it was published",
    "第{byte}字节不是有效的 UTF-8；请使用原样公布的文件",
)
BOM = Message(
    "json-bom",
    "the file begins with a byte order mark; canonical files have none; take the file as it was published",
    "文件以字节顺序标记（BOM）开头，规范形式不允许；请使用原样公布的文件",
)
SYNTAX = Message(
    "json-syntax",
    "no JSON from byte {byte} on ({why}); take the file as it was published",
    "从第{byte}字节起不是 JSON；请使用原样公布的文件",
)
TOO_DEEP = Message(
    "json-too-deep",
    "more than {limit} lists and objects lie in one another; write it flatter",
    "列表和对象嵌套超过{limit}层；请减少嵌套",
)
NOT_PLAIN = Message(
    "json-kind",
    "found {found}, expected text, a whole number of at most 9007199254740991, true or false, a list or an object",
    "实为 {found}，应为文本、不超过9007199254740991的整数、真假值、列表或对象",
)
NAME_NOT_ASCII = Message(
    "json-name-not-ascii",
    "the member name {found!r} is not ASCII text; rename it",
    "成员名 {found!r} 不是 ASCII 文本；请改名",
)
NAME_TWICE = Message(
    "json-name-twice",
    "the member {found!r} occurs more than once; keep one",
    "成员“{found}”出现不止一次；请只保留一个",
)
SURROGATE = Message(
    "json-surrogate",
    "the text {found!r} holds half of a surrogate pair, which UTF-8 cannot hold; correct it",
    "文本 {found!r} 含有不成对的代理项，UTF-8 无法表示；请更正",
)
NOT_CANONICAL = Message(
    "json-not-canonical",
    "differs at byte {byte} from its canonical form (RFC 8785 and one line feed, members with their default left "
    "out): found {found!r}, expected {expected!r}; take the file as it was published",
    "第{byte}字节起与规范形式（RFC 8785 加一个换行符，取默认值的成员不写）不同：实为 {found!r}，应为 {expected!r}；"
    "请使用原样公布的文件",
)

_Place = tuple[Any, str | int] | None


class _Number:
    """A number that the protocol's files do not hold, as it was written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text if len(self.text) <= len(str(LARGEST_INTEGER)) else f"{self.text[:16]}…"


class _Repeated(dict[str, object]):
    """An object of a JSON text in which some member occurs more than once."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.twice = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]


def _integer(text: str) -> int | _Number:
    short = len(text) <= len(f"-{LARGEST_INTEGER}")
    return int(text) if short and abs(int(text)) <= LARGEST_INTEGER else _Number(text)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else _Repeated(pairs)


def _path(place: _Place) -> str:
    return joined(_path(place[0]), place[1]) if place else ""


def _where(place: _Place) -> Where:
    return Where(path=_path(place) or None)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _leaf(value: object, place: _Place) -> Problem | None:
    """Return why the protocol's JSON cannot hold what is neither list nor object; None where it can."""
    if type(value) is str:
        return None if _encodes(value) else SURROGATE.at(_where(place), found=value)
    if type(value) is bool or (type(value) is int and abs(value) <= LARGEST_INTEGER):
        return None
    named = value is None or isinstance(value, int | float | _Number)
    return NOT_PLAIN.at(_where(place), found=_shown(value) if named else repr(type(value)))


def _shown(value: object) -> object:
    if value is None:
        return "null"
    return value if type(value) is int else repr(value)


def _names(value: dict[Any, object], place: _Place) -> Iterator[Problem]:
    for name in value:
        if not (type(name) is str and name.isascii()):
            yield NAME_NOT_ASCII.at(_where(place), found=name)
    yield from (NAME_TWICE.at(_where(place), found=name) for name in getattr(value, "twice", ()))


def _walk(value: object, place: _Place, left: int, problems: list[Problem]) -> None:
    """Append to `problems` what the protocol's JSON cannot hold in `value`; `left` levels may still follow."""
    if not isinstance(value, dict | list):
        if problem := _leaf(value, place):
            problems.append(problem)
    elif not left:
        problems.append(TOO_DEEP.at(limit=MAX_DEPTH))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            _walk(one, (place, index), left - 1, problems)
    else:
        problems += _names(value, place)
        for name, one in value.items():
            _walk(one, (place, name), left - 1, problems)


def plain_problems(value: object) -> list[Problem]:
    """Return everything in a plain value (dict, list, str, int, bool) that the protocol's JSON cannot hold."""
    problems: list[Problem] = []
    _walk(value, None, MAX_DEPTH, problems)
    return problems


_WRITE = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
"""RFC 8785 for values without `plain_problems`: names in ASCII sort alike everywhere, and there are no floats."""


def encoded(plain: object) -> bytes:
    """Return the canonical form of a plain value without `plain_problems`: RFC 8785 and one line feed.

    Raises:
        InvalidInput: the value cannot be written at all; where it can and has problems, the form is not canonical.
    """
    try:
        return f"{_WRITE(plain)}\n".encode()
    except (TypeError, UnicodeEncodeError):
        refuse(plain_problems(plain))
        raise


def parsed(data: bytes) -> object:
    """Return the plain value of a JSON text, in which what the protocol cannot hold is still to be found.

    Raises:
        InvalidInput: a byte order mark, bytes that are not UTF-8, text that is no JSON.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        raise InvalidInput(BOM.at())
    try:
        text = data.decode()
        return json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_Number, parse_constant=_Number
        )
    except UnicodeDecodeError as error:
        raise InvalidInput(NOT_UTF8.at(byte=error.start)) from error
    except json.JSONDecodeError as error:
        raise InvalidInput(SYNTAX.at(byte=len(text[: error.pos].encode()), why=error.msg)) from error
    except RecursionError:
        raise InvalidInput(TOO_DEEP.at(limit=MAX_DEPTH)) from None


def difference(found: bytes, expected: bytes) -> list[Problem]:
    """Return where `found` first differs from its canonical form `expected`; nothing where they are equal."""
    if found == expected:
        return []
    at = next(index for index, (a, b) in enumerate(zip_longest(found, expected)) if a != b)
    shown = (data[at : at + 24].decode(errors="replace") for data in (found, expected))
    return [NOT_CANONICAL.at(byte=at, **dict(zip(("found", "expected"), shown, strict=True)))]


def plain_bytes(plain: object) -> bytes:
    """Return the canonical form of a plain value; raise `InvalidInput` with all that it cannot hold."""
    refuse(plain_problems(plain))
    return encoded(plain)
