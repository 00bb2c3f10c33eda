"""The calendar of China in layers: the plain week, the years that are known, notices, and what cannot be known yet."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence

import attrs

from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.rules.working_days.calendar import OUTSIDE_CALENDAR, DayKind, DayStatus
from random_inspection.rules.working_days.notices import Notice

WEEKDAYS_NEAR, WEEKENDS_NEAR, YEAR_END = 6, 14, 7
"""Days on either side of a festival, and at a year's end, that a notice to come may still move."""

_FRIDAY = 4

WEEKDAY = DayStatus(kind=DayKind.WORK, reason=Message("day-weekday", "weekday", "工作日"))
WEEKEND = DayStatus(kind=DayKind.REST, reason=Message("day-weekend", "weekend", "周末"))
OFF = Message("day-off", "day off ({name})", "放假（{name}）")
MADE_UP = Message("day-made-up", "make-up working day ({name})", "调休上班（{name}）")
STATUTORY = Message("day-statutory", "statutory holiday ({name})", "法定节假日（{name}）")
NEAR = Message(
    "day-near-festival",
    "not known before the notice of the year is out (near {name})",
    "当年放假通知发布前无法确定（临近{name}）",
)
NEAR_LOCAL = Message(
    "day-near-local-festival",
    "not known before the region's own notice of the year is out (near {name})",
    "本地区当年放假通知发布前无法确定（临近{name}）",
)
LAST_WEEK = Message(
    "day-last-week",
    "not known before the notice of the next year is out, which may move the last days of December",
    "次年放假通知发布前无法确定（可能调整12月底的日期）",
)

INCOMPLETE = Message(
    "notice-incomplete",
    "the notice does not give off these statutory holidays of {year}: {missing}; it does not arrange the whole year: "
    "complete it, or leave out its year if it is an amendment",
    "通知未包含{year}年的下列法定节假日：{missing}；它不是全年安排：请补全，如为补充通知请去掉年份",
)
OTHER_REGION = Message(
    "notice-of-another-region",
    "the notice holds in {found}, and the calendar asked for is that of {expected}; leave it out or name its region",
    "该通知适用于{found}，而所用日历为{expected}；请去掉该通知，或指定相应地区",
)
NO_REGION = Message(
    "region-without-notice",
    "nothing is known of the region {region} (known: {known}); where it has no holidays of its own, leave it out, or else "
    "give a notice of it with its days",
    "没有关于地区“{region}”的资料（已有：{known}）；没有地方假日的不必填写，有的请提供该地区的放假通知",
)
BEYOND = Message(
    "notice-beyond-calendar",
    "{day} is outside of the calendar, which runs from {first} to {last}",
    "{day} 超出日历范围（{first} 至 {last}）",
)
UNBALANCED = Message(
    "notice-unbalanced",
    "{off} days are given off that would be worked, for {worked} make-up days and {due} statutory days; that does not "
    "balance: compare it with the notice, and accept it if the notice really says so",
    "通知多放假{off}天，而调休上班{worked}天、法定节假日{due}天，两者不平衡：请与通知原文核对，确认无误后再接受",
)


@attrs.frozen(kw_only=True)
class LocalFestival:
    """A festival that a region gives off by its own regulation, on days that its office announces every year.

    Attributes:
        region: the region.
        name: the festival.
        basis: the regulation.
        days: the day of the festival by year.
        due: how many days the regulation gives off.
    """

    region: str
    name: str
    basis: str
    days: Mapping[int, dt.date]
    due: int


@attrs.frozen(kw_only=True)
class LayeredCalendar:
    """A calendar with every day settled as far as the notices settle it; made by `layered`.

    Attributes:
        version: region, last known year and a digest of what every day is.
        span: the first and the last day.
        known_years: the years whose notice is in.
        region: the region; None for the whole country.
        region_years: the years for which a notice of the region is in.
        findings: what is odd about the notices, for a person to accept.
    """

    version: str
    span: tuple[dt.date, dt.date]
    known_years: tuple[int, ...]
    region: str | None
    region_years: tuple[int, ...]
    findings: tuple[Problem, ...]
    _days: Sequence[DayStatus] = attrs.field(repr=False, eq=False)

    def status(self, day: dt.date) -> DayStatus:
        """Return what `day` is; raise `InvalidInput` for a day outside of the span."""
        first, last = self.span
        if not first <= day <= last:
            raise InvalidInput(OUTSIDE_CALENDAR.at(Where(path="day"), day=day, first=first, last=last))
        return self._days[day.toordinal() - first.toordinal()]


