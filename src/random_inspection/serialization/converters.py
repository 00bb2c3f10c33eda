"""Domain values to plain ones (dict, list, str, int, bool) and back, with every finding and its path."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from random_inspection.domain.changes import Change, Recusal, Replacement, Strike
from random_inspection.domain.draws import (
    AllQuota,
    Announcement,
    Contribution,
    CountQuota,
    PublicContribution,
    Quota,
    RatioQuota,
    Result,
    RosterEntry,
    SecretContribution,
    ShareQuota,
    Stratum,
)
from random_inspection.domain.fields import NOT_FRACTION, is_time, parse_fraction
from random_inspection.domain.identifiers import NOT_TEXT
from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.items import ItemList
from random_inspection.domain.places import below
from random_inspection.domain.targets import Target
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse

SCHEMA_VERSION = 1
"""Version of the form in which records outside the protocol's files are kept (their member ``schema``)."""

NOT_INTEGER = Message("json-not-integer", "found {found!r}, expected a whole number", "应为整数，实为 {found!r}")
NOT_BOOLEAN = Message(
    "json-not-boolean", "found {found!r}, expected true or false", "应为 true 或 false，实为 {found!r}"
)
NOT_LIST = Message("json-not-list", "found {found!r}, expected a list", "应为列表，实为 {found!r}")
NOT_OBJECT = Message("json-not-object", "found {found!r}, expected an object", "应为对象，实为 {found!r}")
NOT_DATE = Message(
    "json-not-date",
    'found {found!r}, expected a date such as "2026-12-01"',
    "应为“2026-12-01”这样的日期，实为 {found!r}",
)
NOT_MOMENT = Message(
    "json-not-moment",
    'found {found!r}, expected a time with its offset, such as "2026-12-01T09:00:00+08:00"',
    "应为带时区的时间，如“2026-12-01T09:00:00+08:00”，实为 {found!r}",
)
NOT_A_CODE = Message(
    "json-not-a-code", "found {found!r}, expected one of {expected}", "应为{expected}之一，实为 {found!r}"
)
MISSING = Message("json-member-missing", "the member is missing; add it", "缺少该成员；请补上")
UNKNOWN = Message(
    "json-member-unknown", "nobody knows this member; remove it or correct its name", "未知成员；请删除或更正名称"
)
MARK = Message("json-member-fixed", "found {found!r}, expected {expected!r}", "应为 {expected!r}，实为 {found!r}")
QUOTA = Message(
    "json-quota",
    'found the members {found}, expected one of {{"all": true}}, {{"count": 12}}, {{"ratio": "5%"}} and '
    '{{"share": "…", "weight": 3}}',
    '应为 {{"all": true}}、{{"count": 12}}、{{"ratio": "5%"}}、{{"share": "…", "weight": 3}} 之一，实有成员 {found}',
)

_MARKS: Mapping[type, tuple[str, object]] = {
    AllQuota: ("all", True),
    PublicContribution: ("kind", "public"),
    SecretContribution: ("kind", "secret"),
    ItemList: ("schema", SCHEMA_VERSION),
    Target: ("schema", SCHEMA_VERSION),
    Inspector: ("schema", SCHEMA_VERSION),
    Strike: ("kind", "strike"),
    Recusal: ("kind", "recusal"),
    Replacement: ("kind", "replacement"),
}
"""A member that tells what a value is, and always has the same content."""
_ALWAYS: Mapping[type, frozenset[str]] = {
    Announcement: frozenset({"protocol"}),
    Result: frozenset({"protocol"}),
    RosterEntry: frozenset({"holds"}),
    Stratum: frozenset({"reserve"}),
    Strike: frozenset({"team"}),
}
"""Members that are written also where they have their default."""
_QUOTAS = {"all": AllQuota, "count": CountQuota, "ratio": RatioQuota, "share": ShareQuota}
_UNIONS: tuple[Any, ...] = (Quota, Contribution, Change)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_Hook = Callable[[Any, Any], Any]


