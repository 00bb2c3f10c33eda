"""``office announce``, ``draw``, ``confirm`` and ``look``: the draw of a task, and who may see it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from random_inspection.adapters.files import BundleFolder
from random_inspection.adapters.spreadsheets import read_spec
from random_inspection.cli.folding import folded_notes
from random_inspection.cli.office.making import (
    FILE,
    argument,
    digest,
    file_bytes,
    flag,
    office_command,
    option,
    trained_months_option,
)
from random_inspection.cli.office.session import Session
from random_inspection.cli.papers import write_papers
from random_inspection.cli.screen import Screen
from random_inspection.cli.shows import chance_words, quota_words, show_trust, values_to_come
from random_inspection.cli.values import parsed_values
from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import Task
from random_inspection.drawing import HandedIn, chances, trust
from random_inspection.errors import Problem
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.draws.drawing import recorded
from random_inspection.workflows.inputs.tables import SpecDocument


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [_announce(screen), _draw(screen), _confirm(screen), _look(screen)]


def bundle_folder(session: Session, task: Task) -> BundleFolder:
    """Return the folder of a task's draw."""
    draw_id = task.announcement.draw_id if task.announcement else task.task_id
    found: BundleFolder = session.office.bundles.of(draw_id)  # type: ignore[assignment]  # `opened` gives folders
    return found


def _announce(screen: Screen) -> click.Command:
    def do(session: Session, task: str, spec: Path, trained_months: int) -> None:
        with screen.working("Reading and checking", "读取并检查"):
            document = read_spec(spec)
            content = {"spec": digest(file_bytes(spec)), "tables": _digest(document), "trained_months": trained_months}
        notes: list[Problem] = []
        done = session.carry_out(
            Act.TASK_ANNOUNCE,
            Subject(kind="task", key=task),
            content,
            lambda order: session.office.announce_task(
                order, task, document, trained_months=trained_months, tell=notes.append
            ),
            (f"The draw of {task} is announced.", f"任务 {task} 的抽取已公告。"),
        )
        screen.notes(folded_notes(notes), "Changed or assumed on reading", "读取时的更改和默认")
        _show_announced(session, done.value)

    return office_command(
        screen,
        "announce",
        "Fix the draw of a task in the open, from SPEC.toml or a filled-in template; who is drawn from is in the directories.",
        "公告任务的抽取：根据 SPEC.toml 或填好的模板；对象和人员须在名录库中。",
        do,
        argument("TASK"),
        argument("SPEC", type=FILE),
        trained_months_option(screen),
    )


def _digest(document: SpecDocument) -> str:
    """Return a digest of everything in the tables of a specification."""
    found = hashlib.sha256()
    for key, table in sorted(document.tables.items()):
        for row in table.rows:
            found.update("\x1f".join((key, *row.cells.values())).encode(errors="replace") + b"\x1e")
    return found.hexdigest()


def _show_announced(session: Session, task: Task) -> None:
    screen, folder = session.screen, bundle_folder(session, task)
    announcement = open_bundle(folder).announcement.value
    if announcement is None or task.announcement is None:
        return
    chance = chances(announcement.strata, announcement.shares)
    screen.table(
        [("stratum", "层"), ("size", "数量"), ("quota", "名额"), ("chance of each", "机会"), ("reserves", "候补")],
        (
            (one.name, str(one.size), quota_words(screen, one.quota), chance_words(chance[one.name]), str(one.reserve))
            for one in announcement.strata
        ),
        right=(1, 4),
    )
    show_trust(screen, trust(announcement, ()))
    screen.line()
    screen.line(f"Files of the draw: {folder.path}", f"抽取文件：{folder.path}")
    screen.line("Digest of the announcement, to publish or to have receipted:", "公告摘要（请公布或取得回执）：")
    screen.same(task.announcement.digest)
    screen.line(
        f"Next: random-inspection office publish task {task.task_id}; then:",
        f"下一步：random-inspection office publish task {task.task_id}；然后：",
    )
    screen.same(f"  random-inspection office draw {task.task_id}{values_to_come(screen, announcement)}")


