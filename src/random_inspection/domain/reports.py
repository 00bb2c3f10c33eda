"""Reports that were submitted (检查小结, 分析, 报告, clause 二(八)): who handed what text to whom."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.fields import check_line
from random_inspection.domain.identifiers import check_identifier
from random_inspection.domain.validators import Kind, check_text
from random_inspection.errors import Message, Where, refuse

WRONG_SUBJECT = Message(
    "report-subject-wrong",
    "a {kind} is about {expected}, found {found!r}; correct what it is about",
    "“{kind}”应针对{expected_zh}，实为“{found}”；请更正",
)


class ReportKind(StrEnum):
    """What a report is."""

    SUMMARY = "检查小结"
    ANALYSIS = "抽查结果分析"
    FINAL = "抽查工作报告"


def report_key(kind: ReportKind, subject: str) -> str:
    """Return the key of the report of this kind about an inspection or a task."""
    return f"{kind} {subject}"


@attrs.frozen(kw_only=True)
class Report:
    """A report as it was submitted; submitted again, it is the next version of the same record.

    Attributes:
        kind: what it is.
        task_id: the task that it is about.
        inspection_id: the inspection that a summary is about; None for the others.
        recipient: to whom it goes: the unit, or the heads of the bureau.
        text: the whole text, as Markdown.
        submitted: who submitted it, and when.
    """

    kind: ReportKind = attrs.field(validator=Kind(ReportKind))
    task_id: str = attrs.field(validator=check_identifier)
    inspection_id: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    recipient: str = attrs.field(validator=check_line)
    text: str = attrs.field(validator=check_text)
    submitted: Mark = attrs.field(validator=Kind(Mark))

    def __attrs_post_init__(self) -> None:
        where = Where(path="inspection_id")
        found = self.inspection_id
        if self.kind is ReportKind.SUMMARY and not (found or "").startswith(f"{self.task_id}:"):
            expected, expected_zh = f"an inspection of the task {self.task_id}", f"任务“{self.task_id}”的一次检查"
            refuse([WRONG_SUBJECT.at(where, kind=self.kind, expected=expected, expected_zh=expected_zh, found=found)])
        if self.kind is not ReportKind.SUMMARY and found is not None:
            expected, expected_zh = "a task, and names no inspection", "任务，不填检查编号"
            refuse([WRONG_SUBJECT.at(where, kind=self.kind, expected=expected, expected_zh=expected_zh, found=found)])

    @property
    def key(self) -> str:
        """Its key among the records."""
        return report_key(self.kind, self.inspection_id or self.task_id)

    @property
    def digest(self) -> str:
        """SHA-256 of its text in UTF-8, 64 hexadecimal characters."""
        return sha256(self.text.encode()).hexdigest()
