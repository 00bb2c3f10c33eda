from __future__ import annotations

import datetime as dt

import pytest

from random_inspection.errors import InvalidInput, Message
from random_inspection.rules.working_days.calendar import CHINA_TIME, DayKind, DayStatus, day_of


class _OtherDate(dt.date):
    """A date of another library, such as pandas has."""


def test_a_date_is_its_own_day() -> None:
    """A plain date needs no conversion."""
    assert day_of(dt.date(2026, 12, 15)) == dt.date(2026, 12, 15)


def test_another_class_of_date_becomes_a_plain_one() -> None:
    """A subclass of date is brought to a plain date, so that values compare."""
    assert type(day_of(_OtherDate(2026, 12, 15))) is dt.date


def test_an_evening_in_london_is_the_next_day_in_china() -> None:
    """An aware time is brought to the time of China before its day is taken."""
    assert day_of(dt.datetime(2026, 12, 15, 17, tzinfo=dt.UTC)) == dt.date(2026, 12, 16)
    assert day_of(dt.datetime(2026, 12, 15, 17, tzinfo=CHINA_TIME)) == dt.date(2026, 12, 15)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (dt.datetime(2026, 12, 15, 9), "naive-time"),  # noqa: DTZ001
        (True, "not-a-day"),
        ("2026-12-15", "not-a-day"),
        (None, "not-a-day"),
        (20261215, "not-a-day"),
    ],
)
def test_what_has_no_day_is_refused_with_its_path(value: object, code: str) -> None:
    """A naive time, a bool, text and numbers name no day."""
    with pytest.raises(InvalidInput) as caught:
        day_of(value, "ended")
    assert (caught.value.code, caught.value.problems[0].where.path) == (code, "ended")


def test_a_status_says_why_and_from_where_in_both_languages() -> None:
    """Reason and source can be printed for the firm concerned."""
    status = DayStatus(kind=DayKind.REST, reason=Message("off", "off ({name})", "放假（{name}）"), name="春节")
    assert (status.text(), status.text("zh")) == ("off (春节)", "放假（春节）")
    sourced = DayStatus(kind=DayKind.REST, reason=status.reason, name="春节", source="国办发明电")
    assert (sourced.text(), sourced.text("zh")) == ("off (春节) — 国办发明电", "放假（春节）——国办发明电")