def layered(
    *,
    base: Iterable[Notice],
    statutory: Mapping[int, Mapping[dt.date, Sequence[str]]],
    notices: Iterable[Notice] = (),
    region: str | None = None,
    local: Sequence[LocalFestival] = (),
) -> LayeredCalendar:
    """Lay the notices over the plain week, the later over the earlier, and mark what none of them settles.

    National notices lie over `base`, those of the region over them; within a layer those without a date of issue come
    first, in the order given, then the others by that date. In a year without its notice the statutory days rest, and
    the days around them are not known; nor is the last week of a year before the next year's notice.

    Args:
        base: the years that are known anyway, as notices.
        statutory: the festivals by statutory day, of every year of the calendar; it sets the span.
        notices: further notices.
        region: the region to lay over the country.
        local: the festivals of regions whose days their offices announce.

    Raises:
        InvalidInput: a notice is of another region, outside of the span, or leaves out statutory days of its year;
            or the region has neither a notice nor a festival.
    """
    notices, known_of = tuple(notices), "、".join(festival.region for festival in local)
    local = tuple(festival for festival in local if festival.region == region)
    span = dt.date(min(statutory), 1, 1), dt.date(max(statutory), 12, 31)
    refuse([*_misplaced(notices, region, span), *_incomplete(notices, statutory)])
    if region is not None and not local and not any(notice.region for notice in notices):
        raise InvalidInput(NO_REGION.at(Where(path="region"), region=region, known=known_of))
    build = _Build(span, statutory)
    for notice in base:
        build.lay(notice)
    for notice in _in_order(notice for notice in notices if notice.region is None):
        build.weigh(notice, due=None)
        build.lay(notice)
    build.settle()
    for notice in _in_order(notice for notice in notices if notice.region is not None):
        build.weigh(notice, due=sum(festival.due for festival in local if notice.year in festival.days))
        build.lay(notice)
    announced = {notice.year for notice in notices if notice.region is not None and notice.year is not None}
    build.unsettle_local(local, announced)
    return build.done(region, announced)


