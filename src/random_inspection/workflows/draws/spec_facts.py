"""Reads policy and facts of a draw by risk classes from the specification; all findings at once, each in its cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.rules.risk_classes.policy_data import policy_of
from random_inspection.rules.risk_classes.risk_policy import RiskPolicy
from random_inspection.rules.risk_classes.risk_states import Tagged
from random_inspection.workflows.draws.batch_draws import LIST, POLICY_DATA, Parts, read_parts
from random_inspection.workflows.inputs.fact_kinds import KINDS, TARGET, Cells
from random_inspection.workflows.inputs.frames import COLUMN_ABSENT, Register, target_ids
from random_inspection.workflows.inputs.ledger_rows import LEDGER, LEDGER_HEADINGS, ORDER, ORDER_HEADINGS
from random_inspection.workflows.inputs.risk_facts import REGISTER, SINCE, STATUS, TAGS, Gathering, Place
from random_inspection.workflows.inputs.risk_values import BatchBasis, RiskBasis
from random_inspection.workflows.inputs.spec_coverage import COVERAGE, ELIGIBILITY, plain_settings
from random_inspection.workflows.inputs.spec_risk import RiskSettings
from random_inspection.workflows.inputs.spec_sections import Findings
from random_inspection.workflows.inputs.spec_settings import Settings, TargetColumns
from random_inspection.workflows.inputs.tables import Decoded, SpecDocument, Table

_BATCH_TABLES = {LEDGER: LEDGER_HEADINGS, ORDER: ORDER_HEADINGS}

NO_POLICY = Message(
    "risk-policy-absent",
    "the risk policy was not read; give it as the specification's 'risk'",
    "没有读到风险政策；请提供",
)
NO_FACTS = Message(
    "facts-absent", "the facts were not read; give them as the table {found!r}", "没有读到事实表“{found}”；请提供"
)
UNNAMED = Message(
    "facts-file-unnamed",
    "the policy looks at {en}, and no file of them is named; name it (it may be without rows), or else every target "
    "would count as having none",
    "风险政策涉及{zh}，却没有指定其文件；请指定（可以没有数据行），否则会视为所有对象都没有",
)
UNTAGGED = Message(
    "facts-tags-unnamed",
    "the policy looks at tags, and no column of them is named; name the column, or take the rules out",
    "风险政策涉及标签，却没有指定标签列；请指定该列，或删除有关规则",
)
NO_TOTAL = Message(
    "risk-total-missing",
    "the policy has weights, which do not say how many are drawn; set how many",
    "风险政策用的是权重，无法得出抽取数量；请设定总数",
)
TOTAL_GIVEN = Message(
    "risk-total-given",
    "the policy's proportions say already how many are drawn; remove the total, or give the classes weights",
    "风险政策的抽查比例已确定抽取数量；请删除总数，或改用权重",
)


NEVER_DRAWN = Message(
    "risk-nobody-drawn",
    "every class has a proportion of 0, so nobody would ever be drawn; give at least the highest class a proportion above 0",
    "各类别的抽查比例均为0，任何对象都不会被抽中；请至少将最高类别的比例设为大于0",
)
NO_LIST = Message(
    "items-list-absent",
    "the list of inspection items was not read; give it as the specification's 'items'",
    "没有读到抽查事项清单；请提供",
)


@attrs.frozen(kw_only=True)
class Sourced:
    """What strata are made from, as it was read.

    Attributes:
        basis: what is sealed.
        place: tells where a field of it stands in the office's files.
        parts: what a batch is made from, read; None without one.
    """

    basis: RiskBasis
    place: Place
    parts: Parts | None


def read_basis(document: SpecDocument, settings: Settings, register: Register, findings: Findings) -> Sourced | None:
    """Return what strata are made from; None where the draw is not by risk classes, or not everything could be read."""
    risk, columns = settings.risk, settings.targets
    if risk is None or columns is None:
        return None
    policy = _policy(document, findings)
    if policy is not None:
        _check_needs(document, policy, risk, findings)
    table = document.tables.get("targets")
    if policy is None or table is None or document.risk is None or not (register.pairs or register.struck):
        return None
    wanted = (risk.tags, risk.since, *risk.columns.values())
    absent = [name for name in wanted if name not in (None, *table.columns)]
    findings.problems += [COLUMN_ABSENT.at(table.where(), found=name) for name in absent if name]
    if absent:
        return None
    reader = _Reader(document=document, columns=columns, risk=risk, table=table, findings=findings)
    entries, rows = reader.register(), reader.facts()
    gathering = Gathering(policy=policy, as_of=risk.as_of, place=reader.place)
    gathering.gather(entries, rows)
    findings.problems += gathering.problems
    batch = reader.batch()
    if risk.as_of is None or (batch is None and risk.batch is not None):
        return None
    as_read = RiskBasis(
        policy=document.risk.data,
        as_of=risk.as_of,
        item=risk.item,
        total=risk.total,
        reserve=risk.reserve,
        register=tuple(entries),
        facts={key: tuple(found) for key, found in rows.items()},
        batch=batch,
    )
    parts = read_parts(as_read, policy, reader.place, findings.problems, terms=risk.batch)
    return Sourced(basis=_sealable(as_read), place=reader.place, parts=parts)


def _policy(document: SpecDocument, findings: Findings) -> RiskPolicy | None:
    if document.risk is None:
        if not document.problems and not findings.problems:
            findings.problems.append(NO_POLICY.at(document.where("targets.risk")))
        return None
    try:
        return policy_of(document.risk.data, file=document.risk.file)
    except InvalidInput as error:
        findings.problems += error.problems
        return None


NOT_THE_ITEM = Message(
    "item-without-own-terms",
    "the policy has terms of their own for the items {items}, none for {found}: its general terms count",
    "风险政策对事项{items}另有规定，对“{found}”没有：按一般规定抽取",
)


def _check_needs(document: SpecDocument, policy: RiskPolicy, risk: RiskSettings, findings: Findings) -> None:
    """Find facts that the policy looks at and nobody names: they would silently count as absent."""
    used = {type(condition) for rule in policy.rules for condition in rule.when}
    findings.problems += [
        UNNAMED.at(document.where(f"facts.{kind.key}"), en=kind.key, zh=kind.zh)
        for kind in KINDS
        if kind.condition in used and kind.key not in risk.files and "facts" in document.settings
    ]
    if Tagged in used and risk.tags is None:
        findings.problems.append(UNTAGGED.at(document.where("targets.tags")))
    own = [one.item for one in policy.items]
    if own and risk.item not in own:
        where, found = document.where("targets.item"), risk.item or "—"
        findings.notes.append(NOT_THE_ITEM.at(where, found=found, items="、".join(own)))
    terms = policy.terms(risk.item)
    if not any(one.measure for one in terms):
        findings.problems.append(NEVER_DRAWN.at(Where(file=_file(document.risk), path="classes")))
    by_weight = any(one.weight is not None for one in terms)
    total = "total" in document.settings["targets"]
    if by_weight is not total and not {COVERAGE, ELIGIBILITY} & document.settings.keys():
        findings.problems.append((NO_TOTAL if by_weight else TOTAL_GIVEN).at(document.where("targets.total")))


@attrs.frozen(kw_only=True)
class _Reader:
    """Turns tables into rows by field, and tells where a field stands in its table."""

    document: SpecDocument
    columns: TargetColumns
    risk: RiskSettings
    table: Table
    findings: Findings

    def register(self) -> list[Cells]:
        # What is wrong with an id has been said when the frame was made.
        ids = target_ids(self.table, self.columns.id, Findings())
        return [self._cells(self.table, index, target, self.headings(REGISTER)) for index, target in enumerate(ids)]

    def facts(self) -> dict[str, list[Cells]]:
        rows: dict[str, list[Cells]] = {}
        for kind in KINDS:
            table = self.document.tables.get(kind.key)
            if table is not None and kind.key in self.risk.files:
                # An id that is wrong in itself is unknown besides; that finding says enough.
                ids = target_ids(table, self.columns.id, Findings(notes=self.findings.notes))
                rows[kind.key] = [self._cells(table, at, target, kind.headings) for at, target in enumerate(ids)]
            elif kind.key in self.risk.files and not self.document.problems:
                self.findings.problems.append(NO_FACTS.at(self.document.where(f"facts.{kind.key}"), found=kind.key))
        return rows

    def headings(self, key: str) -> Mapping[str, str]:
        if key in _BATCH_TABLES:
            return _BATCH_TABLES[key]
        if key != REGISTER:
            return next(kind.headings for kind in KINDS if kind.key == key)
        named = {STATUS: self.columns.status, TAGS: self.risk.tags, SINCE: self.risk.since, **self.risk.columns}
        return {field: heading for field, heading in named.items() if heading}

    def batch(self) -> BatchBasis | None:
        """Return what a batch is made from besides; None where there is none, or not everything was read."""
        coverage, eligibility = (self.document.settings.get(key) for key in (COVERAGE, ELIGIBILITY))
        if self.risk.batch is None or not isinstance(coverage, Mapping) or not isinstance(eligibility, Mapping):
            return None
        rows: dict[str, tuple[Cells, ...]] = {}
        for key, headings in _BATCH_TABLES.items():
            table = self.document.tables.get(key)
            if table is not None and key in coverage:
                ids = target_ids(table, self.columns.id, Findings(notes=self.findings.notes))
                rows[key] = tuple(self._cells(table, at, target, headings) for at, target in enumerate(ids))
            elif key in coverage and not self.document.problems:
                self.findings.problems.append(NO_FACTS.at(self.document.where(f"{COVERAGE}.{key}"), found=key))
        listing = self.document.items
        if "list" in eligibility and listing is None:
            if not self.document.problems:
                self.findings.problems.append(NO_LIST.at(self.document.where(f"{ELIGIBILITY}.list")))
            return None
        if LEDGER not in rows:
            return None
        return BatchBasis(
            settings=plain_settings(self.document.settings),
            items=None if listing is None or "list" not in eligibility else listing.data,
            ledger=rows[LEDGER],
            order=rows.get(ORDER, ()),
        )

    def place(self, key: str, index: int, field: str) -> Where:
        if key == POLICY_DATA:
            return Where(file=_file(self.document.risk), path=field or None)
        if key == LIST:
            return Where(file=_file(self.document.items), path=field or None)
        if key in {COVERAGE, ELIGIBILITY}:
            return self.document.where(f"{key}.{field}")
        table = self.table if key == REGISTER else self.document.tables[key]
        column = self.columns.id if field == TARGET else self.headings(key).get(field)
        return table.where(table.rows[index].number, column)

    def _cells(self, table: Table, index: int, target: str, headings: Mapping[str, str]) -> Cells:
        found = {field: table.rows[index].cells[heading] for field, heading in headings.items()}
        return {TARGET: target, **{field: text for field, text in found.items() if text.strip()}}


def _file(decoded: Decoded | None) -> str | None:
    return decoded.file if decoded else None


def _sealable(basis: RiskBasis) -> RiskBasis:
    """Return the basis with its rows in an order that tells nothing."""
    batch = basis.batch
    return attrs.evolve(
        basis,
        register=_ordered(basis.register),
        facts={key: _ordered(found) for key, found in basis.facts.items()},
        batch=batch and attrs.evolve(batch, ledger=_ordered(batch.ledger), order=_ordered(batch.order)),
    )


def _ordered(rows: Iterable[Cells]) -> tuple[Cells, ...]:
    return tuple(sorted(rows, key=lambda cells: sorted(cells.items(), reverse=True)))
