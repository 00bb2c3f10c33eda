"""Lays out ``抽取结果.xlsx``."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Literal

import attrs
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from random_inspection.adapters.papers import words
from random_inspection.adapters.papers.archives import moment_of, settled
from random_inspection.workflows.records import DrawRecord

_BODY = "宋体"
_PLAIN = Font(name=_BODY, size=11)
_BOLD = Font(name=_BODY, size=11, bold=True)
_TITLE = Font(name=_BODY, size=16, bold=True)
_WHITE = Font(name=_BODY, size=11, bold=True, color="FFFFFF")
_MONO = Font(name="Courier New", size=10)
_BLUE = PatternFill("solid", fgColor="2F5597")
_PALE = PatternFill("solid", fgColor="DCE6F2")
_LINE = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)

_LATIN = 0xFF
_ROW, _TALLEST = 20, 400
_EXCEL_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_OVERVIEW = (22, 36, 78, 78)

Kind = Literal["text", "number", "percent", "mono"]


@attrs.frozen
class _Column:
    heading: str
    width: float
    kind: Kind = "text"


@attrs.frozen
class _Sheet:
    title: str
    columns: Sequence[_Column]
    rows: Sequence[Sequence[object]]
    total: Sequence[object] = ()


def workbook(record: DrawRecord) -> bytes:
    """Return the bytes of the workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _overview(book.create_sheet("抽取概况"), record)
    for sheet in _sheets(record):
        _table(book.create_sheet(sheet.title), sheet)
    for page in book.worksheets:
        _print(page, record.announcement.draw_id)
    moment = moment_of(record.drawn_at or record.announcement.announced_at)
    book.properties.creator, book.properties.title = "random-inspection", words.shown(record.announcement.title)
    data = io.BytesIO()
    book.save(data)
    return settled(data.getvalue(), moment)


def _sheets(record: DrawRecord) -> Iterable[_Sheet]:
    yield _strata(record)
    yield _drawn(record)
    yield _reserves(record)
    if record.roster:
        yield _inspectors(record)


def _strata(record: DrawRecord) -> _Sheet:
    drawn = {one.stratum: one.drawn for one in record.result.quotas}
    reserves = {name: len(list(group)) for name, group in groupby(record.result.reserves, lambda one: one.stratum)}
    strata = record.announcement.strata
    return _Sheet(
        "分层",
        [
            _Column("层", 20),
            _Column("对象数", 11, "number"),
            _Column("名额", 52),
            _Column("抽中", 9, "number"),
            _Column("每个对象的抽中机会（精确）", 26),
            _Column("抽中机会（约）", 15, "percent"),
            _Column("候补", 9, "number"),
        ],
        [
            (
                one.name,
                one.size,
                words.quota_sentence(one.quota, record.announcement),
                drawn[one.name],
                str(chance),
                float(chance),
                reserves.get(one.name, 0),
            )
            for one, chance in zip(strata, record.chances, strict=True)
        ],
        ("合计", sum(one.size for one in strata), "", sum(drawn.values()), "", "", len(record.result.reserves)),
    )


def _named(record: DrawRecord, ids: Iterable[str], width: float = 44) -> list[_Column]:
    """Return the column of names, where any of the names is at hand."""
    return [_Column("名称", width)] if any(one in record.names for one in ids) else []


def _drawn(record: DrawRecord) -> _Sheet:
    seats = [seat.seat for seat in record.roster.team] if record.roster else []
    drawn, teams = record.result.drawn, record.teams
    named = _named(record, (one.target_id for one in drawn))
    return _Sheet(
        "抽中对象",
        [
            _Column("序号", 8, "number"),
            _Column("对象编号", 25),
            *named,
            _Column("层", 18),
            *(_Column(seat, 18) for seat in seats),
            _Column("签号", 82, "mono"),
        ],
        [
            (
                number,
                one.target_id,
                *([record.names.get(one.target_id, "")] if named else []),
                one.stratum,
                *(teams.get(one.target_id, {}).get(seat, "—") for seat in seats),
                one.ticket,
            )
            for number, one in enumerate(drawn, start=1)
        ],
    )


