"""A specification as it comes out of a spreadsheet, to be changed at one place."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from random_inspection.errors import InvalidInput, Problem
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle
from random_inspection.workflows.draws.announcing import Announced, announce
from random_inspection.workflows.inputs.tables import Row, SpecDocument, Table

ABSENT = object()
SETTINGS: dict[str, Any] = {
    "draw_id": "2026-0001/1",
    "title": "2026年劳动用工随机抽查",
    "targets": {"file": "register.csv", "id": "代码", "name": "名称", "stratum": "地区"},
    "strata": [
        {"name": "浦东", "quota": {"share": "全市", "weight": 3}, "reserve": 5},
        {"name": "崇明", "quota": {"all": True}, "may_be_empty": True},
    ],
    "default": {"quota": {"ratio": "3%"}, "reserve": 2},
    "shares": [{"name": "全市", "total": 1}],
    "inspectors": {"file": "inspectors.csv", "recusals": "recusals.csv"},
    "team": [{"seat": "组长", "requires": ["领队"]}, {"seat": "组员"}],
    "contributions": [
        {"name": "经办人", "kind": "secret", "generate": True},
        {
            "name": "监督员",
            "kind": "secret",
            "commitment": "ab" * 32,
            "fallback": {"source": "次日开奖", "pattern": r"\d{3}"},
        },
        {"name": "双色球", "kind": "public", "source": "2026-11-26 开奖公告", "pattern": r"\d\d( \d\d){5}"},
    ],
}
TARGETS = [
    ("T-3", "丙公司", "浦东"),
    ("91350100M000100Y43", '甲, "公司"', "静安"),
    ("T-1", "乙公司", "浦东"),
    ("T-2", "", "宝山"),
]
INSPECTORS = [("李四", "领队；食品", ""), ("王五", "", "2"), ("张三", "食品，领队", "3")]
RECUSALS = [("T-1", "张三", "曾任职"), ("T-1", "李四", "近亲属")]


def table(file: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table whose heading stands in row 1."""
    numbered = enumerate((dict(zip(columns, row, strict=True)) for row in rows), start=2)
    return Table(
        file=file, columns=tuple(columns), rows=tuple(Row(number=number, cells=cells) for number, cells in numbered)
    )


def spec(
    changes: Mapping[str, Any] | None = None,
    *,
    targets: Sequence[Sequence[str]] = TARGETS,
    inspectors: Sequence[Sequence[str]] = INSPECTORS,
    recusals: Sequence[Sequence[str]] = RECUSALS,
) -> SpecDocument:
    """Return the specification with some settings, named by their path, changed or taken out (`ABSENT`)."""
    settings = copy.deepcopy(SETTINGS)
    for path, value in (changes or {}).items():
        *outer, last = [int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", path)]
        inside: Any = settings
        for part in outer:
            inside = inside[part]
        if value is ABSENT:
            del inside[last]
        else:
            inside[last] = value
    tables = {
        "targets": table("register.csv", ("代码", "名称", "地区"), targets),
        "inspectors": table("inspectors.csv", ("inspector_id", "holds", "capacity"), inspectors),
        "recusals": table("recusals.csv", ("target_id", "inspector_id", "reason"), recusals),
    }
    if "inspectors" not in settings:
        del tables["inspectors"], tables["recusals"]
    return SpecDocument(file="SPEC.toml", settings=settings, tables=tables)


@attrs.frozen
class Announcing:
    """What came of announcing."""

    announced: Announced
    store: MemoryBundle


def made(document: SpecDocument) -> Announcing:
    """Announce a specification in which nothing is wrong."""
    store = MemoryBundle()
    return Announcing(announce(document, store=store, clock=FixedClock(), entropy=FixedEntropy()), store)


def problems_of(document: SpecDocument) -> tuple[Problem, ...]:
    """Return what is wrong with a specification; nothing is stored then, and no secret made."""
    store, entropy = MemoryBundle(), FixedEntropy()
    try:
        announce(document, store=store, clock=FixedClock(), entropy=entropy)
    except InvalidInput as error:
        if store.files or entropy.given:
            raise AssertionError("something was stored, or a secret made") from error
        return error.problems
    return ()


def found(document: SpecDocument) -> list[tuple[str, str]]:
    """Return code and place of everything that is wrong."""
    return [(problem.code, problem.where.text()) for problem in problems_of(document)]
