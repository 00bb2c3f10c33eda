r"""How the value of a public event is written down: a small part of regular expressions that all languages share.

Matching follows all alternatives side by side, so that no pattern takes longer than its length times the value's.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterable

import attrs

from random_inspection.errors import Message, Problem, Where

MOST_REPEATS = 1000
"""The largest number in a quantifier."""

_LITERAL = re.compile(r"[^\\\[\](){}|*+?.^$]")
_ESCAPED = re.compile(r"\\([ !-/:-@\[-`{-~])")
_QUANTIFIER = re.compile(r"([*+?])|\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}")
_BOUNDS = {"*": (0, math.inf), "+": (1, math.inf), "?": (0, 1)}
_DIGITS = "0123456789"
_SET_OPERATORS = ("--", "&&", "||", "~~")

BAD_PATTERN = Message(
    "pattern-syntax",
    "the pattern {found!r} cannot be read from character {position} on; only literals, ., \\d, classes, groups, "
    "alternation and quantifiers (up to 1000) are allowed, such as '\\d\\d( \\d\\d){{5}}'",
    "格式 {found!r} 从第{position}个字符起无法识别；只能用文字、.、\\d、字符类、括号、竖线和重复次数（不超过1000），"
    "如 '\\d\\d( \\d\\d){{5}}'",
)
FOREGONE = Message(
    "pattern-foregone",
    "the pattern {found!r} matches one text only, there is no chance in it; write what the event decides as what may "
    "stand there: six digits are \\d{{6}}",
    "格式 {found!r} 只与一个文本相符，没有随机性；由事件决定的部分请写成可能的字符：六位数字写作 \\d{{6}}",
)
Ends = frozenset[int]
Matcher = Callable[[str, Ends], Ends]
"""Takes a value and the places reached so far, and returns the places reached next."""


def pattern_problem(pattern: object, where: Where | None = None) -> Problem | None:
    """Return why `pattern` cannot say how a public value is written, or None where it can."""
    if not isinstance(pattern, str):
        return BAD_PATTERN.at(where, found=pattern, position=1)
    try:
        _read(pattern)
    except _Unreadable as error:
        return BAD_PATTERN.at(where, found=pattern, position=error.position + 1)
    return None


def event_problem(pattern: object, where: Where | None = None) -> Problem | None:
    """Return why no event decides what `pattern` matches, or None where one does: it leaves a choice somewhere."""
    if problem := pattern_problem(pattern, where):
        return problem
    return None if _read(str(pattern))[1] else FOREGONE.at(where, found=pattern)


def matches(pattern: str, value: str) -> bool:
    r"""Return whether the whole of `value` has the form `pattern`; ``\d`` is a digit of ASCII."""
    return len(value) in _read(pattern)[0](value, frozenset({0}))


@functools.lru_cache(maxsize=64)
def _read(pattern: str) -> tuple[Matcher, bool]:
    """Return the matcher of a pattern, and whether the pattern leaves a choice."""
    reader = _Reader(pattern)
    matcher = reader.alternatives(depth=0)
    if reader.position < len(pattern) or not pattern:
        raise _Unreadable(reader.position)
    return matcher, reader.open


class _Unreadable(Exception):
    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


def _one_of(test: Callable[[str], bool]) -> Matcher:
    return lambda value, places: frozenset(p + 1 for p in places if p < len(value) and test(value[p]))


def _in_turn(parts: Iterable[Matcher]) -> Matcher:
    listed = tuple(parts)
    return lambda value, places: functools.reduce(lambda reached, part: part(value, reached), listed, places)


def _any_of(parts: Iterable[Matcher]) -> Matcher:
    listed = tuple(parts)
    return lambda value, places: frozenset().union(*(part(value, places) for part in listed))


def _repeated(part: Matcher, least: int, most: float) -> Matcher:
    def follow(value: str, places: Ends) -> Ends:
        for _ in range(least):
            following = part(value, places)
            if following == places:
                break
            places = following
        reached, fresh, times = places, places, least
        while fresh and times < most:
            fresh = part(value, fresh) - reached
            reached |= fresh
            times += 1
        return reached

    return follow


@attrs.define
class _Reader:
    """Reads a pattern; `open` tells whether a part was read that matches more than one text."""

    pattern: str
    position: int = 0
    open: bool = False

    def alternatives(self, *, depth: int) -> Matcher:
        """Read parts with ``|`` between them, up to a ``)`` or the end."""
        if depth > 50:  # noqa: PLR2004  (deeper than any form of a value is written)
            raise _Unreadable(self.position)
        start, parts = self.position, [self._sequence(depth)]
        spelt = {self.pattern[start : self.position]}
        while self._take("|"):
            start = self.position
            parts.append(self._sequence(depth))
            spelt.add(self.pattern[start : self.position])
        self.open |= len(spelt) > 1
        return parts[0] if len(parts) == 1 else _any_of(parts)

    def _sequence(self, depth: int) -> Matcher:
        parts = []
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)":
            parts.append(self._quantified(self._atom(depth)))
        return _in_turn(parts)

    def _atom(self, depth: int) -> Matcher:
        if self._take("("):
            inside = self.alternatives(depth=depth + 1)
            self._demand(")")
            return inside
        if self._take("."):
            self.open = True
            return _one_of(lambda _: True)
        if self._take("["):
            return self._class()
        if self._take(r"\d"):
            self.open = True
            return _one_of(_DIGITS.__contains__)
        return _one_of(self._character(_LITERAL).__eq__)

    def _quantified(self, part: Matcher) -> Matcher:
        found = _QUANTIFIER.match(self.pattern, self.position)
        if found is None:
            return part
        sign, low, comma, high = found.groups()
        least, most = _BOUNDS[sign] if sign else (int(low), math.inf if comma and not high else int(high or low))
        if least > most or least > MOST_REPEATS or MOST_REPEATS < most < math.inf:
            raise _Unreadable(self.position)
        self.position = found.end()
        self.open |= least < most
        return _repeated(part, least, most)

    def _class(self) -> Matcher:
        start, outside = self.position, self._take("^")
        singles: set[str] = set()
        ranges: list[tuple[str, str]] = []
        while not self._take("]"):
            if self._take(r"\d"):
                singles.update(_DIGITS)
                continue
            first = self._character(_MEMBER)
            if self.pattern[self.position :][:1] == "-" and self.pattern[self.position + 1 :][:1] != "]":
                self.position += 1
                last = self._character(_MEMBER)
                if first > last:
                    raise _Unreadable(self.position)
                ranges.append((first, last))
            else:
                singles.add(first)
        inside = self.pattern[start : self.position - 1]
        if (not singles and not ranges) or any(operator in inside for operator in _SET_OPERATORS):
            raise _Unreadable(start)
        self.open |= outside or len(singles) + sum(ord(high) - ord(low) + 1 for low, high in ranges) > 1
        return _one_of(
            lambda char: (char in singles or any(low <= char <= high for low, high in ranges)) is not outside
        )

    def _character(self, plain: re.Pattern[str]) -> str:
        if found := _ESCAPED.match(self.pattern, self.position):
            self.position = found.end()
            return found[1]
        if found := plain.match(self.pattern, self.position):
            self.position = found.end()
            return found[0]
        raise _Unreadable(self.position)

    def _take(self, sign: str) -> bool:
        there = self.pattern.startswith(sign, self.position)
        self.position += len(sign) * there
        return there

    def _demand(self, sign: str) -> None:
        if not self._take(sign):
            raise _Unreadable(self.position)


_MEMBER = re.compile(r"[^\\\[\]^]")
