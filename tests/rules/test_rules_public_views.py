"""The public columns, their allow-lists, and the last look before something becomes public."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

from random_inspection.domain.fieldwork import ResultCode
from random_inspection.domain.plans import TaskType
from random_inspection.errors import InvalidInput
from random_inspection.rules.openness import public_views
from random_inspection.rules.openness.public_safety import require_public
from random_inspection.rules.openness.public_tables import PublicTable
from random_inspection.rules.openness.public_views import (
    PublicDraw,
    PublicFinding,
    PublicPlan,
    PublicResult,
    PublicTarget,
    PublicTask,
    result_table,
    task_json,
    task_table,
)

TASK = PublicTask(
    task_id="2026-0001",
    title="抽查",
    type=TaskType.TARGETED,
    items=("劳动合同", "工资"),
    scope="企业",
    ratio="5%",
    agencies=("甲局", "乙局"),
    first_day=dt.date(2026, 11, 1),
    last_day=dt.date(2026, 12, 15),
)
ALLOWED = {
    PublicPlan: {"plan_id", "title", "agency", "items"},
    PublicTask: {"task_id", "title", "type", "items", "scope", "ratio", "agencies", "first_day", "last_day"},
    PublicTarget: {"name", "code", "authority"},
    PublicFinding: {"item", "results", "note"},
    PublicResult: {"plan", "task", "target", "ended_on", "findings"},
    PublicDraw: {"task", "drawn", "digest", "label"},
}
"""What may leave the office, member by member; whoever adds one has to add it here, and to think."""


@pytest.mark.parametrize("kind", ALLOWED, ids=lambda kind: kind.__name__)
@pytest.mark.clause("二(一) 保密")
def test_nothing_but_the_public_members_can_get_into_a_view(kind: type) -> None:
    """There is no member for anything internal, and what is not named is refused."""
    assert {member.name for member in attrs.fields(kind)} == ALLOWED[kind]
    with pytest.raises(TypeError):
        kind(phone="13800138000")


def test_every_view_is_on_the_list() -> None:
    """A new public value cannot be forgotten."""
    made_here = {
        one for one in vars(public_views).values() if attrs.has(one) and one.__module__ == public_views.__name__
    }
    assert made_here == set(ALLOWED)


def result(*findings: PublicFinding) -> PublicResult:
    """Return a result with these findings."""
    target = PublicTarget(name="店", code="T-1")
    return PublicResult(plan=None, task=TASK, target=target, ended_on=dt.date(2026, 11, 5), findings=findings)


def test_a_target_without_problems_says_so_and_one_with_them_names_them_alone() -> None:
    """未发现问题 of one item does not stand beside what another item found."""
    clean = PublicFinding(item="甲", results=(ResultCode.NO_PROBLEM,))
    found = PublicFinding(item="乙", results=(ResultCode.UNREACHABLE, ResultCode.NOT_DISCLOSED), note="查无此地")
    rows = result_table([result(clean), result(clean, found)]).rows
    assert [row[9] for row in rows] == ["未发现问题", "通过登记的住所（经营场所）无法联系、未按规定公示应当公示的信息"]
    assert [row[10] for row in rows] == ["", "乙：查无此地"]


def test_the_leading_agency_and_those_who_join_stand_apart() -> None:
    """发起部门 is the first, 参与部门 the others, 检查机关 all of them; no number of targets is an empty cell."""
    table = task_table(None, TASK, None)
    cells = dict(zip(table.headings, table.rows[0], strict=True))
    assert [cells[name] for name in ("发起部门", "参与部门", "检查机关", "抽查对象数量")] == [
        "甲局",
        "乙局",
        "甲局、乙局",
        "",
    ]


def test_the_national_names_are_spelt_as_the_national_system_spells_them() -> None:
    """With the misspelling that it has."""
    names = {"raninsPlanId", "raninsPlaneName", "raninsTaskId", "raninsTaskName", "raninsTypeName", "insAuth"}
    assert task_json(None, TASK).keys() == names


def table(cell: str, heading: str = "备注") -> PublicTable:
    """Return a table of one cell."""
    return PublicTable(name="t", title="表", headings=(heading,), rows=((cell,),))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("13800138000", ["public-mobile-number"]),
        ("电话：+86 13800138000。", ["public-mobile-number"]),
        ("身份证11010519491231002X", ["public-identity-number"]),
        ("11010519491231002X，13800138000", ["public-mobile-number", "public-identity-number"]),
        ("110105194912310021", []),
        ("110108000000016", []),
        ("文号2026第13800138000123号", []),
        ("检查于2026年11月5日结束", []),
        ("010-12345678", []),
    ],
)
@pytest.mark.clause("二(一) 保密")
def test_numbers_of_people_are_told_from_other_numbers(text: str, codes: list[str]) -> None:
    """A mobile number, and an identity number whose check digit fits; not registration numbers, dates or file numbers."""
    assert _codes(table(text)) == codes
    assert _codes(None, reason=text) == codes


def test_a_code_of_a_firm_is_no_identity_number() -> None:
    """Under the heading of codes, 18 digits are one."""
    number = "11010519491231002X"
    assert _codes(table(number, "统一社会信用代码/注册号")) == []
    assert _codes(table(number, "名称")) == ["public-identity-number"]


def _codes(one: PublicTable | None, **texts: str) -> list[str]:
    try:
        require_public([one] if one else [], texts)
    except InvalidInput as error:
        return [problem.code for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "wrong", [{"rows": (("1",),)}, {"headings": ()}, {"headings": ("a", "a")}, {"title": ""}, {"name": "a\nb"}]
)
def test_a_table_is_even_and_named(wrong: dict[str, Any]) -> None:
    """Every row has a cell for every heading, and every heading is there once."""
    good: dict[str, Any] = {"name": "t", "title": "表", "headings": ("a", "b"), "rows": (("1", "2"),)}
    PublicTable(**good)
    with pytest.raises(InvalidInput):
        PublicTable(**{**good, **wrong})


@pytest.mark.parametrize(
    "text",
    [
        "138 0013 8000",
        "138-0013-8002",
        "１３８００１３８０００",
        "138—0013—8000",
        "1 3 8 0 0 1 3 8 0 0 0",
        "138\u200b0013\u200b8000",
        "110101 19900307 4514",
        "１１０１０１１９９００３０７４５１４",
        "110101-19900307-4514",
    ],
)
@pytest.mark.clause("二(一) 保密")
def test_a_number_written_apart_or_full_width_is_the_same_number(text: str) -> None:
    """Spaces, hyphens, full-width digits and characters of no width hide nothing."""
    assert len(_codes(table(f"联系{text}。"))) == 1


@pytest.mark.parametrize("text", ["13 14 15 16 17 18", "2026-11-13 08:00", "1301 0800 0000 016", "13至14时，共800件"])
def test_numbers_in_a_row_are_no_telephone(text: str) -> None:
    """A list of small numbers, a time and a registration number in groups are let through."""
    assert _codes(table(text)) == []


@pytest.mark.parametrize(
    ("name", "data", "codes"),
    [
        ("change-0001.json", '{"reason":"电话 13800138000，身份证110101199003074514"}', 2),
        ("a.json", '{"notes":["甲",{"text":"138 0013 8000"}]}', 1),
        ("a.json", '{"phone":13800138000}', 1),
        ("result.json", '{"drawn":[{"target_id":"110101199003074514","inspector_id":"13010123001"}]}', 0),
        ("struck.csv", "target_id,reason\n110101199003074514,见13800138000\n", 1),
        ("a.csv", "甲\n" + "长" * 140_000 + "，13800138000\n", 1),
        ("a.json", "{13800138000", 1),
        ("说明.txt", "一\n13800138000\n", 1),
        ("a.bin", "\x00\x01", 0),
    ],
)
def test_every_text_of_a_further_file_is_looked_at(name: str, data: str, codes: int) -> None:
    """In JSON, in CSV and in any other text; codes of firms and numbers of certificates stand where they belong."""
    if not codes:
        return require_public([], {}, {name: data.encode()})
    with pytest.raises(InvalidInput) as caught:
        require_public([], {}, {name: data.encode()})
    assert len(caught.value.problems) == codes
    assert all(problem.where.file == name for problem in caught.value.problems)
    return None
