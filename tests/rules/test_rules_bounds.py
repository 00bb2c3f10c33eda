from __future__ import annotations

import csv
import doctest
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from random_inspection.domain.items import FrequencyBound, Level, RatioBound
from random_inspection.errors import InvalidInput, Where
from random_inspection.rules.coverage_of_year import bounds
from random_inspection.rules.coverage_of_year.bound_readings import Reading
from random_inspection.rules.coverage_of_year.bounds import read_frequency, read_ratio

DATA = Path(__file__).parents[2] / "../shared/data/items-zhejiang.csv"

CITY, COUNTY, PROVINCE = (Level.CITY,), (Level.COUNTY,), (Level.PROVINCE,)
BY_CIRCUMSTANCES, BY_DOCUMENT = "bound-by-circumstances", "bound-in-other-document"
WITH_OTHER, BY_VALIDITY = "bound-with-other-inspection", "bound-by-validity"

# text: bounds as (at least, at most, months, levels, usual), and why the rest is left for a person
RATIOS: dict[str, list[Any]] = {
    "100%": [("1", "1", None, (), False)],
    "5%": [("1/20", "1/20", None, (), False)],
    "10%": [("1/10", "1/10", None, (), False)],
    "20%": [("1/5", "1/5", None, (), False)],
    "33%": [("33/100", "33/100", None, (), False)],
    "不少于3%": [("3/100", None, None, (), False)],
    "抽查比例不少于2‰": [("1/500", None, None, (), False)],
    "市局抽查比例不少于30%": [("3/10", None, None, CITY, False)],
    "市局抽查比例不少于20%": [("1/5", None, None, CITY, False)],
    "不超过30%": [(None, "3/10", None, (), False)],
    "不超过15%": [(None, "3/20", None, (), False)],
    "不超过总数的2%": [(None, "1/50", None, (), False)],
    "不超过5%/年": [(None, "1/20", 12, (), False)],
    "不超过10%/年": [(None, "1/10", 12, (), False)],
    "不超过30%/年": [(None, "3/10", 12, (), False)],
    "根据实际需要，不超过6%": [(None, "3/50", None, (), False)],
    "根据实际需要，一般不超过 10%/年": [(None, "1/10", 12, (), True)],
    "根据实际需要，一般不超过 10%/年。": [(None, "1/10", 12, (), True)],
    "不低于3%或按专项计划确定": [("3/100", None, None, (), True), BY_DOCUMENT],
    "省级不超过2%，市、县质监部门结合当地实际制定检查计划": [(None, "1/50", None, PROVINCE, False), BY_CIRCUMSTANCES],
    "根据实际情况确定": [BY_CIRCUMSTANCES],
    "结合登记事项检查一并开展": [WITH_OTHER],
    "根据《关于印发浙江省食品生产企业随机抽查工作规程（试行）的通知》确定。": [BY_DOCUMENT],
    "由市级监管部门根据风险情况确定当年检查的重点和检查单位数量": [BY_CIRCUMSTANCES],
    "由市级监管部门根据风险情况确定当年检查的重点和检查单位数量（10%，其中重点检查单位不低于8%）": [BY_CIRCUMSTANCES],
    "由省级监管部门根据风险情况提出当年检查重点，由市级监管部门结合当地实际制定检查计划": [BY_CIRCUMSTANCES] * 2,
}
FREQUENCIES: dict[str, list[Any]] = {
    "1次/年": [(1, 1, 12, (), False)],
    "每年1次": [(1, 1, 12, (), False)],
    "每年一次": [(1, 1, 12, (), False)],
    "每年2次": [(2, 2, 12, (), False)],
    "1—2次/年": [(1, 2, 12, (), False)],
    "每年不少于1次": [(1, None, 12, (), False)],
    "每年不少于2次": [(2, None, 12, (), False)],
    "每年不超过2次": [(None, 2, 12, (), False)],
    "一般不超过1次/年": [(None, 1, 12, (), True)],
    "一般不超过2次/年": [(None, 2, 12, (), True)],
    "根据实际需要，一般不超过2次/年": [(None, 2, 12, (), True)],
    "根据实际工作需要，一般不超过2次/年": [(None, 2, 12, (), True)],
    "对同一单位每2年抽查不超过1次": [(None, 1, 24, (), False)],
    "对同一用能产品生产单位，每年度抽查不超过2次": [(None, 2, 12, (), False)],
    "对同一用能产品销售单位，每年度抽查不超过2次": [(None, 2, 12, (), False)],
    "对同一个定量包装商品生产、销售单位同一年度内不超过2次": [(None, 2, 12, (), False)],
    "对一个单位强制检定计量器具使用单位的检查，同一年度内不超过2次": [(None, 2, 12, (), False)],
    "市级局每年组织1次；县级局每月组织1次": [(1, 1, 12, CITY, False), (1, 1, 1, COUNTY, False)],
    "每年1次33%；或者每年分次达到33%": [(1, None, 12, (), False)],
    "每年1次20%；或者每年2次各10%": [(1, 2, 12, (), False)],
    "根据实际情况确定": [BY_CIRCUMSTANCES],
    "按照分层次监管，根据风险高低，依法属地确定。": [BY_CIRCUMSTANCES],
    "在许可有效期内同一单位不超过2次": [BY_VALIDITY],
    "在许可有效期内对同一个单位的检查不超过2次。": [BY_VALIDITY],
    "在备案有效期内同一机构不超过2次": [BY_VALIDITY],
}


