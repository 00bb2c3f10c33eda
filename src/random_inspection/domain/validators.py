"""Validators of the registers' values: dates, texts, and lists of parts. Each raises `InvalidInput` with a path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable
from fractions import Fraction
from typing import Any

import attrs

from random_inspection.domain.identifiers import NOT_TEXT, check_identifiers
from random_inspection.errors import InvalidInput, Message, Problem, Where

NOT_DATE = Message("not-date", "found {found!r}, expected a date without a time", "应为不带时间的日期，实为 {found!r}")
NOT_YES_OR_NO = Message("not-yes-or-no", "found {found!r}, expected yes or no", "应为是或否，实为 {found!r}")
NOT_OF_KIND = Message("not-of-kind", "found {found!r}, expected a {kind}", "应为 {kind}，实为 {found!r}")
TEXT_EMPTY = Message("text-empty", "the text is empty; write it or leave it out", "文本为空；请填写或不填此项")
TEXT_BROKEN = Message(
    "text-surrogate",
    "{found!r} holds half of a surrogate pair, which UTF-8 cannot hold; correct it",
    "{found!r} 含有不成对的代理项，UTF-8 无法表示；请更正",
)
NOT_TUPLE = Message("not-tuple", "found {found!r}, expected a tuple", "应为元组（tuple），实为 {found!r}")
TOO_FEW = Message("list-empty", "the list is empty; at least one is needed", "列表为空；至少要有一项")
REPEATED = Message("list-repeats", "{found!r} stands there twice; name it once", "“{found}”出现两次；请只保留一处")
DATES_REVERSED = Message(
    "dates-reversed",
    "{later} is before {earlier}, where it would have begun; correct one of the dates",
    "{later}早于起始日期{earlier}；请更正其中一个日期",
)
BOUNDS_REVERSED = Message(
    "bounds-reversed",
    "at most {at_most} is less than at least {at_least}; correct one of them",
    "上限{at_most}小于下限{at_least}；请更正其中一个",
)
NOT_PART = Message(
    "not-part", "found {found!r}, expected an exact fraction from 0 to 1", "应为0到1之间的精确分数，实为 {found!r}"
)


def check_date(_: object, attribute: attrs.Attribute[dt.date], value: object) -> None:
    """Validate a day; a time of day is refused."""
    if type(value) is not dt.date:
        raise InvalidInput(NOT_DATE.at(Where(path=attribute.name), found=value))


def check_bool(_: object, attribute: attrs.Attribute[bool], value: object) -> None:
    """Validate a yes or no."""
    if type(value) is not bool:
        raise InvalidInput(NOT_YES_OR_NO.at(Where(path=attribute.name), found=value))


def check_text(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validate text of one line or more, not blank, that UTF-8 can hold."""
    where = Where(path=attribute.name)
    if not isinstance(value, str):
        raise InvalidInput(NOT_TEXT.at(where, found=value))
    if not value.strip():
        raise InvalidInput(TEXT_EMPTY.at(where))
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise InvalidInput(TEXT_BROKEN.at(where, found=value))


def check_part(_: object, attribute: attrs.Attribute[Fraction], value: object) -> None:
    """Validate a part of a whole: a `Fraction` from 0 to 1."""
    if not (isinstance(value, Fraction) and 0 <= value <= 1):
        raise InvalidInput(NOT_PART.at(Where(path=attribute.name), found=value))


@attrs.frozen
class Kind:
    """Validates one value of the class `kind`."""

    kind: type

    def __call__(self, _: object, attribute: attrs.Attribute[Any], value: Any) -> None:
        """Validate one value; raise `InvalidInput`."""
        if not isinstance(value, self.kind):
            raise InvalidInput(NOT_OF_KIND.at(Where(path=attribute.name), found=value, kind=self.kind.__name__))


@attrs.frozen
class Kinds:
    """Validates a tuple of different values of the class `kind`, at least `least` of them."""

    kind: type
    least: int = 0

    def __call__(self, _: object, attribute: attrs.Attribute[Any], value: Any) -> None:
        """Validate a tuple; raise `InvalidInput` with all findings."""
        if not isinstance(value, tuple):
            raise InvalidInput(NOT_TUPLE.at(Where(path=attribute.name), found=value))
        if len(value) < self.least:
            raise InvalidInput(TOO_FEW.at(Where(path=attribute.name)))
        problems = [
            NOT_OF_KIND.at(Where(path=f"{attribute.name}[{index}]"), found=one, kind=self.kind.__name__)
            for index, one in enumerate(value)
            if not isinstance(one, self.kind)
        ]
        if problems := problems or repeated(attribute.name, value):
            raise InvalidInput(*problems)


def check_codes(instance: object, attribute: attrs.Attribute[tuple[str, ...]], value: tuple[str, ...]) -> None:
    """Validate a tuple of different identifiers, such as codes of items or tags."""
    check_identifiers(instance, attribute, value)
    if problems := repeated(attribute.name, value):
        raise InvalidInput(*problems)


def repeated(path: str, values: Iterable[Hashable]) -> list[Problem]:
    """Return a finding for every value that was there before."""
    seen: set[Hashable] = set()
    problems = []
    for index, value in enumerate(values):
        if value in seen:
            problems.append(REPEATED.at(Where(path=f"{path}[{index}]"), found=value))
        seen.add(value)
    return problems


def disordered(path: str, earlier: dt.date, later: dt.date | None) -> list[Problem]:
    """Return a finding at `path` where `later` is before `earlier`; None is no end."""
    if later is None or earlier <= later:
        return []
    return [DATES_REVERSED.at(Where(path=path), earlier=earlier, later=later)]


def require_bounds(at_least: Fraction | int | None, at_most: Fraction | int | None) -> None:
    """Raise `InvalidInput` where the upper bound is under the lower one; None is no bound."""
    if at_least is not None and at_most is not None and at_most < at_least:
        raise InvalidInput(BOUNDS_REVERSED.at(Where(path="at_most"), at_least=at_least, at_most=at_most))
