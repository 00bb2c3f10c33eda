"""Strikes, replacements and recusals in an office: by the protocol's rule, recorded in the bundle and in the store.

The entry in the bundle is written first; where a program ends before the store has it, the same command or a new one of
the same act records what stands there, and never a second one; nothing else is taken from the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack, cast

import attrs

from random_inspection.domain.acts import Act, Mark, Order, Subject
from random_inspection.domain.changes import Change, Recusal, Replacement, Strike
from random_inspection.domain.fieldwork import Evidence
from random_inspection.domain.inspections import Inspection, TeamSeat
from random_inspection.domain.plans import Task
from random_inspection.domain.recusals import PlatformSubstitution
from random_inspection.drawing.substitution import Aftermath
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.ports import Bundles, BundleStore, Clock, Stored, Unit
from random_inspection.rules.casework import substitution_moves as moves
from random_inspection.rules.openness.public_safety import require_public
from random_inspection.workflows.acts import ActPorts, Involved, Work, perform
from random_inspection.workflows.casework.draw_entries import Entries, Step, carry_out, entries_in
from random_inspection.workflows.casework.drawn_tasks import Names, bundle_of, record_in
from random_inspection.workflows.casework.task_draws import inspection_of
from random_inspection.workflows.casework.tasks import involved_in
from random_inspection.workflows.draws.records import DrawRecord

BY_HAND = Message(
    "substitute-by-hand",
    "{found!r} was named by hand; the draw was made here, and its rule says who takes over: leave it out",
    "“{found}”为人工指定；本次抽取由本系统进行，替换人员由规则产生，请不要填写",
)
SUBSTITUTE_MISSING = Message(
    "substitute-of-platform-missing",
    "the platform {platform} drew this team; replace {left!r} there, and say here whom it gave",
    "检查组由{platform}抽取；请在该平台更换“{left}”，并在此填写平台产生的人员",
)
IN_TEAM_ALREADY = Message(
    "substitute-in-team",
    "{found!r} is in the team of {key!r} already; name somebody else whom the platform gave",
    "“{found}”已在检查“{key}”的检查组中；请填写平台产生的其他人员",
)
SEAT_HELD = Message(
    "seat-not-held",
    "there is no inspection {key!r} whose seat {seat!r} {found!r} holds; correct the number, the seat or the inspector",
    "没有由“{found}”担任“{seat}”的检查“{key}”；请更正检查编号、席位或检查人员",
)
MOVED_UP = "候补递补"
"""The note on an inspection whose target moved up from the reserves."""


@attrs.frozen
class Case:
    """An inspection with its task, as a change of its draw begins.

    Attributes:
        before: the inspection.
        planned: its task.
        bundle: the bundle of its draw; None where it was drawn elsewhere.
    """

    before: Stored[Inspection]
    planned: Stored[Task]
    bundle: BundleStore | None

    @classmethod
    def of(cls, work: Work[Any], key: str, bundles: Bundles) -> Case:
        """Return the case of an inspection; raise `NotStored` where there is none."""
        before = work.get(Inspection, key)
        planned = work.get(Task, before.value.task_id)
        task = planned.value
        here = task.draw is not None and task.draw.elsewhere is None
        return cls(before, planned, bundle_of(task, bundles) if here else None)

    @property
    def task(self) -> Task:
        """The task."""
        return self.planned.value

    @property
    def involved(self) -> Involved:
        """Who had which part in the case."""
        return {**involved_in(self.task), "team": self.before.value.inspectors}

    def drawn(self, bundle: BundleStore) -> tuple[DrawRecord, Entries]:
        """Return the verified draw, and its changes so far."""
        return record_in(self.task, bundle), entries_in(self.task, bundle)

    def carry_out(
        self, work: Work[Any], bundle: BundleStore, steps: Sequence[Step], clock: Clock
    ) -> tuple[Change, ...]:
        """Write the steps, record them on the task, and return all changes; see `carry_out`."""
        task, changes = carry_out(self.task, bundle, steps, clock=clock)
        if task != self.task:
            work.update(self.planned, task)
        return changes


def strike_out_target(
    order: Order,
    inspection_id: str,
    *,
    reason: str,
    evidence: Sequence[str],
    bundles: Bundles,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Strike out a drawn target that is gone; the next reserve moves up, and becomes an inspection with its team.

    Of a draw that was made elsewhere nobody moves up here.

    Clause: 二(六) 更新

    Args:
        order: who orders it; nobody of its team.
        inspection_id: the inspection of the target.
        reason: why; one line, for the public.
        evidence: digests of what proves it, uploaded as evidence of the inspection; at least one.
        bundles: the files of the draws.
        ports: the ports of every act.

    Returns:
        The inspection, struck out; ``struck.moved_up`` is the target whose inspection began.

    Raises:
        MoveRefused: it has begun, the task is not confirmed or closed, or the evidence is missing; all findings.
        InvalidInput: the files of the draw do not verify, or are not those that were recorded; the public must not read
            the reason; or the reserve that moves up has no name. Nothing is done.
        NotAuthorised: the actor may not.
        StorageFailed: a store failed; the same command again completes what was begun.
    """

    def change(work: Work[Any]) -> Stored[Inspection]:
        case = Case.of(work, inspection_id, bundles)
        work.allow(case.involved)
        known = [one.value.digest for one in work.unit.records.find(Evidence, inspection=inspection_id)]
        _check_reason(work, reason)
        moves.check_strike(case.task, case.before.value, evidence, known)
        if case.bundle is None:
            return work.update(case.before, moves.strike(case.before.value, work.mark(reason), evidence, None))
        strike, name = _strike(work, case, case.bundle, reason, ports["clock"])
        made = Mark(by=order.actor.actor_id, at=dt.datetime.fromisoformat(strike.recorded_at), note=strike.reason)
        if strike.moved_up is not None:
            team = tuple(TeamSeat(seat=one.seat, inspector_id=one.inspector_id) for one in strike.team)
            work.create(inspection_of(case.task, strike.moved_up, name, team, attrs.evolve(made, note=MOVED_UP)))
        return work.update(case.before, moves.strike(case.before.value, made, evidence, strike.moved_up))

    subject = Subject(kind="inspection", key=inspection_id)
    return perform(Act.TARGET_STRIKE_OUT, order, subject, change, **ports)


