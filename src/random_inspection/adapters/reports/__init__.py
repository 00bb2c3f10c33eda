"""Reports as DOCX in the form of official documents (GB/T 9704—2012), by a template that the office can replace.

It needs docxtpl, from the extra ``docx``; Markdown and HTML need nothing (`random_inspection.workflows.reporting.markup`).
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from random_inspection.errors import ExtraMissing, InvalidInput, Message, Where, system_words
from random_inspection.workflows.reporting.documents import Document

__all__ = ["TEMPLATE", "default_template", "write_docx"]

TEMPLATE = "report.docx"
"""The template that is shipped."""

DOCX_EXTRA_MISSING = Message(
    "docx-extra-missing",
    'reports as DOCX need the package docxtpl; in the folder of the sources: pip install ".[docx]"',
    '生成 DOCX 报告需要 docxtpl；请在源代码文件夹中运行：pip install ".[docx]"',
)
TEMPLATE_UNREADABLE = Message(
    "docx-template-unreadable",
    "the template cannot be read ({why}); check its name and its permissions",
    "无法读取模板（{why_zh}）；请检查文件名和权限",
)


def default_template() -> bytes:
    """Return the template that is shipped, for an office to copy and change in a word processor."""
    return resources.files(__package__).joinpath(TEMPLATE).read_bytes()


def write_docx(document: Document, template: Path | bytes | None = None) -> bytes:
    """Return the bytes of a document as DOCX. Equal documents give equal bytes; what texts say stays text.

    Args:
        document: the document.
        template: path or bytes of the office's own template; None for the one that is shipped. A template has the
            placeholders ``title``, ``marking``, ``recipient``, ``body``, ``signatory`` and ``date``, all of them; a part of
            ``body`` has ``kind`` (``heading1``, ``heading2``, ``paragraph`` or ``table``), ``text``, ``label``,
            ``caption``, ``headings`` and ``rows``.

    Raises:
        ExtraMissing: docxtpl is not installed.
        InvalidInput: the template cannot be read, is no DOCX, or has a placeholder that is wrong, which is named.
    """
    try:
        from random_inspection.adapters.reports.filling import render  # noqa: PLC0415  (an optional dependency)
    except ImportError as error:
        raise ExtraMissing(DOCX_EXTRA_MISSING.at()) from error
    file = str(template) if isinstance(template, Path) else TEMPLATE
    return render(document, _bytes_of(template), file)


def _bytes_of(template: Path | bytes | None) -> bytes:
    if isinstance(template, bytes):
        return template
    if template is None:
        return default_template()
    try:
        return template.read_bytes()
    except (OSError, ValueError) as error:
        raise InvalidInput(TEMPLATE_UNREADABLE.at(Where(file=str(template)), **system_words(error))) from error