def _shown(value: object) -> object:
    """Return `value` as a finding shows it: a list or an object, which may be large, as its brackets only."""
    return "[…]" if isinstance(value, list | tuple) else "{…}" if isinstance(value, Mapping) else value


def _strict(kind: type, message: Message) -> _Hook:
    def hook(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise InvalidInput(message.at(found=_shown(value)))
        return value

    return hook


def _date(value: Any, _: Any) -> dt.date:
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise InvalidInput(NOT_DATE.at(found=_shown(value)))


def _moment(value: Any, _: Any) -> dt.datetime:
    if not is_time(value):
        raise InvalidInput(NOT_MOMENT.at(found=_shown(value)))
    return dt.datetime.fromisoformat(value)


def _fraction(value: Any, _: Any) -> Fraction:
    fraction = parse_fraction(value)
    if fraction is None:
        raise InvalidInput(NOT_FRACTION.at(found=_shown(value)))
    return fraction


def _code(value: Any, kind: type[StrEnum]) -> StrEnum:
    if value in list(kind):
        return kind(value)
    raise InvalidInput(NOT_A_CODE.at(found=_shown(value), expected="、".join(kind)))


def _object(value: Any, _: Any) -> Any:
    if not isinstance(value, Mapping):
        raise InvalidInput(NOT_OBJECT.at(found=_shown(value)))
    return value


def _quota(converter: Converter) -> _Hook:
    def hook(value: Any, _: Any) -> Any:
        present = [kind for name, kind in _QUOTAS.items() if name in _object(value, _)]
        if len(present) != 1:
            raise InvalidInput(QUOTA.at(found=list(value)[: len(_QUOTAS)]))
        return converter.structure(value, present[0])

    return hook


def _kinds(converter: Converter, union: Any) -> _Hook:
    kinds = {_MARKS[kind][1]: kind for kind in get_args(union)}

    def hook(value: Any, _: Any) -> Any:
        found = _object(value, _).get("kind")
        if not (isinstance(found, str) and found in kinds):
            raise InvalidInput(
                NOT_A_CODE.at(Where(path="kind"), found=_shown(found), expected=", ".join(map(str, kinds)))
            )
        return converter.structure(value, kinds[found])

    return hook


def _tuple_hook(kind: Any, converter: Converter) -> _Hook:
    inner = get_args(kind)[0]
    structure = converter.get_structure_hook(inner)

    def hook(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise InvalidInput(NOT_LIST.at(found=_shown(value)))
        found, problems = [], []
        for index, one in enumerate(value):
            try:
                found.append(structure(one, inner))
            except InvalidInput as error:
                problems += below(index, error.problems)
        refuse(problems)
        return tuple(found)

    return hook


def _unfit(members: Iterable[attrs.Attribute[Any]], found: Mapping[str, object]) -> list[Problem]:
    """Return what all validators say; on construction, the first that refuses is the last to be asked."""
    problems: list[Problem] = []
    for member in members:
        if member.validator is not None and member.name in found:
            try:
                member.validator(None, member, found[member.name])
            except InvalidInput as error:
                problems += error.problems
    return problems


def _marks(kind: type, value: Mapping[str, object]) -> list[Problem]:
    name, expected = _MARKS.get(kind, ("", None))
    if not name:
        return []
    if name not in value:
        return [MISSING.at(Where(path=name))]
    found = value[name]
    fits = type(found) is type(expected) and found == expected
    return [] if fits else [MARK.at(Where(path=name), found=_shown(found), expected=expected)]


def _class_hook(kind: Any, converter: Converter) -> _Hook:
    attrs.resolve_types(kind)
    members = attrs.fields(kind)
    hooks = [(member.name, member.type, converter.get_structure_hook(member.type)) for member in members]
    always = _ALWAYS.get(kind, frozenset())
    required = {m.name for m in members if m.default is attrs.NOTHING or m.name in always}
    known = {member.name for member in members} | set(_MARKS.get(kind, ())[:1])
    open_ended = kind is Announcement

    def hook(value: Any, _: Any) -> Any:
        found: dict[str, Any] = {}
        problems = _marks(kind, _object(value, _))
        for name, type_, structure in hooks:
            if name in value:
                try:
                    found[name] = structure(value[name], type_)
                except InvalidInput as error:
                    problems += below(name, error.problems)
            elif name in required:
                problems.append(MISSING.at(Where(path=name)))
        if not open_ended and not known >= value.keys():
            problems += [UNKNOWN.at(Where(path=str(name))) for name in value if name not in known]
        if problems:
            raise InvalidInput(*problems, *_unfit(members, found))
        try:
            return kind(**found)
        except InvalidInput as error:
            raise InvalidInput(*(_unfit(members, found) or error.problems)) from None

    return hook


def _writer(kind: Any, converter: Converter) -> Callable[[Any], dict[str, Any]]:
    always = _ALWAYS.get(kind, frozenset())
    attrs.resolve_types(kind)
    overrides: dict[str, Any] = {name: override(omit_if_default=False) for name in always}
    plain = make_dict_unstructure_fn(
        kind,
        converter,
        _cattrs_omit_if_default=True,
        **overrides,
    )
    if kind not in _MARKS:
        return plain
    name, content = _MARKS[kind]
    return lambda value: {name: content, **plain(value)}


def _is_ours(kind: Any) -> bool:
    return attrs.has(kind) and kind.__module__.startswith("random_inspection.domain.")


def _made_of(origin: Any) -> Callable[[Any], bool]:
    return lambda kind: get_origin(kind) is origin


def make_converter() -> Converter:
    """Return a converter for all values of the domain, strict on reading, that knows nothing else.

    ``structure`` raises `InvalidInput` with every finding and its path; ``unstructure`` gives dicts,
    lists, text, integers and booleans (dates as ISO 8601, fractions as text, codes as their Chinese text),
    and leaves out members that have their default, except those that the protocol always has.
    """
    converter = Converter(unstruct_collection_overrides={tuple: list})
    converter.register_structure_hook(str, _strict(str, NOT_TEXT))
    converter.register_structure_hook(int, _strict(int, NOT_INTEGER))
    converter.register_structure_hook(bool, _strict(bool, NOT_BOOLEAN))
    converter.register_structure_hook(dt.date, _date)
    converter.register_structure_hook(dt.datetime, _moment)
    converter.register_structure_hook(Fraction, _fraction)
    converter.register_structure_hook(StrEnum, _code)
    converter.register_structure_hook_func(_made_of(Literal), lambda value, _: value)
    converter.register_structure_hook_func(_made_of(Mapping), _object)
    converter.register_structure_hook_factory(_made_of(tuple), _tuple_hook)
    converter.register_structure_hook_factory(_is_ours, _class_hook)
    converter.register_structure_hook(Quota, _quota(converter))
    for union in (Contribution, Change):
        converter.register_structure_hook(union, _kinds(converter, union))
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    converter.register_unstructure_hook(dt.datetime, dt.datetime.isoformat)
    converter.register_unstructure_hook(Fraction, str)
    converter.register_unstructure_hook(StrEnum, lambda code: code.value)
    converter.register_unstructure_hook_factory(_is_ours, _writer)
    return converter


OURS = make_converter()


def configure_converter(converter: Converter) -> None:
    """Teach a host's own converter to read and write the values of the domain as `make_converter` does.

    Nothing else that the converter does is changed.
    """
    converter.register_structure_hook_func(lambda kind: _is_ours(kind) or kind in _UNIONS, OURS.structure)
    converter.register_unstructure_hook_func(_is_ours, OURS.unstructure)
