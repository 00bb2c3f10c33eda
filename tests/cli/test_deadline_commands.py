from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from random_inspection.adapters.china_calendar import china_calendar
from random_inspection.cli import deadline_commands
from random_inspection.cli.screen import Screen
from random_inspection.errors import InvalidInput, Lang

NOTICE = """
[[notice]]
number = "补充通知"
issued = 2026-02-01
off = [{ name = "纪念日", from = 2026-03-04 }]
"""


def _run(*arguments: str, lang: Lang = "en") -> Result:
    group = click.Group(commands=deadline_commands.commands(Screen(lang)))
    return CliRunner().invoke(group, arguments, catch_exceptions=False)


@pytest.fixture
def notice(tmp_path: Path) -> str:
    """A day off without make-up day, as a file."""
    file = tmp_path / "notice.toml"
    file.write_text(NOTICE, "utf-8")
    return str(file)


@pytest.fixture(autouse=True)
def _package_of_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep to what the package knew in 2026, whichever version is installed."""

    def until_2026(*given: object, **named: object) -> object:
        return china_calendar(*given, **named, last_package_year=2026)  # type: ignore[arg-type]

    monkeypatch.setattr(deadline_commands, "china_calendar", until_2026)


def test_a_firm_deadline_is_a_day_in_json() -> None:
    """Programs get start, both ends, whether it is firm, and the calendar, and nothing else."""
    told = json.loads(_run("deadline", "2026-04-08", "--working-days", "20", "--json").stdout)
    assert told.pop("calendar_version").startswith("cn-2026-")
    assert told == {"start": "2026-04-08", "earliest": "2026-05-09", "latest": "2026-05-09", "firm": True}


def test_a_range_is_said_in_both_languages_with_the_day_to_act_by() -> None:
    """A person reads the range, the day to act by, and which days are not known."""
    english = _run("deadline", "2026-12-15", "--working-days", "20").stdout
    assert "Due: between 2027-01-07 and 2027-01-26" in english
    assert "Act by 2027-01-07" in english
    assert "statutory holiday (元旦)" in english
    chinese = _run("deadline", "2026-12-15", "--working-days", "20", lang="zh").stdout
    assert "届满日：2027-01-07 至 2027-01-26 之间" in chinese
    assert "可能调整12月底的日期" in chinese


def test_without_trace_only_the_special_days_are_shown() -> None:
    """Holidays and make-up days are the why; plain weekdays and weekends come with --trace."""
    special = _run("deadline", "2026-04-29", "--working-days", "7").stdout
    every = _run("deadline", "2026-04-29", "--working-days", "7", "--trace").stdout
    assert "2026-05-09" in special
    assert "make-up working day (劳动节)" in special
    assert "2026-05-08" not in special
    assert "2026-05-08" in every


def test_the_trace_is_told_to_programs_as_well() -> None:
    """Every day with its kind, reason and counts."""
    told = json.loads(_run("deadline", "2026-03-02", "--working-days", "1", "--json", "--trace").stdout)
    assert told["trace"] == [{"day": "2026-03-03", "kind": "work", "reason": "weekday", "least": 1, "most": 1}]


@pytest.mark.parametrize(
    ("arguments", "day"),
    [
        (("2026-04-22", "--calendar-days", "10"), "2026-05-06"),
        (("2026-01-31", "--months", "1"), "2026-02-28"),
        (("2024-02-29", "--years", "1"), "2025-02-28"),
        (("2026-03-02T17:00:00Z", "--working-days", "1"), "2026-03-04"),
    ],
)
def test_every_unit_can_be_asked_for(arguments: tuple[str, ...], day: str) -> None:
    """Calendar days, months, years and aware times are counted as the rules say (2026-02-28 is a make-up Saturday)."""
    told = json.loads(_run("deadline", *arguments, "--json").stdout)
    assert (told["earliest"], told["firm"]) == (day, True)


def test_a_notice_that_does_not_balance_needs_a_person(notice: str) -> None:
    """It is refused with what was found, and applied once accepted."""
    question = ("deadline", "2026-03-02", "--working-days", "2", "--json", "--notices", notice)
    with pytest.raises(InvalidInput) as caught:
        _run(*question)
    assert caught.value.code == "notice-unbalanced"
    told = json.loads(_run(*question, "--accept-unbalanced").stdout)
    assert told["latest"] == "2026-03-05"


def test_a_region_is_laid_over_the_country() -> None:
    """In 广西 the two days of 三月三 in 2024 are skipped, and a year without its notice is warned of."""
    told = json.loads(_run("deadline", "2024-04-10", "--working-days", "1", "--json", "--region", "广西").stdout)
    assert told["latest"] == "2024-04-15"
    open_year = _run("deadline", "2026-04-10", "--working-days", "1", "--region", "广西")
    assert "No notice of 广西 for 2026" in open_year.stderr
    assert "Due: between" in open_year.stdout


def test_a_missing_notice_of_a_region_is_named_by_its_region() -> None:
    """Where it is the region's notice that is missing, the command waits for that one."""
    english = _run("deadline", "2026-04-10", "--working-days", "1", "--region", "广西").stdout
    assert "compute it again when the notice of 广西 is out" in english
    assert "the region's own notice of the year" in english
    chinese = _run("deadline", "2026-04-10", "--working-days", "1", "--region", "广西", lang="zh").stdout
    assert "广西的放假通知发布后请重新计算" in chinese
    national = _run("deadline", "2026-12-15", "--working-days", "20", "--region", "广西").stdout
    assert "when the notice to come is out" in national


