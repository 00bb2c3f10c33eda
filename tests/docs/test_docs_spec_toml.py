"""The page about SPEC.toml is true of the program."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from random_inspection.adapters.files import BundleFolder
from random_inspection.adapters.spreadsheets import read_spec
from random_inspection.adapters.system import SystemEntropy
from random_inspection.errors import InvalidInput
from random_inspection.serialization import read_announcement
from random_inspection.testing import FixedClock
from random_inspection.workflows.draws.announcing import announce

PAGE = (Path(__file__).parents[2] / "docs/reference/spec-toml.md").read_text("utf-8")
SAMPLE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
CLOCK = FixedClock()
FILES = {
    "SPEC.toml": SAMPLE,
    "register.csv": "统一社会信用代码,企业名称,地区\n"
    + "".join(
        f"T-{number:02},企业{number},{area}\n" for number, area in enumerate(["浦东", "静安", "徐汇", "长宁"] * 5)
    ),
    "inspectors.csv": "inspector_id,holds,capacity\n甲,领队,\n乙,领队；食品,9\n丙,,\n",
    "recusals.csv": "target_id,inspector_id,reason\nT-00,甲,曾任职\n",
}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The sample of the page, with the files that it refers to."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def _keys(settings: Any) -> Iterator[str]:
    for one in settings if isinstance(settings, list) else [settings]:
        if isinstance(one, dict):
            for key, value in one.items():
                yield key
                yield from () if key == "about" else _keys(value)


def test_sample_can_be_announced(office: Path) -> None:
    """The sample of the page is accepted as it stands."""
    store = BundleFolder(office / "bundle")
    announce(read_spec(office / "SPEC.toml"), store=store, clock=CLOCK, entropy=SystemEntropy())
    announcement = read_announcement(store.read("public", "announcement.json"), file="announcement.json")
    assert [stratum.name for stratum in announcement.strata] == ["浦东", "静安", "自贸区", "徐汇", "长宁"]
    assert [stratum.reserve for stratum in announcement.strata] == [5, 5, 0, 2, 2]
    assert announcement.open_by == "2026-11-27T17:00:00+08:00"
    assert announcement.contributions[1].name == "监督员"


@pytest.mark.parametrize("key", sorted(set(_keys(tomllib.loads(SAMPLE)))))
def test_every_key_of_the_sample_is_explained(key: str) -> None:
    """A key that the sample uses has its place in a table, a quota, or a heading of the page."""
    assert re.search(rf"^\| `{key}` \||\{{ {key} = |, {key} = \d+ \}}|^## .*`\[+{key}\]+`", PAGE, re.MULTILINE)


@pytest.mark.parametrize("more", ["\nreserv = 5", "\nseat = 1", ""])
def test_unlisted_keys_are_refused(office: Path, more: str) -> None:
    """What the page does not list in a stratum is refused, and nothing is written."""
    spec, quota = office / "SPEC.toml", "{ count = 1 }" if more else "{ count = 1, all = true }"
    stratum = f'[[strata]]\nname = "徐汇"\nquota = {quota}{more}\n\n'
    spec.write_text(SAMPLE.replace("[default]\n", f"{stratum}[default]\n"), "utf-8")
    with pytest.raises(InvalidInput, match=r"strata\[3\]"):
        announce(read_spec(spec), store=BundleFolder(office / "bundle"), clock=CLOCK, entropy=SystemEntropy())
    assert not (office / "bundle").exists()
