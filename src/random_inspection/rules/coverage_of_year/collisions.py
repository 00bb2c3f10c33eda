"""Which bound holds where bounds on a year's inspections collide: law, cap, minimum, deterrence floor (clause 二(七))."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

import attrs

from random_inspection.domain.fields import Integer, check_line
from random_inspection.domain.items import RatioBound
from random_inspection.domain.validators import check_part, require_bounds
from random_inspection.errors import InvalidInput, Lang, Message, Where
from random_inspection.rules.coverage_of_year.terms import ClassTerms

ABOVE_CAP = Message(
    "minimum-above-cap",
    "class {name!r} is inspected at least {minimum} times a year, and the cap is {cap} ({basis}); lower the minimum, or "
    "name the law that asks for it",
    "“{name}”类每年至少检查{minimum}次，而上限为{cap}次（{basis}）；请降低最低次数，或写明要求该次数的法律依据",
)
LAWS_COLLIDE = Message(
    "laws-collide",
    "{basis} asks for at least {at_least} inspections a year, and {other} allows at most {at_most}; only a person can "
    "say which holds",
    "{basis}要求每年至少检查{at_least}次，而{other}规定最多{at_most}次；须由人工判断适用哪一规定",
)
COUNTED_MORE = Message(
    "counted-more-than-inspected",
    "{counted} inspections count towards the cap, and there were only {inspected}; correct one of them",
    "计入上限的检查有{counted}次，而实际检查只有{inspected}次；请更正其中之一",
)
LAW_RAISES = Message(
    "law-raises-minimum",
    "at least {value} a year, not {before}: {basis}",
    "每年至少{value}次，而非{before}次：{basis}",
)
LAW_LIFTS_CAP = Message(
    "law-lifts-cap",
    "at most {value} a year, not {before}: {basis} asks for as many",
    "每年至多{value}次，而非{before}次：{basis}要求达到该次数",
)
LAW_LIMITS = Message("law-limits", "at most {value} a year: {basis}", "每年至多{value}次：{basis}")
LAW_LOWERS = Message(
    "law-lowers-minimum",
    "at least {value} a year, not {before}: {basis} allows no more",
    "每年至少{value}次，而非{before}次：{basis}不允许更多",
)
CAP_LIMITS = Message("cap-limits", "at most {value} a year: {basis}", "每年至多{value}次：{basis}")
NO_ROOM = Message(
    "cap-leaves-no-room",
    "the deterrence floor is 0, not {before}: of at most {value} a year {counted} are used and {due} are still due",
    "威慑概率为0，而非{before}：每年至多{value}次，已用{counted}次，尚须检查{due}次",
)


RATIO_RAISES = Message(
    "ratio-raises-total",
    "{value} of {size} are drawn, not {before}: {basis}",
    "从{size}个中抽取{value}个，而非{before}个：{basis}",
)
RATIO_LIMITS = Message(
    "ratio-limits-total",
    "{value} of {size} are drawn, not {before}: {basis}",
    "从{size}个中抽取{value}个，而非{before}个：{basis}",
)


@attrs.frozen(kw_only=True)
class Limit:
    """A bound on the inspections of one target in a year, and what sets it.

    Attributes:
        at_least: the fewest; None for no lower bound.
        at_most: the most; None for no upper bound.
        basis: the law, or the document that publishes the cap.

    >>> Limit(at_most=2, basis="《涉企行政检查频次上限公告》").at_most
    2
    """

    at_least: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(0)))
    at_most: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(0)))
    basis: str = attrs.field(validator=check_line)

    def __attrs_post_init__(self) -> None:
        require_bounds(self.at_least, self.at_most)


def _frozen(params: Mapping[str, object]) -> Mapping[str, object]:
    return MappingProxyType(dict(params))


@attrs.frozen(kw_only=True)
class Adjustment:
    """What one bound did to another.

    Attributes:
        message: what happened, as a kind.
        params: the numbers and the basis.
    """

    message: Message
    params: Mapping[str, object] = attrs.field(converter=_frozen)

    def text(self, lang: Lang = "en") -> str:
        """Return it in words."""
        return (self.message.zh if lang == "zh" else self.message.en).format_map(self.params)


@attrs.frozen(kw_only=True)
class Resolution:
    """What holds for one target in a year.

    Attributes:
        at_least: the fewest inspections of the year.
        at_most: the most; None for no limit.
        due: how many are still due.
        room: how many the limit still allows beyond those due; None for no limit.
        floor: the chance that a target keeps that is not due any more.
        reasons: what the bounds did to one another, the cap first and the floor last.
    """

    at_least: int
    at_most: int | None
    due: int
    room: int | None
    floor: Fraction
    reasons: tuple[Adjustment, ...]


@attrs.frozen(kw_only=True)
class Priority:
    """The law wins over the cap, the cap over the minimum, the minimum over the deterrence floor (clause 二(七)).

    Clause: 二(七) 从其规定

    法律法规有其他规定的，从其规定. A law that asks for more than the cap lifts the cap; one that allows less than the class's
    minimum lowers the minimum. A minimum above a cap that is not law is a mistake of those who set them, and refused.
    What is due comes before the deterrence floor; where the cap leaves no room for it, it is 0.

    Attributes:
        laws: what laws say of the item, in any order.
        caps: yearly caps, of the agency or over several levels; the smallest maximum holds.
        floor: the chance that a target keeps that was inspected already.

    >>> rule = Priority(caps=(Limit(at_most=2, basis="2026年上限公告"),), floor=Fraction(1, 100))
    >>> terms = ClassTerms(name="D", weight=5, at_least=2)
    >>> found = rule.resolve(terms)
    >>> found.at_least, found.at_most, found.floor
    (2, 2, Fraction(0, 1))
    >>> for reason in found.reasons:
    ...     print(reason.text())
    at most 2 a year: 2026年上限公告
    the deterrence floor is 0, not 1/100: of at most 2 a year 0 are used and 2 are still due
    """

    laws: tuple[Limit, ...] = ()
    caps: tuple[Limit, ...] = ()
    floor: Fraction = attrs.field(default=Fraction(0), validator=check_part)

    def resolve(self, terms: ClassTerms, *, inspected: int = 0, counted: int = 0) -> Resolution:
        """Return what holds for a target of a class.

        Args:
            terms: the terms of its class.
            inspected: its inspections of the year so far.
            counted: those of them that count towards the cap (grounds such as 投诉举报 do not).

        Raises:
            InvalidInput: the minimum is above the cap, two laws contradict one another, or more inspections count than
                there were.
        """
        if not 0 <= counted <= inspected:
            raise InvalidInput(COUNTED_MORE.at(Where(path="counted"), counted=counted, inspected=inspected))
        reasons: list[Adjustment] = []
        at_least, at_most = self._bounds(terms, reasons)
        due = max(0, at_least - inspected)
        room = None if at_most is None else max(0, at_most - counted - due)
        floor = self.floor
        if room == 0 and floor:
            params: dict[str, object] = {"before": floor, "value": at_most, "counted": counted, "due": due}
            reasons.append(Adjustment(message=NO_ROOM, params=params))
            floor = Fraction(0)
        return Resolution(at_least=at_least, at_most=at_most, due=due, room=room, floor=floor, reasons=tuple(reasons))

    def _bounds(self, terms: ClassTerms, reasons: list[Adjustment]) -> tuple[int, int | None]:
        """Return the bounds of the year, and note what was done to them."""
        lower, upper = _laws(self.laws)
        cap = min((one for one in self.caps if one.at_most is not None), key=_most, default=None)
        minimum, at_most, basis = terms.at_least, terms.at_most, f"class {terms.name}"
        for message, limit in ((CAP_LIMITS, cap), (LAW_LIMITS, upper)):
            if limit is not None and (at_most is None or _most(limit) < at_most):
                at_most, basis = _most(limit), limit.basis
                reasons.append(_note(message, at_most, basis))
        if upper is not None and _most(upper) < minimum:
            reasons.append(_note(LAW_LOWERS, _most(upper), upper.basis, before=minimum))
            minimum = _most(upper)
        asked = lower.at_least or 0 if lower else 0
        if lower is not None and at_most is not None and asked > at_most:
            reasons.append(_note(LAW_LIFTS_CAP, asked, lower.basis, before=at_most))
            at_most, basis = asked, lower.basis
        if at_most is not None and minimum > at_most:
            where = Where(path="at_least")
            raise InvalidInput(ABOVE_CAP.at(where, name=terms.name, minimum=minimum, cap=at_most, basis=basis))
        if lower is not None and asked > minimum:
            reasons.append(_note(LAW_RAISES, asked, lower.basis, before=minimum))
            minimum = asked
        return minimum, at_most


@attrs.frozen(kw_only=True)
class Total:
    """How many are drawn in all.

    Attributes:
        number: how many.
        reasons: what the list's ratio did to the number that the policy gives.
    """

    number: int
    reasons: tuple[Adjustment, ...]


def within_ratio(wanted: int, size: int, bound: RatioBound) -> Total:
    """Return how many of `size` targets are drawn where the policy wants `wanted` and the list of items says otherwise.

    The list's ratio (抽查比例) is of all targets of the item; how they are shared out over the classes is left to the
    weights. Its lower bound is rounded up, its upper bound down; where no whole number is between, the lower one holds.

    >>> within_ratio(40, 1000, RatioBound(verbatim="不超过2%", at_most=Fraction(1, 50))).number
    20
    """
    at_least = 0 if bound.at_least is None else math.ceil(bound.at_least * size)
    at_most = size if bound.at_most is None else math.floor(bound.at_most * size)
    number = max(min(wanted, at_most), at_least)
    if number == wanted:
        return Total(number=number, reasons=())
    note = _note(RATIO_RAISES if number > wanted else RATIO_LIMITS, number, bound.verbatim, before=wanted, size=size)
    return Total(number=number, reasons=(note,))


def _note(message: Message, value: int, basis: str, **more: object) -> Adjustment:
    return Adjustment(message=message, params={"value": value, "basis": basis, **more})


def _most(limit: Limit) -> int:
    return -1 if limit.at_most is None else limit.at_most


def _laws(laws: tuple[Limit, ...]) -> tuple[Limit | None, Limit | None]:
    """Return the law with the largest minimum, and the one with the smallest maximum; refuse a contradiction."""
    lower = max((one for one in laws if one.at_least is not None), key=lambda one: one.at_least or 0, default=None)
    upper = min((one for one in laws if one.at_most is not None), key=_most, default=None)
    if lower and upper and (lower.at_least or 0) > _most(upper):
        params = {"basis": lower.basis, "at_least": lower.at_least, "other": upper.basis, "at_most": upper.at_most}
        raise InvalidInput(LAWS_COLLIDE.at(Where(path="laws"), **params))
    return lower, upper
