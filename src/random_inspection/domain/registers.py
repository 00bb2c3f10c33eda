"""The three registers as they are kept: entries with what happened to them, versions of the item list, synchronisations.

An entry's record holds it as it stands since its last dated change; the versions of the record are its history.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from fractions import Fraction

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.fields import Integer, check_hex64, check_line
from random_inspection.domain.identifiers import check_number
from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.items import ItemList
from random_inspection.domain.targets import Target
from random_inspection.domain.validators import Kind, Kinds, check_bool, check_codes, check_date


class Movement(StrEnum):
    """What happened to an entry of a directory."""

    NEW = "新增"
    CHANGED = "变更"
    GONE = "退出"


class RegisterKind(StrEnum):
    """Which directory it is."""

    TARGETS = "检查对象名录库"
    INSPECTORS = "检查人员名录库"


@attrs.frozen(kw_only=True)
class _Entry:
    """What entries of both directories have.

    Attributes:
        movement: what happened to it.
        on: from which day on it stands so.
        source: from where that is known, such as 行政审批台账 or a file number.
        reason: why.
        listed_in: the extracts that list it; without any, no synchronisation takes it out.
    """

    movement: Movement = attrs.field(validator=Kind(Movement))
    on: dt.date = attrs.field(validator=check_date)
    source: str = attrs.field(validator=check_line)
    reason: str = attrs.field(validator=check_line)
    listed_in: tuple[str, ...] = attrs.field(default=(), validator=check_codes)

    @property
    def present(self) -> bool:
        """Whether it is in the directory."""
        return self.movement is not Movement.GONE


@attrs.frozen(kw_only=True)
class TargetEntry(_Entry):
    """An entry of the directory of targets (检查对象名录库) since a dated change (clause 二(六)).

    Attributes:
        value: the target as it stands since.
        movement: what happened to it.
        on: from which day on it stands so.
        source: from where that is known, such as 行政审批台账.
        reason: why.
        listed_in: the extracts that list it; without any, no synchronisation takes it out.
    """

    value: Target = attrs.field(validator=Kind(Target))

    @property
    def key(self) -> str:
        """The target's identifier."""
        return self.value.target_id


@attrs.frozen(kw_only=True)
class InspectorEntry(_Entry):
    """An entry of the directory of inspectors (检查人员名录库) since a dated change (clause 二(四)).

    Attributes:
        value: the inspector as they stand since.
        movement: what happened.
        on: from which day on it stands so.
        source: from where that is known.
        reason: why.
        listed_in: the extracts that list the inspector; without any, no synchronisation takes them out.
    """

    value: Inspector = attrs.field(validator=Kind(Inspector))

    @property
    def key(self) -> str:
        """The inspector's identifier."""
        return self.value.inspector_id


@attrs.frozen(kw_only=True)
class AdoptedItems:
    """A version of the list of inspection items that the office adopted (clause 二(二)).

    Attributes:
        value: the version.
        source: the document that it was adopted by.
        reason: which law or power changed, or why there is a new version otherwise.
        adopted: who adopted it.
    """

    value: ItemList = attrs.field(validator=Kind(ItemList))
    source: str = attrs.field(validator=check_line)
    reason: str = attrs.field(validator=check_line)
    adopted: Mark = attrs.field(validator=Kind(Mark))


@attrs.frozen(kw_only=True)
class EntryChange:
    """An entry that an extract changes.

    Attributes:
        key: its identifier.
        fields: the fields that differ.
    """

    key: str = attrs.field(validator=check_number)
    fields: tuple[str, ...] = attrs.field(validator=Kinds(str, least=1))


@attrs.frozen(kw_only=True)
class EntryGone:
    """An entry that an extract takes out of the directory.

    Attributes:
        key: its identifier.
        reason: why.
    """

    key: str = attrs.field(validator=check_number)
    reason: str = attrs.field(validator=check_line)


@attrs.frozen(kw_only=True)
class SkippedRow:
    """A row of an extract that was left out because it is wrong.

    Attributes:
        row: its row in the file.
        why: what is wrong with it.
    """

    row: int = attrs.field(validator=Integer(1))
    why: str = attrs.field(validator=check_line)


