from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

from random_inspection.domain.draws import ExcludedPair
from random_inspection.domain.inspectors import Inspector, Interest, InterestKind
from random_inspection.domain.targets import Target
from random_inspection.errors import InvalidInput
from random_inspection.rules.grounds import Window
from random_inspection.rules.recusals.recusal import AllOf, AnyOf, RecusalRule, Recusals, Scene, recuse
from random_inspection.rules.recusals.recusal_rules import (
    GrantedRequest,
    InterestInGroup,
    InterestInTarget,
    OnRequest,
    SameAddress,
    declared_interests,
)
from random_inspection.rules.samples import INSPECTOR, SHOP, WINDOW

KIN = Interest(
    kind=InterestKind.RELATIVE,
    target_id="甲店",
    since=dt.date(2020, 1, 1),
    declared_by="本人",
    declared_on=dt.date(2026, 1, 5),
)
TWIN = attrs.evolve(SHOP, target_id="乙店", name="乙店", tags=())
REQUEST = GrantedRequest(
    target_id="甲店",
    inspector_id="李某",
    requested_on=dt.date(2026, 2, 1),
    granted_on=dt.date(2026, 2, 3),
    granted_by="局长",
)
DECLARED = AnyOf(rules=declared_interests())


def _with(*interests: Interest, inspector_id: str = "李某") -> Inspector:
    return attrs.evolve(INSPECTOR, inspector_id=inspector_id, interests=interests)


def _recused(
    rule: RecusalRule, *interests: Interest, targets: tuple[Target, ...] = (SHOP, TWIN), window: Window = WINDOW
) -> Recusals:
    return recuse(rule, Scene.of(targets, [_with(*interests), _with(inspector_id="王某")], window))


def _pairs(recusals: Recusals) -> dict[tuple[str, str], list[str]]:
    return {(one.target_id, one.inspector_id): [ground.code for ground in one.grounds] for one in recusals.pairs}


@pytest.mark.clause("二(五) 回避")
@pytest.mark.parametrize("kind", InterestKind)
def test_an_interest_of_every_kind_recuses(kind: InterestKind) -> None:
    """近亲属, 持股或出资, 曾任职, 合同或债务 and 其他 alike, in a target and in a group (二(五))."""
    one = attrs.evolve(KIN, kind=kind)
    assert _pairs(_recused(DECLARED, one)) == {("甲店", "李某"): ["interest-declared"]}
    group = attrs.evolve(one, target_id=None, group="甲集团")
    assert _pairs(_recused(DECLARED, group)) == {("甲店", "李某"): ["interest-in-group"]}


@pytest.mark.clause("二(五) 回避")
def test_an_excluded_pair_has_all_reasons_with_their_clauses() -> None:
    """Kin in the firm, a share in its group, and a granted request: three reasons in both languages."""
    share = attrs.evolve(KIN, kind=InterestKind.INVESTMENT, target_id=None, group="甲集团")
    rule = AnyOf(rules=(*declared_interests(), OnRequest(requests=(REQUEST,))))
    [pair] = _recused(rule, KIN, share).pairs
    assert [ground.code for ground in pair.grounds] == ["interest-declared", "interest-in-group", "recusal-granted"]
    assert {ground.clause for ground in pair.grounds} == {"二(五)", "行政处罚法第四十三条"}
    assert all(ground.text("en") != ground.text("zh") for ground in pair.grounds)


@pytest.mark.parametrize(
    ("since", "until", "recused"),
    [
        ((2026, 3, 2), None, True),
        ((2026, 3, 3), None, False),
        ((2020, 1, 1), (2026, 3, 2), True),
        ((2020, 1, 1), (2026, 3, 1), False),
    ],
)
def test_an_interest_counts_on_its_first_and_last_day(
    since: tuple[int, int, int], until: tuple[int, int, int] | None, *, recused: bool
) -> None:
    """One day of the window in the time of the interest is enough, and one day beside it is not."""
    one = attrs.evolve(KIN, since=dt.date(*since), until=until and dt.date(*until))
    assert bool(_recused(DECLARED, one).pairs) is recused


@pytest.mark.parametrize(("day", "recused"), [(dt.date(2027, 6, 30), True), (dt.date(2027, 7, 1), False)])
def test_former_employment_counts_for_three_years_more(day: dt.date, *, recused: bool) -> None:
    """Who left on 30 June 2024 may come back on 1 July 2027, to the firm and to its group."""
    job = attrs.evolve(KIN, kind=InterestKind.FORMER_EMPLOYMENT, until=dt.date(2024, 6, 30))
    group = attrs.evolve(job, target_id=None, group="甲集团")
    assert bool(_recused(DECLARED, job, window=Window.on(day)).pairs) is recused
    assert bool(_recused(DECLARED, group, window=Window.on(day)).pairs) is recused


def test_a_group_is_every_target_with_its_tag() -> None:
    """Kin in a group recuses from all its firms, and from no other."""
    group = attrs.evolve(KIN, target_id=None, group="乙集团")
    many = tuple(attrs.evolve(SHOP, target_id=str(at), tags=("乙集团",) if at % 2 else ()) for at in range(6))
    rule = InterestInGroup(kind=InterestKind.RELATIVE)
    assert list(_pairs(_recused(rule, group, targets=many))) == [("1", "李某"), ("3", "李某"), ("5", "李某")]


