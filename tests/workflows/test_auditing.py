"""An auditor recomputes who was in which class, and finds whatever was made otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from announcing_specs import made, spec
from risk_specs import EXPECTED, REGISTER, risk_spec

from random_inspection.drawing.tickets import digest_of
from random_inspection.drawing.verification import Verification
from random_inspection.errors import InvalidInput, NotStored
from random_inspection.serialization import to_json
from random_inspection.testing import MemoryBundle
from random_inspection.workflows.draws.auditing import recompute_classes

CHECKS = (
    "announcement-published",
    *("risk-policy-digest", "risk-facts-digest", "frame-digest", "struck-digest"),
    *("risk-classes", "risk-classes-listed", "risk-frame", "risk-struck", "risk-quotas"),
)


@pytest.fixture
def store() -> MemoryBundle:
    """A draw by risk classes, announced."""
    return made(risk_spec()).store


def _failed(found: Verification) -> list[str]:
    return [check.code for check in found.checks if check.status == "failed"]


def _committed(store: MemoryBundle, change: Callable[[dict[str, Any]], None]) -> None:
    """Make an office announce what it changed, with digests that fit."""
    announcement = json.loads(store.files["public", "announcement.json"])
    change(announcement)
    for key in ("frame", "struck"):
        announcement[key]["digest"] = digest_of(store.files["sealed", f"{key}.csv"])
    for rule in announcement["about"]["rules"]:
        rule["digest"] = digest_of(store.files["sealed", rule["file"]])
    store.files["public", "announcement.json"] = to_json(announcement)


def _audit(store: MemoryBundle) -> Verification:
    """Audit with the digest of the announcement as it stands, as from a receipt."""
    return recompute_classes(store, announcement_digest=digest_of(store.files["public", "announcement.json"]))


@pytest.mark.clause("二(八) 留痕")
def test_an_honest_draw_passes_every_check(store: MemoryBundle) -> None:
    """All is recomputed, and it is said whom one has to trust still."""
    found = _audit(store)
    assert [(check.code, check.status) for check in found.checks] == [(code, "passed") for code in CHECKS]
    assert [one.code for one in found.trust] == ["trust-facts"]


@pytest.mark.parametrize("digest", ["sha256", "sm3"])
def test_the_draws_own_hash_is_used(digest: str) -> None:
    """Names of strata, salt and digests follow the draw's hash."""
    assert recompute_classes(made(risk_spec({"digest": digest})).store).ok


@pytest.mark.parametrize("name", ["policy.json", "facts.json", "frame.csv", "struck.csv"])
def test_a_sealed_file_that_was_changed_later_fails_its_digest(store: MemoryBundle, name: str) -> None:
    """Every byte of the sealed files is held by the announcement."""
    store.files["sealed", name] += b" "
    assert {"policy.json": CHECKS[1], "facts.json": CHECKS[2], "frame.csv": CHECKS[3], "struck.csv": CHECKS[4]}[
        name
    ] in _failed(_audit(store))


@pytest.mark.parametrize("name", ["policy.json", "facts.json", "frame.csv", "struck.csv"])
def test_a_file_that_is_not_at_hand_passes_nothing(store: MemoryBundle, name: str) -> None:
    """What cannot be checked is said to be not checked; nothing fails for it."""
    del store.files["sealed", name]
    found = _audit(store)
    skipped = [check.code for check in found.checks if check.status == "not-checked"]
    assert (_failed(found), len(skipped)) == ([], 6 if name.endswith("json") else 2)


def test_a_target_moved_to_another_class_is_found_with_its_reason(store: MemoryBundle) -> None:
    """An office that puts a firm with complaints among the others, and announces that, is found out."""
    frame = store.files["sealed", "frame.csv"].decode()
    codes = dict(line.split(",") for line in frame.splitlines())
    moved, other = codes["T-01"], codes["T-00"]
    store.files["sealed", "frame.csv"] = frame.replace(f"T-01,{moved}\n", f"T-01,{other}\n").encode()
    _committed(store, _resized({moved: -1, other: 1}))
    found = _audit(store)
    assert _failed(found) == ["risk-frame", "risk-quotas"]
    (finding,) = next(check.findings for check in found.checks if check.code == "risk-frame")
    reason = "class 从严: 2 complaints since 2025-11-25 (limit 1)"
    assert finding.text() == f"frame.csv: T-01: expected {moved} ({reason}), found {other}"
    assert "从严类：2025-11-25以来投诉2件（限1件）" in finding.text("zh")


def _resized(changes: dict[str, int]) -> Callable[[dict[str, Any]], None]:
    def change(announcement: dict[str, Any]) -> None:
        for stratum in announcement["strata"]:
            stratum["size"] += changes.get(stratum["name"], 0)

    return change


def test_a_target_left_out_of_frame_and_struck_is_found(store: MemoryBundle) -> None:
    """A firm of the register that is in neither list is named; many are counted."""
    lines = store.files["sealed", "frame.csv"].decode().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("T-0")]
    store.files["sealed", "frame.csv"] = "".join(kept).encode()
    found = _audit(store)
    findings = next(check.findings for check in found.checks if check.code == "risk-frame")
    assert [one.params.get("target") for one in findings] == [f"T-0{number}" for number in range(10)]
    store.files["sealed", "frame.csv"] = b"target_id,stratum\n"
    findings = next(check.findings for check in _audit(store).checks if check.code == "risk-frame")
    assert (len(findings), findings[-1].params) == (11, {"count": len(EXPECTED) + 1 - 10})


