"""Laws of reports as Markdown: a reader of its own gives back every text, and nothing else."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from random_inspection.workflows.reporting.documents import Document, Heading, Paragraph, Table, printable
from random_inspection.workflows.reporting.markup import to_markdown

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXTS = st.text(
    alphabet=st.sampled_from("a1 ．.)-+=#*_`~|\\[]()<>!&;:/@$^{}\"'网x\n\tw"), min_size=1, max_size=25
).filter(lambda text: bool(text.strip()))


@given(TEXTS)
@settings(max_examples=300)
def test_law_every_text_comes_back_from_markdown(text: str) -> None:
    """Whatever a text holds, it is read as this text: no link, no HTML, no list, no broken table."""
    page = Document(
        title=text,
        body=(
            Heading(text=text),
            Paragraph(text=text),
            Table(caption=text, headings=(text, "乙"), rows=((text, text),)),
        ),
        signatory=text,
        date=dt.date(2026, 1, 1),
    )
    inlines = [token for token in READER.parse(to_markdown(page)) if token.type == "inline"]
    children = [token.children or [] for token in inlines]
    shown = printable(text)
    read = ["".join(one.content for one in line) for line in children]
    assert read == [shown, shown, shown, shown, shown, "乙", shown, shown, shown, "2026年1月1日"]
    kinds = {one.type for line in children for one in line}
    assert kinds <= {"text", "text_special", "strong_open", "strong_close"}
