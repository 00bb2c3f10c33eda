"""Makes frame, strata and quotas of a draw from risk classes, under names that tell nothing (clause 二(七))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from random_inspection.domain.draws import Announcement, CountQuota, Share, ShareQuota, Stratum
from random_inspection.domain.fields import Digest
from random_inspection.domain.targets import TargetStatus
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.rules.coverage_of_year.terms import share_total, share_weights
from random_inspection.rules.risk_classes.policy_data import policy_of
from random_inspection.rules.risk_classes.risk_policy import Classification, RiskPolicy
from random_inspection.workflows.draws.batch_draws import LIST, POLICY_DATA, Parts, read_parts, sort_batch
from random_inspection.workflows.inputs.fact_kinds import TARGET, Cells
from random_inspection.workflows.inputs.ledger_rows import LEDGER, ORDER
from random_inspection.workflows.inputs.risk_facts import REGISTER, STATUS, Gathering, Place
from random_inspection.workflows.inputs.risk_values import RiskBasis, Sorting
from random_inspection.workflows.inputs.spec_coverage import COVERAGE, ELIGIBILITY
from random_inspection.workflows.inputs.spec_risk import RULES

POLICY, FACTS, LEDGER_FILE, CLASSES = "policy.json", "facts.json", "ledger.json", "classes.csv"
"""The sealed files of a draw by risk classes."""
SALT_STRATUM = "salt"
"""The stratum of the one entry of the frame that is no target, and never drawn; the reason of the one in struck."""
_SHARE = "all"

NO_ITEM = Message(
    "batch-without-item",
    "a batch is planned for one inspection item, and none is named; name its code",
    "批次按一个抽查事项安排，而没有填写事项；请填写事项代码",
)


@attrs.frozen(kw_only=True)
class RiskDraw:
    """What follows from a basis.

    Attributes:
        frame: (target id, stratum), in frame order, with the one entry that is its salt.
        struck: (target id, reason), in frame order, with the one entry that is its salt.
        strata: the strata in the order of their names, the blank lot's where there is one, and the salt's.
        shares: the shared total; none where nobody draws from one.
        codes: what is behind every stratum but the salt's and the blank lot's: a class, in a batch with what is due.
        sorting: what they are made from.
    """

    frame: tuple[tuple[str, str], ...]
    struck: tuple[tuple[str, str], ...]
    strata: tuple[Stratum, ...]
    shares: tuple[Share, ...]
    codes: Mapping[str, str]
    sorting: Sorting

    @property
    def classes(self) -> Mapping[str, Classification]:
        """The classification of every target that is there."""
        return self.sorting.classes


def is_by_risk(announcement: Announcement) -> bool:
    """Return whether strata of the draw stand for risk classes."""
    rules = announcement.about.get(RULES)
    return isinstance(rules, list | tuple) and any(
        isinstance(one, Mapping) and one.get("file") == POLICY for one in rules
    )


def is_gone(cells: Cells) -> bool:
    """Return whether the register says that a target is not there any more."""
    return cells.get(STATUS, TargetStatus.ACTIVE).strip() != TargetStatus.ACTIVE


def codes_of(names: Sequence[str], *, salt: str, digest: Digest) -> dict[str, str]:
    """Return what is behind each of the names ``S1``, ``S2``, …, in an order that only the salt decides."""
    ordered = sorted(names, key=lambda name: digest_of(f"{salt}\n{name}", digest))
    return {f"S{number}": name for number, name in enumerate(ordered, start=1)}


def risk_draw(basis: RiskBasis, *, salt: str, digest: Digest) -> RiskDraw:
    """Return frame, struck, strata and quotas; see `sort_out` and `coded`."""
    return coded(sort_out(basis), salt=salt, digest=digest)


def sort_out(basis: RiskBasis, *, place: Place | None = None, parts: Parts | None = None) -> Sorting:
    """Return who is in which stratum, with quotas.

    Clause: 二(七) 加大力度

    By class alone, the classes are the strata of one share with the weights of their terms, so that the chance rises
    with the class (docs/adr/0005). In a batch of the year's plan, strata are what is due by class (docs/adr/0007).

    Args:
        basis: policy, facts and register, and what a batch is made from.
        place: tells where a field stands; None for its path in the sealed files.
        parts: what the batch is made from, where it is read already.

    Raises:
        InvalidInput: anything that is wrong with it, at its place.
    """
    where = place or sealed_place
    policy = policy_of(basis.policy, file=POLICY)
    classes = _classes(basis, policy, where)
    if basis.batch is None:
        return _by_class(basis, policy, classes)
    problems: list[Problem] = []
    parts = parts or read_parts(basis, policy, where, problems)
    if parts is None:
        raise InvalidInput(*(problems or [NO_ITEM.at(Where(file=POLICY, path="item"))]))
    return sort_batch(basis, parts, policy, classes, where)


def coded(sorting: Sorting, *, salt: str, digest: Digest) -> RiskDraw:
    """Return what is announced: strata under names that tell nothing, frame and struck each with a salt.

    Nobody who has only the digest of a small frame, or of the list of those struck out, can find it by trying out who is
    where: an entry that follows from the salt stands in each, in the frame in a stratum of which nothing is drawn.

    Args:
        sorting: who is in which stratum.
        salt: 64 hexadecimal characters that stay sealed.
        digest: the hash of the draw.
    """
    codes = codes_of([one.name for one in sorting.strata], salt=salt, digest=digest)
    named = {name: code for code, name in codes.items()}
    strata = {one.name: one for one in sorting.strata}
    blank = () if sorting.blank is None else (sorting.blank,)
    kept = {one.name: one.name for one in blank}
    frame = [(target, kept.get(name) or named[name]) for target, name in sorting.members.items()]
    return RiskDraw(
        frame=tuple(sorted([*frame, (digest_of(f"frame\n{salt}", digest), SALT_STRATUM)])),
        struck=tuple(sorted([*sorting.struck.items(), (digest_of(f"struck\n{salt}", digest), SALT_STRATUM)])),
        strata=(
            *(attrs.evolve(strata[name], name=code) for code, name in codes.items()),
            *blank,
            Stratum(name=SALT_STRATUM, size=1, quota=CountQuota(0)),
        ),
        shares=sorting.shares,
        codes=codes,
        sorting=sorting,
    )


def _by_class(basis: RiskBasis, policy: RiskPolicy, classes: Mapping[str, Classification]) -> Sorting:
    sizes = Counter(one.risk_class for one in classes.values())
    terms = policy.terms(basis.item)
    weights = share_weights(terms)
    total = share_total(terms, sizes) if basis.total is None else basis.total
    return Sorting(
        members={target: one.risk_class for target, one in classes.items()},
        strata=tuple(
            Stratum(
                name=one.name,
                size=sizes[one.name],
                quota=ShareQuota(_SHARE, weight=weights[one.name]) if one.name in weights else CountQuota(0),
                reserve=basis.reserve,
            )
            for one in terms
        ),
        shares=(Share(name=_SHARE, total=total),) if weights else (),
        struck={cells[TARGET]: cells[STATUS].strip() for cells in basis.register if is_gone(cells)},
        classes=classes,
    )


def _classes(basis: RiskBasis, policy: RiskPolicy, place: Place) -> dict[str, Classification]:
    gathering = Gathering(policy=policy, as_of=basis.as_of, place=place)
    facts = gathering.gather(basis.register, basis.facts)
    refuse(gathering.problems)
    there = sorted(cells[TARGET] for cells in basis.register if not is_gone(cells))
    return {target: policy.classify(facts[target], on=basis.as_of) for target in there}


def sealed_place(table: str, index: int, field: str) -> Where:
    """Return where a field stands in the sealed files."""
    if table == POLICY_DATA:
        return Where(file=POLICY, path=f"policy.{field}" if field else "policy")
    if table in {COVERAGE, ELIGIBILITY}:
        return Where(file=LEDGER_FILE, path=f"settings.{table}" + (f".{field}" if field else ""))
    if table == LIST:
        return Where(file=LEDGER_FILE, path=f"items.{field}" if field else "items")
    path = table if table in {REGISTER, LEDGER, ORDER} else f"facts.{table}"
    file = LEDGER_FILE if table in {LEDGER, ORDER} else FACTS
    return Where(file=file, path=f"{path}[{index}]" + (f".{field}" if field else ""))
