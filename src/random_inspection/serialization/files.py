"""The JSON files of a draw: announcement, roster, result and the changes after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any, TypeVar

import attrs

from random_inspection.domain.changes import Change
from random_inspection.domain.draws import Announcement, Result, Roster, SecretContribution
from random_inspection.domain.places import inside, joined
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.proofs.canonical import (
    MAX_DEPTH,
    TOO_DEEP,
    difference,
    encoded,
    parsed,
    plain_bytes,
    plain_problems,
)
from random_inspection.serialization.converters import OURS

T = TypeVar("T")

TWICE = Message(
    "json-name-repeated", "the name {found!r} stands twice; give each its own", "名称“{found}”出现两次；请各用不同名称"
)
NOT_ASCENDING = Message(
    "json-not-ascending",
    "{found!r} follows {before!r}; expected each once, in ascending order of code points",
    "“{found}”排在“{before}”之后；应不重复并按码位升序排列",
)
NO_CONTRIBUTION = Message(
    "json-no-contribution",
    "nobody contributes to the seed; at least one contribution is needed",
    "没有随机数来源；至少要有一项",
)


def to_json(value: object) -> bytes:
    """Return the canonical form of a domain value or a plain one: RFC 8785 and one line feed.

    Members that have their default are left out, except those that the protocol always has.

    Raises:
        InvalidInput: something that the protocol's JSON cannot hold, with its path: null, a number that is no
            integer of at most 2^53 - 1, a member name that is not ASCII, half a surrogate pair.
    """
    try:
        plain = OURS.unstructure(value)
    except RecursionError:
        raise InvalidInput(TOO_DEEP.at(limit=MAX_DEPTH)) from None
    return plain_bytes(plain)


def _repeated(path: str, names: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield TWICE.at(Where(path=joined(path, index)), found=name)
        seen.add(name)


def _disordered(path: str, keys: Iterable[Any]) -> Iterator[Problem]:
    for index, (before, found) in enumerate(pairwise(keys), start=1):
        if not before < found:
            yield NOT_ASCENDING.at(Where(path=joined(path, index)), found=found, before=before)


NOT_ALONE = Message(
    "alone-missing",
    "there is one secret and no public event; such an announcement has alone: true",
    "只有一个秘密值而无公开事件；此类公告须有 alone: true",
)


def _announcement_rules(value: Announcement) -> Iterator[Problem]:
    if not value.contributions:
        yield NO_CONTRIBUTION.at(Where(path="contributions"))
    if len(value.contributions) == 1 and isinstance(value.contributions[0], SecretContribution) and not value.alone:
        yield NOT_ALONE.at(Where(path="alone"))
    yield from _repeated("contributions", (one.name for one in value.contributions))
    yield from _repeated("strata", (one.name for one in value.strata))
    yield from _repeated("shares", (one.name for one in value.shares))


def _roster_rules(value: Roster) -> Iterator[Problem]:
    yield from _disordered("inspectors", (entry.inspector_id for entry in value.inspectors))
    for index, entry in enumerate(value.inspectors):
        yield from _disordered(f"inspectors[{index}].holds", entry.holds)
    yield from _repeated("team", (one.seat for one in value.team))
    yield from _disordered("excluded", ((pair.target_id, pair.inspector_id) for pair in value.excluded))


def _no_rules(_: object) -> Iterable[Problem]:
    return ()


def _again(plain: Any, value: object) -> bytes:
    """Return how `value` is written, with the other members that an announcement may have."""
    written = OURS.unstructure(value)
    if isinstance(value, Announcement):
        known = attrs.fields_dict(Announcement)
        written |= {name: content for name, content in plain.items() if name not in known}
    return encoded(written)


def _findings(data: bytes, kind: Any, rules: Callable[[Any], Iterable[Problem]]) -> tuple[Any, list[Problem]]:
    """Return the value of a file, and everything that is wrong with it; the value counts where nothing is."""
    plain = parsed(data)
    problems = plain_problems(plain)
    sound = not problems
    places = {problem.where.path for problem in problems}
    value = None
    try:
        value = OURS.structure(plain, kind)
    except InvalidInput as error:
        problems += [problem for problem in error.problems if problem.where.path not in places]
    else:
        problems += rules(value)
    if sound:
        problems += difference(data, encoded(plain) if value is None else _again(plain, value))
    return value, problems


def _read(data: bytes, kind: Any, file: str, rules: Callable[[Any], Iterable[Problem]] = _no_rules) -> Any:
    try:
        value, problems = _findings(data, kind, rules)
    except InvalidInput as error:
        raise InvalidInput(*inside(file, error.problems)) from error.__cause__
    refuse(inside(file, problems))
    return value


def read_announcement(data: bytes, *, file: str) -> Announcement:
    """Return the value of ``announcement.json``; members beside the known ones are left aside.

    Args:
        data: its bytes.
        file: its name, for the findings.

    Raises:
        InvalidInput: anything that is not canonical, member by member or byte by byte; names that stand
            twice; no contribution. All findings at once, with paths.
    """
    value: Announcement = _read(data, Announcement, file, _announcement_rules)
    return value


def read_roster(data: bytes, *, file: str) -> Roster:
    """Return the value of ``inspectors.json``, like `read_announcement`.

    Raises:
        InvalidInput: also where inspectors, holds or excluded pairs are not ascending and unique, or a seat
            of the team stands twice.
    """
    value: Roster = _read(data, Roster, file, _roster_rules)
    return value


def read_result(data: bytes, *, file: str) -> Result:
    """Return the value of ``result.json``, like `read_announcement`."""
    value: Result = _read(data, Result, file)
    return value


def read_change(data: bytes, *, file: str) -> Change:
    """Return the value of ``change-0001.json`` and the like, like `read_announcement`."""
    value: Change = _read(data, Change, file)
    return value
