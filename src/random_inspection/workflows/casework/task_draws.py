"""A task from its announcement to the inspections that were drawn: announced, drawn, confirmed by a second person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Unpack

import attrs

from random_inspection.domain.acts import Act, Mark, Order, Subject
from random_inspection.domain.draws import Announcement
from random_inspection.domain.inspections import Inspection, TeamSeat, inspection_id
from random_inspection.domain.legal import Repeal
from random_inspection.domain.plans import AnnualPlan, Task, TaskState
from random_inspection.drawing.ceremony import HandedIn
from random_inspection.errors import Message, Problem, Where, refuse
from random_inspection.ports import Area, Bundles, BundleStore, Stored, Unit
from random_inspection.rules.casework import task_moves
from random_inspection.rules.coverage_of_year.batches import BLANK
from random_inspection.rules.coverage_of_year.draw_sizes import SizeFindings
from random_inspection.rules.inspectors.qualification import of_agency
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.casework.announced_before import COMPLETED, Moment, check_announced
from random_inspection.workflows.casework.drawn_tasks import (
    CAUGHT_UP,
    Names,
    announcement_in,
    bundle_of,
    check_announcement,
    draw_in,
    is_announced,
    record_in,
    task_about,
)
from random_inspection.workflows.casework.task_directories import directory_problems
from random_inspection.workflows.casework.task_doubts import doubts
from random_inspection.workflows.casework.task_frames import frame_of
from random_inspection.workflows.casework.tasks import involved_in, team_in
from random_inspection.workflows.draws.announcing import compose
from random_inspection.workflows.draws.bundles import open_bundle, read_anywhere
from random_inspection.workflows.draws.draw_sizes import quotas_path, ratio_findings
from random_inspection.workflows.draws.drawing import draw_announced
from random_inspection.workflows.draws.records import DrawRecord
from random_inspection.workflows.draws.risk_draws import is_by_risk
from random_inspection.workflows.inputs.tables import SpecDocument

DRAW_ID = Message(
    "task-draw-id",
    "found {found!r}, expected {expected!r}: a task has one draw, under the number of the task; correct it or leave it out",
    "抽取编号应为“{expected}”（一项任务只有一次抽取，以任务编号为准），实为“{found}”；请更正或不填",
)
ABOUT_TAKEN = Message(
    "task-about-taken",
    "'task' is written from the task itself; take it out",
    "about 中的 task 由任务自动填写；请删除",
)
NO_INSPECTORS = Message(
    "task-without-inspectors",
    "both sides are drawn at random: name the inspectors and the seats of a team",
    "检查对象和检查人员都须随机抽取；请填写检查人员和检查组席位",
)
AGENCY_WITHOUT_SEAT = Message(
    "task-agency-without-seat",
    "the task is a joint one, and no seat requires {agency!r}; add a seat that does, so that each agency takes part",
    "本任务为部门联合抽查，但没有要求“{agency}”的席位；请增加该部门的席位",
)
CHANGED_BEFORE = Message(
    "task-changed-before-confirmed",
    "the draw was changed ({files}) before it was confirmed, past this office; cancel the task in the open, or find out who did it",
    "抽取结果在确认之前已被变更（{files}），且未经本系统；请公开取消任务，或查明由谁变更",
)
DRAWN_OTHERWISE = Message(
    "task-drawn-otherwise",
    "the outcome that stands there was not recorded, and was drawn with {found!r} for {name!r}, where {expected!r} is handed "
    "in; hand in the value that was used, or find out who drew, and cancel the task in the open",
    "该处已有未登记的抽取结果，其“{name}”的值为“{found}”，而现提交的是“{expected}”；请提交当时所用的值，或查明由谁抽取并公开取消任务",
)
BY_RISK = Message(
    "task-ratio-by-risk",
    "the ratio of the task is {ratio!r}, and the draw is by risk classes; see for yourself whether its size is right",
    "任务的抽查比例为“{ratio}”，而本次按风险分类抽取；请人工核对抽取数量是否相符",
)


def announce_task(
    order: Order,
    task_id: str,
    document: SpecDocument,
    *,
    trained_months: int = 12,
    repeals: tuple[Repeal, ...] = (),
    tell: Callable[[Problem], None] | None = None,
    bundles: Bundles,
    **ports: Unpack[ActPorts],
) -> Stored[Task]:
    """Announce the draw of a task: everything that decides it is fixed, and with it the task's public columns.

    An announcement of this task that stands in the bundle already, because a program ended before it was recorded, is
    recorded as it stands where `document` gives the same, but for times, secrets and salts: one announcement.

    Clause: 三(一) 公示, 三(一) 计划, 二(六) 抽取

    The draw is as large as the task's ratio (抽查比例) asks for; a ratio that cannot be read is left for a person, by `tell`.

    Args:
        order: who orders it.
        task_id: the task.
        document: the specification; its ``draw_id`` is the task's number, its ``title`` the task's where it has none.
            A joint task has seats that require each agency (`rules.qualification.of_agency`); who is drawn from is
            in the office's directories.
        trained_months: how old a training of an inspector may be.
        repeals: provisions that fell away, and that the list of items still rests on.
        tell: is told what was changed, left out or assumed on the way, how many there are of everybody, and who of the
            directories is left out or kept apart without a declared interest, for a person to see; None where nobody asks.
        bundles: the files of the draws.
        ports: the ports of every act.

    Raises:
        InvalidInput: anything wrong with the specification, all findings at once; or an announcement stands in the
            bundle that is another one.
        MoveRefused: the task is not approved, or is announced already.
        NotAuthorised: the actor may not.
        StorageFailed: a store failed; the same command again completes what was begun.
    """

    def change(work: Work[Any]) -> Stored[Task]:
        before = work.get(Task, task_id)
        task = before.value
        work.allow(involved_in(task))
        task_moves.check_move(task, TaskState.ANNOUNCED)
        bundle = bundle_of(task, bundles)
        found = announcement_in(task, bundle, by=order.actor.actor_id, note=CAUGHT_UP) if is_announced(bundle) else None
        title = None if task.plan_id is None else work.get(AnnualPlan, task.plan_id).value.title
        against = directory_problems(work.unit, document, task, trained_months=trained_months, repeals=repeals)
        fitted = _fitted(document, task, title, against)
        clock = Moment(found.made.at) if found else ports["clock"]
        composed = compose(fitted, clock=clock, entropy=ports["entropy"])
        sizes = _sizes(task, document, composed.announced.announcement)
        refuse(sizes.problems)
        notes = [*composed.announced.notes, *sizes.notes]
        if found:
            check_announced(task_id, bundle, composed.files)
            notes.append(COMPLETED.at(at=found.made.at.isoformat()))
        else:
            bundle.establish(composed.files)
        if tell is not None:
            frame = frame_of(work.unit, task, trained_months=trained_months)
            for one in (*notes, *doubts(document, frame, composed.announced.announcement)):
                tell(one)
        made = found or announcement_in(task, bundle, by=order.actor.actor_id)
        return work.update(before, task_moves.announce(task, made))

    return perform(Act.TASK_ANNOUNCE, order, Subject(kind="task", key=task_id), change, **ports)


def _sizes(task: Task, document: SpecDocument, announcement: Announcement) -> SizeFindings:
    """Return what the size of a draw has against the task's ratio; by risk classes, of a batch maybe, a person compares."""
    where = document.where(quotas_path(document))
    if is_by_risk(announcement):
        return SizeFindings(notes=(BY_RISK.at(where, ratio=task.ratio),))
    return ratio_findings(task.ratio, announcement.strata, announcement.shares, where)