LISTED = 1000
"""How many entries of a sort a report lists at most; it has the number of all, and a digest over them."""


@attrs.frozen(kw_only=True)
class SyncTotals:
    """How many entries a synchronisation concerns, where a report does not list them all.

    Attributes:
        new: how many come in.
        changed: how many change.
        gone: how many go.
        passed: how many are in the extract as gone already, and not in the directory.
        held: how many stay as they are.
        skipped: how many rows were left out.
        digest: SHA-256 over all of them, so that who confirms the report confirms every one.
    """

    new: int = attrs.field(validator=Integer(0))
    changed: int = attrs.field(validator=Integer(0))
    gone: int = attrs.field(validator=Integer(0))
    passed: int = attrs.field(validator=Integer(0))
    held: int = attrs.field(validator=Integer(0))
    skipped: int = attrs.field(validator=Integer(0))
    digest: str = attrs.field(validator=check_hex64)


@attrs.frozen(kw_only=True)
class SyncReport:
    """What a synchronisation of a directory with an extract changes (clauses 二(四) and 二(六)).

    Of each sort the first `LISTED` are listed, by identifier; where there are more, `totals` has the number of all.

    Attributes:
        register: the directory.
        source: where the extract is from, such as 市场监管登记.
        on: the day that the extract is of.
        extract: SHA-256 of the extract's file.
        entries: how many entries the directory had.
        new: who comes in.
        changed: who changes, and in which fields.
        gone: who goes, and why.
        unchanged: how many of the extract stand in the directory as they are.
        passed: who is in the extract as gone already, and not in the directory.
        assumed: what holds for every row because the file does not say it, such as 对象类型：企业.
        held: who stays as they are: a row that was left out may be theirs, or they came in after the extract's day.
        skipped: the rows that were left out.
        totals: how many there are of each; None where all are listed.
    """

    register: RegisterKind = attrs.field(validator=Kind(RegisterKind))
    source: str = attrs.field(validator=check_line)
    on: dt.date = attrs.field(validator=check_date)
    extract: str = attrs.field(validator=check_hex64)
    entries: int = attrs.field(validator=Integer(0))
    new: tuple[str, ...] = attrs.field(validator=check_codes)
    changed: tuple[EntryChange, ...] = attrs.field(validator=Kinds(EntryChange))
    gone: tuple[EntryGone, ...] = attrs.field(validator=Kinds(EntryGone))
    unchanged: int = attrs.field(validator=Integer(0))
    passed: tuple[str, ...] = attrs.field(default=(), validator=check_codes)
    assumed: tuple[str, ...] = attrs.field(default=(), validator=Kinds(str))
    held: tuple[str, ...] = attrs.field(default=(), validator=check_codes)
    skipped: tuple[SkippedRow, ...] = attrs.field(default=(), validator=Kinds(SkippedRow))
    totals: SyncTotals | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(SyncTotals)))

    def total(self, name: str) -> int:
        """Return how many there are of a sort: ``new``, ``changed``, ``gone``, ``passed``, ``held`` or ``skipped``."""
        found: int = len(getattr(self, name)) if self.totals is None else getattr(self.totals, name)
        return found

    @property
    def share(self) -> Fraction:
        """Which part of the directory changes or goes, from 0 to 1."""
        return Fraction(self.total("changed") + self.total("gone"), self.entries) if self.entries else Fraction(0)


@attrs.frozen(kw_only=True)
class Synchronisation:
    """A synchronisation that was carried out.

    Attributes:
        sync_id: the command that ordered it.
        report: what it changed.
        confirmed: whether a person confirmed the report, by its digest.
        made: who ordered it.
    """

    sync_id: str = attrs.field(validator=check_number)
    report: SyncReport = attrs.field(validator=Kind(SyncReport))
    confirmed: bool = attrs.field(validator=check_bool)
    made: Mark = attrs.field(validator=Kind(Mark))
