"""A draw by risk classes on the command line, from an office's files to the audit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from office_fixtures import Cli

from random_inspection.adapters.policies import default_policy_text

SPEC = """
draw_id = "2026-0001/1"
title = "劳动用工随机抽查"
alone = true
[targets]
file = "register.csv"
id = "统一社会信用代码"
name = "企业名称"
status = "状态"
since = "入库日期"
risk = "policy.toml"
reserve = 1
[facts]
as_of = 2026-11-25
complaints = "complaints.csv"
violations = "violations.csv"
grades = "grades.csv"
listings = "listings.csv"
inspections = "inspections.csv"
[[contributions]]
name = "经办人"
kind = "secret"
generate = true
"""
FILES = {
    "SPEC.toml": SPEC,
    "register.csv": "企业名单\n社会信用代码,企业名称,状态,入库日期\n"
    + "".join(f"F{number:02},公司{number},{'迁出' if number == 5 else '存续'},2026/3/1\n" for number in range(40)),
    "complaints.csv": "统一社会信用代码,收到日期,来源\n"
    + "".join(f"F03,2026-0{month}-01,12333第{month}号\n" for month in range(1, 6)),
    "violations.csv": "统一社会信用代码,决定日期,决定机关,违法事实,是否严重,决定书文号\n"
    "F07,2026年1月5日,人社局,拖欠工资,是,人社罚〔2026〕1号\n",
    "grades.csv": "统一社会信用代码,评价体系,等级,评定日期,来源\nF08,企业信用风险分类,C,2026-05-01,市监局\n",
    "listings.csv": "统一社会信用代码,名单名称,列入日期,移出日期,来源\n",
    "inspections.csv": "统一社会信用代码,检查日期\nF09,2026-02-02\n",
}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Write an office's files with the shipped policy, and return the folder."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "policy.toml").write_bytes(default_policy_text())
    return tmp_path


@pytest.fixture
def bundle(cli: Cli, office: Path) -> Path:
    """A draw by risk classes, announced."""
    said = cli("announce", office / "SPEC.toml", "--out", office / "bundle")
    assert (said.status, said.err) == (0, "")
    return office / "bundle"


def test_a_draw_by_risk_is_drawn_sealed_verified_and_audited(cli: Cli, bundle: Path) -> None:
    """Announced, drawn under seal, verified and audited: nothing failed, and the public has the announcement alone."""
    assert cli("draw", bundle, "--sealed").status == 0
    assert cli("verify", bundle).status == 0
    audited = cli("audit", bundle)
    assert (audited.status, "10 passed, 0 failed, 1 not checked" in audited.out) == (0, True)
    assert [file.name for file in (bundle / "public").iterdir()] == ["announcement.json"]


def test_the_next_step_that_is_shown_works(cli: Cli, office: Path) -> None:
    """The command that `announce` proposes draws under seal."""
    said = cli("announce", office / "SPEC.toml", "--out", office / "bundle")
    proposed = said.out.strip().splitlines()[-1].split("random-inspection ")[1].split()
    assert cli(*proposed).status == 0


@pytest.mark.parametrize("act", [("draw",), ("publish",)])
def test_nothing_that_tells_classes_is_published(cli: Cli, bundle: Path, act: tuple[str, ...]) -> None:
    """A draw in the open and a publication of the result are refused with what to do instead."""
    if act == ("publish",):
        cli("draw", bundle, "--sealed")
    refused = cli(*act, bundle)
    assert (refused.status, "draw with --sealed" in refused.err) == (1, True)
    assert not (bundle / "public/result.json").exists()


def test_nothing_of_a_firm_is_public(cli: Cli, bundle: Path) -> None:
    """No file in `public/` holds an id, a fact or a reason, before and after the draw."""
    cli("draw", bundle, "--sealed")
    cells = {
        cell for name, text in FILES.items() if name.endswith("csv") for row in text.split() for cell in row.split(",")
    }
    hidden = {cell for cell in cells if cell not in ("是", "C")} | {"投诉", "类："}
    public = b"".join(file.read_bytes() for file in (bundle / "public").iterdir())
    assert [cell for cell in hidden if cell and cell.encode() in public] == []
    announcement = json.loads((bundle / "public/announcement.json").read_bytes())
    assert {one["name"] for one in announcement["strata"]} == {"S1", "S2", "S3", "S4", "salt"}


def test_an_audit_says_what_differs(cli: Cli, bundle: Path) -> None:
    """A firm moved to another stratum fails by name, in words, and as JSON."""
    frame = bundle / "sealed/frame.csv"
    codes = dict(line.split(",") for line in frame.read_text("utf-8").splitlines())
    frame.write_text(frame.read_text("utf-8").replace(f"F03,{codes['F03']}", f"F03,{codes['F01']}"), "utf-8")
    found = cli("audit", bundle)
    assert found.status == 1
    assert f"F03: expected {codes['F03']} (class D: 5 complaints since 2025-11-25 (limit 3))" in found.out
    failed = {
        one["check"] for one in json.loads(cli("audit", bundle, "--json").out)["checks"] if one["status"] == "failed"
    }
    assert failed == {"frame-digest", "risk-frame"}
    assert "失败！  每个对象都在其类别对应的层中" in cli("audit", bundle, lang="zh").out


def test_an_audit_without_its_files_is_not_passed(cli: Cli, bundle: Path, tmp_path: Path) -> None:
    """Missing files end with status 2, and so does a folder without an announcement."""
    (bundle / "sealed/facts.json").unlink()
    assert cli("audit", bundle).status == 2
    assert cli("audit", tmp_path / "nowhere").status == 2


def test_a_draw_without_classes_is_not_audited(cli: Cli, drawn: Path) -> None:
    """It is said that there are no classes to recompute."""
    refused = cli("audit", drawn)
    assert (refused.status, "not made by risk classes" in refused.err) == (1, True)


def test_findings_of_policy_and_facts_come_together(cli: Cli, office: Path) -> None:
    """A slip in the policy's TOML, an unknown firm and a missing file are told in one run; nothing is written."""
    (office / "complaints.csv").write_text("统一社会信用代码,收到日期\nF99,2026-01-01\n", "utf-8")
    (office / "grades.csv").unlink()
    (office / "policy.toml").write_text('version = "1"\notherwise = A\n', "utf-8")
    refused = cli("announce", office / "SPEC.toml", "--out", office / "bundle")
    assert refused.status == 1
    for place in (
        "complaints.csv, row 1",
        "grades.csv: there is no such file",
        "policy.toml, row 2: the risk policy is",
    ):
        assert place in refused.err
    assert not (office / "bundle").exists()


def test_a_draw_prints_its_rows_of_the_ledger(cli: Cli, office: Path) -> None:
    """Who was drawn for the item of the draw is printed as rows that the next announcement reads; without one it is refused."""
    spec = office / "SPEC.toml"
    spec.write_text(SPEC.replace('risk = "policy.toml"', 'risk = "policy.toml"\nitem = "RS-01"'), "utf-8")
    bundle = office / "bundle"
    assert cli("announce", spec, "--out", bundle).status == 0
    assert cli("draw", bundle, "--sealed").status == 0
    lines = cli("ledger", bundle).out.splitlines()
    assert lines[0] == "统一社会信用代码,日期,事件,事项,抽取编号,检查编号,检查机关,检查主体层级,事由"
    assert len(lines) > 1
    assert all(",中签,RS-01,2026-0001/1,,,," in line for line in lines[1:])


def test_a_draw_for_no_item_has_no_rows(cli: Cli, bundle: Path, tmp_path: Path) -> None:
    """It is said that the ledger has no entry for it; a folder without a draw is told, too."""
    refused = cli("ledger", bundle)
    assert (refused.status, "not made for one inspection item" in refused.err) == (1, True)
    assert cli("ledger", tmp_path / "nowhere").status != 0
