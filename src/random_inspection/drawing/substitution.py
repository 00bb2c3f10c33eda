"""After the draw: who moves up for a struck target, and who takes over a seat. Never by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import attrs

from random_inspection.domain.changes import Change, Recusal, Replacement, Strike
from random_inspection.domain.draws import Assignment, Result, Roster, RosterEntry, TeamSeat
from random_inspection.domain.fields import Digest
from random_inspection.drawing.tickets import ticket
from random_inspection.errors import InvalidInput, Message, Where

NOT_DRAWN = Message(
    "target-not-drawn",
    "{found!r} is not among the targets that stand drawn; name one that was drawn or moved up and is not struck out",
    "“{found}”不在现有的抽中对象之中；请填写抽中或递补、且未被剔除的对象",
)
NOT_IN_SEAT = Message(
    "inspector-not-in-seat",
    "{found!r} does not hold the seat {seat!r} of {target_id!r}; it is held by: {holder}",
    "“{found}”不担任“{target_id}”的“{seat}”；现由{holder}担任",
)
NOT_ON_ROSTER = Message(
    "inspector-not-on-roster",
    "{found!r} is not on the roster of this draw; check the id",
    "“{found}”不在本次抽取的检查人员名单中；请核对编号",
)
NO_INSPECTORS = Message(
    "draw-without-inspectors",
    "no inspectors were drawn here, so none can be recused or replaced",
    "本次抽取不含检查人员，没有人可以回避或更换",
)


class Aftermath:
    """The state of a draw after its changes, as the protocol's rules lead from one to the next.

    Clause: 二(五) 回避
    """

    def __init__(self, result: Result, roster: Roster | None, *, digest: Digest = "sha256") -> None:
        """Begin with the result as it was drawn.

        Args:
            result: the outcome of the draw.
            roster: the inspectors; None where none were drawn.
            digest: the draw's hash.
        """
        self._seed, self._digest, self._roster = result.seed, digest, roster
        self._strata = {one.target_id: one.stratum for one in result.drawn}
        self._strata |= {one.target_id: one.stratum for one in result.reserves}
        self._standing = {one.target_id for one in result.drawn}
        self._waiting: defaultdict[str, list[str]] = defaultdict(list)
        for reserve in result.reserves:
            self._waiting[reserve.stratum].append(reserve.target_id)
        self._holders = {(one.target_id, one.seat): one.inspector_id for one in result.assignments}
        self._been: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for place, holder in self._holders.items():
            self._been[place].add(holder)
        self._turns: Counter[tuple[str, str]] = Counter()
        self._excluded = {(one.target_id, one.inspector_id) for one in (roster.excluded if roster else ())}

    @property
    def standing(self) -> frozenset[str]:
        """The targets that stand drawn: drawn or moved up, and not struck out."""
        return frozenset(self._standing)

    def decide(self, change: Change) -> Change:
        """Return `change` with the consequence that the protocol gives it, and let it take effect.

        Args:
            change: what happened; what it already says of who moves up or takes over is not read.

        Raises:
            InvalidInput: it cannot happen to this draw as it stands; nothing is changed then.
        """
        if change.target_id not in self._standing:
            raise InvalidInput(NOT_DRAWN.at(Where(path="target_id"), found=change.target_id))
        if isinstance(change, Strike):
            return self._strike(change)
        if self._roster is None:
            raise InvalidInput(NO_INSPECTORS.at())
        if isinstance(change, Recusal):
            if all(entry.inspector_id != change.inspector_id for entry in self._roster.inspectors):
                raise InvalidInput(NOT_ON_ROSTER.at(Where(path="inspector_id"), found=change.inspector_id))
            self._excluded.add((change.target_id, change.inspector_id))
            return change
        return self._replace(change)

    def _strike(self, change: Strike) -> Strike:
        self._standing.discard(change.target_id)
        for seat in self._roster.team if self._roster else ():
            self._holders.pop((change.target_id, seat.seat), None)
        waiting = self._waiting[self._strata[change.target_id]]
        if not waiting:
            return attrs.evolve(change, moved_up=None, team=())
        moved_up = waiting.pop(0)
        self._standing.add(moved_up)
        found = ((seat.seat, self._take(moved_up, seat, 0)) for seat in (self._roster.team if self._roster else ()))
        team = tuple(Assignment(target_id=moved_up, seat=seat, inspector_id=holder) for seat, holder in found if holder)
        return attrs.evolve(change, moved_up=moved_up, team=team)

    def _replace(self, change: Replacement) -> Replacement:
        place = (change.target_id, change.seat)
        team = self._roster.team if self._roster else ()
        seat = next((one for one in team if one.seat == change.seat), None)
        if seat is None or self._holders.get(place) != change.inspector_id:
            holder = self._holders.get(place, "—")
            where = Where(path="inspector_id")
            raise InvalidInput(
                NOT_IN_SEAT.at(
                    where, found=change.inspector_id, seat=change.seat, target_id=change.target_id, holder=holder
                )
            )
        self._turns[place] += 1
        substitute = self._take(change.target_id, seat, self._turns[place])
        if substitute is None:
            del self._holders[place]
        return attrs.evolve(change, substitute=substitute)

    def _take(self, target_id: str, seat: TeamSeat, turn: int) -> str | None:
        """Seat the substitute of the `turn`-th time; None where nobody is eligible."""
        place = (target_id, seat.seat)
        inside = {holder for (target, _), holder in self._holders.items() if target == target_id}
        loads = Counter(self._holders.values())
        keys = [
            (loads[entry.inspector_id], self._ticket(target_id, seat.seat, turn, entry), entry.inspector_id)
            for entry in self._eligible(target_id, seat, loads)
            if entry.inspector_id not in inside and entry.inspector_id not in self._been[place]
        ]
        if not keys:
            return None
        chosen = min(keys)[2]
        self._holders[place] = chosen
        self._been[place].add(chosen)
        return chosen

    def _eligible(self, target_id: str, seat: TeamSeat, loads: Counter[str]) -> Iterable[RosterEntry]:
        for entry in self._roster.inspectors if self._roster else ():
            free = entry.capacity is None or loads[entry.inspector_id] < entry.capacity
            able = set(seat.requires) <= set(entry.holds)
            if free and able and (target_id, entry.inspector_id) not in self._excluded:
                yield entry

    def _ticket(self, target_id: str, seat: str, turn: int, entry: RosterEntry) -> str:
        identifier = f"{target_id}\n{seat}\n{turn}\n{entry.inspector_id}"
        return ticket("substitutes", identifier, seed=self._seed, digest=self._digest)
