"""A specification of a batch of the year's plan as it comes out of an office's files, to be changed at one place."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from announcing_specs import ABSENT, table
from risk_specs import ID, POLICY, REGISTER, REGISTER_COLUMNS, risk_spec

from random_inspection.workflows.inputs.ledger_rows import LEDGER_HEADINGS, ORDER_HEADINGS
from random_inspection.workflows.inputs.tables import Decoded, SpecDocument

ITEM = "RS-01"
OFFICE = "青禾县人社局"
YEAR_POLICY = (
    POLICY.replace('otherwise = "平常"', 'otherwise = "平常"\nfloor = "1/100"')
    .replace('"10%"}', '"10%", at_least = 1, at_most = 2}')
    .replace('"20%"}', '"20%", at_least = 1, at_most = 3}')
    .replace('"50%"}', '"50%", at_least = 2, at_most = 4}')
)
"""The policy of the other specification, with bounds on the year and a deterrence floor."""
COLUMNS = (*REGISTER_COLUMNS, "对象类型", "地区", "适用事项")
ROWS = [(*row, "企业", "东城", "") for row in REGISTER]

LEDGER = [
    # target, day, event, items, draw, inspection, agencies, levels, cause
    ("T-00", "2026-03-02", "中签", ITEM, "2026-1", "", "", "", ""),
    ("T-00", "2026-03-09", "检查", ITEM, "2026-1", "2026-1-1", OFFICE, "县级", "双随机抽查"),
    ("T-01", "2026-03-02", "中签", ITEM, "2026-1", "", "", "", ""),
    ("T-01", "2026-03-10", "检查", ITEM, "2026-1", "2026-1-2", "", "", ""),
    ("T-04", "2026-11-02", "中签", f"{ITEM}；RS-02", "2026-2", "", "", "", ""),
    ("T-05", "2026-03-02", "中签", ITEM, "2026-1", "", "", "", ""),
    ("T-05", "2026-03-20", "剔除", "", "2026-1", "", "", "", "台风停工"),
    ("T-06", "2026-10-09", "检查", "SC-07", "", "市监-88", "青禾县市场监管局", "县级", "双随机抽查"),
    ("T-07", "2026-05-05", "检查", ITEM, "", "投-3", "", "", "投诉举报"),
    ("T-07", "2026-06-05", "检查", "RS-02", "", "投-4", "", "", "数据监测等线索"),
    ("T-10", "2026-05-05", "检查", "RS-02", "", "a", "", "", "专项检查"),
    ("T-10", "2026-06-05", "检查", "RS-03", "", "b", "", "", "专项检查"),
    ("T-99", "2026-03-02", "中签", ITEM, "2026-1", "", "", "", ""),
]
"""Who was drawn, struck out and inspected: by the office, and T-06 by another agency."""
LIST: dict[str, Any] = {
    "version": "2026-1",
    "in_force_from": "2026-01-01",
    "items": [
        {
            "code": ITEM,
            "name": "工资支付情况",
            "legal_bases": [{"title": "劳动法", "article": "第八十五条", "grants_inspection": True}],
            "agency": "人力资源社会保障部门",
            "levels": ["县级"],
            "target_kinds": ["企业"],
            "category": "一般",
            "methods": ["现场检查"],
            "ratio": {"verbatim": "不低于3%"},
            "frequency": {"verbatim": "每年不少于1次"},
            "in_force_from": "2020-01-01",
        }
    ],
}
"""The list of inspection items, as its TOML is decoded."""
BATCH: dict[str, Any] = {
    "coverage": {"ledger": "ledger.csv", "batch": 3, "of": 4},
    "eligibility": {"agency": OFFICE, "window": {"from": "2026-12-01", "to": "2026-12-31"}, "level": "县级"},
}
_NAMED = {"item": ITEM, "kind": "对象类型", "district": "地区", "items": "适用事项"}


def batch_spec(
    changes: Mapping[str, Any] | None = None,
    *,
    ledger: Sequence[Sequence[str]] = LEDGER,
    order: Sequence[Sequence[str]] | None = None,
    register: Sequence[Sequence[str]] = ROWS,
    listing: Any = None,
    policy: str = YEAR_POLICY,
    facts: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> SpecDocument:
    """Return the specification with some settings changed or taken out (`ABSENT`), with another ledger or register."""
    fresh = copy.deepcopy(BATCH)
    document = risk_spec(
        {**fresh, **{f"targets.{key}": value for key, value in _NAMED.items()}}, policy=policy, facts=facts
    )
    settings = dict(document.settings)
    tables = {**document.tables, "targets": table("register.csv", COLUMNS, register)}
    tables["ledger"] = table("ledger.csv", (ID, *LEDGER_HEADINGS.values()), ledger)
    if order is not None:
        settings["coverage"]["order"] = "order.csv"
        tables["order"] = table("order.csv", (ID, *ORDER_HEADINGS.values()), order)
    if listing is not None:
        settings["eligibility"]["list"] = "list.toml"
    for path, value in (changes or {}).items():
        _change(settings, path, value)
    items = None if listing is None else Decoded(file="list.toml", data=listing)
    return attrs.evolve(document, settings=settings, tables=tables, items=items)


def _change(settings: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = [int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", path)]
    inside: Any = settings
    for part in outer:
        inside = inside[part]
    if value is ABSENT:
        del inside[last]
    else:
        inside[last] = value
