"""The kinds of facts that risk classes rest on, and how a row of an office's table becomes one (clause 二(七))."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from random_inspection.domain.targets import Complaint, CreditGrade, Violation
from random_inspection.errors import InvalidInput, Message, Problem, Where
from random_inspection.rules.risk_classes.risk import Complaints, Grade, Violations
from random_inspection.rules.risk_classes.risk_facts import Listing
from random_inspection.rules.risk_classes.risk_states import Listed, Uninspected

Cells = Mapping[str, str]
"""The text of a row by the name of the field; an empty cell is absent."""
TARGET = "target_id"
LATEST = "removed_on"
"""The one day of a fact that may lie ahead: the end of a listing that is known beforehand."""

NOT_DAY = Message(
    "fact-not-day",
    "found {found!r}, expected a day such as 2026-03-05, 2026/3/5 or 2026年3月5日",
    "应为日期，如 2026-03-05、2026/3/5 或 2026年3月5日，实为“{found}”",
)
NOT_YES = Message("fact-not-yes-or-no", "found {found!r}, expected 是 or 否", "应为“是”或“否”，实为“{found}”")
CELL_EMPTY = Message("fact-cell-empty", "the cell is empty; fill it in, or delete the row", "为空；请填写，或删除该行")

_DAY = re.compile(r"(\d{4})(?:-(\d\d?)-|/(\d\d?)/|\.(\d\d?)\.|年(\d\d?)月)(\d\d?)日?", re.ASCII)


@attrs.frozen(kw_only=True)
class Inspected:
    """A day on which an inspection ended.

    Attributes:
        on: the day.
    """

    on: dt.date


@attrs.frozen(kw_only=True)
class FactKind:
    """A kind of facts.

    Attributes:
        key: its setting under ``[facts]``, and the name of its table.
        zh: what it is called.
        member: its member of `RiskFacts`.
        headings: the heading of every field, in the order of the columns.
        make: makes the fact of its fields.
        condition: the kind of conditions that look at it.
        once: whether the same row twice is one fact too many; the days of inspections are a set.
    """

    key: str
    zh: str
    member: str
    headings: Mapping[str, str]
    make: Callable[..., Any]
    condition: type
    once: bool = True


KINDS = (
    FactKind(
        key="complaints",
        zh="投诉举报",
        member="complaints",
        headings={"received_on": "收到日期", "source": "来源"},
        make=Complaint,
        condition=Complaints,
    ),
    FactKind(
        key="violations",
        zh="违法违规",
        member="violations",
        headings={
            "decided_on": "决定日期",
            "source": "决定机关",
            "subject": "违法事实",
            "serious": "是否严重",
            "document": "决定书文号",
        },
        make=Violation,
        condition=Violations,
    ),
    FactKind(
        key="grades",
        zh="信用等级",
        member="grades",
        headings={"scheme": "评价体系", "grade": "等级", "as_of": "评定日期", "source": "来源"},
        make=CreditGrade,
        condition=Grade,
    ),
    FactKind(
        key="listings",
        zh="失信名单",
        member="listings",
        headings={"name": "名单名称", "listed_on": "列入日期", "removed_on": "移出日期", "source": "来源"},
        make=Listing,
        condition=Listed,
    ),
    FactKind(
        key="inspections",
        zh="检查日期",
        member="inspected_on",
        headings={"on": "检查日期"},
        make=Inspected,
        condition=Uninspected,
        once=False,
    ),
)
_DAYS = {"received_on", "decided_on", "as_of", "listed_on", "removed_on", "on"}
_MAY_BE_EMPTY = {"removed_on", "document"}


def parse_day(text: str) -> dt.date | None:
    """Return the day that a cell says, as people write it; None where it says none."""
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def days_of(fact: Any) -> dict[str, dt.date]:
    """Return the days of a fact that may not lie ahead, by field."""
    members: dict[str, Any] = attrs.asdict(fact, recurse=False)
    return {name: value for name, value in members.items() if isinstance(value, dt.date) and name != LATEST}


def fact_of(kind: FactKind, cells: Cells) -> tuple[Any, list[Problem]]:
    """Return the fact of a row, or None with everything that is wrong, each at the name of its field."""
    members: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in kind.headings:
        text = cells.get(name, "")
        if not text.strip():
            problems += [] if name in _MAY_BE_EMPTY else [CELL_EMPTY.at(Where(path=name))]
            continue
        value = _value(name, text)
        if value is None:
            problems.append((NOT_DAY if name in _DAYS else NOT_YES).at(Where(path=name), found=text))
        else:
            members[name] = value
    if problems:
        return None, problems
    try:
        return kind.make(**members), []
    except InvalidInput as error:
        return None, list(error.problems)


def _value(name: str, text: str) -> object:
    if name in _DAYS:
        return parse_day(text)
    return {"是": True, "否": False}.get(text.strip()) if name == "serious" else text
