"""The trail as it is read: the story of a record, what an event changed, and the check of the whole (clause 二(八))."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import attrs

from random_inspection.domain.acts import Act, Changed, Event, Subject
from random_inspection.domain.archives import ArchiveKind, archive_key
from random_inspection.domain.fieldwork import Evidence
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.notices import Notice
from random_inspection.domain.recusals import PlatformSubstitution, RecusalRequest
from random_inspection.domain.reports import Report
from random_inspection.errors import Lang
from random_inspection.ports import Kept, Store, Stored, Unit
from random_inspection.proofs.canonical import parsed
from random_inspection.rules.casework.dues import BEIJING
from random_inspection.serialization.blocks import kind_in
from random_inspection.serialization.records import KINDS, kind_named, kind_of, read_record
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.acts import found_in

_TITLES = {**{kind.name: kind.title for kind in KINDS}, "register": "名录", "figures": "抽查数据"}
_MEMBERS = {
    "announcement": "公告",
    "approach": "检查方式",
    "approved": "批准",
    "archived": "归档",
    "attempts": "送达",
    "cancelled": "取消",
    "changes": "抽取后变更",
    "closed": "办结",
    "conclusions": "检查结论",
    "confirmed": "确认",
    "decision": "决定",
    "disposals": "后续处置",
    "disposed": "后续处置办结",
    "draw": "抽取",
    "emergency": "紧急检查",
    "entry": "开始检查",
    "movement": "变动",
    "notice": "行政检查通知书",
    "on": "日期",
    "receipt": "公示核对",
    "record": "现场检查记录",
    "referral": "移交",
    "settlement": "处理",
    "source": "来源",
    "struck": "剔除",
    "team": "检查组",
    "told": "告知结果",
    "value": "内容",
}
"""What officials call members of records that acts change; others go by their own names."""


@attrs.frozen(kw_only=True)
class Difference:
    """What a version of a record has other than the one before it.

    Attributes:
        kind: the kind of record.
        key: its key.
        version: its version.
        before: its state before; None where it was new, or has no states.
        after: its state since; None where it has no states.
        members: the members that are other than before, by their names in the record; none of the first version.
        erased: whether its content was deleted by law.
    """

    kind: str
    key: str
    version: int
    before: str | None = None
    after: str | None = None
    members: tuple[str, ...] = ()
    erased: bool = False

    def text(self, lang: Lang = "zh") -> str:
        """Return it in one line: the state before and after, then the members."""
        moved = f"{self.before or '—'} → {self.after}" if self.before != self.after else ""
        if lang == "en":
            head, colon, names = f"{self.kind} {self.key} v{self.version}", ": ", ", ".join(self.members)
            ends = f" ({names})" if names else " (content deleted by law)" if self.erased else ""
        else:
            head, colon = f"{_title(self.kind)} {self.key} 第{self.version}版", "："
            names = "、".join(_MEMBERS.get(name, name) for name in self.members)
            ends = f"（{names}）" if names else "（内容已依法删除）" if self.erased else ""
        return f"{head}{colon if moved else ''}{moved}{ends}"


@attrs.frozen(kw_only=True)
class Step:
    """One event of a story.

    Attributes:
        seq: number of the event on the trail, from 0.
        event: who, when, what.
        changes: what it changed in the records of the story.
    """

    seq: int
    event: Event
    changes: tuple[Difference, ...]

    def text(self, lang: Lang = "zh") -> str:
        """Return it in words: when in Beijing time, who, what, on what."""
        event, subject = self.event, self.event.subject
        when = f"{event.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
        roles = ("、" if lang == "zh" else ", ").join(event.roles)
        if lang == "zh":
            head = f"{when}  {event.actor}（{roles}）{event.act}  [{_title(subject.kind)} {subject.key}]"
        else:
            head = f"{when}  {event.actor} ({roles}): {_english(event.act)}  [{subject.kind} {subject.key}]"
        return "\n".join((head, *(f"    {one.text(lang)}" for one in self.changes)))


def _title(kind: str) -> str:
    """Return what officials call what an event is about; acts may be about more than records."""
    return _TITLES.get(kind, kind)


def _english(act: str) -> str:
    return next((one.name.replace("_", " ").lower() for one in Act if one == act), act)


def inspection_story(inspection_id: str, *, store: Store) -> tuple[Step, ...]:
    """Return everything that happened to an inspection: its own events, those of its task, and of everything about it.

    Clause: 二(八) 追溯

    About it are its evidence, its notices with every delivery, its summary, its archive, and who was asked to stay away.

    Raises:
        NotStored: there is no such inspection.
    """
    with store.view() as view:
        inspection = found_in(view, Inspection, inspection_id).value
        subjects = [
            Subject(kind="inspection", key=inspection_id),
            Subject(kind="task", key=inspection.task_id),
            *_subjects(view.records.find(Evidence, inspection=inspection_id)),
            *_subjects(view.records.find(Notice, subject=f"inspection {inspection_id}")),
            *_subjects(view.records.find(Report, inspection=inspection_id)),
            *_subjects(view.records.find(RecusalRequest, inspection=inspection_id)),
            *_subjects(view.records.find(PlatformSubstitution, inspection=inspection_id)),
            Subject(kind="archive", key=archive_key(ArchiveKind.INSPECTION, inspection_id)),
        ]
        return tuple(_story(view, subjects))


def story(subject: Subject, *, store: Store) -> tuple[Step, ...]:
    """Return the events about one record, in their order; none where the trail knows nothing of it.

    Clause: 二(八) 追溯
    """
    with store.view() as view:
        return tuple(_story(view, [subject]))


def _subjects(found: Iterable[Stored[Any]]) -> Iterator[Subject]:
    for stored in found:
        kind = kind_of(type(stored.value))
        yield Subject(kind=kind.name, key=kind.key(stored.value))


def _story(view: Unit, subjects: Sequence[Subject]) -> Iterator[Step]:
    wanted = {(subject.kind, subject.key) for subject in subjects}

    @cache
    def versions(kind: str, key: str) -> tuple[Kept, ...]:
        return tuple(view.versions.versions(kind, key))

    for seq in sorted({seq for subject in subjects for seq in view.trail.about(subject)}):
        (data,) = view.trail.leaves(seq, seq + 1)
        _, event = read_leaf(data)
        changes = (
            _difference(versions(kind, key), kind, key, one.version)
            for one in event.changes
            for kind, key in _meant(versions, one, wanted)
        )
        yield Step(seq=seq, event=event, changes=tuple(changes))


def _meant(
    versions: Callable[[str, str], Iterable[Kept]], change: Changed, wanted: Collection[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield those of the records that are `wanted` which a change wrote, alone or in a block."""
    inner = kind_in(change.kind)
    for kind, key in sorted(wanted):
        if (inner is None and (kind, key) == (change.kind, change.key)) or (
            inner == kind and any(one.block == change.key for one in versions(kind, key))
        ):
            yield kind, key


def _difference(versions: Iterable[Kept], kind: str, key: str, version: int) -> Difference:
    """Return what a version of a record has other than the one before it."""
    kept = {one.version: one for one in versions}
    before, after = _members(kept.get(version - 1)), _members(kept.get(version))
    if after is None:
        return Difference(kind=kind, key=key, version=version, erased=True)
    names = sorted({*after, *(before or {})}) if version > 1 else ()
    return Difference(
        kind=kind,
        key=key,
        version=version,
        before=_state(kind, kept.get(version - 1)),
        after=_state(kind, kept.get(version)),
        members=tuple(name for name in names if (before or {}).get(name) != after.get(name)),
    )


def _members(kept: Kept | None) -> dict[str, Any] | None:
    if kept is None or kept.data is None:
        return None
    plain: Any = parsed(kept.data)
    return dict(plain["value"])


def _state(kind: str, kept: Kept | None) -> str | None:
    if kept is None or kept.data is None:
        return None
    return getattr(read_record(kept.data, kind_named(kind).type), "state", None)
