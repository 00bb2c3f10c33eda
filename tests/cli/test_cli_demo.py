"""The demo, as whoever tries it first sees it."""

from __future__ import annotations

import json
from pathlib import Path

from office_fixtures import Cli


def test_the_demo_shows_the_whole_draw(cli: Cli, tmp_path: Path) -> None:
    """Strata with chances, the first drawn with teams, loads, trust, files and a check by hand are shown."""
    said = cli("demo", tmp_path / "demo")
    assert said.status == 0, said.err
    for words in ("chance of each", "The first 10 of", "Inspectors by number of seats", "still has to trust", "ticket"):
        assert words in said.out
    announcement = json.loads((tmp_path / "demo/bundle/public/announcement.json").read_bytes())
    assert announcement["frame"]["size"] == 2400
    assert cli("demo", tmp_path / "demo").status == 1, "it never writes over an earlier demo"
