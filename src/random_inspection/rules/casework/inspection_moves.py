"""The table of an inspection's states, and how a move that it does not have is refused (clauses 三(二) to 三(六))."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from random_inspection.domain.acts import Act, Mark
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.items import Method
from random_inspection.domain.plans import Task
from random_inspection.errors import Message, MoveRefused, Problem, Where
from random_inspection.rules.casework.dues import day_in_beijing

_S = InspectionState

MOVES: Mapping[InspectionState, frozenset[InspectionState]] = {
    _S.ASSIGNED: frozenset({_S.NOTIFIED, _S.IN_PROGRESS, _S.STRUCK_OUT}),
    _S.NOTIFIED: frozenset({_S.IN_PROGRESS, _S.STRUCK_OUT}),
    _S.IN_PROGRESS: frozenset({_S.CONCLUDED}),
    _S.CONCLUDED: frozenset({_S.REVIEWED, _S.RETURNED}),
    _S.RETURNED: frozenset({_S.CONCLUDED}),
    _S.REVIEWED: frozenset({_S.PUBLISHED}),
    _S.PUBLISHED: frozenset({_S.DISPOSED}),
    _S.DISPOSED: frozenset({_S.PUBLISHED, _S.ARCHIVED}),
    _S.ARCHIVED: frozenset(),
    _S.STRUCK_OUT: frozenset(),
}
"""Which state may follow which. Nobody is notified in an emergency, or where nobody goes there; and the correction of a
result that was disposed of is published, and disposed of again."""

_NEXT: Mapping[InspectionState, tuple[str, str]] = {
    _S.ASSIGNED: (
        "choose how it is inspected, have a visit approved, serve its notice, and begin",
        "请先确定检查方式；实地检查的，办理审批、送达通知书后开始检查",
    ),
    _S.NOTIFIED: ("begin it first", "请先开始检查"),
    _S.IN_PROGRESS: (
        "write the record, tell the target the result, and conclude first",
        "请先填写检查记录、当场告知结果，并作出检查结论",
    ),
    _S.CONCLUDED: ("have it reviewed first", "请先由他人审核"),
    _S.RETURNED: ("conclude it again first", "请先按退回意见重新作出检查结论"),
    _S.REVIEWED: ("it has passed its review, and its result is to be published", "已审核通过，下一步是公示检查结果"),
    _S.PUBLISHED: (
        "its result is public: correct it by a new version, or see to what follows from it",
        "检查结果已公示：有误的，以新版本更正；无误的，办理后续处置",
    ),
    _S.DISPOSED: (
        "its result is public: correct it by a new version, or file it",
        "有误的，以新版本更正；无误的，归档",
    ),
    _S.ARCHIVED: ("it is filed, and nothing of it changes any more", "检查已归档，不再变更"),
    _S.STRUCK_OUT: (
        "it is struck out: go on with the reserve that moved up",
        "该对象已剔除；请办理递补对象的检查",
    ),
}

TASK_CANCELLED = Message(
    "inspection-task-cancelled",
    "its task was cancelled on {on} ({why}) before anybody went there, so nobody goes there under it; a new task may draw it",
    "所属任务已于{on}取消（{why}），当时尚未开始检查，不再据此检查；可由新的任务重新抽取",
)
WRONG_STATE = Message(
    "inspection-state",
    "{move}: this is for one that is {expected}; {todo}",
    "{move_zh}：只有{expected}的检查才能办理；{todo_zh}",
)
NOT_IN_TEAM = Message(
    "inspection-not-team",
    "{move}: {who!r} is not in the team ({team}); let somebody of the team do it, or have an inspector replaced by the "
    "rule of the draw",
    "{move_zh}：“{who}”不是检查组成员（{team}）；请由检查组成员办理，确需换人的，按抽取规则更换",
)


def visits(inspection: Inspection) -> bool:
    """Return whether somebody goes there; false while nobody has chosen how it is inspected."""
    return inspection.approach is not None and inspection.approach.method is Method.ON_SITE


def check_task(inspection: Inspection, task: Task | None) -> None:
    """Raise `MoveRefused` where the task was cancelled before the inspection began; what was begun is brought to its end."""
    if inspection.entry is None and task is not None and task.cancelled is not None:
        mark = task.cancelled
        raise MoveRefused(TASK_CANCELLED.at(on=day_in_beijing(mark.at), why=mark.note))


def involved(inspection: Inspection) -> dict[str, frozenset[str]]:
    """Return who had which part in an inspection so far, for the rules about second persons.

    Returns:
        identifiers of actors by part: ``team``, ``concluded``, ``reviewed``, ``struck`` and ``ordered``.
    """
    reviews = [one.review for one in inspection.conclusions if one.review]
    return {
        "team": inspection.inspectors,
        "concluded": frozenset(one.concluded.by for one in inspection.conclusions),
        "reviewed": frozenset(review.made.by for review in reviews),
        "ordered": frozenset(one.ordered.by for one in inspection.disposals),
        "struck": frozenset({inspection.struck.made.by} if inspection.struck else ()),
    }


@attrs.define
class Move:
    """A move that is asked for, and everything that is against it.

    Attributes:
        act: what is asked for.
        inspection: the inspection as it stands.
        asked: the state that it leads to; None where it changes no state.
        problems: what was found so far.
    """

    act: Act
    inspection: Inspection
    asked: InspectionState | None = None
    problems: list[Problem] = attrs.field(factory=list)

    def against(self, message: Message, path: str, **params: object) -> None:
        """Note a reason against the move, found at `path`; ``move``, ``move_zh``, ``key``, ``state`` and ``asked`` are given."""
        key, state = self.inspection.inspection_id, self.inspection.state
        asked = self.asked or state
        states = state if asked is state else f"{state}→{asked}"
        about = {
            "move": f"{self.act.name.replace('_', ' ').lower()} of {key} ({states})",
            "move_zh": f"检查“{key}”（{states}）不能{self.act}",
        }
        self.problems.append(message.at(Where(path=path), key=key, state=state, asked=asked, **about, **params))

    def need(self, there: object, message: Message, path: str, **params: object) -> None:
        """Note the reason `message` unless something is `there`."""
        if not there:
            self.against(message, path, **params)

    def in_state(self, *expected: InspectionState) -> None:
        """Note where the inspection is in another state, and what comes next there."""
        if self.inspection.state not in expected:
            todo, todo_zh = _NEXT[self.inspection.state]
            self.against(
                WRONG_STATE, "state", expected="".join(f"“{one}”" for one in expected), todo=todo, todo_zh=todo_zh
            )

    def by_team(self, mark: Mark) -> None:
        """Note where somebody acts who is not in the team."""
        team = self.inspection.inspectors
        self.need(mark.by in team, NOT_IN_TEAM, "team", who=mark.by, team="、".join(sorted(team)) or "—")

    def require(self) -> None:
        """Raise `MoveRefused` with everything that is against the move; return where nothing is."""
        if self.problems:
            raise MoveRefused(*self.problems)
