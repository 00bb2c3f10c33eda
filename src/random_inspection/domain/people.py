"""Trainings, integrity pledges, and complaints against inspectors (clauses 四(二) and 四(三))."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.fields import Integer, check_hex64, check_line
from random_inspection.domain.identifiers import check_identifier, check_number
from random_inspection.domain.inspectors import Training
from random_inspection.domain.validators import Kind, check_codes, check_date, check_text
from random_inspection.errors import Message, Where, refuse

NOBODY_CAME = Message(
    "training-without-attendance",
    "nobody is named who took part; name the inspectors",
    "没有填写参加人员；请填写参加培训的检查人员",
)


class ComplaintState(StrEnum):
    """Where a complaint against an inspector stands."""

    FILED = "已登记"
    SETTLED = "已处理"
    REFERRED = "已移送"
    CLOSED = "移送已有结果"


class ComplaintOutcome(StrEnum):
    """What was found of a complaint (核查结论)."""

    SUBSTANTIATED = "属实"
    PARTLY = "部分属实"
    UNFOUNDED = "不属实"
    UNCLEAR = "无法查实"


@attrs.frozen(kw_only=True)
class TrainingEvent:
    """A training that was held (业务培训, clause 四(二)).

    Attributes:
        event_id: its number.
        training: what it was, when, and for which items.
        attendance: identifiers of the inspectors who took part; at least one.
        evidence: SHA-256 digests of what shows it, such as the list of signatures.
        recorded: who recorded it.
    """

    event_id: str = attrs.field(validator=check_number)
    training: Training = attrs.field(validator=Kind(Training))
    attendance: tuple[str, ...] = attrs.field(validator=check_codes)
    evidence: tuple[str, ...] = attrs.field(default=(), validator=attrs.validators.deep_iterable(check_hex64))
    recorded: Mark = attrs.field(validator=Kind(Mark))

    def __attrs_post_init__(self) -> None:
        refuse([] if self.attendance else [NOBODY_CAME.at(Where(path="attendance"))])


@attrs.frozen(kw_only=True)
class IntegrityPledge:
    """An inspector's pledge of integrity for a year (廉洁承诺书, clause 四(三)).

    Attributes:
        inspector_id: whose.
        year: for which year.
        text: SHA-256 of the text that was pledged.
        signed: when; an inspector signs for themselves.
    """

    inspector_id: str = attrs.field(validator=check_identifier)
    year: int = attrs.field(validator=Integer(2000))
    text: str = attrs.field(validator=check_hex64)
    signed: Mark = attrs.field(validator=Kind(Mark))

    @property
    def key(self) -> str:
        """Inspector and year."""
        return f"{self.inspector_id} {self.year}"


@attrs.frozen(kw_only=True)
class Settlement:
    """What the office found of a complaint, and did about it.

    Attributes:
        outcome: what was found.
        measures: what was done, in words.
        settled: who settled it; never whom it is about.
    """

    outcome: ComplaintOutcome = attrs.field(validator=Kind(ComplaintOutcome))
    measures: str = attrs.field(validator=check_text)
    settled: Mark = attrs.field(validator=Kind(Mark))


@attrs.frozen(kw_only=True)
class Referral:
    """That a complaint was handed to somebody else, such as 纪检监察机关, and what became of it.

    Attributes:
        to: to whom.
        document: number of the letter.
        referred: who handed it over; never whom it is about.
        result: what became of it; None while nothing is known.
        noted: who noted the result.
    """

    to: str = attrs.field(validator=check_line)
    document: str = attrs.field(validator=check_line)
    referred: Mark = attrs.field(validator=Kind(Mark))
    result: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_text))
    noted: Mark | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Mark)))


@attrs.frozen(kw_only=True)
class ComplaintAboutInspector:
    """A complaint against an inspector (对检查人员的投诉, clause 四(三)). It is never published.

    Attributes:
        complaint_id: its number.
        inspector_id: whom it is about.
        received_on: when it came in.
        source: by which way, such as 12388 or 来信.
        content: what it says.
        complainant: who complained; None where they did not say. Neither events nor logs show it.
        filed: who took it in; never whom it is about.
        settlement: what the office found and did.
        referral: to whom it was handed.
    """

    complaint_id: str = attrs.field(validator=check_number)
    inspector_id: str = attrs.field(validator=check_identifier)
    received_on: dt.date = attrs.field(validator=check_date)
    source: str = attrs.field(validator=check_line)
    content: str = attrs.field(repr=False, validator=check_text)
    complainant: str | None = attrs.field(default=None, repr=False, validator=attrs.validators.optional(check_line))
    filed: Mark = attrs.field(validator=Kind(Mark))
    settlement: Settlement | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Settlement)))
    referral: Referral | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Referral)))

    @property
    def state(self) -> ComplaintState:
        """Where it stands."""
        if self.referral is not None:
            return ComplaintState.REFERRED if self.referral.result is None else ComplaintState.CLOSED
        return ComplaintState.FILED if self.settlement is None else ComplaintState.SETTLED
