"""Whether a draw is as large as its task says (抽查比例, clauses 二(七) and 三(一))."""

from __future__ import annotations

import math

import attrs

from random_inspection.domain.items import RatioBound
from random_inspection.errors import Message, Problem, Where
from random_inspection.rules.coverage_of_year.bound_readings import Reading
from random_inspection.rules.coverage_of_year.bounds import read_ratio

TOO_SMALL = Message(
    "draw-below-ratio",
    "{drawn} of {size} targets are drawn, and the ratio of the task is {ratio!r}: {bound} at least; enlarge the quotas",
    "共抽取{drawn}个（对象{size}个），低于任务的抽查比例“{ratio}”：至少应抽{bound}个；请增加名额",
)
TOO_LARGE = Message(
    "draw-above-ratio",
    "{drawn} of {size} targets are drawn, and the ratio of the task is {ratio!r}: {bound} at most; make the quotas smaller",
    "共抽取{drawn}个（对象{size}个），高于任务的抽查比例“{ratio}”：至多可抽{bound}个；请减少名额",
)
FOR_A_PERSON = Message(
    "draw-ratio-unread",
    "the ratio of the task is {ratio!r}, and {drawn} of {size} targets are drawn; see for yourself whether that is right",
    "任务的抽查比例为“{ratio}”，共抽取{drawn}个（对象{size}个）；请人工核对是否相符",
)
UNREAD = Message(
    "task-ratio-unread",
    "the ratio {ratio!r} was not understood as a figure, so no draw is checked against it; write it like 不低于3%",
    "抽查比例“{ratio}”不能读作数值，抽取时不能自动核对；宜写作“不低于3%”等",
)


@attrs.frozen
class SizeFindings:
    """What speaks against the size of a draw.

    Attributes:
        problems: it is outside of the ratio of the task.
        notes: what a person has to look at.
    """

    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def ratio_note(ratio: str) -> Problem | None:
    """Return a note where a task's ratio cannot be read as one figure, so that a person has to look at every draw."""
    reading = read_ratio(ratio)
    return None if _is_figure(reading) else UNREAD.at(Where(path="ratio"), ratio=ratio)


def size_findings(ratio: str, drawn: int, size: int, where: Where) -> SizeFindings:
    """Return whether `drawn` of `size` targets are as many as a task's ratio asks for.

    Clause: 二(七) 从其规定, 三(一) 计划

    The lower bound is rounded up and the upper one down, as `random_inspection.rules.coverage_of_year.collisions.within_ratio`
    does it. More than a plain figure (3%) is a note; words that allow exceptions or count by the year, and words that are not
    understood, are notes always.

    Args:
        ratio: the words of the task.
        drawn: how many are drawn.
        size: of how many.
        where: where the quotas stand.

    >>> [one.text("zh") for one in size_findings("不低于30%", 2, 12, Where()).problems]
    ['共抽取2个（对象12个），低于任务的抽查比例“不低于30%”：至少应抽4个；请增加名额']
    """
    reading, words = read_ratio(ratio), {"ratio": ratio, "drawn": drawn, "size": size}
    bound = reading.bound
    if not _is_figure(reading) or bound.months is not None or any(one.usual for one in reading.said):
        return SizeFindings(notes=(FOR_A_PERSON.at(where, **words),))
    least, most = _least_and_most(bound, size)
    if drawn < least:
        return SizeFindings(problems=(TOO_SMALL.at(where, bound=least, **words),))
    if drawn > most:
        found = (TOO_LARGE.at(where, bound=most, **words),)
        return SizeFindings(notes=found) if bound.at_least == bound.at_most else SizeFindings(problems=found)
    return SizeFindings()


def _is_figure(reading: Reading[RatioBound]) -> bool:
    """Return whether the words are one bound for everybody, and nothing of them is left for a person."""
    return not reading.left and (reading.bound.at_least is not None or reading.bound.at_most is not None)


def _least_and_most(bound: RatioBound, size: int) -> tuple[int, int]:
    least = 0 if bound.at_least is None else math.ceil(bound.at_least * size)
    most = size if bound.at_most is None else math.floor(bound.at_most * size)
    return least, max(least, most)
