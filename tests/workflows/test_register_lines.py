"""Registers of any size: the same rows are taken and refused as row by row, and a directory follows them in the same way."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from random_inspection.adapters.spreadsheets import open_target_register, read_target_extract, register_files
from random_inspection.adapters.spreadsheets.sorting import FileSorter
from random_inspection.domain.registers import TargetEntry
from random_inspection.domain.targets import TargetKind, TargetStatus
from random_inspection.errors import InvalidInput
from random_inspection.serialization.blocks import content_of
from random_inspection.serialization.records import read_record
from random_inspection.workflows.directories.extracts import read_targets
from random_inspection.workflows.directories.register_lines import read_register
from random_inspection.workflows.inputs.frames import are_plain_usccs

MARCH = dt.date(2026, 3, 1)
HEAD = ("统一社会信用代码", "企业名称", "对象类型", "登记机关", "地区", "住所", "登记状态", "标签", "抽查事项")
CODES = ("91990725MA0000001N", "91990725MA0000002R", "91990725MA0000003W")
IDS = (
    *CODES,
    CODES[0].lower(),
    f" {CODES[1]}",
    "91990725MA0000001M",
    "场所 1",
    "场所!1",
    "场所",
    "110108000000016",
    "110108000000017",
)
ODD = (
    "",
    " ",
    "　",
    "甲",
    "甲 乙",
    " 甲",
    "甲\x85乙",
    "甲\u2028",
    'a"b',
    "a\\b",
    "9.13101E+17",
    "说明：",
    "示例（请删除）",
    "a,b",
    "甲\n乙",
    "\x01",
    "\ufeff甲",
)

cells = st.one_of(st.sampled_from(ODD), st.text(alphabet="甲乙A1 +、；\t", max_size=4))
rows = st.tuples(
    st.sampled_from(IDS) | cells,
    st.sampled_from(["甲店", "乙店"]) | cells,
    st.sampled_from([*TargetKind]) | st.just("农场"),
    cells,
    st.sampled_from(["东城", "西城", ""]) | cells,
    cells,
    st.sampled_from([*TargetStatus]) | st.just("在营"),
    st.sampled_from(["", "甲、乙", "甲、甲", "乙"]) | cells,
    st.sampled_from(["", "LD-01；LD-02"]),
)
plain = st.tuples(
    st.sampled_from(CODES),
    st.sampled_from(["甲店", "乙店"]),
    st.just("企业"),
    st.just("某局"),
    st.just("东城"),
    st.just("东街"),
).map(lambda found: (*found, "存续", "", ""))
nearly = st.tuples(plain, st.integers(0, 8), cells).map(lambda one: (*one[0][: one[1]], one[2], *one[0][one[1] + 1 :]))
coded = st.tuples(st.sampled_from(IDS), plain).map(lambda one: (one[0], *one[1][1:]))
widths = st.sampled_from([9, 9, 9, 6, 2, 1, 11])


def _file(head: tuple[str, ...], body: Sequence[tuple[str, ...]], quoting: Any, end: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=quoting, lineterminator=end)
    writer.writerows([head, *body])
    return text.getvalue().encode()


def _slowly(path: Path, **told: Any) -> Any:
    found = read_targets(read_target_extract(path), source="市场监管登记", on=MARCH, **told)
    return found.values, found.fields, found.assumed, found.skipped, found.withheld, found.digest


def _quickly(path: Path, **told: Any) -> Any:
    found = read_register(open_target_register(path), source="市场监管登记", on=MARCH, **told)
    lines = [line for batch in found.lines() for line in batch]
    assert lines == sorted(lines)
    entries = [read_record(content_of(found.form, line) or b"", TargetEntry) for line in lines]
    values = {one.key: one.value for one in entries}
    assert len(values) == len(lines)
    return values, found.fields, found.assumed, found.skipped, found.withheld, found.digest


def _told(read: Any, path: Path, **told: Any) -> Any:
    try:
        return read(path, **told)
    except InvalidInput as error:
        return [one.text() for one in error.problems]


def _both(data: bytes, **told: Any) -> Iterator[Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "r.csv")
        path.write_bytes(data)
        for read in (_slowly, _quickly):
            yield _told(read, path, **told)


@given(
    body=st.lists(plain | coded | nearly | rows, max_size=8),
    width=widths,
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    skip=st.booleans(),
    kind=st.sampled_from([None, TargetKind.ENTERPRISE, TargetKind.SITE]),
)
@example(
    body=[("场所 1", "甲"), ("场所", "乙"), ("场所!", "丙")],
    width=2,
    quoting=csv.QUOTE_MINIMAL,
    end="\n",
    encoding="utf-8",
    skip=False,
    kind=TargetKind.SITE,
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_rows_are_taken_and_refused(
    *, body: list[tuple[str, ...]], width: int, quoting: Any, end: str, encoding: str, skip: bool, kind: Any
) -> None:
    """Whatever stands in a file, many rows at once give what row by row gives: values, findings, skipped rows."""
    rows = [(*row, "", "x")[:width] if width > 9 else row[:width] for row in body]
    data = _file((*HEAD, "")[:width], rows, quoting, end).decode().encode(encoding, "replace")
    small: dict[str, Any] = {"_TEXT": 40, "_ROWS": 2, "FileSorter": partial(FileSorter, run=2)}
    with patch.multiple(register_files, **small):
        slow, quick = _both(data, skip=skip, kind=kind)
    assert quick == slow


_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_bases = st.tuples(st.text("0123456789", min_size=8, max_size=8), st.text(_CHARACTERS, min_size=9, max_size=9))
_codes = _bases.map("".join).map(lambda base: base + uscc.calc_check_digit(base))
_others = st.one_of(
    _codes.map(str.lower),
    _codes.map(lambda code: code[:-1]),
    st.text(max_size=20),
    st.text(_CHARACTERS + "IOSVZ", min_size=18, max_size=18),
)


@given(st.lists(_codes, min_size=1, max_size=40), st.lists(st.tuples(st.integers(0, 39), _codes | _others), max_size=1))
@example(["91990725MA0000001N"], [(0, "9199072５MA0000001N")])
def test_check_digits_of_many_codes_are_those_of_python_stdnum(codes: list[str], others: list[tuple[int, str]]) -> None:
    """By columns, codes are right where python-stdnum takes every one of them as it is, and only there."""
    for place, other in others:
        codes.insert(place, other)
    assert are_plain_usccs(codes) is all(uscc.is_valid(code) and uscc.compact(code) == code for code in codes)


@given(st.lists(_codes, min_size=1, max_size=3), st.integers(0, 17), st.sampled_from(_CHARACTERS + "IOSVZ中 a"))
def test_one_wrong_character_among_many_codes_is_seen(codes: list[str], place: int, character: str) -> None:
    """Every single character of every code counts."""
    wrong = codes[0][:place] + character + codes[0][place + 1 :]
    assert are_plain_usccs([*codes, wrong]) is (wrong == codes[0])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfea\x00",
        "统一社会信用代码,企业名称\n91990725MA0000001N,甲\0店\n".encode(),
        "统一社会信用代码,企业名称\n91990725MA0000001N,一二三四五六七八九".encode() + b"\xff\xff\n",
        "统一社会信用代码,企业名称\n91990725MA0000001N,甲店".encode("gb18030") + b"\xff\n",
        '统一社会信用代码,企业名称\n91990725MA0000001N,"甲店\n'.encode(),
        "统一社会信用代码;企业名称\n91990725MA0000001N;甲店\n".encode(),
        "统一社会信用代码,企业名称\n\n,\n\n".encode(),
        "统一社会信用代码,企业名称\n".encode(),
        "代码,称呼\n1,2\n".encode(),
        "统一社会信用代码,名称,单位名称\n91990725MA0000001N,甲店,甲店\n场所,9.13101E+17,\n".encode(),
        ("统一社会信用代码,企业名称\n91990725MA0000001N," + "长" * 140_000 + "\n").encode(),
        ("统一社会信用代码,企业名称\r91990725MA0000001N,甲店\r").encode(),
        (
            "说明：名录\n统一社会信用代码,企业名称,住所\n说明：填写\n\n91990725MA0000001N,甲店\n示例（请删除）,甲,乙\n"
        ).encode(),
    ],
)
def test_files_that_are_none_are_refused_in_the_same_words(data: bytes) -> None:
    """Damage, other encodings, other separators and missing columns are told as they are row by row."""
    slow, quick = _both(data, kind=TargetKind.ENTERPRISE)
    assert quick == slow


@pytest.mark.parametrize("skip", [False, True])
def test_a_register_of_several_runs_is_read_like_a_short_one(*, skip: bool) -> None:
    """Thousands of rows with a wrong one, one there twice, and one there twice with other content."""
    body = [
        (f"场所{number * 7919 % 5000:04}", f"店{number}", "场所", "某局", "东城", "街", "存续", "", "")
        for number in range(5000)
    ]
    body += [
        ("场所0001", "别的店", *body[1][2:]),
        body[2],
        ("场所0003", "", *body[3][2:]),
        ("场所9999", "", *body[3][2:]),
    ]
    with patch.multiple(register_files, FileSorter=partial(FileSorter, run=600)):
        slow, quick = _both(_file(HEAD, body, csv.QUOTE_MINIMAL, "\r\n"), skip=skip)
    assert quick == slow


def test_a_line_without_end_is_refused_at_once(tmp_path: Path) -> None:
    """A hostile line is not gathered in memory until it ends, whether it is the heading or a row."""
    for head in ("", "统一社会信用代码,企业名称\n"):
        path = tmp_path / "r.csv"
        path.write_bytes(head.encode() + b"a," * 2_000_000)
        with pytest.raises(InvalidInput, match="characters, which no row"):
            read_register(open_target_register(path), source="市场监管登记", on=MARCH, kind=TargetKind.SITE)


def test_a_file_that_is_changed_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """What was read twice is one file, or none."""
    path = tmp_path / "r.csv"
    path.write_bytes(_file(HEAD[:2], [(CODES[0], "甲店")], csv.QUOTE_MINIMAL, "\n"))
    file = open_target_register(path)
    assert len(list(file.rows())) == 1
    path.write_bytes(_file(HEAD[:2], [(CODES[0], "乙店")], csv.QUOTE_MINIMAL, "\n"))
    with pytest.raises(InvalidInput, match="was changed while it was read"):
        list(file.rows())