def _shown(reading: Reading[RatioBound] | Reading[FrequencyBound]) -> list[object]:
    said = [(one.bound.at_least, one.bound.at_most, one.bound.months, one.levels, one.usual) for one in reading.said]
    return [*said, *(one.why.code for one in reading.left)]


@pytest.mark.clause("二(七) 从其规定")
@pytest.mark.parametrize("text", RATIOS)
def test_a_ratio_means_what_it_says(text: str) -> None:
    """Every text about a ratio gives these bounds, and leaves this for a person."""
    expected = [
        (*(part if part is None else Fraction(part) for part in one[:2]), *one[2:]) if isinstance(one, tuple) else one
        for one in RATIOS[text]
    ]
    assert _shown(read_ratio(text)) == expected


@pytest.mark.clause("二(七) 从其规定")
@pytest.mark.parametrize("text", FREQUENCIES)
def test_a_frequency_means_what_it_says(text: str) -> None:
    """Every text about a frequency gives these bounds, and leaves this for a person."""
    assert _shown(read_frequency(text)) == FREQUENCIES[text]


def test_a_frequency_may_say_a_ratio() -> None:
    """What is reached at once or in parts is a ratio of the year, beside the number of times."""
    assert read_frequency("每年1次20%；或者每年2次各10%").ratio == RatioBound(
        verbatim="每年1次20%；或者每年2次各10%", at_least=Fraction(1, 5), at_most=Fraction(1, 5), months=12
    )
    assert read_frequency("每年1次").ratio is None


@pytest.mark.parametrize("text", ["每年1次20%；或者每年2次各15%", "每年1次120%；或者每年分次达到120%"])
def test_two_ways_that_differ_are_left(text: str) -> None:
    """Two ways to a ratio that come to different parts, or to more than all, are for a person."""
    reading = read_frequency(text)
    assert (reading.said, reading.ratio, reading.bound) == ((), None, FrequencyBound(verbatim=text))
    assert reading.left


@pytest.mark.parametrize("text", ["120%", "不低于1001‰"])
def test_a_ratio_that_cannot_be_is_left(text: str) -> None:
    """More than all of them is no bound; a person is told."""
    assert _shown(read_ratio(text)) == ["bound-impossible"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("10%；重点企业100%", "重点企业100%"),
        ("不超过5%；重点检查单位除外", "重点检查单位除外"),
        ("重点检查单位除外；不超过5%", "重点检查单位除外"),
    ],
)
def test_a_ratio_with_an_exception_is_no_bound_for_all(text: str, left: str) -> None:
    """A sentence that is not understood may be an exception, so that the list's bound has no figures."""
    reading = read_ratio(text)
    assert (reading.bound, [one.words for one in reading.left]) == (RatioBound(verbatim=text), [left])
    assert len(reading.said) == 1


