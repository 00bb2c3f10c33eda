"""The calendar of China: chinese_calendar for the years it knows, borax for the lunar calendar, notices from files."""

from __future__ import annotations

from collections.abc import Iterable

from random_inspection.adapters.china_calendar.known_years import FIRST_YEAR, known_years
from random_inspection.adapters.china_calendar.notice_files import read_notices, shipped_notices
from random_inspection.adapters.china_calendar.statutory import local_festivals, statutory_days
from random_inspection.rules.working_days.layers import LayeredCalendar, layered
from random_inspection.rules.working_days.notices import Notice

__all__ = ["china_calendar", "read_notices"]

YEARS_AHEAD = 30


def china_calendar(
    notices: Iterable[Notice] = (), *, region: str | None = None, last_package_year: int | None = None
) -> LayeredCalendar:
    """Return the calendar of China or of one of its regions, with `notices` laid over what is known anyway.

    It runs from 2004 to 30 years after the last year that the package knows.

    Args:
        notices: notices that are not in the package yet, or that amend a year, in any order.
        region: a region, as its notices name it, such as ``"广西"``.
        last_package_year: leave out what the installed package knows of later years; for replaying a computation.

    Raises:
        InvalidInput: a notice does not fit, or nothing is known of the region; see `layered`.
    """
    base = [notice for notice in known_years() if last_package_year is None or (notice.year or 0) <= last_package_year]
    last = max(notice.year or 0 for notice in base) + YEARS_AHEAD
    return layered(
        base=base,
        statutory={year: statutory_days(year) for year in range(FIRST_YEAR, last + 1)},
        notices=(*(shipped_notices(region) if region else ()), *notices),
        region=region,
        local=local_festivals(FIRST_YEAR, last),
    )
