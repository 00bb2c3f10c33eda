"""The public list of the targets that a task may draw (名单), from its announced frame and the directory."""

from __future__ import annotations

from random_inspection.domain.plans import Task
from random_inspection.domain.registers import TargetEntry
from random_inspection.ports import Bundles, Store
from random_inspection.rules.coverage_of_year.batches import BLANK
from random_inspection.rules.openness.public_views import PublicTarget
from random_inspection.workflows.acts import found_in
from random_inspection.workflows.casework.drawn_tasks import announced_files, check_announcement
from random_inspection.workflows.draws.risk_draws import SALT_STRATUM

_NOBODY = frozenset({SALT_STRATUM, BLANK})
"""The strata of a frame in which no target is: that of its salt, and that of the blank lot."""


def frame_list(task_id: str, *, store: Store, bundles: Bundles) -> tuple[PublicTarget, ...]:
    """Return the targets of a task's frame, as the directory names them; none where it is drawn elsewhere.

    Args:
        task_id: the task.
        store: the records.
        bundles: the files of the draws.

    Raises:
        NotStored: there is no such task, or the directory lacks a target of the frame.
        InvalidInput: the announcement or the frame is not the one that the task recorded.
    """
    with store.view() as view:
        task = found_in(view, Task, task_id).value
        if task.announcement is None:
            return ()
        opened = announced_files(bundles.of(task.announcement.draw_id))
        check_announcement(task, opened)
        listed = opened.frame.value if opened.frame is not None and opened.frame.value is not None else ()
        found = []
        for target_id, stratum in listed:
            if stratum in _NOBODY:
                continue
            target = found_in(view, TargetEntry, target_id).value.value
            found.append(PublicTarget(name=target.name, code=target_id, authority=target.registration_authority))
        return tuple(found)
