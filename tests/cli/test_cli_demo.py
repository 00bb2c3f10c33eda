"""The demo, and that one changed byte of what it publishes is found."""

from __future__ import annotations

import json
import random
from pathlib import Path

from office_fixtures import Cli

from random_inspection.adapters.files import BundleFolder
from random_inspection.drawing import verify
from random_inspection.workflows.bundles import open_bundle


def test_the_demo_shows_the_whole_draw(cli: Cli, tmp_path: Path) -> None:
    """Strata with chances, the first drawn with teams, loads, trust, files and a check by hand are shown."""
    said = cli("demo", tmp_path / "demo")
    assert said.status == 0, said.err
    for words in ("chance of each", "The first 10 of", "Inspectors by number of seats", "still has to trust", "ticket"):
        assert words in said.out
    announcement = json.loads((tmp_path / "demo/bundle/public/announcement.json").read_bytes())
    assert announcement["frame"]["size"] == 2400
    assert cli("demo", tmp_path / "demo").status == 1, "it never writes over an earlier demo"


def test_two_hundred_sampled_bytes_of_the_demo_are_found(cli: Cli, tmp_path: Path) -> None:
    """Each of 200 bytes, sampled at a fixed seed over all public files, makes the verification fail when changed."""
    cli("demo", tmp_path / "demo")
    bundle = tmp_path / "demo/bundle"
    files = sorted((bundle / "public").iterdir())
    chance = random.Random(20261125)
    for _ in range(200):
        file = chance.choice(files)
        honest = file.read_bytes()
        position = chance.randrange(len(honest))
        file.write_bytes(
            honest[:position] + bytes([honest[position] ^ (1 << chance.randrange(8))]) + honest[position + 1 :]
        )
        assert not verify(open_bundle(BundleFolder(bundle))).ok, f"{file.name}, byte {position}"
        file.write_bytes(honest)
