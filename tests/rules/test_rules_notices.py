from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from random_inspection.errors import InvalidInput
from random_inspection.rules.working_days.notices import Notice, notices_of

OWN: dict[str, Any] = {
    "number": "补充通知",
    "issued": "2026-11-05",
    "off": [{"name": "春节", "from": "2027-02-05", "to": "2027-02-07"}],
    "worked": [{"name": "春节", "from": dt.date(2027, 2, 14)}],
}
HOLIDAY_CN: dict[str, Any] = {
    "$schema": "https://example.org/schema.json",
    "year": 2027,
    "papers": ["https://example.org/2027"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "春节", "date": "2027-02-14", "isOffDay": False},
    ],
}


def _own(**members: object) -> dict[str, Any]:
    return {"notice": [{**OWN, **members}]}


def _without(name: str) -> dict[str, Any]:
    return {"notice": [{key: value for key, value in OWN.items() if key != name}]}


def test_a_notice_of_ours_is_read() -> None:
    """Runs of days are spelt out, and text and TOML dates are the same."""
    (notice,) = notices_of(_own(region="广西"), file="n.toml")
    assert list(notice.off) == [dt.date(2027, 2, day) for day in (5, 6, 7)]
    assert notice.worked == {dt.date(2027, 2, 14): "春节"}
    assert (notice.issued, notice.region, notice.year) == (dt.date(2026, 11, 5), "广西", None)


def test_a_file_of_holiday_cn_is_read_as_it_is() -> None:
    """Its papers are the source, and its year is arranged as a whole."""
    (notice,) = notices_of(HOLIDAY_CN, file="2027.json")
    assert (notice.year, notice.source, notice.issued) == (2027, "https://example.org/2027", None)
    assert (list(notice.off), list(notice.worked)) == ([dt.date(2027, 1, 1)], [dt.date(2027, 2, 14)])


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        (_without("number"), "notice-without-source", "notice[0]"),
        (_own(off=[], worked=[]), "notice-without-days", "notice[0]"),
        (_without("issued"), "notice-without-issue-date", "notice[0].issued"),
        (_own(issued="2026"), "notice-without-issue-date", "notice[0].issued"),
        (_own(issued="2026-13-01"), "notice-without-issue-date", "notice[0].issued"),
        (_own(off=[{"name": "春节", "from": "2027-02-30"}]), "notice-day", "notice[0].off[0].from"),
        (_own(off=[{"name": "春节", "from": "2027-02-05", "to": 7}]), "notice-day", "notice[0].off[0].to"),
        (_own(off=[{"name": "春节", "from": "2027-02-07", "to": "2027-02-05"}]), "notice-run", "notice[0].off[0]"),
        (_own(off=[{"name": "春节", "from": "2027-02-05", "to": "9999-12-31"}]), "notice-run", "notice[0].off[0]"),
        (_own(off=[{"from": "2027-02-05"}]), "notice-name", "notice[0].off[0].name"),
        (_own(off=[{"name": "春节", "from": "2027-02-05", "until": 7}]), "notice-member", "notice[0].off[0].until"),
        (_own(off="2027-02-05"), "notice-shape", "notice[0].off"),
        (_own(off=["2027-02-05"]), "notice-shape", "notice[0].off[0]"),
        (_own(worked=[{"name": "春节", "from": "2027-02-06"}]), "notice-day-twice", "notice[0].worked[0]"),
        (_own(year="2027"), "notice-year", "notice[0].year"),
        (_own(year=True), "notice-year", "notice[0].year"),
        (_own(year=2072), "notice-day-of-another-year", "notice[0]"),
        (_own(region=""), "notice-name", "notice[0].region"),
        (_own(days=[]), "notice-member", "notice[0].days"),
        ({"notice": []}, "notice-without-days", "notice"),
        ({"notice": [7]}, "notice-shape", "notice[0]"),
        ({"notice": [OWN], "notes": 1}, "notice-member", "notes"),
        ({"notices": [OWN]}, "notice-shape", None),
        ([], "notice-shape", None),
        ({**HOLIDAY_CN, "days": []}, "notice-without-days", "days"),
        ({**HOLIDAY_CN, "papers": []}, "notice-without-source", "papers"),
        ({**HOLIDAY_CN, "year": None}, "notice-year", "year"),
        ({**HOLIDAY_CN, "days": [7]}, "notice-shape", "days[0]"),
        ({**HOLIDAY_CN, "days": [{"name": "元旦", "date": 7, "isOffDay": True}]}, "notice-day", "days[0].date"),
        ({**HOLIDAY_CN, "days": [{"name": "元旦", "date": "1.1."}]}, "notice-day", "days[0].date"),
        ({**HOLIDAY_CN, "days": [{"name": "元旦", "date": "2027-01-01"}]}, "notice-flag", "days[0].isOffDay"),
        ({**HOLIDAY_CN, "days": [*HOLIDAY_CN["days"], HOLIDAY_CN["days"][0]]}, "notice-day-twice", "days[2].date"),
    ],
)
def test_what_is_wrong_in_a_notice_is_named_with_its_path(data: object, code: str, path: str | None) -> None:
    """Nothing is guessed: a slip is refused, with the file and the place in it."""
    with pytest.raises(InvalidInput) as caught:
        notices_of(data, file="n.json")
    first = caught.value.problems[0]
    assert (first.code, first.where.path, first.where.file) == (code, path, "n.json")


def test_all_findings_come_at_once() -> None:
    """Whoever types a notice sees everything that is wrong with it in one go."""
    entry = {"number": "", "issued": 1, "off": [{"name": 1, "from": 2}], "more": 3}
    with pytest.raises(InvalidInput) as caught:
        notices_of({"notice": [entry]}, file="n.json")
    found = sorted(str(problem.where.path) for problem in caught.value.problems)
    parts = ("issued", "more", "number", "off[0].from", "off[0].name")
    assert found == [f"notice[0].{part}" for part in parts]


def test_a_day_cannot_be_off_and_worked() -> None:
    """A notice made in code is checked like one from a file."""
    day = {dt.date(2027, 2, 5): "春节"}
    with pytest.raises(InvalidInput, match="given twice"):
        Notice(number="通知", off=day, worked=day)
