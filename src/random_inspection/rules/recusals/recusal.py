"""Who stays away from whom, and why: rules, how they are joined, and the pairs they exclude (回避, clause 二(五)).

Rules go through interests, requests and visits, never through all pairs of targets and inspectors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

import attrs

from random_inspection.domain.draws import ExcludedPair
from random_inspection.domain.identifiers import canonical_target_id
from random_inspection.domain.inspectors import Inspector, Interest, InterestKind
from random_inspection.domain.targets import Target
from random_inspection.domain.validators import repeated
from random_inspection.errors import Message, Problem, Where, refuse
from random_inspection.rules.admission.eligibility import NO_RULES
from random_inspection.rules.grounds import Ground, Window, arranged

NOBODY = Message(
    "recusal-matches-nothing",
    "{inspector} has an interest in {found}, which the directory does not have; correct it, or keep it for later draws",
    "{inspector}申报的利害关系所指的{found}不在名录中；请更正，或留待以后使用",
)
UNKNOWN = Message(
    "recusal-pair-unknown",
    "{target} and {inspector} are to be kept apart, and the directories do not have both; correct one of them",
    "{target}与{inspector}应予回避，但名录中缺少其中之一；请更正",
)

Separation = tuple[str, str, Ground]
"""A target, an inspector who stays away from it, and one reason."""


@attrs.frozen(kw_only=True)
class Scene:
    """What recusal rules look at; made by `of`.

    Attributes:
        targets: the directory of targets, by identifier.
        inspectors: the inspectors, by identifier.
        interests: the interests of each kind, with the inspector and the target in canonical form (or None).
        groups: identifiers of the targets in every group that an interest names.
        window: the days in which inspections may be held.
    """

    targets: Mapping[str, Target]
    inspectors: Mapping[str, Inspector]
    interests: Mapping[InterestKind, Sequence[tuple[str, str | None, Interest]]]
    groups: Mapping[str, Sequence[str]]
    window: Window

    @classmethod
    def of(cls, targets: Iterable[Target], inspectors: Iterable[Inspector], window: Window) -> Scene:
        """Return the scene of these directories; raise `InvalidInput` where an identifier occurs twice.

        Give the whole directory of targets, not only the frame, so that an interest in a target outside of it is known.
        """
        targets, inspectors = list(targets), list(inspectors)
        refuse(repeated("targets", [one.target_id for one in targets]))
        refuse(repeated("inspectors", [one.inspector_id for one in inspectors]))
        interests: defaultdict[InterestKind, list[tuple[str, str | None, Interest]]] = defaultdict(list)
        groups: dict[str, list[str]] = {}
        for inspector in inspectors:
            for one in inspector.interests:
                target_id = None if one.target_id is None else canonical_target_id(one.target_id)
                interests[one.kind].append((inspector.inspector_id, target_id, one))
                if one.group is not None:
                    groups.setdefault(one.group, [])
        for target in targets:
            for tag in target.tags:
                if tag in groups:
                    groups[tag].append(target.target_id)
        return cls(
            targets={one.target_id: one for one in targets},
            inspectors={one.inspector_id: one for one in inspectors},
            interests=interests,
            groups=groups,
            window=window,
        )


class RecusalRule(Protocol):
    """Keeps inspectors away from targets: pure, and the same whatever the order of what it looks at.

    More interests never make a rule yield fewer pairs.
    """

    def pairs(self, scene: Scene) -> Iterator[Separation]:
        """Yield every pair that the rule keeps apart, once for every reason, in any order."""
        ...


@runtime_checkable
class Noting(Protocol):
    """A rule that brings data of its own, and says what of it matches nobody."""

    def notes(self, scene: Scene) -> Iterator[Problem]:
        """Yield a note for everything that matches nobody; it recuses from nothing."""
        ...


def notes_of(rules: Iterable[RecusalRule], scene: Scene) -> Iterator[Problem]:
    """Yield the notes of those of `rules` that have any."""
    for rule in rules:
        if isinstance(rule, Noting):
            yield from rule.notes(scene)


@attrs.frozen(kw_only=True)
class AnyOf:
    """Keeps a pair apart for which any of the rules has a reason; without a rule it is refused (clause 二(五)).

    >>> AnyOf(rules=())
    Traceback (most recent call last):
    ...
    random_inspection.errors.InvalidInput: rules: there is no rule, and without one nothing can be decided; give at \
