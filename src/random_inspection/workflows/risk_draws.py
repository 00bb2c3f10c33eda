"""Makes frame, strata and quotas of a draw from risk classes, under names that tell nothing (clause 二(七))."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from random_inspection.domain.draws import Announcement, CountQuota, Share, ShareQuota, Stratum
from random_inspection.domain.fields import Digest
from random_inspection.domain.targets import TargetStatus
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import Where, refuse
from random_inspection.rules.policy_data import policy_of
from random_inspection.rules.risk_policy import Classification, RiskPolicy
from random_inspection.rules.terms import ClassTerms, share_total, share_weights
from random_inspection.workflows.fact_kinds import TARGET, Cells
from random_inspection.workflows.risk_facts import REGISTER, STATUS, Gathering
from random_inspection.workflows.spec_risk import RULES

POLICY, FACTS, CLASSES = "policy.json", "facts.json", "classes.csv"
"""The sealed files of a draw by risk classes."""
SALT_STRATUM = "salt"
"""The stratum of the one entry of the frame that is no target, and never drawn."""
_SHARE = "all"


@attrs.frozen(kw_only=True)
class RiskBasis:
    """Everything that classes are made from, as the office seals it and an auditor reads it.

    Attributes:
        policy: the decoded policy.
        as_of: the day for which classes are given.
        item: code of the inspection item whose own terms count; None for the policy's.
        total: how many are drawn in all; None where the policy's proportions say it.
        reserve: how many reserves are listed in every stratum.
        register: the rows of the register: ``target_id``, and where they are known ``status``, ``tags``, ``since``.
        facts: the rows of facts by the key of their kind.
    """

    policy: Mapping[str, Any]
    as_of: dt.date
    item: str | None
    total: int | None
    reserve: int
    register: tuple[Cells, ...]
    facts: Mapping[str, tuple[Cells, ...]]


@attrs.frozen(kw_only=True)
class RiskDraw:
    """What follows from a basis.

    Attributes:
        frame: (target id, stratum), in frame order, with the one entry that is its salt.
        struck: (target id, status), in frame order.
        strata: the strata in the order of their names, and the salt's.
        shares: the shared total; none where every class is left out.
        codes: the class behind every stratum but the salt's.
        classes: the classification of every target of the frame.
    """

    frame: tuple[tuple[str, str], ...]
    struck: tuple[tuple[str, str], ...]
    strata: tuple[Stratum, ...]
    shares: tuple[Share, ...]
    codes: Mapping[str, str]
    classes: Mapping[str, Classification]


def is_by_risk(announcement: Announcement) -> bool:
    """Return whether strata of the draw stand for risk classes."""
    rules = announcement.about.get(RULES)
    return isinstance(rules, list | tuple) and any(
        isinstance(one, Mapping) and one.get("file") == POLICY for one in rules
    )


def is_gone(cells: Cells) -> bool:
    """Return whether the register says that a target is not there any more."""
    return cells.get(STATUS, TargetStatus.ACTIVE).strip() != TargetStatus.ACTIVE


def codes_of(classes: Sequence[ClassTerms], *, salt: str, digest: Digest) -> dict[str, str]:
    """Return the class behind each of the names ``S1``, ``S2``, …, in an order that only the salt decides."""
    names = sorted((one.name for one in classes), key=lambda name: digest_of(f"{salt}\n{name}", digest))
    return {f"S{number}": name for number, name in enumerate(names, start=1)}


def risk_draw(basis: RiskBasis, *, salt: str, digest: Digest) -> RiskDraw:
    """Return frame, strata and quotas.

    Clause: 二(七) 加大力度

    The classes are the strata of one share with the weights of their terms, so that the chance rises with the class
    (docs/adr/0005). Nobody who has only the digest of a small frame can find it by trying out who is in which class: an
    entry that follows from the salt stands in it, in a stratum of which nothing is drawn.

    Args:
        basis: policy, facts and register.
        salt: 64 hexadecimal characters that stay sealed.
        digest: the hash of the draw.

    Raises:
        InvalidInput: anything that is wrong with policy, facts or register, with its path in the sealed files.
    """
    policy = policy_of(basis.policy, file=POLICY)
    classes = _classes(basis, policy)
    codes = codes_of(policy.classes, salt=salt, digest=digest)
    names = {risk_class: code for code, risk_class in codes.items()}
    sizes = Counter(one.risk_class for one in classes.values())
    terms = policy.terms(basis.item)
    weights = share_weights(terms)
    total = share_total(terms, sizes) if basis.total is None else basis.total
    strata = [
        Stratum(
            name=code,
            size=sizes[name],
            quota=ShareQuota(_SHARE, weight=weights[name]) if name in weights else CountQuota(0),
            reserve=basis.reserve,
        )
        for code, name in codes.items()
    ]
    pairs = [(target, names[one.risk_class]) for target, one in classes.items()]
    struck = ((cells[TARGET], cells[STATUS].strip()) for cells in basis.register if is_gone(cells))
    return RiskDraw(
        frame=tuple(sorted([*pairs, (digest_of(f"frame\n{salt}", digest), SALT_STRATUM)])),
        struck=tuple(sorted(struck)),
        strata=(*strata, Stratum(name=SALT_STRATUM, size=1, quota=CountQuota(0))),
        shares=(Share(name=_SHARE, total=total),) if weights else (),
        codes=codes,
        classes=classes,
    )


def _classes(basis: RiskBasis, policy: RiskPolicy) -> dict[str, Classification]:
    gathering = Gathering(policy=policy, as_of=basis.as_of, place=_sealed_place)
    facts = gathering.gather(basis.register, basis.facts)
    refuse(gathering.problems)
    there = sorted(cells[TARGET] for cells in basis.register if not is_gone(cells))
    return {target: policy.classify(facts[target], on=basis.as_of) for target in there}


def _sealed_place(table: str, index: int, field: str) -> Where:
    path = table if table == REGISTER else f"facts.{table}"
    return Where(file=FACTS, path=f"{path}[{index}]" + (f".{field}" if field else ""))
