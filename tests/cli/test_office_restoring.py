"""Backup, restore, and an office on a database server."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from office_cases import HANDLER, HEAD, TASK, OfficeCli, new_office, say

from random_inspection.adapters.sql import downgrade, open_sql
from random_inspection.adapters.system import SystemClock
from random_inspection.proofs.canonical import encoded

STORE, FILE = "sqlite:///office.db?synchronous=NORMAL", "sqlite:///office.db"


def _backed_up(office: OfficeCli) -> tuple[Path, str]:
    """Back an office up, and return the folder and the digest of its manifest."""
    folder = office.folder.parent / "backup"
    said = office.do("backup", folder)
    return folder, said.split("清单摘要（请另行登记）：")[1].split()[0]


@pytest.mark.clause("二(八) 留痕")
def test_an_office_comes_back_as_it_was(confirmed: OfficeCli) -> None:
    """Restored into another folder and compared with a checkpoint that was held outside, it goes on from there."""
    base = confirmed.folder.parent
    confirmed.do("publish", "due", by=HANDLER)
    confirmed.do("trail", "checkpoint", base / "held", "--origin", "bureau.example/trail")
    key = (confirmed.folder / "checkpoint.pub").read_text("utf-8").strip()
    backup, digest = _backed_up(confirmed)
    line = ("office", "restore", backup, base / "again", base / "held", "--key", key, "--digest", digest)
    said = say(*line)
    assert said.status == 0, said.err
    assert "比对检查点1个" in said.out
    again = OfficeCli(base / "again", confirmed.moment)
    assert again.acts() == confirmed.acts()
    assert "未重复办理" in again.do("draw", TASK, by=HANDLER)
    assert "0份失败" in again.do("publish", "deliver", by=HANDLER)
    assert say(*line).status == 1


def test_a_backup_is_written_once(confirmed: OfficeCli) -> None:
    """Nothing that is there is written over."""
    backup, _ = _backed_up(confirmed)
    assert "不会覆盖" in confirmed.refused("backup", backup)


def test_a_backup_that_was_altered_is_refused(confirmed: OfficeCli) -> None:
    """An altered file is named, nothing is restored, and the right copy can be restored there afterwards."""
    backup, _ = _backed_up(confirmed)
    target = confirmed.folder.parent / "again"
    file = backup / "settings" / "office.key"
    kept = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(b"0" * 64)
    said = say("office", "restore", backup, target)
    assert (said.status, "settings/office.key" in said.err) == (1, True)
    assert not (target / "office.toml").exists()
    file.write_bytes(kept)
    assert say("office", "restore", backup, target).status == 0


@pytest.mark.parametrize("address", ["sqlite:////{base}/outside-${OFFICE_WORD}.db", "sqlite:///../outside-1.db"])
def test_a_backup_does_not_say_where_on_this_machine_it_goes(
    address: str, confirmed: OfficeCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address outside of the new folder is used only where the one who restores gives it; no variable is filled in."""
    base = confirmed.folder.parent
    monkeypatch.setenv("OFFICE_WORD", "1")
    backup, _ = _backed_up(confirmed)
    settings = backup / "settings" / "office.toml"
    settings.chmod(0o600)
    settings.write_text(settings.read_text("utf-8").replace(STORE, address.replace("{base}", str(base))), "utf-8")
    said = say("office", "restore", backup, base / "again")
    assert (said.status, "settings/office.toml" in said.err) == (1, True)
    _forge(backup, "settings/office.toml")
    said = say("office", "restore", backup, base / "again")
    assert (said.status, "--store" in said.err) == (1, True)
    assert not list(base.glob("outside-*"))
    assert not (base / "again").exists()
    assert say("office", "restore", backup, base / "again", "--store", FILE).status == 0


def _forge(backup: Path, name: str) -> None:
    """Put the digest of an altered file into the manifest, as somebody who made the backup could."""
    data = (backup / name).read_bytes()
    manifest = json.loads((backup / "manifest.json").read_bytes())
    for one in manifest["files"]:
        if one["path"] == name:
            one["sha256"], one["size"] = hashlib.sha256(data).hexdigest(), len(data)
    (backup / "manifest.json").chmod(0o600)
    (backup / "manifest.json").write_bytes(encoded(manifest))


def test_what_is_no_backup_is_said(tmp_path: Path) -> None:
    """A folder without a backup is told, and no office is made."""
    said = say("office", "restore", tmp_path, tmp_path / "again")
    assert (said.status, "没有工作库的备份" in said.err) == (1, True)
    assert not (tmp_path / "again").exists()


def test_a_lost_key_is_not_replaced_in_silence(confirmed: OfficeCli) -> None:
    """Where the private key is gone, a checkpoint is refused until somebody decides what it means."""
    base = confirmed.folder.parent
    confirmed.do("trail", "checkpoint", base / "one", "--origin", "bureau.example/trail")
    (confirmed.folder / "checkpoint.pem").unlink()
    assert "checkpoint.pub" in confirmed.refused("trail", "checkpoint", base / "two")


def test_an_office_on_a_server_moves_to_a_file(
    postgres_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL every command is the same, its address is nowhere shown, and a backup of it restores into a file."""
    store = open_sql(postgres_server, make=True)
    downgrade(store.engine, "base")
    store.close()
    office = new_office(tmp_path / "office")
    monkeypatch.setattr(SystemClock, "now", lambda _: office.moment)
    settings = office.folder / "office.toml"
    settings.write_text(settings.read_text("utf-8").replace(STORE, postgres_server), "utf-8")
    assert "数据表" in office.refused("status")
    assert say("office", "init", office.folder).status == 0
    office.imported().planned()
    assert "未重复办理" in office.do("task", "approve", TASK, by=HEAD)
    backup, _ = _backed_up(office)
    line = ("office", "restore", backup, tmp_path / "file", "--store", FILE)
    assert say(*line).status == 0
    moved = OfficeCli(tmp_path / "file", office.moment)
    assert f'store = "{FILE}"' in (moved.folder / "office.toml").read_text("utf-8")
    moved.announced().confirmed()
