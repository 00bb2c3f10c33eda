"""What a person should look at before a draw is announced: who was left out, and who is kept apart without a ground."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from random_inspection.domain.draws import AllQuota, Announcement
from random_inspection.domain.identifiers import canonical_target_id
from random_inspection.errors import Message, Problem, Where
from random_inspection.workflows.casework.task_frames import TaskFrame
from random_inspection.workflows.inputs.rosters import ID, TARGET
from random_inspection.workflows.inputs.tables import SpecDocument, Table

SHOWN = 10
"""How many are named in one note; all are counted."""

COUNTS = Message(
    "task-announced-counts",
    "{targets} targets may be drawn, {struck} are struck out, {inspectors} inspectors may be drawn, {recusals} pairs are kept apart",
    "可抽取对象{targets}个，剔除{struck}个，可抽取检查人员{inspectors}人，回避{recusals}对",
)
TARGETS_LEFT_OUT = Message(
    "task-targets-left-out",
    "{count} targets of the directory are in the scope of the task, and stand in no row: {names}; see that each is left out "
    "for a reason",
    "名录库中有{count}个对象符合任务范围但不在名单中：{names}；请核对不列入的理由",
)
INSPECTORS_LEFT_OUT = Message(
    "task-inspectors-left-out",
    "{count} inspectors of the directory may inspect the items of the task, and stand in no row: {names}; see that each is "
    "left out for a reason",
    "名录库中有{count}名检查人员可检查本任务事项但不在名单中：{names}；请核对不列入的理由",
)
CERTAIN = Message(
    "task-stratum-certain",
    "every target of the stratum {stratum!r} is inspected for certain ({count}); see that there is a rule for it",
    "层“{stratum}”的对象全部必查（{count}个）；请核对依据",
)
RECUSED_WITHOUT_GROUND = Message(
    "task-recusals-beyond",
    "{count} recusals have no declared interest behind them: {names}; see that each has a ground",
    "有{count}对回避在名录库中没有申报的利害关系：{names}；请核对回避理由",
)


def doubts(document: SpecDocument, frame: TaskFrame, announcement: Announcement) -> Iterator[Problem]:
    """Yield what a person should look at, and how many there are of everybody.

    Clause: 二(六) 范围, 二(五) 回避

    Args:
        document: the specification.
        frame: who may be drawn for the task by the directories.
        announcement: what is announced.
    """
    settings = document.settings.get("targets")
    column = str(settings.get("id")) if isinstance(settings, dict) else ""
    targets, inspectors, recusals = (document.tables.get(name) for name in ("targets", "inspectors", "recusals"))
    pairs = {(canonical_target_id(row.cells[TARGET]), row.cells[ID]) for row in recusals.rows} if recusals else set()
    listed, people = _column(targets, column), _column(inspectors, ID)
    yield COUNTS.at(
        Where(file=document.file),
        targets=announcement.frame.size,
        struck=announcement.struck.size,
        inspectors=len(people),
        recusals=len(pairs),
    )
    yield from _left_out(TARGETS_LEFT_OUT, targets, [one.target_id for one in frame.targets], listed)
    yield from _left_out(INSPECTORS_LEFT_OUT, inspectors, [one.inspector_id for one in frame.inspectors], people)
    for one in announcement.strata:
        if isinstance(one.quota, AllQuota) and one.size:
            yield CERTAIN.at(document.where("strata"), stratum=one.name, count=one.size)
    declared = {(one.target_id, one.inspector_id) for one in frame.recusals}
    if recusals and (beyond := sorted(pairs - declared)):
        names = _named([f"{target}—{who}" for target, who in beyond])
        yield RECUSED_WITHOUT_GROUND.at(recusals.where(), count=len(beyond), names=names)


def _column(table: Table | None, column: str) -> set[str]:
    if table is None or column not in table.columns:
        return set()
    return {canonical_target_id(text) for _, text in table.column(column)}


def _left_out(message: Message, table: Table | None, able: Sequence[str], listed: Collection[str]) -> Iterator[Problem]:
    if table is not None and (absent := [one for one in able if one not in listed]):
        yield message.at(table.where(), count=len(absent), names=_named(absent))


def _named(names: Sequence[str]) -> str:
    return "、".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")
