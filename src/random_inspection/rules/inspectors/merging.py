"""Several items in one visit, several agencies in one joint inspection (部门联合抽查; 国办发〔2024〕54号)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import attrs

from random_inspection.domain.draws import TeamSeat
from random_inspection.domain.fields import check_line
from random_inspection.domain.identifiers import check_identifier
from random_inspection.domain.validators import Kind, Kinds, repeated
from random_inspection.errors import Message, Problem, Where, refuse
from random_inspection.rules.grounds import Ground, Window
from random_inspection.rules.inspectors.qualification import for_item, of_agency

TASK_UNKNOWN = Message(
    "due-task-unknown",
    "there is no task {found!r}; correct it, or give the task",
    "没有任务“{found}”；请更正，或补充该任务",
)
MERGED = Message(
    "visit-merged",
    "{items} of the tasks {tasks} ({agencies}) are inspected in one visit in {window}, which lies in the windows of all",
    "任务{tasks}（{agencies}）的{items}合并为一次检查，时间为{window}，在各任务的检查期内",
)


@attrs.frozen(kw_only=True)
class AgencyTask:
    """A task of one agency, as far as merging is concerned (抽查任务).

    Attributes:
        task_id: its identifier.
        agency: the agency (检查机关).
        window: the days in which it inspects.
        team: the seats of its inspectors in every inspection; at least one.
    """

    task_id: str = attrs.field(validator=check_identifier)
    agency: str = attrs.field(validator=check_line)
    window: Window = attrs.field(validator=Kind(Window))
    team: tuple[TeamSeat, ...] = attrs.field(validator=Kinds(TeamSeat, least=1))


@attrs.frozen(kw_only=True)
class Due:
    """That an item is to be inspected at a target in a task.

    Attributes:
        target_id: the target.
        item: code of the item.
        task_id: the task.
    """

    target_id: str = attrs.field(validator=check_identifier)
    item: str = attrs.field(validator=check_identifier)
    task_id: str = attrs.field(validator=check_identifier)


@attrs.frozen(kw_only=True)
class MergedVisit:
    """One visit to a target, for all that can be inspected together.

    Attributes:
        target_id: the target.
        tasks: the tasks, ordered by agency, then identifier.
        items: the codes of the items of every agency, ascending.
        window: the days that lie in the windows of all tasks.
    """

    target_id: str
    tasks: tuple[AgencyTask, ...]
    items: Mapping[str, tuple[str, ...]]
    window: Window

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies, ascending; more than one make it a joint inspection."""
        return tuple(self.items)

    @property
    def ground(self) -> Ground:
        """What is inspected together, and why it can be."""
        params = {
            "items": "、".join(dict.fromkeys(item for its in self.items.values() for item in its)),
            "tasks": "、".join(task.task_id for task in self.tasks),
            "agencies": "、".join(self.agencies),
            "window": self.window.text(),
        }
        return Ground(message=MERGED, clause="国办发〔2024〕54号", params=params)


@attrs.frozen(kw_only=True)
class JointInspection:
    """The visits of the same tasks: they have one frame and one draw.

    Attributes:
        tasks: the tasks, ordered by agency, then identifier.
        window: the days that lie in the windows of all.
        targets: identifiers of the targets, ascending.
        team: the seats of every agency. Each requires its agency and the right to inspect all that it inspects.
    """

    tasks: tuple[AgencyTask, ...]
    window: Window
    targets: tuple[str, ...]
    team: tuple[TeamSeat, ...]


