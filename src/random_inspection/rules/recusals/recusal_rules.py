"""The rules of recusal that come with the library (利害关系与回避, clause 二(五))."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator

import attrs

from random_inspection.domain.fields import Integer, check_line
from random_inspection.domain.identifiers import canonical_target_id, check_identifier
from random_inspection.domain.inspectors import Interest, InterestKind
from random_inspection.domain.validators import Kind, Kinds, check_date, disordered
from random_inspection.errors import Message, Problem, refuse
from random_inspection.rules.grounds import Ground, Window, shifted
from random_inspection.rules.recusals.recusal import RecusalRule, Scene, Separation, notes_of

DECLARED = Message(
    "interest-declared",
    "{kind} since {since} until {until} (counts for {months} months more), declared by {declared_by} on {declared_on}",
    "{kind}，自{since}至{until}（期满后{months}个月内仍须回避），{declared_by}于{declared_on}申报",
)
IN_GROUP = Message(
    "interest-in-group",
    "{kind} in the group {group} since {since} until {until} (counts for {months} months more), declared by "
    "{declared_by} on {declared_on}",
    "在对象组“{group}”有{kind}，自{since}至{until}（期满后{months}个月内仍须回避），{declared_by}于{declared_on}申报",
)
SAME_ADDRESS = Message(
    "same-address",
    "registered at {address}, like {other}, from which the inspector is recused: {reason}",
    "与{other}同为登记住所{address}，而该检查人员对后者须回避：{reason_zh}",
)
GRANTED = Message(
    "recusal-granted",
    "recusal asked for by the target on {requested_on}, granted by {granted_by} on {granted_on}, until {until}",
    "该对象于{requested_on}申请回避，{granted_by}于{granted_on}同意，至{until}",
)

CLAUSE = "二(五)"
"""The clause that recuses who has an interest."""


def _runs(interest: Interest, months: int, window: Window) -> bool:
    """Return whether an interest, with `months` months after its end, has a day in common with the window."""
    return window.meets(interest.since, None if interest.until is None else shifted(interest.until, months))


def _ground(message: Message, interest: Interest, months: int) -> Ground:
    params = {
        "kind": interest.kind,
        "group": interest.group,
        "since": interest.since,
        "until": interest.until or "—",
        "months": months,
        "declared_by": interest.declared_by,
        "declared_on": interest.declared_on,
    }
    return Ground(message=message, clause=CLAUSE, params=params)


@attrs.frozen(kw_only=True)
class InterestInTarget:
    """Who has an interest of this kind in a target stays away from it (利害关系, clause 二(五); 行政处罚法第四十三条).

    Clause: 二(五) 回避

    Attributes:
        kind: the kind of interest.
        months: how many months after its end it still counts.

    >>> from random_inspection.rules.samples import INSPECTOR, SHOP, WINDOW
    >>> job = Interest(kind=InterestKind.FORMER_EMPLOYMENT, target_id="甲店", since=dt.date(2020, 1, 1),
    ...                until=dt.date(2024, 6, 30), declared_by="本人", declared_on=dt.date(2026, 1, 5))
    >>> scene = Scene.of([SHOP], [attrs.evolve(INSPECTOR, interests=(job,))], WINDOW)
    >>> rule = InterestInTarget(kind=InterestKind.FORMER_EMPLOYMENT, months=36)
    >>> [(target, who, ground.text("zh")) for target, who, ground in rule.pairs(scene)]
    [('甲店', '李某', '曾任职，自2020-01-01至2024-06-30（期满后36个月内仍须回避），本人于2026-01-05申报［二(五)］')]
    """

    kind: InterestKind = attrs.field(validator=Kind(InterestKind))
    months: int = attrs.field(default=0, validator=Integer(0))

    def pairs(self, scene: Scene) -> Iterator[Separation]:
        """Yield the targets of the interests that count in the window."""
        for inspector, target, interest in scene.interests.get(self.kind, ()):
            if target is not None and target in scene.targets and _runs(interest, self.months, scene.window):
                yield target, inspector, _ground(DECLARED, interest, self.months)


@attrs.frozen(kw_only=True)
class InterestInGroup:
    """Who has an interest of this kind in a group stays away from all its targets (clause 二(五)).

    Clause: 二(五) 回避

    Meant for kinship (近亲属) and former employment (曾任职) in a group of firms; a group is a tag of the directory.

    Attributes:
        kind: the kind of interest.
        months: how many months after its end it still counts.

    >>> from random_inspection.rules.samples import INSPECTOR, SHOP, WINDOW
    >>> wife = Interest(kind=InterestKind.RELATIVE, group="甲集团", since=dt.date(2020, 1, 1), declared_by="本人",
    ...                 declared_on=dt.date(2026, 1, 5))
    >>> scene = Scene.of([SHOP], [attrs.evolve(INSPECTOR, interests=(wife,))], WINDOW)
    >>> [(target, ground.code) for target, _, ground in InterestInGroup(kind=InterestKind.RELATIVE).pairs(scene)]
    [('甲店', 'interest-in-group')]
    """

    kind: InterestKind = attrs.field(validator=Kind(InterestKind))
    months: int = attrs.field(default=0, validator=Integer(0))

    def pairs(self, scene: Scene) -> Iterator[Separation]:
        """Yield all targets of the groups of the interests that count in the window."""
        for inspector, _, interest in scene.interests.get(self.kind, ()):
            if interest.group is not None and _runs(interest, self.months, scene.window):
                ground = _ground(IN_GROUP, interest, self.months)
                for target in scene.groups[interest.group]:
                    yield target, inspector, ground


MONTHS_AFTER = {kind: 36 if kind is InterestKind.FORMER_EMPLOYMENT else 0 for kind in InterestKind}
"""How long interests count after their end: former employment for three years, all others not at all."""


def declared_interests() -> tuple[RecusalRule, ...]:
    """Return the rules for interests of every kind, in targets and in groups, with the times of `MONTHS_AFTER`."""
    return tuple(
        rule(kind=kind, months=months)
        for kind, months in MONTHS_AFTER.items()
        for rule in (InterestInTarget, InterestInGroup)
    )


@attrs.frozen(kw_only=True)
class SameAddress:
    """Who stays away from a target stays away from all that are registered at its address (同一住所, clause 二(五)).

    Clause: 二(五) 回避

    Attributes:
        rule: the rule whose pairs are extended, such as one for interests in targets.

    >>> from random_inspection.rules.samples import INSPECTOR, SHOP, WINDOW
    >>> share = Interest(kind=InterestKind.INVESTMENT, target_id="甲店", since=dt.date(2020, 1, 1), declared_by="本人",
    ...                  declared_on=dt.date(2026, 1, 5))
    >>> twin = attrs.evolve(SHOP, target_id="乙店", address="东街 １号")
    >>> scene = Scene.of([SHOP, twin], [attrs.evolve(INSPECTOR, interests=(share,))], WINDOW)
    >>> rule = SameAddress(rule=InterestInTarget(kind=InterestKind.INVESTMENT))
    >>> [(target, who, ground.code) for target, who, ground in rule.pairs(scene)]
    [('乙店', '李某', 'same-address')]
    """

    rule: RecusalRule

    def pairs(self, scene: Scene) -> Iterator[Separation]:
        """Yield the other targets at the address of each; where the directory has no address there are none."""
        given = [one for one in self.rule.pairs(scene) if one[0] in scene.targets and scene.targets[one[0]].address]
        at: dict[str, list[str]] = {_plain(scene.targets[target_id].address): [] for target_id, _, _ in given}
        for target in scene.targets.values() if at else ():
            if target.address and (plain := _plain(target.address)) in at:
                at[plain].append(target.target_id)
        for target_id, inspector, ground in given:
            address = scene.targets[target_id].address
            params = {
                "address": address,
                "other": target_id,
                "reason": ground.text("en"),
                "reason_zh": ground.text("zh"),
            }
            reason = Ground(message=SAME_ADDRESS, clause=CLAUSE, params=params)
            for other in at[_plain(address)]:
                if other != target_id:
                    yield other, inspector, reason

    def notes(self, scene: Scene) -> Iterator[Problem]:
        """Yield the notes of the rule that is extended."""
        return notes_of([self.rule], scene)


def _plain(address: str | None) -> str:
    """Return an address without the differences of writing: width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", address or "").casefold().split())


