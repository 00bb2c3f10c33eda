"""Tables for the public: headings and rows of text, and nothing beside them."""

from __future__ import annotations

import attrs

from random_inspection.domain.fields import check_line
from random_inspection.domain.validators import Kinds
from random_inspection.errors import Message, Where, refuse

UNEVEN = Message(
    "public-table-row",
    "row {row} has {found} cells, expected {expected}, one for every heading; correct what makes the table",
    "第{row}行有{found}个单元格，应为{expected}个，与表头一致；请更正制表程序",
)


@attrs.frozen(kw_only=True)
class PublicTable:
    """A table as the public reads it.

    Attributes:
        name: what its file is called, without an ending: ASCII, such as ``results``.
        title: what it shows, in Chinese.
        headings: the headings, in the order of the official pages; at least one, each once.
        rows: the rows; a cell that has nothing to say is empty text.
    """

    name: str = attrs.field(validator=check_line)
    title: str = attrs.field(validator=check_line)
    headings: tuple[str, ...] = attrs.field(validator=Kinds(str, least=1))
    rows: tuple[tuple[str, ...], ...] = attrs.field(default=())

    def __attrs_post_init__(self) -> None:
        expected = len(self.headings)
        refuse(
            [
                UNEVEN.at(Where(path=f"rows[{at}]"), row=at + 1, found=len(row), expected=expected)
                for at, row in enumerate(self.rows)
                if len(row) != expected
            ]
        )
