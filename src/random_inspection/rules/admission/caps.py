"""How often one firm may be inspected in a year, and which inspections do not count (年度频次上限)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from random_inspection.domain.fields import Integer, check_line
from random_inspection.domain.identifiers import check_identifier
from random_inspection.domain.items import Level
from random_inspection.domain.targets import Target
from random_inspection.domain.validators import Kind, Kinds
from random_inspection.errors import Message
from random_inspection.rules.admission.eligibility import Occasion, TargetRule
from random_inspection.rules.admission.visits import Visit, Visits
from random_inspection.rules.coverage_of_year.ledger import Ledger
from random_inspection.rules.grounds import Ground

CAPPED = Message(
    "cap-reached",
    "inspections by {who} in {year}: {count} of at most {limit} ({counted}); not counted: {uncounted}",
    "{who}{year}年已检查{count}次（上限{limit}次）：{counted}；不计入：{uncounted}",
)
CAPPED_ITEM = Message(
    "cap-of-item-reached",
    "inspections of {item} by {who} in {year}: {count} of at most {limit} ({counted}); not counted: {uncounted}",
    "{who}{year}年已就{item}检查{count}次（上限{limit}次）：{counted}；不计入：{uncounted}",
)


@attrs.frozen(kw_only=True)
class Uncounted:
    """A cause whose inspections do not count towards a cap.

    Attributes:
        cause: the cause, as visits have it.
        source: the document that says so.
    """

    cause: str = attrs.field(validator=check_line)
    source: str = attrs.field(validator=check_line)


UNCOUNTED = tuple(
    Uncounted(cause=cause, source="国办发〔2024〕54号")
    for cause in ("投诉举报", "转办交办", "数据监测等线索", "企业申请")
)
"""The causes that do not count by the national rule."""


@attrs.frozen(kw_only=True)
class YearlyCap:
    """One agency inspects one firm at most so often in a calendar year (年度频次上限, 国办发〔2024〕54号; clause 二(七)).

    A visit with several items, or of several agencies, is one visit. What was held and what is fixed to be held count
    alike. An occasion whose own cause does not count is not held up by the cap.

    Attributes:
        at_most: how many visits a year.
        source: the document that publishes the cap.
        visits: the inspections of all agencies.
        item: the item that the cap is about; None for all together.
        levels: where not empty, the cap is a total over the agencies of these levels; else it is the agency's own.
        uncounted: the causes that do not count.

    >>> import datetime as dt
    >>> from random_inspection.rules.samples import SHOP, WINDOW
    >>> held = Visit(visit_id="1", target_id="甲店", on=dt.date(2026, 1, 9), agencies=("人社局",))
    >>> asked = attrs.evolve(held, visit_id="2", on=dt.date(2026, 2, 1), cause="投诉举报")
    >>> cap = YearlyCap(at_most=1, source="人社局公告2026年第1号", visits=Visits.of([held, asked]))
    >>> next(cap.grounds(SHOP, "劳动-01", Occasion(agency="人社局", window=WINDOW))).text("zh")
    '人社局2026年已检查1次（上限1次）：2026-01-09（1）；不计入：2026-02-01（2，投诉举报，国办发〔2024〕54号）［人社局公告2026年第1号］'
    """

    at_most: int = attrs.field(validator=Integer(0))
    source: str = attrs.field(validator=check_line)
    visits: Visits = attrs.field(validator=Kind(Visits))
    item: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_identifier))
    levels: tuple[Level, ...] = attrs.field(default=(), validator=Kinds(Level))
    uncounted: tuple[Uncounted, ...] = attrs.field(default=UNCOUNTED, validator=Kinds(Uncounted))

    def grounds(self, target: Target, item: str, occasion: Occasion) -> Iterator[Ground]:
        """Yield what was counted in every year of the window in which no further inspection is allowed."""
        sources = {one.cause: one.source for one in self.uncounted}
        if occasion.cause in sources or self.item not in (None, item):
            return
        if self.levels and occasion.level not in self.levels:
            return
        visits = [visit for visit in self.visits.of_target(target.target_id) if self._concerns(visit, occasion)]
        for year in range(occasion.window.first.year, occasion.window.last.year + 1):
            of_year = [visit for visit in visits if visit.on.year == year]
            counted = [visit for visit in of_year if visit.cause not in sources]
            if len(counted) >= self.at_most:
                others = [
                    f"{one.on}（{one.visit_id}，{one.cause}，{sources[one.cause]}）"
                    for one in of_year
                    if one.cause in sources
                ]
                params = {
                    "count": len(counted),
                    "who": "、".join(self.levels) or occasion.agency,
                    "year": year,
                    "limit": self.at_most,
                    "item": self.item,
                    "counted": "、".join(f"{one.on}（{one.visit_id}）" for one in counted) or "—",
                    "uncounted": "、".join(others) or "—",
                }
                yield Ground(message=CAPPED_ITEM if self.item else CAPPED, clause=self.source, params=params)

    def _concerns(self, visit: Visit, occasion: Occasion) -> bool:
        """Return whether a visit is one of the agency, or of the levels, and of the item."""
        by = any(level in self.levels for level in visit.levels) if self.levels else occasion.agency in visit.agencies
        return by and (self.item is None or self.item in visit.items)


@attrs.frozen(kw_only=True)
class LawFirst:
    """A cap does not keep off what a law asks for: 法律法规有其他规定的，从其规定 (clause 二(七)).

    Clause: 二(七) 从其规定

    Attributes:
        cap: the cap.
        at_least: how many inspections of a target a year the law asks for.
        ledger: the inspections that were held, or are fixed to be held.

    >>> from random_inspection.rules.samples import SHOP, WINDOW
    >>> cap = YearlyCap(at_most=0, source="人社局公告2026年第1号", visits=Visits.of([]))
    >>> rule = LawFirst(cap=cap, at_least=1, ledger=Ledger.of([]))
    >>> list(rule.grounds(SHOP, "劳动-01", Occasion(agency="人社局", window=WINDOW)))
    []
    """

    cap: TargetRule
    at_least: int = attrs.field(validator=Integer(0))
    ledger: Ledger = attrs.field(validator=Kind(Ledger))

    def grounds(self, target: Target, item: str, occasion: Occasion) -> Iterator[Ground]:
        """Yield the grounds of the cap where the law's minimum of the window's first year is reached."""
        if self.ledger.entry(target.target_id, item, occasion.window.first.year).fixed >= self.at_least:
            yield from self.cap.grounds(target, item, occasion)
