"""Notices that set days off and make-up days, as data; and what is read from files before a notice is made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from random_inspection.domain.fields import is_line
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse

LONGEST_RUN = 31
"""Days that one entry ``from``–``to`` may have; the longest holiday of any year had ten."""

NO_DAYS = Message(
    "notice-without-days",
    "the notice has no days off and no days worked, so it says nothing of the year; it may not be announced yet",
    "通知中没有放假日和上班日，无法据以确定日历；该年安排可能尚未发布",
)
NO_SOURCE = Message(
    "notice-without-source",
    "the notice has no source; give its document number or title, or its address",
    "通知没有来源；请注明文号、标题或网址",
)
NO_ISSUE_DATE = Message(
    "notice-without-issue-date",
    "found {found!r}, expected the day the notice was issued, such as 2026-11-05",
    "应为通知的发布日期，如 2026-11-05，实为 {found!r}",
)
BAD_DAY = Message("notice-day", "found {found!r}, expected a date, such as 2027-02-06", "应为日期，实为 {found!r}")
BAD_RUN = Message(
    "notice-run",
    "{first} to {last} is not a run of 1 to 31 days; the first day comes first",
    "{first} 至 {last} 不是1至31天的连续日期；起始日在前",
)
BAD_YEAR = Message(
    "notice-year",
    "found {found!r}, expected the year that the notice arranges as a whole, as a number, such as 2027",
    "应为通知整体安排的年份，如 2027，实为 {found!r}",
)
OTHER_YEAR = Message(
    "notice-day-of-another-year",
    "{day} does not belong to the arrangement of {year} (December {before} to January {after})",
    "{day} 不属于{year}年的安排（{before}年12月至{after}年1月）",
)
TWICE = Message(
    "notice-day-twice",
    "{day} is given twice; a day is either off or worked, and is given once",
    "{day} 重复出现；每一天只能写一次，或放假或上班",
)
BAD_NAME = Message(
    "notice-name",
    "found {found!r}, expected one line of text, not empty",
    "应为一行非空文本，实为 {found!r}",
)
BAD_FLAG = Message("notice-flag", "found {found!r}, expected true or false", "应为 true 或 false，实为 {found!r}")
BAD_MEMBER = Message(
    "notice-member",
    "this member is not known; a notice has {known}",
    "未知的项；通知可包含：{known}",
)
BAD_SHAPE = Message(
    "notice-shape",
    'expected {expected}; a file of notices has a list "notice", a holiday-cn file has "year", "papers" and "days"',
    "应为{expected}；通知文件含列表“notice”，holiday-cn 文件含“year”“papers”“days”",
)


def _days(days: Mapping[dt.date, str]) -> Mapping[dt.date, str]:
    return MappingProxyType(dict(days))


@attrs.frozen(kw_only=True)
class Notice:
    """A notice (放假安排通知): the days it gives off, and the days it has worked.

    Attributes:
        number: its document number (文号) or its title.
        address: where it can be read; number, address or both are there.
        issued: the day it was issued; None where its source does not tell (holiday-cn files).
        year: the year it arranges as a whole; None for an amendment, which leaves the year as known as it was.
        region: the region it holds in; None for the whole country.
        off: the festival by day off.
        worked: the festival by make-up day (调休上班).
        place: where it stands in its file.

    Raises:
        InvalidInput: it has no days or no source, a day is both off and worked, or belongs to another year.
    """

    number: str = ""
    address: str = ""
    issued: dt.date | None = None
    year: int | None = None
    region: str | None = None
    off: Mapping[dt.date, str] = attrs.field(converter=_days)
    worked: Mapping[dt.date, str] = attrs.field(converter=_days)
    place: Where = attrs.field(default=Where(), eq=False)

    def __attrs_post_init__(self) -> None:
        problems = []
        if not self.off and not self.worked:
            problems.append(NO_DAYS.at(self.place))
        if not self.source:
            problems.append(NO_SOURCE.at(self.place))
        problems += [TWICE.at(self.place, day=day) for day in sorted(self.off.keys() & self.worked.keys())]
        if self.year is not None:
            first, last = dt.date(self.year - 1, 12, 1), dt.date(self.year + 1, 1, 31)
            problems += [
                OTHER_YEAR.at(self.place, day=day, year=self.year, before=self.year - 1, after=self.year + 1)
                for day in sorted({*self.off, *self.worked})
                if not first <= day <= last
            ]
        refuse(problems)

    @property
    def source(self) -> str:
        """Number and address, as far as they are there."""
        return " ".join(part for part in (self.number, self.address) if part)


def notices_of(data: object, *, file: str) -> tuple[Notice, ...]:
    """Return the notices in a decoded JSON or TOML file.

    Args:
        data: our own format, ``{"notice": [...]}``, or a file of the public data set holiday-cn as it is.
        file: its name for messages.

    Raises:
        InvalidInput: anything in it is not as the format has it; every finding with its path.
    """
    reader = _Reader(file)
    notices: list[Notice | None] = []
    if isinstance(data, Mapping) and "notice" not in data and ("days" in data or "papers" in data):
        notices = [reader.holiday_cn(data)]
    elif isinstance(data, Mapping) and isinstance(data.get("notice"), list):
        reader.members(data, {"notice"}, "")
        notices = [reader.notice(entry, f"notice[{at}]") for at, entry in enumerate(data["notice"])]
        if not notices:
            reader.found(NO_DAYS, "notice")
    else:
        reader.found(BAD_SHAPE, "", expected="a file of notices")
    refuse(reader.problems)
    return tuple(notice for notice in notices if notice is not None)


class _Reader:
    """Reads entries and gathers what is wrong with them."""

    _NOTICE = frozenset({"number", "address", "issued", "year", "region", "off", "worked"})
    _RUN = frozenset({"name", "from", "to"})

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def found(self, message: Message, path: str, **params: object) -> None:
        self.problems.append(message.at(Where(file=self.file, path=path or None), **params))

    def members(self, entry: Mapping[str, Any], known: set[str] | frozenset[str], path: str) -> None:
        for name in entry:
            if name not in known:
                self.found(BAD_MEMBER, f"{path}.{name}" if path else str(name), known=", ".join(sorted(known)))

    def notice(self, entry: object, path: str) -> Notice | None:
        if not isinstance(entry, Mapping):
            self.found(BAD_SHAPE, path, expected="a notice with its members")
            return None
        before = len(self.problems)
        self.members(entry, self._NOTICE, path)
        days = _Days(self)
        for kind in ("off", "worked"):
            self.runs(entry.get(kind, []), f"{path}.{kind}", days, off=kind == "off")
        issued = _date(entry.get("issued"))
        if issued is None:
            self.found(NO_ISSUE_DATE, f"{path}.issued", found=entry.get("issued"))
        texts = {name: self.text(entry, name, path) for name in ("number", "address", "region")}
        year = self.year(entry["year"], f"{path}.year") if "year" in entry else None
        return self.made(before, path, issued=issued, year=year, off=days.off, worked=days.worked, **texts)

    def runs(self, entries: object, path: str, days: _Days, *, off: bool) -> None:
        if not isinstance(entries, list):
            self.found(BAD_SHAPE, path, expected='a list of entries with "name", "from" and perhaps "to"')
            return
        for at, entry in enumerate(entries):
            self.run(entry, f"{path}[{at}]", days, off=off)

    def run(self, entry: object, path: str, days: _Days, *, off: bool) -> None:
        if not isinstance(entry, Mapping):
            self.found(BAD_SHAPE, path, expected='an entry with "name", "from" and perhaps "to"')
            return
        self.members(entry, self._RUN, path)
        first, last = (_date(entry.get(name)) for name in ("from", "to" if "to" in entry else "from"))
        for name, day in (("from", first), ("to", last)):
            if day is None and (name == "from" or "to" in entry):
                self.found(BAD_DAY, f"{path}.{name}", found=entry.get(name))
        name = self.text(entry, "name", path, needed=True)
        if first is None or last is None:
            return
        if not 1 <= (last - first).days + 1 <= LONGEST_RUN:
            self.found(BAD_RUN, path, first=first, last=last)
            return
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            days.put(dt.date.fromordinal(ordinal), name or "", path, off=off)

    def holiday_cn(self, data: Mapping[str, Any]) -> Notice | None:
        year = self.year(data.get("year"), "year")
        papers, entries = data.get("papers"), data.get("days")
        if not isinstance(papers, list) or not papers or not all(is_line(paper) for paper in papers):
            self.found(NO_SOURCE, "papers")
        if not isinstance(entries, list) or not entries:
            self.found(NO_DAYS, "days")
            entries = []
        days = _Days(self)
        for at, entry in enumerate(entries):
            self.holiday_cn_day(entry, f"days[{at}]", days)
        address = " ".join(papers) if isinstance(papers, list) and not self.problems else ""
        return self.made(0, "", address=address, year=year, off=days.off, worked=days.worked)

    def holiday_cn_day(self, entry: object, path: str, days: _Days) -> None:
        if not isinstance(entry, Mapping):
            self.found(BAD_SHAPE, path, expected='a day with "name", "date" and "isOffDay"')
            return
        name, day, off = self.text(entry, "name", path, needed=True), _date(entry.get("date")), entry.get("isOffDay")
        if day is None:
            self.found(BAD_DAY, f"{path}.date", found=entry.get("date"))
        if not isinstance(off, bool):
            self.found(BAD_FLAG, f"{path}.isOffDay", found=off)
        elif day is not None:
            days.put(day, name or "", f"{path}.date", off=off)

    def text(self, entry: Mapping[str, Any], name: str, path: str, *, needed: bool = False) -> Any:
        value = entry.get(name)
        if (needed or name in entry) and not is_line(value):
            self.found(BAD_NAME, f"{path}.{name}", found=value)
        return value

    def year(self, value: object, path: str) -> int | None:
        if type(value) is int and 1950 <= value <= 2200:  # noqa: PLR2004  (anything else is a slip of the pen)
            return value
        self.found(BAD_YEAR, path, found=value)
        return None

    def made(self, before: int, path: str, **members: Any) -> Notice | None:
        if len(self.problems) > before:
            return None
        given = {name: value for name, value in members.items() if value is not None}
        try:
            return Notice(**given, place=Where(file=self.file, path=path or None))
        except InvalidInput as error:
            self.problems += error.problems
            return None


class _Days:
    """The days of one notice as they are read; a day that comes twice is a finding."""

    def __init__(self, reader: _Reader) -> None:
        self.reader = reader
        self.off: dict[dt.date, str] = {}
        self.worked: dict[dt.date, str] = {}

    def put(self, day: dt.date, name: str, path: str, *, off: bool) -> None:
        if day in self.off or day in self.worked:
            self.reader.found(TWICE, path, day=day)
        (self.off if off else self.worked)[day] = name


def _date(value: object) -> dt.date | None:
    if type(value) is dt.date:
        return value
    if not isinstance(value, str) or len(value) != len("2026-12-15"):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None
