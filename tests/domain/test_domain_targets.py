from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest
from stdnum.iso7064 import mod_11_10

from random_inspection.domain.targets import (
    GRADES,
    MARKET_ENTITIES,
    Complaint,
    CreditGrade,
    Target,
    TargetKind,
    TargetStatus,
    Violation,
    registration_number_problem,
)
from random_inspection.errors import InvalidInput

COMPLAINT = Complaint(received_on=dt.date(2026, 3, 1), source="12333", subject="拖欠工资")
VIOLATION = Violation(decided_on=dt.date(2025, 5, 6), source="县人社局", subject="未签订劳动合同", serious=True)
GRADE = CreditGrade(scheme="企业劳动保障守法诚信等级", grade="C", as_of=dt.date(2026, 1, 1), source="县人社局")
TARGET = Target(
    target_id="913101061346975107",
    name="某某公司",
    kind=TargetKind.ENTERPRISE,
    registration_authority="县市场监督管理局",
    district="上蔡县",
    address="某路1号",
    status=TargetStatus.ACTIVE,
    tags=("建筑业",),
    items=("劳动-01",),
    complaints=(COMPLAINT,),
    violations=(VIOLATION,),
    grades=(GRADE,),
)


def _findings(value: Any, **changes: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(value, **changes)
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


@pytest.mark.parametrize("number", ["440301103097413", "440301103448669"])
def test_registration_numbers_of_known_firms_pass(number: str) -> None:
    """Numbers that were printed on two well-known licences have the check digit of GS 15—2006."""
    assert registration_number_problem(number) is None
    assert attrs.evolve(TARGET, target_id=number).target_id == number


@pytest.mark.parametrize("place", range(15))
def test_one_wrong_digit_of_a_registration_number_is_found(place: int) -> None:
    """MOD 11,10 finds every change of a single digit."""
    number = "440301103097413"
    changed = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert _findings(TARGET, target_id=changed) == [("registration-number-wrong", "target_id")]


def test_the_check_digit_is_that_of_the_standard() -> None:
    """P starts at 10; P = ((P + digit) mod 10, or 10) × 2 mod 11; P and the check digit make 1 modulo 10."""
    for body in ("11010800000000", "44030110309741", "99999999999999"):
        p = 10
        for digit in body:
            p = ((p + int(digit)) % 10 or 10) * 2 % 11
        assert mod_11_10.calc_check_digit(body) == str((1 - p) % 10)


def test_only_market_entities_have_registration_numbers() -> None:
    """An office may number its sites with 15 digits of its own; a firm may not."""
    assert {
        TargetKind(kind) for kind in ("企业", "个体工商户", "农民专业合作社", "外国企业常驻代表机构")
    } == MARKET_ENTITIES
    for kind in TargetKind:
        if kind in MARKET_ENTITIES:
            assert _findings(TARGET, kind=kind, target_id="1" * 15) == [("registration-number-wrong", "target_id")]
        else:
            assert attrs.evolve(TARGET, kind=kind, target_id="1" * 15).kind is kind


def test_a_social_credit_code_is_checked_and_a_local_id_is_free() -> None:
    """18 letters and digits are a code of GB 32100-2015 or wrong; other identifiers are the office's own."""
    assert _findings(TARGET, target_id="913101061346975108") == [("uscc-wrong", "target_id")]
    assert attrs.evolve(TARGET, target_id="工地-2026-001").target_id == "工地-2026-001"
    assert _findings(TARGET, target_id="工地,1") == [("identifier-character", "target_id")]


@pytest.mark.parametrize(
    ("member", "value", "finding"),
    [
        ("name", "", ("not-line", "name")),
        ("kind", "企业", ("not-of-kind", "kind")),
        ("status", "存续", ("not-of-kind", "status")),
        ("district", "", ("not-line", "district")),
        ("registration_authority", 1, ("not-line", "registration_authority")),
        ("address", "a\nb", ("not-line", "address")),
        ("tags", ("a", "a"), ("list-repeats", "tags[1]")),
        ("items", ["a"], ("not-texts", "items")),
        ("complaints", (VIOLATION,), ("not-of-kind", "complaints[0]")),
        ("violations", (VIOLATION, VIOLATION), ("list-repeats", "violations[1]")),
        ("grades", None, ("not-tuple", "grades")),
    ],
)
def test_every_field_of_a_target_is_checked(member: str, value: object, finding: tuple[str, str]) -> None:
    """A value that is not what the field holds is found at the field."""
    assert _findings(TARGET, **{member: value}) == [finding]


@pytest.mark.parametrize("scheme", GRADES)
def test_a_national_scheme_has_its_grades_and_no_others(scheme: str) -> None:
    """Labour credit ends at C, the market's risk classes at D; a slip of the pen is found."""
    for grade in GRADES[scheme]:
        assert attrs.evolve(GRADE, scheme=scheme, grade=grade).grade == grade
    assert _findings(GRADE, scheme=scheme, grade="E") == [("grade-unknown", "grade")]
    assert [len(grades) for grades in GRADES.values()] == [3, 4]


def test_other_schemes_are_data() -> None:
    """A province's own grades are taken as they are."""
    assert attrs.evolve(GRADE, scheme="某省纳税信用", grade="M").grade == "M"


@pytest.mark.parametrize(
    ("fact", "member", "value", "code"),
    [
        (COMPLAINT, "received_on", "2026-03-01", "not-date"),
        (COMPLAINT, "source", "", "not-line"),
        (COMPLAINT, "subject", "", "not-line"),
        (VIOLATION, "decided_on", None, "not-date"),
        (VIOLATION, "serious", 1, "not-yes-or-no"),
        (VIOLATION, "document", "", "not-line"),
        (GRADE, "as_of", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "not-date"),
        (GRADE, "source", None, "not-line"),
    ],
)
def test_facts_have_a_date_and_a_source(fact: object, member: str, value: object, code: str) -> None:
    """What weighs on the draw can be traced: when it was, and who says so."""
    assert _findings(fact, **{member: value}) == [(code, member)]
