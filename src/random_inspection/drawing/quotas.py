"""How many are drawn from every stratum, and each target's exact chance."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

import attrs

from random_inspection.domain.draws import AllQuota, CountQuota, RatioQuota, Share, ShareQuota, Stratum
from random_inspection.domain.fields import Digest
from random_inspection.drawing.tickets import ticket
from random_inspection.errors import Message, Problem, Where, refuse

STRATUM_TWICE = Message(
    "stratum-twice", "the stratum {name!r} is named twice; name it once", "层“{name}”出现两次；请只保留一处"
)
SHARE_TWICE = Message(
    "share-twice", "the share {name!r} is named twice; name it once", "共享名额“{name}”出现两次；请只保留一处"
)
SHARE_UNKNOWN = Message(
    "share-unknown",
    "the stratum {stratum!r} refers to the share {name!r}, which nobody defined; define it or correct the name",
    "层“{stratum}”引用的共享名额“{name}”没有定义；请定义或更正名称",
)
SHARE_UNUSED = Message(
    "share-without-strata",
    "no stratum takes part in the share {name!r}; let one refer to it, or remove it",
    "没有任何层使用共享名额“{name}”；请让某层引用它，或删除",
)


@attrs.frozen
class StratumQuota:
    """What the quotas give one stratum.

    Attributes:
        drawn: n, how many are drawn.
        chance: the exact chance of one of its targets, before the seed is known; 0 in an empty stratum.
    """

    drawn: int
    chance: Fraction


def _twice(names: Iterable[str], message: Message, kind: str) -> list[Problem]:
    return [message.at(Where(path=kind), name=name) for name, times in Counter(names).items() if times > 1]


def strata_problems(strata: Sequence[Stratum], shares: Sequence[Share]) -> list[Problem]:
    """Return what does not fit between strata and shares: names twice, shares unknown or unused."""
    known = {share.name for share in shares}
    problems = _twice((s.name for s in strata), STRATUM_TWICE, "strata")
    problems += _twice((s.name for s in shares), SHARE_TWICE, "shares")
    used = set()
    for index, stratum in enumerate(strata):
        if isinstance(stratum.quota, ShareQuota):
            used.add(stratum.quota.share)
            if stratum.quota.share not in known:
                where = Where(path=f"strata[{index}].quota.share")
                problems.append(SHARE_UNKNOWN.at(where, stratum=stratum.name, name=stratum.quota.share))
    problems += [
        SHARE_UNUSED.at(Where(path=f"shares[{index}]"), name=share.name)
        for index, share in enumerate(shares)
        if share.name not in used
    ]
    return problems


def expectations(share: Share, strata: Sequence[Stratum]) -> dict[str, Fraction]:
    """Return the exact expected number drawn from every stratum of a share.

    Strata whose proportional part would reach their size are drawn whole (*certain*); the rest of the
    total goes to the others in proportion to weight × size.
    """
    weights = {s.name: s.quota.weight for s in strata if isinstance(s.quota, ShareQuota)}
    sizes = {s.name: s.size for s in strata}
    rest = {name for name, size in sizes.items() if size}
    left = min(share.total, sum(sizes.values()))
    expected = {name: Fraction(size) for name, size in sizes.items()}
    while rest:
        mass = sum(weights[name] * sizes[name] for name in rest)
        certain = {name for name in rest if left * weights[name] >= mass}
        if not certain:
            return expected | {name: Fraction(left * weights[name] * sizes[name], mass) for name in rest}
        rest -= certain
        left -= sum(sizes[name] for name in certain)
    return expected


def rounded(expected: dict[str, Fraction], order: Sequence[str], u: Fraction) -> dict[str, int]:
    """Return whole numbers with the exact means `expected` and an exact sum, by one variable `u` in [0, 1).

    Args:
        expected: the mean of every stratum.
        order: the strata, in the order in which their means are added up.
        u: the rounding variable, the same for all.
    """
    numbers = {}
    total = Fraction(0)
    for name in order:
        before, total = total, total + expected[name]
        numbers[name] = math.floor(total + u) - math.floor(before + u)
    return numbers


def _shared(share: Share, strata: Sequence[Stratum], seed: str, digest: Digest) -> dict[str, StratumQuota]:
    expected = expectations(share, strata)
    sizes = {s.name: s.size for s in strata}
    whole = {name for name, mean in expected.items() if mean == sizes[name]}
    order = sorted(
        expected.keys() - whole,
        key=lambda name: (ticket("quotas", f"{share.name}\n{name}", seed=seed, digest=digest), name),
    )
    u = Fraction(int(ticket("quotas", share.name, seed=seed, digest=digest), 16), 2**256)
    drawn = {name: sizes[name] for name in whole} | rounded(expected, order, u)
    return {
        name: StratumQuota(drawn[name], mean / sizes[name] if sizes[name] else Fraction(0))
        for name, mean in expected.items()
    }


def _single(stratum: Stratum) -> StratumQuota:
    size, quota = stratum.size, stratum.quota
    if isinstance(quota, AllQuota):
        drawn = size
    elif isinstance(quota, CountQuota):
        drawn = min(quota.count, size)
    elif isinstance(quota, RatioQuota):
        drawn = math.ceil(quota.fraction * size)
    return StratumQuota(drawn, Fraction(drawn, size) if size else Fraction(0))


def chances(strata: Sequence[Stratum], shares: Sequence[Share] = ()) -> dict[str, Fraction]:
    """Return the exact chance of a target of every stratum, as it is known before the draw; 0 in an empty one.

    Raises:
        InvalidInput: as `quotas`.
    """
    refuse(strata_problems(strata, shares))
    found = {stratum.name: Fraction(0) for stratum in strata}
    for share in shares:
        members = [one for one in strata if isinstance(one.quota, ShareQuota) and one.quota.share == share.name]
        means = expectations(share, members)
        found |= {one.name: means[one.name] / one.size for one in members if one.size}
    alone = (one for one in strata if not isinstance(one.quota, ShareQuota))
    return found | {one.name: _single(one).chance for one in alone}


def quotas(
    strata: Sequence[Stratum], shares: Sequence[Share] = (), *, seed: str, digest: Digest = "sha256"
) -> dict[str, StratumQuota]:
    """Return number and chance of every stratum by name, in the order of the strata.

    Raises:
        InvalidInput: a name twice, a share unknown or without strata; all findings at once.
    """
    refuse(strata_problems(strata, shares))
    found: dict[str, StratumQuota] = {}
    for share in shares:
        members = [s for s in strata if isinstance(s.quota, ShareQuota) and s.quota.share == share.name]
        found |= _shared(share, members, seed, digest)
    return {s.name: found[s.name] if s.name in found else _single(s) for s in strata}
