"""Gathers the facts of every target from rows of text, as they come from tables and as they lie sealed (clause 二(七))."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from random_inspection.domain.identifiers import identifier_problem
from random_inspection.domain.targets import GRADE_UNKNOWN, GRADES, CreditGrade
from random_inspection.errors import Message, Problem, Where
from random_inspection.rules.risk_classes.risk import Grade
from random_inspection.rules.risk_classes.risk_facts import RiskFacts
from random_inspection.rules.risk_classes.risk_policy import RiskPolicy
from random_inspection.workflows.inputs.fact_kinds import (
    KINDS,
    NOT_DAY,
    TARGET,
    Cells,
    FactKind,
    days_of,
    fact_of,
    parse_day,
)
from random_inspection.workflows.inputs.tables import listed

Place = Callable[[str, int, str], Where]
"""Tells where a field stands, by table, index of the row, and name of the field."""
REGISTER, TAGS, SINCE, STATUS = "register", "tags", "since", "status"

TARGET_UNKNOWN = Message(
    "fact-target-unknown",
    "the target {found!r} is not in the register; correct the id, or delete the row",
    "名录中没有检查对象“{found}”；请更正编号，或删除该行",
)
AHEAD = Message(
    "fact-ahead",
    "{found} is after {as_of}, for which the facts hold; correct one of the days, or delete the row",
    "{found}晚于事实截止日{as_of}；请更正其中一个日期，或删除该行",
)
TWICE = Message(
    "fact-twice",
    "the same stands in {en}; tell the two apart (the source may have the file's number), or delete one",
    "与{zh}相同；请加以区分（来源可写明编号），或删除一行",
)
SCHEME_UNKNOWN = Message(
    "fact-scheme-unknown",
    "no scheme of grades is named {found!r}, but {expected}; correct the name, or delete the row",
    "没有名为“{found}”的评价体系，只有{expected}；请更正名称，或删除该行",
)


def schemes_of(policy: RiskPolicy) -> dict[str, tuple[str, ...]]:
    """Return the grades of every scheme that is national or that the policy looks at, best first."""
    conditions = (condition for rule in policy.rules for condition in rule.when)
    own = {one.scheme.name: one.scheme.grades for one in conditions if isinstance(one, Grade)}
    return {**GRADES, **own}


@attrs.frozen(kw_only=True)
class Gathering:
    """Reads rows into facts.

    Attributes:
        policy: says which grades there are.
        as_of: the day for which the facts hold; None where it is not known, and then no day is too late.
        place: tells where a field stands.
        problems: takes what is wrong.
    """

    policy: RiskPolicy
    as_of: dt.date | None
    place: Place
    problems: list[Problem] = attrs.field(factory=list)

    def gather(self, register: Sequence[Cells], rows: Mapping[str, Sequence[Cells]]) -> dict[str, RiskFacts]:
        """Return the facts of every target of the register; what is wrong with a row is among the problems.

        Args:
            register: its rows: ``target_id``, and where they are known ``tags`` and ``since``.
            rows: the rows of facts by the key of their kind, each with ``target_id`` and the fields of the kind.
        """
        members: dict[str, dict[str, Any]] = {
            cells[TARGET]: {"tags": self._tags(index, cells), "known_since": self._since(index, cells)}
            for index, cells in enumerate(register)
        }
        for kind in KINDS:
            found = self._of_kind(kind, rows.get(kind.key, ()), members.keys())
            for target, facts in found.items():
                days = sorted({fact.on for fact in facts}) if kind.member == "inspected_on" else facts
                members[target][kind.member] = tuple(days)
        return {target: RiskFacts(**known) for target, known in members.items()}

    def _of_kind(self, kind: FactKind, rows: Sequence[Cells], known: Any) -> dict[str, list[Any]]:
        found: defaultdict[str, list[Any]] = defaultdict(list)
        first: dict[tuple[str, Any], int] = {}
        for index, cells in enumerate(rows):
            target = cells.get(TARGET, "")
            fact, problems = fact_of(kind, cells)
            if target not in known:
                problems.append(TARGET_UNKNOWN.at(Where(path=TARGET), found=target))
            if fact is not None:
                problems += self._unfit(fact)
                before = first.setdefault((target, fact), index)
                if kind.once and before != index:
                    other = self.place(kind.key, before, "")
                    problems.append(TWICE.at(Where(path=TARGET), en=other.text("en"), zh=other.text("zh")))
                elif target in known:
                    found[target].append(fact)
            self.problems.extend(
                attrs.evolve(problem, where=self.place(kind.key, index, problem.where.path or TARGET))
                for problem in problems
            )
        return found

    def _unfit(self, fact: object) -> Iterator[Problem]:
        """Find days that lie ahead, and grades that nobody gives."""
        for name, day in days_of(fact).items():
            yield from self._ahead(name, day)
        if isinstance(fact, CreditGrade):
            schemes = schemes_of(self.policy)
            grades = schemes.get(fact.scheme)
            if grades is None:
                yield SCHEME_UNKNOWN.at(Where(path="scheme"), found=fact.scheme, expected="、".join(schemes))
            elif fact.grade not in grades:
                where, expected = Where(path="grade"), "、".join(grades)
                yield GRADE_UNKNOWN.at(where, scheme=fact.scheme, found=fact.grade, expected=expected)

    def _ahead(self, name: str, day: dt.date) -> Iterator[Problem]:
        if self.as_of is not None and day > self.as_of:
            yield AHEAD.at(Where(path=name), found=day, as_of=self.as_of)

    def _tags(self, index: int, cells: Cells) -> tuple[str, ...]:
        tags = tuple(dict.fromkeys(listed(cells.get(TAGS, ""))))
        where = self.place(REGISTER, index, TAGS)
        found = {tag: identifier_problem(tag, where) for tag in tags}
        self.problems.extend(problem for problem in found.values() if problem)
        return tuple(tag for tag, problem in found.items() if not problem)

    def _since(self, index: int, cells: Cells) -> dt.date | None:
        text = cells.get(SINCE, "")
        if not text.strip():
            return None
        day, where = parse_day(text), self.place(REGISTER, index, SINCE)
        if day is None:
            self.problems.append(NOT_DAY.at(where, found=text))
            return None
        self.problems.extend(attrs.evolve(problem, where=where) for problem in self._ahead(SINCE, day))
        return day
