"""Laws of recusal: more interests never fewer pairs, and the order in which anything was recorded leaves no trace."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_inspection.domain.inspectors import Interest, InterestKind
from random_inspection.rules.admission.visits import Visit, Visits
from random_inspection.rules.grounds import Window
from random_inspection.rules.recusals.recusal import AllOf, AnyOf, RecusalRule, Recusals, Scene, recuse
from random_inspection.rules.recusals.recusal_rules import GrantedRequest, OnRequest, SameAddress, declared_interests
from random_inspection.rules.recusals.rotation import PairRotation, Rotation
from random_inspection.rules.samples import INSPECTOR, SHOP

NAMES, SHOPS, TAGS = ("甲", "乙", "丙"), ("一店", "二店", "三店", "四店"), ("东集团", "西集团")
TARGETS = tuple(
    attrs.evolve(SHOP, target_id=shop, tags=(TAGS[at % 2],), address=f"东街{at // 2}号")
    for at, shop in enumerate(SHOPS)
)
WINDOW = Window(first=dt.date(2026, 3, 1), last=dt.date(2026, 3, 31))

days = st.dates(dt.date(2022, 1, 1), dt.date(2027, 12, 31))
inspectors = st.sampled_from(NAMES)


@st.composite
def interests(draw: st.DrawFn) -> tuple[str, Interest]:
    """An inspector and an interest in a target or in a group, around the window."""
    since = draw(days)
    place = draw(
        st.one_of(
            st.sampled_from(SHOPS).map(lambda one: (one, None)), st.sampled_from(TAGS).map(lambda one: (None, one))
        )
    )
    one = Interest(
        kind=draw(st.sampled_from(InterestKind)),
        target_id=place[0],
        group=place[1],
        since=since,
        until=draw(st.none() | st.dates(since, dt.date(2028, 12, 31))),
        declared_by="本人",
        declared_on=since,
    )
    return draw(inspectors), one


visits = st.lists(
    st.builds(
        lambda target, on, people: (target, on, tuple(people)),
        st.sampled_from(SHOPS),
        days,
        st.lists(inspectors, unique=True, max_size=3),
    ),
    max_size=8,
).map(
    lambda found: [
        Visit(visit_id=str(at), target_id=target, on=on, agencies=("人社局",), inspectors=people)
        for at, (target, on, people) in enumerate(found)
    ]
)


def _rule(past: Sequence[Visit], *, every: bool) -> RecusalRule:
    declared = AnyOf(rules=declared_interests())
    request = GrantedRequest(
        target_id="一店",
        inspector_id="甲",
        requested_on=dt.date(2026, 1, 1),
        granted_on=dt.date(2026, 1, 2),
        granted_by="局长",
    )
    history = Visits.of(past)
    others = (
        SameAddress(rule=declared),
        Rotation(last=1, visits=history),
        PairRotation(last=2, visits=history),
        OnRequest(requests=(request,)),
    )
    if every:
        return AllOf(rules=(AnyOf(rules=(declared, others[0])), AnyOf(rules=others)))
    return AnyOf(rules=(declared, *others))


def _recused(
    rule: RecusalRule, declared: Sequence[tuple[str, Interest]], shuffle: random.Random | None = None
) -> Recusals:
    targets, names, own = list(TARGETS), list(NAMES), list(dict.fromkeys(declared))
    if shuffle is not None:
        for one in (targets, names, own):
            shuffle.shuffle(one)
    people = [
        attrs.evolve(INSPECTOR, inspector_id=name, interests=tuple(one for who, one in own if who == name))
        for name in names
    ]
    return recuse(rule, Scene.of(targets, people, WINDOW))


@pytest.mark.clause("二(五) 回避")
@given(declared=st.lists(interests(), max_size=8), more=interests(), past=visits, every=st.booleans())
def test_recusal_is_monotone_in_interests(
    declared: list[tuple[str, Interest]], more: tuple[str, Interest], past: list[Visit], *, every: bool
) -> None:
    """One more interest excludes every pair that was excluded before, and takes none of its reasons away."""
    rule = _rule(past, every=every)
    before = _recused(rule, declared)
    after = {(one.target_id, one.inspector_id): one.grounds for one in _recused(rule, [*declared, more]).pairs}
    for pair in before.pairs:
        grounds = after.get((pair.target_id, pair.inspector_id), ())
        assert all(ground in grounds for ground in pair.grounds)


@given(declared=st.lists(interests(), max_size=8), past=visits, shuffle=st.randoms(use_true_random=False))
def test_the_order_of_what_was_recorded_does_not_matter(
    declared: list[tuple[str, Interest]], past: list[Visit], shuffle: random.Random
) -> None:
    """Targets, inspectors, interests, visits and rules in any order give the same pairs with the same reasons."""
    rule = _rule(past, every=False)
    assert isinstance(rule, AnyOf)
    events = list(past)
    shuffle.shuffle(events)
    again = _rule(events, every=False)
    assert isinstance(again, AnyOf)
    turned = attrs.evolve(again, rules=tuple(reversed(again.rules)))
    assert _recused(turned, declared, shuffle).pairs == _recused(rule, declared).pairs


@given(declared=st.lists(interests(), max_size=8), past=visits)
def test_no_pair_is_excluded_without_a_reason(declared: list[tuple[str, Interest]], past: list[Visit]) -> None:
    """Every excluded pair has a reason with a clause that can be printed in both languages, and stands there once."""
    found = _recused(_rule(past, every=False), declared).pairs
    assert len({(one.target_id, one.inspector_id) for one in found}) == len(found)
    for pair in found:
        assert pair.grounds
        assert all(ground.clause and ground.text("en") and ground.text("zh") for ground in pair.grounds)


@given(declared=st.lists(interests(), max_size=8), past=visits)
def test_all_of_is_never_more_than_any_of(declared: list[tuple[str, Interest]], past: list[Visit]) -> None:
    """What every rule excludes is among what any of them excludes; of one rule both are the rule itself."""
    rules = (AnyOf(rules=declared_interests()), Rotation(last=2, visits=Visits.of(past)))
    both, either = _recused(AllOf(rules=rules), declared).pairs, _recused(AnyOf(rules=rules), declared).pairs
    assert {(one.target_id, one.inspector_id) for one in both} <= {(one.target_id, one.inspector_id) for one in either}
    assert _recused(AllOf(rules=rules[:1]), declared) == _recused(AnyOf(rules=rules[:1]), declared)
