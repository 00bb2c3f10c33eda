"""Who announces a draw is told how many there are of everybody, and what a person has to look at."""

from typing import Any

import pytest
from announcing_specs import table
from task_office import FIRMS, PEOPLE, QUALIFIED, SETTINGS, TASK, approved, document, handler

from random_inspection.errors import Problem
from random_inspection.workflows.casework import task_draws
from random_inspection.workflows.inputs.tables import SpecDocument


def told(spec: SpecDocument) -> dict[str, Problem]:
    """Announce the draw, and return what was told of everybody, by code."""
    office, found = approved(), list[Problem]()
    task_draws.announce_task(handler("x"), TASK, spec, tell=found.append, **office.drawing)
    return {one.code: one for one in found if one.code.startswith("task-")}


def test_counts_are_told_and_nothing_else_where_nobody_is_left_out() -> None:
    """Eight targets, seven inspectors, nobody kept apart."""
    found = told(document())
    assert found.keys() == {"task-announced-counts"}
    assert found["task-announced-counts"].params == {"targets": 8, "struck": 0, "inspectors": 7, "recusals": 0}


@pytest.mark.clause("二(六) 范围")
def test_who_of_the_directories_is_left_out_is_told() -> None:
    """A row that was taken out of the frame, or of the inspectors, is named."""
    found = told(document(firms=FIRMS[1:], people=QUALIFIED[1:]))
    assert found["task-targets-left-out"].params == {"count": 1, "names": FIRMS[0]}
    assert found["task-inspectors-left-out"].params == {"count": 1, "names": PEOPLE[0]}


@pytest.mark.clause("二(五) 回避")
def test_a_recusal_without_a_declared_interest_is_told() -> None:
    """Kept apart by a word alone: the pair is named."""
    found = told(document(recusals=[(FIRMS[0], PEOPLE[0], "本人申请")]))
    assert found["task-recusals-beyond"].params == {"count": 1, "names": f"{FIRMS[0]}—{PEOPLE[0]}"}
    assert found["task-announced-counts"].params["recusals"] == 1


def test_a_stratum_that_is_inspected_for_certain_is_told() -> None:
    """A firm alone in a stratum of which all are drawn was not drawn by chance."""
    strata = [{"name": "必查", "quota": {"all": True}}]
    settings: dict[str, Any] = {"strata": strata, "default": SETTINGS["default"]}
    rows = [(one, f"{one}公司", "必查" if one == FIRMS[0] else "东城") for one in FIRMS]
    spec = document(settings)
    tables = {**spec.tables, "targets": table("register.csv", ("代码", "名称", "地区"), rows)}
    found = told(SpecDocument(file=spec.file, settings=spec.settings, tables=tables))
    assert found["task-stratum-certain"].params == {"stratum": "必查", "count": 1}