def _fitted(document: SpecDocument, task: Task, plan_title: str | None, against: Sequence[Problem]) -> SpecDocument:
    """Return the specification with what the task says, and with all that does not fit to it or to the directories."""
    settings = document.settings
    about = settings.get("about", {})
    if isinstance(about, Mapping):
        about = {**about, "task": task_about(task, plan_title)}
    fitted = {"title": task.title, **settings, "draw_id": task.task_id, "about": about}
    return attrs.evolve(document, settings=fitted, problems=(*document.problems, *_misfits(document, task), *against))


def _misfits(document: SpecDocument, task: Task) -> Iterator[Problem]:
    settings = document.settings
    if settings.get("draw_id", task.task_id) != task.task_id:
        yield DRAW_ID.at(document.where("draw_id"), found=settings["draw_id"], expected=task.task_id)
    if isinstance(settings.get("about"), Mapping) and "task" in settings["about"]:
        yield ABOUT_TAKEN.at(document.where("about.task"))
    if "inspectors" not in settings:
        yield NO_INSPECTORS.at(document.where("inspectors"))
    elif len(task.agencies) > 1:
        required = set(_required(settings.get("team")))
        for agency in task.agencies:
            if of_agency(agency) not in required:
                yield AGENCY_WITHOUT_SEAT.at(document.where("team"), agency=of_agency(agency))


def _required(team: object) -> Iterator[str]:
    for seat in team if isinstance(team, list | tuple) else ():
        requires = seat.get("requires") if isinstance(seat, Mapping) else None
        yield from (one for one in requires if isinstance(one, str)) if isinstance(requires, list | tuple) else ()


