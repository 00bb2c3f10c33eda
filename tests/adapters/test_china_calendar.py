from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from random_inspection.adapters.china_calendar import china_calendar
from random_inspection.adapters.china_calendar.known_years import CORRECTION, known_years
from random_inspection.adapters.china_calendar.notice_files import parse_notices
from random_inspection.adapters.china_calendar.statutory import local_festivals, statutory_days
from random_inspection.rules.working_days.calendar import DayKind
from random_inspection.rules.working_days.counting import WorkIndex, add
from random_inspection.rules.working_days.layers import layered
from random_inspection.rules.working_days.notices import Notice

CASES = Path(__file__).parents[2] / "../shared/data/working-day-cases.json"
UNTIL_2026 = china_calendar(last_package_year=2026)
INDEX = WorkIndex.of(UNTIL_2026)

NOTICE_2027 = """
[[notice]]
number = "关于2027年部分节假日安排的通知（测试用）"
issued = 2026-11-05
year = 2027
off = [
  { name = "元旦", from = 2027-01-01, to = 2027-01-03 },
  { name = "春节", from = 2027-02-05, to = 2027-02-13 },
  { name = "清明节", from = 2027-04-03, to = 2027-04-05 },
  { name = "劳动节", from = 2027-05-01, to = 2027-05-05 },
  { name = "端午节", from = 2027-06-09 },
  { name = "中秋节", from = 2027-09-15 },
  { name = "国庆节", from = 2027-10-01, to = 2027-10-07 },
]
worked = [
  { name = "春节", from = 2027-01-30 },
  { name = "春节", from = 2027-02-14 },
  { name = "劳动节", from = 2027-05-08 },
  { name = "国庆节", from = 2027-09-26 },
  { name = "国庆节", from = 2027-10-09 },
]
"""
"""Made up, in the shape of the notices of 2025 and 2026; its days off and make-up days balance."""


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (dt.date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))


@pytest.mark.clause("三(五) 期限")
def test_every_known_answer() -> None:
    """The ten known answers hold for every N, each found by three independent computations."""
    if not CASES.exists():
        pytest.skip("the known answers are not at hand (they are not part of the project)")
    cases = json.loads(CASES.read_text("utf-8"))
    answers = {(case["start"], int(n)): day for case in cases for n, day in case["deadlines"].items()}
    found = {(start, n): add(INDEX, dt.date.fromisoformat(start), n).day.isoformat() for start, n in answers}
    assert found == answers
    assert (len(cases), len(answers)) == (10, 49)


def test_every_day_from_2004_to_2026_agrees_with_an_independent_source() -> None:
    """On all 8,401 days the calendar says what the package holidays, which keeps its own data, says."""
    other = holidays.country_holidays("CN", years=range(2003, 2028))
    days = list(_days(dt.date(2004, 1, 1), dt.date(2026, 12, 24)))
    kinds = {day: UNTIL_2026.status(day).kind for day in days}
    assert [day for day in days if (kinds[day] is DayKind.WORK) is not other.is_working_day(day)] == []
    assert set(kinds.values()) == {DayKind.WORK, DayKind.REST}


def test_the_last_week_of_2026_agrees_once_it_is_settled() -> None:
    """With a notice for 2027 the last seven days of 2026 are known, and agree as well."""
    other = holidays.country_holidays("CN", years=range(2025, 2028))
    settled = _with_2027()
    days = list(_days(dt.date(2026, 12, 25), dt.date(2026, 12, 31)))
    assert [settled.calendar.status(day).kind is DayKind.WORK for day in days] == [
        other.is_working_day(day) for day in days
    ]


def test_the_package_is_wrong_on_one_day_and_put_right() -> None:
    """Saturday 2005-12-31 was worked; on every other day the calendar says what chinese_calendar says."""
    days = _days(dt.date(2004, 1, 1), dt.date(2026, 12, 24))
    differing = [
        day for day in days if (UNTIL_2026.status(day).kind is DayKind.WORK) is not chinese_calendar.is_workday(day)
    ]
    assert differing == [dt.date(2005, 12, 31)]
    assert UNTIL_2026.status(differing[0]).source == CORRECTION.number


def _with_2027() -> WorkIndex:
    calendar = china_calendar(parse_notices(NOTICE_2027.encode(), file="2027.toml"), last_package_year=2026)
    assert calendar.findings == ()
    return WorkIndex.of(calendar)


def _day_by_day(start: dt.date, days: int) -> dt.date:
    (notice,) = parse_notices(NOTICE_2027.encode(), file="2027.toml")
    day = start
    while days:
        day += dt.timedelta(days=1)
        if day.year == 2026:
            days -= chinese_calendar.is_workday(day)
        else:
            days -= day in notice.worked or (day.weekday() < 5 and day not in notice.off)
    return day


