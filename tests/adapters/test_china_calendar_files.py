from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from random_inspection.adapters.china_calendar import china_calendar, read_notices
from random_inspection.adapters.china_calendar.known_years import known_years
from random_inspection.adapters.china_calendar.notice_files import parse_notices, shipped_notices
from random_inspection.errors import InvalidInput
from random_inspection.rules.working_days.calendar import DayKind


def _holiday_cn(year: int) -> bytes:
    """Return a year in the form of holiday-cn, made from what chinese_calendar knows."""
    (notice,) = (one for one in known_years() if one.year == year)
    days = [
        {"name": name, "date": day.isoformat(), "isOffDay": off}
        for off, days in ((True, notice.off), (False, notice.worked))
        for day, name in sorted(days.items())
    ]
    file = {
        "$schema": "https://example.org/schema.json",
        "$id": f"https://example.org/{year}.json",
        "year": year,
        "papers": [f"https://example.org/{year}.htm"],
        "days": days,
    }
    return json.dumps(file, ensure_ascii=False, indent=4).encode()


def test_a_holiday_cn_file_makes_its_year_known(tmp_path: Path) -> None:
    """A calendar without 2026 and the file of 2026 say the same of 2026 as the package does."""
    file = tmp_path / "2026.json"
    file.write_bytes(_holiday_cn(2026))
    by_file = china_calendar(read_notices(file), last_package_year=2025)
    by_package = china_calendar(last_package_year=2026)
    assert by_file.findings == ()
    assert by_file.known_years == by_package.known_years
    days = [dt.date(2025, 12, 1) + dt.timedelta(days=after) for after in range(760)]
    assert [by_file.status(day).kind for day in days] == [by_package.status(day).kind for day in days]


def test_a_year_that_really_did_not_balance_is_a_finding(tmp_path: Path) -> None:
    """The file of 2020, with the Spring Festival made longer, is applied, and shown to a person."""
    file = tmp_path / "2020.json"
    file.write_bytes(_holiday_cn(2020))
    calendar = china_calendar(read_notices(file), last_package_year=2026)
    (finding,) = calendar.findings
    assert (finding.code, finding.where.file) == ("notice-unbalanced", str(file))
    assert calendar.status(dt.date(2020, 1, 31)).kind is DayKind.REST


def test_the_empty_file_of_a_year_not_announced_is_refused(tmp_path: Path) -> None:
    """holiday-cn ships a file without days and papers before the notice is out; it settles nothing."""
    file = tmp_path / "2027.json"
    file.write_text('{"year": 2027, "papers": [], "days": []}')
    with pytest.raises(InvalidInput) as caught:
        read_notices(file)
    assert [problem.code for problem in caught.value.problems] == ["notice-without-source", "notice-without-days"]


def test_json_and_toml_of_our_format_are_the_same() -> None:
    """One notice in both notations is one notice."""
    text = '[[notice]]\nnumber = "n"\nissued = 2026-11-05\noff = [{ name = "春节", from = 2027-02-05 }]\n'
    entry = {"number": "n", "issued": "2026-11-05", "off": [{"name": "春节", "from": "2027-02-05"}]}
    in_json = json.dumps({"notice": [entry]}).encode()
    assert parse_notices(text.encode(), file="n.toml") == parse_notices(in_json, file="n.json")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("n.json", b"{"),
        ("n.toml", b"{"),
        ("n.json", b"\xff\xfe"),
        ("n.json", b"[" * 100_000),
        ("n.toml", b"issued = 2026-13-45"),
    ],
)
def test_what_is_no_data_is_refused(name: str, data: bytes) -> None:
    """A foreign exception never comes out of a file; the message says what a notice is."""
    with pytest.raises(InvalidInput, match="JSON") as caught:
        parse_notices(data, file=name)
    assert caught.value.code == "notice-file-not-data"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing file, and a folder in its place, are refused with the file's name."""
    for path in (tmp_path / "no.json", tmp_path):
        with pytest.raises(InvalidInput) as caught:
            read_notices(path)
        assert (caught.value.code, caught.value.problems[0].where.file) == ("notice-file-unreadable", str(path))


def test_every_shipped_notice_names_its_source_and_year() -> None:
    """Regional days come with the title of their notice, its date and its year; most regions have none."""
    shipped = shipped_notices("广西")
    assert all("人民政府办公厅" in notice.number and notice.issued and notice.year for notice in shipped)
    assert shipped_notices("西藏") == ()


def test_the_notice_in_the_howto_makes_its_year_known() -> None:
    """What the documentation shows can be copied: it is read, complete, and balanced."""
    page = (Path(__file__).parents[2] / "docs/howto/deadlines.md").read_text("utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    calendar = china_calendar(parse_notices(text.encode(), file="2027.toml"), last_package_year=2026)
    assert (calendar.known_years[-1], calendar.findings) == (2027, ())
