"""What is to be done after a task, as its analysis shows it: statements with their numbers, and nothing invented."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction

from random_inspection.domain.inspections import Inspection
from random_inspection.errors import Message
from random_inspection.rules.grounds import Ground
from random_inspection.rules.reporting.analysis import Analysis

PENDING = Message(
    "analysis-pending",
    "{count} drawn targets have no conclusion yet: {names}",
    "{count}个抽中对象尚未作出检查结论，须尽快完成检查：{names}",
)
UNTREATED = Message(
    "analysis-untreated",
    "problems were found at {count} targets, and nothing was ordered: {names}",
    "{count}个对象发现问题但尚未作出后续处置，须及时处理：{names}",
)
OVERDUE = Message(
    "analysis-overdue", "{count} disposals are overdue: {names}", "{count}项后续处置已逾期，须督促办结：{names}"
)
OPEN = Message(
    "analysis-open",
    "{count} disposals are open, none of them overdue: {names}",
    "{count}项后续处置尚在办理，须跟踪办结：{names}",
)
UNPUBLISHED = Message(
    "analysis-unpublished",
    "{count} results are not public yet: {names}",
    "{count}个对象的检查结果尚未公示，须在期限内公示：{names}",
)
ROSE = Message(
    "analysis-rose",
    "the part with problems rose from {before} to {now} on {item}",
    "“{item}”的问题发现率由上次的{before}升至{now}，须在下次抽查中关注",
)


def to_do(analysis: Analysis, names: Mapping[str, str] | None = None) -> tuple[Ground, ...]:
    """Return what is to be done, each with the clause that wants it; nothing where nothing is.

    Clause: 三(五) 汇总

    Args:
        analysis: the analysis.
        names: names of items by code; an item without one is told by its code.
    """
    overdue = [one for one in analysis.open_disposals if one.overdue]
    others = [one for one in analysis.open_disposals if not one.overdue]
    disposals = [
        _counted(message, "二(九)", (f"{one.inspection.target_name}（{one.disposal.kind}）" for one in found))
        for message, found in ((OVERDUE, overdue), (OPEN, others))
    ]
    statements = (
        _counted(PENDING, "三(二)", _names(analysis.pending)),
        _counted(UNTREATED, "二(九)", _names(analysis.untreated)),
        *disposals,
        _counted(UNPUBLISHED, "三(五)", _names(analysis.unpublished)),
    )
    return (*(one for one in statements if one is not None), *_risen(analysis, (names or {}).get))


def percent(part: Fraction) -> str:
    """Return a part of a whole, not negative, as reports have it: with one decimal place, half rounded up.

    >>> percent(Fraction(1, 3)), percent(Fraction(1, 16)), percent(Fraction(1))
    ('33.3%', '6.3%', '100.0%')
    """
    tenths = int(part * 1000 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}%"


def _risen(analysis: Analysis, name: Callable[[str, str], str]) -> Iterator[Ground]:
    for change in analysis.changes:
        if change.before and change.now and change.now.rate > change.before.rate:
            params = {
                "item": name(change.item, change.item),
                "before": percent(change.before.rate),
                "now": percent(change.now.rate),
            }
            yield Ground(message=ROSE, clause="三(五)", params=params)


def _names(inspections: Iterable[Inspection]) -> Iterator[str]:
    return (one.target_name for one in inspections)


def _counted(message: Message, clause: str, names: Iterable[str]) -> Ground | None:
    found = list(names)
    if not found:
        return None
    return Ground(message=message, clause=clause, params={"count": len(found), "names": "、".join(found)})
