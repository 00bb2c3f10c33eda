from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from random_inspection.errors import InvalidInput
from random_inspection.rules.working_days.calendar import DayKind
from random_inspection.rules.working_days.counting import Count, DayRange, WorkIndex, add, back, count_between, roll
from random_inspection.rules.working_days.layers import layered
from random_inspection.rules.working_days.notices import Notice

MAKE_UP = dt.date(2026, 5, 9)
BASE = Notice(number="base", year=2026, off={dt.date(2026, 5, 4): "劳动节"}, worked={MAKE_UP: "劳动节"})
INDEX = WorkIndex.of(layered(base=[BASE], statutory={2026: {}, 2027: {}}))


def _may(day: int) -> dt.date:
    return dt.date(2026, 5, day)


def _december(day: int) -> dt.date:
    return dt.date(2026, 12, day)


def test_the_day_of_the_event_is_not_counted() -> None:
    """From a Wednesday the first working day is Thursday."""
    assert add(INDEX, _may(13), 1).day == _may(14)


def test_a_start_on_a_rest_day_counts_as_the_working_day_before() -> None:
    """From Friday, Saturday and Sunday the first working day is the same Monday."""
    assert {add(INDEX, _may(day), 1).day for day in (15, 16, 17)} == {_may(18)}


def test_a_make_up_saturday_can_be_the_deadline() -> None:
    """A make-up day is a working day like others: nothing is rolled on from it."""
    assert add(INDEX, _may(7), 2).day == MAKE_UP
    assert roll(INDEX, MAKE_UP).day == MAKE_UP


def test_counting_back_from_a_rest_day() -> None:
    """The first working day before a Sunday after a make-up Saturday is that Saturday."""
    assert [back(INDEX, _may(10), days).day for days in (1, 2)] == [MAKE_UP, _may(8)]


def test_counting_between_takes_the_end_and_not_the_start() -> None:
    """Sunday to Sunday with a holiday and a make-up day has five working days."""
    assert count_between(INDEX, _may(3), _may(10)) == Count(least=5, most=5)
    assert count_between(INDEX, _may(10), _may(3)) == Count(least=0, most=0)


def test_a_rest_day_rolls_to_the_next_working_day() -> None:
    """Saturday, Sunday and the holiday on Monday roll to Tuesday; Tuesday stays."""
    assert {roll(INDEX, _may(day)).day for day in (2, 3, 4, 5)} == {_may(5)}


def test_what_is_not_known_gives_ranges() -> None:
    """Over the open last week of December every function says how far the answer may be."""
    assert add(INDEX, _december(23), 2) == DayRange(earliest=_december(25), latest=dt.date(2027, 1, 1))
    assert back(INDEX, dt.date(2027, 1, 1), 1) == DayRange(earliest=_december(24), latest=_december(31))
    assert count_between(INDEX, _december(23), _december(31)) == Count(least=1, most=8)
    assert roll(INDEX, _december(26)) == DayRange(earliest=_december(26), latest=dt.date(2027, 1, 1))


def test_a_day_that_is_not_firm_is_not_given() -> None:
    """Asking a range for its day raises, and the message names the day to act by."""
    due = add(INDEX, _december(23), 2)
    assert not due.firm
    with pytest.raises(InvalidInput, match="act by 2026-12-25"):
        _ = due.day


@pytest.mark.parametrize("days", [0, -1, True, 2.0, "20", None])
@pytest.mark.parametrize("count", [add, back])
def test_a_number_of_days_is_a_whole_number_of_at_least_1(
    count: Callable[[WorkIndex, dt.date, object], DayRange], days: object
) -> None:
    """A bool, a fraction, text and numbers under 1 are no period."""
    with pytest.raises(InvalidInput) as caught:
        count(INDEX, _may(13), days)
    assert (caught.value.code, caught.value.problems[0].where.path) == ("not-a-period", "days")


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda: add(INDEX, dt.date(2025, 12, 31), 1), "outside-calendar"),
        (lambda: add(INDEX, dt.date(2027, 12, 31), 1), "calendar-ends"),
        (lambda: add(INDEX, _may(1), 10**9), "calendar-ends"),
        (lambda: back(INDEX, dt.date(2026, 1, 1), 1), "calendar-ends"),
        (lambda: count_between(INDEX, _may(1), dt.date(2028, 1, 1)), "outside-calendar"),
        (lambda: roll(INDEX, dt.date(2028, 1, 1)), "outside-calendar"),
    ],
)
def test_no_answer_runs_out_of_the_calendar(ask: Callable[[], object], code: str) -> None:
    """Where the calendar ends the answer is a refusal, never the end itself."""
    with pytest.raises(InvalidInput) as caught:
        ask()
    assert caught.value.code == code


def test_nothing_rolls_over_an_end_that_is_not_worked() -> None:
    """If the calendar's last days rest there is no working day to roll to."""
    last = dt.date(2026, 12, 31)
    days = {last - dt.timedelta(days=before): "节" for before in range(7)}
    index = WorkIndex.of(layered(base=[Notice(number="n", year=2026, off=days, worked={})], statutory={2026: {}}))
    with pytest.raises(InvalidInput) as caught:
        roll(index, last)
    assert caught.value.code == "calendar-ends"


def test_the_index_asks_for_every_day_once() -> None:
    """The days of the index are those that the calendar calls worked, and those it does not know."""
    kinds = [INDEX.calendar.status(_december(day)).kind for day in range(20, 32)]
    sure = [day for day in INDEX.sure.listed if day >= _december(20) and day.year == 2026]
    assert len(sure) == kinds.count(DayKind.WORK) == 4
    possible = [day for day in INDEX.possible.listed if day >= _december(20) and day.year == 2026]
    assert len(possible) == 4 + kinds.count(DayKind.UNKNOWN)
