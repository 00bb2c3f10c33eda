"""From a specification to a published draw on the command line, and what is refused on the way."""

from __future__ import annotations

import json
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from office_fixtures import Cli

WriteOffice = Callable[..., Path]


def _modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


def test_a_draw_from_beginning_to_end(cli: Cli, drawn: Path) -> None:
    """Announced, drawn and verified: every file is where it should be, and nothing failed."""
    verified = cli("verify", drawn)
    assert verified.status == 0
    assert "0 failed" in verified.out
    assert {file.name for file in (drawn / "public").iterdir()} == {
        "announcement.json",
        "frame.csv",
        "struck.csv",
        "inspectors.json",
        "result.json",
    }
    assert {file.name for file in (drawn / "papers").iterdir()} == {"抽取结果.xlsx", "抽取记录.docx"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_what_is_sealed_is_for_its_owner_only(drawn: Path) -> None:
    """Sealed files and papers can be read by nobody else."""
    for folder in (drawn / "sealed", drawn / "papers"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert _modes(folder) == {0o600}


def test_no_reason_and_no_secret_becomes_public_before_the_draw(
    cli: Cli, write_office: WriteOffice, tmp_path: Path
) -> None:
    """The public folder holds neither the secret, nor a reason of a recusal, nor a name of a firm."""
    cli("announce", write_office(), "--out", tmp_path / "bundle")
    secret = json.loads((tmp_path / "bundle/sealed/secrets.json").read_bytes())["secrets"][0]["value"]
    public = b"".join(file.read_bytes() for file in (tmp_path / "bundle/public").iterdir())
    for hidden in (secret, "近亲属关系", "公司F01"):
        assert hidden.encode() not in public


@pytest.mark.clause("三(一) 抽取")
def test_one_announcement_one_outcome(cli: Cli, drawn: Path) -> None:
    """A second draw is refused, and the result stays as it is."""
    before = (drawn / "public/result.json").read_bytes()
    again = cli("draw", drawn)
    assert (again.status, "one outcome" in again.err) == (1, True)
    assert (drawn / "public/result.json").read_bytes() == before


def test_an_announcement_is_never_written_over(cli: Cli, drawn: Path, tmp_path: Path) -> None:
    """Announcing into a bundle is refused, and the bundle stays as it is."""
    before = (drawn / "public/announcement.json").read_bytes()
    again = cli("announce", tmp_path / "SPEC.toml", "--out", drawn)
    assert again.status == 1
    assert (drawn / "public/announcement.json").read_bytes() == before


def test_lost_papers_are_written_again_from_the_same_outcome(cli: Cli, drawn: Path) -> None:
    """A draw that was cut off before its papers gets them on the next run, and nothing is drawn again."""
    before = (drawn / "public/result.json").read_bytes()
    (drawn / "papers/抽取记录.docx").unlink()
    again = cli("draw", drawn)
    assert (again.status, "only its papers were missing" in again.out) == (0, True)
    assert (drawn / "papers/抽取记录.docx").exists()
    assert (drawn / "public/result.json").read_bytes() == before


def test_a_sealed_result_is_published_later(cli: Cli, write_office: WriteOffice, tmp_path: Path) -> None:
    """With --sealed nothing of the outcome is public until it is published, once."""
    bundle = tmp_path / "bundle"
    cli("announce", write_office(publish=False), "--out", bundle)
    assert cli("draw", bundle, "--sealed").status == 0
    assert {file.name for file in (bundle / "public").iterdir()} == {"announcement.json"}
    assert cli("publish", bundle).status == 0
    assert (bundle / "public/result.json").exists()
    assert not (bundle / "sealed/result.json").exists()
    assert cli("publish", bundle).status == 1
    assert cli("verify", bundle).status == 0


def test_the_public_part_alone_is_verified_as_far_as_it_goes(
    cli: Cli, write_office: WriteOffice, tmp_path: Path
) -> None:
    """What is sealed and not at hand is said to be not checked, and nothing failed."""
    bundle = tmp_path / "bundle"
    cli("announce", write_office(publish=False), "--out", bundle)
    cli("draw", bundle)
    shutil.copytree(bundle / "public", tmp_path / "copy")
    found = cli("verify", tmp_path / "copy", "--json")
    statuses = {check["check"]: check["status"] for check in json.loads(found.out)["checks"]}
    assert found.status == 0
    assert {name for name, status in statuses.items() if status == "not-checked"} >= {
        "announcement-published",
        "frame-digest",
        "drawn",
        "assignment",
    }
    assert statuses["seed"] == statuses["quotas"] == statuses["secrets"] == "passed"


def test_a_public_event_must_have_its_form(cli: Cli, write_office: WriteOffice, tmp_path: Path) -> None:
    """A value that does not match is refused with the pattern, nothing is drawn, and the right one then draws."""
    bundle = tmp_path / "bundle"
    cli("announce", write_office(event=True), "--out", bundle)
    refused = cli("draw", bundle, "--public", "彩票=1 2 3")
    assert (refused.status, "2026-11-26 开奖公告" in refused.err) == (1, True)
    assert not (bundle / "public/result.json").exists()
    assert cli("draw", bundle, "--public", "彩票=01 02 03").status == 0


def test_a_secret_from_outside(cli: Cli, write_office: WriteOffice, tmp_path: Path) -> None:
    """A secret made by `commit` opens its commitment; another one is refused."""
    cli("commit", "2026-0001/1", "监督员", "--out", tmp_path / "mine.json")
    cli("commit", "2026-0001/1", "监督员", "--out", tmp_path / "other.json")
    commitment = json.loads((tmp_path / "mine.json").read_text("utf-8"))["commitment"]
    spec = write_office()
    text = spec.read_text("utf-8").replace("alone = true", "")
    spec.write_text(
        text + f'[[contributions]]\nname = "监督员"\nkind = "secret"\ncommitment = "{commitment}"\n', "utf-8"
    )
    assert cli("announce", spec, "--out", tmp_path / "bundle").status == 0
    refused = cli("draw", tmp_path / "bundle", "--secret", f"监督员=@{tmp_path / 'other.json'}")
    assert (refused.status, "does not open its commitment" in refused.err) == (1, True)
    assert cli("draw", tmp_path / "bundle", "--secret", f"监督员=@{tmp_path / 'mine.json'}").status == 0


def test_a_secret_is_never_written_over(cli: Cli, tmp_path: Path) -> None:
    """`commit` refuses to replace a secret, whose commitment may have been handed in."""
    first = cli("commit", "d", "n", "--out", tmp_path / "secret.json")
    kept = (tmp_path / "secret.json").read_bytes()
    assert first.status == 0
    assert cli("commit", "d", "n", "--out", tmp_path / "secret.json").status == 1
    assert (tmp_path / "secret.json").read_bytes() == kept


@pytest.mark.clause("三(一) 公示")
def test_a_register_changed_after_the_announcement_is_not_drawn_from(
    cli: Cli, write_office: WriteOffice, tmp_path: Path
) -> None:
    """A frame that is not the announced one is refused before the draw, with both digests."""
    bundle = tmp_path / "bundle"
    cli("announce", write_office(), "--out", bundle)
    frame = bundle / "public/frame.csv"
    frame.write_bytes(frame.read_bytes().replace(b"F01,town", b"F01,country"))
    refused = cli("draw", bundle)
    assert (refused.status, "frame.csv" in refused.err) == (1, True)
    assert not (bundle / "public/result.json").exists()


def test_bad_input_is_refused_all_at_once_and_nothing_is_written(
    cli: Cli, write_office: WriteOffice, tmp_path: Path
) -> None:
    """Findings in several files are listed together, each with its place, and no folder appears."""
    spec = write_office()
    (tmp_path / "register.csv").write_text(
        "id,name,district\nF01,甲,town\nF01,乙,\n91410000MA0000000X,丙,town\n", "utf-8"
    )
    (tmp_path / "recusals.csv").write_text("target_id,inspector_id,reason\nF99,无名氏,?\n", "utf-8")
    refused = cli("announce", spec, "--out", tmp_path / "bundle")
    assert refused.status == 1
    for place in ("register.csv, row 3, column 'district'", "register.csv, row 4", "recusals.csv, row 2"):
        assert place in refused.err
    assert not (tmp_path / "bundle").exists()
