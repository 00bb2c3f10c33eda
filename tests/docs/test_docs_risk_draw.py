"""The page about risk classes, and the reference, are true of a draw by them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from random_inspection.adapters.policies import default_policy_text
from random_inspection.adapters.spreadsheets import read_spec
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle
from random_inspection.workflows.draws.announcing import announce
from random_inspection.workflows.draws.auditing import recompute_classes
from random_inspection.workflows.inputs.fact_kinds import KINDS
from random_inspection.workflows.inputs.spec_risk import KEYS

DOCS = Path(__file__).parents[2] / "docs"
HOWTO = (DOCS / "howto/risk-policy.md").read_text("utf-8")
REFERENCE = (DOCS / "reference/spec-toml.md").read_text("utf-8")
SAMPLE = next(block for block in re.findall(r"```toml\n(.*?)```", HOWTO, re.DOTALL) if "[facts]" in block)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The sample of the page, with files that have the columns of its table, and the shipped policy."""
    (tmp_path / "SPEC.toml").write_text(SAMPLE, "utf-8")
    (tmp_path / "policy.toml").write_bytes(default_policy_text())
    register = "".join(f"T-{number:02},企业{number},存续,2026-01-01\n" for number in range(40))
    (tmp_path / "register.csv").write_text(f"统一社会信用代码,企业名称,存续状态,入库日期\n{register}", "utf-8")
    rows = re.findall(r"^\| (\w+) \| ([^|]*[\u4e00-\u9fff][^|]*) \|$", HOWTO, re.MULTILINE)
    for key, cells in rows:
        columns = re.sub(r" \([^)]*\)", "", cells).split(", ")
        (tmp_path / f"{key}.csv").write_text(",".join(["统一社会信用代码", *columns]) + "\n", "utf-8")
    return tmp_path


def test_sample_can_be_announced_and_audited(office: Path) -> None:
    """The sample of the page, with the columns that the page names, is accepted as it stands."""
    store = MemoryBundle()
    announced = announce(read_spec(office / "SPEC.toml"), store=store, clock=FixedClock(), entropy=FixedEntropy())
    assert announced.announcement.shares[0].total == 2
    unchecked = [check.code for check in recompute_classes(store).checks if check.status != "passed"]
    assert unchecked == ["announcement-published"], "no digest from elsewhere was given"


def test_files_that_the_page_names_are_those_there_are(office: Path) -> None:
    """Bundle files of the page's table exist, each in its area, but for the result that is yet to come."""
    store = MemoryBundle()
    announce(read_spec(office / "SPEC.toml"), store=store, clock=FixedClock(), entropy=FixedEntropy())
    table = HOWTO.split("### What is public")[1].split("### Audit")[0]
    named = {tuple(name.split("/")) for name in re.findall(r"`((?:public|sealed)/[\w.]+)`", table)}
    assert named - store.files.keys() == {("sealed", "result.json")}


def test_the_reference_has_every_key_and_column() -> None:
    """Settings, kinds of facts and their columns stand in the reference as the program knows them."""
    for key in (*KEYS, "as_of", "status"):
        assert re.search(rf"^\| `{key}` \|", REFERENCE, re.MULTILINE)
    for kind in KINDS:
        row = re.search(rf"^\| `{kind.key}` \|.*$", REFERENCE, re.MULTILINE)
        assert row
        assert f": {', '.join(kind.headings.values())} |" in row[0]


def test_the_sample_is_toml() -> None:
    """The sample names every kind of facts."""
    assert tomllib.loads(SAMPLE)["facts"].keys() == {"as_of", *(kind.key for kind in KINDS)}