@attrs.frozen(kw_only=True)
class GrantedRequest:
    """A target's request that an inspector stay away from it, granted (申请回避, 行政处罚法第四十三条).

    Attributes:
        target_id: the target.
        inspector_id: the inspector.
        requested_on: when it was asked for.
        granted_on: when it was granted; it counts from then on.
        granted_by: who granted it.
        until: last day; None for no end.
    """

    target_id: str = attrs.field(validator=check_identifier)
    inspector_id: str = attrs.field(validator=check_identifier)
    requested_on: dt.date = attrs.field(validator=check_date)
    granted_on: dt.date = attrs.field(validator=check_date)
    granted_by: str = attrs.field(validator=check_line)
    until: dt.date | None = attrs.field(default=None, validator=attrs.validators.optional(check_date))

    def __attrs_post_init__(self) -> None:
        problems = disordered("granted_on", self.requested_on, self.granted_on)
        refuse(problems + disordered("until", self.granted_on, self.until))


@attrs.frozen(kw_only=True)
class OnRequest:
    """An inspector stays away from a target whose request for it was granted (申请回避, 行政处罚法第四十三条).

    Clause: 二(五) 回避

    Attributes:
        requests: the requests that were granted.

    >>> from random_inspection.rules.samples import INSPECTOR, SHOP, WINDOW
    >>> request = GrantedRequest(target_id="甲店", inspector_id="李某", requested_on=dt.date(2026, 2, 1),
    ...                          granted_on=dt.date(2026, 2, 3), granted_by="局长")
    >>> [ground.text("zh") for _, _, ground in OnRequest(requests=(request,)).pairs(Scene.of([SHOP], [INSPECTOR], WINDOW))]
    ['该对象于2026-02-01申请回避，局长于2026-02-03同意，至—［行政处罚法第四十三条］']
    """

    requests: tuple[GrantedRequest, ...] = attrs.field(validator=Kinds(GrantedRequest))

    def pairs(self, scene: Scene) -> Iterator[Separation]:
        """Yield the pairs of the requests that count in the window."""
        for one in self.requests:
            if scene.window.meets(one.granted_on, one.until):
                params = {
                    "requested_on": one.requested_on,
                    "granted_on": one.granted_on,
                    "granted_by": one.granted_by,
                    "until": one.until or "—",
                }
                ground = Ground(message=GRANTED, clause="行政处罚法第四十三条", params=params)
                yield canonical_target_id(one.target_id), one.inspector_id, ground
