"""Towards full coverage, batch by batch: the chance of a target, from what is due to it and the batches left (二(七))."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

import attrs

from random_inspection.domain.fields import Integer
from random_inspection.domain.validators import Kinds, check_part
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.rules.coverage_of_year.collisions import Limit, Priority, Resolution
from random_inspection.rules.coverage_of_year.terms import ClassTerms, order_problems, share_weights

NO_BATCH_FOR_IT = Message(
    "coverage-batches-too-few",
    "class {name!r} is inspected at least {minimum} times a year, and its inspections fall due in {batches} batches, of "
    "which each can hold one; plan more batches or lower the minimum",
    "“{name}”类每年至少检查{minimum}次，而可用批次只有{batches}个，每批最多一次；请增加批次或降低最低次数",
)
FLOOR_TOO_HIGH = Message(
    "coverage-floor-too-high",
    "the deterrence floor of class {name!r} is {floor} a batch, more than the {due} of a target not inspected yet; "
    "lower the floor to at most {most}",
    "“{name}”类的威慑概率为每批{floor}，高于尚未检查对象的{due}；请将威慑概率降至{most}以下",
)
SPARE_TOO_MANY = Message(
    "coverage-spare-too-many",
    "{spare} of {batches} batches are kept for visits that failed; at least one must be left to plan with",
    "{batches}个批次中有{spare}个留作补查；至少要留一个批次用于计划",
)
NO_SUCH_CLASS = Message(
    "coverage-class-unknown",
    "found the class {found!r}, expected one of {expected}; add it to the policy or classify the target again",
    "没有“{found}”类，应为{expected}之一；请在政策中增加该类，或重新分类",
)


@attrs.frozen(kw_only=True)
class Standing:
    """Where a target stands in its year: what the chance of the next batch depends on, besides its class.

    Attributes:
        inspected: how many times it was inspected.
        due: how many times it is still to be inspected, as far as the cap allows.
        room: how many times it may be inspected beyond that; None for no limit.
        blocked: how many more its minimum asks for, and the cap forbids: visits for other items used it up.
    """

    inspected: int
    due: int
    room: int | None
    blocked: int = 0

    @property
    def at_cap(self) -> bool:
        """Whether no inspection is allowed any more this year."""
        return self.due == 0 and self.room == 0

    def visited(self) -> Standing:
        """Return where it stands after one more visit: one that was due, or one that takes up room."""
        if self.due:
            return attrs.evolve(self, inspected=self.inspected + 1, due=self.due - 1)
        return attrs.evolve(self, inspected=self.inspected + 1, room=self.room - 1 if self.room else self.room)


@attrs.frozen(kw_only=True)
class Coverage:
    """Everybody at least once a year, nobody over the cap, nobody safe after a visit (clause 二(七)).

    Clause: 二(七) 频次

    原则上抽查频率每年不少于1次，力争尽快实现全覆盖，法律法规有其他规定的，从其规定. A target to which d inspections are due, with
    L batches left, is drawn in the next one with chance d/L. So the batches in which it is inspected are as good as
    drawn from all at once, everyone has the same chance in each of them, and nothing is due when they are over. A target
    to which nothing is due keeps the *deterrence floor* of its class in every batch, as long as the cap leaves room. The
    floor grows with the class's proportion or weight; the one that is stated is that of the lowest class that has one.

    Where rules collide the order is law, cap, minimum, floor (`Priority`).

    Attributes:
        classes: the classes by rising risk, with what each means for the draw.
        batches: how many batches the year has.
        floor: the chance of the lowest class in a batch when nothing is due; at most that of who is due.
        spare: batches at the end of the year in which nothing is planned to fall due, for visits that failed.
        laws: what laws say of the item.
        caps: the yearly caps.

    Raises:
        InvalidInput: classes that do not rise, a minimum above the cap or the number of batches, a floor too high.

    >>> low = ClassTerms(name="A", proportion=Fraction(1, 20), at_least=1, at_most=1)
    >>> high = ClassTerms(name="D", proportion=Fraction(1, 4), at_least=2, at_most=4)
    >>> rule = Coverage(classes=(low, high), batches=12, floor=Fraction(1, 100))
    >>> [str(rule.chance("D", rule.standing("D", inspected=times), number=7)) for times in (0, 1, 2, 4)]
    ['1/3', '1/6', '1/20', '0']
    >>> print(rule.bounds["A"].reasons[0].text())
    the deterrence floor is 0, not 1/100: of at most 1 a year 0 are used and 1 are still due
    """

    classes: tuple[ClassTerms, ...] = attrs.field(validator=Kinds(ClassTerms, least=1))
    batches: int = attrs.field(validator=Integer(1))
    floor: Fraction = attrs.field(default=Fraction(0), validator=check_part)
    spare: int = attrs.field(default=0, validator=Integer(0))
    laws: tuple[Limit, ...] = attrs.field(default=(), validator=Kinds(Limit))
    caps: tuple[Limit, ...] = attrs.field(default=(), validator=Kinds(Limit))
    floors: Mapping[str, Fraction] = attrs.field(init=False, repr=False, eq=False)
    bounds: Mapping[str, Resolution] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        refuse(order_problems(self.classes))
        if self.spare >= self.batches:
            refuse([SPARE_TOO_MANY.at(Where(path="spare"), spare=self.spare, batches=self.batches)])
        object.__setattr__(self, "floors", MappingProxyType(_floors(self.classes, self.floor)))
        bounds, problems = _bounds(self)
        refuse(problems + _floor_problems(self) + _number_problems(self, bounds))
        object.__setattr__(self, "bounds", MappingProxyType(bounds))

    @property
    def planned(self) -> int:
        """How many batches inspections fall due in."""
        return self.batches - self.spare

    def left(self, number: int) -> int:
        """Return in how many batches inspections still fall due, batch `number` (from 1) included; at least that one."""
        return max(1, self.planned - number + 1)

    def standing(self, name: str, *, inspected: int = 0, counted: int | None = None) -> Standing:
        """Return where a target of a class stands.

        Args:
            name: its class.
            inspected: how many times it was inspected this year, for the item that is planned.
            counted: how many of this year's visits count towards its cap, for whatever item; None: all those inspected.

        Raises:
            InvalidInput: there is no such class.
        """
        bounds = self._of(name)
        wanted = max(0, bounds.at_least - inspected)
        if bounds.at_most is None:
            return Standing(inspected=inspected, due=wanted, room=None)
        allowed = max(0, bounds.at_most - (inspected if counted is None else counted))
        due = min(wanted, allowed)
        return Standing(inspected=inspected, due=due, room=allowed - due, blocked=wanted - due)

    def chance(self, name: str, standing: Standing, number: int) -> Fraction:
        """Return the exact chance of a target in batch `number` (from 1): of its class, and where it stands.

        Raises:
            InvalidInput: there is no such class.
        """
        self._of(name)
        if standing.due:
            return min(Fraction(1), Fraction(standing.due, self.left(number)))
        return Fraction(0) if standing.room == 0 else self.floors[name]

    def _of(self, name: str) -> Resolution:
        if name not in self.bounds:
            expected = "、".join(one.name for one in self.classes)
            raise InvalidInput(NO_SUCH_CLASS.at(Where(path="register"), found=name, expected=expected))
        return self.bounds[name]


def _floors(classes: tuple[ClassTerms, ...], floor: Fraction) -> dict[str, Fraction]:
    """Return the floor of every class, in proportion to its measure; a class of measure 0 has none."""
    weights = share_weights(classes)
    return {one.name: floor * Fraction(weights.get(one.name, 0), min(weights.values(), default=1)) for one in classes}


def _bounds(rule: Coverage) -> tuple[dict[str, Resolution], list[Problem]]:
    """Return what holds for every class, once a year being the least; a class that allows none keeps its 0."""
    found, problems = {}, []
    for at, terms in enumerate(rule.classes):
        once = terms if terms.at_most == 0 else attrs.evolve(terms, at_least=max(1, terms.at_least))
        floor = min(Fraction(1), rule.floors[terms.name])
        try:
            found[terms.name] = Priority(laws=rule.laws, caps=rule.caps, floor=floor).resolve(once)
        except InvalidInput as error:
            for problem in error.problems:
                path = "laws" if problem.where.path == "laws" else f"classes[{at}].{problem.where.path}"
                problems.append(attrs.evolve(problem, where=Where(path=path)))
    return found, problems


def _floor_problems(rule: Coverage) -> list[Problem]:
    due = Fraction(1, rule.planned)
    return [
        FLOOR_TOO_HIGH.at(Where(path="floor"), name=name, floor=floor, due=due, most=rule.floor * due / floor)
        for name, floor in rule.floors.items()
        if floor > due
    ]


def _number_problems(rule: Coverage, bounds: Mapping[str, Resolution]) -> list[Problem]:
    return [
        NO_BATCH_FOR_IT.at(
            Where(path=f"classes[{at}].at_least"),
            name=terms.name,
            minimum=bounds[terms.name].at_least,
            batches=rule.planned,
        )
        for at, terms in enumerate(rule.classes)
        if terms.name in bounds and bounds[terms.name].at_least > rule.planned
    ]
