"""An office with as many targets and inspections as are wanted, put into its tables past the acts that would take hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import attrs
from sqlalchemy import Connection, Engine, insert

from random_inspection.adapters.sql.dialects import begun
from random_inspection.adapters.sql.tables import RECORDS
from random_inspection.domain.acts import Mark
from random_inspection.domain.fieldwork import OnSiteRecord
from random_inspection.domain.inspections import Inspection, TeamSeat, inspection_id
from random_inspection.domain.plans import Task, TaskType
from random_inspection.domain.registers import Movement, TargetEntry
from random_inspection.rules.samples import SHOP
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.rules.working_days.layers import layered
from random_inspection.rules.working_days.notices import Notice
from random_inspection.serialization.records import entry

TODAY = dt.date(2026, 12, 15)
CST = dt.timezone(dt.timedelta(hours=8))
DISTRICTS = tuple("东西南北中浦宝松青奉")
A_TASK = 200
"""How many inspections a task has."""


def working_days() -> WorkIndex:
    """Return the working days of two years, with one holiday each."""
    years = (2026, 2027)
    notices = [Notice(number=str(year), year=year, off={dt.date(year, 1, 1): "元旦"}, worked={}) for year in years]
    return WorkIndex.of(layered(base=notices, statutory={year: {dt.date(year, 1, 1): ("元旦",)} for year in years}))


def _target_id(number: int) -> str:
    return f"店{number:08}"


def _mark(year: int = 2026) -> Mark:
    return Mark(by="赵", at=dt.datetime(year, 12, 1, 9, tzinfo=CST))


def _target() -> TargetEntry:
    value = attrs.evolve(SHOP, target_id=_target_id(0), name=f"{_target_id(0)}餐饮管理有限公司", district="东")
    return TargetEntry(value=value, movement=Movement.NEW, on=dt.date(2026, 1, 5), source="台账", reason="登记")


def _task() -> Task:
    return Task(
        task_id=f"T{0:08}",
        title="抽查",
        ground="专项整治",
        type=TaskType.UNTARGETED,
        agencies=("人社局",),
        unit="监察大队",
        items=("劳动-01",),
        scope="餐饮业",
        ratio="5%",
        first_day=dt.date(2026, 12, 1),
        last_day=dt.date(2026, 12, 20),
        drafted=_mark(),
        approved=_mark(),
        confirmed=_mark(),
    )


def _inspection(year: int, *, archived: bool) -> Inspection:
    """Return an inspection that is told and has to be concluded, or is filed."""
    at = dt.datetime(year, 12, 1, 11, tzinfo=CST)
    words: dict[str, Any] = {"place": "东街1号", "content": "台账", "situation": "齐全"}
    return Inspection(
        inspection_id=inspection_id(f"T{0:08}", _target_id(0)),
        task_id=f"T{0:08}",
        target_id=_target_id(0),
        target_name=_target_id(0),
        items=("劳动-01",),
        unit="监察大队",
        team=(TeamSeat(seat="组长", inspector_id="钱"), TeamSeat(seat="组员", inspector_id="孙")),
        assigned=_mark(year),
        record=OnSiteRecord(began_at=at, ended_at=at, **words, written=_mark(year)),
        archived=_mark(year) if archived else None,
    )


Row = dict[str, Any]


def _copies(value: object) -> Callable[..., Row]:
    """Return a function that gives the row of a record like `value`, with some of its texts replaced."""
    made = entry(value, 1, "0" * 64)
    text = made.data.decode()

    def copy(replaced: Mapping[str, str], **index: str) -> Row:
        body, key, asked = text, made.change.key, dict(made.index)
        for old, new in replaced.items():
            body, key = body.replace(old, new), key.replace(old, new)
            asked = {name: content and content.replace(old, new) for name, content in asked.items()}
        return {"record_key": key, "record_version": 1, "body": body.encode(), **asked, **index}

    return copy


def _targets(count: int) -> Iterator[Row]:
    """Yield targets, every hundredth of them gone."""
    there, gone = _copies(_target()), _copies(attrs.evolve(_target(), movement=Movement.GONE))
    for number in range(count):
        district = DISTRICTS[number % len(DISTRICTS)]
        put = gone if number % 100 == 99 else there
        yield put({_target_id(0): _target_id(number), '"东"': f'"{district}"'}, district=district)


def _tasks(inspections: int) -> Iterator[Row]:
    """Yield the tasks of so many inspections."""
    put = _copies(_task())
    for number in range(-(-inspections // A_TASK)):
        yield put({f"T{0:08}": f"T{number:08}"})


def _inspections(count: int, targets: int, unfinished: int) -> Iterator[Row]:
    """Yield inspections of five years, filed but for the last ones."""
    filed = [_copies(_inspection(year, archived=True)) for year in range(2022, 2027)]
    unfiled = _copies(_inspection(2026, archived=False))
    for number in range(count):
        put = filed[number * 5 // count] if number < count - unfinished else unfiled
        yield put({_target_id(0): _target_id(number * 7 % targets), f"T{0:08}": f"T{number // A_TASK:08}"})


def _fill(connection: Connection, kind: str, rows: Iterable[Row]) -> None:
    """Put records into the table of their kind as they stand, without versions and events."""
    left = iter(rows)
    while page := list(islice(left, 10_000)):
        connection.execute(insert(RECORDS[kind]), page)


def make_large(engine: Engine, *, firms: int, visits: int, unfinished: int) -> None:
    """Fill an office."""
    with begun(engine, writes=True) as connection:
        _fill(connection, "target", _targets(firms))
        _fill(connection, "task", _tasks(visits))
        _fill(connection, "inspection", _inspections(visits, firms, unfinished))
        connection.commit()
