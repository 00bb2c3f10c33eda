from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import attrs
import pytest
from cattrs import ClassValidationError, Converter

from random_inspection.domain.changes import Change, Recusal
from random_inspection.domain.draws import AllQuota, Quota
from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.items import RatioBound
from random_inspection.domain.targets import CreditGrade, Target, TargetKind, TargetStatus
from random_inspection.errors import InvalidInput
from random_inspection.serialization import SCHEMA_VERSION, configure_converter, make_converter

GRADE = {"scheme": "信用", "grade": "甲", "as_of": "2026-06-30", "source": "市场监管"}
TARGET = {"schema": SCHEMA_VERSION, "target_id": "工地-1", "name": "一号工地", "kind": "项目", "status": "存续"}


@attrs.frozen
class Visit:
    """A class of a host, with values of ours and its own idea of text."""

    note: str
    target: Target


def _findings(plain: object, kind: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as caught:
        make_converter().structure(plain, kind)
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


def test_plain_values_are_json() -> None:
    """Dates become ISO text, codes their Chinese text, tuples lists; what has its default is left out."""
    target = Target(
        target_id="工地-1",
        name="一号工地",
        kind=TargetKind.PROJECT,
        status=TargetStatus.ACTIVE,
        tags=("建筑",),
        grades=(CreditGrade(scheme="信用", grade="甲", as_of=dt.date(2026, 6, 30), source="市场监管"),),
    )
    plain = make_converter().unstructure(target)
    assert plain == TARGET | {"tags": ["建筑"], "grades": [GRADE]}
    assert type(plain["kind"]) is str
    assert make_converter().structure(plain, Target) == target


def test_fractions_stay_exact() -> None:
    """A bound of 2‰ is written as the fraction 1/500, and read in any of the protocol's ways."""
    bound = RatioBound(verbatim="不少于2‰", at_least=Fraction(2, 1000))
    assert make_converter().unstructure(bound) == {"verbatim": "不少于2‰", "at_least": "1/500"}
    assert make_converter().structure({"verbatim": "不少于2‰", "at_least": "0.2%"}, RatioBound) == bound


def test_every_finding_of_a_record_has_its_path() -> None:
    """Wrong dates, codes, types and facts are told together, each where it stands."""
    grade = GRADE | {"as_of": "2026-02-30"}
    plain = TARGET | {"kind": "公司", "tags": ["a", 5], "grades": [GRADE, grade], "violations": {}, "colour": 1}
    assert _findings(plain, Target) == [
        ("json-not-a-code", "kind"),
        ("not-text", "tags[1]"),
        ("json-not-list", "violations"),
        ("json-not-date", "grades[1].as_of"),
        ("json-member-unknown", "colour"),
    ]


def test_validators_all_speak() -> None:
    """Two fields of the right type with wrong content are two findings, beside a fact that is wrong inside."""
    grade = GRADE | {"scheme": "企业信用风险分类", "grade": "E"}
    plain = TARGET | {"target_id": "a,b", "name": "", "grades": [grade]}
    assert _findings(plain, Target) == [
        ("grade-unknown", "grades[0].grade"),
        ("identifier-character", "target_id"),
        ("not-line", "name"),
    ]
    assert _findings(TARGET | {"target_id": "a,b", "name": ""}, Target) == [
        ("identifier-character", "target_id"),
        ("not-line", "name"),
    ]


@pytest.mark.parametrize("as_of", ["20260630", "2026-6-30", "2026-06-30T00:00:00", "2026-W01-1", 20260630, None])
def test_a_date_is_written_in_one_way(as_of: object) -> None:
    """Other spellings that ISO 8601 also has are refused, so that every date has one text."""
    assert _findings(GRADE | {"as_of": as_of}, CreditGrade) == [("json-not-date", "as_of")]


@pytest.mark.parametrize(
    ("kind", "member", "value", "code"),
    [
        (Inspector, "leader", 1, "json-not-boolean"),
        (Inspector, "leader", "true", "json-not-boolean"),
        (RatioBound, "months", True, "json-not-integer"),
        (RatioBound, "months", "12", "json-not-integer"),
        (RatioBound, "at_least", 0.05, "not-fraction"),
        (RatioBound, "verbatim", {"large": [0] * 1000}, "not-text"),
    ],
)
def test_types_are_not_guessed(kind: type, member: str, value: object, code: str) -> None:
    """Nothing is turned into another type on the way in, and a large value is not repeated in the finding."""
    with pytest.raises(InvalidInput) as caught:
        make_converter().structure({member: value}, kind)
    found = next(problem for problem in caught.value.problems if problem.where.path == member)
    assert found.code == code
    assert len(found.text("en")) < 200


@pytest.mark.parametrize("schema", [0, 2, "1", True])
def test_a_record_of_another_schema_is_refused(schema: object) -> None:
    """Kept records tell the version of their form; what another version meant is not guessed."""
    assert _findings(TARGET | {"schema": schema}, Target) == [("json-member-fixed", "schema")]


def test_a_record_without_schema_is_refused() -> None:
    """The version is written with every record, so its absence is an error."""
    assert _findings({name: TARGET[name] for name in TARGET if name != "schema"}, Target) == [
        ("json-member-missing", "schema")
    ]


def test_a_list_of_records_is_read_with_places() -> None:
    """A whole directory is structured at once, and its findings carry the place in it."""
    directory = make_converter().structure([TARGET, TARGET], tuple[Target, ...])
    assert [target.name for target in directory] == ["一号工地"] * 2
    assert _findings([TARGET, TARGET | {"name": 1}, 5], tuple[Target, ...]) == [
        ("not-text", "[1].name"),
        ("json-not-object", "[2]"),
    ]


def test_a_hosts_converter_keeps_its_own_ways() -> None:
    """Our values are read strictly inside a host's class, whose own text is read as leniently as before."""
    host = Converter()
    configure_converter(host)
    visit = host.structure({"note": 5, "target": TARGET}, Visit)
    assert visit.note == "5"
    assert host.unstructure(visit) == {"note": "5", "target": TARGET}
    with pytest.raises(ClassValidationError) as caught:
        host.structure({"note": 5, "target": TARGET | {"name": 5}}, Visit)
    (inner,) = caught.value.exceptions
    assert isinstance(inner, InvalidInput)
    assert [problem.where.path for problem in inner.problems] == ["name"]


def test_a_hosts_converter_knows_our_unions() -> None:
    """A quota and a change are told apart by their members, also for a host."""
    host = Converter()
    configure_converter(host)
    assert host.structure({"all": True}, Quota) == AllQuota()  # type: ignore[arg-type]
    recusal = Recusal(
        previous="0" * 64, recorded_at="2026-12-02T09:00:00Z", target_id="x", inspector_id="a", reason="亲属"
    )
    assert host.structure(host.unstructure(recusal), Change) == recusal  # type: ignore[arg-type]
