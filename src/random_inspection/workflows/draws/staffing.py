"""Finds a roster under which the draw is bound to fail, while there is still time to change it (clause 二(六))."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from random_inspection.domain.draws import Roster, Share, Stratum
from random_inspection.drawing.quotas import quotas
from random_inspection.drawing.seats import Table, seats_of
from random_inspection.drawing.start import Start
from random_inspection.errors import AssignmentInfeasible, Message, Problem, Where

_ANY_SEED = "0" * 64
"""Whether seats can be filled, and how many targets are drawn in all, is the same under every seed."""

_DRAWN_EN = (
    "the draw would find no inspectors: it draws {drawn} targets (#1, #2, …: whichever they are), each visited by "
    "{team}; {seats_en}{needs_en}"
)
_DRAWN_ZH = (
    "抽取时将无法安排检查人员：共抽{drawn}个对象（#1、#2等指其中任意对象），每个由{team}人检查；{seats_zh}{needs_zh}"
)
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
    roster: Roster,
    where: Where,
) -> list[Problem]:
    """Return why no outcome of the draw finds inspectors; nothing where one may.

    How many targets are drawn is known beforehand. Those that are certain to be drawn count with their recusals; the
    others, which chance draws, as if nobody were recused: so nothing that may turn out well is refused.

    Args:
        strata: the strata.
        shares: the totals that they share.
        frame: (target id, stratum) of every target.
        roster: inspectors, team, and the pairs that recusal forbids.
        where: place of the roster.
    """
    numbers = quotas(strata, shares, seed=_ANY_SEED)
    drawn = sum(one.drawn for one in numbers.values())
    certain = [target for target, stratum in frame if numbers[stratum].chance == 1]
    taken = {*certain, *(pair.target_id for pair in roster.excluded)}
    names = (name for number in itertools.count(1) if (name := f"#{number}") not in taken)
    visits = [*certain, *itertools.islice(names, drawn - len(certain))]
    try:
        Start(Table(seats_of(visits, roster), roster.inspectors, seed=_ANY_SEED, digest="sha256")).fill()
    except AssignmentInfeasible as error:
        params = error.problems[0].params
        message = TOO_FEW if params["people_en"] else NOBODY
        return [message.at(where, **params, drawn=drawn, team=len(roster.team))]
    return []
