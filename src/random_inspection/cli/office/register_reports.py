"""What bringing a directory up to date changes, as the screen and a table show it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from random_inspection.cli.office.writing import write_own
from random_inspection.cli.screen import Screen, safe
from random_inspection.domain.registers import LISTED, EntryChange, EntryGone, SkippedRow, SyncReport
from random_inspection.serialization.public_files import harmless
from random_inspection.workflows.directories.extracts import INSPECTOR_HEADINGS, TARGET_HEADINGS
from random_inspection.workflows.inputs.tables import Table

_FIRST = 5
_SORTS = {
    "new": ("new", "新增", "", ""),
    "held": (
        "left as it is",
        "保持不变",
        "its row was left out, or it came later",
        "所在行被略过，或在数据日期之后登记",
    ),
    "passed": ("not taken in", "不列入", "gone already", "已不存续"),
}
_FIELDS = {**TARGET_HEADINGS, **INSPECTOR_HEADINGS, "name": "名称", "certificate": "执法证", "listed_in": "数据来源"}
"""What the fields of an entry are called in the tables."""
Entry = str | EntryChange | EntryGone
Line = tuple[str, str, str, str, str]
"""An identifier, what happens to it in English and Chinese, and why in both."""


def _heading(field: str) -> str:
    return _FIELDS.get(field, field)


def _line(sort: str, entry: Entry) -> Line:
    if isinstance(entry, EntryChange):
        return entry.key, "changed", "变更", ", ".join(entry.fields), "、".join(map(_heading, entry.fields))
    if isinstance(entry, EntryGone):
        return entry.key, "gone", "退出", entry.reason, entry.reason
    return (entry, *_SORTS[sort])


def _left_out(rows: Iterable[SkippedRow]) -> Iterator[Line]:
    for row in rows:
        yield "", f"row {row.row} left out", f"略过第{row.row}行", row.why, row.why


def _lines(report: SyncReport) -> Iterator[Line]:
    """Yield the lines of what a report lists: the first `LISTED` of every sort."""
    for sort in ("new", "changed", "gone", "held", "passed"):
        entries: Sequence[Entry] = getattr(report, sort)
        yield from (_line(sort, entry) for entry in entries)
    yield from _left_out(report.skipped)


class Listing:
    """A table of every single entry of a report, filled while it is made."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._text = io.StringIO()
        self._rows = csv.writer(self._text, lineterminator="\r\n")
        self._rows.writerow(["编号", "变动", "说明"])
        self._add(lines)

    def tell(self, sort: str, entry: Entry) -> None:
        """Add an entry; see `random_inspection.workflows.directories.synchronising.preview_targets`."""
        self._add([_line(sort, entry)])

    def leave_out(self, rows: Iterable[SkippedRow]) -> None:
        """Add rows that were left out."""
        self._add(_left_out(rows))

    def _add(self, lines: Iterable[Line]) -> None:
        self._rows.writerows((harmless(key), zh, harmless(why)) for key, _, zh, _, why in lines)

    def write(self, file: Path) -> None:
        """Write the table where no file may be, for its owner alone."""
        write_own(file, b"\xef\xbb\xbf" + self._text.getvalue().encode())


def show_unread(screen: Screen, table: Table) -> None:
    """Say which columns of a table nobody reads."""
    if table.unread:
        names = safe("、".join(table.unread))
        screen.line(f"Columns that are not read: {names}", f"未读取的列：{names}")


def show_report(screen: Screen, report: SyncReport, file: Path | None, whole: Listing | None) -> None:
    """Show a report, and write it where a file is named.

    Args:
        screen: where it is shown.
        report: the report.
        file: where it is written to; None where nobody asks.
        whole: all of its entries; None of a report made earlier, which lists the first `LISTED` of every sort.
    """
    screen.heading(
        f"{report.register} · {report.source} · {report.on}", f"{report.register}·{report.source}·{report.on}"
    )
    counts = (
        ("entries before", "原有", report.entries),
        ("new", "新增", report.total("new")),
        ("changed", "变更", report.total("changed")),
        ("gone", "退出", report.total("gone")),
        ("unchanged", "未变", report.unchanged),
        ("left as they are", "保持不变", report.total("held")),
        ("not taken in", "不列入", report.total("passed")),
        ("rows left out", "略过行数", report.total("skipped")),
    )
    screen.line(
        "  ".join(f"{en} {count}" for en, _, count in counts if count or en == "new"),
        "  ".join(f"{zh}{count}" for _, zh, count in counts if count or zh == "新增"),
    )
    for assumed in report.assumed:
        screen.line(f"  assumed for all: {safe(assumed)}", f"  全部按“{safe(assumed)}”处理")
    lines = list(_lines(report))
    told = ([one for one in lines if one[1] != "new"] or lines)[:_FIRST]
    for key, en, zh, why, why_zh in told:
        screen.line(f"  {safe(key)} {en} {safe(why)}".rstrip(), f"  {safe(key)} {zh} {safe(why_zh)}".rstrip())
    total = sum(count for _, _, count in counts[1:4] + counts[5:])
    if total > len(told):
        screen.line(
            f"  … {total} in all; the whole list: --report FILE.csv",
            f"  ……共{total}条；全部变更用 --report 文件.csv 写出",
        )
    if file is not None:
        (whole or Listing(lines)).write(file)
        screen.line(f"Written: {file}", f"已写入：{file}")
        if whole is None and report.totals is not None:
            screen.line(
                f"This is the record of the earlier run: the first {LISTED} of each sort; the counts above are of all.",
                f"这是此前办理的记录，每类列出前{LISTED}条；以上数量为全部。",
            )
