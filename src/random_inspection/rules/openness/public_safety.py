"""The last look before a table becomes public: columns and numbers of people that nobody may publish (clause 二(一))."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from stdnum.cn import ric

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

_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[3-9][0-9]{9}(?![0-9A-Za-z])")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-8][0-9]{16}[0-9Xx](?![0-9A-Za-z])")

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


def require_public(tables: Iterable[PublicTable], texts: Mapping[str, str | None]) -> None:
    """Raise `InvalidInput`, with every finding, where tables or texts have what must never be public.

    Clause: 二(一) 保密

    Findings name the place, never the number itself.

    Args:
        tables: the tables of a notice.
        texts: what else is written for the public, by name, such as ``reason``.
    """
    found = [problem for table in tables for problem in _table_problems(table)]
    for name, text in texts.items():
        found += [message.at(Where(path=name)) for message in _numbers(text or "")]
    refuse(found)


def _table_problems(table: PublicTable) -> Iterator[Problem]:
    for heading in table.headings:
        for word in INTERNAL_WORDS:
            if word in heading:
                yield INTERNAL_COLUMN.at(Where(file=table.title, column=heading), word=word)
    for number, row in enumerate(table.rows, start=1):
        for heading, cell in zip(table.headings, row, strict=True):
            for message in _numbers(cell, code=heading == CODE_HEADING):
                yield message.at(Where(file=table.title, row=number, column=heading))


def _numbers(text: str, *, code: bool = False) -> list[Message]:
    """Return which numbers of people stand in a text; `code` says that a firm's code is expected there."""
    found = []
    if _MOBILE.search(text):
        found.append(MOBILE_NUMBER)
    if not code and any(ric.is_valid(one) for one in _IDENTITY.findall(text)):
        found.append(IDENTITY_NUMBER)
    return found
