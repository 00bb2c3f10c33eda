"""A notice of the host's own goes the same way as every other; no field of a record gets out that is not on the list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs
import pytest
from office_acts import order
from public_office import ANNOUNCED, DRAWN, INTERNAL, NAMES, PLAN, REVIEWED, public_office
from test_publication import ISSUES

from random_inspection.domain.acts import Subject
from random_inspection.domain.notices import NoticeKind
from random_inspection.errors import InvalidInput
from random_inspection.rules.openness.public_tables import PublicTable
from random_inspection.workflows.openness.delivery import deliver_pending
from random_inspection.workflows.openness.issuing import Draft, issue_notice

PUBLIC = {
    "AnnualPlan": {"plan_id", "title", "agency", "items"},
    "Task": {"task_id", "title", "plan_id", "type", "agencies", "items", "scope", "ratio"},
    "Inspection": {
        *("inspection_id", "task_id", "target_id", "target_name", "items"),
        *("conclusions[0].findings[0].item", "conclusions[0].findings[0].results"),
        *("conclusions[0].findings[1].item", "conclusions[0].findings[1].results", "conclusions[0].findings[1].note"),
    },
}
"""The fields with text whose content the public may read."""
KNOWN = {"Task": {"announcement.draw_id", "announcement.digest", "draw.digest"}, "Inspection": {"disposals[0].kind"}}
"""Those whose content is public or a code, and which say nothing of people."""
DRAFT = Draft(
    notice_id="n",
    kind=NoticeKind.FIGURES,
    title="数据",
    agency="东山县人社局",
    subject=Subject(kind="figures", key="2026"),
    tables=(PublicTable(name="a", title="甲", headings=("数",), rows=(("1",),)),),
)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a record, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple) and value and isinstance(value[0], str):
        yield path, value[0]
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from leaves(one, f"{path}[{number}]")
    elif attrs.has(type(value)):
        for member in attrs.fields(type(value)):
            yield from leaves(getattr(value, member.name), f"{path}.{member.name}".lstrip("."))


FIELDS = [
    (f"{type(record).__name__}.{path}", text)
    for record in (PLAN, DRAWN, REVIEWED)
    for path, text in leaves(record)
    if path not in PUBLIC[type(record).__name__] | KNOWN.get(type(record).__name__, set())
    and not path.endswith(("method", "approach.method"))
]


@cache
def published() -> str:
    """Return all that the public reads once everything of the sample is published."""
    office = public_office(PLAN, DRAWN, REVIEWED)
    for number, issue in enumerate(ISSUES):
        issue(office, f"c{number}")
    deliver_pending(order("d"), **office.delivering)
    return office.texts()


@pytest.mark.parametrize(("field", "text"), FIELDS, ids=[field for field, _ in FIELDS])
@pytest.mark.clause("二(一) 保密")
def test_a_field_that_is_not_on_the_list_stays_inside(field: str, text: str) -> None:
    """Every other text of plan, task and inspection is marked as internal in the sample, and none of it is public."""
    assert text.startswith(INTERNAL), f"{field} is neither on the list nor marked in the sample"
    assert text not in published()


def test_the_sample_fills_every_part_of_an_inspection() -> None:
    """So no field is forgotten because it was empty."""
    empty = {member.name for member in attrs.fields(type(REVIEWED)) if getattr(REVIEWED, member.name) in (None, ())}
    assert empty == {"disposed", "archived", "struck"}
    assert ANNOUNCED.announcement is not None


def test_a_notice_of_the_host_is_issued_and_numbered() -> None:
    """It has a cover, and the same draft again is the same notice."""
    office = public_office()
    first = issue_notice(order("c1"), DRAFT, **office.issuing)
    assert issue_notice(order("c2"), DRAFT, **office.issuing) == first
    cover = json.loads(office.evidence.read(first.value.files[0].digest))
    assert cover["tables"] == [{"file": "a.csv", "title": "甲"}]
    with pytest.raises(InvalidInput, match="says no reason"):
        issue_notice(order("c3"), attrs.evolve(DRAFT, title="新数据"), **office.issuing)
    second = issue_notice(order("c4"), attrs.evolve(DRAFT, title="新数据", reason="更新"), **office.issuing)
    assert (second.value.version, second.value.replaces) == (2, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"tables": (*DRAFT.tables, *DRAFT.tables)},
        {"more": {"a.csv": b""}},
        {"more": {"notice.json": b""}},
    ],
)
def test_two_files_of_one_name_are_refused(changes: dict[str, Any]) -> None:
    """Neither hides the other."""
    with pytest.raises(InvalidInput, match=r"two files|stands there twice"):
        issue_notice(order("c1"), attrs.evolve(DRAFT, **changes), **public_office().issuing)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "联系13800138000"},
        {"reason": "见11010519491231002X"},
        {"more": {"change-0001.json": '{"reason":"电话 13800138000"}'.encode()}},
    ],
)
def test_title_reason_and_further_files_are_looked_at_too(changes: dict[str, Any]) -> None:
    """Numbers of people do not get out by the side door."""
    with pytest.raises(InvalidInput, match="must not be public"):
        issue_notice(order("c1"), attrs.evolve(DRAFT, **changes), **public_office().issuing)


def test_names_of_items_are_the_only_words_that_come_from_elsewhere() -> None:
    """They come from the list in force, which is public itself."""
    assert all(name in published() for name in NAMES.values())
