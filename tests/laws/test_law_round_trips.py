"""Writing and reading again changes nothing, and reading accepts nothing that writing would not make."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from cattrs import Converter
from domain_values import (
    announcements,
    changes,
    identifiers,
    inspectors,
    item_lists,
    items,
    plain,
    results,
    rosters,
    targets,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from random_inspection.domain.changes import Recusal, Replacement, Strike
from random_inspection.domain.draws import Announcement, Result, Roster
from random_inspection.domain.identifiers import identifier_problem
from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.items import InspectionItem, ItemList
from random_inspection.domain.targets import Target
from random_inspection.errors import InvalidInput, Problem
from random_inspection.serialization import (
    configure_converter,
    frame_bytes,
    make_converter,
    read_announcement,
    read_change,
    read_frame,
    read_result,
    read_roster,
    read_struck,
    struck_bytes,
    to_json,
)

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

Reader = Callable[..., Any]
documents: dict[Any, tuple[st.SearchStrategy[Any], Reader]] = {
    Announcement: (announcements, read_announcement),
    Roster: (rosters, read_roster),
    Result: (results, read_result),
    Strike | Recusal | Replacement: (changes, read_change),
}
each_document = pytest.mark.parametrize(("values", "read"), documents.values(), ids=map(str, documents))
records = {ItemList: item_lists, InspectionItem: items, Target: targets, Inspector: inspectors}
everything: dict[Any, st.SearchStrategy[Any]] = {**{kind: values for kind, (values, _) in documents.items()}, **records}
each_kind = pytest.mark.parametrize(("kind", "values"), everything.items(), ids=map(str, everything))


def _attempt(read: Reader, data: bytes) -> tuple[Any, tuple[Problem, ...]]:
    """Return what was read and no problems, or None and the problems."""
    try:
        return read(data, file="x"), ()
    except InvalidInput as error:
        return None, error.problems


@each_document
@SETTINGS
@given(data=st.data())
def test_reading_what_was_written_gives_the_same_value(
    values: st.SearchStrategy[Any], read: Reader, data: st.DataObject
) -> None:
    """Every file of a draw is read back as the value it was made from, and written again as the same bytes."""
    value = data.draw(values)
    written = to_json(value)
    assert read(written, file="x.json") == value
    assert to_json(read(written, file="x.json")) == written


@each_kind
@SETTINGS
@given(data=st.data())
def test_plain_values_survive_json(kind: Any, values: st.SearchStrategy[Any], data: st.DataObject) -> None:
    """Any value of the domain comes back from plain data, also when that has been through JSON text; nothing is null."""
    value, converter = data.draw(values), make_converter()
    unstructured = converter.unstructure(value)
    assert converter.structure(unstructured, kind) == value
    assert json.loads(json.dumps(unstructured)) == unstructured
    assert to_json(unstructured) == to_json(value)


@each_kind
@SETTINGS
@given(data=st.data())
def test_a_hosts_converter_reads_and_writes_the_same(
    kind: Any, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    """Our hooks in somebody else's converter do what ours does."""
    value, host = data.draw(values), Converter()
    configure_converter(host)
    assert host.unstructure(value) == make_converter().unstructure(value)
    assert host.structure(host.unstructure(value), kind) == value


@each_document
@SETTINGS
@given(data=st.data())
def test_whatever_is_read_is_written_again_byte_by_byte(
    values: st.SearchStrategy[Any], read: Reader, data: st.DataObject
) -> None:
    """One byte changed: the file is refused as invalid input, or it says something else in canonical form."""
    written = bytearray(to_json(data.draw(values)))
    place = data.draw(st.integers(0, len(written) - 1))
    written[place] = data.draw(st.sampled_from(b'0129"{}[],:truenl \n\r\t\\\x00\x80\xff.e-') | st.integers(0, 255))
    value, problems = _attempt(read, bytes(written))
    assert all(problem.where.file == "x" and problem.text("zh") != problem.text("en") for problem in problems)
    if value is not None:
        plainly, known = json.loads(bytes(written)), make_converter().unstructure(value)
        more = {name: plainly[name] for name in plainly.keys() - known.keys()}
        assert not more or read is read_announcement
        assert to_json(known | more) == bytes(written)


@pytest.mark.parametrize("read", [read_announcement, read_roster, read_result, read_change, read_frame, read_struck])
@SETTINGS
@given(data=st.binary(max_size=60) | st.text('{}[]",:0-e.\n nulltarget_id,stratum', max_size=60).map(str.encode))
def test_no_bytes_make_reading_fail_in_another_way(read: Reader, data: bytes) -> None:
    """Whatever is handed in, the answer is a value or an InvalidInput."""
    value, problems = _attempt(read, data)
    assert (value is None) == bool(problems)


@SETTINGS
@given(st.dictionaries(identifiers, identifiers))
def test_tables_come_back_as_they_were_written(pairs: dict[str, str]) -> None:
    """Frame and struck are read back as the pairs they were made from."""
    rows = tuple(sorted(pairs.items()))
    assert read_frame(frame_bytes(rows), file="frame.csv") == rows
    assert read_struck(struck_bytes(rows), file="struck.csv") == rows


@settings(SETTINGS, max_examples=300)
@given(st.text("ab,\n", max_size=12))
def test_a_table_that_is_read_is_written_again_byte_by_byte(body: str) -> None:
    """No line is dropped, joined or cut another way: what is read has the bytes it was read from."""
    data = f"target_id,stratum\n{body}".encode()
    value, _ = _attempt(read_frame, data)
    assert value is None or frame_bytes(value) == data


@settings(SETTINGS, max_examples=300)
@given(st.lists(st.text("aB1甲é \u0301e\u200b\u3000\x7f\U0001ffff", max_size=3), max_size=6, unique=True), st.data())
def test_a_table_is_accepted_exactly_when_every_cell_is(ids: list[str], data: st.DataObject) -> None:
    """Looking at all cells together gives the verdict that looking at each would."""
    rows = [(one, data.draw(st.sampled_from(["x", "甲 乙", " x", "é"]))) for one in sorted(ids)]
    wrong = sum(identifier_problem(cell) is not None for row in rows for cell in row)
    body = "".join(f"{one},{other}\n" for one, other in rows)
    value, problems = _attempt(read_frame, f"target_id,stratum\n{body}".encode())
    assert len(problems) == wrong
    assert value == (None if wrong else tuple(rows))


@SETTINGS
@given(plain)
def test_two_writers_of_canonical_json_agree(value: Any) -> None:
    """For what the protocol's files hold, sorted compact JSON of the standard library is RFC 8785."""
    other = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    assert to_json(value) == other.encode()


@SETTINGS
@given(st.fractions(0, 10))
def test_fractions_are_exact_in_text(value: Fraction) -> None:
    """A fraction has the same value after it was text."""
    converter = make_converter()
    assert converter.structure(converter.unstructure(value), Fraction) == value
