"""The office's methods are its workflows: none is missing, none is added, and each takes what its workflow takes."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any, Unpack, get_type_hints

import pytest

from random_inspection import Office, workflows
from random_inspection.domain.acts import Act
from random_inspection.ports import Bundles, EvidenceStore, Publisher, Store
from random_inspection.rules.casework.role_table import TABLE
from random_inspection.workflows.acts import ActPorts
from random_inspection.workflows.office.ports import Desk
from random_inspection.workflows.openness.publication import publish_register
from random_inspection.workflows.reporting.report_facts import register_facts

FOLDERS = ("casework", "directories", "openness", "reporting", "archives", "oversight")
PORTS = (Store, EvidenceStore, Bundles, Publisher, Unpack[ActPorts])
HELD = {"names", "facts", "districts", "directory", "authorities", "index", "policy"}
"""What the office says itself, from its own records and settings."""
OTHERWISE = {
    publish_register: ("publish_item_list", "publish_targets", "publish_inspectors"),
    register_facts: (),
}
"""Workflows that the office has by other names: a method for every register; its facts are read by a helper."""
HELD_FOR = {"publish_task": {"targets"}}
"""What it says itself to one workflow alone: the frame of a task that is drawn here."""
ASKED_FOR = {"submit_report": {"classes"}}
"""What only somebody outside knows of the facts of a report."""


def _modules() -> Iterator[Any]:
    for folder in FOLDERS:
        package = importlib.import_module(f"{workflows.__name__}.{folder}")
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(info.name)


def _is_workflow(function: Callable[..., Any]) -> bool:
    """Return whether somebody orders it first of all, or it reads a store that it is given."""
    parameters = list(inspect.signature(function).parameters)
    return parameters[:1] == ["order"] or "store" in parameters


def _workflows() -> list[Callable[..., Any]]:
    return [
        found
        for module in _modules()
        for name, found in vars(module).items()
        if inspect.isfunction(found) and found.__module__ == module.__name__ and not name.startswith("_")
        if _is_workflow(found)
    ]


WORKFLOWS = _workflows()


def _shape(function: Callable[..., Any], without: set[str]) -> list[tuple[Any, ...]]:
    """Return what a function takes and gives, without its ports."""
    types = get_type_hints(function)
    parameters = [one for one in inspect.signature(function).parameters.values() if one.name not in without]
    asked = [(one.name, one.kind, one.default, types[one.name]) for one in parameters if types[one.name] not in PORTS]
    return [*asked, ("return", types["return"])]


@pytest.mark.parametrize("workflow", [one for one in WORKFLOWS if one not in OTHERWISE], ids=lambda one: one.__name__)
def test_every_workflow_is_a_method_that_takes_what_is_not_the_offices_own(workflow: Callable[..., Any]) -> None:
    """The method has the workflow's parameters without the ports and what the office says itself, and gives the same."""
    name = workflow.__name__
    asked = _shape(getattr(Office, name), {"self", *ASKED_FOR.get(name, ())})
    assert asked == _shape(workflow, HELD | HELD_FOR.get(name, set()))


@pytest.mark.parametrize("workflow", [one for one in WORKFLOWS if one not in OTHERWISE], ids=lambda one: one.__name__)
def test_every_method_says_where_its_whole_contract_stands(workflow: Callable[..., Any]) -> None:
    """Who asks for help on a method is led to its workflow, which says what it takes, needs and raises."""
    assert f"See `{workflow.__module__}.{workflow.__name__}`." in (
        inspect.getdoc(getattr(Office, workflow.__name__)) or ""
    )


def test_nothing_of_the_office_is_anything_else() -> None:
    """What Office has beside the helpers of Desk are workflows."""
    methods = {name for name in dir(Office) if not name.startswith("_")}
    helpers = {name for name in dir(Desk) if not name.startswith("_")}
    others = {name for names in OTHERWISE.values() for name in names}
    assert methods - helpers == {one.__name__ for one in WORKFLOWS if one not in OTHERWISE} | others


def test_the_table_of_roles_has_every_act_and_nothing_else() -> None:
    """Nobody is allowed what nobody can do."""
    assert TABLE.keys() == set(Act)
