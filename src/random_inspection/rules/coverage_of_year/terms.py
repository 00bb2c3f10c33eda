"""What a risk class means for the draw: its part or weight, and how many inspections a year (clause 二(七))."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import attrs

from random_inspection.domain.fields import LARGEST_INTEGER, Integer
from random_inspection.domain.identifiers import check_identifier
from random_inspection.domain.validators import check_part, repeated, require_bounds
from random_inspection.errors import Message, Problem, Where, refuse

ONE_MEASURE = Message(
    "terms-one-measure",
    "a class has either a proportion or a weight, and here are {found}; give one of them",
    "每一类别填抽查比例或权重，二者填其一，现填了{found}项",
)
NO_PROPORTION = Message(
    "terms-no-proportion",
    "class {name!r} has a weight, which does not say how many are drawn; give a total, or proportions",
    "“{name}”类用的是权重，无法得出抽取数量；请给出总数，或改用抽查比例",
)
NO_CLASSES = Message("terms-empty", "there is no class; give at least one", "没有任何类别；至少要有一类")
MIXED = Message(
    "terms-mixed",
    "class {name!r} has a {found}, and class {first!r} has a {expected}; parts and weights cannot be compared: give "
    "every class the same",
    "“{name}”类用的是{found_zh}，而“{first}”类用的是{expected_zh}；比例与权重无法比较，请统一",
)
FALLS = Message(
    "terms-fall",
    "class {name!r} has {found}, less than class {lower!r} of lower risk ({expected}); a higher class never has a "
    "smaller chance: raise it, or correct the order of the classes, which rises from the lowest risk to the highest",
    "“{name}”类为{found}，小于风险较低的“{lower}”类（{expected}）；风险较高的类别机会不得更小：请调高，"
    "或更正类别顺序（由低风险到高风险）",
)
WEIGHT_RANGE = Message(
    "terms-weight-range",
    "the proportions as the smallest whole weights would give class {name!r} one over {most}, which no draw can carry; "
    "write rounder proportions",
    "各类比例化为最小整数权重后，“{name}”类的权重超过{most}，抽取无法使用；请改用较简单的比例",
)


@attrs.frozen(kw_only=True)
class ClassTerms:
    """How a risk class is drawn (clause 二(七)): 适时提高抽查比例和频次.

    A collection of classes is always ordered by rising risk: the first is the lowest, the last the highest.

    Attributes:
        name: the class, such as ``"D"``.
        proportion: the part of the class that is drawn, from 0 to 1; None where it has a weight.
        weight: its weight against the other classes of the draw, 1 or more; None where it has a proportion.
        at_least: the fewest inspections of one target a year (次/年).
        at_most: the most inspections of one target a year; None for no limit of the class.

    Raises:
        InvalidInput: neither or both of proportion and weight; a minimum above its maximum; a ratio that cannot be.

    >>> ClassTerms(name="D", proportion=Fraction(1, 2), weight=None, at_least=2, at_most=4).at_least
    2
    """

    name: str = attrs.field(validator=check_identifier)
    proportion: Fraction | None = attrs.field(default=None, validator=attrs.validators.optional(check_part))
    weight: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(1)))
    at_least: int = attrs.field(default=0, validator=Integer(0))
    at_most: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(0)))

    def __attrs_post_init__(self) -> None:
        given = sum(one is not None for one in (self.proportion, self.weight))
        refuse([] if given == 1 else [ONE_MEASURE.at(Where(path="proportion"), found=given)])
        require_bounds(self.at_least, self.at_most)

    @property
    def measure(self) -> Fraction:
        """Its proportion, or its weight: what its chance grows with."""
        return self.proportion if self.proportion is not None else Fraction(self.weight or 0)


def order_problems(terms: Sequence[ClassTerms], path: str = "classes") -> list[Problem]:
    """Return where classes, given by rising risk, would give a higher class a smaller chance than a lower one.

    Clause: 二(七) 加大力度

    Neither the measure nor the fewest or the most inspections a year may fall from a class to the next; all classes
    have a proportion, or all have a weight. The whole weights they come to have to fit into a draw.
    """
    if not terms:
        return [NO_CLASSES.at(Where(path=path))]
    problems = repeated(path, (one.name for one in terms))
    words = {False: ("proportion", "比例"), True: ("weight", "权重")}
    first = terms[0]
    for at, one in enumerate(terms):
        if (one.weight is None) != (first.weight is None):
            found, expected = words[one.weight is not None], words[first.weight is not None]
            problems.append(
                MIXED.at(
                    Where(path=f"{path}[{at}]"),
                    name=one.name,
                    first=first.name,
                    found=found[0],
                    expected=expected[0],
                    found_zh=found[1],
                    expected_zh=expected[1],
                )
            )
    if not problems:
        problems = [*_falls(terms, path), *_too_heavy(terms, path)]
    return problems


def _too_heavy(terms: Sequence[ClassTerms], path: str) -> Iterable[Problem]:
    weights = _weights(terms)
    for at, one in enumerate(terms):
        if weights.get(one.name, 0) > LARGEST_INTEGER:
            yield WEIGHT_RANGE.at(Where(path=f"{path}[{at}].proportion"), name=one.name, most=LARGEST_INTEGER)


def _falls(terms: Sequence[ClassTerms], path: str) -> Iterable[Problem]:
    for at, (lower, one) in enumerate(itertools.pairwise(terms), start=1):
        measure = "proportion" if one.weight is None else "weight"
        for member, found, expected in (
            (measure, one.measure, lower.measure),
            ("at_least", one.at_least, lower.at_least),
            ("at_most", one.at_most, lower.at_most),
        ):
            if found is not None and (expected is None or found < expected):
                where, limit = Where(path=f"{path}[{at}].{member}"), "∞" if expected is None else expected
                yield FALLS.at(where, name=one.name, found=found, lower=lower.name, expected=limit)


def share_weights(terms: Sequence[ClassTerms]) -> dict[str, int]:
    """Return the smallest whole weights in proportion to the measures, by class; classes of measure 0 are left out.

    Given to the strata of one share of a draw they make the chance of a class grow with its measure, whatever the
    sizes of the classes. Proportions that were rounded class by class would not: 5 % of one firm is one firm.

    Raises:
        InvalidInput: as for `order_problems`.

    >>> share_weights([ClassTerms(name=n, proportion=Fraction(p, 100)) for n, p in [("A", 5), ("B", 10), ("D", 50)]])
    {'A': 1, 'B': 2, 'D': 10}
    """
    refuse(order_problems(terms))
    return _weights(terms)


def _weights(terms: Sequence[ClassTerms]) -> dict[str, int]:
    drawn = [one for one in terms if one.measure]
    under = math.lcm(*(one.measure.denominator for one in drawn))
    over = [int(one.measure * under) for one in drawn]
    common = math.gcd(*over)
    return {one.name: weight // common for one, weight in zip(drawn, over, strict=True)}


def share_total(terms: Sequence[ClassTerms], sizes: Mapping[str, int]) -> int:
    """Return how many are drawn in all where classes with proportions have these sizes, rounded up.

    Args:
        terms: the classes by rising risk, all with proportions.
        sizes: the number of targets by class; a class left out has none.

    Raises:
        InvalidInput: a class has a weight; weights do not say how many are drawn.

    >>> terms = [ClassTerms(name="A", proportion=Fraction(1, 20)), ClassTerms(name="D", proportion=Fraction(1, 2))]
    >>> share_total(terms, {"A": 30, "D": 3})
    3
    """
    refuse([NO_PROPORTION.at(Where(path="proportion"), name=one.name) for one in terms if one.proportion is None])
    return math.ceil(sum((one.proportion or 0) * sizes.get(one.name, 0) for one in terms))
