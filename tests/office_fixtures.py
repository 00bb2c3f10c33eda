"""A small office on disk, and the command line as a function."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import attrs
import pytest

from random_inspection.cli.app import run

FIRMS = [f"F{number:02}" for number in range(1, 13)]
SPEC = """
draw_id = "2026-0001/1"
title = "劳动用工随机抽查"
{alone}
[targets]
file = "register.csv"
id = "id"
name = "name"
stratum = "district"
publish = {publish}
[default]
quota = {{ count = 1 }}
reserve = 2
[inspectors]
file = "inspectors.csv"
recusals = "recusals.csv"
publish = {publish}
[[team]]
seat = "组长"
requires = ["领队"]
[[team]]
seat = "组员"
[[contributions]]
name = "经办人"
kind = "secret"
generate = true
{contribution}
"""
PUBLIC_EVENT = """
[[contributions]]
name = "彩票"
kind = "public"
source = "2026-11-26 开奖公告"
pattern = '\\d\\d( \\d\\d){2}'
"""


SAMPLE = Path(str(files("random_inspection.cli"))) / "sample_office"
SAMPLE_DRAW, SUPERVISOR, MARKER = "2026-DEMO/1", "监督员", "@监督员的承诺@"


@attrs.frozen
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str


Cli = Callable[..., Said]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the command line in English, unless told otherwise, and return what it said."""

    def call(*arguments: object, lang: str = "en") -> Said:
        capsys.readouterr()
        status = run(["--lang", lang, *map(str, arguments)])
        captured = capsys.readouterr()
        return Said(status, captured.out, captured.err)

    return call


@pytest.fixture
def write_office(tmp_path: Path) -> Callable[..., Path]:
    """Write a small office and return the path of its specification."""

    def write(*, publish: bool = True, event: bool = False) -> Path:
        rows = "".join(f"{firm},公司{firm},{'town' if firm < 'F07' else 'country'}\n" for firm in FIRMS)
        (tmp_path / "register.csv").write_text("id,name,district\n" + rows, "utf-8")
        people = "甲,领队,\n乙,领队,\n戊,领队,\n己,领队,\n丙,,\n丁,,3\n"
        (tmp_path / "inspectors.csv").write_text("inspector_id,holds,capacity\n" + people, "utf-8")
        (tmp_path / "recusals.csv").write_text("target_id,inspector_id,reason\nF01,甲,近亲属关系\n", "utf-8")
        spec = SPEC.format(
            alone="" if event else "alone = true",
            publish=str(publish).lower(),
            contribution=PUBLIC_EVENT if event else "",
        )
        (tmp_path / "SPEC.toml").write_text(spec, "utf-8")
        return tmp_path / "SPEC.toml"

    return write


@pytest.fixture
def drawn(cli: Cli, write_office: Callable[..., Path], tmp_path: Path) -> Path:
    """A bundle, announced and drawn, with everything published."""
    spec = write_office()
    bundle = tmp_path / "bundle"
    assert cli("announce", spec, "--out", bundle).status == 0
    assert cli("draw", bundle).status == 0
    return bundle


@pytest.fixture
def sample_draw(cli: Cli, tmp_path: Path) -> Path:
    """The bundle of the sample office's draw, 2,400 targets and 60 inspectors, with everything published."""
    office, bundle, secret = tmp_path / "sample", tmp_path / "sample-draw", tmp_path / "secret.json"
    shutil.copytree(SAMPLE, office)
    committed = cli("commit", SAMPLE_DRAW, SUPERVISOR, "--out", secret).out.splitlines()[1]
    spec = office / "spec.toml"
    spec.write_text(spec.read_text("utf-8").replace(MARKER, committed), "utf-8")
    announced = cli("announce", spec, "--out", bundle)
    assert announced.status == 0, announced.err
    assert cli("draw", bundle, "--secret", f"{SUPERVISOR}=@{secret}").status == 0
    return bundle