class _Build:
    """The calendar while it is laid, layer by layer."""

    def __init__(self, span: tuple[dt.date, dt.date], statutory: Mapping[int, Mapping[dt.date, Sequence[str]]]) -> None:
        self.span = span
        self.statutory = statutory
        self.first = span[0].toordinal()
        count = span[1].toordinal() - self.first + 1
        self.days = [_plain(self.first + at) for at in range(count)]
        self.named: set[int] = set()
        self.known: set[int] = set()
        self.findings: list[Problem] = []

    def lay(self, notice: Notice) -> None:
        for kind, reason, days in (
            (DayKind.REST, OFF, notice.off),
            (DayKind.WORK, MADE_UP, notice.worked),
        ):
            for day, name in days.items():
                self.put(day, DayStatus(kind=kind, reason=reason, name=name, source=notice.source))
        if notice.year is not None and notice.region is None:
            self.known.add(notice.year)

    def put(self, day: dt.date, status: DayStatus) -> None:
        at = day.toordinal() - self.first
        self.days[at] = status
        self.named.add(at)

    def weigh(self, notice: Notice, *, due: int | None) -> None:
        """Note where days off and make-up days do not balance: of a year's notice against the plain week."""
        whole_year = notice.year is not None and notice.region is None
        off = sum(self.worked(day, plain=whole_year) for day in notice.off)
        made_up = sum(not self.worked(day, plain=whole_year) for day in notice.worked)
        if due is None:
            festivals = self.statutory.get(notice.year, {}) if notice.year is not None else {}
            due = sum(map(len, festivals.values()))
        if off != made_up + due:
            self.findings.append(UNBALANCED.at(notice.place, off=off, worked=made_up, due=due))

    def worked(self, day: dt.date, *, plain: bool) -> bool:
        ordinal = day.toordinal()
        status = _plain(ordinal) if plain else self.days[ordinal - self.first]
        return status.kind is DayKind.WORK or (status.kind is DayKind.UNKNOWN and day.weekday() <= _FRIDAY)

    def settle(self) -> None:
        """Mark what the national notices leave open."""
        for year, festivals in self.statutory.items():
            for day, names in festivals.items():
                self.unsettle_near(day, DayStatus(kind=DayKind.UNKNOWN, reason=NEAR, name="、".join(names)))
                at = day.toordinal() - self.first
                if year not in self.known and at not in self.named:
                    self.put(day, DayStatus(kind=DayKind.REST, reason=STATUTORY, name="、".join(names)))
        for year in self.known:
            if year + 1 not in self.known:
                last = dt.date(year, 12, 31).toordinal() - self.first
                for at in range(last - YEAR_END + 1, last + 1):
                    self.unsettle(at, DayStatus(kind=DayKind.UNKNOWN, reason=LAST_WEEK))

    def unsettle_local(self, local: Sequence[LocalFestival], announced: set[int]) -> None:
        """Mark the days around a region's festival in the years whose notice is not in."""
        for festival in local:
            status = DayStatus(kind=DayKind.UNKNOWN, reason=NEAR_LOCAL, name=festival.name, source=festival.basis)
            for year, day in festival.days.items():
                if year not in announced and self.span[0] <= day <= self.span[1]:
                    self.unsettle_near(day, status, local=True)

    def unsettle_near(self, day: dt.date, status: DayStatus, *, local: bool = False) -> None:
        for distance in range(-WEEKENDS_NEAR, WEEKENDS_NEAR + 1):
            near = day + dt.timedelta(days=distance)
            reach = WEEKDAYS_NEAR if near.weekday() <= _FRIDAY else WEEKENDS_NEAR
            at = near.toordinal() - self.first
            if abs(distance) > reach or not 0 <= at < len(self.days):
                continue
            if local or near.year not in self.known:
                self.unsettle(at, status, make_up_days=local)

    def unsettle(self, at: int, status: DayStatus, *, make_up_days: bool = False) -> None:
        """Put a day to unknown, unless a notice has it off; a make-up day only if `make_up_days`."""
        if at not in self.named or (make_up_days and self.days[at].kind is DayKind.WORK):
            self.days[at] = status

    def done(self, region: str | None, announced: set[int]) -> LayeredCalendar:
        said = "".join(status.kind.value[0] for status in self.days)
        digest = hashlib.sha256(f"{self.span[0]} {said}".encode()).hexdigest()[:12]
        place = f"cn-{region}" if region else "cn"
        return LayeredCalendar(
            version=f"{place}-{max(self.known, default=self.span[0].year)}-{digest}",
            span=self.span,
            known_years=tuple(sorted(self.known)),
            region=region,
            region_years=tuple(sorted(announced)),
            findings=tuple(self.findings),
            days=tuple(self.days),
        )


def _plain(ordinal: int) -> DayStatus:
    return WEEKDAY if dt.date.fromordinal(ordinal).weekday() <= _FRIDAY else WEEKEND


def _in_order(notices: Iterable[Notice]) -> list[Notice]:
    return sorted(notices, key=lambda notice: notice.issued or dt.date.min)


def _misplaced(notices: Sequence[Notice], region: str | None, span: tuple[dt.date, dt.date]) -> list[Problem]:
    first, last = span
    problems = [
        OTHER_REGION.at(notice.place, found=notice.region, expected=region or "全国")
        for notice in notices
        if notice.region not in (None, region)
    ]
    return problems + [
        BEYOND.at(notice.place, day=day, first=first, last=last)
        for notice in notices
        for day in (*notice.off, *notice.worked)
        if not first <= day <= last
    ]


def _incomplete(notices: Sequence[Notice], statutory: Mapping[int, Mapping[dt.date, Sequence[str]]]) -> list[Problem]:
    problems = []
    for notice in notices:
        if notice.year is None or notice.region is not None:
            continue
        missing = sorted(
            day
            for day in statutory.get(notice.year, {})
            if day not in notice.off and (day in notice.worked or day.weekday() <= _FRIDAY)
        )
        if missing:
            days = ", ".join(day.isoformat() for day in missing)
            problems.append(INCOMPLETE.at(notice.place, year=notice.year, missing=days))
    return problems
