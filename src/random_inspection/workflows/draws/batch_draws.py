"""Makes the strata of a batch of the year's plan: who may be drawn, in which class and coverage state (二(三), 二(七))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from random_inspection.domain.draws import Stratum
from random_inspection.domain.items import ItemList
from random_inspection.domain.legal import Repeal
from random_inspection.domain.targets import Target, TargetKind, TargetStatus
from random_inspection.errors import InvalidInput, Message, Problem, refuse
from random_inspection.rules.admission.caps import LawFirst, YearlyCap
from random_inspection.rules.admission.eligibility import (
    Entry,
    InDistrict,
    NotInspectedElsewhere,
    Occasion,
    Open,
    Subject,
    TargetRule,
    admit,
)
from random_inspection.rules.admission.listed_items import ForKind, InForce, Listed, WithBasis
from random_inspection.rules.coverage_of_year.batches import BLANK, BLANK_REGISTERED, BatchFrame, Roll, batch_frame
from random_inspection.rules.coverage_of_year.collisions import Limit
from random_inspection.rules.coverage_of_year.coverage import Coverage
from random_inspection.rules.coverage_of_year.year_plan import out_of_reach
from random_inspection.rules.risk_classes.risk_policy import Classification, RiskPolicy
from random_inspection.serialization import SCHEMA_VERSION, make_converter
from random_inspection.workflows.inputs.fact_kinds import TARGET, Cells
from random_inspection.workflows.inputs.frames import STATUS_UNKNOWN
from random_inspection.workflows.inputs.ledger_rows import History, LedgerReader, read_order
from random_inspection.workflows.inputs.risk_facts import REGISTER, STATUS, Place
from random_inspection.workflows.inputs.risk_values import BatchBasis, RiskBasis, Sorting
from random_inspection.workflows.inputs.spec_coverage import COVERAGE, BatchTerms, read_batch_terms
from random_inspection.workflows.inputs.spec_sections import Findings, Section
from random_inspection.workflows.inputs.tables import SpecDocument, listed

KIND, DISTRICT, ITEMS = "kind", "district", "items"
"""Fields of the register that only a batch looks at."""
LIST, POLICY_DATA = "list", "policy"
"""Names of the list of items and of the policy where a place is asked for."""

UNKNOWN_KIND = Message(
    "target-kind-unknown", "found {found!r}, expected one of {expected}", "应为{expected}之一，实为“{found}”"
)
NOT_A_LIST = Message(
    "list-not-table", "found {found!r}, expected a table with members", "应为带成员的表，实为 {found!r}"
)
NOBODY = Message(
    "batch-without-targets",
    "nobody can be drawn in this batch: every target is struck out ({reasons}); look at district, window, list and caps, "
    "or leave this batch out",
    "本批次没有可抽取的对象：全部被剔除（{reasons}）；请检查地区、检查起止日期、清单和上限，或取消本批次",
)
OUT_OF_REGISTER = Message(
    "order-target-unknown",
    "the order of batches has {found!r}, which the register does not have; correct the id, or leave it where the target is "
    "gone",
    "批次顺序中的“{found}”不在名录中；请更正编号，对象确已不存在的可以保留",
)
_WORDS = {
    "cap-reached": "已达年度上限",
    "covered": "本年已检查，未设威慑概率",
    "other-batch": "按顺序在其他批次检查",
}


def listing_of(data: object, place: Place) -> tuple[ItemList, tuple[Repeal, ...]]:
    """Return the list of inspection items in decoded data, and its repeals.

    Raises:
        InvalidInput: every finding, with its place.
    """
    if not isinstance(data, Mapping):
        raise InvalidInput(NOT_A_LIST.at(place(LIST, -1, ""), found=data))
    found: dict[str, Any] = {"schema": SCHEMA_VERSION, **data}
    repeals = found.pop("repeals", [])
    problems: list[Problem] = []
    items = _structured(found, ItemList, "", place, problems)
    taken = _structured(repeals, tuple[Repeal, ...], "repeals", place, problems)
    refuse(problems)
    return items, taken


def _structured(value: object, kind: Any, prefix: str, place: Place, problems: list[Problem]) -> Any:
    try:
        return make_converter().structure(value, kind)
    except InvalidInput as error:
        for problem in error.problems:
            inner = problem.where.path or ""
            path = prefix + (f".{inner}" if prefix and inner and not inner.startswith("[") else inner)
            problems.append(attrs.evolve(problem, where=place(LIST, -1, path)))
    return None


@attrs.frozen(kw_only=True)
class Parts:
    """What a batch is made from, read.

    Attributes:
        terms: the settings.
        rule: the rule of the year.
        history: what the ledger tells.
        order: by target, the numbers of the batches in which its inspections fall.
        items: the list of inspection items and its repeals; None where none is given.
        targets: the entries of the register.
    """

    terms: BatchTerms
    rule: Coverage
    history: History
    order: Mapping[str, tuple[int, ...]]
    items: tuple[ItemList, tuple[Repeal, ...]] | None
    targets: tuple[Target, ...]


def read_parts(
    basis: RiskBasis, policy: RiskPolicy, place: Place, problems: list[Problem], *, terms: BatchTerms | None = None
) -> Parts | None:
    """Return what a batch is made from; None where something is wrong, all of which is among the problems then.

    Args:
        basis: what strata are made from, its rows in any order.
        policy: the policy.
        place: tells where a field stands, in these rows.
        problems: takes what is wrong.
        terms: the settings, where they are read already.
    """
    batch, item, before = basis.batch, basis.item, len(problems)
    if batch is None or item is None:
        return None
    terms = terms or _terms(batch, place, problems)
    if terms is None:
        return None
    reader = LedgerReader(agency=terms.agency, level=terms.level, as_of=basis.as_of, place=place, problems=problems)
    history = reader.history(batch.ledger)
    order = read_order(batch.order, last=terms.batches, place=place, problems=problems)
    rule = _rule(policy, terms, item, place, problems)
    items = _listing(batch, place, problems)
    targets = tuple(one for at, cells in enumerate(basis.register) if (one := _target(cells, at, place, problems)))
    if history is None or rule is None or len(problems) > before:
        return None
    return Parts(terms=terms, rule=rule, history=history, order=order, items=items, targets=targets)


def _terms(batch: BatchBasis, place: Place, problems: list[Problem]) -> BatchTerms | None:
    """Return the settings as they are sealed."""
    document = SpecDocument(file="", settings=batch.settings, tables={})
    findings = Findings()
    terms = read_batch_terms(Section(document=document, findings=findings, values=batch.settings))
    for problem in findings.problems:
        section, _, field = (problem.where.path or "").partition(".")
        problems.append(attrs.evolve(problem, where=place(section, -1, field)))
    return None if findings.problems else terms


def sort_batch(
    basis: RiskBasis, parts: Parts, policy: RiskPolicy, classes: Mapping[str, Classification], place: Place
) -> Sorting:
    """Return who is in which stratum of the batch, and who is struck out with which reasons.

    Clause: 二(三) 清单, 二(六) 范围, 二(七) 频次, 二(七) 从其规定

    Args:
        basis: what strata are made from; it has a batch and an item.
        parts: the same, read.
        policy: the policy.
        classes: the classification of every target that is there.
        place: tells where a field stands.

    Raises:
        InvalidInput: nobody can be drawn.
    """
    item, terms, history = str(basis.item), parts.terms, parts.history
    occasion = Occasion(agency=terms.agency, window=terms.window, level=terms.level)
    entries = admit(parts.targets, (item,), _rules(parts, policy.laws(item)), occasion)
    admitted = {one.target_id: classes[one.target_id].risk_class for one in entries if one.admitted}
    roll = Roll.of(admitted, parts.rule, history.ledger, item=item, year=terms.year)
    sorting = _sorting(basis, batch_frame(roll, terms.number, parts.order), entries, roll, classes)
    if not sorting.members.keys() - {BLANK}:
        counted = Counter(sorting.struck.values())
        reasons = "、".join(f"{code} {count}" for code, count in sorted(counted.items()))
        raise InvalidInput(NOBODY.at(place(COVERAGE, -1, "batch"), reasons=reasons))
    known = {one.target_id for one in parts.targets}
    told = {target_id for target_id, *_ in history.ledger.entries}
    notes = (
        *history.ledger.strangers(known),
        *history.visits.strangers(known | told),
        *(OUT_OF_REGISTER.at(found=one) for one in sorted(parts.order.keys() - known)),
        *out_of_reach(roll, terms.number),
    )
    return attrs.evolve(sorting, notes=notes)


def _rule(policy: RiskPolicy, terms: BatchTerms, item: str, place: Place, problems: list[Problem]) -> Coverage | None:
    """Return the rule of the year; None where policy, caps and batches do not fit together, which is a problem."""
    try:
        return Coverage(
            classes=policy.terms(item),
            batches=terms.batches,
            floor=policy.floor,
            spare=terms.spare,
            laws=policy.laws(item),
            caps=tuple(Limit(at_most=one.at_most, basis=one.source) for one in terms.caps if one.general),
        )
    except InvalidInput as error:
        for problem in error.problems:
            path = problem.where.path or ""
            where = place(COVERAGE, -1, path) if path == "spare" else place(POLICY_DATA, -1, path)
            problems.append(attrs.evolve(problem, where=where))
    return None


def _listing(batch: BatchBasis, place: Place, problems: list[Problem]) -> tuple[ItemList, tuple[Repeal, ...]] | None:
    if batch.items is None:
        return None
    try:
        return listing_of(batch.items, place)
    except InvalidInput as error:
        problems += error.problems
    return None


def _target(cells: Cells, index: int, place: Place, problems: list[Problem]) -> Target | None:
    """Return the entry of the directory, as far as rules look at it; a kind that is not told is that of a site."""
    if cells[TARGET] == BLANK:
        problems.append(BLANK_REGISTERED.at(place(REGISTER, index, TARGET), found=BLANK))
    status = cells.get(STATUS, TargetStatus.ACTIVE).strip()
    if status not in list(TargetStatus):
        problem = STATUS_UNKNOWN.at(place(REGISTER, index, STATUS), found=status, expected="、".join(TargetStatus))
        problems += [] if problem in problems else [problem]
        return None
    kind = cells.get(KIND, TargetKind.SITE).strip()
    if kind not in list(TargetKind):
        where = place(REGISTER, index, KIND)
        problems.append(UNKNOWN_KIND.at(where, found=kind, expected="、".join(TargetKind)))
        return None
    try:
        return Target(
            target_id=cells[TARGET],
            name=cells[TARGET],
            kind=TargetKind(kind),
            district=cells[DISTRICT].strip() if DISTRICT in cells else None,
            status=TargetStatus(status),
            items=tuple(dict.fromkeys(listed(cells.get(ITEMS, "")))),
        )
    except InvalidInput as error:
        for problem in error.problems:
            field = (problem.where.path or "").split("[")[0]
            where = place(REGISTER, index, field if field in cells else TARGET)
            problems.append(attrs.evolve(problem, where=where))
    return None


def _rules(parts: Parts, laws: Sequence[Limit]) -> list[TargetRule]:
    terms, visits = parts.terms, parts.history.visits
    rules: list[TargetRule] = [Open(), Subject()]
    if terms.districts:
        rules.append(InDistrict(districts=terms.districts))
    if parts.items is not None:
        listing, repeals = Listed(items=parts.items[0]), parts.items[1]
        rules += [InForce(listed=listing), WithBasis(listed=listing, repeals=repeals), ForKind(listed=listing)]
    if terms.months is not None:
        rules.append(NotInspectedElsewhere(months=terms.months, visits=visits))
    asked = max((one.at_least or 0 for one in laws), default=0)
    for cap in terms.caps:
        if not cap.general:
            yearly = YearlyCap(at_most=cap.at_most, source=cap.source, visits=visits, item=cap.item, levels=cap.levels)
            rules.append(LawFirst(cap=yearly, at_least=asked, ledger=parts.history.ledger))
    return rules


def _sorting(
    basis: RiskBasis,
    frame: BatchFrame,
    entries: Sequence[Entry],
    roll: Roll,
    classes: Mapping[str, Classification],
) -> Sorting:
    out = {one.target_id: one.reason for one in entries if not one.admitted} | dict(frame.struck)
    words = {
        one.target_id: "；".join(ground.text("zh") for ground in one.grounds) for one in entries if not one.admitted
    }
    strata = [attrs.evolve(one, reserve=basis.reserve) for one in frame.quotas if one.name != BLANK]
    blank: Stratum | None = next((one for one in frame.quotas if one.name == BLANK), None)
    return Sorting(
        members=dict(frame.frame),
        strata=tuple(strata),
        blank=blank,
        shares=frame.shares,
        struck=out,
        classes=classes,
        standings=roll.standings,
        why=words | {target: _WORDS[code] for target, code in frame.struck},
    )
