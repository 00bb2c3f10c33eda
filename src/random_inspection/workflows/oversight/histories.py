"""The trail as it is read: the story of a record, what an event changed, and the check of the whole (clause 二(八))."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import attrs

from random_inspection.domain.acts import Act, Changed, Event, Subject
from random_inspection.domain.archives import ArchiveKind, archive_key
from random_inspection.domain.fieldwork import Evidence
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.notices import Notice
from random_inspection.domain.recusals import PlatformSubstitution, RecusalRequest
from random_inspection.domain.reports import Report
from random_inspection.errors import Lang, NotStored
from random_inspection.ports import Kept, Store, Stored, Unit
from random_inspection.proofs.canonical import parsed
from random_inspection.serialization.blocks import kind_in
from random_inspection.serialization.records import kind_named, kind_of, read_record
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.acts import NOT_THERE

ERASED = "（内容已依法删除）"


@attrs.frozen(kw_only=True)
class Step:
    """One event of a story.

    Attributes:
        seq: number of the event on the trail, from 0.
        event: who, when, what.
        changes: what it changed in the records of the story, one line each: the state before and after, and which
            members are other than before.
    """

    seq: int
    event: Event
    changes: tuple[str, ...]

    def text(self, lang: Lang = "zh") -> str:
        """Return it in words: when, who, what, on what."""
        event = self.event
        when = event.at.isoformat(sep=" ", timespec="minutes")
        roles = "、".join(event.roles)
        what = event.act if lang == "zh" else _english(event.act)
        head = f"{when}  {event.actor}（{roles}）{what}" if lang == "zh" else f"{when}  {event.actor} ({roles}): {what}"
        return "\n".join(
            (f"{head}  [{event.subject.kind} {event.subject.key}]", *(f"    {line}" for line in self.changes))
        )


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
        stored = view.records.get(Inspection, inspection_id)
        if stored is None:
            raise NotStored(NOT_THERE.at(kind="inspection", key=inspection_id))
        subjects = [
            Subject(kind="inspection", key=inspection_id),
            Subject(kind="task", key=stored.value.task_id),
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
    for seq in sorted({seq for subject in subjects for seq in view.trail.about(subject)}):
        (data,) = view.trail.leaves(seq, seq + 1)
        _, event = read_leaf(data)
        changes = (
            _difference(view, kind, key, one.version)
            for one in event.changes
            for kind, key in _meant(view, one, wanted)
        )
        yield Step(seq=seq, event=event, changes=tuple(changes))


def _meant(view: Unit, change: Changed, wanted: Collection[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield those of the records that are `wanted` which a change wrote, alone or in a block."""
    inner = kind_in(change.kind)
    for kind, key in sorted(wanted):
        if (inner is None and (kind, key) == (change.kind, change.key)) or (
            inner == kind and any(one.block == change.key for one in view.versions.versions(kind, key))
        ):
            yield kind, key


def _difference(view: Unit, kind: str, key: str, version: int) -> str:
    """Return what a version of a record has other than the one before it, in one line; of the first one the state alone."""
    kept = {one.version: one for one in view.versions.versions(kind, key)}
    before, after = _members(kept.get(version - 1)), _members(kept.get(version))
    head = f"{kind} {key} v{version}"
    if after is None:
        return f"{head} {ERASED}"
    states = [_state(kind, one) for one in (kept.get(version - 1), kept.get(version))]
    moved = f"：{states[0] or '—'} → {states[1]}" if states[0] != states[1] else ""
    if version == 1:
        return f"{head}{moved}"
    names = [name for name in sorted({*after, *(before or {})}) if (before or {}).get(name) != after.get(name)]
    return f"{head}{moved}（{'、'.join(names)}）"


def _members(kept: Kept | None) -> dict[str, Any] | None:
    if kept is None or kept.data is None:
        return None
    plain: Any = parsed(kept.data)
    return dict(plain["value"])


def _state(kind: str, kept: Kept | None) -> str | None:
    if kept is None or kept.data is None:
        return None
    return getattr(read_record(kept.data, kind_named(kind).type), "state", None)
