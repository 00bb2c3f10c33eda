"""Puts ``抽取记录.docx`` together: what is always there, and as much of the drawn as fits between."""

from __future__ import annotations

import io
from collections.abc import Iterable

import docx
from docx.document import Document
from docx.shared import Pt

from random_inspection.adapters.papers import words
from random_inspection.adapters.papers.archives import moment_of, settled
from random_inspection.adapters.papers.page_listing import LEAST, listing
from random_inspection.adapters.papers.page_parts import WIDTH, Block
from random_inspection.adapters.papers.page_sections import closing, opening, strata
from random_inspection.workflows.draws.records import DrawRecord

_A4 = (595.3, 841.9)
_MARGIN = 36.0
HEIGHT = _A4[1] - 2 * _MARGIN - 6
"""What the page has from top to bottom, in points; a little is kept for what renderers round."""


def record_page(record: DrawRecord) -> bytes:
    """Return the bytes of the page."""
    document = _blank(record)
    for block in blocks(record):
        block.put(document)
    data = io.BytesIO()
    document.save(data)
    return settled(data.getvalue(), moment_of(record.drawn_at or record.announcement.announced_at))


def blocks(record: DrawRecord) -> list[Block]:
    """Return the parts of the page from top to bottom, `HEIGHT` high at most."""
    above, below = list(opening(record)), list(closing(record))
    room = HEIGHT - _height(above) - _height(below)
    layers = strata(record, room - LEAST)
    return [*above, *layers, *listing(record, room - _height(layers)), *below]


def _height(parts: Iterable[Block]) -> float:
    return sum(part.height for part in parts)


def _blank(record: DrawRecord) -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Pt(_A4[0]), Pt(_A4[1])
    section.left_margin = section.right_margin = Pt((_A4[0] - WIDTH) / 2)
    section.top_margin = section.bottom_margin = Pt(_MARGIN)
    section.header_distance = section.footer_distance = Pt(_MARGIN / 2)
    about = document.core_properties
    about.author = about.last_modified_by = "random-inspection"
    about.title, about.comments = words.shown(record.announcement.title)[:255], ""
    return document
