"""Who inspects whom: the start, and then the walk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from random_inspection.domain.draws import RosterEntry
from random_inspection.domain.fields import Digest
from random_inspection.drawing.seats import Seat, Table
from random_inspection.drawing.start import Start
from random_inspection.drawing.tickets import words
from random_inspection.drawing.walk import Walk

_PARTS = 100
_SHARE_OF_START = 0.1


def assign(
    seats: Sequence[Seat],
    inspectors: Sequence[RosterEntry],
    *,
    seed: str,
    digest: Digest = "sha256",
    progress: Callable[[float], None] | None = None,
) -> tuple[str, ...]:
    """Return the id of the inspector who holds each seat, by number.

    Clause: 二(五) 回避, 二(六) 抽取

    All complete assignments that keep to eligibility and capacities and have the evenest loads are equally
    likely, as near as the protocol's number of steps leads. The order of `inspectors` does not matter.

    Args:
        seats: the seats; their order is their number.
        inspectors: who may be drawn.
        seed: the draw's seed, 64 hexadecimal characters.
        digest: the draw's hash.
        progress: is told now and then how much is done, from 0 to 1.

    Raises:
        InvalidInput: somebody is listed twice, or a seat of an inspection.
        AssignmentInfeasible: no complete assignment exists; the `Shortage` that proves it is
            ``error.problems[0].params["shortage"]``.
    """
    table = Table(seats, inspectors, seed=seed, digest=digest)
    if not seats:
        return ()
    tell = progress or (lambda _: None)
    start = Start(table).fill(lambda done: tell(_SHARE_OF_START * done))
    walk = Walk(table, start.holders)
    stream = words(seed=seed, digest=digest)
    steps = 16 * len(seats) + 1000
    for part in range(_PARTS):
        walk.run(stream, steps * (part + 1) // _PARTS - steps * part // _PARTS)
        tell(_SHARE_OF_START + (1 - _SHARE_OF_START) * (part + 1) / _PARTS)
    return tuple(table.order[place] for place in walk.holders)
