"""What an office's list and directories say to the draw of a task: nobody gets into it past them (clause 三(一))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import attrs

from random_inspection.domain.identifiers import canonical_target_id, folded
from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.items import InspectionItem, ItemList
from random_inspection.domain.legal import Repeal
from random_inspection.domain.plans import Task
from random_inspection.domain.registers import InspectorEntry, TargetEntry
from random_inspection.domain.targets import Target
from random_inspection.errors import Message, Problem, Where
from random_inspection.ports import Stored, Unit
from random_inspection.rules.admission.eligibility import Occasion, Open, Subject, TargetRule, admit
from random_inspection.rules.admission.listed_items import ForKind, Listed, basis_grounds
from random_inspection.rules.casework.task_moves import unlisted
from random_inspection.rules.grounds import Ground, Window
from random_inspection.rules.inspectors.qualification import (
    CERTIFIED,
    TOO_FEW_CERTIFIED,
    Certified,
    InScope,
    InspectorRule,
    OnDuty,
    Qualification,
    Qualified,
    Trained,
    for_item,
    qualify,
)
from random_inspection.rules.recusals.recusal import AnyOf, Scene, recuse
from random_inspection.rules.recusals.recusal_rules import declared_interests
from random_inspection.workflows.directories.registers import adopted_lists, entry_on
from random_inspection.workflows.inputs.rosters import HOLDS, ID, REASON, TARGET
from random_inspection.workflows.inputs.tables import SpecDocument, Table, listed

V = TypeVar("V", Target, Inspector)

NO_BASIS = Message(
    "task-item-without-basis",
    "the item {item!r} may not be inspected: {why}; adopt a list without it, and cancel the task in the open",
    "不得检查事项“{item}”：{why_zh}；请采用不含该事项的清单，并公开取消任务",
)
TARGET_ABSENT = Message(
    "task-target-not-in-directory",
    "{found!r} is not in the directory of targets on {day}; correct the code, enter the target there, or take it out",
    "检查对象名录库中（{day}）没有“{found}”；请更正代码、先登记入库，或删除该行",
)
TARGET_OUT = Message(
    "task-target-out-of-scope",
    "{found!r} may not be drawn for {items}: {why}; take it out",
    "“{found}”不能因{items}被抽取：{why_zh}；请删除该行",
)
TARGET_NAME = Message(
    "task-target-name-other",
    "{target!r} is called {found!r}, and the directory of targets never called it so ({expected!r}); correct the name or "
    "the code",
    "“{target}”的名称写为“{found}”，检查对象名录库从未使用该名称（现为“{expected}”）；请更正名称或代码",
)
INSPECTOR_ABSENT = Message(
    "task-inspector-not-in-directory",
    "{found!r} is not in the directory of inspectors on {day}; correct the identifier, enter them there, or take them out",
    "检查人员名录库中（{day}）没有“{found}”；请更正编号、先登记入库，或删除该行",
)
INSPECTOR_OUT = Message(
    "task-inspector-not-qualified",
    "{found!r} may not inspect {items}: {why}; take them out",
    "“{found}”不能检查{items}：{why_zh}；请删除该行",
)
HOLDS_MORE = Message(
    "task-inspector-holds",
    "{found!r} is said to hold {more}, and by the directory holds {expected}; correct the row or the directory",
    "表中称“{found}”具备{more}，而名录库记载其具备{expected}；请更正该行或名录库",
)
ITEM_WITHOUT_SEAT = Message(
    "task-item-without-seat",
    "not everybody listed may inspect {item}, and no seat requires {required!r}; add it to a seat, so that each team has "
    "somebody for the item",
    "名单中并非人人可检查事项{item}，又没有要求“{required}”的席位；请在席位要求中增加，使每个检查组都有人可检查该事项",
)
NOT_RECUSED = Message(
    "task-interest-not-recused",
    "{inspector!r} has an interest in {target!r} ({why}), and the recusals do not keep them apart; add the pair",
    "“{inspector}”与“{target}”有利害关系（{why_zh}），回避表中没有这一对；请补充",
)
ACTIVE = "存续"


def listed_items(unit: Unit, day: dt.date) -> Mapping[str, InspectionItem]:
    """Return the items of the list by code, as the versions that began by `day` had them last."""
    begun = [one for one in adopted_lists(unit) if one.in_force_from <= day]
    return {item.code: item for one in begun for item in one.items}


def target_for(unit: Unit, stored: Stored[TargetEntry], task: Task) -> Target | None:
    """Return a target as it is in the directory on a task's first day, with the groups that it was put into since.

    None where it is not in the directory on that day.
    """
    entry = entry_on(unit, stored, task.first_day)
    if entry is None or not entry.present:
        return None
    tags = dict.fromkeys((*entry.value.tags, *stored.value.value.tags))
    return attrs.evolve(entry.value, tags=tuple(tags))


def is_called(unit: Unit, stored: Stored[TargetEntry], name: str) -> bool:
    """Return whether the directory calls a target so, or did once; width and case make no difference."""
    earlier = (unit.records.get(TargetEntry, stored.value.key, version=one) for one in range(stored.version - 1, 0, -1))
    entries = (stored, *(one for one in earlier if one is not None))
    return any(folded(one.value.value.name) == folded(name.strip()) for one in entries)


def inspector_for(unit: Unit, stored: Stored[InspectorEntry], task: Task) -> Inspector | None:
    """Return an inspector as they are in the directory on a task's first day, with the interests declared since.

    Clause: 二(五) 回避

    None where they are not in the directory on that day. When an interest became known says nothing about when it began:
    each has its own days, so one that was declared after the first day counts as well.
    """
    entry = entry_on(unit, stored, task.first_day)
    if entry is None or not entry.present:
        return None
    interests = dict.fromkeys((*entry.value.interests, *stored.value.value.interests))
    return attrs.evolve(entry.value, interests=tuple(interests))


def target_rules(lists: Iterable[ItemList]) -> list[TargetRule]:
    """Return the rules by which a target of the directory may be drawn for an item of these versions of the list."""
    return [Open(), Subject(), *(ForKind(listed=Listed(items=one)) for one in lists)]


def inspector_rules(trained_months: int) -> list[InspectorRule]:
    """Return the rules by which an inspector of the directory may inspect an item, with a training as old as this at most."""
    return [OnDuty(), Certified(), InScope(), Qualified(), Trained(months=trained_months)]


def lists_for(task: Task, lists: Iterable[ItemList]) -> list[ItemList]:
    """Return the versions of the list that are in force on a task's first day."""
    first = Window.on(task.first_day)
    return [one for one in lists if first.within(one.in_force_from, one.in_force_to)]


