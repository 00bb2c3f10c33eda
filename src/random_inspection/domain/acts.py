"""Who does what: actors and their roles, acts and the events that they leave on the trail (clauses 二(八), 三(一))."""

from __future__ import annotations

import datetime as dt
import unicodedata
from enum import StrEnum

import attrs

from random_inspection.domain.fields import Integer, check_hex64, check_line, is_line
from random_inspection.domain.identifiers import check_identifier
from random_inspection.domain.validators import Kind, Kinds
from random_inspection.errors import InvalidInput, Message, Where

NOT_MOMENT = Message(
    "not-moment",
    "found {found!r}, expected a time that says its offset from UTC",
    "应为带时区的时间，实为 {found!r}",
)
NOT_KEY = Message(
    "not-key",
    "found {found!r}, expected one line of text of 1 to {limit} characters without control characters",
    "应为1到{limit}个字符、不含控制字符的一行文本，实为 {found!r}",
)
MAX_KEY = 384
"""How many characters the key of a record has at most: what a database can hold in an index."""


def check_moment(_: object, attribute: attrs.Attribute[dt.datetime], value: object) -> None:
    """Validate a time that says its offset; raise `InvalidInput`."""
    if not isinstance(value, dt.datetime) or value.utcoffset() is None:
        raise InvalidInput(NOT_MOMENT.at(Where(path=attribute.name), found=value))