def test_a_frequency_with_an_exception_is_no_bound_for_all() -> None:
    """The same for the number of times; without the exception there are figures."""
    text = "每年1次；重点单位每季度1次"
    reading = read_frequency(text)
    assert (reading.bound, [one.words for one in reading.left]) == (
        FrequencyBound(verbatim=text),
        ["重点单位每季度1次"],
    )
    assert read_frequency("每年1次").bound.at_least == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("10%；重点企业100%", "bound-not-understood"),
        ("不超过5%；重点检查单位根据实际情况确定", BY_CIRCUMSTANCES),
        ("不低于3%或按专项计划确定", BY_DOCUMENT),
    ],
)
def test_an_exception_that_may_change_a_figure_is_decided_first(text: str, why: str) -> None:
    """As long as a person has to decide on an exception no level has a figure, and the reason is told."""
    reading = read_ratio(text)
    assert len(reading.said) == 1
    for level in Level:
        assert (reading.at(level), [one.why.code for one in reading.open_at(level)]) == ((), [why])


def test_what_is_left_for_one_level_leaves_the_others_their_figures() -> None:
    """A sentence that names its level changes nothing for another; one that may go beyond it does."""
    reading = read_ratio("省级不超过2%，市、县质监部门结合当地实际制定检查计划")
    assert [len(reading.at(level)) for level in (Level.PROVINCE, Level.CITY, Level.COUNTY)] == [1, 0, 0]
    assert reading.open_at(Level.PROVINCE) == ()
    beyond = read_ratio("省级不超过2%；市级监管部门根据实际确定，其他部门照此办理")
    assert beyond.at(Level.PROVINCE) == ()


def test_a_plan_that_may_set_another_figure_leaves_the_figure() -> None:
    """Words that allow a plan to set another figure say so of this one, which stays in the list's bound."""
    assert read_ratio("不低于3%或按专项计划确定").bound.at_least == Fraction(3, 100)


@pytest.mark.parametrize(
    "text",
    ["不低于10%；不高于5%", "不高于5%；不低于10%", "10%；20%", "省级10%；省级20%", "10%；省级20%", "10%；不超过5%/年"],
)
def test_ratios_that_contradict_each_other_are_left(text: str) -> None:
    """Bounds for one level that no number satisfies are for a person, all of them."""
    reading = read_ratio(text)
    assert (_shown(reading), reading.left[0].words) == (["bound-impossible"], text)
    assert reading.bound == RatioBound(verbatim=text)


@pytest.mark.parametrize("text", ["每年不少于2次；每2年不超过3次", "每月1次；每年1次"])
def test_frequencies_that_contradict_each_other_are_left(text: str) -> None:
    """Numbers of times in different periods are compared by the month."""
    assert _shown(read_frequency(text)) == ["bound-impossible"]


@pytest.mark.parametrize(
    "text", ["每月至少1次；每年不超过12次", "市级局每年1次；县级局每年2次", "对同一单位每年不超过1次；每年不少于5次"]
)
def test_bounds_that_agree_are_no_contradiction(text: str) -> None:
    """Bounds that one number satisfies, for different levels, or counted of different things, are understood."""
    reading = read_frequency(text)
    assert (len(reading.said), reading.left) == (2, ())


@pytest.mark.parametrize("text", ["不超过3-2次/年", "不少于1—2次/年"])
def test_a_range_with_a_side_is_not_understood(text: str) -> None:
    """At most a range, or at least one, may mean either end; a person decides."""
    assert _shown(read_frequency(text)) == ["bound-not-understood"]


