"""The papers of a draw, for people: the workbook ``抽取结果.xlsx`` and the page to sign, ``抽取记录.docx``.

They need openpyxl and python-docx, from the extra ``cli``; nothing else of the library does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from random_inspection.errors import ExtraMissing, Message
from random_inspection.rules.openness.public_tables import PublicTable
from random_inspection.workflows.draws.records import DrawRecord

__all__ = ["write_public_workbook", "write_record_page", "write_workbook"]

PAPERS_EXTRA_MISSING = Message(
    "papers-extra-missing",
    'the papers of a draw need the package {package}; in the folder of the sources: pip install ".[cli]"',
    '生成抽取结果和抽取记录需要 {package}；请在源代码文件夹中运行：pip install ".[cli]"',
)


def write_workbook(record: DrawRecord) -> bytes:
    """Return the bytes of ``抽取结果.xlsx``: overview, strata, drawn with teams, reserves, inspectors.

    Where strata stand for risk classes, every sheet says that it is internal.
    Equal records give equal bytes. Text from registers stays text: no cell becomes a formula or a number.

    Raises:
        ExtraMissing: openpyxl is not installed.
    """
    try:
        from random_inspection.adapters.papers.workbook import workbook  # noqa: PLC0415  (an optional dependency)
    except ImportError as error:
        raise ExtraMissing(PAPERS_EXTRA_MISSING.at(package="openpyxl")) from error
    return workbook(record)


def write_record_page(record: DrawRecord) -> bytes:
    """Return the bytes of ``抽取记录.docx``: one page of A4 to print and sign.

    Where not everything that was drawn fits, the page lists the ids alone, or only their number, says so
    and refers to the workbook. Of a draw by risk classes it shows totals and no strata, for its signers may not know
    the classes. Equal records give equal bytes.

    Raises:
        ExtraMissing: python-docx is not installed.
    """
    try:
        from random_inspection.adapters.papers.record_page import record_page  # noqa: PLC0415  (likewise)
    except ImportError as error:
        raise ExtraMissing(PAPERS_EXTRA_MISSING.at(package="python-docx")) from error
    return record_page(record)


def write_public_workbook(tables: Sequence[PublicTable], moment: dt.datetime) -> bytes:
    """Return the bytes of a workbook with a sheet for every table, such as results in the national platform's columns.

    Equal tables and moments give equal bytes. Text stays text: no cell becomes a formula or a number.

    Args:
        tables: the tables; at least one.
        moment: when it is written, aware of its offset; the document's properties say so.

    Raises:
        ExtraMissing: openpyxl is not installed.
    """
    try:
        from random_inspection.adapters.papers.public_workbook import public_workbook  # noqa: PLC0415  (likewise)
    except ImportError as error:
        raise ExtraMissing(PAPERS_EXTRA_MISSING.at(package="openpyxl")) from error
    return public_workbook(tables, moment)