def items_of(task: Task, lists: Iterable[ItemList]) -> list[InspectionItem]:
    """Return a task's items as these versions of the list have them."""
    listing = [Listed(items=one) for one in lists]
    return [item for code in task.items for one in listing if (item := one.get(code)) is not None]


def least_items(task: Task) -> int:
    """Return how many of a task's items an inspector may inspect at least: in a joint task each agency has its own."""
    return 1 if len(task.agencies) > 1 else len(task.items)


def directory_problems(
    unit: Unit, document: SpecDocument, task: Task, *, trained_months: int, repeals: tuple[Repeal, ...]
) -> list[Problem]:
    """Return everything in a specification that the office's list and directories speak against, each in its cell.

    Clause: 三(一) 计划, 二(二) 调整, 二(三) 依据, 二(五) 培训, 二(五) 回避

    Every item is in the list still, and has its power to inspect, to the last day of the inspections. On the first day every
    target is in the directory under this name and in the scope of each item, unless the specification strikes it out by its status; every
    inspector is there, may inspect each item, and holds what the table says; who has declared an interest is in the recusals;
    two seats require a certificate. In a joint task an inspector may inspect one of the items at least, and every item has
    somebody in each team.

    Args:
        unit: where the directories are.
        document: the specification.
        task: the task.
        trained_months: how old a training may be.
        repeals: provisions that fell away and are in the list still.
    """
    adopted = adopted_lists(unit)
    found = _Asked(unit=unit, document=document, task=task, lists=lists_for(task, adopted))
    targets, inspectors = found.targets(), found.inspectors()
    return [
        *unlisted(task.items, adopted, found.window),
        *found.basis_problems(repeals),
        *found.target_problems(targets),
        *found.name_problems(),
        *found.inspector_problems(inspectors, trained_months),
        *found.recusal_problems(targets, inspectors),
        *found.seat_problems(),
    ]


