"""``office report``: submitted to the unit or the bureau, and written as DOCX, HTML or Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs
import click

from random_inspection.adapters.reports import write_docx
from random_inspection.adapters.spreadsheets import read_table
from random_inspection.cli.english import word
from random_inspection.cli.office.archives import kind_of_subject
from random_inspection.cli.office.conclusions import conclusions_of
from random_inspection.cli.office.making import FILE, argument, digest, file_bytes, group, office_command, option
from random_inspection.cli.office.session import Session, Step
from random_inspection.cli.office.writing import write_own
from random_inspection.cli.screen import Screen
from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.archives import ArchiveKind
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.ports import Stored
from random_inspection.workflows.directories.extracts import TARGET_HEADINGS
from random_inspection.workflows.joint_acts import together
from random_inspection.workflows.reporting.documents import Document
from random_inspection.workflows.reporting.markup import to_html, to_markdown
from random_inspection.workflows.reporting.report_documents import report_document

_CODE, _CLASS = TARGET_HEADINGS["target_id"], "风险等级"

NO_FORM = Message(
    "office-report-form",
    "found {found!r}, expected a name that ends in .docx, .html or .md",
    "文件名应以 .docx、.html 或 .md 结尾，实为“{found}”",
)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [
        group(
            screen,
            "report",
            "Summaries of inspections, the unit's analysis, the final report, and the figures of a year.",
            "检查小结、结果分析、工作报告、年度统计。",
            _summary(screen),
            _task_report(screen, "analysis", ReportKind.ANALYSIS),
            _task_report(screen, "final", ReportKind.FINAL),
            _figures(screen),
        )
    ]


def _summary(screen: Screen) -> click.Command:
    def do(session: Session, subject: str, file: Path | None, template: Path | None) -> None:
        _check_name(file)
        if kind_of_subject(session, subject) is ArchiveKind.TASK:
            _refuse_file(screen, file)
            _summaries(session, subject)
            return
        _submit_and_write(session, _summary_of(session, subject), file, template)

    return office_command(
        screen,
        "summary",
        "Submit the summary of an inspection, as somebody of its team, or of all of one's own inspections of a task.",
        "由检查组成员提交检查小结：一项检查，或一项任务中本人参加的全部检查。",
        do,
        argument("SUBJECT"),
        *_file_options(screen),
    )


def _refuse_file(screen: Screen, file: Path | None) -> None:
    if file is not None:
        words = screen.pick("one file holds one summary: name the inspection", "一个文件只写一份小结：请给出检查编号")
        raise click.UsageError(words, ctx=click.get_current_context())


def _summary_of(session: Session, inspection: str) -> Step[Stored[Report]]:
    return Step(
        Act.SUMMARY_SUBMIT,
        Subject(kind="inspection", key=inspection),
        {"conclusions": conclusions_of(session.office, inspection)},
        lambda office, order: office.submit_summary(order, inspection),
        (f"The summary of {inspection} is submitted to its unit.", f"{inspection} 的检查小结已提交承办科室。"),
    )


def _submit_and_write(session: Session, step: Step[Stored[Report]], file: Path | None, template: Path | None) -> None:
    """Submit a report and write it to a file: where the one fails, the other is not done."""

    def do(order: Order) -> None:
        with together(session.office.store) as store:
            done = step.do(attrs.evolve(session.office, store=store), order)
            _write(report_document(done.value), file, template)

    session.carry_out(step.act, step.subject, step.content, do, step.said)
    _say_written(session.screen, file)


def _summaries(session: Session, task: str) -> None:
    """Submit the summaries of everything that the actor has concluded with a team of a task."""
    mine = session.actor.actor_id
    with session.office.store.view() as view:
        found = [one.value for one in view.records.find(Inspection, task=task)]
    own = [one.inspection_id for one in found if mine in one.inspectors and one.conclusions and not one.archived]
    session.carry_out_together(_summary_of(session, key) for key in own)
    session.screen.line(f"{len(own)} summaries of {mine}.", f"{mine}的检查小结共{len(own)}份。")


def _task_report(screen: Screen, name: str, kind: ReportKind) -> click.Command:
    internal = kind is ReportKind.ANALYSIS

    def do(session: Session, task: str, file: Path | None, template: Path | None, **told: str | Path | None) -> None:
        _check_name(file)
        given = {key: value for key, value in told.items() if isinstance(value, str)}
        classes = told.get("classes")
        data: Mapping[str, str] = {}
        if isinstance(classes, Path):
            data = _classes(classes)
            given["classes"] = digest(file_bytes(classes))
        recipient = given.get("to") or (session.actor.unit if internal else None) or "局领导"
        step = Step(
            Act.REPORT_SUBMIT,
            Subject(kind="task", key=task),
            {"kind": kind.value, "recipient": recipient, **given},
            lambda office, order: office.submit_report(
                order, task, kind, recipient=recipient, compare_with=given.get("compare"), classes=data or None
            ),
            (
                f"The {word(screen, kind)} of {task} is submitted to {recipient}.",
                f"任务 {task} 的{kind}已提交：{recipient}。",
            ),
        )
        _submit_and_write(session, step, file, template)

    words = {
        "analysis": (
            "Submit the unit's analysis of a task, for internal use.",
            "提交科室的抽查结果分析（内部资料）。",
        ),
        "final": ("Submit the final report on a task to the bureau.", "向局领导提交抽查工作报告。"),
    }[name]
    more = [
        option(
            screen,
            "--classes",
            f"A table of risk classes ({_CODE}, {_CLASS}).",
            f"风险等级表（“{_CODE}”“{_CLASS}”列）。",
            type=FILE,
        )
    ]
    return office_command(
        screen,
        name,
        *words,
        do,
        argument("TASK"),
        option(screen, "--to", "To whom it goes.", "报送对象。"),
        option(screen, "--compare", "The last task, to compare with.", "与上一次任务比较。", metavar="TASK"),
        *(more if internal else []),
        *_file_options(screen),
    )


def _classes(file: Path) -> Mapping[str, str]:
    table = read_table(file, (_CODE, _CLASS))
    return {row.cells[_CODE].strip(): row.cells[_CLASS].strip() for row in table.rows}


def _figures(screen: Screen) -> click.Command:
    def do(session: Session, year: int, file: Path | None, template: Path | None) -> None:
        _check_name(file)
        page = session.office.figures_document(year, signatory=session.settings.name, on=session.today())
        if file is None:
            screen.same(to_markdown(page))
        _write(page, file, template)
        _say_written(screen, file)

    return office_command(
        screen,
        "figures",
        "Write the figures of a year, for the public.",
        "生成年度统计（公开）。",
        do,
        argument("YEAR", type=int),
        *_file_options(screen),
    )


def _file_options(screen: Screen) -> list[click.Parameter]:
    return [
        option(
            screen, "--out file", "Write it to FILE.docx, .html or .md.", "写入文件（.docx、.html 或 .md）。", type=FILE
        ),
        option(screen, "--template", "The office's own template of DOCX.", "本单位的 DOCX 模板。", type=FILE),
    ]


def _check_name(file: Path | None) -> None:
    if file is not None and file.suffix.lower() not in {".docx", ".html", ".md"}:
        raise InvalidInput(NO_FORM.at(Where(path="--out"), found=file.name))


def _write(page: Document, file: Path | None, template: Path | None) -> None:
    if file is None:
        return
    form = file.suffix.lower()
    data = write_docx(page, template) if form == ".docx" else None
    text = to_html(page) if form == ".html" else to_markdown(page)
    write_own(file, data if data is not None else text.encode())


def _say_written(screen: Screen, file: Path | None) -> None:
    if file is not None:
        screen.line(f"Written: {file}", f"已写入：{file}")