least one
    """

    rules: tuple[RecusalRule, ...]

    def __attrs_post_init__(self) -> None:
        refuse([] if self.rules else [NO_RULES.at(Where(path="rules"))])

    def pairs(self, scene: Scene) -> Iterator[Separation]:
        """Yield the pairs of all rules."""
        for rule in self.rules:
            yield from rule.pairs(scene)

    def notes(self, scene: Scene) -> Iterator[Problem]:
        """Yield the notes of all rules."""
        return notes_of(self.rules, scene)


@attrs.frozen(kw_only=True)
class AllOf:
    """Keeps a pair apart only where each of the rules has a reason; without a rule it is refused (clause 二(五)).

    >>> AllOf(rules=())
    Traceback (most recent call last):
    ...
    random_inspection.errors.InvalidInput: rules: there is no rule, and without one nothing can be decided; give at \
least one
    """

    rules: tuple[RecusalRule, ...]

    def __attrs_post_init__(self) -> None:
        refuse([] if self.rules else [NO_RULES.at(Where(path="rules"))])

    def pairs(self, scene: Scene) -> Iterator[Separation]:
        """Yield the pairs that are in all rules, with the reasons of all."""
        found = [list(rule.pairs(scene)) for rule in self.rules]
        common = set.intersection(*({(target, inspector) for target, inspector, _ in pairs} for pairs in found))
        for pairs in found:
            yield from (one for one in pairs if one[:2] in common)

    def notes(self, scene: Scene) -> Iterator[Problem]:
        """Yield the notes of all rules."""
        return notes_of(self.rules, scene)


@attrs.frozen(kw_only=True)
class Recusal:
    """A pair that is kept apart, with all reasons.

    Attributes:
        target_id: the target.
        inspector_id: the inspector who stays away from it.
        grounds: every reason, ordered by code; at least one.
    """

    target_id: str
    inspector_id: str
    grounds: tuple[Ground, ...]


@attrs.frozen(kw_only=True)
class Recusals:
    """What a rule decided.

    Attributes:
        pairs: ordered by target, then inspector.
        notes: interests, requests and visits that match nobody, for a person to look at; they recuse from nothing.
    """

    pairs: tuple[Recusal, ...]
    notes: tuple[Problem, ...]

    def excluded(self, frame: Collection[str]) -> tuple[ExcludedPair, ...]:
        """Return the pairs whose targets are in the frame, as the roster of a draw has them."""
        inside = frame if isinstance(frame, (set, frozenset, dict)) else frozenset(frame)
        return tuple(
            ExcludedPair(target_id=one.target_id, inspector_id=one.inspector_id)
            for one in self.pairs
            if one.target_id in inside
        )


def recuse(rule: RecusalRule, scene: Scene) -> Recusals:
    """Return all pairs that `rule` keeps apart, each with all its reasons.

    Clause: 二(五) 回避
    """
    reasons: defaultdict[tuple[str, str], list[Ground]] = defaultdict(list)
    for target, inspector, ground in rule.pairs(scene):
        reasons[target, inspector].append(ground)
    known = {pair: its for pair, its in reasons.items() if pair[0] in scene.targets and pair[1] in scene.inspectors}
    strange = sorted(reasons.keys() - known.keys())
    own = {(one.code, one.where.path): one for one in notes_of([rule], scene)}
    return Recusals(
        pairs=tuple(
            Recusal(target_id=target, inspector_id=inspector, grounds=arranged(grounds))
            for (target, inspector), grounds in sorted(known.items())
        ),
        notes=(
            *_unmatched(scene),
            *(UNKNOWN.at(target=target, inspector=inspector) for target, inspector in strange),
            *own.values(),
        ),
    )


def _unmatched(scene: Scene) -> Iterator[Problem]:
    for inspector in sorted(scene.inspectors.values(), key=lambda one: one.inspector_id):
        for at, one in enumerate(inspector.interests):
            if one.group is not None:
                member, found, matches = "group", one.group, bool(scene.groups[one.group])
            else:
                found = canonical_target_id(one.target_id or "")
                member, matches = "target_id", found in scene.targets
            if not matches:
                yield NOBODY.at(Where(path=f"interests[{at}].{member}"), inspector=inspector.inspector_id, found=found)
