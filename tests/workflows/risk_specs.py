"""A specification of a draw by risk classes as it comes out of an office's files, to be changed at one place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from announcing_specs import ABSENT, spec, table

from random_inspection.workflows.inputs.fact_kinds import KINDS
from random_inspection.workflows.inputs.tables import Decoded, SpecDocument

ID = "统一社会信用代码"
POLICY = """
version = "2026-1"
otherwise = "平常"
classes = [
    {name = "平常", proportion = "10%"}, {name = "留意", proportion = "20%"}, {name = "从严", proportion = "50%"},
]
[[rules]]
class = "从严"
basis = "二(七)"
complaints = { over = 1, months = 12 }
[[rules]]
class = "留意"
basis = "二(七)"
complaints = { over = 0, months = 12 }
[[rules]]
class = "从严"
basis = "二(七)"
violations = { over = 0, months = 24, serious = true }
[[rules]]
class = "留意"
basis = "二(七)"
grade = { scheme = "企业信用风险分类", from = "C", months = 12 }
[[rules]]
class = "从严"
basis = "二(七)"
listed = true
[[rules]]
class = "留意"
basis = "二(七)"
uninspected = { months = 24 }
[[rules]]
class = "留意"
basis = "二(七)"
tags = ["建筑施工"]
"""
REGISTER_COLUMNS = (ID, "企业名称", "状态", "行业", "入库日期")
REGISTER = [(f"T-{number:02}", f"公司{number}", "存续", "", "2026年1月8日") for number in range(20)] + [
    ("T-20", "公司二十", "注销", "", "2020-01-08"),
    ("T-21", "公司廿一", "存续", "餐饮；建筑施工", "2026/1/8"),
    ("T-22", "公司廿二", "存续", "", ""),
]
NO_FACTS: dict[str, Sequence[Sequence[str]]] = {kind.key: [] for kind in KINDS}
FACTS: dict[str, Sequence[Sequence[str]]] = {
    "complaints": [
        ("T-01", "2026-03-05", "12333工单甲"),
        ("T-01", "2026/4/5", "12333工单乙"),
        ("T-02", "2026年11月25日", "来信丙"),
        ("T-03", "2024-01-01", "来信丁"),
        ("T-20", "2026-05-05", "来信戊"),
    ],
    "violations": [
        ("T-04", "2025-06-30", "人社局", "拖欠工资", "是", "人社罚〔2025〕7号"),
        ("T-05", "2025-06-30", "人社局", "未签合同", "否", ""),
    ],
    "grades": [
        ("T-06", "企业信用风险分类", "D", "2026-02-01", "市场监管局"),
        ("T-07", "企业信用风险分类", "B", "2026-02-01", "市场监管局"),
    ],
    "listings": [
        ("T-08", "欠薪失信名单", "2026-01-31", "", "人社部"),
        ("T-09", "欠薪失信名单", "2024-01-31", "2025-01-31", "人社部"),
    ],
    "inspections": [("T-22", "2026-02-03"), ("T-22", "2026-02-03"), ("T-22", "2025-02-03")],
}
EXPECTED = {
    **{f"T-{number:02}": "平常" for number in range(20)},
    **dict.fromkeys(("T-01", "T-04", "T-08"), "从严"),
    **dict.fromkeys(("T-02", "T-06", "T-21"), "留意"),
    "T-22": "平常",
}
"""The class of every target that is still there, found by hand."""
INSPECTORS = [("李四", "领队", ""), ("王五", "", ""), ("张三", "领队", "")]
SETTINGS: dict[str, Any] = {
    "targets": {
        "file": "register.csv",
        "id": ID,
        "name": "企业名称",
        "risk": "policy.toml",
        "status": "状态",
        "tags": "行业",
        "since": "入库日期",
        "reserve": 2,
    },
    "facts": {"as_of": "2026-11-25", **{kind.key: f"{kind.key}.csv" for kind in KINDS}},
    "strata": ABSENT,
    "default": ABSENT,
    "shares": ABSENT,
}


def risk_spec(
    changes: Mapping[str, Any] | None = None,
    *,
    policy: str = POLICY,
    register: Sequence[Sequence[str]] = REGISTER,
    recusals: Sequence[Sequence[str]] = (),
    facts: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> SpecDocument:
    """Return the specification with some settings changed, and some facts replaced by others."""
    fresh = {key: dict(value) if isinstance(value, dict) else value for key, value in SETTINGS.items()}
    merged = {**fresh, **(changes or {})}
    if merged["facts"] is ABSENT:
        del merged["facts"]
    document = spec(merged, inspectors=INSPECTORS, recusals=recusals)
    rows = {**FACTS, **(facts or {})}
    tables = {kind.key: table(f"{kind.key}.csv", (ID, *kind.headings.values()), rows[kind.key]) for kind in KINDS}
    targets = {"targets": table("register.csv", REGISTER_COLUMNS, register)}
    risk = Decoded(file="policy.toml", data=tomllib.loads(policy))
    return attrs.evolve(document, tables={**document.tables, **tables, **targets}, risk=risk)
