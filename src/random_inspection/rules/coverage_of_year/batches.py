"""The year's batches: their windows, the chances of every class in each of them, and the frame of the next one."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

import attrs

from random_inspection.domain.draws import AllQuota, Quota, Share, ShareQuota, Stratum
from random_inspection.domain.identifiers import target_id_problem
from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse
from random_inspection.rules.coverage_of_year.coverage import NO_SUCH_CLASS, Coverage, Standing
from random_inspection.rules.coverage_of_year.ledger import Ledger
from random_inspection.rules.grounds import Window
from random_inspection.rules.working_days.counting import WorkIndex, whole

BLANK = "空签"
"""Identifier of the blank lot, and the name of its stratum."""
SHARE = "coverage"
"""Name of the share that the strata of a batch draw from."""

TOO_FEW_DAYS = Message(
    "batches-too-few-days",
    "{batches} batches do not fit into the {days} days from {first} to {last} that are surely worked; plan fewer "
    "batches, a longer season, or add the holiday notice that is missing",
    "{first}至{last}确定的工作日只有{days}天，安排不下{batches}个批次；请减少批次、延长期间，或补充所缺的放假通知",
)
TWO_YEARS = Message(
    "batches-of-two-years",
    "the season goes from {first} to {last}; a plan is of one calendar year, as minimum and cap are",
    "期间为{first}至{last}；计划以一个自然年为单位，最低次数和上限均按年计算",
)
WINDOWS_UNLIKE = Message(
    "batches-windows-unlike",
    "there are {found} windows, and the rule has {expected} batches; give one window to each",
    "窗口有{found}个，而规则中有{expected}个批次；每个批次对应一个窗口",
)
NO_SUCH_BATCH = Message(
    "batch-unknown",
    "found batch {found!r}, expected a number from 1 to {last}",
    "应为1至{last}之间的批次编号，实为 {found!r}",
)
BLANK_REGISTERED = Message(
    "blank-registered",
    "{found!r} is the name of the blank lot; no target may have it",
    "“{found}”是空签的名称，对象不得使用",
)


def windows(index: WorkIndex, first: dt.date, last: dt.date, number: int) -> tuple[Window, ...]:
    """Return the windows of `number` batches: one after another, each beginning and ending on a working day.

    The days surely worked from `first` to `last` are shared out evenly, the longer windows first. A day that the
    calendar does not know yet begins and ends no window.

    Raises:
        InvalidInput: the season is in two years, or has fewer working days than batches.
    """
    if first.year != last.year:
        raise InvalidInput(TWO_YEARS.at(Where(path="last"), first=first, last=last))
    whole(number, "batches")
    days = [day for day in index.sure.listed if first <= day <= last]
    if len(days) < number:
        found = {"batches": number, "days": len(days), "first": first, "last": last}
        raise InvalidInput(TOO_FEW_DAYS.at(Where(path="batches"), **found))
    size, longer = divmod(len(days), number)
    ends = [size * at + min(at, longer) for at in range(number + 1)]
    return tuple(Window(first=days[start], last=days[end - 1]) for start, end in itertools.pairwise(ends))


@attrs.frozen(kw_only=True)
class BatchStratum:
    """A stratum of a batch: those of a class to whom the same is due.

    Attributes:
        stratum: name, size and quota, as they are announced (under a code name).
        risk_class: the class; None for the blank lot.
        due: how many inspections are due to each.
        chance: the exact chance of each, before the seed of the batch is known.
    """

    stratum: Stratum
    risk_class: str | None
    due: int
    chance: Fraction


@attrs.frozen(kw_only=True)
class BatchFrame:
    """What the draw of a batch is announced with.

    Attributes:
        number: number of the batch, from 1.
        strata: its strata; those that are drawn whole have ``all``, the others draw from one share.
        shares: that share; empty where all or nobody is drawn.
        frame: (target id, stratum) in ascending order of id.
        struck: (target id, reason) of who cannot be drawn, in the same order: ``cap-reached``, ``covered`` where the
            class has no floor, ``other-batch`` where an order that was drawn before has it in another batch.
    """

    number: int
    strata: tuple[BatchStratum, ...]
    shares: tuple[Share, ...]
    frame: tuple[tuple[str, str], ...]
    struck: tuple[tuple[str, str], ...]

    @property
    def quotas(self) -> tuple[Stratum, ...]:
        """The strata as the draw takes them."""
        return tuple(one.stratum for one in self.strata)


@attrs.frozen(kw_only=True)
class Roll:
    """The register as a batch finds it: who is in which class, and where everybody stands. Made from the ledger.

    Attributes:
        rule: the rule of the year.
        classes: the class by target id.
        standings: the standing by target id; a visit that is fixed and not held yet counts as held.
        notes: the targets of the ledger that the register does not have, for a person to look at; they change nothing.
    """

    rule: Coverage
    classes: Mapping[str, str]
    standings: Mapping[str, Standing]
    notes: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, register: Mapping[str, str], rule: Coverage, ledger: Ledger, *, item: str, year: int) -> Roll:
        """Return the roll of the targets that are in the register today.

        Args:
            register: the class by target id.
            rule: the rule of the year.
            ledger: what happened so far.
            item: code of the item that is planned.
            year: the year.

        Raises:
            InvalidInput: an id that cannot identify a target, or a class that the rule does not have; all findings.
        """
        refuse(_register_problems(register, rule))
        return cls(
            rule=rule,
            classes=MappingProxyType(dict(register)),
            standings=MappingProxyType(
                {
                    target_id: rule.standing(
                        name,
                        inspected=ledger.entry(target_id, item, year).fixed,
                        counted=ledger.counted(target_id, year),
                    )
                    for target_id, name in register.items()
                }
            ),
            notes=ledger.strangers(register),
        )

    def of_class(self, name: str) -> Counter[Standing]:
        """Return how many targets of a class stand where."""
        return Counter(self.standings[target_id] for target_id, found in self.classes.items() if found == name)


def batch_frame(roll: Roll, number: int, order: Mapping[str, Sequence[int]] | None = None) -> BatchFrame:
    """Return frame, strata and quotas of batch `number`: every chance is exactly that of the rule.

    The strata share a total. It is a whole number and what the chances add up to is not, so a blank lot (空签) takes part
    with the chance that is missing. Nobody's chance is rounded, in however small a stratum: it depends on the target's
    own class and standing alone. A blank that is drawn is no visit.

    Args:
        roll: class and standing of everybody.
        number: number of the batch, from 1.
        order: by target of a class that is inspected in full, the numbers of the batches in which its inspections fall
            (`random_inspection.workflows.draws.planning.order_batches`). Where a visit failed, or the target is another now,
            the numbers still to come are not those due: it is drawn like everybody else then.

    Raises:
        InvalidInput: there is no such batch.

    >>> from random_inspection.rules.coverage_of_year.terms import ClassTerms
    >>> rule = Coverage(classes=(ClassTerms(name="A", weight=1),), batches=4)
    >>> roll = Roll.of(dict.fromkeys("甲乙丙丁戊", "A"), rule, Ledger.of([]), item="RS-01", year=2026)
    >>> found = batch_frame(roll, 1)
    >>> [(one.stratum.name, one.stratum.size, str(one.chance)) for one in found.strata], found.shares[0].total
    ([('A/due 1', 5, '1/4'), ('空签', 1, '3/4')], 2)
    """
    check_number(number, roll.rule.batches)
    groups: defaultdict[tuple[str, int, Fraction], list[str]] = defaultdict(list)
    struck = []
    in_full = {one.name for one in roll.rule.classes if one.proportion == 1}
    for target_id, name in roll.classes.items():
        standing = roll.standings[target_id]
        chance = _chance(roll, target_id, number, (order or {}).get(target_id) if name in in_full else None)
        if chance is None:
            struck.append((target_id, "other-batch"))
        elif chance == 0:
            struck.append((target_id, "cap-reached" if standing.room == 0 else "covered"))
        else:
            groups[name, standing.due, chance].append(target_id)
    strata, shares = _strata(roll, groups, number)
    names = {(one.risk_class, one.due, one.chance): one.stratum.name for one in strata}
    frame = [(target_id, names[key]) for key, found in groups.items() for target_id in found]
    frame += [(BLANK, BLANK) for one in strata if one.risk_class is None]
    return BatchFrame(
        number=number, strata=strata, shares=shares, frame=tuple(sorted(frame)), struck=tuple(sorted(struck))
    )


def check_number(number: object, last: int) -> None:
    """Raise `InvalidInput` where `number` is no number of a batch."""
    if type(number) is not int or not 1 <= number <= last:
        raise InvalidInput(NO_SUCH_BATCH.at(Where(path="number"), found=number, last=last))


def _chance(roll: Roll, target_id: str, number: int, turns: Sequence[int] | None) -> Fraction | None:
    """Return the chance of a target, 1 where it is its turn in an order; None where its turn is in other batches."""
    standing = roll.standings[target_id]
    if turns is not None and standing.due and sum(turn >= number for turn in turns) == standing.due:
        return Fraction(1) if number in turns else None
    return roll.rule.chance(roll.classes[target_id], standing, number)


def _strata(
    roll: Roll, groups: Mapping[tuple[str, int, Fraction], Sequence[str]], number: int
) -> tuple[tuple[BatchStratum, ...], tuple[Share, ...]]:
    """Return the strata, classes in their order and what is due falling, and the share of those not drawn whole."""
    rank = {terms.name: at for at, terms in enumerate(roll.rule.classes)}
    sizes = {key: len(found) for key, found in groups.items()}
    mass = sum((chance * size for (_, _, chance), size in sizes.items() if chance < 1), Fraction(0))
    total = math.ceil(mass)
    unit = math.lcm(*(chance.denominator for _, _, chance in sizes), mass.denominator)
    found = []
    for name, due, chance in sorted(sizes, key=lambda key: (rank[key[0]], -key[1], key[2])):
        quota: Quota = AllQuota() if chance == 1 else ShareQuota(SHARE, int(chance * unit))
        usual = due == 0 or chance == min(1, Fraction(due, roll.rule.left(number)))
        code = f"{name}/" + (f"due {due}" if due else "inspected") + ("" if usual else " in order")
        stratum = Stratum(name=code, size=sizes[name, due, chance], quota=quota)
        found.append(BatchStratum(stratum=stratum, risk_class=name, due=due, chance=chance))
    if total != mass:
        rest = total - mass
        lot = Stratum(name=BLANK, size=1, quota=ShareQuota(SHARE, int(rest * unit)))
        found.append(BatchStratum(stratum=lot, risk_class=None, due=0, chance=rest))
    return tuple(found), (Share(name=SHARE, total=total),) if total else ()


def _register_problems(register: Mapping[str, str], rule: Coverage) -> list[Problem]:
    problems = []
    expected = "、".join(one.name for one in rule.classes)
    for target_id, name in register.items():
        where = Where(path=f"register[{target_id!r}]")
        if problem := target_id_problem(target_id, where):
            problems.append(problem)
        if target_id == BLANK:
            problems.append(BLANK_REGISTERED.at(where, found=target_id))
        if name not in rule.bounds:
            problems.append(NO_SUCH_CLASS.at(where, found=name, expected=expected))
    return problems
