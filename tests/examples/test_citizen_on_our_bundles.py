"""The verifier that needs no library agrees with the package on every bundle that the package makes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from citizen_bundles import citizen
from hypothesis import given, settings
from hypothesis import strategies as st
from office_fixtures import Cli

from random_inspection.adapters.files import BundleFolder
from random_inspection.adapters.system import SystemClock
from random_inspection.drawing.patterns import pattern_problem
from random_inspection.workflows.draws.aftermath import recuse, replace, strike_out

SCRIPT = Path(__file__).parents[2] / "examples/verify_as_citizen.py"
WriteOffice = Callable[..., Path]


def _citizen(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(SCRIPT), str(folder), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def _agree(cli: Cli, folder: Path, status: int = 0) -> str:
    """Both verifiers give this exit status; return what the citizen's printed."""
    found = _citizen(folder)
    assert (found.returncode, found.stderr) == (status, "")
    assert cli("verify", folder).status == status
    return found.stdout


def test_a_small_office_whole_and_public_part(cli: Cli, drawn: Path) -> None:
    """A whole bundle and its public folder alone both pass, with and without a digest from elsewhere."""
    _agree(cli, drawn)
    _agree(cli, drawn / "public")
    digest = json.loads((drawn / "public/result.json").read_bytes())["announcement"]
    assert _citizen(drawn, "--announcement-digest", digest).returncode == 0
    assert _citizen(drawn, "--announcement-digest", "0" * 64).returncode == 1


@pytest.mark.parametrize("publish", [True, False])
@pytest.mark.parametrize("digest", ["sha256", "sm3"])
def test_public_events_hashes_and_sealed_parts(
    publish: bool,  # noqa: FBT001  (a parameter of the test)
    digest: str,
    cli: Cli,
    write_office: WriteOffice,
    tmp_path: Path,
) -> None:
    """With a public event, under both hashes, published or sealed, both verifiers agree."""
    spec = write_office(publish=publish, event=True)
    spec.write_text(f'digest = "{digest}"\n' + spec.read_text("utf-8"), "utf-8")
    bundle = tmp_path / "bundle"
    assert cli("announce", spec, "--out", bundle).status == 0
    assert cli("draw", bundle, "--public", "彩票=01 02 03").status == 0
    _agree(cli, bundle)
    _agree(cli, bundle / "public")


def test_strikes_recusals_and_replacements(cli: Cli, drawn: Path) -> None:
    """Every kind of change after the draw is recomputed alike; one by hand is found by both."""
    store, clock = BundleFolder(drawn), SystemClock()
    result = json.loads((drawn / "public/result.json").read_bytes())
    first, second = (one["target_id"] for one in result["drawn"])
    leader = next(one["inspector_id"] for one in result["assignments"] if one["target_id"] == second)
    strike_out(first, reason="已注销", store=store, clock=clock)
    recuse(second, leader, reason="申请回避", store=store, clock=clock)
    replace(second, "组长", leader, reason="回避", store=store, clock=clock)
    assert "passed 通过 | changes: as the rules give them" in _agree(cli, drawn)
    file = drawn / "public/change-0003.json"
    change = json.loads(file.read_bytes())
    other = "甲" if change["substitute"] != "甲" else "乙"
    file.write_bytes(
        file.read_bytes().replace(f'"substitute":"{change["substitute"]}"'.encode(), f'"substitute":"{other}"'.encode())
    )
    assert "FAILED 不符 | changes: as the rules give them" in _agree(cli, drawn, status=1)


def test_the_sample_office(cli: Cli, sample_draw: Path) -> None:
    """The shipped sample office, with shares, weights, recusals and three seats, is recomputed alike."""
    _agree(cli, sample_draw)


def test_nothing_there(cli: Cli, tmp_path: Path) -> None:
    """Without files both exit with 2."""
    assert _citizen(tmp_path).returncode == cli("verify", tmp_path).status == 2


@settings(max_examples=500)
@given(pattern=st.text(r"ab1\d[]^-(){}|*+?.,0&~ ", max_size=10))
def test_law_both_accept_the_same_patterns(pattern: str) -> None:
    """What the package refuses as a pattern the citizen refuses, and the reverse."""
    try:
        accepted = not citizen.misfit(pattern, "pattern")
    except (ValueError, re.error, OverflowError):
        accepted = False
    assert accepted == (pattern_problem(pattern) is None)
