"""The name of a drawn target is that of the directory, whatever the files of the draw say."""

import attrs
import pytest
from task_office import TASK, Office, approved, document, drawn, handler, head

from random_inspection.domain.plans import TaskState
from random_inspection.errors import InvalidInput
from random_inspection.rules.samples import SHOP
from random_inspection.workflows.casework import task_draws
from random_inspection.workflows.casework.draw_looks import look_at_draw


def rename(office: Office, old: str, new: str) -> None:
    """Call a target otherwise in the file of names that belongs to the draw."""
    files = office.bundles.of(TASK).files
    files["sealed", "names.csv"] = files["sealed", "names.csv"].replace(old.encode(), new.encode())


def test_a_name_that_was_edited_between_draw_and_confirmation_is_refused() -> None:
    """No inspection begins under a false name, and nobody is shown one; the file and both names are told."""
    office = drawn()
    seen = look_at_draw(handler("look"), TASK, **office.drawing)
    rename(office, seen[0].name, "清白公司")
    with pytest.raises(InvalidInput) as caught:
        task_draws.confirm_draw(head("a"), TASK, **office.drawing)
    assert [(one.code, one.where.file, one.params["found"]) for one in caught.value.problems] == [
        ("bundle-other-name", "names.csv", "清白公司")
    ]
    with pytest.raises(InvalidInput):
        look_at_draw(handler("look2"), TASK, **office.drawing)
    assert office.task().state is TaskState.DRAWN


def test_a_target_that_was_renamed_since_has_its_name_of_today() -> None:
    """The register of the draw has a name that the directory had: that is no forgery."""
    office = drawn()
    for one in look_at_draw(handler("look"), TASK, **office.drawing):
        office.change_target(attrs.evolve(SHOP, target_id=one.target_id, name=f"{one.target_id}新公司"))
    task_draws.confirm_draw(head("a"), TASK, **office.drawing)
    assert {one.target_name for one in office.inspections().values()} == {
        f"{one}新公司" for one in office.inspections()
    }


def test_a_specification_that_calls_a_target_otherwise_is_refused_before_the_draw() -> None:
    """The cell is named; width makes no difference."""
    office, spec = approved(), document()
    table = spec.tables["targets"]
    first, second, *rest = table.rows
    rows = (
        attrs.evolve(first, cells={**first.cells, "名称": "别家公司"}),
        attrs.evolve(second, cells={**second.cells, "名称": "甲２店公司"}),
        *rest,
    )
    other = attrs.evolve(spec, tables={**spec.tables, "targets": attrs.evolve(table, rows=rows)})
    with pytest.raises(InvalidInput) as caught:
        task_draws.announce_task(handler("a"), TASK, other, **office.drawing)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.row, problem.where.column) == ("task-target-name-other", 2, "名称")
    assert office.task().state is TaskState.APPROVED
