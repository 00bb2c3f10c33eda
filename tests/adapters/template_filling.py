"""The template of the workbook, filled in as an office would, with a change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from random_inspection.adapters.spreadsheets import write_template
from random_inspection.adapters.spreadsheets.forms import OTHERS

FILLED: dict[str, list[tuple[Any, ...]]] = {
    "基本设置": [
        ("抽取编号", "2026-0001/1"),
        ("标题", "2026年劳动用工随机抽查"),
        ("抽查事项", "劳动合同"),
        ("检查机关", "某县人社局"),
        ("检查起止日期", "2026年12月"),
        ("开启期限", "2026年11月27日 17：00"),
        ("摘要算法", "sm3"),
        ("上次公告摘要", "ab" * 32),
        ("公开对象名单", "否"),
        ("公开人员名单", "是"),
        ("仅一人掌握随机数", "是"),
    ],
    "分层名额": [
        ("浦东", "共享名额", None, "全市", 3, "5"),
        ("静安", "比例", "３％", None, None, None, "是"),
        ("黄浦", "全部", None, None, None, 0, "否"),
        ("徐汇", "比例", "1/20"),
        (OTHERS, "定数", "12", None, None, 2),
    ],
    "共享名额": [("全市", "50")],
    "检查组席位": [("组长", "领队；食品"), ("组员",)],
    "随机数来源": [
        ("经办人", "本单位生成的秘密"),
        ("监督人", "他人提交的承诺", "ab" * 32, "福彩3D", r"\d{3}"),
        ("双色球", "公开事件", None, "2026-11-26 开奖公告", r"\d\d( \d\d){5} \+ \d\d"),
    ],
}
TABLES: dict[str, list[tuple[str, ...]]] = {
    "对象": [("A1", "甲", "浦东"), ("A2", "乙", "静安")],
    "人员": [("张", "领队；食品", ""), ("李", "", "3")],
    "回避": [("A1", "张", "曾任职")],
}


def rows_of(page: Worksheet, title: str) -> Iterator[int]:
    """Yield the rows of a section of the template, from its headings (or the row before them) down."""
    starts = [row for row in range(1, page.max_row + 1) if re.match("[一二三四五]、", str(page.cell(row, 1).value))]
    first = next(row for row in starts if str(page.cell(row, 1).value).endswith(f"、{title}"))
    return iter(range(first + 2, min((row for row in starts if row > first), default=page.max_row + 2) - 1))


def fill(page: Worksheet, title: str, rows: list[tuple[Any, ...]]) -> None:
    """Fill in a section: rows whose label stands there beside it, the others into empty rows."""
    for row in rows:
        labels: dict[Any, int] = {}
        for number in rows_of(page, title):
            labels.setdefault(page.cell(number, 1).value, number)
        number = labels.get(row[0]) or labels[None]
        for column, value in enumerate(row, start=1):
            page.cell(number, column).value = value


def renamed(book: Workbook, text: str, other: str) -> None:
    """Write another text in place of one on the sheet 任务."""
    cells = [cell for row in book["任务"].iter_rows() for cell in row if cell.value == text]
    cells[0].value = other


def filled(path: Path, change: Callable[[Workbook], None] = lambda _: None) -> Path:
    """Write the template, filled in, with a change."""
    write_template(path)
    book = load_workbook(path)
    for title, rows in FILLED.items():
        fill(book["任务"], title, rows)
    for name, table in TABLES.items():
        for row in table:
            book[name].append(row)
    change(book)
    book.save(path)
    return path
