"""Results in the columns of the national platform (协同监管平台): to hand in there, and to compare with what it shows."""

from __future__ import annotations

from collections.abc import Iterator

from random_inspection.domain.inspections import Inspection
from random_inspection.domain.plans import AnnualPlan, Task
from random_inspection.ports import Store, Unit
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.rules.openness.page_differences import Difference, differences
from random_inspection.rules.openness.public_safety import require_public
from random_inspection.rules.openness.public_tables import PublicTable
from random_inspection.rules.openness.public_views import PublicResult, result_table
from random_inspection.rules.openness.publication_moves import Publishable
from random_inspection.workflows.acts import found_in
from random_inspection.workflows.inputs.tables import Table
from random_inspection.workflows.openness.public_values import Names, public_heading, public_result, public_task


def platform_table(task_id: str, *, names: Names, store: Store) -> PublicTable:
    """Return the published results of a task in the platform's column order, whoever drew it.

    Args:
        task_id: the task.
        names: names of items by code.
        store: the records.

    Raises:
        NotStored: there is no such task.
        InvalidInput: an item has no name.
    """
    with store.view() as unit:
        table = result_table(_results(unit, task_id, names))
    require_public([table], {})
    return table


def compare_page(task_id: str, page: Table, *, names: Names, store: Store) -> tuple[Difference, ...]:
    """Return what the public page of the platform shows differently from the published results of a task.

    Clause: 三(六) 核对

    Args:
        task_id: the task.
        page: the page's table, read in from a spreadsheet.
        names: names of items by code.
        store: the records.

    Raises:
        NotStored: there is no such task.
        InvalidInput: the page lacks a column by which rows are told apart, or an item has no name.
    """
    ours = platform_table(task_id, names=names, store=store)
    lacking = {one.column for one in page.refused if one.row is None}
    rows = ((row.number, {name: row.cells[name] for name in row.cells.keys() - lacking}) for row in page.rows)
    return differences(ours, rows)


def _results(unit: Unit, task_id: str, names: Names) -> Iterator[PublicResult]:
    task = found_in(unit, Task, task_id).value
    stored = unit.records.get(AnnualPlan, task.plan_id) if task.plan_id else None
    plan = public_heading(stored.value) if stored else None
    shown = public_task(task, names)
    for one in unit.records.find(Inspection, task=task_id):
        inspection = one.value
        if inspection.published is not None and inspection.record is not None:
            published = Publishable(
                version=inspection.conclusions.index(inspection.published) + 1,
                conclusion=inspection.published,
                ended_on=day_in_beijing(inspection.record.ended_at),
            )
            yield public_result(inspection, published, plan, shown, names)
