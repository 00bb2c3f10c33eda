"""Killed at any moment, a command can be run again: every access to the bundle is tried as the last one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from office_fixtures import Cli

DIE_AT = """
import os, sys
from random_inspection.cli.app import run
folder, last, arguments = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
count = 0
def watch(event, args):
    global count
    if event in ("open", "os.link", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.scandir"):
        if any(isinstance(each, (str, bytes)) and folder in os.fsdecode(each) for each in args):
            count += 1
            if count == last:
                os._exit(137)
sys.addaudithook(watch)
sys.exit(run(["--lang", "en", *arguments]))
"""
KILLED = 137


def _killed_at(moment: int, watched: Path, *arguments: str) -> int:
    command = [sys.executable, "-c", DIE_AT, str(watched), str(moment), *arguments]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_announce_killed_anywhere_is_whole_or_not_there(
    cli: Cli, write_office: Callable[..., Path], tmp_path: Path
) -> None:
    """After a kill there is a whole announcement or none, and where there is none the next run makes it."""
    spec, moment, status = write_office(), 0, KILLED
    while status == KILLED:
        moment += 1
        work = tmp_path / f"work-{moment}"
        work.mkdir()
        status = _killed_at(moment, work, "announce", str(spec), "--out", str(work / "bundle"))
        if not (work / "bundle").exists():
            assert cli("announce", spec, "--out", work / "bundle").status == 0
        assert cli("draw", work / "bundle").status == 0
        assert [entry.name for entry in work.iterdir() if entry.name != "bundle"] == []
    assert status == 0
    assert moment > 10, "many moments were tried"


def test_draw_killed_anywhere_has_one_outcome(cli: Cli, write_office: Callable[..., Path], tmp_path: Path) -> None:
    """After a kill the next run draws or finishes the papers; a result that was there stays, and all verifies."""
    spec, moment, status = write_office(), 0, KILLED
    while status == KILLED:
        moment += 1
        bundle = tmp_path / f"bundle-{moment}"
        assert cli("announce", spec, "--out", bundle).status == 0
        status = _killed_at(moment, bundle, "draw", str(bundle))
        result = bundle / "public/result.json"
        before = result.read_bytes() if result.exists() else None
        again = cli("draw", bundle)
        assert again.status == 0 or "one outcome" in again.err
        assert before in (None, result.read_bytes())
        assert cli("verify", bundle).status == 0
        papers = {file.name for file in (bundle / "papers").iterdir() if not file.name.startswith(".")}
        assert papers == {"抽取结果.xlsx", "抽取记录.docx"}
    assert status == 0
    assert moment > 20, "many moments were tried"


def test_publish_killed_anywhere_can_be_run_again(cli: Cli, write_office: Callable[..., Path], tmp_path: Path) -> None:
    """After a kill the result is sealed or public, and the next run leaves it public alone."""
    spec, moment, status = write_office(), 0, KILLED
    while status == KILLED:
        moment += 1
        bundle = tmp_path / f"bundle-{moment}"
        cli("announce", spec, "--out", bundle)
        cli("draw", bundle, "--sealed")
        status = _killed_at(moment, bundle, "publish", str(bundle))
        again = cli("publish", bundle)
        assert again.status == 0 or "public already" in again.err
        assert (bundle / "public/result.json").exists()
        assert not (bundle / "sealed/result.json").exists()
        assert cli("verify", bundle).status == 0
    assert status == 0
