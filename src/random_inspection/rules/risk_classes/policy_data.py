"""Reads a risk policy from decoded data: tables, lists, text and numbers, as TOML and JSON have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, TypeVar

import attrs

from random_inspection.domain.fields import NOT_FRACTION, RATIO_RANGE, parse_fraction
from random_inspection.domain.targets import GRADES
from random_inspection.domain.validators import repeated
from random_inspection.errors import InvalidInput, Message, Problem, Where
from random_inspection.rules.coverage_of_year.terms import ClassTerms, order_problems
from random_inspection.rules.risk_classes.risk import Complaints, Condition, Grade, GradeScheme, Violations
from random_inspection.rules.risk_classes.risk_policy import ItemTerms, RiskPolicy
from random_inspection.rules.risk_classes.risk_rules import RiskRule, rule_problems
from random_inspection.rules.risk_classes.risk_states import Listed, Tagged, Uninspected

NOT_TABLE = Message(
    "policy-not-table", "found {found!r}, expected a table with members", "应为带成员的表，实为 {found!r}"
)
NOT_LIST = Message("policy-not-list", "found {found!r}, expected a list", "应为列表，实为 {found!r}")
MISSING = Message("policy-member-missing", "the member is missing; add it", "缺少该项；请补上")
UNKNOWN = Message(
    "policy-member-unknown",
    "nobody knows this member; remove it, or use one of {known}",
    "未知的项；请删除，或改用以下之一：{known}",
)
NOT_TRUE = Message("policy-not-true", "found {found!r}, expected true, or nothing", "应为 true 或不填，实为 {found!r}")
SCHEME_UNKNOWN = Message(
    "policy-scheme-unknown",
    "no scheme of grades is named {found!r}, but {expected}; correct the name, or add it under schemes, best grade first",
    "没有名为“{found}”的评价体系，只有{expected}；请更正名称，或在 schemes 中列出其等级（由好到差）",
)
SCHEME_NATIONAL = Message(
    "policy-scheme-known",
    "the scheme {found!r} is there already, with the grades {expected}; take it out",
    "评价体系“{found}”已经存在，等级为{expected}；请删除此处",
)

_SCHEMES = {name: GradeScheme(name=name, grades=grades) for name, grades in GRADES.items()}
_CLASS = {"name", "proportion", "weight", "at_least", "at_most"}
_MEMBERS = {"version", "otherwise", "classes", "schemes", "rules", "items", "floor"}
_ITEM = {"item", "basis", "classes", "at_least", "at_most"}
_RENAMED = {"risk_class": "class", "grade": "from", "when": ""}
"""Members that have other names in the data."""
_CONDITIONS = ("complaints", "violations", "grade", "listed", "uninspected", "tags")

_Made = TypeVar("_Made")


def policy_of(data: object, *, file: str) -> RiskPolicy:
    """Return the policy in decoded data.

    Its members (``?``: may be left out)::

        version, otherwise, floor? = "1/400"
        [[classes]]   name, proportion = "5%" | weight = 3, at_least? = 1, at_most? = 2        by rising risk
        [[schemes]]?  name, grades = ["…"]                                                     best first
        [[rules]]     class, basis, and one or more of:
                      complaints = {over, months}, violations = {over, months, serious?}, grade = {scheme, from, months},
                      listed = true, uninspected = {months}, tags = ["…"]
        [[items]]?    item, basis, and one or more of: classes = [{as above}], at_least, at_most

    Args:
        data: the data.
        file: its name, for messages.

    Raises:
        InvalidInput: every finding, with its path.
    """
    reader = _Reader()
    policy = reader.policy(data)
    if reader.problems or policy is None:
        where = [attrs.evolve(problem, where=attrs.evolve(problem.where, file=file)) for problem in reader.problems]
        raise InvalidInput(*where)
    return policy


class _Reader:
    """Reads tables, and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.schemes = dict(_SCHEMES)

    def found(self, message: Message, path: str, **params: object) -> None:
        self.problems.append(message.at(Where(path=path), **params))

    def policy(self, data: object) -> RiskPolicy | None:
        table = self.table(data, "", _MEMBERS, needed={"version", "classes", "rules"})
        for at, entry in enumerate(self.entries(table, "schemes", "")):
            self.scheme(entry, f"schemes[{at}]")
        otherwise = table.get("otherwise")
        classes = self.all(table, "classes", "", self.terms)
        rules = self.all(table, "rules", "", self.rule)
        items = self.all(table, "items", "", self.item)
        members = {"version": table.get("version"), "otherwise": otherwise, "classes": classes, "rules": rules}
        if "floor" in table:
            members["floor"] = self.part(table["floor"], "floor")
        policy = self.made(RiskPolicy, "", **members, items=items)
        if policy is None:
            self.rest(table, classes, rules)
        return policy

    def rest(
        self, table: Mapping[str, Any], classes: tuple[ClassTerms | None, ...], rules: tuple[RiskRule | None, ...]
    ) -> None:
        """Check what can be checked of a policy that could not be read wholly."""
        entries = [entry for entry in table["classes"] if isinstance(entry, Mapping)] if classes else []
        names = [name for entry in entries if isinstance(name := entry.get("name"), str)]
        whole = [one for one in classes if one is not None]
        found = order_problems(whole) if len(whole) == len(classes) else repeated("classes", names)
        if names and len(names) == len(classes):
            found += rule_problems(names, rules, table.get("otherwise"))
        self.problems += [problem for problem in found if problem not in self.problems]

    def all(
        self, table: Mapping[str, Any], name: str, path: str, read: Callable[[object, str], Any]
    ) -> tuple[Any, ...]:
        entries = self.entries(table, name, path)
        return tuple(read(entry, f"{_below(path, name)}[{at}]") for at, entry in enumerate(entries))

    def terms(self, entry: object, path: str) -> ClassTerms | None:
        table = self.table(entry, path, _CLASS, needed={"name"})
        members = {name: value for name, value in table.items() if name in _CLASS}
        if "proportion" in members:
            members["proportion"] = self.part(members["proportion"], f"{path}.proportion")
        return self.made(ClassTerms, path, **members)

    def part(self, value: object, path: str) -> Fraction | None:
        fraction = parse_fraction(value)
        if fraction is None:
            self.found(NOT_FRACTION, path, found=value)
        elif fraction > 1:
            self.found(RATIO_RANGE, path, found=value)
        else:
            return fraction
        return None

    def scheme(self, entry: object, path: str) -> None:
        table = self.table(entry, path, {"name", "grades"}, needed={"name", "grades"})
        grades = tuple(self.entries(table, "grades", path))
        scheme = self.made(GradeScheme, path, name=table.get("name"), grades=grades)
        if scheme is None:
            return
        if known := self.schemes.get(scheme.name):
            self.found(SCHEME_NATIONAL, f"{path}.name", found=scheme.name, expected="、".join(known.grades))
        self.schemes.setdefault(scheme.name, scheme)

    def rule(self, entry: object, path: str) -> RiskRule | None:
        table = self.table(entry, path, {"class", "basis", *_CONDITIONS}, needed={"class", "basis"})
        when = tuple(self.condition(name, table[name], f"{path}.{name}") for name in _CONDITIONS if name in table)
        return self.made(RiskRule, path, risk_class=table.get("class"), basis=table.get("basis"), when=when)

    def condition(self, name: str, value: object, path: str) -> Condition | None:
        if name == "listed":
            if value is not True:
                self.found(NOT_TRUE, path, found=value)
            return Listed()
        if name == "tags":
            return self.tagged(value, path)
        if name == "grade":
            return self.grade(value, path)
        kinds: dict[str, Any] = {"complaints": Complaints, "violations": Violations, "uninspected": Uninspected}
        kind = kinds[name]
        members = {member.name: member.default is attrs.NOTHING for member in attrs.fields(kind)}
        needed = {member for member, must in members.items() if must}
        table = self.table(value, path, set(members), needed=needed)
        condition: Condition | None = self.made(kind, path, **{name: table[name] for name in members if name in table})
        return condition

    def tagged(self, value: object, path: str) -> Tagged | None:
        if not isinstance(value, list):
            self.found(NOT_LIST, path, found=value)
            return None
        before = len(self.problems)
        tagged: Tagged | None = self.tried(partial(Tagged, tags=tuple(value)), path.removesuffix(".tags"))
        return tagged if len(self.problems) == before else None

    def grade(self, value: object, path: str) -> Grade | None:
        table = self.table(value, path, {"scheme", "from", "months"}, needed={"scheme", "from", "months"})
        name = table.get("scheme")
        scheme = self.schemes.get(name) if isinstance(name, str) else None
        if scheme is None and "scheme" in table:
            self.found(SCHEME_UNKNOWN, f"{path}.scheme", found=name, expected="、".join(self.schemes))
        return self.made(Grade, path, scheme=scheme, grade=table.get("from"), months=table.get("months"))

    def item(self, entry: object, path: str) -> ItemTerms | None:
        table = self.table(entry, path, _ITEM, needed={"item", "basis"})
        members = {name: value for name, value in table.items() if name in _ITEM}
        return self.made(ItemTerms, path, **{**members, "classes": self.all(table, "classes", path, self.terms)})

    def table(
        self, value: object, path: str, known: set[str], needed: set[str] | frozenset[str] = frozenset()
    ) -> Mapping[str, Any]:
        """Return the members of a table; what is no table has none."""
        if not isinstance(value, Mapping):
            self.found(NOT_TABLE, path, found=value)
            return {}
        for name in value:
            if name not in known:
                self.found(UNKNOWN, _below(path, name), known=", ".join(sorted(known)))
        for name in sorted(needed - value.keys()):
            self.found(MISSING, _below(path, name))
        return value

    def entries(self, table: Mapping[str, Any], name: str, path: str) -> list[Any]:
        """Return the elements of a member; what is missing or no list has none."""
        value = table.get(name, [])
        if isinstance(value, list):
            return value
        self.found(NOT_LIST, _below(path, name), found=value)
        return []

    def made(self, kind: type[_Made], path: str, **members: Any) -> _Made | None:
        """Return the value, or None where something is wrong with it, at or below `path`."""
        given = {name: value for name, value in members.items() if not _failed(value)}
        checked: Any = kind
        for member in attrs.fields(checked):
            if member.name in given and member.validator is not None:
                self.tried(partial(member.validator, None, member, given[member.name]), path)
        if any(_within(problem.where.path or "", path) for problem in self.problems):
            return None
        made: _Made | None = self.tried(partial(kind, **given), path)
        return made

    def tried(self, make: Callable[[], Any], path: str) -> Any:
        try:
            return make()
        except InvalidInput as error:
            for problem in error.problems:
                inner = _RENAMED.get(problem.where.path or "", problem.where.path or "")
                self.problems.append(attrs.evolve(problem, where=Where(path=_below(path, inner))))
        return None


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path and name else f"{path}{name}"


def _within(inner: str, path: str) -> bool:
    return not path or inner == path or inner.startswith((f"{path}.", f"{path}["))


def _failed(value: object) -> bool:
    return value is None or (isinstance(value, tuple) and any(_failed(one) for one in value))
