"""What strata by risk classes are made from, and what follows from it before they have their public names (二(七))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import attrs

from random_inspection.domain.draws import Share, Stratum
from random_inspection.errors import Problem
from random_inspection.rules.coverage_of_year.coverage import Standing
from random_inspection.rules.risk_classes.risk_policy import Classification
from random_inspection.workflows.inputs.fact_kinds import Cells


@attrs.frozen(kw_only=True)
class BatchBasis:
    """What a batch of the year's plan is made from besides the classes.

    Attributes:
        settings: the sections ``coverage`` and ``eligibility``, without the names of files.
        items: the decoded list of inspection items with its repeals; None where none is given.
        ledger: the rows of the ledger.
        order: the rows of the order of batches; none where nothing is in order.
    """

    settings: Mapping[str, Any]
    items: Mapping[str, Any] | None
    ledger: tuple[Cells, ...]
    order: tuple[Cells, ...]


@attrs.frozen(kw_only=True)
class RiskBasis:
    """Everything that strata are made from, as the office seals it and an auditor reads it.

    Attributes:
        policy: the decoded policy.
        as_of: the day for which classes are given.
        item: code of the inspection item whose own terms count; None for the policy's.
        total: how many are drawn in all; None where the policy's proportions or a batch say it.
        reserve: how many reserves are listed in every stratum.
        register: the rows of the register: ``target_id``, and where they are known ``status``, ``tags``, ``since``,
            ``kind``, ``district``, ``items``.
        facts: the rows of facts by the key of their kind.
        batch: what the batch is made from; None where strata are by class alone.
    """

    policy: Mapping[str, Any]
    as_of: dt.date
    item: str | None
    total: int | None
    reserve: int
    register: tuple[Cells, ...]
    facts: Mapping[str, tuple[Cells, ...]]
    batch: BatchBasis | None = None


@attrs.frozen(kw_only=True)
class Sorting:
    """Who is in which stratum and who is struck out, with strata under names that say what they are.

    Attributes:
        members: the name of the stratum by target id.
        strata: the strata that stand for classes, or for classes and coverage states.
        blank: the stratum of the blank lot; None where there is none.
        shares: the shared total; none where nobody draws from one.
        struck: the code of the reason by target id.
        classes: the classification of every target that is there.
        standings: where every target stands that can be drawn in a batch; empty without one.
        why: the reasons for striking out in words, by target id; empty without a batch.
        notes: what a person has to know.
    """

    members: Mapping[str, str]
    strata: tuple[Stratum, ...]
    blank: Stratum | None = None
    shares: tuple[Share, ...]
    struck: Mapping[str, str]
    classes: Mapping[str, Classification]
    standings: Mapping[str, Standing] = attrs.field(factory=dict)
    why: Mapping[str, str] = attrs.field(factory=dict)
    notes: tuple[Problem, ...] = ()
