"""The changes of a draw: its files hold them in a chain, and its task records the digest of each (clauses 二(六), 二(八)).

The files are outside: whoever acts on a draw, or publishes it, compares them with what the task recorded first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import attrs

from random_inspection.domain.changes import Change, Recusal, Replacement, Strike
from random_inspection.domain.plans import Task
from random_inspection.drawing.checks import OUT_OF_SEQUENCE
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import InvalidInput, Message, Where, refuse
from random_inspection.ports import BundleReader, BundleStore, Clock
from random_inspection.serialization import read_announcement, read_change
from random_inspection.workflows.draws import aftermath
from random_inspection.workflows.draws.bundles import change_names, read_anywhere

CHANGE_OTHER = Message(
    "bundle-other-change",
    "the change has the digest {found}, and the task {task!r} recorded {expected}; restore the file that was recorded",
    "变更的摘要为 {found}，而任务“{task}”登记的是 {expected}；请恢复原变更文件",
)
CHANGE_ABSENT = Message(
    "bundle-change-absent",
    "the change is not there, and the task {task!r} recorded it with the digest {expected}; restore the file",
    "缺少该变更文件，而任务“{task}”登记了它（摘要 {expected}）；请恢复该文件",
)
CHANGE_UNRECORDED = Message(
    "bundle-change-unrecorded",
    "the task {task!r} did not record this change ({entry}); where an act was broken off, do that very act again, with the "
    "same reason; otherwise find out who wrote the file",
    "任务“{task}”没有登记该变更（{entry_zh}）；如系办理时中断，请以同样的理由重新办理同一事项，否则请查明由谁写入",
)
ANNOUNCEMENT = "announcement.json"
_FIELDS: dict[type[Any], tuple[str, ...]] = {
    Strike: ("target_id",),
    Recusal: ("target_id", "inspector_id"),
    Replacement: ("target_id", "seat", "inspector_id"),
}
_WRITERS: dict[type[Any], Callable[..., Change]] = {
    Strike: aftermath.strike_out,
    Recusal: aftermath.recuse,
    Replacement: aftermath.replace,
}
_WORDS = {Strike: ("strike", "剔除"), Recusal: ("recusal", "回避"), Replacement: ("replacement", "更换")}


@attrs.frozen
class Step:
    """What a person decides of a change; the protocol's rule decides the rest.

    Attributes:
        kind: a strike, a recusal or a replacement.
        about: the target, and where it is about one the seat, and the inspector.
        reason: why; one line, for the public.
    """

    kind: type[Any]
    about: tuple[str, ...]
    reason: str

    @classmethod
    def of(cls, change: Change) -> Step:
        """Return what somebody decided of a change that was written."""
        return cls(type(change), tuple(getattr(change, name) for name in _FIELDS[type(change)]), change.reason)

    def write(self, bundle: BundleStore, clock: Clock) -> None:
        """Write the change as the next entry of the chain."""
        _WRITERS[self.kind](*self.about, reason=self.reason, store=bundle, clock=clock)


@attrs.frozen(kw_only=True)
class Entries:
    """The changes in the files of a draw, compared with what its task recorded.

    Attributes:
        task: the task.
        changes: all of them, in their order; those that the task recorded come first.
        digests: their digests.
    """

    task: Task
    changes: tuple[Change, ...]
    digests: tuple[str, ...]

    @property
    def recorded(self) -> tuple[Change, ...]:
        """The changes that the task recorded."""
        return self.changes[: len(self.task.changes)]

    def check_begun(self, steps: Sequence[Step]) -> int:
        """Return how many of `steps` were written and not recorded, because a program ended in between.

        Raises:
            InvalidInput: something else was written, and the task did not record it.
        """
        begun = self.changes[len(self.recorded) :]
        strange = [
            CHANGE_UNRECORDED.at(
                Where(file=f"change-{number:04}.json"),
                task=self.task.task_id,
                entry=f"{_WORDS[type(change)][0]}, {', '.join((*Step.of(change).about, change.reason))}",
                entry_zh=f"{_WORDS[type(change)][1]}，{'，'.join((*Step.of(change).about, change.reason))}",
            )
            for number, change in enumerate(begun, start=len(self.recorded) + 1)
            if Step.of(change) not in steps[number - len(self.recorded) - 1 : number - len(self.recorded)]
        ]
        if strange:
            raise InvalidInput(*strange)
        return len(begun)


def entries_in(task: Task, bundle: BundleReader) -> Entries:
    """Return the changes in the files of a task's draw.

    Clause: 二(八) 留痕

    Raises:
        InvalidInput: one that the task recorded is not there, or is another one; or one cannot be read. All findings.
    """
    names = change_names(bundle)
    called = {name for name in bundle.names("public") | bundle.names("sealed") if name.startswith("change-")}
    problems = [OUT_OF_SEQUENCE.at(files="、".join(sorted(called - set(names))))] if called - set(names) else []
    files = [(name, read_anywhere(bundle, name) or b"") for name in names]
    digests = _digests([data for _, data in files], bundle)
    for number, expected in enumerate(task.changes, start=1):
        where, found = Where(file=f"change-{number:04}.json"), digests[number - 1 : number]
        if not found:
            problems.append(CHANGE_ABSENT.at(where, task=task.task_id, expected=expected))
        elif found[0] != expected:
            problems.append(CHANGE_OTHER.at(where, task=task.task_id, found=found[0], expected=expected))
    refuse(problems)
    return Entries(task=task, changes=tuple(read_change(data, file=name) for name, data in files), digests=digests)


def _digests(files: Sequence[bytes], bundle: BundleReader) -> tuple[str, ...]:
    if not files:
        return ()
    announcement = read_announcement(bundle.read("public", ANNOUNCEMENT), file=ANNOUNCEMENT)
    return tuple(digest_of(data, announcement.digest) for data in files)


def carry_out(
    task: Task, bundle: BundleStore, steps: Sequence[Step], *, clock: Clock
) -> tuple[Task, tuple[Change, ...]]:
    """Return the task with the changes recorded, and all changes, after `steps` are written that were not yet.

    Raises:
        InvalidInput: the files do not hold what the task recorded and, at most, the first of `steps`.
        AlreadyDone: somebody else recorded another change at the same time.
        StorageFailed: a store failed; the same steps again complete what was begun.
    """
    begun = entries_in(task, bundle).check_begun(steps)
    for step in steps[begun:]:
        step.write(bundle, clock)
    found = entries_in(task, bundle)
    found.check_begun(steps)
    return attrs.evolve(task, changes=found.digests), found.changes