def test_the_check_says_that_a_notice_of_a_region_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    """What to do about a region's notice is not to upgrade the package."""
    calendar = china_calendar(region="广西", last_package_year=2026)
    assert deadline_commands.check(Screen("en"), calendar, dt.date(2026, 4, 1)) == 1
    assert "It is the notice of 广西 that is missing" in capsys.readouterr().out


@pytest.mark.parametrize("unit", ["--calendar-days", "--months", "--years"])
def test_a_trace_without_gaps_says_why_it_begins_at_the_end(unit: str) -> None:
    """Days that are all counted are not listed, and that is said; from the nominal end on every day is."""
    said = _run("deadline", "2026-02-13", unit, "1", "--trace").stdout
    assert "counted without gaps; shown are those from" in said
    assert (
        "只列届满日 2026-02-14 起的日期"
        in _run("deadline", "2026-02-13", "--calendar-days", "1", "--trace", lang="zh").stdout
    )
    assert "without gaps" not in _run("deadline", "2026-02-13", "--working-days", "1", "--trace").stdout


@pytest.mark.parametrize("start", ["15.12.2026", "2026-13-01", "2026-12-15T09:00:00", "tomorrow"])
def test_a_start_that_is_no_day_is_refused(start: str) -> None:
    """Text that is no date, and a time without its offset, are refused with the argument's name."""
    with pytest.raises(InvalidInput) as caught:
        _run("deadline", start, "--working-days", "20")
    assert caught.value.problems[0].where.path == "DATE"


@pytest.mark.parametrize("amounts", [(), ("--months", "1", "--years", "1")])
def test_exactly_one_period_is_given(amounts: tuple[str, ...]) -> None:
    """No period, or two, is wrong use of the command."""
    asked = _run("deadline", "2026-12-15", *amounts)
    assert asked.exit_code == 2
    assert "give one of --working-days" in asked.stderr


@pytest.mark.parametrize(
    ("today", "status", "words"),
    [
        (dt.date(2026, 11, 26), 0, "20 working days from today are known"),
        (dt.date(2026, 11, 27), 1, "act by the earliest day"),
    ],
)
def test_the_check_says_how_far_the_calendar_is_known(
    today: dt.date, status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its status is 1, with what to do, from the day on which 20 working days are a range."""
    found = deadline_commands.check(Screen("en"), china_calendar(last_package_year=2026), today)
    said = capsys.readouterr().out
    assert found == status
    assert "Years known: 2004 to 2026" in said
    assert "The first day not known from today: 2026-12-25" in said
    assert words in said
    assert "2027 is missing" in said
    assert "pip install --upgrade chinesecalendar" in said


def test_the_check_runs_as_a_command() -> None:
    """`calendar check` takes the same options, and speaks Chinese."""
    asked = _run("calendar", "check", "--region", "广西", lang="zh")
    assert "已知年份：2004–2026" in asked.stdout
    assert "没有广西在" in asked.stderr
