from __future__ import annotations

import csv
import io
import re
import runpy
import tomllib
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from office_fixtures import MARKER, SAMPLE_DRAW, SUPERVISOR
from stdnum.cn import uscc

from random_inspection.adapters.spreadsheets import read_spec
from random_inspection.domain.identifiers import canonical_target_id, collisions, target_id_problem

OFFICE = files("random_inspection.cli") / "sample_office"
GENERATOR = Path(__file__).parents[2] / "examples/make_sample_office.py"
TABLES = (
    *("register.csv", "inspectors.csv", "recusals.csv"),
    *("items.csv", "staff.csv", "interests.csv", "complaints.csv"),
)


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a shipped table by heading."""
    return list(csv.DictReader(io.StringIO((OFFICE / name).read_bytes().decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def register() -> list[dict[str, str]]:
    """The shipped register."""
    return rows_of("register.csv")


@pytest.fixture(scope="module")
def inspectors() -> dict[str, tuple[set[str], str]]:
    """What every inspector holds, and the capacity."""
    return {row["inspector_id"]: (set(row["holds"].split("；")), row["capacity"]) for row in rows_of("inspectors.csv")}


def test_generator_reproduces_the_tables(tmp_path: Path) -> None:
    """Running the example makes the shipped tables again, byte for byte."""
    runpy.run_path(str(GENERATOR))["main"](tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == set(TABLES)
    for name in TABLES:
        assert (tmp_path / name).read_bytes() == (OFFICE / name).read_bytes()


def test_size_and_encoding() -> None:
    """The tables open in Excel (UTF-8 with a byte order mark), lines end with a line feed, all under 400 kB."""
    data = [(OFFICE / name).read_bytes() for name in (*TABLES, "spec.toml", "policy.toml")]
    assert sum(map(len, data)) < 400_000
    assert all(one.startswith(b"\xef\xbb\xbf") for one in data[:-2])
    assert not any(one.startswith(b"\xef\xbb\xbf") for one in data[-2:])
    assert not any(b"\r" in one for one in data)


def test_ids(register: list[dict[str, str]]) -> None:
    """All 2,400 codes are valid, written canonically, different under every spelling, and of the fictional area."""
    ids = [row["统一社会信用代码"] for row in register]
    assert len(set(ids)) == 2400
    assert all(uscc.is_valid(one) and not target_id_problem(one) and canonical_target_id(one) == one for one in ids)
    assert not collisions(ids)
    assert {one[2:8] for one in ids} == {"990725"}


def test_organisation_codes(register: list[dict[str, str]]) -> None:
    """The ninth character of the organisation's part checks the other eight (GB 11714)."""
    for row in register:
        *body, check = list(row["统一社会信用代码"][8:17])
        total = sum(int(char, 36) * weight for char, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
        assert (total + "0123456789X".index(check)) % 11 == 0


def test_targets(register: list[dict[str, str]]) -> None:
    """Names are unique and of the fictional county, townships have the sizes meant, and kinds fit the codes."""
    assert len({row["企业名称"] for row in register}) == 2400
    assert all(row["企业名称"].startswith("青禾县") for row in register)
    sizes = Counter(row["乡镇"] for row in register)
    assert len(sizes) == 12
    assert (max(sizes.values()), min(sizes.values())) == (520, 18)
    kinds = {(row["统一社会信用代码"][:2], row["主体类型"]) for row in register}
    assert kinds == {("91", "企业"), ("92", "个体工商户"), ("93", "农民专业合作社")}


def test_inspectors(inspectors: dict[str, tuple[set[str], str]]) -> None:
    """Sixty inspectors of two agencies, a third of them leaders, some with a limit."""
    counts = Counter(held for holds, _ in inspectors.values() for held in holds)
    assert counts == {"人社": 32, "市监": 28, "领队": 20}
    assert not collisions(inspectors)
    assert len({name[4:] for name in inspectors}) == 60
    assert {capacity for _, capacity in inspectors.values()} == {"", "2", "4", "5"}


def test_recusals(register: list[dict[str, str]], inspectors: dict[str, tuple[set[str], str]]) -> None:
    """The recusals name known targets and inspectors, no pair twice, each with a reason of the published kinds."""
    rows = rows_of("recusals.csv")
    pairs = {(row["target_id"], row["inspector_id"]) for row in rows}
    assert len(pairs) == len(rows) == 45
    assert {target for target, _ in pairs} <= {row["统一社会信用代码"] for row in register}
    assert {inspector for _, inspector in pairs} <= set(inspectors)
    kinds = {row["reason"].split("：")[0] for row in rows}
    assert kinds == {"近亲属", "曾任职", "持股或出资", "合同或债务", "其他可能影响公正"}


def test_the_office_imports_the_same_people_and_pairs() -> None:
    """Staff and interests, which an office takes in, are the inspectors and the recusals of the draw."""
    staff = {row["人员编号"]: row for row in rows_of("staff.csv")}
    assert [(one, row["资格"]) for one, row in staff.items()] == [
        (row["inspector_id"], row["holds"]) for row in rows_of("inspectors.csv")
    ]
    assert {one for one, row in staff.items() if row["组长"] == "是"} == {
        one for one in staff if "领队" in staff[one]["资格"]
    }
    assert len({row["执法证号"] for row in staff.values()}) == 60
    codes = {row["事项编号"]: row["抽查主体"] for row in rows_of("items.csv")}
    assert all(codes[code] == row["执法机关"] for row in staff.values() for code in row["抽查事项"].split("；"))
    told = [(row["统一社会信用代码"], row["人员编号"], row["利害关系"]) for row in rows_of("interests.csv")]
    recusals = rows_of("recusals.csv")
    assert told == [(row["target_id"], row["inspector_id"], row["reason"].partition("：")[0]) for row in recusals]


def test_complaints_are_about_builders(register: list[dict[str, str]]) -> None:
    """What risk classes are made of are complaints about firms of the building trade."""
    builders = {row["统一社会信用代码"] for row in register if row["行业"] == "建筑业"}
    rows = rows_of("complaints.csv")
    assert len(rows) == len({tuple(row.values()) for row in rows}) == 12
    assert {row["统一社会信用代码"] for row in rows} <= builders


def test_every_team_can_be_filled(inspectors: dict[str, tuple[set[str], str]]) -> None:
    """Whatever is drawn, for every seat three inspectors without limit are left: each team of three finds its people.

    By Hall's theorem, three choices for each of three seats are enough for three different people.
    """
    recused: dict[str, set[str]] = {}
    for row in rows_of("recusals.csv"):
        recused.setdefault(row["target_id"], set()).add(row["inspector_id"])
    team = tomllib.loads((OFFICE / "spec.toml").read_text("utf-8"))["team"]
    assert [seat["seat"] for seat in team] == ["组长", "人社组员", "市监组员"]
    for seat in team:
        free = {name for name, (holds, limit) in inspectors.items() if not limit and set(seat["requires"]) <= holds}
        assert all(len(free - away) >= 3 for away in [set(), *recused.values()])


def test_specification(register: list[dict[str, str]]) -> None:
    """The specification is read without a finding, and has what the demo relies on."""
    with_path = Path(str(OFFICE / "spec.toml"))
    document = read_spec(with_path)
    assert not document.problems
    assert set(document.tables) == {"targets", "inspectors", "recusals"}
    assert document.settings["draw_id"] == SAMPLE_DRAW
    office, supervisor = document.settings["contributions"]
    assert (office["name"], office["generate"]) == ("经办人", True)
    assert (supervisor["name"], supervisor["commitment"]) == (SUPERVISOR, MARKER)
    assert {one["name"] for one in document.settings["strata"]} <= {row["乡镇"] for row in register}


def test_nobody_real() -> None:
    """Nothing looks like a telephone or identity number."""
    text = "".join((OFFICE / name).read_text("utf-8-sig") for name in (*TABLES, "spec.toml", "policy.toml"))
    assert not re.search(r"(?<![0-9A-Z])(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?![0-9A-Z])", text)
    assert not re.search(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9X]", text)
