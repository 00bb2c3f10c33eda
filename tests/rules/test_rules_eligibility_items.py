from __future__ import annotations

import datetime as dt

import attrs
import pytest

from random_inspection.domain.items import InspectionItem
from random_inspection.domain.legal import LegalBasis, Repeal
from random_inspection.domain.targets import TargetKind
from random_inspection.errors import InvalidInput
from random_inspection.rules.admission.eligibility import Occasion, TargetRule
from random_inspection.rules.admission.listed_items import ForKind, InForce, Listed, WithBasis
from random_inspection.rules.grounds import Window
from random_inspection.rules.samples import DAY, ITEM, ITEMS, SHOP, WINDOW

GONE = Repeal(title="劳动法", since=DAY, source="主席令")


def _listed(item: InspectionItem = ITEM, *, until: dt.date | None = None) -> Listed:
    return Listed(items=attrs.evolve(ITEMS, items=(item,), in_force_to=until))


def _codes(rule: TargetRule, code: str = "劳动-01", window: Window = WINDOW) -> list[str]:
    return [ground.code for ground in rule.grounds(SHOP, code, Occasion(agency="人社局", window=window))]


@pytest.mark.clause("二(三) 清单")
def test_nothing_outside_of_the_list_is_inspected() -> None:
    """An item that is not in the list strikes a target out, whatever it is (二(三))."""
    assert _codes(InForce(listed=_listed())) == []
    assert _codes(InForce(listed=_listed()), "劳动-99") == ["item-not-listed"]


@pytest.mark.clause("二(二) 调整")
@pytest.mark.parametrize(
    ("first", "last", "in_force"),
    [((2026, 1, 1), (2026, 6, 30), True), ((2025, 12, 31), (2026, 1, 1), False), ((2026, 6, 30), (2026, 7, 1), False)],
)
def test_an_item_is_in_force_on_every_day_of_the_window(
    first: tuple[int, int, int], last: tuple[int, int, int], *, in_force: bool
) -> None:
    """The list begins on 1 January and the item ends on 30 June: both days are inside, one more is not (二(二))."""
    window = Window(first=dt.date(*first), last=dt.date(*last))
    rule = InForce(listed=_listed(attrs.evolve(ITEM, in_force_to=dt.date(2026, 6, 30))))
    assert _codes(rule, window=window) == ([] if in_force else ["item-not-in-force"])


@pytest.mark.clause("二(二) 调整")
def test_a_list_that_ends_takes_its_items_along() -> None:
    """The item itself has no end, the version of the list does (二(二))."""
    rule = InForce(listed=_listed(until=dt.date(2026, 3, 1)))
    [ground] = rule.grounds(SHOP, "劳动-01", Occasion(agency="人社局", window=WINDOW))
    assert (ground.code, ground.params["last"]) == ("item-not-in-force", dt.date(2026, 3, 1))


@pytest.mark.clause("二(三) 依据")
def test_an_item_without_legal_basis_is_refused_when_it_is_made() -> None:
    """凡法律法规规章未赋予监管职能的，不得列入清单: the value itself refuses, with its path (二(三))."""
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(ITEM, legal_bases=(LegalBasis(title="劳动法", grants_inspection=False),))
    assert [(one.code, one.where.path) for one in caught.value.problems] == [("item-without-power", "legal_bases")]


@pytest.mark.clause("二(二) 调整", "二(三) 依据")
def test_an_item_that_lost_its_basis_is_not_inspected_from_that_day_on() -> None:
    """The law changes before the list does: from the day of the repeal the power is gone (二(二), 二(三))."""
    rule = WithBasis(listed=_listed(), repeals=(GONE,))
    assert _codes(rule) == ["item-without-basis"]
    assert _codes(rule, window=Window.on(DAY - dt.timedelta(days=1))) == []


def test_one_basis_that_is_left_is_enough() -> None:
    """A repeal takes the power only when it takes the last basis that gave it; mere duties give none."""
    other = LegalBasis(title="劳动保障监察条例", article="第十条", grants_inspection=True)
    duty = LegalBasis(title="工资支付暂行规定", grants_inspection=False)
    listed = _listed(attrs.evolve(ITEM, legal_bases=(*ITEM.legal_bases, other, duty)))
    also = Repeal(title="劳动保障监察条例", article="第十条", since=DAY, source="国务院令")
    assert _codes(WithBasis(listed=listed, repeals=(GONE,))) == []
    assert _codes(WithBasis(listed=listed, repeals=(GONE, also))) == ["item-without-basis"]


def test_a_repeal_of_another_article_changes_nothing() -> None:
    """A repeal that names an article takes that one only; what is not listed is another rule's business."""
    rule = WithBasis(listed=_listed(), repeals=(attrs.evolve(GONE, article="第一条"),))
    assert _codes(rule) == []
    assert _codes(WithBasis(listed=_listed(), repeals=(GONE,)), "劳动-99") == []


@pytest.mark.clause("二(六) 范围")
def test_a_target_of_another_kind_is_out_of_scope() -> None:
    """An item about enterprises is not inspected at a site; an unlisted item has no kinds to compare with (二(六))."""
    rule, march = ForKind(listed=_listed()), Occasion(agency="人社局", window=WINDOW)
    site = attrs.evolve(SHOP, kind=TargetKind.SITE)
    assert [one.code for one in rule.grounds(site, "劳动-01", march)] == ["target-kind-out-of-scope"]
    assert _codes(rule) == []
    assert _codes(rule, "劳动-99") == []
