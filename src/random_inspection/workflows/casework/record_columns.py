"""The columns of a task's workbook of records (检查记录表): a row for every inspection, and what its cells say."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType

import attrs

from random_inspection.domain.acts import Act
from random_inspection.domain.fields import is_hex64
from random_inspection.domain.fieldwork import Conclusion, Finding, ResultCode
from random_inspection.domain.inspections import Inspection, TeamSeat
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.rules.casework.dues import BEIJING

KEY = "检查编号"
TARGET, TEAM = "检查对象", "检查组"
KNOWN = (TARGET, TEAM, "状态", "版本")
"""The columns that only tell. Target and team are compared with the record, so that no row has the cells of another."""
VERSION = "版本"
METHOD, WHY = "检查方式", "入企理由"
APPROVED, APPROVED_NOTE = "审批", "审批意见"
NOTICE, HOW = "通知书文号", "送达方式"
CODE, SHOWN, EMERGENCY = "扫码内容", "出示执法证", "紧急情形"
REPORTED = "紧急补报"
BEGAN, ENDED, PLACE, CONTENT, SITUATION = "开始时间", "结束时间", "检查地点", "检查内容", "现场情况"
EVIDENCE = "证据"
SIGNED, REFUSAL = "签收", "拒签情况"
OPINION, SUGGESTIONS = "处理意见", "建议"
REVIEWED, REVIEW_NOTE = "审核", "审核意见"
AGREED, YES, NO, PASSED, RETURNED, DONE = "同意", "是", "否", "通过", "退回", "已补报"

_RESULTS = "检查结果"
_SEPARATORS = re.compile(r"[、；;，,\s]+")
_CODES = sorted(ResultCode, key=len, reverse=True)
_MOMENT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T ]*(\d{1,2}):(\d\d)(?::(\d\d))?", re.ASCII)
_SHOWN = re.compile(r"(.+?)\s*[=＝:：]\s*(\S*)|(\S+)\s+(\S+)")

NOT_RESULTS = Message(
    "record-results",
    "found {found!r}, expected results out of: {expected}",
    "应为以下检查结果（多项以“；”分隔）：{expected}；实为“{found}”",
)
NOT_MOMENT = Message(
    "record-moment",
    "found {found!r}, expected a time such as 2026-12-01 09:30 (Beijing time)",
    "应为时间，如 2026-12-01 09:30（北京时间），实为“{found}”",
)
NOT_ONE_OF = Message("record-word", "found {found!r}, expected one of {expected}", "应为{expected}之一，实为“{found}”")
NOT_SHOWN = Message(
    "record-certificates",
    "found {found!r}, expected inspectors and numbers, such as 甲=13010001；乙=13010002",
    "应为人员编号和执法证号，如：甲=13010001；乙=13010002，实为“{found}”",
)


@attrs.frozen(kw_only=True)
class Group:
    """Cells of a row that are one act.

    Attributes:
        act: the act.
        columns: its columns.
        recorded: the cells of what an inspection has on record, latest first; none while nothing is.
        again: whether what is on record may be written anew.
    """

    act: Act
    columns: tuple[str, ...]
    recorded: Callable[[Inspection], Sequence[Mapping[str, str]]]
    again: bool = False


def result_column(item: str) -> str:
    """Return the heading of the results of an item."""
    return f"{_RESULTS}（{item}）"


def note_column(item: str) -> str:
    """Return the heading of the remark on an item."""
    return f"备注（{item}）"


def groups(items: Sequence[str]) -> tuple[Group, ...]:
    """Return the acts of a row in the order in which they are done, for a task with these items."""
    findings = tuple(column for item in items for column in (result_column(item), note_column(item)))
    return (
        Group(act=Act.APPROACH_CHOOSE, columns=(METHOD, WHY), recorded=_approach, again=True),
        Group(act=Act.VISIT_APPROVE, columns=(APPROVED, APPROVED_NOTE), recorded=_approved),
        Group(act=Act.VISIT_NOTIFY, columns=(NOTICE, HOW), recorded=_notice),
        Group(act=Act.VISIT_BEGIN, columns=(CODE, SHOWN, EMERGENCY), recorded=_entry),
        Group(act=Act.EMERGENCY_REPORT, columns=(REPORTED,), recorded=_emergency),
        Group(
            act=Act.RECORD_WRITE,
            columns=(BEGAN, ENDED, PLACE, CONTENT, SITUATION, EVIDENCE),
            recorded=_record,
            again=True,
        ),
        Group(act=Act.RESULT_TELL, columns=(SIGNED, REFUSAL), recorded=_told, again=True),
        Group(
            act=Act.INSPECTION_CONCLUDE,
            columns=(*findings, OPINION, SUGGESTIONS),
            recorded=lambda one: [_conclusion(version) for version in reversed(one.conclusions)],
            again=True,
        ),
        Group(act=Act.INSPECTION_REVIEW, columns=(REVIEWED, REVIEW_NOTE), recorded=_reviews, again=True),
    )


def headings(items: Sequence[str]) -> tuple[str, ...]:
    """Return all headings of the workbook of a task with these items, in order."""
    return (KEY, *KNOWN, *(column for group in groups(items) for column in group.columns))


def cells_of(
    inspection: Inspection, version: int, items: Sequence[str], names: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """Return the cells of an inspection as it stands on record, by heading; those with nothing are empty.

    Args:
        inspection: the inspection.
        version: which version of its record it is.
        items: the items of its task.
        names: names of inspectors by identifier, as far as they are known.
    """
    team = "；".join(_member(seat, names) for seat in inspection.team)
    known = (inspection.target_name, team, inspection.state.value, str(version))
    cells = dict.fromkeys(headings(items), "") | {KEY: inspection.inspection_id, **dict(zip(KNOWN, known, strict=True))}
    if inspection.entry is None:
        cells[SHOWN] = "；".join(f"{seat.inspector_id}=" for seat in inspection.team)
    for group in groups(items):
        recorded = group.recorded(inspection)
        if recorded:
            cells.update(recorded[0])
    return cells


def _member(seat: TeamSeat, names: Mapping[str, str]) -> str:
    name = names.get(seat.inspector_id, seat.inspector_id)
    return f"{seat.seat} {seat.inspector_id}" + ("" if name == seat.inspector_id else f" {name}")


def same_team(text: str, inspection: Inspection) -> bool:
    """Return whether a cell names the seats of an inspection with who holds them, whatever their names are now."""
    parts = [part.strip() for part in text.split("；") if part.strip()]
    seats = [_member(seat, {}) for seat in inspection.team]
    return len(parts) == len(seats) and all(
        part == seat or part.startswith(f"{seat} ") for part, seat in zip(parts, seats, strict=True)
    )


def _approach(one: Inspection) -> list[dict[str, str]]:
    return [{METHOD: one.approach.method.value, WHY: one.approach.spared or ""}] if one.approach else []


def _approved(one: Inspection) -> list[dict[str, str]]:
    return [{APPROVED: AGREED, APPROVED_NOTE: one.approved.note or ""}] if one.approved else []


def _notice(one: Inspection) -> list[dict[str, str]]:
    return [{NOTICE: one.notice.number, HOW: one.notice.served.note or ""}] if one.notice else []


def _entry(one: Inspection) -> list[dict[str, str]]:
    if one.entry is None:
        return []
    shown = "；".join(f"{each.inspector_id}={each.number}" for each in one.entry.certificates)
    return [{CODE: one.entry.code or "", SHOWN: shown, EMERGENCY: one.emergency.ground if one.emergency else ""}]


def _emergency(one: Inspection) -> list[dict[str, str]]:
    reported = one.emergency.reported if one.emergency else None
    return [{REPORTED: reported.note or DONE}] if reported else []


def _record(one: Inspection) -> list[dict[str, str]]:
    if one.record is None:
        return []
    record = one.record
    return [
        {
            BEGAN: _shown_moment(record.began_at),
            ENDED: _shown_moment(record.ended_at),
            PLACE: record.place,
            CONTENT: record.content,
            SITUATION: record.situation,
            EVIDENCE: "；".join(record.evidence),
        }
    ]


def _told(one: Inspection) -> list[dict[str, str]]:
    return [{SIGNED: YES if one.told.acknowledged else NO, REFUSAL: one.told.refusal or ""}] if one.told else []


def _conclusion(version: Conclusion) -> dict[str, str]:
    cells = {OPINION: version.opinion, SUGGESTIONS: version.suggestions or ""}
    for finding in version.findings:
        cells[result_column(finding.item)] = "；".join(finding.results)
        cells[note_column(finding.item)] = finding.note or ""
    return cells


def _reviews(one: Inspection) -> list[dict[str, str]]:
    """Return the reviews so far, the last one first."""
    return [
        {REVIEWED: PASSED if version.review.passed else RETURNED, REVIEW_NOTE: version.review.made.note or ""}
        for version in reversed(one.conclusions)
        if version.review
    ]


def _shown_moment(moment: dt.datetime) -> str:
    local = moment.astimezone(BEIJING)
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


def same_cell(column: str, one: str, other: str) -> bool:
    """Return whether two cells of a column say the same, however times and lists are written."""
    return _comparable(column, one) == _comparable(column, other)


def _comparable(column: str, text: str) -> object:
    plain = "\n".join(text.strip().splitlines())
    if column in (BEGAN, ENDED):
        with suppress(InvalidInput):
            return read_moment(plain)
    if column in (SHOWN, EVIDENCE) or column.startswith(_RESULTS):
        return tuple(part for part in _SEPARATORS.split(plain) if part)
    return plain


def read_moment(text: str) -> dt.datetime:
    """Return the time that a cell says, by Beijing time; raise `InvalidInput` where it says none."""
    found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        if found:
            return dt.datetime(*(int(part or 0) for part in found.groups()), tzinfo=BEIJING)  # type: ignore[arg-type, misc]  # numbers
    except ValueError:
        pass
    raise InvalidInput(NOT_MOMENT.at(found=text))


def read_results(text: str) -> tuple[ResultCode, ...]:
    """Return the results that a cell lists, in any of the usual separators; raise `InvalidInput` for other words.

    >>> [code.value for code in read_results("公示信息隐瞒真实情况、弄虚作假、已注销")]
    ['公示信息隐瞒真实情况、弄虚作假', '已注销']
    """
    found: list[ResultCode] = []
    left = text.strip()
    while left or not found:
        code = next((one for one in _CODES if left.startswith(one)), None)
        rest = left[len(code) :] if code else ""
        if code is None or (rest and not _SEPARATORS.match(rest)):
            raise InvalidInput(NOT_RESULTS.at(found=text, expected="；".join(ResultCode)))
        found.append(code)
        left = _SEPARATORS.sub("", rest, count=1)
    return tuple(dict.fromkeys(found))


def read_findings(cells: Mapping[str, str], items: Sequence[str]) -> list[Finding]:
    """Return the findings of a row, those items that it says something about.

    Raises:
        InvalidInput: results cannot be read; all findings, each with the column as its path.
    """
    found: list[Finding] = []
    problems: list[Problem] = []
    for item in items:
        column, note = result_column(item), cells[note_column(item)].strip() or None
        if not cells[column].strip() and note is None:
            continue
        try:
            found.append(Finding(item=item, results=read_results(cells[column]), note=note))
        except InvalidInput as error:
            problems += [attrs.evolve(one, where=Where(path=column)) for one in error.problems]
    refuse(problems)
    return found


def read_shown(text: str) -> dict[str, str]:
    """Return the certificates that a cell lists, by inspector; raise `InvalidInput` for other words.

    Who stands there without a number, as in the workbook that was written out, has shown none.

    >>> read_shown("甲=13010001；乙=")
    {'甲': '13010001'}
    """
    shown: dict[str, str] = {}
    for part in re.split(r"[；;、，,\n]+", text):
        if not part.strip():
            continue
        found = _SHOWN.fullmatch(part.strip())
        if found is None:
            raise InvalidInput(NOT_SHOWN.at(found=text))
        who, number = (found[1].strip(), found[2]) if found[1] else (found[3], found[4])
        if number:
            shown[who] = number
    return shown


def read_word(text: str, words: Sequence[str]) -> str:
    """Return which of `words` a cell says; raise `InvalidInput` where it says another."""
    if text.strip() not in words:
        raise InvalidInput(NOT_ONE_OF.at(found=text, expected="、".join(words)))
    return text.strip()


def read_evidence(text: str) -> tuple[str, ...]:
    """Return the digests and the names of files that a cell lists."""
    return tuple(part.strip() for part in re.split(r"[；;\n]+", text) if part.strip())


def is_file(part: str) -> bool:
    """Return whether a part of a cell of evidence names a file, and is no digest."""
    return not is_hex64(part)
