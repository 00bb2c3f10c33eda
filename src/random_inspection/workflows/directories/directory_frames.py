"""The frame of a draw straight from the directory of targets, streamed: nothing of it is kept in memory (二(六))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from random_inspection.domain.draws import Quota, Share, Stratum
from random_inspection.domain.fields import Digest
from random_inspection.domain.registers import Movement, TargetEntry
from random_inspection.domain.targets import TargetStatus
from random_inspection.drawing.selection import Selection, select
from random_inspection.errors import Message, Where, refuse
from random_inspection.ports import Store, Unit

Field = Literal["district", "kind"]
"""What of a target may be its stratum."""

UNTOLD = Message(
    "directory-frame-untold",
    "{count} targets of the directory have no {field}, which is to be their stratum; complete the directory first",
    "名录库中有{count}个对象没有填写 {field}，无法分层；请先补全名录库",
)
NO_QUOTA = Message(
    "directory-frame-quota",
    "{count} targets of the directory are in the stratum {found!r}, which has no quota; give it one",
    "名录库中有{count}个对象属于“{found}”层，但没有该层的名额；请设定名额",
)


def directory_sizes(by: Field, *, store: Store) -> Mapping[str, int]:
    """Return how many targets may be drawn from every stratum: those that are in the directory and 存续.

    Raises:
        InvalidInput: a target has no stratum.
    """
    with store.view() as view:
        return _sizes(view, by)


def select_from_directory(
    by: Field,
    quotas: Mapping[str, Quota],
    *,
    seed: str,
    store: Store,
    reserve: int = 0,
    shares: Sequence[Share] = (),
    digest: Digest = "sha256",
) -> Selection:
    """Draw from everybody who is in the directory and 存续, in strata by one of their fields.

    Clause: 二(六) 抽取

    Args:
        by: the field that tells the stratum.
        quotas: how many are drawn of every stratum, in the order of the strata; one without targets may be there.
        seed: the draw's seed, 64 hexadecimal characters.
        store: where the directory is; it is read in one state.
        reserve: how many reserves every stratum has.
        shares: the totals that strata share.
        digest: the draw's hash.

    Raises:
        InvalidInput: a target has no stratum, a stratum has no quota; all findings; or see `drawing.select`.
    """
    with store.view() as view:
        sizes = _sizes(view, by)
        missing = sorted(sizes.keys() - quotas.keys())
        refuse([NO_QUOTA.at(Where(path="quotas"), found=name, count=sizes[name]) for name in missing])
        strata = [
            Stratum(name=name, size=sizes.get(name, 0), quota=quota, reserve=reserve) for name, quota in quotas.items()
        ]
        return select(directory_frame(view, by), strata, shares, seed=seed, digest=digest)


def directory_frame(view: Unit, by: Field) -> Iterator[tuple[str, str]]:
    """Yield identifier and stratum of everybody who is in the directory and 存续, by identifier, ascending."""
    gone = Movement.GONE.value
    for key, stratum, movement in view.records.scan(TargetEntry, by, "movement", status=TargetStatus.ACTIVE.value):
        if movement != gone:
            yield key, stratum  # type: ignore[misc]


def _sizes(view: Unit, by: Field) -> Mapping[str, int]:
    counts = view.records.count(TargetEntry, by, "movement", status=TargetStatus.ACTIVE)
    sizes: dict[str | None, int] = {}
    for (stratum, movement), count in counts.items():
        if movement != Movement.GONE:
            sizes[stratum] = sizes.get(stratum, 0) + count
    refuse([UNTOLD.at(field=by, count=sizes[None])] if None in sizes else [])
    return {stratum: sizes[stratum] for stratum in sorted(sizes, key=str)}  # type: ignore[misc]
