"""One byte changed in any published file is found: by the package, and by the verifier that needs no package."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from office_fixtures import Cli

from random_inspection.adapters.files import BundleFolder
from random_inspection.drawing import verify
from random_inspection.ports import Area
from random_inspection.testing import MemoryBundle
from random_inspection.workflows.draws.bundles import open_bundle

SPEC = """
draw_id = "2026-0002/1"
title = "各区双随机抽查"
alone = true
[targets]
file = "{register}"
id = "统一社会信用代码"
name = "企业名称"
stratum = "地区"
[[strata]]
name = "浦东"
quota = {{ share = "全市", weight = 3 }}
reserve = 5
[[strata]]
name = "崇明"
quota = {{ share = "全市", weight = 1 }}
[default]
quota = {{ ratio = "1%" }}
reserve = 2
[[shares]]
name = "全市"
total = 50
[inspectors]
file = "inspectors.csv"
recusals = "recusals.csv"
publish = true
[[team]]
seat = "组长"
requires = ["领队"]
[[team]]
seat = "组员"
[[contributions]]
name = "经办人"
kind = "secret"
generate = true
"""


def _in_memory(bundle: Path) -> MemoryBundle:
    """A copy of the bundle, with the roster at hand where it is sealed."""
    store = MemoryBundle()
    files: dict[tuple[Area, str], bytes] = {
        ("public", file.name): file.read_bytes() for file in (bundle / "public").iterdir()
    }
    roster = bundle / "sealed/inspectors.json"
    if roster.exists():
        files["sealed", roster.name] = roster.read_bytes()
    store.establish(files)
    return store


def _changed(honest: bytes, position: int, bit: int) -> bytes:
    return honest[:position] + bytes([honest[position] ^ (1 << bit)]) + honest[position + 1 :]


def _undetected(store: MemoryBundle, places: Iterator[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Return the places where a changed bit leaves the verification without a failure."""
    found = []
    for name, position, bit in places:
        honest = store.files["public", name]
        store.files["public", name] = _changed(honest, position, bit)
        if verify(open_bundle(store)).ok:
            found.append((name, position, bit))
        store.files["public", name] = honest
    return found


def _sampled(store: MemoryBundle, times: int) -> Iterator[tuple[str, int, int]]:
    chance = random.Random(20261125)
    published = sorted(name for area, name in store.files if area == "public")
    for _ in range(times):
        name = chance.choice(published)
        yield name, chance.randrange(len(store.files["public", name])), chance.randrange(8)


@pytest.mark.clause("二(八) 留痕")
def test_every_byte_of_a_bundle_of_twelve_targets(drawn: Path) -> None:
    """Whichever byte of whichever published file is changed, a check fails."""
    store = _in_memory(drawn)
    assert verify(open_bundle(store)).ok
    assert {name for _, name in store.files} >= {"announcement.json", "frame.csv", "inspectors.json", "result.json"}
    places = (
        (name, position, position % 8) for (_, name), data in list(store.files.items()) for position in range(len(data))
    )
    assert _undetected(store, places) == []


@pytest.fixture
def real_bundle(cli: Cli, real_register: Path, tmp_path: Path) -> Path:
    """The real register drawn by district, with a shared total and teams."""
    people = "".join(f"检查员{number:03},{'领队' if number % 4 == 0 else ''},\n" for number in range(80))
    (tmp_path / "inspectors.csv").write_text("inspector_id,holds,capacity\n" + people, "utf-8")
    (tmp_path / "recusals.csv").write_text("target_id,inspector_id,reason\n", "utf-8")
    (tmp_path / "SPEC.toml").write_text(SPEC.format(register=real_register.as_posix()), "utf-8")
    announced = cli("announce", tmp_path / "SPEC.toml", "--out", tmp_path / "bundle")
    assert announced.status == 0, announced.err
    assert cli("draw", tmp_path / "bundle").status == 0
    return tmp_path / "bundle"


def test_the_real_register_is_drawn_and_verifies(real_bundle: Path) -> None:
    """All 7,480 firms are in the frame, the shared total is met exactly, and every check passes."""
    bundle = open_bundle(BundleFolder(real_bundle))
    announcement, result = bundle.announcement.value, bundle.result and bundle.result.value
    assert announcement is not None
    assert result
    assert announcement.frame.size == 7480
    drawn = {one.stratum: one.drawn for one in result.quotas}
    assert drawn["浦东"] + drawn["崇明"] == 50
    assert len(result.assignments) == 2 * len(result.drawn)
    assert verify(bundle).ok


def test_twenty_sampled_bytes_of_the_real_draw(real_bundle: Path) -> None:
    """Each of 20 bits, sampled at a fixed seed, is found when changed."""
    store = _in_memory(real_bundle)
    assert _undetected(store, _sampled(store, 20)) == []


def test_two_hundred_sampled_bytes_of_the_sample_office(sample_draw: Path) -> None:
    """Each of 200 bits of what the sample office publishes, sampled at a fixed seed, is found when changed."""
    store = _in_memory(sample_draw)
    assert _undetected(store, _sampled(store, 200)) == []