def _draw(screen: Screen) -> click.Command:
    def do(session: Session, task: str, public: Sequence[str], secret: Sequence[str], *, at_once: bool) -> None:
        secrets, publics = parsed_values(secret, "--secret"), parsed_values(public, "--public")
        with screen.working("Drawing", "抽取中"):
            done = session.carry_out(
                Act.TASK_DRAW,
                Subject(kind="task", key=task),
                {"secrets": _pairs(secrets), "publics": _pairs(publics), "at_once": at_once},
                lambda order: session.office.draw_task(
                    order, task, HandedIn(secrets=secrets, publics=publics), area="public" if at_once else "sealed"
                ),
                (f"The task {task} is drawn.", f"任务 {task} 已抽取。"),
            )
        _show_drawn(session, done.value)

    return office_command(
        screen,
        "draw",
        "Draw the targets and the teams of a task, once and for all. The result stays sealed until the results of the "
        "inspections are out, unless it is made public at once.",
        "抽取任务的检查对象和检查组（仅一次）。结果在检查结果公示前保密，除非选择立即公开。",
        do,
        argument("TASK"),
        option(screen, "--public", "Value of a public event.", "公开事件的值。", multiple=True, metavar="NAME=VALUE"),
        option(
            screen,
            "--secret",
            "An opened secret; NAME=@FILE reads it from a file.",
            "公开的秘密值；可用 NAME=@文件 读取。",
            multiple=True,
            metavar="NAME=VALUE",
        ),
        flag(screen, "--at-once", "Make the result public at once.", "抽取后立即公开结果。"),
    )


def _pairs(values: Mapping[str, str]) -> list[list[str]]:
    return [list(pair) for pair in sorted(values.items())]


def _show_drawn(session: Session, task: Task) -> None:
    screen, folder = session.screen, bundle_folder(session, task)
    record = recorded(store=folder)
    papers = write_papers(folder.path, record)
    drawn, reserves = len(record.result.drawn), len(record.result.reserves)
    people = len({one.inspector_id for one in record.result.assignments})
    screen.line(
        f"{drawn} targets and {reserves} reserves are drawn, and {people} inspectors in teams.",
        f"抽中对象{drawn}个，候补{reserves}个；检查组共{people}名检查人员。",
    )
    screen.line(
        f"Who must know sees them: random-inspection office look {task.task_id}",
        f"必须知情的人员可查看：random-inspection office look {task.task_id}",
    )
    for paper in papers:
        screen.line(f"Written, for its owner alone: {paper}", f"已生成（仅本人可读）：{paper}")
    screen.line(
        f"Next: a second person confirms: random-inspection office confirm {task.task_id}",
        f"下一步：由他人确认：random-inspection office confirm {task.task_id}",
    )


def _confirm(screen: Screen) -> click.Command:
    def do(session: Session, task: str) -> None:
        session.carry_out(
            Act.TASK_CONFIRM,
            Subject(kind="task", key=task),
            {},
            lambda order: session.office.confirm_draw(order, task),
            (
                f"The draw of {task} is verified, confirmed and recorded.",
                f"任务 {task} 的抽取结果已核验、确认并记录。",
            ),
        )
        with session.office.store.view() as view:
            count = sum(view.records.count(Inspection, task=task).values())
        screen.line(
            f"{count} inspections wait for their teams: random-inspection office record export {task} records.xlsx",
            f"已派发{count}项检查：random-inspection office record export {task} 检查记录.xlsx",
        )

    return office_command(
        screen,
        "confirm",
        "Confirm and record the outcome of a draw, as a second person: it is verified, and every drawn target gets its "
        "inspection.",
        "由他人确认抽取结果：核验无误后记录，并派发检查。",
        do,
        argument("TASK"),
    )


def _look(screen: Screen) -> click.Command:
    def do(session: Session, task: str) -> None:
        seen = session.office.look_at_draw(session.fresh_order(Act.DRAW_LOOK, task), task)
        names = session.office.facts().people
        screen.table(
            [("no.", "序号"), ("id", "编号"), ("name", "名称"), ("team", "检查组")],
            (
                (
                    str(number),
                    one.target_id,
                    one.name or "",
                    "；".join(
                        f"{seat.seat} {named(names.get(seat.inspector_id), seat.inspector_id)}" for seat in one.team
                    ),
                )
                for number, one in enumerate(seen, start=1)
            ),
            right=(0,),
            whole=(1,),
        )
        screen.line("This look is on the trail.", "本次查看已留痕。")

    return office_command(
        screen,
        "look",
        "Look at the targets and teams of a draw before the visits; for who must know, and every look is on the trail.",
        "检查前查看抽中对象和检查组；仅限必须知情的人员，每次查看均留痕。",
        do,
        argument("TASK"),
    )


def require_knowing(session: Session, subject: str) -> None:
    """Have a look recorded where the task of a subject has targets that nobody has been to yet, or refuse it to who need not know.

    Args:
        session: the office.
        subject: a task, or an inspection.
    """
    task = subject.partition(":")[0]
    with session.office.store.view() as view:
        found = (one.value for one in view.records.find(Inspection, task=task))
        secret = any(one.struck is None and one.entry is None for one in found)
    if secret:
        session.office.look_at_draw(session.fresh_order(Act.DRAW_LOOK, task), task)


def named(name: str | None, inspector_id: str) -> str:
    """Return what an inspector is called: the name, and the identifier where that is another."""
    return inspector_id if name in (None, inspector_id) else f"{name}（{inspector_id}）"
