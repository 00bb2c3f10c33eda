"""What is done at and around a visit, as parts of an inspection (clauses 三(二) to 三(四), 国办发〔2024〕54号)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import attrs

from random_inspection.domain.acts import Mark, check_moment
from random_inspection.domain.fields import Integer, check_hex64, check_line
from random_inspection.domain.identifiers import check_identifier
from random_inspection.domain.items import Method
from random_inspection.domain.validators import Kind, Kinds, check_bool, check_text, repeated
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse

ONLY_ALONE = Message(
    "conclusion-contradicts",
    "未发现问题 stands beside {others}; it stands alone or not at all: correct the conclusions of {item!r}",
    "“未发现问题”不能与{others}并列；请更正“{item}”的检查结果",
)
TIMES_REVERSED = Message(
    "times-reversed",
    "{later} is before {earlier}, where it would have begun; correct one of the times",
    "{later}早于开始时间{earlier}；请更正其中一个时间",
)
OTHER_NEEDS_NOTE = Message(
    "conclusion-other-without-note",
    "其他 says nothing by itself; write a note on {item!r}",
    "“{item}”的结果为“其他”，须在备注中说明",
)
NOT_ACKNOWLEDGED = Message(
    "told-refusal-missing",
    "the target did not acknowledge the result; write down what it said, or that it refused to sign and who saw it",
    "对象没有签收；请写明拒签情况、见证人或对象的意见",
)


class ResultCode(StrEnum):
    """What an inspection found on an item (检查结果)."""

    NO_PROBLEM = "未发现问题"
    TO_BE_HANDLED = "发现问题待后续处理"
    ORDERED_TO_CORRECT = "发现问题已责令改正"
    NOT_IN_BUSINESS = "未发现开展本次抽查涉及的经营活动"
    NOT_DISCLOSED = "未按规定公示应当公示的信息"
    FALSE_DISCLOSURE = "公示信息隐瞒真实情况、弄虚作假"
    UNREACHABLE = "通过登记的住所（经营场所）无法联系"
    UNCOOPERATIVE = "不配合检查情节严重"
    CLOSED_OR_LIQUIDATING = "已关闭停业或正在组织清算"
    DEREGISTERED = "已注销"
    LICENCE_REVOKED = "被吊销营业执照"
    REGISTRATION_REVOKED = "被撤销"
    MOVED_AWAY = "已迁出"
    OTHER = "其他"


PROBLEMS = frozenset(
    {
        ResultCode.TO_BE_HANDLED,
        ResultCode.ORDERED_TO_CORRECT,
        ResultCode.NOT_DISCLOSED,
        ResultCode.FALSE_DISCLOSURE,
        ResultCode.UNREACHABLE,
        ResultCode.UNCOOPERATIVE,
    }
)
"""What counts as a violation or a suspicion, and needs a disposal (后续处置)."""


def moments_disordered(path: str, earlier: dt.datetime, later: dt.datetime) -> list[Problem]:
    """Return a finding at `path` where `later` is before `earlier`."""
    return [] if earlier <= later else [TIMES_REVERSED.at(Where(path=path), earlier=earlier, later=later)]


@attrs.frozen(kw_only=True)
class Approach:
    """How a target is inspected, decided before anybody goes there; methods that spare the visit come first.

    Attributes:
        method: the method (抽查方式).
        spared: why a method that spares the visit does not do, where the target is visited; None for such a method.
        chosen: who chose it.
    """

    method: Method = attrs.field(validator=Kind(Method))
    spared: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    chosen: Mark = attrs.field(validator=Kind(Mark))


@attrs.frozen(kw_only=True)
class VisitNotice:
    """A notice of inspection that the target was given (行政检查通知书).

    Attributes:
        number: its number.
        served: who served it, and how in its note.
    """

    number: str = attrs.field(validator=check_line)
    served: Mark = attrs.field(validator=Kind(Mark))


@attrs.frozen(kw_only=True)
class Emergency:
    """Why a visit began without approval or notice (紧急情况), and the report that follows.

    Attributes:
        ground: what made it urgent.
        declared: who declared it.
        reported: who reported it afterwards; None while nobody has.
    """

    ground: str = attrs.field(validator=check_line)
    declared: Mark = attrs.field(validator=Kind(Mark))
    reported: Mark | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Mark)))


@attrs.frozen(kw_only=True)
class ShownCertificate:
    """A law-enforcement certificate (执法证) that was shown.

    Attributes:
        inspector_id: who showed it.
        number: its number.
    """

    inspector_id: str = attrs.field(validator=check_identifier)
    number: str = attrs.field(validator=check_line)


@attrs.frozen(kw_only=True)
class Entry:
    """That an inspection began.

    Attributes:
        began: who began it, and when.
        code: what was read from the firm's code on entry (扫码入企); None where nobody goes there.
        certificates: the certificates shown, two at least where somebody goes there.
    """

    began: Mark = attrs.field(validator=Kind(Mark))
    code: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    certificates: tuple[ShownCertificate, ...] = attrs.field(default=(), validator=Kinds(ShownCertificate))


@attrs.frozen(kw_only=True)
class Evidence:
    """A photograph or document, by the digest of its bytes; never altered (clauses 二(八), 三(三)).

    Attributes:
        digest: SHA-256 of its bytes, 64 hexadecimal characters.
        media_type: what it is, such as ``image/jpeg``, found from its bytes.
        size: how many bytes.
        taken_at: when it was taken, or written.
        taken_by: identifier of who took it.
        place: where; None where it does not matter.
        inspection_id: the inspection that it belongs to.
        caption: what it shows.
    """

    digest: str = attrs.field(validator=check_hex64)
    media_type: str = attrs.field(validator=check_line)
    size: int = attrs.field(validator=Integer(1))
    taken_at: dt.datetime = attrs.field(validator=check_moment)
    taken_by: str = attrs.field(validator=check_identifier)
    place: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    inspection_id: str = attrs.field(validator=check_line)
    caption: str = attrs.field(validator=check_line)


@attrs.frozen(kw_only=True)
class OnSiteRecord:
    """The on-site record (现场检查记录, clause 三(三)).

    Attributes:
        began_at: when the inspection began.
        ended_at: when it ended; deadlines run from this day.
        place: where.
        content: what was inspected (检查内容).
        situation: what was found on site (现场情况).
        evidence: digests of photographs and documents.
        written: who wrote it.
    """

    began_at: dt.datetime = attrs.field(validator=check_moment)
    ended_at: dt.datetime = attrs.field(validator=check_moment)
    place: str = attrs.field(validator=check_line)
    content: str = attrs.field(validator=check_text)
    situation: str = attrs.field(validator=check_text)
    evidence: tuple[str, ...] = attrs.field(default=(), validator=Kinds(str))
    written: Mark = attrs.field(validator=Kind(Mark))

    def __attrs_post_init__(self) -> None:
        refuse(moments_disordered("ended_at", self.began_at, self.ended_at))


@attrs.frozen(kw_only=True)
class Told:
    """That the target was told the result on the spot (clause 三(四)).

    Attributes:
        told: who told it, and when.
        acknowledged: whether the target signed for it.
        refusal: what it said instead, or that it refused and who saw it.
    """

    told: Mark = attrs.field(validator=Kind(Mark))
    acknowledged: bool = attrs.field(validator=check_bool)
    refusal: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))

    def __attrs_post_init__(self) -> None:
        refuse([NOT_ACKNOWLEDGED.at(Where(path="refusal"))] if not self.acknowledged and not self.refusal else [])


@attrs.frozen(kw_only=True)
class Finding:
    """What was found on one item.

    Attributes:
        item: code of the item.
        results: the result codes; several, but 未发现问题 only alone.
        note: remark (备注) for the public; needed with 其他.
    """

    item: str = attrs.field(validator=check_identifier)
    results: tuple[ResultCode, ...] = attrs.field(validator=Kinds(ResultCode, least=1))
    note: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))

    def __attrs_post_init__(self) -> None:
        problems = []
        if ResultCode.NO_PROBLEM in self.results and len(self.results) > 1:
            others = "".join(f"“{code}”" for code in self.results if code is not ResultCode.NO_PROBLEM)
            problems.append(ONLY_ALONE.at(Where(path="results"), others=others, item=self.item))
        if ResultCode.OTHER in self.results and self.note is None:
            problems.append(OTHER_NEEDS_NOTE.at(Where(path="note"), item=self.item))
        refuse(problems)


@attrs.frozen(kw_only=True)
class Review:
    """A second person's review (审核).

    Attributes:
        made: who reviewed it, with the reason in its note where it was returned.
        passed: whether it passed; otherwise it is returned for correction.
    """

    made: Mark = attrs.field(validator=Kind(Mark))
    passed: bool = attrs.field(validator=check_bool)


@attrs.frozen(kw_only=True)
class Conclusion:
    """A version of the conclusion (检查结果和处理意见, clause 三(四)).

    Attributes:
        findings: what was found, item by item; each item once.
        opinion: the proposed handling (处理意见).
        suggestions: suggestions to the target (建议); None where there are none.
        concluded: who concluded, with the reason in its note where it corrects an earlier version.
        review: the review of this version.
        published: who published this version, and when it was seen to stand there.
    """

    findings: tuple[Finding, ...] = attrs.field(validator=Kinds(Finding, least=1))
    opinion: str = attrs.field(validator=check_text)
    suggestions: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_text))
    concluded: Mark = attrs.field(validator=Kind(Mark))
    review: Review | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Review)))
    published: Mark | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Mark)))

    def __attrs_post_init__(self) -> None:
        if problems := repeated("findings", [finding.item for finding in self.findings]):
            raise InvalidInput(*problems)

    @property
    def has_problems(self) -> bool:
        """Whether something was found that needs a disposal."""
        return any(code in PROBLEMS for finding in self.findings for code in finding.results)
