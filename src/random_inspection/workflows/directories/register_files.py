"""A register's file that is read row by row, and never kept whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from random_inspection.errors import Problem
from random_inspection.ports import Sorter
from random_inspection.workflows.inputs.tables import Row, Table


@attrs.frozen(kw_only=True)
class Rows:
    """Some rows of a file, one after the other.

    Attributes:
        numbers: the number of every row in the file.
        columns: their cells, column by column, under a heading or not; each has as many as there are rows.
        others: rows of another width, or with cells that are no plain text, by their number.
    """

    numbers: Sequence[int]
    columns: Sequence[Sequence[str]]
    others: Mapping[int, Sequence[Any]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class RegisterFile:
    """A register's file, before anything in it is checked.

    Attributes:
        table: its columns; the rows are not in it.
        digest: returns the SHA-256 of its bytes, as they were read.
        places: the position of every column of the table that is there once, from 0.
        width: how many columns have a heading.
        problems: what is wrong with the columns.
        empty: what is wrong where there is no row.
        rows: begins to read the rows, afresh each time; raises `InvalidInput` where the file is damaged.
        look: looks closely at a row, by its number and cells: the row with what is wrong with its cells; None where it
            is none (blank, a hint, a sample).
        sorter: what its rows are put into order with.
    """

    table: Table
    digest: Callable[[], str]
    places: Mapping[str, int]
    width: int
    problems: tuple[Problem, ...]
    empty: Problem
    rows: Callable[[], Iterator[Rows]]
    look: Callable[[int, Sequence[Any]], tuple[Row, list[Problem]] | None]
    sorter: Sorter
