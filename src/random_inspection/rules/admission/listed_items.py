"""What may be inspected at all: the item is in the list in force, has its power still, and fits the target (二(三))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

import attrs

from random_inspection.domain.items import InspectionItem, ItemList
from random_inspection.domain.legal import Repeal
from random_inspection.domain.targets import Target
from random_inspection.domain.validators import Kind, Kinds
from random_inspection.errors import Message
from random_inspection.rules.admission.eligibility import Occasion
from random_inspection.rules.grounds import Ground

NOT_LISTED = Message(
    "item-not-listed",
    "the item {item} is not in the list {version}; nothing outside of the list may be inspected",
    "事项{item}不在清单{version}内；清单之外不得检查",
)
NOT_IN_FORCE = Message(
    "item-not-in-force",
    "the item {item} of the list {version} is in force from {first} to {last}, not in the whole of {window}",
    "清单{version}的事项{item}自{first}至{last}有效，未涵盖{window}",
)
REPEALED = Message(
    "item-without-basis",
    "no legal basis that gives the power to inspect is left to the item {item}: {repeals}",
    "事项{item}已无赋予检查权的依据：{repeals}",
)
WRONG_KIND = Message(
    "target-kind-out-of-scope",
    "it is of the kind {found}, and the item {item} is about {expected}",
    "对象类型为{found}，事项{item}适用于{expected}",
)


@attrs.frozen(kw_only=True)
class Listed:
    """A version of the list of items, by code.

    Attributes:
        items: the version.

    >>> from random_inspection.rules.samples import ITEMS
    >>> Listed(items=ITEMS).get("劳动-01").name
    '工资支付情况'
    """

    items: ItemList = attrs.field(validator=Kind(ItemList))
    _by_code: Mapping[str, InspectionItem] = attrs.field(init=False, repr=False, eq=False)

    @_by_code.default
    def _index(self) -> Mapping[str, InspectionItem]:
        return {item.code: item for item in self.items.items}

    def get(self, code: str) -> InspectionItem | None:
        """Return the item with this code; None where there is none."""
        return self._by_code.get(code)


@attrs.frozen(kw_only=True)
class InForce:
    """Nothing outside of the list of items in force can be inspected (抽查事项清单, clauses 二(二) and 二(三)).

    Clause: 二(二) 调整, 二(三) 清单

    List and item are in force on every day of the window.

    Attributes:
        listed: the list.

    >>> from random_inspection.rules.samples import ITEMS, SHOP, WINDOW
    >>> march = Occasion(agency="人社局", window=WINDOW)
    >>> [ground.text("zh") for ground in InForce(listed=Listed(items=ITEMS)).grounds(SHOP, "消防-09", march)]
    ['事项消防-09不在清单2026-1内；清单之外不得检查［二(三)］']
    """

    listed: Listed = attrs.field(validator=Kind(Listed))

    def grounds(self, target: Target, item: str, occasion: Occasion) -> Iterator[Ground]:  # noqa: ARG002
        """Yield that the item is not listed, or when it is in force where that is not the whole window."""
        found = self.listed.get(item)
        version = self.listed.items.version
        if found is None:
            yield Ground(message=NOT_LISTED, clause="二(三)", params={"item": item, "version": version})
            return
        first = max(found.in_force_from, self.listed.items.in_force_from)
        ends = [end for end in (found.in_force_to, self.listed.items.in_force_to) if end is not None]
        last = min(ends, default=None)
        if not occasion.window.within(first, last):
            params = {
                "item": item,
                "version": version,
                "first": first,
                "last": last or "—",
                "window": occasion.window.text(),
            }
            yield Ground(message=NOT_IN_FORCE, clause="二(二)", params=params)


@attrs.frozen(kw_only=True)
class WithBasis:
    """An item without a legal basis that gives the power to inspect cannot be inspected (clause 二(三)).

    Clause: 二(二) 调整, 二(三) 依据

    The list refuses an item without one when it is made; this finds the ones that lost it since, to the window's last
    day. What is not listed is the business of `InForce`.

    Attributes:
        listed: the list.
        repeals: the provisions that fell away.

    >>> from random_inspection.rules.samples import DAY, ITEMS, SHOP, WINDOW
    >>> rule = WithBasis(listed=Listed(items=ITEMS), repeals=(Repeal(title="劳动法", since=DAY, source="主席令"),))
    >>> [ground.text("zh") for ground in rule.grounds(SHOP, "劳动-01", Occasion(agency="人社局", window=WINDOW))]
    ['事项劳动-01已无赋予检查权的依据：劳动法（2026-03-02，主席令）［二(三)］']
    """

    listed: Listed = attrs.field(validator=Kind(Listed))
    repeals: tuple[Repeal, ...] = attrs.field(validator=Kinds(Repeal))

    def grounds(self, target: Target, item: str, occasion: Occasion) -> Iterator[Ground]:  # noqa: ARG002
        """Yield the repeals that took every basis of the item that gave the power."""
        found = self.listed.get(item)
        if found is not None:
            yield from basis_grounds(found, self.repeals, occasion.window.last)


def basis_grounds(item: InspectionItem, repeals: Collection[Repeal], on: dt.date) -> Iterator[Ground]:
    """Yield the repeals that took every basis of an item that gave the power to inspect, by the day `on`."""
    powers = [basis for basis in item.legal_bases if basis.grants_inspection]
    took = [[one for one in repeals if one.takes(basis, on)] for basis in powers]
    if all(took):
        gone = {f"{one.title}{one.article or ''}（{one.since}，{one.source}）": None for some in took for one in some}
        yield Ground(message=REPEALED, clause="二(三)", params={"item": item.code, "repeals": "；".join(gone)})


@attrs.frozen(kw_only=True)
class ForKind:
    """A target of a kind that the item is not about is out of scope (抽查对象, clause 二(六)).

    Clause: 二(六) 范围

    Attributes:
        listed: the list.

    >>> from random_inspection.domain.targets import TargetKind
    >>> from random_inspection.rules.samples import ITEMS, SHOP, WINDOW
    >>> site = attrs.evolve(SHOP, kind=TargetKind.SITE)
    >>> rule, march = ForKind(listed=Listed(items=ITEMS)), Occasion(agency="人社局", window=WINDOW)
    >>> [ground.text("zh") for ground in rule.grounds(site, "劳动-01", march)]
    ['对象类型为场所，事项劳动-01适用于企业［二(六)］']
    """

    listed: Listed = attrs.field(validator=Kind(Listed))

    def grounds(self, target: Target, item: str, occasion: Occasion) -> Iterator[Ground]:  # noqa: ARG002
        """Yield its kind where the item is about others."""
        found = self.listed.get(item)
        if found is not None and target.kind not in found.target_kinds:
            params = {"found": target.kind, "item": item, "expected": "、".join(found.target_kinds)}
            yield Ground(message=WRONG_KIND, clause="二(六)", params=params)
