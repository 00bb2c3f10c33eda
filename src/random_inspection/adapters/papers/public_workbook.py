"""A workbook of public tables, to hand in on the national platform or to send."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from openpyxl import Workbook

from random_inspection.adapters.papers.archives import settled
from random_inspection.adapters.papers.sheets import put_table
from random_inspection.adapters.papers.tables import Column, Table
from random_inspection.rules.openness.public_tables import PublicTable

_WIDEST = 44


def public_workbook(tables: Sequence[PublicTable], moment: dt.datetime) -> bytes:
    """Return the bytes of the workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        columns = [Column(heading, _WIDEST) for heading in table.headings]
        put_table(book.create_sheet(table.title), Table(table.title, columns, table.rows))
    book.properties.creator = "random-inspection"
    data = io.BytesIO()
    book.save(data)
    return settled(data.getvalue(), moment.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0))
