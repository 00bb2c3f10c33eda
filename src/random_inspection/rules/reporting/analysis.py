"""The unit's analysis of a task: the results of its groups put together, and compared with the last task (三(五))."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

import attrs

from random_inspection.domain.fieldwork import PROBLEMS, Conclusion, ResultCode
from random_inspection.domain.follow_up import Disposal
from random_inspection.domain.inspections import Inspection

UNKNOWN = "未填写"
"""The label of what a target's entry does not tell."""


@attrs.frozen(kw_only=True)
class Case:
    """An inspection with what the directory knows of its target.

    Attributes:
        inspection: the inspection.
        district: the district of its target; None where it is not known.
        risk_class: the risk class of its target, for internal use alone; None where there are none.
    """

    inspection: Inspection
    district: str | None = None
    risk_class: str | None = None


@attrs.frozen(kw_only=True)
class Tally:
    """How many inspections of one sort were concluded, and in how many of them something was found.

    Attributes:
        label: what they have in common.
        inspected: how many were concluded.
        problems: in how many of them something was found that needs a disposal.
    """

    label: str
    inspected: int
    problems: int

    @property
    def rate(self) -> Fraction:
        """The part with problems; 0 where nothing was inspected."""
        return Fraction(self.problems, self.inspected) if self.inspected else Fraction(0)


def _counted(counts: Mapping[ResultCode, int]) -> Mapping[ResultCode, int]:
    return MappingProxyType(dict(counts))


@attrs.frozen(kw_only=True)
class ItemTally(Tally):
    """What was found on one item (the label is its code).

    Attributes:
        results: how many times each result code was given; several may stand in one finding.
    """

    results: Mapping[ResultCode, int] = attrs.field(converter=_counted)


@attrs.frozen(kw_only=True)
class ItemChange:
    """An item in this task and in the last one.

    Attributes:
        item: code of the item.
        before: how it was in the last task; None where it was not inspected there.
        now: how it is in this one; None likewise.
    """

    item: str
    before: ItemTally | None
    now: ItemTally | None

    @property
    def rise(self) -> Fraction | None:
        """By how much the part with problems rose; negative where it fell, None where one of them is missing."""
        return self.now.rate - self.before.rate if self.now and self.before else None


@attrs.frozen(kw_only=True)
class OpenDisposal:
    """A disposal that is not finished.

    Attributes:
        inspection: the inspection that it follows from.
        disposal: the disposal.
        overdue: whether its day was before the day of the analysis.
    """

    inspection: Inspection
    disposal: Disposal
    overdue: bool


@attrs.frozen(kw_only=True)
class Analysis:
    """The results of a task, put together. Conclusions count in their last version, unless it was returned.

    Attributes:
        as_of: the day it is made.
        drawn: how many targets were drawn, those that moved up among them.
        struck: the inspections of targets that were struck out.
        concluded: how many were concluded, and stand.
        problems: in how many of them something was found that needs a disposal.
        pending: the inspections that are not struck out, and have no conclusion that stands.
        unpublished: the concluded ones whose last conclusion is not public.
        untreated: those with problems for which nothing was ordered.
        open_disposals: what is ordered and not finished, what is due first in front.
        finished_disposals: how many disposals are finished.
        by_item: by code of the item.
        by_group: by group (检查组): the identifiers of its people, in the order of the seats.
        by_unit: by the unit that handles it.
        by_district: by district.
        by_class: by risk class, for internal reports alone; empty where no case has one.
        changes: every item here and in the last task; empty where there is none to compare with.
    """

    as_of: dt.date
    drawn: int
    struck: tuple[Inspection, ...]
    concluded: int
    problems: int
    pending: tuple[Inspection, ...]
    unpublished: tuple[Inspection, ...]
    untreated: tuple[Inspection, ...]
    open_disposals: tuple[OpenDisposal, ...]
    finished_disposals: int
    by_item: tuple[ItemTally, ...]
    by_group: tuple[tuple[tuple[str, ...], Tally], ...]
    by_unit: tuple[Tally, ...]
    by_district: tuple[Tally, ...]
    by_class: tuple[Tally, ...]
    changes: tuple[ItemChange, ...]


def standing(inspection: Inspection) -> Conclusion | None:
    """Return the conclusion that stands: the last one that was not returned; None where there is none, or it is struck out."""
    if inspection.struck is not None:
        return None
    return next((one for one in reversed(inspection.conclusions) if one.review is None or one.review.passed), None)


