"""What a public page shows differently from what the office published, row by row and column by column (三(六))."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs

from random_inspection.domain.identifiers import canonical_target_id
from random_inspection.errors import InvalidInput, Lang, Message, Where
from random_inspection.rules.openness.public_tables import PublicTable

TASK_COLUMN, CODE_COLUMN = "抽查任务编号", "统一社会信用代码/注册号"
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    CODE_COLUMN: ("统一社会信用代码", "社会信用代码", "注册号", "统一社会信用代码或注册号"),
    TASK_COLUMN: ("任务编号",),
    "抽查任务名称": ("任务名称",),
    "抽查计划编号": ("计划编号",),
    "抽查计划名称": ("计划名称",),
    "名称": ("企业名称", "检查对象名称", "市场主体名称"),
    "检查完成日期": ("检查日期", "完成日期"),
    "检查结果": ("抽查结果", "抽查检查结果"),
}
"""How pages spell the headings of the national platform."""
_LISTS = frozenset({"检查结果", "检查机关"})
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T].*)?")
_SEPARATORS = re.compile("[、；;，,]")

KEY_COLUMN_MISSING = Message(
    "page-key-column-missing",
    "the page's table has no column {column!r}, by which rows are told apart; read in the one that has it",
    "公示页的表格没有“{column}”列，无法逐行核对；请导入含有该列的表格",
)
MISSING = Message(
    "page-row-missing", "{code} of the task {task} is missing on the page", "公示页缺少任务{task}的对象{code}"
)
ADDITIONAL = Message(
    "page-row-additional",
    "row {row} of the page shows {code} of the task {task}, which was not published, or stands there twice",
    "公示页第{row}行的对象{code}（任务{task}）未曾公示，或重复出现",
)
OTHER_VALUE = Message(
    "page-value-differs",
    "row {row} of the page shows {theirs!r} as {column} of {code}, and {ours!r} was published",
    "公示页第{row}行对象{code}的“{column}”为“{theirs}”，应为“{ours}”",
)
COLUMN_MISSING = Message("page-column-missing", "the page does not show the column {column}", "公示页没有“{column}”列")


class DifferenceKind(StrEnum):
    """In what way a page differs."""

    MISSING = "缺少"
    ADDITIONAL = "多出"
    OTHER_VALUE = "内容不一致"
    COLUMN_MISSING = "缺少列"


_MESSAGES = {
    DifferenceKind.MISSING: MISSING,
    DifferenceKind.ADDITIONAL: ADDITIONAL,
    DifferenceKind.OTHER_VALUE: OTHER_VALUE,
    DifferenceKind.COLUMN_MISSING: COLUMN_MISSING,
}


@attrs.frozen(kw_only=True)
class Difference:
    """One thing that a page shows differently.

    Attributes:
        kind: in what way.
        task: number of the task; None for a column.
        code: code of the target; None for a column.
        row: row of the page, as a spreadsheet program counts; None for what is not there.
        column: the column; None where it is about a whole row.
        ours: what was published.
        theirs: what the page shows.
    """

    kind: DifferenceKind
    task: str | None = None
    code: str | None = None
    row: int | None = None
    column: str | None = None
    ours: str | None = None
    theirs: str | None = None

    def text(self, lang: Lang = "en") -> str:
        """Return it in words."""
        return _MESSAGES[self.kind].at(**attrs.asdict(self)).text(lang)


def differences(ours: PublicTable, page: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[Difference, ...]:
    """Return what the table of a public page shows differently from ours.

    Clause: 三(六) 核对

    Dates, widths of characters, blanks, and the order of results in a cell do not count.

    Args:
        ours: what was published, with the columns of the national platform.
        page: the rows of the page's table with their numbers, cells by heading, as they were read in.

    Raises:
        InvalidInput: the page has no column of tasks, or none of codes.
    """
    rows = [(number, dict(cells)) for number, cells in page]
    spelt = _spelt(ours, rows[0][1] if rows else dict.fromkeys(ours.headings, ""))
    lacking = [column for column in (TASK_COLUMN, CODE_COLUMN) if column not in spelt]
    if lacking:
        raise InvalidInput(*(KEY_COLUMN_MISSING.at(Where(column=column), column=column) for column in lacking))
    absent = [heading for heading in ours.headings if heading not in spelt]
    found = [Difference(kind=DifferenceKind.COLUMN_MISSING, column=heading) for heading in absent]
    expected = {_key(cells, TASK_COLUMN, CODE_COLUMN): cells for cells in _cells(ours)}
    seen: set[tuple[str, str]] = set()
    for number, cells in rows:
        key = _key(cells, spelt[TASK_COLUMN], spelt[CODE_COLUMN])
        if key not in expected or key in seen:
            found.append(Difference(kind=DifferenceKind.ADDITIONAL, task=key[0], code=key[1], row=number))
        else:
            found += _values(expected[key], cells, spelt, key, number)
        seen.add(key)
    missing = [key for key in expected if key not in seen]
    return (*found, *(Difference(kind=DifferenceKind.MISSING, task=task, code=code) for task, code in missing))


def _spelt(ours: PublicTable, cells: Mapping[str, str]) -> dict[str, str]:
    """Return how the page spells our headings, as far as it has them."""
    found = {}
    for heading in ours.headings:
        spelling = next((one for one in (heading, *SPELLINGS.get(heading, ())) if one in cells), None)
        if spelling is not None:
            found[heading] = spelling
    return found


def _cells(table: PublicTable) -> Iterable[dict[str, str]]:
    return (dict(zip(table.headings, row, strict=True)) for row in table.rows)


def _key(cells: Mapping[str, str], task: str, code: str) -> tuple[str, str]:
    return _plain(cells[task]), canonical_target_id(_plain(cells[code]))


def _values(
    ours: Mapping[str, str], theirs: Mapping[str, str], spelt: Mapping[str, str], key: tuple[str, str], row: int
) -> list[Difference]:
    return [
        Difference(
            kind=DifferenceKind.OTHER_VALUE,
            task=key[0],
            code=key[1],
            row=row,
            column=column,
            ours=ours[column],
            theirs=theirs[spelling],
        )
        for column, spelling in spelt.items()
        if column not in (TASK_COLUMN, CODE_COLUMN)
        and _compared(column, ours[column]) != _compared(column, theirs[spelling])
    ]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _compared(column: str, text: str) -> str | frozenset[str]:
    if column in _LISTS:
        return frozenset(_plain(part) for part in _SEPARATORS.split(text) if part.strip())
    if column == "检查完成日期" and (match := _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())):
        return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    return _plain(text)