def test_december_is_right_with_a_notice_for_2027() -> None:
    """From every day from 2026-11-20 to 2026-12-31, 20 working days end where counting day by day ends."""
    index = _with_2027()
    for start in _days(dt.date(2026, 11, 20), dt.date(2026, 12, 31)):
        assert add(index, start, 20).day == _day_by_day(start, 20)


@pytest.mark.clause("三(五) 期限")
def test_december_is_a_range_without_a_notice_for_2027() -> None:
    """20 working days are firm up to the start 2026-11-26, a range from 2026-11-27 on, and the range holds the day."""
    for start in _days(dt.date(2026, 11, 20), dt.date(2026, 12, 31)):
        due = add(INDEX, start, 20)
        assert due.firm is (start < dt.date(2026, 11, 27))
        assert due.earliest <= _day_by_day(start, 20) <= due.latest


MOVED = {dt.date(2005, 12, 31), dt.date(2006, 12, 30), dt.date(2006, 12, 31), dt.date(2011, 12, 31)} | {
    dt.date(year, 12, day) for year in (2007, 2018) for day in (29, 30, 31)
}
"""Days of December that the notice of the next year set."""


def _as_announced(year: int) -> Notice:
    """Return the days that the notice of `year` set, taken from those of two calendar years."""

    def its_own(days: Mapping[dt.date, str]) -> dict[dt.date, str]:
        return {day: name for day, name in days.items() if day.year + (day in MOVED) == year}

    parts = [one for one in known_years() if one.year in (year, year - 1, None)]
    off: dict[dt.date, str] = {}
    worked: dict[dt.date, str] = {}
    for part in parts:
        off |= its_own(part.off)
        worked |= its_own(part.worked)
    return Notice(number="n", year=year, off=off, worked=worked)


def test_the_notices_of_all_years_balance_but_those_that_really_did_not() -> None:
    """Make-up days and statutory days make up for the days off in every notice, except in 2015 and 2020."""
    unbalanced = set()
    for year in range(2005, 2027):
        statutory = {at: statutory_days(at) for at in (year - 1, year)}
        calendar = layered(base=[], statutory=statutory, notices=[_as_announced(year)])
        unbalanced |= {year for _ in calendar.findings}
    assert unbalanced == {2015, 2020}


def test_statutory_days_are_off_in_every_known_year() -> None:
    """What follows from the regulation and the lunar calendar is what the notices gave off."""
    for year in range(2004, 2027):
        assert [day for day in statutory_days(year) if UNTIL_2026.status(day).kind is not DayKind.REST] == []


def test_statutory_days_to_come_agree_with_an_independent_source() -> None:
    """Up to the end of the calendar the days by regulation and lunar calendar are those of the package holidays."""
    for year in range(2025, UNTIL_2026.span[1].year + 1):
        other = holidays.country_holidays("CN", years=year)
        theirs = {day for day, name in other.items() if "observed" not in name and "substituted" not in name}
        assert set(statutory_days(year)) == theirs


@pytest.mark.parametrize(("year", "number"), [(2004, 10), (2008, 11), (2014, 11), (2025, 13), (2027, 13), (2031, 13)])
def test_the_regulation_of_the_time_sets_the_number_of_statutory_days(year: int, number: int) -> None:
    """Ten days from 1999, eleven from 2008, thirteen from 2025; two festivals on one day count twice (2031-10-01)."""
    assert sum(len(names) for names in statutory_days(year).values()) == number


def test_a_region_lies_over_the_country() -> None:
    """广西 took back the national make-up day 2023-04-23, and had its own days off."""
    guangxi = china_calendar(region="广西", last_package_year=2026)
    assert guangxi.region_years == (2017, 2021, 2023, 2024)
    assert guangxi.findings == ()
    day = dt.date(2023, 4, 23)
    assert (UNTIL_2026.status(day).kind, guangxi.status(day).kind) == (DayKind.WORK, DayKind.REST)
    assert "2023" in guangxi.status(day).source


def test_a_region_is_not_known_where_its_notice_is_not_shipped() -> None:
    """Around 三月三 of 2026 (2026-04-19) nothing is claimed for 广西 until its notice is given."""
    guangxi = china_calendar(region="广西", last_package_year=2026)
    assert local_festivals(2026, 2026)[0].days == {2026: dt.date(2026, 4, 19)}
    unknown = [day for day in _days(dt.date(2026, 3, 1), dt.date(2026, 6, 1)) if _unknown(guangxi.status(day).kind)]
    assert (unknown[0], unknown[-1]) == (dt.date(2026, 4, 11), dt.date(2026, 4, 26))


def _unknown(kind: DayKind) -> bool:
    return kind is DayKind.UNKNOWN
