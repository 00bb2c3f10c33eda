"""The last look before a table becomes public: columns and numbers of people that nobody may publish (clause 二(一))."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import zip_longest

import attrs
from stdnum.cn import ric

from random_inspection.domain.places import joined
from random_inspection.errors import Message, Problem, Where, refuse
from random_inspection.rules.openness.public_tables import PublicTable

INTERNAL_WORDS = (
    "手机",
    "电话",
    "账号",
    "身份证",
    "身份号码",
    "投诉人",
    "举报人",
    "回避理由",
    "回避原因",
    "利害关系",
    "风险等级",
    "风险分类",
    "风险类别",
    "证据",
    "内部备注",
)
"""What headings of a public table must not speak of (domain: never public)."""
CODE_HEADING = "统一社会信用代码/注册号"
"""Under this heading 18 characters are the code of a firm, and nobody's identity number."""

_CODES = frozenset({CODE_HEADING, "target_id", "uniscId"})
_NUMBERS_OF_OFFICIALS = frozenset({"inspector_id"})
"""Members and columns that hold the number of a certificate (执法证号), which can look like that of a telephone."""

_APART = r"[\s\-‐-―−]"
"""What may stand between the digits of a number: spaces, hyphens and dashes."""
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ALONE, _ENDS = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_MOBILE = re.compile(
    rf"{_ALONE}(?:\+?86{_APART}?)?(?:1[3-9][0-9](?:{_APART}{{0,2}}[0-9]){{8}}|1{_APART}[3-9](?:{_APART}[0-9]){{9}}){_ENDS}"
)
_IDENTITY = re.compile(rf"{_ALONE}[1-8](?:{_APART}{{0,2}}[0-9]){{16}}{_APART}{{0,2}}[0-9Xx]{_ENDS}")

INTERNAL_COLUMN = Message(
    "public-column-internal",
    "the column is internal and must never be public ({word}); leave it out",
    "该列属于内部信息（{word}），不得公开；请删除该列",
)
MOBILE_NUMBER = Message(
    "public-mobile-number",
    "a mobile phone number must not be public; take it out of the text",
    "含有手机号码，不得公开；请从文字中删除",
)
IDENTITY_NUMBER = Message(
    "public-identity-number",
    "somebody's identity number must not be public; take it out of the text",
    "含有公民身份号码，不得公开；请从文字中删除",
)


def require_public(
    tables: Iterable[PublicTable], texts: Mapping[str, str | None], files: Mapping[str, bytes] | None = None
) -> None:
    """Raise `InvalidInput`, with every finding, where tables, texts or files have what must never be public.

    Clause: 二(一) 保密

    Findings name the place, never the number itself.

    Args:
        tables: the tables of a notice.
        texts: what else is written for the public, by name, such as ``reason``.
        files: what else is published, by name: every text of a JSON file and every cell of a CSV file is looked at,
            and any other file as far as it is text.
    """
    found = [problem for table in tables for problem in _table_problems(table)]
    for name, text in texts.items():
        found += [message.at(Where(path=name)) for message in _numbers(text or "")]
    for name, data in (files or {}).items():
        found += _file_problems(name, data)
    refuse(found)


def _table_problems(table: PublicTable) -> Iterator[Problem]:
    for heading in table.headings:
        for word in INTERNAL_WORDS:
            if word in heading:
                yield INTERNAL_COLUMN.at(Where(file=table.title, column=heading), word=word)
    for number, row in enumerate(table.rows, start=1):
        for heading, cell in zip(table.headings, row, strict=True):
            for message in _numbers(cell, heading):
                yield message.at(Where(file=table.title, row=number, column=heading))


def _file_problems(name: str, data: bytes) -> Iterable[Problem]:
    text = data.decode("utf-8-sig", errors="replace")
    plain = _plain(text)
    if not (name.endswith(".json") or _MOBILE.search(plain) or _IDENTITY.search(plain)):
        return ()  # a frame has a million lines
    with suppress(ValueError, csv.Error, RecursionError):
        found = list(_json_texts(json.loads(text)) if name.endswith(".json") else _csv_texts(text))
        return (message.at(attrs.evolve(where, file=name)) for where, of, one in found for message in _numbers(one, of))
    lines = enumerate(text.splitlines(), start=1)
    return (message.at(Where(file=name, row=row)) for row, line in lines for message in _numbers(line))


def _json_texts(value: object, path: str = "", of: str = "") -> Iterator[tuple[Where, str, str]]:
    """Yield every text and number in a JSON value, and every name, with its place and the member that it belongs to."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield Where(path=path), "", name
            yield from _json_texts(inner, joined(path, name), name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _json_texts(inner, joined(path, number), of)
    else:
        yield Where(path=path), of, str(value)


def _csv_texts(text: str) -> Iterator[tuple[Where, str, str]]:
    rows = csv.reader(io.StringIO(text, newline=""))
    headings: list[str] = []
    for number, row in enumerate(rows, start=1):
        for heading, cell in zip_longest(headings, row, fillvalue=""):
            yield Where(row=number, column=heading or None), heading, cell
        headings = headings or row


def _plain(text: str) -> str:
    """Return a text with the digits and spaces of ASCII, and without characters that nobody sees."""
    if text.isascii():
        return text
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def _numbers(text: str, of: str = "") -> list[Message]:
    """Return which numbers of people stand in a text; `of` is the heading or member whose text it is."""
    plain, found = _plain(text), []
    if of not in _NUMBERS_OF_OFFICIALS and _MOBILE.search(plain):
        found.append(MOBILE_NUMBER)
    if of not in _CODES and any(ric.is_valid(re.sub(_APART, "", one)) for one in _IDENTITY.findall(plain)):
        found.append(IDENTITY_NUMBER)
    return found