def check_key(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validate the key of a record; raise `InvalidInput`."""
    if not (is_line(value) and isinstance(value, str) and len(value) <= MAX_KEY and not has_controls(value)):
        raise InvalidInput(NOT_KEY.at(Where(path=attribute.name), found=value, limit=MAX_KEY))


def has_controls(text: str) -> bool:
    """Return whether `text` holds a control character, which some databases cannot keep in a text."""
    return any(unicodedata.category(char) == "Cc" for char in text)


class Role(StrEnum):
    """What somebody is in the office, as far as the rule tells roles apart."""

    HANDLER = "经办人"
    INSPECTOR = "检查人员"
    LEADER = "组长"
    REVIEWER = "审核人"
    UNIT_HEAD = "科室负责人"
    BUREAU_HEAD = "局领导"
    SUPERVISOR = "监督员"


@attrs.frozen(kw_only=True)
class Actor:
    """An identified user, as the host's accounts name them (clause 三(一)).

    Attributes:
        actor_id: identifier of the account; it stands on the trail for good, so it is no phone or identity number.
            An inspector's is the identifier in the directory of inspectors.
        roles: what they are; at least one.
        unit: the unit they act for; None where the host keeps no units.
    """

    actor_id: str = attrs.field(validator=check_identifier)
    roles: tuple[Role, ...] = attrs.field(validator=Kinds(Role, least=1))
    unit: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))


@attrs.frozen(kw_only=True)
class Order:
    """That somebody wants something done, once.

    Attributes:
        actor: who.
        command: identifier of the command, made by the host, such as a UUID; the same command twice is one act, and
            gives the first result.
    """

    actor: Actor = attrs.field(validator=Kind(Actor))
    command: str = attrs.field(validator=check_identifier)


@attrs.frozen(kw_only=True)
class Mark:
    """Who did something, and when.

    Attributes:
        by: identifier of the actor.
        at: when.
        note: why, or what else there is to say; None where there is nothing.
    """

    by: str = attrs.field(validator=check_identifier)
    at: dt.datetime = attrs.field(validator=check_moment)
    note: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))


@attrs.frozen(kw_only=True)
class Subject:
    """What an act is about.

    Attributes:
        kind: the kind of record, such as ``task``.
        key: its key.
    """

    kind: str = attrs.field(validator=check_identifier)
    key: str = attrs.field(validator=check_key)


@attrs.frozen(kw_only=True)
class Changed:
    """A record that an act wrote.

    Attributes:
        kind: the kind of record.
        key: its key.
        version: its version since, from 1.
        digest: commitment to its content (`random_inspection.proofs`): salted, so that content that the law wants
            deleted can go, and nobody guesses it from the trail.
    """

    kind: str = attrs.field(validator=check_identifier)
    key: str = attrs.field(validator=check_key)
    version: int = attrs.field(validator=Integer(1))
    digest: str = attrs.field(validator=check_hex64)


@attrs.frozen(kw_only=True)
class Event:
    """An act, as it stands on the trail: who, when, what, on which subject at which version (clause 二(八)).

    Attributes:
        at: when.
        actor: identifier of who did it.
        roles: in which roles.
        act: what was done; see `random_inspection.domain.acts.Act`.
        command: identifier of the command.
        subject: what it was about.
        changes: the records that it wrote; none where somebody only looked.
    """

    at: dt.datetime = attrs.field(validator=check_moment)
    actor: str = attrs.field(validator=check_identifier)
    roles: tuple[Role, ...] = attrs.field(validator=Kinds(Role, least=1))
    act: str = attrs.field(validator=check_line)
    command: str = attrs.field(validator=check_identifier)
    subject: Subject = attrs.field(validator=Kind(Subject))
    changes: tuple[Changed, ...] = attrs.field(default=(), validator=Kinds(Changed))


class Act(StrEnum):
    """What can be done in an office; the text stands on the trail."""

    REGISTER_SYNC = "同步名录"
    REGISTER_CHANGE = "变更名录"
    ITEM_LIST_ADOPT = "发布抽查事项清单"
    PLAN_DRAFT = "拟定年度计划"
    PLAN_APPROVE = "批准年度计划"
    TASK_DRAFT = "拟定任务"
    TASK_APPROVE = "批准任务"
    TASK_ANNOUNCE = "公告抽取"
    TASK_DRAW = "抽取"
    TASK_IMPORT_DRAW = "导入平台抽取结果"
    TASK_CONFIRM = "确认抽取结果"
    TASK_CLOSE = "任务办结"
    TASK_CANCEL = "取消任务"
    TASK_ARCHIVE = "任务归档"
    DRAW_LOOK = "查看抽取结果"
    TARGET_STRIKE_OUT = "剔除检查对象"
    INSPECTOR_REPLACE = "更换检查人员"
    RECUSAL_ASK = "申请回避"
    RECUSAL_DECIDE = "决定回避"
    APPROACH_CHOOSE = "确定检查方式"
    VISIT_APPROVE = "行政检查审批"
    VISIT_NOTIFY = "送达行政检查通知书"
    VISIT_BEGIN = "开始检查"
    EMERGENCY_REPORT = "紧急检查补报"
    EVIDENCE_ADD = "上传证据"
    RECORD_WRITE = "填写现场检查记录"
    RESULT_TELL = "当场告知结果"
    INSPECTION_CONCLUDE = "作出检查结论"
    INSPECTION_REVIEW = "审核"
    INSPECTION_CORRECT = "更正检查结果"
    DISPOSAL_ORDER = "作出后续处置"
    DISPOSAL_FINISH = "办结后续处置"
    TRANSFER_MAKE = "移送"
    TRANSFER_RECEIPT = "登记移送回执"
    INSPECTION_DISPOSE = "后续处置办结"
    INSPECTION_ARCHIVE = "检查归档"
    SUMMARY_SUBMIT = "提交检查小结"
    REPORT_SUBMIT = "提交报告"
    NOTICE_ISSUE = "发布公示"
    NOTICE_DELIVER = "公示送达"
    NOTICE_CHECK = "核对公示"
    TRAINING_HOLD = "登记培训"
    PLEDGE_SIGN = "签署廉洁承诺"
    COMPLAINT_FILE = "登记对检查人员的投诉"
    COMPLAINT_DECIDE = "处理对检查人员的投诉"
    CONTENT_ERASE = "依法删除内容"
