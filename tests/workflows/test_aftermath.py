"""Strikes, recusals and replacements as entries of a bundle, chained, verified and published with the result."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from office_fixtures import Cli

from random_inspection.adapters.files import BundleFolder
from random_inspection.adapters.system import SystemClock
from random_inspection.domain.changes import Replacement, Strike
from random_inspection.drawing import digest_of, verify
from random_inspection.drawing.bundles import Bundle
from random_inspection.errors import InvalidInput, NotStored
from random_inspection.workflows.draws.aftermath import recuse, replace, strike_out
from random_inspection.workflows.draws.bundles import open_bundle

CLOCK = SystemClock()


def _bundle(folder: Path) -> Bundle:
    return open_bundle(BundleFolder(folder))


def _changed(folder: Path) -> list[Strike | Replacement]:
    """Strike the first drawn target, recuse somebody from the next, and replace its leader."""
    store, result = BundleFolder(folder), _bundle(folder).result
    assert result is not None
    assert result.value is not None
    first, second = (one.target_id for one in result.value.drawn)
    leader = next(seat.inspector_id for seat in result.value.assignments if seat.target_id == second)
    strike = strike_out(first, reason="已注销", store=store, clock=CLOCK)
    recuse(second, leader, reason="企业申请回避", store=store, clock=CLOCK)
    replacement = replace(second, "组长", leader, reason="回避", store=store, clock=CLOCK)
    assert isinstance(strike, Strike)
    assert isinstance(replacement, Replacement)
    return [strike, replacement]


@pytest.mark.clause("二(八) 留痕")
def test_every_entry_names_the_one_before(drawn: Path) -> None:
    """The chain begins with the result, and each entry has the digest of the file before it."""
    _changed(drawn)
    names = ["result.json", "change-0001.json", "change-0002.json", "change-0003.json"]
    files = [(drawn / "public" / name).read_bytes() for name in names]
    assert [json.loads(file)["previous"] for file in files[1:]] == [digest_of(file) for file in files[:-1]]


def test_a_changed_draw_verifies_and_its_changes_are_checked(drawn: Path) -> None:
    """After a strike, a recusal and a replacement the verification passes and covers them."""
    strike, replacement = _changed(drawn)
    assert isinstance(strike, Strike)
    assert strike.moved_up is not None
    assert isinstance(replacement, Replacement)
    assert replacement.substitute not in (None, replacement.inspector_id)
    verification = verify(_bundle(drawn))
    assert verification.ok
    assert {check.code: check.status for check in verification.checks}["changes"] == "passed"


@pytest.mark.clause("二(八) 留痕")
@pytest.mark.parametrize("number", [1, 2])
def test_an_entry_altered_or_dropped_is_found(drawn: Path, number: int) -> None:
    """Altering or exchanging an entry that others follow breaks the chain."""
    _changed(drawn)
    file = drawn / f"public/change-{number:04}.json"
    file.write_bytes(
        file.read_bytes().replace("已注销".encode(), "已迁出".encode()).replace("申请".encode(), "没有".encode())
    )
    assert not verify(_bundle(drawn)).ok


@pytest.mark.clause("二(八) 留痕")
def test_a_substitute_by_hand_is_found(drawn: Path) -> None:
    """Another substitute than the rule gives fails the check, also in the last entry."""
    _, replacement = _changed(drawn)
    assert isinstance(replacement, Replacement)
    file = drawn / "public/change-0003.json"
    other = next(each for each in "甲乙丙丁" if each not in (replacement.substitute, replacement.inspector_id))
    file.write_bytes(
        file.read_bytes().replace(
            f'"substitute":"{replacement.substitute}"'.encode(), f'"substitute":"{other}"'.encode()
        )
    )
    failed = [check.code for check in verify(_bundle(drawn)).checks if check.status == "failed"]
    assert failed == ["changes"]


def test_changes_of_a_sealed_draw_are_published_with_it(
    cli: Cli, write_office: Callable[..., Path], tmp_path: Path
) -> None:
    """While the result is sealed its changes are, and `publish` moves all of them."""
    bundle = tmp_path / "bundle"
    cli("announce", write_office(publish=False), "--out", bundle)
    cli("draw", bundle, "--sealed")
    _changed(bundle)
    assert not list((bundle / "public").glob("change-*"))
    assert cli("publish", bundle).status == 0
    assert len(list((bundle / "public").glob("change-*"))) == 3
    assert cli("verify", bundle).status == 0


def test_nothing_is_struck_before_the_draw(cli: Cli, write_office: Callable[..., Path], tmp_path: Path) -> None:
    """Without a result there is nothing to change, and without a drawn target neither."""
    bundle = tmp_path / "bundle"
    cli("announce", write_office(), "--out", bundle)
    with pytest.raises(NotStored):
        strike_out("F01", reason="gone", store=BundleFolder(bundle), clock=CLOCK)
    cli("draw", bundle)
    with pytest.raises(InvalidInput):
        strike_out("nobody", reason="gone", store=BundleFolder(bundle), clock=CLOCK)
    assert not list((bundle / "public").glob("change-*"))


@pytest.mark.clause("二(一) 保密")
def test_a_reason_that_can_never_be_public_is_refused_before_it_is_written(drawn: Path) -> None:
    """An entry can never be changed, so a telephone number in its reason is refused, and nothing is recorded."""
    bundle = _bundle(drawn)
    assert bundle.result is not None
    assert bundle.result.value is not None
    target = bundle.result.value.drawn[0].target_id
    with pytest.raises(InvalidInput, match="must not be public"):
        strike_out(target, reason="因王某投诉，电话 138 0013 8000", store=BundleFolder(drawn), clock=CLOCK)
    assert _bundle(drawn).changes == ()
