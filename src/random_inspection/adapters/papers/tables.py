"""What the tables of ``抽取结果.xlsx`` hold, without how they look."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import attrs

from random_inspection.adapters.papers import words
from random_inspection.workflows.draws.records import DrawRecord

Kind = Literal["text", "number", "percent", "mono"]


@attrs.frozen
class Column:
    """A column of a table, as wide as its content up to `widest` characters."""

    heading: str
    widest: float
    kind: Kind = "text"


@attrs.frozen
class Table:
    """A sheet: its title, columns, rows, and the row of totals where there is one."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    total: Sequence[object] = ()


_ID, _NAME, _STRATUM, _TICKET = Column("对象编号", 28), Column("名称", 44), Column("层", 20), Column("签号", 60, "mono")


def tables(record: DrawRecord) -> Iterator[Table]:
    """Yield the tables in their order; inspectors only where the draw has them."""
    yield _strata(record)
    yield _drawn(record)
    yield _reserves(record)
    if record.roster:
        yield _inspectors(record)


def _strata(record: DrawRecord) -> Table:
    drawn = {one.stratum: one.drawn for one in record.result.quotas}
    reserves = Counter(one.stratum for one in record.result.reserves)
    strata = record.announcement.strata
    return Table(
        "分层",
        [
            _STRATUM,
            Column("对象数", 12, "number"),
            Column("名额", 60),
            Column("抽中", 12, "number"),
            Column("抽中机会（精确）", 34),
            Column("抽中机会（约）", 20, "percent"),
            Column("候补", 12, "number"),
        ],
        [
            (
                one.name,
                one.size,
                words.quota_sentence(one.quota, record.announcement),
                drawn[one.name],
                str(chance),
                float(chance),
                reserves[one.name],
            )
            for one, chance in zip(strata, record.chances, strict=True)
        ],
        ("合计", words.target_count(record.announcement), "", words.visits(record), "", "", reserves.total()),
    )


def _named(record: DrawRecord, ids: Iterable[str]) -> list[Column]:
    """Return the column of names, where any of the names is at hand."""
    return [_NAME] if any(one in record.names for one in ids) else []


def _drawn(record: DrawRecord) -> Table:
    seats = [seat.seat for seat in record.roster.team] if record.roster else []
    drawn, teams = record.result.drawn, record.teams
    named = _named(record, (one.target_id for one in drawn))
    return Table(
        "抽中对象",
        [Column("序号", 9, "number"), _ID, *named, _STRATUM, *(Column(seat, 20) for seat in seats), _TICKET],
        [
            (
                number,
                one.target_id,
                *(words.shown(record.names.get(one.target_id, "")) for _ in named),
                one.stratum,
                *(teams.get(one.target_id, {}).get(seat, "—") for seat in seats),
                one.ticket,
            )
            for number, one in enumerate(drawn, start=1)
        ],
    )


def _reserves(record: DrawRecord) -> Table:
    reserves = record.result.reserves
    named = _named(record, (one.target_id for one in reserves))
    return Table(
        "候补",
        [_STRATUM, Column("递补次序", 14, "number"), _ID, *named, _TICKET],
        [
            (
                one.stratum,
                one.rank,
                one.target_id,
                *(words.shown(record.names.get(one.target_id, "")) for _ in named),
                one.ticket,
            )
            for one in reserves
        ],
    )


def _inspectors(record: DrawRecord) -> Table:
    places = {one.target_id: number for number, one in enumerate(record.result.drawn, start=1)}
    visits = defaultdict(list)
    for one in record.result.assignments:
        name = words.shown(record.names.get(one.target_id, one.target_id))
        visits[one.inspector_id].append(f"{places[one.target_id]} {name}（{one.seat}）")
    loads = record.loads
    return Table(
        "检查人员",
        [
            Column("检查人员", 24),
            Column("资格", 28),
            Column("席位数", 12, "number"),
            Column("席位上限", 14, "number"),
            Column("承担的检查：序号 对象（席位）", 64),
        ],
        [
            (
                entry.inspector_id,
                "；".join(entry.holds),
                loads[entry.inspector_id],
                "不限" if entry.capacity is None else entry.capacity,
                "\n".join(visits[entry.inspector_id]),
            )
            for entry in (record.roster.inspectors if record.roster else ())
        ],
    )