@pytest.mark.clause("二(五) 回避")
def test_the_same_address_recuses_too() -> None:
    """Two firms of one owner at one address: an interest in one recuses from the other, and says through which."""
    rule = AnyOf(rules=(DECLARED, SameAddress(rule=DECLARED)))
    found = _recused(rule, KIN)
    assert _pairs(found) == {("乙店", "李某"): ["same-address"], ("甲店", "李某"): ["interest-declared"]}
    reason = found.pairs[0].grounds[0]
    assert "甲店" in reason.text("zh")
    assert "近亲属" in reason.text("zh")
    nowhere = (attrs.evolve(SHOP, address=None), attrs.evolve(TWIN, address=None))
    assert list(_pairs(_recused(rule, KIN, targets=nowhere))) == [("甲店", "李某")]


@pytest.mark.clause("二(五) 回避")
def test_a_granted_request_counts_in_its_time() -> None:
    """From the day it was granted to its last day (行政处罚法第四十三条)."""
    request = attrs.evolve(REQUEST, until=dt.date(2026, 3, 31))
    rule = OnRequest(requests=(request,))
    days = [dt.date(2026, 2, 2), dt.date(2026, 2, 3), dt.date(2026, 3, 31), dt.date(2026, 4, 1)]
    assert [len(_recused(rule, window=Window.on(day)).pairs) for day in days] == [0, 1, 1, 0]


def test_any_of_joins_and_all_of_intersects() -> None:
    """One reason is enough for the one; the other asks every rule, and keeps the reasons of all."""
    request = attrs.evolve(REQUEST, target_id="乙店")
    rules = (InterestInTarget(kind=InterestKind.RELATIVE), OnRequest(requests=(REQUEST, request)))
    assert _pairs(_recused(AnyOf(rules=rules), KIN)) == {
        ("乙店", "李某"): ["recusal-granted"],
        ("甲店", "李某"): ["interest-declared", "recusal-granted"],
    }
    assert _pairs(_recused(AllOf(rules=rules), KIN)) == {("甲店", "李某"): ["interest-declared", "recusal-granted"]}


@pytest.mark.parametrize("rule", [AnyOf, AllOf])
def test_an_empty_rule_refuses(rule: Any) -> None:
    """Nobody recused, or everybody: an empty rule means neither, so it cannot be made."""
    with pytest.raises(InvalidInput) as caught:
        rule(rules=())
    assert [(one.code, one.where.path) for one in caught.value.problems] == [("rules-empty", "rules")]


def test_what_matches_nobody_is_said() -> None:
    """A slip in an interest or a request would leave somebody unrecused, so a person looks at it."""
    typo = attrs.evolve(KIN, target_id="申店")
    group = attrs.evolve(KIN, target_id=None, group="丁集团")
    rule = AnyOf(rules=(*declared_interests(), OnRequest(requests=(attrs.evolve(REQUEST, inspector_id="赵某"),))))
    found = _recused(rule, typo, KIN, group)
    assert list(_pairs(found)) == [("甲店", "李某")]
    assert [(one.code, one.where.path) for one in found.notes] == [
        ("recusal-matches-nothing", "interests[0].target_id"),
        ("recusal-matches-nothing", "interests[2].group"),
        ("recusal-pair-unknown", None),
    ]
    assert all("李某" in one.text("zh") or "赵某" in one.text("zh") for one in found.notes)


def test_a_code_in_small_letters_is_the_same_firm() -> None:
    """Interests are typed by people; a USCC counts in its canonical form."""
    firm = attrs.evolve(SHOP, target_id="91990725MA0TNJQJ11")
    typed = attrs.evolve(KIN, target_id="91990725ma0tnjqj11")
    request = attrs.evolve(REQUEST, target_id="91990725ma0tnjqj11")
    rule = AnyOf(rules=(*declared_interests(), OnRequest(requests=(request,))))
    found = _recused(rule, typed, targets=(firm,))
    assert _pairs(found) == {(firm.target_id, "李某"): ["interest-declared", "recusal-granted"]}
    assert found.notes == ()


def test_the_roster_gets_the_pairs_of_its_frame() -> None:
    """Pairs whose target was struck out do not enter the roster, without reasons the others do."""
    rule = AnyOf(rules=(DECLARED, SameAddress(rule=DECLARED)))
    found = _recused(rule, KIN)
    assert found.excluded(["甲店"]) == (ExcludedPair(target_id="甲店", inspector_id="李某"),)
    assert found.excluded({"甲店", "乙店"}) == tuple(sorted(found.excluded(frozenset({"甲店", "乙店"}))))


def test_an_interest_that_ends_before_it_begins_is_refused() -> None:
    """It would recuse from nothing: an error at the field, for requests that were granted as well."""
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(KIN, until=dt.date(2019, 12, 31))
    assert [(one.code, one.where.path) for one in caught.value.problems] == [("dates-reversed", "until")]
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(REQUEST, granted_on=dt.date(2026, 1, 31), until=dt.date(2026, 1, 30))
    assert [one.where.path for one in caught.value.problems] == ["granted_on", "until"]


def test_nobody_stands_twice_in_a_directory() -> None:
    """Which of two entries with one identifier has the interest cannot be guessed."""
    with pytest.raises(InvalidInput, match=r"targets\[1\]"):
        Scene.of([SHOP, SHOP], [INSPECTOR], WINDOW)
    with pytest.raises(InvalidInput, match=r"inspectors\[1\]"):
        Scene.of([SHOP], [INSPECTOR, _with(KIN)], WINDOW)