def _reserves(record: DrawRecord) -> _Sheet:
    reserves = record.result.reserves
    named = _named(record, (one.target_id for one in reserves))
    return _Sheet(
        "候补",
        [
            _Column("层", 18),
            _Column("递补次序", 11, "number"),
            _Column("对象编号", 25),
            *named,
            _Column("签号", 82, "mono"),
        ],
        [
            (
                one.stratum,
                one.rank,
                one.target_id,
                *([record.names.get(one.target_id, "")] if named else []),
                one.ticket,
            )
            for one in reserves
        ],
    )


def _inspectors(record: DrawRecord) -> _Sheet:
    places = {one.target_id: number for number, one in enumerate(record.result.drawn, start=1)}
    visits: dict[str, list[str]] = {}
    for one in record.result.assignments:
        name = record.names.get(one.target_id, one.target_id)
        visits.setdefault(one.inspector_id, []).append(f"{places[one.target_id]} {words.shown(name)}（{one.seat}）")
    loads = record.loads
    return _Sheet(
        "检查人员",
        [
            _Column("检查人员", 22),
            _Column("资格", 26),
            _Column("席位数", 10, "number"),
            _Column("席位上限", 11, "number"),
            _Column("承担的检查：序号 对象（席位）", 64),
        ],
        [
            (
                entry.inspector_id,
                "；".join(entry.holds),
                loads[entry.inspector_id],
                "不限" if entry.capacity is None else entry.capacity,
                "\n".join(visits.get(entry.inspector_id, ())),
            )
            for entry in (record.roster.inspectors if record.roster else ())
        ],
    )


def _put(
    cell: Cell | MergedCell,
    value: object,
    font: Font = _PLAIN,
    align: Alignment = _LEFT,
    fill: PatternFill | None = None,
) -> None:
    """Write a value; text stays text, whatever it begins with."""
    if isinstance(value, str):
        lines = "\n".join(words.shown(line) for line in value.split("\n"))
        cell.value = _EXCEL_ESCAPE.sub("_x005F_", lines) or None
        cell.number_format = "@"
        if value and isinstance(cell, Cell):
            cell.data_type = "s"
    else:
        cell.value = value  # type: ignore[assignment]  # a number
    cell.font, cell.alignment, cell.border = font, align, _BOX
    if fill:
        cell.fill = fill


def _table(page: Worksheet, sheet: _Sheet) -> None:
    for index, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(index)].width = column.width
        _put(page.cell(1, index), column.heading, _WHITE, _CENTRE, _BLUE)
    page.row_dimensions[1].height = 24
    for number, row in enumerate(sheet.rows, start=2):
        _row(page, number, row, sheet.columns)
    last = get_column_letter(len(sheet.columns))
    page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    page.freeze_panes = "B2"
    page.print_title_rows = "1:1"
    if sheet.total:
        number = len(sheet.rows) + 2
        for index, value in enumerate(sheet.total, start=1):
            _put(page.cell(number, index), value, _BOLD, _LEFT if isinstance(value, str) else _CENTRE, _PALE)


def _row(page: Worksheet, number: int, row: Sequence[object], columns: Sequence[_Column]) -> None:
    for index, (value, column) in enumerate(zip(row, columns, strict=True), start=1):
        cell = page.cell(number, index)
        centred = column.kind in {"number", "percent"}
        _put(cell, value, _MONO if column.kind == "mono" else _PLAIN, _CENTRE if centred else _LEFT)
        if column.kind == "percent":
            cell.number_format = "0.000%"
    page.row_dimensions[number].height = max(
        _height(str(value), column.width) for value, column in zip(row, columns, strict=True)
    )


def _height(text: str, width: float) -> float:
    """Return the points that `text` needs in a cell of so many characters."""
    lines = sum(max(1, math.ceil(_columns(line) / (0.9 * width))) for line in text.split("\n"))
    return min(_TALLEST, _ROW + 15 * (lines - 1))


def _columns(text: str) -> int:
    return sum(2 if ord(char) > _LATIN else 1 for char in text)


