"""Paragraphs and tables of known height, of which a page is put together that never becomes two.

Lengths are in points. Text is set in lines of exact height and cut to its cell, so that the height does not
depend on which fonts a machine has.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any, Literal

import attrs
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

WIDTH = 476.0
"""What the page has between its margins, from side to side."""

_LATIN = 0xFF
_MONO = "Courier New"
_AFTER_SPACING = ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")
"""What the schema has after the spacing between scripts."""
_PADDING = 3.0
_RULE = 0.5
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


@attrs.frozen(kw_only=True)
class Style:
    """How text is set: font, size, height of its lines, weight, alignment, and what a Latin letter takes of its size."""

    font: str = "仿宋"
    size: float = 9.0
    line: float = 12.5
    bold: bool = False
    align: Literal["left", "centre", "right"] = "left"
    narrow: float = 0.55


TITLE = Style(font="宋体", size=20, line=30, bold=True, align="centre")
SUBTITLE = Style(font="楷体", size=13, line=20, align="centre")
HEADING = Style(font="黑体", size=10.5, line=16)
LABEL = Style(font="黑体", align="centre")
BODY = Style()
CENTRED = Style(align="centre")
SMALL = Style(size=8.5, line=11.5)
SMALL_CENTRED = Style(size=8.5, line=11.5, align="centre")
ID = Style(font=_MONO, size=7.5, line=10, narrow=0.6)
HEX = Style(font=_MONO, size=8.5, line=11.5, narrow=0.6)


@attrs.frozen
class Block:
    """A part of the page: its height, and what sets it at the end of a document."""

    height: float
    put: Callable[[Document], None]


@attrs.frozen
class Entry:
    """The content of a cell: its paragraphs with their styles, its height, its shade, how many columns it spans."""

    paragraphs: tuple[tuple[str, Style], ...]
    height: float
    shaded: bool = False
    span: int = 1


def width_of(text: str, style: Style) -> float:
    """Return the width of `text` on one line."""
    return sum(_advance(char, style) for char in text)


def _advance(char: str, style: Style) -> float:
    return style.size * (1.0 if ord(char) > _LATIN else style.narrow)


def _full_line(style: Style, width: float) -> float:
    """Return what a line of several surely takes: it may end early, before punctuation or a word."""
    return width - 1.5 * style.size


def _lines(text: str, style: Style, width: float) -> int:
    found = width_of(text, style)
    return 1 if found <= width else math.ceil(found / _full_line(style, width))


def _cut(text: str, style: Style, width: float, most: int) -> str:
    room = width if most == 1 else most * _full_line(style, width)
    if width_of(text, style) <= max(width, room):
        return text
    used = accumulate((_advance(char, style) for char in text), initial=style.size)
    return text[: sum(1 for one in used if one <= room) - 1] + "…"


def entry(text: str, style: Style, width: float, *, most: int = 1, shaded: bool = False, span: int = 1) -> Entry:
    """Return a cell that is `width` wide, its text cut, with …, to `most` lines."""
    text = _cut(text, style, width - 2 * _PADDING, most)
    return Entry(((text, style),), style.line * _lines(text, style, width - 2 * _PADDING), shaded, span)


def stacked(entries: Iterable[Entry], *, span: int = 1) -> Entry:
    """Return a cell that holds the content of `entries`, one under the other."""
    parts = list(entries)
    paragraphs = tuple(one for part in parts for one in part.paragraphs)
    return Entry(paragraphs, sum(part.height for part in parts), span=span)


def paragraph(text: str, style: Style, *, most: int = 1, above: float = 0.0) -> Block:
    """Return a paragraph across the page, cut to `most` lines."""
    text = _cut(text, style, WIDTH, most)

    def put(document: Document) -> None:
        found = document.add_paragraph()
        write(found, text, style)
        found.paragraph_format.space_before = Pt(above)

    return Block(above + style.line * _lines(text, style, WIDTH), put)


def grid(widths: Sequence[float], rows: Sequence[Sequence[Entry]], *, least: float = 0.0) -> Block:
    """Return a table; every row is as high as its highest cell, and at least `least`."""
    heights = [max(least, *(cell.height + 2 for cell in row)) for row in rows]

    def put(document: Document) -> None:
        table = document.add_table(rows=len(rows), cols=len(widths))
        _lay_out(table, widths)
        for row, cells, height in zip(table.rows, rows, heights, strict=True):
            row.height, row.height_rule = Pt(height), WD_ROW_HEIGHT_RULE.EXACTLY
            _fill(row.cells, cells)

    return Block(sum(heights) + _RULE * (len(rows) + 1), put)


def _fill(places: Sequence[_Cell], cells: Sequence[Entry]) -> None:
    column = 0
    for cell in cells:
        place = places[column]
        if cell.span > 1:
            place = place.merge(places[column + cell.span - 1])
        column += cell.span
        if cell.shaded:
            _add(place._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill="EDEDED")  # noqa: SLF001  (python-docx has no name for it)
        place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for number, (text, style) in enumerate(cell.paragraphs):
            write(place.add_paragraph() if number else place.paragraphs[0], text, style)


def _lay_out(table: Table, widths: Sequence[float]) -> None:
    table.style = "Table Grid"
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
        for cell in column.cells:
            cell.width = Pt(width)
    properties: Any = table._tbl.tblPr  # noqa: SLF001  (python-docx has no name for it)
    margins = _add(properties, "w:tblCellMar")
    for side in ("left", "right"):
        _add(margins, f"w:{side}", w=str(int(_PADDING * 20)), type="dxa")
    # The schema has the look last.
    properties.append(properties.find(qn("w:tblLook")))


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    element = _element(tag, **attributes)
    parent.append(element)
    return element


def _element(tag: str, **attributes: str) -> Any:
    element: Any = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def write(found: Paragraph, text: str, style: Style) -> None:
    """Set `text` in an empty paragraph."""
    shape = found.paragraph_format
    shape.alignment = _ALIGN[style.align]
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(style.line)
    properties: Any = found._p.get_or_add_pPr()  # noqa: SLF001  (python-docx has no name for it)
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
        # Word would widen the text between Chinese and Latin; widths are what `width_of` says.
        properties.insert_element_before(_element(tag, val="0"), *_AFTER_SPACING)
    run = found.add_run(text)
    run.font.size, run.font.bold = Pt(style.size), style.bold
    run.font.name = style.font if style.font == _MONO else "Times New Roman"
    fonts: Any = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001  (python-docx has no name for it)
    fonts.set(qn("w:eastAsia"), "仿宋" if style.font == _MONO else style.font)
    fonts.set(qn("w:hint"), "eastAsia")
