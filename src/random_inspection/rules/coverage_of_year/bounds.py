"""Reads the bounds of an inspection item from officials' own words (抽查比例, 抽查频次; clause 二(七)).

What is understood is structured, the words are kept, and what is not understood is left for a person: never guessed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Generic, TypeVar

import attrs

from random_inspection.domain.items import FrequencyBound, Level, RatioBound
from random_inspection.errors import InvalidInput
from random_inspection.rules.coverage_of_year.bound_readings import IMPOSSIBLE, Left, Reading, Said, left_over

_LEVELS = {"国家": Level.NATIONAL, "省": Level.PROVINCE, "市": Level.CITY, "县": Level.COUNTY}
_LEVEL = r"(?:(?P<level>国家|省|市|县)(?:级局|级|局))?"
_USUAL = r"(?P<usual>一般)?"
_LEAST, _MOST = ("不低于", "不少于", "至少"), ("不超过", "不高于", "不得超过", "至多")
_SIDE = rf"(?P<side>{'|'.join((*_LEAST, *_MOST))})?"
_NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_NUMBER = rf"\d{{1,4}}|[{''.join(_NUMERALS)}]"
_PART = r"\d{1,6}(?:\.\d{1,6})?"

_RATIO = re.compile(
    rf"{_LEVEL}(?:抽查)?(?:比例)?{_USUAL}{_SIDE}\s*(?:总数的)?(?P<part>{_PART}[%％‰])(?P<yearly>/年)?"
    r"(?P<unless>或按专项计划确定)?"
)
_ABOUT = r"(?P<about>对(?:同一|一个).*?(?:单位|机构)(?:的检查)?)"
_PERIOD = rf"(?:每(?P<years>{_NUMBER})?年度?|同一年度内|(?P<months>每月|每季度|每半年))"
_TIMES = rf"(?P<times>{_NUMBER})次"
_EVERY = re.compile(
    rf"{_LEVEL}{_ABOUT}?{_USUAL}{_PERIOD}{_USUAL.replace('usual', 'usually')}(?:组织|抽查|检查)?{_SIDE}{_TIMES}"
)
_PER_YEAR = re.compile(rf"{_LEVEL}{_USUAL}(?:{_SIDE}|(?P<from>{_NUMBER})[—–~～至-]){_TIMES}/年")
_MONTHS = {"每月": 1, "每季度": 3, "每半年": 6}

_NEED = re.compile("根据实际(?:工作)?需要")
_SUBJECT = re.compile(_ABOUT)
_OWN_LEVEL = re.compile(r"由?(?P<own>(?:国家|省|市|县)(?:[、和](?:国家|省|市|县))*)(?:级|局|质监|市场监管|监管)")
_IN_ONE_OR_PARTS = re.compile(
    rf"每年(?P<n>{_NUMBER})次(?P<p>{_PART}[%％])[；;]或者每年(?:分次达到|(?P<m>{_NUMBER})次各)(?P<q>{_PART}[%％])"
)
_SENTENCES = re.compile(r"[；;](?![^（(]*[）)])")
_PIECES = re.compile(r"[，,](?![^（(]*[）)])")

_Bound = TypeVar("_Bound", RatioBound, FrequencyBound)


@attrs.frozen
class _Piece(Generic[_Bound]):
    """A bound in the words, with what is left of them."""

    said: Said[_Bound]
    left: str = ""


_ReadPiece = Callable[[str], _Piece[_Bound] | None]


def read_ratio(text: str) -> Reading[RatioBound]:
    """Return what the words of the column 抽查比例 say.

    Clause: 二(七) 从其规定

    Raises:
        InvalidInput: the text is empty or has several lines.

    >>> read_ratio("抽查比例不少于2‰").bound.at_least
    Fraction(1, 500)
    >>> reading = read_ratio("不超过10%/年")
    >>> reading.bound.at_most, reading.bound.months, reading.left
    (Fraction(1, 10), 12, ())
    >>> [one.words for one in read_ratio("根据实际情况确定").left]
    ['根据实际情况确定']
    """
    blank = RatioBound(verbatim=text)
    return _reading(blank, lambda piece: _ratio(piece, text))


def read_frequency(text: str) -> Reading[FrequencyBound]:
    """Return what the words of the column 抽查频次 say.

    Clause: 二(七) 从其规定

    Raises:
        InvalidInput: the text is empty or has several lines.

    >>> reading = read_frequency("对同一单位每2年抽查不超过1次")
    >>> reading.bound.at_most, reading.bound.months, reading.said[0].about
    (1, 24, '对同一单位')
    >>> [(said.levels[0].value, said.bound.months) for said in read_frequency("市级局每年组织1次；县级局每月组织1次").said]
    [('市级', 12), ('县级', 1)]
    """
    blank = FrequencyBound(verbatim=text)
    return _in_one_or_parts(text) or _reading(blank, lambda piece: _frequency(piece, text))


def _reading(blank: _Bound, read: _ReadPiece[_Bound]) -> Reading[_Bound]:
    sentences = _SENTENCES.split(_bare(blank.verbatim))
    parts = [part for sentence in sentences for part in _sentence(sentence, read)]
    said = tuple(part.said for part in parts if isinstance(part, _Piece))
    left: list[Left] = [left_over(part.left) for part in parts if isinstance(part, _Piece) and part.left]
    others: list[Left] = [part for part in parts if isinstance(part, Left)]
    if any(one.contradicts(other) for one, other in itertools.combinations(said, 2)):
        return Reading(bound=blank, said=(), left=(left_over(blank.verbatim, IMPOSSIBLE), *left, *others))
    alone = len(said) == 1 and not said[0].levels and not others
    return Reading(bound=said[0].bound if alone else blank, said=said, left=(*left, *others))


def _bare(text: str) -> str:
    return text.strip().removesuffix("。")


def _sentence(sentence: str, read: _ReadPiece[_Bound]) -> Iterator[_Piece[_Bound] | Left]:
    """Read a sentence as a whole: words that are not understood may restrict the bound beside them.

    Only where every piece names the level it is for, each stands for itself.
    """
    pieces = _PIECES.split(sentence)
    if len(pieces) > 1 and all(_OWN_LEVEL.match(piece) for piece in pieces):
        for piece in pieces:
            yield from _sentence(piece, read)
        return
    subject = next((piece for piece in pieces if _SUBJECT.fullmatch(piece)), "")
    bounds = [piece for piece in pieces if piece != subject and not _NEED.fullmatch(piece)]
    try:
        found = read(bounds[0]) if len(bounds) == 1 else None
    except InvalidInput:
        yield left_over(sentence, IMPOSSIBLE, _own_levels(pieces))
        return
    if found is None:
        yield left_over(sentence, levels=_own_levels(pieces))
    else:
        yield attrs.evolve(found, said=attrs.evolve(found.said, about=found.said.about or subject))


def _own_levels(pieces: list[str]) -> tuple[Level, ...]:
    """Return the levels that a sentence of one piece names at its beginning: it can change nothing for others."""
    match = _OWN_LEVEL.match(pieces[0]) if len(pieces) == 1 else None
    return tuple(_LEVELS[one] for one in re.split("[、和]", match["own"])) if match else ()


def _ratio(piece: str, text: str) -> _Piece[RatioBound] | None:
    match = _RATIO.fullmatch(piece)
    if match is None:
        return None
    part = _part(match["part"])
    bound = RatioBound(
        verbatim=text,
        at_least=None if match["side"] in _MOST else part,
        at_most=None if match["side"] in _LEAST else part,
        months=12 if match["yearly"] else None,
    )
    usual = bool(match["usual"] or match["unless"])
    return _Piece(Said(bound=bound, levels=_levels(match), usual=usual), match["unless"] or "")


def _frequency(piece: str, text: str) -> _Piece[FrequencyBound] | None:
    match = _EVERY.fullmatch(piece) or _PER_YEAR.fullmatch(piece)
    if match is None:
        return None
    words = match.groupdict()
    most = _number(match["times"])
    least = _number(words.get("from") or match["times"])
    bound = FrequencyBound(
        verbatim=text,
        at_least=None if match["side"] in _MOST else least,
        at_most=None if match["side"] in _LEAST else most,
        months=_MONTHS.get(words.get("months") or "", 12 * _number(words.get("years") or "1")),
    )
    usual = bool(match["usual"] or words.get("usually"))
    return _Piece(Said(bound=bound, levels=_levels(match), about=words.get("about") or "", usual=usual))


def _in_one_or_parts(text: str) -> Reading[FrequencyBound] | None:
    """Read a frequency with a ratio that is reached at once or in parts, where both come to the same."""
    match = _IN_ONE_OR_PARTS.fullmatch(_bare(text))
    if match is None:
        return None
    once, parts = _number(match["n"]), _number(match["m"]) if match["m"] else None
    whole = once * _part(match["p"])
    if whole != (parts or 1) * _part(match["q"]) or whole > 1:
        return None
    bound = FrequencyBound(verbatim=text, at_least=min(once, parts or once), at_most=parts and max(once, parts))
    ratio = RatioBound(verbatim=text, at_least=whole, at_most=whole, months=12)
    return Reading(bound=bound, said=(Said(bound=bound),), left=(), ratio=ratio)


def _levels(match: re.Match[str]) -> tuple[Level, ...]:
    return (_LEVELS[match["level"]],) if match["level"] else ()


def _part(words: str) -> Fraction:
    return Fraction(words[:-1]) / (1000 if words.endswith("‰") else 100)


def _number(words: str) -> int:
    return _NUMERALS.get(words) or int(words)
