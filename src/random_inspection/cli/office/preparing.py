"""``office prepare``: the specification of a task's draw with its tables, straight from the directories."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs
import click

from random_inspection.cli.office.making import FILE, argument, office_command, option, trained_months_option
from random_inspection.cli.office.session import Session
from random_inspection.cli.office.settings import quoted
from random_inspection.cli.office.writing import write_own
from random_inspection.cli.screen import Screen, safe
from random_inspection.cli.values import parsed_values
from random_inspection.domain.targets import Target
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.rules.grounds import Ground
from random_inspection.rules.inspectors.qualification import CERTIFIED, LEADER, for_item, of_agency
from random_inspection.serialization.public_files import csv_of
from random_inspection.workflows.casework.task_frames import TaskFrame
from random_inspection.workflows.draws.draw_sizes import settings_findings
from random_inspection.workflows.inputs.tables import SpecDocument

SPEC = "SPEC.toml"
_TARGETS, _PEOPLE, _RECUSALS = "对象.csv", "人员.csv", "回避.csv"
_FIRST = 5
_WHOLE = "全部"
_LAYERS: Mapping[str, Callable[[Target], str]] = {
    "地区": lambda one: one.district or "未填写",
    "对象类型": lambda one: one.kind.value,
    _WHOLE: lambda _: _WHOLE,
}

NO_QUOTA = Message(
    "office-prepare-quota",
    "say how many are drawn: --count N for every stratum, or --ratio 3%",
    "请说明抽取数量：--count 每层数量，或 --ratio 比例（如 3%）",
)
_OPTIONS = {
    "default.quota.ratio": "--ratio",
    "default.quota": "--count",
    "default.reserve": "--reserve",
    "contributions": "--commit",
}
"""The options from which the settings come, by the beginning of their paths."""


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""

    def do(
        session: Session,
        *,
        task: str,
        folder: Path,
        count: int | None,
        ratio: str | None,
        reserve: int,
        by: str,
        commits: Sequence[str],
        trained_months: int,
    ) -> None:
        quota = _quota(count, ratio)
        with screen.working("Reading the directories", "读取名录库"):
            frame = session.office.task_frame(task, trained_months=trained_months)
        files = prepared(frame, quota=quota, reserve=reserve, by=by, commits=parsed_values(commits, "--commit"))
        notes = checked(frame, files, by=by, now=session.office.clock.now())
        for name, data in files.items():
            write_own(folder / name, data)
        screen.notes(notes, "For a person to see", "请人工核对")
        _told(screen, frame, folder)

    return [
        office_command(
            screen,
            "prepare",
            "Write SPEC.toml and the tables of a task's draw from the directories: who may be drawn, who may inspect, who stays "
            "away from whom. Look at them, change what has to be, and announce.",
            "按名录库生成任务的 SPEC.toml 及对象、人员、回避三个表：谁可被抽、谁可检查、谁应回避。核对后公告。",
            do,
            argument("TASK"),
            click.Argument(["folder"], type=FILE, metavar="DIR"),
            *_options(screen),
        )
    ]


def _options(screen: Screen) -> list[click.Parameter]:
    return [
        option(screen, "--count", "How many of every stratum.", "每层抽取数量。", type=click.IntRange(min=0)),
        option(screen, "--ratio", "Which part of every stratum.", "每层抽取比例，如 3%。"),
        option(
            screen,
            "--reserve",
            "How many reserves a stratum has.",
            "每层候补数量。",
            type=click.IntRange(min=0),
            default=2,
        ),
        option(
            screen,
            "--by",
            "What makes the strata.",
            "分层依据。",
            type=click.Choice(list(_LAYERS)),
            default=_WHOLE,
            show_default=True,
        ),
        option(
            screen,
            "--commit commits",
            "A contributor of a secret and their commitment (random-inspection commit); may be given again.",
            "秘密值贡献者及其承诺（由 random-inspection commit 生成）；可多次给出。",
            multiple=True,
            metavar="NAME=COMMITMENT",
        ),
        trained_months_option(screen),
    ]


def prepared(frame: TaskFrame, *, quota: str, reserve: int, by: str, commits: Mapping[str, str]) -> Mapping[str, bytes]:
    """Return the files of a task's draw by name, the specification last.

    Args:
        frame: who may be drawn.
        quota: how many of every stratum, as TOML.
        reserve: how many reserves a stratum has.
        by: what makes the strata.
        commits: the commitments of contributors, by name.
    """
    return {
        _TARGETS: _targets(frame, by),
        _PEOPLE: _people(frame),
        _RECUSALS: _recusals(frame),
        SPEC: _spec(frame, quota, reserve, commits=commits).encode(),
    }


def checked(frame: TaskFrame, files: Mapping[str, bytes], *, by: str, now: dt.datetime) -> list[Problem]:
    """Return what a person should know of the draw that was prepared, as its announcement would.

    Args:
        frame: who may be drawn.
        files: the files of its draw, see `prepared`.
        by: what makes the strata.
        now: when it is prepared.

    Raises:
        InvalidInput: its settings would be refused when it is announced, or its size is not that of the task; all findings.
    """
    task = frame.task
    settings = {"draw_id": task.task_id, "title": task.title, **tomllib.loads(files[SPEC].decode())}
    sizes = Counter(map(_LAYERS[by], frame.targets))
    found = settings_findings(SpecDocument(file=SPEC, settings=settings, tables={}), sizes, task.ratio, now=now)
    refuse([attrs.evolve(one, where=_option(one.where)) for one in found.problems])
    return list(found.notes)


def _option(where: Where) -> Where:
    path = where.path or ""
    return next((Where(path=option) for setting, option in _OPTIONS.items() if path.startswith(setting)), where)


def _quota(count: int | None, ratio: str | None) -> str:
    if (count is None) == (ratio is None):
        raise InvalidInput(NO_QUOTA.at())
    if ratio is None:
        return f"{{ count = {count} }}"
    return f"{{ ratio = {quoted(ratio)} }}"


def _targets(frame: TaskFrame, by: str) -> bytes:
    layer = _LAYERS[by]
    return csv_of(
        ("统一社会信用代码", "企业名称", "层"), ((one.target_id, one.name, layer(one)) for one in frame.targets)
    )


def _people(frame: TaskFrame) -> bytes:
    return csv_of(
        ("检查人员", "资格", "上限"), ((one.inspector_id, "；".join(one.holds), "") for one in frame.inspectors)
    )


def _recusals(frame: TaskFrame) -> bytes:
    rows = (
        (one.target_id, one.inspector_id, "；".join(ground.text("zh") for ground in one.grounds))
        for one in frame.recusals
    )
    return csv_of(("检查对象", "检查人员", "理由"), rows)


def _spec(frame: TaskFrame, quota: str, reserve: int, *, commits: Mapping[str, str]) -> str:
    lines = [
        f"# 任务 {frame.task.task_id} 的抽取设置；名称、编号取自任务，其余可修改，各项含义见 reference/spec-toml。",
        *([] if commits else ["alone = true  # 种子只由本单位的秘密值决定；请监督员等参与的，用 --commit 重新生成"]),
        "",
        "[targets]",
        f"file = {quoted(_TARGETS)}",
        'id = "统一社会信用代码"',
        'name = "企业名称"',
        'stratum = "层"',
        f"publish = {'true' if frame.task.publish_targets else 'false'}",
        "",
        "[default]",
        f"quota = {quota}",
        f"reserve = {reserve}",
        "",
        "[inspectors]",
        f"file = {quoted(_PEOPLE)}",
        f"recusals = {quoted(_RECUSALS)}",
        "publish = false",
        "",
    ]
    for seat, requires in _seats(frame):
        lines += ["[[team]]", f"seat = {quoted(seat)}", f"requires = [{', '.join(map(quoted, requires))}]", ""]
    lines += ["[[contributions]]", 'name = "经办人"', 'kind = "secret"', "generate = true", ""]
    for name, commitment in commits.items():
        lines += [
            "[[contributions]]",
            f"name = {quoted(name)}",
            'kind = "secret"',
            f"commitment = {quoted(commitment)}",
            "",
        ]
    return "\n".join(lines)


def _seats(frame: TaskFrame) -> list[tuple[str, tuple[str, ...]]]:
    """Return the seats of a team: a leader and a member, or one of each agency, all with certificates."""
    agencies = frame.task.agencies
    if len(agencies) == 1:
        return [("组长", (CERTIFIED, LEADER)), ("组员", (CERTIFIED,))]
    items = _items_of_agencies(frame)
    return [
        (f"{one}组员" if at else "组长", (CERTIFIED, of_agency(one), *(() if at else (LEADER,)), *items[one]))
        for at, one in enumerate(agencies)
    ]


def _items_of_agencies(frame: TaskFrame) -> dict[str, list[str]]:
    """Return which items a joint team needs somebody for, because not all may inspect them, at the first agency that has one."""
    agencies = frame.task.agencies
    found: dict[str, list[str]] = {one: [] for one in agencies}
    for item in frame.task.items:
        able = [one for one in frame.inspectors if item in one.items]
        has = [one for one in agencies if any(of_agency(one) in each.holds for each in able)]
        if has and len(able) < len(frame.inspectors):
            found[has[0]].append(for_item(item))
    return found


def _told(screen: Screen, frame: TaskFrame, folder: Path) -> None:
    screen.line(
        f"May be drawn: {len(frame.targets)} targets; may inspect: {len(frame.inspectors)} inspectors; kept apart: "
        f"{len(frame.recusals)} pairs.",
        f"可抽取对象{len(frame.targets)}个，可参与检查人员{len(frame.inspectors)}名，应回避{len(frame.recusals)}对。",
    )
    _out(screen, "targets", "对象", [(one.target_id, one.grounds) for one in frame.targets_out])
    _out(screen, "inspectors", "检查人员", [(one.inspector_id, one.grounds) for one in frame.inspectors_out])
    task = frame.task.task_id
    screen.line(
        f"Look at the files in {folder}, then: random-inspection office announce {task} {folder / SPEC}",
        f"请核对 {folder} 中的文件，然后：random-inspection office announce {task} {folder / SPEC}",
    )


def _out(screen: Screen, en: str, zh: str, out: Sequence[tuple[str, Sequence[Ground]]]) -> None:
    if not out:
        return
    screen.heading(f"Not to be drawn: {len(out)} {en}", f"不参加抽取的{zh}（{len(out)}）")
    for key, grounds in out[:_FIRST]:
        screen.same(f"  {safe(key)}  {safe('；'.join(one.text(screen.lang) for one in grounds))}")
    if len(out) > _FIRST:
        screen.line(f"  … and {len(out) - _FIRST} more", f"  ……另有{len(out) - _FIRST}")
