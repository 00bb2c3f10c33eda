"""What the office's own registers say for its reports: names of items and people, and districts of targets."""

from __future__ import annotations

from collections.abc import Mapping

from random_inspection.domain.registers import AdoptedItems, InspectorEntry, TargetEntry
from random_inspection.ports import Store
from random_inspection.workflows.reporting.reports import RegisterFacts


def register_facts(*, store: Store, classes: Mapping[str, str] | None = None) -> RegisterFacts:
    """Return the names and districts of everything that is or was in the registers, as it stood last.

    Args:
        store: where the registers are.
        classes: risk classes of targets by identifier, for internal reports alone; the registers do not keep them.
    """
    with store.view() as view:
        lists = sorted((one.value.value for one in view.records.find(AdoptedItems)), key=lambda one: one.in_force_from)
        people = {one.value.value.inspector_id: one.value.value.name for one in view.records.find(InspectorEntry)}
        targets = [one.value.value for one in view.records.find(TargetEntry)]
    return RegisterFacts(
        items={item.code: item.name for one in lists for item in one.items},
        people=people,
        districts={target.target_id: target.district for target in targets if target.district is not None},
        classes=classes or {},
    )
