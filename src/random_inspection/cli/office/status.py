"""``office status``: what is due, overdue and stuck, how many of what, and the coverage of the year."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from random_inspection.cli.english import word
from random_inspection.cli.office.making import day, flag, office_command, option
from random_inspection.cli.office.session import Session
from random_inspection.cli.screen import Screen, safe
from random_inspection.domain.registers import Movement
from random_inspection.rules.casework.dues import Due, DueKind, DueState
from random_inspection.workflows.oversight.office_status import DistrictCoverage, OfficeStatus

_FIRST = 10
_STATES = {
    DueState.OVERDUE: ("Overdue", "已逾期"),
    DueState.SOON: ("Soon due", "即将到期"),
    DueState.OPEN: ("Not due yet", "未到期"),
    DueState.UNDATED: ("Without a date", "未定期限"),
}


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""

    def do(session: Session, on: str | None, unit: str | None, person: str | None, *, whole: bool) -> None:
        today = day(on, "--on") if on else session.today()
        if unit or person:
            dues = session.office.list_dues(today, unit=unit, person=person)
            screen.heading(f"Due on {today}", f"{today}待办")
            _show_dues(screen, dues.by_state, whole=whole)
            return
        show_status(session, today, whole=whole)

    return [
        office_command(
            screen,
            "status",
            "How the office stands: what is due, overdue and stuck, how many of what, and the coverage of the year by district.",
            "工作状态：待办、逾期、停滞事项，数量统计，以及本年度各地区覆盖情况。",
            do,
            option(screen, "--on", "As of which day (today).", "截至日期（默认今天）。", metavar="DATE"),
            option(screen, "--unit", "Only what is due in a unit.", "只看某科室的待办。"),
            option(screen, "--person", "Only what is due from an inspector.", "只看某检查人员的待办。"),
            flag(screen, "--whole", "Shorten no list.", "完整列出。"),
        )
    ]


def show_status(session: Session, today: dt.date, *, whole: bool) -> None:
    """Show how an office stands on a day, every list shortened unless the `whole` of it is asked for."""
    with session.screen.working("Counting", "统计中"):
        found = session.office.office_status(today)
    _show(session, found, whole=whole)


def _show(session: Session, found: OfficeStatus, *, whole: bool) -> None:
    screen = session.screen
    screen.heading(f"{session.settings.name} · {found.on}", f"{session.settings.name}·{found.on}")
    there = sum(sum(kinds.values()) for movement, kinds in found.targets.items() if movement is not Movement.GONE)
    screen.line(
        f"Targets {there}. Tasks: {_counts(screen, found.tasks)}. Inspections: {_counts(screen, found.inspections)}.",
        f"检查对象{there}个。任务：{_counts(screen, found.tasks)}。检查：{_counts(screen, found.inspections)}。",
    )
    _show_dues(screen, found.dues.by_state, whole=whole)
    _show_stuck(screen, found, whole=whole)
    unpublished = session.office.due_notices()
    if unpublished:
        counts = _counts(screen, Counter(one.kind for one in unpublished))
        screen.line(
            f"May be published and is not: {counts}. Run: random-inspection office publish due",
            f"应公示未公示：{counts}。请运行：random-inspection office publish due",
        )
    _show_coverage(screen, found.coverage, found.on, whole=whole)


def _counts(screen: Screen, found: Mapping[Any, int]) -> str:
    told = (f"{word(screen, state)} {many}" for state, many in found.items() if many)
    return screen.pick(", ", "、").join(told) or "0"


def _show_dues(screen: Screen, dues: Mapping[DueState, Sequence[Due]], *, whole: bool) -> None:
    if not any(dues.values()):
        screen.line("Nothing is due.", "没有待办事项。")
    for state, (en, zh) in _STATES.items():
        found = dues.get(state, ())
        if not found:
            continue
        screen.heading(f"{en} ({len(found)})", f"{zh}（{len(found)}项）")
        lines = list(_lines(screen, found))
        shown = lines if whole else lines[:_FIRST]
        screen.table(
            [("by", "期限"), ("what", "事项"), ("inspection", "检查"), ("unit", "科室"), ("team", "检查组")],
            (cells for _, cells in shown),
            whole=(0, 2, 4),
        )
        _say_more(screen, len(lines) - len(shown))
        if any(due.latest != due.earliest for due, _ in shown):
            screen.line(
                "  Two days: the holidays are not announced yet, and the date lies between them; act by the first.",
                "  有起止两日的：放假安排尚未公布，期限在两日之间，请按前一日办理。",
            )


def _where(due: Due) -> str:
    """Return the inspection with the name of its target."""
    key, name = due.inspection_id, due.target_name
    return key if name in key else f"{key}\n{name}"


def _lines(screen: Screen, dues: Sequence[Due]) -> Iterator[tuple[Due, tuple[str, ...]]]:
    """Yield the dues, those of visits by task alone: only who must know sees which targets were drawn (二(一))."""
    visits = Counter((_task_of(one), _span(one), one.unit) for one in dues if one.kind is DueKind.VISIT)
    told: set[tuple[str, str, str]] = set()
    for one in dues:
        visit = _task_of(one), _span(one), one.unit
        if one.kind is not DueKind.VISIT:
            what = word(screen, one.kind) + (screen.pick(f" ({one.part})", f"（{one.part}）") if one.part else "")
            people = "\n".join(sorted(one.people))
            yield one, (_span(one), what, _where(one), one.unit, people)
        elif visit not in told:
            told.add(visit)
            many = visits[visit]
            what = screen.pick(f"{visit[0]}: {many} target{'s' * (many > 1)}", f"{visit[0]}：{many}个对象")
            yield one, (_span(one), word(screen, one.kind), what, one.unit, "office look")


def _task_of(due: Due) -> str:
    """Return the task of the inspection in which something is due."""
    return due.inspection_id.partition(":")[0]


def _span(due: Due) -> str:
    if due.earliest is None:
        return "—"
    return f"{due.earliest}" if due.latest == due.earliest else f"{due.earliest}～{due.latest}"


def _show_stuck(screen: Screen, found: OfficeStatus, *, whole: bool) -> None:
    if not found.stuck:
        return
    screen.heading(f"Waiting for somebody ({len(found.stuck)})", f"停滞事项（{len(found.stuck)}）")
    shown = found.stuck if whole else found.stuck[:_FIRST]
    for one in shown:
        screen.line(
            f"  {safe(one.subject.key)}: {word(screen, one.kind)} (since {one.since})",
            f"  {safe(one.subject.key)}：{one.kind}（自{one.since}）",
        )
    _say_more(screen, len(found.stuck) - len(shown))


def _say_more(screen: Screen, more: int) -> None:
    if more > 0:
        screen.line(f"  … and {more} more; all of them: --whole", f"  ……另有{more}项；完整列出请加 --whole")


def _show_coverage(screen: Screen, coverage: Sequence[DistrictCoverage], on: dt.date, *, whole: bool) -> None:
    if not coverage:
        return
    screen.heading(f"Inspected in {on.year}, by district", f"{on.year}年各地区覆盖情况")
    shown = coverage if whole else coverage[: _FIRST * 2]
    screen.table(
        [("district", "地区"), ("targets", "对象"), ("inspected", "已检查"), ("", ""), ("share", "覆盖率")],
        (
            (
                one.district or screen.pick("none", "未填写"),
                str(one.targets),
                str(one.inspected),
                screen.bar(one.inspected / one.targets if one.targets else 0),
                f"{one.inspected / one.targets:.1%}" if one.targets else "—",
            )
            for one in shown
        ),
        right=(1, 2, 4),
    )
    _say_more(screen, len(coverage) - len(shown))
    targets, inspected = sum(one.targets for one in coverage), sum(one.inspected for one in coverage)
    share = f"{inspected / targets:.1%}" if targets else "—"
    screen.line(f"{inspected} of {targets} targets, {share}", f"共{targets}个对象，已检查{inspected}个，{share}")