def merge_due(dues: Iterable[Due], tasks: Iterable[AgencyTask]) -> tuple[MergedVisit, ...]:
    """Return the fewest visits in which everything due is inspected in its window, ordered by target and window.

    Of a target's tasks the one whose window ends first takes along all whose windows are open on that day, and so on
    with those that are left. Something that is due twice is inspected once.

    Raises:
        InvalidInput: a due item names an unknown task, or two tasks have one identifier.

    >>> import datetime as dt
    >>> march = Window(first=dt.date(2026, 3, 1), last=dt.date(2026, 3, 31))
    >>> labour = AgencyTask(task_id="劳", agency="人社局", window=march, team=(TeamSeat(seat="甲"),))
    >>> fire = attrs.evolve(labour, task_id="消", agency="消防", window=Window.on(dt.date(2026, 3, 9)))
    >>> [visit] = merge_due([Due(target_id="甲店", item=task.task_id, task_id=task.task_id) for task in [labour, fire]],
    ...                     [labour, fire])
    >>> visit.ground.text("zh")
    '任务劳、消（人社局、消防）的劳、消合并为一次检查，时间为2026-03-09，在各任务的检查期内［国办发〔2024〕54号］'
    """
    known = _tasks(tasks)
    by_target: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    problems: list[Problem] = []
    for index, due in enumerate(dues):
        if due.task_id in known:
            by_target[due.target_id][due.task_id].add(due.item)
        else:
            problems.append(TASK_UNKNOWN.at(Where(path=f"dues[{index}].task_id"), found=due.task_id))
    refuse(problems)
    return tuple(
        _visit(target, group, its)
        for target, its in sorted(by_target.items())
        for group in _groups([known[task_id] for task_id in its])
    )


def joint_inspections(visits: Iterable[MergedVisit]) -> tuple[JointInspection, ...]:
    """Return the visits by their tasks, ordered by the tasks' identifiers, with the seats of every agency.

    In a joint inspection the seats are named ``{agency} {seat}``; seats of one agency with one name are one seat.

    >>> import datetime as dt
    >>> march = Window(first=dt.date(2026, 3, 1), last=dt.date(2026, 3, 31))
    >>> labour = AgencyTask(task_id="劳", agency="人社局", window=march, team=(TeamSeat(seat="甲"),))
    >>> fire = attrs.evolve(labour, task_id="消", agency="消防")
    >>> dues = [Due(target_id="甲店", item=f"{task.task_id}-1", task_id=task.task_id) for task in [labour, fire]]
    >>> [joint] = joint_inspections(merge_due(dues, [labour, fire]))
    >>> [(seat.seat, seat.requires) for seat in joint.team]
    [('人社局 甲', ('事项:劳-1', '机关:人社局')), ('消防 甲', ('事项:消-1', '机关:消防'))]
    """
    groups: defaultdict[tuple[str, ...], list[MergedVisit]] = defaultdict(list)
    for visit in visits:
        groups[tuple(task.task_id for task in visit.tasks)].append(visit)
    return tuple(_joint(group) for _, group in sorted(groups.items()))


def _tasks(tasks: Iterable[AgencyTask]) -> dict[str, AgencyTask]:
    given = list(tasks)
    refuse(repeated("tasks", [task.task_id for task in given]))
    return {task.task_id: task for task in given}


def _groups(tasks: Sequence[AgencyTask]) -> list[list[AgencyTask]]:
    """Return the fewest groups with a common day, by the earliest end."""
    groups = []
    left = sorted(tasks, key=lambda task: (task.window.last, task.task_id))
    while left:
        day = left[0].window.last
        groups.append([task for task in left if task.window.first <= day])
        left = [task for task in left if task.window.first > day]
    return groups


def _visit(target: str, tasks: Sequence[AgencyTask], items: Mapping[str, set[str]]) -> MergedVisit:
    ordered = sorted(tasks, key=lambda task: (task.agency, task.task_id))
    by_agency: dict[str, set[str]] = {}
    for task in ordered:
        by_agency.setdefault(task.agency, set()).update(items[task.task_id])
    return MergedVisit(
        target_id=target,
        tasks=tuple(ordered),
        items={agency: tuple(sorted(its)) for agency, its in by_agency.items()},
        window=Window(first=max(task.window.first for task in tasks), last=min(task.window.last for task in tasks)),
    )


def _joint(visits: Sequence[MergedVisit]) -> JointInspection:
    agencies, tasks = visits[0].agencies, visits[0].tasks
    seats: dict[tuple[str, str], set[str]] = {}
    for task in tasks:
        for seat in task.team:
            seats.setdefault((task.agency, seat.seat), {of_agency(task.agency)}).update(seat.requires)
    for (agency, _), requires in seats.items():
        requires.update(for_item(item) for visit in visits for item in visit.items[agency])
    return JointInspection(
        tasks=tasks,
        window=visits[0].window,
        targets=tuple(sorted(visit.target_id for visit in visits)),
        team=tuple(
            TeamSeat(seat=f"{agency} {name}" if len(agencies) > 1 else name, requires=tuple(sorted(requires)))
            for (agency, name), requires in seats.items()
        ),
    )
