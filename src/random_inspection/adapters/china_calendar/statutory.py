"""The statutory holidays (法定节假日) of every year, by regulation and lunar calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from borax.calendars.lunardate import LunarDate, TermUtils

from random_inspection.rules.working_days.layers import LocalFestival

_QINGMING_TERM = 6
"""Place of 清明 among the solar terms of a year, counted from 0 (小寒)."""

_REGULATION_2007, _REGULATION_2013, _REGULATION_2024 = 2008, 2014, 2025
"""The first years of 国务院令 第513号, 第644号 and 第795号; before them 第270号 holds (全国年节及纪念日放假办法)."""

GUANGXI_SINCE = 2014


def statutory_days(year: int) -> Mapping[dt.date, tuple[str, ...]]:
    """Return the festivals by statutory day of the year `year` (2000 or later)."""
    days: dict[dt.date, tuple[str, ...]] = {}
    for name, day in _festivals(year):
        days[day] = (*days.get(day, ()), name)
    return days


def local_festivals(first: int, last: int) -> tuple[LocalFestival, ...]:
    """Return the festivals of regions whose regulation is known and whose day follows from the lunar calendar."""
    days = {year: _lunar(year, 3, 3) for year in range(max(first, GUANGXI_SINCE), last + 1)}
    return (
        LocalFestival(
            region="广西",
            name="壮族三月三",
            basis="广西壮族自治区少数民族习惯节日放假办法（自治区人民政府令第98号）",
            days=days,
            due=2,
        ),
    )


def _festivals(year: int) -> list[tuple[str, dt.date]]:
    new_year = _lunar(year, 1, 1)
    eve = year >= _REGULATION_2024 or _REGULATION_2007 <= year < _REGULATION_2013
    until = 2 if _REGULATION_2007 <= year < _REGULATION_2013 else 3
    labour = 3 if year < _REGULATION_2007 else 2 if year >= _REGULATION_2024 else 1
    festivals = [
        ("元旦", dt.date(year, 1, 1)),
        *(("春节", new_year + dt.timedelta(days=after)) for after in range(-1 if eve else 0, until)),
        *(("劳动节", dt.date(year, 5, day)) for day in range(1, labour + 1)),
        *(("国庆节", dt.date(year, 10, day)) for day in (1, 2, 3)),
    ]
    if year >= _REGULATION_2007:
        festivals += [
            ("清明节", TermUtils.nth_term_day(year, _QINGMING_TERM)),
            ("端午节", _lunar(year, 5, 5)),
            ("中秋节", _lunar(year, 8, 15)),
        ]
    return festivals


def _lunar(year: int, month: int, day: int) -> dt.date:
    solar: dt.date = LunarDate(year, month, day).to_solar_date()
    return solar
