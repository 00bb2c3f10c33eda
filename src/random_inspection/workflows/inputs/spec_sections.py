"""Reads settings one by one: what is wrong is collected with its place, and something valid stands in for it.

So one pass finds everything that is wrong, and what follows need not ask whether a value is there.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from random_inspection.domain.fields import (
    LARGEST_INTEGER,
    NOT_DIGEST,
    NOT_FRACTION,
    NOT_HEX,
    NOT_INTEGER,
    NOT_LINE,
    NOT_TIME,
    RATIO_RANGE,
    is_hex64,
    is_line,
    is_time,
    parse_fraction,
)
from random_inspection.domain.identifiers import folded
from random_inspection.domain.places import joined
from random_inspection.errors import Message, Problem, Where
from random_inspection.workflows.inputs.tables import SpecDocument

T = TypeVar("T")
Check = Callable[[object, Where], Problem | None]
"""Returns why a value cannot stand at a place; None where it can."""

STAND_IN = "(stands in for a wrong name)"
"""Takes the place of a name that was refused; nothing is announced then."""
SHOWN = 10
"""So many names are listed in one finding."""
SEARCHED = 1000
"""So many names are searched for one that is like another."""

SETTING_MISSING = Message("setting-missing", "the setting is missing; add it", "缺少此项设置；请补上")
KEY_UNKNOWN = Message(
    "setting-unknown",
    "the setting {found!r} is not known here; remove it, or correct it to one of: {known}",
    "此处没有“{found}”这项设置；请删除，或更正为：{known}",
)
KEY_NEAR = Message(
    "setting-misspelt",
    "the setting {found!r} is not known here; did you mean {near!r}?",
    "此处没有“{found}”这项设置；是否应为“{near}”？",
)
NOT_TABLE = Message(
    "setting-not-table", "found {found!r}, expected a table of settings", "应为一组设置（表），实为 {found!r}"
)
NOT_TABLES = Message(
    "setting-not-tables",
    "found {found!r}, expected a list of tables: write [[{key}]] with two brackets above each",
    "应为若干组设置：每组上方用双方括号写 [[{key}]]；实为 {found!r}",
)
NOT_FLAG = Message("setting-not-flag", "found {found!r}, expected true or false", "应为 true 或 false，实为 {found!r}")
NOT_TRUE = Message("setting-not-true", "found {found!r}, expected true", "应为 true，实为 {found!r}")
TWICE = Message(
    "name-twice",
    "found {found!r} here and {other!r} in {en}: the same, as width and case do not count; keep one, or correct it",
    "此处为“{found}”，{zh}为“{other}”，不计全半角和大小写即为相同；请只保留一个或更正",
)


@attrs.define(kw_only=True)
class Findings:
    """What is found on the way, in the order of the input.

    Attributes:
        problems: what forbids the announcement.
        notes: what was changed or assumed, for a person to see.
    """

    problems: list[Problem] = attrs.field(factory=list)
    notes: list[Problem] = attrs.field(factory=list)


@attrs.frozen(kw_only=True)
class Section:
    """A table of the settings that is being read.

    Attributes:
        document: the specification.
        findings: takes what is wrong.
        values: the settings.
        path: where the table stands; empty for the whole of the settings.
    """

    document: SpecDocument
    findings: Findings
    values: Mapping[str, Any]
    path: str = ""

    def where(self, key: str = "") -> Where:
        """Return the place of a setting, or of the table."""
        return self.document.where(joined(self.path, key))

    def need(self, key: str, check: Check, stand_in: T) -> T:
        """Return a setting that must be there; `stand_in` where it is missing or wrong, which is a problem."""
        if key not in self.values:
            self.findings.problems.append(SETTING_MISSING.at(self.where(key)))
        return self.may(key, check, stand_in)

    def may(self, key: str, check: Check, default: T) -> T:
        """Return a setting, or `default` where it is absent; also where it is wrong, which is a problem."""
        if key not in self.values:
            return default
        value: T = self.values[key]
        if problem := check(value, self.where(key)):
            self.findings.problems.append(problem)
            return default
        return value

    def only(self, *known: str) -> bool:
        """Return whether there are no settings but the `known` ones; each other one is a problem."""
        unknown = [key for key in self.values if key not in known]
        for key in unknown:
            near = difflib.get_close_matches(str(key), known, n=1)
            words = {"near": near[0]} if near else {"known": ", ".join(known)}
            self.findings.problems.append((KEY_NEAR if near else KEY_UNKNOWN).at(self.where(key), found=key, **words))
        return not unknown

    def inner(self, key: str) -> Section | None:
        """Return the table at `key`; None where it is absent, or no table, which is a problem."""
        return self._table(joined(self.path, key), self.values[key]) if key in self.values else None

    def inners(self, key: str) -> list[Section]:
        """Return the tables of the list at `key`; what is no list of tables is a problem."""
        found = self.values.get(key, [])
        if not isinstance(found, list | tuple):
            self.findings.problems.append(NOT_TABLES.at(self.where(key), found=found, key=key))
            return []
        tables = (self._table(joined(joined(self.path, key), index), one) for index, one in enumerate(found))
        return [table for table in tables if table is not None]

    def _table(self, path: str, found: object) -> Section | None:
        if not isinstance(found, Mapping):
            self.findings.problems.append(NOT_TABLE.at(self.document.where(path), found=found))
            return None
        return attrs.evolve(self, values=found, path=path)


def repeated(names: Sequence[str], where: Callable[[int], Where]) -> list[Problem]:
    """Return a problem for every name that stands among `names` before, in any width and case.

    Args:
        names: the names, in order; empty ones and stand-ins do not count.
        where: tells the place of a name by its index.
    """
    keys = [folded(name) for name in names]
    if len(set(keys)) == len(keys):
        return []
    first: dict[str, int] = {}
    problems = []
    for index, (key, name) in enumerate(zip(keys, names, strict=True)):
        before = first.setdefault(key, index)
        if before != index and name not in ("", STAND_IN):
            place, other = where(index), where(before)
            other = attrs.evolve(other, sheet=None, file=None if other.file == place.file else other.file)
            words = {"other": names[before], "en": other.text("en"), "zh": other.text("zh")}
            problems.append(TWICE.at(place, found=name, **words))
    return problems


def some(names: Iterable[str], like: str = "") -> str:
    """Return a few of `names` in words: those that are like `like`, or else the first ones."""
    names = list(names)
    near = difflib.get_close_matches(like, names[:SEARCHED], n=3) if like else []
    return "、".join(near or names[:SHOWN]) + ("…" if not near and len(names) > SHOWN else "")


def _accepts(accepted: Callable[[object], bool], message: Message) -> Check:
    return lambda value, where: None if accepted(value) else message.at(where, found=value)


line_problem = _accepts(is_line, NOT_LINE)
hex_problem = _accepts(is_hex64, NOT_HEX)
time_problem = _accepts(is_time, NOT_TIME)
digest_problem = _accepts(lambda value: value in ("sha256", "sm3"), NOT_DIGEST)
flag_problem = _accepts(lambda value: isinstance(value, bool), NOT_FLAG)
true_problem = _accepts(lambda value: value is True, NOT_TRUE)


def whole_problem(least: int) -> Check:
    """Return the check for a whole number of at least `least`."""

    def check(value: object, where: Where) -> Problem | None:
        fits = type(value) is int and least <= value <= LARGEST_INTEGER
        return None if fits else NOT_INTEGER.at(where, found=value, least=least)

    return check


def ratio_problem(value: object, where: Where) -> Problem | None:
    """Return why `value` is no ratio from 0 to 1 as text; None where it is one."""
    fraction = parse_fraction(value)
    if fraction is None:
        return NOT_FRACTION.at(where, found=value)
    return RATIO_RANGE.at(where, found=value) if fraction > 1 else None
