"""Who is drawn: in every stratum the smallest tickets win, and the next ones are the reserves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from operator import lt

import attrs

from random_inspection.domain.draws import DrawnTarget, Reserve, Share, Stratum
from random_inspection.domain.fields import Digest
from random_inspection.domain.identifiers import MAX_LENGTH, NOT_TEXT, identifier_problem
from random_inspection.drawing.quotas import StratumQuota, quotas
from random_inspection.drawing.tickets import hasher, stage_key
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse

NOT_ASCENDING = Message(
    "frame-not-ascending",
    "{found!r} comes after {before!r}; a frame is in ascending order of id (by code point), every id once",
    "“{found}”排在“{before}”之后；抽样框须按标识的码点升序排列，每个标识只出现一次",
)
UNKNOWN_STRATUM = Message(
    "stratum-unknown",
    "the target {found!r} is in the stratum {stratum!r}, which is not among the strata; add it or correct the frame",
    "对象“{found}”所属的层“{stratum}”不在分层之中；请增加该层或更正",
)
SIZE_UNTRUE = Message(
    "stratum-size",
    "the stratum {stratum!r} has {found} targets in the frame, {expected} were announced",
    "层“{stratum}”在抽样框中有{found}个对象，公告为{expected}个",
)
_ABOVE_ALL = b"\xff" * 65
_TICKET = 32
"""Bytes of a ticket, by SHA-256 and by SM3."""
_CHUNK = 512
"""How many pairs are looked at together."""


@attrs.frozen(kw_only=True)
class Selection:
    """The outcome for the targets.

    Attributes:
        drawn: the drawn targets in draw order, that is by (ticket, id) over all strata.
        reserves: the reserves by stratum, in the order of the strata, then by rank.
        quotas: how many were drawn, by stratum.
        chances: the exact chance of a target of the stratum, before the seed was known.
    """

    drawn: tuple[DrawnTarget, ...]
    reserves: tuple[Reserve, ...]
    quotas: Mapping[str, int]
    chances: Mapping[str, Fraction]


class _Pool:
    """Keeps the `most` smallest tickets of a stratum, in memory that grows with `most` only.

    A lot is kept as the bytes of its ticket and its id: they sort as the pair does, and faster.
    """

    __slots__ = ("_brim", "kept", "limit", "most", "seen")

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: list[bytes] = []
        self.limit = _ABOVE_ALL if most else b""
        self.seen = 0
        self._brim = most + most // 2 + 64

    def add(self, lot: bytes) -> None:
        """Keep a lot that is under the limit."""
        self.kept.append(lot)
        if len(self.kept) == self._brim:
            self.cut()
            self.limit = self.kept[-1]

    def cut(self) -> None:
        """Sort what is kept and drop what is too much."""
        self.kept.sort()
        del self.kept[self.most :]


def _fill(frame: Iterable[tuple[str, str]], pools: Mapping[str, _Pool], key: str, digest: Digest) -> None:
    """Read the frame once and leave every stratum's smallest tickets in its pool."""
    new, prefix, last = hasher(digest), f"{key}:".encode(), ""
    pairs = iter(frame)
    while chunk := list(islice(pairs, _CHUNK)):
        ids = _plain_ids(chunk, last, pools) or list(_checked_ids(chunk, last, pools))
        for (_, name), data in zip(chunk, ids, strict=True):
            pool = pools[name]
            pool.seen += 1
            ticket = new(prefix + data).digest()
            if ticket <= pool.limit:
                pool.add(ticket + data)
        last = chunk[-1][0]


def _plain_ids(chunk: list[tuple[str, str]], last: str, pools: Mapping[str, _Pool]) -> list[bytes] | None:
    """Return the ids in UTF-8 where all of them are ascending ASCII letters and digits of announced strata."""
    try:
        ids = [target_id for target_id, _ in chunk]
        joined = "".join(ids)
        plain = joined.isascii() and joined.isalnum() and max(map(len, ids)) <= MAX_LENGTH
        plain = plain and last < ids[0] and all(map(lt, ids, ids[1:])) and pools.keys() >= {name for _, name in chunk}
    except (TypeError, ValueError):
        return None
    return "\n".join(ids).encode().split(b"\n") if plain else None


