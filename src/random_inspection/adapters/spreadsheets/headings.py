"""Finds the heading row of a sheet, and the wanted columns in it, however they are spelt."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence

import attrs

from random_inspection.adapters.spreadsheets.cells import shown
from random_inspection.adapters.spreadsheets.grids import Grid, Line
from random_inspection.errors import Message, Problem

ALIASES = (
    ("统一社会信用代码", "统一社会信用代码/注册号", "社会信用代码", "统一社会信用代码（注册号）"),
    ("企业名称", "名称", "单位名称", "市场主体名称"),
    ("登记状态", "存续状态", "经营状态", "登记状态（经营状态）"),
    ("对象类型", "主体类型", "市场主体类型"),
    ("住所", "地址", "住所（经营场所）", "经营场所"),
    ("地区", "行政区划", "所属地区"),
    ("target_id", "检查对象"),
    ("inspector_id", "检查人员"),
    ("holds", "资格"),
    ("capacity", "上限"),
    ("reason", "理由"),
)
"""Headings that offices use for one and the same column."""

MISSING_COLUMN = Message(
    "column-missing",
    "the column {wanted!r} is missing; the headings found are: {found}{hint}",
    "缺少“{wanted}”列；找到的表头有：{found}{hint_zh}",
)
REPEATED_COLUMN = Message(
    "column-repeated",
    "the column {wanted!r} is there {count} times (columns {positions}, as {found}); keep one of them",
    "“{wanted}”列出现了{count}次（第{positions}列，表头为{found}）；请只保留一列",
)


def plain(heading: str) -> str:
    """Return `heading` as it is compared: NFKC, without blanks, line breaks and the ``*`` of a required one."""
    return "".join(unicodedata.normalize("NFKC", heading).replace("\ufeff", "").split()).removeprefix("*")


_KIN = {plain(name): frozenset(map(plain, group)) for group in ALIASES for name in group}


@attrs.frozen(kw_only=True)
class Headings:
    """A heading row.

    Attributes:
        line: the row.
        wanted: the position (from 0) of every wanted column that is there once.
        problems: wanted columns that are missing or repeated.
    """

    line: Line
    wanted: dict[str, int]
    problems: tuple[Problem, ...]

    @property
    def spelt(self) -> dict[str, str]:
        """The heading of every wanted column as it stands in the row."""
        return {name: shown(self.line.cells[index]).strip() for name, index in self.wanted.items()}

    @property
    def unread(self) -> tuple[str, ...]:
        """The other headings of the row, in their order."""
        others = (cell for index, cell in enumerate(self.line.cells) if index not in self.wanted.values())
        return tuple(text for cell in others if (text := shown(cell).strip()))


def spelt(wanted: str) -> str:
    """Return a wanted heading for messages: one of `SPEC.toml`'s with what clerks call it, ``holds（资格）``."""
    group = next((group for group in ALIASES if group[0] == wanted), ())
    return f"{wanted}（{group[1]}）" if group and wanted.isascii() else wanted


def find_headings(grid: Grid, wanted: Sequence[str], *, sealed: bool = False) -> Headings | None:
    """Return the headings of a sheet, or None for an empty sheet.

    Among the first 10 rows that hold something, the heading row is the first that has all the `wanted`
    columns, or else the most of them; so a title above it is passed.

    Args:
        grid: the sheet.
        wanted: the headings looked for; `ALIASES` of one count as it where it is not there itself.
        sealed: whether messages show no other cell of the row: it may be no heading row.
    """
    head = grid.head()
    if not head:
        return None
    line = max(head, key=lambda each: _likeness(each, wanted))
    found = {name: _positions(line, name) for name in wanted}
    once = {name: positions[0] for name, positions in found.items() if len(positions) == 1}
    cells = sorted({index for positions in found.values() for index in positions}) if sealed else range(len(line.cells))
    headings = [text for index in cells if (text := shown(line.cells[index]).strip())]
    problems = [
        _repeated(grid, line, name, positions) if positions else _missing(grid, line, name, headings)
        for name, positions in found.items()
        if len(positions) != 1
    ]
    return Headings(line=line, wanted=once, problems=tuple(problems))


def _likeness(line: Line, wanted: Sequence[str]) -> tuple[int, int]:
    matches = sum(bool(_positions(line, name)) for name in wanted)
    return matches, 0 if matches else sum(bool(plain(shown(cell))) for cell in line.cells)


def _positions(line: Line, wanted: str) -> list[int]:
    names = [plain(shown(cell)) for cell in line.cells]
    exact = [index for index, name in enumerate(names) if name == plain(wanted)]
    kin = _KIN.get(plain(wanted), frozenset())
    return exact or [index for index, name in enumerate(names) if name in kin]


def _repeated(grid: Grid, line: Line, wanted: str, positions: list[int]) -> Problem:
    columns = "、".join(str(index + 1) for index in positions)
    found = "、".join(shown(line.cells[index]).strip() for index in positions)
    where = grid.where(line.number)
    return REPEATED_COLUMN.at(where, wanted=spelt(wanted), count=len(positions), positions=columns, found=found)


def _missing(grid: Grid, line: Line, wanted: str, headings: Sequence[str]) -> Problem:
    close = difflib.get_close_matches(plain(wanted), map(plain, headings), n=1)
    hint, hint_zh = (f"; did you mean {close[0]!r}?", f"；是否为“{close[0]}”？") if close else ("", "")
    found = "、".join(headings) or "—"
    return MISSING_COLUMN.at(grid.where(line.number), wanted=spelt(wanted), found=found, hint=hint, hint_zh=hint_zh)
