from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import pytest

from random_inspection.errors import InvalidInput
from random_inspection.rules.coverage_of_year.collisions import Limit
from random_inspection.rules.coverage_of_year.coverage import Coverage, Standing
from random_inspection.rules.coverage_of_year.terms import ClassTerms

LOW = ClassTerms(name="A", weight=1, at_most=2)
HIGH = ClassTerms(name="D", weight=4, at_least=2, at_most=4)
RULE = Coverage(classes=(LOW, HIGH), batches=12, floor=Fraction(1, 100))


def _refused(**changes: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(RULE, **changes)
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


def test_once_a_year_is_due_to_everybody() -> None:
    """A class whose terms name no minimum is inspected once a year all the same (二(七))."""
    assert RULE.standing("A") == Standing(inspected=0, due=1, room=1)


def test_a_law_that_says_otherwise_wins() -> None:
    """A law that allows one inspection a year lowers the minimum of a class that wanted two."""
    rule = attrs.evolve(RULE, laws=(Limit(at_most=1, basis="某法第一条"),))
    assert rule.standing("D") == Standing(inspected=0, due=1, room=0)
    assert "某法第一条" in rule.bounds["D"].reasons[0].text("zh")


def test_what_is_due_is_shared_out_over_the_batches_left() -> None:
    """With d inspections due and L batches left the chance is d/L, and 1 where there is a batch for each only."""
    standing = RULE.standing("D")
    assert [RULE.chance("D", standing, number) for number in (1, 7, 11, 12)] == [
        Fraction(1, 6),
        Fraction(1, 3),
        1,
        1,
    ]


def test_the_floor_grows_with_the_weight() -> None:
    """The stated floor is that of the lowest class; a class of four times its weight keeps four times as much."""
    assert RULE.chance("A", RULE.standing("A", inspected=1), 12) == Fraction(1, 100)
    assert RULE.chance("D", RULE.standing("D", inspected=3), 1) == Fraction(4, 100)


def test_at_the_cap_the_chance_is_nothing() -> None:
    """Where the cap leaves no room the floor is 0."""
    standing = RULE.standing("D", inspected=4)
    assert standing.at_cap
    assert RULE.chance("D", standing, 5) == 0


def test_an_inspection_that_does_not_count_leaves_the_cap_alone() -> None:
    """After an inspection on a complaint nothing may be due, and the room is that of the whole cap."""
    assert RULE.standing("A", inspected=1, counted=0) == Standing(inspected=1, due=0, room=2)


def test_a_cap_used_up_by_other_items_goes_before_the_minimum() -> None:
    """What the minimum asks for and the cap forbids is not planned, and is kept to be told."""
    assert RULE.standing("D", inspected=0, counted=3) == Standing(inspected=0, due=1, room=0, blocked=1)
    assert RULE.standing("A", inspected=0, counted=2).at_cap


def test_without_a_cap_the_floor_never_ends() -> None:
    """A class without a maximum keeps its floor after every visit."""
    rule = attrs.evolve(RULE, classes=(LOW, attrs.evolve(HIGH, at_most=None)))
    standing = rule.standing("D", inspected=9).visited()
    assert standing == Standing(inspected=10, due=0, room=None)
    assert rule.chance("D", standing, 2) == rule.floors["D"]


def test_spare_batches_are_for_what_failed() -> None:
    """Nothing is planned to fall due in a spare batch, and what is still due then is drawn for certain."""
    rule = attrs.evolve(RULE, spare=2)
    assert rule.chance("A", rule.standing("A"), 1) == Fraction(1, 10)
    assert [rule.chance("A", rule.standing("A"), number) for number in (10, 11, 12)] == [1, 1, 1]


def test_a_class_of_proportion_nought_has_no_floor() -> None:
    """A class that the policy draws with proportion 0 is covered once, and then left alone."""
    none = ClassTerms(name="A", proportion=Fraction(0))
    rule = Coverage(classes=(none,), batches=4, floor=Fraction(1, 10))
    assert rule.chance("A", rule.standing("A"), 1) == Fraction(1, 4)
    assert rule.chance("A", rule.standing("A", inspected=1), 1) == 0


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"classes": (HIGH, LOW)}, ("terms-fall", "classes[1].weight")),
        ({"classes": ()}, ("list-empty", "classes")),
        ({"batches": 0}, ("not-integer", "batches")),
        ({"batches": 1}, ("coverage-batches-too-few", "classes[1].at_least")),
        ({"spare": 12}, ("coverage-spare-too-many", "spare")),
        ({"floor": Fraction(1, 12)}, ("coverage-floor-too-high", "floor")),
        ({"floor": 0.01}, ("not-part", "floor")),
        ({"caps": (Limit(at_most=1, basis="公告"),)}, ("minimum-above-cap", "classes[1].at_least")),
        (
            {"laws": (Limit(at_least=2, basis="甲法"), Limit(at_most=1, basis="乙法"))},
            ("laws-collide", "laws"),
        ),
    ],
)
def test_a_rule_that_cannot_be_is_refused(changes: dict[str, Any], found: tuple[str, str]) -> None:
    """What cannot hold together names its member."""
    assert found in _refused(**changes)


def test_the_highest_floor_that_is_possible_is_told() -> None:
    """A floor that is too high comes with the one that would do, and that one does."""
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(RULE, floor=Fraction(1, 12))
    assert caught.value.problems[0].params["most"] == Fraction(1, 48)
    assert attrs.evolve(RULE, floor=Fraction(1, 48)).floors["D"] == Fraction(1, 12)


def test_a_class_that_is_not_there_is_refused() -> None:
    """A class outside of the policy has no chance that could be told."""
    with pytest.raises(InvalidInput, match=r"register: found the class 'E', expected one of A、D"):
        RULE.standing("E")
