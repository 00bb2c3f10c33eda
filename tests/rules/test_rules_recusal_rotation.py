from __future__ import annotations

import datetime as dt
import itertools
import random

import attrs
import pytest

from random_inspection.rules.admission.visits import Visit, Visits
from random_inspection.rules.grounds import Window
from random_inspection.rules.recusals.recusal import AnyOf, RecusalRule, Scene, recuse
from random_inspection.rules.recusals.recusal_rules import SameAddress
from random_inspection.rules.recusals.rotation import PairRotation, Rotation
from random_inspection.rules.samples import INSPECTOR, SHOP, WINDOW

NAMES = "甲乙丙丁戊"


def _visit(at: int, *inspectors: str, on: dt.date | None = None) -> Visit:
    day = on or dt.date(2025, 1, 1) + dt.timedelta(days=30 * at)
    return Visit(visit_id=str(at), target_id="甲店", on=day, agencies=("人社局",), inspectors=inspectors)


def _away(rule: RecusalRule, names: str = NAMES, window: Window = WINDOW) -> set[str]:
    people = [attrs.evolve(INSPECTOR, inspector_id=name) for name in names]
    return {one.inspector_id for one in recuse(rule, Scene.of([SHOP], people, window)).pairs}


@pytest.mark.clause("二(五) 回避")
def test_who_was_there_in_the_last_inspections_stays_away() -> None:
    """Of three inspections the last one, the last two, all: who was there before that comes again."""
    visits = Visits.of([_visit(1, "甲"), _visit(2, "乙"), _visit(3, "丙", "丁")])
    assert _away(Rotation(last=1, visits=visits)) == {"丙", "丁"}
    assert _away(Rotation(last=2, visits=visits)) == {"乙", "丙", "丁"}
    assert _away(Rotation(last=9, visits=visits)) == {"甲", "乙", "丙", "丁"}


def test_inspections_on_or_after_the_first_day_are_not_past() -> None:
    """What is fixed for later does not push an earlier inspection out of the last ones."""
    later = _visit(9, "乙", on=WINDOW.first)
    assert _away(Rotation(last=1, visits=Visits.of([_visit(1, "甲"), later]))) == {"甲"}


def test_gone_targets_and_inspectors_are_passed_over() -> None:
    """Visits are kept for ever, directories change; what is gone needs no recusal, and a target that is, is noted once."""
    visits = Visits.of([_visit(1, "甲", "赵"), attrs.evolve(_visit(2, "乙"), target_id="旧店")])
    people = [attrs.evolve(INSPECTOR, inspector_id=name) for name in "甲乙"]
    found = recuse(Rotation(last=1, visits=visits), Scene.of([SHOP], people, WINDOW))
    assert [(one.target_id, one.inspector_id) for one in found.pairs] == [("甲店", "甲")]
    rule = AnyOf(rules=(SameAddress(rule=Rotation(last=1, visits=visits)), PairRotation(last=1, visits=visits)))
    for notes in (found.notes, recuse(rule, Scene.of([SHOP], people, WINDOW)).notes):
        assert [(one.code, one.where.path) for one in notes] == [("visit-target-unknown", "visits['旧店']")]
    assert _away(PairRotation(last=1, visits=visits), names="甲乙") == set()


def test_the_one_who_was_there_oftener_stays_away() -> None:
    """乙 was there twice, with 甲 and with 丙: 乙 stays away from it, and both others may come."""
    visits = Visits.of([_visit(1, "甲", "乙"), _visit(2, "乙", "丙")])
    assert _away(PairRotation(last=2, visits=visits)) == {"乙"}


def test_no_pair_of_the_last_inspections_can_come_again_and_not_all_stay_away() -> None:
    """Over 500 histories with teams of one to four: every pair is broken, nobody who was alone there is recused."""
    chance = random.Random(2026)
    for _ in range(500):
        visits = [_visit(at, *chance.sample(NAMES, chance.randint(1, 4))) for at in range(4)]
        last = chance.randint(1, 4)
        away = _away(PairRotation(last=last, visits=Visits.of(visits)))
        recent = visits[-last:]
        pairs = {pair for visit in recent for pair in itertools.combinations(sorted(visit.inspectors), 2)}
        assert all(away & set(pair) for pair in pairs)
        assert away <= {one for pair in pairs for one in pair}
        assert {one for visit in recent for one in visit.inspectors} - away


def test_between_equals_the_target_decides_and_not_the_order_of_names() -> None:
    """Over 200 targets either of two stays away from about half, so that nobody is always the one."""
    people = [attrs.evolve(INSPECTOR, inspector_id=name) for name in ("甲", "乙")]
    shops = [attrs.evolve(SHOP, target_id=f"店{at}") for at in range(200)]
    visits = [
        attrs.evolve(_visit(at, "乙", "甲", on=dt.date(2025, 5, 6)), target_id=shop.target_id)
        for at, shop in enumerate(shops)
    ]
    found = recuse(PairRotation(last=1, visits=Visits.of(visits)), Scene.of(shops, people, WINDOW))
    assert len(found.pairs) == 200
    assert 70 <= sum(one.inspector_id == "甲" for one in found.pairs) <= 130


def test_the_reason_names_the_partners_and_the_visit() -> None:
    """Who stays away is told which inspection it was, with whom, and why not the other."""
    people = [attrs.evolve(INSPECTOR, inspector_id=name) for name in "甲乙丙"]
    visits = Visits.of([_visit(1, "甲", "乙"), _visit(2, "乙", "丙")])
    [one] = recuse(PairRotation(last=2, visits=visits), Scene.of([SHOP], people, WINDOW)).pairs
    assert [ground.params["partners"] for ground in one.grounds] == ["甲", "丙"]
    assert all(ground.clause == "二(五)" and "2次" in ground.text("zh") for ground in one.grounds)
