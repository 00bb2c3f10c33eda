"""Puts ``抽取结果.xlsx`` together: the overview, and the tables after it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from random_inspection.adapters.papers import words
from random_inspection.adapters.papers.archives import moment_of, settled
from random_inspection.adapters.papers.sheets import (
    BLUE,
    BOLD,
    BOX,
    CENTRE,
    MONO,
    PALE,
    PLAIN,
    TITLE,
    WHITE,
    height,
    put,
    put_table,
    set_up_printing,
)
from random_inspection.adapters.papers.tables import tables
from random_inspection.workflows.draws.records import DrawRecord
from random_inspection.workflows.draws.risk_draws import is_by_risk

_WIDTHS = (18, 26, 37, 37)
_LAST = len(_WIDTHS)
_DIGEST = re.compile("[0-9a-f]{64}")
_SOURCES = ("来源", "方式", "公告的承诺值或事件", "公开的值")

_Pairs = list[tuple[str, str]]


def workbook(record: DrawRecord) -> bytes:
    """Return the bytes of the workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    overview = book.create_sheet("抽取概况")
    notice = words.INTERNAL if is_by_risk(record.announcement) else None
    set_up_printing(overview, record.announcement.draw_id, notice)
    _overview(overview, record)
    for table in tables(record):
        page = book.create_sheet(table.title)
        set_up_printing(page, record.announcement.draw_id, notice)
        put_table(page, table)
    book.properties.creator, book.properties.title = "random-inspection", words.shown(record.announcement.title)
    data = io.BytesIO()
    book.save(data)
    return settled(data.getvalue(), moment_of(record.drawn_at or record.announcement.announced_at))


def _overview(page: Worksheet, record: DrawRecord) -> None:
    for index, width in enumerate(_WIDTHS, start=1):
        page.column_dimensions[get_column_letter(index)].width = width
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=_LAST)
    title = page["A1"]
    title.value, title.font, title.alignment = "双随机抽查抽取结果", TITLE, CENTRE
    page.row_dimensions[1].height = 36
    row = 2
    if is_by_risk(record.announcement):
        _across(page, row, 1, f"{words.INTERNAL}：各层对应风险分类，分类仅供内部使用。", font=BOLD, fill=PALE)
        row += 1
    for heading, pairs in _facts(record):
        row = _pairs(page, row, heading, pairs)
    row = _bar(page, row, "随机数来源（种子由公告摘要和下列各值按顺序算出）")
    row = _contributions(page, row, record)
    row = _lines(page, row, "仍须信任谁", words.trust_words(record))
    _lines(page, row, "如何复核", words.recheck(record.announcement))
    page.sheet_view.showGridLines = False
    page.freeze_panes = "A2"
    page.page_setup.orientation = "portrait"


def _facts(record: DrawRecord) -> Iterator[tuple[str, _Pairs]]:
    announcement, result = record.announcement, record.result
    inspectors, previous = announcement.inspectors, announcement.previous
    yield (
        "基本情况",
        [
            ("抽取编号", announcement.draw_id),
            ("标题", announcement.title),
            *words.about(announcement),
            ("公告时间（北京）", words.time_words(announcement.announced_at)),
            ("抽取时间（北京）", words.time_words(record.drawn_at)),
            ("检查对象", f"{words.target_count(announcement)}个（另按规则剔除{words.struck_count(announcement)}个）"),
            *([("检查人员", f"{inspectors.size}人")] if inspectors else []),
            ("抽中", f"{words.visits(record)}个{words.blank_words(record)}，另有候补{len(result.reserves)}个"),
        ],
    )
    yield (
        f"摘要和种子（算法 {words.DIGESTS[announcement.digest]}，协议 {announcement.protocol.upper()}）",
        [
            ("公告摘要", record.announcement_digest),
            ("结果摘要", record.result_digest),
            ("种子", result.seed),
            ("对象名单摘要", announcement.frame.digest),
            ("剔除名单摘要", announcement.struck.digest),
            *([("人员名单摘要", inspectors.digest)] if inspectors else []),
            *((f"{label}（封存）", digest) for label, digest in words.sealed_digests(announcement)),
            *([("上次公告摘要", previous)] if previous else []),
        ],
    )


def _pairs(page: Worksheet, row: int, heading: str, pairs: _Pairs) -> int:
    row = _bar(page, row, heading)
    for label, text in pairs:
        _across(page, row, 2, text, font=MONO if _DIGEST.fullmatch(text) else PLAIN)
        put(page.cell(row, 1), label, font=BOLD, fill=PALE)
        row += 1
    return row


def _contributions(page: Worksheet, row: int, record: DrawRecord) -> int:
    for index, heading in enumerate(_SOURCES, start=1):
        put(page.cell(row, index), heading, font=BOLD, align=CENTRE, fill=PALE)
    page.row_dimensions[row].height = height("", 1)
    for one in words.contributions(record):
        row += 1
        texts = (one.name, one.kind, one.basis, one.value)
        for index, text in enumerate(texts, start=1):
            put(page.cell(row, index), text, font=MONO if _DIGEST.fullmatch(text) else PLAIN)
        page.row_dimensions[row].height = max(map(height, texts, _WIDTHS))
    return row + 1


def _lines(page: Worksheet, row: int, heading: str, lines: Sequence[str]) -> int:
    row = _bar(page, row, heading)
    for number, line in enumerate(lines, start=row):
        _across(page, number, 1, line)
    return row + len(lines)


def _bar(page: Worksheet, row: int, heading: str) -> int:
    _across(page, row, 1, heading, font=WHITE, fill=BLUE)
    return row + 1


def _across(
    page: Worksheet, row: int, first: int, text: str, *, font: Font = PLAIN, fill: PatternFill | None = None
) -> None:
    """Write `text` across the page from the column `first` on."""
    page.merge_cells(start_row=row, end_row=row, start_column=first, end_column=_LAST)
    _frame(page, row, range(first, _LAST + 1))
    put(page.cell(row, first), text, font=font, fill=fill)
    page.row_dimensions[row].height = height(text, sum(_WIDTHS[first - 1 :]))


def _frame(page: Worksheet, row: int, columns: Iterable[int]) -> None:
    for column in columns:
        page.cell(row, column).border = BOX
