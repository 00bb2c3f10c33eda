"""Who enters the frame, and who is struck out of it, with every reason (clauses 二(二), 二(三), 二(六), 二(七))."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import attrs

from random_inspection.domain.fields import Integer, check_line
from random_inspection.domain.identifiers import MAX_LENGTH
from random_inspection.domain.items import Level
from random_inspection.domain.targets import Target, TargetStatus
from random_inspection.domain.validators import Kind, check_codes, repeated
from random_inspection.errors import Message, Where, refuse
from random_inspection.rules.admission.visits import RANDOM, Visits
from random_inspection.rules.grounds import Ground, Window, arranged, shifted

NO_RULES = Message(
    "rules-empty",
    "there is no rule, and without one nothing can be decided; give at least one",
    "没有任何规则，无法作出判断；至少要有一条",
)
NO_ITEMS_ASKED = Message(
    "items-empty", "no item is to be inspected; name at least one", "没有任何抽查事项；至少填写一项"
)
NO_DISTRICTS = Message("districts-empty", "no district is named; name at least one", "没有任何地区；至少填写一个")
CLOSED = Message("target-closed", "its status is {status}, not 存续", "状态为{status}，不是存续")
DISTRICT = Message(
    "target-district-out-of-scope",
    "its district {found} is not among {expected}",
    "所在地区{found}不在抽查范围（{expected}）内",
)
NOT_SUBJECT = Message(
    "target-not-subject",
    "the directory says that it is subject to {found}, not to {item}",
    "名录载明其适用事项为{found}，不含{item}",
)
ELSEWHERE = Message(
    "inspected-elsewhere",
    "{agency} inspected it on {on} (visit {visit}), within the {months} months before {last}",
    "{agency}已于{on}检查（检查编号{visit}），在{last}前{months}个月内",
)


@attrs.frozen(kw_only=True)
class Occasion:
    """For whom and when a frame is made.

    Attributes:
        agency: the agency that inspects.
        window: the days in which it inspects.
        level: its level; None where it does not matter.
        cause: why it inspects; what is not drawn may have a cause that no cap counts.
    """

    agency: str = attrs.field(validator=check_line)
    window: Window = attrs.field(validator=Kind(Window))
    level: Level | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Level)))
    cause: str = attrs.field(default=RANDOM, validator=check_line)


class TargetRule(Protocol):
    """Says why a target may not be inspected for an item: pure, and the same whenever it is asked."""

    def grounds(self, target: Target, item: str, occasion: Occasion) -> Iterator[Ground]:
        """Yield every reason against inspecting `target` for the item with the code `item`; none where it may be."""
        ...


@attrs.frozen(kw_only=True)
class Open:
    """A target that is closed, moved away, deregistered or revoked is struck out (名录动态更新, clause 二(六)).

    Clause: 二(六) 范围

    >>> from random_inspection.rules.samples import SHOP, WINDOW
    >>> gone = attrs.evolve(SHOP, status=TargetStatus.MOVED_AWAY)
    >>> [ground.text("zh") for ground in Open().grounds(gone, "劳动-01", Occasion(agency="人社局", window=WINDOW))]
    ['状态为迁出，不是存续［二(六)］']
    """

    def grounds(self, target: Target, item: str, occasion: Occasion) -> Iterator[Ground]:  # noqa: ARG002
        """Yield its status where it is not 存续."""
        if target.status is not TargetStatus.ACTIVE:
            yield Ground(message=CLOSED, clause="二(六)", params={"status": target.status})


@attrs.frozen(kw_only=True)
class InDistrict:
    """A target outside of the districts that the task names is out of scope (抽查对象范围, clause 二(三) 辖区).

    Clause: 二(三) 清单

    Attributes:
        districts: the districts, as the directory spells them; at least one.

    >>> from random_inspection.rules.samples import SHOP, WINDOW
    >>> march = Occasion(agency="人社局", window=WINDOW)
    >>> [ground.text() for ground in InDistrict(districts=("西城",)).grounds(SHOP, "劳动-01", march)]
    ['its district 东城 is not among 西城 [二(三)]']
    """

    districts: tuple[str, ...] = attrs.field(validator=check_codes)

    def __attrs_post_init__(self) -> None:
        refuse([] if self.districts else [NO_DISTRICTS.at(Where(path="districts"))])

    def grounds(self, target: Target, item: str, occasion: Occasion) -> Iterator[Ground]:  # noqa: ARG002
        """Yield its district where it is none of these; a target whose district is not known is out of scope."""
        if target.district not in self.districts:
            params = {"found": target.district or "—", "expected": "、".join(self.districts)}
            yield Ground(message=DISTRICT, clause="二(三)", params=params)


@attrs.frozen(kw_only=True)
class Subject:
    """A target is inspected only for items that it is subject to, where the directory names them (clause 二(六)).

    Clause: 二(六) 范围

    Where the directory names none for a target, the kinds of targets of the item decide; see `random_inspection.rules.admission.listed_items.ForKind`.

    >>> from random_inspection.rules.samples import SHOP, WINDOW
    >>> other = attrs.evolve(SHOP, items=("劳动-02",))
    >>> [ground.text() for ground in Subject().grounds(other, "劳动-01", Occasion(agency="人社局", window=WINDOW))]
    ['the directory says that it is subject to 劳动-02, not to 劳动-01 [二(六)]']
    """

    def grounds(self, target: Target, item: str, occasion: Occasion) -> Iterator[Ground]:  # noqa: ARG002
        """Yield the items that it is subject to where `item` is none of them."""
        if target.items and item not in target.items:
            params = {"found": "、".join(target.items), "item": item}
            yield Ground(message=NOT_SUBJECT, clause="二(六)", params=params)


@attrs.frozen(kw_only=True)
class NotInspectedElsewhere:
    """A target that another agency inspected within the period is struck out: 防止重复检查 (国办发〔2024〕54号).

    Attributes:
        months: length of the period that ends with the window.
        visits: the inspections of all agencies.

    >>> import datetime as dt
    >>> from random_inspection.rules.samples import SHOP, WINDOW
    >>> from random_inspection.rules.admission.visits import Visit
    >>> past = Visits.of([Visit(visit_id="7", target_id="甲店", on=dt.date(2026, 1, 9), agencies=("税务局",))])
    >>> march = Occasion(agency="人社局", window=WINDOW)
    >>> [one.text("zh") for one in NotInspectedElsewhere(months=3, visits=past).grounds(SHOP, "劳动-01", march)]
    ['税务局已于2026-01-09检查（检查编号7），在2026-03-02前3个月内［国办发〔2024〕54号］']
    """

    months: int = attrs.field(validator=Integer(1))
    visits: Visits = attrs.field(validator=Kind(Visits))

    def grounds(self, target: Target, item: str, occasion: Occasion) -> Iterator[Ground]:  # noqa: ARG002
        """Yield every such inspection; one in which the agency took part itself is not another's."""
        window = occasion.window
        first = shifted(window.first, -self.months)
        for visit in self.visits.of_target(target.target_id):
            if first <= visit.on <= window.last and occasion.agency not in visit.agencies:
                params = {
                    "agency": "、".join(visit.agencies),
                    "on": visit.on,
                    "visit": visit.visit_id,
                    "months": self.months,
                    "last": window.last,
                }
                yield Ground(message=ELSEWHERE, clause="国办发〔2024〕54号", params=params)


