"""An auditor recomputes who was due, struck out and in which class of a batch, and finds whatever was made otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from announcing_specs import made
from batch_specs import LIST, batch_spec

from random_inspection.drawing.tickets import digest_of
from random_inspection.drawing.verification import Verification
from random_inspection.rules.coverage_of_year.batches import BLANK
from random_inspection.serialization import to_json
from random_inspection.testing import MemoryBundle
from random_inspection.workflows.draws.auditing import recompute_classes

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture
def store() -> MemoryBundle:
    """A batch with every kind of rule, announced."""
    rules = {
        "eligibility.districts": ["东城"],
        "eligibility.elsewhere_months": 3,
        "eligibility.caps": [{"at_most": 3, "source": "公告", "levels": ["县级"]}],
    }
    return made(batch_spec(rules, listing=LIST, order=[("T-01", "4")])).store


def _failed(found: Verification) -> list[str]:
    return [check.code for check in found.checks if check.status == "failed"]


def _audit(store: MemoryBundle) -> Verification:
    """Audit with the digest of the announcement as it stands, as from a receipt."""
    return recompute_classes(store, announcement_digest=digest_of(store.files["public", "announcement.json"]))


def _committed(store: MemoryBundle, change: Change = lambda _: None) -> None:
    """Make an office announce what it changed, with digests that fit."""
    announcement = json.loads(store.files["public", "announcement.json"])
    change(announcement)
    for key in ("frame", "struck"):
        announcement[key]["digest"] = digest_of(store.files["sealed", f"{key}.csv"])
    for rule in announcement["about"]["rules"]:
        rule["digest"] = digest_of(store.files["sealed", rule["file"]])
    store.files["public", "announcement.json"] = to_json(announcement)


def _edit(store: MemoryBundle, name: str, change: Change) -> None:
    held = json.loads(store.files["sealed", name])
    change(held)
    store.files["sealed", name] = to_json(held)


@pytest.mark.clause("二(八) 留痕")
def test_an_honest_batch_passes_every_check(store: MemoryBundle) -> None:
    """The ledger's digest is checked, too, and it is said that its keeper is trusted."""
    found = _audit(store)
    assert {check.status for check in found.checks} == {"passed"}
    assert "risk-ledger-digest" in [check.code for check in found.checks]
    assert "台账" in found.trust[0].text("zh")


TAMPERED: list[tuple[Change, str]] = [
    (lambda held: held["ledger"].pop(0), "an event less"),
    (lambda held: held["ledger"].append({**held["ledger"][-1], "target_id": "T-02"}), "an event more"),
    (lambda held: held["settings"]["coverage"].update(batch=2), "another batch"),
    (lambda held: held["settings"]["coverage"].update(of=5), "more batches"),
    (lambda held: held["settings"]["eligibility"].update(agency="另一局"), "another agency"),
    (lambda held: held["settings"]["eligibility"].update(districts=["西城"]), "another district"),
    (lambda held: held["settings"]["eligibility"].pop("elsewhere_months"), "a rule less"),
    (lambda held: held["settings"]["eligibility"]["caps"].clear(), "a cap less"),
    (lambda held: held["items"].update(version="2026-2"), "another list"),
    (lambda held: held["order"].clear(), "no order"),
    (lambda held: held.update(salt="0" * 64), "another salt"),
]


@pytest.mark.parametrize("change", [change for change, _ in TAMPERED], ids=[name for _, name in TAMPERED])
def test_a_ledger_that_was_changed_later_fails_its_digest(store: MemoryBundle, change: Change) -> None:
    """Ledger, order, list and rules are held by the announcement, whatever follows from them."""
    _edit(store, "ledger.json", change)
    assert "risk-ledger-digest" in _failed(_audit(store))


ANNOUNCED: list[tuple[Change, set[str]]] = [
    (lambda held: _drop(held, "T-00"), {"risk-classes-listed", "risk-frame", "risk-quotas"}),
    (lambda held: _drop(held, "T-10"), {"risk-classes-listed", "risk-frame", "risk-struck", "risk-quotas"}),
    (lambda held: _drop(held, "T-06"), {"risk-classes-listed", "risk-frame", "risk-struck", "risk-quotas"}),
    (lambda held: held["settings"]["coverage"].update(batch=2), {"risk-quotas"}),
]


def _drop(held: dict[str, Any], target: str) -> None:
    held["ledger"] = [row for row in held["ledger"] if row["target_id"] != target]


@pytest.mark.parametrize(("change", "codes"), ANNOUNCED)
def test_a_ledger_that_does_not_give_the_frame_is_found(store: MemoryBundle, change: Change, codes: set[str]) -> None:
    """An office that announces another history than it drew by is found out by what the history gives."""
    _edit(store, "ledger.json", change)
    _committed(store)
    assert set(_failed(_audit(store))) == codes


