"""Sorts the lines of a register in little memory, with sorted runs in a file that nobody else sees."""

from __future__ import annotations

import tempfile
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import IO

from random_inspection.errors import Message, StorageFailed, system_words
from random_inspection.ports import Ordered

RUN = 100_000
"""How many lines are sorted in memory at once, at most."""
RUN_BYTES = 16_000_000
"""How many bytes they have, about."""
STEP = 1_000
"""How many lines of a run are read at once."""

NO_ROOM = Message(
    "sorting-disk",
    "a temporary file fails ({why}); make room on the disk for temporary files, and do it again",
    "临时文件读写失败（{why_zh}）；请清理临时目录所在磁盘后重试",
)


class FileSorter:
    """A `random_inspection.ports.Sorter` with temporary files, for what does not fit into memory.

    Args:
        run: how many lines are kept in memory.
    """

    def __init__(self, run: int = RUN) -> None:
        self._run = run

    def sort(self, batches: Iterable[list[bytes]]) -> Ordered:
        """Sort lines; see `Sorter.sort`."""
        runs: _Runs | None = None
        kept: list[bytes] = []
        size = 0
        for batch in batches:
            kept += batch
            size += sum(map(len, batch))
            if len(kept) >= self._run or size >= RUN_BYTES:
                runs = runs or _Runs()
                runs.add(kept)
                kept, size = [], 0
        if runs is None:
            kept.sort()
            return lambda: iter([kept] if kept else [])
        runs.add(kept)
        return runs.merged


class _Runs:
    """Sorted runs in a file, in pieces whose first lines are known."""

    def __init__(self) -> None:
        try:
            self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (closed when nobody has the runs any more)
        except OSError as error:
            raise _failure(error) from error
        weakref.finalize(self, self._file.close)
        self._pieces: list[tuple[bytes, int, int]] = []
        self._runs = 0

    def add(self, lines: list[bytes]) -> None:
        """Write a run."""
        lines.sort()
        self._runs += 1
        try:
            for start in range(0, len(lines), STEP):
                data = b"\n".join(lines[start : start + STEP])
                self._pieces.append((lines[start], self._file.tell(), len(data)))
                self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise _failure(error) from error

    def merged(self) -> Iterator[list[bytes]]:
        """Yield the lines of all runs in order: a round of pieces by their first lines, up to where the next round begins."""
        pieces = sorted(self._pieces)
        left: list[bytes] = []
        for start in range(0, len(pieces), self._runs):
            for piece in pieces[start : start + self._runs]:
                left += self._read(*piece[1:])
            left.sort()
            following = pieces[start + self._runs : start + self._runs + 1]
            place = bisect_left(left, following[0][0]) if following else len(left)
            if place:
                yield left[:place]
            del left[:place]

    def _read(self, offset: int, size: int) -> list[bytes]:
        try:
            self._file.seek(offset)
            return self._file.read(size).split(b"\n")
        except OSError as error:
            raise _failure(error) from error


def _failure(error: OSError) -> StorageFailed:
    return StorageFailed(NO_ROOM.at(**system_words(error)))