def test_a_target_struck_without_reason_is_found(store: MemoryBundle) -> None:
    """Only who the register says is gone may be struck out."""
    store.files["sealed", "struck.csv"] = "target_id,reason\nT-19,注销\nT-20,注销\n".encode()
    _committed(store, lambda _: None)
    assert _failed(_audit(store)) == ["risk-struck"]


def test_quotas_that_are_not_the_policys_are_found(store: MemoryBundle) -> None:
    """A total other than the policy gives is found."""
    _committed(store, lambda announcement: announcement["shares"][0].update(total=9))
    assert _failed(_audit(store)) == ["risk-quotas"]


def _edit(store: MemoryBundle, name: str, change: Callable[[dict[str, Any]], Any]) -> None:
    held = json.loads(store.files["sealed", name])
    change(held)
    store.files["sealed", name] = to_json(held)
    _committed(store, lambda _: None)


WRONG: list[tuple[str, Callable[[dict[str, Any]], Any], str]] = [
    ("policy.json", lambda held: held.pop("salt"), "risk-file-broken"),
    ("policy.json", lambda held: held.update(policy=[]), "policy-not-table"),
    ("policy.json", lambda held: held["policy"].update(otherwise="从严"), "policy-otherwise-not-lowest"),
    ("facts.json", lambda held: held.pop("register"), "risk-file-broken"),
    ("facts.json", lambda held: held.update(as_of="gestern"), "risk-file-broken"),
    ("facts.json", lambda held: held["facts"].update(grades=["x"]), "risk-file-broken"),
    ("facts.json", lambda held: held["register"].pop(1), "fact-target-unknown"),
    ("facts.json", lambda held: held["facts"]["complaints"][0].update(received_on="2027-01-01"), "fact-ahead"),
]


@pytest.mark.parametrize(("name", "change", "code"), WRONG)
def test_sealed_files_that_give_no_classes_fail(
    store: MemoryBundle, name: str, change: Callable[[dict[str, Any]], Any], code: str
) -> None:
    """Files that were announced and are nevertheless wrong are told, with their path, and the rest is not checked."""
    _edit(store, name, change)
    found = _audit(store)
    assert _failed(found) == ["risk-classes"]
    finding = next(check for check in found.checks if check.code == "risk-classes").findings[0]
    assert (finding.code, finding.where.file is not None) == (code, True)
    assert [check.status for check in found.checks[6:]] == ["not-checked"] * 4


def test_bytes_that_are_no_json_fail(store: MemoryBundle) -> None:
    """A damaged file is told with its name."""
    store.files["sealed", "facts.json"] = b"{"
    failed = {check.code: check.findings[0] for check in _audit(store).checks if check.status == "failed"}
    assert failed.keys() == {"risk-facts-digest", "risk-classes"}
    assert failed["risk-classes"].where.file == "facts.json"


def test_facts_that_were_dropped_are_found(store: MemoryBundle) -> None:
    """An office that hands the auditor fewer complaints than it announced is found by the digest, and by the frame."""
    held = json.loads(store.files["sealed", "facts.json"])
    held["facts"]["complaints"] = []
    store.files["sealed", "facts.json"] = to_json(held)
    assert _failed(_audit(store)) == ["risk-facts-digest", "risk-classes-listed", "risk-frame", "risk-quotas"]


@pytest.mark.parametrize("name", ["classes.csv", "policy.json"])
def test_a_list_of_classes_that_was_rewritten_is_found(store: MemoryBundle, name: str) -> None:
    """What people read of classes and codes is recomputed, too, although no digest holds the list."""
    if name == "classes.csv":
        store.files["sealed", name] = store.files["sealed", name].replace("从严".encode(), "一般".encode())
    else:
        _edit(store, name, lambda held: held["codes"].reverse())
        _committed(store, lambda _: None)
    assert _failed(_audit(store)) == ["risk-classes-listed"]


def test_another_announcement_in_its_place_is_found(store: MemoryBundle) -> None:
    """Where everything was exchanged for another draw, the digest from elsewhere tells, and without one it is said."""
    receipt = digest_of(store.files["public", "announcement.json"])
    other = made(risk_spec({"title": "另一次"})).store
    assert _failed(recompute_classes(other, announcement_digest=receipt)) == ["announcement-published"]
    unchecked = [check.code for check in recompute_classes(other).checks if check.status == "not-checked"]
    assert unchecked == ["announcement-published"]


def test_a_draw_without_classes_has_none_to_recompute() -> None:
    """It is said that there are none; without an announcement there is nothing at all."""
    with pytest.raises(InvalidInput) as caught:
        recompute_classes(made(spec()).store)
    assert caught.value.code == "audit-not-by-risk"
    with pytest.raises(NotStored):
        recompute_classes(MemoryBundle())


def test_an_announcement_that_cannot_be_read_is_refused(store: MemoryBundle) -> None:
    """Without it nobody knows what was committed to."""
    store.files["public", "announcement.json"] += b" "
    with pytest.raises(InvalidInput, match=r"announcement\.json"):
        _audit(store)


def test_the_register_is_recomputed_whole() -> None:
    """Who is not there any more is in the sealed register, too, with the status."""
    held = json.loads(made(risk_spec()).store.read("sealed", "facts.json"))
    assert [row["target_id"] for row in held["register"]] == sorted(row[0] for row in REGISTER)
    assert {row["target_id"]: row["status"] for row in held["register"]}["T-20"] == "注销"
