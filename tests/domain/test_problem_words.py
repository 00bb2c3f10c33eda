"""Findings in words."""

import datetime as dt

import pytest

from random_inspection.errors import Message

LATE = Message("test-late", "found {found}, expected {day}", "实为{found}，应为{day}")


@pytest.mark.parametrize(
    ("moment", "told"),
    [("2026-12-31T15:59:59+00:00", "2026-12-31 23:59:59"), ("2026-12-31T11:00:00-05:00", "2027-01-01 00:00:00")],
)
def test_a_finding_tells_times_in_beijing(moment: str, told: str) -> None:
    """Whatever offset a time came with, officials read it as it is in Beijing; days stay as they are, and so does the data."""
    at, day = dt.datetime.fromisoformat(moment), dt.date(2026, 12, 31)
    problem = LATE.at(found=at, day=day)
    assert problem.text("zh") == f"实为{told}，应为2026-12-31"
    assert problem.text("en") == f"found {told}+08:00, expected 2026-12-31"
    assert problem.params["found"] is at


@pytest.mark.parametrize(
    "moment",
    [
        dt.datetime(2026, 12, 31, 16),  # noqa: DTZ001  (a time without its offset)
        dt.datetime.max.replace(tzinfo=dt.UTC),
        dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=14))),
    ],
)
def test_a_time_that_cannot_be_told_in_beijing_is_told_as_it_is(moment: dt.datetime) -> None:
    """Without an offset, or in the first and last hours of the calendar, a finding has the time as it came."""
    assert LATE.at(found=moment, day="—").text("zh") == f"实为{moment}，应为—"
