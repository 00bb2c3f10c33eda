from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest

from random_inspection.errors import InvalidInput
from random_inspection.rules.working_days.calendar import DayKind, WorkCalendar
from random_inspection.rules.working_days.layers import LayeredCalendar, LocalFestival, layered
from random_inspection.rules.working_days.notices import Notice

FEAST = dt.date(2027, 6, 9)
STATUTORY: Mapping[int, Mapping[dt.date, Sequence[str]]] = {
    2025: {dt.date(2025, 6, 11): ("端午节",)},
    2026: {dt.date(2026, 6, 10): ("端午节",)},
    2027: {FEAST: ("端午节", "夏节")},
}
BASE = (Notice(number="base", year=2026, off={dt.date(2026, 6, 10): "端午节"}, worked={}),)
LOCAL = LocalFestival(region="广西", name="三月三", basis="办法", days={2026: dt.date(2026, 4, 19)}, due=2)


def _notice(
    *, off: Sequence[str] = (), worked: Sequence[str] = (), issued: str | None = None, **more: object
) -> Notice:
    return Notice(
        number="通知",
        issued=dt.date.fromisoformat(issued) if issued else None,
        off={dt.date.fromisoformat(day): "节" for day in off},
        worked={dt.date.fromisoformat(day): "节" for day in worked},
        **more,  # type: ignore[arg-type]
    )


def _calendar(*notices: Notice, region: str | None = None) -> LayeredCalendar:
    return layered(base=BASE, statutory=STATUTORY, notices=notices, region=region, local=(LOCAL,))


def _kind(calendar: WorkCalendar, day: str) -> DayKind:
    return calendar.status(dt.date.fromisoformat(day)).kind


def test_the_week_lies_at_the_bottom() -> None:
    """Monday to Friday is worked where no notice says otherwise."""
    calendar = _calendar()
    assert [_kind(calendar, f"2026-03-0{day}") for day in (6, 7)] == [DayKind.WORK, DayKind.REST]


def test_the_later_notice_wins_whatever_the_order_given() -> None:
    """Within a layer notices lie in the order of their dates of issue."""
    early = _notice(off=["2026-05-06"], issued="2025-11-01")
    late = _notice(worked=["2026-05-06"], issued="2026-02-01")
    for notices in ((early, late), (late, early)):
        assert _kind(_calendar(*notices), "2026-05-06") is DayKind.WORK


def test_a_notice_without_date_lies_below_those_with_one() -> None:
    """A file of holiday-cn, which has no date of issue, does not undo a dated amendment."""
    dated, undated = _notice(off=["2026-05-06"], issued="2026-02-01"), _notice(worked=["2026-05-06"])
    assert _kind(_calendar(dated, undated), "2026-05-06") is DayKind.REST


def test_the_region_wins_over_the_country() -> None:
    """A regional notice takes back a national make-up day, even one announced later."""
    national = _notice(worked=["2026-04-26"], issued="2026-04-01")
    regional = _notice(off=["2026-04-26"], issued="2026-03-01", region="广西", year=2026)
    assert _kind(_calendar(national), "2026-04-26") is DayKind.WORK
    assert _kind(_calendar(national, regional, region="广西"), "2026-04-26") is DayKind.REST


def test_a_year_without_notice_is_open_around_its_festivals_only() -> None:
    """Weekend days within 14 days and weekdays within 6 of a statutory day are not known; the rest is the week."""
    calendar = _calendar()
    assert calendar.status(FEAST).text() == "statutory holiday (端午节、夏节)"
    unknown = [
        distance
        for distance in range(-20, 21)
        if calendar.status(FEAST + dt.timedelta(days=distance)).kind is DayKind.UNKNOWN
    ]
    assert unknown == [-11, -10, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 10, 11]


def test_the_last_week_of_the_last_known_year_is_open() -> None:
    """The notice of the next year may move the last seven days of December."""
    calendar = _calendar()
    assert _kind(calendar, "2026-12-24") is DayKind.WORK
    assert all(_kind(calendar, f"2026-12-{day}") is DayKind.UNKNOWN for day in range(25, 32))


def test_the_notice_of_the_next_year_closes_the_last_week() -> None:
    """With 2027 known December 2026 is known, and December 2027 is open at its end."""
    calendar = _calendar(_notice(off=["2027-06-09"], issued="2026-11-05", year=2027))
    assert calendar.known_years == (2026, 2027)
    assert _kind(calendar, "2026-12-25") is DayKind.WORK
    assert _kind(calendar, "2027-12-31") is DayKind.UNKNOWN


def test_an_amendment_does_not_make_its_year_known() -> None:
    """One date of a new year settles that date, and nothing else of the year."""
    calendar = _calendar(_notice(off=["2027-06-08"], issued="2026-11-05"))
    assert calendar.known_years == (2026,)
    assert [_kind(calendar, f"2027-06-0{day}") for day in (7, 8)] == [DayKind.UNKNOWN, DayKind.REST]


def test_a_year_between_known_years_stays_open_to_its_end() -> None:
    """A gap in the years is not papered over by the next year that is known."""
    calendar = layered(
        base=[_notice(off=["2027-06-09"], year=2027), _notice(off=["2025-06-11"], year=2025)], statutory=STATUTORY
    )
    assert _kind(calendar, "2025-12-31") is DayKind.UNKNOWN
    assert _kind(calendar, "2026-06-11") is DayKind.UNKNOWN


