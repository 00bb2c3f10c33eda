"""Bundles that somebody tampered with in more than one place: what can be found is found, and nothing is made of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from office_fixtures import Cli

from random_inspection.adapters.files import BundleFolder
from random_inspection.adapters.system import SystemClock
from random_inspection.drawing import verify
from random_inspection.serialization import to_json
from random_inspection.workflows.draws.aftermath import strike_out
from random_inspection.workflows.draws.bundles import open_bundle

WriteOffice = Callable[..., Path]


def _failed(folder: Path) -> set[str]:
    return {check.code for check in verify(open_bundle(BundleFolder(folder))).failed}


def _edit(file: Path, change: Callable[[Any], None]) -> None:
    value = json.loads(file.read_bytes())
    change(value)
    file.write_bytes(to_json(value))


@pytest.fixture
def without_frame(drawn: Path, tmp_path: Path) -> Path:
    """The public part of a draw, without frame and roster."""
    folder = tmp_path / "copy"
    shutil.copytree(drawn / "public", folder)
    (folder / "frame.csv").unlink()
    (folder / "inspectors.json").unlink()
    return folder


def _swap_id(result: Any) -> None:
    result["drawn"][0]["target_id"] = "F99"


def _second_time(result: Any) -> None:
    result["drawn"][1] = result["drawn"][0]


def _other_order(result: Any) -> None:
    result["drawn"].reverse()


def _fewer(result: Any) -> None:
    result["drawn"].pop()


def _reserve_first(result: Any) -> None:
    drawn, reserve = (
        result["drawn"][0],
        next(one for one in result["reserves"] if one["stratum"] == result["drawn"][0]["stratum"]),
    )
    drawn["target_id"], reserve["target_id"] = reserve["target_id"], drawn["target_id"]
    drawn["ticket"], reserve["ticket"] = reserve["ticket"], drawn["ticket"]


def _twice_in_a_team(result: Any) -> None:
    result["assignments"][1]["inspector_id"] = result["assignments"][0]["inspector_id"]


@pytest.mark.parametrize(
    "forge",
    [_swap_id, _second_time, _other_order, _fewer, _reserve_first, _twice_in_a_team],
    ids=lambda each: each.__name__,
)
def test_a_forged_result_is_found_without_frame_and_roster(without_frame: Path, forge: Callable[[Any], None]) -> None:
    """Ids, order, numbers, ranks and teams contradict one another, and that shows in the result alone."""
    assert _failed(without_frame) == set()
    _edit(without_frame / "result.json", forge)
    assert "result-consistent" in _failed(without_frame)


def test_a_roster_that_nobody_announced_has_no_effect(cli: Cli, write_office: WriteOffice, tmp_path: Path) -> None:
    """A planted roster fails the verification instead of lending its people to a strike."""
    spec = write_office()
    text = spec.read_text("utf-8")
    spec.write_text(text[: text.index("[inspectors]")] + text[text.index("[[contributions]]") :], "utf-8")
    bundle = tmp_path / "bundle"
    assert cli("announce", spec, "--out", bundle).status == 0
    assert cli("draw", bundle).status == 0
    target = json.loads((bundle / "public/result.json").read_bytes())["drawn"][0]["target_id"]
    roster = {
        "inspectors": [{"inspector_id": "Crony", "holds": []}],
        "team": [{"seat": "boss"}],
        "excluded": [],
        "salt": "0" * 64,
    }
    (bundle / "public/inspectors.json").write_bytes(to_json(roster))
    change = strike_out(target, reason="gone", store=BundleFolder(bundle), clock=SystemClock())
    assert "Crony" not in str(change)
    assert _failed(bundle) == {"inspectors-digest"}


@pytest.mark.parametrize("name", ["change-0002.json", "change-0007.json", "change-1.json"])
def test_a_gap_in_the_changes_is_found(drawn: Path, name: str) -> None:
    """An entry that does not follow on change-0001.json fails the check of the changes."""
    (drawn / "public" / name).write_bytes(b"{}\n")
    assert _failed(drawn) == {"changes"}


def test_files_that_the_protocol_does_not_know_are_named(cli: Cli, drawn: Path) -> None:
    """Something else in the public folder is no failure, but it is said that it was not checked."""
    (drawn / "public/result-new.json").write_bytes(b"{}\n")
    said = cli("verify", drawn)
    assert (said.status, "result-new.json" in said.out) == (0, True)


def test_two_versions_of_a_file_are_refused(cli: Cli, drawn: Path) -> None:
    """A result in public and another in sealed: nobody guesses which one counts."""
    (drawn / "sealed/result.json").write_bytes(b"{}\n")
    for command in ("verify", "publish", "draw"):
        said = cli(command, drawn)
        assert said.status in (1, 2)
        assert "result.json" in said.err


def test_two_announcements_are_refused(cli: Cli, drawn: Path) -> None:
    """Another announcement beside the public folder is not verified in its place."""
    shutil.copy(drawn / "public/announcement.json", drawn)
    said = cli("verify", drawn)
    assert (said.status, "two announcements" in said.err) == (2, True)


def test_no_papers_and_no_tickets_from_a_forged_result(cli: Cli, drawn: Path) -> None:
    """Papers and tickets are refused where the result does not verify."""
    _edit(drawn / "public/result.json", _swap_id)
    shutil.rmtree(drawn / "papers")
    assert cli("draw", drawn).status == 1
    assert not (drawn / "papers").exists()
    assert cli("ticket", drawn, "F01").status == 1


def test_no_papers_into_the_public_part_alone(cli: Cli, drawn: Path) -> None:
    """`draw` on a public folder writes nothing into what is published."""
    assert cli("draw", drawn / "public").status == 1
    assert not (drawn / "public/papers").exists()


def test_a_ticket_outside_a_sealed_frame_is_not_called_undrawn(
    cli: Cli, write_office: WriteOffice, tmp_path: Path
) -> None:
    """Without the frame, an id that the result does not name may not have been in the draw at all."""
    bundle = tmp_path / "bundle"
    cli("announce", write_office(publish=False), "--out", bundle)
    cli("draw", bundle)
    said = cli("ticket", bundle / "public", "F01X")
    assert (said.status, "cannot be told here" in said.out) == (0, True)
    assert cli("ticket", bundle / "public", " F01").status == 1
