"""The proof that no complete assignment exists: seats, and all who could fill them, too few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from random_inspection.domain.draws import RosterEntry
from random_inspection.drawing.seats import Seat, Table
from random_inspection.errors import AssignmentInfeasible, Message

_SHOWN = 10

_WHAT_TO_DO_EN = "add people who may, raise a capacity, or draw fewer targets, and announce anew"
_WHAT_TO_DO_ZH = "请增加人员、提高上限或减少抽取数量后重新公告"
NOBODY = Message(
    "assignment-nobody",
    "no inspectors can be drawn: {seats_en}{needs_en}, and nobody may take it; " + _WHAT_TO_DO_EN,
    "无法抽取检查人员：{seats_zh}{needs_zh}，但没有人可以担任；" + _WHAT_TO_DO_ZH,
)
TOO_FEW = Message(
    "assignment-too-few",
    "no inspectors can be drawn: {seats_en}{needs_en}, and only {people_en} may take them, "
    "together at most {most}; " + _WHAT_TO_DO_EN,
    "无法抽取检查人员：{seats_zh}{needs_zh}，但只有{people_zh}可以担任，合计最多{most}个；" + _WHAT_TO_DO_ZH,
)


@attrs.frozen(kw_only=True)
class Able:
    """Somebody who could fill seats of a shortage.

    Attributes:
        inspector: who, with qualifications and capacity.
        inspections: in how many of the inspections they are eligible for one of the seats.
    """

    inspector: RosterEntry
    inspections: int

    @property
    def most(self) -> int:
        """The most of the seats they can take: one in an inspection, and no more than the capacity."""
        capacity = self.inspector.capacity
        return self.inspections if capacity is None else min(capacity, self.inspections)


@attrs.frozen(kw_only=True)
class Shortage:
    """Seats that cannot all be filled, whoever sits elsewhere.

    It is the smallest proof: every other one from the seats numbered up to its last seat contains it.

    Attributes:
        seats: the seats.
        able: all inspectors who are eligible for any of them.
    """

    seats: tuple[Seat, ...]
    able: tuple[Able, ...]

    @property
    def most(self) -> int:
        """How many of the seats can be filled at the most; fewer than there are."""
        return sum(one.most for one in self.able)


def infeasible(table: Table, seats: Sequence[int]) -> AssignmentInfeasible:
    """Return the error that carries the proof, as ``error.problems[0].params["shortage"]``.

    Args:
        table: the seats and inspectors.
        seats: the numbers of the seats that a search without success had in its queue. Each inspector who is
            eligible for one of them holds as many of them as they can take at all; one seat is empty.
    """
    teams: dict[str, list[int]] = {}
    for seat in seats:
        teams.setdefault(table.seats[seat].inspection, []).append(seat)
    counts = Counter(
        place for team in teams.values() for place in {place for seat in team for place in table.eligible(seat)}
    )
    shortage = Shortage(
        seats=tuple(table.seats[seat] for seat in seats),
        able=tuple(Able(inspector=table.roster[place], inspections=counts[place]) for place in sorted(counts)),
    )
    return AssignmentInfeasible((TOO_FEW if shortage.able else NOBODY).at(**_params(shortage)))


def _params(shortage: Shortage) -> dict[str, object]:
    visits = list(dict.fromkeys(seat.inspection for seat in shortage.seats))
    names = "、".join(dict.fromkeys(seat.seat for seat in shortage.seats))
    requires = {seat.requires for seat in shortage.seats}
    needs = "、".join(min(requires)) if len(requires) == 1 else ""
    seats = len(shortage.seats)
    return {
        "shortage": shortage,
        "seats_en": f"{seats} seat{'s' * (seats > 1)} ({names}) of {_listed(visits, ' and {more} more')}",
        "seats_zh": f"{_listed(visits, '等{total}家')}的{seats}个席位（{names}）",
        "needs_en": f" need{'s' * (seats == 1)} {needs}" if needs else " have to be filled",
        "needs_zh": f"需要{needs}" if needs else "需要人员",
        "people_en": _listed(
            [f"{one.inspector.inspector_id} (at most {one.most})" for one in shortage.able], " and {more} more"
        ),
        "people_zh": _listed(
            [f"{one.inspector.inspector_id}（最多{one.most}个）" for one in shortage.able], "等{total}人"
        ),
        "most": shortage.most,
    }


def _listed(names: Sequence[str], rest: str) -> str:
    shown = "、".join(names[:_SHOWN])
    more = len(names) - _SHOWN
    return shown if more <= 0 else shown + rest.format(more=more, total=len(names))
