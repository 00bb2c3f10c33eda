"""Reports as pages again: of the text that was submitted, and of the figures of a year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import Task
from random_inspection.domain.reports import Report
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.ports import Store
from random_inspection.rules.openness.figures import yearly_figures
from random_inspection.workflows.reporting.documents import Block, Document, Heading, Paragraph, Table
from random_inspection.workflows.reporting.markup import to_markdown
from random_inspection.workflows.reporting.report_facts import register_facts
from random_inspection.workflows.reporting.report_pages import figures_page

_ESCAPED = re.compile(r"\\(.)")
_LABEL = re.compile(r"\*\*((?:\\.|[^\\*])+)\*\*(?: (.*))?", re.DOTALL)
_DATE = re.compile(r"(\d+)年(\d+)月(\d+)日", re.ASCII)
_LEAST = 3
"""A title, a signature and a date."""

NOT_OURS = Message(
    "report-text-foreign",
    "the text of the report {key!r} is not in the form that submissions have; hand out the text as it is",
    "报告“{key}”的文本不是提交时的格式；请直接使用原文",
)


def report_document(report: Report) -> Document:
    """Return a submitted report as a page, to write it as DOCX or HTML: it says what was submitted, and nothing newer.

    Clause: 二(八) 报告

    Raises:
        InvalidInput: its text was not made by `random_inspection.workflows.reporting.submissions`.
    """
    parts = report.text.removesuffix("\n").split("\n\n")
    where = Where(path="text")
    marking = _bold(parts[0]) if not parts[0].startswith("# ") else None
    rest = parts[1:] if marking is not None else parts
    date = _DATE.fullmatch(rest[-1])
    if len(rest) < _LEAST or not rest[0].startswith("# ") or date is None:
        raise InvalidInput(NOT_OURS.at(where, key=report.key))
    body = rest[1:-2]
    recipient = _plain(body[0]) == f"{report.recipient}：" if body else False
    year, month, day = map(int, date.groups())
    page = Document(
        title=_plain(rest[0].removeprefix("# ")),
        marking=marking,
        recipient=report.recipient if recipient else None,
        body=tuple(_blocks(body[1:] if recipient else body)),
        signatory=_plain(rest[-2]),
        date=dt.date(year, month, day),
    )
    if to_markdown(page) != report.text:
        raise InvalidInput(NOT_OURS.at(where, key=report.key))
    return page


def figures_document(year: int, *, store: Store, districts: Mapping[str, str], signatory: str, on: dt.date) -> Document:
    """Return the page of the figures of a year as they stand.

    Clause: 四(三) 定期公布

    Args:
        year: the year.
        store: the records.
        districts: district by target, of the directory of targets.
        signatory: who signs.
        on: its date.
    """
    with store.view() as view:
        figures = yearly_figures(
            year,
            [one.value for one in view.records.find(Task)],
            [one.value for one in view.records.find(Inspection)],
            districts=districts,
            directory=districts.keys(),
        )
    return figures_page(figures, register_facts(store=store, targets=()), signatory=signatory, on=on)


def _blocks(parts: list[str]) -> Iterator[Block]:
    left = list(parts)
    while left:
        part = left.pop(0)
        if part.startswith("#"):
            marks, _, text = part.partition(" ")
            yield Heading(text=_plain(text), level=len(marks) - 1)
        elif part.startswith("**") and left and left[0].startswith("| ") and (caption := _bold(part)) is not None:
            yield _table(caption, left.pop(0).split("\n"))
        elif part.startswith("**") and (found := _LABEL.fullmatch(part)):
            yield Paragraph(text=_plain(found[2] or ""), label=_plain(found[1]))
        else:
            yield Paragraph(text=_plain(part))


def _table(caption: str, lines: list[str]) -> Table:
    headings = tuple(lines[0].removeprefix("| ").removesuffix(" |").split(" | "))
    rows = (tuple(map(_plain, line.removeprefix("| ").removesuffix(" |").split(" | "))) for line in lines[2:])
    return Table(caption=caption, headings=tuple(map(_plain, headings)), rows=tuple(rows))


def _bold(part: str) -> str | None:
    found = _LABEL.fullmatch(part)
    return _plain(found[1]) if found and found[2] is None else None


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
