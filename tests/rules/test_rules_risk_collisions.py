from __future__ import annotations

from fractions import Fraction

import pytest

from random_inspection.domain.items import RatioBound
from random_inspection.errors import InvalidInput
from random_inspection.rules.coverage_of_year.collisions import Limit, Priority, within_ratio
from random_inspection.rules.coverage_of_year.terms import ClassTerms, order_problems, share_total, share_weights

TWICE_LAW = Limit(at_least=2, basis="《甲法》")
FOUR_LAW = Limit(at_least=4, basis="《丙法》")
ONCE_AT_MOST = Limit(at_most=1, basis="《乙法》")
CAP = Limit(at_most=2, basis="上限公告")
WIDER_CAP = Limit(at_most=3, basis="全省上限")
FLOOR = Fraction(1, 50)


def _terms(at_least: int, at_most: int | None = None) -> ClassTerms:
    return ClassTerms(name="D", weight=1, at_least=at_least, at_most=at_most)


@pytest.mark.clause("二(七) 从其规定")
@pytest.mark.parametrize(
    ("priority", "terms", "bounds", "reasons"),
    [
        (Priority(), _terms(1), (1, None), []),
        (Priority(), _terms(1, 3), (1, 3), []),
        (Priority(caps=(WIDER_CAP, CAP)), _terms(1), (1, 2), ["cap-limits"]),
        (Priority(caps=(CAP,)), _terms(1, 1), (1, 1), []),
        (Priority(laws=(TWICE_LAW,)), _terms(1), (2, None), ["law-raises-minimum"]),
        (Priority(laws=(TWICE_LAW,)), _terms(3), (3, None), []),
        (Priority(laws=(FOUR_LAW, TWICE_LAW), caps=(CAP,)), _terms(1), (4, 4), ["cap-limits", "law-lifts-cap", "law-raises-minimum"]),
        (Priority(laws=(FOUR_LAW,)), _terms(1, 2), (4, 4), ["law-lifts-cap", "law-raises-minimum"]),
        (Priority(laws=(ONCE_AT_MOST,), caps=(CAP,)), _terms(1), (1, 1), ["cap-limits", "law-limits"]),
        (Priority(laws=(ONCE_AT_MOST,)), _terms(2), (1, 1), ["law-limits", "law-lowers-minimum"]),
        (Priority(laws=(ONCE_AT_MOST,), caps=(CAP,)), _terms(3), (1, 1), ["cap-limits", "law-limits", "law-lowers-minimum"]),
    ],
)  # fmt: skip
def test_the_law_wins_over_the_cap_and_the_cap_over_the_minimum(
    priority: Priority, terms: ClassTerms, bounds: tuple[int, int | None], reasons: list[str]
) -> None:
    """What holds in a year follows the order law, cap, minimum, and every change is told."""
    found = priority.resolve(terms)
    assert (found.at_least, found.at_most) == bounds
    assert [reason.message.code for reason in found.reasons] == reasons
    assert all(reason.text("zh") and reason.text("en") for reason in found.reasons)


def test_a_minimum_above_its_cap_is_refused() -> None:
    """A class to be inspected three times under a cap of two is an error that names the cap, unless law asks for it."""
    with pytest.raises(InvalidInput) as caught:
        Priority(caps=(CAP,)).resolve(_terms(3))
    assert (caught.value.code, caught.value.problems[0].where.path) == ("minimum-above-cap", "at_least")
    assert "上限公告" in caught.value.text("zh")
    assert Priority(caps=(CAP,), laws=(FOUR_LAW,)).resolve(_terms(3)).at_least == 4


@pytest.mark.parametrize(
    ("inspected", "counted", "due", "room", "floor"),
    [(0, 0, 1, 1, FLOOR), (1, 1, 0, 1, FLOOR), (1, 0, 0, 2, FLOOR), (2, 2, 0, 0, 0), (3, 3, 0, 0, 0), (5, 1, 0, 1, FLOOR)],
)  # fmt: skip
def test_the_floor_is_what_the_cap_leaves_room_for(
    inspected: int, counted: int, due: int, room: int, floor: Fraction
) -> None:
    """An inspected target keeps its chance while the cap has room beyond what is due; else it is 0, and told."""
    found = Priority(caps=(CAP,), floor=FLOOR).resolve(_terms(1), inspected=inspected, counted=counted)
    assert (found.due, found.room, found.floor) == (due, room, floor)
    assert ("cap-leaves-no-room" in [reason.message.code for reason in found.reasons]) is (floor == 0)