def _checked_ids(chunk: list[tuple[str, str]], last: str, pools: Mapping[str, _Pool]) -> Iterator[bytes]:
    """Yield the ids in UTF-8, one after the other; raise `InvalidInput` at the first that is wrong."""
    for target_id, name in chunk:
        try:
            if target_id <= last:
                raise InvalidInput(NOT_ASCENDING.at(found=target_id, before=last))
            data = target_id.encode("utf-8", "surrogatepass")
            if not data.isalnum() or len(data) > MAX_LENGTH:
                refuse([problem for problem in [identifier_problem(target_id)] if problem])
            pools[name]
        except (TypeError, AttributeError):
            raise InvalidInput(NOT_TEXT.at(Where(path="frame"), found=target_id)) from None
        except KeyError:
            raise InvalidInput(UNKNOWN_STRATUM.at(found=target_id, stratum=name)) from None
        last = target_id
        yield data


def _size_problems(strata: Sequence[Stratum], pools: Mapping[str, _Pool]) -> list[Problem]:
    return [
        SIZE_UNTRUE.at(Where(path=f"strata[{index}].size"), stratum=s.name, found=pools[s.name].seen, expected=s.size)
        for index, s in enumerate(strata)
        if pools[s.name].seen != s.size
    ]


def _drawn(pools: Mapping[str, _Pool], numbers: Mapping[str, StratumQuota]) -> tuple[DrawnTarget, ...]:
    winners = sorted((lot, name) for name, pool in pools.items() for lot in pool.kept[: numbers[name].drawn])
    return tuple(
        DrawnTarget(target_id=target_id, stratum=name, ticket=ticket)
        for (ticket, target_id), name in ((_read(lot), name) for lot, name in winners)
    )


def _reserves(pools: Mapping[str, _Pool], numbers: Mapping[str, StratumQuota]) -> tuple[Reserve, ...]:
    return tuple(
        Reserve(stratum=name, rank=rank, ticket=ticket, target_id=target_id)
        for name, pool in pools.items()
        for rank, (ticket, target_id) in enumerate(map(_read, pool.kept[numbers[name].drawn :]), start=1)
    )


def _read(lot: bytes) -> tuple[str, str]:
    """Return ticket and id of a lot."""
    return lot[:_TICKET].hex(), lot[_TICKET:].decode("utf-8", "surrogatepass")


def select(
    frame: Iterable[tuple[str, str]],
    strata: Sequence[Stratum],
    shares: Sequence[Share] = (),
    *,
    seed: str,
    digest: Digest = "sha256",
) -> Selection:
    """Draw targets and reserves, stratum by stratum.

    Clause: 二(六) 抽取

    Args:
        frame: (target id, stratum) pairs in ascending order of id; read once, never kept whole.
        strata: the strata with their announced sizes.
        shares: the totals that strata share.
        seed: the draw's seed, 64 hexadecimal characters.
        digest: the draw's hash.

    Raises:
        InvalidInput: ids not ascending or outside the identifier rules, a stratum that is not announced,
            a size that does not come true, strata and shares that do not fit.
    """
    numbers = quotas(strata, shares, seed=seed, digest=digest)
    pools = {s.name: _Pool(min(numbers[s.name].drawn + s.reserve, s.size)) for s in strata}
    _fill(frame, pools, stage_key("targets", seed=seed, digest=digest), digest)
    refuse(_size_problems(strata, pools))
    for pool in pools.values():
        pool.cut()
    return Selection(
        drawn=_drawn(pools, numbers),
        reserves=_reserves(pools, numbers),
        quotas={name: quota.drawn for name, quota in numbers.items()},
        chances={name: quota.chance for name, quota in numbers.items()},
    )
