"""Who may inspect what: certificate, training, scope, status, and what a seat may require (clauses 二(四), 二(五))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import attrs

from random_inspection.domain.draws import RosterEntry, TeamSeat
from random_inspection.domain.fields import Integer
from random_inspection.domain.identifiers import identifier_problem
from random_inspection.domain.inspectors import Inspector, InspectorStatus
from random_inspection.domain.items import InspectionItem
from random_inspection.domain.validators import repeated
from random_inspection.errors import Message, Problem, Where, refuse
from random_inspection.rules.admission.eligibility import NO_ITEMS_ASKED, NO_RULES
from random_inspection.rules.grounds import Ground, Window, arranged, shifted

CERTIFIED, LEADER, EXPERT = "执法证", "组长", "专家"
"""What a seat requires of who holds a valid certificate, leads a team, or takes part as an expert."""

RESERVED = Message(
    "qualification-reserved",
    "{found!r} is held by what the directory says elsewhere (certificate, leader, expert, agency, items), not by being "
    "named as a qualification; remove it",
    "“{found}”以名录中的其他栏目（执法证、组长、专家、机关、事项）为准，不得作为资质填写；请删除",
)
OFF_DUTY = Message("inspector-off-duty", "the status is {status}, not 在岗", "人员状态为{status}，不是在岗")
NO_CERTIFICATE = Message(
    "certificate-absent", "there is no law-enforcement certificate, and it is no expert", "没有执法证，也不是专家"
)
EXPIRED = Message(
    "certificate-expired",
    "the certificate {number} is valid until {expires_on}, not on {last}",
    "执法证{number}有效期至{expires_on}，{last}时已失效",
)
UNTRAINED = Message(
    "training-missing",
    "the last training for {item} was on {last}; it has to be between {since} and {until}",
    "{item}的最近一次培训为{last}；应在{since}至{until}之间",
)
OUT_OF_SCOPE = Message("item-out-of-scope", "the scope is {found}, without {item}", "执法范围为{found}，不含{item}")
UNQUALIFIED = Message(
    "qualification-missing", "{item} requires {required}, which is not held", "{item}要求具备{required}，现不具备"
)
TOO_FEW_CERTIFIED = Message(
    "too-few-certified",
    "seats of the team that require 执法证: {count}; at least 2 have to",
    "检查组有{count}个席位要求执法证，至少应有2个",
)


def of_agency(agency: str) -> str:
    """Return what a seat requires of who belongs to an agency."""
    return f"机关:{agency}"


def for_item(item: str) -> str:
    """Return what a seat requires of who may inspect the item with this code."""
    return f"事项:{item}"


class InspectorRule(Protocol):
    """Says why an inspector may not inspect an item: pure, and the same whenever it is asked."""

    def grounds(self, inspector: Inspector, item: InspectionItem, window: Window) -> Iterator[Ground]:
        """Yield every reason against it in the days of `window`; none where the inspector may."""
        ...


@attrs.frozen(kw_only=True)
class OnDuty:
    """Who is suspended or has left is not drawn (人员名录动态更新, clause 二(四)).

    Clause: 二(四) 资格

    >>> from random_inspection.rules.samples import INSPECTOR, ITEM, WINDOW
    >>> away = attrs.evolve(INSPECTOR, status=InspectorStatus.LEFT)
    >>> [ground.text("zh") for ground in OnDuty().grounds(away, ITEM, WINDOW)]
    ['人员状态为离岗，不是在岗［二(四)］']
    """

    def grounds(self, inspector: Inspector, item: InspectionItem, window: Window) -> Iterator[Ground]:  # noqa: ARG002
        """Yield the status where it is not 在岗."""
        if inspector.status is not InspectorStatus.ON_DUTY:
            yield Ground(message=OFF_DUTY, clause="二(四)", params={"status": inspector.status})


@attrs.frozen(kw_only=True)
class Certified:
    """Who inspects holds a certificate that is valid to the last day (执法证, 行政处罚法第四十二条; clause 二(四)).

    Clause: 二(四) 资格

    An expert needs none, but does not hold what a seat for a certified inspector requires.

    >>> from random_inspection.rules.samples import INSPECTOR, ITEM, WINDOW
    >>> from random_inspection.rules.grounds import Window
    >>> import datetime as dt
    >>> [ground.text() for ground in Certified().grounds(INSPECTOR, ITEM, Window.on(dt.date(2028, 1, 1)))]
    ['the certificate 16120001 is valid until 2027-12-31, not on 2028-01-01 [行政处罚法第四十二条]']
    """

    def grounds(self, inspector: Inspector, item: InspectionItem, window: Window) -> Iterator[Ground]:  # noqa: ARG002
        """Yield that there is no certificate, or when it ends; nothing for an expert."""
        if not inspector.expert:
            yield from certificate_grounds(inspector, window)


def certificate_grounds(inspector: Inspector, window: Window) -> Iterator[Ground]:
    """Yield why an inspector holds no certificate that is valid to the last day of `window`."""
    certificate, clause = inspector.certificate, "行政处罚法第四十二条"
    if certificate is None:
        yield Ground(message=NO_CERTIFICATE, clause=clause, params={})
    elif certificate.expires_on < window.last:
        params = {"number": certificate.number, "expires_on": certificate.expires_on, "last": window.last}
        yield Ground(message=EXPIRED, clause=clause, params=params)


@attrs.frozen(kw_only=True)
class Trained:
    """Nobody inspects an item without training for it, before and not too long ago (业务培训, clauses 二(五), 四(二)).

    Clause: 二(五) 培训

    Attributes:
        months: the age in months, on the last day of the inspections, up to which a training counts.

    >>> from random_inspection.rules.samples import INSPECTOR, ITEM, WINDOW
    >>> from random_inspection.rules.grounds import Window
    >>> import datetime as dt
    >>> [ground.text("zh") for ground in Trained(months=12).grounds(INSPECTOR, ITEM, Window.on(dt.date(2027, 3, 1)))]
    ['劳动-01的最近一次培训为2026-02-01；应在2026-03-01至2027-03-01之间［二(五)］']
    """

    months: int = attrs.field(validator=Integer(1))

    def grounds(self, inspector: Inspector, item: InspectionItem, window: Window) -> Iterator[Ground]:
        """Yield the last training for the item up to the first day, where it does not count any more or is missing."""
        since = shifted(window.last, -self.months)
        days = [one.held_on for one in inspector.trainings if item.code in one.items and one.held_on <= window.first]
        last = max(days, default=None)
        if last is None or last < since:
            params = {"item": item.code, "last": last or "—", "since": since, "until": window.first}
            yield Ground(message=UNTRAINED, clause="二(五)", params=params)


@attrs.frozen(kw_only=True)
class InScope:
    """An inspector inspects the items of the own scope only (执法范围, clause 二(四)).

    Clause: 二(四) 资格

    >>> from random_inspection.rules.samples import INSPECTOR, ITEM, WINDOW
    >>> [ground.text("zh") for ground in InScope().grounds(INSPECTOR, attrs.evolve(ITEM, code="劳动-02"), WINDOW)]
    ['执法范围为劳动-01，不含劳动-02［二(四)］']
    """

    def grounds(self, inspector: Inspector, item: InspectionItem, window: Window) -> Iterator[Ground]:  # noqa: ARG002
        """Yield the scope where the item is not in it."""
        if item.code not in inspector.items:
            params = {"found": "、".join(inspector.items) or "—", "item": item.code}
            yield Ground(message=OUT_OF_SCOPE, clause="二(四)", params=params)


@attrs.frozen(kw_only=True)
class Qualified:
    """Who inspects an item holds all qualifications that it requires (资质, clause 二(五)).

    >>> from random_inspection.rules.samples import INSPECTOR, ITEM, WINDOW
    >>> [ground.text("zh") for ground in Qualified().grounds(attrs.evolve(INSPECTOR, qualifications=()), ITEM, WINDOW)]
    ['劳动-01要求具备领队，现不具备［二(五)］']
    """

    def grounds(self, inspector: Inspector, item: InspectionItem, window: Window) -> Iterator[Ground]:  # noqa: ARG002
        """Yield every qualification that is missing."""
        for required in item.requires:
            if required not in inspector.qualifications:
                params = {"item": item.code, "required": required}
                yield Ground(message=UNQUALIFIED, clause="二(五)", params=params)


@attrs.frozen(kw_only=True)
class Qualification:
    """What an inspector may do in the days of a draw.

    Attributes:
        inspector_id: the inspector.
        items: codes of the items that the inspector may inspect; where there is none the inspector is not drawn.
        holds: what seats may require of the inspector, ascending: qualifications, agency, items, and, where they
            apply, 执法证, 组长 and 专家.
        grounds: every reason against an item of those that were asked for, ordered by code.
    """

    inspector_id: str
    items: tuple[str, ...]
    holds: tuple[str, ...]
    grounds: tuple[Ground, ...]

    @property
    def admitted(self) -> bool:
        """Whether the inspector enters the roster."""
        return bool(self.items)

    def entry(self, capacity: int | None = None) -> RosterEntry:
        """Return the inspector as the roster has it, with at most `capacity` seats."""
        return RosterEntry(inspector_id=self.inspector_id, holds=self.holds, capacity=capacity)


def qualify(
    inspectors: Iterable[Inspector], items: Sequence[InspectionItem], rules: Sequence[InspectorRule], window: Window
) -> tuple[Qualification, ...]:
    """Return what every inspector may do, ordered by identifier.

    Raises:
        InvalidInput: there is no rule or no item, an item or inspector occurs twice, or something that follows from
            elsewhere (执法证, an agency, …) is named as a qualification.
    """
    refuse([] if rules else [NO_RULES.at(Where(path="rules"))])
    codes = [item.code for item in items]
    refuse(repeated("items", codes) if codes else [NO_ITEMS_ASKED.at(Where(path="items"))])
    people = list(inspectors)
    refuse(repeated("inspectors", [one.inspector_id for one in people]) + _reserved(people))
    ordered = sorted(people, key=lambda one: one.inspector_id)
    return tuple(_qualification(one, items, rules, window) for one in ordered)


def _qualification(
    inspector: Inspector, items: Sequence[InspectionItem], rules: Sequence[InspectorRule], window: Window
) -> Qualification:
    against = {item.code: [one for rule in rules for one in rule.grounds(inspector, item, window)] for item in items}
    able = tuple(code for code, grounds in against.items() if not grounds)
    holds = {*inspector.qualifications, of_agency(inspector.agency), *map(for_item, able)}
    holds |= {LEADER} if inspector.leader else set()
    holds |= {EXPERT} if inspector.expert else set()
    holds |= set() if any(certificate_grounds(inspector, window)) else {CERTIFIED}
    return Qualification(
        inspector_id=inspector.inspector_id,
        items=able,
        holds=tuple(sorted(holds)),
        grounds=arranged(ground for grounds in against.values() for ground in grounds),
    )


def _reserved(inspectors: Sequence[Inspector]) -> list[Problem]:
    """Return where a qualification claims what follows from elsewhere, or an agency cannot be required."""
    problems = []
    for index, one in enumerate(inspectors):
        if problem := identifier_problem(of_agency(one.agency), Where(path=f"inspectors[{index}].agency")):
            problems.append(problem)
        for at, name in enumerate(one.qualifications):
            if name in (CERTIFIED, LEADER, EXPERT) or name.startswith((of_agency(""), for_item(""))):
                where = Where(path=f"inspectors[{index}].qualifications[{at}]")
                problems.append(RESERVED.at(where, found=name))
    return problems


def too_few_certified(team: Sequence[TeamSeat]) -> Ground | None:
    """Return that fewer than two seats require a certificate (执法人员不得少于两人, 行政处罚法第四十二条); else None.

    >>> too_few_certified([TeamSeat(seat="组长", requires=(CERTIFIED, LEADER))]).text()
    'seats of the team that require 执法证: 1; at least 2 have to [行政处罚法第四十二条]'
    """
    count = sum(CERTIFIED in seat.requires for seat in team)
    if count > 1:
        return None
    return Ground(message=TOO_FEW_CERTIFIED, clause="行政处罚法第四十二条", params={"count": count})
