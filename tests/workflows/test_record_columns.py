"""What the cells of a workbook of records say."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_inspection.domain.fieldwork import ResultCode
from random_inspection.errors import InvalidInput
from random_inspection.rules.casework.dues import BEIJING
from random_inspection.workflows.casework import record_columns as columns


@given(st.lists(st.sampled_from(ResultCode), min_size=1, unique=True), st.sampled_from(["、", "；", "; ", "，", "\n"]))
def test_results_are_read_in_every_usual_form(codes: list[ResultCode], separator: str) -> None:
    """Results come back as they were listed, also those whose names hold a separator themselves."""
    assert columns.read_results(separator.join(codes)) == tuple(codes)


@pytest.mark.parametrize("text", ["", "没有问题", "未发现问题已注销", "未发现问题；大概"])
def test_other_words_are_no_results(text: str) -> None:
    """What is none of the codes is refused, and not guessed at."""
    with pytest.raises(InvalidInput) as caught:
        columns.read_results(text)
    assert caught.value.code == "record-results"


@pytest.mark.parametrize("text", ["2026-12-01 09:30", "2026/12/1 9:30", "2026年12月1日 9：30", "2026-12-01T09:30:00"])
def test_times_are_read_as_people_write_them(text: str) -> None:
    """A time is one of Beijing."""
    assert columns.read_moment(text) == dt.datetime(2026, 12, 1, 9, 30, tzinfo=BEIJING)


@pytest.mark.parametrize("text", ["2026-13-01 09:30", "昨天", "2026-12-01", ""])
def test_what_is_no_time_is_refused(text: str) -> None:
    """A day without a time, or a time that cannot be, is told."""
    with pytest.raises(InvalidInput):
        columns.read_moment(text)


@pytest.mark.parametrize("text", ["甲=1；乙=2", "甲 1\n乙 2", "甲：1、乙: 2；"])
def test_certificates_are_read_by_inspector(text: str) -> None:
    """Name and number stand beside one another, however they are parted."""
    assert columns.read_shown(text) == {"甲": "1", "乙": "2"}


def test_cells_are_compared_by_what_they_say() -> None:
    """Times and lists count as the same in another form; texts only where they are."""
    assert columns.same_cell(columns.BEGAN, "2026/12/1 9:30", "2026-12-01 09:30")
    assert columns.same_cell(columns.result_column("x"), "已注销、其他", "已注销；其他")
    assert not columns.same_cell(columns.SITUATION, "一、二", "一；二")
    assert columns.same_cell(columns.SITUATION, " 一\r\n二 ", "一\n二")
