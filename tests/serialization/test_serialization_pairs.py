from __future__ import annotations

from collections.abc import Callable

import pytest

from random_inspection.errors import InvalidInput
from random_inspection.serialization import frame_bytes, read_frame, read_struck, struck_bytes

HEADER = b"target_id,stratum\n"


def _findings(data: bytes) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InvalidInput) as caught:
        read_frame(data, file="frame.csv")
    assert {problem.where.file for problem in caught.value.problems} == {"frame.csv"}
    return [(problem.code, problem.where.row, problem.where.column) for problem in caught.value.problems]


def test_a_table_is_its_header_and_a_line_for_each_pair() -> None:
    """Frame and struck differ in the second column's name alone, and an empty table is its header."""
    assert frame_bytes([("A1", "浦东"), ("B 2", "静安")]) == "target_id,stratum\nA1,浦东\nB 2,静安\n".encode()
    assert struck_bytes([]) == b"target_id,reason\n"
    assert read_frame(HEADER, file="frame.csv") == ()
    assert read_struck(b"target_id,reason\nA1,closed\n", file="struck.csv") == (("A1", "closed"),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"target_id,stratum",
        b"\xef\xbb\xbftarget_id,stratum\n",
        b"target_id,stratum\r\n",
        b"target_id,reason\n",
        b'"target_id","stratum"\n',
    ],
)
def test_another_header_is_refused(data: bytes) -> None:
    """A byte order mark, another line end, quotes or other names make another file."""
    assert _findings(data) == [("pairs-header", 1, None)]


@pytest.mark.parametrize(
    ("body", "findings"),
    [
        (b"a,x", [("pairs-unfinished", 2, None)]),
        (b"a,x\nb", [("pairs-unfinished", 3, None)]),
        (b"a\nb\n", [("pairs-cells", 2, None), ("pairs-cells", 3, None)]),
        (b"a,x\n\n", [("pairs-cells", 3, None)]),
        (b"a\nb,x,y\nc,z\nd", [("pairs-cells", 2, None), ("pairs-cells", 3, None), ("pairs-unfinished", 5, None)]),
        (b"a,b\nc\nd,e,f\n", [("pairs-cells", 3, None), ("pairs-cells", 4, None)]),
        (b"a\n,\nb\n", [("pairs-cells", 2, None), ("pairs-cells", 4, None)]),
        (b"a,x\nb,y\r\n", [("pairs-carriage-return", 3, None)]),
        (b"a,x\nb,\xe6\x9d\n", [("pairs-not-utf8", 3, None)]),
        (b"b,x\na,x\n", [("pairs-not-ascending", 3, "target_id")]),
        (b"a,x\na,y\n", [("pairs-not-ascending", 3, "target_id")]),
        (b'a,x\n"b",x\n', [("pairs-not-ascending", 3, "target_id"), ("identifier-character", 3, "target_id")][::-1]),
        (b",x\na,\n", [("identifier-empty", 2, "target_id"), ("identifier-empty", 3, "stratum")]),
        (b"a,x \nb,x\n c,y\n", [("identifier-edge-space", 2, "stratum")]),
        (b"a,x\n" + b"b" * 129 + b",x\n", [("identifier-too-long", 3, "target_id")]),
        ("a\u200b,x\n".encode(), [("identifier-character", 2, "target_id")]),
        ("e\u0301,x\n".encode(), [("identifier-not-nfc", 2, "target_id")]),
    ],
)
def test_every_line_that_is_wrong_is_found(body: bytes, findings: list[tuple[str, int | None, str | None]]) -> None:
    """Cells, line ends, order and identifiers are judged row by row, rows counted as a spreadsheet shows them."""
    assert _findings(HEADER + body)[: len(findings)] == findings


def test_all_findings_come_at_once_in_the_order_of_rows() -> None:
    """Two ids and a stratum that are wrong in different ways are told together."""
    assert _findings(HEADER + b"b,x\na,\n c,x\n") == [
        ("identifier-empty", 3, "stratum"),
        ("pairs-not-ascending", 3, "target_id"),
        ("identifier-edge-space", 4, "target_id"),
        ("pairs-not-ascending", 4, "target_id"),
    ]


@pytest.mark.parametrize("write", [frame_bytes, struck_bytes])
def test_nothing_is_written_that_would_not_be_read(write: Callable[..., bytes]) -> None:
    """A comma, a disorder, half a surrogate pair: all refused before there are bytes."""
    with pytest.raises(InvalidInput) as caught:
        write([("b,c", "x"), ("a", "\ud800")])
    assert {(problem.code, problem.where.row) for problem in caught.value.problems} == {
        ("identifier-character", 2),
        ("pairs-not-ascending", 3),
        ("identifier-character", 3),
    }
