"""Spreadsheets of offices: registers, extracts, rosters, the specification of a draw, and the workbook to fill in.

CSV and ``SPEC.toml`` are read without an outside package; workbooks need openpyxl, from the extra ``cli``.
"""

from random_inspection.adapters.spreadsheets.extracts import read_inspector_extract, read_target_extract
from random_inspection.adapters.spreadsheets.optional_columns import read_some
from random_inspection.adapters.spreadsheets.register_files import open_target_register
from random_inspection.adapters.spreadsheets.specs import read_spec
from random_inspection.adapters.spreadsheets.tables import read_table
from random_inspection.adapters.spreadsheets.templates import write_template

__all__ = [
    "open_target_register",
    "read_inspector_extract",
    "read_some",
    "read_spec",
    "read_table",
    "read_target_extract",
    "write_template",
]