def _overview(page: Worksheet, record: DrawRecord) -> None:
    for index, width in enumerate(_OVERVIEW, start=1):
        page.column_dimensions[get_column_letter(index)].width = width
    page.merge_cells("A1:D1")
    title = page["A1"]
    title.value, title.font, title.alignment = "双随机抽查抽取结果", _TITLE, _CENTRE
    page.row_dimensions[1].height = 36
    row = 2
    for heading, pairs in _overview_sections(record):
        row = _section(page, row, heading, pairs)
    row = _bar(page, row, "随机数来源（种子由公告摘要和下列各值按顺序算出）")
    for index, heading in enumerate(("来源", "方式", "公告中的承诺或事件", "公开的值"), start=1):
        _put(page.cell(row, index), heading, _BOLD, _CENTRE, _PALE)
    for one in words.contributions(record):
        row += 1
        for index, text in enumerate((one.name, one.kind, one.basis, one.value), start=1):
            _put(page.cell(row, index), text)
        page.row_dimensions[row].height = max(map(_height, (one.name, one.kind, one.basis, one.value), _OVERVIEW))
    for heading, lines in (("仍须信任谁", words.trust_words(record)), ("如何复核", words.RECHECK)):
        row = _bar(page, row + 1, heading)
        for number, line in enumerate(lines, start=row):
            _across(page, number, 1, line)
        row += len(lines) - 1
    page.sheet_view.showGridLines = False
    page.freeze_panes = "A2"


def _overview_sections(record: DrawRecord) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    announcement, result = record.announcement, record.result
    held = [("检查人员", f"{announcement.inspectors.size}人")] if announcement.inspectors else []
    yield (
        "基本情况",
        [
            ("抽取编号", announcement.draw_id),
            ("标题", announcement.title),
            *words.about(announcement),
            ("公告时间", words.time_words(announcement.announced_at)),
            ("抽取时间", words.time_words(record.drawn_at)),
            ("检查对象", f"{announcement.frame.size}个（另按规则剔除{announcement.struck.size}个）"),
            *held,
            ("抽中", f"{len(result.drawn)}个，候补{len(result.reserves)}个"),
        ],
    )
    listed = [("检查人员名单摘要", announcement.inspectors.digest)] if announcement.inspectors else []
    before = [("上一次公告摘要", announcement.previous)] if announcement.previous else []
    yield (
        f"摘要和种子（算法 {words.DIGESTS[announcement.digest]}，协议 {announcement.protocol.upper()}）",
        [
            ("公告摘要", record.announcement_digest),
            ("结果摘要", record.result_digest),
            ("种子", result.seed),
            ("对象名单摘要", announcement.frame.digest),
            ("剔除名单摘要", announcement.struck.digest),
            *listed,
            *before,
        ],
    )


def _section(page: Worksheet, row: int, heading: str, pairs: Iterable[tuple[str, str]]) -> int:
    row = _bar(page, row, heading)
    for label, text in pairs:
        _put(page.cell(row, 1), label, _BOLD, fill=_PALE)
        _across(page, row, 2, text, _MONO if re.fullmatch("[0-9a-f]{64}", text) else _PLAIN)
        row += 1
    return row


def _bar(page: Worksheet, row: int, heading: str) -> int:
    _across(page, row, 1, heading, _WHITE, _BLUE)
    page.row_dimensions[row].height = 22
    return row + 1


def _across(
    page: Worksheet, row: int, first: int, text: str, font: Font = _PLAIN, fill: PatternFill | None = None
) -> None:
    """Write `text` across the page from the column `first` on."""
    page.merge_cells(start_row=row, end_row=row, start_column=first, end_column=len(_OVERVIEW))
    for column in range(first, len(_OVERVIEW) + 1):
        page.cell(row, column).border = _BOX
    _put(page.cell(row, first), text, font, fill=fill)
    page.row_dimensions[row].height = _height(text, sum(_OVERVIEW[first - 1 :]))


def _print(page: Worksheet, draw_id: str) -> None:
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", "9"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = margins.top = 0.4
    page.oddFooter.left.text = words.shown(draw_id).replace("&", "&&")
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
    page.oddFooter.right.text = "&A"
