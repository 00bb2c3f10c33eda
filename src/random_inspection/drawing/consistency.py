"""What a result must fulfil by itself, whether or not frame and roster are at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from random_inspection.domain.draws import Announcement, Assignment, Result
from random_inspection.drawing import checks as words
from random_inspection.drawing.tickets import hasher, stage_key
from random_inspection.errors import Problem, Where


def inconsistencies(announcement: Announcement, result: Result, *, seed: str) -> Iterator[Problem]:
    """Yield what contradicts itself in a result: tickets, order, numbers, ranks, and who sits with whom.

    Args:
        announcement: what was announced.
        result: the result.
        seed: the seed that follows from both.
    """
    yield from _tickets(announcement, result, seed)
    yield from _numbers(result)
    yield from _reserves(announcement, result)
    yield from _teams(result)


def _tickets(announcement: Announcement, result: Result, seed: str) -> Iterator[Problem]:
    new = hasher(announcement.digest)
    key = stage_key("targets", seed=seed, digest=announcement.digest)
    drawn = [(f"result.drawn[{index}]", one.target_id, one.ticket) for index, one in enumerate(result.drawn)]
    waiting = [(f"result.reserves[{index}]", one.target_id, one.ticket) for index, one in enumerate(result.reserves)]
    for path, target_id, found in (*drawn, *waiting):
        yield from words.mismatch(Where(path=f"{path}.ticket"), new(f"{key}:{target_id}".encode()).hexdigest(), found)
    times = Counter(target_id for _, target_id, _ in (*drawn, *waiting))
    for target_id, number in times.items():
        yield from words.mismatch(Where(path=f"result: {target_id}"), 1, number)
    order = [(one.ticket, one.target_id) for one in result.drawn]
    if order != sorted(order):
        yield words.NOT_IN_ORDER.at(Where(path="result.drawn"))


def _numbers(result: Result) -> Iterator[Problem]:
    found = Counter(one.stratum for one in result.drawn)
    for quota in result.quotas:
        yield from words.mismatch(
            Where(path=f"result.drawn: {quota.stratum}"), quota.drawn, found.pop(quota.stratum, 0)
        )
    for stratum, number in found.items():
        yield from words.mismatch(Where(path=f"result.drawn: {stratum}"), 0, number)


def _reserves(announcement: Announcement, result: Result) -> Iterator[Problem]:
    drawn = {quota.stratum: quota.drawn for quota in result.quotas}
    last = {one.stratum: (one.ticket, one.target_id) for one in result.drawn}
    expected = [
        (stratum.name, rank)
        for stratum in announcement.strata
        for rank in range(1, min(stratum.reserve, stratum.size - drawn.get(stratum.name, 0)) + 1)
    ]
    yield from words.differences("result.reserves", expected, [(one.stratum, one.rank) for one in result.reserves])
    for index, one in enumerate(result.reserves):
        if (one.ticket, one.target_id) <= last.get(one.stratum, ("", "")):
            yield words.NOT_IN_ORDER.at(Where(path=f"result.reserves[{index}]"))
        last[one.stratum] = (one.ticket, one.target_id)


def _teams(result: Result) -> Iterator[Problem]:
    if not result.assignments:
        return
    teams = [(target, list(team)) for target, team in groupby(result.assignments, attrgetter("target_id"))]
    drawn = [one.target_id for one in result.drawn]
    yield from words.differences("result.assignments", drawn, [target for target, _ in teams])
    seats = _seats(teams[0][1])
    for target, team in teams:
        yield from words.mismatch(Where(path=f"result.assignments: {target}"), seats, _seats(team))
        for inspector, times in Counter(one.inspector_id for one in team).items():
            if times > 1:
                yield words.TWICE.at(found=inspector, target_id=target)


def _seats(team: list[Assignment]) -> list[str]:
    return [one.seat for one in team]
