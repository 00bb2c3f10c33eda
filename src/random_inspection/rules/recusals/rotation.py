"""The rules of rotation: not always the same inspectors at the same target (轮换, clause 二(五))."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator

import attrs

from random_inspection.domain.fields import Integer
from random_inspection.domain.validators import Kind
from random_inspection.errors import Message, Problem
from random_inspection.rules.admission.visits import Visit, Visits
from random_inspection.rules.grounds import Ground
from random_inspection.rules.recusals.recusal import Scene, Separation
from random_inspection.rules.recusals.recusal_rules import CLAUSE

WAS_THERE = Message(
    "rotation-inspector",
    "was there on {on} (visit {visit}), one of the last {last} inspections",
    "{on}检查过该对象（检查编号{visit}），属最近{last}次检查之内",
)
WAS_THERE_WITH = Message(
    "rotation-pair",
    "was there on {on} (visit {visit}) with {partners}, one of the last {last} inspections; of a pair the one stays "
    "away who was there oftener in them ({times}), else the one with the larger digest",
    "{on}与{partners}同组检查过该对象（检查编号{visit}），属最近{last}次检查之内；同组两人中，其间检查次数多者（{times}次）"
    "回避，次数相同则摘要大者回避",
)


@attrs.frozen(kw_only=True)
class Rotation:
    """Who was at one of a target's last inspections stays away from it (轮换, clause 二(五)).

    Clause: 二(五) 回避

    Attributes:
        last: how many inspections back, on days before the window.
        visits: the inspections, with their inspectors.

    >>> from random_inspection.rules.samples import INSPECTOR, SHOP, WINDOW
    >>> import datetime as dt
    >>> past = Visit(visit_id="7", target_id="甲店", on=dt.date(2025, 5, 6), agencies=("人社局",), inspectors=("李某",))
    >>> scene = Scene.of([SHOP], [INSPECTOR], WINDOW)
    >>> [ground.text("zh") for _, _, ground in Rotation(last=1, visits=Visits.of([past])).pairs(scene)]
    ['2025-05-06检查过该对象（检查编号7），属最近1次检查之内［二(五)］']
    """

    last: int = attrs.field(validator=Integer(1))
    visits: Visits = attrs.field(validator=Kind(Visits))

    def pairs(self, scene: Scene) -> Iterator[Separation]:
        """Yield who was there, as far as the directories have both still."""
        for target, visit in _recent(self.visits, self.last, scene):
            params = {"on": visit.on, "visit": visit.visit_id, "last": self.last}
            for inspector in visit.inspectors:
                if inspector in scene.inspectors:
                    yield target, inspector, Ground(message=WAS_THERE, clause=CLAUSE, params=params)

    def notes(self, scene: Scene) -> Iterator[Problem]:
        """Yield the targets of visits that the directory does not have."""
        yield from self.visits.strangers(scene.targets)


def _recent(visits: Visits, last: int, scene: Scene) -> Iterator[tuple[str, Visit]]:
    """Yield the last visits to every target of the directory."""
    for target in visits.by_target:
        if target in scene.targets:
            yield from ((target, visit) for visit in visits.last(target, last, scene.window.first))


@attrs.frozen(kw_only=True)
class PairRotation:
    r"""No two who were together at one of a target's last inspections come to it together again (轮换, clause 二(五)).

    Clause: 二(五) 回避

    A draw can keep an inspector from a target, not two inspectors from each other. So of every such pair one stays
    away: who was there oftener in those inspections, and of equals the one with the larger SHA-256 digest of
    ``pair-rotation\n{target}\n{inspector}``. Of a team at most one is left. It does not ask who is recused for other
    reasons: so more interests never mean fewer pairs. See docs/adr/0006-rotation.md.

    Attributes:
        last: how many inspections back, on days before the window.
        visits: the inspections, with their inspectors.

    >>> from random_inspection.rules.samples import INSPECTOR, SHOP, WINDOW
    >>> import datetime as dt
    >>> past = Visit(visit_id="7", target_id="甲店", on=dt.date(2025, 5, 6), agencies=("人社局",),
    ...              inspectors=("李某", "王某"))
    >>> scene = Scene.of([SHOP], [INSPECTOR, attrs.evolve(INSPECTOR, inspector_id="王某")], WINDOW)
    >>> [(who, ground.params["partners"]) for _, who, ground in PairRotation(last=2, visits=Visits.of([past])).pairs(scene)]
    [('李某', '王某')]
    """

    last: int = attrs.field(validator=Integer(1))
    visits: Visits = attrs.field(validator=Kind(Visits))

    def pairs(self, scene: Scene) -> Iterator[Separation]:
        """Yield of every such pair the one who stays away."""
        recent: defaultdict[str, list[Visit]] = defaultdict(list)
        for target, visit in _recent(self.visits, self.last, scene):
            recent[target].append(visit)
        for target, visits in recent.items():
            times = Counter(inspector for visit in visits for inspector in visit.inspectors)
            for visit in visits:
                known = (one for one in visit.inspectors if one in scene.inspectors)
                team = sorted(known, key=lambda one: (times[one], _digest(target, one)))
                for at, inspector in enumerate(team[1:], start=1):
                    params = {
                        "on": visit.on,
                        "visit": visit.visit_id,
                        "last": self.last,
                        "partners": "、".join(team[:at]),
                        "times": times[inspector],
                    }
                    yield target, inspector, Ground(message=WAS_THERE_WITH, clause=CLAUSE, params=params)

    def notes(self, scene: Scene) -> Iterator[Problem]:
        """Yield the targets of visits that the directory does not have."""
        yield from self.visits.strangers(scene.targets)


def _digest(target: str, inspector: str) -> str:
    return hashlib.sha256(f"pair-rotation\n{target}\n{inspector}".encode()).hexdigest()