def analyse(cases: Iterable[Case], *, before: Iterable[Inspection] | None = None, as_of: dt.date) -> Analysis:
    """Return the analysis of the inspections of a task.

    Clause: 三(五) 汇总

    Args:
        cases: all of them, in any order.
        before: the inspections of the last task to compare with; None where there is none.
        as_of: the day it is made.
    """
    found = sorted(cases, key=lambda case: case.inspection.inspection_id)
    held = [case.inspection for case in found if case.inspection.struck is None]
    done = [(case, conclusion) for case in found if (conclusion := standing(case.inspection)) is not None]
    disposals = [(one, disposal) for one in held for disposal in one.disposals]
    classed = [pair for pair in done if pair[0].risk_class is not None]
    by_item = _by_item([conclusion for _, conclusion in done])
    groups = _tallied(done, lambda case: tuple(seat.inspector_id for seat in case.inspection.team))
    return Analysis(
        as_of=as_of,
        drawn=len(found),
        struck=tuple(case.inspection for case in found if case.inspection.struck is not None),
        concluded=len(done),
        problems=sum(conclusion.has_problems for _, conclusion in done),
        pending=tuple(one for one in held if standing(one) is None),
        unpublished=tuple(case.inspection for case, conclusion in done if conclusion.published is None),
        untreated=tuple(
            case.inspection for case, conclusion in done if conclusion.has_problems and not case.inspection.disposals
        ),
        open_disposals=_open(disposals, as_of),
        finished_disposals=sum(disposal.finished is not None for _, disposal in disposals),
        by_item=by_item,
        by_group=tuple((people, _tally("、".join(people), *counts)) for people, counts in groups),
        by_unit=_labelled(done, lambda case: case.inspection.unit),
        by_district=_labelled(done, lambda case: case.district or UNKNOWN),
        by_class=_labelled(classed, lambda case: case.risk_class or UNKNOWN),
        changes=() if before is None else _changes(by_item, before),
    )


_Done = Sequence[tuple[Case, Conclusion]]


def _tally(label: str, inspected: int, problems: int) -> Tally:
    return Tally(label=label, inspected=inspected, problems=problems)


def _tallied(done: _Done, key: Callable[[Case], tuple[str, ...]]) -> list[tuple[tuple[str, ...], tuple[int, int]]]:
    """Return how many were inspected, and how many of them had problems, by key, in ascending order."""
    inspected = Counter(key(case) for case, _ in done)
    problems = Counter(key(case) for case, conclusion in done if conclusion.has_problems)
    return [(one, (inspected[one], problems[one])) for one in sorted(inspected)]


def _labelled(done: _Done, key: Callable[[Case], str]) -> tuple[Tally, ...]:
    return tuple(_tally(label, *counts) for (label,), counts in _tallied(done, lambda case: (key(case),)))


def _by_item(conclusions: Sequence[Conclusion]) -> tuple[ItemTally, ...]:
    inspected, problems = Counter[str](), Counter[str]()
    results: dict[str, Counter[ResultCode]] = {}
    for conclusion in conclusions:
        for finding in conclusion.findings:
            inspected[finding.item] += 1
            problems[finding.item] += any(code in PROBLEMS for code in finding.results)
            results.setdefault(finding.item, Counter()).update(finding.results)
    return tuple(
        ItemTally(label=item, inspected=inspected[item], problems=problems[item], results=results[item])
        for item in sorted(inspected)
    )


def _changes(now: Sequence[ItemTally], before: Iterable[Inspection]) -> tuple[ItemChange, ...]:
    stood = [conclusion for one in before if (conclusion := standing(one)) is not None]
    old, new = ({one.label: one for one in tallies} for tallies in (_by_item(stood), now))
    return tuple(ItemChange(item=item, before=old.get(item), now=new.get(item)) for item in sorted({*old, *new}))


def _open(disposals: Iterable[tuple[Inspection, Disposal]], as_of: dt.date) -> tuple[OpenDisposal, ...]:
    still = [
        OpenDisposal(inspection=one, disposal=disposal, overdue=disposal.due is not None and disposal.due < as_of)
        for one, disposal in disposals
        if disposal.finished is None
    ]
    return tuple(
        sorted(
            still,
            key=lambda one: (
                one.disposal.due or dt.date.max,
                one.inspection.inspection_id,
                one.disposal.disposal_id,
            ),
        )
    )