def test_a_notice_that_leaves_out_a_statutory_day_does_not_arrange_its_year() -> None:
    """A year's notice has all statutory days of the year; a part of it is refused, naming what is missing."""
    with pytest.raises(InvalidInput, match="2027-06-09") as caught:
        _calendar(_notice(off=["2027-01-01"], issued="2026-11-05", year=2027))
    assert caught.value.code == "notice-incomplete"


def test_a_statutory_day_on_a_weekend_need_not_be_listed() -> None:
    """It rests anyway; a notice that has it worked is refused."""
    statutory = {2026: {dt.date(2026, 6, 13): ("端午节",)}}
    layered(base=[], statutory=statutory, notices=[_notice(off=["2026-06-15"], year=2026)])
    with pytest.raises(InvalidInput, match="2026-06-13"):
        layered(base=[], statutory=statutory, notices=[_notice(worked=["2026-06-13"], year=2026)])


def test_a_region_without_its_notice_is_open_around_its_festival() -> None:
    """Where the region's office has not announced the days they are not known; national days off stay off."""
    national = _notice(off=["2026-04-18"], worked=["2026-04-26"], issued="2025-11-01")
    calendar = _calendar(national, region="广西")
    assert calendar.region_years == ()
    days = ("2026-04-12", "2026-04-13", "2026-04-18", "2026-04-19", "2026-04-26", "2026-04-27")
    assert [_kind(calendar, day) for day in days] == [
        DayKind.UNKNOWN,
        DayKind.UNKNOWN,
        DayKind.REST,
        DayKind.UNKNOWN,
        DayKind.UNKNOWN,
        DayKind.WORK,
    ]


def test_a_missing_notice_of_a_region_is_told_as_such() -> None:
    """A day that waits for the region's office is not said to wait for the notice of the whole country."""
    regional, national = _calendar(region="广西").status(dt.date(2026, 4, 13)), _calendar().status(dt.date(2027, 6, 8))
    assert regional.text().startswith("not known before the region's own notice of the year is out (near 三月三)")
    assert regional.text("zh").startswith("本地区当年放假通知发布前无法确定（临近三月三）")
    assert national.text().startswith("not known before the notice of the year is out (near 端午节、夏节)")


def test_the_notice_of_the_region_closes_it() -> None:
    """With the region's notice of the year its days are known."""
    notice = _notice(off=["2026-04-20", "2026-04-21"], issued="2026-03-01", region="广西", year=2026)
    calendar = _calendar(notice, region="广西")
    assert (calendar.region_years, calendar.findings) == ((2026,), ())
    assert [_kind(calendar, f"2026-04-{day}") for day in (17, 20, 22)] == [DayKind.WORK, DayKind.REST, DayKind.WORK]


def test_make_up_days_that_do_not_balance_are_a_finding() -> None:
    """A bridge day without its make-up day is for a person to accept, and is applied all the same."""
    off = ["2027-06-09", "2027-06-10", "2027-06-11"]
    assert _calendar(_notice(off=off, worked=["2027-06-12"], issued="2026-11-05", year=2027)).findings == ()
    calendar = _calendar(_notice(off=off, issued="2026-11-05", year=2027))
    (finding,) = calendar.findings
    assert (finding.code, dict(finding.params)) == ("notice-unbalanced", {"off": 3, "worked": 0, "due": 2})
    assert _kind(calendar, "2027-06-10") is DayKind.REST


def test_an_amendment_is_weighed_against_what_it_amends() -> None:
    """Moving a day off needs a make-up day; saying again what is known needs none."""
    moved = _notice(off=["2026-06-10", "2026-06-11"], worked=["2026-06-13"], issued="2026-02-01")
    again = _notice(off=["2026-06-10"], issued="2026-02-01")
    assert (_calendar(moved).findings, _calendar(again).findings) == ((), ())


@pytest.mark.parametrize(
    ("notice", "region", "code"),
    [
        (_notice(off=["2026-04-20"], region="广西"), None, "notice-of-another-region"),
        (_notice(off=["2026-04-20"], region="广西"), "西藏", "notice-of-another-region"),
        (_notice(off=["2031-01-01"]), None, "notice-beyond-calendar"),
        (_notice(off=["2026-05-06"]), "西藏", "region-without-notice"),
    ],
)
def test_a_notice_that_does_not_fit_is_refused(notice: Notice, region: str | None, code: str) -> None:
    """Nothing that was handed in is silently left out."""
    with pytest.raises(InvalidInput) as caught:
        _calendar(notice, region=region)
    assert caught.value.code == code


def test_the_version_names_what_the_days_are() -> None:
    """Calendars have one version if and only if they say the same of every day."""
    plain = _calendar()
    assert plain.version == _calendar().version
    assert plain.version.startswith("cn-2026-")
    assert plain.version != _calendar(_notice(off=["2026-05-06"])).version
    assert _calendar(region="广西").version.startswith("cn-广西-2026-")


def test_a_day_outside_of_the_calendar_is_refused() -> None:
    """No day is guessed that no layer covers."""
    with pytest.raises(InvalidInput) as caught:
        _calendar().status(dt.date(2024, 12, 31))
    assert caught.value.code == "outside-calendar"
