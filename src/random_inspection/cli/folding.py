"""Folds findings that repeat down a column, and rows that were left out, so that a person can read the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from random_inspection.adapters.spreadsheets.headings import MISSING_COLUMN
from random_inspection.adapters.spreadsheets.tables import HINT_LEFT_OUT, SAMPLE_LEFT_OUT
from random_inspection.errors import Message, Problem, Where

MOST, FIRST = 5, 3
"""More than so many equal findings of a column are folded, after so many that are shown."""
_RUN = 3
"""So many numbers in a row are written as a range."""

MORE_ROWS = Message("more-rows", "and the same in {count} more rows: {rows}", "另有{count}行同样如此：第{rows}行")
COLUMNS_MISSING = Message(
    "columns-missing",
    "{count} columns are missing: {wanted}; the headings found are: {found}{hint}",
    "缺少{count}列：{wanted}；找到的表头有：{found}{hint_zh}",
)
_TABLES = {
    "import items": ("抽查事项清单", "事项编号", "抽查事项", "抽查依据"),
    "import targets": ("检查对象名录", "统一社会信用代码", "企业名称"),
    "import inspectors": ("检查人员名录", "人员编号", "姓名", "执法机关"),
    "import interests": ("利害关系表", "人员编号", "利害关系", "开始日期"),
    "record import": ("检查记录表", "检查编号", "检查对象", "检查组"),
}
"""What an office's tables are called, and some headings that each of them has, by the command that reads it."""
ROWS_LEFT_OUT = Message(
    "rows-left-out",
    "{count} rows of hints and samples were left out: {rows}",
    "另有{count}行填写说明和案例未读入：{rows}",
)


def folded_findings(problems: Iterable[Problem]) -> list[Problem]:
    """Return the findings in order; of more than `MOST` equal ones of a column the first `FIRST` and the other rows.

    Equal are those of the same kind in the same column of the same file and sheet. No row is lost.
    """
    groups: dict[object, list[Problem]] = {}
    for place, problem in enumerate(_with_columns_together([*problems])):
        groups.setdefault(_kind(problem) or place, []).append(problem)
    return [one for group in groups.values() for one in (group if len(group) <= MOST else _folded(group))]


def _with_columns_together(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield the findings, the missing columns of one table as one of them, which says what table it seems to be."""
    missing: dict[Where, list[Problem]] = {}
    for one in problems:
        if one.message is MISSING_COLUMN:
            missing.setdefault(one.where, []).append(one)
    for one in problems:
        group = missing.get(one.where, []) if one.message is MISSING_COLUMN else []
        if len(group) <= 1:
            yield one
        elif one is group[0]:
            yield _columns_missing(group)


def _columns_missing(group: Sequence[Problem]) -> Problem:
    found = str(group[0].params["found"])
    headings = set(found.split("、"))
    like = next((one for one, (_, *some) in _TABLES.items() if headings.issuperset(some)), None)
    return COLUMNS_MISSING.at(
        group[0].where,
        count=len(group),
        wanted="、".join(str(one.params["wanted"]) for one in group),
        found=found,
        hint=f"; this seems to be the table that is read with: {like}" if like else "",
        hint_zh=f"；这看来是{_TABLES[like][0]}（{like}）" if like else "",
    )


def _kind(problem: Problem) -> tuple[str, Where] | None:
    where = problem.where
    return None if where.row is None or where.column is None else (problem.code, attrs.evolve(where, row=None))


def _folded(group: Sequence[Problem]) -> Iterator[Problem]:
    yield from group[:FIRST]
    rest = {problem.where.row or 0 for problem in group[FIRST:]}
    yield MORE_ROWS.at(attrs.evolve(group[0].where, row=None), count=len(rest), rows=ranges(rest))


def folded_notes(notes: Iterable[Problem]) -> list[Problem]:
    """Return the notes, with those on hints and sample rows folded into one at the end."""
    kept: list[Problem] = []
    rows: dict[Where, list[int]] = {}
    for note in notes:
        if note.message in (HINT_LEFT_OUT, SAMPLE_LEFT_OUT) and note.where.row is not None:
            rows.setdefault(attrs.evolve(note.where, row=None), []).append(note.where.row)
        else:
            kept.append(note)
    if rows:
        places = "；".join(f"{where.sheet or where.file} {ranges(numbers)}" for where, numbers in rows.items())
        kept.append(ROWS_LEFT_OUT.at(count=sum(map(len, rows.values())), rows=places))
    return kept


def ranges(numbers: Iterable[int]) -> str:
    """Return numbers in order, each once, three or more in a row as a range: ``2, 3, 5–9``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [[f"{run[0]}–{run[-1]}"] if len(run) >= _RUN else map(str, run) for run in runs]
    return ", ".join(text for run in texts for text in run)