def test_without_a_cap_there_is_always_room() -> None:
    """Where nothing limits the inspections of a year the floor stays, and no room is counted."""
    found = Priority(floor=FLOOR).resolve(_terms(1), inspected=7, counted=7)
    assert (found.room, found.floor, found.reasons) == (None, FLOOR, ())


@pytest.mark.clause("二(七) 从其规定")
def test_laws_that_contradict_are_for_a_person() -> None:
    """One law that asks for two and another that allows one cannot be resolved by a rule."""
    with pytest.raises(InvalidInput) as caught:
        Priority(laws=(TWICE_LAW, ONCE_AT_MOST)).resolve(_terms(1))
    assert caught.value.code == "laws-collide"


@pytest.mark.parametrize(("inspected", "counted"), [(1, 2), (0, -1)])
def test_no_more_can_count_than_there_were(inspected: int, counted: int) -> None:
    """Inspections that count towards the cap are some of all inspections."""
    with pytest.raises(InvalidInput) as caught:
        Priority().resolve(_terms(1), inspected=inspected, counted=counted)
    assert caught.value.code == "counted-more-than-inspected"


def test_a_limit_with_reversed_bounds_is_refused() -> None:
    """A law that asks for three and allows two is an error when it is written down."""
    with pytest.raises(InvalidInput) as caught:
        Limit(at_least=3, at_most=2, basis="《甲法》")
    assert caught.value.code == "bounds-reversed"


@pytest.mark.clause("二(七) 从其规定")
@pytest.mark.parametrize(
    ("bound", "wanted", "number", "codes"),
    [
        (RatioBound(verbatim="不低于3%", at_least=Fraction(3, 100)), 2, 4, ["ratio-raises-total"]),
        (RatioBound(verbatim="不低于3%", at_least=Fraction(3, 100)), 9, 9, []),
        (RatioBound(verbatim="不超过10%", at_most=Fraction(1, 10)), 20, 10, ["ratio-limits-total"]),
        (RatioBound(verbatim="100%", at_least=Fraction(1), at_most=Fraction(1)), 20, 101, ["ratio-raises-total"]),
        (RatioBound(verbatim="5%", at_least=Fraction(1, 20), at_most=Fraction(1, 20)), 20, 6, ["ratio-limits-total"]),
        (RatioBound(verbatim="根据实际情况确定"), 20, 20, []),
    ],
)
def test_the_ratio_of_the_list_bounds_the_whole_draw(
    bound: RatioBound, wanted: int, number: int, codes: list[str]
) -> None:
    """Of 101 targets as many are drawn as the list's ratio asks for and allows, and a change is told."""
    found = within_ratio(wanted, 101, bound)
    assert (found.number, [reason.message.code for reason in found.reasons]) == (number, codes)


def test_terms_are_shared_out_by_whole_weights() -> None:
    """Proportions become the smallest whole weights; a class that is never drawn takes no part."""
    parts = [("A", Fraction(0)), ("B", Fraction(1, 20)), ("C", Fraction(3, 40)), ("D", Fraction(1))]
    terms = [ClassTerms(name=name, proportion=part) for name, part in parts]
    assert share_weights(terms) == {"B": 2, "C": 3, "D": 40}
    assert share_weights([ClassTerms(name="A", weight=4), ClassTerms(name="D", weight=6)]) == {"A": 2, "D": 3}
    assert share_weights([ClassTerms(name="A", proportion=Fraction(0))]) == {}
    assert share_total(terms, {"B": 30, "C": 10, "Z": 1000}) == 3


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({}, "terms-one-measure"),
        ({"proportion": Fraction(1, 2), "weight": 1}, "terms-one-measure"),
        ({"proportion": Fraction(3, 2)}, "not-part"),
        ({"proportion": 0.5}, "not-part"),
        ({"weight": 0}, "not-integer"),
        ({"weight": 1, "at_least": 2, "at_most": 1}, "bounds-reversed"),
    ],
)
def test_terms_that_cannot_be_are_refused(members: dict[str, object], code: str) -> None:
    """A class has one measure, an exact one, and a minimum that is not above its maximum."""
    with pytest.raises(InvalidInput) as caught:
        ClassTerms(name="A", **members)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_no_classes_are_no_terms() -> None:
    """An empty list of classes is a finding of its own."""
    assert [problem.code for problem in order_problems([])] == ["terms-empty"]


def test_weights_do_not_say_how_many() -> None:
    """The total of a draw is not to be had from weights alone."""
    with pytest.raises(InvalidInput) as caught:
        share_total([_terms(1)], {"D": 5})
    assert caught.value.code == "terms-no-proportion"
