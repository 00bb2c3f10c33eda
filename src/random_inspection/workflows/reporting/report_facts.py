"""What the office's own registers say for its reports: names of items and people, and districts of targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from random_inspection.domain.registers import AdoptedItems, InspectorEntry, TargetEntry
from random_inspection.ports import Store
from random_inspection.workflows.reporting.reports import RegisterFacts


def register_facts(*, store: Store, targets: Iterable[str], classes: Mapping[str, str] | None = None) -> RegisterFacts:
    """Return the names of items and people, and the districts of `targets`, as the registers had them last.

    Args:
        store: where the registers are.
        targets: whom the report is about, by identifier.
        classes: risk classes of targets by identifier, for internal reports alone; the registers do not keep them.
    """
    with store.view() as view:
        lists = sorted((one.value.value for one in view.records.find(AdoptedItems)), key=lambda one: one.in_force_from)
        people = {one.value.value.inspector_id: one.value.value.name for one in view.records.find(InspectorEntry)}
        entries = [view.records.get(TargetEntry, one) for one in targets]
    found = [entry.value.value for entry in entries if entry is not None]
    return RegisterFacts(
        items={item.code: item.name for one in lists for item in one.items},
        people=people,
        districts={target.target_id: target.district for target in found if target.district is not None},
        classes=classes or {},
    )
