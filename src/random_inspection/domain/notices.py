"""Notices to the public (公示), their delivery, and the receipts that they stand there (clauses 二(九), 三(五), 三(六))."""

from __future__ import annotations

import re
from enum import StrEnum

import attrs

from random_inspection.domain.acts import Mark, Subject
from random_inspection.domain.fields import Integer, check_hex64, check_line
from random_inspection.domain.identifiers import check_number
from random_inspection.domain.validators import Kind, Kinds, repeated
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse

FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What a published file may be called: one segment, the same on every server."""

BAD_FILE_NAME = Message(
    "notice-file-name",
    "found {found!r}, expected a plain file name of ASCII letters, digits, dots, dashes and underscores",
    "应为由英文字母、数字、点、短横和下划线组成的文件名，实为 {found!r}",
)
NOT_EITHER = Message(
    "notice-attempt-either",
    "an attempt either gives an address or says why it failed, and not both; correct it",
    "每次送达要么有公示地址，要么写明失败原因，二者填其一；请更正",
)
NOT_PREVIOUS = Message(
    "notice-replaces",
    "version {version} takes the place of {found}, expected {expected}; number the versions one after the other",
    "第{version}版所替代的版本应为{expected}，实为{found}；请按顺序编版",
)
NO_REASON = Message(
    "notice-without-reason",
    "version {version} takes the place of an earlier one and says no reason; write why, for the public",
    "第{version}版替代了以前的版本，但没有写明原因；请填写向社会说明的原因",
)


def check_file_name(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validate the name of a published file: one segment, the same on every server; raise `InvalidInput`."""
    if not isinstance(value, str) or not FILE_NAME.fullmatch(value):
        raise InvalidInput(BAD_FILE_NAME.at(Where(path=attribute.name), found=value))


class NoticeKind(StrEnum):
    """What a notice is about."""

    ITEM_LIST = "抽查事项清单"
    TARGETS = "检查对象名录库"
    INSPECTORS = "检查人员名录库"
    PLAN = "年度抽查计划"
    TASK = "抽查任务"
    DRAW = "抽取情况"
    RESULT = "抽查检查结果"
    FIGURES = "年度统计数据"


class NoticeState(StrEnum):
    """Where a notice stands."""

    PENDING = "待公示"
    FAILED = "公示失败"
    DELIVERED = "已公示"
    CONFIRMED = "已核对"


@attrs.frozen(kw_only=True)
class NoticeFile:
    """A file of a notice; its bytes are kept by their digest.

    Attributes:
        name: its name.
        digest: SHA-256 of its bytes, 64 hexadecimal characters.
        size: how many bytes.
    """

    name: str = attrs.field(validator=check_file_name)
    digest: str = attrs.field(validator=check_hex64)
    size: int = attrs.field(validator=Integer(0))


@attrs.frozen(kw_only=True)
class Attempt:
    """That a notice was sent to where the public reads, or was not found there.

    Attributes:
        made: who sent it or looked, and when.
        address: where it stands since; None where it failed.
        failure: why it failed, or how what stands there differs; None where it did not.
    """

    made: Mark = attrs.field(validator=Kind(Mark))
    address: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    failure: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))

    def __attrs_post_init__(self) -> None:
        refuse([] if (self.address is None) != (self.failure is None) else [NOT_EITHER.at(Where(path="failure"))])


@attrs.frozen(kw_only=True)
class Receipt:
    """The proof that a notice was seen where the public reads it (公示回执, clause 三(六)).

    Attributes:
        address: where.
        checked: who looked, and when.
        shown: SHA-256 of the list of what stands there (`random_inspection.rules.openness.publication_moves.sums`).
        proof: digest of the proof in the store of evidence: a screenshot, or the list itself.
    """

    address: str = attrs.field(validator=check_line)
    checked: Mark = attrs.field(validator=Kind(Mark))
    shown: str = attrs.field(validator=check_hex64)
    proof: str = attrs.field(validator=check_hex64)


def notice_key(notice_id: str, version: int) -> str:
    """Return the key of a version of a notice."""
    return f"{notice_id}/{version}"


@attrs.frozen(kw_only=True)
class Notice:
    """A version of a notice; a correction (更正) is the next version, which names the one before, and both stay readable.

    Attributes:
        notice_id: which notice, the same for all versions.
        version: its version, from 1.
        kind: what it is about.
        title: its title.
        subject: the record that it is about.
        shows: which version of a result it shows, from 1; None for other kinds.
        files: what is published; at least one file.
        replaces: the version whose place it takes; None for the first.
        reason: why it takes the place of an earlier one, for the public.
        issued: who issued it.
        attempts: the attempts to deliver it, and the looks that did not find it, in order.
        receipt: that it was seen there since it was delivered last; None while nobody has.
    """

    notice_id: str = attrs.field(validator=check_number)
    version: int = attrs.field(validator=Integer(1))
    kind: NoticeKind = attrs.field(validator=Kind(NoticeKind))
    title: str = attrs.field(validator=check_line)
    subject: Subject = attrs.field(validator=Kind(Subject))
    shows: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(1)))
    files: tuple[NoticeFile, ...] = attrs.field(validator=Kinds(NoticeFile, least=1))
    replaces: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(1)))
    reason: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    issued: Mark = attrs.field(validator=Kind(Mark))
    attempts: tuple[Attempt, ...] = attrs.field(default=())
    receipt: Receipt | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Receipt)))

    def __attrs_post_init__(self) -> None:
        expected = self.version - 1 or None
        problems: list[Problem] = repeated("files", (file.name for file in self.files))
        if self.replaces != expected:
            where = Where(path="replaces")
            problems.append(NOT_PREVIOUS.at(where, version=self.version, found=self.replaces, expected=expected))
        if self.version > 1 and self.reason is None:
            problems.append(NO_REASON.at(Where(path="reason"), version=self.version))
        refuse(problems)

    @property
    def key(self) -> str:
        """Its key among the records."""
        return notice_key(self.notice_id, self.version)

    @property
    def state(self) -> NoticeState:
        """Where it stands; it follows from what was done."""
        if self.receipt is not None:
            return NoticeState.CONFIRMED
        if not self.attempts:
            return NoticeState.PENDING
        return NoticeState.DELIVERED if self.attempts[-1].failure is None else NoticeState.FAILED
