"""Commands about working days: ``deadline`` and ``calendar check``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

import click

from random_inspection.adapters.china_calendar import china_calendar, read_notices
from random_inspection.adapters.system import SystemClock
from random_inspection.cli.chinese import ChineseGroup, new_command
from random_inspection.cli.screen import Screen, safe
from random_inspection.errors import InvalidInput, Where, refuse
from random_inspection.rules.working_days.calendar import NOT_A_DAY, DayKind, day_of
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.rules.working_days.deadlines import UNITS, Deadline, Period, Step, Unit, deadline
from random_inspection.rules.working_days.layers import NEAR_LOCAL, WEEKDAY, WEEKEND, LayeredCalendar
from random_inspection.workflows.inputs.fact_kinds import parse_day

USUAL_PERIOD = 20
"""Working days within which results are published (三(五)); what ``calendar check`` looks ahead for."""

NOT_KNOWN = 1

_UNIT_WORDS: dict[Unit, tuple[str, str]] = {
    "working-days": ("working days", "个工作日"),
    "calendar-days": ("calendar days", "日"),
    "months": ("months", "个月"),
    "years": ("years", "年"),
}


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    calendar = (ChineseGroup if screen.lang == "zh" else click.Group)(
        name="calendar",
        help=screen.pick("The calendar of working days.", "工作日历。"),
        no_args_is_help=True,
    )
    calendar.add_command(_check(screen))
    return [_deadline(screen), calendar]


def _deadline(screen: Screen) -> click.Command:
    def command(  # noqa: PLR0917  (click calls it by name)
        start: str,
        region: str | None,
        notices: tuple[Path, ...],
        accept_unbalanced: bool,  # noqa: FBT001
        trace: bool,  # noqa: FBT001
        as_json: bool,  # noqa: FBT001
        **amounts: int | None,
    ) -> None:
        calendar = open_calendar(region, notices, accept_unbalanced=accept_unbalanced)
        index = WorkIndex.of(calendar)
        due = deadline(index, _day(start), _period(screen, amounts), as_of=day_of(SystemClock().now()))
        if as_json:
            click.echo(as_text(due, due.trace(calendar) if trace else None))
        else:
            show(screen, due, calendar, every_day=trace)
        _warn_of_region(screen, calendar, due.start.year, due.latest.year)

    amounts = [
        click.Option(
            [f"--{unit}"],
            type=int,
            metavar="N",
            help=screen.pick(f"The period, in {_UNIT_WORDS[unit][0]}.", f"期限：N{_UNIT_WORDS[unit][1]}。"),
        )
        for unit in UNITS
    ]
    return new_command(
        screen,
        "deadline",
        "Say by when something is due that may take a period from DATE, or the range while the calendar is not known.",
        "计算自 DATE 起的期限届满日；日历尚未确定时给出范围。",
        callback=command,
        params=[
            click.Argument(["start"], metavar="DATE"),
            *amounts,
            *_calendar_options(screen),
            click.Option(
                ["--trace"], is_flag=True, help=screen.pick("Show every day with its reason.", "逐日显示及其理由。")
            ),
            click.Option(
                ["--json", "as_json"],
                is_flag=True,
                help=screen.pick("Print JSON for programs.", "输出供程序使用的 JSON。"),
            ),
        ],
    )


def _check(screen: Screen) -> click.Command:
    def command(
        region: str | None,
        notices: tuple[Path, ...],
        accept_unbalanced: bool,  # noqa: FBT001
    ) -> int:
        calendar = open_calendar(region, notices, accept_unbalanced=accept_unbalanced)
        return check(screen, calendar, day_of(SystemClock().now()))

    return new_command(
        screen,
        "check",
        "Say how far the calendar is known, and what to do when a year is missing. Exit status 1: 20 working days from "
        "today run into days that are not known.",
        "说明日历已知到何时，以及缺少某年安排时怎么办。退出状态1：自今日起20个工作日内有尚未确定的日期。",
        callback=command,
        params=_calendar_options(screen),
    )


def _calendar_options(screen: Screen) -> list[click.Parameter]:
    return [
        click.Option(
            ["--region"],
            metavar="REGION",
            help=screen.pick("A region with days off of its own, such as 广西.", "有地方假日的地区，如：广西。"),
        ),
        click.Option(
            ["--notices"],
            type=click.Path(path_type=Path),
            multiple=True,
            metavar="FILE",
            help=screen.pick(
                "A file of notices (JSON or TOML, or a holiday-cn file); may be given again.",
                "放假通知文件（JSON、TOML 或 holiday-cn 文件）；可多次给出。",
            ),
        ),
        click.Option(
            ["--accept-unbalanced"],
            is_flag=True,
            help=screen.pick(
                "Accept notices whose make-up days do not balance the days off, having compared them.",
                "已与原文核对，接受放假与调休不平衡的通知。",
            ),
        ),
    ]


def open_calendar(region: str | None, files: Iterable[Path], *, accept_unbalanced: bool) -> LayeredCalendar:
    """Return the calendar with the notices of `files`; raise `InvalidInput` for findings that are not accepted."""
    notices = [notice for file in files for notice in read_notices(file)]
    calendar = china_calendar(notices, region=region)
    if not accept_unbalanced:
        refuse(calendar.findings)
    return calendar


def as_text(due: Deadline, steps: Iterable[Step] | None = None) -> str:
    """Return a deadline as JSON text: start, earliest, latest, firm, calendar_version, and the steps as ``trace``."""
    record: dict[str, object] = {
        "start": due.start.isoformat(),
        "earliest": due.earliest.isoformat(),
        "latest": due.latest.isoformat(),
        "firm": due.firm,
        "calendar_version": due.calendar_version,
    }
    if steps is not None:
        record["trace"] = [
            {
                "day": step.day.isoformat(),
                "kind": step.status.kind.value,
                "reason": step.status.text("en"),
                **({"least": step.counted.least, "most": step.counted.most} if step.counted else {}),
            }
            for step in steps
        ]
    return json.dumps(record, ensure_ascii=False, indent=2)


def show(screen: Screen, due: Deadline, calendar: LayeredCalendar, *, every_day: bool) -> None:
    """Print a deadline for people: the day or the range, and why."""
    en, zh = _UNIT_WORDS[due.rule.unit]
    if due.firm:
        screen.line(f"Due: {due.day}", f"届满日：{due.day}")
    else:
        screen.line(f"Due: between {due.earliest} and {due.latest}", f"届满日：{due.earliest} 至 {due.latest} 之间")
        region = calendar.region if any(step.status.reason is NEAR_LOCAL for step in due.trace(calendar)) else None
        screen.line(
            f"Act by {due.earliest}; compute it again when the notice {f'of {region}' if region else 'to come'} is out.",
            f"请在 {due.earliest} 前办结；{f'{region}的' if region else '相关'}放假通知发布后请重新计算。",
        )
    screen.line(
        f"{due.rule.amount} {en} from {due.start}, that day not counted",
        f"自 {due.start} 起{due.rule.amount}{zh}，当日不计",
    )
    screen.line(f"Calendar: {due.calendar_version}", f"日历版本：{due.calendar_version}")
    steps = [step for step in due.trace(calendar) if every_day or step.status not in (WEEKDAY, WEEKEND)]
    if every_day and due.rule.unit != "working-days":
        screen.line(
            f"These days are counted without gaps; shown are those from {steps[0].day}, the last of them: a rest day is "
            "not the end, and the next working day is.",
            f"此类期间连续计算，不扣除休息日；以下只列届满日 {steps[0].day} 起的日期：届满日为休息日的，顺延至次一工作日。",
        )
    if steps:
        _show_steps(screen, steps)


def check(screen: Screen, calendar: LayeredCalendar, today: dt.date) -> int:
    """Print how far `calendar` is known and what to do; return 1 where the usual period from `today` is not firm."""
    known = calendar.known_years
    screen.line(f"Calendar: {calendar.version}", f"日历版本：{calendar.version}")
    screen.line(f"Years known: {known[0]} to {known[-1]}", f"已知年份：{known[0]}–{known[-1]}")
    ahead = range(today.toordinal(), calendar.span[1].toordinal() + 1)
    days = (dt.date.fromordinal(ordinal) for ordinal in ahead)
    unknown = next(day for day in days if calendar.status(day).kind is DayKind.UNKNOWN)
    screen.line(f"The first day not known from today: {unknown}", f"自今日起第一个尚未确定的日期：{unknown}")
    screen.same("  " + safe(calendar.status(unknown).text(screen.lang)))
    _warn_of_region(screen, calendar, today.year, today.year + 1)
    usual = Period(amount=USUAL_PERIOD, unit="working-days", basis="三(五)")
    firm = deadline(WorkIndex.of(calendar), today, usual, as_of=today).firm
    if firm:
        screen.line("20 working days from today are known.", "自今日起20个工作日均已确定。")
    else:
        screen.line(
            "20 working days from today run into days that are not known: deadlines are ranges; act by the earliest "
            "day.",
            "自今日起20个工作日内有尚未确定的日期：期限为范围，请在最早日期前办结。",
        )
    if calendar.status(unknown).reason is NEAR_LOCAL:
        screen.line(
            f"It is the notice of {calendar.region} that is missing, which its own office announces: write it to a file and "
            "give it with --notices.",
            f"缺少的是{calendar.region}的放假通知，由当地发布：请将其写成文件并用 --notices 给出。",
        )
    if today.year + 1 not in known:
        _say_what_to_do(screen, today.year + 1)
    return 0 if firm else NOT_KNOWN


def _say_what_to_do(screen: Screen, year: int) -> None:
    screen.line(
        f"{year} is missing. The arrangement of a year is announced in October or November of the year before. Write "
        "it to a file and give it with --notices, take the year's file of holiday-cn as it is, or upgrade the package: "
        "pip install --upgrade chinesecalendar",
        f"缺少{year}年的安排。一般在前一年10月或11月发布。请将其写成文件并用 --notices 给出，或直接使用 holiday-cn 的"
        "年度文件，或升级软件包：pip install --upgrade chinesecalendar",
    )


def _show_steps(screen: Screen, steps: Iterable[Step]) -> None:
    kinds = {
        DayKind.WORK: screen.pick("worked", "上班"),
        DayKind.REST: screen.pick("not worked", "休息"),
        DayKind.UNKNOWN: screen.pick("not known", "未定"),
    }
    rows = []
    for step in steps:
        counted = step.counted
        number = "" if counted is None else str(counted.least)
        if counted is not None and counted.most != counted.least:
            number = f"{counted.least}–{counted.most}"
        rows.append((step.day.isoformat(), kinds[step.status.kind], number, step.status.text(screen.lang)))
    screen.table((("Day", "日期"), ("", ""), ("Counted", "累计"), ("Why", "理由")), rows, right=(2,))


def _warn_of_region(screen: Screen, calendar: LayeredCalendar, first: int, last: int) -> None:
    missing = [str(year) for year in range(first, last + 1) if year not in calendar.region_years]
    if calendar.region is not None and missing:
        years = ", ".join(missing)
        words = screen.pick(
            f"No notice of {calendar.region} for {years}: days off that only the region has may be missing.",
            f"没有{calendar.region}在 {years} 年的通知：可能缺少当地特有的假日。",
        )
        click.echo(safe(words), err=True)


def _day(text: str) -> dt.date:
    try:
        if "T" in text or " " in text:
            return day_of(dt.datetime.fromisoformat(text), "DATE")
    except ValueError as error:
        if isinstance(error, InvalidInput):
            raise
    if (found := parse_day(text)) is None:
        raise InvalidInput(NOT_A_DAY.at(Where(path="DATE"), found=text))
    return found


def _period(screen: Screen, amounts: dict[str, int | None]) -> Period:
    given = [(unit, amount) for unit in UNITS if (amount := amounts[unit.replace("-", "_")]) is not None]
    if len(given) != 1:
        raise click.UsageError(
            screen.pick(
                "give one of --working-days, --calendar-days, --months, --years",
                "请给出 --working-days、--calendar-days、--months、--years 之一",
            ),
            ctx=click.get_current_context(),
        )
    unit, amount = given[0]
    return Period(amount=amount, unit=unit, basis=screen.pick("as given on the command line", "命令行给定"))
