"""Hypothesis strategies for the values of the domain, for the laws about writing and reading them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from random_inspection.domain.changes import Recusal, Replacement, Strike
from random_inspection.domain.draws import (
    AllQuota,
    Announcement,
    Assignment,
    CountQuota,
    DrawnTarget,
    ExcludedPair,
    FileDigest,
    OpenedContribution,
    PublicContribution,
    PublicEvent,
    RatioQuota,
    Reserve,
    Result,
    Roster,
    RosterEntry,
    SecretContribution,
    Share,
    ShareQuota,
    Stratum,
    StratumDrawn,
    TeamSeat,
)
from random_inspection.domain.fields import LARGEST_INTEGER
from random_inspection.domain.identifiers import identifier_problem
from random_inspection.domain.inspectors import (
    Certificate,
    Inspector,
    InspectorStatus,
    Interest,
    InterestKind,
    Training,
)
from random_inspection.domain.items import (
    Category,
    FrequencyBound,
    InspectionItem,
    ItemList,
    Level,
    Method,
    RatioBound,
)
from random_inspection.domain.legal import LegalBasis
from random_inspection.domain.targets import Complaint, CreditGrade, Target, TargetKind, TargetStatus, Violation

lines = st.text("甲乙丙ABab09 ·é𠀀·/\\'", min_size=1, max_size=6).filter(lambda one: len(one.splitlines()) == 1)
identifiers = st.text("甲乙AZaz09-_ ·é𠀀", min_size=1, max_size=5).filter(lambda one: not identifier_problem(one))
hexes = st.text("0123456789abcdef", min_size=64, max_size=64)
times = st.sampled_from(["2026-11-25T09:00:00+08:00", "2026-11-25T01:00:00.123Z"])
numbers = st.integers(0, LARGEST_INTEGER)
positives = st.integers(1, LARGEST_INTEGER)
dates = st.dates()
flags = st.booleans()


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _some(strategy: st.SearchStrategy[Any], least: int = 0, by: Any = None) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, min_size=least, max_size=3, unique_by=by or (lambda one: one)).map(tuple)


def _sorted(strategy: st.SearchStrategy[Any], by: Any = None) -> st.SearchStrategy[tuple[Any, ...]]:
    return _some(strategy, by=by).map(lambda found: tuple(sorted(found, key=by)))


plain: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=3) | flags | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text('abz_"\x7f', max_size=2), inner, max_size=2),
    max_leaves=5,
)
quotas = (
    st.just(AllQuota())
    | st.builds(CountQuota, numbers)
    | st.builds(RatioQuota, st.sampled_from(["5%", "0.05", "1/20", "0", "1"]))
    | st.builds(ShareQuota, identifiers, st.integers(1, LARGEST_INTEGER))
)
files = st.builds(FileDigest, digest=hexes, size=numbers)
events = st.builds(PublicEvent, source=lines, pattern=lines)
contributions = st.builds(PublicContribution, name=identifiers, source=lines, pattern=lines) | st.builds(
    SecretContribution, name=identifiers, commitment=hexes, fallback=_maybe(events), generated=flags
)
announcements = st.builds(
    Announcement,
    draw_id=identifiers,
    title=lines,
    digest=st.sampled_from(["sha256", "sm3"]),
    announced_at=times,
    open_by=times,
    frame=files,
    struck=files,
    strata=_some(
        st.builds(Stratum, name=identifiers, size=numbers, quota=quotas, reserve=numbers), by=lambda s: s.name
    ),
    shares=_some(st.builds(Share, name=identifiers, total=numbers), by=lambda share: share.name),
    contributions=_some(contributions, least=1, by=lambda one: one.name),
    inspectors=_maybe(files),
    previous=_maybe(hexes),
    alone=flags,
    about=st.dictionaries(st.text("abz", max_size=2), plain, max_size=3),
).filter(lambda one: one.alone or len(one.contributions) > 1 or isinstance(one.contributions[0], PublicContribution))
entries = st.builds(RosterEntry, inspector_id=identifiers, holds=_sorted(identifiers), capacity=_maybe(numbers))
rosters = st.builds(
    Roster,
    inspectors=_sorted(entries, by=lambda entry: entry.inspector_id),
    team=_some(st.builds(TeamSeat, seat=identifiers, requires=_some(identifiers)), by=lambda one: one.seat),
    excluded=_sorted(st.builds(ExcludedPair, target_id=identifiers, inspector_id=identifiers)),
    salt=hexes,
)
assignments = _some(st.builds(Assignment, target_id=identifiers, seat=identifiers, inspector_id=identifiers))
results = st.builds(
    Result,
    announcement=hexes,
    contributions=_some(st.builds(OpenedContribution, name=identifiers, value=lines, fallback=flags)),
    seed=hexes,
    quotas=_some(st.builds(StratumDrawn, stratum=identifiers, drawn=numbers)),
    drawn=_some(st.builds(DrawnTarget, target_id=identifiers, stratum=identifiers, ticket=hexes)),
    reserves=_some(st.builds(Reserve, stratum=identifiers, rank=positives, ticket=hexes, target_id=identifiers)),
    assignments=assignments,
)
head: dict[str, Any] = {"previous": hexes, "recorded_at": times, "target_id": identifiers, "reason": lines}
changes = (
    st.builds(Strike, moved_up=_maybe(identifiers), team=assignments, **head)
    | st.builds(Recusal, inspector_id=identifiers, **head)
    | st.builds(Replacement, seat=identifiers, inspector_id=identifiers, substitute=_maybe(identifiers), **head)
)
bases = st.builds(
    LegalBasis,
    title=lines,
    article=_maybe(lines),
    text=_maybe(st.just("第一款\n第二款")),
    address=_maybe(lines),
    grants_inspection=st.just(True),
)
parts = st.fractions(0, 1)
bounds: dict[str, Any] = {"verbatim": lines, "months": st.integers(1, 60)}
items = st.builds(
    InspectionItem,
    code=identifiers,
    name=lines,
    sub_item=_maybe(lines),
    legal_bases=_some(bases, least=1),
    agency=lines,
    levels=_some(st.sampled_from(Level), least=1),
    target_kinds=_some(st.sampled_from(TargetKind), least=1),
    category=st.sampled_from(Category),
    methods=_some(st.sampled_from(Method), least=1),
    ratio=st.builds(RatioBound, at_least=_maybe(parts), **bounds) | st.builds(RatioBound, at_most=parts, **bounds),
    frequency=st.builds(FrequencyBound, at_least=_maybe(numbers), **bounds)
    | st.builds(FrequencyBound, at_most=numbers, **bounds),
    requires=_some(identifiers),
    in_force_from=st.dates(max_value=dt.date(2020, 1, 1)),
    in_force_to=_maybe(st.dates(min_value=dt.date(2020, 1, 1))),
)
item_lists = st.builds(
    ItemList,
    version=identifiers,
    previous=_maybe(identifiers),
    in_force_from=st.dates(max_value=dt.date(2020, 1, 1)),
    in_force_to=_maybe(st.dates(min_value=dt.date(2020, 1, 1))),
    items=_some(items, least=1, by=lambda item: item.code),
)
targets = st.builds(
    Target,
    target_id=identifiers,
    name=lines,
    kind=st.sampled_from(TargetKind),
    registration_authority=_maybe(lines),
    district=_maybe(lines),
    address=_maybe(lines),
    status=st.sampled_from(TargetStatus),
    tags=_some(identifiers),
    items=_some(identifiers),
    complaints=_some(st.builds(Complaint, received_on=dates, source=lines, subject=_maybe(lines))),
    violations=_some(
        st.builds(Violation, decided_on=dates, source=lines, subject=lines, serious=flags, document=_maybe(lines))
    ),
    grades=_some(st.builds(CreditGrade, scheme=lines, grade=lines, as_of=dates, source=lines)),
)
interest: dict[str, Any] = {
    "kind": st.sampled_from(InterestKind),
    "since": st.dates(max_value=dt.date(2020, 1, 1)),
    "until": _maybe(st.dates(min_value=dt.date(2020, 1, 1))),
    "declared_by": lines,
    "declared_on": dates,
}
inspectors = st.builds(
    Inspector,
    inspector_id=identifiers,
    name=lines,
    agency=lines,
    unit=_maybe(lines),
    certificate=_maybe(st.builds(Certificate, number=identifiers, issuer=lines, expires_on=dates)),
    items=_some(identifiers),
    qualifications=_some(identifiers),
    leader=flags,
    expert=flags,
    trainings=_some(st.builds(Training, title=lines, held_on=dates, items=_some(identifiers, least=1))),
    status=st.sampled_from(InspectorStatus),
    account=_maybe(lines),
    interests=_some(
        st.builds(Interest, target_id=identifiers, **interest) | st.builds(Interest, group=identifiers, **interest)
    ),
)
