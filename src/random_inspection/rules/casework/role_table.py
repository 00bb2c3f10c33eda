"""The roles of the rule: which of them may do which act, who must not do it in a case of their own, and why."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from random_inspection.domain.acts import Act, Role
from random_inspection.domain.fields import check_line
from random_inspection.domain.validators import Kinds

PARTS: Mapping[str, tuple[str, str]] = {
    "drafted": ("drew it up", "拟定了计划或任务"),
    "announced": ("announced it", "公告了抽取"),
    "drew": ("drew, or imported the draw", "进行了抽取或导入"),
    "confirmed": ("confirmed the draw", "确认了抽取结果"),
    "unit": ("is of the unit that handles it", "属于承办科室"),
    "team": ("is in the team that inspects", "是检查组成员"),
    "concluded": ("concluded", "作出了检查结论"),
    "reviewed": ("reviewed", "进行了审核"),
    "struck": ("struck the target out", "剔除了检查对象"),
    "asked": ("asked for the recusal, or recorded that it was asked for", "申请或登记了回避"),
    "recused": ("is whose recusal is asked for", "是被申请回避的人"),
    "concerned": ("is whom the complaint is about", "是被投诉的人"),
    "ordered": ("ordered the disposal", "作出了后续处置"),
}
"""The parts that somebody can have in a case, in words."""


def read_only(mapping: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Return a copy that cannot be changed."""
    return MappingProxyType(dict(mapping))


H, I, L = Role.HANDLER, Role.INSPECTOR, Role.LEADER  # noqa: E741  (a table reads by columns)
R, U, B, S = Role.REVIEWER, Role.UNIT_HEAD, Role.BUREAU_HEAD, Role.SUPERVISOR
_TEAM: Mapping[Role, tuple[str, ...]] = {I: ("team",), L: ("team",)}


@attrs.frozen(kw_only=True)
class Permission:
    """Who may do an act, and why it is so.

    Attributes:
        roles: who may, whatever part they have in the case.
        of_case: who may only with one of these parts in the case, by role.
        apart: parts in the case that keep somebody from it, in whatever role.
        clause: the clause that it rests on.
        why: why, in English.
        why_zh: why, in Chinese.
    """

    roles: tuple[Role, ...] = attrs.field(default=(), validator=Kinds(Role))
    of_case: Mapping[Role, tuple[str, ...]] = attrs.field(factory=dict, converter=read_only)
    apart: tuple[str, ...] = attrs.field(default=(), validator=Kinds(str))
    clause: str = attrs.field(validator=check_line)
    why: str = attrs.field(validator=check_line)
    why_zh: str = attrs.field(validator=check_line)

    @property
    def may(self) -> frozenset[Role]:
        """Every role that may, in whatever case."""
        return frozenset(self.roles) | frozenset(self.of_case)


