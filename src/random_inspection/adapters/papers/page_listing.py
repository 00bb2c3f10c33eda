"""The drawn on ``抽取记录.docx``: as much of them as the page has room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from random_inspection.adapters.papers import words
from random_inspection.adapters.papers.page_parts import (
    BODY,
    HEADING,
    ID,
    LABEL,
    SMALL,
    SMALL_CENTRED,
    WIDTH,
    Block,
    entry,
    grid,
    paragraph,
    width_of,
)
from random_inspection.workflows.draws.records import DrawRecord
from random_inspection.workflows.draws.risk_draws import is_by_risk

_WIDEST, _LEAST_NAME, _RANGE = 112.0, 90.0, 40.0
_GAP, _EASE = 6.0, 4.0
LEAST = 45.0
"""The height of a listing that only says how many were drawn."""


def listing(record: DrawRecord, room: float) -> list[Block]:
    """Return the drawn with name and team; where `room` is too small, their ids; else how many they are."""
    heading = paragraph(
        f"二、抽中对象（共{words.visits(record)}个，按抽取顺序{words.blank_words(record)}）", HEADING, above=4
    )
    for attempt in (partial(_in_full, room=room, most=4), partial(_in_full, room=room, most=2), _ids):
        body = attempt(record)
        if body and heading.height + sum(block.height for block in body) <= room:
            return [heading, *body]
    return [heading, _elsewhere(record)]


def _in_full(record: DrawRecord, *, room: float, most: int) -> list[Block]:
    """Return the table of the drawn, cells of at most so many lines; nothing where it surely does not fit."""
    if len(record.result.drawn) * SMALL.line > room:
        return []
    seats = [seat.seat for seat in record.roster.team] if record.roster else []
    rows = list(_rows(record, seats))
    if not rows:
        return []
    stratum = [] if is_by_risk(record.announcement) else ["层"]
    table = [["序号", "对象编号", "名称", *stratum, *seats], *rows]
    named = any(row[2] for row in rows)
    if not named:
        table = [row[:2] + row[3:] for row in table]
    widths = _widths(table, named=named)
    if not widths:
        return []
    styles = [SMALL_CENTRED, ID, *[SMALL] * (len(widths) - 2)]
    head = [entry(text, LABEL, width, most=2, shaded=True) for text, width in zip(table[0], widths, strict=True)]
    body = [
        [entry(text, style, width, most=most) for text, style, width in zip(row, styles, widths, strict=True)]
        for row in table[1:]
    ]
    return [grid(widths, [head, *body])]


def _rows(record: DrawRecord, seats: Sequence[str]) -> Iterator[list[str]]:
    teams, by_risk = record.teams, is_by_risk(record.announcement)
    for number, one in enumerate(record.result.drawn, start=1):
        team = teams.get(one.target_id, {})
        stratum = () if by_risk else (one.stratum,)
        texts = (one.target_id, record.names.get(one.target_id, ""), *stratum)
        yield [str(number), *map(words.shown, texts), *(words.shown(team.get(seat, "—")) for seat in seats)]


def _widths(table: Sequence[Sequence[str]], *, named: bool) -> list[float]:
    """Return widths by content; the name's has what is left. Empty where that is too little."""
    needed = [
        min(
            _WIDEST,
            max(width_of(table[0][place], LABEL), *(width_of(row[place], style) for row in table[1:])) + _GAP + _EASE,
        )
        for place, style in enumerate([SMALL, ID, *[SMALL] * (len(table[0]) - 2)])
    ]
    if not named:
        return [width * WIDTH / sum(needed) for width in needed] if sum(needed) <= WIDTH else []
    needed[2] = WIDTH - sum(needed) + needed[2]
    return needed if needed[2] >= _LEAST_NAME else []


def _ids(record: DrawRecord) -> list[Block]:
    """Return the ids alone, several in a row, and before them the places of the first and the last."""
    ids = [words.shown(one.target_id) for one in record.result.drawn]
    if not ids:
        return []
    columns = max(1, int((WIDTH - _RANGE) // (max(width_of(one, ID) for one in ids) + _GAP)))
    width = (WIDTH - _RANGE) / columns
    rows = [
        [
            entry(_places(start, min(start + columns, len(ids))), ID, _RANGE, shaded=True),
            *(entry(one, ID, width) for one in [*ids, *[""] * columns][start : start + columns]),
        ]
        for start in range(0, len(ids), columns)
    ]
    rest = "名称、检查组" if is_by_risk(record.announcement) else "名称、层、检查组"
    where = words.workbook_words(record.announcement)
    note = f"本页容不下全部名称和检查组，只列编号；{rest}见{where}“抽中对象”表。"
    return [paragraph(note, BODY, most=2), grid([_RANGE, *[width] * columns], rows)]


def _places(start: int, stop: int) -> str:
    return f"{start + 1}-{stop}" if stop - start > 1 else f"{stop}"


def _elsewhere(record: DrawRecord) -> Block:
    if not record.result.drawn:
        return paragraph("没有抽中的对象。", BODY)
    note = (
        f"本页容不下{words.visits(record)}个对象；名单见{words.workbook_words(record.announcement)}“抽中对象”表，"
        "以结果摘要对应的 result.json 为准。"
    )
    return paragraph(note, BODY, most=2)
