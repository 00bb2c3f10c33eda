"""What a cell holds: text, or why it cannot be taken for what a person typed."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, localcontext

import attrs

from random_inspection.errors import Message, Problem, Where

EXACT_BELOW = 10**15
"""Excel keeps 15 digits of a number; what is longer has lost the rest (2^53 is longer still)."""

UNSHOWN = "…"
"""Stands in messages for the content of a cell that no message may show."""

LONGEST = 2**15 - 1
"""Characters of a cell in Excel."""
_QUOTED = 60
"""Characters of a flawed cell that a message quotes."""
_SHORTENED = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{2,3}")

DIGITS_LOST = Message(
    "cell-digits-lost",
    "Excel turned this id into a number and lost digits ({found}); format the column as text, "
    "and enter the id again from its source",
    "Excel 把此编号当成了数字，已丢失位数（{found}）；请将该列设为“文本”格式，并按原始资料重新填写",
)
CELL_ERROR = Message(
    "cell-error",
    "the cell shows the error {found}; correct the formula, or enter the value itself",
    "单元格显示错误值 {found}；请更正公式，或直接填写内容",
)
NO_VALUE = Message(
    "cell-formula-without-value",
    "the formula {found} has no stored value; open the file in Excel or WPS and save it, or enter the value itself",
    "公式 {found} 没有保存计算结果；请用 Excel 或 WPS 打开并保存文件，或直接填写内容",
)
TOO_LONG = Message(
    "cell-too-long",
    "the cell has more than 32767 characters ({found}), which Excel does not allow; shorten it",
    "单元格超过32767个字符（{found}），超出 Excel 的限制；请缩短",
)


@attrs.frozen(kw_only=True)
class Flaw:
    """A cell whose content cannot be trusted.

    Attributes:
        message: the kind of problem; its only field is ``found``.
        shown: what the cell shows.
    """

    message: Message
    shown: str

    def at(self, where: Where) -> Problem:
        """Return the problem at `where`."""
        quoted = self.shown if len(self.shown) <= _QUOTED else f"{self.shown[:_QUOTED]}…"
        return self.message.at(where, found=quoted)


Cell = str | Flaw
"""The text of a cell (``""`` where it is empty), or its flaw."""


def is_empty(cell: Cell) -> bool:
    """Return whether `cell` holds nothing but blanks."""
    return isinstance(cell, str) and not cell.strip()


def shown(cell: Cell) -> str:
    """Return what a person sees in `cell`, flawed or not."""
    return cell if isinstance(cell, str) else cell.shown


def text_cell(text: str) -> Cell:
    """Return a text, or its flaw where no cell of a spreadsheet can hold it."""
    return text if len(text) <= LONGEST else Flaw(message=TOO_LONG, shown=f"{text[:_QUOTED]}…")


def shortened(text: str) -> Flaw | None:
    """Return the flaw of a text such as ``9.13101E+17``, which a spreadsheet wrote in place of an id."""
    if "+" in text and _SHORTENED.fullmatch(text.strip()):
        return Flaw(message=DIGITS_LOST, shown=text)
    return None


def number_cell(number: Decimal, *, percent: bool = False) -> Cell:
    """Return a number as text, exactly: ``12``, ``0.5``, or ``3%`` where the cell shows percents."""
    if abs(number) >= EXACT_BELOW:
        return Flaw(message=DIGITS_LOST, shown=str(number))
    with localcontext(prec=60):
        exact = (number * 100 if percent else number).normalize()
    return f"{exact:f}%" if percent else f"{exact:f}"


def value_cell(value: object, number_format: str) -> Cell:
    """Return the cell for a Python value, as openpyxl reads them.

    Numbers are written exactly and without ``.0``, with the leading zeros that a format such as ``00000``
    shows, dates as ISO 8601, booleans as ``TRUE`` and ``FALSE``.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        cell = number_cell(Decimal(repr(value)), percent="%" in number_format)
        zeros = isinstance(cell, str) and cell.isdigit() and not number_format.strip("0")
        return shown(cell).zfill(len(number_format)) if zeros else cell
    if isinstance(value, dt.datetime):
        return moment_cell(value)
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def moment_cell(moment: dt.datetime) -> str:
    """Return a date as ``2026-03-05``, with its time of day where that is not midnight."""
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat()
