"""Finds a roster under which the draw is bound to fail, while there is still time to change it (clause 二(六))."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from random_inspection.domain.draws import ExcludedPair, RosterEntry, Share, Stratum, TeamSeat
from random_inspection.drawing.quotas import quotas
from random_inspection.drawing.seats import Seat, Table
from random_inspection.drawing.start import Start
from random_inspection.errors import AssignmentInfeasible, Message, Problem, Where

_ANY_SEED = "0" * 64
"""Whether seats can be filled, and how many targets are drawn in all, is the same under every seed."""

_DRAWN_EN = (
    "the draw would find no inspectors: it draws {visits} targets (#1, #2, …: whichever they are), each visited by "
    "{team}; {seats_en}{needs_en}"
)
_DRAWN_ZH = "抽取时将无法安排检查人员：共抽{visits}个对象（#1、#2等指其中任意对象），每个由{team}人检查；{seats_zh}{needs_zh}"
_WHAT_TO_DO_EN = "add people who may, raise a capacity, require less, or draw fewer targets"
_WHAT_TO_DO_ZH = "请增加人员、提高上限、减少要求或减少抽取数量"
NOBODY = Message(
    "roster-nobody",
    _DRAWN_EN + ", and nobody may take it; " + _WHAT_TO_DO_EN,
    _DRAWN_ZH + "，但没有人可以担任；" + _WHAT_TO_DO_ZH,
)
TOO_FEW = Message(
    "roster-too-few",
    _DRAWN_EN + ", and only {people_en} may take them, together at most {most}; " + _WHAT_TO_DO_EN,
    _DRAWN_ZH + "，但只有{people_zh}可以担任，合计最多{most}个；" + _WHAT_TO_DO_ZH,
)


def staffing_problems(
    strata: Sequence[Stratum],
    shares: Sequence[Share],
    frame: Iterable[tuple[str, str]],
    *,
    team: Sequence[TeamSeat],
    inspectors: Sequence[RosterEntry],
    excluded: Iterable[ExcludedPair],
    where: Where,
) -> list[Problem]:
    """Return why no outcome of the draw finds inspectors; nothing where one may.

    How many targets are drawn is known beforehand. Those that are certain to be drawn count with their recusals; the
    others, which chance draws, as if nobody were recused: so nothing that may turn out well is refused.

    Args:
        strata: the strata.
        shares: the totals that they share.
        frame: (target id, stratum) of every target.
        team: the seats of every inspection.
        inspectors: who may be drawn.
        excluded: the pairs that recusal forbids.
        where: place of the roster.
    """
    numbers = quotas(strata, shares, seed=_ANY_SEED)
    visits = sum(one.drawn for one in numbers.values())
    certain = [target for target, stratum in frame if numbers[stratum].chance == 1]
    seats = list(_seats(certain, visits - len(certain), team, excluded))
    try:
        Start(Table(seats, inspectors, seed=_ANY_SEED, digest="sha256")).fill()
    except AssignmentInfeasible as error:
        params = error.problems[0].params
        message = TOO_FEW if params["most"] or params["people_en"] else NOBODY
        return [message.at(where, **params, visits=visits, team=len(team))]
    return []


def _seats(
    certain: Sequence[str], others: int, team: Sequence[TeamSeat], excluded: Iterable[ExcludedPair]
) -> Iterator[Seat]:
    forbidden: defaultdict[str, set[str]] = defaultdict(set)
    for pair in excluded:
        forbidden[pair.target_id].add(pair.inspector_id)
    taken = set(certain)
    names = (name for number in itertools.count(1) if (name := f"#{number}") not in taken)
    visits = ((target, forbidden.get(target, ())) for target in certain)
    anybody = ((name, ()) for name in itertools.islice(names, others))
    for inspection, out in itertools.chain(visits, anybody):
        for seat in team:
            yield Seat(inspection=inspection, seat=seat.seat, requires=seat.requires, excluded=frozenset(out))