@attrs.frozen(kw_only=True)
class _Row:
    """A row of a table that names somebody.

    Attributes:
        key: the identifier.
        where: its cell.
        cells: the row.
    """

    key: str
    where: Where
    cells: Mapping[str, str]


@attrs.frozen(kw_only=True)
class _Asked:
    unit: Unit
    document: SpecDocument
    task: Task
    lists: Sequence[ItemList]

    def _seats(self) -> list[Mapping[str, object]]:
        team = self.document.settings.get("team")
        return [one for one in team if isinstance(one, Mapping)] if isinstance(team, list | tuple) else []

    @property
    def window(self) -> Window:
        return Window(first=self.task.first_day, last=self.task.last_day)

    def _setting(self, section: str, name: str) -> str | None:
        settings = self.document.settings.get(section)
        found = settings.get(name) if isinstance(settings, Mapping) else None
        return found if isinstance(found, str) else None

    def _rows(self, table: Table | None, column: str | None) -> Iterator[_Row]:
        if table is None or column not in table.columns:
            return
        for row in table.rows:
            key = canonical_target_id(row.cells[column])
            yield _Row(key=key, where=table.where(row.number, column), cells=row.cells)

    def _targets_listed(self) -> Iterator[_Row]:
        """Yield the rows of the targets that the specification does not strike out itself."""
        status = self._setting("targets", "status")
        for row in self._rows(self.document.tables.get("targets"), self._setting("targets", "id")):
            if status is None or row.cells.get(status, ACTIVE).strip() == ACTIVE:
                yield row

    def _inspectors_listed(self) -> Iterator[_Row]:
        return self._rows(self.document.tables.get("inspectors"), ID)

    def targets(self) -> dict[str, Target]:
        """Return the targets of the table that are in the directory."""
        found = ((row.key, self.unit.records.get(TargetEntry, row.key)) for row in self._targets_listed())
        entries = ((key, target_for(self.unit, stored, self.task)) for key, stored in found if stored)
        return {key: entry for key, entry in entries if entry is not None}

    def inspectors(self) -> dict[str, Inspector]:
        """Return the inspectors of the table that are in the directory."""
        found = ((row.key, self.unit.records.get(InspectorEntry, row.key)) for row in self._inspectors_listed())
        entries = ((key, inspector_for(self.unit, stored, self.task)) for key, stored in found if stored)
        return {key: entry for key, entry in entries if entry is not None}

    def basis_problems(self, repeals: Sequence[Repeal]) -> Iterator[Problem]:
        """Yield the items that have no power to inspect any more."""
        for item in items_of(self.task, self.lists):
            for ground in basis_grounds(item, repeals, self.window.last):
                words = _words([ground])
                yield NO_BASIS.at(Where(path=f"items[{self.task.items.index(item.code)}]"), item=item.code, **words)

    def target_problems(self, known: Mapping[str, Target]) -> Iterator[Problem]:
        """Yield who is not in the directory, and who is out of the scope of one of the items."""
        rules = target_rules(self.lists)
        occasion = Occasion(agency=self.task.agencies[0], window=self.window)
        out = {
            one.target_id: one.grounds
            for one in admit(known.values(), self.task.items, rules, occasion)
            if len(one.items) < len(self.task.items)
        }
        yield from self._against(self._targets_listed(), known, TARGET_ABSENT, TARGET_OUT, out)

    def name_problems(self) -> Iterator[Problem]:
        """Yield who is called otherwise than in the directory: the public would read of somebody else."""
        column, table = self._setting("targets", "name"), self.document.tables.get("targets")
        for row in self._targets_listed():
            called = row.cells.get(column or "", "").strip()
            stored = self.unit.records.get(TargetEntry, row.key) if called else None
            if stored is not None and table is not None and not is_called(self.unit, stored, called):
                where = attrs.evolve(row.where, column=table.where(None, column).column)
                yield TARGET_NAME.at(where, target=row.key, found=called, expected=stored.value.value.name)

    def inspector_problems(self, known: Mapping[str, Inspector], trained_months: int) -> Iterator[Problem]:
        """Yield who is not in the directory, may not inspect one of the items, or holds less than the table says."""
        items = items_of(self.task, self.lists)
        found = qualify(known.values(), items, inspector_rules(trained_months), self.window) if items else ()
        least = least_items(self.task)
        out = {one.inspector_id: one.grounds for one in found if len(one.items) < least}
        yield from self._against(self._inspectors_listed(), known, INSPECTOR_ABSENT, INSPECTOR_OUT, out)
        yield from self._item_problems([one for one in found if one.inspector_id not in out])
        holds = {one.inspector_id: one.holds for one in found}
        for row in self._inspectors_listed():
            more = [one for one in listed(row.cells[HOLDS]) if one not in holds.get(row.key, (one,))]
            if more:
                expected = "、".join(holds[row.key]) or "—"
                yield HOLDS_MORE.at(row.where, found=row.key, more="、".join(more), expected=expected)

    def _item_problems(self, able: Sequence[Qualification]) -> Iterator[Problem]:
        """Yield the items that a team might have nobody for: not all who are left may inspect them, and no seat asks."""
        asked = {one for seat in self._seats() for one in _required(seat)}
        for item in items_of(self.task, self.lists):
            if for_item(item.code) not in asked and not all(item.code in one.items for one in able):
                yield ITEM_WITHOUT_SEAT.at(self.document.where("team"), item=item.code, required=for_item(item.code))

    def _against(
        self,
        rows: Iterator[_Row],
        known: Collection[str],
        absent: Message,
        out_of: Message,
        out: Mapping[str, Sequence[Ground]],
    ) -> Iterator[Problem]:
        for row in rows:
            if row.key not in known:
                yield absent.at(row.where, found=row.key, day=self.task.first_day)
            elif row.key in out:
                items = "、".join(self.task.items)
                yield out_of.at(row.where, found=row.key, items=items, **_words(out[row.key]))

    def recusal_problems(self, targets: Mapping[str, Target], inspectors: Mapping[str, Inspector]) -> Iterator[Problem]:
        """Yield every declared interest that no recusal of the specification answers."""
        table = self.document.tables.get("recusals")
        kept = {(row.key, row.cells[ID]) for row in self._rows(table, TARGET)} if table else set()
        scene = Scene.of(targets.values(), inspectors.values(), self.window)
        where = table.where(None, REASON) if table else self.document.where("inspectors.recusals")
        for one in recuse(AnyOf(rules=declared_interests()), scene).pairs:
            if (one.target_id, one.inspector_id) not in kept:
                words = _words(one.grounds)
                yield NOT_RECUSED.at(where, inspector=one.inspector_id, target=one.target_id, **words)

    def seat_problems(self) -> Iterator[Problem]:
        """Yield that fewer than two seats require a certificate."""
        count = sum(CERTIFIED in _required(seat) for seat in self._seats())
        if count < 2:  # noqa: PLR2004  (行政处罚法第四十二条)
            yield TOO_FEW_CERTIFIED.at(self.document.where("team"), count=count)


def _required(seat: Mapping[str, object]) -> Sequence[object]:
    requires = seat.get("requires")
    return requires if isinstance(requires, list | tuple) else ()


def _words(grounds: Sequence[Ground]) -> dict[str, str]:
    return {
        "why": "; ".join(one.text("en") for one in grounds),
        "why_zh": "；".join(one.text("zh") for one in grounds),
    }
