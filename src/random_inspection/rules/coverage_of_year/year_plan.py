"""The plan of the year: the exact chance of every class in every batch and in the year, before anything is drawn."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

from random_inspection.errors import Lang, Message, Problem, Where, read_only, refuse
from random_inspection.rules.coverage_of_year.batches import TWO_YEARS, WINDOWS_UNLIKE, Roll, check_number
from random_inspection.rules.coverage_of_year.collisions import Adjustment
from random_inspection.rules.coverage_of_year.coverage import Coverage, Standing
from random_inspection.rules.coverage_of_year.ledger import Ledger
from random_inspection.rules.coverage_of_year.terms import ClassTerms
from random_inspection.rules.grounds import Window

OUT_OF_REACH = Message(
    "coverage-out-of-reach",
    "{due} inspections are due, and {batches} batches are left, each of which holds one; inspect it outside of the "
    "batches, or write down why not",
    "还须检查{due}次，而只剩{batches}个批次，每批最多一次；请另行安排检查，或书面说明原因",
)
CAP_IN_THE_WAY = Message(
    "coverage-blocked-by-cap",
    "{blocked} inspections that the minimum asks for are not planned: visits for other items have used up the cap",
    "按最低次数还应检查{blocked}次，但其他事项的检查已用尽年度上限，不再安排",
)
NOT_COVERED = Message(
    "class-not-covered",
    "class {name!r} is not inspected at all: its terms allow 0 a year",
    "“{name}”类全年不检查：其条款规定每年至多0次",
)
NO_FLOOR = Message(
    "class-without-floor",
    "targets of class {name!r} that were inspected are not drawn again: the floor is 0, as no floor or no proportion of "
    "the class is set",
    "“{name}”类对象检查后不再被抽中：未设定威慑概率或该类比例为0，威慑概率为0",
)
NO_ROOM_LEFT = Message(
    "class-without-room",
    "targets of class {name!r} that were inspected {at_least} times are not drawn again: the floor is 0, as at most "
    "{at_most} a year are allowed",
    "“{name}”类对象检查满{at_least}次后不再被抽中：每年至多{at_most}次，威慑概率为0",
)
WINDOWS_OVERLAP = Message(
    "windows-overlap",
    "the window begins on {first}, and the one before ends on {last}; windows come one after another",
    "本窗口始于{first}，而上一窗口止于{last}；各窗口应前后相接、互不重叠",
)


@attrs.frozen(kw_only=True)
class Expected:
    """How many targets of a class are expected to stand where, and what their chance is.

    Attributes:
        standing: where they stand before the batch.
        number: the exact expected number of them.
        chance: the exact chance of each in the batch.
    """

    standing: Standing
    number: Fraction
    chance: Fraction


@attrs.frozen(kw_only=True)
class ClassBatch:
    """A class in a batch.

    Attributes:
        number: number of the batch.
        chance: the exact chance of a target of the class in this batch, as seen from the plan; of one of whom it is
            known where it stands, see `states`.
        states: the coverage states that are possible then.
    """

    number: int
    chance: Fraction
    states: tuple[Expected, ...]

    @property
    def visits(self) -> Fraction:
        """The expected number of visits."""
        return sum((one.number * one.chance for one in self.states), Fraction(0))


@attrs.frozen(kw_only=True)
class ClassPlan:
    """A class in the year.

    Attributes:
        name: the class.
        size: how many targets it has.
        floor: the chance in a batch of one to whom nothing is due, where the cap leaves room.
        in_full: whether its terms draw the whole class; one draw then decides the order of its batches (key
            ``order``), and the chances are those before it.
        batches: the class in every batch to come.
        times: the exact chance of being inspected 0, 1, 2, … times in the year, what was so far included.
        reasons: what laws and caps did to the terms and the floor.
    """

    name: str
    size: int
    floor: Fraction
    in_full: bool
    batches: tuple[ClassBatch, ...]
    times: tuple[Fraction, ...]
    reasons: tuple[Adjustment, ...]

    def at_least(self, times: int) -> Fraction:
        """Return the exact chance of being inspected at least so many times in the year; 0 for an empty class."""
        return sum(self.times[times:], Fraction(0))


@attrs.frozen(kw_only=True)
class BatchPlan:
    """A batch of the plan.

    Attributes:
        number: its number, from 1.
        window: the days in which it is inspected.
        visits: the exact expected number of visits.
        chances: the chance of a target by class, lowest risk first.
    """

    number: int
    window: Window
    visits: Fraction
    chances: Mapping[str, Fraction] = attrs.field(converter=read_only)


@attrs.frozen(kw_only=True)
class YearPlan:
    """The batches to come, with the chances of every class (clause 二(七)).

    Attributes:
        batches: the batches to come.
        classes: the classes by rising risk.
        notes: what a person has to know: which targets of the ledger the register does not have, who cannot be inspected
            as often as is due, and which classes have no floor.
    """

    batches: tuple[BatchPlan, ...]
    classes: tuple[ClassPlan, ...]
    notes: tuple[Problem, ...]

    def text(self, lang: Lang = "en") -> str:
        """Return it in words: a line for every batch with its visits and chances, every class, and every note."""
        batch, year = ("第{}批", "全年") if lang == "zh" else ("batch {}", "in the year")
        lines = [
            f"{batch.format(one.number)} {one.window.text()}: {float(one.visits):.1f} · "
            + " · ".join(f"{name} {shown(chance)}" for name, chance in one.chances.items())
            for one in self.batches
        ]
        lines += [
            f"{one.name} ({one.size}) {year}: "
            + " · ".join(f"≥{times} {shown(one.at_least(times))}" for times in range(1, len(one.times)))
            for one in self.classes
        ]
        return "\n".join([*lines, *(note.text(lang) for note in self.notes)])


def shown(chance: Fraction) -> str:
    """Return a chance for a reader: exact where that is short, otherwise in percent with three digits.

    >>> shown(Fraction(1, 12)), shown(Fraction(123457, 1000003))
    ('1/12', '12.3%')
    """
    return str(chance) if len(str(chance.denominator)) <= len("1000") else f"{100 * float(chance):.3g}%"


def plan_batches(
    register: Mapping[str, str],
    rule: Coverage,
    windows: Sequence[Window],
    ledger: Ledger,
    *,
    item: str,
    number: int = 1,
) -> YearPlan:
    """Return the plan of the batches from `number` on, on what is known today.

    Clause: 二(七) 频次

    Planned again before every batch it takes in who is new, gone or of another class, and which visits failed. Its
    chances assume that the register stays and that every visit takes place. They are exact, because the chance of a
    target depends on nobody else: `batch_frame` keeps it in strata of every size.

    Args:
        register: the class by target id, of all who may be inspected.
        rule: the rule of the year.
        windows: the windows of all batches of the year, see `windows`.
        ledger: what happened so far.
        item: code of the item that is planned.
        number: the next batch, from 1.

    Raises:
        InvalidInput: windows that are not those of the rule's batches or of two years, a batch or class that is not
            there, an id that cannot identify a target.

    >>> import datetime as dt
    >>> rule = Coverage(classes=(ClassTerms(name="A", weight=1, at_most=2),), batches=2, floor=Fraction(1, 10))
    >>> days = [Window.on(dt.date(2026, month, 2)) for month in (3, 9)]
    >>> print(plan_batches({"甲": "A", "乙": "A"}, rule, days, Ledger.of([]), item="RS-01").text())
    batch 1 2026-03-02: 1.0 · A 1/2
    batch 2 2026-09-02: 1.1 · A 11/20
    A (2) in the year: ≥1 1 · ≥2 1/20
    """
    _check_windows(windows, rule)
    check_number(number, rule.batches)
    roll = Roll.of(register, rule, ledger, item=item, year=windows[0].first.year)
    classes = tuple(_class_plan(roll, terms, number) for terms in rule.classes)
    batches = tuple(
        BatchPlan(
            number=at,
            window=windows[at - 1],
            visits=sum((one.batches[at - number].visits for one in classes), Fraction(0)),
            chances={one.name: one.batches[at - number].chance for one in classes},
        )
        for at in range(number, rule.batches + 1)
    )
    return YearPlan(batches=batches, classes=classes, notes=tuple(_notes(roll, classes, number)))


def _check_windows(windows: Sequence[Window], rule: Coverage) -> None:
    if len(windows) != rule.batches:
        refuse([WINDOWS_UNLIKE.at(Where(path="windows"), found=len(windows), expected=rule.batches)])
    first, last = windows[0].first, windows[-1].last
    refuse([] if first.year == last.year else [TWO_YEARS.at(Where(path="windows"), first=first, last=last)])
    refuse(
        [
            WINDOWS_OVERLAP.at(Where(path=f"windows[{at}]"), first=one.first, last=before.last)
            for at, (before, one) in enumerate(itertools.pairwise(windows), start=1)
            if one.first <= before.last
        ]
    )


def _class_plan(roll: Roll, terms: ClassTerms, number: int) -> ClassPlan:
    rule, name = roll.rule, terms.name
    counts = roll.of_class(name)
    size = sum(counts.values())
    states = {standing: Fraction(count) for standing, count in counts.items()}
    batches = []
    for at in range(number, rule.batches + 1):
        now = tuple(
            Expected(standing=standing, number=states[standing], chance=rule.chance(name, standing, at))
            for standing in sorted(states, key=lambda one: (one.inspected, one.due, one.room or 0, one.blocked))
        )
        drawn = sum((one.number * one.chance for one in now), Fraction(0))
        batches.append(ClassBatch(number=at, chance=drawn / size if size else drawn, states=now))
        states = _after(now)
    return ClassPlan(
        name=name,
        size=size,
        floor=rule.floors[name],
        in_full=terms.proportion == 1,
        batches=tuple(batches),
        times=_times(states, size),
        reasons=rule.bounds[name].reasons,
    )


def _after(now: Sequence[Expected]) -> dict[Standing, Fraction]:
    """Return how many are expected to stand where after a batch; what cannot happen is left out."""
    found: defaultdict[Standing, Fraction] = defaultdict(Fraction)
    for one in now:
        found[one.standing] += one.number * (1 - one.chance)
        found[one.standing.visited()] += one.number * one.chance
    return {standing: number for standing, number in found.items() if number}


def _times(states: Mapping[Standing, Fraction], size: int) -> tuple[Fraction, ...]:
    parts: defaultdict[int, Fraction] = defaultdict(Fraction)
    for standing, number in states.items():
        parts[standing.inspected] += number / size
    return tuple(parts[times] for times in range(max(parts, default=-1) + 1))


def out_of_reach(roll: Roll, number: int) -> list[Problem]:
    """Return, target by target, what is due and cannot be reached from batch `number` on, and what the cap forbids."""
    left = roll.rule.batches - number + 1
    notes = []
    for target_id, standing in sorted(roll.standings.items(), key=lambda pair: pair[0]):
        where = Where(path=f"register[{target_id!r}]")
        if standing.due > left:
            notes.append(OUT_OF_REACH.at(where, due=standing.due, batches=left))
        if standing.blocked:
            notes.append(CAP_IN_THE_WAY.at(where, blocked=standing.blocked))
    return notes


def _notes(roll: Roll, classes: Sequence[ClassPlan], number: int) -> list[Problem]:
    """Return whom nobody knows, what cannot be reached, and which classes have no chance after they are inspected."""
    notes = [*roll.notes, *out_of_reach(roll, number)]
    for at, one in enumerate(classes):
        where, bounds = Where(path=f"classes[{at}]"), roll.rule.bounds[one.name]
        if bounds.at_most == 0:
            notes.append(NOT_COVERED.at(where, name=one.name))
        elif bounds.room == 0:
            notes.append(NO_ROOM_LEFT.at(where, name=one.name, at_least=bounds.at_least, at_most=bounds.at_most))
        elif one.floor == 0:
            notes.append(NO_FLOOR.at(where, name=one.name))
    return notes
