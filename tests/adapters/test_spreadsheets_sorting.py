"""Sorting on the disk: the lines that came in, in order, whatever their number, or a clear error."""

from __future__ import annotations

import tempfile
from itertools import chain
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_inspection.adapters.spreadsheets import sorting
from random_inspection.adapters.spreadsheets.sorting import FileSorter
from random_inspection.errors import StorageFailed

lines = st.binary(min_size=1, max_size=4).filter(lambda line: b"\n" not in line)


@given(st.lists(st.lists(lines, max_size=9), max_size=20), st.integers(1, 12), st.integers(1, 5))
def test_all_lines_come_in_order_each_time(batches: list[list[bytes]], run: int, step: int) -> None:
    """Runs and pieces of any length are merged, lines that are there twice come twice, and so does a second reading."""
    expected = sorted(chain.from_iterable(batches))
    with patch.object(sorting, "STEP", step):
        ordered = FileSorter(run).sort(list(batch) for batch in batches)
        assert list(chain.from_iterable(ordered())) == expected
        assert list(chain.from_iterable(ordered())) == expected
        assert all(ordered())


def test_two_readers_do_not_disturb_one_another() -> None:
    """Each has its place in the file."""
    ordered = FileSorter(10).sort([[b"%05d" % (number * 7919 % 500)] for number in range(500)])
    pairs = list(zip(chain.from_iterable(ordered()), chain.from_iterable(ordered()), strict=True))
    assert pairs == [(b"%05d" % number,) * 2 for number in range(500)]


class _Full:
    """A file on a disk that is full."""

    def __init__(self, file: Any, failing: str) -> None:
        self._file, self._failing = file, failing
        self.close = file.close

    def __getattr__(self, name: str) -> Any:
        if name == self._failing:
            raise OSError(28, "No space left on device")
        return getattr(self._file, name)


@pytest.mark.parametrize("failing", ["write", "flush", "read"])
def test_a_disk_that_fails_is_told(failing: str) -> None:
    """A full disk, or one that cannot be read, ends in our error with the cause."""
    with (
        tempfile.TemporaryFile() as file,
        patch.object(tempfile, "TemporaryFile", lambda: _Full(file, failing)),
        pytest.raises(StorageFailed, match="a temporary file fails") as failed,
    ):
        list(FileSorter(2).sort([[b"b"], [b"a"], [b"d"], [b"c"]])())
    assert isinstance(failed.value.__cause__, OSError)


def test_a_folder_without_room_for_files_is_told() -> None:
    """Where no temporary file can be made, that is said."""
    error = PermissionError(13, "Permission denied")
    with patch.object(tempfile, "TemporaryFile", side_effect=error), pytest.raises(StorageFailed):
        FileSorter(1).sort([[b"b"], [b"a"]])
