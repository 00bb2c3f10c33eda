"""The inspections of the past, as far as rules ask about them: who was where, when, why (caps, rotation)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import attrs

from random_inspection.domain.fields import check_line
from random_inspection.domain.identifiers import canonical_target_id, check_identifier
from random_inspection.domain.items import Level
from random_inspection.domain.validators import Kinds, check_codes, check_date, repeated
from random_inspection.errors import Message, Problem, Where, read_only, refuse

STRANGER = Message(
    "visit-target-unknown",
    "visits name {found!r}, which the register does not have; correct the id, or leave it where the target is gone",
    "检查记录中的“{found}”不在名录中；请更正编号，对象确已不存在的可以保留",
)
RANDOM = "双随机抽查"
"""The cause of an inspection that was drawn."""


@attrs.frozen(kw_only=True)
class Visit:
    """An inspection that was held, or is fixed to be held. A joint or merged one is one visit.

    Attributes:
        visit_id: its identifier.
        target_id: the target.
        on: the day.
        agencies: the agencies that took part; at least one.
        levels: their levels (检查主体层级).
        items: codes of the items that were inspected.
        cause: why it was held (检查缘由), such as 双随机抽查 or 投诉举报.
        inspectors: identifiers of who was there.
    """

    visit_id: str = attrs.field(validator=check_identifier)
    target_id: str = attrs.field(converter=canonical_target_id, validator=check_identifier)
    on: dt.date = attrs.field(validator=check_date)
    agencies: tuple[str, ...] = attrs.field(validator=Kinds(str, least=1))
    levels: tuple[Level, ...] = attrs.field(default=(), validator=Kinds(Level))
    items: tuple[str, ...] = attrs.field(default=(), validator=check_codes)
    cause: str = attrs.field(default=RANDOM, validator=check_line)
    inspectors: tuple[str, ...] = attrs.field(default=(), validator=check_codes)


@attrs.frozen(kw_only=True)
class Visits:
    """Visits by target, in the order of day and identifier, whatever order they were recorded in.

    Attributes:
        by_target: the visits of every target that has any.

    >>> first = Visit(visit_id="1", target_id="甲", on=dt.date(2026, 3, 1), agencies=("人社局",))
    >>> second = attrs.evolve(first, visit_id="2", on=dt.date(2026, 2, 1))
    >>> [visit.visit_id for visit in Visits.of([first, second]).of_target("甲")]
    ['2', '1']
    """

    by_target: Mapping[str, tuple[Visit, ...]] = attrs.field(converter=read_only)

    @classmethod
    def of(cls, visits: Iterable[Visit]) -> Visits:
        """Return them by target; raise `InvalidInput` where an identifier occurs twice."""
        found = sorted(visits, key=lambda visit: (visit.on, visit.visit_id))
        refuse(repeated("visits", [visit.visit_id for visit in found]))
        by_target: defaultdict[str, list[Visit]] = defaultdict(list)
        for visit in found:
            by_target[visit.target_id].append(visit)
        return cls(by_target={target: tuple(its) for target, its in by_target.items()})

    def of_target(self, target_id: str) -> tuple[Visit, ...]:
        """Return the visits to a target, earliest first."""
        return self.by_target.get(canonical_target_id(target_id), ())

    def strangers(self, known: Collection[str]) -> tuple[Problem, ...]:
        """Return a note for every target visited that is not among the `known` ids, which are in canonical form."""
        return tuple(
            STRANGER.at(Where(path=f"visits[{target_id!r}]"), found=target_id)
            for target_id in sorted(self.by_target.keys() - set(known))
        )

    def last(self, target_id: str, count: int, before: dt.date) -> tuple[Visit, ...]:
        """Return the last `count` visits to a target on days before `before`, earliest first."""
        return tuple(visit for visit in self.of_target(target_id) if visit.on < before)[-count:]
