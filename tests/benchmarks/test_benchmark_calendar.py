"""The speed and memory of counting working days, against asking the package day by day in the same run."""

from __future__ import annotations

import datetime as dt
import time
import tracemalloc
from collections.abc import Callable

import chinese_calendar
import pytest

from random_inspection.adapters.china_calendar import china_calendar
from random_inspection.rules.working_days.counting import WorkIndex, add

pytestmark = pytest.mark.benchmark
STARTS = [dt.date(2026, 1, 1) + dt.timedelta(days=after) for after in range(0, 300, 3)]


def _day_by_day(start: dt.date) -> dt.date:
    day, left = start, 20
    while left:
        day += dt.timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    return day


def _seconds(work: Callable[[], object], repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - start) / repeats


def test_adding_20_working_days_is_500_times_as_fast_as_asking_day_by_day(
    record_property: Callable[[str, object], None],
) -> None:
    """Over 100 starts in 2026, `add` takes at most 1/500 of asking chinese_calendar day by day, with equal answers."""
    index = WorkIndex.of(china_calendar())
    assert [add(index, start, 20).day for start in STARTS] == [_day_by_day(start) for start in STARTS]

    def ours() -> None:
        for start in STARTS:
            add(index, start, 20)

    def theirs() -> None:
        for start in STARTS:
            _day_by_day(start)

    ratio = max(_seconds(theirs, 1) / _seconds(ours, 20) for _ in range(7))
    record_property("ratio", round(ratio))
    print(f"day by day / add: {ratio:.0f}")  # noqa: T201  (the measurement, for who runs it with -s)
    assert ratio >= 500


def test_the_index_of_half_a_century_is_built_in_the_time_of_a_thousand_deadlines_asked_day_by_day() -> None:
    """Building the calendar and its index once costs less than 1,000 deadlines without it."""
    china_calendar()
    built = min(_seconds(lambda: WorkIndex.of(china_calendar()), 1) for _ in range(3))
    asked = min(_seconds(lambda: _day_by_day(STARTS[10]), 100) for _ in range(3))
    print(f"index / deadline day by day: {built / asked:.0f}")  # noqa: T201
    assert built <= 1000 * asked


def test_the_calendar_and_its_index_stay_within_eight_megabytes() -> None:
    """All days of 2004 to 2056, with their reasons and the index, take at most 8 MB."""
    tracemalloc.start()
    index = WorkIndex.of(china_calendar())
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    print(f"kept: {kept / 1e6:.1f} MB")  # noqa: T201
    assert index.length > 19_000
    assert kept <= 8_000_000
