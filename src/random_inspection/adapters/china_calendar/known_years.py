"""The years that the package chinese_calendar knows, as notices, with its one wrong day put right."""

from __future__ import annotations

import datetime as dt
import functools
from importlib.metadata import version

import chinese_calendar

from random_inspection.rules.working_days.notices import Notice

FIRST_YEAR = 2004

CORRECTION = Notice(
    number="国务院办公厅关于2006年部分节假日安排的通知",
    issued=None,
    off={},
    worked={dt.date(2005, 12, 31): "元旦"},
)
"""Saturday 2005-12-31 was worked; chinese_calendar has it as a weekend."""


@functools.cache
def known_years() -> tuple[Notice, ...]:
    """Return a notice for every year that the installed package knows, and the correction.

    Only its public functions are asked, and its tables never changed: one date added to them would make a whole year
    look known.
    """
    source = f"chinese_calendar {version('chinesecalendar')}"
    notices = []
    year = FIRST_YEAR
    while _knows(year):
        notices.append(_notice(year, source))
        year += 1
    return (*notices, CORRECTION)


def _knows(year: int) -> bool:
    try:
        chinese_calendar.is_workday(dt.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _notice(year: int, source: str) -> Notice:
    days: dict[bool, dict[dt.date, str]] = {True: {}, False: {}}
    for ordinal in range(dt.date(year, 1, 1).toordinal(), dt.date(year + 1, 1, 1).toordinal()):
        day = dt.date.fromordinal(ordinal)
        off, name = chinese_calendar.get_holiday_detail(day)
        if name is not None:
            days[off][day] = chinese_calendar.Holiday(name).chinese
    return Notice(number=source, year=year, off=days[True], worked=days[False])
