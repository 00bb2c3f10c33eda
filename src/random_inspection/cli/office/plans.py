"""``office plan`` and ``office task``: drawn up, approved, cancelled in the open, closed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from random_inspection.adapters.toml_files import read_toml
from random_inspection.cli.office.making import FILE, act_command, argument, day, group, office_command, option
from random_inspection.cli.office.session import Session
from random_inspection.cli.screen import Screen
from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.notices import NoticeKind
from random_inspection.domain.plans import AnnualPlan, TaskType
from random_inspection.errors import Message, Problem, Where, refuse
from random_inspection.rules.coverage_of_year.draw_sizes import ratio_note
from random_inspection.workflows.casework.tasks import TaskDraft
from random_inspection.workflows.office import Office
from random_inspection.workflows.openness.due_notices import DueNotice

_LISTS = ("agencies", "items")
_TEXTS = ("title", "plan", "ground", "type", "unit", "scope", "ratio", "from", "to")
_KEYS = (*_TEXTS, *_LISTS, "publish_targets")

UNKNOWN = Message(
    "office-task-key", "nobody knows this setting; correct it to one of {expected}", "未知的设置项；应为{expected}之一"
)
NOT_TEXT = Message("office-task-text", "found {found!r}, expected text", "应为文字，实为“{found}”")
NOT_TEXTS = Message("office-task-texts", "found {found!r}, expected a list of texts", "应为文字列表，实为“{found}”")
NOT_FLAG = Message("office-task-flag", "found {found!r}, expected true or false", "应为 true 或 false，实为“{found}”")
MISSING = Message(
    "office-task-missing",
    "the task lacks this; give {option}, or write it in the file",
    "任务缺少此项；请用 {option} 给出，或写入文件",
)
NO_TYPE = Message("office-task-type", "found {found!r}, expected 定向 or 不定向", "应为“定向”或“不定向”，实为“{found}”")


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    plan = group(
        screen,
        "plan",
        "The yearly plan: drawn up by one, approved by another.",
        "年度抽查计划：一人拟定，另一人批准。",
        _new_plan(screen),
        _approve_plan(screen),
    )
    task = group(
        screen,
        "task",
        "Tasks: drawn up, approved, closed, or cancelled in the open.",
        "抽查任务：拟定、批准、办结，或公开取消。",
        _new_task(screen),
        _approve_task(screen),
        _cancel_task(screen),
        _close_task(screen),
    )
    return [plan, task]


def _new_plan(screen: Screen) -> click.Command:
    def do(
        session: Session, *, plan: str, year: int, items: tuple[str, ...], title: str | None, agency: str | None
    ) -> None:
        named, by = title or f"{year}年度双随机抽查计划", agency or session.settings.name
        session.carry_out(
            Act.PLAN_DRAFT,
            Subject(kind="plan", key=plan),
            {"title": named, "year": year, "agency": by, "items": list(items)},
            lambda order: session.office.draft_plan(order, plan, title=named, year=year, agency=by, items=items),
            (f"The plan {plan} is drawn up; somebody else approves it.", f"计划 {plan} 已拟定，待他人批准。"),
        )

    return office_command(
        screen,
        "new",
        "Draw up a yearly plan.",
        "拟定年度抽查计划。",
        do,
        argument("PLAN"),
        option(screen, "--year", "The year.", "年度。", type=int, required=True),
        option(
            screen,
            "--item items",
            "Code of an item; may be given again.",
            "事项编号；可多次给出。",
            multiple=True,
            required=True,
        ),
        option(screen, "--title", "Its name.", "计划名称。"),
        option(screen, "--agency", "Who draws it up (the office).", "发起部门（默认本单位）。"),
    )


def _approve_plan(screen: Screen) -> click.Command:
    return act_command(
        screen,
        "approve",
        ("Approve a plan.", "批准年度计划。"),
        (Act.PLAN_APPROVE, "plan", "PLAN"),
        Office.approve_plan,
        ("The plan {key} is approved.", "计划 {key} 已批准。"),
    )


def _new_task(screen: Screen) -> click.Command:
    def do(session: Session, task: str, file: Path | None, **given: Any) -> None:
        draft, content = _draft(session, file, given)
        session.carry_out(
            Act.TASK_DRAFT,
            Subject(kind="task", key=task),
            content,
            lambda order: session.office.draft_task(order, task, draft),
            (f"The task {task} is drawn up; somebody else approves it.", f"任务 {task} 已拟定，待他人批准。"),
        )
        note = ratio_note(draft.ratio)
        session.screen.notes([note] if note else [], "For a person to see", "请人工核对")

    text = ["--title", "--plan", "--ground", "--unit", "--scope", "--ratio"]
    return office_command(
        screen,
        "new",
        "Draw up a task, of an approved plan or on a ground of its own, from options or from a TOML file with the same names.",
        "拟定抽查任务：属于已批准的计划，或写明计划外缘由；用选项给出，或写在 TOML 文件中（同名）。",
        do,
        argument("TASK"),
        option(screen, "--file", "A TOML file.", "TOML 文件。", type=FILE),
        *(option(screen, name, *_WORDS[name]) for name in text),
        option(screen, "--type", *_WORDS["--type"], type=click.Choice([one.value for one in TaskType])),
        option(screen, "--agency agencies", *_WORDS["--agency"], multiple=True),
        option(screen, "--item items", *_WORDS["--item"], multiple=True),
        option(screen, "--from from_day", *_WORDS["--from"], metavar="DATE"),
        option(screen, "--to to_day", *_WORDS["--to"], metavar="DATE"),
        option(screen, "--publish-targets publish_targets", *_WORDS["--publish-targets"], is_flag=True, default=None),
    )


_WORDS = {
    "--title": ("Its name.", "任务名称。"),
    "--plan": ("Its plan.", "所属年度计划。"),
    "--ground": ("Why it is held beside the plans.", "计划外开展的缘由。"),
    "--unit": ("The unit that handles it (that of who acts).", "承办科室（默认办理人所在科室）。"),
    "--scope": ("Which targets, in words.", "抽查对象范围。"),
    "--ratio": ("Which part of them, in words.", "抽查比例。"),
    "--type": ("For certain targets, or not (不定向).", "抽查类型（默认不定向）。"),
    "--agency": ("Who inspects, the leading one first (the office).", "检查机关，牵头的在前（默认本单位）。"),
    "--item": (
        "Code of an item; may be given again (those of the plan).",
        "事项编号；可多次给出（默认计划的全部事项）。",
    ),
    "--from": ("First day of the inspections.", "检查开始日期。"),
    "--to": ("Last day.", "检查截止日期。"),
    "--publish-targets": ("Publish the list of targets before the draw.", "抽取前公开抽查对象名单。"),
}


def _draft(session: Session, file: Path | None, given: Mapping[str, Any]) -> tuple[TaskDraft, dict[str, object]]:
    """Return the draft of a task from a file and options, which count more, and the same as plain data."""
    told = {
        key.removesuffix("_day"): list(value) if isinstance(value, tuple) else value for key, value in given.items()
    }
    found = {**(_checked(file) if file else {}), **{key: value for key, value in told.items() if value}}
    found.setdefault("type", TaskType.UNTARGETED.value)
    found.setdefault("agencies", [session.settings.name])
    if "unit" not in found and session.actor.unit:
        found["unit"] = session.actor.unit
    if "items" not in found and "plan" in found:
        found["items"] = _items_of(session, found["plan"])
    where = str(file) if file else None
    required = ("title", "unit", "items", "scope", "ratio", "from", "to")
    options = {"items": "--item"}
    wrong = [NO_TYPE.at(Where(file=where, path="type"), found=found["type"])]
    missing = (
        MISSING.at(Where(file=where, path=key), option=options.get(key, f"--{key}"))
        for key in required
        if not found.get(key)
    )
    refuse([*(wrong if found["type"] not in list(TaskType) else []), *missing])
    draft = TaskDraft(
        title=found["title"],
        plan_id=found.get("plan"),
        ground=found.get("ground"),
        type=TaskType(found["type"]),
        agencies=tuple(found["agencies"]),
        unit=found["unit"],
        items=tuple(found["items"]),
        scope=found["scope"],
        ratio=found["ratio"],
        first_day=day(found["from"], "--from"),
        last_day=day(found["to"], "--to"),
        publish_targets=bool(found.get("publish_targets")),
    )
    return draft, found


def _items_of(session: Session, plan: str) -> list[str]:
    with session.office.store.view() as view:
        stored = view.records.get(AnnualPlan, plan)
    return list(stored.value.items) if stored else []


def _checked(file: Path) -> dict[str, Any]:
    """Return the settings of a file, each of its kind; raise `InvalidInput` with all that is wrong."""
    found = read_toml(file)
    problems: list[Problem] = []
    for key, value in found.items():
        where = Where(file=str(file), path=key)
        if key not in _KEYS:
            problems.append(UNKNOWN.at(where, expected="、".join(_KEYS)))
        elif key in _TEXTS and not isinstance(value, str):
            problems.append(NOT_TEXT.at(where, found=value))
        elif key in _LISTS and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            problems.append(NOT_TEXTS.at(where, found=value))
        elif key == "publish_targets" and not isinstance(value, bool):
            problems.append(NOT_FLAG.at(where, found=value))
    refuse(problems)
    return found


def _approve_task(screen: Screen) -> click.Command:
    return act_command(
        screen,
        "approve",
        ("Approve a task.", "批准抽查任务。"),
        (Act.TASK_APPROVE, "task", "TASK"),
        Office.approve_task,
        ("The task {key} is approved; announce its draw.", "任务 {key} 已批准，可公示抽取。"),
    )


def _cancel_task(screen: Screen) -> click.Command:
    def do(session: Session, task: str, reason: str) -> None:
        session.carry_out(
            Act.TASK_CANCEL,
            Subject(kind="task", key=task),
            {"reason": reason},
            lambda order: session.office.cancel_task(order, task, reason=reason),
            (f"The task {task} is cancelled.", f"任务 {task} 已取消。"),
        )
        if DueNotice(kind=NoticeKind.TASK, key=task) in session.office.due_notices():
            screen.line(
                "Publish it, so that the public reads why: random-inspection office publish due",
                "请公示，向社会说明原因：random-inspection office publish due",
            )

    return office_command(
        screen,
        "cancel",
        "Cancel a task in the open; what was announced and drawn stays.",
        "公开取消任务；已公示、已抽取的内容保留。",
        do,
        argument("TASK"),
        option(screen, "--reason", "Why, for the public.", "向社会说明的原因。", required=True),
    )


def _close_task(screen: Screen) -> click.Command:
    return act_command(
        screen,
        "close",
        ("Close a task whose drawn targets all have their outcome.", "办结任务（抽中对象均有结果后）。"),
        (Act.TASK_CLOSE, "task", "TASK"),
        Office.close_task,
        ("The task {key} is closed.", "任务 {key} 已办结。"),
    )