def draw_task(
    order: Order,
    task_id: str,
    handed_in: HandedIn,
    *,
    area: Area = "sealed",
    bundles: Bundles,
    **ports: Unpack[ActPorts],
) -> Stored[Task]:
    """Draw targets and inspectors of a task, once and for all.

    An outcome that stands in the bundle already, because a program ended before it was recorded, is recorded as it
    stands, where it was drawn with the values that are handed in: one announcement, one outcome.

    Clause: 三(一) 抽取, 二(一) 保密

    Args:
        order: who orders it.
        task_id: the task.
        handed_in: the values of the contributions.
        area: where the result goes; sealed before the visits, unless it is made public at once.
        bundles: the files of the draws.
        ports: the ports of every act.

    Raises:
        CeremonyRefused: the contributions do not make a seed; nothing is drawn.
        InvalidInput: a file is not the announced one, or the outcome that stands there was drawn with other values;
            nothing is drawn.
        AssignmentInfeasible: no complete assignment of inspectors exists; the error carries the proof.
        MoveRefused: the task is not announced, or is drawn already.
        NotAuthorised: the actor may not.
        StorageFailed: a store failed; the same command again completes what was begun.
    """

    def change(work: Work[Task]) -> Stored[Task]:
        before = work.get(Task, task_id)
        work.allow(involved_in(before.value))
        task_moves.check_move(before.value, TaskState.DRAWN)
        bundle = bundle_of(before.value, bundles)
        check_announcement(before.value, open_bundle(bundle))
        there = read_anywhere(bundle, "result.json") is not None
        record = (
            record_in(before.value, bundle)
            if there
            else draw_announced(store=bundle, clock=ports["clock"], handed_in=handed_in, area=area)
        )
        if there:
            _check_handed_in(record, handed_in)
        drawn = draw_in(record, by=order.actor.actor_id, at=work.at, note=CAUGHT_UP if there else None)
        return work.update(before, task_moves.draw(before.value, drawn))

    return perform(Act.TASK_DRAW, order, Subject(kind="task", key=task_id), change, **ports)


def _check_handed_in(record: DrawRecord, handed_in: HandedIn) -> None:
    opened = {one.name: one.value for one in record.result.contributions}
    given = {**handed_in.secrets, **handed_in.publics}
    refuse(
        [
            DRAWN_OTHERWISE.at(Where(file="result.json", path=name), name=name, found=opened[name], expected=value)
            for name, value in given.items()
            if name in opened and opened[name] != value
        ]
    )


def confirm_draw(
    order: Order,
    task_id: str,
    *,
    bundles: Bundles,
    **ports: Unpack[ActPorts],
) -> Stored[Task]:
    """Confirm and record the outcome of a draw: it is verified, and every drawn target gets its inspection.

    Of a draw that was made elsewhere the inspections are there; it is confirmed, and not verified.

    Clause: 三(一) 记录

    Args:
        order: who orders it; somebody else than who drew, and nobody who was drawn.
        task_id: the task.
        bundles: the files of the draws.
        ports: the ports of every act.

    Raises:
        InvalidInput: the draw does not verify, is not the one that was recorded, or was changed meanwhile; or a drawn
            target has no certain name. All findings.
        MoveRefused: the task is not drawn, or is confirmed already.
        NotAuthorised: the actor may not, drew, or was drawn.
    """

    def change(work: Work[Any]) -> Stored[Task]:
        before = work.get(Task, task_id)
        task = before.value
        task_moves.check_move(task, TaskState.CONFIRMED)
        if task.draw is not None and task.draw.elsewhere is not None:
            team = team_in(tuple(work.unit.records.find(Inspection, task=task_id)))
            work.allow({**involved_in(task), "team": team})
        else:
            bundle = bundle_of(task, bundles)
            record = record_in(task, bundle)
            team = frozenset(one.inspector_id for one in record.result.assignments)
            work.allow({**involved_in(task), "team": team})
            _check_unchanged(bundle)
            for inspection in _inspections(task, record, work.unit, work.mark()):
                work.create(inspection)
        return work.update(before, task_moves.confirm(task, work.mark()))

    return perform(Act.TASK_CONFIRM, order, Subject(kind="task", key=task_id), change, **ports)


def _check_unchanged(bundle: BundleStore) -> None:
    opened = open_bundle(bundle)
    files = "、".join((*(file.name for file in opened.changes), *opened.strays))
    refuse([CHANGED_BEFORE.at(files=files)] if files else [])


def _inspections(task: Task, record: DrawRecord, unit: Unit, mark: Mark) -> list[Inspection]:
    names = Names(register=record.names, unit=unit)
    drawn = [one.target_id for one in record.result.drawn if one.stratum != BLANK]
    refuse([problem for problem in map(names.problem, drawn) if problem])
    teams = record.teams
    return [
        inspection_of(
            task,
            target,
            names.get(target),
            tuple(TeamSeat(seat=seat, inspector_id=holder) for seat, holder in teams.get(target, {}).items()),
            mark,
        )
        for target in drawn
    ]


def inspection_of(task: Task, target_id: str, name: str, team: tuple[TeamSeat, ...], mark: Mark) -> Inspection:
    """Return the inspection of a drawn target, as it is given to its team."""
    return Inspection(
        inspection_id=inspection_id(task.task_id, target_id),
        task_id=task.task_id,
        target_id=target_id,
        target_name=name,
        items=task.items,
        unit=task.unit,
        team=team,
        assigned=mark,
    )
