"""Reports as DOCX by a template."""

import builtins
import datetime as dt
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as Word
from report_cases import FACTS, inspections, task

from random_inspection.adapters.reports import default_template, write_docx
from random_inspection.errors import ExtraMissing, InvalidInput
from random_inspection.workflows.reporting.documents import Document, Heading, Paragraph, Table
from random_inspection.workflows.reporting.report_pages import final_page
from random_inspection.workflows.reporting.reports import FinalReport, analysis_of

ON = dt.date(2026, 9, 28)
HOSTILE = "<w:p>{{ 7*7 }}{% for x in y %}{_{ _%} & \"=cmd|' /C calc'!A0\""
NEEDED = "{{ title }}{{ marking }}{{ recipient }}{{ body }}{{ signatory }}{{ date }}"


def page(text: str = "文") -> Document:
    """Return a page with every kind of part, all of one text."""
    return Document(
        title=text,
        marking=text,
        recipient=text,
        body=(
            Heading(text=text),
            Heading(text=text, level=2),
            Paragraph(text=text),
            Paragraph(text=text, label=text),
            Table(caption=text, headings=(text, "乙", "丙", "丁"), rows=((text, "1", "", "3"), ("2", text, "4", "5"))),
        ),
        signatory=text,
        date=ON,
    )


def opened(data: bytes) -> Word:
    """Open a document."""
    return docx.Document(io.BytesIO(data))


def template(*paragraphs: str) -> bytes:
    """Return a template with these paragraphs."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.add_table(rows=1, cols=2).rows[0].cells[0].text = "本局自有表格"
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def test_every_part_of_a_page_is_in_the_document() -> None:
    """Title, parties, headings, paragraphs, table and date stand there in their styles, in order."""
    document = opened(write_docx(page()))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.text and paragraph.style]
    assert styles == [
        *("公文标记", "公文标题", "主送机关", "一级标题", "二级标题", "正文", "正文", "表题", "署名", "成文日期"),
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["文", "乙", "丙", "丁"],
        ["文", "1", "", "3"],
        ["2", "文", "4", "5"],
    ]


def test_texts_stay_texts_in_docx() -> None:
    """No text becomes a placeholder, an element or other characters."""
    document = opened(write_docx(page(HOSTILE)))
    found = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert found == [HOSTILE, HOSTILE, f"{HOSTILE}：", *[HOSTILE] * 3, HOSTILE * 2, *[HOSTILE] * 2, "2026年9月28日"]
    assert document.tables[0].rows[1].cells[0].text == HOSTILE


def test_equal_pages_give_equal_bytes() -> None:
    """No trace of the present time is in the file."""
    assert write_docx(page()) == write_docx(page())


def test_the_page_is_that_of_official_documents() -> None:
    """A4 with a field of 156 by 225 mm, 22 lines on a page, the text in 仿宋 of size three."""
    document = opened(write_docx(page()))
    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(size.mm) for size in sizes if size is not None] == [210, 297, 37, 28]
    body: Any = document.styles["正文"]
    assert body.font.size.pt == 16
    assert "仿宋_GB2312" in body.element.xml


def test_tables_have_columns_by_what_stands_in_them() -> None:
    """A name gets more room than a number, and all columns together keep the width of the page."""
    report = FinalReport(task=task(), analysis=analysis_of(inspections(), FACTS, as_of=ON))
    items = opened(write_docx(final_page(report, FACTS, recipient="局领导"))).tables[0]
    widths = [column.width or 0 for column in items.columns]
    assert widths[0] > 1.5 * widths[1]
    assert 150 < sum(widths) / 36000 < 158


def test_an_office_can_give_its_own_template(tmp_path: Path) -> None:
    """A path and bytes give the same document."""
    own = template("本局报告", "{{ title }}", NEEDED)
    (tmp_path / "own.docx").write_bytes(own)
    found = write_docx(page("某局"), tmp_path / "own.docx")
    assert found == write_docx(page("某局"), own)
    assert [one.text for one in opened(found).paragraphs][:2] == ["本局报告", "某局"]
    assert opened(found).tables[0].rows[0].cells[0].text == "本局自有表格"


@pytest.mark.parametrize(
    ("paragraphs", "code", "named"),
    [
        ((NEEDED, "{{ titel }}"), "docx-placeholder-unknown", "titel"),
        (("{{ title }}",), "docx-placeholder-missing", "body"),
        ((NEEDED, "{{ title"), "docx-placeholder-broken", "{{ title"),
        ((NEEDED, "{% if title %}"), "docx-placeholder-broken", "if title"),
        ((NEEDED, "{% for one in body %}{{ one.txet }}{% endfor %}"), "docx-placeholder-broken", "txet"),
        ((NEEDED, "{{ title.__class__.__mro__ }}"), "docx-placeholder-broken", "__class__"),
        ((NEEDED, "{% if not title %}", "甲{%p endif %}"), "docx-template-broken", ""),
    ],
)
def test_a_broken_template_is_refused_with_its_placeholder(paragraphs: tuple[str, ...], code: str, named: str) -> None:
    """An office learns which placeholder to correct, and gets no half report."""
    with pytest.raises(InvalidInput) as caught:
        write_docx(page(), template(*paragraphs))
    assert code in {one.code for one in caught.value.problems}
    assert named in caught.value.text("zh")


def test_what_is_no_docx_is_refused(tmp_path: Path) -> None:
    """A file of another kind, and one that is not there, are told apart."""
    (tmp_path / "a.docx").write_bytes(b"%PDF-1.4")
    with pytest.raises(InvalidInput) as caught:
        write_docx(page(), tmp_path / "a.docx")
    assert caught.value.code == "docx-template-not-docx"
    with pytest.raises(InvalidInput) as caught:
        write_docx(page(), tmp_path / "b.docx")
    assert caught.value.code == "docx-template-unreadable"


def test_without_the_extra_the_command_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Markdown and HTML go on working; DOCX says what is missing."""
    real: Callable[..., Any] = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "docxtpl":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "random_inspection.adapters.reports.filling", raising=False)
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ExtraMissing, match=r'pip install "\.\[docx\]"'):
        write_docx(page())


def test_the_template_can_be_copied_to_be_changed() -> None:
    """What is shipped is a document that a word processor opens, with its placeholders in plain text."""
    texts = [paragraph.text for paragraph in opened(default_template()).paragraphs]
    assert "{{ title }}" in texts
