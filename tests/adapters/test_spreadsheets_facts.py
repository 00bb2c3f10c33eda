"""The files of ``[facts]`` and the risk policy that a ``SPEC.toml`` names."""

from __future__ import annotations

from pathlib import Path

import pytest

from random_inspection.adapters.spreadsheets import read_spec
from random_inspection.workflows.inputs.fact_kinds import KINDS
from random_inspection.workflows.inputs.ledger_rows import LEDGER_HEADINGS

SPEC = """
[targets]
file = "register.csv"
id = "代码"
risk = "rules/policy.toml"
status = "状态"
tags = "行业"
[facts]
as_of = 2026-11-25
complaints = "complaints.csv"
inspections = "inspections.csv"
"""
FILES = {
    "SPEC.toml": SPEC,
    "rules/policy.toml": 'version = "1"\r\n',
    "register.csv": "代码,状态,行业\nA1,存续,\n",
    "complaints.csv": "各单位汇总\n代码,收到日期,来源\nA1,2026-03-05,12333\n",
    "inspections.csv": "代码,检查日期\n",
}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """Write the files, and return the path of the specification."""
    (tmp_path / "rules").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path / "SPEC.toml"


def test_facts_and_policy_are_read_beside_the_register(spec: Path) -> None:
    """Each table has the register's column of ids and those of its kind; the policy is decoded, and not checked."""
    document = read_spec(spec)
    assert document.problems == ()
    assert {key: table.columns for key, table in document.tables.items()} == {
        "targets": ("代码", "状态", "行业"),
        **{kind.key: ("代码", *kind.headings.values()) for kind in KINDS if kind.key in ("complaints", "inspections")},
    }
    assert [row.number for row in document.tables["complaints"].rows] == [3]
    assert document.risk is not None
    assert (document.risk.file, document.risk.data) == (str(spec.parent / "rules/policy.toml"), {"version": "1"})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_policy_saved_by_an_old_editor_is_read(spec: Path, encoding: str) -> None:
    """With a BOM or in GB18030 the policy is the same."""
    (spec.parent / "rules/policy.toml").write_text('version = "第一版"\n', encoding)
    risk = read_spec(spec).risk
    assert risk is not None
    assert risk.data == {"version": "第一版"}


@pytest.mark.parametrize(("text", "code", "row"), [("a = \n", "policy-toml-damaged", 1), ("", "file-empty", None)])
def test_a_policy_that_cannot_be_read_is_a_finding(spec: Path, text: str, code: str, row: int | None) -> None:
    """What is wrong with it comes with the other findings, with its row."""
    (spec.parent / "rules/policy.toml").write_text(text, "utf-8")
    (spec.parent / "inspections.csv").unlink()
    document = read_spec(spec)
    assert [(one.code, one.where.row) for one in document.problems] == [("file-missing", None), (code, row)]
    assert document.risk is None


@pytest.mark.parametrize("wrong", ["risk = 3", 'risk = ""'])
def test_settings_of_a_wrong_kind_lead_to_no_policy(spec: Path, wrong: str) -> None:
    """To check settings is not the reader's business."""
    spec.write_text(SPEC.replace('risk = "rules/policy.toml"', wrong).replace('"complaints.csv"', "[]"), "utf-8")
    document = read_spec(spec)
    assert (document.risk, document.problems) == (None, ())
    assert document.tables.keys() == {"targets", "inspections"}


BATCH = """
[coverage]
ledger = "台账.csv"
order = "order.csv"
batch = 3
of = 12
[eligibility]
list = "清单.toml"
window = { from = 2026-12-01, to = 2026-12-31 }
"""


@pytest.fixture
def batch(spec: Path) -> Path:
    """Add the files of a batch."""
    spec.write_text(SPEC.replace('tags = "行业"', 'tags = "行业"\nkind = "类型"\nitems = "事项"') + BATCH, "utf-8")
    (spec.parent / "register.csv").write_text("代码,状态,行业,类型,事项\nA1,存续,,企业,\n", "utf-8")
    heads = ",".join(LEDGER_HEADINGS.values())
    (spec.parent / "台账.csv").write_text(f"2026年台账\n代码,{heads}\nA1,2026/3/5,中签,RS-01,d1,,,,\n", "utf-8")
    (spec.parent / "order.csv").write_text("代码,批次\n", "utf-8")
    (spec.parent / "清单.toml").write_text('version = "1"\nin_force_from = 2026-01-01\n', "utf-8")
    return spec


def test_ledger_order_and_list_are_read_beside_the_register(batch: Path) -> None:
    """Both tables have the register's column of ids and their own; the list is decoded, its days as text."""
    document = read_spec(batch)
    assert document.problems == ()
    assert document.tables["targets"].columns == ("代码", "状态", "行业", "类型", "事项")
    assert document.tables["ledger"].columns == ("代码", *LEDGER_HEADINGS.values())
    assert [row.cells["日期"] for row in document.tables["ledger"].rows] == ["2026/3/5"]
    assert document.tables["order"].rows == ()
    assert document.items is not None
    assert document.items.data == {"version": "1", "in_force_from": "2026-01-01"}
    assert document.settings["eligibility"]["window"]["to"] == "2026-12-31"


def test_what_cannot_be_read_of_a_batch_is_told_at_once(batch: Path) -> None:
    """A column that the ledger lacks, a list that is no TOML, and an order that is not there are found together."""
    (batch.parent / "台账.csv").write_text("代码,日期,事件\nA1,2026-03-05,中签\n", "utf-8")
    (batch.parent / "清单.toml").write_text("version = 一\n", "utf-8")
    (batch.parent / "order.csv").unlink()
    found = {(one.code, Path(one.where.file or "").name) for one in read_spec(batch).problems}
    assert ("list-toml-damaged", "清单.toml") in found
    assert {"台账.csv", "order.csv"} <= {name for _, name in found}
