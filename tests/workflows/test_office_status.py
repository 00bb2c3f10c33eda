"""How an office stands: what it counts, what is stuck, and which part of every district was inspected in the year."""

import datetime as dt

import attrs
import pytest
from task_life import LIFE, act, lived
from whole_office import FIRMS, HANDLER, INDEX, TASK, House

from random_inspection import Order
from random_inspection.domain.inspections import InspectionState
from random_inspection.domain.plans import TaskState
from random_inspection.domain.registers import Movement
from random_inspection.rules.casework.dues import DueKind, DueState
from random_inspection.rules.casework.stuck import StuckKind
from random_inspection.rules.samples import SHOP
from random_inspection.workflows.oversight.office_status import DistrictCoverage, OfficeStatus, office_status

TODAY, TOMORROW, BEGUN = dt.date(2026, 11, 25), dt.date(2026, 11, 26), dt.date(2026, 12, 1)
NAMES = [step.name for step in LIFE]


def _after(name: str) -> House:
    return lived(NAMES.index(name) + 1)


def _status(house: House, on: dt.date = TOMORROW) -> OfficeStatus:
    return office_status(on, store=house.store, index=INDEX)


def _stuck(house: House, on: dt.date) -> list[tuple[StuckKind, str, dt.date]]:
    return [(one.kind, one.subject.key, one.since) for one in _status(house, on).stuck]


def _move(house: House, name: str, movement: Movement, district: str) -> None:
    target = attrs.evolve(SHOP, target_id=name, name=name, district=district)
    order = Order(actor=HANDLER, command=f"{name}-{movement}")
    house.office().change_target(order, target, movement, on=dt.date(2026, 1, 6), source="台账", reason="登记")


@pytest.mark.parametrize(
    ("last", "kind", "since", "on"),
    [
        ("approve-task", StuckKind.NOT_ANNOUNCED, dt.date(2026, 11, 30), BEGUN),
        ("announce", StuckKind.NOT_DRAWN, TODAY, TOMORROW),
        ("draw", StuckKind.NOT_CONFIRMED, TODAY, TOMORROW),
    ],
)
def test_a_task_that_nobody_goes_on_with_is_stuck(last: str, kind: StuckKind, since: dt.date, on: dt.date) -> None:
    """It is named from the day after it could have gone on, and not before."""
    house = _after(last)
    assert (kind, TASK, since) in _stuck(house, on)
    assert not [one for one in _stuck(house, since) if one[0] is kind]


def test_a_task_that_goes_on_is_not_stuck() -> None:
    """Neither before its first day, nor while its inspections go on, nor when it is filed."""
    assert not [one for one in _stuck(_after("approve-task"), TOMORROW) if one[1] == TASK]
    assert not [one for one in _stuck(_after("confirm"), BEGUN) if one[1] == TASK]
    assert _stuck(_after("archive-task"), dt.date(2026, 12, 31)) == []


def test_reports_that_are_missing_are_named() -> None:
    """A closed task waits for its analysis and its final report, each until it is submitted."""
    house = lived(0)
    left_out = ("analysis", "final-report", "archive-task")
    for number, name in enumerate(NAMES):
        if name not in left_out:
            act(house, number)
    assert {one[:2] for one in _stuck(house, TOMORROW)} == {
        (StuckKind.NOT_ANALYSED, TASK),
        (StuckKind.NOT_REPORTED, TASK),
    }
    act(house, NAMES.index("analysis"))
    assert [one[0] for one in _stuck(house, TOMORROW)] == [StuckKind.NOT_REPORTED]


def test_notices_and_requests_wait_for_somebody() -> None:
    """What was issued and not delivered, and what was asked and not decided, is named from the next day on."""
    kinds = {kind for kind, _, _ in _stuck(_after("publish-task"), TOMORROW)}
    assert kinds == {StuckKind.NOT_DRAWN, StuckKind.NOT_DELIVERED}
    assert (StuckKind.NOT_DECIDED, "回避1", TODAY) in _stuck(_after("ask-recusal"), TOMORROW)
    assert _stuck(_after("ask-recusal"), TODAY) == []


def test_records_are_counted_by_what_they_are() -> None:
    """Targets by movement and kind, tasks and inspections by state; dues are those of the due list."""
    house = _after("write")
    _move(house, "新店", Movement.NEW, "西城")
    _move(house, "新店", Movement.GONE, "西城")
    found = _status(house)
    assert found.targets == {Movement.NEW: {SHOP.kind: len(FIRMS)}, Movement.GONE: {SHOP.kind: 1}}
    assert found.tasks == {TaskState.CONFIRMED: 1}
    assert found.inspections == {InspectionState.STRUCK_OUT: 1, InspectionState.IN_PROGRESS: 1}
    assert DueKind.PUBLICATION in {due.kind for due in found.dues.by_state[DueState.OPEN]}


def test_the_year_covers_each_target_of_the_directory_once() -> None:
    """Districts come in order; who was not inspected, or has gone, does not count, nor does another year."""
    house = _after("write")
    _move(house, "西店", Movement.NEW, "西城")
    east = DistrictCoverage(district=str(SHOP.district), targets=len(FIRMS), inspected=1)
    west = DistrictCoverage(district="西城", targets=1, inspected=0)
    assert _status(house).coverage == (east, west)
    assert _status(house, dt.date(2027, 1, 4)).coverage == (attrs.evolve(east, inspected=0), west)
    (inspected,) = (one.target_id for one in house.inspections() if one.record)
    _move(house, inspected, Movement.GONE, str(SHOP.district))
    assert _status(house).coverage == (attrs.evolve(east, targets=len(FIRMS) - 1, inspected=0), west)
