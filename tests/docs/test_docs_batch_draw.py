"""The page about the year's plan, and the reference, are true of a batch that is announced."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from random_inspection.adapters.policies import default_policy_text
from random_inspection.adapters.spreadsheets import read_spec
from random_inspection.rules.admission.eligibility import CLOSED, DISTRICT, ELSEWHERE, NOT_SUBJECT
from random_inspection.rules.admission.listed_items import NOT_IN_FORCE, NOT_LISTED, REPEALED, WRONG_KIND
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle
from random_inspection.workflows.draws.announcing import Announced, announce
from random_inspection.workflows.draws.auditing import recompute_classes
from random_inspection.workflows.inputs.ledger_rows import LEDGER_HEADINGS, ORDER_HEADINGS

DOCS = Path(__file__).parents[2] / "docs"
HOWTO = (DOCS / "howto/year-plan.md").read_text("utf-8").split("## Announce a batch")[1]
REFERENCE = (DOCS / "reference/spec-toml.md").read_text("utf-8").split("### `[coverage]`")[1].split("\n## ")[0]
SPEC, LIST = re.findall(r"```toml\n(.*?)```", HOWTO, re.DOTALL)
FACTS = {
    "complaints": "收到日期,来源",
    "violations": "决定日期,决定机关,违法事实,是否严重,决定书文号",
    "grades": "评价体系,等级,评定日期,来源",
    "listings": "名单名称,列入日期,移出日期,来源",
    "inspections": "检查日期",
}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The samples of the page, with the files they name; the page's events are told of the first five firms."""
    (tmp_path / "SPEC.toml").write_text(SPEC, "utf-8")
    (tmp_path / "事项清单.toml").write_text(LIST, "utf-8")
    policy = default_policy_text().decode().replace('otherwise = "A"', 'otherwise = "A"\nfloor = "1/100"')
    (tmp_path / "policy.toml").write_text(policy, "utf-8")
    register = "".join(f"T-{number:02},企业{number},存续,2026-01-01,企业,东城\n" for number in range(40))
    head = "统一社会信用代码,企业名称,存续状态,入库日期,对象类型,地区\n"
    (tmp_path / "register.csv").write_text(head + register, "utf-8")
    for key, columns in FACTS.items():
        (tmp_path / f"{key}.csv").write_text(f"统一社会信用代码,{columns}\n", "utf-8")
    rows = re.findall(r"^\| (.*) \|$", HOWTO.split("The ledger (台账)")[1].split("with the register")[0], re.MULTILINE)
    table = [[cell.strip() for cell in row.split("|")] for row in rows if not row.startswith("---")]
    firms = ["统一社会信用代码", "T-00", "T-00", "T-01", "T-02", "T-03"]
    drawn = ["T-01", "2026-10-09", "中签", "RS-01", "2026-0010/1", "", "", "", ""]
    lines = [[firm, *cells] for firm, cells in zip(firms, table, strict=True)]
    (tmp_path / "台账.csv").write_text("\n".join(map(",".join, [*lines, drawn])), "utf-8")
    return tmp_path


def _announced(office: Path, store: MemoryBundle) -> Announced:
    return announce(read_spec(office / "SPEC.toml"), store=store, clock=FixedClock(), entropy=FixedEntropy())


def test_samples_can_be_announced_and_audited(office: Path) -> None:
    """Settings, ledger and list of the page are accepted as they stand, and give what the page says."""
    store = MemoryBundle()
    announced = _announced(office, store)
    found = recompute_classes(store, announcement_digest=announced.announcement_digest)
    assert {check.status for check in found.checks} == {"passed"}
    struck = store.read("sealed", "struck.csv").decode()
    assert "T-02,inspected-elsewhere\n" in struck
    codes = [one["class"] for one in json.loads(store.read("sealed", "policy.json"))["codes"]]
    assert sorted(codes) == ["A/due 1", "A/inspected"]
    assert [note.code for note in announced.notes] == ["open-by-assumed"]


def test_codes_of_the_page_are_those_that_the_rules_give() -> None:
    """Every reason that can stand in struck.csv has its line, and no other code has one."""
    rows = re.findall(r"^\| (`[a-z`, -]+) \|", HOWTO, re.MULTILINE)
    named = {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)}
    rules = (CLOSED, DISTRICT, NOT_SUBJECT, ELSEWHERE, NOT_LISTED, NOT_IN_FORCE, REPEALED, WRONG_KIND)
    frame = {"cap-reached", "cap-of-item-reached", "covered", "other-batch"}
    assert named - {"code"} == {message.code for message in rules} | frame


def test_the_reference_has_every_key_and_column() -> None:
    """Keys of the samples, and columns of ledger and order, stand in the reference."""
    settings = tomllib.loads(SPEC)
    for key in {*settings["coverage"], "order", *settings["eligibility"]}:
        assert re.search(rf"^\| [^|]*`{key}`[^|]* \|", REFERENCE, re.MULTILINE), key
    for headings in (LEDGER_HEADINGS, ORDER_HEADINGS):
        assert f": {', '.join(headings.values())}" in REFERENCE
