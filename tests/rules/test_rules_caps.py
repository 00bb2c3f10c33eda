from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import attrs
import pytest

from random_inspection.domain.items import Level
from random_inspection.rules.admission.caps import UNCOUNTED, LawFirst, Uncounted, YearlyCap
from random_inspection.rules.admission.eligibility import Occasion
from random_inspection.rules.admission.visits import Visit, Visits
from random_inspection.rules.coverage_of_year.ledger import Inspected, Ledger
from random_inspection.rules.grounds import Window
from random_inspection.rules.samples import SHOP, WINDOW

MARCH = Occasion(agency="人社局", window=WINDOW, level=Level.COUNTY)
HELD = Visit(
    visit_id="1",
    target_id="甲店",
    on=dt.date(2026, 1, 9),
    agencies=("人社局",),
    levels=(Level.COUNTY,),
    items=("劳动-01",),
)


def _codes(*visits: Visit, occasion: Occasion = MARCH, **cap: Any) -> list[str]:
    rule = YearlyCap(**{"at_most": 1, "source": "公告", "visits": Visits.of(visits), **cap})
    return [ground.code for ground in rule.grounds(SHOP, "劳动-01", occasion)]


def test_a_firm_at_its_cap_is_struck_out() -> None:
    """One inspection of at most one: no further one this year; of at most two there is room (二(七))."""
    assert _codes() == []
    assert _codes(HELD) == ["cap-reached"]
    assert _codes(HELD, at_most=2) == []


@pytest.mark.parametrize("cause", ["投诉举报", "转办交办", "数据监测等线索", "企业申请"])
def test_what_was_not_the_agencys_own_choice_does_not_count(cause: str) -> None:
    """The four causes that the national rule names do not count, and an inspection for one of them is not held up."""
    assert _codes(attrs.evolve(HELD, cause=cause)) == []
    assert _codes(HELD, occasion=attrs.evolve(MARCH, cause=cause)) == []


def test_every_cause_that_does_not_count_has_its_source() -> None:
    """They are data: an office that has another rule gives other causes, and all are named in the reason."""
    assert all(one.source == "国办发〔2024〕54号" for one in UNCOUNTED)
    own = (Uncounted(cause="专项整治", source="省令第1号"),)
    rescue = attrs.evolve(HELD, visit_id="2", cause="专项整治")
    assert _codes(attrs.evolve(HELD, cause="投诉举报"), uncounted=own) == ["cap-reached"]
    cap = YearlyCap(at_most=1, source="公告", visits=Visits.of([HELD, rescue]), uncounted=own)
    [ground] = cap.grounds(SHOP, "劳动-01", MARCH)
    assert ground.params["uncounted"] == "2026-01-09（2，专项整治，省令第1号）"


def test_a_cap_is_of_one_agency_one_firm_and_one_year() -> None:
    """Another agency's, another firm's and another year's inspections do not count."""
    assert _codes(attrs.evolve(HELD, agencies=("税务局",))) == []
    assert _codes(attrs.evolve(HELD, target_id="乙店")) == []
    assert _codes(attrs.evolve(HELD, on=dt.date(2025, 12, 31))) == []


def test_what_is_fixed_for_later_in_the_year_counts() -> None:
    """A visit that was drawn and not held yet uses up the cap, or the next draw would break it."""
    assert _codes(attrs.evolve(HELD, on=dt.date(2026, 12, 31))) == ["cap-reached"]


def test_a_window_over_new_year_asks_for_room_in_both_years() -> None:
    """An inspection may fall on either side, so the year without room speaks against it."""
    window = Window(first=dt.date(2025, 12, 20), last=dt.date(2026, 1, 10))
    over = attrs.evolve(MARCH, window=window)
    assert _codes(HELD, occasion=over) == ["cap-reached"]
    assert _codes(HELD, attrs.evolve(HELD, visit_id="2", on=window.first), occasion=over) == ["cap-reached"] * 2


def test_a_cap_of_an_item_speaks_against_that_item_only() -> None:
    """Only visits with the item count, and only the item is held up."""
    other = attrs.evolve(HELD, items=("劳动-02",))
    rule = YearlyCap(at_most=1, source="公告", visits=Visits.of([HELD]), item="劳动-01")
    assert [ground.code for ground in rule.grounds(SHOP, "劳动-01", MARCH)] == ["cap-of-item-reached"]
    assert list(rule.grounds(SHOP, "劳动-02", MARCH)) == []
    aside = attrs.evolve(rule, visits=Visits.of([other]))
    assert list(aside.grounds(SHOP, "劳动-01", MARCH)) == []


def test_a_total_counts_the_agencies_of_its_levels_together() -> None:
    """A county and a city inspection are two of a total over both levels; a province's is none of them."""
    city = attrs.evolve(HELD, visit_id="2", agencies=("市人社局",), levels=(Level.CITY,))
    province = attrs.evolve(HELD, visit_id="3", agencies=("省厅",), levels=(Level.PROVINCE,))
    both: dict[str, Any] = {"at_most": 2, "levels": (Level.COUNTY, Level.CITY)}
    assert _codes(HELD, city, **both) == ["cap-reached"]
    assert _codes(HELD, province, **both) == []
    assert _codes(HELD, city, occasion=attrs.evolve(MARCH, level=Level.PROVINCE), **both) == []


def test_a_joint_visit_is_one_visit() -> None:
    """Two agencies of two levels at once: once for each agency, and once for the total."""
    joint = attrs.evolve(HELD, agencies=("人社局", "市人社局"), levels=(Level.COUNTY, Level.CITY))
    assert _codes(joint) == ["cap-reached"]
    assert _codes(joint, at_most=2, levels=(Level.COUNTY, Level.CITY)) == []


def test_the_reason_lists_what_was_counted() -> None:
    """The firm concerned can check the count, day by day, against its own records."""
    cap = YearlyCap(at_most=1, source="人社局公告", visits=Visits.of([HELD]))
    [ground] = cap.grounds(SHOP, "劳动-01", MARCH)
    assert ground.text() == (
        "inspections by 人社局 in 2026: 1 of at most 1 (2026-01-09（1）); not counted: — [人社局公告]"
    )


def test_the_order_in_which_visits_were_recorded_does_not_matter() -> None:
    """Six orders of three visits, one reason: the count of a cap is a fact, not a diary."""
    visits = [attrs.evolve(HELD, visit_id=str(at), on=dt.date(2026, 1, 9 - at // 2)) for at in range(3)]
    caps = [YearlyCap(at_most=1, source="公告", visits=Visits.of(order)) for order in itertools.permutations(visits)]
    texts = {ground.text("zh") for cap in caps for ground in cap.grounds(SHOP, "劳动-01", MARCH)}
    assert texts == {
        "人社局2026年已检查3次（上限1次）：2026-01-08（2）、2026-01-09（0）、2026-01-09（1）；不计入：—［公告］"
    }


@pytest.mark.clause("二(七) 从其规定")
def test_a_cap_does_not_keep_off_what_a_law_asks_for() -> None:
    """Until the law's minimum of the year is reached the cap gives no reason; from then on it does."""
    held = [
        Inspected(day=dt.date(2026, 1, 9), target_id=SHOP.target_id, items=("劳动-01",), inspection=name)
        for name in "ab"
    ]
    cap = YearlyCap(at_most=1, source="公告", visits=Visits.of([HELD]))
    reasons = [
        [
            one.code
            for one in LawFirst(cap=cap, at_least=2, ledger=Ledger.of(held[:number])).grounds(SHOP, "劳动-01", MARCH)
        ]
        for number in range(3)
    ]
    assert reasons == [[], [], ["cap-reached"]]
