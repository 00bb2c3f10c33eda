"""What was understood of officials' words about ratios and frequencies, and what is left for a person."""

from __future__ import annotations

import re
from typing import Generic, TypeVar

import attrs

from random_inspection.domain.items import FrequencyBound, Level, RatioBound
from random_inspection.errors import Message, Problem, Where

CIRCUMSTANCES = Message(
    "bound-by-circumstances",
    "“{words}” leaves it to the circumstances; decide on a figure, and note who decided",
    "“{words}”须根据实际情况确定；请由人工确定数值并记录决定人",
)
OTHER_DOCUMENT = Message(
    "bound-in-other-document",
    "“{words}” refers to another document; look it up, and enter its figure",
    "“{words}”引用了其他文件或计划；请查阅后填写数值",
)
OTHER_INSPECTION = Message(
    "bound-with-other-inspection",
    "“{words}” ties it to another inspection; enter the figure of that one",
    "“{words}”与其他检查一并开展；请填写该检查的数值",
)
VALIDITY = Message(
    "bound-by-validity",
    "“{words}” counts in the validity of a permit or filing, whose length is not in the list; enter the period",
    "“{words}”以许可或备案有效期计算，清单中没有其期限；请填写期限",
)
IMPOSSIBLE = Message(
    "bound-impossible",
    "“{words}” cannot be: a ratio is at most 100%, and an upper bound is not under the lower one; correct it",
    "“{words}”不可能成立：比例不超过100%，上限不小于下限；请更正",
)
NOT_UNDERSTOOD = Message(
    "bound-not-understood",
    "“{words}” was not understood; enter what it means as figures",
    "未能理解“{words}”；请由人工填写数值",
)

_WHY = (
    (VALIDITY, re.compile("有效期")),
    (OTHER_INSPECTION, re.compile("一并|同时开展")),
    (OTHER_DOCUMENT, re.compile("专项计划|规程|通知|规定确定")),
    (CIRCUMSTANCES, re.compile("根据|结合|实际|确定|制定|提出")),
)
"""Why words are left for a person; the first that is found is told."""

_Bound = TypeVar("_Bound", RatioBound, FrequencyBound)


@attrs.frozen(kw_only=True)
class Said(Generic[_Bound]):
    """A bound that was understood. A plain figure is both the lower and the upper bound.

    Attributes:
        bound: the bound; its words are those of the whole text.
        levels: the levels of agencies it is for; empty for all.
        about: the words that say of whom it is counted, such as 对同一单位; empty where they do not say.
        usual: it allows exceptions, as 一般 and 或按专项计划确定 do.
    """

    bound: _Bound
    levels: tuple[Level, ...] = ()
    about: str = ""
    usual: bool = False

    def contradicts(self, other: Said[_Bound]) -> bool:
        """Return whether no number satisfies both where they hold for one level and count of the same.

        Bounds in different periods are compared by the month; one without a period, as if it had the other's.
        """
        shared = not self.levels or not other.levels or not set(self.levels).isdisjoint(other.levels)
        alike = shared and self.about == other.about
        return alike and (_above(self.bound, other.bound) or _above(other.bound, self.bound))


@attrs.frozen(kw_only=True)
class Left:
    """Words that are left for a person.

    Attributes:
        words: the words, as they are.
        why: why, with the field ``words``.
        levels: the levels of agencies they are for; empty where they may be for all.
    """

    words: str
    why: Message
    levels: tuple[Level, ...] = ()


@attrs.frozen(kw_only=True)
class Reading(Generic[_Bound]):
    """What was understood of a text, and what was not.

    Attributes:
        bound: the text as the list of items holds it: with figures where one bound holds for all levels and no sentence
            beside it is left, which may be an exception; else with its words alone.
        said: the bounds that were understood; what is left may restrict them.
        left: what is left for a person.
        ratio: the ratio a year that a text about the frequency says besides; else None.
    """

    bound: _Bound
    said: tuple[Said[_Bound], ...]
    left: tuple[Left, ...]
    ratio: RatioBound | None = None

    def problems(self, where: Where) -> tuple[Problem, ...]:
        """Return what is left for a person, as findings at `where`."""
        return tuple(one.why.at(where, words=one.words) for one in self.left)

    def at(self, level: Level) -> tuple[Said[_Bound], ...]:
        """Return the bounds for agencies of a level; none while a person has to decide first, see `open_at`."""
        return () if self.open_at(level) else tuple(one for one in self.said if not one.levels or level in one.levels)

    def open_at(self, level: Level) -> tuple[Left, ...]:
        """Return what is left for a person and may change the figures for agencies of a level, with the reason."""
        return tuple(one for one in self.left if not one.levels or level in one.levels)


def _above(one: RatioBound | FrequencyBound, other: RatioBound | FrequencyBound) -> bool:
    """Return whether the least of `one` is more than the most of `other`."""
    if one.at_least is None or other.at_most is None:
        return False
    mine, theirs = one.months or other.months or 1, other.months or one.months or 1
    return one.at_least * theirs > other.at_most * mine


def left_over(words: str, why: Message | None = None, levels: tuple[Level, ...] = ()) -> Left:
    """Return words that are left for a person, with the reason that is given or that they show."""
    found = (message for message, pattern in _WHY if pattern.search(words))
    return Left(words=words, why=why or next(found, NOT_UNDERSTOOD), levels=levels)
