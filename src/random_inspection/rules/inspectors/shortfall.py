"""Whether the roster can do what the plan needs, month by month, said before the year begins (clauses 二(四), 二(七))."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction

import attrs

from random_inspection.domain.fields import Integer
from random_inspection.domain.inspectors import Inspector, InspectorStatus
from random_inspection.domain.validators import Kind, check_part
from random_inspection.errors import InvalidInput, Message, Problem, Where
from random_inspection.rules.coverage_of_year.year_plan import YearPlan
from random_inspection.rules.grounds import Window
from random_inspection.rules.inspectors.qualification import certificate_grounds
from random_inspection.rules.working_days.calendar import OUTSIDE_CALENDAR
from random_inspection.rules.working_days.counting import WorkIndex

SHORT = Message(
    "inspector-days-short",
    "{visits:.1f} visits need {needed:.1f} inspector-days, and the roster has {available:.1f}: "
    "{short:.1f} are missing; certify more inspectors, give them more days, or move a batch",
    "{visits:.1f}次检查需要{needed:.1f}人日，名录库只有{available:.1f}人日，缺{short:.1f}人日；"
    "请增加持证人员、增加检查时间或调整批次",
)
NOT_POSITIVE = Message(
    "effort-not-positive",
    "found {found!r}, expected an exact number of days over 0",
    "应为大于0的精确天数，实为 {found!r}",
)

NO_WORKING_DAY = Message(
    "window-without-working-day",
    "no day of {window} is surely worked; move the window, or add the holiday notice that is missing",
    "{window}内没有确定的工作日；请调整窗口，或补充所缺的放假通知",
)


def _check_days(_: object, attribute: attrs.Attribute[Fraction], value: object) -> None:
    if not (isinstance(value, Fraction) and value > 0):
        raise InvalidInput(NOT_POSITIVE.at(Where(path=attribute.name), found=value))


@attrs.frozen(kw_only=True)
class Effort:
    """What a visit costs.

    Attributes:
        team: how many inspectors a visit takes; two at least hold a certificate (行政处罚法第四十二条).
        days: how many working days a visit takes each of them.
        part: the part of an inspector's working days that there is for these visits.
    """

    team: int = attrs.field(default=2, validator=Integer(1))
    days: Fraction = attrs.field(default=Fraction(1, 2), validator=_check_days)
    part: Fraction = attrs.field(default=Fraction(1), validator=check_part)

    @property
    def inspector_days(self) -> Fraction:
        """How many inspector-days (人日) a visit takes."""
        return self.team * self.days


@attrs.frozen(kw_only=True)
class Month:
    """What a month needs and has.

    Attributes:
        first: first day of the month.
        visits: the exact expected number of visits.
        needed: inspector-days that they take.
        available: inspector-days that the roster has.
    """

    first: dt.date
    visits: Fraction
    needed: Fraction
    available: Fraction

    @property
    def short(self) -> Fraction:
        """How many inspector-days are missing; 0 where there are enough."""
        return max(Fraction(0), self.needed - self.available)


@attrs.frozen(kw_only=True)
class Staffing:
    """An inspector is there on a day that is surely worked, on duty, with a certificate valid on it (clause 二(四)).

    Clause: 二(七) 频次

    A batch's visits are spread evenly over the working days of its window. So a certificate that expires in June is
    seen in January to be missing from July.

    Attributes:
        index: the working days.
        inspectors: the directory of inspectors.
        effort: what a visit costs.

    >>> from random_inspection.rules.working_days.layers import layered
    >>> from random_inspection.rules.working_days.notices import Notice
    >>> from random_inspection.rules.samples import INSPECTOR
    >>> year = Notice(number="2026", year=2026, off={dt.date(2026, 1, 1): "元旦"}, worked={})
    >>> index = WorkIndex.of(layered(base=[year], statutory={2026: {}}))
    >>> staff = Staffing(index=index, inspectors=(INSPECTOR,), effort=Effort(part=Fraction(1, 2)))
    >>> staff.available(Window(first=dt.date(2026, 2, 1), last=dt.date(2026, 3, 31)))
    {datetime.date(2026, 2, 1): Fraction(10, 1), datetime.date(2026, 3, 1): Fraction(11, 1)}
    """

    index: WorkIndex = attrs.field(validator=Kind(WorkIndex))
    inspectors: tuple[Inspector, ...]
    effort: Effort = attrs.field(factory=Effort, validator=Kind(Effort))

    def available(self, season: Window) -> dict[dt.date, Fraction]:
        """Return the inspector-days there are in every month of `season`, by its first day.

        Raises:
            InvalidInput: the season is not in the calendar.
        """
        found: Counter[dt.date] = Counter()
        on_duty = [one for one in self.inspectors if one.status is InspectorStatus.ON_DUTY]
        for day in self._days(season):
            found[day.replace(day=1)] += sum(not any(certificate_grounds(one, Window.on(day))) for one in on_duty)
        return {month: number * self.effort.part for month, number in sorted(found.items())}

    def months(self, plan: YearPlan) -> tuple[Month, ...]:
        """Return what every month of the plan needs and has, months without a visit included.

        Raises:
            InvalidInput: a window of the plan is not in the calendar, or has no working day in it.
        """
        visits: defaultdict[dt.date, Fraction] = defaultdict(Fraction)
        for batch in plan.batches:
            days = self._days(batch.window)
            for day in days:
                visits[day.replace(day=1)] += batch.visits / len(days)
        season = Window(first=plan.batches[0].window.first, last=plan.batches[-1].window.last)
        return tuple(
            Month(
                first=month,
                visits=visits[month],
                needed=visits[month] * self.effort.inspector_days,
                available=available,
            )
            for month, available in self.available(season).items()
        )

    def shortfall(self, plan: YearPlan) -> tuple[Problem, ...]:
        """Return a finding for every month in which the roster has too few inspector-days for the plan."""
        return tuple(
            SHORT.at(
                Where(path=f"{one.first:%Y-%m}"),
                visits=float(one.visits),
                needed=float(one.needed),
                available=float(one.available),
                short=float(one.short),
            )
            for one in self.months(plan)
            if one.short
        )

    def _days(self, window: Window) -> Sequence[dt.date]:
        first, last = self.index.calendar.span
        for day in (window.first, window.last):
            if not first <= day <= last:
                raise InvalidInput(OUTSIDE_CALENDAR.at(Where(path="window"), day=day, first=first, last=last))
        days = [day for day in self.index.sure.listed if window.first <= day <= window.last]
        if not days:
            raise InvalidInput(NO_WORKING_DAY.at(Where(path="window"), window=window.text()))
        return days
