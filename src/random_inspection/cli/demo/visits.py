"""Visits of the story, by the workbook of a task: filled in by one after the other, and read in."""

from __future__ import annotations

import datetime as dt
import hashlib
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence

from random_inspection.cli.demo.bureau import HANDLER, HEAD, REVIEWER, YEAR, Bureau
from random_inspection.domain.fieldwork import ResultCode
from random_inspection.domain.inspections import Inspection
from random_inspection.rules.casework.dues import BEIJING
from random_inspection.workflows.casework import record_columns as columns
from random_inspection.workflows.inputs.tables import Row, Table

Cells = Callable[[Inspection], Mapping[str, str]]
Found = Mapping[str, tuple[str, ResultCode]]
"""What was found on which item of which inspection; everywhere else no problem."""


def prepare_visits(bureau: Bureau, task: str) -> None:
    """Choose visits, have them approved, and serve their notices."""
    chosen = {columns.METHOD: "现场检查", columns.WHY: "须现场核对工资台账和考勤设备"}
    _fill(bureau, task, HANDLER, "approach", lambda _: chosen)
    _fill(bureau, task, HEAD, "visits", lambda _: {columns.APPROVED: columns.AGREED})
    _fill(bureau, task, HANDLER, "notices", lambda one: {columns.NOTICE: f"检通〔{one.inspection_id}〕号"})


def visit(bureau: Bureau, task: str, days: Sequence[tuple[int, int]], found: Found, *, without: str = "") -> int:
    """Have every leader visit on a day, one target after the other, and return how many photographs were taken.

    Args:
        bureau: the bureau.
        task: the task.
        days: months and days, for one leader after the other.
        found: what was found.
        without: an inspection that is not held yet.
    """
    cases = [one for one in bureau.inspections(task) if one.inspection_id != without]
    leaders = sorted({one.team[0].inspector_id for one in cases})
    directory = bureau.office.inspectors_on(bureau.office.today())
    numbers = {one.inspector_id: one.certificate.number for one in directory if one.certificate}
    by_day = sorted((days[at % len(days)], leader) for at, leader in enumerate(leaders))
    for (month, day), leader in by_day:
        mine = [one for one in cases if one.team[0].inspector_id == leader]
        bureau.clock.turn_to(month, day, 18)
        cells = _cells_of_a_day(dt.date(YEAR, month, day), [one.inspection_id for one in mine], numbers, found)
        _fill(bureau, task, leader, "record", cells, of=mine)
    return len(cases)


def _cells_of_a_day(day: dt.date, order: Sequence[str], numbers: Mapping[str, str], found: Found) -> Cells:
    """Return what a leader writes into the rows of a day, whose inspections are held in an order."""

    def cells(one: Inspection) -> Mapping[str, str]:
        item, code = found.get(one.inspection_id, ("", ResultCode.NO_PROBLEM))
        after = dt.timedelta(minutes=45 * order.index(one.inspection_id))
        began = dt.datetime.combine(day, dt.time(8, 30), BEIJING) + after
        results = {columns.result_column(each): ResultCode.NO_PROBLEM.value for each in one.items}
        return {
            columns.CODE: f"QY-{one.target_id}",
            columns.SHOWN: "；".join(f"{seat.inspector_id}={numbers[seat.inspector_id]}" for seat in one.team),
            columns.BEGAN: f"{began:%Y-%m-%d %H:%M}",
            columns.ENDED: f"{began + dt.timedelta(minutes=40):%Y-%m-%d %H:%M}",
            columns.PLACE: "经营场所",
            columns.CONTENT: "工资台账、劳动合同、年度报告",
            columns.SITUATION: "查看台账，询问职工3人",
            columns.EVIDENCE: photograph_name(one.inspection_id),
            columns.SIGNED: columns.YES,
            **results,
            **({columns.result_column(item): code.value} if item else {}),
            columns.OPINION: "按规定办理" if item else "未发现问题，予以办结",
        }

    return cells


def review(bureau: Bureau, task: str, *, returned: str = "", note: str = "", without: str = "") -> None:
    """Have the conclusions of a task reviewed by a second person, all passed but the one that is returned, with a note."""

    def cells(one: Inspection) -> Mapping[str, str]:
        if one.inspection_id == returned:
            return {columns.REVIEWED: columns.RETURNED, columns.REVIEW_NOTE: note}
        return {columns.REVIEWED: columns.PASSED}

    concluded = [one for one in bureau.inspections(task) if one.record is not None and one.inspection_id != without]
    _fill(bureau, task, REVIEWER, "review", cells, of=concluded)


def summarise(bureau: Bureau, task: str) -> None:
    """Have the leaders submit the summaries of what passed its review."""
    for one in bureau.inspections(task):
        if one.conclusions and one.conclusions[-1].review and one.conclusions[-1].review.passed:
            leader, key = one.team[0].inspector_id, one.inspection_id
            time = len(one.conclusions)
            bureau.office.submit_summary(bureau.order(leader, "summary", key, time=time), key)


def _fill(
    bureau: Bureau, task: str, who: str, step: str, cells: Cells, *, of: Sequence[Inspection] | None = None
) -> None:
    """Have somebody fill cells of the rows of a task's workbook, and read it in."""
    cases = bureau.inspections(task) if of is None else of
    if not cases:
        return
    names = columns.headings(cases[0].items)
    empty = dict.fromkeys(names, "")
    rows = tuple(
        Row(number=number, cells={**empty, columns.KEY: one.inspection_id, **cells(one)})
        for number, one in enumerate(cases, start=4)
    )
    files = {photograph_name(one.inspection_id): photograph(one.inspection_id) for one in cases}
    table = Table(file="检查记录.xlsx", columns=names, rows=rows)
    bureau.office.import_records(bureau.order(who, step, task), task, table, files=files)


def photograph_name(key: str) -> str:
    """Return the name of the photograph of an inspection."""
    return f"门头照片-{key.rpartition(':')[2]}.png"


def photograph(key: str) -> bytes:
    """Return a picture that stands for a photograph: the front of a shop in colours of its own, as PNG."""
    width, height = 96, 64
    wall, door = (digest[:3] for digest in (hashlib.sha256(f"{part} {key}".encode()).digest() for part in ("墙", "门")))
    rows = (
        b"\0" + b"".join(door if 40 <= x < 56 and y >= 24 else wall for x in range(width))  # noqa: PLR2004  (the door)
        for y in range(height)
    )
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(rows))),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
