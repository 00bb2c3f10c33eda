"""Fills a DOCX template with a document."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from random_inspection.errors import InvalidInput, Message, Where, refuse
from random_inspection.workflows.reporting.documents import Block, Document, Heading, Paragraph, date_words

PLACEHOLDERS = ("body", "date", "marking", "recipient", "signatory", "title")
TABLE_STYLE = "报告表格"
"""Tables of this style get columns as wide as what stands in them asks for."""
_LINE, _NARROWEST, _MARGINS, _SHORT = 73, 12, 4, 20
"""In half characters of the table's size: a line, the narrowest column, the margins of a cell, and what counts as short."""
_CORE = "docProps/core.xml"

NOT_DOCX = Message(
    "docx-template-not-docx",
    "the template is no DOCX file; save it as .docx in a word processor",
    "模板不是 DOCX 文件；请在文字处理软件中另存为 .docx",
)
UNKNOWN_PLACEHOLDER = Message(
    "docx-placeholder-unknown",
    "nobody knows the placeholder {found!r} in the template; use one of {expected}",
    "模板中的占位符“{found}”未知；应为{expected}之一",
)
MISSING_PLACEHOLDER = Message(
    "docx-placeholder-missing",
    "the template has no placeholder {found!r}, so that a part of the report would be lost; add it",
    "模板缺少占位符“{found}”，报告的这部分内容会丢失；请补上",
)
BROKEN_PLACEHOLDER = Message(
    "docx-placeholder-broken",
    "the template breaks at {found!r} ({why}); correct this placeholder",
    "模板中“{found}”处有误（{why}）；请更正该占位符",
)
BROKEN_TEMPLATE = Message(
    "docx-template-broken",
    "the template gives no valid document ({why}): a placeholder begins and ends in different paragraphs or rows; correct it",
    "按模板生成的文档无效（{why}）：某个占位符的开头和结尾不在同一段落或同一行；请更正",
)


def render(document: Document, template: bytes, file: str) -> bytes:
    """Return the bytes of `document` in `template`, a file of the name `file`; raise `InvalidInput` as `write_docx` does."""
    where = Where(file=file)
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    page = _opened(template, where)
    _check_syntax(page, environment, where)
    _check_placeholders(page, environment, where)
    try:
        context = _context(document)
        page.render_init()
        etree.fromstring(page.build_xml(context, environment))
        page.render(context, environment)
    except etree.XMLSyntaxError as error:
        raise InvalidInput(BROKEN_TEMPLATE.at(where, why=str(error))) from error
    except TemplateError as error:
        quoted = re.findall("'(.*?)'", error.message or "") or [""]
        found = quoted[-1] if isinstance(error, UndefinedError) else quoted[0]
        raise InvalidInput(BROKEN_PLACEHOLDER.at(where, found=found, why=error.message)) from error
    _set_columns(page)
    properties = page.docx.core_properties
    properties.title, properties.author, properties.comments = document.title[:255], document.signatory[:255], ""
    data = io.BytesIO()
    page.docx.save(data)
    return _settled(data.getvalue(), document.date)


def _opened(template: bytes, where: Where) -> DocxTemplate:
    page = DocxTemplate(io.BytesIO(template))
    try:
        page.init_docx()
    except (ValueError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise InvalidInput(NOT_DOCX.at(where)) from error
    return page


def _check_syntax(page: DocxTemplate, environment: SandboxedEnvironment, where: Where) -> None:
    """Raise `InvalidInput` with the last placeholder before a template cannot be read any further."""
    source = re.sub("<w:p([ >])", r"\n<w:p\1", page.patch_xml(page.get_xml()))
    try:
        environment.parse(source)
    except TemplateSyntaxError as error:
        before = re.sub("<[^>]+>", "", "\n".join(source.splitlines()[: error.lineno]))
        found = ["", *re.findall("{[{%].*", before)][-1]
        raise InvalidInput(BROKEN_PLACEHOLDER.at(where, found=found, why=error.message)) from error


def _check_placeholders(page: DocxTemplate, environment: SandboxedEnvironment, where: Where) -> None:
    found = page.get_undeclared_template_variables(environment)
    expected = "、".join(PLACEHOLDERS)
    unknown = (UNKNOWN_PLACEHOLDER.at(where, found=one, expected=expected) for one in sorted(found - {*PLACEHOLDERS}))
    missing = (MISSING_PLACEHOLDER.at(where, found=one) for one in sorted({*PLACEHOLDERS} - found))
    refuse([*unknown, *missing])


def _context(document: Document) -> dict[str, Any]:
    return {
        "title": _text(document.title),
        "marking": _text(document.marking),
        "recipient": _text(document.recipient),
        "body": [_part(block) for block in document.body],
        "signatory": _text(document.signatory),
        "date": date_words(document.date),
    }


def _part(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": f"heading{block.level}", "text": _text(block.text)}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": _text(block.text), "label": _text(block.label)}
    rows = [[_text(cell) for cell in row] for row in block.rows]
    headings = [_text(heading) for heading in block.headings]
    return {"kind": "table", "caption": _text(block.caption), "headings": headings, "rows": rows}


def _text(text: str | None) -> Markup | None:
    """Return a text so that nothing in it is markup, also not for docxtpl, which reads ``{_{`` as braces."""
    return None if text is None else Markup(str(escape(text)).replace("_", "&#95;"))  # noqa: S704  (it is escaped)


def _set_columns(page: DocxTemplate) -> None:
    """Make the columns of our tables as wide as what stands in them asks for, and centre those of short texts."""
    for table in page.docx.tables:
        if table.style is None or table.style.name != TABLE_STYLE:
            continue
        needs = [max(map(_width, (cell.text for cell in column.cells))) for column in table.columns]
        widths = _fitted(needs)
        whole = sum(column.width or 0 for column in table.columns)
        for column, need, width in zip(table.columns, needs, widths, strict=True):
            column.width = Length(whole * width // sum(widths))
            for cell in column.cells:
                cell.width = column.width
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
                if need <= _SHORT:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _fitted(needs: list[int]) -> list[int]:
    """Return widths that fit into a line: long texts are broken first, so that dates and numbers stay whole."""
    widths = list(needs)
    while sum(widths) > _LINE and max(widths) > _NARROWEST:
        long = [at for at, need in enumerate(needs) if need > _SHORT and widths[at] > _NARROWEST]
        widest = max(long or range(len(widths)), key=widths.__getitem__)
        widths[widest] -= 1
    return widths


def _width(text: str) -> int:
    """Return how wide a column is for a text and its margins, in half characters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text) + _MARGINS


def _settled(document: bytes, day: dt.date) -> bytes:
    """Return a document as if it had been written on `day`: equal content, equal bytes."""
    stamp = rf"\g<1>{day}T00:00:00Z".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as found, zipfile.ZipFile(packed, "w") as target:
        for name, data in _parts(found):
            fixed = re.sub(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*", stamp, data) if name == _CORE else data
            target.writestr(zipfile.ZipInfo(name), fixed, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _parts(found: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    return ((part.filename, found.read(part)) for part in found.infolist())