@attrs.frozen(kw_only=True)
class Entry:
    """What became of a target of the directory.

    Attributes:
        target_id: the target.
        items: the items for which it enters the frame; where there is none it is struck out.
        grounds: every reason against an item of those that were asked for, ordered by code.
    """

    target_id: str
    items: tuple[str, ...]
    grounds: tuple[Ground, ...]

    @property
    def admitted(self) -> bool:
        """Whether it enters the frame."""
        return bool(self.items)

    @property
    def reason(self) -> str:
        """The different codes of its grounds joined by ``+``, as ``struck.csv`` wants it: as many as an identifier holds."""
        joined = itertools.accumulate(dict.fromkeys(ground.code for ground in self.grounds), "{}+{}".format)
        return max((one for one in joined if len(one) <= MAX_LENGTH), key=len, default="")


def admit(
    targets: Iterable[Target], items: Sequence[str], rules: Sequence[TargetRule], occasion: Occasion
) -> tuple[Entry, ...]:
    """Return what becomes of every target, ordered by identifier.

    Clause: 二(三) 清单, 二(六) 范围

    A target enters the frame for the items against which no rule has a reason, and is struck out where none is left.

    Args:
        targets: the directory, in any order.
        items: codes of the items that are to be inspected.
        rules: the rules, in any order.
        occasion: for whom and when.

    Raises:
        InvalidInput: there is no rule or no item, or one of the items or targets occurs twice.
    """
    refuse([] if rules else [NO_RULES.at(Where(path="rules"))])
    refuse(repeated("items", items) if items else [NO_ITEMS_ASKED.at(Where(path="items"))])
    ordered = sorted(targets, key=lambda target: target.target_id)
    refuse(repeated("targets", [target.target_id for target in ordered]))
    return tuple(_entry(target, items, rules, occasion) for target in ordered)


def _entry(target: Target, items: Sequence[str], rules: Sequence[TargetRule], occasion: Occasion) -> Entry:
    against = {item: [ground for rule in rules for ground in rule.grounds(target, item, occasion)] for item in items}
    return Entry(
        target_id=target.target_id,
        items=tuple(item for item, grounds in against.items() if not grounds),
        grounds=arranged(ground for grounds in against.values() for ground in grounds),
    )