def _check_reason(work: Work[Any], reason: str) -> None:
    """Raise `InvalidInput` where the public must not read a reason: once it is in the chain, it can never change."""
    work.mark(reason)
    require_public((), {"reason": reason})


def _strike(work: Work[Any], case: Case, bundle: BundleStore, reason: str, clock: Clock) -> tuple[Strike, str]:
    """Return the entry that strikes the target out, written now or found there, and the name of who moves up."""
    target = case.before.value.target_id
    record, entries = case.drawn(bundle)
    moved_up = _next_reserve(target, record, entries.recorded)
    name = Names(register=record.names, unit=work.unit).get(moved_up) if moved_up else ""
    changes = case.carry_out(work, bundle, [Step(Strike, (target,), reason)], clock)
    return cast("Strike", changes[-1]), name


def _next_reserve(target_id: str, record: DrawRecord, changes: Sequence[Change]) -> str | None:
    """Return who would move up for a target, with nothing written."""
    after = Aftermath(record.result, record.roster, digest=record.announcement.digest)
    for one in changes:
        after.decide(one)
    asked = Strike(previous="0" * 64, recorded_at="2000-01-01T00:00:00Z", target_id=target_id, reason="—")
    return cast("Strike", after.decide(asked)).moved_up


def replace_inspector(
    order: Order,
    inspection_id: str,
    seat: str,
    inspector_id: str,
    *,
    reason: str,
    substitute: str | None = None,
    bundles: Bundles,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Replace an inspector of a team by the protocol's rule, never by hand.

    Clause: 二(六) 抽取

    Args:
        order: who orders it; nobody of its team.
        inspection_id: the inspection.
        seat: the seat.
        inspector_id: who leaves it.
        reason: why; one line, for the public.
        substitute: whom the platform gave, where it drew the team; None for a draw that was made here.
        bundles: the files of the draws.
        ports: the ports of every act.

    Returns:
        The inspection with its team; the seat is missing where nobody eligible was left.

    Raises:
        MoveRefused: it is concluded or struck out, or the task is not confirmed or closed.
        InvalidInput: there is no such inspection whose seat the inspector holds; the public must not read the reason; a
            substitute is named by hand, or missing where the platform drew; or the files of the draw do not verify, or are
            not those that were recorded.
        NotAuthorised: the actor may not.
        StorageFailed: a store failed; the same command again completes what was begun.
    """

    def change(work: Work[Any]) -> Stored[Inspection]:
        _check_holder(work.unit, inspection_id, seat, inspector_id)
        case = Case.of(work, inspection_id, bundles)
        work.allow(case.involved)
        _check_reason(work, reason)
        moves.check_replace(case.task, case.before.value)
        leaving = Leaving(inspector_id=inspector_id, seats=(seat,), reason=reason, substitute=substitute)
        team = replaced(work, case, leaving, clock=ports["clock"])
        return work.update(case.before, attrs.evolve(case.before.value, team=team))

    subject = Subject(kind="inspection", key=inspection_id)
    return perform(Act.INSPECTOR_REPLACE, order, subject, change, **ports)


def _check_holder(unit: Unit, key: str, seat: str, inspector_id: str) -> None:
    """Refuse in the same words where the inspection is not there and where somebody else holds the seat."""
    stored = unit.records.get(Inspection, key)
    if stored is None or TeamSeat(seat=seat, inspector_id=inspector_id) not in stored.value.team:
        raise InvalidInput(SEAT_HELD.at(Where(path="inspector_id"), found=inspector_id, seat=seat, key=key))


@attrs.frozen(kw_only=True)
class Leaving:
    """That an inspector leaves a team.

    Attributes:
        inspector_id: who.
        seats: the seats that they leave.
        reason: why; one line, for the public.
        substitute: whom the platform gave, where it drew the team; None for a draw that was made here.
        recused: whether a recusal was granted, and the pair is excluded from here on.
    """

    inspector_id: str
    seats: Sequence[str]
    reason: str
    substitute: str | None
    recused: bool = False


def _check_not_by_hand(case: Case, substitute: str | None) -> None:
    """Raise `InvalidInput` where a substitute is named for a team that was drawn here."""
    if case.bundle is not None and substitute is not None:
        raise InvalidInput(BY_HAND.at(Where(path="substitute"), found=substitute))


def replaced(work: Work[Any], case: Case, leaving: Leaving, *, clock: Clock) -> tuple[TeamSeat, ...]:
    """Return the team of the case after somebody left it, as the rule or the platform says.

    Raises:
        InvalidInput: a substitute is named by hand, or missing where the platform drew.
    """
    if case.bundle is None:
        return _platform_team(work, case, leaving)
    _check_not_by_hand(case, leaving.substitute)
    target, left = case.before.value.target_id, leaving.inspector_id
    record, entries = case.drawn(case.bundle)
    before = moves.team_after(target, record.result.assignments, entries.recorded)
    seats = [one.seat for one in before if one.inspector_id == left and one.seat in leaving.seats]
    excluding = leaving.recused and not moves.is_recused(target, left, entries.recorded)
    steps = [Step(Recusal, (target, left), leaving.reason)] if excluding else []
    steps += (Step(Replacement, (target, seat, left), leaving.reason) for seat in seats)
    changes = case.carry_out(work, case.bundle, steps, clock)
    return moves.team_after(target, record.result.assignments, changes)


def _platform_team(work: Work[Any], case: Case, leaving: Leaving) -> tuple[TeamSeat, ...]:
    inspection, where, entered = case.before.value, Where(path="substitute"), leaving.substitute
    key, left = inspection.inspection_id, leaving.inspector_id
    if entered is None:
        platform = case.task.draw.elsewhere if case.task.draw else None
        raise InvalidInput(SUBSTITUTE_MISSING.at(where, platform=platform, left=left))
    if entered in inspection.inspectors:
        raise InvalidInput(IN_TEAM_ALREADY.at(where, found=entered, key=key))
    team = inspection.team
    for seat in leaving.seats:
        made = work.mark(leaving.reason)
        work.create(PlatformSubstitution(inspection_id=key, seat=seat, left=left, entered=entered, made=made))
        team = moves.with_substitute(team, seat, entered)
    return team
