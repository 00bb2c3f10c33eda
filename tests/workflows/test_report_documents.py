"""Submitted reports become pages again, word for word."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_inspection.domain.acts import Mark
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.errors import InvalidInput
from random_inspection.workflows.reporting.documents import Document, Heading, Paragraph, Table
from random_inspection.workflows.reporting.markup import to_markdown
from random_inspection.workflows.reporting.report_documents import report_document

WORDS = st.text("一二 三：|*#`~[]()<>\\_-+=1.a，。！$&^{}@", min_size=1, max_size=12).map(str.strip).filter(bool)
BLOCKS = st.one_of(
    st.builds(Heading, text=WORDS, level=st.sampled_from([1, 2])),
    st.builds(Paragraph, text=WORDS, label=st.none() | WORDS),
    st.builds(
        lambda caption, cells: Table(caption=caption, headings=("甲", "乙"), rows=tuple(cells)),
        WORDS,
        st.lists(st.tuples(WORDS, WORDS | st.just("")), max_size=3),
    ),
)


def _report(text: str) -> Report:
    mark = Mark(by="赵", at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    return Report(kind=ReportKind.FINAL, task_id="2026-1", recipient="局领导", text=text, submitted=mark)


@given(WORDS, st.none() | WORDS, st.lists(BLOCKS, max_size=5).map(tuple), WORDS, st.dates(dt.date(2000, 1, 1)))
def test_what_was_submitted_comes_back_as_it_was(
    title: str, marking: str | None, body: tuple[Heading | Paragraph | Table, ...], signatory: str, date: dt.date
) -> None:
    """Whatever a report says, its page says the same, also what would be markup."""
    page = Document(title=title, marking=marking, recipient="局领导", body=body, signatory=signatory, date=date)
    found = report_document(_report(to_markdown(page)))
    assert to_markdown(found) == to_markdown(page)
    assert found.body == page.body


@pytest.mark.parametrize("text", ["x", "# 标题\n\n内容\n\n落款\n\n昨天\n", "# 标题\n\n落款\n\n2026年9月1日\n\n又\n"])
def test_another_text_is_no_report_of_ours(text: str) -> None:
    """What was not made by a submission is refused, and not guessed at."""
    with pytest.raises(InvalidInput) as caught:
        report_document(_report(text))
    assert caught.value.code == "report-text-foreign"
