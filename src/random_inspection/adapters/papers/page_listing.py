"""The drawn on ``抽取记录.docx``: as much of them as the page has room for."""

from __future__ import annotations

from collections.abc import Sequence

from random_inspection.adapters.papers import words
from random_inspection.adapters.papers.page_parts import (
    BODY,
    CENTRED,
    HEADING,
    LABEL,
    WIDTH,
    Block,
    Entry,
    Style,
    entry,
    grid,
    paragraph,
    width_of,
)
from random_inspection.workflows.records import DrawRecord

_ID = Style(font="Courier New", size=8, line=11)
_WIDEST, _LEAST_NAME = 112.0, 90.0
_GAP = 8.0


def listing(record: DrawRecord, room: float) -> list[Block]:
    """Return the drawn with name and team; where `room` is too small, their ids; else how many they are."""
    heading = paragraph(f"二、抽中对象（共{len(record.result.drawn)}个，按抽取顺序）", HEADING, above=4)
    for attempt in (_in_full, _ids):
        body = attempt(record)
        if body and heading.height + sum(block.height for block in body) <= room:
            return [heading, *body]
    return [heading, _elsewhere(record)]


def _in_full(record: DrawRecord) -> list[Block]:
    """Return the table of the drawn; nothing where its columns are too wide for the page."""
    drawn, teams = record.result.drawn, record.teams
    seats = [seat.seat for seat in record.roster.team] if record.roster else []
    rows = [
        [str(number), one.target_id, record.names.get(one.target_id, ""), one.stratum]
        + [teams.get(one.target_id, {}).get(seat, "—") for seat in seats]
        for number, one in enumerate(drawn, start=1)
    ]
    table = [["序号", "对象编号", "名称", "层", *seats], *([words.shown(text) for text in row] for row in rows)]
    if not any(row[2] for row in rows):
        table = [row[:2] + row[3:] for row in table]
    widths = _widths(table, named=any(row[2] for row in rows))
    if not drawn or not widths:
        return []
    return [grid(widths, [_row(row, widths, head=number == 0) for number, row in enumerate(table)])]


def _row(row: Sequence[str], widths: Sequence[float], *, head: bool) -> list[Entry]:
    styles = [LABEL] * len(row) if head else [CENTRED, _ID, *[BODY] * (len(row) - 2)]
    return [entry(t, s, w, most=2, shaded=head) for t, s, w in zip(row, styles, widths, strict=True)]


def _widths(table: Sequence[Sequence[str]], *, named: bool) -> list[float]:
    """Return widths by content; what is left, or missing, is the name's. Empty where too little is left for it."""
    needed = [
        min(_WIDEST, max(width_of(row[place], _ID if place == 1 else BODY) for row in table) + _GAP)
        for place in range(len(table[0]))
    ]
    flexible = 2 if named else len(needed) - 1
    needed[flexible] = WIDTH - sum(needed) + needed[flexible]
    return needed if needed[flexible] >= (_LEAST_NAME if named else 0) else []


def _ids(record: DrawRecord) -> list[Block]:
    """Return the ids alone, several in a row."""
    drawn = record.result.drawn
    if not drawn:
        return []
    texts = [f"{number:>3} {words.shown(one.target_id)}" for number, one in enumerate(drawn, start=1)]
    columns = max(1, int(WIDTH // (max(width_of(text, _ID) for text in texts) + _GAP)))
    width = WIDTH / columns
    cells = [entry(text, _ID, width) for text in texts] + [entry("", _ID, width)] * (-len(texts) % columns)
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    note = "本页容不下全部名称和检查组，只列序号和对象编号；名称、层、签号和检查组见所附《抽取结果.xlsx》“抽中对象”表。"
    return [paragraph(note, BODY, most=2), grid([width] * columns, rows)]


def _elsewhere(record: DrawRecord) -> Block:
    if not record.result.drawn:
        return paragraph("没有抽中的对象。", BODY)
    note = (
        f"本页容不下{len(record.result.drawn)}个对象；名单见所附《抽取结果.xlsx》“抽中对象”表，"
        "以上列结果摘要对应的结果文件 result.json 为准。"
    )
    return paragraph(note, BODY, most=2)
