"""The ledger and the visits, as the records of an office have them."""

import datetime as dt

import attrs
import pytest
from task_office import TASK, Office, announced, approved, chief, confirmed, draw, drawn
from test_substitution_office import strike

from random_inspection.domain.acts import Mark
from random_inspection.domain.fieldwork import Entry, OnSiteRecord
from random_inspection.domain.inspections import Inspection
from random_inspection.drawing.ceremony import HandedIn
from random_inspection.rules.coverage_of_year.ledger import Drawn, Inspected, Ledger, StruckOut
from random_inspection.testing import FixedClock
from random_inspection.workflows.casework import tasks
from random_inspection.workflows.draws.drawing import draw_announced
from random_inspection.workflows.oversight.office_facts import ledger_events, visits

CHINA = dt.timezone(dt.timedelta(hours=8))


def _inspected(office: Office, target: str, ended: dt.datetime) -> None:
    """Write the record of an inspection straight into the store."""
    mark = Mark(by="金", at=ended)
    entry = Entry(began=mark)
    record = OnSiteRecord(
        began_at=ended - dt.timedelta(hours=1),
        ended_at=ended,
        place="现场",
        content="台账",
        situation="正常",
        written=mark,
    )
    with office.store.work() as unit:
        stored = unit.records.get(Inspection, f"{TASK}:{target}")
        assert stored is not None
        after = attrs.evolve(stored.value, entry=entry, record=record)
        unit.records.put(after, expected=stored.version, salt="0" * 64)


@pytest.mark.clause("二(七) 频次")
def test_the_ledger_follows_from_the_records() -> None:
    """Drawn, struck out, moved up, inspected: each is an event, and they make a ledger."""
    office = confirmed()
    first, second, third = office.inspections()
    struck = strike(office, first).value.struck
    assert struck is not None
    _inspected(office, second, dt.datetime(2026, 12, 1, 12, tzinfo=CHINA))
    events = ledger_events(2026, store=office.store)
    kinds = {(type(one), one.target_id) for one in events}
    assert kinds == {
        *((Drawn, one) for one in (first, second, third, struck.moved_up)),
        (StruckOut, first),
        (Inspected, second),
    }
    ledger = Ledger.of(events)
    assert ledger.entry(second, "劳动-01", 2026).inspected == 1
    assert ledger.entry(third, "劳动-01", 2026).pending == 1


@pytest.mark.clause("二(七) 频次")
def test_what_is_drawn_in_december_and_inspected_in_january_is_told_in_both_years() -> None:
    """The old year's ledger counts it as inspected, the new one's events are whole."""
    office = confirmed()
    target, *_ = office.inspections()
    _inspected(office, target, dt.datetime(2027, 1, 4, 12, tzinfo=CHINA))
    assert Ledger.of(ledger_events(2026, store=office.store)).entry(target, "劳动-01", 2026).inspected == 1
    told = ledger_events(2027, store=office.store)
    assert [(type(one), one.target_id) for one in told] == [(Drawn, target), (Inspected, target)]
    assert Ledger.of(told).counted(target, 2027) == 1


def test_whom_nobody_went_to_before_a_cancellation_can_be_drawn_again() -> None:
    """Drawn and struck out, with the reason of the cancellation; what was inspected stays so."""
    office = confirmed()
    first, second, third = office.inspections()
    _inspected(office, first, dt.datetime(2026, 12, 1, 12, tzinfo=CHINA))
    tasks.cancel_task(chief("x"), TASK, reason="防汛", **office.drawing)
    told = ledger_events(2026, store=office.store)
    assert {(one.target_id, one.reason) for one in told if isinstance(one, StruckOut)} == {
        (second, "任务取消：防汛"),
        (third, "任务取消：防汛"),
    }
    assert [Ledger.of(told).counted(one, 2026) for one in (first, second, third)] == [1, 0, 0]


def test_the_day_of_a_draw_is_beijings_and_not_that_of_its_confirmation() -> None:
    """Drawn at 23:59 on 31 December in Beijing, confirmed in January: a draw of the old year."""
    night = dt.datetime(2026, 12, 31, 15, 59, tzinfo=dt.UTC)
    office = announced(approved())
    office.now = night
    draw(office)
    office.now = dt.datetime(2027, 1, 4, 9, tzinfo=CHINA)
    confirmed(office)
    assert {one.day for one in ledger_events(2026, store=office.store)} == {dt.date(2026, 12, 31)}
    assert ledger_events(2027, store=office.store) == ()


def test_the_day_of_a_draw_stays_when_it_is_recorded_after_midnight() -> None:
    """The program ended between drawing and recording; the next day's command records the day of the draw."""
    office = announced(approved())
    office.now = dt.datetime(2026, 12, 31, 23, 59, tzinfo=CHINA)
    clock = FixedClock(office.now)
    draw_announced(store=office.bundles.of(TASK), clock=clock, handed_in=HandedIn(), area="sealed")
    office.now = dt.datetime(2027, 1, 1, 0, 1, tzinfo=CHINA)
    made = draw(office).value.draw
    assert made is not None
    assert (made.made.at.date(), made.made.note) == (dt.date(2026, 12, 31), "程序中断后补记")


def test_visits_are_the_inspections_that_were_held() -> None:
    """With day, agencies, items and who was there; what is only drawn is none."""
    office = confirmed()
    target, one = next(iter(office.inspections().items()))
    _inspected(office, target, dt.datetime(2026, 12, 1, 12, tzinfo=CHINA))
    (visit,) = visits(store=office.store).of_target(target)
    assert (visit.on, visit.agencies, visit.items) == (dt.date(2026, 12, 1), ("人社局",), ("劳动-01",))
    assert visit.inspectors == tuple(sorted(one.inspectors))
    assert len(visits(store=office.store).by_target) == 1


def test_an_office_without_draws_has_an_empty_ledger() -> None:
    """A drawn task that nobody confirmed has no inspections yet, and tells nothing."""
    assert ledger_events(2026, store=drawn().store) == ()
