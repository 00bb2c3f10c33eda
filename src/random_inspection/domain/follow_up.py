"""What follows from an inspection: disposals, penalties, transfers (后续处置, clause 二(九))."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.fields import check_line
from random_inspection.domain.identifiers import check_number
from random_inspection.domain.validators import Kind, Kinds, check_date
from random_inspection.errors import Message, Where, refuse

TRANSFER_MISSING = Message(
    "disposal-transfer-missing",
    "{kind} is a transfer; say to whom, and what is handed over",
    "“{kind}”为移送；请填写接收机关和移交的材料",
)
TRANSFER_UNASKED = Message(
    "disposal-transfer-unasked",
    "{kind} is no transfer; leave the transfer out, or choose the disposal 移送",
    "“{kind}”不是移送；请删除移送内容，或改选移送类处置",
)


class DisposalKind(StrEnum):
    """What is done about what was found (后续处置)."""

    NONE_NEEDED = "无需后续处置"
    ORDER_TO_CORRECT = "责令改正"
    ADMINISTRATIVE_DECISION = "行政处理决定"
    PENALTY = "行政处罚"
    COMPULSORY_EXECUTION = "申请强制执行"
    MAJOR_VIOLATION_PUBLISHED = "重大违法行为社会公布"
    WAGE_ARREARS_LIST = "列入拖欠农民工工资失信名单建议"
    TO_POLICE = "移送公安机关"
    TO_COMPETENT_AUTHORITY = "移送有管辖权的部门"
    COPIED_TO_OTHERS = "抄告相关部门"
    ABNORMAL_OPERATION_LIST = "列入经营异常名录建议"
    OTHER = "其他"


TRANSFERS = frozenset({DisposalKind.TO_POLICE, DisposalKind.TO_COMPETENT_AUTHORITY})
"""The disposals that hand a case over, and end with the receiver's receipt."""


@attrs.frozen(kw_only=True)
class Transfer:
    """That a case is handed over (移送).

    Attributes:
        receiver: who takes it over.
        handed_over: what is handed over, each with its digest or number; at least one.
        receipt: number of the receiver's receipt, and who recorded it in `received`; None until it is there.
        received: who recorded the receipt.
    """

    receiver: str = attrs.field(validator=check_line)
    handed_over: tuple[str, ...] = attrs.field(validator=Kinds(str, least=1))
    receipt: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    received: Mark | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Mark)))


@attrs.frozen(kw_only=True)
class Disposal:
    """What is done about what an inspection found, open until it is finished.

    Attributes:
        disposal_id: its number within the inspection.
        kind: what is done.
        content: what exactly, such as what has to be corrected, or number and amount of the penalty.
        due: by when; None where the law sets no day.
        ordered: who ordered it.
        transfer: to whom the case goes, for a transfer only.
        document: number of the document that decides it (文号), for a penalty or a decision once it is finished.
        reinspected: the day on which somebody saw that it was put right (复查), once an order to correct is finished.
        finished: who recorded the end, with the result in its note.
    """

    disposal_id: str = attrs.field(validator=check_number)
    kind: DisposalKind = attrs.field(validator=Kind(DisposalKind))
    content: str = attrs.field(validator=check_line)
    due: dt.date | None = attrs.field(default=None, validator=attrs.validators.optional(check_date))
    ordered: Mark = attrs.field(validator=Kind(Mark))
    transfer: Transfer | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Transfer)))
    document: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    reinspected: dt.date | None = attrs.field(default=None, validator=attrs.validators.optional(check_date))
    finished: Mark | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Mark)))

    def __attrs_post_init__(self) -> None:
        where = Where(path="transfer")
        if self.kind in TRANSFERS and self.transfer is None:
            refuse([TRANSFER_MISSING.at(where, kind=self.kind)])
        if self.kind not in TRANSFERS and self.transfer is not None:
            refuse([TRANSFER_UNASKED.at(where, kind=self.kind)])
