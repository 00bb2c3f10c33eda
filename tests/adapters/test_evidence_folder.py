"""Evidence in a folder: the suite, who may read it, and what happens when the system fails at any call."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from bundle_faults import Killed, fault

from random_inspection.adapters.evidence_folder import EvidenceFolder
from random_inspection.errors import NotStored, StorageFailed
from random_inspection.testing import EvidenceStoreContract

DATA = b"a photograph"
DIGEST = hashlib.sha256(DATA).hexdigest()
FULL = OSError(errno.ENOSPC, "No space left on device")
READ_ONLY = OSError(errno.EROFS, "Read-only file system")


class TestEvidenceFolder(EvidenceStoreContract):
    """Evidence in a folder passes the suite."""

    @pytest.fixture
    def evidence(self, tmp_path: Path) -> EvidenceFolder:
        """A store in a folder that is not there yet."""
        return EvidenceFolder(tmp_path / "office" / "evidence")

    @pytest.fixture
    def alter(self, tmp_path: Path) -> Callable[[str, bytes], None]:
        """Exchange a file on the disk, as its owner can."""

        def alter(digest: str, data: bytes) -> None:
            file = tmp_path / "office" / "evidence" / digest[:2] / digest
            file.chmod(0o600)
            file.write_bytes(data)

        return alter


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


@pytest.mark.clause("二(八) 证据")
def test_evidence_is_for_its_owner_alone_and_not_for_writing(tmp_path: Path) -> None:
    """Neither group nor others can read files or folders, and not even the owner writes over a file by mistake."""
    EvidenceFolder(tmp_path / "evidence").put(DATA)
    modes = {stat.S_IMODE(file.stat().st_mode) for file in _files(tmp_path)}
    folders = {stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "evidence", tmp_path / "evidence" / DIGEST[:2])}
    assert (modes, folders) == ({0o400}, {0o700})


@pytest.mark.parametrize("error", [None, FULL, READ_ONLY], ids=["killed", "disk full", "read-only"])
def test_evidence_stands_whole_or_not(tmp_path: Path, error: OSError | None) -> None:
    """After a fault at any call the bytes are there whole or not at all, and putting them again leaves one file."""
    faults = 0
    for at in itertools.count():
        store = EvidenceFolder(tmp_path / f"{at}" / "evidence")
        with fault(at, error) as calls, suppress(Killed, StorageFailed):
            store.put(DATA)
        if len(calls) <= at:
            break
        faults += 1
        with suppress(NotStored):
            assert store.read(DIGEST) == DATA
        assert store.put(DATA) == DIGEST
        assert [file.name for file in _files(tmp_path / f"{at}")] == [DIGEST]
    assert faults > 8


def test_what_is_acknowledged_is_on_the_disk(tmp_path: Path) -> None:
    """File, folder and the folder above are synced before the digest is given."""
    with fault(10**6) as calls:
        EvidenceFolder(tmp_path / "evidence").put(DATA)
    assert calls.index("write") < calls.index("fsync") < calls.index("link")
    assert calls[calls.index("link") :].count("fsync") == 3


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, ("the disk is full", "磁盘已满")),
        (errno.EROFS, ("the disk is read-only", "磁盘只读")),
        (errno.EACCES, ("no permission", "没有权限")),
        (errno.EIO, ("the disk fails", "磁盘读写出错")),
    ],
)
def test_what_the_system_says_of_evidence_is_put_in_words(tmp_path: Path, number: int, words: tuple[str, str]) -> None:
    """A failure names the file and the reason in both languages, and keeps its cause."""
    with fault(0, OSError(number, os.strerror(number))), pytest.raises(StorageFailed) as failed:
        EvidenceFolder(tmp_path / "evidence").put(DATA)
    assert failed.value.code == "evidence-storage-failed"
    assert isinstance(failed.value.__cause__, OSError)
    assert words[0] in failed.value.text("en")
    assert words[1] in failed.value.text("zh")
    assert DIGEST in failed.value.text()


def test_a_disk_without_links_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that knows no hard links is no place for evidence, and nothing stays on it."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(StorageFailed) as failed:
        EvidenceFolder(tmp_path).put(DATA)
    assert failed.value.code == "evidence-without-links"
    assert _files(tmp_path) == []


def test_a_link_in_the_place_of_evidence_is_not_followed(tmp_path: Path) -> None:
    """A file elsewhere, even with the true bytes, is not what was put here."""
    store = EvidenceFolder(tmp_path / "evidence")
    store.put(DATA)
    place, other = tmp_path / "evidence" / DIGEST[:2] / DIGEST, tmp_path / "other"
    other.write_bytes(DATA)
    place.unlink()
    place.symlink_to(other)
    with pytest.raises(StorageFailed) as failed:
        store.read(DIGEST)
    assert failed.value.code == "evidence-file-irregular"


def test_short_writes_of_evidence_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that takes three bytes at a time gets all of them."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:3]))
    store = EvidenceFolder(tmp_path)
    assert store.read(store.put(DATA)) == DATA


def test_a_system_that_opens_no_folders_keeps_evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows lets nobody open a folder in order to sync it; the bytes are stored nevertheless."""
    real = os.open

    def of_files(path: Path, *args: int) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *args)

    monkeypatch.setattr(os, "open", of_files)
    store = EvidenceFolder(tmp_path)
    assert store.read(store.put(DATA)) == DATA


def test_a_file_in_the_place_of_a_folder_is_said(tmp_path: Path) -> None:
    """Where the folder should be stands a file: nothing can be held there, and storing says why."""
    (tmp_path / "evidence").write_bytes(b"")
    store = EvidenceFolder(tmp_path / "evidence")
    assert not store.holds(DIGEST)
    with pytest.raises(NotStored):
        store.read(DIGEST)
    with pytest.raises(StorageFailed):
        store.put(DATA)