_GROUPS: tuple[tuple[tuple[Act, ...], Permission], ...] = (
    (
        (Act.REGISTER_SYNC, Act.REGISTER_CHANGE, Act.TRAINING_HOLD),
        Permission(
            roles=(H, U), clause="二(四)、二(六)", why="the handlers keep the registers", why_zh="名录由经办人维护"
        ),
    ),
    (
        (Act.ITEM_LIST_ADOPT,),
        Permission(roles=(U, B), clause="二(二)", why="a list of items is decided on", why_zh="抽查事项清单须经决定"),
    ),
    (
        (Act.PLAN_DRAFT, Act.TASK_DRAFT, Act.TASK_ANNOUNCE, Act.TASK_DRAW, Act.TASK_IMPORT_DRAW),
        Permission(
            roles=(H, U),
            clause="三(一)",
            why="plans, tasks and draws are the handlers'",
            why_zh="计划、任务和抽取由经办人办理",
        ),
    ),
    (
        (Act.PLAN_APPROVE,),
        Permission(
            roles=(B,),
            apart=("drafted",),
            clause="三(一)",
            why="nobody approves their own plan",
            why_zh="本人拟定的计划不得由本人批准",
        ),
    ),
    (
        (Act.TASK_APPROVE,),
        Permission(
            roles=(U, B),
            apart=("drafted",),
            clause="三(一)",
            why="nobody approves their own task",
            why_zh="本人拟定的任务不得由本人批准",
        ),
    ),
    (
        (Act.TASK_CONFIRM,),
        Permission(
            roles=(U, B, S),
            apart=("drew", "team"),
            clause="三(一)",
            why="who drew, or was drawn, does not confirm alone",
            why_zh="抽取人和被抽中的检查人员不得自行确认",
        ),
    ),
    (
        (Act.TASK_CANCEL,),
        Permission(
            roles=(U, B),
            apart=("drew", "team"),
            clause="三(一)",
            why="no outcome is set aside by who made it or has to carry it out",
            why_zh="抽取结果不得由抽取人或检查人员自行取消",
        ),
    ),
    (
        (Act.TASK_CLOSE, Act.TASK_ARCHIVE, Act.INSPECTION_ARCHIVE, Act.REPORT_SUBMIT),
        Permission(roles=(H, U), clause="二(八)", why="the unit closes and files", why_zh="由承办科室办结归档"),
    ),
    (
        (Act.DRAW_LOOK,),
        Permission(
            roles=(B, S),
            of_case={**_TEAM, H: ("drafted", "announced", "drew"), U: ("unit",)},
            clause="二(一)",
            why="only who must know sees a draw before the visits",
            why_zh="检查前只有必须知情的人员可以查看抽取结果",
        ),
    ),
    (
        (Act.TARGET_STRIKE_OUT, Act.INSPECTOR_REPLACE),
        Permission(
            roles=(H, U),
            apart=("team",),
            clause="二(六)",
            why="nobody changes the draw of an inspection of their own",
            why_zh="检查组成员不得变更本组的抽取结果",
        ),
    ),
    (
        (Act.RECUSAL_ASK,),
        Permission(
            roles=(H, I, L, U), clause="二(五)", why="the target asks through the office", why_zh="对象通过经办机构申请"
        ),
    ),
    (
        (Act.RECUSAL_DECIDE,),
        Permission(
            roles=(U, B),
            apart=("recused", "team", "asked"),
            clause="二(五)",
            why="nobody decides on a recusal in their own case",
            why_zh="任何人不得决定本人或本组的回避",
        ),
    ),
    (
        (Act.APPROACH_CHOOSE, Act.VISIT_NOTIFY, Act.EVIDENCE_ADD, Act.DISPOSAL_FINISH, Act.TRANSFER_RECEIPT),
        Permission(
            roles=(H, U),
            of_case=_TEAM,
            clause="三(二)",
            why="the unit and the team prepare and follow up",
            why_zh="由承办科室和检查组准备并跟进",
        ),
    ),
    (
        (Act.VISIT_APPROVE,),
        Permission(
            roles=(U, B),
            apart=("team",),
            clause="国办发〔2024〕54号",
            why="nobody approves their own visit",
            why_zh="检查组成员不得审批本组的检查",
        ),
    ),
    (
        (
            *(Act.VISIT_BEGIN, Act.EMERGENCY_REPORT, Act.RECORD_WRITE, Act.RESULT_TELL),
            *(Act.INSPECTION_CONCLUDE, Act.SUMMARY_SUBMIT),
        ),
        Permission(
            of_case=_TEAM, clause="三(二)", why="only who was drawn inspects", why_zh="只有抽中的检查人员可以检查"
        ),
    ),
    (
        (Act.INSPECTION_REVIEW,),
        Permission(
            roles=(R, U, B),
            apart=("team", "concluded"),
            clause="三(四)",
            why="nobody reviews their own case",
            why_zh="任何人不得审核本人的检查",
        ),
    ),
    (
        (Act.INSPECTION_CORRECT,),
        Permission(
            roles=(U,),
            of_case=_TEAM,
            clause="二(九)",
            why="who inspected, or their unit, corrects",
            why_zh="由检查组或承办科室更正",
        ),
    ),
    (
        (Act.DISPOSAL_ORDER,),
        Permission(
            roles=(U, B),
            of_case=_TEAM,
            clause="二(九)",
            why="the team or its heads order it",
            why_zh="由检查组或负责人作出",
        ),
    ),
    (
        (Act.TRANSFER_MAKE,),
        Permission(roles=(U, B), clause="二(九)", why="a head hands a case over", why_zh="移送由负责人决定"),
    ),
    (
        (Act.INSPECTION_DISPOSE,),
        Permission(
            roles=(H, U),
            apart=("team",),
            clause="二(九)",
            why="somebody else than the team confirms that nothing is left to do",
            why_zh="是否处置完毕由检查组以外的人确认",
        ),
    ),
    (
        (Act.NOTICE_ISSUE, Act.NOTICE_DELIVER),
        Permission(roles=(H, U), clause="三(五)", why="the unit publishes in time", why_zh="由承办科室按期公示"),
    ),
    (
        (Act.NOTICE_CHECK,),
        Permission(
            roles=(H, R, U, S), clause="三(六)", why="the unit or a supervisor checks", why_zh="由承办科室或监督员核对"
        ),
    ),
    (
        (Act.PLEDGE_SIGN,),
        Permission(
            roles=(I, L), clause="四(三)", why="inspectors sign for themselves", why_zh="廉洁承诺由检查人员本人签署"
        ),
    ),
    (
        (Act.COMPLAINT_FILE,),
        Permission(
            roles=(H, U, B, S),
            apart=("concerned",),
            clause="四(三)",
            why="not by whom it is about",
            why_zh="不得由被投诉人登记",
        ),
    ),
    (
        (Act.COMPLAINT_DECIDE,),
        Permission(
            roles=(U, B, S),
            apart=("concerned",),
            clause="四(三)",
            why="not by whom it is about",
            why_zh="不得由被投诉人处理",
        ),
    ),
    (
        (Act.CONTENT_ERASE,),
        Permission(
            roles=(B,), clause="二(八)", why="a deletion by law is decided at the top", why_zh="依法删除由局领导决定"
        ),
    ),
)

TABLE: Mapping[str, Permission] = read_only({act.value: permission for acts, permission in _GROUPS for act in acts})
"""The roles of the rule, by act; a host changes an entry with ``{**TABLE, Act.…: attrs.evolve(TABLE[Act.…], …)}``."""
