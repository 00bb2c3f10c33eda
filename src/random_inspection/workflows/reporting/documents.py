"""A page as an office writes it, before it is Markdown, HTML or DOCX: a title, paragraphs and tables."""

from __future__ import annotations

import datetime as dt
import unicodedata

import attrs

from random_inspection.domain.validators import Kind, check_date
from random_inspection.errors import Message, Where, refuse

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_LEVELS = (1, 2)

UNEVEN_ROW = Message(
    "document-table-row",
    "row {row} has {found} cells, expected {expected}, one for every heading; correct what makes the table",
    "第{row}行有{found}个单元格，应为{expected}个，与表头一致；请更正制表程序",
)
NO_HEADINGS = Message(
    "document-table-empty", "the table has no heading; name its columns", "表格没有表头；请写明各列名称"
)
NOT_A_LEVEL = Message("document-level", "found {found!r}, expected 1 or 2", "应为1或2，实为 {found!r}")


def printable(text: str) -> str:
    """Return `text` on one line, with U+FFFD for what no page shows: control, direction and other invisible characters."""
    return "".join(map(_printable, " ".join(text.split())))


def _printable(char: str) -> str:
    code = ord(char)
    noncharacter = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE  # noqa: PLR2004  (Unicode 23.7)
    return "\ufffd" if noncharacter or unicodedata.category(char) in _HIDDEN else char


def _optional(text: str | None) -> str | None:
    return None if text is None else printable(text)


def _cells(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(printable, row))


def _rows(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(_cells, rows))


def _check_level(_: object, attribute: attrs.Attribute[int], value: object) -> None:
    refuse([] if value in _LEVELS else [NOT_A_LEVEL.at(Where(path=attribute.name), found=value)])


@attrs.frozen(kw_only=True)
class Heading:
    """A heading; its number (一、, （一）) stands in its text.

    Attributes:
        text: the heading, made `printable`.
        level: 1, or 2 for what is below.
    """

    text: str = attrs.field(converter=printable)
    level: int = attrs.field(default=1, validator=_check_level)


@attrs.frozen(kw_only=True)
class Paragraph:
    """A paragraph.

    Attributes:
        text: its text, made `printable`.
        label: what it begins with in bold, such as 检查时间：; None where there is none.
    """

    text: str = attrs.field(converter=printable)
    label: str | None = attrs.field(default=None, converter=_optional)


@attrs.frozen(kw_only=True)
class Table:
    """A table.

    Attributes:
        caption: what it shows.
        headings: the headings of its columns; at least one.
        rows: its rows, a cell for every heading.
    """

    caption: str = attrs.field(converter=printable)
    headings: tuple[str, ...] = attrs.field(converter=_cells)
    rows: tuple[tuple[str, ...], ...] = attrs.field(converter=_rows)

    def __attrs_post_init__(self) -> None:
        expected = len(self.headings)
        refuse([] if expected else [NO_HEADINGS.at(Where(path="headings"))])
        refuse(
            [
                UNEVEN_ROW.at(Where(path=f"rows[{at}]"), row=at + 1, found=len(row), expected=expected)
                for at, row in enumerate(self.rows)
                if len(row) != expected
            ]
        )


Block = Heading | Paragraph | Table


@attrs.frozen(kw_only=True)
class Document:
    """A page. All its texts are made `printable`.

    Attributes:
        title: its title.
        marking: who may read it, such as 内部资料 注意保密; None where everybody may.
        recipient: to whom it is addressed (主送); None for nobody in particular.
        body: headings, paragraphs and tables, in order.
        signatory: who signs (署名).
        date: its date (成文日期).
    """

    title: str = attrs.field(converter=printable)
    marking: str | None = attrs.field(default=None, converter=_optional)
    recipient: str | None = attrs.field(default=None, converter=_optional)
    body: tuple[Block, ...] = attrs.field(validator=Kind(tuple))
    signatory: str = attrs.field(converter=printable)
    date: dt.date = attrs.field(validator=check_date)


def date_words(day: dt.date) -> str:
    """Return a day as official documents write it.

    >>> date_words(dt.date(2026, 3, 9))
    '2026年3月9日'
    """
    return f"{day.year}年{day.month}月{day.day}日"
