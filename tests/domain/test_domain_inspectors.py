from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

from random_inspection.domain.inspectors import (
    NO_END,
    Certificate,
    Inspector,
    InspectorStatus,
    Interest,
    InterestKind,
    Training,
)
from random_inspection.errors import InvalidInput

INTEREST = Interest(
    kind=InterestKind.RELATIVE,
    target_id="913101061346975107",
    since=dt.date(2020, 1, 1),
    declared_by="本人",
    declared_on=dt.date(2026, 1, 5),
)
TRAINING = Training(title="工资支付检查", held_on=dt.date(2026, 2, 1), items=("劳动-01",))
INSPECTOR = Inspector(
    inspector_id="豫Q-001",
    name="李某",
    agency="上蔡县人力资源和社会保障局",
    unit="劳动保障监察大队",
    certificate=Certificate(number="16120001", issuer="河南省人民政府", expires_on=dt.date(2027, 12, 31)),
    items=("劳动-01",),
    qualifications=("领队",),
    leader=True,
    trainings=(TRAINING,),
    status=InspectorStatus.ON_DUTY,
    account="13800000000",
    interests=(INTEREST,),
)


def _findings(value: Any, **changes: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(value, **changes)
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


def test_an_interest_is_in_one_target_or_in_one_group() -> None:
    """Without either there is nobody to stay away from, and with both it is not clear from whom (二(五))."""
    group = attrs.evolve(INTEREST, target_id=None, group="某集团")
    assert group.group == "某集团"
    assert _findings(group, group=None) == [("interest-in-whom", "target_id")]
    assert _findings(INTEREST, group="某集团") == [("interest-in-whom", "target_id")]


def test_an_interest_ends_after_it_began() -> None:
    """Its last day may be its first, not one before; without a last day it lasts."""
    assert attrs.evolve(INTEREST, until=INTEREST.since).until == INTEREST.since
    assert _findings(INTEREST, until=dt.date(2019, 12, 31)) == [("dates-reversed", "until")]
    assert _findings(INTEREST, target_id=None, until=dt.date(2019, 12, 31)) == [
        ("interest-in-whom", "target_id"),
        ("dates-reversed", "until"),
    ]


def test_a_training_was_for_something() -> None:
    """Whether somebody may inspect an item depends on trainings for it, so one for no item says nothing (四(二))."""
    assert _findings(TRAINING, items=()) == [("training-without-items", "items")]
    assert _findings(TRAINING, items=("a", "a")) == [("list-repeats", "items[1]")]


def test_the_account_stays_out_of_logs() -> None:
    """The mobile number is never public, so it is not in what a log would show of an inspector."""
    assert "13800000000" not in repr(INSPECTOR)
    assert INSPECTOR.account == "13800000000"


def test_a_certificate_may_be_without_end() -> None:
    """长期 is no date; an inspector may also have no certificate at all."""
    assert Certificate(number="1", issuer="省政府", expires_on=NO_END).expires_on > dt.date(2999, 1, 1)
    assert attrs.evolve(INSPECTOR, certificate=None).certificate is None


@pytest.mark.parametrize(
    ("value", "member", "wrong", "finding"),
    [
        (INSPECTOR, "inspector_id", "a,b", ("identifier-character", "inspector_id")),
        (INSPECTOR, "name", "", ("not-line", "name")),
        (INSPECTOR, "agency", None, ("not-line", "agency")),
        (INSPECTOR, "unit", "", ("not-line", "unit")),
        (INSPECTOR, "certificate", "16120001", ("not-of-kind", "certificate")),
        (INSPECTOR, "items", ("a", ""), ("identifier-empty", "items[1]")),
        (INSPECTOR, "qualifications", ("a", "a"), ("list-repeats", "qualifications[1]")),
        (INSPECTOR, "leader", "是", ("not-yes-or-no", "leader")),
        (INSPECTOR, "expert", None, ("not-yes-or-no", "expert")),
        (INSPECTOR, "trainings", (INTEREST,), ("not-of-kind", "trainings[0]")),
        (INSPECTOR, "status", "在岗", ("not-of-kind", "status")),
        (INSPECTOR, "account", "", ("not-line", "account")),
        (INSPECTOR, "interests", [INTEREST], ("not-tuple", "interests")),
        (INSPECTOR.certificate, "number", "", ("identifier-empty", "number")),
        (INSPECTOR.certificate, "expires_on", "长期", ("not-date", "expires_on")),
        (TRAINING, "held_on", None, ("not-date", "held_on")),
        (INTEREST, "kind", "近亲属", ("not-of-kind", "kind")),
        (INTEREST, "declared_by", "", ("not-line", "declared_by")),
        (INTEREST, "declared_on", None, ("not-date", "declared_on")),
    ],
)
def test_every_field_is_checked(value: object, member: str, wrong: object, finding: tuple[str, str]) -> None:
    """A value that is not what the field holds is found at the field."""
    assert _findings(value, **{member: wrong}) == [finding]
