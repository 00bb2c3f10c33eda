"""Notices, their versions, and the states that follow from what was done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

from random_inspection.domain.acts import Mark, Subject
from random_inspection.domain.notices import Attempt, Notice, NoticeFile, NoticeKind, NoticeState, Receipt
from random_inspection.errors import InvalidInput
from random_inspection.rules.openness.publication_moves import seen, tried
from random_inspection.serialization.records import read_record, record_bytes

MARK = Mark(by="赵", at=dt.datetime(2026, 11, 25, 9, tzinfo=dt.timezone(dt.timedelta(hours=8))))
FILE = NoticeFile(name="results.csv", digest="ab" * 32, size=3)
NOTICE = Notice(
    notice_id="result-1",
    version=1,
    kind=NoticeKind.RESULT,
    title="结果",
    subject=Subject(kind="inspection", key="T:1"),
    shows=1,
    files=(FILE,),
    issued=MARK,
)
SENT, LOST = Attempt(made=MARK, address="https://a"), Attempt(made=MARK, failure="网站不可用")
RECEIPT = Receipt(address="https://a", checked=MARK, shown="ab" * 32, proof="cd" * 32)


def test_the_state_follows_from_attempts_and_receipt() -> None:
    """Sent, lost and seen in any order; what was seen before an attempt does not count after it."""
    steps: list[tuple[Attempt | Receipt, NoticeState]] = [
        (LOST, NoticeState.FAILED),
        (SENT, NoticeState.DELIVERED),
        (RECEIPT, NoticeState.CONFIRMED),
        (LOST, NoticeState.FAILED),
        (SENT, NoticeState.DELIVERED),
        (RECEIPT, NoticeState.CONFIRMED),
    ]
    notice = NOTICE
    assert notice.state is NoticeState.PENDING
    for step, expected in steps:
        notice = tried(notice, step) if isinstance(step, Attempt) else seen(notice, step)
        assert notice.state is expected


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"version": 2, "reason": "更正"}, {"notice-replaces"}),
        ({"version": 2, "replaces": 1}, {"notice-without-reason"}),
        ({"version": 3, "replaces": 1}, {"notice-replaces", "notice-without-reason"}),
        ({"replaces": 1}, {"notice-replaces"}),
        ({"files": ()}, {"list-empty"}),
        ({"files": (FILE, attrs.evolve(FILE, size=4))}, {"list-repeats"}),
        ({"notice_id": ""}, {"identifier-empty"}),
        ({"shows": 0}, {"not-integer"}),
    ],
)
def test_a_version_names_the_one_before_and_why(changes: dict[str, Any], codes: set[str]) -> None:
    """Versions follow on one another, the first replaces none, every later one has a reason and files."""
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(NOTICE, **changes)
    assert {problem.code for problem in caught.value.problems} == codes


@pytest.mark.parametrize("parts", [{}, {"address": "https://a", "failure": "x"}])
def test_an_attempt_ends_in_one_way(parts: dict[str, str]) -> None:
    """It has an address or a failure."""
    with pytest.raises(InvalidInput):
        Attempt(made=MARK, **parts)


@pytest.mark.parametrize("name", ["", "../x", ".x", "a/b", "结果.csv", "a b", "x" * 101])
def test_a_published_file_has_a_plain_name(name: str) -> None:
    """The same on every server, and one segment."""
    with pytest.raises(InvalidInput):
        attrs.evolve(FILE, name=name)


def test_a_notice_is_kept_and_read_back() -> None:
    """Its canonical JSON gives the same value."""
    notice = seen(tried(tried(NOTICE, LOST), SENT), RECEIPT)
    assert read_record(record_bytes(notice), Notice) == notice