@pytest.mark.parametrize("text", ["3—2次/年", "每0年1次"])
def test_a_frequency_that_cannot_be_is_left(text: str) -> None:
    """An upper bound under the lower one, or a period of no length, is for a person."""
    assert _shown(read_frequency(text)) == ["bound-impossible"]


@pytest.mark.parametrize(
    "text", ["对食品企业，不低于5%", "不低于5%，节假日除外", "不低于3%，不超过5%", "约5%", "5", "-5%", "视情况5%"]
)
def test_a_bound_beside_other_words_is_not_guessed(text: str) -> None:
    """Words that are not understood may restrict the bound beside them, so nothing is taken from the sentence."""
    reading = read_ratio(text)
    assert (reading.said, [one.words for one in reading.left]) == ((), [text])


def test_the_words_say_of_whom_it_is_counted() -> None:
    """Words such as 对同一单位 are kept with the bound, before a comma and without one."""
    assert read_frequency("对同一单位每2年抽查不超过1次").said[0].about == "对同一单位"
    assert read_frequency("对同一用能产品生产单位，每年度抽查不超过2次").said[0].about == "对同一用能产品生产单位"
    assert read_frequency("每年不超过2次").said[0].about == ""


def test_a_bound_for_one_level_is_no_bound_for_all() -> None:
    """The list's bound has no figures where the words set them for some levels; asked by level, they are there."""
    reading = read_frequency("市级局每年组织1次；县级局每月组织1次")
    assert reading.bound == FrequencyBound(verbatim="市级局每年组织1次；县级局每月组织1次")
    assert [one.bound.months for one in reading.at(Level.COUNTY)] == [1]
    assert reading.at(Level.PROVINCE) == ()
    assert reading.open_at(Level.PROVINCE) == ()
    assert len(read_frequency("每年1次").at(Level.PROVINCE)) == 1


def test_what_is_left_is_told_with_its_place() -> None:
    """A person reads the words, why they are left, and in which row they stand."""
    problems = read_ratio("根据实际情况确定").problems(Where(row=7, column="抽查比例"))
    assert [problem.text() for problem in problems] == [
        "row 7, column '抽查比例': “根据实际情况确定” leaves it to the circumstances; decide on a figure, and note who decided"
    ]


@pytest.mark.parametrize("text", ["", "每年1次\n每月1次"])
def test_no_text_is_refused(text: str) -> None:
    """An empty cell and one with several lines are no words to keep."""
    for read in (read_ratio, read_frequency):
        with pytest.raises(InvalidInput) as caught:
            read(text)
        assert caught.value.code == "not-line"


def test_the_examples_in_the_docstrings_hold() -> None:
    """What the docstrings show is what happens."""
    results = doctest.testmod(bounds)
    assert (results.failed, results.attempted > 4) == (0, True)


def _kind(reading: Reading[RatioBound] | Reading[FrequencyBound]) -> str:
    return ("partly" if reading.left else "wholly") if reading.said else "for a person"


def test_nothing_of_a_real_list_is_lost() -> None:
    """All 75 rows keep their words; each is structured, left for a person, or both, and this many of each."""
    if not DATA.exists():
        pytest.skip("the list of items of a province is not at hand (it is not part of the project)")
    with DATA.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    ratios = [read_ratio(row["抽查比例"]) for row in rows]
    frequencies = [read_frequency(row["抽查频次"]) for row in rows]
    for row, ratio, frequency in zip(rows, ratios, frequencies, strict=True):
        assert (ratio.bound.verbatim, frequency.bound.verbatim) == (row["抽查比例"], row["抽查频次"])
        assert all(one.bound.verbatim == row["抽查比例"] for one in ratio.said)
    assert {row["抽查比例"] for row in rows} == RATIOS.keys()
    assert {row["抽查频次"] for row in rows} == FREQUENCIES.keys()
    assert Counter(map(_kind, ratios)) == {"wholly": 42, "partly": 14, "for a person": 19}
    assert Counter(map(_kind, frequencies)) == {"wholly": 68, "for a person": 7}