def test_a_covered_firm_put_among_the_due_is_found_with_where_it_stands(store: MemoryBundle) -> None:
    """A firm that was inspected already and is drawn with the chance of the others is named with the reason."""
    frame = store.files["sealed", "frame.csv"].decode()
    codes = dict(line.split(",") for line in frame.splitlines())
    moved, other = codes["T-00"], codes["T-02"]
    store.files["sealed", "frame.csv"] = frame.replace(f"T-00,{moved}\n", f"T-00,{other}\n").encode()
    _committed(store)
    (finding,) = next(check.findings for check in _audit(store).checks if check.code == "risk-frame")
    assert "inspected 1, due 0" in finding.text()
    assert "已检查1次，还须检查0次" in finding.text("zh")


def test_a_firm_struck_out_without_reason_is_found(store: MemoryBundle) -> None:
    """A firm that somebody wants to spare is missing in the frame and has no reason to be struck out."""
    frame, struck = store.files["sealed", "frame.csv"].decode(), store.files["sealed", "struck.csv"].decode()
    spared = next(line for line in frame.splitlines(keepends=True) if line.startswith("T-03,"))
    store.files["sealed", "frame.csv"] = frame.replace(spared, "").encode()
    store.files["sealed", "struck.csv"] = struck.replace("T-06,", "T-03,inspected-elsewhere\nT-06,").encode()
    _committed(store)
    assert {"risk-frame", "risk-struck"} <= set(_failed(_audit(store)))


def test_a_firm_drawn_that_is_struck_out_is_found_with_the_reason(store: MemoryBundle) -> None:
    """A firm that another agency inspected and that is drawn nevertheless is named with why it is out."""
    frame, struck = store.files["sealed", "frame.csv"].decode(), store.files["sealed", "struck.csv"].decode()
    code = next(line.split(",")[1] for line in frame.splitlines() if line.startswith("T-02,"))
    store.files["sealed", "frame.csv"] = frame.replace("T-07,", f"T-06,{code}\nT-07,").encode()
    store.files["sealed", "struck.csv"] = struck.replace("T-06,inspected-elsewhere\n", "").encode()
    _committed(store)
    checks = {check.code: check for check in _audit(store).checks}
    for name in ("risk-frame", "risk-struck"):
        (finding,) = checks[name].findings
        assert "剔除：青禾县市场监管局已于2026-10-09检查" in finding.text("zh")


@pytest.mark.parametrize("name", [BLANK, "salt"])
def test_without_blank_lot_or_salt_it_fails(store: MemoryBundle, name: str) -> None:
    """A frame without the blank lot gives other chances; one without its salt can be tried out."""
    lines = store.files["sealed", "frame.csv"].decode().splitlines(keepends=True)
    kept = [line for line in lines if not line.endswith(f",{name}\n")]
    store.files["sealed", "frame.csv"] = "".join(kept).encode()
    _committed(store)
    assert "risk-frame" in _failed(_audit(store))


def test_a_batch_announced_without_its_ledger_is_found(store: MemoryBundle) -> None:
    """An office that does not commit to the ledger cannot say later that strata followed from one."""
    _committed(store, lambda announcement: announcement["about"]["rules"].pop())
    assert {"risk-frame", "risk-quotas"} <= set(_failed(_audit(store)))


def test_a_ledger_that_is_not_at_hand_passes_nothing(store: MemoryBundle) -> None:
    """Without the ledger nothing is recomputed, and it is said which file is missing."""
    del store.files["sealed", "ledger.json"]
    found = _audit(store)
    skipped = {check.code: check for check in found.checks if check.status == "not-checked"}
    assert _failed(found) == []
    assert {
        "risk-ledger-digest",
        "risk-classes",
        "risk-classes-listed",
        "risk-frame",
        "risk-struck",
        "risk-quotas",
    } == set(skipped)
    assert "ledger.json" in skipped["risk-classes"].findings[0].text()


WRONG: list[tuple[Change, str, str]] = [
    (lambda held: held.pop("order"), "risk-file-broken", "policy.json, facts.json, ledger.json"),
    (lambda held: held["settings"].pop("coverage"), "setting-missing", "ledger.json, settings.coverage"),
    (lambda held: held["settings"]["coverage"].update(of=1), "batch-unknown", "ledger.json, settings.coverage.batch"),
    (lambda held: held["ledger"][0].update(day="gestern"), "fact-not-day", "ledger.json, ledger[0].day"),
    (lambda held: held["ledger"][0].update(target_id=""), "identifier-empty", "ledger.json, ledger[0].target_id"),
    (lambda held: held["order"][0].update(batches="7"), "order-not-batches", "ledger.json, order[0].batches"),
    (lambda held: held["items"].pop("version"), "json-member-missing", "ledger.json, items.version"),
    (
        lambda held: held["settings"]["eligibility"].update(districts=["北城"]),
        "batch-without-targets",
        "ledger.json, settings.coverage.batch",
    ),
]


@pytest.mark.parametrize(("change", "code", "place"), WRONG)
def test_a_sealed_ledger_that_gives_no_strata_fails(store: MemoryBundle, change: Change, code: str, place: str) -> None:
    """A ledger that was announced and is nevertheless wrong is told with its path, and the rest is not checked."""
    _edit(store, "ledger.json", change)
    _committed(store)
    found = _audit(store)
    assert _failed(found) == ["risk-classes"]
    finding = next(check for check in found.checks if check.code == "risk-classes").findings[0]
    assert (finding.code, finding.where.text()) == (code, place)
