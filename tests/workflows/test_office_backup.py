"""An office that is backed up and restored: all of it, proven against what others keep, or nothing."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from killed_office import NAMES, begun, do, files_in, house_at
from sqlalchemy import text
from whole_office import House, contents

from random_inspection.adapters.sql import Backup, SqlStore, backup_office, downgrade, open_sql, restore_office
from random_inspection.errors import AlreadyDone, InvalidInput, NotStored, StorageFailed
from random_inspection.ports import Store
from random_inspection.proofs.checkpoints import Checkpoint
from random_inspection.proofs.merkle import root_at
from random_inspection.workflows.oversight.trail_checks import check_trail

FOLDERS = ("evidence", "bundles")
DONE = NAMES.index("publish-result") + 1


def _folders(home: Path) -> dict[str, Path]:
    return {name: home / name for name in FOLDERS}


def _sql(store: Store) -> SqlStore:
    assert isinstance(store, SqlStore)
    return store


def _checkpoint(store: Store) -> Checkpoint:
    with store.view() as view:
        size = view.trail.size()
        return Checkpoint(origin="office.example/trail", size=size, root=root_at(size, view.trail.node))


@attrs.frozen
class Saved:
    """An office, its backup, and a checkpoint of some acts before it."""

    house: House
    home: Path
    folder: Path
    backup: Backup
    checkpoint: Checkpoint


@pytest.fixture
def saved(sqlite_url: str, tmp_path: Path) -> Iterator[Saved]:
    """An office in the middle of its life, backed up."""
    home = tmp_path / "home"
    begun(sqlite_url, home)
    house = house_at(sqlite_url, home)
    for number in range(DONE - 1):
        do(house, number)
    checkpoint = _checkpoint(house.store)
    do(house, DONE - 1)
    folder = tmp_path / "backup"
    backup = backup_office(folder, store=_sql(house.store), folders=_folders(home))
    yield Saved(house, home, folder, backup, checkpoint)
    _sql(house.store).close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[SqlStore]:
    """A database without anything in it."""
    store = open_sql(f"sqlite:///{tmp_path / 'restored.db'}", make=True)
    yield store
    store.close()


def _restore(saved: Saved, store: SqlStore, tmp_path: Path, **more: Any) -> Backup:
    return restore_office(saved.folder, store=store, folders=_folders(tmp_path / "new"), **more)


def _require_nothing(store: SqlStore, tmp_path: Path) -> None:
    with store.view() as view:
        assert view.trail.size() == 0
    assert contents(store) == ({}, (), {})
    assert not any((tmp_path / "new").rglob("*")) if (tmp_path / "new").exists() else True


@pytest.mark.parametrize("server", ["sqlite", "postgres_server", "mariadb_server"])
def test_a_restored_office_is_the_same_and_goes_on(
    server: str, saved: Saved, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """It holds the same to the byte, on the database that it was on or on another one, and its life goes on to the end."""
    url = f"sqlite:///{tmp_path / 'restored.db'}" if server == "sqlite" else request.getfixturevalue(server)
    made = open_sql(url, make=True)
    downgrade(made.engine, "base")
    made.close()
    store = open_sql(url, make=True)
    told = _restore(saved, store, tmp_path, checkpoints=[saved.checkpoint], digest=saved.backup.digest)
    assert told == saved.backup
    assert contents(store) == contents(saved.house.store)
    assert {name: files_in(tmp_path / "new" / name) for name in FOLDERS} == {
        name: files_in(saved.home / name) for name in FOLDERS
    }
    store.close()
    shutil.copytree(saved.home / "site", tmp_path / "new" / "site")
    house = house_at(url, tmp_path / "new")
    for number in range(DONE, len(NAMES)):
        do(house, number)
    assert check_trail(store=house.store).problems == ()
    _sql(house.store).close()


def test_a_backup_is_its_owners_alone(saved: Saved) -> None:
    """No file and no folder of it can be read by anybody else."""
    there = [saved.folder, *saved.folder.rglob("*")]
    assert {one.stat().st_mode & 0o077 for one in there if one.is_file() or one == saved.folder} == {0}


@pytest.mark.parametrize(
    "place", ["tables/ri_trail_event.jsonl.gz", "tables/ri_command.jsonl.gz", "evidence", "manifest"]
)
def test_an_altered_backup_restores_nothing(place: str, saved: Saved, empty: SqlStore, tmp_path: Path) -> None:
    """A changed bit in any file is found before anything is written, and the manifest is known by its digest."""
    file = saved.folder / place
    if place == "evidence":
        file = next(path for path in file.rglob("*") if path.is_file())
    if place == "manifest":
        file = saved.folder / "manifest.json"
        file.write_bytes(file.read_bytes().replace(b'"root":"', b'"root":"0'))
    else:
        file.chmod(0o600)
        file.write_bytes(file.read_bytes()[:-1] + bytes([file.read_bytes()[-1] ^ 1]))
    with pytest.raises(InvalidInput):
        _restore(saved, empty, tmp_path, digest=saved.backup.digest)
    _require_nothing(empty, tmp_path)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM ri_record_version WHERE id = 3", "UPDATE ri_trail_event SET leaf = x'7b7d'"]
)
def test_a_backup_of_an_altered_office_is_not_restored(
    statement: str, saved: Saved, empty: SqlStore, tmp_path: Path
) -> None:
    """What does not fit to its trail is refused, whatever the manifest says."""
    with _sql(saved.house.store).engine.begin() as connection:
        connection.execute(text(statement))
    other = tmp_path / "other"
    backup_office(other, store=_sql(saved.house.store), folders=_folders(saved.home))
    with pytest.raises(InvalidInput):
        _restore(attrs.evolve(saved, folder=other), empty, tmp_path)
    _require_nothing(empty, tmp_path)


def test_a_backup_from_before_the_last_checkpoint_is_not_restored(
    saved: Saved, empty: SqlStore, tmp_path: Path
) -> None:
    """What others saw later is missing in it, and that is said."""
    do(saved.house, DONE)
    with pytest.raises(InvalidInput):
        _restore(saved, empty, tmp_path, checkpoints=[saved.checkpoint, _checkpoint(saved.house.store)])
    _require_nothing(empty, tmp_path)


def _twice(saved: Saved, store: SqlStore, tmp_path: Path) -> None:
    _restore(saved, store, tmp_path)
    shutil.rmtree(tmp_path / "new")
    _restore(saved, store, tmp_path)


def _onto_files(saved: Saved, store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "new/bundles").mkdir(parents=True)
    (tmp_path / "new/bundles/mine").write_text("mine", "utf-8")
    _restore(saved, store, tmp_path)


def _again(saved: Saved, _: SqlStore, __: Path) -> None:
    backup_office(saved.folder, store=_sql(saved.house.store), folders={})


@pytest.mark.parametrize("act", [_twice, _onto_files, _again])
def test_nothing_is_written_over(
    act: Callable[[Saved, SqlStore, Path], None], saved: Saved, empty: SqlStore, tmp_path: Path
) -> None:
    """An office that is there, files that are there, and a backup that is there stay."""
    with pytest.raises(AlreadyDone):
        act(saved, empty, tmp_path)


def test_files_in_the_way_undo_the_restored_database(saved: Saved, empty: SqlStore, tmp_path: Path) -> None:
    """Where the second folder cannot be restored, the first one and the database are as they were."""
    with pytest.raises(AlreadyDone):
        _onto_files(saved, empty, tmp_path)
    assert contents(empty) == ({}, (), {})
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["bundles"]


def test_altered_evidence_is_not_backed_up_in_silence(saved: Saved, tmp_path: Path) -> None:
    """Evidence that is not what its digest says stops the backup, and nothing is left of it."""
    file = next(path for path in (saved.home / "evidence").rglob("*") if path.is_file())
    file.chmod(0o600)
    file.write_bytes(b"other")
    with pytest.raises(StorageFailed, match=hashlib.sha256(b"other").hexdigest()):
        backup_office(tmp_path / "second", store=_sql(saved.house.store), folders=_folders(saved.home))
    assert not [one for one in tmp_path.iterdir() if "second" in one.name]


@pytest.mark.parametrize("manifest", [b"{}\n", b"[]\n", json.dumps({"format": "other"}).encode()])
def test_what_is_no_backup_is_told(manifest: bytes, saved: Saved, empty: SqlStore, tmp_path: Path) -> None:
    """A folder without a manifest, and one with another."""
    with pytest.raises(NotStored):
        _restore(attrs.evolve(saved, folder=tmp_path / "nothing"), empty, tmp_path)
    (saved.folder / "manifest.json").write_bytes(manifest)
    with pytest.raises(InvalidInput, match="manifest"):
        _restore(saved, empty, tmp_path)
    with pytest.raises(InvalidInput, match="folders"):
        restore_office(backup_folder(saved, tmp_path), store=empty, folders={"evidence": tmp_path / "new" / "evidence"})


def backup_folder(saved: Saved, tmp_path: Path) -> Path:
    """Return another backup of the same office."""
    backup_office(tmp_path / "third", store=_sql(saved.house.store), folders=_folders(saved.home))
    return tmp_path / "third"
